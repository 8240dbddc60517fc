"""Figures of another folder laid out as `data/raw`, table by table: what would change, then all.

The figures of England came so, and so comes what is renewed by hand: ``analysis fetch --bundle
FOLDER --accept``; the folder of figures may be empty before. A table of wards or small areas is
taken byte by byte, as Parquet; every other is written as CSV (`raw.form_of`).
"""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.claims.words import count_of
from analysis.data.raw import MANIFEST, check_figures, form_of, read_manifest
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
    # Publisher, release and licence.
    origin: dict[str, str]
    # Lines that both have, and those that only one of them has.
    kept: int
    new: int
    lost: int

    @property
    def sentence(self) -> str:
        """Say what changes."""
        return f"{self.path}: rows that stay {self.kept:,}, new {self.new:,}, gone {self.lost:,}."


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
        yield f"{count_of(len(carried), 'file')} renewed; the old snapshot is kept as {kept.name}."
    else:
        yield f"News in {count_of(len(carried), 'file')}; nothing was changed."


def read_bundle(bundle: Path, folder: Path) -> tuple[list[Carried], list[str]]:
    """Read what of a bundle differs from the present figures, and name files of unknown origin.

    Each is checked against the bundle's manifest; its publisher is the one that this names, else
    that of the file whose place it takes, and where neither is known it is left.
    """
    check_figures(bundle, "--bundle")
    here = read_manifest(folder) if (folder / MANIFEST).is_file() else {}
    found, unknown = [], []
    for source, entry in sorted(read_manifest(bundle).items()):
        content = (bundle / source).read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise DataError(f"The file {source} of the bundle is not the one of its {MANIFEST}.")
        stem, ending = source.removesuffix(Path(source).suffix), Path(source).suffix
        path = stem + form_of(stem) if ending in TABLES else source
        before = next((name for name in (path, stem + ".csv", source) if name in here), "")
        origin = _origin(entry) or _origin(here.get(before, {}))
        if not origin:
            unknown.append(source)
            continue
        old = (folder / before).read_bytes() if before else b""
        new = as_form(content, source, path)
        if (before, old) != (path, new):
            rows = _compare(old, before or path, new, path)
            found.append(Carried(path, new, before, origin, *rows))
    return found, unknown


def _origin(entry: Mapping[str, str]) -> dict[str, str]:
    """Give a file's publisher, release and licence; nothing unless all are known."""
    known = {part: entry.get(part, "") for part in ("publisher", "release", "licence")}
    return known if all(known.values()) else {}


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
    ours = _lines(old, before) if old else Counter[str]()
    theirs = _lines(new, after)
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
    changes = {one.path: one.content for one in carried}
    origin = {one.path: one.origin for one in carried}
    gone = [one.replaces for one in carried if one.replaces and one.replaces not in changes]
    return accept(folder, changes, origin, today, gone=gone)
