"""The record of hindcasts: tables that `analysis score --hindcasts` writes, held to their sums."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import paths
from analysis.data.catalogue import read_catalogue
from analysis.data.raw import locate, read_bytes
from analysis.errors import DataError

ABOUT = "hindcasts.json"
BY_INDICATOR, BY_AREA = "hindcasts.csv", "hindcasts-by-area.csv"
TABLES = (BY_INDICATOR, BY_AREA)
AGAIN = "Run `analysis score --hindcasts` to write it anew."
DECIDING = (
    *("formats.py", "statistics/breaks.py", "statistics/comparison.py", "statistics/gap_trend.py"),
    *("statistics/linear_trend.py", "statistics/periods.py", "statistics/recent_trend.py"),
    *(
        "statistics/scoring.py",
        "findings/forecasts.py",
        "findings/gaps.py",
        "findings/hindcasts.py",
    ),
    *("findings/level.py", "findings/movement.py", "findings/pace.py", "findings/scores.py"),
)
"""The modules that decide what stands in the record."""
MEANING = ("unit", "polarity", "breaks", "cash_terms", "school_year", "counts_people", "labels")
"""What is known of an indicator that decides how its figures are followed."""


@dataclass(frozen=True, eq=False)
class Record:
    """What came of hindcasts, by indicator and by area, and what they were made of."""

    by_indicator: pd.DataFrame
    by_area: pd.DataFrame
    figures: Mapping[str, str] = field(default_factory=dict)
    method: str = ""

    @property
    def older_than(self) -> tuple[str, ...]:
        """What has changed since it was made: indicators by their slug, or the method."""
        known = read_catalogue()
        changed = [
            slug
            for slug, digest in self.figures.items()
            if slug not in known or figures_digest(slug) != digest
        ]
        return (*changed, *(() if self.method == method_digest() else ("the method",)))


def record_digest() -> str:
    """Give the sha256 that seals the record; empty where there is none."""
    path = paths.results_folder() / ABOUT
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def read_record(digest: str = "") -> Record | None:
    """Read the record that has a digest, or the one that is there; None where there is none."""
    folder = paths.results_folder()
    there = record_digest()
    if not there:
        return None
    if digest not in ("", there):
        raise DataError(f"{ABOUT} is not the record that this chapter was asked for. Run it again.")
    about = _about(folder / ABOUT)
    return Record(
        _table(folder / BY_INDICATOR, about), _table(folder / BY_AREA, about),
        about["figures"], about["method"],
    )  # fmt: skip


def _about(path: Path) -> dict[str, Any]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        return {name: given[name] for name in ("figures", "method", "tables")}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise DataError(
            f"{path.name} does not say what the record was made of. {AGAIN}"
        ) from problem


def _table(path: Path, about: Mapping[str, Any]) -> pd.DataFrame:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise DataError(f"The record's table {path.name} cannot be read. {AGAIN}") from problem
    if hashlib.sha256(content).hexdigest() != about["tables"].get(path.name):
        raise DataError(
            f"The record's table {path.name} is not as it was written: a record is never edited by "
            f"hand. {AGAIN}"
        )
    return pd.read_csv(BytesIO(content), keep_default_na=False)


def figures_digest(slug: str) -> str:
    """Digest an indicator's raw figures, with what decides how they are followed."""
    known = asdict(read_catalogue()[slug])
    total = hashlib.sha256(read_bytes(locate(f"indicators/{slug}")))
    total.update(json.dumps({name: known[name] for name in MEANING}, sort_keys=True).encode())
    return total.hexdigest()


def method_digest() -> str:
    """Digest the modules that decide what stands in the record."""
    code, total = Path(paths.__file__).parent, hashlib.sha256()
    for name in DECIDING:
        total.update(f"{name}\0{hashlib.sha256((code / name).read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()
