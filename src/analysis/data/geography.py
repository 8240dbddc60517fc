"""Areas, the lineage of small areas, and boundaries (Office for National Statistics)."""

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.data.raw import read_bytes, read_manifest
from analysis.data.tidy import RawTable, refuse
from analysis.paths import data_folder

AREA_COLUMNS = (
    *("area_code", "area_name", "area_type", "region_code", "upper_tier_code", "icb_name"),
    "successor_code",
)
LINEAGES = ("U", "S", "M", "X")
_AREAS = RawTable("geography/areas", AREA_COLUMNS, text=AREA_COLUMNS, key=("area_code",))
_LINEAGE = RawTable(
    "geography/lsoa11_to_lsoa21",
    columns=("lsoa11_code", "change_code", "lsoa21_code"),
    text=("lsoa11_code", "change_code", "lsoa21_code"),
    key=("lsoa11_code", "lsoa21_code"),
    names={
        "lsoa11_code": "small_area_2011",
        "lsoa21_code": "small_area_2021",
        "change_code": "change",
    },
)


def read_areas() -> pd.DataFrame:
    """Read the areas: code, name, type, region, upper tier, care board, successor."""
    return _AREAS.read()


def read_small_area_lineage() -> pd.DataFrame:
    """Read which small areas of 2011 became which of 2021.

    ``small_area_2011, small_area_2021, change``, the change being U (unchanged), S (split), M
    (merged) or X (irregular).
    """
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
