"""Proportions, rates and counts, with their limits: Wilson, Byar and exact Poisson."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from analysis.statistics.inputs import (
    BoolArray,
    FloatArray,
    Kind,
    Numbers,
    TextArray,
    as_numbers,
    check_between,
    check_positive,
    first_reasons,
)

NORMAL_95 = 1.959963984540054

EXACT_BELOW = 10
"""Counts below this take exact Poisson limits, counts from it on Byar's."""


def normal_quantile(confidence: float) -> float:
    """Give z for a two-sided confidence level: Φ⁻¹(0.5 + confidence / 2).

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    return float(special.ndtri(0.5 + check_between("confidence", confidence, 0.95) / 2))


def wilson(count: Numbers, denominator: Numbers, *, confidence: float = 0.95) -> tuple[Any, Any]:
    """Give Wilson score limits of a proportion.

    Parameters
    ----------
    count, denominator : scalar, array-like or Series
        People with the condition, from 0 to `denominator`; people asked or measured, above 0.
    confidence : float
        Two-sided confidence level, between 0 and 1.

    Returns
    -------
    lower, upper : of the kind that came in
        Limits on the scale 0 to 1, lower first; a Series keeps its index. NaN where a figure is
        missing or impossible. 0% and 100% have one real limit each.

    Raises
    ------
    DataError, ParameterError
        When an input is not numeric, lengths or indexes differ, or `confidence` is impossible.

    Notes
    -----
    Wilson EB (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> lower, upper = wilson(15, 148)
    >>> round(lower, 4), round(upper, 4)
    (0.0624, 0.1605)
    """
    z = normal_quantile(confidence)
    (x, n), kind = as_numbers(count=count, denominator=denominator)
    with np.errstate(invalid="ignore"):
        valid = (x >= 0) & (n > 0) & (x <= n) & np.isfinite(n)
    x, n = np.where(valid, x, 0.0), np.where(valid, n, 1.0)
    middle = 2 * x + z**2
    spread = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    lower = (middle - spread) / (2 * (n + z**2))
    upper = (middle + spread) / (2 * (n + z**2))
    # Rounding in the last digit must not put 0% or 100% outside its own limits.
    lower = np.where(x == 0, 0.0, np.clip(lower, 0.0, x / n))
    upper = np.where(x == n, 1.0, np.clip(upper, x / n, 1.0))
    return _restore_pair(lower, upper, valid, kind)


def byar(count: Numbers, *, confidence: float = 0.95) -> tuple[Any, Any]:
    """Give Byar's approximate Poisson limits of a count.

    Parameters
    ----------
    count : scalar, array-like or Series
        Events, 0 or more.
    confidence : float
        As in :func:`wilson`, as are the errors.

    Returns
    -------
    lower, upper : of the kind that came in
        Limits in events, lower first, neither below 0; NaN where the count is missing, negative or
        infinite.

    Notes
    -----
    Breslow NE and Day NE (1987), Statistical Methods in Cancer Research, volume II, page 69. Some
    packages call another formula by this name. Rates take it from 10 events.

    Examples
    --------
    >>> lower, upper = byar(100)
    >>> round(lower, 2), round(upper, 2)
    (81.36, 121.63)
    """
    z = normal_quantile(confidence)
    (x,), kind = as_numbers(count=count)
    valid = _is_count(x)
    x = np.where(valid, x, 0.0)
    positive = np.where(x > 0, x, 1.0)
    base = 1 - 1 / (9 * positive) - z / (3 * np.sqrt(positive))
    lower = np.where(x > 0, positive * np.maximum(base, 0.0) ** 3, 0.0)
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return _restore_pair(lower, upper, valid, kind)


def exact_poisson(count: Numbers, *, confidence: float = 0.95) -> tuple[Any, Any]:
    """Give exact Poisson limits of a count, from the chi-squared distribution.

    Parameters
    ----------
    count, confidence
        As in :func:`byar`.

    Returns
    -------
    lower, upper : of the kind that came in
        As in :func:`byar`. The lower limit of no events is 0.

    Notes
    -----
    Garwood F (1936), Biometrika 28, 437-442.

    Examples
    --------
    >>> lower, upper = exact_poisson(0)
    >>> lower, round(upper, 4)
    (0.0, 3.6889)
    """
    tail = (1 - check_between("confidence", confidence, 0.95)) / 2
    (x,), kind = as_numbers(count=count)
    valid = _is_count(x)
    x = np.where(valid, x, 0.0)
    # The chi-squared quantile with 2k degrees of freedom is twice the gamma quantile of shape k.
    lower = np.where(x > 0, special.gammaincinv(np.where(x > 0, x, 1.0), tail), 0.0)
    upper = special.gammainccinv(x + 1, tail)
    return _restore_pair(lower, upper, valid, kind)


def poisson_limits(count: Numbers, *, confidence: float = 0.95) -> tuple[Any, Any]:
    """Give limits of a count by the rule for rates and ratios: exact below 10, then Byar.

    >>> lower, upper = poisson_limits([9, 10])
    >>> lower.round(3)
    array([4.115, 4.787])
    """
    (x,), kind = as_numbers(count=count)
    exact_lower, exact_upper = exact_poisson(x, confidence=confidence)
    byar_lower, byar_upper = byar(x, confidence=confidence)
    with np.errstate(invalid="ignore"):
        few = x < EXACT_BELOW
    return (
        kind.restore(np.where(few, exact_lower, byar_lower)),
        kind.restore(np.where(few, exact_upper, byar_upper)),
    )


def _is_count(x: FloatArray) -> BoolArray:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.isfinite(x) & (x >= 0))


def _restore_pair(
    lower: FloatArray, upper: FloatArray, valid: BoolArray, kind: Kind
) -> tuple[Any, Any]:
    return (
        kind.restore(np.where(valid, lower, np.nan)),
        kind.restore(np.where(valid, upper, np.nan)),
    )


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
    per = check_positive("per", per)
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
    per = check_positive("per", per)
    (x, n), kind = as_numbers(count=count, denominator=denominator)
    notes = poisson_reasons(x, n)
    valid = notes == ""
    safe_count = np.where(valid, x, np.nan)
    scale = np.divide(per, n, out=np.full(x.size, np.nan), where=valid)
    lower, upper = poisson_limits(safe_count)
    columns = {"value": safe_count * scale, "lower_ci": lower * scale, "upper_ci": upper * scale}
    return kind.frame({**columns, "method": poisson_method(safe_count), "note": notes})


def poisson_reasons(x: FloatArray, n: FloatArray) -> TextArray:
    """Say why a count over a denominator is no rate; empty where it is one."""
    return first_reasons(x.size, _reasons(x, n))


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
