"""What publishers answer with, one reader a publisher's format: a whole CSV file, or why not."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.tidy import COLUMNS, NUMBERS, TEXT, add_of_period, refuse
from analysis.errors import DataError

Filters = Mapping[str, str]
ZIPPED = b"\x1f\x8b"
"""How a gzip stream begins: some publishers zip a file whether asked to or not."""
SHORTHAND = ("c", "z", "x", "k", "u", "low", "..", ":", "-", "*", "[c]", "[x]", "[z]", "[low]")
"""How publishers write a number that is not shown: missing, never nought."""
FINGERTIPS = (
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name"),
    *("Area Type", "Sex", "Age", "Category Type", "Category", "Time period", "Value"),
    *("Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit"),
    *("Count", "Denominator", "Value note", "Recent Trend"),
    *("Compared to England value or percentiles", "Compared to Region value or percentiles"),
    *("Time period Sortable", "New data", "Compared to goal"),
)
NOMIS = (
    *("DATE_NAME", "GEOGRAPHY_CODE", "GEOGRAPHY_NAME", "GEOGRAPHY_TYPE", "VARIABLE_NAME"),
    *("MEASURES_NAME", "OBS_VALUE"),
)
ONS = ("Time", "administrative-geography", "Geography")
EDUCATION = (
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("new_la_code", "la_name"),
)
_INDEX = "Index of Multiple Deprivation (IMD)"
_SCORES = {
    f"{_INDEX} Score": "imd_score",
    f"{_INDEX} Rank (where 1 is most deprived)": "imd_rank",
    f"{_INDEX} Decile (where 1 is most deprived 10% of LSOAs)": "imd_decile",
}
INDICES = {
    2019: {"LSOA code (2011)": "lsoa11_code", **_SCORES},
    2025: {"LSOA code (2021)": "lsoa21_code", **_SCORES},
}
_LIMITS = {"lower_ci": "Lower CI 95.0 limit", "upper_ci": "Upper CI 95.0 limit"}
_WORDS = ("area_code", "area_name", "area_type", "sex", "age", "category_type", "category")
_NOMIS_PARTS = {
    "Variable": "value",
    "Confidence": "half",
    "Numerator": "count",
    "Denominator": "denominator",
}
_ONS_SEXES = {"all": "Persons", "persons": "Persons", "female": "Female", "male": "Male"}
_ONS_SEXES |= {"females": "Female", "males": "Male"}
_ONS_LIMITS = {"Lower CI": "lower_ci", "Upper CI": "upper_ci"}
_ONS_LIMITS |= {"Lower limit": "lower_ci", "Upper limit": "upper_ci"}
_LEVELS = {
    "National": ("country_code", "country_name", "country"),
    "Regional": ("region_code", "region_name", "region"),
    "Local authority": ("new_la_code", "la_name", "local authority"),
}
_ENGLISH = r"E\d{8}"
_NOMIS_YEAR = re.compile(r"Jan (\d{4})-Dec \1")
_SPAN = re.compile(r"(\d{2})(\d{2}) ?- ?(\d{2})")


def read_fingertips(
    content: bytes, *, indicator: str, number: int, where: str = "Fingertips"
) -> tuple[pd.DataFrame, str]:
    """Read one indicator from a Fingertips download, and the publisher's name of it.

    Tidy rows of England's areas, breakdowns included, ``value_note`` as published. A blank value
    stays missing. The name changes when the publisher's definition does.
    """
    table = read_answer(content, FINGERTIPS, where=where)
    own = table[table["Indicator ID"] == str(number)]
    if own.empty:
        raise DataError(f"{where}: the file does not hold indicator {number}.")
    names = own["Indicator Name"].unique()
    own = own[own["Area Code"].fillna("").str.fullmatch(_ENGLISH)].drop_duplicates()
    numbers = {name: _LIMITS.get(name, name.capitalize()) for name in NUMBERS}
    parts: dict[str, Any] = {name: own[name.replace("_", " ").title()] for name in _WORDS}
    parts |= {ours: as_number(own[theirs], where=where) for ours, theirs in numbers.items()}
    parts["period"] = own["Time period"].map(_span)
    notes = own["Value note"].reset_index(drop=True)
    return as_tidy(parts, indicator=indicator).assign(value_note=notes), str(names[0])


def read_nomis(
    content: bytes, *, indicator: str, age: str = "", where: str = "Nomis"
) -> tuple[pd.DataFrame, str]:
    """Read one variable of a Nomis query: one row an area, date and measure."""
    table = read_answer(content, NOMIS, where=where)
    # Nomis cuts an answer at 25,000 rows without a word, but each row says how many there are.
    counts = table["RECORD_COUNT"] if "RECORD_COUNT" in table else pd.Series(str(len(table)))
    whole = int(as_number(counts, where=where).max())
    if len(table) < whole:
        raise DataError(
            f"{where}: the answer holds {len(table):,} of {whole:,} rows. Ask for fewer years or "
            f"areas at a time in params/publishers.yml."
        )
    table = table.assign(
        number=as_number(table["OBS_VALUE"], where=where),
        part=table["MEASURES_NAME"].map(_NOMIS_PARTS),
        period=table["DATE_NAME"].str.extract(_NOMIS_YEAR, expand=False).fillna(table["DATE_NAME"]),
    )
    table = table[table["part"].notna() & table["period"].str.fullmatch(r"\d{4}")]
    key = ["GEOGRAPHY_CODE", "GEOGRAPHY_NAME", "GEOGRAPHY_TYPE", "period"]
    wide = table.pivot_table(index=key, columns="part", values="number", dropna=False)
    wide = wide.reindex(columns=list(_NOMIS_PARTS.values())).dropna(how="all").reset_index()
    value, half = wide["value"], wide["half"]
    parts = wide.rename(columns={name: name.replace("GEOGRAPHY", "area").lower() for name in key})
    parts = parts.assign(sex="Persons", age=age or None)
    limits = {"lower_ci": value - half, "upper_ci": value + half}
    named = str(table["VARIABLE_NAME"].iloc[0]) if len(table) else ""
    return as_tidy(parts.assign(**limits), indicator=indicator), named


def read_ons(
    content: bytes,
    *,
    indicator: str,
    age: str = "",
    filters: Filters | None = None,
    where: str = "ONS",
) -> tuple[pd.DataFrame, str]:
    """Read a data set of the Office for National Statistics: one observation a row."""
    filters = filters or {}
    table = read_answer(content, (*ONS, *filters), where=where)
    observed = str(table.columns[0])
    if not observed.lower().startswith("v4_"):
        raise DataError(f"{where}: the first column is {observed}, not the observations (v4_0).")
    ages = [name for name in table.columns if name.lower() in ("agegroups", "age groups")]
    if age and ages:
        table = table[table[ages[-1]] == age]
    table = _select(table, filters, where) if filters else table
    table = table if "Sex" in table else table.assign(Sex="Persons")
    sexes = table["Sex"].str.lower().map(_ONS_SEXES)
    if sexes.isna().any() or table.empty:
        strange = table["Sex"][sexes.isna()].iloc[0] if len(table) else "no row"
        raise DataError(f"{where}: the sex {strange} is not one of All, Female and Male.")
    numbers = {observed: "value"} | {n: _ONS_LIMITS[n] for n in table if n in _ONS_LIMITS}
    parts: dict[str, Any] = {
        "area_code": table["administrative-geography"],
        "area_name": table["Geography"],
        "area_type": "",
        "period": table["Time"].map(_span),
        "sex": sexes,
        "age": age or None,
    }
    parts |= {ours: as_number(table[theirs], where=where) for theirs, ours in numbers.items()}
    data = as_tidy(parts, indicator=indicator)
    return data[data["area_code"].str.startswith("E", na=False)].reset_index(drop=True), ""


def read_explore_education(
    content: bytes,
    *,
    indicator: str,
    measure: str,
    filters: Filters,
    years: str = "academic",
    where: str = "Explore Education Statistics",
) -> tuple[pd.DataFrame, str]:
    """Read one measure of an Explore Education Statistics data set, and its name."""
    table = read_answer(content, (*EDUCATION, measure, *filters), where=where)
    table = _select(table[table["geographic_level"].isin(_LEVELS)], filters, where)
    parts = []
    for level, (code, name, kind) in _LEVELS.items():
        rows = table[table["geographic_level"] == level]
        if rows.empty:
            continue
        if code not in rows or name not in rows:
            raise DataError(f"{where}: the {level.lower()} rows have no column {code} or {name}.")
        values = as_number(rows[measure], where=where)
        periods = rows["time_period"].map(lambda label: _school_year(label, years))
        named = {"area_code": rows[code], "area_name": rows[name], "area_type": kind}
        parts.append(pd.DataFrame(named | {"period": periods, "value": values}))
    both = pd.concat(parts, ignore_index=True).assign(sex="Persons")
    return as_tidy(
        both[both["area_code"].str.fullmatch(_ENGLISH, na=False)], indicator=indicator
    ), measure


def read_indices(content: bytes, *, edition: int, where: str = "Indices") -> pd.DataFrame:
    """Read scores, ranks and deciles of one edition of the Indices of Deprivation.

    The small area's code with ``imd_score, imd_rank, imd_decile``, as the raw table has them.
    """
    names = INDICES[edition]
    data = read_answer(content, tuple(names), where=where)[list(names)].rename(columns=names)
    code, *numbers = names.values()
    for name in numbers:
        data[name] = as_number(data[name], where=where)
    twice = data[code][data[code].duplicated()]
    if len(twice):
        raise DataError(f"{where}: the small area {twice.iloc[0]} stands there twice.")
    # Small areas with the same score share a rank, as 26 pairs of 2019 do.
    scores = data.groupby("imd_rank")["imd_score"].transform("nunique")
    said = "the rank {imd_rank:.0f} stands there twice, with different scores."
    refuse(scores > 1, data, where, said)
    return data


def _select(table: pd.DataFrame, filters: Filters, where: str) -> pd.DataFrame:
    """Keep the rows of the group that is wanted."""
    for column, wanted in filters.items():
        table = table[table[column] == wanted]
    if table.empty:
        raise DataError(
            f"{where}: no row has {dict(filters)}. The publisher's groups have new names."
        )
    return table


def _span(label: str) -> str:
    """Write "2014 - 16" as years, "2022-23" as a financial year, and leave others as they are.

    >>> _span("2014 - 16"), _span("1999-01"), _span("1999-00"), _span("2021/22")
    ('2014 to 2016', '1999 to 2001', '1999/00', '2021/22')
    """
    found = _SPAN.fullmatch(label)
    if not found:
        return label
    century, first, last = (int(part) for part in found.groups())
    if " " not in label and (first + 1) % 100 == last:
        return label.replace("-", "/")
    return f"{century}{first:02} to {century + (last < first)}{last:02}"


def _school_year(label: str, years: str) -> str:
    """Write 202324 as 2023/24, or as 2024 where the book names a year by its end."""
    if len(label) != 6:
        return label
    return str(int(label[:4]) + 1) if years == "ending" else f"{label[:4]}/{label[4:]}"


def read_answer(content: bytes, needed: Sequence[str], *, where: str) -> pd.DataFrame:
    """Read a publisher's CSV as text, after making sure that it is whole."""
    try:
        plain = gzip.decompress(content) if content.startswith(ZIPPED) else content
        text = plain.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise DataError(f"{where}: the answer is no text ({problem.reason}).") from problem
    except (OSError, EOFError, zlib.error) as problem:
        raise DataError(f"{where}: the answer is zipped and does not unpack whole.") from problem
    if text.lstrip()[:1] in ("<", "{"):
        raise DataError(f"{where}: the answer is a web page or a message, not a table.")
    rows = list(csv.reader(io.StringIO(text)))
    if len(rows) < 2:
        raise DataError(
            f"{where}: the answer holds no rows. The publisher may have withdrawn it: look for it "
            f"by its name, and correct params/publishers.yml or list it there by hand."
        )
    for number, row in enumerate(rows, start=1):
        if row and len(row) != len(rows[0]):
            what = "ends in the middle of" if number == len(rows) else "has another length in"
            raise DataError(f"{where}: the file {what} row {number}.")
    if not text.endswith(("\n", "\r")):
        raise DataError(f"{where}: the file ends without the end of its last row.")
    for name in needed:
        if name not in rows[0]:
            raise DataError(
                f"{where}: the publisher no longer has the column {name}. Its reader in "
                f"src/analysis/data/readers has to learn the new name."
            )
    whole = [row for row in rows[1:] if row]
    return pd.DataFrame(whole, columns=rows[0], dtype="str").replace("", None)


def as_number(column: pd.Series, *, where: str) -> pd.Series:
    """Give a publisher's numbers; shorthand for what is not shown is missing."""
    plain = column.fillna("").astype("str").str.replace(",", "", regex=False).str.strip()
    shown = plain.where(~plain.str.lower().isin(["", *SHORTHAND]))
    numbers = pd.to_numeric(shown, errors="coerce")
    cells = pd.DataFrame({"cell": column})
    said = f'the {column.name} "{{cell}}" is not a number.'
    refuse(numbers.isna() & shown.notna(), cells, where, said)
    return numbers.astype("float64")


def as_tidy(parts: Any, *, indicator: str) -> pd.DataFrame:
    """Put a publisher's columns into the tidy shape."""
    data = pd.DataFrame(parts).reset_index(drop=True)
    data = add_of_period(data, period_start="first_year", period_end="end_year")
    whole = data.assign(indicator=indicator).reindex(columns=list(COLUMNS), fill_value=np.nan)
    return whole.astype(dict.fromkeys(TEXT, "str") | dict.fromkeys(NUMBERS, "float64"))
