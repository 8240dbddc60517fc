"""The findings of an area ranked by one rule: first how certain each is, then how large.

Four kinds of finding are weighed together for every indicator that has a better and a worse end:

=========  ====================================  =================================
kind       what is said                          what makes it certain
=========  ====================================  =================================
level      better or worse than the comparator   the gap over its error
gap        the gap to the comparator moves, and  the slope of the gap over its error
           the area is on its worse side
inside     a gap inside the area moves           the slope over its error
change     the area's own figure moves, and is   the rule of the recent direction
           no sum of money
=========  ====================================  =================================

A finding is certain where its own rule gives a word and its p-value is flagged when all findings of
the area are tested together, so that at most one in twenty of those flagged is expected to be false
(Benjamini and Hochberg). The certain ones stand in order of size: the gap, or the change from the
first to the last period, in standard deviations of the same figure between the authorities of
England in the same period.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.chapters.glance.spread import find_spread
from analysis.data.areas import Places
from analysis.data.catalogue import Indicator
from analysis.data.indicators import area_indicators, pairs, select_latest, select_series, slug_of
from analysis.findings.gaps import (
    FREE_MEAL_GROUPS,
    MEASURES,
    GapFinding,
    gap_between,
)
from analysis.findings.trends import latest_segment, recent_directions
from analysis.formats import canonical
from analysis.statistics import compare, false_discovery
from analysis.statistics.comparison import LOW_IS_GOOD, NO_JUDGEMENT
from analysis.statistics.p_values import normal_p_value

LEVEL, GAP, INSIDE, CHANGE = "level", "gap", "inside", "change"
FALSE_DISCOVERY_RATE = 0.05
MOST_YEARS_OLD = 5
BETTER, WORSE = "better", "worse"
MOVES = {"increasing": 1.0, "decreasing": -1.0}
NO_FIGURE, NO_INTERVAL, OLD = "no figure", "no interval", "old"
COLUMNS = (
    "kind",
    "indicator",
    "name",
    "unit",
    "decimals",
    "polarity",
    "sex",
    "area_code",
    "period",
    "last_year",
    "value",
    "lower_ci",
    "upper_ci",
    "comparator_value",
    "comparator_lower_ci",
    "comparator_upper_ci",
    *(f"{measure}{part}" for measure in MEASURES for part in ("", "_lower_ci", "_upper_ci")),
    "position",
    "position_lower",
    "position_upper",
    "relative_word",
    "word",
    "good",
    "first_period",
    "last_period",
    "first_value",
    "first_lower_ci",
    "first_upper_ci",
    "slope",
    "slope_lower_ci",
    "slope_upper_ci",
    "relative_slope",
    "relative_slope_lower_ci",
    "relative_slope_upper_ci",
    "method",
    "size",
    "p_value",
    "adjusted_p_value",
    "certain",
)


@dataclass(frozen=True)
class Ranking:
    """Every finding of an area, the certain and large ones first."""

    # `COLUMNS`: a row a finding, ranked. ``word`` is the rule's; ``good`` says whether it is to the
    # good; ``size`` is in standard deviations between authorities.
    findings: pd.DataFrame
    # ``indicator, name, reason``: what cannot be judged, and why: "no figure", "no interval" or
    # "old".
    unknown: pd.DataFrame
    tests: int

    def certain(self, *kinds: str) -> pd.DataFrame:
        """Give the certain findings of these kinds, the largest of each indicator."""
        kept = self.findings[self.findings["certain"] & self.findings["kind"].isin(kinds)]
        return kept.drop_duplicates("indicator").reset_index(drop=True)

    @property
    def compared(self) -> pd.DataFrame:
        """The latest figures that an interval lets us set beside the comparator's."""
        levels = self.findings[self.findings["kind"] == LEVEL]
        return levels[levels["position"].notna() & levels["word"].ne("not compared")]


def find_ranking(places: Places) -> Ranking:
    """Weigh every finding of an area and rank them.

    Parameters
    ----------
    places : Places
        The area and its comparator.

    Returns
    -------
    Ranking
    """
    codes = list(dict.fromkeys([places.area_code, places.comparator_code]))
    selected = {
        about: select_series(about.indicator, codes)
        for about in area_indicators()
        if about.polarity != NO_JUDGEMENT
    }
    newest = max((_last_year(series) for series in selected.values()), default=0)
    rows: list[dict[str, Any]] = []
    unknown: list[dict[str, str]] = []
    for about, series in selected.items():
        reason = _why_unknown(series, places, newest)
        if reason:
            unknown.append({"indicator": about.indicator, "name": about.name, "reason": reason})
        if reason in ("", NO_INTERVAL):
            rows += [_described(about, row) for row in _weigh(about, series, places)]
    rows += _weigh_free_meals(selected, places, newest)
    reasons = pd.DataFrame(unknown, columns=["indicator", "name", "reason"])
    return Ranking(_rank(pd.DataFrame(rows, columns=COLUMNS)), reasons, _tested(rows))


def _last_year(series: pd.DataFrame) -> int:
    known = series.loc[series["value"].notna(), "last_year"]
    return int(known.max()) if len(known) else 0


def _why_unknown(series: pd.DataFrame, places: Places, newest: int) -> str:
    latest = select_latest(series, places.area_code)
    own = latest[latest["area_code"] == places.area_code]
    if own.empty:
        return NO_FIGURE
    if own["last_year"].max() < newest - MOST_YEARS_OLD:
        return OLD
    return NO_INTERVAL if own["lower_ci"].isna().all() else ""


def _described(about: Indicator, row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("indicator", "name", "unit", "decimals", "polarity")
    return {name: getattr(about, name) for name in names} | dict(row)


def _weigh(about: Indicator, series: pd.DataFrame, places: Places) -> Iterator[dict[str, Any]]:
    """Give the level, the movement of the gap and the area's own movement, for each sex."""
    latest = select_latest(series, places.area_code)
    spread = find_spread(about.indicator, latest)
    own = series[series["area_code"] == places.area_code]
    inside = about.indicator == slug_of("slope index")
    finding = None
    if not inside and places.comparator_code != places.area_code:
        other = series[series["area_code"] == places.comparator_code]
        names = (places.area_name, places.comparator_name)
        finding = gap_between(about, places.area_code, own, other, names)
    for direction in _rows(recent_directions(own)):
        sex = str(direction["sex"])
        figure = _figure(latest, own, sex, places.area_code)
        if figure is None:
            continue
        size = spread.get(sex, float("nan"))
        kind = INSIDE if inside else CHANGE
        # Pay in cash rises with prices: its rise is no finding.
        if not about.cash_terms:
            yield _moved(figure, direction, own, spread=size, polarity=about.polarity, kind=kind)
        if finding is not None:
            gap = _gap_of(finding, sex)
            yield from _level(figure | gap, latest, places, size, about.polarity)
            yield from _gap_moves(figure | gap, finding, sex, size)


def _rows(data: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in data.to_dict("records")]


def _figure(
    latest: pd.DataFrame, own: pd.DataFrame, sex: str, area_code: str
) -> dict[str, Any] | None:
    rows = latest[(latest["area_code"] == area_code) & (latest["sex"] == sex)]
    if rows.empty:
        return None
    names = ["sex", "area_code", "period", "last_year", "value", "lower_ci", "upper_ci"]
    return _rows(rows[names])[0]


def _moved(
    figure: Mapping[str, Any],
    direction: Mapping[str, Any],
    own: pd.DataFrame,
    *,
    spread: float,
    polarity: str,
    kind: str,
) -> dict[str, Any]:
    """Describe the movement of the area's own figure by the word that the rule gave."""
    word = str(direction["direction"])
    span = latest_segment(own[own["sex"] == figure["sex"]])
    first = span.loc[span["period"] == direction["first_period"], "value"]
    change = figure["value"] - first.iloc[0] if len(first) else float("nan")
    side = MOVES.get(word, 0.0) * (-1 if polarity == LOW_IS_GOOD else 1)
    return {
        **figure,
        "kind": kind,
        "word": word,
        "good": side > 0,
        "first_period": direction["first_period"],
        "last_period": direction["last_period"],
        "first_value": first.iloc[0] if len(first) else float("nan"),
        "slope": direction["slope"],
        "slope_lower_ci": direction["lower_ci"],
        "slope_upper_ci": direction["upper_ci"],
        "method": direction["method"],
        "size": abs(change) / spread,
        "p_value": direction["p_value"],
        "certain": word in MOVES,
    }


def _gap_of(finding: GapFinding, sex: str) -> dict[str, Any]:
    """Give the latest gap of one sex, absolute and relative."""
    rows = finding.gaps[(finding.gaps["sex"] == sex) & finding.gaps["absolute"].notna()]
    if rows.empty:
        return {}
    last = _rows(rows.tail(1))[0]
    names = [f"{measure}{part}" for measure in MEASURES for part in ("", "_lower_ci", "_upper_ci")]
    return {name: last[name] for name in names} | {"gap_period": last["period"]}


def _level(
    figure: Mapping[str, Any],
    latest: pd.DataFrame,
    places: Places,
    spread: float,
    polarity: str,
) -> Iterator[dict[str, Any]]:
    other = latest[
        (latest["area_code"] == places.comparator_code) & (latest["sex"] == figure["sex"])
    ]
    if other.empty or figure.get("gap_period") != figure["period"]:
        return
    numbers = ("value", "lower_ci", "upper_ci")
    beside = {f"comparator_{name}": float(other[name].iloc[0]) for name in numbers}
    value, lower, upper = (float(figure[name]) for name in numbers)
    word = str(compare(value, lower, upper, beside["comparator_value"], polarity=polarity))
    gap = [float(figure[f"absolute{part}"]) for part in ("", "_lower_ci", "_upper_ci")]
    side = -1 if polarity == LOW_IS_GOOD else 1
    ends = sorted((side * gap[1] / spread, side * gap[2] / spread))
    yield (
        _kept(figure)
        | beside
        | {
            "kind": LEVEL,
            "word": word,
            "good": word == BETTER,
            "position": side * gap[0] / spread,
            "position_lower": ends[0],
            "position_upper": ends[1],
            "method": "benchmark: the comparator and the 95% interval",
            "size": abs(gap[0]) / spread,
            "p_value": float(canonical(normal_p_value(*gap))),
            "certain": word in (BETTER, WORSE),
        }
    )


def _gap_moves(
    figure: Mapping[str, Any], finding: GapFinding, sex: str, spread: float
) -> Iterator[dict[str, Any]]:
    trends = finding.trends[finding.trends["sex"] == sex].set_index("measure")
    if "absolute" not in trends.index or "absolute" not in figure:
        return
    trend, ratio = trends.loc["absolute"], trends.loc["relative"]
    gaps = finding.gaps[finding.gaps["sex"] == sex].set_index("period")
    if trend["first_period"] not in gaps.index:
        return
    begin = _rows(gaps.loc[[str(trend["first_period"])]])[0]
    first = float(begin["absolute"])
    now = float(figure["absolute"])
    word = str(trend["direction"])
    yield _kept(figure) | {
        "kind": GAP,
        "word": word,
        "relative_word": str(ratio["direction"]),
        "good": (trend["slope"] < 0) == (finding.indicator.polarity == LOW_IS_GOOD),
        "first_period": trend["first_period"],
        "last_period": trend["last_period"],
        "first_value": first,
        "first_lower_ci": begin["absolute_lower_ci"],
        "first_upper_ci": begin["absolute_upper_ci"],
        "slope": trend["slope"],
        "slope_lower_ci": trend["lower_ci"],
        "slope_upper_ci": trend["upper_ci"],
        "relative_slope": ratio["slope"],
        "relative_slope_lower_ci": ratio["lower_ci"],
        "relative_slope_upper_ci": ratio["upper_ci"],
        "method": trend["method"],
        "size": abs(now - first) / spread,
        "p_value": trend["p_value"],
        # A gap that changed sides grew and shrank, and one in the area's favour is none to close:
        # "widening" would tell neither.
        "certain": word in ("widening", "narrowing")
        and now * first > 0
        and (now > 0) == (finding.indicator.polarity == LOW_IS_GOOD),
    }


def _kept(figure: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in figure.items() if name in COLUMNS}


def _weigh_free_meals(
    selected: Mapping[Indicator, pd.DataFrame], places: Places, newest: int
) -> list[dict[str, Any]]:
    """Weigh the movement of the gaps between children on free school meals and others."""
    by_slug = {about.indicator: (about, series) for about, series in selected.items()}
    rows: list[dict[str, Any]] = []
    for pair in pairs():
        sides = [by_slug.get(slug) for slug in pair.sides]
        if sides[0] is None or sides[1] is None:
            continue
        about, series = sides[0]
        own, others = (one[one["area_code"] == places.area_code] for one in (series, sides[1][1]))
        if own["value"].isna().all() or _last_year(own) < newest - MOST_YEARS_OLD:
            continue
        finding = gap_between(about, places.area_code, own, others, FREE_MEAL_GROUPS)
        latest = select_latest(series, places.area_code)
        for sex in finding.trends["sex"]:
            figure = _figure(latest, own, sex, places.area_code)
            if figure is None:
                continue
            size = find_spread(about.indicator, latest).get(sex, float("nan"))
            moves = _gap_moves(figure | _gap_of(finding, sex), finding, sex, size)
            rows += [_described(about, row) | {"kind": INSIDE, "name": pair.name} for row in moves]
    return rows


def _tested(rows: list[dict[str, Any]]) -> int:
    return int(pd.Series([row["p_value"] for row in rows], dtype=float).notna().sum())


def _rank(rows: pd.DataFrame) -> pd.DataFrame:
    """Adjust the p-values together, and put the certain and large findings first."""
    judged = canonical(false_discovery(rows["p_value"].astype(float), level=FALSE_DISCOVERY_RATE))
    rows = rows.assign(
        adjusted_p_value=judged["adjusted_p_value"],
        certain=rows["certain"].astype(bool) & judged["flagged"] & rows["size"].notna(),
    )
    order = ["certain", "size", "indicator", "sex", "kind"]
    return rows.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)
