"""What a series says of its figures to come: by the book's own line, and by three plain rivals.

A forecast is a word, the probability of what the word is about, and an interval for a later figure.
Of a gap the event is that it moves towards the other side, of a figure that it moves to the better
(upwards, where neither way is better).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, log, nan, sqrt

import numpy as np
import pandas as pd
from scipy import special

from analysis.data.catalogue import Indicator
from analysis.findings.movement import (
    LIMITS_TO_ERROR,
    Movement,
    Points,
    adverse_side,
    follow_figure,
    follow_gap,
)
from analysis.formats import canonical
from analysis.statistics import Estimate, Trend, recent_trend

ABSOLUTE, RELATIVE, FIGURE = "absolute gap", "relative gap", "figure"
MEASURES = (ABSOLUTE, RELATIVE, FIGURE)
BOOK, OUTLOOK = "the book", "the book's line as a forecast"
LAST, STRAIGHT, RECENT = "last value", "ordinary straight line", "five-point rule"
METHODS = (BOOK, OUTLOOK, LAST, STRAIGHT, RECENT)
EVEN = 0.5
RECENT_POINTS = 5
NORMAL = LIMITS_TO_ERROR / 2


@dataclass(frozen=True)
class Forecast:
    """What one method says at the end of a series."""

    # As the table of verdicts words it; the rivals have no words.
    word: str = ""
    # Of a gap that closes or a figure that gets better; missing where nothing is said.
    probability: float = nan
    # The figure to come at a time in years, with its prediction limits.
    expect: Callable[[float], Estimate] = lambda _: Estimate(nan)


def figures_of(points: Points, measure: str) -> Points:
    """Give a series on the scale of a measure: the logarithm of the ratio, of a relative gap."""
    if measure != RELATIVE:
        return points
    with np.errstate(divide="ignore", invalid="ignore"):
        value = canonical(np.log(points["first"] / points["second"]))
        sides = (points[f"{side}_error"] / points[side] for side in ("first", "second"))
        columns = {**points.columns, "value": value, "error": np.hypot(*sides)}
    return Points(columns)


def follow(points: Points, measure: str, about: Indicator, spread: float = nan) -> Movement:
    """Follow a series exactly as the table of verdicts does."""
    if measure == FIGURE:
        return follow_figure(points, about, spread=spread)
    return follow_gap(points, measure="absolute" if measure == ABSOLUTE else "relative")


def away_from(move: Movement, measure: str, about: Indicator) -> int:
    """Give the sign of what is away from the event: the side of a gap by its line, or worse."""
    if measure != FIGURE:
        return 1 if canonical(move.trend.fitted(move.trend.last)).value > 0 else -1
    return adverse_side(about.polarity) or -1


def by_line(trend: Trend, away: int, word: str = "") -> Forecast:
    """Say what a line says: the chance that it goes towards the event, and the line carried on."""
    up = canonical(trend.probability_up)
    up = up if isfinite(up) else EVEN
    return Forecast(word, canonical(1 - up if away > 0 else up), expect_by(trend))


def expect_by(trend: Trend) -> Callable[[float], Estimate]:
    """Carry a line on to a figure that is still to be published."""
    return lambda time: canonical(trend.expected(time))


def outlook(trend: Trend, away: int, *, time: float, now: float) -> Forecast:
    """Say by the same line which side of the figure now one published for a time will be."""
    expect = expect_by(trend)
    then = expect(time)
    half = (then.upper_ci - then.lower_ci) / 2
    error = half / float(special.stdtrit(trend.df, 0.975))
    below = float(special.stdtr(trend.df, (now - then.value) / error))
    return Forecast("", canonical(below if away > 0 else 1 - below), expect)


def last_value(points: Points) -> Forecast:
    """Say that the last figure stays, its interval widening with time as it has moved so far.

    The naive method: the steps of the past, root mean square of a year, times the root of time.
    """
    value, middle = points["value"], _middle(points)
    steps = np.diff(value) / np.sqrt(np.diff(middle))
    step = sqrt(float(np.mean(steps**2)))

    def expect(time: float) -> Estimate:
        half = NORMAL * step * sqrt(max(time - float(middle[-1]), 0.0))
        last = float(value[-1])
        return canonical(Estimate(last, last - half, last + half, method=LAST))

    return Forecast("", EVEN, expect)


def straight_line(points: Points, away: int) -> Forecast:
    """Say what an ordinary least-squares line says, every point alike and none sharing years."""
    value, middle = points["value"], _middle(points)
    number, centre = len(value), float(middle.mean())
    offset = middle - centre
    spread = float(offset @ offset)
    slope, level = float(offset @ value) / spread, float(value.mean())
    residual = value - level - slope * offset
    scatter = sqrt(float(residual @ residual) / (number - 2))
    trend = Trend(
        canonical(slope),
        standard_error=canonical(scatter / sqrt(spread)),
        df=number - 2,
        centre=centre,
        level=canonical(level),
        level_error=canonical(scatter / sqrt(number)),
        scatter=canonical(scatter),
        first=float(middle[0]),
        last=float(middle[-1]),
        method=STRAIGHT,
    )
    return by_line(trend, away)


def recent_forecasts(windows: pd.DataFrame) -> pd.DataFrame:
    """Say by the rule of five recent points which way each of many series went.

    `windows` has ``case, period_start, period_end, value, lower_ci, upper_ci``; the result
    ``case, chi`` has the signed root of the chi-squared where the rule finds a trend, else nought.
    """
    found = canonical(recent_trend(windows, by="case", kind="other", straddling=False))
    said = found["trend"].map({"increasing": 1.0, "decreasing": -1.0}).fillna(0.0)
    return found[["case"]].assign(chi=(said * np.sqrt(found["chi_squared"])).fillna(0.0))


def by_recent_rule(chi: float, away: int) -> Forecast:
    """Turn the signed root of a chi-squared into a probability; without a trend the odds are even.

    >>> by_recent_rule(0.0, 1).probability, by_recent_rule(-4.0, 1).probability > 0.99
    (0.5, True)
    """
    return Forecast("", canonical(float(special.ndtr(-chi * away))))


def _middle(points: Points) -> np.ndarray:
    return np.asarray((points["opens"] + points["closes"]) / 2)


def came(now: float, later: float, away: int) -> float:
    """Say whether a figure moved towards the event: 1, 0, or missing where nothing moved.

    >>> came(-2.0, -1.0, -1), came(2.0, 3.0, 1), came(2.0, -3.0, 1)
    (1.0, 0.0, 1.0)
    """
    moved = (later - now) * away
    return float(moved < 0) if isfinite(moved) and moved else nan


def log_ratio(first: float, second: float) -> float:
    """Give a relative gap as lines have it; missing where there is no ratio.

    >>> log_ratio(2.0, 2.0), log_ratio(1.0, 0.0)
    (0.0, nan)
    """
    return canonical(log(first / second)) if first > 0 and second > 0 else nan
