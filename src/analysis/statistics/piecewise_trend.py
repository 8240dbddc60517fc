"""Lines through a series that was broken: one a segment, never one through a break."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import DataError, ParameterError
from analysis.statistics.linear_trend import fit_trend
from analysis.statistics.periods import Periods, read_periods
from analysis.statistics.slope_areas import numbers

COLUMNS = (
    "segment",
    "period_start",
    "period_end",
    "points",
    "slope",
    "lower_ci",
    "upper_ci",
    "p_value",
    "method",
    "note",
)


def piecewise_trend(
    period_start: ArrayLike,
    period_end: ArrayLike,
    value: ArrayLike,
    *,
    breaks: Iterable[int],
    standard_error: ArrayLike | None = None,
    straddling: bool | None = None,
) -> pd.DataFrame:
    """Fit one line to each stretch between breaks, or say why a stretch has none.

    Parameters
    ----------
    period_start, period_end, value, standard_error, straddling
        As in :func:`linear_trend`.
    breaks : iterable of int
        First year of each new definition, as a `period_start`: 2016 parts 2015 from 2016 (and
        2015/16 from 2016/17). A period that runs over a break belongs to neither side and is
        left out, and the note of the segment after the break says so.

    Returns
    -------
    DataFrame
        segment (1, 2, ...), period_start, period_end, points, slope, lower_ci, upper_ci, p_value,
        method, note; one row a segment, in order of time, those with too few points included:
        their slope is NaN and their note says why.

    Raises
    ------
    DataError
        When the arrays differ in length or are not numbers.
    ParameterError
        When a break is not a whole year.

    Examples
    --------
    >>> year = list(range(2010, 2020))
    >>> value = [1, 2, 3, 4, 5, 11, 11, 12, 11, 12]
    >>> piecewise_trend(year, year, value, breaks=[2015])[
    ...     ["segment", "period_start", "period_end", "slope"]].round(2)
       segment  period_start  period_end  slope
    0        1        2010.0      2014.0    1.0
    1        2        2015.0      2019.0    0.2
    """
    years = sorted(set(breaks))
    for year in years:
        if isinstance(year, bool) or not isinstance(year, int | np.integer):
            raise ParameterError(f"The break {year!r} is not a whole year, such as 2016.")
    periods = read_periods(period_start, period_end, straddling=straddling)
    series = numbers(value, "value")
    error = None if standard_error is None else numbers(standard_error, "standard_error")
    for name, array in (("value", series), ("standard_error", error)):
        if array is not None and len(array) != len(periods.start):
            raise DataError(
                f"{name} has {len(array)} numbers for {len(periods.start)} periods: "
                "give one a period."
            )
    opens, closes = _segment_of(periods, years)
    present = ~np.isnan(series)
    rows = []
    for number in range(len(years) + 1):
        inside = (opens == number) & (closes == number) & present
        over = int(np.sum((opens < number) & (closes >= number) & present))
        errors = None if error is None else error[inside]
        trend = fit_trend(periods.keep(inside), series[inside], errors)
        fields = {name: getattr(trend, name) for name in COLUMNS[4:]}
        fields["note"] = _note(trend.note, over, years[number - 1] if number else 0)
        start, end = _span(periods.keep(inside))
        rows.append((number + 1, start, end, int(inside.sum()), *fields.values()))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _segment_of(periods: Periods, years: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Give the numbers of the segments in which each period opens and closes."""
    # A school year is named by its start: 2016/17 is the first of a break in 2016.
    half = np.where(periods.opens > periods.start, 0.5, 0.0)
    opens = np.searchsorted(years, periods.opens - half, side="right")
    closes = np.searchsorted(years, periods.closes - half, side="left")
    return opens, closes


def _span(periods: Periods) -> tuple[float, float]:
    if not len(periods.start):
        return np.nan, np.nan
    return float(periods.start.min()), float(periods.end.max())


def _note(note: str, over: int, year: int) -> str:
    """Join the reason for no line with how many periods the break left out."""
    if not over:
        return note
    left_out = f"{over} period{'s' if over > 1 else ''} over the break in {year} left out."
    return f"{note} {left_out}".strip()
