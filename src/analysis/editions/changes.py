"""What changed between two editions: chapters, each change with its cause, and rows of figures."""

import csv
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.claims.words import count_of
from analysis.data.tidy import KEY
from analysis.editions.causes import (
    FOLDERS,
    ChangedChapter,
    Make,
    Trials,
    find_causes,
    find_changed,
)
from analysis.editions.edition import Edition, find_origin
from analysis.editions.seal import differing

NOT_RUN = (
    "The code or the templates of {name} are not those of this project, so they were not run: what "
    "the figures and parameters do not make is put down to the rest."
)
DATA_ALONE = ("data", "parameter")
CAME, WENT, CHANGED = "came", "went", "changed"
SAID = {
    CHANGED: ("row changed", "rows changed"),
    CAME: ("row is new", "rows are new"),
    WENT: ("row is gone", "rows are gone"),
}
NO = "(nothing)"
PARQUET = ".parquet"
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

    @property
    def cells(self) -> list[tuple[str, str, str, str]]:
        """Give its rows that differ as the rows of a table."""
        return [
            (one.key, one.column or f"the row {one.kind}", one.before or NO, one.after or NO)
            for one in self.rows
        ]


@dataclass(frozen=True)
class Review:
    """Everything that differs between two editions."""

    before: Edition
    after: Edition
    chapters: tuple[ChangedChapter, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    files: tuple[ChangedFile, ...]
    note: str = ""

    def counts(self) -> Counter[str]:
        """Count the changes of each kind."""
        return Counter(change.kind for one in self.chapters for change in one.changes)

    @property
    def nothing(self) -> bool:
        """Whether a reader sees the same in both."""
        return not (self.chapters or self.new or self.gone)

    def lines(self) -> list[str]:
        """Say each chapter that changed with its cause, and how much changed."""
        if self.nothing:
            return [f"Nothing changed: {self.after.name} says the same as {self.before.name}."]
        return [
            *(f"{one.name}: {one.cause}" for one in self.chapters if not one.cosmetic),
            *(f"{name}: a new chapter" for name in self.new),
            *(f"{name}: a removed chapter" for name in self.gone),
            *(f"{kind}: {number}" for kind, number in sorted(self.counts().items())),
            *([self.note] if self.note else []),
        ]


def compare_editions(
    before: Edition,
    after: Edition,
    *,
    make: Make | None = None,
    say: Callable[[str], None] = print,
) -> Review:
    """Compare two editions, from `edition.open_edition` and `edition.this_edition`."""
    chapters = find_changed(before, after)
    real = [one for one in chapters if not one.cosmetic]
    own = not before.archived or find_origin(before.root).own
    swapped = tuple(FOLDERS) if own else DATA_ALONE
    with tempfile.TemporaryDirectory(prefix="trials-") as folder:
        kept = paths.cache_folder(after.root) / "trials"
        trials = Trials(before, after, swapped, Path(folder), kept)
        find_causes(real, make or trials.make, swapped=swapped, say=say)
    return Review(
        before,
        after,
        tuple(chapters),
        new=tuple(sorted(after.chapters.keys() - before.chapters.keys())),
        gone=tuple(sorted(before.chapters.keys() - after.chapters.keys())),
        files=tuple(changed_files(before, after)),
        note="" if own or not real else NOT_RUN.format(name=before.name),
    )


def changed_files(before: Edition, after: Edition) -> Iterator[ChangedFile]:
    """Compare raw files of two editions row by row; a table may have another form than before."""
    tables: dict[str, list[str]] = {}
    for name in sorted(differing(before.figures, after.figures)):
        tables.setdefault(name.removesuffix(PARQUET).removesuffix(".csv"), []).append(name)
    for names in tables.values():
        found = [_held(names, edition) for edition in (before, after)]
        files = [paths.data_folder(edition.root) / name
                 for name, edition in zip(found, (before, after), strict=True)]  # fmt: skip
        rows = [_read(path) for path in files]
        words = [_about(path, table) for path, table in zip(files, rows, strict=True)]
        releases = [edition.figures.get(name, ("",))[1:]
                    for name, edition in zip(found, (before, after), strict=True)]  # fmt: skip
        if releases[0] != releases[1]:
            both = zip(words, releases, strict=True)
            words = ["; ".join(filter(None, (said, *release))) for said, release in both]
        yield ChangedFile(found[1], words[0], words[1], tuple(compare_rows(*rows)))


def _held(names: Sequence[str], edition: Edition) -> str:
    """Name the file of a table that an edition has; where it has none, that of the other."""
    return next((name for name in names if name in edition.figures), names[0])


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
            if not _alike(old.get(column), new.get(column)):
                cells = (row.get(column, "no such column") for row in (old, new))
                yield ChangedRow(CHANGED, _words(name), column, *cells)


def _alike(old: str | None, new: str | None) -> bool:
    """Whether two cells hold the same, a number in whatever form it is written."""
    if old == new or not (old and new):
        return old == new
    try:
        return float(old) == float(new)
    except ValueError:
        return False


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
    if path.suffix == PARQUET and path.is_file():
        cells = pd.read_parquet(path).astype(object)
        text = cells.where(cells.notna(), "").astype(str)
        return [{str(name): cell for name, cell in row.items()} for row in text.to_dict("records")]
    if path.suffix != ".csv" or not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="", errors="replace") as file:
        rows = csv.DictReader(file, restkey="further cells", restval="")
        return [{str(name): str(cell) for name, cell in row.items()} for row in rows]


def _about(path: Path, table: Table) -> str:
    """Say how many rows a file has, and its last period."""
    if not path.is_file():
        return "none"
    if path.suffix not in (".csv", PARQUET):
        return f"{path.stat().st_size} bytes"
    last = max((row.get("period", "") for row in table), default="")
    return count_of(len(table), "row") + (f", last period {last}" if last else "")
