"""How probable a difference or a trend is where there is none."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, norm

from analysis.statistics.intervals import normal_quantile


def normal_p_value(
    value: ArrayLike, lower_ci: ArrayLike, upper_ci: ArrayLike
) -> NDArray[np.float64]:
    """Give the two-sided p-value of no difference from a difference and its 95% limits.

    Parameters
    ----------
    value, lower_ci, upper_ci : array of n
        Differences with normal errors, and their limits.

    Returns
    -------
    array of n
        Missing where a number is missing or the limits do not differ. It is below 0.05 just where
        the interval leaves out zero.

    Examples
    --------
    >>> normal_p_value([1.959964, 0.0], [0.0, -1.0], [3.919928, 1.0]).round(3).tolist()
    [0.05, 1.0]
    """
    middle, lower, upper = (np.asarray(part, dtype=float) for part in (value, lower_ci, upper_ci))
    error = (upper - lower) / (2 * normal_quantile(0.95))
    known = np.isfinite(middle) & (error > 0)
    z = np.divide(middle, error, where=known, out=np.full(middle.shape, np.nan))
    return np.asarray(2 * norm.sf(np.abs(z)))


def chi_squared_p_value(statistic: float) -> float:
    """Give the p-value of a chi-squared statistic with one degree of freedom.

    >>> round(chi_squared_p_value(9.5495), 4)
    0.002
    """
    return float(chi2.sf(statistic, 1))
