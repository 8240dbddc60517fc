"""Indirect standardisation by age: observed events over expected ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.statistics.age_bands import check_bands, read_age_table
from analysis.statistics.inputs import FloatArray, Numbers, as_numbers, check_positive
from analysis.statistics.intervals import poisson_limits
from analysis.statistics.rates import poisson_method


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
    data : pandas.DataFrame
        A row for each group and age band, in any order.
    reference : pandas.DataFrame
        A row for each age band of the reference population, with the same `age`, `count`
        and `denominator` columns. Its bands are those that every group must have. Where the
        reference differs by sex or year, make one call for each.
    by : str or list of str
        Columns that tell the groups apart; an empty list for one group.
    age, count, denominator : str
        Columns of the age at which each band starts, the events, and the population.
    per : float
        What the reference population itself has: 100 for a standardised mortality ratio.

    Returns
    -------
    pandas.DataFrame
        A row for each group in order of first appearance: the `by` columns, `count`
        (observed), `expected`, `value` with `lower_ci` and `upper_ci` (95%) per `per`,
        `method`, and `note`. Above `per` is more events than the reference would have. No
        events is a ratio of 0 with a real upper limit. A group with a missing band, or a
        missing, infinite or negative figure, or a population of zero, has NaN and a note.

    Raises
    ------
    DataError
        When a column is missing, a band is not among the reference's, the reference has a
        missing or impossible figure, or a group has two rows for a band.
    ParameterError
        When `per` is not above zero.

    Notes
    -----
    Expected is Σ n × reference rate; limits of the count are exact below 10 events and
    Byar's from 10, over expected. Association of Public Health Observatories (2008),
    Technical Briefing 3.

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
    bands, rates = _reference_rates(reference, age, count, denominator)
    check_bands(data, by=by, age=age, known=bands, owner="reference population")
    table = read_age_table(data, by=by, age=age, figures=[count, denominator], bands=bands)
    table = table.note_figures(count, "count")
    table = table.note_figures(denominator, "population", positive=True)
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
        Two-sided confidence level, between 0 and 1.

    Returns
    -------
    lower, upper : of the kind that came in
        Limits per `per`, lower first; NaN where an input is missing or impossible.

    Raises
    ------
    DataError
        When an input is not numeric, or lengths or pandas indexes differ.
    ParameterError
        When `confidence` is not between 0 and 1 or `per` not above zero.

    Notes
    -----
    Exact Poisson below 10 events and Byar's approximation from 10, over expected.

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


def _reference_rates(
    reference: pd.DataFrame, age: str, count: str, denominator: str
) -> tuple[FloatArray, FloatArray]:
    table = read_age_table(reference, by=[], age=age, figures=[count, denominator])
    if not len(table.keys):
        raise DataError("The reference population has no rows; give its events by age band.")
    table = table.note_figures(count, "count")
    table = table.note_figures(denominator, "population", positive=True)
    if not table.valid.all():
        raise DataError(f"The reference population cannot be used. {table.notes[0]}")
    return table.ages, table.figures[count][0] / table.figures[denominator][0]
