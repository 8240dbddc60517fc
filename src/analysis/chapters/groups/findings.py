"""How far apart the groups of England's people are, and how many of each group live in an area."""

from dataclasses import dataclass
from math import nan

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
from analysis.findings.level import Figure, figure_of, gap_beside
from analysis.findings.movement import LIMITS_TO_ERROR, adverse_side
from analysis.findings.small_areas import STEM, select_small_areas
from analysis.formats import canonical
from analysis.statistics import inequality_measures

MEASURES = ("mean difference from mean", "index of disparity")
"""Of groups without order; each group counts the same, as their sizes are not published."""
MAJORITY = "White: English, Welsh, Scottish, Northern Irish or British"
DEPRIVED_DECILES = 2


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
    data = read_groups()
    known = data[data["value"].notna() & data["kind"].notna()]
    found = [
        _find(rows, data[data["indicator"] == slug])
        for (slug, _), rows in known.groupby(["indicator", "kind"], sort=False)
    ]
    order = [*KINDS.values(), DEPRIVATION]
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def find_ungrouped() -> list[str]:
    """Name the indicators of which no figure by group is held."""
    data, grouped = read_groups(), {one.about.indicator for one in find_groups()}
    return [describe_measure(s).name for s in data["indicator"].unique() if s not in grouped]


def _find(rows: pd.DataFrame, everyone: pd.DataFrame) -> GroupFinding:
    rows = _latest(rows)
    row = rows.iloc[0]
    about, kind = describe_measure(str(row["indicator"])), str(row["kind"])
    worse = adverse_side(about.polarity) or 1
    by = "place" if kind == DEPRIVATION else "value"
    rows = rows.sort_values(by, ascending=kind == DEPRIVATION or worse < 0, kind="stable")
    stated = rows[~rows["category"].isin(NOT_STATED)].to_dict("records")
    first, second = figure_of(stated[0]), figure_of(stated[-1])
    same = ["period", "sex", "age"]
    whole = everyone[everyone["category"].isna() & (everyone[same] == row[same]).all(axis=1)]
    return GroupFinding(
        about,
        kind,
        BY_PLACE.get(str(row["made_of"]), ""),
        str(row["period"]),
        str(row["age"]),
        rows[["category", "value", "lower_ci", "upper_ci"]].reset_index(drop=True),
        str(stated[0]["category"]),
        str(stated[-1]["category"]),
        gap_beside(first, second),
        gap_beside(first, second, "relative"),
        {} if kind == DEPRIVATION else _measures(pd.DataFrame(stated), favourable=worse < 0),
        figure_of(whole.iloc[0]) if len(whole) else Figure(),
    )


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the latest period, everyone where there is such, and one way of making groups."""
    rows = rows[rows["period_end"] == rows["period_end"].max()]
    for name, all_ in (("sex", "Persons"), ("age", "All ages")):
        rows = rows[rows[name] == (all_ if all_ in set(rows[name]) else rows[name].iloc[0])]
    # The finest groups that are whole, on the latest boundaries.
    size = rows.groupby("category_type", dropna=False)["category"].nunique()
    fine = {name: place for place, name in enumerate(BY_PLACE)}
    made = rows.drop_duplicates("category_type").set_index("category_type")["made_of"]
    best = max(size.index, key=lambda name: (size[name], -fine.get(made[name], 0), str(name)))
    return rows[rows["category_type"] == best]


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
