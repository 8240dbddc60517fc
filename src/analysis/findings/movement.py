"""Where a series or a gap goes: one rule for every page, and the word that it supports.

A line is fitted through the points after the last break, known or found, with the scatter that the
published errors leave over. A word needs the whole 95% interval of the yearly change on one side of
nought. What the years of COVID-19 alone make is said beside the word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Any

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
from analysis.statistics import (
    Break,
    Estimate,
    Trend,
    find_break,
    gap_trend,
    linear_trend,
    split_movement,
)
from analysis.statistics.comparison import HIGH_IS_GOOD, LOW_IS_GOOD
from analysis.statistics.gap_trend import GapMeasure

RECENT_POINTS = 10
"""The direction of a figure is that of its latest points; a gap is followed as far as it goes."""
FEWEST_WITHOUT_COVID = 4
"""Points that a word without the years of COVID-19 needs."""
COVID = (2020.0, 2023.0)
STEADY_SHARE = 0.02
"""Of a standard deviation between authorities, a year."""
OLD_YEARS = 5
LIMITS_TO_ERROR = 2 * 1.959964
SIDES_AND_ERRORS = ("first", "second", "first_error", "second_error")
Fit = Callable[["Points"], Trend]
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
    # The points of its line.
    points: "Points | None" = None

    @property
    def sides(self) -> tuple[Trend, Trend] | None:
        """The lines of both sides of a gap, over the periods of its own line."""
        if self.points is None or not isfinite(self.trend.slope):
            return None
        points = self.points
        found = canonical(split_movement(*points.years, **points.sides, straddling=False))
        return found.first, found.second

    @property
    def method(self) -> str:
        """How the line was fitted, or why there is none."""
        return self.reason or as_reason(self.trend.note) or self.trend.method

    @property
    def record(self) -> dict[str, Any]:
        """The line in plain values, as claims and tables read it."""
        trend = self.trend
        return {
            "slope": trend.slope,
            "lower_ci": trend.lower_ci,
            "upper_ci": trend.upper_ci,
            "first_period": self.first_period,
            "last_period": self.last_period,
            "direction": self.word,
            "method": self.method,
        }

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


@dataclass(frozen=True)
class Points:
    """The points of one series in order of time: columns of its table as arrays.

    Of a gap, ``value`` is the absolute one and ``first, second`` its sides. ``error`` is missing
    where an interval is.
    """

    columns: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, rows: pd.DataFrame) -> "Points":
        """Read one sex of `select_series`, or of `GapFinding.gaps`."""
        names = ("period", "period_kind", "segment", "opens", "closes")
        found = {name: rows[name].to_numpy() for name in names}
        if "first_error" in rows:
            found |= {name: rows[name].to_numpy(float) for name in SIDES_AND_ERRORS}
            found["value"] = found["first"] - found["second"]
            found["error"] = np.hypot(found["first_error"], found["second_error"])
        else:
            lower, upper = (rows[name].to_numpy(float) for name in ("lower_ci", "upper_ci"))
            found["value"] = rows["value"].to_numpy(float)
            found["error"] = (upper - lower) / LIMITS_TO_ERROR
        return cls(found)

    @classmethod
    def by_sex(cls, rows: pd.DataFrame) -> "dict[str, Points]":
        """Read each sex of such a table by itself."""
        points, sexes = cls.of(rows), rows["sex"].to_numpy()
        return {sex: points.keep(sexes == sex) for sex in sorted(set(sexes))}

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self["opens"])

    def keep(self, kept: np.ndarray | slice) -> "Points":
        """Keep some of the points."""
        return Points({name: column[kept] for name, column in self.columns.items()})

    @property
    def latest_segment(self) -> "Points":
        """The known points after the last known break."""
        known = self.keep(np.isfinite(self["value"]))
        return known.keep(known["segment"] == known["segment"].max()) if len(known) else known

    @property
    def errors(self) -> np.ndarray | None:
        """The standard errors, if every point has one."""
        return None if np.isnan(self["error"]).any() else self["error"]

    @property
    def sides(self) -> dict[str, Any]:
        """Both sides of a gap as statistics take them: with their errors, if all are known."""
        known = SIDES_AND_ERRORS if self.errors is not None else SIDES_AND_ERRORS[:2]
        return {name: self[name] for name in known}

    @property
    def years(self) -> tuple[np.ndarray, np.ndarray]:
        """Each period as statistics take it: calendar years, or from moment to moment."""
        opens, closes = self["opens"], self["closes"]
        whole = (opens % 1 == 0) & (closes % 1 == 0)
        return opens, np.where(whole, closes - 1, closes)


def fit_line(points: Points) -> Trend:
    """Fit a line through points in order, by their own errors where all have intervals."""
    known = points.errors
    return canonical(
        linear_trend(*points.years, points["value"], standard_error=known, straddling=False)
    )


def fit_gap(points: Points, measure: GapMeasure = "absolute") -> Trend:
    """Fit a line through a gap, by the errors of both sides where all are known."""
    return canonical(gap_trend(*points.years, **points.sides, measure=measure, straddling=False))


def follow_figure(
    points: Points, about: Indicator, *, spread: float = nan, on: str = ""
) -> Movement:
    """Say where an area's own figure goes, judged by polarity."""
    points = points.latest_segment
    reason = _why_not_followed(points, on)
    if about.cash_terms and not reason:
        reason = "in cash terms: no price index is held to take inflation out"
    if reason:
        return _without_line(points, reason)

    def word(trend: Trend) -> str:
        return word_of_figure(trend, about.polarity, spread)

    return _follow(points, fit_line, word, most=RECENT_POINTS)


def follow_gap(points: Points, *, measure: GapMeasure = "absolute", on: str = "") -> Movement:
    """Say where a gap goes."""
    points = points.latest_segment
    if reason := _why_not_followed(points, on):
        return _without_line(points, reason)
    return _follow(points, lambda some: fit_gap(some, measure), word_of_gap)


def _why_not_followed(points: Points, on: str) -> str:
    if not len(points):
        return "no figure is held"
    if (points["period_kind"] == "cumulative").any():
        return "each period contains the last, so the figures can only grow"
    if is_old(float(points["closes"].max()), on):
        return f"the series ended in {points['period'][-1]}"
    return ""


def is_old(closes: float, on: str) -> bool:
    """Whether figures up to a time are more than five years old on a day.

    >>> is_old(2019.25, "2026-11-21"), is_old(2023.25, "2026-11-21"), is_old(1990.0, "")
    (True, False, False)
    """
    return bool(on) and age_of(closes, on) > OLD_YEARS


def age_of(closes: float, on: str) -> float:
    """Give the years from the end of a period to a day.

    >>> round(age_of(2026.25, "2026-11-21"), 2)
    0.64
    """
    year, month, day = map(int, on.split("-"))
    return canonical(year + (month - 1) / 12 + (day - 1) / 365.25 - closes)


def _without_line(points: Points, reason: str) -> Movement:
    if not len(points):
        return Movement(reason=reason)
    first, last = points["period"][0], points["period"][-1]
    return Movement(reason=reason, first_period=str(first), last_period=str(last))


def _follow(points: Points, fit: Fit, word: Word, most: int = 0) -> Movement:
    """Fit the line after the last break that the figures force, with and without COVID-19."""
    known = points.errors
    found = canonical(
        find_break(*points.years, points["value"], standard_error=known, straddling=False)
    )
    if found is not None:
        points = points.keep(points["opens"] >= found.at)
    points = points.keep(slice(-most, None)) if most else points
    trend = fit(points)
    said = word(trend)
    rest = points.keep((points["opens"] >= COVID[1]) | (points["closes"] <= COVID[0]))
    without = ""
    if FEWEST_WITHOUT_COVID <= len(rest) < len(points):
        other = word(fit(rest))
        without = other if other != said else ""
    return Movement(
        word=said,
        trend=trend,
        first_period=str(points["period"][0]),
        last_period=str(points["period"][-1]),
        reason=as_reason(trend.note),
        without_covid=without,
        found_break=found,
        points=points if "first" in points.columns else None,
    )


def as_reason(note: str) -> str:
    """Put a sentence of the statistics inside another.

    >>> as_reason("The gap by the line is zero: none to close.")
    'the gap by the line is zero: none to close'
    """
    return note[:1].lower() + note[1:].removesuffix(".")


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
