"""The ledgers of forecasts: one file an edition, written when it is built and sealed by sums."""

import hashlib
from collections.abc import Mapping
from functools import partial
from io import StringIO
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.book.edition import SUMS, read_edition, read_sums, sums_text
from analysis.book.kept import Memory, below_one_head
from analysis.data.areas import WITHIN_COUNCILS
from analysis.data.params import Locality
from analysis.errors import DataError
from analysis.findings.ledger import LEDGER, WORDS, ledger_of
from analysis.runner.writing import write_whole


def write_ledger(localities: Mapping[str, Locality], memory: Memory | None = None) -> Path:
    """Write the ledger of this edition; those of earlier editions are left as they are."""
    folder, memory = paths.forecasts_folder(), memory or Memory()
    held = _sums(folder)
    text = below_one_head(
        memory.recall(
            __name__, (memory.figures, repr((one.places, one.target_year))), partial(_rows, one)
        )
        for one in localities.values()
        if one.area.type not in WITHIN_COUNCILS
    )
    path = folder / f"{read_edition().version}.csv"
    write_whole(path, text)
    held[path.name] = hashlib.sha256(text.encode()).hexdigest()
    write_whole(folder / SUMS, sums_text(dict(sorted(held.items()))))
    return path


def _rows(one: Locality) -> str:
    return ledger_of(one.places, one.target_year).to_csv(index=False, lineterminator="\n")


def read_ledgers(folder: Path | None = None) -> dict[str, pd.DataFrame]:
    """Read the ledger of each edition by its version, each held to its sum."""
    folder = folder or paths.forecasts_folder()
    held = _sums(folder)
    stray = sorted({path.name for path in folder.glob("*.csv")} - held.keys())
    if stray:
        raise DataError(
            f"{SUMS} does not name the ledger {stray[0]}, so nobody can say that it is as it was "
            "written. Remove it, or take both again from the edition's archive."
        )
    return {name.removesuffix(".csv"): _read(folder / name, sum_) for name, sum_ in held.items()}


def _sums(folder: Path) -> dict[str, str]:
    path = folder / SUMS
    return read_sums(path.read_text(encoding="utf-8"), path.name) if path.is_file() else {}


def _read(path: Path, known: str) -> pd.DataFrame:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise DataError(
            f"The ledger {path.name} cannot be read ({problem.strerror}). Take it again from the "
            "edition's archive."
        ) from problem
    if hashlib.sha256(content).hexdigest() != known:
        raise DataError(
            f"The ledger {path.name} is not as its edition wrote it: a forecast is never edited by "
            "hand. Take it again from the edition's archive."
        )
    table = pd.read_csv(StringIO(content.decode("utf-8")), dtype=dict.fromkeys(WORDS, str))
    if [*table.columns] != [*LEDGER]:
        raise DataError(
            f"The ledger {path.name} has other columns than this package reads. Score it with the "
            "package that wrote it."
        )
    return table
