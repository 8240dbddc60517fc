"""A paragraph of the book beside itself as it came back: what was added, and what was changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from analysis.findings.vocabulary import DIRECTIONS, GAP_WORDS, LEVELS, NO_GAP, PACES

VERDICTS = tuple({*DIRECTIONS, *GAP_WORDS, *LEVELS, *PACES, NO_GAP})
_PHRASES = tuple(tuple(words.split()) for words in VERDICTS)
_DIGIT = re.compile(r"\d")
_EDGES = "()“”\"'’‘,;:.!?*"
_ENDS = (".", "!", "?")
SHOWN = 60


@dataclass
class Edits:
    """What was done to one paragraph."""

    # Whole sentences before or after the book's own.
    added: list[str] = field(default_factory=list)
    # Figures and verdicts that were changed: each one sentence.
    refused: list[str] = field(default_factory=list)
    # Other words that were changed: each one sentence.
    reworded: list[str] = field(default_factory=list)


def compare_words(ours: str, theirs: str) -> Edits:
    """Find what was added to the book's words, and what was changed in them."""
    before, after = ours.split(), theirs.split()
    edits = Edits()
    where = f"in “{shorten(ours)}”"
    matched = SequenceMatcher(None, before, after, autojunk=False)
    for what, at, to, start, end in matched.get_opcodes():
        was, now = " ".join(before[at:to]), " ".join(after[start:end])
        if what == "equal":
            continue
        if what == "insert" and _is_sentence(before, at, after[start:end]):
            edits.added.append(now)
            continue
        decided = _touches(before, at, to) or _touches(after, start, end)
        said = _change(was, now)
        if decided or _DIGIT.search(was + now):
            numbers = [*_numbers(before[at:to], after[start:end])]
            edits.refused += [f"{one} {where}" for one in numbers or [said]]
        else:
            edits.reworded.append(f"{said} {where}")
    return edits


def shorten(text: str) -> str:
    """Give the beginning of a text, cut between words."""
    if len(text) <= SHOWN:
        return text
    return text[:SHOWN].rpartition(" ")[0].rstrip(_EDGES) + " …"


def _change(was: str, now: str) -> str:
    if not was:
        return f"“{now}” was put"
    return f"“{was}” was changed to “{now}”" if now else f"“{was}” was taken out"


def _is_sentence(before: Sequence[str], at: int, words: Sequence[str]) -> bool:
    """Whether words that were put in stand outside the book's own sentences, and are one."""
    last = at == len(before)
    begins = at == 0 or before[at - 1].endswith(_ENDS) or (last and words[0][0].isupper())
    return begins and len(words) > 1 and (last or words[-1].endswith(_ENDS))


def _touches(words: Sequence[str], start: int, end: int) -> bool:
    """Whether words hold a part of a verdict; where there are none, whether the place is at one."""
    bare = [word.strip(_EDGES).lower() for word in words]
    beside = int(start == end)
    return any(
        at < end + beside and at + len(phrase) > start - beside
        for phrase in _PHRASES
        for at in range(len(bare) - len(phrase) + 1)
        if tuple(bare[at : at + len(phrase)]) == phrase
    )


def _numbers(was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """Name each number that was changed, where the words are otherwise as many."""
    if len(was) == len(now):
        for old, new in zip(was, now, strict=True):
            if old != new:
                yield f"{old.strip(_EDGES)} was changed to {new.strip(_EDGES)}"


def compare_rows(
    caption: str, ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]
) -> list[str]:
    """Name each cell of a table that is not as the book has it."""
    where = f"in the table “{shorten(caption)}”"
    if [len(row) for row in ours] != [len(row) for row in theirs]:
        return [f"Rows or columns were added or taken out {where}"]
    return [
        f"{_plain(old)} was changed to {_plain(new)} {where}, row {row[0]}, column {head}"
        for row, others in zip(ours, theirs, strict=True)
        for head, old, new in zip(ours[0], row, others, strict=True)
        if " ".join(old.split()) != new
    ]


def _plain(cell: str) -> str:
    return cell or "an empty cell"
