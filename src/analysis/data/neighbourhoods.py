"""Places below the authority: what a neighbourhood is made of, middle-layer areas, children."""

import pandas as pd

from analysis.data.deprivation import read_small_area_lineage, read_small_areas
from analysis.data.raw import remembered
from analysis.data.tidy import read_raw_table
from analysis.errors import UnknownAreaError

MIDDLE = "small_areas/msoa11_local_health_2015_to_2019"
CHILDREN = "small_areas/wards_children_in_low_income_families_2015_to_2021"
PARTS = {"E05": "ward", "E02": "middle-layer area", "E01": "small area"}
"""What a neighbourhood is made of, by how its code begins."""
LATEST, EARLIER = 2025, 2019


@remembered
def read_middle_areas() -> pd.DataFrame:
    """Read life expectancy and standardised ratios of middle-layer areas; a withheld one is not in.

    ``area_name`` is that of its small areas without their last letter.
    """
    return read_raw_table(MIDDLE)


@remembered
def read_children_by_ward() -> pd.DataFrame:
    """Read children in low-income families by ward of 2021 and year, with count and per cent."""
    return read_raw_table(CHILDREN)


@remembered
def small_areas_of(code: str) -> tuple[str, ...]:
    """Name the small areas of 2021 that wards, middle-layer or small areas joined by + hold."""
    kinds = {"E05": "ward_code", "E01": "small_area_code"}
    today = read_small_areas(LATEST)
    found: list[str] = []
    for part in code.split("+"):
        own = (
            today.loc[today[kinds[part[:3]]] == part, "small_area_code"].to_list()
            if part[:3] in kinds
            else _of_middle_layer(part)
        )
        if not own:
            raise UnknownAreaError(_not_today(part))
        found += own
    twice = sorted({one for one in found if found.count(one) > 1})
    if twice:
        raise UnknownAreaError(
            f"The small area {twice[0]} lies in two of the areas that are taken together: its "
            f"people would be counted twice. Leave one of them out."
        )
    return tuple(sorted(found))


def _of_middle_layer(code: str) -> list[str]:
    """Name the small areas of 2021 within a middle-layer area of 2011."""
    middle = read_middle_areas()
    names = set(middle.loc[middle["area_code"] == code, "area_name"])
    earlier = read_small_areas(EARLIER)
    inside = earlier.loc[earlier["small_area_name"].str[:-1].isin(names), "small_area_code"]
    lineage = read_small_area_lineage()
    own = lineage["small_area_2011"].isin(inside)
    today = set(lineage.loc[own, "small_area_2021"])
    across = lineage.loc[~own & lineage["small_area_2021"].isin(today), "small_area_2021"]
    if len(across):
        raise UnknownAreaError(
            f"The small area {across.iloc[0]} of 2021 lies in {code} and in another middle-layer "
            f"area: list small areas in the place of {code}."
        )
    return sorted(today)


def _not_today(code: str) -> str:
    """Say of a code below the authority why the figures have no place for it."""
    if code.startswith("E02"):
        return (
            f"{code} is no middle-layer area of 2011 that the figures hold: list its small areas "
            f"of 2021 in its place."
        )
    lineage = read_small_area_lineage()
    now = lineage.loc[lineage["small_area_2011"] == code, "small_area_2021"].to_list()
    if now:
        return (
            f"{code} is a small area of 2011, which is {' and '.join(now)} in 2021: give the "
            f"codes of 2021."
        )
    return (
        f"The figures hold no {PARTS[code[:3]]} {code}: give codes of wards of 2024 or small "
        f"areas of 2021."
    )


def describe_part(code: str) -> tuple[str, str]:
    """Give the name of a middle-layer or small area, and the code of its council."""
    small = read_small_areas(LATEST)
    own = small[small["small_area_code"].isin(small_areas_of(code))]
    name = str(own["small_area_name"].iloc[0])
    if code.startswith("E02"):
        middle = read_middle_areas()
        name = str(middle.loc[middle["area_code"] == code, "area_name"].iloc[0])
    return name, str(own["area_code"].mode().iloc[0])


@remembered
def whole_wards(code: str) -> tuple[str, ...]:
    """Name the wards of 2024 that a neighbourhood is exactly made of; none where it cuts one."""
    small = read_small_areas(LATEST)
    own = set(small_areas_of(code))
    wards = set(small.loc[small["small_area_code"].isin(own), "ward_code"])
    whole = set(small.loc[small["ward_code"].isin(wards), "small_area_code"])
    return tuple(sorted(wards)) if whole == own else ()
