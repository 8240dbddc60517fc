"""A ward in both editions of the deprivation index, and its place among others."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from shapely import unary_union
from shapely.geometry import mapping, shape

from analysis.data.catalogue import Indicator, read_catalogue, read_indicator
from analysis.data.deprivation import (
    read_small_area_boundaries,
    read_small_area_lineage,
    read_small_areas,
    read_wards,
)
from analysis.data.raw import remembered
from analysis.errors import UnknownAreaError
from analysis.findings.neighbourhoods import find_wards_of, select_edition
from analysis.findings.outlines import Outlines, find_ward_outlines, outlined

MEASURES = (
    ("years_of_potential_life_lost", "Years of potential life lost", "rate, index indicator", 1),
    ("comparative_illness_and_disability_ratio", "Illness and disability ratio", "England 100", 1),
    ("acute_morbidity", "Acute morbidity ratio", "England 100", 1),
    ("mental_health", "Mental health indicator", "score, England about 0", 2),
    ("disabled_percent", "Disabled residents, Census 2021", "%", 1),
    (
        "households_deprived_two_percent",
        "Households deprived in two or more dimensions, Census 2021",
        "%",
        1,
    ),
)
"""Column, name, unit and decimals; higher is worse in all of them."""

_ADDED = ["name", "who", "period", "value", "lower_ci", "upper_ci", "hidden", "area_value"]
_ADDED += ["unit", "decimals", "source"]


@dataclass(frozen=True)
class WardFinding:
    """What the figures say of one ward of 2024."""

    name: str
    area_name: str
    ward: pd.Series
    peers: pd.DataFrame
    # The wards of 2017 that its small areas belonged to: ``ward_name`` (the code where the table
    # has no name), ``residents_percent, rank, decile``.
    lineage: pd.DataFrame
    # Its small areas of 2021: ``small_area_code, small_area_name, rank, decile, population`` in
    # 2025 and ``rank_2019, decile_2019`` of the small area of 2011 that each came from.
    small_areas: pd.DataFrame
    local: pd.DataFrame


@remembered
def find_ward(ward_code: str) -> WardFinding:
    """Find what the figures say of one ward.

    Parameters
    ----------
    ward_code : str
        A ward of 2024.

    Returns
    -------
    WardFinding

    Raises
    ------
    UnknownAreaError
        When the index of 2025 has no such ward.
    """
    wards = read_wards(2025)
    own = wards[wards["ward_code"] == ward_code]
    if own.empty:
        raise UnknownAreaError(
            f"The index of 2025 has no ward {ward_code}. Wards are those of 2024: `analysis new` "
            f"writes their parameters from the ward table."
        )
    ward = own.iloc[0]
    peers = wards[wards["area_code"] == ward["area_code"]].reset_index(drop=True)
    today = read_small_areas(2025)
    small_areas = compare_editions(today[today["ward_code"] == ward_code])
    return WardFinding(
        name=str(ward["ward_name"]),
        area_name=str(ward["area_name"]),
        ward=ward,
        peers=peers,
        lineage=_lineage(small_areas),
        small_areas=small_areas,
        local=find_local_figures(ward_code, str(ward["area_code"])),
    )


def find_local_figures(ward_code: str, area_code: str) -> pd.DataFrame:
    """Find the latest figures of a ward that an analyst added, beside those of its authority.

    A row an indicator, sex, age and group: ``name, who, period, value, lower_ci, upper_ci, hidden,
    area_value, unit, decimals, source``; ``hidden`` says that a number is not shown because it is
    small. Empty where none were added.
    """
    added = [about for about in read_catalogue().values() if about.added]
    parts = [_added(about, ward_code, area_code) for about in added]
    found = [part for part in parts if len(part)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_ADDED)


def _added(about: Indicator, ward_code: str, area_code: str) -> pd.DataFrame:
    data = read_indicator(about.indicator)
    own = data[data["area_code"] == ward_code]
    own = own[own["period_end"] == own["period_end"].max()]
    key = ["period", "sex", "age", "category_type", "category"]
    theirs = data.loc[data["area_code"] == area_code, [*key, "value"]]
    rows = own.merge(theirs.rename(columns={"value": "area_value"}), on=key, how="left")
    groups = rows[["category", "sex", "age"]].fillna("").itertuples(index=False, name=None)
    rows = rows.assign(
        name=about.name,
        who=[", ".join(filter(None, group)) for group in groups],
        hidden=rows["value_note"].fillna("") != "",
        unit=about.unit,
        decimals=about.decimals,
        source=about.source,
    )
    return rows[_ADDED]


def compare_editions(today: pd.DataFrame) -> pd.DataFrame:
    """Join each small area of today to the one of 2011 that it came from."""
    earlier = read_small_areas(2019)[["small_area_code", "ward_code", "rank", "decile"]]
    lineage = read_small_area_lineage()
    # A dozen rows of England's thirty thousand: what is not of them is not joined.
    lineage = lineage[lineage["small_area_2021"].isin(today["small_area_code"])]
    earlier = earlier[earlier["small_area_code"].isin(lineage["small_area_2011"])]
    joined = today[["small_area_code", "small_area_name", "rank", "decile", "population"]].merge(
        lineage, left_on="small_area_code", right_on="small_area_2021", how="left"
    )
    # A merged area has several parents; its first stands for the map, and all are irregular.
    joined = joined.drop_duplicates("small_area_code")
    return joined.merge(
        earlier.rename(columns={"small_area_code": "small_area_2011"}),
        on="small_area_2011",
        how="left",
        suffixes=("", "_2019"),
    ).drop(columns="small_area_2021")


def _lineage(small_areas: pd.DataFrame) -> pd.DataFrame:
    wards = read_wards(2019)[["ward_code", "ward_name", "rank", "decile"]]
    wards = wards[wards["ward_code"].isin(small_areas["ward_code"])]
    # The table of 2017 names no ward of Northamptonshire, and not all of Northumberland.
    wards["ward_name"] = wards["ward_name"].fillna(wards["ward_code"])
    residents = small_areas.groupby("ward_code", as_index=False)["population"].sum()
    residents["residents_percent"] = 100 * residents["population"] / residents["population"].sum()
    return (
        residents.merge(wards, on="ward_code")
        .sort_values(["residents_percent", "ward_name"], ascending=[False, True], ignore_index=True)
        .loc[:, ["ward_name", "residents_percent", "rank", "decile"]]
    )


def find_authority_small_areas(
    area_code: str, inside: Collection[str] = (), *, edition: int = 2025
) -> list[dict[str, Any]]:
    """Find the outline and decile of every small area of an authority, some of them marked.

    ``code, name, decile, inside`` and ``geometry`` (GeoJSON of the small area of 2011: in 2025 an
    unchanged area is drawn by its own outline, a split or merged one by its parent's or parents').
    """
    marked = {*inside}
    return [one | {"inside": one["code"] in marked} for one in _drawn_areas(area_code, edition)]


@remembered
def _drawn_areas(area_code: str, edition: int) -> tuple[dict[str, Any], ...]:
    own = outlined(select_edition(area_code, edition), edition)
    held = read_small_area_boundaries(own["outline"])
    parents = own.groupby("small_area_code")["outline"].agg(list)
    columns = ["small_area_code", "small_area_name", "decile"]
    rows = own.drop_duplicates("small_area_code")[columns]
    return tuple(
        {
            "code": code,
            "name": name,
            "decile": decile,
            "geometry": _together([held[parent] for parent in parents[code]]),
        }
        for code, name, decile in rows.itertuples(index=False, name=None)
    )


def _together(outlines: list[dict[str, Any]]) -> dict[str, Any]:
    if len(outlines) == 1:
        return outlines[0]
    return dict(mapping(unary_union([shape(one) for one in outlines])))


@dataclass(frozen=True, eq=False)
class WardsBeside:
    """The wards of 2024 of an authority, the most deprived first, and which lie side by side."""

    area_name: str
    # ``ward_code, ward_name, rank, decile, score`` and the columns of `MEASURES`.
    wards: pd.DataFrame
    outlines: Outlines

    def beside(self, ward_code: str) -> pd.DataFrame:
        """Give the wards that share a border with one, the most deprived first."""
        codes = self.outlines.adjoining.get(ward_code, frozenset())
        return self.wards[self.wards["ward_code"].isin(codes)]

    def unlike(self, ward_code: str) -> pd.DataFrame:
        """Give, of the wards beside one, the one whose rank is farthest from its own."""
        beside = self.beside(ward_code)
        rank = self.wards.loc[self.wards["ward_code"] == ward_code, "rank"].iloc[0]
        apart = (beside["rank"] - rank).abs().sort_values(ascending=False, kind="stable")
        return beside.loc[apart.index[:1]]


def find_wards_beside(area_code: str, area_name: str) -> WardsBeside:
    """Find the wards of an authority and which of them lie side by side."""
    return WardsBeside(area_name, find_wards_of(area_code, 2025), find_ward_outlines(area_code))
