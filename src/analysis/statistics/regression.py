"""Lines by statsmodels, one series or one area at a time.

Importing statsmodels takes a second or more, so that who needs it imports this module when the
first line is fitted.
"""

from typing import NamedTuple

import numpy as np
from statsmodels.regression.linear_model import GLS, WLS

from analysis.statistics.inputs import FloatArray

# Residuals this small beside the values are rounding of the arithmetic, not scatter.
EXACT = 1e-20


class SeriesLine(NamedTuple):
    """The slope of a series; without limits where unknown errors leave no scatter."""

    slope: float
    lower_ci: float = np.nan
    upper_ci: float = np.nan
    p_value: float = np.nan


class AreaLine(NamedTuple):
    """The two coefficients of an area's line (value at rank 0, slope), and where they come from.

    `weights` (2 by groups) give the coefficients from the values; `hc3` is their robust covariance.
    """

    coefficients: FloatArray
    weights: FloatArray
    hc3: FloatArray


def series_line(x: FloatArray, y: FloatArray, covariance: FloatArray, *, known: bool) -> SeriesLine:
    """Fit a line by generalised least squares; normal limits where errors are known, else t.

    >>> x = np.arange(3.0)
    >>> [round(part, 2) for part in series_line(x, np.array([1, 2, 4.0]), np.eye(3), known=True)]
    [1.5, 0.11, 2.89, 0.03]
    """
    # Centred years keep the two columns of the design nearly at right angles.
    model = GLS(y, np.column_stack([np.ones(len(x)), x - x.mean()]), sigma=covariance)
    fit = model.fit(cov_type="fixed scale", use_t=False) if known else model.fit()
    slope = float(fit.params[1])
    if not known and (fit.ssr == 0 or fit.ssr <= EXACT * float(y @ y)):
        return SeriesLine(slope)
    lower, upper = fit.conf_int()[1]
    return SeriesLine(slope, float(lower), float(upper), float(fit.pvalues[1]))


def area_line(value: FloatArray, rank: FloatArray, population: FloatArray) -> AreaLine:
    """Fit value on rank by weighted least squares, with the HC3 covariance.

    >>> area_line(np.array([70, 72, 74.0]), np.array([0, 0.5, 1]), np.ones(3)).coefficients
    array([70.,  4.])
    """
    fit = WLS(value, np.column_stack([np.ones(len(rank)), rank]), weights=population).fit()
    with np.errstate(divide="ignore", invalid="ignore"):
        return AreaLine(fit.params, fit.model.pinv_wexog * np.sqrt(population), fit.cov_HC3)
