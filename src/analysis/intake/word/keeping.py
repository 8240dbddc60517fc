"""Commentary of a paper as notes in `params/commentary`: checked first, then written at once."""

from collections.abc import Callable, Iterator
from datetime import date as Day
from pathlib import Path
from typing import Any

from analysis.chapters.commentary.findings import find_standing
from analysis.data.chapters import chapter_names
from analysis.data.documents.commentary import LocalNote, change_notes
from analysis.data.documents.reading import validate
from analysis.data.params import load_localities
from analysis.errors import ParameterError
from analysis.intake.word.coming_back import Return, read_back
from analysis.intake.word.placing import Said


def check_notes(found: Return) -> list[LocalNote]:
    """Make notes of a paper's commentary; what cannot be one is listed with the reason."""
    placed, notes = found.placed, []
    for group in (placed.new, placed.moved, placed.changed):
        for said in [*group]:
            try:
                notes.append(_note(found, said))
            except ParameterError as problem:
                group.remove(said)
                reason = str(problem).removeprefix("the note: ").rstrip(".")
                placed.unplaced.append(f"{reason}: {said.text}")
    return notes


def _note(found: Return, said: Said) -> LocalNote:
    if not said.by:
        raise ParameterError(
            "nobody is named who says it; give a role by --by, or in brackets with the day"
        )
    about = said.finding or {}
    now = find_standing(
        about["indicator"], about["sex"], about["measure"], found.paper.locality.places
    )
    given: dict[str, Any] = {"date": said.day, "by": said.by, "kind": said.kind}
    given |= {"text": said.text, "finding": about}
    given |= {"direction": now.direction, "certainty": now.certainty}
    return validate(LocalNote, given, "the note")


def keep_notes(found: Return, notes: list[LocalNote]) -> str:
    """Write new notes and those that were moved or changed, and take out what was deleted."""
    slug = found.paper.locality.commentary_slug
    return change_notes(slug, notes, [*_replaced(found)], chapter_names())


def _replaced(found: Return) -> Iterator[LocalNote]:
    placed = found.placed
    for said in (*placed.moved, *placed.changed):
        if said.earlier is not None:
            yield said.earlier
    yield from placed.deleted


def take_in(path: Path, *, by: str, day: Day, accept: bool, say: Callable[[str], object]) -> bool:
    """Say what a paper came back with, keep its commentary, and tell if anything is refused."""
    found = read_back(path, load_localities(), by=by, day=day)
    notes = check_notes(found)
    for line in found.lines():
        say(line)
    if not (notes or any(_replaced(found))):
        say("No commentary was written, moved, changed or deleted in it: nothing was changed.")
    elif accept:
        say(f"Wrote {keep_notes(found, notes)}")
    else:
        say("Nothing was changed: analysis import --accept writes the commentary.")
    return bool(found.refused)
