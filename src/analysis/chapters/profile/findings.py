"""Who lives in an area, and how its figures stand beside those of similar places."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import pandas as pd

from analysis.data.areas import Places, extent_of, get_area
from analysis.data.deprivation import EDITIONS, read_small_areas
from analysis.data.groups import read_ethnic_groups
from analysis.data.indicators import select_series
from analysis.data.mortality import read_population_by_decile
from analysis.data.tidy import rows_of
from analysis.findings.level import Figure, figure_of, judge_level
from analysis.findings.profile import gaps_beside
from analysis.findings.small_areas import EDITION, select_small_areas
from analysis.findings.vocabulary import CANNOT_COMPARE, LEVELS

YOUNG, OLD = ("00-04", "05-09", "10-14"), ("65-69", "70-74", "75-79", "80-84", "85-89", "90+")
MOST_DEPRIVED = (1, 2)
CHILDREN, AGED = "Under 15", "65 or over"
DEPRIVED = "In the most deprived fifth of England (index of 2019)"
DEPRIVED_NOW = f"In the most deprived fifth of England (index of {EDITION})"
"""Ages are held with the earlier index alone, people with both."""
RURAL = "Rural"
MAIN_GROUP = ": "
"""Between the main ethnic group and its parts, as the census writes it."""


@dataclass(frozen=True)
class People:
    """Who lives in an area."""

    # ``sex, age_band, people, percent`` (of everyone) and ``england_percent``, which is missing
    # where the figures are not of all England; without rows where none are held.
    ages: pd.DataFrame
    # ``what, when, people, percent, england_percent``: a row a share of the residents.
    shares: pd.DataFrame

    @property
    def total(self) -> float:
        """How many people there are."""
        return float(self.ages["people"].sum())


def find_people(area_code: str) -> People:
    """Find who lives in an area: by age and sex, deprivation, rurality, disability, ethnic group.

    England stands beside it where the figures held are of all of England.
    """
    every = read_population_by_decile()
    whole = len(read_small_areas(EDITION)) == EDITIONS[EDITION].small_areas_in_england
    own = every[every["area_code"].isin(extent_of(area_code))]
    ages = _by_age(own, every if whole else every.iloc[:0])
    rows = [*_of_ages(ages), *_of_deciles(own, every if whole else every.iloc[:0])]
    rows += _of_small_areas(area_code, whole=whole)
    rows += _of_ethnic_groups(area_code)
    names = ["what", "when", "people", "percent", "england_percent"]
    return People(ages, pd.DataFrame(rows, columns=names))


def _by_age(own: pd.DataFrame, england: pd.DataFrame) -> pd.DataFrame:
    keys = ["sex", "age_band"]
    people, all_ = (one.groupby(keys)["population"].sum() for one in (own, england))
    table = people.rename("people").reset_index()
    shares = (100 * all_ / all_.sum()).rename("england_percent").reset_index()
    table = table.assign(percent=100 * table["people"] / max(float(people.sum()), 1.0))
    return table.merge(shares, on=keys, how="left")


def _share(what: str, when: str, people: float, of: float, england: float) -> dict[str, object]:
    return {"what": what, "when": when, "people": people, "percent": 100 * people / of,
            "england_percent": england}  # fmt: skip


def _of_ages(ages: pd.DataFrame) -> list[dict[str, object]]:
    if ages.empty:
        return []
    parts = {CHILDREN: YOUNG, AGED: OLD}
    total = float(ages["people"].sum())
    chosen = {what: ages[ages["age_band"].isin(bands)] for what, bands in parts.items()}
    return [
        _share(what, "mid-2019", float(rows["people"].sum()), total,
               float(rows["england_percent"].sum(min_count=1)))
        for what, rows in chosen.items()
    ]  # fmt: skip


def _of_deciles(own: pd.DataFrame, england: pd.DataFrame) -> list[dict[str, object]]:
    if own.empty:
        return []
    most, all_ = (
        one.loc[one["decile"].isin(MOST_DEPRIVED), "population"].sum() for one in (own, england)
    )
    beside = 100 * float(all_) / float(england["population"].sum()) if len(england) else nan
    whole = float(own["population"].sum())
    return [_share(DEPRIVED, "mid-2019", float(most), whole, beside)]


def _of_small_areas(area_code: str, *, whole: bool) -> list[dict[str, object]]:
    own = select_small_areas(area_code)
    if own.empty:
        return []
    england = read_small_areas(EDITION)
    rural = [one[one["rural_urban"].str.startswith(RURAL)] for one in (own, england)]
    total, all_ = (float(one["residents"].sum()) for one in (own, england))
    found = {
        "In rural small areas": [float(one["residents"].sum()) for one in rural],
        "Disabled": [float(one["disabled_residents"].sum()) for one in (own, england)],
    }
    both = [one.assign(poor=one["decile"].isin(MOST_DEPRIVED)) for one in (own, england)]
    poor, of_all = (float(one.loc[one["poor"], "population"].sum()) for one in both)
    people, everyone = (float(one["population"].sum()) for one in both)
    return [
        _share(DEPRIVED_NOW, "mid-2022", poor, people, 100 * of_all / everyone if whole else nan),
        *(
            _share(what, "Census 2021", here, total, 100 * there / all_ if whole else nan)
            for what, (here, there) in found.items()
        ),
    ]


def _of_ethnic_groups(area_code: str) -> list[dict[str, object]]:
    groups = read_ethnic_groups(area_code)
    if groups.empty:
        return []
    main = groups["category"].str.split(MAIN_GROUP).str[0].str.split(",").str[0]
    counts = groups.groupby(main, sort=False)["count"].sum()
    counts = counts.sort_values(ascending=False, kind="stable")
    total = float(groups["people"].iloc[0])
    return [_share(str(name), "Census 2021", float(count), total, nan)
            for name, count in counts.items()]  # fmt: skip


def find_similar(profile: pd.DataFrame, places: Places, codes: Sequence[str]) -> pd.DataFrame:
    """Find how an area's latest figures stand beside those of similar places.

    ``area_code, area_name, indicator, verdict``: a row a place and figure of the profile, each
    level decided by the interval of the gap with the errors of both, as against the comparator.
    """
    codes = [code for code in dict.fromkeys(codes) if code != places.area_code]
    rows: list[dict[str, Any]] = []
    known = profile[profile["value"].notna() & profile["counted"].astype(bool)]
    for own in rows_of(known):
        series = select_series(own["indicator"], codes)
        there = series[(series["sex"] == own["sex"]) & (series["period"] == own["period"])]
        held = {str(row["area_code"]): figure_of(row) for row in rows_of(there)}
        about = {name: own[name] for name in ("indicator", "sex", "polarity")}
        rows += [
            {"area_code": code, **about, "own": figure_of(own), "other": held.get(code, Figure())}
            for code in codes
        ]
    gaps = gaps_beside([row["own"] for row in rows], [row["other"] for row in rows])
    found = pd.DataFrame(
        [
            (row["area_code"], row["indicator"], row["sex"], judge_level(gap, row["polarity"]))
            for row, gap in zip(rows, gaps, strict=True)
        ],
        columns=["area_code", "indicator", "sex", "verdict"],
    )
    return found.assign(area_name=[get_area(code).name for code in found["area_code"]])


def tally_similar(similar: pd.DataFrame) -> pd.DataFrame:
    """Count the levels of each similar place, a column a level.

    >>> rows = pd.DataFrame({"area_name": ["A", "A"], "verdict": ["worse", "similar"]})
    >>> tally_similar(rows).loc["A", ["worse", "better"]].tolist()
    [1, 0]
    """
    table = pd.crosstab(similar["area_name"], similar["verdict"])
    table = table.reindex(columns=[*LEVELS], fill_value=0)
    return table.reindex(list(dict.fromkeys(similar["area_name"])))


def compared(similar: pd.DataFrame) -> pd.DataFrame:
    """Keep what has an interval on both sides."""
    return similar[similar["verdict"] != CANNOT_COMPARE]
