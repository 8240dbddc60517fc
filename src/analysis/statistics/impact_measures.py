"""Measures of how far the whole population would gain if no group were behind."""

from math import inf

import numpy as np

from analysis.statistics.inequality_groups import Groups, Measurement, no_measurement

NOTHING_TO_GAIN = (
    "The reference group is no better than the average, so nothing is attributable and there is "
    "no interval."
)


def population_attributable_risk(groups: Groups) -> Measurement:
    """Give the population attributable risk (PAR).

    Parameters
    ----------
    groups : Groups
        Ordered or not, with a reference group: the most advantaged of an ordered dimension, the
        best-performing of an unordered one, or one that is named.

    Returns
    -------
    Measurement
        In the unit of the indicator.

    Notes
    -----
    - Definition: the reference group less the mean; 0 where the reference group is worse.
    - Interpretation: how much the average would change if all groups had the reference group's
      value. 0 is nothing to gain; the further from 0, the more inequality.
    - Sign: positive where a high value is good, negative where it is bad.
    - Complex; absolute; weighted; ordered or unordered.
    - Standard error: exact for a given reference group, of which the mean is a part.
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> population_attributable_risk(read_inequality_groups([10.0, 20.0], [1, 1])).value
    5.0
    """
    gain = float(groups.value[groups.reference] - groups.mean)
    if not _is_better(gain, groups):
        return Measurement(0.0, note=NOTHING_TO_GAIN)
    lowest, highest = (0.0, inf) if groups.favourable else (-inf, 0.0)
    gradient = _is_reference(groups) - groups.share
    return groups.from_gradient(gain, gradient, lowest=lowest, highest=highest)


def population_attributable_fraction(groups: Groups) -> Measurement:
    """Give the population attributable fraction (PAF).

    Parameters
    ----------
    groups : Groups
        As in :func:`population_attributable_risk`, with a mean above zero.

    Returns
    -------
    Measurement
        Without unit, in per cent of the mean: the value, its error and its limits alike.

    Notes
    -----
    - Definition: 100 times the population attributable risk over the mean.
    - Interpretation: by what share the average would change if all groups had the reference
      group's value. 0 is nothing to gain; the further from 0, the more inequality.
    - Sign: positive where a high value is good, negative where it is bad.
    - Complex; relative; weighted; ordered or unordered.
    - Standard error: delta method, on the scale of per cent.
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> round(population_attributable_fraction(read_inequality_groups([10., 20.], [1, 1])).value, 2)
    33.33
    """
    mean, best = groups.mean, float(groups.value[groups.reference])
    if not mean > 0:
        return no_measurement("The mean is not above zero, so nothing is relative to it.")
    if not _is_better(best - mean, groups):
        return Measurement(0.0, note=NOTHING_TO_GAIN)
    lowest, highest = (0.0, inf) if groups.favourable else (-inf, 0.0)
    gradient = 100 * (_is_reference(groups) / mean - best * groups.share / mean**2)
    return groups.from_gradient(
        100 * (best - mean) / mean, gradient, lowest=lowest, highest=highest
    )


def _is_better(gain: float, groups: Groups) -> bool:
    return gain > 0 if groups.favourable else gain < 0


def _is_reference(groups: Groups) -> np.ndarray:
    return (np.arange(len(groups.value)) == groups.reference).astype(float)
