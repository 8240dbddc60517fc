"""Papers: which blocks of the book a Word document holds, and where it is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from analysis import paths
from analysis.book.brief import LEADS, ON_SHEETS
from analysis.book.downloads import STEM
from analysis.book.edition import Edition, read_edition
from analysis.book.word.blocks import ITEM, PICTURE, TEXT, Block, named, read_chapter
from analysis.book.word.document import write_document
from analysis.book.word.notes import HOW_TO_COMMENT, NOTES_HEADING, note_key, with_notes
from analysis.book.word.pictures import draw
from analysis.claims.claim import digest
from analysis.data.areas import COUNTRY
from analysis.data.chapters import chapter_names
from analysis.data.documents.commentary import LocalNote, read_commentary
from analysis.data.documents.reading import pick
from analysis.data.params import Locality
from analysis.errors import AnalysisError, ParameterError, RunError

BRIEF, ALL = "brief", "all"
EDITION, LOCALITY, SCOPE, DIGEST, NOTES = (
    f"Closing the Gap {name}" for name in ("edition", "locality", "scope", "digest", "notes")
)
KEYS_IN_A_PROPERTY = 10
"""Programs cut a property that is longer than 255 letters."""


@dataclass(frozen=True)
class Paper:
    """What is written of one locality: its brief, a chapter, or all of its chapters."""

    slug: str
    locality: Locality
    # `BRIEF`, `ALL` or the name of a chapter.
    scope: str
    edition: Edition

    @cached_property
    def blocks(self) -> list[Block]:
        """The book's own blocks, without local notes."""
        title = Block(TEXT, self._title, "Title")
        day = f"Edition {self.edition.version}, {self.edition.date_words}."
        said = Block(TEXT, f"{self.edition.title}. {day}")
        body = self._brief() if self.scope == BRIEF else self._chapters()
        end = [
            Block(TEXT, NOTES_HEADING, "Heading 1"),
            Block(TEXT, HOW_TO_COMMENT),
        ]
        cited = [Block(TEXT, "How to cite", "Heading 1"), Block(TEXT, self._citation)]
        return named([title, said, *body, *cited, *end])

    @cached_property
    def notes(self) -> tuple[LocalNote, ...]:
        """The locality's notes on chapters that the paper holds."""
        found = read_commentary(self.locality.commentary_slug, chapter_names())
        return tuple(one for one in found if one.finding.chapter in self.chapters)

    @cached_property
    def with_notes(self) -> list[Block]:
        """All blocks, the notes below their findings."""
        return with_notes(self.blocks, self.notes)

    @property
    def chapters(self) -> tuple[str, ...]:
        """The chapters that it is written from."""
        own = self.locality.chapters
        if self.scope == BRIEF:
            leads = tuple(one for one in LEADS if one in own)
            if not leads:
                raise ParameterError(
                    f"{self.locality.area_name} has none of the chapters that a brief is made of."
                )
            return leads
        return own if self.scope == ALL else (pick(self.scope, own, "chapter"),)

    @property
    def properties(self) -> dict[str, str]:
        """By what it is known when it comes back."""
        keys = [note_key(one) for one in self.notes]
        parts = range(0, len(keys), KEYS_IN_A_PROPERTY)
        return {
            EDITION: f"{self.edition.version}, {self.edition.date_words}",
            LOCALITY: self.slug,
            SCOPE: self.scope,
            DIGEST: digest("\n".join(f"{one.key} {one.text}" for one in self.blocks)),
            **{f"{NOTES} {at}": " ".join(keys[at : at + KEYS_IN_A_PROPERTY]) for at in parts},
        }

    @property
    def _title(self) -> str:
        end = {BRIEF: ", in brief", ALL: ""}.get(self.scope, f", chapter {self.scope}")
        return f"{self.locality.area_name}{end}"

    @property
    def _citation(self) -> str:
        day = self.edition
        return (
            f"{day.author} ({day.released.year}). {day.title}. {self._title}. "
            f"Edition {day.version}, {day.date_words}. "
            "Official published figures, Open Government Licence v3.0."
        )

    def _read(self, chapter: str) -> list[Block]:
        path = paths.book_folder() / self.slug / f"{chapter}.ipynb"
        if not path.is_file():
            raise RunError(
                f"There is no chapter {chapter} of {self.locality.area_name} yet. Run `analysis "
                f"run {self.slug} --chapter {chapter}` first."
            )
        return read_chapter(path)

    def _chapters(self) -> list[Block]:
        return [block for chapter in self.chapters for block in self._read(chapter)]

    def _brief(self) -> list[Block]:
        """Take the findings of the first page and the pictures that lead the chapters."""
        found: list[Block] = []
        pictures = 0
        for chapter in self.chapters:
            blocks = self._read(chapter)
            at = next((n for n, one in enumerate(blocks) if one.kind == PICTURE), None)
            if at is None or pictures == ON_SHEETS:
                continue
            name = blocks[0].text.split(": ", maxsplit=1)[0]
            found += [replace(blocks[0], text=name), *_figure(blocks, at)]
            if not pictures:
                found += _first_list(blocks)
            pictures += 1
        return found


def _figure(blocks: Sequence[Block], at: int) -> list[Block]:
    """Give a picture with the words that belong to it."""
    end = at + 1
    while end < len(blocks) and blocks[end].style == "Source":
        end += 1
    return [*blocks[at - 1 : end]]


def _first_list(blocks: Sequence[Block]) -> list[Block]:
    """Give the first list of findings."""
    start = next((n for n, one in enumerate(blocks) if one.style == ITEM and one.claims), 0)
    end = next((n for n in range(start, len(blocks)) if blocks[n].style != ITEM), len(blocks))
    return [*blocks[start:end]]


def export_paper(
    slug: str,
    locality: Locality,
    scope: str,
    *,
    drawn: Callable[[Sequence[str]], list[bytes]] = draw,
) -> Path:
    """Write a locality's brief or chapters as a Word document, and say where it is."""
    paper = Paper(slug, locality, scope, read_edition())
    svgs = {one.key: one.svg for one in paper.blocks if one.kind == PICTURE}
    pictures = dict(zip(svgs, drawn([*svgs.values()]), strict=True))
    name = f"{STEM}{slug}{'' if scope == ALL else f'-{scope}'}.docx"
    target = paths.build_folder() / "word" / name
    return write_document(paper.with_notes, pictures, paper.edition, paper.properties, target)


def export_papers(
    localities: Mapping[str, Locality], scope: str, *, asked: bool
) -> Iterator[Path | AnalysisError]:
    """Write one after the other; where none is asked for, authorities, which have such chapters.

    What cannot be written gives the reason in the place of its path.
    """
    if scope not in (BRIEF, ALL):
        pick(scope, chapter_names(), "chapter")
    for slug, locality in localities.items():
        if asked or not (locality.inside or locality.area.type == COUNTRY):
            try:
                yield export_paper(slug, locality, scope)
            except (RunError, ParameterError) as problem:
                yield problem
