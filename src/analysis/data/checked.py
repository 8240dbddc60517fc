"""Files whose contract was checked before: a full check is made once for the same bytes."""

import contextlib
import hashlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from analysis.data import tidy
from analysis.data.raw import cached, files_read
from analysis.errors import AnalysisError
from analysis.paths import cache_folder

CHECKERS = ("pandas", "pandera")
_HERE = Path(__file__).parent


def check_once(relative: str, about: str, check: Callable[[], object]) -> None:
    """Check what a file holds, unless these very bytes passed this very check before."""
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


@cached
def _checking_code() -> str:
    total = hashlib.sha256()
    for path in (Path(tidy.__file__), _HERE / "catalogue.py", Path(__file__)):
        total.update(path.read_bytes())
    for name in CHECKERS:
        total.update(f"{name} {version(name)}".encode())
    return total.hexdigest()
