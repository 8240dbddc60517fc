"""The ledger of forecasts: what an edition says of directions and of the future, one row each.

Its rows come from the table of verdicts. Later figures are held against them as hindcasts are, save
where the series has since been withdrawn or recast.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import Places
from analysis.data.catalogue import read_catalogue
from analysis.data.indicators import select_series
from analysis.data.tidy import rows_of
from analysis.findings import forecasts as by
from analysis.findings.gaps import find_free_meal_gaps, find_slope_gap, gap_table
from analysis.findings.hindcasts import CASE, PACE, SLACK
from analysis.findings.movement import Movement
from analysis.findings.pace import judge_pace
from analysis.findings.spread import spread_of
from analysis.findings.verdicts import COMPARATOR, ENDS, Verdict, find_verdicts
from analysis.formats import canonical, canonical_numbers
from analysis.statistics import Trend

OF_A_LINE = ("slope", "standard_error", "df", "centre", "level", "level_error", "scatter", "last")
LEDGER = {
    "area_code": "the area",
    "comparator_code": "what its gaps are measured against",
    "indicator": "the indicator's name in the catalogue",
    "sex": "whom it is of",
    "between": "comparator, groups (by free school meals) or ends (of the area, by deprivation)",
    "measure": "absolute gap, relative gap (as a logarithm) or figure",
    "word": "what was said",
    "probability": "that the gap closes, or the figure gets better",
    "away": "the sign of what is away from that: the side of the gap, or of what is worse",
    "period": "the latest period when it was said",
    "closes": "when that ends, in years",
    "first": "the figure of that period",
    "second": "what it was held against, of a gap",
    "pace": "whether half of the gap closes by the target year, of an absolute gap",
    "target_gap": "half of the gap by the line",
    "target_year": "the locality's target year",
    "expected": "what is expected in the target year if the line goes on",
    "expected_lower_ci": "lower 95% prediction limit of a figure published for it",
    "expected_upper_ci": "upper 95% prediction limit",
    **dict.fromkeys(OF_A_LINE, "of the fitted line, from which any later year can be foretold"),
}
WORDS = (
    *("area_code", "comparator_code", "indicator", "sex", "between", "measure", "word", "period"),
    "pace",
)
"""The columns that hold text."""
SCORED, NOT_YET = "scored", "no later figure yet"
WITHDRAWN, RECAST = "withdrawn since", "recast since"
STATES = (SCORED, NOT_YET, WITHDRAWN, RECAST)


def ledger_of(places: Places, target_year: int) -> pd.DataFrame:
    """Write down every forecast of a place, with the columns of `LEDGER`."""
    rows = [
        row
        for verdict in find_verdicts(places)
        for measure, move in _moves(verdict)
        if move.trend.standard_error > 0
        for row in [_row(verdict, measure, move, target_year)]
    ]
    comparator = {"comparator_code": places.comparator_code}
    return pd.DataFrame([row | comparator for row in rows], columns=[*LEDGER])


def _moves(verdict: Verdict) -> Iterator[tuple[str, Movement]]:
    if verdict.between == COMPARATOR:
        yield by.FIGURE, verdict.direction
    yield by.ABSOLUTE, verdict.gap
    if verdict.between != ENDS:
        yield by.RELATIVE, verdict.ratio


def _row(verdict: Verdict, measure: str, move: Movement, target_year: int) -> dict[str, Any]:
    about, trend = verdict.indicator, move.trend
    away = by.away_from(move, measure, about)
    said = by.by_line(trend, away, move.word)
    then = said.expect(target_year + 0.5)
    gap = measure != by.FIGURE
    row = {name: getattr(verdict, name) for name in ("area_code", "sex", "between", "period")}
    row |= {
        "indicator": verdict.pair.eligible if verdict.pair else about.indicator,
        "measure": measure,
        "word": said.word,
        "probability": said.probability,
        "away": away,
        "closes": verdict.closes,
        "first": verdict.figure.value,
        "second": _second(verdict) if gap else nan,
        "target_year": target_year,
        "expected": then.value,
        "expected_lower_ci": then.lower_ci,
        "expected_upper_ci": then.upper_ci,
    }
    if measure == by.ABSOLUTE:
        pace = judge_pace(verdict, target_year)
        row |= {"pace": pace.verdict, "target_gap": canonical(pace.target_gap)}
    return row | {name: getattr(trend, name) for name in OF_A_LINE}


def _second(verdict: Verdict) -> float:
    return 0.0 if verdict.between == ENDS else verdict.beside.value


@dataclass(frozen=True)
class Held:
    """A ledger held against the figures of today."""

    # The ledger's rows with ``state``, one of `STATES`.
    rows: pd.DataFrame
    # A row a forecast and later figure, with `CASE` columns.
    cases: pd.DataFrame


def hold_ledger(ledger: pd.DataFrame) -> Held:
    """Hold every forecast of a ledger against what has come since."""
    series: dict[tuple[str, ...], pd.DataFrame] = {}
    states, cases = [], []
    for row in rows_of(ledger):
        key = tuple(str(row[name]) for name in ("area_code", "comparator_code", "indicator"))
        key = (*key, str(row["between"]))
        if key not in series:
            series[key] = figures_now(*key)
        table = series[key]
        state, later = _state(row, table[table["sex"] == row["sex"]])
        states.append(state)
        cases += [case for one in later for case in _cases(row, one)]
    return Held(ledger.assign(state=states), pd.DataFrame(cases, columns=[*CASE]))


def figures_now(area: str, comparator: str, slug: str, between: str) -> pd.DataFrame:
    """Give the sides of a gap as they are held today, an empty table where none is."""
    none = pd.DataFrame(columns=["sex", "period", "opens", "closes", "segment", "first", "second"])
    if slug not in read_catalogue():
        return none
    if between == COMPARATOR:
        held = select_series(slug, [*dict.fromkeys([area, comparator])])
        sides = [held[held["area_code"] == code] for code in (area, comparator)]
        columns = ["sex", "period", "period_start", "period_end", "opens", "closes", "segment"]
        own = sides[0][[*columns, "value"]].rename(columns={"value": "first"})
        gaps = gap_table(*sides)[["sex", "period", "second"]]
        return own.merge(gaps, on=["sex", "period"], how="left")
    if between == ENDS:
        return find_slope_gap(area).gaps
    pairs = find_free_meal_gaps(area)
    return next((one.gaps for one in pairs if one.pair and one.pair.eligible == slug), none)


def _state(row: Mapping[str, Any], table: pd.DataFrame) -> tuple[str, list[dict[str, Any]]]:
    """Say whether a forecast can be scored, and give the later figures that it is held against."""
    sides = ("first",) if row["measure"] == by.FIGURE else ("first", "second")
    known = rows_of(table[table[[*sides]].notna().all(axis=1)])
    then = [one for one in known if one["period"] == row["period"]]
    if not then:
        return WITHDRAWN, []
    if any(canonical_numbers(then[0][side]) != canonical_numbers(row[side]) for side in sides):
        return RECAST, []
    later = [one for one in known if one["opens"] > then[0]["closes"] - SLACK]
    same = [one for one in later if one["segment"] == then[0]["segment"]]
    if later and not same:
        return RECAST, []
    return (SCORED, same) if same else (NOT_YET, [])


def _cases(row: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Hold one forecast against one later figure."""
    measure, middle = row["measure"], (later["opens"] + later["closes"]) / 2
    scale_of: Callable[[float, float], float] = by.log_ratio if measure == by.RELATIVE else _minus
    second = (0.0, 0.0) if measure == by.FIGURE else (row["second"], later["second"])
    now, came = scale_of(row["first"], second[0]), scale_of(later["first"], second[1])
    line: dict[str, Any] = {name: float(row[name]) for name in OF_A_LINE}
    trend = Trend(**line)
    then = by.expect_by(trend)(middle)
    spread = spread_of(row["indicator"], row["sex"], row["period"])
    known = (row["indicator"], row["area_code"], row["sex"])
    years = int(later["closes"] - row["closes"] + 0.5)
    event = by.came(now, came, int(row["away"]))
    case = (measure, by.BOOK, years, row["word"], row["probability"])
    limits = (then.value, then.lower_ci, then.upper_ci)
    yield (*known, *case, *limits, now, came, event, 1.0 if measure == by.RELATIVE else spread)
    if measure == by.ABSOLUTE and isfinite(row["target_gap"]) and _is_due(row, middle):
        side = np.sign(row["target_gap"])
        halved = float(came * side <= row["target_gap"] * side)
        said = (PACE, by.BOOK, years, row["pace"], nan, nan, nan, nan)
        yield (*known, *said, now, came, halved, 1.0)


def _minus(first: float, second: float) -> float:
    return float(canonical(first - second))


def _is_due(row: Mapping[str, Any], middle: float) -> bool:
    """Whether a figure is the one of the target year: of its middle, or of the year after that."""
    return bool(0 <= middle - (row["target_year"] + 0.5) + SLACK < 1)
