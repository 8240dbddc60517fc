"""Figures of another folder laid out as `data/raw`, table by table: what would change, then all.

The figures of England came so: ``analysis fetch --bundle FOLDER --accept``. A table of wards or
small areas is taken byte by byte, as Parquet; every other is written as CSV (`raw.form_of`).
"""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.data.raw import MANIFEST, form_of, read_manifest
from analysis.errors import DataError
from analysis.intake.snapshot import accept, as_csv
from analysis.paths import data_folder

TABLES = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Carried:
    """One file of a bundle as it will stand here, and the file whose place it takes."""

    path: str
    content: bytes
    replaces: str
    # Lines that both have, and those that only one of them has.
    kept: int
    new: int
    lost: int

    @property
    def sentence(self) -> str:
        """Say what changes."""
        return f"{self.path}: {self.kept:,} rows stay, {self.new:,} are new, {self.lost:,} go."


def renew_from_bundle(bundle: Path, *, accepted: bool, today: date) -> Iterator[str]:
    """Say what a bundle would renew, and renew it where that is accepted."""
    folder = data_folder()
    carried, unknown = read_bundle(bundle, folder)
    yield from (one.sentence for one in carried)
    for name in unknown:
        yield f"{name}: left, because manifest.csv does not say who publishes it."
    if not carried:
        yield "Nothing has changed."
    elif accepted:
        kept = accept_bundle(carried, folder, today=today)
        yield f"{len(carried)} files renewed; the old snapshot is kept as {kept.name}."
    else:
        yield f"{len(carried)} files have news; nothing was changed."


def read_bundle(bundle: Path, folder: Path) -> tuple[list[Carried], list[str]]:
    """Read what of a bundle differs from the present figures, and name files of unknown origin.

    Each is checked against the bundle's manifest; its publisher is that of the file whose place it
    takes, and where there is none it is left.
    """
    here = read_manifest(folder)
    found, unknown = [], []
    for source, entry in sorted(read_manifest(bundle).items()):
        content = (bundle / source).read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise DataError(f"The file {source} of the bundle is not the one of its {MANIFEST}.")
        stem, ending = source.removesuffix(Path(source).suffix), Path(source).suffix
        path = stem + form_of(stem) if ending in TABLES else source
        before = next((name for name in (path, stem + ".csv", source) if name in here), "")
        if not before:
            unknown.append(source)
            continue
        old, new = (folder / before).read_bytes(), as_form(content, source, path)
        if (before, old) != (path, new):
            found.append(Carried(path, new, before, *_compare(old, before, new, path)))
    return found, unknown


def as_form(content: bytes, source: str, path: str) -> bytes:
    """Give a table in the form of another file's name; in the same form, the very bytes."""
    if Path(source).suffix == Path(path).suffix:
        return content
    data = _table(content, source)
    return as_csv(data) if path.endswith(".csv") else data.to_parquet(index=False)


def _table(content: bytes, path: str) -> pd.DataFrame:
    if path.endswith(".parquet"):
        return pd.read_parquet(io.BytesIO(content))
    return pd.read_csv(io.BytesIO(content), keep_default_na=False, na_values=[""])


def _compare(old: bytes, before: str, new: bytes, after: str) -> tuple[int, int, int]:
    ours, theirs = _lines(old, before), _lines(new, after)
    same = (ours & theirs).total()
    return same, theirs.total() - same, ours.total() - same


def _lines(content: bytes, path: str) -> Counter[str]:
    """Count a table's lines as CSV has them, without its header; of other files, the file."""
    if Path(path).suffix not in TABLES:
        return Counter([content.decode()])
    text = content if path.endswith(".csv") else as_csv(_table(content, path))
    return Counter(text.decode().splitlines()[1:])


def accept_bundle(carried: list[Carried], folder: Path, *, today: date) -> Path:
    """Put a bundle's files in the place of the present ones, each with its known origin."""
    here = read_manifest(folder)
    changes = {one.path: one.content for one in carried}
    parts = ("publisher", "release", "licence")
    origin = {one.path: {part: here[one.replaces][part] for part in parts} for one in carried}
    gone = [one.replaces for one in carried if one.replaces not in changes]
    return accept(folder, changes, origin, today, gone=gone)
