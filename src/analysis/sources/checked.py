"""Files whose contract was checked before: a full check is made once for the same bytes."""

import contextlib
import hashlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from analysis import tidy
from analysis.errors import AnalysisError
from analysis.paths import cache_folder
from analysis.sources.raw import files_read

CHECKERS = ("pandas", "pandera")
_HERE = Path(__file__).parent


def check_once(relative: str, about: str, check: Callable[[], object]) -> None:
    """Check what a file holds, unless these very bytes passed this very check before.

    The bytes themselves are held against the manifest at every reading; only the contract of the
    columns, which costs forty times as much, is remembered. The memory is an empty file in the
    cache, named by the sha256 of the file's bytes, of `about`, of the code that checks and of the
    versions of its libraries, so that a change of any of them checks anew. A cache that cannot be
    written costs time, never a check.

    Parameters
    ----------
    relative : str
        The raw file, as `files_read` names it: it has been read.
    about : str
        What else the check depends on: an indicator's slug and unit.
    check : callable
        Raises when the file breaks its contract.
    """
    mark = _mark(files_read()[relative], about)
    if mark is not None and mark.is_file():
        return
    check()
    if mark is not None:
        with contextlib.suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()


def _mark(digest: str, about: str) -> Path | None:
    name = hashlib.sha256(f"{digest}\0{about}".encode()).hexdigest()
    try:
        return cache_folder() / "checked" / _checking_code()[:16] / name
    except AnalysisError:
        return None


@cache
def _checking_code() -> str:
    total = hashlib.sha256()
    for path in (Path(tidy.__file__), _HERE / "indicators.py", Path(__file__)):
        total.update(path.read_bytes())
    for name in CHECKERS:
        total.update(f"{name} {version(name)}".encode())
    return total.hexdigest()
