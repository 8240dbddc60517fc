"""How far apart the groups of England's people are, and how many of each group live in an area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import Places
from analysis.data.catalogue import Indicator, describe_measure
from analysis.data.groups import (
    BY_PLACE,
    DEPRIVATION,
    ETHNIC_GROUPS,
    KINDS,
    NOT_STATED,
    read_ethnic_groups,
    read_groups,
)
from analysis.data.raw import remembered
from analysis.data.tidy import rows_of
from analysis.findings.level import Figure, figure_of, gap_beside
from analysis.findings.movement import LIMITS_TO_ERROR, adverse_side
from analysis.findings.small_areas import STEM, select_small_areas
from analysis.formats import canonical
from analysis.statistics import inequality_measures

MEASURES = ("mean difference from mean", "index of disparity")
"""Of groups without order; each group counts the same, as their sizes are not published."""
MAJORITY = "White: English, Welsh, Scottish, Northern Irish or British"
DEPRIVED_DECILES = 2
WHOSE = ("indicator", "period", "sex", "age")
NUMBERS = ["value", "lower_ci", "upper_ci"]
USED = [*WHOSE, "period_end", "category_type", "category", "kind", "made_of", "place", *NUMBERS]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class GroupFinding:
    """One indicator of England by one kind of group, in its latest period."""

    about: Indicator
    kind: str
    # Of what groups by deprivation are made; empty for groups of people.
    made_of: str
    period: str
    age: str
    # ``category, value, lower_ci, upper_ci``: the most deprived first, or the worst.
    rows: pd.DataFrame
    # The most deprived group, or the worst; and the least deprived, or the best.
    first: str
    second: str
    absolute: Figure
    relative: Figure
    # `MEASURES`, of groups without order.
    measures: dict[str, Figure]
    # Of everyone.
    england: Figure

    @property
    def ordered(self) -> bool:
        """Whether the groups have an order of their own."""
        return self.kind == DEPRIVATION


@remembered
def find_groups() -> tuple[GroupFinding, ...]:
    """Find the latest gap of every indicator by every kind of group, in the order of kinds."""
    data, groups = read_groups(), dict[tuple[str, ...], list[Row]]()
    everyone: dict[tuple[str, ...], Figure] = {}
    for row in rows_of(data.loc[data["category"].isna(), USED]):
        everyone.setdefault(tuple(row[name] for name in WHOSE), figure_of(row))
    for row in rows_of(data.loc[data["value"].notna() & data["kind"].notna(), USED]):
        groups.setdefault((row["indicator"], row["kind"]), []).append(row)
    found = [_find(_latest(rows), everyone) for rows in groups.values()]
    order = [*KINDS.values(), DEPRIVATION]
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def find_ungrouped() -> list[str]:
    """Name the indicators of which no figure by group is held."""
    data, grouped = read_groups(), {one.about.indicator for one in find_groups()}
    return [describe_measure(s).name for s in data["indicator"].unique() if s not in grouped]


def _find(rows: Sequence[Row], everyone: Mapping[tuple[str, ...], Figure]) -> GroupFinding:
    row = rows[0]
    about, kind = describe_measure(row["indicator"]), row["kind"]
    worse = adverse_side(about.polarity) or 1
    ordered = kind == DEPRIVATION
    by = "place" if ordered else "value"
    rows = sorted(rows, key=lambda one: one[by], reverse=not ordered and worse > 0)
    stated = [one for one in rows if one["category"] not in NOT_STATED]
    first, second = figure_of(stated[0]), figure_of(stated[-1])
    return GroupFinding(
        about,
        kind,
        BY_PLACE.get(row["made_of"], ""),
        row["period"],
        row["age"],
        pd.DataFrame(rows, columns=["category", *NUMBERS]),
        stated[0]["category"],
        stated[-1]["category"],
        gap_beside(first, second),
        gap_beside(first, second, "relative"),
        {} if ordered else _measures(pd.DataFrame(stated), favourable=worse < 0),
        everyone.get(tuple(row[name] for name in WHOSE), Figure()),
    )


def _latest(rows: Sequence[Row]) -> Sequence[Row]:
    """Keep the latest period, everyone where there is such, and one way of making groups."""
    last = max(row["period_end"] for row in rows)
    rows = [row for row in rows if row["period_end"] == last]
    for name, all_ in (("sex", "Persons"), ("age", "All ages")):
        held = [row[name] for row in rows]
        wanted = all_ if all_ in held else held[0]
        rows = [row for row in rows if row[name] == wanted]
    made: dict[str, list[Row]] = {}
    for row in rows:
        made.setdefault(row["category_type"], []).append(row)
    return max(made.values(), key=_wholeness)


def _wholeness(rows: Sequence[Row]) -> tuple[int, int, str]:
    """Prefer the finest groups that are whole, on the latest boundaries."""
    of, fine = rows[0]["made_of"], [*BY_PLACE]
    place = fine.index(of) if of in fine else 0
    return len({row["category"] for row in rows}), -place, rows[0]["category_type"]


def _measures(stated: pd.DataFrame, *, favourable: bool) -> dict[str, Figure]:
    """Give the measures of groups without order, each group with the same weight."""
    error = ((stated["upper_ci"] - stated["lower_ci"]) / LIMITS_TO_ERROR).to_numpy()
    given = stated["value"].to_numpy(), np.ones(len(stated))
    errors = None if np.isnan(error).any() else error
    about = {"ordered": False, "favourable": favourable}
    table = canonical(inequality_measures(*given, standard_error=errors, only=MEASURES, **about))
    rows = table.set_index("measure").to_dict("index")
    return {name: figure_of(rows[name]) for name in MEASURES}


def find_sizes(places: Places) -> pd.DataFrame:
    """Count the people of each group in an area, Census 2021.

    ``kind, group, count, people, percent, stem``: ethnic groups, disabled people, and those who
    live in England's most deprived fifth of small areas. Without rows where none is held.
    """
    ethnic = read_ethnic_groups(places.area_code)
    rows = [
        ("Ethnic group", str(row["category"]), row["count"], row["people"], ETHNIC_GROUPS)
        for row in ethnic.to_dict("records")
    ]
    small = select_small_areas(places.area_code)
    if len(small):
        people = small["residents"].sum()
        deprived = small.loc[small["decile"] <= DEPRIVED_DECILES, "residents"].sum()
        rows += [
            ("Disability", "Disabled", small["disabled_residents"].sum(), people, STEM),
            (DEPRIVATION, "In England's most deprived fifth", deprived, people, STEM),
        ]
    table = pd.DataFrame(rows, columns=["kind", "group", "count", "people", "stem"])
    share = 100 * table["count"].astype(float) / table["people"].astype(float).replace(0, nan)
    return table.assign(percent=canonical(share))
