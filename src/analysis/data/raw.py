"""Raw files: found, checked against the manifest byte by byte, and remembered once read."""

import contextlib
import csv
import hashlib
import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd
from pyarrow import BufferReader
from pyarrow.parquet import ParquetFile

from analysis.errors import DataError
from analysis.paths import added_folder, data_folder, walk_up

MANIFEST = "manifest.csv"
PARQUET = ("deprivation/", "geography/lsoa", "population/mid_2019", "small_areas/")
"""How the names of tables begin that stand as Parquet: those of England's wards and small areas.

Whatever a person would compare line by line stands as CSV."""
LOCAL = "added/"
"""How names of files begin that an analyst added: laid over the figures, and never part of them."""
MISSING = "missing"
"""The digest of a file that an analyst could have added."""
State = tuple[int, int, int] | None
_reading: list[dict[str, str]] = [{}]
"""Files read, path to sha256: by this process, then by each remembered reader now at work."""
_digests: dict[str, tuple[State, str]] = {}
"""The sha256 of files, by their path, while their state is the same."""
_forgetful: list[Callable[[], None]] = [walk_up.cache_clear, _digests.clear]
"""How each cache of the package is emptied."""


class _Still:
    """The folder of figures, and the state of each file, as they were when first asked for."""

    def __init__(self) -> None:
        self.states: dict[Path | str, State] = {}

    @cached_property
    def folder(self) -> str:
        return str(data_folder())


@dataclass
class _Kept:
    """What a reader gave, of which files in which states, and while what was held still."""

    result: Any
    files: dict[str, str]
    states: list[State]
    still: _Still | None = None


_still: list[_Still] = []
"""What is looked at once, while `held_still`."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def forget() -> None:
    """Empty every cache of what was read, and the list of `files_read`."""
    for empty in _forgetful:
        empty()
    forget_files_read()


def cached(make: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Keep what a function gave, which depends on its arguments alone."""
    kept = cache(make)
    _forgetful.append(kept.cache_clear)
    return kept  # type: ignore[return-value]


def remembered(read: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Keep what a reader gave while the data folder and the files it read are the same."""
    kept: dict[Hashable, _Kept] = {}
    _forgetful.append(kept.clear)

    def states(folder: str, files: Iterable[str]) -> list[State]:
        return [
            state_of(path_of(name) if name.startswith(LOCAL) else f"{folder}/{name}")
            for name in files
        ]

    @wraps(read)
    def once(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        still = _still[-1] if _still else None
        folder = still.folder if still else str(data_folder())
        key = (folder, args, tuple(sorted(kwargs.items())))
        one = kept.get(key)
        # Within what is held still it was looked at once.
        if one is None or (
            (still is None or one.still is not still) and one.states != states(folder, one.files)
        ):
            with reading() as files:
                given = read(*args, **kwargs)
            one = kept[key] = _Kept(given, files, states(folder, files))
        one.still = still
        for reader in _reading:
            reader.update(one.files)
        result: Result = one.result
        return result.copy(deep=False) if isinstance(result, pd.DataFrame) else result

    return once


@contextlib.contextmanager
def reading() -> Iterator[dict[str, str]]:
    """Give the files that are read within, path to sha256."""
    files: dict[str, str] = {}
    _reading.append(files)
    try:
        yield files
    finally:
        _reading.pop()


@contextlib.contextmanager
def held_still() -> Iterator[None]:
    """Look at each file once within: a chapter is made from the figures as it first found them."""
    _still.append(_Still())
    try:
        yield
    finally:
        _still.pop()


def state_of(path: Path | str) -> State:
    """Give what is different once a file was written again: its number, size and time."""
    if not _still:
        return _state_now(path)
    known = _still[-1].states
    if path not in known:
        known[path] = _state_now(path)
    return known[path]


def _state_now(path: Path | str) -> State:
    try:
        found = os.stat(path)  # noqa: PTH116 - asked for thousands of times
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def files_read() -> dict[str, str]:
    """Name every raw file that this process has read; an analyst's own are no part of an edition.

    What a chapter takes of those is known by its area (`data.local_figures`).
    """
    return {name: sha for name, sha in sorted(_reading[0].items()) if not name.startswith(LOCAL)}


def path_of(relative: str) -> Path:
    """Give where a file stands, of the figures or of those that an analyst added."""
    if relative.startswith(LOCAL):
        return added_folder(data_folder()) / relative.removeprefix(LOCAL)
    return data_folder() / relative


def read_as_before(files: Mapping[str, str]) -> bool:
    """Count files as read if each is now the one that was read: by its bytes and its manifest."""
    if any(_digest_now(name) != digest for name, digest in files.items()):
        return False
    for name, digest in files.items():
        _count_as_read(name, digest)
    return True


def _digest_now(relative: str) -> str:
    """Give the sha256 of a file, nothing where its manifest says another, `MISSING` without one."""
    path, local = path_of(relative), relative.startswith(LOCAL)
    state = state_of(path)
    if state is None:
        return MISSING
    if _digests.get(str(path), (None, ""))[0] != state:
        _digests[str(path)] = state, hashlib.sha256(path.read_bytes()).hexdigest()
    digest = _digests[str(path)][1]
    entry = read_manifest(path_of(LOCAL) if local else data_folder()).get(
        relative.removeprefix(LOCAL), {}
    )
    return digest if entry.get("sha256") == digest else ""


def digest_of(relative: str) -> str:
    """Give the sha256 of a file that was read."""
    return _reading[0][relative]


def forget_files_read() -> None:
    """Begin the list of `files_read` anew, for processes that read ahead for others."""
    _reading[0].clear()


def read_bytes(relative: str) -> bytes:
    """Read one raw file whole, after checking it against the manifest."""
    path = path_of(relative)
    local = relative.startswith(LOCAL)
    restore = "Add it again" if local else "Restore it from the last edition"
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise DataError(
            f"The file {relative} of the figures cannot be read ({problem.strerror}). {restore}."
        ) from problem
    manifest = read_manifest(path_of(LOCAL) if local else data_folder())
    entry = manifest.get(relative.removeprefix(LOCAL))
    if entry is None:
        raise DataError(
            f"The file {relative} is not in {MANIFEST}, so its origin is not known. Add it with "
            f"its publisher, release, licence and sha256."
        )
    digest = hashlib.sha256(content).hexdigest()
    if digest != entry["sha256"]:
        raise DataError(
            f"The file {relative} is not the one that {MANIFEST} describes: its bytes have "
            f"changed. {restore}; raw figures are never edited."
        )
    _count_as_read(relative, digest)
    return content


def has_local(name: str) -> bool:
    """Whether an analyst added a file; a reader that asks is asked again once that changes."""
    there = path_of(LOCAL + name).is_file()
    if not there:
        _count_as_read(LOCAL + name, MISSING)
    return there


def _count_as_read(relative: str, digest: str) -> None:
    for reader in _reading:
        reader[relative] = digest


def check_figures(folder: Path, named: str) -> None:
    """Stop where a folder that was named holds no figures, and say where they are if near."""
    if (folder / MANIFEST).is_file():
        return
    within = sorted(folder.glob(f"*/{MANIFEST}")) + sorted(folder.glob(f"*/*/{MANIFEST}"))
    near = [path.parent for path in (*within, folder.parent / MANIFEST) if path.is_file()]
    wrong = f"{folder} holds no figures: no {MANIFEST} stands in it."
    if not folder.exists():
        wrong = f"There is no folder {folder}."
    elif not folder.is_dir():
        wrong = f"{folder} is a file: unpack it if it is an archive, and give the folder."
    hint = f"Did you mean {near[0]}?" if near else "Give one that is laid out as data/raw."
    raise DataError(f"{wrong} {hint} It was named by {named}.")


def read_manifest(folder: Path) -> Mapping[str, dict[str, str]]:
    """Read the manifest of a data folder: path to its row."""
    return _parse_manifest(_manifest_bytes(folder).decode("utf-8"))


def _manifest_bytes(folder: Path) -> bytes:
    try:
        return (folder / MANIFEST).read_bytes()
    except OSError as problem:
        raise DataError(
            f"No {MANIFEST} stands in the folder of figures. Point --data or ANALYSIS_DATA to a "
            f"folder that has one."
        ) from problem


@cached
def _parse_manifest(text: str) -> Mapping[str, dict[str, str]]:
    rows = list(csv.DictReader(text.splitlines()))
    if not rows or not {"path", "sha256"} <= set(rows[0]):
        raise DataError(f"{MANIFEST} has no rows with the columns path and sha256.")
    return {row["path"]: row for row in rows}


def form_of(stem: str) -> str:
    """Say how the name of a table's file ends in `data/raw`."""
    return ".parquet" if stem.startswith(PARQUET) else ".csv"


def locate(stem: str) -> str:
    """Name the raw file of a table, which a bundle keeps as CSV or as Parquet."""
    for ending in (".csv", ".parquet"):
        if (data_folder() / f"{stem}{ending}").is_file():
            return f"{stem}{ending}"
    if path_of(f"{LOCAL}{stem}.csv").is_file():
        return f"{LOCAL}{stem}.csv"
    raise DataError(
        f"The figures have no file {stem}.csv (nor .parquet). Restore it from the last edition, "
        f"or leave what needs it out of the parameters."
    )


def read_table(stem: str, *, text: Sequence[str] = ()) -> pd.DataFrame:
    """Read one raw table, whether CSV or Parquet."""
    # Tables here are small: text as Python's own costs a fifth less time than Arrow's.
    pd.set_option("mode.string_storage", "python")
    relative = stem if stem.startswith(LOCAL) else locate(stem)
    content = read_bytes(relative)
    try:
        if relative.endswith(".parquet"):
            # Only so does no thread start: kernels are forked from a process that reads ahead.
            whole = ParquetFile(BufferReader(content)).read(use_threads=False)
            # Tables of England's small areas are large: their text stays Arrow's own.
            with pd.option_context("mode.string_storage", "pyarrow"):
                data = whole.to_pandas(use_threads=False)
                data = data.astype({name: "str" for name in text if name in data.columns})
        else:
            data = pd.read_csv(
                BytesIO(content),
                dtype=dict.fromkeys(text, "str"),
                keep_default_na=False,
                na_values=[""],
            )
    except (ValueError, OSError) as problem:
        raise DataError(f"The file {relative} is not a readable table: {problem}.") from problem
    return data


def source_of(stem: str) -> str:
    """Name the publisher and release of a raw file: empty where its manifest does not say."""
    return list_sources().get(locate(stem), "")


def publisher_of(stem: str) -> str:
    """Name the publisher of a raw file: empty where its manifest does not say."""
    return list_sources(("publisher",)).get(locate(stem), "")


def list_sources(parts: Sequence[str] = ("publisher", "release")) -> dict[str, str]:
    """Name the publisher and release of every raw file of which the manifest says it."""
    content = _manifest_bytes(data_folder())
    _count_as_read(MANIFEST, hashlib.sha256(content).hexdigest())
    rows = _parse_manifest(content.decode("utf-8")).items()
    said = {path: ", ".join(row[part] for part in parts if row.get(part)) for path, row in rows}
    return {path: source for path, source in said.items() if source}
