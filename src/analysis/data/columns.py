"""One columnar copy of the figures in `.cache`, made when they were checked and mapped into memory.

A copy says which raw files its table was read from. It counts for nothing once one of them has
other bytes, the code that reads them is another, or its own bytes are not as they were written.
Copies can be thrown away at any time (`make clean`): each is made again when it is next read.
"""

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from functools import wraps
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.data.raw import cached, read_as_before, reading, remembered
from analysis.errors import AnalysisError, RunError
from analysis.files import file_digest, folder_digest, write_whole
from analysis.paths import cache_folder

FOLDER = "figures"
KINDS = ("int64", "float64", "bool")
OBJECT = np.dtype(object)
TEXT = pd.StringDtype("python", na_value=np.nan)
SUM = hashlib.sha256().digest_size
Reader = Callable[[str], pd.DataFrame]


def copied(read: Reader) -> Reader:
    """Keep a columnar copy of each table that a reader gives, for the processes that come later."""

    @remembered
    @wraps(read)
    def once(name: str) -> pd.DataFrame:
        path = _path_of(f"{read.__name__}-{name.replace('/', '-')}")
        found = _from_copy(path) if path else None
        if found is not None:
            return found
        with reading() as files:
            data = _with_plain_text(read(name))
        if path:
            # Without a copy all is right, and slower.
            with contextlib.suppress(RunError, OSError, pa.ArrowException):
                _write(path, data, files)
        return data

    return once


def _with_plain_text(data: pd.DataFrame) -> pd.DataFrame:
    """Hold text as objects, side by side: choosing rows then takes less than half of the time."""
    return data.astype({name: "object" for name, kind in data.dtypes.items() if kind == TEXT})


def _path_of(name: str) -> Path | None:
    """Name the file of a copy made by this code; None outside a project."""
    try:
        return cache_folder() / FOLDER / _code()[:16] / f"{name}.arrow"
    except AnalysisError:
        return None


@cached
def _code() -> str:
    """Digest what decides how raw files are read, and intervals worked out that they lack."""
    package = Path(__file__).parents[1]
    own = [folder_digest(package / room) for room in ("data", "statistics")]
    used = ("numpy", "pandas", "pandera", "pyarrow", "scipy")
    packages = [f"{name} {version(name)}" for name in used]
    total = "\n".join([*own, file_digest(package / "formats.py"), *packages])
    return hashlib.sha256(total.encode()).hexdigest()


def _from_copy(path: Path) -> pd.DataFrame | None:
    """Read a copy that is whole and of raw files as they are now; None where there is none."""
    try:
        whole = pa.memory_map(str(path)).read_buffer()
        if hashlib.sha256(whole[SUM:]).digest() != whole[:SUM].to_pybytes():
            return None
        # Only so does no thread start: chapters are forked from a process that reads ahead.
        options = pa.ipc.IpcReadOptions(use_threads=False)
        table = pa.ipc.open_file(whole[SUM:], options=options).read_all()
    except (OSError, ValueError):
        return None
    about = json.loads(table.schema.metadata[b"about"])
    if not read_as_before(about["files"]):
        return None
    columns = {name: _column(table.column(name), kind) for name, kind in about["columns"].items()}
    return pd.DataFrame(columns)


def _column(column: pa.ChunkedArray, kind: str) -> np.ndarray | pd.Series:
    if kind in KINDS:
        return column.to_numpy()
    coded = column.combine_chunks()
    words = [np.nan if word is None else word for word in coded.dictionary.to_pylist()]
    return pd.Series(np.array(words, dtype=object)[coded.indices.to_numpy()], dtype=OBJECT)


def _write(path: Path, data: pd.DataFrame, files: Mapping[str, str]) -> None:
    """Write a copy that a reader sees whole or not at all; a table of other columns has none."""
    if not all(kind in (OBJECT, *KINDS) for kind in data.dtypes):
        return
    kinds = {str(name): str(kind) for name, kind in data.dtypes.items()}
    about = json.dumps({"columns": kinds, "files": dict(files)})
    columns = [
        pa.array(data[name].to_numpy()) if kind in KINDS else _coded(data[name])
        for name, kind in kinds.items()
    ]
    table = pa.table(columns, names=[*kinds]).replace_schema_metadata({"about": about})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    content = sink.getvalue()
    _remove_others(path.parent)
    write_whole(path, hashlib.sha256(content).digest() + content.to_pybytes())


def _coded(column: pd.Series) -> pa.Array:
    """Write each word once: the figures of an area repeat its name in every row."""
    numbers, words = pd.factorize(column, use_na_sentinel=False)
    known = pa.array(words.to_numpy(), type=pa.string(), from_pandas=True)
    return pa.DictionaryArray.from_arrays(numbers.astype("int32"), known)


def _remove_others(folder: Path) -> None:
    """Remove what code that is another now has left."""
    if not folder.is_dir():
        for other in {*folder.parent.glob("*")} - {folder}:
            shutil.rmtree(other, ignore_errors=True)
