"""Explore Education Statistics data sets: time, geographic level, filters, then indicators."""

from collections.abc import Mapping

import pandas as pd

from analysis.data.readers.publisher_csv import as_number, as_tidy, read_answer
from analysis.errors import DataError

COLUMNS = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "new_la_code",
    "la_name",
)
_LEVELS = {
    "National": ("country_code", "country_name", "country"),
    "Regional": ("region_code", "region_name", "region"),
    "Local authority": ("new_la_code", "la_name", "local authority"),
}


def read_explore_education(
    content: bytes,
    *,
    indicator: str,
    measure: str,
    filters: Mapping[str, str],
    years: str = "academic",
    where: str = "Explore Education Statistics",
) -> tuple[pd.DataFrame, str]:
    """Read one measure of an Explore Education Statistics data set."""
    table = read_answer(content, (*COLUMNS, measure, *filters), where=where)
    for column, wanted in filters.items():
        table = table[table[column] == wanted]
    table = table[table["geographic_level"].isin(_LEVELS)]
    if table.empty:
        raise DataError(f"{where}: no row has {filters}. The publisher's groups have new names.")
    parts = []
    for level, (code, name, kind) in _LEVELS.items():
        rows = table[table["geographic_level"] == level]
        if rows.empty:
            continue
        if code not in rows or name not in rows:
            raise DataError(f"{where}: the {level.lower()} rows have no column {code} or {name}.")
        parts.append(
            pd.DataFrame(
                {
                    "area_code": rows[code],
                    "area_name": rows[name],
                    "area_type": kind,
                    "period": rows["time_period"].map(lambda year: _period(year, years)),
                    "value": as_number(rows[measure], where=where),
                }
            )
        )
    both = pd.concat(parts, ignore_index=True).assign(sex="Persons")
    english = both["area_code"].str.fullmatch(r"E\d{8}", na=False)
    return as_tidy(both[english].to_dict("series"), indicator=indicator), measure


def _period(label: str, years: str) -> str:
    """Write 202324 as 2023/24, or as 2024 where the book names a year by its end."""
    if len(label) != 6:
        return label
    return str(int(label[:4]) + 1) if years == "ending" else f"{label[:4]}/{label[4:]}"
