"""One run at a time: a lock that the system releases whatever happens to its holder."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from analysis.errors import RunError


@contextlib.contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a cache folder for the time of a run."""
    path = folder / "run.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        raise RunError(
            f"The cache folder {folder} cannot be written: {error.strerror}. Make it writable."
        ) from error
    with file:
        try:
            take(file)
        except OSError as error:
            file.seek(0)
            holder = file.read(32).decode(errors="replace").strip() or "unknown"
            raise RunError(
                f"Another run (process {holder}) is writing this book: wait for it to end, or "
                "stop it, and run again."
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n".encode())
        file.flush()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                file.truncate(0)


def take(file: IO[bytes]) -> None:
    """Lock an open file at once or raise OSError."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415

        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl  # noqa: PLC0415

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
