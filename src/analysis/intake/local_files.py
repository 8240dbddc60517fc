"""Files of local figures as people save them: rows of text, and what of them is not read."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from analysis.errors import DataError, nearest

ROW = "row"
SHEET, EXPLAINED = "figures", "columns"
READ = (".csv", ".xlsx")
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
TITLES = 20
"""How many rows of titles may stand above the headings."""


@dataclass
class Sheet:
    """What a file holds: its cells as text below headings, what is wrong, and what is not read."""

    data: pd.DataFrame
    problems: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    heading: int = 1


def read_sheet(path: Path, known: Iterable[str]) -> Sheet:
    """Read a file of local figures; its headings are the first row with three of those known."""
    problems: list[str] = []
    passed: list[str] = []
    try:
        workbook = path.suffix.lower() == ".xlsx"
        cells = _workbook(path, problems, passed) if workbook else _csv(path)
    except (BadZipFile, InvalidFileException, KeyError) as problem:
        raise DataError(f"{path.name} is no Excel workbook. Save it as .xlsx or .csv.") from problem
    except pd.errors.ParserError as problem:
        raise DataError(
            f"{path.name} cannot be read as a table: a quotation mark is not closed."
        ) from problem
    except (OSError, csv.Error) as problem:
        raise DataError(f"{path.name} cannot be read as a table: {problem}.") from problem
    cells = cells.apply(lambda column: column.str.strip())
    cells = cells.set_axis(range(1, len(cells) + 1))
    cells = cells[_filled(cells)]
    if cells.empty:
        raise DataError(f"{path.name} is empty: not even its first row has headings.")
    names = set(known)
    first = [[heading_of(cell) for cell in row] for row in cells.head(TITLES).to_numpy()]
    above = next((place for place, row in enumerate(first) if len(names.intersection(row)) > 2), 0)
    for number, row in cells.head(above).iterrows():
        title = next(filter(None, row))
        passed.append(f'row {number} above the headings is not read: "{title}".')
    header = first[above]
    while header and not header[-1]:
        header.pop()
    data = cells.iloc[above + 1 :]
    problems += [f"row {number}: has more cells than there are headings."
                 for number in data.index[_filled(data.iloc[:, len(header) :])]]  # fmt: skip
    data = data.iloc[:, : len(header)].set_axis(header, axis="columns")
    return Sheet(
        data.assign(**{ROW: data.index}).reset_index(drop=True), problems, passed,
        int(cells.index[above]),
    )  # fmt: skip


def _filled(cells: pd.DataFrame) -> pd.Series:
    return (cells != "").any(axis="columns")


def heading_of(cell: str) -> str:
    """Write a heading as the template has it.

    >>> heading_of("Area Code"), heading_of("LOWER-CI")
    ('area_code', 'lower_ci')
    """
    return "_".join(cell.lower().replace("_", " ").replace("-", " ").split())


def _csv(path: Path) -> pd.DataFrame:
    text = _decoded(path.read_bytes())
    begin = text[:10_000]
    delimiter = max(DELIMITERS, key=begin.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    width = max(map(len, rows), default=0)
    if not width:
        return pd.DataFrame()
    cells = pd.read_csv(
        io.StringIO(text, newline=""), sep=delimiter, header=None, names=range(width), dtype="str",
        keep_default_na=False, skip_blank_lines=False,
    )  # fmt: skip
    return cells.fillna("")


def _decoded(content: bytes) -> str:
    """Read text as Excel saves it: UTF-8, UTF-16, or Windows-1252 as in Britain."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _workbook(path: Path, problems: list[str], passed: list[str]) -> pd.DataFrame:
    book = load_workbook(path)
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    for other in book.worksheets:
        if other is not sheet and other.title != EXPLAINED and _is_filled(other):
            passed.append(f'the sheet "{other.title}" is not read. Save it as a file of its own.')
    for cells in sorted(sheet.merged_cells.ranges, key=lambda cells: cells.min_row):
        said = f"the cells {cells.coord} are merged. Undo it and fill in each cell."
        problems.append(f"row {cells.min_row}: {said}")
    rows = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = [_text(cell) for cell in row]
        problems += [f"row {number}: {text} is a formula. Paste its value in its place."
                     for text in texts if text.startswith("=")]  # fmt: skip
        rows.append(texts)
    return pd.DataFrame(rows, dtype="str")


def _is_filled(sheet: Any) -> bool:
    return any(cell is not None for row in sheet.iter_rows(values_only=True) for cell in row)


def _text(cell: Any) -> str:
    """Write a cell as its owner sees it: a year is 2023, not 2023.0, and 0.7 may be 70%."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d-%b-%Y}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if "%" in str(cell.number_format):
            return f"{str(float(Decimal(str(value)) * 100)).removesuffix('.0')}%"
        return str(int(value) if float(value).is_integer() else value)
    return str(value).strip()


def sort_out(folder: Path) -> tuple[list[Path], list[str]]:
    """List the files of a folder that can be read, and say what else lies there."""
    files, passed = [], []
    for path in sorted(folder.glob("*")):
        if path.name.startswith(("~", ".")):
            passed.append(f"{path.name} is not read: it is a file of a program.")
        elif path.is_dir():
            said = "is a folder, and is not read. Put its files into data/local."
            passed.append(f"{path.name} {said}")
        elif path.suffix.lower() not in READ:
            passed.append(f"{path.name} is not read. Save it as .xlsx or .csv.")
        else:
            files.append(path)
    return files, passed


def heading_problems(sheet: Sheet, known: dict[str, str], needed: Iterable[str]) -> Iterator[str]:
    """Say what is wrong with the headings; a column that nothing asks for is passed over."""
    given = [name for name in sheet.data.columns if name != ROW]
    missing = [name for name in known if name not in given]
    at = f"row {sheet.heading}"
    misspelt = []
    for name in given:
        if name in known:
            continue
        near = nearest(name, missing) if name else ""
        if near:
            misspelt.append(near.removeprefix(" Did you mean ").removesuffix("?"))
            yield f'{at}: the column "{name}" is not in the template.{near}'
        else:
            sheet.passed.append(f'the column "{name}" is not read: the template has none.')
    yield from (f"{at}: there is no column {name}: {known[name]}."
                for name in needed if name in missing and name not in misspelt)  # fmt: skip
    twice = (name for name in dict.fromkeys(given) if name in known and given.count(name) > 1)
    yield from (f"{at}: the column {name} stands there twice." for name in twice)
