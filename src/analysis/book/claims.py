"""The claim ledger: every number and comparison word of the book's sentences, one row each."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.errors import RunError
from analysis.book.mime import harmless_cell

LEDGER = "claims.csv"
COLUMNS = (
    "id",
    "indicator",
    "area_code",
    "period",
    "sex",
    "value",
    "lower_ci",
    "upper_ci",
    "rule",
    "text",
    "sources",
    "chapter",
    "cell",
)
CARRIERS = ("text/markdown", "text/html", "image/svg+xml")
"""The kinds of output whose words carry claims: sentences, cards and the titles of charts."""


def collect_claims(book: Path, chapters: Iterable[str]) -> list[dict[str, Any]]:
    """Collect the claims of executed chapters."""
    rows: list[dict[str, Any]] = []
    for chapter in chapters:
        seen: Counter[tuple[str, str]] = Counter()
        for cell, claim in _claims_of(book / f"{chapter}.ipynb", chapter):
            row = dict(claim) | {"sources": "; ".join(claim["sources"])}
            row |= {"chapter": chapter, "cell": cell}
            seen[cell, claim["id"]] += 1
            if seen[cell, claim["id"]] > 1:
                row["id"] = f"{claim['id']} | {seen[cell, claim['id']]}"
            rows.append(row)
    return rows


def _claims_of(path: Path, chapter: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give each claim of a chapter with the id of its cell."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError) as problem:
        raise RunError(
            f"The chapter {chapter} cannot be read, so the claim ledger would lack its sentences. "
            f"Run `analysis run {chapter.partition('/')[0]}` first."
        ) from problem
    for cell in cells:
        for output in cell.get("outputs", ()):
            for carrier in CARRIERS:
                carried = output.get("metadata", {}).get(carrier, {})
                yield from ((cell["id"], claim) for claim in carried.get("claims", ()))


def write_claims(rows: Iterable[Mapping[str, Any]], folder: Path) -> Path:
    """Write the ledger as ``claims.csv`` into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LEDGER
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([_cell(row[name]) for name in COLUMNS])
    return path


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return harmless_cell(value) if isinstance(value, str) else repr(value)
