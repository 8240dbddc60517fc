"""Local commentary: what people say of a finding, and what the finding said when they did."""

import re
from collections.abc import Iterable
from datetime import date as Day
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
    where = f"params/{FOLDER}/{slug}.yml"
    chapters = tuple(chapters)
    earlier = read_commentary(slug, chapters)
    note = validate(LocalNote, given, "the note")
    pick(note.finding.chapter, chapters, "chapter")
    written = yaml.safe_dump(
        [note.model_dump(mode="python")], sort_keys=False, allow_unicode=True, indent=2
    )
    folder = params_folder() / FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / f"{slug}.yml").open("a", encoding="utf-8", newline="\n") as file:
        file.write(("" if earlier else "notes:\n") + written)
    return where
