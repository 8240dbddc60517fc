"""Tables as comma-separated text that no spreadsheet takes for formulas."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

FORMULA_STARTS = ("=", "+", "@", "\t", "\r")
_NEGATIVE = re.compile(r"-[\d,]*\.?\d+%?$")


def as_csv(table: Mapping[str, Any]) -> str:
    r"""Write a table as comma-separated lines that no spreadsheet takes for a formula.

    >>> as_csv({"columns": ["Area", "%"], "rows": [["=cmd()", "2.3"]]})
    "Area,%\r\n'=cmd(),2.3\r\n"
    """
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([harmless_cell(name) for name in table["columns"]])
    writer.writerows([[harmless_cell(cell) for cell in row] for row in table["rows"]])
    return lines.getvalue()


def harmless_cell(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula.

    >>> harmless_cell("=cmd()"), harmless_cell("-cmd()"), harmless_cell("-2.3")
    ("'=cmd()", "'-cmd()", '-2.3')
    """
    risky = cell.startswith(FORMULA_STARTS) or (cell.startswith("-") and not _NEGATIVE.match(cell))
    return f"'{cell}" if risky else cell
