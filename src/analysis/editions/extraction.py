"""Opening an archive without trusting it: nothing leaves the folder, no links, a bound on size."""

import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO

from analysis.errors import RunError

MOST_BYTES = 500_000_000
MOST_FILES = 20_000


def extract_zip(archive: Path, folder: Path) -> Path:
    """Unpack a zip file into an empty folder."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [one for one in opened.infolist() if not one.is_dir()]
            for one in members:
                kind = stat.S_IFMT(one.external_attr >> 16)
                if kind not in (0, stat.S_IFREG):
                    raise RunError(f"{archive.name} holds {one.filename}, which is no plain file.")
                if one.flag_bits & 1:
                    raise RunError(f"{archive.name} holds {one.filename}, which is encrypted.")
            _check_names((one.filename for one in members), archive.name)
            _check_size((one.file_size for one in members), archive.name)
            for one in members:
                with opened.open(one) as file:
                    _write(folder, one.filename, file)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as problem:
        raise RunError(
            f"{archive.name} is not a whole zip file ({problem}). Fetch it again."
        ) from problem
    return folder


def extract_tar(stream: IO[bytes], folder: Path, name: str) -> Path:
    """Unpack a tar stream into an empty folder, by the same rules as `extract_zip`."""
    try:
        with tarfile.open(fileobj=stream, mode="r:") as opened:
            members = [one for one in opened.getmembers() if not one.isdir()]
            for one in members:
                if not one.isreg():
                    raise RunError(f"{name} holds {one.name}, which is no plain file.")
            _check_names((one.name for one in members), name)
            _check_size((one.size for one in members), name)
            for one in members:
                file = opened.extractfile(one)
                if file is not None:
                    _write(folder, one.name, file)
    except (tarfile.TarError, OSError, EOFError) as problem:
        raise RunError(f"{name} is not a whole archive ({problem}).") from problem
    return folder


def _check_names(names: Iterable[str], archive: str) -> None:
    seen: set[str] = set()
    for name in names:
        path = PurePosixPath(name)
        odd = "\\" in name or ":" in name or not name.isprintable()
        if odd or path.is_absolute() or ".." in path.parts or not path.parts:
            raise RunError(f"{archive} holds {name!r}, a path that could leave its folder.")
        # On some systems names that differ only in case are the same file.
        if str(path).casefold() in seen:
            raise RunError(f"{archive} holds {name} twice.")
        seen.add(str(path).casefold())


def _check_size(sizes: Iterable[int], archive: str) -> None:
    listed = list(sizes)
    if sum(listed) > MOST_BYTES or len(listed) > MOST_FILES:
        raise RunError(
            f"{archive} would unpack to {sum(listed) // 1_000_000} MB in {len(listed)} files: more "
            f"than an edition has."
        )


def _write(folder: Path, name: str, file: IO[bytes]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as copy:
        shutil.copyfileobj(file, copy)
