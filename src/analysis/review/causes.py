"""Why a chapter says something else: the keys of two editions, compared input by input."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.review.compare import Change
from analysis.review.edition import Edition
from analysis.review.structure import read_values
from analysis.runner.template import INJECTED_TAG, tags_of

KINDS = ("data", "parameter", "template", "code", "packages")
FOR_EVERY_FIGURE = ("catalogue", "geography/")
"""Raw files behind every claim, which a claim does not name."""
UNEXPLAINED = "nothing that it was made from: it was edited, or run on other inputs"


@dataclass(frozen=True)
class Causes:
    """The inputs of one chapter that differ between two editions.

    Parameters
    ----------
    data : tuple of str
        Raw files that the chapter read.
    parameter : tuple of str
        Parameters with another value.
    template : tuple of str
        The chapter's template, where it changed.
    code : tuple of str
        Modules of the package that can decide a number.
    packages : tuple of str
        The lock file, where it changed.
    """

    data: tuple[str, ...] = ()
    parameter: tuple[str, ...] = ()
    template: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of input that differ; one alone is the proven cause."""
        return tuple(kind for kind in KINDS if getattr(self, kind))

    def __str__(self) -> str:
        """Name the cause, or everything that may be it."""
        said = [f"{kind}: {_listed(getattr(self, kind))}" for kind in self.kinds]
        return "; or ".join(said) or UNEXPLAINED

    def of(self, change: Change) -> "Causes":
        """Narrow the causes to those of one change, by the raw files that it names."""
        if not change.sources or not self.data:
            return self
        near = {file for file in self.data if file.startswith(FOR_EVERY_FIGURE)}
        own = tuple(file for file in self.data if file in change.sources or file in near)
        # A verdict can rest on a file that the sentence does not name: then all stay possible.
        return self if not own else Causes(own, *(getattr(self, kind) for kind in KINDS[1:]))


@dataclass(frozen=True)
class Inputs:
    """What differs between the inputs of two editions, each compared once.

    Parameters
    ----------
    data, template, code : frozenset of str
        Raw files, chapters and modules that came, went or changed.
    packages : bool
        Whether the lock differs.
    read : mapping of str to set of str
        The raw files that each chapter read, where it is known.
    """

    data: frozenset[str]
    template: frozenset[str]
    code: frozenset[str]
    packages: bool
    read: Mapping[str, set[str]] = field(default_factory=dict)


def compare_inputs(before: Edition, after: Edition) -> Inputs:
    """Compare what two editions are made from.

    Parameters
    ----------
    before, after : Edition
        The editions.

    Returns
    -------
    Inputs
    """
    names = before.files_read.keys() | after.files_read.keys()
    return Inputs(
        data=differing(before.figures, after.figures),
        template=differing(before.templates, after.templates),
        code=differing(before.code, after.code),
        packages=before.lock != after.lock,
        read={
            name: before.files_read.get(name, set()) | after.files_read.get(name, set())
            for name in names
        },
    )


def find_causes(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any], inputs: Inputs
) -> Causes:
    """Name the inputs of one chapter that differ.

    Parameters
    ----------
    name : str
        ``locality/chapter``.
    before, after : mapping
        Its two executions, from `structure.read_chapter`.
    inputs : Inputs
        From `compare_inputs`.

    Returns
    -------
    Causes
        Data limited to the files that the chapter read, where the run's manifest is there to say.
    """
    read = inputs.read.get(name)
    chapter = name.rpartition("/")[2]
    templates = (chapter,) if chapter in inputs.template else ()
    return Causes(
        data=tuple(sorted(inputs.data if not read else inputs.data & read)),
        parameter=tuple(sorted(differing(_parameters(before), _parameters(after)))),
        template=tuple(f"{one}.ipynb" for one in templates),
        code=tuple(sorted(inputs.code)),
        packages=("requirements.lock",) if inputs.packages else (),
    )


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


def _listed(names: Iterable[str], most: int = 4) -> str:
    shown = list(names)
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more
