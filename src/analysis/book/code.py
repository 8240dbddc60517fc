"""The code that something rests on: modules, and those that they import, without running any."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from analysis import paths
from analysis.data.raw import State, state_of

PACKAGE = Path(paths.__file__).parent
# The names of a line may stand in brackets, on lines of their own.
IMPORT = re.compile(r"^\s*(?:from ([\w.]+) import (\([^)]*\)|.*)|import (.*))", re.MULTILINE)
NAME = re.compile(r"[\w.]+")


def code_behind(modules: Iterable[str], package: Path = PACKAGE) -> str:
    """Give one digest over modules, all that they import, and what lies beside those as data."""
    found: dict[Path, str] = {}
    seen: set[str] = set()
    waiting = [path for name in modules for path in _files(name, package)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path], names = _look_at(path, state_of(path))
            waiting += [file for name in {*names} - seen for file in _files(name, package)]
            seen.update(names)
    for folder in {path.parent for path in found}:
        beside = (path for path in folder.rglob("*") if path.suffix not in (".py", ".pyc"))
        found |= {path: _look_at(path, state_of(path))[0] for path in beside if path.is_file()}
    total = hashlib.sha256()
    for path in sorted(found):
        total.update(f"{path.relative_to(package).as_posix()}\0{found[path]}\n".encode())
    return total.hexdigest()


@lru_cache(maxsize=1024)
def _look_at(path: Path, _state: State) -> tuple[str, tuple[str, ...]]:
    """Give the digest of a file and, of a module, what it imports."""
    content = path.read_bytes()
    text = content.decode("utf-8", errors="replace") if path.suffix == ".py" else ""
    return hashlib.sha256(content).hexdigest(), tuple(imported_names(text))


def _files(name: str, package: Path) -> Iterator[Path]:
    """Give the files that an import of a name executes: of its packages and of the module."""
    first, *rest = name.split(".")
    if first != package.name:
        return
    folder = package
    yield package / "__init__.py"
    for part in rest:
        module, folder = folder / f"{part}.py", folder / part
        yield from (path for path in (module, folder / "__init__.py") if path.is_file())


def imported_names(text: str) -> Iterator[str]:
    """Name what a text of Python imports, also within functions; too much rather than too little.

    >>> list(imported_names("from analysis.data import areas"))
    ['analysis.data', 'analysis.data.areas']
    """
    for module, names, modules in IMPORT.findall(text):
        if module:
            yield module
            yield from (f"{module}.{name}" for name in NAME.findall(names))
        yield from NAME.findall(modules)
