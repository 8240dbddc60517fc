"""Whether the gap between two series is widening, whose doing that is, and whether in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import expm1, isfinite, log, nan
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import ParameterError
from analysis.formats import canonical_numbers
from analysis.statistics.inputs import FloatArray, check_indexes, check_number
from analysis.statistics.linear_trend import Trend, error_covariance, fit_trend, rounding
from analysis.statistics.periods import Periods, line_weights, read_periods

GapMeasure = Literal["absolute", "relative"]
WRONG_WAY, TOO_SLOW, FAST_ENOUGH = "going the wrong way", "too slow", "fast enough"
CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Movement:
    """The trend of a gap, and of each of its sides over the same periods.

    Parameters
    ----------
    gap, first, second : Trend
        The slope of the gap is exactly that of the first less that of the second: all three weigh
        the periods alike. Each has its own limits.

    Examples
    --------
    >>> still = Trend.suppressed("There are fewer than three points (2).")
    >>> Movement(still, still, still).gap.slope
    nan
    """

    gap: Trend
    first: Trend
    second: Trend


@dataclass(frozen=True, slots=True)
class Pace:
    """What would close a share of a gap by a year, and what the trend delivers.

    Parameters
    ----------
    gap, gap_lower_ci, gap_upper_ci : float
        The gap by the line at the last period: first less second, or the log of their ratio.
    target_gap : float
        What is to be left of it.
    years : float
        From the middle of the last period to the middle of the target year.
    required : float
        Change of the gap needed a year; negative where the gap is positive.
    expected_gap, expected_lower_ci, expected_upper_ci : float
        The gap in the target year if the line goes on, with the limits of the line; a figure to be
        published has its own error besides (`Trend.expected`).
    verdict : str
        "going the wrong way", "too slow", "fast enough" or "cannot tell".
    note : str
        Why something is missing; empty when nothing is.

    Examples
    --------
    >>> Pace(4.0, 3.0, 5.0, 2.0, 10.0, -0.2).verdict
    'cannot tell'
    """

    gap: float
    gap_lower_ci: float = nan
    gap_upper_ci: float = nan
    target_gap: float = nan
    years: float = nan
    required: float = nan
    expected_gap: float = nan
    expected_lower_ci: float = nan
    expected_upper_ci: float = nan
    verdict: str = CANNOT_TELL
    note: str = ""


def gap_trend(
    period_start: ArrayLike,
    period_end: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    measure: GapMeasure = "absolute",
    first_error: ArrayLike | None = None,
    second_error: ArrayLike | None = None,
    negligible: float = 0.01,
    straddling: bool | None = None,
    decimals: int | None = None,
) -> Trend:
    """Yearly change of the gap between two series, and the word that it supports.

    Always read both measures: when both series fall, the absolute gap can narrow while the relative
    gap widens.

    Parameters
    ----------
    period_start, period_end, straddling, decimals
        As in :func:`linear_trend`, as are the errors; decimals are those of both sides, and count
        in an absolute gap.
    first, second : array of n
        The two series, in one unit, each with a value a period.
    measure : {"absolute", "relative"}
        The trend of first - second, or of log(first / second).
    first_error, second_error : array of n, optional
        Standard errors of the two, which are taken as independent. Both or neither.
    negligible : float
        A yearly change below this share of the first gap counts as none.

    Returns
    -------
    Trend
        `slope` is that of first - second, in its unit a year, or of the log ratio (0.01 is about 1%
        a year). `direction` is about the size of the gap, whichever series is higher: "widening" or
        "narrowing" where the 95% interval leaves out zero; "no clear change" where it holds zero
        and both ends are negligible; else "too uncertain".

    Examples
    --------
    >>> year = [2015, 2016, 2017, 2018, 2019]
    >>> trend = gap_trend(year, year, [82.0, 82.2, 82.3, 82.6, 82.7], [75, 75, 75, 75, 75])
    >>> round(trend.slope, 2), trend.direction
    (0.18, 'widening')
    """
    negligible = check_number("negligible", negligible)
    if not negligible >= 0:
        raise ParameterError(f"negligible={negligible!r} must be zero or more, such as 0.01.")
    check_indexes({"period_start": period_start, "first": first})
    periods = read_periods(period_start, period_end, straddling=straddling)
    sides = _read_sides(periods, (first, second), (first_error, second_error), measure)
    rounded = rounding(decimals) * np.sqrt(2) if measure == "absolute" else 0.0
    if sides.fault:
        return Trend.suppressed(sides.fault, direction="too uncertain")
    trend = fit_trend(sides.periods, sides.gap, sides.error, rounding=rounded)
    return replace(trend, direction=_direction(trend, sides.gap, negligible))


class _Sides(NamedTuple):
    """Both series on the scale of the gap, in order of time, and their errors where known."""

    periods: Periods
    series: list[FloatArray]
    errors: list[FloatArray]
    fault: str

    @property
    def gap(self) -> FloatArray:
        # Two infinities have no difference; the fault is noted when the line is fitted.
        with np.errstate(invalid="ignore"):
            return self.series[0] - self.series[1]

    @property
    def error(self) -> FloatArray | None:
        return np.hypot(*self.errors) if self.errors else None


def _read_sides(
    periods: Periods,
    values: tuple[ArrayLike, ArrayLike],
    errors: tuple[ArrayLike | None, ArrayLike | None],
    measure: str,
) -> _Sides:
    """Read both sides, keep the periods that both have, and take logarithms of a relative gap."""
    if measure not in get_args(GapMeasure):
        raise ParameterError(f"measure={measure!r} is not known: use 'absolute' or 'relative'.")
    if (errors[0] is None) != (errors[1] is None):
        raise ParameterError("Give first_error and second_error, or neither.")
    names = ("first", "second")
    given = dict(zip((*names, "first_error", "second_error"), (*values, *errors), strict=True))
    check_indexes(given)
    series = [periods.series(x, name) for x, name in zip(values, names, strict=True)]
    known = [
        periods.series(error, f"{name}_error")
        for error, name in zip(errors, names, strict=True)
        if error is not None
    ]
    present = ~(np.isnan(series[0]) | np.isnan(series[1]))
    order = np.flatnonzero(present)[np.argsort(periods.middle[present], kind="stable")]
    series, known = [x[order] for x in series], [x[order] for x in known]
    fault = ""
    if measure == "relative":
        if not all((x > 0).all() for x in series):
            fault = "A value of zero or less has no ratio, so the relative gap has no trend."
        else:
            known = [error / x for error, x in zip(known, series, strict=False)]
            series = [np.log(x) for x in series]
    return _Sides(periods.keep(order), series, known, fault)


def split_movement(
    period_start: ArrayLike,
    period_end: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    measure: GapMeasure = "absolute",
    first_error: ArrayLike | None = None,
    second_error: ArrayLike | None = None,
    straddling: bool | None = None,
) -> Movement:
    """Split the trend of a gap into that of its first side and that of its second.

    Parameters
    ----------
    period_start, period_end, first, second, measure, first_error, second_error, straddling
        As in :func:`gap_trend`; first is the area, second its comparator.

    Returns
    -------
    Movement
        Three trends over the periods that both have, of logarithms where the gap is relative. The
        slope of the gap is that of the first less that of the second; the interval of neither
        follows from the others.

    Examples
    --------
    >>> year = [2015, 2016, 2017, 2018, 2019]
    >>> parts = split_movement(year, year, [82.0, 82.2, 82.3, 82.6, 82.7], [75, 75.1, 75, 75.3, 75])
    >>> [round(trend.slope, 2) for trend in (parts.gap, parts.first, parts.second)]
    [0.16, 0.18, 0.02]
    """
    check_indexes({"period_start": period_start, "first": first})
    periods = read_periods(period_start, period_end, straddling=straddling)
    sides = _read_sides(periods, (first, second), (first_error, second_error), measure)
    if sides.fault:
        missing = Trend.suppressed(sides.fault)
        return Movement(missing, missing, missing)
    gap = fit_trend(sides.periods, sides.gap, sides.error)
    if not isfinite(gap.slope):
        return Movement(gap, gap, gap)
    covariance, known = error_covariance(sides.periods, sides.error)
    using = line_weights(sides.periods.middle, covariance)
    errors = sides.errors if known else (None, None)
    return Movement(
        gap,
        *(
            fit_trend(sides.periods, side, error, using=using)
            for side, error in zip(sides.series, errors, strict=True)
        ),
    )


def _direction(trend: Trend, gap: FloatArray, negligible: float) -> str:
    """Choose the word; the side of the gap is that of its mean, which no slope moves."""
    slope, lower, upper = canonical_numbers(trend.slope, trend.lower_ci, trend.upper_ci)
    if not (np.isfinite(lower) and np.isfinite(upper)):
        return "too uncertain"
    if lower > 0 or upper < 0:
        return "widening" if slope * canonical_numbers(gap.mean(), *gap)[0] > 0 else "narrowing"
    tolerance = negligible * abs(gap[0])
    if -tolerance < lower and upper < tolerance:
        return "no clear change"
    return "too uncertain"


def pace(
    trend: Trend, target_year: int, *, share: float = 0.5, measure: GapMeasure = "absolute"
) -> Pace:
    """Compare the trend of a gap with what would close half of it by a year.

    The gap that is to be closed is that of the line at the last period, not the last figure, whose
    chance would set the need. No date is predicted: the gap in the target year has its interval.

    Parameters
    ----------
    trend : Trend
        Of a gap, from :func:`gap_trend`.
    target_year : int
        The calendar year, at whose middle the share is to be closed.
    share : float
        The share of the gap to be closed, above 0 and up to 1.
    measure : {"absolute", "relative"}
        As the trend was fitted. Half of a ratio of 1.4 is 1.2.

    Returns
    -------
    Pace
        In the unit of the trend. The verdict is decided in this order: "going the wrong way" where
        the whole interval of the slope makes the gap grow; "too slow" where the whole of it falls
        short of what is needed; "fast enough" where the whole of it is enough; else "cannot tell".
        NaN with a note where the trend has no line, the gap is zero or the target year not to come.

    Raises
    ------
    ParameterError
        For an impossible `share` or an unknown `measure`.

    Examples
    --------
    >>> year = [2015, 2016, 2017, 2018, 2019]
    >>> trend = gap_trend(year, year, [10, 9.8, 9.7, 9.4, 9.3], [6] * 5)
    >>> found = pace(trend, 2029)
    >>> round(found.gap, 2), round(found.required, 3), found.verdict
    (3.28, -0.164, 'cannot tell')
    """
    share, target_year = check_number("share", share), check_number("target_year", target_year)
    if not 0 < share <= 1:
        raise ParameterError(f"share={share!r} must be above 0 and at most 1, such as 0.5.")
    if measure not in get_args(GapMeasure):
        raise ParameterError(f"measure={measure!r} is not known: use 'absolute' or 'relative'.")
    now = trend.fitted(trend.last)
    gap = canonical_numbers(now.value)[0]
    limits = (gap, now.lower_ci, now.upper_ci)
    years = target_year + 0.5 - trend.last
    if not isfinite(gap):
        return Pace(*limits, note=trend.note)
    if gap == 0:
        return Pace(*limits, years=years, note="The gap by the line is zero: none to close.")
    if years <= 0:
        return Pace(*limits, years=years, note="The target year is not after the latest period.")
    target = gap * (1 - share) if measure == "absolute" else log(1 + (1 - share) * expm1(gap))
    required = (target - gap) / years
    then = trend.fitted(target_year + 0.5)
    return Pace(
        *limits,
        target_gap=target,
        years=years,
        required=required,
        expected_gap=then.value,
        expected_lower_ci=then.lower_ci,
        expected_upper_ci=then.upper_ci,
        verdict=_pace_word(trend, required),
    )


def _pace_word(trend: Trend, required: float) -> str:
    """Compare both ends of the slope's interval with zero and with the need."""
    if not (isfinite(trend.lower_ci) and isfinite(trend.upper_ci)):
        return CANNOT_TELL
    needed, *ends = canonical_numbers(required, trend.lower_ci, trend.upper_ci)
    # Turned so that the gap is to fall.
    least, most = sorted(ends if needed < 0 else [-end for end in ends])
    if least > 0:
        return WRONG_WAY
    if least > -abs(needed):
        return TOO_SLOW
    return FAST_ENOUGH if most <= -abs(needed) else CANNOT_TELL
