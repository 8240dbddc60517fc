"""Fingertips bulk downloads: 26 columns, several indicators and breakdowns in one file."""

import re

import pandas as pd

from analysis.data.readers.publisher_csv import as_number, as_tidy, read_answer
from analysis.errors import DataError

COLUMNS = (
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name"),
    *("Area Type", "Sex", "Age", "Category Type", "Category", "Time period", "Value"),
    *("Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit"),
    *("Count", "Denominator", "Value note", "Recent Trend"),
    *("Compared to England value or percentiles", "Compared to Region value or percentiles"),
    *("Time period Sortable", "New data", "Compared to goal"),
)
_LIMITS = {"lower_ci": "Lower CI 95.0 limit", "upper_ci": "Upper CI 95.0 limit"}
_NUMBERS = {name: name.capitalize() for name in ("count", "denominator", "value")} | _LIMITS
_WORDS = {
    name: name.replace("_", " ").title()
    for name in ("area_code", "area_name", "area_type", "sex", "age", "category_type", "category")
}
_RANGE = re.compile(r"(\d{4}) - (\d{2})")
_CODE = re.compile(r"E\d{8}")


def read_fingertips(
    content: bytes, *, indicator: str, number: int, where: str = "Fingertips"
) -> tuple[pd.DataFrame, str]:
    """Read one indicator from a Fingertips download.

    Tidy rows of England's areas, breakdowns included, ``value_note`` as published. A blank value
    stays missing. The publisher's name of the indicator, which changes when its definition does.
    """
    table = read_answer(content, COLUMNS, where=where)
    own = table[table["Indicator ID"] == str(number)]
    if own.empty:
        raise DataError(f"{where}: the file does not hold indicator {number}.")
    names = own["Indicator Name"].unique()
    own = own[own["Area Code"].fillna("").str.fullmatch(_CODE)].drop_duplicates()
    parts: dict[str, object] = {ours: own[theirs] for ours, theirs in _WORDS.items()}
    parts |= {ours: as_number(own[theirs], where=where) for ours, theirs in _NUMBERS.items()}
    parts["period"] = own["Time period"].map(_period)
    notes = own["Value note"].reset_index(drop=True)
    return as_tidy(parts, indicator=indicator).assign(value_note=notes), str(names[0])


def _period(label: str) -> str:
    """Write "2014 - 16" as "2014 to 2016", and leave other periods as they are."""
    found = _RANGE.fullmatch(label)
    if not found:
        return label
    last = int(found[1]) // 100 * 100 + int(found[2])
    return f"{found[1]} to {last if last >= int(found[1]) else last + 100}"
