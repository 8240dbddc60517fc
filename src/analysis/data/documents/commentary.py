"""Local commentary: what people say of a finding, and what the finding said when they did."""

import re
from collections.abc import Collection, Iterable
from datetime import date as Day
from textwrap import indent
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, Field, field_validator, model_validator

from analysis.data.documents.reading import (
    Document,
    known_documents,
    pick,
    pick_indicators,
    read_document,
    validate,
)
from analysis.errors import ParameterError
from analysis.files import write_whole
from analysis.paths import params_folder

FOLDER = "commentary"
Kind = Literal["asset", "priority", "voice", "context"]
Measure = Literal["level", "trend", "absolute gap", "relative gap"]
Certainty = Literal["clear", "unclear", "not known"]
DIRECTIONS: dict[str, tuple[str, ...]] = {
    "level": ("better", "similar", "worse", "higher", "lower", "cannot compare"),
    "trend": (
        *("improving", "worsening", "rising", "falling", "steady"),
        *("no clear change", "cannot tell"),
    ),
    "absolute gap": ("widening", "narrowing", "changed sides", "cannot tell"),
    "relative gap": ("widening", "narrowing", "changed sides", "cannot tell"),
}
"""The words that each measure of a finding can have: those of the rules on the methods page."""
_CONTACT = re.compile(r"@|\d[\d\s-]{7,}\d")


class About(Document):
    """The finding that a note is about."""

    chapter: str  # the chapter that shows it, such as glance or trend
    indicator: Annotated[str, AfterValidator(lambda slug: pick_indicators([slug])[0])]
    sex: Literal["Persons", "Female", "Male"] = "Persons"  # whom it is of
    measure: Measure  # what is said of it: the words below depend on it


class LocalNote(Document):
    """One note of local people or services on one finding; it names a role, never a person."""

    date: Day  # the day of the note
    by: str = Field(min_length=3)  # the role or group that says it, never a name
    kind: Kind  # an asset, a priority, a voice of residents, or context
    text: str = Field(min_length=3, max_length=600)
    finding: About
    direction: str  # the word that the finding had when the note was written
    certainty: Certainty  # how sure the finding was then

    @field_validator("by", "text")
    @classmethod
    def _holds_no_contact(cls, words: str) -> str:
        if _CONTACT.search(words):
            raise ParameterError("a note holds no address and no telephone number.")
        return " ".join(words.split())

    @model_validator(mode="after")
    def _word_suits_the_measure(self) -> "LocalNote":
        pick(self.direction, DIRECTIONS[self.finding.measure], "direction")
        return self


class Commentary(Document):
    """What a file of `params/commentary` holds."""

    slug: str  # the file's name
    notes: tuple[LocalNote, ...] = Field(min_length=1)


def read_commentary(slug: str, chapters: Iterable[str]) -> tuple[LocalNote, ...]:
    """Read the notes of one locality, the latest first."""
    if slug not in known_documents(FOLDER):
        return ()
    read = read_document(Commentary, FOLDER, slug, "commentary")
    known = tuple(chapters)
    for note in read.notes:
        pick(note.finding.chapter, known, "chapter", f"params/{FOLDER}/{slug}.yml")
    return tuple(sorted(read.notes, key=lambda note: note.date, reverse=True))


def add_note(slug: str, given: dict[str, Any], chapters: Iterable[str]) -> str:
    """Validate a note and write it at the end of a locality's file."""
    chapters = tuple(chapters)
    note = validate(LocalNote, given, "the note")
    pick(note.finding.chapter, chapters, "chapter")
    return change_notes(slug, [note], [], chapters)


def change_notes(
    slug: str,
    added: Iterable[LocalNote],
    removed: Collection[LocalNote],
    chapters: Iterable[str],
) -> str:
    """Take notes out of a locality's file and write others at its end; the rest stays as it is."""
    where = f"params/{FOLDER}/{slug}.yml"
    path = params_folder() / FOLDER / f"{slug}.yml"
    # What is wrong in the file is said before anything of it is changed.
    earlier = read_commentary(slug, chapters)
    text = path.read_text(encoding="utf-8") if earlier else "notes:\n"
    if removed:
        text = _without(text, removed)
    for note in added:
        dumped = [note.model_dump(mode="python")]
        written = yaml.safe_dump(dumped, sort_keys=False, allow_unicode=True, indent=2)
        text += indent(written, " " * _column(text))
    if text.strip() == "notes:":
        path.unlink(missing_ok=True)
        return where
    write_whole(path, text)
    return where


def _items(text: str) -> list[Any]:
    whole: Any = yaml.compose(text)
    (items,) = (value for key, value in whole.value if key.value == "notes")
    return list(items.value or ())


def _column(text: str) -> int:
    """Give the column in which a file's notes begin."""
    items = _items(text)
    return items[0].start_mark.column - 2 if items else 0


def _without(text: str, removed: Collection[LocalNote]) -> str:
    """Take the lines of some notes out of a file."""
    starts = [item.start_mark.line for item in _items(text)]
    lines = text.splitlines(keepends=True)
    kept = lines[: starts[0]] if starts else lines
    given = yaml.safe_load(text)["notes"]
    for start, end, note in zip(starts, [*starts[1:], len(lines)], given, strict=True):
        if LocalNote.model_validate(note) not in removed:
            kept += lines[start:end]
    return "".join(kept)
