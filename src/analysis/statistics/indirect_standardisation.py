"""Observed events beside those expected at another population's rates: over them, and in excess."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.statistics.age_bands import AgeRange, AgeTable, check_bands, read_age_table
from analysis.statistics.inputs import FloatArray, Numbers, as_frame, as_numbers, check_positive
from analysis.statistics.intervals import NORMAL_95, poisson_limits, poisson_method
from analysis.statistics.standardisation import years_each


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
    check_positive("per", per)
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
    check_positive("per", per)
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
    check_positive("years", years)
    ages = (0, None if limit is None else check_positive("limit", limit))
    names = (age, count, denominator)
    table, rates, variances = _beside(as_frame(data), as_frame(reference), by, names, ages)
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
