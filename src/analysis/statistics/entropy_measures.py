"""Measures of inequality that rest on logarithms of shares."""

import numpy as np

from analysis.statistics.inequality_groups import Groups, Measurement, no_measurement

SCALE = 1_000


def theil_index(groups: Groups) -> Measurement:
    """Give the Theil index (TI).

    Parameters
    ----------
    groups : Groups
        Unordered; no value below zero.

    Returns
    -------
    Measurement
        Without unit, times 1,000: the value, its error and its limits alike.

    Notes
    -----
    - Definition: 1,000 times the sum of p r ln r, with r = y / mu; a group at zero adds nothing.
    - Interpretation: 0 is no inequality; the larger, the more. Groups far above the mean weigh
      most.
    - Sign: never negative.
    - Complex; relative; weighted; unordered.
    - Standard error: delta method, 1,000 p(ln r - T) / mu for each group, T the unscaled index.
    - Source: Theil H (1967), Economics and Information Theory; Schlotheuber A, Hosseinpoor AR
      (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> round(theil_index(read_inequality_groups([10.0, 30.0], [1, 1], ordered=False)).value, 2)
    130.81
    """
    if not (groups.mean > 0 and (groups.value >= 0).all()):
        return no_measurement("A value is below zero, or all are zero, which have no logarithm.")
    ratio = groups.value / groups.mean
    log = np.log(np.where(ratio > 0, ratio, 1.0))
    index = float(groups.share @ (ratio * log))
    # At zero the derivative is minus infinity: the value stands, its error does not.
    slope = np.where(ratio > 0, log, np.nan)
    gradient = SCALE * groups.share * (slope - index) / groups.mean
    return groups.from_gradient(SCALE * index, gradient, lowest=0)


def mean_log_deviation(groups: Groups) -> Measurement:
    """Give the mean log deviation (MLD).

    Parameters
    ----------
    groups : Groups
        Unordered; every value above zero.

    Returns
    -------
    Measurement
        Without unit, times 1,000: the value, its error and its limits alike.

    Notes
    -----
    - Definition: -1,000 times the sum of p ln r, with r = y / mu.
    - Interpretation: 0 is no inequality; the larger, the more. Groups far below the mean weigh
      most.
    - Sign: never negative.
    - Complex; relative; weighted; unordered.
    - Standard error: delta method, 1,000 p(1 / mu - 1 / y) for each group.
    - Source: Theil H (1967), Economics and Information Theory; Schlotheuber A, Hosseinpoor AR
      (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> groups = read_inequality_groups([10.0, 30.0], [1, 1], ordered=False)
    >>> round(mean_log_deviation(groups).value, 2)
    143.84
    """
    if not (groups.value > 0).all():
        return no_measurement("A value is zero or less, which has no logarithm.")
    value = -SCALE * float(groups.share @ np.log(groups.value / groups.mean))
    gradient = SCALE * groups.share * (1 / groups.mean - 1 / groups.value)
    # Rounding can leave equal groups a hair below zero.
    return groups.from_gradient(max(value, 0.0), gradient, lowest=0)
