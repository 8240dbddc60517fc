"""What changed between two editions, chapter by chapter, each change with its cause."""

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.editions.causes import (
    LOOK,
    Causes,
    ChangedPair,
    Make,
    differing,
    differing_inputs,
    find_causes,
)
from analysis.editions.compare import Change, compare_chapters
from analysis.editions.edition import Edition
from analysis.editions.rows import ChangedFile, changed_files
from analysis.editions.trials import FOLDERS, Trials

NOT_RUN = (
    "The code or the templates of {name} are not those of this project, so they were not run: what "
    "the figures and parameters do not make is put down to the rest."
)
DATA_ALONE = ("data", "parameter")


@dataclass(frozen=True)
class ChangedChapter:
    """A chapter that says something else: its name, heading and changes, and their causes."""

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
        return all(change.kind == LOOK for change in self.changes)

    @property
    def cause(self) -> str:
        """Name the causes of all its changes."""
        return self.causes.summary(self.changes)


@dataclass(frozen=True)
class Review:
    """Everything that differs between two editions."""

    before: Edition
    after: Edition
    chapters: tuple[ChangedChapter, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    files: tuple[ChangedFile, ...]
    note: str = ""

    def counts(self) -> Counter[str]:
        """Count the changes of each kind."""
        return Counter(change.kind for one in self.chapters for change in one.changes)

    @property
    def nothing(self) -> bool:
        """Whether a reader sees the same in both."""
        return not (self.chapters or self.new or self.gone)

    def lines(self) -> list[str]:
        """Say each chapter that changed with its cause, and how much changed."""
        if self.nothing:
            return [f"Nothing changed: {self.after.name} says the same as {self.before.name}."]
        return [
            *(f"{one.name}: {one.cause}" for one in self.chapters if not one.cosmetic),
            *(f"{name}: a new chapter" for name in self.new),
            *(f"{name}: a removed chapter" for name in self.gone),
            *(f"{kind}: {number}" for kind, number in sorted(self.counts().items())),
            *([self.note] if self.note else []),
        ]


def compare_editions(
    before: Edition,
    after: Edition,
    *,
    make: Make | None = None,
    say: Callable[[str], None] = print,
) -> Review:
    """Compare two editions, from `edition.open_edition` and `edition.this_edition`."""
    pairs = changed_pairs(before, after)
    real = {
        name: pair
        for name, pair in pairs.items()
        if any(change.kind != LOOK for change in pair.changes)
    }
    own = not before.archived or (before.code, before.templates) == (after.code, after.templates)
    swapped = tuple(FOLDERS) if own else DATA_ALONE
    with tempfile.TemporaryDirectory(prefix="trials-") as folder:
        kept = paths.cache_folder(after.root) / "trials"
        trials = Trials(before, after, swapped, Path(folder), kept)
        causes = find_causes(real, make or trials.make, swapped=swapped, say=say)
    data = differing(before.figures, after.figures) | differing(before.releases, after.releases)
    return Review(
        before,
        after,
        tuple(
            ChangedChapter(
                name,
                pair.changes,
                causes.get(name, Causes(pair.inputs)),
                _title(pair.after) or name,
            )
            for name, pair in pairs.items()
        ),
        new=tuple(sorted(after.chapters.keys() - before.chapters.keys())),
        gone=tuple(sorted(before.chapters.keys() - after.chapters.keys())),
        files=tuple(changed_files(before, after, sorted(data))),
        note="" if own or not real else NOT_RUN.format(name=before.name),
    )


def changed_pairs(before: Edition, after: Edition) -> dict[str, ChangedPair]:
    """Compare the chapters that both editions have, and keep those that differ."""
    pairs = {}
    for name in sorted(before.chapters.keys() & after.chapters.keys()):
        if before.chapters[name].read_bytes() == after.chapters[name].read_bytes():
            continue
        old, new = before.read(name), after.read(name)
        changes = tuple(compare_chapters(old, new))
        if changes:
            inputs = differing_inputs(name, before, after, old, new)
            pairs[name] = ChangedPair(old, new, changes, inputs)
    return pairs


def _title(chapter: Mapping[str, Any]) -> str:
    """Give the words of the first heading, without the signs that keep them from being markup."""
    lines = (line for cell in chapter["cells"] for line in cell["source"].splitlines())
    heading = next((line for line in lines if line.startswith("# ")), "")
    return re.sub(r"\\(.)", r"\1", heading.removeprefix("# ")).strip()
