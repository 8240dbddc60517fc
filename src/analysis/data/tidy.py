"""The one shape of table that crosses every boundary, its contract, and its periods."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa

from analysis.errors import DataError

KEY = ("indicator", "area_code", "period", "sex", "age", "category_type", "category")
TEXT = (
    "indicator",
    "area_code",
    "area_name",
    "area_type",
    "period",
    "sex",
    "age",
    "category_type",
    "category",
)
NUMBERS = ("count", "denominator", "value", "lower_ci", "upper_ci")
COLUMNS = (
    "indicator",
    "area_code",
    "area_name",
    "area_type",
    "period",
    "period_start",
    "period_end",
    "sex",
    "age",
    "category_type",
    "category",
    *NUMBERS,
)
OPTIONAL = ("value_note",)
SEXES = ("Persons", "Female", "Male")

_PERIODS = (
    (re.compile(r"(\d{4})"), "calendar"),
    (re.compile(r"(\d{4}) to (\d{4})"), "calendar"),
    (re.compile(r"(\d{4})/(\d{2})"), "financial"),
    (re.compile(r"(\d{4})/(\d{2})-(\d{2})/(\d{2})"), "financial"),
    (re.compile(r"(\d{4})/\d{2} Q[1-4](?: - (\d{4})/\d{2} Q[1-4])?"), "cumulative"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A published period of one or more whole years."""

    # As the publisher writes it: ``"2014 to 2016"``, ``"2023/24"``.
    label: str
    # The first and last year covered. A financial or school year is named by the calendar year in
    # which it begins, so ``"2023/24"`` is 2023 to 2023 and two such years never overlap.
    first_year: int
    last_year: int
    kind: str

    @property
    def years(self) -> int:
        """How many years the period covers."""
        return self.last_year - self.first_year + 1


def parse_period(label: str) -> Period:
    """Read a publisher's period label.

    >>> parse_period("2014 to 2016").years
    3
    >>> parse_period("2013/14-15/16")
    Period(label='2013/14-15/16', first_year=2013, last_year=2015, kind='financial')
    """
    for pattern, kind in _PERIODS:
        found = pattern.fullmatch(label)
        if not found:
            continue
        years = [int(part) for part in found.groups() if part is not None]
        first = years[0]
        if kind == "financial":
            ends = years[1::2]
            last = first if len(years) == 2 else first // 100 * 100 + years[2]
            if ends[-1] != (last + 1) % 100 or ends[0] != (first + 1) % 100:
                break
        else:
            last = years[-1]
        if last < first:
            break
        return Period(label, first, last, kind)
    raise DataError(
        f'The period "{label}" is not understood. Write a year ("2023"), years ("2014 to 2016"), '
        f'a financial or school year ("2023/24") or several of them ("2013/14-15/16").'
    )


def _tidy_schema(unit: str) -> pa.DataFrameSchema:
    """Build the contract for one indicator's table; a percentage is bounded by its unit."""
    most = [pa.Check.le(100, error="is a percentage over 100")] if unit.startswith("%") else []
    least = [] if unit == "years" else [pa.Check.ge(0, error="is below zero")]
    text = {name: pa.Column(str, nullable=name not in KEY[:4]) for name in TEXT}
    text["sex"] = pa.Column(
        str, pa.Check.isin(SEXES, error="is not one of Persons, Female and Male")
    )
    years = pa.Column("int64", pa.Check.in_range(1800, 2200, error="is not a year"))
    return pa.DataFrameSchema(
        {
            **text,
            "period_start": years,
            "period_end": years,
            "count": pa.Column("float64", pa.Check.ge(0, error="is below zero"), nullable=True),
            "denominator": pa.Column(
                "float64", pa.Check.ge(0, error="is below zero"), nullable=True
            ),
            "value": pa.Column("float64", [*most, *least], nullable=True),
            "lower_ci": pa.Column("float64", nullable=True),
            "upper_ci": pa.Column("float64", nullable=True),
            "value_note": pa.Column(str, required=False, nullable=True),
        },
        strict=True,
    )


def check_tidy(data: pd.DataFrame, *, where: str, unit: str = "") -> pd.DataFrame:
    """Return a table that keeps the tidy contract, or stop with the row that breaks it."""
    data = read_numbers(data, where=where)
    for column in ("period_start", "period_end"):
        _refuse_rows(data[column] % 1 > 0, data, where, f"has a {column} that is no whole year")
    infinite = data[list(NUMBERS)].isin([np.inf, -np.inf]).any(axis=1)
    _refuse_rows(infinite, data, where, "has a number that is infinite")
    try:
        _tidy_schema(unit).validate(data)
    except pa.errors.SchemaError as broken:
        raise DataError(_sentence(broken, where)) from broken
    _refuse_rows(data.duplicated(list(KEY)), data, where, "repeats the key of an earlier row")
    outside = (data["value"] < data["lower_ci"]) | (data["value"] > data["upper_ci"])
    _refuse_rows(outside, data, where, "has a value outside its own interval")
    crossed = data["lower_ci"] > data["upper_ci"]
    _refuse_rows(crossed, data, where, "has an interval that ends before it begins")
    half = data["lower_ci"].isna() != data["upper_ci"].isna()
    _refuse_rows(half, data, where, "has one end of an interval without the other")
    return _check_periods(data, where)


def read_numbers(data: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """Give a table with the tidy columns whose numbers are numbers, or stop."""
    check_columns(data, COLUMNS, where=where, optional=OPTIONAL)
    for column in ("period_start", "period_end", *NUMBERS):
        data[column] = check_number(data[column], where=where)
    return data


def check_columns(
    data: pd.DataFrame, expected: Sequence[str], *, where: str, optional: Sequence[str] = ()
) -> pd.DataFrame:
    """Return a table that has just these columns, or stop naming the first that is wrong."""
    missing = [column for column in expected if column not in data.columns]
    unknown = [column for column in data.columns if column not in (*expected, *optional)]
    if missing:
        raise DataError(
            f"{where} has no column {missing[0]}. Take the file from its publisher again, or "
            f"restore it from the last edition."
        )
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
    if text.any():
        row = int(text.to_numpy().argmax())
        raise DataError(
            f'{where}, row {row + 2}: the {column.name} "{column.iloc[row]}" is not a number.'
        )
    return numbers.astype("float64")


def check_numbers(data: pd.DataFrame, text: Sequence[str], *, where: str) -> pd.DataFrame:
    """Return a table of which every column but the named ones holds numbers, or stop."""
    for column in data.columns.difference(list(text), sort=False):
        check_number(data[column], where=where)
    return data


def _check_periods(data: pd.DataFrame, where: str) -> pd.DataFrame:
    """Hold each label against the years beside it, once for each of the few labels."""
    periods = data[["period", "period_start", "period_end"]].reset_index(drop=True)
    for row, label, start, end in periods.drop_duplicates().itertuples(name=None):
        try:
            period = parse_period(label)
        except DataError as problem:
            raise DataError(f"{where}, row {row + 2}: {problem}") from problem
        last = period.last_year + (1 if period.kind == "financial" else 0)
        if (period.first_year, last) != (start, end):
            raise DataError(
                f'{where}, row {row + 2}: the period "{label}" is not the '
                f"years {start} to {end} that stand beside it."
            )
    return data


def _refuse_rows(wrong: pd.Series, data: pd.DataFrame, where: str, reason: str) -> None:
    if wrong.any():
        position = int(wrong.to_numpy().argmax())
        row = data.iloc[position]
        raise DataError(
            f"{where}, row {position + 2}: {row['area_name']} ({row['area_code']}), "
            f"{row['period']}, {row['sex']}, {reason}."
        )


def _sentence(broken: pa.errors.SchemaError, where: str) -> str:
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
