"""Small areas and wards: the Index of Multiple Deprivation of 2019 and 2025, lineage, outlines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data.raw import locate, read_bytes, read_manifest, remembered
from analysis.data.tidy import read_raw_table, refuse
from analysis.paths import data_folder

LINEAGE = "geography/lsoa11_to_lsoa21"
LINEAGES = ("U", "S", "M", "X")


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the index."""

    year: int
    small_areas: str
    wards: str
    small_areas_in_england: int
    wards_in_england: int


EDITIONS = {
    year: Edition(year, f"deprivation/{small_areas}", f"deprivation/{wards}", *in_england)
    for year, small_areas, wards, *in_england in (
        (2019, "imd2019_lsoa11", "wards_2017_imd2019", 32_844, 7_427),
        (2025, "imd2025_lsoa21", "wards_2024_imd2025", 33_755, 6_784),
    )
}


@remembered
def read_small_areas(edition: int) -> pd.DataFrame:
    """Read every small area of one edition of the index; decile 1 is most deprived."""
    return _read(EDITIONS[edition].small_areas, EDITIONS[edition].small_areas_in_england)


@remembered
def read_wards(edition: int) -> pd.DataFrame:
    """Read every ward of one edition of the index, best-fitted from whole small areas."""
    return _read(EDITIONS[edition].wards, EDITIONS[edition].wards_in_england)


def _read(stem: str, most: int) -> pd.DataFrame:
    data, where = read_raw_table(stem), locate(stem)
    deciles = [name for name in data.columns if name.endswith("decile")]
    for column, highest in [("rank", most), *((name, 10) for name in deciles)]:
        said = f"the {column} {{{column}}} is not between 1 and {highest}."
        refuse(~data[column].between(1, highest), data, where, said)
    return data


@remembered
def read_small_area_lineage() -> pd.DataFrame:
    """Read which small areas of 2011 became which of 2021: unchanged, split, merged, irregular."""
    data = read_raw_table(LINEAGE)
    said = f'the change "{{change}}" is not one of {", ".join(LINEAGES)}.'
    refuse(~data["change"].isin(LINEAGES), data, locate(LINEAGE), said)
    return data


def read_small_area_boundaries(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read the outlines of small areas of 2011."""
    wanted = set(codes)
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(read_manifest(data_folder())):
        if not path.startswith("boundaries/lsoa11_") or not wanted - set(found):
            continue
        found |= {code: one for code, one in _read_outlines(path).items() if code in wanted}
    return found


@remembered
def _read_outlines(path: str) -> dict[str, dict[str, Any]]:
    features = json.loads(read_bytes(path))["features"]
    return {one["properties"]["lsoa11_code"]: one["geometry"] for one in features}
