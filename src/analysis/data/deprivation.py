"""Small areas and wards: the Index of Multiple Deprivation of 2019 and 2025, lineage, outlines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data.raw import read_bytes, read_manifest, remembered
from analysis.data.tidy import RawTable, refuse
from analysis.paths import data_folder

DOMAINS = (
    *("income_decile", "employment_decile", "education_decile", "health_decile"),
    *("crime_decile", "housing_decile", "environment_decile"),
)
HEALTH = (
    "years_of_potential_life_lost",
    "comparative_illness_and_disability_ratio",
    "acute_morbidity",
)
LINEAGES = ("U", "S", "M", "X")
_LINEAGE = RawTable(
    "geography/lsoa11_to_lsoa21",
    columns=("lsoa11_code", "change_code", "lsoa21_code"),
    key=("lsoa11_code", "lsoa21_code"),
    names={
        "lsoa11_code": "small_area_2011",
        "lsoa21_code": "small_area_2021",
        "change_code": "change",
    },
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the index: which boundaries it is on, and how its publisher names columns."""

    year: int
    small_areas: str
    wards: str
    small_areas_in_england: int
    wards_in_england: int
    small_area_columns: dict[str, str]
    ward_columns: dict[str, str]


_SHARED = {"imd_score": "score", "imd_rank": "rank", "imd_decile": "decile"} | {
    name: name for name in (*DOMAINS, *HEALTH) if name != "housing_decile"
}
_WARD_SHARED = {
    "population": "population",
    "lsoas": "small_areas",
    "imd_score_population_weighted": "score",
    "imd_rank_among_english_wards": "rank",
    "imd_decile_among_english_wards": "decile",
}

EDITIONS = {
    2019: Edition(
        2019,
        "deprivation/imd2019_lsoa11",
        "deprivation/wards_2017_imd2019",
        32_844,
        7_427,
        _SHARED
        | {
            "lsoa11_code": "small_area_code",
            "lsoa11_name": "small_area_name",
            "utla21_code": "area_code",
            "ltla21_name": "area_name",
            "ward17_code": "ward_code",
            "housing_and_access_decile": "housing_decile",
            "population_mid_2019": "population",
            "population_imd_denominator": "index_population",
            "mood_and_anxiety_disorders": "mental_health",
            "rural_urban_2011": "rural_urban",
        },
        _WARD_SHARED
        | {
            "ward17_code": "ward_code",
            "ward_name": "ward_name",
            "ltla21_code": "area_code",
            "ltla21_name": "area_name",
        },
    ),
    2025: Edition(
        2025,
        "deprivation/imd2025_lsoa21",
        "deprivation/wards_2024_imd2025",
        33_755,
        6_784,
        _SHARED
        | {
            "lsoa21_code": "small_area_code",
            "lsoa21_name": "small_area_name",
            "ltla24_code": "area_code",
            "ltla24_name": "area_name",
            "ward24_code": "ward_code",
            "ward24_name": "ward_name",
            "housing_and_services_decile": "housing_decile",
            "population_mid_2022": "population",
            "mental_health": "mental_health",
            "residents_2021": "residents",
            "disabled_residents_2021": "disabled_residents",
            "households_2021": "households",
            "households_deprived_in_any_dimension_2021": "households_deprived",
            "rural_urban_2021": "rural_urban",
        },
        _WARD_SHARED
        | {
            "ward24_code": "ward_code",
            "ward24_name": "ward_name",
            "ltla24_code": "area_code",
            "ltla24_name": "area_name",
            "years_of_potential_life_lost_indicator_popweighted": HEALTH[0],
            "comparative_illness_and_disability_ratio_indicator_popweighted": HEALTH[1],
            "acute_morbidity_indicator_popweighted": HEALTH[2],
            "mental_health_indicator_popweighted": "mental_health",
            "census2021_residents": "residents",
            "pct_disabled_census2021": "disabled_percent",
            "pct_households_deprived_2plus_dims_census2021": "households_deprived_two_percent",
            "pct_pop_in_10pc_most_deprived": "population_most_deprived_tenth_percent",
            "pct_pop_in_20pc_most_deprived": "population_most_deprived_fifth_percent",
        },
    ),
}


@remembered
def read_small_areas(edition: int) -> pd.DataFrame:
    """Read every small area of one edition of the index; decile 1 is most deprived."""
    # ``index_population`` of 2019 (mid-2015 without prisoners) is what the index itself used.
    chosen = EDITIONS[edition]
    columns, most = chosen.small_area_columns, chosen.small_areas_in_england
    return _read(chosen.small_areas, columns, "small_area_code", most)


@remembered
def read_wards(edition: int) -> pd.DataFrame:
    """Read every ward of one edition of the index, best-fitted from whole small areas."""
    chosen = EDITIONS[edition]
    return _read(chosen.wards, chosen.ward_columns, "ward_code", chosen.wards_in_england)


def _read(stem: str, columns: dict[str, str], key: str, most: int) -> pd.DataFrame:
    keys = [name for name, ours in columns.items() if ours == key]
    table = RawTable(stem, tuple(columns), key=keys, names=columns, others=True)
    data = table.read()
    deciles = [name for name in data.columns if name.endswith("decile")]
    for column, highest in [("rank", most), *((name, 10) for name in deciles)]:
        said = f"the {column} {{{column}}} is not between 1 and {highest}."
        refuse(~data[column].between(1, highest), data, table.where, said)
    return data


def read_small_area_lineage() -> pd.DataFrame:
    """Read which small areas of 2011 became which of 2021: unchanged, split, merged, irregular."""
    data = _LINEAGE.read()
    said = f'the change "{{change}}" is not one of {", ".join(LINEAGES)}.'
    refuse(~data["change"].isin(LINEAGES), data, _LINEAGE.where, said)
    return data


def read_small_area_boundaries(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read the outlines of small areas of 2011."""
    wanted = set(codes)
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(read_manifest(data_folder())):
        if not path.startswith("boundaries/lsoa11_") or not wanted - set(found):
            continue
        for feature in json.loads(read_bytes(path))["features"]:
            code = feature["properties"]["lsoa11_code"]
            if code in wanted:
                found[code] = feature["geometry"]
    return found
