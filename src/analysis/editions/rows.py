"""What differs in the files of figures: the rows that came, went or changed, each by its key."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from analysis import paths
from analysis.data.tidy import KEY
from analysis.editions.edition import Edition

CAME, WENT, CHANGED = "came", "went", "changed"
SAID = {
    CHANGED: ("row changed", "rows changed"),
    CAME: ("row is new", "rows are new"),
    WENT: ("row is gone", "rows are gone"),
}
Table = list[dict[str, str]]


@dataclass(frozen=True)
class ChangedRow:
    """A row that came or went, or one cell of a row that changed."""

    kind: str
    key: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangedFile:
    """A raw file that came, went or changed: what it was and is, and its rows that differ."""

    name: str
    before: str
    after: str
    rows: tuple[ChangedRow, ...] = ()

    @property
    def counted(self) -> str:
        """Say how many of its rows came, went and changed."""
        rows = {kind: {one.key for one in self.rows if one.kind == kind} for kind in SAID}
        return ", ".join(
            f"{len(keys)} {SAID[kind][len(keys) > 1]}" for kind, keys in rows.items() if keys
        )


def changed_files(before: Edition, after: Edition, names: Sequence[str]) -> Iterator[ChangedFile]:
    """Compare raw files of two editions row by row."""
    for name in names:
        old, new = (paths.data_folder(edition.root) / name for edition in (before, after))
        tables = [_read(path) for path in (old, new)]
        words = [_about(path, table) for path, table in zip((old, new), tables, strict=True)]
        releases = [edition.releases.get(name, ()) for edition in (before, after)]
        if releases[0] != releases[1]:
            words = [
                "; ".join(filter(None, (said, *release)))
                for said, release in zip(words, releases, strict=True)
            ]
        yield ChangedFile(name, words[0], words[1], tuple(compare_rows(*tables)))


def compare_rows(before: Table, after: Table) -> Iterator[ChangedRow]:
    """Compare two tables row by row, each row known by its key."""
    columns = [list(table[0]) if table else [] for table in (before, after)]
    shared = [name for name in columns[0] if name in columns[1]] or columns[0] or columns[1]
    key = _key_of(shared, before, after)
    olds, news = (_by_key(table, key) for table in (before, after))
    for name in dict.fromkeys((*olds, *news)):
        old, new = olds.get(name), news.get(name)
        if old is None or new is None:
            was, now = (_rest(row, key) if row else "" for row in (old, new))
            yield ChangedRow(CAME if old is None else WENT, _words(name), "", was, now)
            continue
        for column in dict.fromkeys((*old, *new)):
            if old.get(column) != new.get(column):
                cells = (row.get(column, "no such column") for row in (old, new))
                yield ChangedRow(CHANGED, _words(name), column, *cells)


def _key_of(columns: Sequence[str], *tables: Table) -> tuple[str, ...]:
    """Choose the key: the tidy one, else the first columns that no two rows share; all at worst."""
    tidy = [tuple(name for name in KEY if name in columns)] if set(KEY) <= set(columns) else []
    first = accumulate(((name,) for name in columns), lambda some, one: some + one)
    for key in (*tidy, *first):
        if all(len({tuple(map(row.get, key)) for row in table}) == len(table) for table in tables):
            return key
    return tuple(columns)


def _by_key(table: Table, key: Sequence[str]) -> dict[tuple[str, ...], dict[str, str]]:
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in table:
        name = tuple(row.get(column) or "" for column in key)
        # Only where whole rows repeat: the second is told from the first by its number.
        while name in found:
            name = (*name, "again")
        found[name] = row
    return found


def _words(name: Sequence[str]) -> str:
    return ", ".join(part for part in name if part)


def _rest(row: dict[str, str], key: Sequence[str]) -> str:
    cells = (f"{name} {cell}" for name, cell in row.items() if name not in key and cell)
    return ", ".join(cells) or "the row"


def _read(path: Path) -> Table:
    if path.suffix != ".csv" or not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="", errors="replace") as file:
        rows = csv.DictReader(file, restkey="further cells", restval="")
        return [{str(name): str(cell) for name, cell in row.items()} for row in rows]


def _about(path: Path, table: Table) -> str:
    """Say how many rows a file has, and its last period."""
    if not path.is_file():
        return "none"
    if path.suffix != ".csv":
        return f"{path.stat().st_size} bytes"
    last = max((row.get("period", "") for row in table), default="")
    return f"{len(table)} rows" + (f", last period {last}" if last else "")
