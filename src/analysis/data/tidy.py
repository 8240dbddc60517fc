"""The one shape of table that crosses every boundary, and its contract."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import yaml

from analysis.data.columns import copied
from analysis.data.periods import parse_period
from analysis.data.raw import cached, locate, read_table
from analysis.errors import DataError

if TYPE_CHECKING:
    import pandera.pandas as pa

TABLES = Path(__file__).with_name("tables.yml")
"""How raw tables that are not tidy are read."""
KEY = ("indicator", "area_code", "period", "sex", "age", "category_type", "category")
NUMBERS = ("count", "denominator", "value", "lower_ci", "upper_ci")
COLUMNS = (
    *("indicator", "area_code", "area_name", "area_type", "period", "period_start", "period_end"),
    *("sex", "age", "category_type", "category"),
    *NUMBERS,
)
YEARS = ("period_start", "period_end")
TEXT = tuple(name for name in COLUMNS if name not in (*YEARS, *NUMBERS))
OPTIONAL = ("value_note",)
SEXES = ("Persons", "Female", "Male")
WORDS = (
    *("_code", "_name", "_type", "sex", "age", "age_band", "period", "school_year", "urban"),
    *("indicator", "serves", "category", "unit"),
)
"""How the names of columns of a raw table end that hold words; the others hold numbers."""
PER = {"%": 100, "per 1,000": 1_000, "per 10,000": 10_000, "per 100,000": 100_000}
"""Out of how many a rate of each unit is."""


def per_of(unit: str) -> int:
    """Say out of how many a rate of a unit is; nought for what is no rate.

    >>> per_of("per 1,000 live births"), per_of("years")
    (1000, 0)
    """
    return next((number for name, number in PER.items() if unit.startswith(name)), 0)


def _check_columns_by_contract(data: pd.DataFrame, where: str, unit: str) -> None:
    """Hold each column against the contract; a percentage is bounded by its unit."""
    # Figures are checked once: a command with nothing to do does without it.
    import pandera.pandas as pa  # noqa: PLC0415

    most = [pa.Check.le(100, error="is a percentage over 100")] if unit.startswith("%") else []
    least = pa.Check.ge(0, error="is below zero")
    checks = {"count": [least], "denominator": [least]}
    checks["value"] = [*most, *([least] if per_of(unit) else [])]
    text = {name: pa.Column(nullable=name not in KEY[:4]) for name in TEXT}
    sex = pa.Check.isin(SEXES, error="is not one of Persons, Female and Male")
    years = pa.Column("int64", pa.Check.in_range(1800, 2200, error="is not a year"))
    numbers = {name: pa.Column("float64", checks.get(name), nullable=True) for name in NUMBERS}
    optional = {name: pa.Column(required=False, nullable=True) for name in OPTIONAL}
    columns = text | {"sex": pa.Column(checks=sex)} | dict.fromkeys(YEARS, years)
    try:
        pa.DataFrameSchema(columns | numbers | optional, strict=True).validate(data)
    except pa.errors.SchemaError as broken:
        raise DataError(_sentence(broken, where)) from broken


def check_tidy(data: pd.DataFrame, *, where: str, unit: str = "") -> pd.DataFrame:
    """Return a table that keeps the tidy contract, or stop with the row that breaks it."""
    data = read_numbers(data, where=where)
    for column in YEARS:
        _refuse_figures(data[column] % 1 > 0, data, where, f"has a {column} that is no whole year")
    infinite = data[list(NUMBERS)].isin([np.inf, -np.inf]).any(axis=1)
    _refuse_figures(infinite, data, where, "has a number that is infinite")
    _check_columns_by_contract(data, where, unit)
    value, lower, upper = (data[name] for name in ("value", "lower_ci", "upper_ci"))
    for wrong, reason in (
        (data.duplicated(list(KEY)), "repeats the key of an earlier row"),
        ((value < lower) | (value > upper), "has a value outside its own interval"),
        (lower > upper, "has an interval that ends before it begins"),
        (lower.isna() != upper.isna(), "has one end of an interval without the other"),
    ):
        _refuse_figures(wrong, data, where, reason)
    return _check_periods(data, where)


def rows_of(data: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table, each by the names of its columns: `to_dict` takes far longer.

    >>> rows_of(pd.DataFrame({"sex": ["Female"], "value": [81.5]}))
    [{'sex': 'Female', 'value': 81.5}]
    """
    # By way of arrays of numpy: a column of text gives its words one at a time.
    columns = {str(name): column.to_numpy().tolist() for name, column in data.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def read_numbers(data: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """Give a table with the tidy columns whose numbers are numbers, or stop."""
    check_columns(data, COLUMNS, where=where, optional=OPTIONAL)
    for column in (*YEARS, *NUMBERS):
        data[column] = check_number(data[column], where=where)
    return data


def check_columns(
    data: pd.DataFrame, expected: Sequence[str], *, where: str, optional: Sequence[str] | None = ()
) -> pd.DataFrame:
    """Return a table that has just these columns, or stop; any may stand beside them for None."""
    missing = [column for column in expected if column not in data.columns]
    if missing:
        raise DataError(
            f"{where} has no column {missing[0]}. Take the file from its publisher again, or "
            f"restore it from the last edition."
        )
    known = data.columns if optional is None else (*expected, *optional)
    unknown = [column for column in data.columns if column not in known]
    if unknown:
        raise DataError(
            f"{where} has an unknown column {unknown[0]}. The columns are {', '.join(expected)}."
        )
    return data


def check_number(column: pd.Series, *, where: str) -> pd.Series:
    """Return a column as numbers, or stop at the first cell that is text."""
    if pd.api.types.is_float_dtype(column) or pd.api.types.is_integer_dtype(column):
        return column.astype("float64") if column.name in NUMBERS else column
    numbers = pd.to_numeric(column, errors="coerce")
    text = numbers.isna() & column.notna()
    words = pd.DataFrame({"cell": column})
    refuse(text, words, where, f'the {column.name} "{{cell}}" is not a number.')
    return numbers.astype("float64")


def refuse(wrong: pd.Series, data: pd.DataFrame, where: str, reason: str) -> None:
    """Stop at the first row that is wrong; the reason names cells by their ``{column}``."""
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        cells = {str(name): data[name].iloc[row] for name in data.columns}
        raise DataError(f"{where}, row {row + 2}: {reason.format(**cells)}")


def refuse_repeats(data: pd.DataFrame, key: Sequence[str], where: str) -> pd.DataFrame:
    """Return a table whose key is unique, or stop at the first row that repeats one."""
    said = ", ".join(f"{{{name}}}" for name in key)
    if key:
        refuse(data.duplicated(list(key)), data, where, f"{said} repeats an earlier row.")
    return data


@cached
def _raw_tables() -> dict[str, Any]:
    return yaml.load(TABLES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@copied
def read_raw_table(stem: str) -> pd.DataFrame:
    """Read a raw table that is not tidy as `tables.yml` says, or stop at the first wrong row."""
    about, where = _raw_tables()[stem], locate(stem)
    names = {raw: ours or raw for raw, ours in about["columns"].items()}
    text = [raw for raw, ours in names.items() if raw.endswith(WORDS) or ours.endswith(WORDS)]
    data = read_table(stem, text=text)
    check_columns(data, [*names], where=where, optional=None if about.get("open") else ())
    data = data[[*names]]
    for column in data.columns.difference(text, sort=False):
        check_number(data[column], where=where)
    return refuse_repeats(data, about["key"], where).rename(columns=names)


def _check_periods(data: pd.DataFrame, where: str) -> pd.DataFrame:
    """Hold each label against the years beside it, once for each of the few labels."""
    periods = data[["period", *YEARS]].reset_index(drop=True)
    for row, label, start, end in periods.drop_duplicates().itertuples(name=None):
        try:
            period = parse_period(label)
        except DataError as problem:
            raise DataError(f"{where}, row {row + 2}: {problem}") from problem
        if period.label != label:
            raise DataError(
                f'{where}, row {row + 2}: the period "{label}" is written "{period.label}" here.'
            )
        if (period.first_year, period.end_year) != (start, end):
            raise DataError(
                f'{where}, row {row + 2}: the period "{label}" is not the '
                f"years {start} to {end} that stand beside it."
            )
    return data


def _refuse_figures(wrong: pd.Series, data: pd.DataFrame, where: str, reason: str) -> None:
    refuse(wrong, data, where, f"{{area_name}} ({{area_code}}), {{period}}, {{sex}}, {reason}.")


def _sentence(broken: "pa.errors.SchemaError", where: str) -> str:
    """Turn pandera's report into one sentence with the file, the row and the reason."""
    column = getattr(broken.schema, "name", None) or "a column"
    cases = broken.failure_cases
    if isinstance(cases, pd.DataFrame) and len(cases) and pd.notna(cases["index"].iloc[0]):
        first = cases.iloc[0]
        reason = getattr(broken.check, "error", None)
        fault = reason or "is blank where a figure's key needs a word"
        cell = "" if reason is None else f" {first['failure_case']}"
        return f"{where}, row {int(first['index']) + 2}: the {column}{cell} {fault}."
    return f"{where}: the column {column} does not hold what it should: {broken.args[0]}"
