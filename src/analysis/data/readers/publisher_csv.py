"""What publishers answer with: a whole CSV file, or a plain reason why it is not one."""

import csv
import gzip
import io
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.tidy import COLUMNS, NUMBERS, TEXT, parse_period, refuse
from analysis.errors import DataError

ZIPPED = b"\x1f\x8b"
"""How a gzip stream begins: some publishers zip a file whether asked to or not."""
SHORTHAND = ("c", "z", "x", "k", "u", "low", "..", ":", "-", "*", "[c]", "[x]", "[z]", "[low]")
"""How publishers write a number that is not shown: missing, never nought."""


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
        raise DataError(f"{where}: the answer holds no rows.")
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


def as_tidy(parts: Mapping[Any, object], *, indicator: str) -> pd.DataFrame:
    """Put a publisher's columns into the tidy shape."""
    data = pd.DataFrame(parts).reset_index(drop=True)
    years = {label: parse_period(label) for label in data["period"].unique()}
    data["period_start"] = data["period"].map({label: p.first_year for label, p in years.items()})
    data["period_end"] = data["period"].map({label: p.end_year for label, p in years.items()})
    whole = data.assign(indicator=indicator).reindex(columns=list(COLUMNS), fill_value=np.nan)
    return whole.astype(dict.fromkeys(TEXT, "str") | dict.fromkeys(NUMBERS, "float64"))
