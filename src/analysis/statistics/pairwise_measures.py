"""Simple measures of inequality: two groups compared."""

import numpy as np

from analysis.statistics.inequality_groups import NO_ERRORS, Groups, Measurement, no_measurement
from analysis.statistics.slope_scale import NORMAL_95


def difference(groups: Groups) -> Measurement:
    """Give the difference (D) between two groups.

    Parameters
    ----------
    groups : Groups
        Ordered or not.

    Returns
    -------
    Measurement
        In the unit of the indicator.

    Notes
    -----
    - Definition: for an ordered dimension, the most advantaged group less the most disadvantaged
      when a high value is good, the other way round when it is bad; for an unordered one, the
      largest value less the smallest.
    - Interpretation: 0 is no inequality; the further from 0, the more.
    - Sign: positive when the disadvantaged group does worse (ordered); never negative (unordered).
    - Simple; absolute; not weighted; ordered or unordered.
    - Standard error: the root of the sum of the two squared errors (exact).
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> difference(read_inequality_groups([70.0, 80.0], [1, 1], standard_error=[3, 4]))[:2]
    (10.0, 5.0)
    """
    high, low = _pair(groups)
    gradient = np.zeros(len(groups.value))
    gradient[high] += 1
    gradient[low] -= 1
    return groups.from_gradient(float(groups.value[high] - groups.value[low]), gradient)


def ratio(groups: Groups) -> Measurement:
    """Give the ratio (R) of two groups.

    Parameters
    ----------
    groups : Groups
        Ordered or not; both values must be above zero.

    Returns
    -------
    Measurement
        Without unit.

    Notes
    -----
    - Definition: the groups of :func:`difference`, divided.
    - Interpretation: 1 is no inequality; the further from 1, the more.
    - Sign: always positive; above 1 when the disadvantaged group does worse (ordered); never
      below 1 (unordered).
    - Simple; relative; not weighted; ordered or unordered.
    - Standard error: R times the root of the sum of the two squared relative errors (delta
      method); limits on the log scale, on which a ratio is nearly normal.
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> ratio(read_inequality_groups([40.0, 80.0], [1, 1])).value
    2.0
    """
    high, low = _pair(groups)
    top, bottom = float(groups.value[high]), float(groups.value[low])
    if not (top > 0 and bottom > 0):
        return no_measurement("A value of zero or less has no ratio.")
    value = top / bottom
    if groups.error is None:
        return Measurement(value, note=NO_ERRORS)
    relative = float(np.hypot(groups.error[high] / top, groups.error[low] / bottom))
    spread = np.exp(NORMAL_95 * relative)
    return Measurement(value, value * relative, float(value / spread), float(value * spread))


def _pair(groups: Groups) -> tuple[int, int]:
    """Positions of the group that is measured and of the one that it is measured against."""
    if not groups.ordered:
        return int(np.argmax(groups.value)), int(np.argmin(groups.value))
    advantaged, disadvantaged = len(groups.value) - 1, 0
    return (advantaged, disadvantaged) if groups.favourable else (disadvantaged, advantaged)
