"""A paper coming back: its commentary becomes local notes, and everything else in it is listed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from docx.document import Document

from analysis.book.edition import read_edition
from analysis.book.word.blocks import PICTURE, TABLE, Block
from analysis.book.word.document import footer_words, read_properties
from analysis.book.word.paper import DIGEST, EDITION, LOCALITY, NOTES, SCOPE, Paper
from analysis.claims.words import count_of
from analysis.data.params import Locality
from analysis.errors import DataError
from analysis.intake.word.opening import open_document
from analysis.intake.word.placing import Context, Placed
from analysis.intake.word.reading import Mark, Piece, read_edges, read_marks, read_pieces, tidy
from analysis.intake.word.wording import compare_rows, compare_words, shorten

ALIKE = 0.7
"""Of the letters of two paragraphs, where a program lost the name of one."""


@dataclass
class Return:
    """All that a paper came back with."""

    paper: Paper
    placed: Placed
    refused: list[str] = field(default_factory=list)
    # What is neither the book's nor commentary on one of its findings.
    listed: list[str] = field(default_factory=list)
    marks: Sequence[Mark] = ()

    def lines(self) -> Iterator[str]:
        """Say everything, a line each."""
        placed = self.placed
        for what in ("new", "moved", "changed"):
            yield from (f"{what.capitalize()}: {one}" for one in getattr(placed, what))
        yield from (f"Deleted: “{shorten(note.text)}” ({note.by})" for note in placed.deleted)
        yield from (f"Refused: {one}." for one in self.refused)
        yield from (f"Not placed: {one}" for one in (*placed.unplaced, *self.listed))
        yield from (f"In the margin: {mark.line()}" for mark in self.marks)


def read_back(path: Path, localities: Mapping[str, Locality], *, by: str = "", day: Day) -> Return:
    """Read a paper that `export_paper` wrote and others edited."""
    document = open_document(path)
    paper, known = _paper_of(document, path.name, localities)
    pieces = _with_lost_names(read_pieces(document), paper, known)
    pieces = _with_halves_joined(pieces, paper)
    context = Context(paper, pieces, by, day)
    reader = _Reader(context, Return(paper, context.place_notes(known)))
    reader.read_body()
    found = reader.found
    found.marks = read_marks(document)
    own = footer_words(paper.blocks[0].text, paper.edition)
    found.listed += [f"In a header or footer: {one}" for one in read_edges(document, own)]
    return found


def _paper_of(
    document: Document, name: str, localities: Mapping[str, Locality]
) -> tuple[Paper, list[str]]:
    """Find of what a document was written, and the notes that it went out with."""
    said = read_properties(document)
    if not {EDITION, LOCALITY, SCOPE, DIGEST} <= set(said):
        raise DataError(
            f"{name} was not written by `analysis export --word`, or the program that saved it "
            "took out by what it is known: export the paper again and copy the comments into it."
        )
    slug, scope = said[LOCALITY], said[SCOPE]
    if slug not in localities:
        raise DataError(f"{name} is of {slug}, which is no locality of this book.")
    paper = Paper(slug, localities[slug], scope, read_edition())
    own = paper.properties
    if said[DIGEST] != own[DIGEST]:
        raise DataError(
            f"{name} was written from edition {said[EDITION]}, and the chapters here, of "
            f"{own[EDITION]}, do not say the same: export the paper again and copy the comments "
            "into it."
        )
    keys = [key for one in sorted(said) if one.startswith(NOTES) for key in said[one].split()]
    return paper, keys


def _with_lost_names(pieces: Sequence[Piece], paper: Paper, notes: Sequence[str]) -> list[Piece]:
    """Give the paragraphs whose names a program lost their names again, by their words.

    A name that stands twice is the first one's: what was copied is new.
    """
    ours = {one.key for one in paper.with_notes} | set(notes)
    held = {key for piece in pieces if not piece.is_empty for key in piece.keys}
    lost = [one for one in paper.with_notes if one.key not in held]
    found: list[Piece] = []
    used: set[str] = set()
    for piece in pieces:
        own = [key for key in piece.keys if key in ours - used]
        if not own and not piece.rows:
            near = next((one for one in lost if _alike(one, piece)), None)
            if near is not None:
                lost.remove(near)
                own = [near.key]
        used.update(own if not piece.is_empty else ())
        found.append(replace(piece, keys=tuple(own)))
    return found


def _with_halves_joined(pieces: Sequence[Piece], paper: Paper) -> list[Piece]:
    """Join a paragraph of the book with its second half, where someone pressed Enter within it."""
    said = {one.key: tidy(one.text) for one in paper.blocks}
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else Piece("")
        ours = " ".join(said[key] for key in before.keys if key in said)
        whole = f"{before.text} {piece.text}"
        if ours and piece.text and not piece.keys and _nearer(ours, whole, before.text):
            found[-1] = replace(before, text=whole)
        else:
            found.append(piece)
    return found


def _nearer(ours: str, whole: str, half: str) -> bool:
    """Whether two pieces together are more like the book's words than the first alone."""
    if half == ours:
        return False
    alike = [SequenceMatcher(None, ours, one, autojunk=False).ratio() for one in (whole, half)]
    return alike[0] > max(alike[1], ALIKE)


def _alike(block: Block, piece: Piece) -> bool:
    if block.kind == PICTURE:
        return block.text in piece.described
    if block.text[:1] != piece.text[:1]:
        return False
    letters = SequenceMatcher(None, block.text, piece.text, autojunk=False)
    return letters.real_quick_ratio() > ALIKE and letters.ratio() > ALIKE


@dataclass
class _Reader:
    """Takes each piece of a document as the book's, as commentary, or as something to list."""

    context: Context
    found: Return
    seen: list[str] = field(default_factory=list)
    # The table whose caption was read last.
    table: Block | None = None

    def read_body(self) -> None:
        """Read all of the document."""
        blocks = self.context.blocks
        for at, piece in enumerate(self.context.pieces):
            own = [blocks[key] for key in piece.keys if key in blocks]
            self.seen += [block.key for block in own]
            if piece.rows:
                self._read_table(piece)
            elif own:
                self.table = next((one for one in own if one.kind == TABLE), self.table)
                self._read_own(at, own)
            elif piece.text and not any(key.startswith("note_") for key in piece.keys):
                self._read_foreign(at, piece.text, heading=piece.is_heading)
            if piece.pictures > sum(one.kind == PICTURE for one in own):
                self.found.listed.append(f"A picture after “{self._before(at)}”")
        self._read_order()

    def _read_own(self, at: int, own: Sequence[Block]) -> None:
        said = " ".join(one.text for one in own if one.kind != PICTURE)
        ours, theirs = tidy(said), self.context.pieces[at].text
        if ours and not theirs:
            self.found.listed.append(f"The book's words were taken out: {ours}")
            return
        edits = compare_words(ours, theirs)
        self.found.refused += edits.refused
        self.found.listed += [f"{one}." for one in edits.reworded]
        for text in edits.added:
            self._read_foreign(at + 1, text)

    def _read_foreign(self, at: int, text: str, *, heading: bool = False) -> None:
        if heading:
            self.found.listed.append(f"A heading that is not the book's: {text}")
            return
        said = self.context.new_at(at, text)
        if said.finding is None:
            self.found.listed.append(
                f"Below no finding, so move it below the one that it is about: {text}"
            )
        else:
            self.found.placed.new.append(said)

    def _read_table(self, piece: Piece) -> None:
        own, self.table = self.table, None
        if own is None or piece.rows[0] != own.rows[0]:
            rows = "; ".join(" | ".join(row) for row in piece.rows)
            self.found.listed.append(f"A pasted table, whose figures have no source here: {rows}")
        else:
            self.found.refused += compare_rows(own.text, own.rows, piece.rows)

    def _read_order(self) -> None:
        """Say which of the book's paragraphs are gone or stand elsewhere; the book keeps them."""
        order = {key: place for place, key in enumerate(self.context.blocks)}
        gone = [one for key, one in self.context.blocks.items() if key not in self.seen]
        self.found.listed += [f"The book's words were taken out: {one.text}" for one in gone]
        strays = sum(order[after] < order[before] for before, after in pairwise(self.seen))
        if strays:
            self.found.listed.append(
                f"The book's paragraphs stand in another order at {count_of(strays, 'place')}; "
                "the book keeps its own."
            )

    def _before(self, at: int) -> str:
        said = (one.text for one in reversed(self.context.pieces[: at + 1]) if one.text)
        return shorten(next(said, "the start"))
