"""Hindcasts: what the book would have said at each earlier year, and what came.

At each year the figures up to then are followed by the functions that the table of verdicts uses,
and by the plain rivals; each forecast is held against the figures of later years, which share no
year with those that it was made from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite, nan
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import ENGLAND, is_authority, load_areas
from analysis.data.catalogue import Indicator
from analysis.data.indicators import describe_indicator, select_series
from analysis.data.tidy import rows_of
from analysis.findings import forecasts as by
from analysis.findings.gaps import gap_table
from analysis.findings.level import figure_of
from analysis.findings.movement import LIMITS_TO_ERROR, Movement, Points
from analysis.findings.pace import judge_pace
from analysis.findings.spread import spread_of
from analysis.findings.verdicts import COMPARATOR, Verdict

FEWEST_PERIODS = 12
"""Periods that an authority needs, so that there are years to say something at and years after."""
FEWEST_POINTS = 3
HORIZONS = (1, 3, 5)
"""Years ahead at which a forecast is held against what came."""
PACE = "pace"
PACE_YEARS = 5
SLACK = 1e-6
CASE = (
    *("indicator", "area_code", "sex", "measure", "method", "years", "word", "probability"),
    *("value", "lower_ci", "upper_ci", "now", "later", "came", "scale"),
)
"""A forecast held against one later figure."""


@dataclass(frozen=True)
class Series:
    """One indicator of one authority and sex up to its latest period, on the scale of a measure."""

    about: Indicator
    area_code: str
    sex: str
    measure: str
    points: Points
    # The rows that the points were read from, in their order.
    rows: list[dict[str, Any]] = field(repr=False)

    @cached_property
    def scaled(self) -> Points:
        """The figures on the scale of the measure."""
        return by.figures_of(self.points, self.measure)

    def after(self, end: int) -> Iterator[tuple[int, int]]:
        """Give the years ahead and place of each later figure that a forecast is held against."""
        opens, closes, segment = (self.points[name] for name in ("opens", "closes", "segment"))
        for years in HORIZONS:
            there = np.abs(closes - closes[end - 1] - years) < SLACK
            there &= (opens > closes[end - 1] - SLACK) & (segment == segment[end - 1])
            for place in np.flatnonzero(there):
                yield years, int(place)

    def spread(self, end: int) -> float:
        """How far authorities differ in the last period before `end`."""
        period = str(self.points["period"][end - 1])
        return spread_of(self.about.indicator, self.sex, period)


def series_of(slug: str, codes: tuple[str, ...] = ()) -> list[Series]:
    """Lay out the series of an indicator that are long enough, in all three measures."""
    about = describe_indicator(slug)
    authorities = codes or tuple(code for code, one in load_areas().items() if is_authority(one))
    held = select_series(slug, [*authorities, ENGLAND])
    held = held[held["value"].notna()]
    own, other = held[held["area_code"] != ENGLAND], held[held["area_code"] == ENGLAND]
    gaps = gap_table(own, other, by=("area_code",))
    found = []
    for measure, table in ((by.FIGURE, own), (by.ABSOLUTE, gaps), (by.RELATIVE, gaps)):
        for (code, sex), rows in table.groupby(["area_code", "sex"], sort=True):
            if rows["period"].nunique() >= FEWEST_PERIODS:
                named = (str(code), str(sex), measure)
                found.append(Series(about, *named, Points.of(rows), rows_of(rows)))
    return found


def hindcast(slug: str, codes: tuple[str, ...] = ()) -> pd.DataFrame:
    """Give every case of an indicator: a row a forecast and later figure, with `CASE` columns."""
    rows: list[tuple[Any, ...]] = []
    recent: list[tuple[int, int]] = []
    windows: list[dict[str, np.ndarray]] = []
    about = describe_indicator(slug)
    for series in series_of(slug, codes):
        for end in range(FEWEST_POINTS, len(series.points)):
            after = [*series.after(end)]
            move = _followed(series, end) if after else Movement()
            if not move.trend.standard_error > 0:
                continue
            before = series.scaled.keep(slice(0, end)).latest_segment
            away = by.away_from(move, series.measure, about)
            windows.append(_window(len(windows), before))
            rows += _cases(series, end, after, move, before)
            recent += [(len(windows) - 1, away)] * len(after)
    table = pd.DataFrame(rows, columns=[*CASE])
    return _with_recent_rule(table, recent, windows)


def _followed(series: Series, end: int) -> Movement:
    points = series.points.keep(slice(0, end))
    return by.follow(points, series.measure, series.about, series.spread(end))


def _cases(
    series: Series, end: int, after: list[tuple[int, int]], move: Movement, before: Points
) -> Iterator[tuple[Any, ...]]:
    """Hold what each method says at the end of some figures against each later one."""
    measure, values = series.measure, series.scaled["value"]
    now, away = float(values[end - 1]), by.away_from(move, series.measure, series.about)
    said = {
        by.BOOK: by.by_line(move.trend, away, move.word),
        by.LAST: by.last_value(before),
        by.STRAIGHT: by.straight_line(before, away),
        by.RECENT: by.Forecast(),
    }
    known = (series.about.indicator, series.area_code, series.sex)
    scale = series.spread(end) if measure != by.RELATIVE else 1.0
    middle = (series.points["opens"] + series.points["closes"]) / 2
    for years, place in after:
        later, time = float(values[place]), float(middle[place])
        event = by.came(now, later, away)
        ahead = by.outlook(move.trend, away, time=time, now=now)
        for method, one in (said | {by.OUTLOOK: ahead}).items():
            then = one.expect(time)
            limits = (then.value, then.lower_ci, then.upper_ci)
            case = (measure, method, years, one.word, one.probability)
            yield (*known, *case, *limits, now, later, event, scale)
    if measure == by.ABSOLUTE:
        yield from _pace(series, end, after, move)


def _pace(
    series: Series, end: int, after: list[tuple[int, int]], move: Movement
) -> Iterator[tuple[Any, ...]]:
    """Hold the pace of a gap against whether half of it had gone: a case of its own."""
    place = dict(after).get(PACE_YEARS)
    if place is None:
        return
    row, then = series.rows[end - 1], series.rows[place]
    verdict = Verdict(
        series.about,
        series.area_code,
        COMPARATOR,
        ("", ""),
        series.sex,
        figure=figure_of(row, "first"),
        absolute=figure_of(row, "absolute"),
        gap=move,
    )
    pace = judge_pace(verdict, int((then["opens"] + then["closes"]) / 2))
    if not isfinite(pace.target_gap):
        return
    side = 1 if pace.gap > 0 else -1
    halved = float(then["absolute"] * side <= pace.target_gap * side)
    known = (series.about.indicator, series.area_code, series.sex)
    case = (PACE, by.BOOK, PACE_YEARS, pace.verdict, nan, nan, nan, nan)
    yield (*known, *case, row["absolute"], then["absolute"], halved, 1.0)


def _window(case: int, before: Points) -> dict[str, np.ndarray]:
    """Lay out the last five points as the rule takes them."""
    last = before.keep(slice(-by.RECENT_POINTS, None))
    half = last["error"] * LIMITS_TO_ERROR / 2
    start, end = last.years
    return {
        "case": np.full(len(last), case),
        "period_start": start,
        "period_end": end,
        "value": last["value"],
        "lower_ci": last["value"] - half,
        "upper_ci": last["value"] + half,
    }


def _with_recent_rule(
    table: pd.DataFrame,
    recent: list[tuple[int, int]],
    windows: Sequence[Mapping[str, np.ndarray]],
) -> pd.DataFrame:
    """Fill in what the rule of five recent points says, worked out for all series together."""
    if not windows:
        return table
    names = [*windows[0]]
    laid = pd.DataFrame({name: np.concatenate([one[name] for one in windows]) for name in names})
    chi = by.recent_forecasts(laid).set_index("case")["chi"]
    said = [by.by_recent_rule(float(chi[case]), away).probability for case, away in recent]
    table.loc[table["method"] == by.RECENT, "probability"] = said
    return table
