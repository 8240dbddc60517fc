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
