"""How far figures differ, and whether by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from analysis.errors import ParameterError
from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    Kind,
    Numbers,
    TextArray,
    as_numbers,
    check_between,
    numbers,
)
from analysis.statistics.intervals import NORMAL_95

HIGH_IS_GOOD = "high is good"
LOW_IS_GOOD = "low is good"
NO_JUDGEMENT = "no judgement"
_WORDS = {
    HIGH_IS_GOOD: ("better", "worse"),
    LOW_IS_GOOD: ("worse", "better"),
    NO_JUDGEMENT: ("higher", "lower"),
}

Correction = Literal["fdr_bh", "fdr_by"]

NO_INTERVAL = "no interval: the publisher gives none for both figures"


def compare(
    value: Numbers,
    lower_ci: Numbers,
    upper_ci: Numbers,
    benchmark: Numbers,
    *,
    polarity: str | pd.Series | np.ndarray | list[str],
) -> Any:
    """Say whether areas are better than, similar to or worse than a benchmark.

    Parameters
    ----------
    value, lower_ci, upper_ci : scalar, array-like or Series
        The areas' values and their 95% limits, in one unit.
    benchmark : scalar, array-like or Series
        What they are compared with, such as England's value; its own interval is not used.
    polarity : {"high is good", "low is good", "no judgement"}
        One for all areas, or one for each.

    Returns
    -------
    str, or array or Series of str with the index that came in
        "similar" when the benchmark lies within the limits, ends included; otherwise "better" or
        "worse", or without judgement "higher" or "lower" (the area than the benchmark); "not
        compared" when a figure is missing or infinite, or the limits do not hold the value.

    Raises
    ------
    DataError, ParameterError
        When a figure is not numeric, lengths or indexes differ, or a polarity is not known.

    Notes
    -----
    Office for Health Improvement and Disparities, Fingertips Public Health Technical Guidance.

    Examples
    --------
    >>> compare(80.1, 79.6, 80.6, 78.9, polarity="high is good")
    'better'
    >>> compare([10.0, 12.0], [9.0, 11.0], [11.0, 13.0], 10.5, polarity="low is good")
    array(['similar', 'worse'], dtype=object)
    """
    (values, lower, upper, target), kind = as_numbers(
        value=value, lower_ci=lower_ci, upper_ci=upper_ci, benchmark=benchmark
    )
    above, below = _words(polarity, values.size)
    with np.errstate(invalid="ignore"):
        known = np.isfinite(values) & np.isfinite(lower) & np.isfinite(upper)
        known &= np.isfinite(target) & (lower <= values) & (values <= upper)
        verdict = np.where(lower > target, above, np.where(upper < target, below, "similar"))
    return kind.restore(np.where(known, verdict, "not compared").astype(object))


def compare_gap(gap: Any, *, polarity: Any, none: float = 0.0) -> Any:
    """Say whether areas are better or worse than a comparator, by the interval of their gap.

    Both errors count, where `compare` takes the benchmark as known.

    Parameters
    ----------
    gap : Estimate, DataFrame or anything with ``value``, ``lower_ci`` and ``upper_ci``
        The area less its comparator, as from :func:`absolute_gap`, or the ratio.
    polarity
        As in :func:`compare`, as are the errors.
    none : float
        What no gap is: 0, or 1 for a ratio.

    Returns
    -------
    str, or array or Series of str
        As from :func:`compare`: "similar" when the limits hold `none`.

    Examples
    --------
    >>> gap = absolute_gap([75.0], [79.0], first_limits=([74.0], [76.0]),
    ...                    second_limits=([78.0], [80.0]))
    >>> compare_gap(gap, polarity="high is good").tolist()
    ['worse']
    """
    return compare(gap.value, gap.lower_ci, gap.upper_ci, none, polarity=polarity)


def _words(polarity: Any, size: int) -> tuple[TextArray, TextArray]:
    each = np.full(size, polarity, dtype=object) if isinstance(polarity, str) else polarity
    each = np.asarray(each, dtype=object)
    unknown = [word for word in pd.unique(pd.Series(each.ravel())) if word not in _WORDS]
    if unknown:
        raise ParameterError(
            f"polarity must be {HIGH_IS_GOOD!r}, {LOW_IS_GOOD!r} or {NO_JUDGEMENT!r}, "
            f"but is {unknown[0]!r}."
        )
    if each.shape != (size,):
        raise ParameterError(f"Give one polarity, or one for each of the {size} areas.")
    above, below = ({word: pair[i] for word, pair in _WORDS.items()} for i in (0, 1))
    chosen = pd.Series(each, dtype=object)
    return chosen.map(above).to_numpy(dtype=object), chosen.map(below).to_numpy(dtype=object)


def absolute_gap(
    first: Numbers,
    second: Numbers,
    *,
    first_limits: Sequence[Numbers] | None = None,
    second_limits: Sequence[Numbers] | None = None,
) -> pd.DataFrame:
    """Give the difference of two figures, first minus second.

    Parameters
    ----------
    first, second : scalar, array-like or Series
        Values in one unit.
    first_limits, second_limits : pair of the same kind, optional
        Their published 95% limits, lower then upper.

    Returns
    -------
    DataFrame
        ``value, lower_ci, upper_ci, method, note``, in the values' unit; index kept. Positive where
        the first is the larger. The two figures are taken as independent, as a small part of its
        comparator nearly is. Limits that do not hold their value give no interval, and a note.

    Raises
    ------
    DataError
        When a figure is not numeric, or lengths or indexes differ.

    Notes
    -----
    Limits that are not symmetric stay so (MOVER: Zou GY, Donner A 2008, Statistics in Medicine
    27:1693-1702): the lower is d - √((x₁ - l₁)² + (u₂ - x₂)²), the upper d + √((u₁ - x₁)² +
    (x₂ - l₂)²). For symmetric limits that is to add the variances.

    Examples
    --------
    >>> gap = absolute_gap([75.0], [79.0], first_limits=([74.0], [76.5]),
    ...                    second_limits=([78.9], [79.1]))
    >>> gap[["value", "lower_ci", "upper_ci"]].round(2).to_numpy().tolist()
    [[-4.0, -5.0, -2.5]]
    """
    sides, kind = _sides(first, second, first_limits, second_limits)
    return _gap_frame(sides, _difference(sides), kind, "difference, MOVER limits")


def relative_gap(
    first: Numbers,
    second: Numbers,
    *,
    first_limits: Sequence[Numbers] | None = None,
    second_limits: Sequence[Numbers] | None = None,
) -> pd.DataFrame:
    """Give the ratio of two figures, first over second.

    Parameters
    ----------
    first, second, first_limits, second_limits
        As in :func:`absolute_gap`, as are the errors.

    Returns
    -------
    DataFrame
        As from :func:`absolute_gap`; 1 is no gap, above 1 where the first is the larger. A ratio to
        a value of zero or less is missing, with a note.

    Notes
    -----
    The variances of the logarithms add; a limit of zero or less has none, and no interval is given.

    Examples
    --------
    >>> relative_gap([30.0], [20.0])["value"].tolist()
    [1.5]
    """
    sides, kind = _sides(first, second, first_limits, second_limits)
    one, two = sides[0][0], sides[1][0]
    impossible = np.isfinite(one) & np.isfinite(two) & ~((one > 0) & (two > 0))
    data = _gap_frame(sides, _ratio(sides), kind, "ratio, variances of the logarithms added")
    if impossible.any():
        data.loc[impossible, "note"] = "a ratio needs values above zero"
    return data


def gap_numbers(
    measure: Literal["absolute", "relative"],
    first: Numbers,
    second: Numbers,
    *,
    first_limits: Sequence[Numbers] | None = None,
    second_limits: Sequence[Numbers] | None = None,
) -> Side:
    """Give the numbers of :func:`absolute_gap` or :func:`relative_gap` alone: value and limits.

    >>> gap_numbers("relative", [30.0], [20.0])[0].tolist()
    [1.5]
    """
    sides, _ = _sides(first, second, first_limits, second_limits)
    value, lower, upper = (_difference if measure == "absolute" else _ratio)(sides)
    wrong = _outside(sides[0]) | _outside(sides[1])
    return value, np.where(wrong, np.nan, lower), np.where(wrong, np.nan, upper)


Side = tuple[FloatArray, FloatArray, FloatArray]


def _sides(
    first: Numbers,
    second: Numbers,
    first_limits: Sequence[Numbers] | None,
    second_limits: Sequence[Numbers] | None,
) -> tuple[tuple[Side, Side], Kind]:
    """Read both figures with their limits; those that do not hold their value are missing."""
    given = {"first": first, "second": second}
    for name, limits in (("first", first_limits), ("second", second_limits)):
        lower, upper = (np.nan, np.nan) if limits is None else limits
        given |= {f"{name}_lower": lower, f"{name}_upper": upper}
    (one, two, *ends), kind = as_numbers(**given)
    return ((one, ends[0], ends[1]), (two, ends[2], ends[3])), kind


def _outside(side: Side) -> BoolArray:
    """Whether a value lies outside its own limits."""
    value, lower, upper = side
    with np.errstate(invalid="ignore"):
        return np.asarray((value < lower) | (value > upper))


def _difference(sides: tuple[Side, Side]) -> Side:
    """Difference with the limits of Zou and Donner."""
    (one, low_one, high_one), (two, low_two, high_two) = sides
    gap = one - two
    with np.errstate(invalid="ignore"):
        below = np.hypot(one - low_one, high_two - two)
        above = np.hypot(high_one - one, two - low_two)
    return gap, gap - below, gap + above


def _ratio(sides: tuple[Side, Side]) -> Side:
    """Ratio with the limits of its logarithm."""
    one, two = sides[0][0], sides[1][0]
    log_gap = _log(one) - _log(two)
    errors = [(_log(upper) - _log(lower)) / (2 * NORMAL_95) for _, lower, upper in sides]
    half = NORMAL_95 * np.hypot(*errors)
    possible = (one > 0) & (two > 0)
    ratio = np.divide(one, two, where=possible, out=np.full(one.shape, np.nan))
    return ratio, np.exp(log_gap - half), np.exp(log_gap + half)


def _log(values: FloatArray) -> FloatArray:
    return np.log(values, where=values > 0, out=np.full(values.shape, np.nan))


def _gap_frame(sides: tuple[Side, Side], gap: Side, kind: Kind, method: str) -> pd.DataFrame:
    value, lower, upper = gap
    wrong = _outside(sides[0]) | _outside(sides[1])
    lower, upper = np.where(wrong, np.nan, lower), np.where(wrong, np.nan, upper)
    note = np.where(wrong, "a figure lies outside its own limits, so no interval is given", "")
    note = np.where(np.isfinite(value), note, "a figure is missing on one side").astype(object)
    how = np.where(np.isfinite(lower), method, NO_INTERVAL).astype(object)
    ends = {"value": value, "lower_ci": lower, "upper_ci": upper}
    return kind.frame({**ends, "method": how, "note": note})


def normal_p_value(value: ArrayLike, lower_ci: ArrayLike, upper_ci: ArrayLike) -> FloatArray:
    """Give the two-sided p-value of no difference from differences and their 95% limits.

    NaN where a number is missing or the limits do not differ; below 0.05 just where the interval
    leaves out zero, since of limits that are not symmetric the one towards zero counts.

    >>> normal_p_value([1.959964, 0.0], [0.0, -1.0], [3.919928, 1.0]).round(3).tolist()
    [0.05, 1.0]
    """
    middle, lower, upper = (np.asarray(part, dtype=float) for part in (value, lower_ci, upper_ci))
    error = np.where(middle > 0, middle - lower, upper - middle) / NORMAL_95
    known = np.isfinite(middle) & (error > 0) & np.isfinite(upper - lower)
    z = np.divide(middle, error, where=known, out=np.full(middle.shape, np.nan))
    return np.asarray(2 * special.ndtr(-np.abs(z)))


def expected_by_chance(tests: int, *, level: float = 0.05) -> float:
    """How many of so many tests would be flagged if nothing at all had changed.

    Parameters
    ----------
    tests : int
        How many comparisons are made.
    level : float
        The level of each: 0.05 for intervals of 95%, 0.002 for 99.8%.

    Returns
    -------
    float
        tests x level.

    Raises
    ------
    ParameterError
        When `tests` is negative, or `level` not between 0 and 1.

    Examples
    --------
    >>> expected_by_chance(60)
    3.0
    """
    if tests < 0:
        raise ParameterError(f"tests={tests!r} must be zero or more.")
    return tests * check_between("level", level, 0.05)


def false_discovery(
    p_value: ArrayLike, *, level: float = 0.05, method: Correction = "fdr_bh"
) -> pd.DataFrame:
    """Adjust p-values so that at most a share `level` of what is flagged is expected to be false.

    Parameters
    ----------
    p_value : array of n
        Two-sided p-values; missing ones are no test and stay missing.
    level : float
        The false discovery rate to keep to.
    method : {"fdr_bh", "fdr_by"}
        Benjamini and Hochberg, or Benjamini and Yekutieli, who allow any dependence.

    Returns
    -------
    DataFrame
        p_value, adjusted_p_value (never below p_value), flagged (bool), note; an index is kept.

    Raises
    ------
    DataError, ParameterError
        For p-values that are not numbers, an unknown method or an impossible level.

    Notes
    -----
    Benjamini Y, Hochberg Y (1995). J R Stat Soc B 57:289-300. Computed by statsmodels.

    Examples
    --------
    >>> false_discovery([0.001, 0.02, 0.04, 0.8])["flagged"].tolist()
    [True, True, False, False]
    """
    # Here, since it takes a second or more that who tests nothing need not wait.
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415

    level = check_between("level", level, 0.05)
    if method not in get_args(Correction):
        raise ParameterError(f"method={method!r} is not known: use 'fdr_bh' or 'fdr_by'.")
    p = numbers(p_value, "p_value")
    tested = (p >= 0) & (p <= 1)
    adjusted = np.full(len(p), np.nan)
    flagged = np.zeros(len(p), dtype=bool)
    if tested.any():
        flagged[tested], adjusted[tested] = multipletests(p[tested], alpha=level, method=method)[:2]
    note: Any = np.where(tested, "", "The p-value is missing or not between 0 and 1.")
    index = p_value.index if isinstance(p_value, pd.Series) else None
    return pd.DataFrame(
        {"p_value": p, "adjusted_p_value": adjusted, "flagged": flagged, "note": note}, index=index
    )
