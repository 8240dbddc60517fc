"""A straight line through a series whose periods may overlap."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.errors import ParameterError
from analysis.formats import canonical_numbers
from analysis.statistics.inputs import Estimate, FloatArray, check_indexes, check_number
from analysis.statistics.periods import Lines, Periods, Weights, read_periods

FEWEST_POINTS = 3
# Below this share of the largest eigenvalue a period is the sum of others, to rounding.
SINGULAR = 1e-10
POWER = 0.8


@dataclass(frozen=True, slots=True)
class LackOfFit:
    """How far a series strays from its line beyond its known errors.

    Parameters
    ----------
    q, df : float
        Weighted residual sum of squares, and its degrees of freedom, which it would be on average.
    factor : float
        sqrt(max(1, q / df)), by which the standard errors are multiplied.

    Examples
    --------
    >>> LackOfFit(16.0, 4.0, 2.0).factor
    2.0
    """

    q: float
    df: float
    factor: float


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
    standard_error, df : float
        Of the slope, lack of fit included; degrees of freedom of its limits, n - 2 where the
        scatter sets them, infinite where they are normal.
    lack_of_fit : LackOfFit, optional
        Where errors are known.
    centre, level, level_error : float
        The time, in years, at which the height of the line is independent of its slope; that
        height; and its standard error.
    scatter : float
        Standard deviation of one published value about the line.
    first, last : float
        Middle of the first and of the last period, in years.

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
    standard_error: float = nan
    df: float = nan
    lack_of_fit: LackOfFit | None = None
    centre: float = nan
    level: float = nan
    level_error: float = nan
    scatter: float = nan
    first: float = nan
    last: float = nan

    @classmethod
    def suppressed(cls, note: str, *, direction: str = "") -> Trend:
        """Give a missing trend that carries its reason."""
        return cls(nan, note=note, direction=direction)

    @property
    def probability_up(self) -> float:
        """Probability that the slope is above zero, by Student's t about the fitted slope."""
        if not self.standard_error > 0:
            return nan
        return float(special.stdtr(self.df, self.slope / self.standard_error))

    @property
    def detectable(self) -> float:
        """Smallest yearly change that would be found in 80 of 100 such series, at 95%."""
        if not isfinite(self.df):
            return float(special.ndtri(0.975) + special.ndtri(POWER)) * self.standard_error
        found = special.stdtrit(self.df, 0.975)
        return float(special.nctdtrinc(self.df, 1 - POWER, found)) * self.standard_error

    def fitted(self, time: float) -> Estimate:
        """Height of the line at a time in years, with its 95% limits."""
        return self._at(time, 0.0, self.method)

    def expected(self, time: float, *, error: float = 0.0) -> Estimate:
        """Value to be published for a period centred at a time, with 95% prediction limits.

        Parameters
        ----------
        time : float
            In years: 2031.5 is the middle of 2031.
        error : float
            Standard error that the value will have; without it that of the last value, or the
            scatter about the line where errors are not known.

        Returns
        -------
        Estimate
            On the line; limits hold the error of the line and that of the value, both widened by
            the lack of fit. They suppose that the line goes on.

        Raises
        ------
        ParameterError
            When `error` is negative.
        """
        if not check_number("error", error) >= 0:
            raise ParameterError(f"error={error!r} must be zero or more.")
        factor = self.lack_of_fit.factor if self.lack_of_fit else 1.0
        return self._at(time, error * factor or self.scatter, "prediction from the line")

    def _at(self, time: float, own: float, method: str) -> Estimate:
        """Height of the line, with the error of a value about it."""
        offset = time - self.centre
        error = np.hypot(np.hypot(self.level_error, offset * self.standard_error), own)
        half = float(special.stdtrit(self.df, 0.975) * error)
        value = self.level + offset * self.slope
        return Estimate(value, value - half, value + half, method=method, note=self.note)


def linear_trend(
    period_start: ArrayLike,
    period_end: ArrayLike,
    value: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    straddling: bool | None = None,
    decimals: int | None = None,
) -> Trend:
    """Yearly change of one series, by generalised least squares.

    Periods that overlap share data: two periods of k years with m in common have a correlation of
    m/k. Taking them as independent gives intervals that are far too narrow. Missing years are no
    obstacle: what two periods share is worked out from their dates.

    Parameters
    ----------
    period_start, period_end : array of n
        First and last calendar year of each period, in any order; or, where they have fractions,
        the moments from which to which each runs: the financial year 2021/22 is 2021.25 to 2022.25.
        A period stands at its middle.
    value : array of n
        The series, in any unit. Points without a value are left out.
    standard_error : array of n, optional
        Known errors of the values. Where the points stray further from the line than these allow,
        they are widened by the lack of fit, sqrt(Q / df), and the limits go from normal ones to
        Student's t on n - 2 degrees of freedom. Without errors (or where one is missing or not
        positive) the variance is estimated from the residuals under the same correlation, with t
        limits.
    straddling : bool, optional
        Whether whole years run over a new year's day, as school and financial years do. By default
        a period that ends in the year after its start is one school or financial year.
    decimals : int, optional
        To how many decimals the values were published: rounding then adds its error to known ones.

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
    Aitken AC (1936), Proc R Soc Edinb 55:42-48; Birge RT (1932), Phys Rev 40:207-227. Known errors
    are never narrowed. With f = sqrt(max(1, Q / df)) the limits are min(t, 1.96 f²) widened
    standard errors away, from five points on: normal where f is 1, soon t. So the coverage is 93 to
    97% whether or not there is lack of fit; t throughout would make it 99% with eight points.

    Examples
    --------
    >>> start = [2011, 2012, 2013, 2014, 2015]
    >>> trend = linear_trend(start, start, [9.1, 9.4, 9.2, 9.6, 9.7])
    >>> round(trend.slope, 2), round(trend.lower_ci, 2), round(trend.upper_ci, 2)
    (0.14, -0.01, 0.29)
    >>> round(trend.fitted(2015.5).value, 2), round(trend.probability_up, 2)
    (9.68, 0.97)
    """
    check_indexes({"period_start": period_start, "value": value, "standard_error": standard_error})
    periods = read_periods(period_start, period_end, straddling=straddling)
    series = periods.series(value, "value")
    error = None if standard_error is None else periods.series(standard_error, "standard_error")
    present = ~np.isnan(series)
    error = None if error is None else error[present]
    return fit_trend(periods.keep(present), series[present], error, rounding=rounding(decimals))


def rounding(decimals: int | None) -> float:
    """Give the standard deviation of the error of rounding to so many decimals.

    >>> round(rounding(1), 4)
    0.0289
    """
    return 0.0 if decimals is None else float(10.0**-decimals / np.sqrt(12))


def fit_trend(
    periods: Periods,
    value: FloatArray,
    error: FloatArray | None,
    *,
    rounding: float = 0.0,
    using: Weights | None = None,
) -> Trend:
    """Fit the line of :func:`linear_trend` to points that are all present.

    >>> periods = read_periods([2011, 2012, 2013], [2011, 2012, 2013])
    >>> round(fit_trend(periods, np.array([1.0, 2.0, 4.0]), np.full(3, 0.5)).slope, 2)
    1.5
    """
    fault = series_fault(periods, value) or _singular(periods)
    if fault:
        return Trend.suppressed(fault)
    covariance, known = error_covariance(periods, error, rounding)
    lines = Lines(periods.middle, value[None, :], covariance, known, using)
    factor, df = float(lines.factor[0]), float(lines.df[0])
    slope, level, centre = float(lines.slope[0]), float(lines.level[0]), lines.centre
    last = int(np.argmax(periods.middle))
    begun, ended = float(periods.middle.min()), float(periods.middle[last])
    how = _method(periods, error, factor, known=known)
    if not factor > 0:
        return Trend(slope, method=how, centre=centre, level=level, first=begun, last=ended)
    slope_error = float(lines.slope_error[0])
    half = float(lines.multiplier[0]) * slope_error
    return Trend(
        slope,
        slope - half,
        slope + half,
        float(2 * special.stdtr(df, -abs(slope) / slope_error)),
        method=how,
        standard_error=slope_error,
        df=df,
        lack_of_fit=LackOfFit(float(lines.q[0]), float(lines.free), factor) if known else None,
        centre=centre,
        level=level,
        level_error=float(lines.level_error[0]),
        scatter=factor * float(np.sqrt(covariance[last, last])),
        first=begun,
        last=ended,
    )


def usable_errors(error: FloatArray | None) -> bool:
    """Whether every point has an error above zero."""
    return error is not None and bool(np.all(np.isfinite(error) & (error > 0)))


def error_covariance(
    periods: Periods, error: FloatArray | None, rounding: float = 0.0
) -> tuple[FloatArray, bool]:
    """Give the covariance of a series and whether it is known, or only in proportion.

    >>> periods = read_periods([2011, 2012], [2012, 2013], straddling=False)
    >>> error_covariance(periods, np.array([1.0, 2.0]))
    (array([[1., 1.],
           [1., 4.]]), True)
    """
    if error is None or not usable_errors(error):
        scale = 1 / np.sqrt(periods.length)
        return periods.correlation() * np.outer(scale, scale), False
    own = np.full(len(error), rounding**2)
    return periods.correlation() * np.outer(error, error) + np.diag(own), True


def _method(periods: Periods, error: FloatArray | None, factor: float, *, known: bool) -> str:
    how = f"generalised least squares, {len(periods.start)} points"
    how += " of overlapping periods" if periods.overlap() else ""
    if known:
        widened = ", widened by the lack of fit" if canonical_numbers(factor)[0] > 1 else ""
        return f"{how}; limits from known errors{widened}"
    if error is not None:
        wrong = int(np.argmin(np.isfinite(error) & (error > 0)))
        how += f"; the error of {periods.name(wrong)} is missing or not above zero"
    if not factor > 0:
        return f"{how}; no limits, since the points show no scatter about the line"
    return f"{how}; errors not known, limits from the scatter (t)"


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


def _singular(periods: Periods) -> str:
    """Say that periods are made up of others, which no line can weigh; empty when none is."""
    eigenvalues = np.linalg.eigvalsh(periods.correlation())
    if eigenvalues[0] >= SINGULAR * eigenvalues[-1]:
        return ""
    return (
        "Some periods are made up of others exactly, so a line cannot weigh them; "
        "use periods of one length."
    )
