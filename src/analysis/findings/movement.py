"""Where a series or a gap goes: one rule for every page, and the word that it supports.

A line is fitted through the points after the last break, known or found, with the scatter that the
published errors leave over. A word needs the whole 95% interval of the yearly change on one side of
nought. What the years of COVID-19 alone make is said beside the word.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite, nan

import numpy as np
import pandas as pd

from analysis.data.catalogue import Indicator
from analysis.findings.vocabulary import (
    CANNOT_TELL,
    CHANGED_SIDES,
    FALLING,
    IMPROVING,
    NARROWING,
    NO_CLEAR_CHANGE,
    RISING,
    STEADY,
    WIDENING,
    WORSENING,
)
from analysis.formats import canonical
from analysis.statistics import Break, Estimate, Trend, find_break, gap_trend, linear_trend
from analysis.statistics.comparison import HIGH_IS_GOOD, LOW_IS_GOOD

RECENT_POINTS = 10
"""The direction of a figure is that of its latest points; a gap is followed as far as it goes."""
FEWEST_WITHOUT_COVID = 4
"""Points that a word without the years of COVID-19 needs."""
COVID = (2020.0, 2023.0)
STEADY_SHARE = 0.02
"""Of a standard deviation between authorities, a year."""
OLD_YEARS = 5
LIMITS_TO_ERROR = 2 * 1.959964
Fit = Callable[[pd.DataFrame], Trend]
Word = Callable[[Trend], str]


@dataclass(frozen=True)
class Movement:
    """Where a series or gap goes, with the line that decides it."""

    word: str = CANNOT_TELL
    trend: Trend = field(default_factory=lambda: Trend.suppressed(""))
    first_period: str = ""
    last_period: str = ""
    # Why it cannot be told, where the figures are not the reason.
    reason: str = ""
    # The word that the figures without 2020 to 2022 support, where it is another.
    without_covid: str = ""
    # A step or bend that the figures force; the line begins after it.
    found_break: Break | None = None

    @property
    def method(self) -> str:
        """How the line was fitted, or why there is none."""
        return self.reason or self.trend.note or self.trend.method

    @property
    def fitted(self) -> Estimate:
        """The level of the line at the last period."""
        return canonical(self.trend.fitted(self.trend.last))


def adverse_side(polarity: str) -> int:
    """Give the sign of what is worse; nought where neither is.

    >>> adverse_side("low is good"), adverse_side("no judgement")
    (1, 0)
    """
    return {HIGH_IS_GOOD: -1, LOW_IS_GOOD: 1}.get(polarity, 0)


def latest_segment(points: pd.DataFrame) -> pd.DataFrame:
    """Keep the known points after the last known break in a series."""
    known = points[points["value"].notna()]
    return known[known["segment"] == known["segment"].max()] if len(known) else known


def standard_error(points: pd.DataFrame) -> pd.Series | None:
    """Take each point's standard error from its published 95% limits, if all have them."""
    if points["lower_ci"].isna().any():
        return None
    return (points["upper_ci"] - points["lower_ci"]) / LIMITS_TO_ERROR


def fit_line(points: pd.DataFrame) -> Trend:
    """Fit a line through points in order, by their own errors where all have intervals."""
    return canonical(
        linear_trend(
            points["opens"],
            points["closes"] - 1,
            points["value"],
            standard_error=standard_error(points),
            straddling=False,
        )
    )


def fit_gap(points: pd.DataFrame, measure: str = "absolute") -> Trend:
    """Fit a line through a gap, by the errors of both sides where all are known."""
    errors = [points.get(f"{side}_error") for side in ("first", "second")]
    if any(error is None or error.isna().any() for error in errors):
        errors = [None, None]
    return canonical(
        gap_trend(
            points["opens"],
            points["closes"] - 1,
            points["first"],
            points["second"],
            measure=measure,
            first_error=errors[0],
            second_error=errors[1],
            straddling=False,
        )
    )


def follow_figure(
    series: pd.DataFrame, about: Indicator, *, spread: float = nan, on: str = ""
) -> Movement:
    """Say where an area's own figure goes: one sex of `select_series`, judged by polarity."""
    points = latest_segment(series)
    if reason := _why_not_followed(points, about, on):
        return _without_line(points, reason)
    if about.cash_terms:
        reason = "in cash terms: no price index is held to take inflation out"
        return _without_line(points, reason)

    def word(trend: Trend) -> str:
        return word_of_figure(trend, about.polarity, spread)

    return _follow(points, fit_line, word, most=RECENT_POINTS)


def follow_gap(
    points: pd.DataFrame, about: Indicator, *, measure: str = "absolute", on: str = ""
) -> Movement:
    """Say where a gap goes: rows of one sex of `GapFinding.gaps`."""
    points = latest_segment(points.assign(value=points["first"] - points["second"]))
    if reason := _why_not_followed(points, about, on):
        return _without_line(points, reason)
    return _follow(points, lambda rows: fit_gap(rows, measure), word_of_gap)


def _why_not_followed(points: pd.DataFrame, about: Indicator, on: str) -> str:
    if points.empty:
        return "no figure is held"
    if (points["period_kind"] == "cumulative").any():
        return "each period contains the last, so the figures can only grow"
    if is_old(float(points["closes"].max()), on):
        return f"the series ended in {points['period'].iloc[-1]}"
    return ""


def is_old(closes: float, on: str) -> bool:
    """Whether figures up to a time are more than five years old on a day.

    >>> is_old(2019.25, "2026-11-21"), is_old(2023.25, "2026-11-21"), is_old(1990.0, "")
    (True, False, False)
    """
    if not on:
        return False
    year, month, day = map(int, on.split("-"))
    return year + (month - 1) / 12 + (day - 1) / 365.25 - closes > OLD_YEARS


def _without_line(points: pd.DataFrame, reason: str) -> Movement:
    if points.empty:
        return Movement(reason=reason)
    first, last = points["period"].iloc[0], points["period"].iloc[-1]
    return Movement(reason=reason, first_period=first, last_period=last)


def _follow(points: pd.DataFrame, fit: Fit, word: Word, most: int = 0) -> Movement:
    """Fit the line after the last break that the figures force, with and without COVID-19."""
    found = _break_in(points)
    if found is not None:
        points = points[points["opens"] >= found.at]
    points = points.tail(most) if most else points
    trend = fit(points)
    said = word(trend)
    touched = (points["opens"] < COVID[1]) & (points["closes"] > COVID[0])
    without = ""
    if touched.any() and not touched.all():
        rest = points[~touched]
        other = word(fit(rest))
        without = other if other != said and len(rest) >= FEWEST_WITHOUT_COVID else ""
    return Movement(
        word=said,
        trend=trend,
        first_period=str(points["period"].iloc[0]),
        last_period=str(points["period"].iloc[-1]),
        reason=trend.note,
        without_covid=without,
        found_break=found,
    )


def _break_in(points: pd.DataFrame) -> Break | None:
    if "first_error" in points:
        errors = np.hypot(points["first_error"], points["second_error"])
        known = None if errors.isna().any() else errors
    else:
        known = standard_error(points)
    return find_break(
        points["opens"],
        points["closes"] - 1,
        points["value"],
        standard_error=known,
        straddling=False,
    )


def word_of_figure(trend: Trend, polarity: str, spread: float = nan) -> str:
    """Word the yearly change of a figure by its 95% interval.

    >>> word_of_figure(Trend(0.3, 0.1, 0.5), "low is good")
    'worsening'
    >>> word_of_figure(Trend(0.3, 0.1, 0.5), "no judgement")
    'rising'
    >>> word_of_figure(Trend(0.0, -0.1, 0.1), "low is good", spread=10.0)
    'steady'
    """
    if not trend.lower_ci <= trend.slope <= trend.upper_ci:
        return CANNOT_TELL
    if trend.lower_ci <= 0 <= trend.upper_ci:
        most = STEADY_SHARE * spread
        return STEADY if -most <= trend.lower_ci and trend.upper_ci <= most else NO_CLEAR_CHANGE
    rising = trend.slope > 0
    side = adverse_side(polarity)
    if not side:
        return RISING if rising else FALLING
    return WORSENING if rising == (side > 0) else IMPROVING


def word_of_gap(trend: Trend) -> str:
    """Word the yearly change of a gap, read from the side on which the line ends."""
    if not isfinite(trend.lower_ci) or trend.lower_ci <= 0 <= trend.upper_ci:
        return CANNOT_TELL
    first, last = (canonical(trend.fitted(end)) for end in (trend.first, trend.last))
    if _side(first) * _side(last) < 0:
        return CHANGED_SIDES
    return WIDENING if trend.slope * last.value > 0 else NARROWING


def _side(fitted: Estimate) -> int:
    """Give the sign of a fitted gap where its whole interval has it, else nought."""
    return int(fitted.lower_ci > 0) - int(fitted.upper_ci < 0)
