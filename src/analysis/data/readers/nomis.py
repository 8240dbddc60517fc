"""Nomis queries: one row an area, date and measure (value, confidence, counts)."""

import re

import pandas as pd

from analysis.data.readers.publisher_csv import as_number, as_tidy, read_answer
from analysis.errors import DataError

COLUMNS = (
    "DATE_NAME",
    "GEOGRAPHY_CODE",
    "GEOGRAPHY_NAME",
    "GEOGRAPHY_TYPE",
    "VARIABLE_NAME",
    "MEASURES_NAME",
    "OBS_VALUE",
)
_MEASURES = {
    "Variable": "value",
    "Confidence": "half",
    "Numerator": "count",
    "Denominator": "denominator",
}
_YEAR = re.compile(r"Jan (\d{4})-Dec \1")


def read_nomis(
    content: bytes, *, indicator: str, age: str = "", where: str = "Nomis"
) -> tuple[pd.DataFrame, str]:
    """Read one variable of a Nomis answer."""
    table = read_answer(content, COLUMNS, where=where)
    _refuse_first_page(table, where)
    table = table.assign(
        number=as_number(table["OBS_VALUE"], where=where),
        part=table["MEASURES_NAME"].map(_MEASURES),
        period=table["DATE_NAME"].str.extract(_YEAR, expand=False).fillna(table["DATE_NAME"]),
    )
    table = table[table["part"].notna() & table["period"].str.fullmatch(r"\d{4}")]
    key = ["GEOGRAPHY_CODE", "GEOGRAPHY_NAME", "GEOGRAPHY_TYPE", "period"]
    wide = table.pivot_table(index=key, columns="part", values="number", dropna=False)
    wide = wide.reindex(columns=list(_MEASURES.values())).dropna(how="all").reset_index()
    data = as_tidy(
        {
            "area_code": wide["GEOGRAPHY_CODE"],
            "area_name": wide["GEOGRAPHY_NAME"],
            "area_type": wide["GEOGRAPHY_TYPE"],
            "period": wide["period"],
            "sex": "Persons",
            "age": age or None,
            "count": wide["count"],
            "denominator": wide["denominator"],
            "value": wide["value"],
            "lower_ci": wide["value"] - wide["half"],
            "upper_ci": wide["value"] + wide["half"],
        },
        indicator=indicator,
    )
    return data, str(table["VARIABLE_NAME"].iloc[0]) if len(table) else ""


def _refuse_first_page(table: pd.DataFrame, where: str) -> None:
    """Nomis cuts an answer at 25,000 rows without a word, but each row says how many there are."""
    if "RECORD_COUNT" not in table:
        return
    whole = int(as_number(table["RECORD_COUNT"], where=where).max())
    if len(table) < whole:
        raise DataError(
            f"{where}: the answer holds {len(table):,} of {whole:,} rows. Ask for fewer years or "
            f"areas at a time in params/publishers.yml."
        )
