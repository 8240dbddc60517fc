"""Local files as they were filled in: every cell as text, with the row that it stands in."""

import csv
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from analysis.errors import DataError

ROW = "row"
SHEET = "figures"


def read_local(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Read a filled-in template as text.

    Every cell as text, blank being "", and ``row`` as a spreadsheet numbers it. What is wrong with
    the shape: merged cells, formulas, rows that are too long.
    """
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
        problems += [
            f"row {number}: {text} is a formula. Paste its value in its place."
            for text in texts
            if text.startswith("=")
        ]
        rows.append((number, texts))
    return rows, problems


def _text(cell: object) -> str:
    """Write a cell as it is seen: a year is 2023, not 2023.0."""
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell).strip()  # type: ignore[call-overload]
