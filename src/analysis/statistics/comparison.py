"""Comparison of areas with a benchmark, by their intervals."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ParameterError
from analysis.statistics.array_kinds import Numbers, as_numbers

HIGH_IS_GOOD = "high is good"
LOW_IS_GOOD = "low is good"
NO_JUDGEMENT = "no judgement"
_WORDS = {
    HIGH_IS_GOOD: ("better", "worse"),
    LOW_IS_GOOD: ("worse", "better"),
    NO_JUDGEMENT: ("higher", "lower"),
}


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
        What they are compared with, such as England's value, in the same unit. Its own
        interval is not used.
    polarity : {"high is good", "low is good", "no judgement"}
        One for all areas, or one for each.

    Returns
    -------
    str, or array or Series of str with the index that came in
        "similar" when the benchmark lies within the limits, ends included; otherwise
        "better" or "worse", or where there is no judgement "higher" or "lower" (the area
        than the benchmark); "not compared" when a figure is missing or infinite, or the
        limits are in the wrong order.

    Raises
    ------
    DataError
        When a figure is not numeric, or lengths or pandas indexes differ.
    ParameterError
        When a polarity is none of the three, or not one for each area.

    Notes
    -----
    Office for Health Improvement and Disparities, Fingertips Public Health Technical
    Guidance, comparing areas with benchmarks.

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
        known &= np.isfinite(target) & (lower <= upper)
        verdict = np.where(lower > target, above, np.where(upper < target, below, "similar"))
    return kind.restore(np.where(known, verdict, "not compared").astype(object))


def _words(polarity: Any, size: int) -> tuple[np.ndarray, np.ndarray]:
    each = np.full(size, polarity, dtype=object) if isinstance(polarity, str) else None
    each = np.asarray(polarity, dtype=object) if each is None else each
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
