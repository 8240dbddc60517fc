"""Files of local figures as people save them: rows of text, and what of them is not read."""

import csv
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from analysis.data.periods import MONTHS
from analysis.errors import DataError, nearest

ROW = "row"
SHEET, EXPLAINED = "figures", "columns"
READ = (".csv", ".xlsx")
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
NOT_A_WORKBOOK = (
    *(BadZipFile, InvalidFileException, zlib.error, EOFError, SyntaxError),
    *(AttributeError, IndexError, KeyError, TypeError, ValueError),
)
"""What opening a file that is no workbook, or a broken one, ends with."""
_NO_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_MONTHS = [month.lower() for month in MONTHS]
_DATE = re.compile(rf"(\d{{1,2}})-({'|'.join(_MONTHS)})[a-z]*(?:-\d{{2,4}})?", re.IGNORECASE)
_MONTH = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*-(\d{{2}})", re.IGNORECASE)
_WRITTEN = re.compile(r"(\d{1,2})[/.:](\d{1,2})(?:[/.:]\d{2,4})?|\d{4}-(\d\d)-(\d\d)(?: [\d:]+)?")
TITLES = 20
"""How many rows of titles may stand above the headings."""
Problem = tuple[int, str, str]
"""The row, what is the same in all rows that have this problem, and what is said of this one."""


@dataclass
class Sheet:
    """What a file holds: its cells as text below headings, what is wrong, and what is not read."""

    data: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    heading: int = 1


def read_sheet(path: Path, known: Iterable[str]) -> Sheet:
    """Read a file of local figures; its headings are the first row with three of those known."""
    problems: list[Problem] = []
    passed: list[str] = []
    names = frozenset(known)
    try:
        workbook = path.suffix.lower() == ".xlsx"
        cells = _workbook(path, names, problems, passed) if workbook else _csv(path, problems)
    except pd.errors.ParserError as problem:
        raise DataError(
            f"{path.name} cannot be read as a table: a quotation mark is not closed."
        ) from problem
    except (OSError, csv.Error) as problem:
        said = getattr(problem, "strerror", None) or problem
        raise DataError(f"{path.name} cannot be read as a table: {said}.") from problem
    cells = cells.apply(lambda column: column.str.strip())
    cells = cells.set_axis(range(1, len(cells) + 1))
    cells = cells[_filled(cells)]
    if cells.empty:
        raise DataError(f"{path.name} is empty: not even its first row has headings.")
    above = _heading_row(cells, names)
    if above is None:
        raise DataError(
            f"{path.name} has no row with the headings of the template among its first {TITLES}. "
            f"`analysis template` writes them."
        )
    for number, row in cells.head(above).iterrows():
        title = next(filter(None, row))
        passed.append(f'row {number} above the headings is not read: "{title}".')
    header = [heading_of(cell) for cell in cells.iloc[above]]
    while header and not header[-1]:
        header.pop()
    data = cells.iloc[above + 1 :]
    problems += [(number, "cells", "has more cells than there are headings.")
                 for number in data.index[_filled(data.iloc[:, len(header) :])]]  # fmt: skip
    data = data.iloc[:, : len(header)].set_axis(header, axis="columns")
    return Sheet(
        data.assign(**{ROW: data.index}).reset_index(drop=True), problems, passed,
        int(cells.index[above]),
    )  # fmt: skip


def _heading_row(cells: pd.DataFrame, names: frozenset[str]) -> int | None:
    """Find the first row that has three of the headings, counted from nought."""
    for place, row in enumerate(cells.head(TITLES).to_numpy()):
        if len(names.intersection(heading_of(str(cell)) for cell in row)) > 2:
            return place
    return None


def _filled(cells: pd.DataFrame) -> pd.Series:
    return (cells != "").any(axis="columns")


def heading_of(cell: str) -> str:
    """Write a heading as the template has it.

    >>> heading_of("Area Code"), heading_of("LOWER-CI")
    ('area_code', 'lower_ci')
    """
    return "_".join(cell.lower().replace("_", " ").replace("-", " ").split())


def _csv(path: Path, problems: list[Problem]) -> pd.DataFrame:
    text = _decoded(path)
    begin = text[:10_000]
    delimiter = max(DELIMITERS, key=begin.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    width = max(map(len, rows), default=0)
    if not width:
        return pd.DataFrame()
    cells = pd.read_csv(
        io.StringIO(text, newline=""), sep=delimiter, header=None, names=range(width), dtype="str",
        keep_default_na=False, skip_blank_lines=False,
    ).fillna("")  # fmt: skip
    if delimiter == ";":
        # Where semicolons part cells, a comma may be that of thousands or that of decimals.
        said = "has a comma. Write decimals with a point, and thousands without a comma."
        for column in cells:
            found = cells[column].str.fullmatch(r"\s*[-−]?\d+(,\d+)+\s*").to_numpy()
            for at in np.flatnonzero(found).tolist():
                problems.append((at + 1, "comma", f'"{cells[column].iloc[at].strip()}" {said}'))
    return cells


def _decoded(path: Path) -> str:
    """Read text as Excel saves it: UTF-8, UTF-16, or Windows-1252 as in Britain."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    elif content[1:2] == b"\0":
        text = content.decode("utf-16-le", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if _NO_TEXT.search(text):
        raise DataError(
            f"{path.name} is no plain text, or its letters are of no known kind. Save it as "
            f'"CSV UTF-8" or as .xlsx.'
        )
    return text


def _workbook(
    path: Path, names: frozenset[str], problems: list[Problem], passed: list[str]
) -> pd.DataFrame:
    book = _opened(path)
    tables = {sheet.title: _texts(sheet) for sheet in book.worksheets}
    headed = [title for title, cells in tables.items() if _heading_row(cells, names) is not None]
    chosen = SHEET if SHEET in headed else next(iter([*headed, *tables]))
    for title, cells in tables.items():
        if title not in (chosen, EXPLAINED) and _filled(cells).any():
            passed.append(f'the sheet "{title}" is not read. Save it as a file of its own.')
    sheet = book[chosen]
    for cells in sorted(sheet.merged_cells.ranges, key=lambda cells: cells.min_row):
        said = f"the cells {cells.coord} are merged. Undo it and fill in each cell."
        problems.append((cells.min_row, "merged", said))
    hidden = [
        kind
        for kind, lines in (("rows", sheet.row_dimensions), ("columns", sheet.column_dimensions))
        if any(one.hidden for one in lines.values())
    ]
    passed += [f"{kind} that the sheet hides are read like the others." for kind in hidden]
    for at, row in enumerate(tables[chosen].to_numpy(), start=1):
        problems += [(at, "formula", f"{cell} is a formula. Paste its value in its place.")
                     for cell in row if cell.startswith("=")]  # fmt: skip
    return tables[chosen]


def _opened(path: Path) -> Workbook:
    try:
        book = load_workbook(path)
    except NOT_A_WORKBOOK as problem:
        raise DataError(f"{path.name} is no Excel workbook. Save it as .xlsx or .csv.") from problem
    if not book.worksheets:
        raise DataError(f"{path.name} is empty: it has no sheet with cells.")
    return book


def _texts(sheet: Any) -> pd.DataFrame:
    return pd.DataFrame([[_text(cell) for cell in row] for row in sheet.iter_rows()], dtype="str")


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


def undated(words: str) -> str:
    """Give the span that Excel turned into a date; empty for what is no date.

    >>> undated("05-Sep"), undated("Oct-14"), undated("5-9")
    ('5-9', '10-14', '')
    """
    if found := _DATE.fullmatch(words):
        return f"{int(found[1])}-{_MONTHS.index(found[2].lower()) + 1}"
    if found := _MONTH.fullmatch(words):
        return f"{_MONTHS.index(found[1].lower()) + 1}-{int(found[2])}"
    if found := _WRITTEN.fullmatch(words):
        day, month = found[1] or found[4], found[2] or found[3]
        return f"{int(day)}-{int(month)}"
    return ""


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
    misspelt, unread = [], []
    for name in given:
        if name in known:
            continue
        near = nearest(name, missing) if name else ""
        if near:
            misspelt.append(near.removeprefix(" Did you mean ").removesuffix("?"))
            yield f'{at}: the column "{name}" is not in the template.{near}'
        else:
            unread.append(f'"{name}"')
    if unread:
        more = f" and {len(unread) - 5} more" if len(unread) > 5 else ""
        words = "column {} is" if len(unread) == 1 else "columns {} are"
        said = words.format(", ".join(unread[:5]) + more)
        sheet.passed.append(f"the {said} not read: the template has none.")
    yield from (f"{at}: there is no column {name}: {known[name]}."
                for name in needed if name in missing and name not in misspelt)  # fmt: skip
    twice = (name for name in dict.fromkeys(given) if name in known and given.count(name) > 1)
    yield from (f"{at}: the column {name} stands there twice." for name in twice)
