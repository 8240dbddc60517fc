"""Observed events beside expected ones: over them, in excess of them, and within what is chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from analysis.errors import DataError, ParameterError
from analysis.statistics.age_bands import AgeRange, AgeTable, check_bands, read_age_table
from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    Numbers,
    as_frame,
    as_numbers,
    check_positive,
    first_reasons,
)
from analysis.statistics.intervals import NORMAL_95, poisson_limits, poisson_method
from analysis.statistics.standardisation import years_each

_PER = {"proportion": 100.0, "rate": 100_000.0, "ratio": 100.0}
_METHOD = {"proportion": "exact binomial", "rate": "exact Poisson", "ratio": "exact Poisson"}
_TAILS = {"95": 0.025, "99_8": 0.001}


def isr(
    data: pd.DataFrame,
    reference: pd.DataFrame,
    *,
    by: str | Sequence[str],
    age: str = "age_start",
    count: str = "count",
    denominator: str = "denominator",
    per: float = 100,
) -> pd.DataFrame:
    """Give indirectly standardised ratios: observed events over expected ones.

    Parameters
    ----------
    data, by, age, count, denominator
        As in :func:`dsr`.
    reference : pandas.DataFrame
        A row for each age band of the reference population, with the same columns. Its bands are
        those that every group must have. Where it differs by sex or year, make one call for each.
    per : float
        What the reference population itself has: 100 for a standardised mortality ratio.

    Returns
    -------
    pandas.DataFrame
        A row for each group: the `by` columns, `count` (observed), `expected`, `value`, `lower_ci`
        and `upper_ci` (95%) per `per`, `method`, and `note`. Above `per` is more events than the
        reference would have; no events is 0 with a real upper limit. Notes are those of
        :func:`dsr`, save of few events.

    Raises
    ------
    DataError, ParameterError
        As in :func:`dsr`, for bands of the reference, and where its figures are impossible.

    Notes
    -----
    Expected is Σ n × reference rate; limits are those of :func:`poisson_ratio_limits`. Association
    of Public Health Observatories (2008), Technical Briefing 3.

    Examples
    --------
    >>> england = pd.DataFrame({
    ...     "age_start": [0, 65], "count": [100, 900], "denominator": [100_000, 30_000]
    ... })
    >>> area = pd.DataFrame({
    ...     "area": "A", "age_start": [0, 65], "count": [5, 40], "denominator": [4000, 1000]
    ... })
    >>> isr(area, england, by="area")[["count", "expected", "value", "lower_ci"]].round(1)
       count  expected  value  lower_ci
    0   45.0      34.0  132.4      96.5
    """
    per = check_positive("per", per)
    names = (age, count, denominator)
    table, rates, _ = _beside(as_frame(data), as_frame(reference), by, names, None)
    expected = table.usable(denominator, 0.0) @ rates
    table = table.note_groups(expected == 0, "No events are expected at the reference's rates.")
    valid = table.valid
    observed = np.where(valid, table.usable(count, 0.0).sum(axis=1), np.nan)
    expected = np.where(valid, expected, np.nan)
    lower, upper = poisson_ratio_limits(observed, expected, per=per)
    return table.keys.assign(
        count=observed,
        expected=expected,
        value=per * observed / expected,
        lower_ci=lower,
        upper_ci=upper,
        method=poisson_method(observed),
        note=table.notes,
    )


def poisson_ratio_limits(
    observed: Numbers, expected: Numbers, *, per: float = 100, confidence: float = 0.95
) -> tuple[Any, Any]:
    """Give limits of a ratio of observed to expected events.

    Parameters
    ----------
    observed : scalar, array-like or Series
        Events, 0 or more.
    expected : scalar, array-like or Series
        Expected events, above 0 and taken as known without error.
    per : float
        Unit of the ratio, such as 100.
    confidence : float
        As in :func:`wilson`, as are the errors.

    Returns
    -------
    lower, upper : of the kind that came in
        The limits of the count, as in :func:`crude_rate`, over the expected events, per `per`; NaN
        where an input is impossible.

    Examples
    --------
    >>> lower, upper = poisson_ratio_limits(45, 34.0)
    >>> round(lower, 1), round(upper, 1)
    (96.5, 177.1)
    """
    per = check_positive("per", per)
    (x, e), kind = as_numbers(observed=observed, expected=expected)
    with np.errstate(invalid="ignore"):
        scale = np.divide(per, e, out=np.full(e.size, np.nan), where=np.isfinite(e) & (e > 0))
    lower, upper = poisson_limits(x, confidence=confidence)
    return kind.restore(lower * scale), kind.restore(upper * scale)


def excess(
    data: pd.DataFrame,
    reference: pd.DataFrame,
    *,
    by: str | Sequence[str],
    age: str = "age_start",
    count: str = "count",
    denominator: str = "denominator",
    limit: float | None = None,
    years: float = 1,
) -> pd.DataFrame:
    """Give the events that a group has beyond those it would have at the reference's rates.

    Parameters
    ----------
    data, reference, by, age, count, denominator
        As in :func:`isr`, as are the errors; the reference is England, say, or the least deprived.
    limit : float, optional
        Count years of life lost before this age in place of events, from the middle of each band;
        bands from it on are left out.
    years : float
        How many years the counts cover; the results are for one.

    Returns
    -------
    DataFrame
        A row for each group: `by`, ``count`` (observed), ``expected``, ``value`` (observed less
        expected), ``lower_ci``, ``upper_ci``; ``fraction``, ``fraction_lower_ci`` and
        ``fraction_upper_ci``, the excess in per cent of the observed (population attributable
        fraction); ``method`` and ``note``. Below zero where the group has fewer than expected.

    Notes
    -----
    Limits of the observed by Dobson (1991), of the expected by the delta method, Σ s² n² d / N²,
    put together by MOVER (see :func:`absolute_gap`); of the fraction by the delta method on
    log(1 - fraction), the log of expected over observed. The two populations are taken as
    independent. What is in excess need not be preventable: it supposes only the other rates.

    Examples
    --------
    >>> england = pd.DataFrame({
    ...     "age_start": [0, 65], "count": [100, 900], "denominator": [100_000, 30_000]
    ... })
    >>> area = pd.DataFrame({
    ...     "area": "A", "age_start": [0, 65], "count": [5, 40], "denominator": [4000, 1000]
    ... })
    >>> excess(area, england, by="area")[["value", "lower_ci", "upper_ci", "fraction"]].round(1)
       value  lower_ci  upper_ci  fraction
    0   11.0      -1.4      26.4      24.4
    """
    years = check_positive("years", years)
    limit = None if limit is None else check_positive("limit", limit)
    names = (age, count, denominator)
    table, rates, variances = _beside(as_frame(data), as_frame(reference), by, names, (0, limit))
    score = np.ones(len(table.ages)) if limit is None else years_each(table.ages, limit)
    events, people = table.usable(count, 0.0), table.usable(denominator, 0.0)
    observed, total = events @ score, events.sum(axis=1)
    scale = np.sqrt(np.divide(events @ score**2, total, out=np.ones(len(total)), where=total > 0))
    low, high = (scale * np.abs(end - total) for end in poisson_limits(total))
    expected, error = (people * rates) @ score, np.sqrt(people**2 @ (variances * score**2))
    half = NORMAL_95 * error
    value, valid = observed - expected, table.valid
    some = valid & (observed > 0) & (expected > 0)
    ratio = np.divide(expected, observed, out=np.full(len(total), np.nan), where=some)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.exp(NORMAL_95 * np.hypot(error / expected, scale * np.sqrt(total) / observed))
    found = {
        "count": observed / years,
        "expected": expected / years,
        "value": value / years,
        "lower_ci": (value - np.hypot(low, half)) / years,
        "upper_ci": (value + np.hypot(high, half)) / years,
        "fraction": 100 * (1 - ratio),
        "fraction_lower_ci": 100 * (1 - ratio * spread),
        "fraction_upper_ci": 100 * (1 - ratio / spread),
    }
    table = table.note_groups(valid & ~some, "Nothing is observed or expected: no fraction.")
    known = {name: np.where(valid, column, np.nan) for name, column in found.items()}
    method = "observed less expected; Dobson limits, delta method for the reference"
    return table.keys.assign(**known, method=method, note=table.notes)


def _beside(
    data: pd.DataFrame,
    reference: pd.DataFrame,
    by: str | Sequence[str],
    names: tuple[str, str, str],
    ages: AgeRange | None,
) -> tuple[AgeTable, FloatArray, FloatArray]:
    """Read groups in the bands of a reference, and its rates and their variances."""
    age, count, denominator = names
    standard = read_age_table(reference, by=[], age=age, figures=[count, denominator], ages=ages)
    if not len(standard.keys):
        raise DataError("The reference population has no rows; give its events by age band.")
    standard = standard.note_figures(count, "count")
    standard = standard.note_figures(denominator, "population", positive=True)
    if not standard.valid.all():
        raise DataError(f"The reference population cannot be used. {standard.notes[0]}")
    bands = standard.ages
    check_bands(data, by=by, age=age, known=bands, owner="reference population", ages=ages)
    table = read_age_table(
        data, by=by, age=age, figures=[count, denominator], ages=ages, bands=bands
    )
    table = table.note_figures(count, "count")
    table = table.note_figures(denominator, "population", positive=True)
    events, people = standard.figures[count][0], standard.figures[denominator][0]
    return table, events / people, events / people**2


def funnel_limits(
    benchmark: Numbers, denominator: Numbers, *, kind: str, per: float | None = None
) -> pd.DataFrame:
    """Give the limits within which chance alone would keep areas of each size.

    Parameters
    ----------
    benchmark : scalar, array-like or Series
        The value that the areas are compared with, such as England's, per `per`.
    denominator : scalar, array-like or Series
        Size of each area: people (proportion), population or person-years (rate), or expected
        events (ratio).
    kind : {"proportion", "rate", "ratio"}
        "proportion" takes binomial limits, "rate" and "ratio" take Poisson limits.
    per : float, optional
        Unit of the benchmark and the limits: without it 100, and 100,000 for rates.

    Returns
    -------
    pandas.DataFrame
        A row for each input, index kept: `denominator`, `benchmark`, `lower_95`, `upper_95`,
        `lower_99_8`, `upper_99_8` per `per`, `method`, and `note`, which says why limits are
        missing. No limit is below 0, nor that of a proportion above the whole.

    Raises
    ------
    DataError, ParameterError
        As in :func:`proportion`, and when `kind` is unknown.

    Notes
    -----
    A limit is interpolated between the two whole counts whose tail probabilities straddle 2.5% (or
    0.1%): Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185-1202, appendix A.1, the upper
    limit mirrored. An area is outside just when its exact interval excludes the benchmark, which is
    taken as known; over-dispersion is not allowed for, and people are rounded to whole numbers.

    Examples
    --------
    >>> limits = funnel_limits(100, [5, 50, 500], kind="ratio")
    >>> limits[["denominator", "lower_95", "upper_95"]].round(1)
       denominator  lower_95  upper_95
    0          5.0      10.8     207.5
    1         50.0      72.2     129.7
    2        500.0      91.2     109.0
    """
    if kind not in _PER:
        raise ParameterError(f"kind must be proportion, rate or ratio, but is {kind!r}.")
    per = check_positive("per", _PER[kind] if per is None else per)
    (centre, size), shape = as_numbers(benchmark=benchmark, denominator=denominator)
    notes = first_reasons(
        size.size, _funnel_reasons(centre, size, per if kind == "proportion" else None)
    )
    valid = notes == ""
    safe_size = np.where(valid, size, 1.0)
    share = np.where(valid, centre, 0.0) / per
    if kind == "proportion":
        safe_size = np.maximum(np.rint(safe_size), 1.0)
    columns = {"denominator": size, "benchmark": centre}
    for name, tail in _TAILS.items():
        lower, upper = _count_limits(safe_size, share, tail, binomial=kind == "proportion")
        upper = np.minimum(upper, safe_size) if kind == "proportion" else upper
        columns[f"lower_{name}"] = np.where(valid, lower / safe_size * per, np.nan)
        columns[f"upper_{name}"] = np.where(valid, upper / safe_size * per, np.nan)
    method = np.full(size.size, _METHOD[kind], dtype=object)
    return shape.frame({**columns, "method": method, "note": notes})


def _count_limits(
    size: FloatArray, share: FloatArray, tail: float, *, binomial: bool
) -> tuple[FloatArray, FloatArray]:
    """Interpolate between the counts whose cumulative probabilities straddle each tail."""

    def cumulative(count: FloatArray) -> FloatArray:
        whole = np.maximum(count, 0.0)
        if binomial:
            known = special.betaincc(whole + 1, np.maximum(size - whole, 1.0), share)
            known = np.where(whole >= size, 1.0, known)
        else:
            known = special.pdtr(whole, share * size)
        return np.where(count < 0, 0.0, known)

    def quantile(probability: float) -> FloatArray:
        inverse = special.bdtrik if binomial else special.pdtrik
        found = inverse(probability, *((size, share) if binomial else (share * size,)))
        count = np.ceil(np.where(np.isfinite(found), found, share * size))
        lower = np.maximum(count - 1, 0.0)
        return np.where(cumulative(lower) >= probability, lower, count)

    low, high = quantile(tail), quantile(1 - tail)
    at, below = cumulative(low), cumulative(low - 1)
    lower = np.maximum(low - (at - tail) / (at - below), 0.0)
    at, below = cumulative(high), cumulative(high - 1)
    return lower, high + 1 - (at - (1 - tail)) / (at - below)


def _funnel_reasons(
    benchmark: FloatArray, size: FloatArray, whole: float | None
) -> list[tuple[BoolArray, str]]:
    with np.errstate(invalid="ignore"):
        reasons = [
            (np.isnan(benchmark), "The benchmark is missing."),
            (np.isnan(size), "The denominator is missing."),
            (np.isinf(benchmark) | np.isinf(size), "The benchmark or denominator is infinite."),
            (benchmark < 0, "The benchmark is negative."),
            (size <= 0, "The denominator is not above zero."),
        ]
        if whole is not None:
            reasons.append((benchmark > whole, "The benchmark is above the whole."))
    return reasons
