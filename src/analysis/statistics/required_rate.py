"""The yearly change that would close half of a gap by a year, beside what the trend delivers."""

from dataclasses import dataclass
from math import isfinite, nan

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import ParameterError
from analysis.formats import canonical_numbers
from analysis.statistics.gap_trend import gap_trend
from analysis.statistics.linear_trend import Trend
from analysis.statistics.periods import read_periods


@dataclass(frozen=True, slots=True)
class RequiredRate:
    """What is needed and what is delivered, a year and by the target year.

    Parameters
    ----------
    gap, target_gap : float
        The latest gap, first less second, in the unit of the series; what is to be left of it.
    years : float
        From the middle of the latest period to the target year.
    required : float
        Change of the gap needed a year; negative where the gap is positive.
    trend : Trend
        Change of the gap a year so far, with its 95% interval.
    expected_gap, expected_lower_ci, expected_upper_ci : float
        The gap in the target year if the trend goes on, and its limits.
    verdict : str
        "fast enough" when the whole interval of the trend closes at least the share in time, "too
        slow" when none of it does, "too uncertain" otherwise.
    note : str
        Why something is missing; empty when nothing is.

    Examples
    --------
    >>> RequiredRate(4.0, 2.0, 10.0, -0.2, Trend(-0.1, -0.15, -0.05)).required
    -0.2
    """

    gap: float
    target_gap: float
    years: float
    required: float
    trend: Trend
    expected_gap: float = nan
    expected_lower_ci: float = nan
    expected_upper_ci: float = nan
    verdict: str = "too uncertain"
    note: str = ""


def required_rate(
    period_start: ArrayLike,
    period_end: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    target_year: int,
    share: float = 0.5,
    first_error: ArrayLike | None = None,
    second_error: ArrayLike | None = None,
    straddling: bool | None = None,
) -> RequiredRate:
    """Yearly change that would close half of the gap by a year, beside the trend so far.

    No date is predicted: the gap in the target year comes with its interval.

    Parameters
    ----------
    period_start, period_end, first, second, first_error, second_error, straddling
        As in :func:`gap_trend`; the gap is the absolute one, first - second.
    target_year : int
        The calendar year, at whose middle the share is to be closed.
    share : float
        The share of the latest gap to be closed, above 0 and up to 1.

    Returns
    -------
    RequiredRate
        Values in the unit of the series. NaN with a note where there is no latest gap, the gap is
        zero, or the target year is not after the latest period.

    Raises
    ------
    DataError, ParameterError
        As in :func:`gap_trend`, and for an impossible `share`.

    Examples
    --------
    >>> year = [2015, 2016, 2017, 2018, 2019]
    >>> rate = required_rate(year, year, [10, 9.8, 9.7, 9.4, 9.3], [6] * 5, target_year=2029)
    >>> round(rate.required, 3), round(rate.trend.slope, 3), rate.verdict
    (-0.165, -0.18, 'too uncertain')
    """
    if not 0 < share <= 1:
        raise ParameterError(f"share={share!r} must be above 0 and at most 1, such as 0.5.")
    trend = gap_trend(
        period_start,
        period_end,
        first,
        second,
        first_error=first_error,
        second_error=second_error,
        straddling=straddling,
    )
    gap, middle = _latest(period_start, period_end, first, second, straddling)
    # Half of a gap of -5.3 is -2.65, not half of what is left of 23.4 - 28.7 in binary.
    gap = canonical_numbers(gap)[0]
    years = target_year + 0.5 - middle
    if fault := _fault(gap, years):
        return RequiredRate(gap, nan, years, nan, trend, note=fault)
    required = -share * gap / years
    expected = [gap + years * x for x in (trend.slope, trend.lower_ci, trend.upper_ci)]
    return RequiredRate(
        gap=gap,
        target_gap=gap * (1 - share),
        years=years,
        required=required,
        trend=trend,
        expected_gap=expected[0],
        expected_lower_ci=expected[1],
        expected_upper_ci=expected[2],
        verdict=_verdict(trend, required),
        note=trend.note,
    )


def _latest(
    period_start: ArrayLike,
    period_end: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    straddling: bool | None,
) -> tuple[float, float]:
    """Give the latest gap and the middle of its period."""
    periods = read_periods(period_start, period_end, straddling=straddling)
    one, other = periods.series(first, "first"), periods.series(second, "second")
    known = np.flatnonzero(np.isfinite(one) & np.isfinite(other) & np.isfinite(periods.middle))
    if not len(known):
        return nan, nan
    last = known[np.argmax(periods.middle[known])]
    return float(one[last] - other[last]), float(periods.middle[last])


def _fault(gap: float, years: float) -> str:
    if not isfinite(gap):
        return "No period has a value on both sides, so there is no gap to close."
    if gap == 0:
        return "The latest gap is zero, so there is none to close."
    if years <= 0:
        return "The target year is not after the latest period."
    return ""


def _verdict(trend: Trend, required: float) -> str:
    """Compare both ends of the trend's interval with what is needed, on the side of the gap."""
    if not (isfinite(trend.lower_ci) and isfinite(trend.upper_ci)):
        return "too uncertain"
    required, *ends = canonical_numbers(required, trend.lower_ci, trend.upper_ci)
    enough = [end <= required if required < 0 else end >= required for end in ends]
    if all(enough):
        return "fast enough"
    return "too uncertain" if any(enough) else "too slow"
