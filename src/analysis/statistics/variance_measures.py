"""Measures of inequality that rest on squared distances from the mean."""

import numpy as np

from analysis.statistics.inequality_groups import NO_ERRORS, Groups, Measurement, no_measurement


def between_group_variance(groups: Groups) -> Measurement:
    """Give the between-group variance (BGV).

    Parameters
    ----------
    groups : Groups
        Unordered.

    Returns
    -------
    Measurement
        In the squared unit of the indicator.

    Notes
    -----
    - Definition: the sum of p(y - mu)² over groups.
    - Interpretation: 0 is no inequality; the larger, the more. Groups far from the mean weigh
      heavily.
    - Sign: never negative.
    - Complex; absolute; weighted; unordered.
    - Standard error: the variance of a quadratic form of normal values, exact at the values
      given: 4 m'ASAm + 2 tr(ASAS) with A = diag(p) - pp' and S the errors squared.
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> between_group_variance(read_inequality_groups([10.0, 20.0], [1, 1], ordered=False)).value
    25.0
    """
    if groups.error is None:
        return Measurement(_variance(groups), note=NO_ERRORS)
    return groups.from_variance(
        _variance(groups), _variance_of_variance(groups, groups.error), lowest=0
    )


def between_group_standard_deviation(groups: Groups) -> Measurement:
    """Give the between-group standard deviation (BGSD).

    Parameters
    ----------
    groups : Groups
        Unordered.

    Returns
    -------
    Measurement
        In the unit of the indicator.

    Notes
    -----
    - Definition: the root of the between-group variance.
    - Interpretation: 0 is no inequality; the larger, the more.
    - Sign: never negative.
    - Complex; absolute; weighted; unordered.
    - Standard error: that of the variance over twice the standard deviation (delta method).
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> groups = read_inequality_groups([10.0, 20.0], [1, 1], ordered=False)
    >>> between_group_standard_deviation(groups).value
    5.0
    """
    value = float(np.sqrt(_variance(groups)))
    if groups.error is None or value == 0:
        return Measurement(value, note=_without_error(groups))
    return groups.from_variance(
        value, _variance_of_variance(groups, groups.error) / (4 * value**2), lowest=0
    )


def coefficient_of_variation(groups: Groups) -> Measurement:
    """Give the coefficient of variation (COV).

    Parameters
    ----------
    groups : Groups
        Unordered, with a mean above zero.

    Returns
    -------
    Measurement
        Without unit, in per cent of the mean.

    Notes
    -----
    - Definition: 100 times the between-group standard deviation over the mean.
    - Interpretation: 0 is no inequality; the larger, the more.
    - Sign: never negative.
    - Complex; relative; weighted; unordered.
    - Standard error: delta method on the variance and the mean, with their covariance.
    - Source: Schlotheuber A, Hosseinpoor AR (2022), Int J Environ Res Public Health 19:3697.

    Examples
    --------
    >>> from analysis.statistics.inequality_groups import read_inequality_groups
    >>> groups = read_inequality_groups([10.0, 20.0], [1, 1], ordered=False)
    >>> round(coefficient_of_variation(groups).value, 3)
    33.333
    """
    mean, variance = groups.mean, _variance(groups)
    if not mean > 0:
        return no_measurement("The mean is not above zero, so nothing is relative to it.")
    value = float(100 * np.sqrt(variance) / mean)
    if groups.error is None or variance == 0:
        return Measurement(value, note=_without_error(groups))
    squared = groups.error**2
    mean_variance = float(groups.share**2 @ squared)
    covariance = float(2 * (groups.share * (groups.value - mean)) @ (squared * groups.share))
    error_squared = (
        _variance_of_variance(groups, groups.error) / (4 * variance * mean**2)
        - covariance / mean**3
        + variance * mean_variance / mean**4
    )
    return groups.from_variance(value, 100**2 * error_squared, lowest=0)


def _variance(groups: Groups) -> float:
    return float(groups.share @ (groups.value - groups.mean) ** 2)


def _variance_of_variance(groups: Groups, error: np.ndarray) -> float:
    """Variance of y'Ay for independent normal y with mean m and variances S."""
    squared, share = error**2, groups.share
    pull = share * (groups.value - groups.mean)
    form = np.diag(share) - np.outer(share, share)
    return float(4 * pull**2 @ squared + 2 * squared @ form**2 @ squared)


def _without_error(groups: Groups) -> str:
    if groups.error is None:
        return NO_ERRORS
    return "All groups are equal, where the error of a square root is not defined."
