"""Writing a file whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from analysis.errors import RunError

UNFINISHED = ".unfinished"


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
        temporary = None
        sync_folder(path.parent)
    except OSError as error:
        raise RunError(f"{path} cannot be written: {error.strerror}. {advice(error)}") from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def advice(error: OSError) -> str:
    """Say what to do about a failure to write."""
    import errno  # noqa: PLC0415

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Free some space and run again; the file that was there is untouched."
    return "Make the folder writable and run again; the file that was there is untouched."


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
