"""Measures of inequality that rest on plain distances from a mean or a group."""

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.inequality_groups import Groups, Measurement, no_measurement

Floats = NDArray[np.float64]


def mean_difference_from_mean(groups: Groups, *, weighted: bool) -> Measurement:
    """Give the mean difference from the mean (MDM).

    Parameters
    ----------
    groups : Groups
        Unordered.
    weighted : bool
        Whether groups count by their people (MDMW) or all alike (MDMU).

    Returns
    -------
    Measurement
        In the unit of the indicator.

    Notes
    -----
    - Definition: the mean, or weighted mean, of abs(y - mu), with mu the weighted mean.
    - Interpretation: 0 is no inequality; the larger, the more.
    - Sign: never negative.
    - Complex; absolute; weighted or not; unordered.
    - Standard error: the spread of 20,000 seeded draws.
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> groups = read_inequality_groups([10.0, 20.0], [1, 3], ordered=False)
    >>> [mean_difference_from_mean(groups, weighted=x).value for x in (False, True)]
    [5.0, 3.75]
    """

    def measure(y: Floats) -> Floats:
        return _average(np.abs(y - (y @ groups.share)[..., None]), groups, weighted=weighted)

    return groups.from_draws(measure)


def mean_difference_from_best(groups: Groups, *, weighted: bool) -> Measurement:
    """Give the mean difference from the best-performing group (MDB).

    Parameters
    ----------
    groups : Groups
        Unordered.
    weighted : bool
        Whether groups count by their people (MDBW) or all alike (MDBU).

    Returns
    -------
    Measurement
        In the unit of the indicator.

    Notes
    -----
    - Definition: the mean, or weighted mean, of abs(y - best), the best being the highest value
      where high is good and the lowest where it is bad.
    - Interpretation: 0 is no inequality; the larger, the more.
    - Sign: never negative.
    - Complex; absolute; weighted or not; unordered.
    - Standard error: the spread of 20,000 seeded draws, the best chosen afresh in each.
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> groups = read_inequality_groups([10.0, 20.0], [1, 3], ordered=False)
    >>> [mean_difference_from_best(groups, weighted=x).value for x in (False, True)]
    [5.0, 2.5]
    """

    def measure(y: Floats) -> Floats:
        best = y.max(axis=-1) if groups.favourable else y.min(axis=-1)
        return _average(np.abs(y - best[..., None]), groups, weighted=weighted)

    return groups.from_draws(measure)


def mean_difference_from_reference(groups: Groups, *, weighted: bool) -> Measurement:
    """Give the mean difference from the reference group (MDR).

    Parameters
    ----------
    groups : Groups
        Unordered, with a reference group.
    weighted : bool
        Whether groups count by their people (MDRW) or all alike (MDRU).

    Returns
    -------
    Measurement
        In the unit of the indicator.

    Notes
    -----
    - Definition: the mean, or weighted mean, of abs(y - reference).
    - Interpretation: 0 is no inequality; the larger, the more.
    - Sign: never negative.
    - Complex; absolute; weighted or not; unordered.
    - Standard error: the spread of 20,000 seeded draws, the reference group staying the same.
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> groups = read_inequality_groups([10.0, 20.0], [1, 3], ordered=False, reference=0)
    >>> [mean_difference_from_reference(groups, weighted=x).value for x in (False, True)]
    [5.0, 7.5]
    """

    def measure(y: Floats) -> Floats:
        reference = y[..., groups.reference]
        return _average(np.abs(y - reference[..., None]), groups, weighted=weighted)

    return groups.from_draws(measure)


def index_of_disparity(groups: Groups, *, weighted: bool) -> Measurement:
    """Give the index of disparity (IDIS).

    Parameters
    ----------
    groups : Groups
        Unordered, with a mean above zero.
    weighted : bool
        Whether groups count by their people (IDISW) or all alike (IDISU).

    Returns
    -------
    Measurement
        Without unit, in per cent of the mean.

    Notes
    -----
    - Definition: 100 times the mean difference from the mean, over the mean.
    - Interpretation: 0 is no inequality; the larger, the more.
    - Sign: never negative.
    - Complex; relative; weighted or not; unordered.
    - Standard error: the spread of 20,000 seeded draws.
    - Source: Pearcy JN, Keppel KG (2002), Public Health Rep 117:273-280, about the mean.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> groups = read_inequality_groups([10.0, 30.0], [1, 1], ordered=False)
    >>> index_of_disparity(groups, weighted=False).value
    50.0
    """
    if not groups.mean > 0:
        return no_measurement("The mean is not above zero, so nothing is relative to it.")

    def measure(y: Floats) -> Floats:
        mean = y @ groups.share
        distance = np.abs(y - mean[..., None])
        return np.asarray(100 * _average(distance, groups, weighted=weighted) / mean)

    return groups.from_draws(measure)


def _average(distance: Floats, groups: Groups, *, weighted: bool) -> Floats:
    return np.asarray(distance @ groups.share if weighted else distance.mean(axis=-1))
