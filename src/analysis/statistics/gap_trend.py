"""Whether the gap between two series is widening or narrowing."""

from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import ParameterError
from analysis.formats import canonical_numbers
from analysis.statistics.inputs import FloatArray
from analysis.statistics.linear_trend import Trend, fit_trend
from analysis.statistics.periods import Periods, read_periods

GapMeasure = Literal["absolute", "relative"]


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
) -> Trend:
    """Yearly change of the gap between two series, and the word that it supports.

    Always read both measures: when both series fall, the absolute gap can narrow while the relative
    gap widens.

    Parameters
    ----------
    period_start, period_end, straddling
        As in :func:`linear_trend`, as are the errors.
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
    if measure not in get_args(GapMeasure):
        raise ParameterError(f"measure={measure!r} is not known: use 'absolute' or 'relative'.")
    if not negligible >= 0:
        raise ParameterError(f"negligible={negligible!r} must be zero or more, such as 0.01.")
    if (first_error is None) != (second_error is None):
        raise ParameterError("Give first_error and second_error, or neither.")
    periods = read_periods(period_start, period_end, straddling=straddling)
    series = [periods.series(first, "first"), periods.series(second, "second")]
    errors = [
        periods.series(error, name)
        for error, name in ((first_error, "first_error"), (second_error, "second_error"))
        if error is not None
    ]
    present = ~(np.isnan(series[0]) | np.isnan(series[1]))
    order = np.flatnonzero(present)[np.argsort(periods.middle[present], kind="stable")]
    periods, series = periods.keep(order), [x[order] for x in series]
    return _judge(periods, series, [x[order] for x in errors], measure, negligible)


def _judge(
    periods: Periods,
    series: list[FloatArray],
    errors: list[FloatArray],
    measure: GapMeasure,
    negligible: float,
) -> Trend:
    """Fit the line of the gap and choose the word."""
    first, second = series
    if measure == "relative" and not ((first > 0) & (second > 0)).all():
        return Trend.suppressed(
            "A value of zero or less has no ratio, so the relative gap has no trend.",
            direction="too uncertain",
        )
    # Two infinities have no difference; the fault is noted when the line is fitted.
    with np.errstate(invalid="ignore"):
        gap = np.log(first / second) if measure == "relative" else first - second
    if measure == "relative":
        errors = [error / x for error, x in zip(errors, series, strict=False)]
    error = np.hypot(*errors) if errors else None
    trend = fit_trend(periods, gap, error)
    return replace(trend, direction=_direction(trend, gap, negligible))


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
