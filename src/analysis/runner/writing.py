"""Files are written whole or not at all, and those of a book by one run at a time."""

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis.errors import RunError

UNFINISHED = ".unfinished"


@contextlib.contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a cache folder for a run; the system frees that of a killed one."""
    lock, holder = FileLock(folder / "run.lock"), folder / "run.pid"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
        holder.write_text(f"{os.getpid()}\n", encoding="ascii", newline="\n")
    except Timeout as error:
        known = holder.read_text(encoding="ascii").strip() if holder.is_file() else "unknown"
        raise RunError(
            f"Another run (process {known}) is writing this book: wait for it to end, or "
            "stop it, and run again."
        ) from error
    except OSError as error:
        raise RunError(
            f"The cache folder {folder} cannot be written: {error.strerror}. Make it writable."
        ) from error
    try:
        yield
    finally:
        lock.release()


def write_whole(path: Path, text: str) -> None:
    """Write a text so that a reader, or a crash, sees the old file or the new one."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED
        )
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)  # noqa: PTH101
        os.replace(temporary, path)  # noqa: PTH105
        sync_folder(path.parent)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "Free some space" if full else "Make the folder writable"
        raise RunError(
            f"{path} cannot be written: {error.strerror}. {what} and run again; the file that was "
            "there is untouched."
        ) from error
    finally:
        # Also after Ctrl-C; once it has taken the place of the old file it is no longer there.
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a mapping as JSON with sorted keys."""
    write_whole(path, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def sync_folder(folder: Path) -> None:
    """Ask the system to store a folder's entries, where it lets folders be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_unfinished(path: Path) -> None:
    """Remove what a killed run left half-written beside a file."""
    for left in path.parent.glob(f".{path.name}.*{UNFINISHED}"):
        left.unlink(missing_ok=True)
