"""Raw tables as text, row by row, read without the package: a second route to every figure."""

import csv
import io
from functools import lru_cache
from pathlib import Path

import pandas as pd

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"


@lru_cache(maxsize=4)
def rows_of(stem: str) -> list[dict[str, str]]:
    """Read a table of `data/raw`, whichever form it has; a blank cell is an empty text."""
    path = RAW / f"{stem.removesuffix('.csv')}.csv"
    if path.is_file():
        text = path.read_text(encoding="utf-8")
    else:
        text = pd.read_parquet(path.with_suffix(".parquet")).to_csv(index=False)
    return list(csv.DictReader(io.StringIO(text)))
