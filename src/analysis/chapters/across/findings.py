"""The authorities of the book side by side: their headline gaps and all their verdicts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data.areas import ENGLAND, UPPER_TIER, Places, held_as, load_areas
from analysis.data.catalogue import Indicator
from analysis.data.indicators import (
    area_indicators,
    describe_indicator,
    read_figures,
    select_series,
)
from analysis.data.raw import cached
from analysis.data.tidy import rows_of
from analysis.findings.gaps import MEASURES
from analysis.findings.gradients import GradientFinding, find_life_expectancy_gradients
from analysis.findings.level import Figure, figure_of, judge_level
from analysis.findings.movement import Movement
from analysis.findings.profile import COLUMNS, find_profile, gaps_beside
from analysis.findings.verdicts import COMPARATOR, ENDS, Verdict, find_verdicts
from analysis.findings.vocabulary import CANNOT_COMPARE, SIMILAR
from analysis.findings.worked_examples import WorkedExample
from analysis.findings.worked_mortality import find_deaths, find_funnel
from analysis.formats import name_with_sex
from analysis.statistics import expected_by_chance

PARTS = ("", "_lower_ci", "_upper_ci")
TREND_NAMES = (
    *("slope", "slope_lower_ci", "slope_upper_ci", "direction", "method"),
    *("first_period", "last_period"),
)
"""What a trend of a gap is called here, after its measure."""
PROFILE_COLUMNS = (*COLUMNS, "area_code", "area_name", "comparator_code", "comparator_name")
GAPS = tuple(f"{measure}{part}" for measure in MEASURES for part in PARTS)
HEADLINE_COLUMNS = (
    *("indicator", "name", "sex", "unit", "decimals", "polarity", "source"),
    *("area_code", "area_name", "comparator_name", "period", "value", "lower_ci", "upper_ci"),
    *("comparator_value", "verdict"),
    *(*GAPS, *(f"{measure}_{name}" for measure in MEASURES for name in TREND_NAMES)),
    "favourable",
)
INSIDE_COLUMNS = (
    *("indicator", "name", "sex", "unit", "decimals", "source", "area_code", "area_name"),
    *("period", "value", *TREND_NAMES),
)


@dataclass(frozen=True, eq=False)
class Across:
    """What is known of every authority of the book."""

    places: tuple[Places, ...]
    # Rows of `find_profile` of all of them, with ``area_code, area_name, comparator_code,
    # comparator_name``.
    profile: pd.DataFrame
    # `HEADLINE_COLUMNS`, a row an authority, headline indicator and sex with a figure;
    # ``favourable`` where its gap to the comparator is on its better side.
    headlines: pd.DataFrame
    # Rows of `find_index_trend` with ``area_code, area_name, period, value, source``: the slope
    # index of inequality in life expectancy inside each.
    inside: pd.DataFrame

    @property
    def comparator_name(self) -> str:
        """What verdicts are against, where all have one comparator."""
        names = list(dict.fromkeys(one.comparator_name for one in self.places))
        return names[0] if len(names) == 1 else "each one's comparator"


@dataclass(frozen=True)
class Rug:
    """Every comparison of every authority, and what chance alone would flag among so many."""

    # Rows of `Across.profile` of the figures that at least one authority can compare, with
    # ``label`` (the indicator and for whom).
    cells: pd.DataFrame
    # Those that are compared, with ``flagged`` (not similar) and ``kept`` (flagged, and still so
    # when all are judged together).
    compared: pd.DataFrame
    expected: float


@dataclass(frozen=True)
class Ranked:
    """One indicator in one period, in every authority that has a figure."""

    indicator: Indicator
    sex: str
    period: str
    # ``area_code, area_name, period, sex, value, lower_ci, upper_ci, role`` ("area" of the book,
    # "" or "England"), ``verdict`` (against England) and ``gap`` with its limits, which decides it.
    rows: pd.DataFrame
    missing: tuple[str, ...]


def find_across(given: Sequence[Mapping[str, Any]], edition_date: str) -> Across:
    """Find what is known of every authority of the book.

    Parameters
    ----------
    given : sequence of mapping
        ``area_code, area_name, comparator_code, neighbour_codes, headline_indicators``, as the
        parameter of that name holds them.

    Returns
    -------
    Across
        Empty frames where the book has no authority.
    """
    places = tuple(
        Places(
            str(one["area_code"]),
            str(one["area_name"]),
            str(one.get("comparator_code") or ENGLAND),
            neighbour_codes=tuple(one.get("neighbour_codes", ())),
            edition_date=edition_date,
        )
        for one in given
    )
    slugs = list(dict.fromkeys(slug for one in given for slug in one["headline_indicators"]))
    # What one place added of its own stands on its pages alone.
    of_all = [one.indicator for one in area_indicators()]
    profiles = [
        find_profile(one, of_all).assign(
            area_code=one.area_code,
            area_name=one.area_name,
            comparator_code=one.comparator_code,
            comparator_name=one.comparator_name,
        )
        for one in places
    ]
    empty = pd.DataFrame(columns=PROFILE_COLUMNS)
    profile = pd.concat(profiles, ignore_index=True) if profiles else empty
    headlines = [row for slug in slugs for one in places for row in _headlines(slug, one)]
    inside = [row for one in places for row in _inside(one)]
    return Across(
        places,
        profile,
        pd.DataFrame(headlines, columns=HEADLINE_COLUMNS),
        pd.DataFrame(inside, columns=INSIDE_COLUMNS),
    )


def _headlines(slug: str, places: Places) -> Iterator[dict[str, Any]]:
    """Lay out an authority's verdicts on one indicator."""
    for verdict in find_verdicts(places):
        if verdict.indicator.indicator != slug or verdict.between != COMPARATOR:
            continue
        if verdict.figure.known:
            one = verdict.compared
            yield _about(one, places) | {
                **one.figure.columns(),
                "comparator_name": places.comparator_name,
                "comparator_value": one.beside.value,
                "verdict": verdict.level,
                **one.absolute.columns("absolute"),
                **one.relative.columns("relative"),
                **_trend(verdict.gap, "absolute_"),
                **_trend(verdict.ratio, "relative_"),
                "favourable": one.absolute.value * verdict.adverse < 0,
            }


def _inside(places: Places) -> Iterator[dict[str, Any]]:
    """Lay out an authority's slope index."""
    for verdict in find_verdicts(places):
        if verdict.between == ENDS and verdict.figure.known:
            about = _about(verdict, places)
            about |= {"decimals": about["decimals"] + 1, "value": verdict.figure.value}
            yield about | _trend(verdict.gap)


def _about(verdict: Verdict, places: Places) -> dict[str, Any]:
    words = ("indicator", "name", "unit", "decimals", "polarity", "source")
    about = {name: getattr(verdict.indicator, name) for name in words}
    about |= {"area_code": places.area_code, "area_name": places.area_name}
    return about | {"sex": verdict.sex, "period": verdict.period}


def _trend(move: Movement, start: str = "") -> dict[str, Any]:
    return {
        f"{start}slope_{name}" if name.endswith("_ci") else f"{start}{name}": value
        for name, value in move.record.items()
    }


def find_rug(across: Across) -> Rug:
    """Find every comparison of every authority, and what chance alone would flag."""
    every = across.profile
    known = every[every["value"].notna() & every["counted"].astype(bool)]
    cells = known.assign(label=[*map(name_with_sex, known["name"], known["sex"])])
    some = set(cells.loc[cells["verdict"] != CANNOT_COMPARE, "label"])
    cells = cells[cells["label"].isin(some)].reset_index(drop=True)
    compared = cells[cells["verdict"] != CANNOT_COMPARE]
    flagged = compared["verdict"] != SIMILAR
    return Rug(
        cells,
        compared.assign(flagged=flagged, kept=flagged & compared["kept"].astype(bool)),
        expected_by_chance(len(compared)),
    )


@cached
def find_ranked(across: Across) -> list[Ranked]:
    """Find each headline indicator in every authority held, first those that can be compared."""
    every = across.headlines
    judged = set(every.loc[every["verdict"] != CANNOT_COMPARE, "indicator"])
    slugs = sorted(every["indicator"].unique(), key=lambda slug: slug not in judged)
    return [
        _rank(str(slug), str(sex), across)
        for slug in slugs
        for sex in sorted(every.loc[every["indicator"] == slug, "sex"].unique())
    ]


def _authorities(slug: str) -> list[str]:
    """Name the authorities of today that an indicator has a figure of."""
    areas = load_areas()
    held = dict.fromkeys(map(held_as, read_figures(slug)["area_code"].unique()))
    known = (areas[code] for code in held if code in areas)
    return [one.code for one in known if one.type.lower() in UPPER_TIER and not one.successor_code]


def _rank(slug: str, sex: str, across: Across) -> Ranked:
    about = describe_indicator(slug)
    own = {one.area_code: one.area_name for one in across.places}
    series = select_series(slug, list(dict.fromkeys([*own, *_authorities(slug), ENGLAND])))
    series = series[(series["sex"] == sex) & series["value"].notna()]
    of_own = series[series["area_code"].isin(list(own))]
    period = str(of_own.sort_values("last_year", kind="stable")["period"].iloc[-1])
    rows = series[series["period"] == period]
    roles = dict.fromkeys(own, "area") | {ENGLAND: "England"}
    named = zip(rows["area_code"], rows["area_name"], strict=True)
    rows = rows.assign(
        area_name=[own.get(code, name) for code, name in named],
        role=[roles.get(code, "") for code in rows["area_code"]],
    )
    figures = [figure_of(row) for row in rows_of(rows)]
    other = dict(zip(rows["area_code"], figures, strict=True)).get(ENGLAND, Figure())
    gaps = gaps_beside(figures, [other] * len(figures))
    sizes = pd.DataFrame([gap.columns("gap") for gap in gaps], index=rows.index)
    rows = rows.assign(verdict=[judge_level(gap, about.polarity) for gap in gaps], **sizes)
    present = set(rows["area_code"])
    missing = tuple(name for code, name in own.items() if code not in present)
    return Ranked(about, sex, period, rows, missing)


def find_authority_funnel(across: Across) -> WorkedExample | None:
    """Find the ratio of deaths under 75 of every area held, the book's under their names."""
    names = {one.area_code: one.area_name for one in across.places}
    for code, name in names.items():
        deaths = find_deaths(code, name)
        if not deaths.reason:
            return find_funnel(deaths, names)
    return None


def find_steepest(across: Across) -> GradientFinding | None:
    """Find life expectancy by deprivation tenth in the authority with the largest slope index."""
    found = [
        finding
        for one in across.places
        for finding in find_life_expectancy_gradients(one.area_code, one.area_name)
        if not finding.reason and finding.area_code == one.area_code
    ]
    return max(found, key=_slope, default=None)


def _slope(finding: GradientFinding) -> float:
    """Give the larger slope index of the two sexes."""
    rows = finding.measures[finding.measures["measure"] == "slope index"]
    return float(rows["value"].max())
