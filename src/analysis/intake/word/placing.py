"""Where commentary belongs: each new, moved or changed note with the finding it stands below."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import cached_property

from analysis.book.word.blocks import Block
from analysis.book.word.notes import NOTES_HEADING, finding_of, note_key, note_words
from analysis.book.word.paper import Paper
from analysis.data.documents.commentary import LocalNote
from analysis.intake.word.reading import Piece
from analysis.intake.word.wording import shorten

_KIND = re.compile(r"(asset|priority|voice|context)\s*:\s*", re.IGNORECASE)
# A day written otherwise is read as one too, so that it is refused and not kept as words.
_BY = re.compile(
    r"\s*\(([^()]+),\s*(\d[\d/.-]{5,9}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ \d{4})\)\s*$"
)

Finding = dict[str, str]


@dataclass(frozen=True)
class Said:
    """Commentary as it stands in a paper, with the finding that it is about."""

    text: str
    kind: str
    by: str
    day: str
    finding: Finding | None = None
    # The note that it was before, where it is none that is new.
    earlier: LocalNote | None = None

    def __str__(self) -> str:
        about = self.finding or {}
        return f"“{shorten(self.text)}” on {about.get('indicator')}, {about.get('measure')}"


@dataclass
class Placed:
    """What a paper's commentary comes to."""

    new: list[Said] = field(default_factory=list)
    moved: list[Said] = field(default_factory=list)
    changed: list[Said] = field(default_factory=list)
    deleted: list[LocalNote] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Context:
    """A paper as it went out and came back, with who speaks and when where it does not say."""

    paper: Paper
    pieces: Sequence[Piece]
    by: str
    day: Day

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The book's own blocks by name."""
        return {one.key: one for one in self.paper.blocks}

    def read(self, words: str) -> Said:
        """Take commentary apart: its kind, its words, who says it and when."""
        begins = _KIND.match(words)
        kind = begins[1].lower() if begins else "context"
        text = words[begins.end() :] if begins else words
        if ends := _BY.search(text):
            return Said(text[: ends.start()], kind, ends[1], ends[2])
        return Said(text, kind, self.by, self.day.isoformat())

    def new_at(self, at: int, words: str) -> Said:
        """Read new commentary that stands at a place of the paper as it came back."""
        return replace(self.read(words), finding=home_of(_stated(self.pieces, self.blocks), at))

    def place_notes(self, known: Sequence[str]) -> Placed:
        """Find which of the notes that the paper went out with were moved, changed or deleted."""
        placed, seen = Placed(), set()
        sent = {note_key(note): note for note in self.paper.notes}
        before = _stated(self.paper.with_notes, self.blocks)
        places = {one.key: at for at, one in enumerate(self.paper.with_notes)}
        after = _stated(self.pieces, self.blocks)
        for at, piece in enumerate(self.pieces):
            key = next((one for one in piece.keys if one.startswith("note_")), "")
            if not key or not piece.text:
                continue
            seen.add(key)
            if key in sent:
                homes = home_of(before, places[key]), home_of(after, at)
                self._compare(placed, sent[key], piece.text, homes)
            else:
                placed.unplaced.append(f"A note that the book no longer holds: {piece.text}")
        placed.deleted += [sent[key] for key in known if key in sent and key not in seen]
        return placed

    def _compare(
        self,
        placed: Placed,
        note: LocalNote,
        text: str,
        homes: tuple[Finding | None, Finding | None],
    ) -> None:
        about = note.finding.model_dump()
        finding = homes[1] if homes[1] and homes[1] != homes[0] else about
        said = self.read(text) if text != note_words(note) else None
        today = self.day.isoformat()
        if said is not None:
            by = said.by if _BY.search(text) else note.by
            day = today if said.day == note.date.isoformat() else said.day
            placed.changed.append(Said(said.text, said.kind, by, day, finding, note))
        elif finding != about:
            placed.moved.append(Said(note.text, note.kind, note.by, today, finding, note))


@dataclass(frozen=True)
class _Place:
    """What one of the book's blocks means for a note that is near it."""

    finding: Finding | None
    is_heading: bool
    general: bool


def _stated(pieces: Sequence[Piece | Block], blocks: Mapping[str, Block]) -> list[_Place | None]:
    found: list[_Place | None] = []
    for piece in pieces:
        keys = (piece.key,) if isinstance(piece, Block) else piece.keys
        block = next((blocks[key] for key in keys if key in blocks), None)
        if block is None:
            found.append(None)
        else:
            general = block.text == NOTES_HEADING
            found.append(_Place(finding_of(block), block.is_heading, general))
    return found


def home_of(places: Sequence[_Place | None], at: int) -> Finding | None:
    """Give the finding that a place in a document is about; none below the general heading.

    The nearest above it in its part comes first, then the next below it in its part, then the last
    before it, then the first of the document.
    """
    above = [one for one in reversed(places[:at]) if one is not None]
    below = [one for one in places[at:] if one is not None]
    for one in above:
        if one.finding is not None:
            return one.finding
        if one.general:
            return None
        if one.is_heading:
            break
    for one in below:
        if one.finding is not None:
            return one.finding
        if one.is_heading:
            break
    return next((one.finding for one in (*above, *below) if one.finding is not None), None)
