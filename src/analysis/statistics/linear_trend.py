"""A straight line through a series whose periods may overlap."""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike

from analysis.statistics.inputs import FloatArray
from analysis.statistics.periods import Periods, read_periods

FEWEST_POINTS = 3
# Below this share of the largest eigenvalue a period is the sum of others, to rounding.
SINGULAR = 1e-10


@dataclass(frozen=True, slots=True)
class Trend:
    """The yearly change of a series, with its interval.

    Parameters
    ----------
    slope, lower_ci, upper_ci : float
        Change a year, in the unit of the series, and its 95% limits; positive means rising.
    p_value : float
        Two-sided, of no change.
    method, note : str
        How the line was fitted and where the limits come from; why there is no slope.
    direction : str
        For a gap: "widening", "narrowing", "no clear change" or "too uncertain"; else empty.

    Examples
    --------
    >>> Trend.suppressed("There are fewer than three points (2).").slope
    nan
    """

    slope: float
    lower_ci: float = nan
    upper_ci: float = nan
    p_value: float = nan
    method: str = ""
    note: str = ""
    direction: str = ""

    @classmethod
    def suppressed(cls, note: str, *, direction: str = "") -> "Trend":
        """Give a missing trend that carries its reason."""
        return cls(nan, note=note, direction=direction)


def linear_trend(
    period_start: ArrayLike,
    period_end: ArrayLike,
    value: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    straddling: bool | None = None,
) -> Trend:
    """Yearly change of one series, by generalised least squares.

    Periods that overlap share data: two periods of k years with m in common have a correlation of
    m/k. Taking them as independent gives intervals that are far too narrow. Missing years are no
    obstacle: what two periods share is worked out from their dates.

    Parameters
    ----------
    period_start, period_end : array of n
        First and last calendar year of each period, in any order.
    value : array of n
        The series, in any unit. Points without a value are left out.
    standard_error : array of n, optional
        Known errors of the values. Without them (or where one is missing or not positive) the
        variance is estimated from the residuals under the same correlation, with Student's t
        limits.
    straddling : bool, optional
        Whether years run over a new year's day, as school and financial years do. By default a
        period that ends in the year after its start is one school or financial year.

    Returns
    -------
    Trend
        NaN with a note for fewer than three points, a repeated period or an infinite value. Where
        the points lie exactly on a line and errors are unknown, the slope has no limits.

    Raises
    ------
    DataError
        When the arrays differ in length or are not numbers.

    Notes
    -----
    Aitken AC (1936), Proc R Soc Edinb 55:42-48. Fitted by statsmodels.

    Examples
    --------
    >>> start = [2011, 2012, 2013, 2014, 2015]
    >>> trend = linear_trend(start, start, [9.1, 9.4, 9.2, 9.6, 9.7])
    >>> round(trend.slope, 2), round(trend.lower_ci, 2), round(trend.upper_ci, 2)
    (0.14, -0.01, 0.29)
    """
    periods = read_periods(period_start, period_end, straddling=straddling)
    series = periods.series(value, "value")
    error = None if standard_error is None else periods.series(standard_error, "standard_error")
    present = ~np.isnan(series)
    error = None if error is None else error[present]
    return fit_trend(periods.keep(present), series[present], error)


def fit_trend(periods: Periods, value: FloatArray, error: FloatArray | None) -> Trend:
    """Fit the line of :func:`linear_trend` to points that are all present.

    >>> periods = read_periods([2011, 2012, 2013], [2011, 2012, 2013])
    >>> round(fit_trend(periods, np.array([1.0, 2.0, 4.0]), np.full(3, 0.5)).slope, 2)
    1.5
    """
    # Here, since it takes a second or more that who fits no line need not wait.
    from analysis.statistics.regression import series_line  # noqa: PLC0415

    fault = series_fault(periods, value)
    if fault:
        return Trend.suppressed(fault)
    known = error is not None and bool(np.all(np.isfinite(error) & (error > 0)))
    scale = error if known and error is not None else 1 / np.sqrt(periods.length)
    correlation = periods.correlation()
    eigenvalues = np.linalg.eigvalsh(correlation)
    if eigenvalues[0] < SINGULAR * eigenvalues[-1]:
        return Trend.suppressed(
            "Some periods are made up of others exactly, so a line cannot weigh them; "
            "use periods of one length."
        )
    covariance = correlation * np.outer(scale, scale)
    line = series_line(periods.middle, value, covariance, known=known)
    overlap = bool(np.any(np.triu(periods.shared(), 1) > 0))
    how = f"generalised least squares, {len(value)} points"
    how += " of overlapping periods" if overlap else ""
    if known:
        return Trend(*line, method=f"{how}; limits from known errors")
    if np.isnan(line.lower_ci):
        return Trend(
            line.slope, method=f"{how}; no limits, since the points show no scatter about the line"
        )
    return Trend(*line, method=f"{how}; errors not known, limits from the scatter (t)")


def series_fault(periods: Periods, value: FloatArray) -> str:
    """Say in a sentence why a series has no line; empty when it has one.

    >>> series_fault(read_periods([2011], [2011]), np.array([1.0]))
    'There are fewer than three points (1), so no line is fitted.'
    """
    stretch = periods.length
    for number in np.flatnonzero(~(np.isfinite(stretch) & (stretch > 0))):
        return f"The period {periods.name(int(number))} is missing a year or ends before it starts."
    for number in np.flatnonzero(~np.isfinite(value)):
        return f"The value of {periods.name(int(number))} is not finite."
    if len(value) < FEWEST_POINTS:
        return f"There are fewer than three points ({len(value)}), so no line is fitted."
    same = np.triu((periods.opens[:, None] == periods.opens) & (stretch[:, None] == stretch), 1)
    for number in np.flatnonzero(same.any(axis=1)):
        return f"The period {periods.name(int(number))} appears more than once."
    if np.ptp(periods.middle) == 0:
        return "All periods have the same middle, so there is no change to measure."
    return ""
