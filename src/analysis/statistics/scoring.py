"""How well forecasts did: what was said with a probability or an interval, against what came."""

from __future__ import annotations

from math import fsum, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.errors import DataError, ParameterError
from analysis.formats import canonical_numbers
from analysis.statistics.inputs import Estimate, Numbers, as_numbers, numbers

BANDS = 5
"""Bands of probability of equal width, from 0 to 1."""
FEWEST_CLUSTERS = 2


def brier_score(probability: Numbers, outcome: Numbers) -> Any:
    """Squared distance of a stated probability from what came.

    Parameters
    ----------
    probability : float, array or Series
        What was said, from 0 to 1.
    outcome : float, array or Series
        1 where it came, 0 where it did not; missing where that is not known.

    Returns
    -------
    float, array or Series
        From 0, said with certainty and right, to 1, said with certainty and wrong; even odds give
        0.25 whatever comes. Missing where either is. The mean over forecasts is their Brier score:
        smaller is better.

    Raises
    ------
    DataError
        When a probability is outside 0 to 1, or an outcome is neither 0 nor 1.

    Notes
    -----
    Brier GW (1950), Monthly Weather Review 78:1-3, halved as is usual for two outcomes. The score
    is proper: nobody gains by saying another probability than the one he holds.

    Examples
    --------
    >>> brier_score([0.9, 0.5, 0.1], [1, 1, 1]).round(2).tolist()
    [0.01, 0.25, 0.81]
    """
    (said, came), kind = as_numbers(probability=probability, outcome=outcome)
    if ((said < 0) | (said > 1)).any():
        raise DataError("A probability is outside 0 to 1: give shares, not per cent.")
    if (np.isfinite(came) & (came != 0) & (came != 1)).any():
        raise DataError("An outcome is neither 0 nor 1: give 1 where it came and 0 where not.")
    return kind.restore((said - came) ** 2)


def interval_score(
    lower: Numbers, upper: Numbers, value: Numbers, *, confidence: float = 0.95
) -> Any:
    """Width of an interval, and a fine where it missed: wide and wrong ones both cost.

    Parameters
    ----------
    lower, upper : float, array or Series
        The limits that were stated.
    value : float, array or Series
        What came.
    confidence : float
        How often the interval should hold it.

    Returns
    -------
    float, array or Series
        In the unit of the value; smaller is better. A miss by d adds 2 d / (1 - confidence).
        Missing where a limit or the value is.

    Raises
    ------
    ParameterError
        When `confidence` is not between 0 and 1.

    Notes
    -----
    Gneiting T, Raftery AE (2007), J Am Stat Assoc 102:359-378, section 6.2. Coverage alone can be
    had by intervals that are wide enough to say nothing.

    Examples
    --------
    >>> interval_score([1.0, 1.0], [3.0, 3.0], [2.0, 3.5], confidence=0.9).round(2).tolist()
    [2.0, 12.0]
    """
    if not 0 < confidence < 1:
        raise ParameterError(f"confidence={confidence!r} must be between 0 and 1, such as 0.95.")
    (low, high, came), kind = as_numbers(lower=lower, upper=upper, value=value)
    missed = np.maximum(low - came, 0) + np.maximum(came - high, 0)
    return kind.restore(high - low + 2 / (1 - confidence) * missed)


def band_of(probability: float, *, bands: int = BANDS) -> int:
    """Give the band of a probability: 1 for the lowest, and the upper edge in the band above.

    Parameters
    ----------
    probability : float
        From 0 to 1.
    bands : int
        How many of equal width.

    Returns
    -------
    int
        From 1 to `bands`; certainty is in the last.

    Raises
    ------
    DataError
        When the probability is missing or outside 0 to 1.

    Examples
    --------
    >>> [band_of(probability) for probability in (0.0, 0.2, 0.5, 1.0)]
    [1, 2, 3, 5]
    """
    if not 0 <= probability <= 1:
        raise DataError(f"The probability {probability!r} is outside 0 to 1.")
    return min(int(canonical_numbers(probability * bands)[0]), bands - 1) + 1


def clustered_mean(total: ArrayLike, number: ArrayLike) -> Estimate:
    """Mean over cases that come in clusters whose cases go up and down together.

    Forecasts of one indicator share the shocks of its years, so that a thousand of them say far
    less than a thousand coins. The interval takes only the clusters as independent.

    Parameters
    ----------
    total : array
        For each cluster the sum over its cases: of ones and noughts for a share.
    number : array
        How many cases each has.

    Returns
    -------
    Estimate
        Sum of totals over sum of numbers, with 95% limits by Student's t on one degree of freedom
        fewer than there are clusters. Fewer than two clusters give no limits; no case, no value.

    Raises
    ------
    DataError
        When the arrays differ in length or a number is negative.

    Notes
    -----
    The ratio estimate of cluster sampling, its variance linearised: m / (m - 1) times the sum of
    (total - mean x number) squared, over the square of all cases (Cochran WG, Sampling Techniques,
    1977, section 9A). Limits are not held inside 0 to 1.

    Examples
    --------
    >>> found = clustered_mean([8, 6, 10], [10, 10, 10])
    >>> round(found.value, 2), round(found.lower_ci, 2), round(found.upper_ci, 2)
    (0.8, 0.3, 1.3)
    """
    totals, sizes = numbers(total, "total"), numbers(number, "number")
    if len(totals) != len(sizes):
        raise DataError(f"total has {len(totals)} clusters and number {len(sizes)}: give one each.")
    if (sizes < 0).any():
        raise DataError("A cluster has fewer than no cases.")
    held = sizes > 0
    totals, sizes, clusters = totals[held], sizes[held], int(held.sum())
    cases = fsum(sizes)
    if not cases:
        return Estimate.suppressed("There are no cases.")
    mean = fsum(totals) / cases
    if clusters < FEWEST_CLUSTERS:
        return Estimate(mean, nan, nan, note="There is one cluster, so no interval can be had.")
    strayed = fsum((totals - mean * sizes) ** 2)
    error = sqrt(clusters / (clusters - 1) * strayed) / cases
    half = float(special.stdtrit(clusters - 1, 0.975)) * error
    return Estimate(
        mean, mean - half, mean + half, method="clusters taken as independent, t limits"
    )
