"""Proportions and crude rates, each with its interval and a reason when missing."""

import numpy as np
import pandas as pd

from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    Numbers,
    as_numbers,
    check_positive,
    first_reasons,
)
from analysis.statistics.intervals import EXACT_BELOW, poisson_limits, wilson


def proportion(count: Numbers, denominator: Numbers, *, per: float = 100) -> pd.DataFrame:
    """Give proportions with Wilson limits.

    Parameters
    ----------
    count, denominator
        As in :func:`wilson`.
    per : float
        Unit of the result: 100 for percentages, 1 for shares.

    Returns
    -------
    pandas.DataFrame
        A row for each input, index kept: `value`, `lower_ci` and `upper_ci` (95%) per `per` people,
        `method`, and `note`, which says why a value is missing or impossible (NaN) and is empty
        otherwise.

    Raises
    ------
    DataError, ParameterError
        When an input is not numeric, lengths or indexes differ, or `per` is not above zero.

    Examples
    --------
    >>> proportion([15, 3], [148, 0])[["value", "note"]].round(2)
       value                      note
    0  10.14
    1    NaN  The denominator is zero.
    """
    check_positive("per", per)
    (x, n), kind = as_numbers(count=count, denominator=denominator)
    with np.errstate(invalid="ignore"):
        reasons = [*_reasons(x, n), (x > n, "The count is above its denominator.")]
    notes = first_reasons(x.size, reasons)
    valid = notes == ""
    lower, upper = wilson(np.where(valid, x, np.nan), n)
    value = np.divide(x, n, out=np.full(x.size, np.nan), where=valid)
    method = np.full(x.size, "Wilson score", dtype=object)
    columns = {"value": value * per, "lower_ci": lower * per, "upper_ci": upper * per}
    return kind.frame({**columns, "method": method, "note": notes})


def crude_rate(count: Numbers, denominator: Numbers, *, per: float = 100_000) -> pd.DataFrame:
    """Give crude rates with exact limits below 10 events and Byar's from 10.

    Parameters
    ----------
    count : scalar, array-like or Series
        Events, 0 or more; may exceed the denominator when a person can have several.
    denominator : scalar, array-like or Series
        Population or person-years, above 0.
    per : float
        Unit of the result, such as 100,000 people.

    Returns
    -------
    pandas.DataFrame
        As in :func:`proportion`, as are the errors. No events is a rate of 0 with a real upper
        limit.

    Notes
    -----
    Public Health England (2018), Technical Guide: Confidence Intervals.

    Examples
    --------
    >>> crude_rate([0, 65], [1000, 100_000])[["value", "upper_ci", "method"]].round(1)
       value  upper_ci         method
    0    0.0     368.9  exact Poisson
    1   65.0      82.8           Byar
    """
    check_positive("per", per)
    (x, n), kind = as_numbers(count=count, denominator=denominator)
    notes = first_reasons(x.size, _reasons(x, n))
    valid = notes == ""
    safe_count = np.where(valid, x, np.nan)
    scale = np.divide(per, n, out=np.full(x.size, np.nan), where=valid)
    lower, upper = poisson_limits(safe_count)
    columns = {"value": safe_count * scale, "lower_ci": lower * scale, "upper_ci": upper * scale}
    return kind.frame({**columns, "method": poisson_method(safe_count), "note": notes})


def poisson_method(count: FloatArray) -> np.ndarray:
    """Name the method of `poisson_limits` for each count.

    >>> poisson_method(np.array([3.0, 30.0]))
    array(['exact Poisson', 'Byar'], dtype=object)
    """
    with np.errstate(invalid="ignore"):
        return np.where(count < EXACT_BELOW, "exact Poisson", "Byar").astype(object)


def _reasons(x: FloatArray, n: FloatArray) -> list[tuple[BoolArray, str]]:
    with np.errstate(invalid="ignore"):
        return [
            (np.isnan(x), "The count is missing."),
            (np.isnan(n), "The denominator is missing."),
            (np.isinf(x) | np.isinf(n), "The count or the denominator is infinite."),
            (x < 0, "The count is negative."),
            (n < 0, "The denominator is negative."),
            (n == 0, "The denominator is zero."),
        ]
