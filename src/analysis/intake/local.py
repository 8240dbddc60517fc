"""Local figures: the template of their file, and every problem of a filled-in one by its row."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from analysis.data.areas import get_area
from analysis.data.catalogue import LIFE_STAGES, POLARITIES
from analysis.data.tidy import KEY, NUMBERS, PER, SEXES, parse_period
from analysis.errors import DataError, ParameterError, UnknownAreaError, nearest

COLUMNS = {
    "indicator": "short name in lower-case letters, digits and hyphens; the same in every row",
    "name": "the indicator's name, as a heading has it",
    "unit": "%, per 1,000, per 10,000, per 100,000, years, £ or another word",
    "polarity": "high is good, low is good or no judgement",
    "life_stage": "where it stands in the life course, such as healthy behaviours",
    "source": "who collected it, and when",
    "area_code": "code of an authority, ward or region",
    "area_name": "its name",
    "period": "2023, 2021 to 2023 or 2023/24",
    "sex": "Persons, Female or Male",
    "age": "the ages it is about; may be blank",
    "category_type": "the kind of group, such as ethnic group; blank for everyone",
    "category": "the group; blank for everyone",
    "count": "people or events; blank for a mean",
    "denominator": "the people that the count is out of",
    "value": "the rate or mean; blank where it is to be worked out from the two before",
    "lower_ci": "lower 95% limit; blank where it is to be worked out or is not known",
    "upper_ci": "upper 95% limit",
}
"""Each column of the template and what it holds."""
ABOUT = ("name", "unit", "polarity", "life_stage", "source")
"""What is the same in every row of an indicator."""
NEEDED = ("indicator", *ABOUT, "area_code", "area_name", "period", "sex")

ROW = "row"
SHEET = "figures"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ROUNDING = 0.051


def write_template(path: Path) -> Path:
    """Write an empty template: CSV, or an Excel workbook with a sheet that explains the columns."""
    if path.exists():
        raise ParameterError(f"{path.name} is there already. Rename or remove it first.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(COLUMNS)
    elif path.suffix == ".xlsx":
        book = Workbook()
        sheet = book.active
        sheet.title = "figures"
        sheet.append(list(COLUMNS))
        notes = book.create_sheet("columns")
        notes.append(["column", "what it holds"])
        for row in COLUMNS.items():
            notes.append(list(row))
        book.save(path)
    else:
        raise ParameterError(f"{path.name}: a template is a .csv or an .xlsx file.")
    return path


def read_local(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Read a filled-in template as text, with its rows' numbers, and what is wrong in its shape."""
    try:
        rows, problems = _workbook(path) if path.suffix == ".xlsx" else _csv(path)
    except (BadZipFile, InvalidFileException, KeyError) as problem:
        raise DataError(f"{path.name} is no Excel workbook. Save it as .xlsx or .csv.") from problem
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise DataError(f"{path.name} cannot be read as a table: {problem}.") from problem
    filled = [(number, row) for number, row in rows if any(row)]
    if not filled:
        raise DataError(f"{path.name} is empty: not even its first row has headings.")
    (_, header), *rest = filled
    for number, row in rest:
        if len(row) > len(header) and any(row[len(header) :]):
            problems.append(f"row {number}: has more cells than there are headings.")
    cells = [[*row, *[""] * len(header)][: len(header)] for _, row in rest]
    data = pd.DataFrame(cells, columns=header, dtype="str")
    return data.assign(**{ROW: [number for number, _ in rest]}), problems


def _csv(path: Path) -> tuple[list[tuple[int, list[str]]], list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file)]
    return list(enumerate(rows, start=1)), []


def _workbook(path: Path) -> tuple[list[tuple[int, list[str]]], list[str]]:
    book = load_workbook(path)
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    problems = [
        f"row {cells.min_row}: the cells {cells.coord} are merged. Undo it and fill in each cell."
        for cells in sorted(sheet.merged_cells.ranges, key=lambda cells: cells.min_row)
    ]
    rows = []
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = ["" if cell is None else _text(cell) for cell in row]
        formulas = [text for text in texts if text.startswith("=")]
        said = f"row {number}: {{}} is a formula. Paste its value in its place."
        problems += [said.format(text) for text in formulas]
        rows.append((number, texts))
    return rows, problems


def _text(cell: object) -> str:
    """Write a cell as it is seen: a year is 2023, not 2023.0."""
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell).strip()  # type: ignore[call-overload]


@dataclass
class Checked:
    """A local file after its check."""

    name: str
    data: pd.DataFrame
    problems: list[str] = field(default_factory=list)


def check_local(path: Path) -> Checked:
    """Check a filled-in template and explain every problem by its row."""
    data, problems = read_local(path)
    headings = _headings(data)
    if headings or data.empty:
        nothing = ["the file holds no rows below its headings."] if data.empty else []
        return Checked(path.name, data, [*problems, *headings, *nothing])
    numbers, texts = _as_numbers(data)
    found = texts + _words(data)
    found += _each(data, "area_code", get_area) + _each(data, "period", parse_period)
    found += _repeats(data) + _about(data) + _rates(numbers)
    found.sort(key=lambda one: one[0])
    return Checked(path.name, numbers, problems + [f"row {row}: {text}" for row, text in found])


def check_folder(folder: Path) -> list[Checked]:
    """Check every file of a folder of local figures."""
    found = sorted(path for path in folder.glob("*") if path.suffix in (".csv", ".xlsx"))
    files = [path for path in found if not path.name.startswith((".", "~"))]
    if not files:
        raise DataError(
            "There are no .csv or .xlsx files in data/local. `analysis template` writes an empty "
            "one."
        )
    return [check_local(path) for path in files]


Problems = list[tuple[int, str]]


def _at(wrong: pd.Series, data: pd.DataFrame, said: str) -> Problems:
    """Say the same of each row that is wrong; the words name its cells by their ``{column}``."""
    rows = data[wrong].to_dict("records")
    return [(row[ROW], said.format(**{str(name): row[name] for name in row})) for row in rows]


def _headings(data: pd.DataFrame) -> list[str]:
    given = [name for name in data.columns if name != ROW]
    missing = [name for name in COLUMNS if name not in given]
    strange = [name for name in given if name not in COLUMNS]
    twice = [name for name in dict.fromkeys(given) if given.count(name) > 1]
    return [
        *(f"row 1: there is no column {name}: {COLUMNS[name]}." for name in missing),
        *(f'row 1: the column "{n}" is not in the template.{nearest(n, COLUMNS)}' for n in strange),
        *(f"row 1: the column {name} stands there twice." for name in twice),
    ]


def _as_numbers(data: pd.DataFrame) -> tuple[pd.DataFrame, Problems]:
    found: Problems = []
    result = data.copy()
    for name in NUMBERS:
        numbers = pd.to_numeric(data[name].where(data[name] != ""), errors="coerce")
        wrong = numbers.isna() & (data[name] != "")
        said = f'the {name} "{{{name}}}" is not a number. Write digits alone, or leave it blank.'
        found += _at(wrong, data, said) + _at(numbers < 0, data, f"the {name} is below zero.")
        result[name] = numbers.astype("float64")
    return result, found


def _words(data: pd.DataFrame) -> Problems:
    found: Problems = []
    for name in NEEDED:
        found += _at(data[name] == "", data, f"the {name} is blank: {COLUMNS[name]}.")
    choices = {"sex": SEXES, "polarity": POLARITIES, "life_stage": LIFE_STAGES}
    for name, known in choices.items():
        said = f'the {name} "{{{name}}}" is not one of {", ".join(known)}.'
        found += _at(~data[name].isin([*known, ""]), data, said)
    wrong = ~data["indicator"].str.fullmatch(_SLUG) & (data["indicator"] != "")
    said = 'the indicator "{indicator}" has other letters than a to z, digits and hyphens.'
    half = (data["category"] == "") != (data["category_type"] == "")
    other_way = "has a group without its kind, or the other way round."
    return found + _at(wrong, data, said) + _at(half, data, other_way)


def _each(data: pd.DataFrame, column: str, check: Callable[[str], object]) -> Problems:
    """Check each different word of a column once."""
    found: Problems = []
    for word in data[column].unique():
        if not word:
            continue
        try:
            check(word)
        except (UnknownAreaError, DataError) as problem:
            found += [(row, str(problem)) for row in data.loc[data[column] == word, ROW]]
    return found


def _repeats(data: pd.DataFrame) -> Problems:
    marked = data.assign(before=data.groupby(list(KEY))[ROW].transform("first"))
    said = "repeats row {before}: the same indicator, area, period, sex, age and group."
    return _at(data.duplicated(list(KEY)), marked, said)


def _about(data: pd.DataFrame) -> Problems:
    found: Problems = []
    for name in ABOUT:
        marked = data.assign(before=data.groupby("indicator")[name].transform("first"))
        said = f'the {name} "{{{name}}}" is not that of the rows before, "{{before}}".'
        found += _at(data[name] != marked["before"], marked, said)
    return found


def _rates(data: pd.DataFrame) -> Problems:
    """Check what a rate is made of: a rate without what it is out of cannot be relied on."""
    found: Problems = []
    for row in data.to_dict("records"):
        number, per = row[ROW], PER.get(str(row["unit"]), 0)
        count, denominator, value = row["count"], row["denominator"], row["value"]
        if per and pd.isna(denominator):
            if pd.notna(value) or pd.notna(count):
                found.append((number, "has a rate or count without the denominator it is out of."))
        elif per and denominator == 0:
            found.append((number, "has a denominator of nought."))
        elif per and _differs(per * count / denominator, value):
            made = f"{per * count / denominator:.1f}"
            found.append((number, f"the value {value:g} is not count over denominator, {made}."))
        if row["unit"] == "%" and pd.notna(count) and count > denominator:
            found.append((number, "counts more people than there are."))
        limits = pd.notna(row["lower_ci"]), pd.notna(row["upper_ci"])
        if limits[0] != limits[1]:
            found.append((number, "has one end of an interval without the other."))
        elif all(limits) and not row["lower_ci"] <= value <= row["upper_ci"]:
            found.append((number, "has a value outside its own interval."))
    return found


def _differs(made: float, given: float) -> bool:
    """Whether two numbers differ by more than rounding; a missing one differs from nothing."""
    return abs(made - given) > _ROUNDING + 0.001 * abs(given)
