"""Why a chapter says something else: the least inputs that make each change, found by trial.

A trial makes changed chapters again from one edition's inputs with some of another's instead.
"""

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.editions.compare import Change, compare_chapters
from analysis.editions.edition import Edition, analysis_in, copy_folder
from analysis.editions.seal import digests
from analysis.editions.structure import read_chapter, read_values
from analysis.errors import RunError
from analysis.runner.cache import PYTHON
from analysis.runner.template import INJECTED_TAG, tags_of
from analysis.runner.writing import write_whole

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
UNEXPLAINED = "nothing that it was made from: it was edited, or run on other inputs"
UNTOLD = "not proven, since the chapter could not be made again"
Inputs = Mapping[str, tuple[str, ...]]
"""For each kind that differs for a chapter the files or parameters."""
Said = tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A chapter that a trial made, and the raw files that it read."""

    chapter: Mapping[str, Any]
    files: frozenset[str]


Make = Callable[[frozenset[str], Sequence[str]], Mapping[str, Made]]


@dataclass(frozen=True)
class ChangedPair:
    """Two executions of a chapter, what differs in what they say and in what they came from."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    changes: tuple[Change, ...]
    inputs: Inputs


@dataclass
class Causes:
    """Why one chapter says something else."""

    inputs: Inputs
    swapped: frozenset[str] = frozenset()
    made: dict[Said, list[frozenset[str]]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    whole: bool = False

    @property
    def tried(self) -> frozenset[str]:
        """The kinds that differ and can be swapped."""
        return self.swapped & self.inputs.keys()

    @property
    def aside(self) -> frozenset[str]:
        """The kinds that differ and cannot be swapped."""
        return frozenset(self.inputs) - self.swapped

    def of(self, change: Change) -> str:
        """Name the least inputs that make one change; alternatives where each alone makes it."""
        sets = self.made.get(_said(change), [])
        if any(sets):
            return "; or ".join(self._named(kinds) for kinds in sets)
        if self.aside:
            return self._named(self.aside)
        if sets or self.whole or not self.inputs:
            return UNEXPLAINED
        return f"{UNTOLD}: {self._named(self.tried, by='; or ')}"

    def summary(self, changes: Iterable[Change]) -> str:
        """Name the causes of a chapter's changes, the most frequent first."""
        counted = Counter(self.of(change) for change in changes if change.kind != LOOK)
        if len(counted) == 1:
            return next(iter(counted))
        return "; ".join(f"{cause} ({_times(number)})" for cause, number in counted.most_common())

    def _named(self, kinds: Iterable[str], by: str = " together with ") -> str:
        return by.join(f"{kind}: {_listed(self._names(kind))}" for kind in KINDS if kind in kinds)

    def _names(self, kind: str) -> tuple[str, ...]:
        """Name the inputs of a kind, data only as far as the chapter read them."""
        names = self.inputs[kind]
        read = tuple(name for name in names if name in self.files) if kind == "data" else names
        return read or names


def find_causes(
    pairs: Mapping[str, ChangedPair],
    make: Make,
    *,
    swapped: Sequence[str] = tuple(FOLDERS),
    say: Callable[[str], None] = print,
) -> dict[str, Causes]:
    """Find what makes each change of each chapter, trying small sets of kinds before large ones."""
    causes = {name: Causes(pair.inputs, frozenset(swapped)) for name, pair in pairs.items()}
    left = {name: {_said(change) for change in pair.changes} for name, pair in pairs.items()}
    kinds = [kind for kind in swapped if any(kind in one.tried for one in causes.values())]
    for size in range(len(kinds) + 1):
        for chosen in combinations(kinds, size):
            some = frozenset(chosen)
            names = [
                name
                for name, one in causes.items()
                if one.tried and one.tried >= some and left[name]
            ]
            if not names:
                continue
            new = f"the new {' and '.join(chosen)}" if chosen else "nothing new"
            say(f"Trial of {len(names)} chapters with {new}, at most {2 ** len(kinds)} trials")
            for name, made in make(some, names).items():
                changes = compare_chapters(pairs[name].before, made.chapter)
                _note(causes[name], some, made, changes, left[name])
        for name, one in causes.items():
            left[name] -= one.made.keys()
    return causes


def _note(
    causes: Causes, kinds: frozenset[str], made: Made, changes: Iterable[Change], left: set[Said]
) -> None:
    causes.files |= made.files
    causes.whole |= kinds == causes.tried
    for said in {_said(change) for change in changes} & left:
        causes.made.setdefault(said, []).append(kinds)


def _said(change: Change) -> Said:
    """Give what makes a change the same in a trial: all but the files behind it."""
    return change.kind, change.cell, change.what, change.before, change.after


def differing_inputs(
    name: str, before: Edition, after: Edition, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Inputs:
    """Name what two executions of a chapter were made from differently, by kind."""
    chapter = name.rpartition("/")[2]
    data = differing(before.figures, after.figures) | differing(before.releases, after.releases)
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


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """Name the keys that came, went or have another value.

    >>> sorted(differing({"a": 1, "b": 1, "c": 1}, {"b": 1, "c": 2, "d": 1}))
    ['a', 'c', 'd']
    """
    absent = object()
    names = before.keys() | after.keys()
    return frozenset(name for name in names if before.get(name, absent) != after.get(name, absent))


def _parameters(chapter: Mapping[str, Any]) -> Mapping[str, Any]:
    injected = (cell["source"] for cell in chapter["cells"] if INJECTED_TAG in tags_of(cell))
    return read_values(next(injected, "")) or {}


def _listed(names: Sequence[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _times(number: int) -> str:
    return f"{number} change" + "s" * (number != 1)


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
        kept = self.kept / self._key(parts)
        left = [name for name in names if not (kept / f"{name}.ipynb").is_file()]
        if left:
            with tempfile.TemporaryDirectory(dir=self.folder) as made:
                self._run(Path(made), parts, left)
                _keep(Edition(Path(made), "trial"), left, kept)
        found = {}
        for name in names:
            path = kept / f"{name}.ipynb"
            if path.is_file():
                files = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
                found[name] = Made(read_chapter(path), frozenset(files))
        return found

    def _key(self, parts: Mapping[str, Path]) -> str:
        """Digest all that a trial depends on."""
        for part in parts.values() - self.known.keys():
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


def _keep(trial: Edition, names: Sequence[str], kept: Path) -> None:
    for name in names:
        if name in trial.chapters:
            files = sorted(trial.files_read.get(name, ()))
            write_whole(kept / f"{name}.json", json.dumps(files))
            text = trial.chapters[name].read_text(encoding="utf-8")
            write_whole(kept / f"{name}.ipynb", text)


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
