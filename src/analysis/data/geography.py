"""Areas, the lineage of small areas, and boundaries (Office for National Statistics)."""

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.data.raw import locate, read_bytes, read_manifest, read_table
from analysis.data.tidy import check_columns
from analysis.errors import DataError
from analysis.paths import data_folder

AREA_COLUMNS = (
    "area_code",
    "area_name",
    "area_type",
    "region_code",
    "upper_tier_code",
    "icb_name",
    "successor_code",
)
LINEAGE_COLUMNS = ("lsoa11_code", "change_code", "lsoa21_code")
LINEAGES = ("U", "S", "M", "X")


def read_areas() -> pd.DataFrame:
    """Read the areas: code, name, type, region, upper tier, care board, successor."""
    where = locate("geography/areas")
    data = check_columns(
        read_table("geography/areas", text=AREA_COLUMNS), AREA_COLUMNS, where=where
    )
    return refuse_repeats(data, ["area_code"], where)


def read_small_area_lineage() -> pd.DataFrame:
    """Read which small areas of 2011 became which of 2021.

    ``small_area_2011, small_area_2021, change``, the change being U (unchanged), S (split), M
    (merged) or X (irregular).
    """
    stem = "geography/lsoa11_to_lsoa21"
    where = locate(stem)
    data = check_columns(read_table(stem, text=LINEAGE_COLUMNS), LINEAGE_COLUMNS, where=where)
    strange = ~data["change_code"].isin(LINEAGES)
    if strange.any():
        row = int(strange.to_numpy().argmax())
        raise DataError(
            f'{where}, row {row + 2}: the change "{data["change_code"].iloc[row]}" is not one of '
            f"{', '.join(LINEAGES)}."
        )
    refuse_repeats(data, ["lsoa11_code", "lsoa21_code"], where)
    return data.rename(
        columns={
            "lsoa11_code": "small_area_2011",
            "lsoa21_code": "small_area_2021",
            "change_code": "change",
        }
    )


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


def refuse_repeats(data: pd.DataFrame, key: list[str], where: str) -> pd.DataFrame:
    """Return a table whose key is unique, or stop at the first row that repeats one."""
    repeated = data.duplicated(key)
    if repeated.any():
        row = int(repeated.to_numpy().argmax())
        words = ", ".join(str(data[name].iloc[row]) for name in key)
        raise DataError(f"{where}, row {row + 2}: {words} repeats an earlier row.")
    return data
