"""Who lives in the most deprived tenth and fifth, in both editions, and how small areas moved."""

from dataclasses import dataclass

import pandas as pd

from analysis.data.areas import extent_of
from analysis.data.deprivation import (
    read_small_area_lineage,
    read_small_areas,
    read_wards,
)
from analysis.findings.small_areas import select_small_areas

BASES = (
    (2019, "population", "residents in mid-2019"),
    (2019, "index_population", "the index's own population, mid-2015 without prisoners"),
    (2025, "population", "residents in mid-2022"),
    (2025, "residents", "residents in Census 2021"),
)
"""Edition, column of people and what it counts."""
WARD_YEARS = {2019: 2017, 2025: 2024}
SAME, MORE, LESS, UNKNOWN = "same decile", "more deprived", "less deprived", "not compared"
IRREGULAR = "X"
"""The change of boundary that no area of 2011 answers to."""


def select_edition(area_code: str, edition: int) -> pd.DataFrame:
    """Select an authority's small areas in one edition of the index."""
    today = select_small_areas(area_code)
    if edition == 2025:
        return today
    earlier = read_small_areas(2019)
    own = earlier[earlier["area_code"].isin(extent_of(area_code))]
    if own.empty:
        lineage = read_small_area_lineage()
        kept = lineage["small_area_2021"].isin(today["small_area_code"])
        own = earlier[earlier["small_area_code"].isin(lineage.loc[kept, "small_area_2011"])]
    return own.sort_values("rank", ignore_index=True, kind="stable")


def find_most_deprived(area_code: str) -> pd.DataFrame:
    """Count the people in small areas among England's most deprived tenth and fifth.

    A row for each of `BASES`: ``edition, basis, small_areas, small_areas_tenth, small_areas_fifth,
    people, people_tenth, people_fifth, tenth_percent, fifth_percent``. Empty where the index has no
    small areas for it.
    """
    rows = []
    for edition, column, basis in BASES:
        own = select_edition(area_code, edition)
        if len(own):
            rows.append({"edition": edition, "basis": basis} | _count(own, column))
    return pd.DataFrame(rows, columns=["edition", "basis", *_COUNTED])


_COUNTED = (
    *("small_areas", "small_areas_tenth", "small_areas_fifth"),
    *("people", "people_tenth", "people_fifth", "tenth_percent", "fifth_percent"),
)


def _count(own: pd.DataFrame, column: str) -> dict[str, float]:
    people = float(own[column].sum())
    tenth, fifth = own["decile"] == 1, own["decile"] <= 2
    inside = float(own.loc[tenth, column].sum()), float(own.loc[fifth, column].sum())
    values = (len(own), int(tenth.sum()), int(fifth.sum()), people, *inside)
    return dict(zip(_COUNTED, (*values, *(100 * part / people for part in inside)), strict=True))


def find_by_group(area_code: str, column: str) -> pd.DataFrame:
    """Count the people in the most deprived tenth and fifth within groups of small areas.

    ``group, edition`` and the columns of `find_most_deprived`, by group and edition; residents are
    of mid-2019 and mid-2022.
    """
    rows = []
    for edition, basis, _ in (BASES[0], BASES[2]):
        own = select_edition(area_code, edition)
        if column == "former_district":
            own = own.assign(former_district=former_districts(own, edition))
        for group, part in own.groupby(column, sort=True):
            rows.append({"group": str(group), "edition": edition} | _count(part, basis))
    table = pd.DataFrame(rows, columns=["group", "edition", *_COUNTED])
    return table.sort_values(["group", "edition"], ignore_index=True)


def former_districts(small_areas: pd.DataFrame, edition: int) -> pd.Series:
    """Name the district of 2011 that each small area lay in, by its name or its parent's."""
    if edition == 2019:
        return small_areas["small_area_name"].str.rsplit(" ", n=1).str[0]
    earlier = read_small_areas(2019).set_index("small_area_code")["small_area_name"]
    lineage = read_small_area_lineage().drop_duplicates("small_area_2021")
    parent = lineage.set_index("small_area_2021")["small_area_2011"].map(earlier)
    return small_areas["small_area_code"].map(parent).str.rsplit(" ", n=1).str[0]


@dataclass(frozen=True)
class Movement:
    """How the small areas of an authority moved between the editions."""

    # Each small area of 2021: ``small_area_code, small_area_name, ward_name, population,
    # decile_2019, decile, change, moved`` (one of `SAME`, `MORE`, `LESS`, `UNKNOWN`).
    small_areas: pd.DataFrame
    # A row a decile of 2019: ``decile_2019, small_areas`` and a column for each movement.
    by_decile: pd.DataFrame

    def count(self, moved: str) -> int:
        """Count the small areas that moved so."""
        return int((self.small_areas["moved"] == moved).sum())

    @property
    def irregular(self) -> int:
        """How many changed their boundary irregularly, so that no area of 2011 is their parent."""
        return int((self.small_areas["change"] == IRREGULAR).sum())

    @property
    def entered(self) -> pd.DataFrame:
        """The small areas that are in the most deprived tenth in 2025 and were not in 2019."""
        known = self.small_areas.dropna(subset=["decile_2019"])
        return known[(known["decile"] == 1) & (known["decile_2019"] > 1)]

    @property
    def left(self) -> pd.DataFrame:
        """The small areas that were in the most deprived tenth in 2019 and are not in 2025."""
        return self.small_areas[
            (self.small_areas["decile_2019"] == 1) & (self.small_areas["decile"] > 1)
        ]


def find_movement(area_code: str) -> Movement:
    """Compare the decile of each small area of 2021 with that of the small area it came from.

    Parameters
    ----------
    area_code : str
        An authority.

    Returns
    -------
    Movement
        A small area that was split off is held against its parent. One that was merged from small
        areas of different deciles, whose boundary changed irregularly (X), or whose parent the
        figures lack, is not compared.
    """
    today = select_small_areas(area_code)
    parents = read_small_area_lineage().merge(
        read_small_areas(2019)[["small_area_code", "decile"]].rename(
            columns={"small_area_code": "small_area_2011", "decile": "decile_2019"}
        ),
        on="small_area_2011",
        how="left",
    )
    grouped = parents.groupby("small_area_2021")
    # Of a parent that the figures lack nothing is known, whatever is known of the others.
    whole = grouped["decile_2019"].count() == grouped.size()
    alike = grouped["decile_2019"].min() == grouped["decile_2019"].max()
    regular = grouped["change"].first() != IRREGULAR
    decile = grouped["decile_2019"].min().where(whole & alike & regular)
    moved = today[["small_area_code", "small_area_name", "ward_name", "population", "decile"]]
    moved = moved.assign(
        decile_2019=moved["small_area_code"].map(decile).astype(float),
        change=moved["small_area_code"].map(grouped["change"].first()),
    )
    moved["moved"] = [
        _moved(then, now) for then, now in zip(moved["decile_2019"], moved["decile"], strict=True)
    ]
    return Movement(moved, _by_decile(moved))


def _moved(then: float, now: float) -> str:
    if pd.isna(then):
        return UNKNOWN
    return SAME if then == now else MORE if now < then else LESS


def _by_decile(moved: pd.DataFrame) -> pd.DataFrame:
    known = moved.dropna(subset=["decile_2019"])
    counts = pd.crosstab(known["decile_2019"].astype(int), known["moved"])
    counts = counts.reindex(columns=[MORE, SAME, LESS], fill_value=0)
    counts.insert(0, "small_areas", counts.sum(axis=1))
    return counts.reset_index().rename_axis(columns=None)


def find_wards_of(area_code: str, edition: int) -> pd.DataFrame:
    """List an authority's wards in one edition, the most deprived first."""
    wards = read_wards(edition)
    own = wards[wards["area_code"].isin(extent_of(area_code))]
    if own.empty and edition == 2019:
        inside = select_edition(area_code, 2019)["ward_code"]
        own = wards[wards["ward_code"].isin(inside)]
    if edition == 2019:
        places = select_edition(area_code, 2019)
        district = places.assign(district=former_districts(places, 2019)).groupby("ward_code")
        where = own["ward_code"].map(district["district"].first()).fillna("")
        own = own.assign(ward_name=own["ward_name"].fillna(own["ward_code"] + ", in " + where))
    return own.sort_values("rank", ignore_index=True, kind="stable")


def count_in_most_deprived(wards: pd.DataFrame, share: int = 1) -> int:
    """Count wards in England's most deprived tenths: the first, or the first few."""
    return int((wards["decile"] <= share).sum())
