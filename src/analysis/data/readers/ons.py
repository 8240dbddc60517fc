"""The Office for National Statistics' data sets: one observation a row, codes before labels."""

import re
from collections.abc import Mapping

import pandas as pd

from analysis.data.readers.publisher_csv import as_number, as_tidy, read_answer
from analysis.errors import DataError

COLUMNS = ("Time", "administrative-geography", "Geography")
_SEXES = {"all": "Persons", "persons": "Persons", "female": "Female", "male": "Male"}
_SEXES |= {"females": "Female", "males": "Male"}
_LIMITS = {"lower_ci": ("Lower CI", "Lower limit"), "upper_ci": ("Upper CI", "Upper limit")}
_SPAN = re.compile(r"(\d{2})(\d{2})-(\d{2})")


def read_ons(
    content: bytes,
    *,
    indicator: str,
    age: str = "",
    filters: Mapping[str, str] | None = None,
    where: str = "ONS",
) -> tuple[pd.DataFrame, str]:
    """Read a data set of the Office for National Statistics."""
    filters = filters or {}
    table = read_answer(content, (*COLUMNS, *filters), where=where)
    observed = str(table.columns[0])
    if not observed.lower().startswith("v4_"):
        raise DataError(f"{where}: the first column is {observed}, not the observations (v4_0).")
    table = _select(table, age, filters, where)
    sexes = table["Sex"].str.lower().map(_SEXES)
    if sexes.isna().any() or table.empty:
        strange = table["Sex"][sexes.isna()].iloc[0] if len(table) else "no row"
        raise DataError(f"{where}: the sex {strange} is not one of All, Female and Male.")
    limits = {
        ours: next((name for name in names if name in table.columns), "")
        for ours, names in _LIMITS.items()
    }
    data = as_tidy(
        {
            "area_code": table["administrative-geography"],
            "area_name": table["Geography"],
            "area_type": "",
            "period": table["Time"].map(_period),
            "sex": sexes,
            "age": age or None,
            "value": as_number(table[observed], where=where),
        }
        | {
            ours: as_number(table[theirs], where=where) for ours, theirs in limits.items() if theirs
        },
        indicator=indicator,
    )
    english = data["area_code"].str.startswith("E", na=False)
    return data[english].reset_index(drop=True), ""


def _select(table: pd.DataFrame, age: str, filters: Mapping[str, str], where: str) -> pd.DataFrame:
    """Keep the rows of the age and the group that are wanted."""
    ages = [name for name in table.columns if name.lower() in ("agegroups", "age groups")]
    if age and ages:
        table = table[table[ages[-1]] == age]
    for column, wanted in filters.items():
        table = table[table[column] == wanted]
    if filters and table.empty:
        raise DataError(
            f"{where}: no row has {dict(filters)}. The publisher's groups have new names."
        )
    return table if "Sex" in table else table.assign(Sex="Persons")


def _period(label: str) -> str:
    """Write "2021-23" as a span of years, and "2022-23" as the financial year that it is."""
    found = _SPAN.fullmatch(label)
    if not found:
        return label
    century, first, last = found.groups()
    if (int(first) + 1) % 100 == int(last):
        return f"{century}{first}/{last}"
    return f"{century}{first} to {century}{last}"
