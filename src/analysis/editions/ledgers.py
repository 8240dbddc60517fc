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
from analysis.files import write_whole
from analysis.findings import forecasts as by
from analysis.findings.ledger import LEDGER, OF_A_LINE, WORDS, ledger_of
from analysis.findings.verdicts import COMPARATOR, ENDS, GROUPS

AGAIN = "Take it again from the edition's archive."
KEY = ("area_code", "comparator_code", "indicator", "sex", "between", "measure")
MEASURES, BETWEEN = (by.ABSOLUTE, by.RELATIVE, by.FIGURE), (COMPARATOR, GROUPS, ENDS)


def write_ledger(localities: Mapping[str, Locality], memory: Memory | None = None) -> Path:
    """Write the ledger of this edition; those of earlier editions are left as they are."""
    folder = paths.forecasts_folder()
    held, text = _sums(folder), ledger_text(localities, memory or Memory())
    path = folder / f"{read_edition().version}.csv"
    write_whole(path, text)
    held[path.name] = hashlib.sha256(text.encode()).hexdigest()
    write_whole(folder / SUMS, sums_text(dict(sorted(held.items()))))
    return path


def ledger_text(localities: Mapping[str, Locality], memory: Memory) -> str:
    """Write out the ledger of this edition, from the places that a build remembers."""
    return below_one_head(
        memory.recall(
            __name__, (memory.figures, repr((one.places, one.target_year))), partial(_rows, one)
        )
        for one in localities.values()
        if one.area.type not in WITHIN_COUNCILS
    )


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
    if not path.is_file():
        return {}
    # What is no text is no line of a sum either.
    return read_sums(path.read_text(encoding="utf-8", errors="replace"), path.name)


def _read(path: Path, known: str) -> pd.DataFrame:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise DataError(
            f"The ledger {path.name} cannot be read ({problem.strerror}). {AGAIN}"
        ) from problem
    if hashlib.sha256(content).hexdigest() != known:
        raise DataError(
            f"The ledger {path.name} is not as its edition wrote it: a forecast is never edited by "
            f"hand. {AGAIN}"
        )
    return _check(_table(content, path.name), path.name)


def _table(content: bytes, name: str) -> pd.DataFrame:
    kinds = {column: str if column in WORDS else float for column in LEDGER}
    try:
        text = content.decode("utf-8")
        if text.partition("\n")[0] != ",".join(LEDGER):
            raise DataError(
                f"The ledger {name} has other columns than this package reads. Score it with the "
                "package that wrote it."
            )
        return pd.read_csv(StringIO(text), dtype=kinds)
    except ValueError as problem:
        raise DataError(
            f"The ledger {name} is no table of forecasts, though its sum is right. {AGAIN}"
        ) from problem


def _check(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Refuse forecasts that no edition can have written, whoever renewed the sum."""
    odd = {
        "names no area, indicator or period": table[[*KEY, "period"]].isna().any(axis=1),
        "is written twice": table.duplicated([*KEY]),
        "has a measure that is not known": ~table["measure"].isin(MEASURES),
        "is between what is not known": ~table["between"].isin(BETWEEN),
        "has a probability that is none": ~table["probability"].between(0, 1),
        "has a line without its numbers": table[[*OF_A_LINE]].isna().any(axis=1),
    }
    for what, rows in odd.items():
        if rows.any():
            line = int(rows.to_numpy().argmax()) + 2
            raise DataError(f"Line {line} of the ledger {name}: the forecast {what}. {AGAIN}")
    return table
