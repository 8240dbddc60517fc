"""Snapshots: new figures take the place of the old ones at once, and the old ones are kept."""

import hashlib
import io
import os
import shutil
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.claims.words import count_of
from analysis.data.raw import MANIFEST, form_of, read_bytes, read_manifest
from analysis.errors import DataError
from analysis.paths import data_folder, snapshots_folder

COMING = ".coming"
FORMS = (".csv", ".parquet", ".geojson")
COLUMNS = ("path", "bytes", "sha256", "publisher", "release", "licence")


def held(stem: str) -> str:
    """Name the file of a table or of outlines that the figures hold; an empty folder holds none."""
    folder = data_folder()
    there = read_manifest(folder) if (folder / MANIFEST).is_file() else {}
    return next((f"{stem}{form}" for form in FORMS if f"{stem}{form}" in there), "")


def path_of(stem: str) -> str:
    """Name the file of a table, where it stands or where it will."""
    return held(stem) or f"{stem}{form_of(stem)}"


def read_words(relative: str) -> pd.DataFrame:
    """Read a raw CSV file with every cell as text, to be written again as it was."""
    return pd.read_csv(io.BytesIO(read_bytes(relative)), dtype="str", keep_default_na=False)


def as_csv(data: pd.DataFrame) -> bytes:
    """Write a table as raw files have it."""
    return data.to_csv(index=False, lineterminator="\n").encode()


def accept(
    folder: Path,
    changes: Mapping[str, bytes],
    about: Mapping[str, Mapping[str, str]],
    today: date,
    gone: Collection[str] = (),
) -> Path:
    """Make a new snapshot of a data folder and put it in the place of the present one.

    An empty folder, or none, gives way to the first.
    """
    first = not (folder / MANIFEST).is_file()
    if first:
        _refuse_unlisted(folder)
    entries = {} if first else dict(read_manifest(folder))
    old = b"" if first else (folder / MANIFEST).read_bytes()
    name = f"{today.isoformat()}-{hashlib.sha256(old).hexdigest()[:12]}"
    kept = snapshots_folder(folder) / name
    coming = folder.with_name(f".{folder.name}{COMING}")
    try:
        shutil.rmtree(coming, ignore_errors=True)
        shutil.copytree(folder, coming, copy_function=_link)
        for relative, content in changes.items():
            _replace(coming / relative, content)
            now = {"bytes": str(len(content)), "sha256": hashlib.sha256(content).hexdigest()}
            known = {"path": relative} | entries.get(relative, {})
            entries[relative] = {**known, **about.get(relative, {}), **now}
        for relative in gone:
            (coming / relative).unlink(missing_ok=True)
            entries.pop(relative, None)
        listed = [entries[path] for path in sorted(entries) if path != MANIFEST]
        _replace(coming / MANIFEST, as_csv(pd.DataFrame(listed, columns=COLUMNS)))
        _check(coming, entries)
        kept.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(kept)
    except OSError as problem:
        shutil.rmtree(coming, ignore_errors=True)
        raise DataError(
            f"The new snapshot cannot be written ({problem.strerror}); the old one is untouched."
        ) from problem
    except DataError:
        shutil.rmtree(coming, ignore_errors=True)
        raise
    coming.rename(folder)
    return kept


def _refuse_unlisted(folder: Path) -> None:
    """Make a folder for the first snapshot, unless it holds files that nothing describes."""
    folder.mkdir(parents=True, exist_ok=True)
    there = [path.name for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"]
    if there:
        raise DataError(
            f"The folder of figures has no {MANIFEST} but holds {count_of(len(there), 'file')}, "
            f"such as {sorted(there)[0]}. Restore {MANIFEST} from the last edition, or begin with "
            f"an empty folder; nothing was changed."
        )


def recover(folder: Path) -> None:
    """Finish or undo an acceptance that was cut short, so that one whole snapshot is in place."""
    coming = folder.with_name(f".{folder.name}{COMING}")
    if not coming.is_dir():
        return
    if folder.is_dir():
        shutil.rmtree(coming)
        return
    _check(coming, read_manifest(coming))
    coming.rename(folder)


def _link(source: str, target: str) -> str:
    """Share an unchanged file between snapshots, where the disk can; raw files are never edited."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Writing into a shared file would change the old snapshot too.
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def _check(folder: Path, entries: Mapping[str, Mapping[str, str]]) -> None:
    for relative, entry in entries.items():
        if relative == MANIFEST or not entry.get("sha256"):
            continue
        path = folder / relative
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            raise DataError(
                f"The file {relative} is not the one that {MANIFEST} describes. Restore it from "
                f"the last edition before fetching; nothing was changed."
            )
