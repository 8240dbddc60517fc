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
from math import nan
from typing import Any

import pandas as pd

from analysis.claims.figure import rows_of
from analysis.data.areas import Places, is_authority, load_areas
from analysis.data.catalogue import Indicator, read_indicator
from analysis.data.indicators import area_indicators, pairs, select_latest, select_series, slug_of
from analysis.findings.gaps import FREE_MEAL_GROUPS, MEASURES, GapFinding, gap_between
from analysis.findings.trends import latest_segment, recent_directions
from analysis.formats import canonical
from analysis.statistics import compare, false_discovery
from analysis.statistics.comparison import LOW_IS_GOOD, NO_JUDGEMENT, normal_p_value

LEVEL, GAP, INSIDE, CHANGE = "level", "gap", "inside", "change"
FALSE_DISCOVERY_RATE = 0.05
MOST_YEARS_OLD = 5
LEAST_AUTHORITIES = 5
BETTER, WORSE = "better", "worse"
MOVES = {"increasing": 1.0, "decreasing": -1.0}
NO_FIGURE, NO_INTERVAL, OLD = "no figure", "no interval", "old"
NUMBERS, ENDS = ("value", "lower_ci", "upper_ci"), ("", "_lower_ci", "_upper_ci")
GAPS = tuple(f"{measure}{end}" for measure in MEASURES for end in ENDS)
SLOPE = ("slope", "slope_lower_ci", "slope_upper_ci")
ABOUT = ("indicator", "name", "unit", "decimals", "polarity")
COLUMNS = (
    *("kind", *ABOUT, "sex", "area_code", "period", "last_year", *NUMBERS),
    *(f"comparator_{name}" for name in NUMBERS),
    *(*GAPS, "position", "position_lower", "position_upper", "relative_word", "word", "good"),
    *("first_period", "last_period"),
    *(f"first_{name}" for name in NUMBERS),
    *(*SLOPE, *(f"relative_{name}" for name in SLOPE)),
    *("method", "size", "p_value", "adjusted_p_value", "certain"),
)
Row = dict[str, Any]


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
    findings = _rank(pd.DataFrame(rows, columns=COLUMNS))
    return Ranking(findings, reasons, int(findings["p_value"].notna().sum()))


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


def _described(about: Indicator, row: Row) -> Row:
    kept = {name: value for name, value in row.items() if name in COLUMNS}
    return {name: getattr(about, name) for name in ABOUT} | kept


def _weigh(about: Indicator, series: pd.DataFrame, places: Places) -> Iterator[Row]:
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
    for direction in rows_of(recent_directions(own)):
        figure = _figure(latest, direction["sex"], places.area_code)
        if figure is None:
            continue
        figure |= {
            "spread": spread.get(direction["sex"], nan),
            "kind": INSIDE if inside else CHANGE,
        }
        # Pay in cash rises with prices: its rise is no finding.
        if not about.cash_terms:
            yield _moved(figure, direction, own, about.polarity)
        if finding is not None:
            figure |= _gap_of(finding, direction["sex"])
            yield from _level(figure, latest, places, about.polarity)
            yield from _gap_moves(figure, finding)


def _figure(latest: pd.DataFrame, sex: str, area_code: str) -> Row | None:
    rows = latest[(latest["area_code"] == area_code) & (latest["sex"] == sex)]
    names = ["sex", "area_code", "period", "last_year", *NUMBERS]
    return rows_of(rows[names])[0] if len(rows) else None


def _moved(figure: Row, direction: Row, own: pd.DataFrame, polarity: str) -> Row:
    """Describe the movement of the area's own figure by the word that the rule gave."""
    word = str(direction["direction"])
    span = latest_segment(own[own["sex"] == figure["sex"]])
    first = span.loc[span["period"] == direction["first_period"], "value"]
    first_value = first.iloc[0] if len(first) else nan
    side = MOVES.get(word, 0.0) * (-1 if polarity == LOW_IS_GOOD else 1)
    return figure | _trend(direction) | {
        "word": word,
        "good": side > 0,
        "first_value": first_value,
        "size": abs(figure["value"] - first_value) / figure["spread"],
        "certain": word in MOVES,
    }  # fmt: skip


def _trend(found: Row) -> Row:
    """Name the numbers of a trend as a finding has them."""
    limits = {"slope_lower_ci": found["lower_ci"], "slope_upper_ci": found["upper_ci"]}
    names = ("slope", "first_period", "last_period", "method", "p_value")
    return {name: found[name] for name in names} | limits


def _gap_of(finding: GapFinding, sex: str) -> Row:
    """Give the latest gap of one sex, absolute and relative."""
    rows = finding.gaps[(finding.gaps["sex"] == sex) & finding.gaps["absolute"].notna()]
    if rows.empty:
        return {}
    last = rows_of(rows.tail(1))[0]
    return {name: last[name] for name in GAPS} | {"gap_period": last["period"]}


def _level(figure: Row, latest: pd.DataFrame, places: Places, polarity: str) -> Iterator[Row]:
    beside = _figure(latest, figure["sex"], places.comparator_code)
    if beside is None or figure.get("gap_period") != figure["period"]:
        return
    value, lower, upper = (float(figure[name]) for name in NUMBERS)
    word = str(compare(value, lower, upper, float(beside["value"]), polarity=polarity))
    gap = [float(figure[f"absolute{end}"]) for end in ENDS]
    side = -1 if polarity == LOW_IS_GOOD else 1
    place, *ends = (side * number / figure["spread"] for number in gap)
    yield figure | {f"comparator_{name}": float(beside[name]) for name in NUMBERS} | {
        "kind": LEVEL,
        "word": word,
        "good": word == BETTER,
        "position": place,
        "position_lower": min(ends),
        "position_upper": max(ends),
        "method": "benchmark: the comparator and the 95% interval",
        "size": abs(gap[0]) / figure["spread"],
        "p_value": float(canonical(normal_p_value(*gap))),
        "certain": word in (BETTER, WORSE),
    }  # fmt: skip


def _gap_moves(figure: Row, finding: GapFinding) -> Iterator[Row]:
    trends = finding.trends[finding.trends["sex"] == figure["sex"]]
    trend, ratio = rows_of(trends) if len(trends) else ({"first_period": ""}, {})
    gaps = finding.gaps[finding.gaps["sex"] == figure["sex"]].set_index("period")
    if "absolute" not in figure or trend["first_period"] not in gaps.index:
        return
    begin = rows_of(gaps.loc[[str(trend["first_period"])]])[0]
    first, now = float(begin["absolute"]), float(figure["absolute"])
    low_is_good = finding.indicator.polarity == LOW_IS_GOOD
    yield figure | _trend(trend) | {
        "first_value": first,
        "first_lower_ci": begin["absolute_lower_ci"],
        "first_upper_ci": begin["absolute_upper_ci"],
        **{f"relative_{name}": _trend(ratio)[name] for name in SLOPE},
        "kind": GAP,
        "word": str(trend["direction"]),
        "relative_word": str(ratio["direction"]),
        "good": (trend["slope"] < 0) == low_is_good,
        "size": abs(now - first) / figure["spread"],
        # A gap that changed sides grew and shrank, and one in the area's favour is none to close:
        # "widening" would tell neither.
        "certain": trend["direction"] in ("widening", "narrowing")
        and now * first > 0
        and (now > 0) == low_is_good,
    }  # fmt: skip


def _weigh_free_meals(
    selected: Mapping[Indicator, pd.DataFrame], places: Places, newest: int
) -> list[Row]:
    """Weigh the movement of the gaps between children on free school meals and others."""
    by_slug = {about.indicator: (about, series) for about, series in selected.items()}
    rows: list[Row] = []
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
        spread = find_spread(about.indicator, latest)
        for sex in finding.trends["sex"]:
            figure = _figure(latest, sex, places.area_code)
            if figure is None:
                continue
            figure |= _gap_of(finding, sex) | {"spread": spread.get(sex, nan)}
            moves = _gap_moves(figure, finding)
            rows += [_described(about, row) | {"kind": INSIDE, "name": pair.name} for row in moves]
    return rows


def find_spread(slug: str, latest: pd.DataFrame) -> dict[str, float]:
    """Find the standard deviation of an indicator between authorities: the step of a size."""
    data = read_indicator(slug)
    authorities = [code for code, area in load_areas().items() if is_authority(area)]
    rows = data[
        data["area_code"].isin(authorities) & data["category"].isna() & data["value"].notna()
    ].merge(latest[["sex", "period"]].drop_duplicates(), on=["sex", "period"])
    counts = rows.groupby("sex")["value"].agg(["count", "std"])
    enough = counts[(counts["count"] >= LEAST_AUTHORITIES) & (counts["std"] > 0)]
    return {str(sex): float(value) for sex, value in canonical(enough["std"]).items()}


def _rank(rows: pd.DataFrame) -> pd.DataFrame:
    """Adjust the p-values together, and put the certain and large findings first."""
    judged = canonical(false_discovery(rows["p_value"].astype(float), level=FALSE_DISCOVERY_RATE))
    rows = rows.assign(
        adjusted_p_value=judged["adjusted_p_value"],
        certain=rows["certain"].astype(bool) & judged["flagged"] & rows["size"].notna(),
    )
    order = ["certain", "size", "indicator", "sex", "kind"]
    return rows.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)
