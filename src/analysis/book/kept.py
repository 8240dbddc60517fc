"""What one build keeps for the next: the pages as Sphinx left them, and what slow steps gave."""

import contextlib
import filecmp
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.book.code import code_behind
from analysis.data.raw import MANIFEST, read_manifest
from analysis.errors import RunError
from analysis.files import file_digest, write_whole

RECIPE = "recipe"


def digest_of(*parts: object) -> str:
    """Give one digest over texts, and over whatever else JSON can write."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


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
        self._asked: set[str] = set()
        self._code: dict[str, str] = {}

    def recall(self, module: str, given: object, make: Callable[[], Any]) -> Any:
        """Give what a step of a module gave for the same, as JSON has it, or make it."""
        if self.folder is None:
            return make()
        if module not in self._code:
            self._code[module] = code_behind([module])
        name = digest_of(self._code[module], given)
        self._asked.add(name)
        path = self.folder / name
        with contextlib.suppress(OSError, ValueError):
            return json.loads(path.read_text(encoding="utf-8"))
        made = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        # Half of a file is no JSON, and is made again.
        path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8", newline="\n")
        return made

    @cached_property
    def figures(self) -> str:
        """One digest over every raw file, as it is and not as the manifest says."""
        folder = paths.data_folder()
        known = (folder / MANIFEST, *(folder / name for name in read_manifest(folder)))
        return digest_of([file_digest(path) for path in known])

    def forget_rest(self) -> None:
        """Remove what this build did not ask for."""
        for path in self.folder.glob("*") if self.folder else ():
            if path.name not in self._asked:
                path.unlink(missing_ok=True)
