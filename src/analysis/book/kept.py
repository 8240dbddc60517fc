"""What one build keeps for the next: the pages as Sphinx left them, and what slow steps gave."""

import contextlib
import filecmp
import hashlib
import json
import shutil
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from analysis import paths
from analysis.book.code import code_behind
from analysis.data.raw import MANIFEST, read_manifest
from analysis.errors import RunError
from analysis.files import file_digest, write_whole

RECIPE = "recipe"
Key = TypeVar("Key", bound=Hashable)


def digest_of(*parts: object) -> str:
    """Give one digest over texts, and over whatever else JSON can write."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def below_one_head(tables: Iterable[str]) -> str:
    r"""Put tables of the same columns below one another; each begins with its line of names.

    >>> below_one_head(["a,b\n1,2\n", "a,b\n3,4\n"])
    'a,b\n1,2\n3,4\n'
    """
    first, *rest = tables
    return "".join([first, *(table.partition("\n")[2] for table in rest)])


@contextlib.contextmanager
def kept_folder(folder: Path, recipe: str) -> Iterator[None]:
    """Keep a folder that a step goes on from, while the recipe by which it works is the same.

    The recipe stands in the folder only while it is whole: a step that was killed begins anew. One
    that fails says so with a `RunError` and has left what can be gone on from.
    """
    known = folder / RECIPE
    if not known.is_file() or known.read_text(encoding="utf-8") != recipe:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    known.unlink(missing_ok=True)
    try:
        yield
    except RunError:
        write_whole(known, recipe)
        raise
    write_whole(known, recipe)


def make_same(folder: Path, wanted: Path) -> None:
    """Make a folder hold what another holds; a file that is the same already keeps its time."""
    there = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    names = {path.relative_to(wanted) for path in wanted.rglob("*") if path.is_file()}
    for name in there - names:
        (folder / name).unlink()
    for name in names:
        if name not in there or not filecmp.cmp(folder / name, wanted / name, shallow=False):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(wanted / name, folder / name)


class Memory:
    """What slow steps of a build gave, by what they were given and the code that they rest on.

    Without a folder nothing is remembered.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.asked: set[str] = set()
        self._code: dict[str, str] = {}

    def recall(self, module: str, given: object, make: Callable[[], Any]) -> Any:
        """Give what a step of a module gave for the same, as JSON has it, or make it."""
        if self.folder is None:
            return make()
        path = self._path(module, given)
        with contextlib.suppress(OSError, ValueError):
            return json.loads(path.read_text(encoding="utf-8"))
        return self._keep(path, make())

    def recall_each(
        self,
        module: str,
        given: object,
        asked: Iterable[Key],
        make: Callable[[Key], Any],
        *,
        forget: bool = True,
    ) -> dict[Key, Any]:
        """Give what a step of a module gave for each of many; the others are forgotten or kept."""
        known: dict[str, Any] = {}
        path = self._path(module, given) if self.folder else None
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(path.read_text(encoding="utf-8")) if path else {}
        names = {key: json.dumps(key) for key in asked}
        found = {key: known[n] if n in known else make(key) for key, n in names.items()}
        kept = ({} if forget else known) | {names[key]: made for key, made in found.items()}
        if path and known.keys() != kept.keys():
            self._keep(path, kept)
        return found

    def _path(self, module: str, given: object) -> Path:
        if module not in self._code:
            self._code[module] = code_behind([module])
        name = digest_of(self._code[module], given)
        self.asked.add(name)
        return (self.folder or Path()) / name

    def _keep(self, path: Path, made: Any) -> Any:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Half of a file is no JSON, and is made again.
        path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8", newline="\n")
        return made

    @cached_property
    def figures(self) -> str:
        """One digest over every raw file and local figure, as it is and not as a manifest says."""
        folder = paths.data_folder()
        local = sorted(path for path in paths.added_folder(folder).rglob("*") if path.is_file())
        known = (folder / MANIFEST, *(folder / name for name in read_manifest(folder)), *local)
        return digest_of([file_digest(path) for path in known])

    def forget_rest(self) -> None:
        """Remove what this build did not ask for."""
        for path in self.folder.glob("*") if self.folder else ():
            if path.name not in self.asked:
                path.unlink(missing_ok=True)
