"""Why a chapter says something else: the least inputs that make each change, found by trial.

A trial makes changed chapters again from one edition's inputs with some of another's instead.
"""

import contextlib
import hashlib
import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.editions.chapter import read_values
from analysis.editions.compare import Change, compare_chapters
from analysis.editions.edition import Edition, analysis_in, copy_folder
from analysis.editions.seal import differing, digests
from analysis.errors import RunError
from analysis.runner.cache import PYTHON
from analysis.runner.template import INJECTED_TAG, tags_of

FOLDERS: Mapping[str, Callable[[Path], Path]] = {
    "data": paths.data_folder,
    "parameter": paths.params_folder,
    "template": paths.notebooks_folder,
    "code": paths.code_folder,
}
"""What can be swapped in, and where it stands in an edition."""
BESIDE = ("_config.yml", "requirements.lock")
KINDS = (*FOLDERS, "packages")
LOOK = "look"
MOST = 4
UNEXPLAINED = "nothing that it was made from: it was edited, or run on other inputs"
UNTOLD = "not proven, since the chapter could not be made again"
Inputs = Mapping[str, tuple[str, ...]]
"""For each kind that differs for a chapter the files or parameters."""


@dataclass(frozen=True)
class Made:
    """A chapter that a trial made, and the raw files that it read."""

    chapter: Mapping[str, Any]
    files: frozenset[str]


Make = Callable[[frozenset[str], Sequence[str]], Mapping[str, Made]]


@dataclass
class ChangedChapter:
    """A chapter that says something else: both executions, what differs, and what made it so."""

    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    changes: tuple[Change, ...]
    inputs: Inputs
    swapped: frozenset[str] = frozenset()
    made: dict[Change, list[frozenset[str]]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    whole: bool = False

    @property
    def title(self) -> str:
        """The words of its first heading, without the signs that keep them from being markup."""
        lines = (line for cell in self.after["cells"] for line in cell["source"].splitlines())
        heading = next((line for line in lines if line.startswith("# ")), "")
        return re.sub(r"\\(.)", r"\1", heading.removeprefix("# ")).strip() or self.name

    def of(self, *kinds: str) -> list[Change]:
        """Give the changes of some kinds."""
        return [change for change in self.changes if change.kind in kinds]

    @property
    def cosmetic(self) -> bool:
        """Whether only looks changed."""
        return all(change.kind == LOOK for change in self.changes)

    @property
    def cause(self) -> str:
        """Name the causes of all its changes, the most frequent first."""
        counted = Counter(self.cause_of(one) for one in self.changes if one.kind != LOOK)
        if len(counted) == 1:
            return next(iter(counted))
        return "; ".join(
            f"{cause} ({number} change{'s' * (number != 1)})"
            for cause, number in counted.most_common()
        )

    def cause_of(self, change: Change) -> str:
        """Name the least inputs that make one change; alternatives where each alone makes it."""
        sets = self.made.get(change, [])
        aside = self.inputs.keys() - self.swapped
        if any(sets):
            return "; or ".join(self._named(kinds) for kinds in sets)
        if aside:
            return self._named(aside)
        if sets or self.whole or not self.inputs:
            return UNEXPLAINED
        return f"{UNTOLD}: {self._named(self.tried, by='; or ')}"

    @property
    def tried(self) -> frozenset[str]:
        """The kinds of input that differ and can be swapped."""
        return self.swapped & self.inputs.keys()

    def note(self, kinds: frozenset[str], made: Made, left: set[Change]) -> None:
        """Note which of the changes that are left a trial made."""
        self.files |= made.files
        self.whole |= kinds == self.tried
        for change in left.intersection(compare_chapters(self.before, made.chapter)):
            self.made.setdefault(change, []).append(kinds)

    def _named(self, kinds: Iterable[str], by: str = " together with ") -> str:
        """Name inputs by their kinds, data only as far as the chapter read them."""
        said = []
        for kind in (kind for kind in KINDS if kind in kinds):
            names = self.inputs[kind]
            read = [name for name in names if name in self.files] if kind == "data" else []
            shown = read or names
            more = f" and {len(shown) - MOST} more" if len(shown) > MOST else ""
            said.append(f"{kind}: {', '.join(shown[:MOST])}{more}")
        return by.join(said)


def find_causes(
    chapters: Sequence[ChangedChapter],
    make: Make,
    *,
    swapped: Sequence[str] = tuple(FOLDERS),
    say: Callable[[str], None] = print,
) -> None:
    """Find what makes each change of each chapter, trying small sets of kinds before large ones."""
    for one in chapters:
        one.swapped = frozenset(swapped)
    left = {one.name: set(one.changes) for one in chapters}
    kinds = [kind for kind in swapped if any(kind in one.tried for one in chapters)]
    for size in range(len(kinds) + 1):
        for some in map(frozenset, combinations(kinds, size)):
            asked = {
                one.name: one
                for one in chapters
                if one.tried and one.tried >= some and left[one.name]
            }
            if not asked:
                continue
            new = " and ".join(kind for kind in kinds if kind in some)
            with_new = f"the new {new}" if new else "nothing new"
            say(f"Trial of {len(asked)} chapters with {with_new}, at most {2 ** len(kinds)} trials")
            for name, made in make(some, [*asked]).items():
                asked[name].note(some, made, left[name])
        for one in chapters:
            left[one.name] -= one.made.keys()


def find_changed(before: Edition, after: Edition) -> list[ChangedChapter]:
    """Compare the chapters that both editions have, and give those that differ."""
    found = []
    for name in sorted(before.chapters.keys() & after.chapters.keys()):
        if before.chapters[name].read_bytes() == after.chapters[name].read_bytes():
            continue
        old, new = before.read(name), after.read(name)
        changes = tuple(compare_chapters(old, new))
        if changes:
            inputs = _differing_inputs(name, before, after, old, new)
            found.append(ChangedChapter(name, old, new, changes, inputs))
    return found


def _differing_inputs(
    name: str, before: Edition, after: Edition, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Inputs:
    """Name what two executions of a chapter were made from differently, by kind."""
    chapter = name.rpartition("/")[2]
    data = differing(before.figures, after.figures)
    reads = [edition.files_read.get(name) for edition in (before, after)]
    if reads[0] and reads[1]:
        data &= reads[0] | reads[1]
    values = differing(_parameters(old), _parameters(new))
    parameters = values if before.parameters != after.parameters else frozenset()
    template = before.templates.get(chapter) != after.templates.get(chapter)
    found = {
        "data": tuple(sorted(data)),
        "parameter": tuple(sorted(parameters)),
        "template": (f"{chapter}.ipynb",) if template else (),
        "code": tuple(sorted(differing(before.code, after.code))),
        "packages": (paths.lock_file(after.root).name,) if before.lock != after.lock else (),
    }
    return {kind: names for kind, names in found.items() if names}


def _parameters(chapter: Mapping[str, Any]) -> Mapping[str, Any]:
    injected = (cell["source"] for cell in chapter["cells"] if INJECTED_TAG in tags_of(cell))
    return read_values(next(injected, "")) or {}


@dataclass(frozen=True)
class Trials:
    """Makes chapters of an older edition again with some kinds of input of a newer one."""

    before: Edition
    after: Edition
    swapped: tuple[str, ...]
    folder: Path
    kept: Path
    known: dict[Path, str] = field(default_factory=dict, repr=False)

    def make(self, kinds: frozenset[str], names: Sequence[str]) -> dict[str, Made]:
        """Make chapters with these kinds of input swapped in; without those that fail."""
        newer = {kind for kind in FOLDERS if kind in kinds or kind not in self.swapped}
        parts = {
            kind: place((self.after if kind in newer else self.before).root)
            for kind, place in FOLDERS.items()
        }
        root = self.kept / self._key(parts)
        left = [name for name in names if name not in Edition(root, "trial").chapters]
        if left:
            self._run(root, parts, left)
        trial = Edition(root, "trial")
        return {
            name: Made(trial.read(name), frozenset(trial.files_read.get(name, ())))
            for name in names
            if name in trial.chapters
        }

    def _key(self, parts: Mapping[str, Path]) -> str:
        """Digest all that a trial depends on."""
        for part in set(parts.values()) - self.known.keys():
            self.known[part] = _digest(digests(part))
        return _digest([PYTHON, self.after.lock, *(self.known[part] for part in parts.values())])

    def _run(self, root: Path, parts: Mapping[str, Path], names: Sequence[str]) -> None:
        """Put a project together and run the chapters in it with the code that belongs to it."""
        for kind in ("parameter", "template"):
            copy_folder(parts[kind], FOLDERS[kind](root))
        for name in BESIDE:
            if (self.after.root / name).is_file():
                shutil.copy(self.after.root / name, root / name)
        package = self.folder / self.known[parts["code"]] / "analysis"
        if not package.is_dir():
            copy_folder(parts["code"], package)
        for chapters, localities in _together(names).items():
            words = ["run", *localities, *(w for name in chapters for w in ("--chapter", name))]
            # A chapter that fails is one that was not made.
            with contextlib.suppress(RunError):
                analysis_in(root, words, code=package, data=parts["data"])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]


def _together(names: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
    """Group localities by the chapters that they need, so that each group is one run."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for name in names:
        locality, _, chapter = name.partition("/")
        wanted[locality].append(chapter)
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for locality, chapters in wanted.items():
        groups[tuple(sorted(chapters))].append(locality)
    return groups
