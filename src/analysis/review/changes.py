"""What changed between two editions, chapter by chapter, each change with its cause."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.review.causes import Causes, compare_inputs, find_causes
from analysis.review.compare import Change, compare_chapters
from analysis.review.edition import Edition

COSMETIC = "look"


@dataclass(frozen=True)
class ChangedChapter:
    """A chapter that says something else.

    Parameters
    ----------
    name : str
        ``locality/chapter``.
    changes : tuple of Change
        What differs.
    causes : Causes
        The inputs that differ.
    title : str
        Its heading.
    """

    name: str
    changes: tuple[Change, ...]
    causes: Causes
    title: str

    def of(self, *kinds: str) -> list[Change]:
        """Give the changes of some kinds."""
        return [change for change in self.changes if change.kind in kinds]

    @property
    def cosmetic(self) -> bool:
        """Whether only looks changed."""
        return all(change.kind == COSMETIC for change in self.changes)


@dataclass(frozen=True)
class ChangedFile:
    """A raw file that came, went or changed, with what a reviewer wants to know of it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Review:
    """Everything that differs between two editions.

    Parameters
    ----------
    before, after : Edition
        The editions.
    chapters : tuple of ChangedChapter
        Those that say something else, in alphabetical order.
    new, gone : tuple of str
        Chapters that only one of them has.
    files : tuple of ChangedFile
        Raw files.
    """

    before: Edition
    after: Edition
    chapters: tuple[ChangedChapter, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    files: tuple[ChangedFile, ...]

    def counts(self) -> Counter[str]:
        """Count the changes of each kind."""
        return Counter(change.kind for one in self.chapters for change in one.changes)


def compare_editions(before: Edition, after: Edition) -> Review:
    """Compare two editions.

    Parameters
    ----------
    before, after : Edition
        From `edition.open_edition` and `edition.this_edition`.

    Returns
    -------
    Review
        Chapters whose bytes are the same are not opened.
    """
    inputs = compare_inputs(before, after)
    chapters = []
    for name in sorted(before.chapters.keys() & after.chapters.keys()):
        if before.chapters[name].read_bytes() == after.chapters[name].read_bytes():
            continue
        old, new = before.read(name), after.read(name)
        changes = tuple(compare_chapters(old, new))
        if changes:
            causes = find_causes(name, old, new, inputs)
            chapters.append(ChangedChapter(name, changes, causes, _title(new) or name))
    return Review(
        before,
        after,
        tuple(chapters),
        new=tuple(sorted(after.chapters.keys() - before.chapters.keys())),
        gone=tuple(sorted(before.chapters.keys() - after.chapters.keys())),
        files=tuple(_changed_files(before, after, inputs.data)),
    )


def _title(chapter: Mapping[str, Any]) -> str:
    """Give the words of the first heading, without the signs that keep them from being markup."""
    lines = (line for cell in chapter["cells"] for line in cell["source"].splitlines())
    heading = next((line for line in lines if line.startswith("# ")), "")
    return re.sub(r"\\(.)", r"\1", heading.removeprefix("# ")).strip()


def _changed_files(before: Edition, after: Edition, names: frozenset[str]) -> Iterator[ChangedFile]:
    folders = [paths.data_folder(edition.root) for edition in (before, after)]
    for name in sorted(names):
        yield ChangedFile(name, *(_about(folder / name) for folder in folders))


def _about(path: Path) -> str:
    """Say how many rows a file has, and its last period."""
    if not path.is_file():
        return "none"
    if path.suffix != ".csv":
        return f"{path.stat().st_size} bytes"
    with path.open(encoding="utf-8", newline="", errors="replace") as file:
        rows = list(csv.DictReader(file))
    last = max((row.get("period") or "" for row in rows), default="")
    return f"{len(rows)} rows" + (f", last period {last}" if last else "")
