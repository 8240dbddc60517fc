"""Measures of inequality across groups that have a natural order."""

import numpy as np

from analysis.statistics.inequality_groups import Groups, Measurement, no_measurement
from analysis.statistics.slope_areas import FEWEST_GROUPS
from analysis.statistics.slope_line import (
    EndCovariance,
    SlopeLine,
    fit_slope_line,
    normal_multiplier,
    ratio_limits,
    slope_limits,
)

TOO_FEW = "There are fewer than five groups, so no line is fitted."


def slope_index_of_inequality(groups: Groups) -> Measurement:
    """Give the slope index of inequality (SII).

    Parameters
    ----------
    groups : Groups
        Five or more, ordered.

    Returns
    -------
    Measurement
        In the unit of the indicator; as :func:`~analysis.statistics.sii`, with which it agrees.

    Notes
    -----
    - Definition: the slope of the population-weighted line of the indicator on mid-rank: the
      fitted value of the most advantaged end less that of the most disadvantaged.
    - Interpretation: 0 is no inequality; the further from 0, the more.
    - Sign: positive when the indicator is higher among the advantaged.
    - Complex; absolute; weighted; ordered.
    - Standard error: exact, since the slope is a weighted sum of the values; weights are
      population shares once, not squared. Without group errors, HC3.
    - Source: Low A, Low A (2004), J Public Health 26:388-395.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> groups = read_inequality_groups([1.0, 2, 3, 4, 5], [10] * 5)
    >>> round(slope_index_of_inequality(groups).value, 6)
    5.0
    """
    if len(groups.value) < FEWEST_GROUPS:
        return no_measurement(TOO_FEW)
    line, ends, z = _line(groups)
    lower, upper = slope_limits(line, ends, z)
    return _measurement(float(line.slope[0]), float(ends.slope[0]), lower, upper)


def relative_index_of_inequality(groups: Groups) -> Measurement:
    """Give the relative index of inequality (RII), the ratio of the fitted ends.

    Parameters
    ----------
    groups : Groups
        Five or more, ordered.

    Returns
    -------
    Measurement
        Without unit; as :func:`~analysis.statistics.rii`, with which it agrees.

    Notes
    -----
    - Definition: the fitted value of the most advantaged end over that of the most disadvantaged.
    - Interpretation: 1 is no inequality; the further from 1, the more.
    - Sign: above 1 when the indicator is higher among the advantaged.
    - Complex; relative; weighted; ordered.
    - Standard error: delta method; limits by Fieller's theorem, which are exact.
    - Source: Low A, Low A (2004), J Public Health 26:388-395.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> groups = read_inequality_groups([1.0, 2, 3, 4, 5], [10] * 5)
    >>> round(relative_index_of_inequality(groups).value, 6)
    11.0
    """
    if len(groups.value) < FEWEST_GROUPS:
        return no_measurement(TOO_FEW)
    line, ends, z = _line(groups)
    below, above = float(line.deprived[0]), float(line.least_deprived[0])
    if not below > 0:
        return no_measurement("The fitted value at the most disadvantaged end is not above zero.")
    value = above / below
    # Derivatives of (a + s) / a by the intercept a and the slope s.
    by_intercept, by_slope = (1 - value) / below, 1 / below
    variance = (
        by_intercept**2 * ends.deprived[0]
        + by_slope**2 * ends.slope[0]
        + 2 * by_intercept * by_slope * ends.both[0]
    )
    lower, upper = ratio_limits(line, ends, z)
    return _measurement(value, float(variance), lower, upper)


def absolute_concentration_index(groups: Groups) -> Measurement:
    """Give the absolute concentration index (ACI).

    Parameters
    ----------
    groups : Groups
        Ordered.

    Returns
    -------
    Measurement
        In the unit of the indicator.

    Notes
    -----
    - Definition: the sum of p(2X - 1)y over groups.
    - Interpretation: 0 is no inequality; the further from 0, the more. How far the indicator is
      gathered among the advantaged or the disadvantaged.
    - Sign: positive when it is gathered among the advantaged.
    - Complex; absolute; weighted; ordered.
    - Standard error: exact, since the index is a weighted sum of the values.
    - Source: Kakwani N, Wagstaff A, van Doorslaer E (1997), J Econometrics 77:87-103.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> absolute_concentration_index(read_inequality_groups([10.0, 20.0], [1, 1])).value
    2.5
    """
    weight = groups.share * (2 * groups.rank - 1)
    return groups.from_gradient(float(weight @ groups.value), weight)


def relative_concentration_index(groups: Groups) -> Measurement:
    """Give the relative concentration index (RCI).

    Parameters
    ----------
    groups : Groups
        Ordered, with a mean above zero.

    Returns
    -------
    Measurement
        Without unit, from -1 to 1 for an indicator that cannot be negative.

    Notes
    -----
    - Definition: the absolute concentration index over the mean.
    - Interpretation: 0 is no inequality; the further from 0, the more.
    - Sign: positive when the indicator is gathered among the advantaged.
    - Complex; relative; weighted; ordered.
    - Standard error: delta method, the error of the mean included.
    - Source: Kakwani N, Wagstaff A, van Doorslaer E (1997), J Econometrics 77:87-103.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> round(relative_concentration_index(read_inequality_groups([10.0, 20.0], [1, 1])).value, 4)
    0.1667
    """
    if not groups.mean > 0:
        return no_measurement("The mean is not above zero, so nothing is relative to it.")
    weight = groups.share * (2 * groups.rank - 1)
    value = float(weight @ groups.value) / groups.mean
    return groups.from_gradient(value, (weight - value * groups.share) / groups.mean)


def _line(groups: Groups) -> tuple[SlopeLine, EndCovariance, np.ndarray]:
    """Fit the line of the slope index, with the groups' errors or else HC3."""
    area = np.zeros(len(groups.value), dtype=np.int64)
    line = fit_slope_line(area, 1, groups.value, groups.population, groups.rank)
    error = line.residual_error() if groups.error is None else groups.error
    z = normal_multiplier(line, from_residuals=groups.error is None)
    return line, line.covariance(error), z


def _measurement(
    value: float, variance: float, lower: np.ndarray, upper: np.ndarray
) -> Measurement:
    return Measurement(value, float(np.sqrt(variance)), float(lower[0]), float(upper[0]))
