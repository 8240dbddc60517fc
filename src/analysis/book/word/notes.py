"""Local notes in a paper: each below the finding that it is about, in words that come back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.book.word.blocks import NOTE, PICTURE, SOURCE, TEXT, Block
from analysis.claims.claim import digest
from analysis.data.catalogue import read_catalogue
from analysis.data.documents.commentary import LocalNote

NOTES_HEADING = "What people here say"
HOW_TO_COMMENT = (
    "To add a note, write a paragraph below the sentence or picture that it is about. It may begin "
    "with Asset, Priority, Voice or Context and a colon, and end with who says it, a role and "
    "never a name, and the day, in brackets: (Family hub coordinator, 2026-11-21). Notes "
    "can be moved below another finding, changed or deleted. Figures and verdicts cannot be "
    "changed here."
)


def note_key(note: LocalNote) -> str:
    """Name a note by all that it holds."""
    return f"note_{digest(json.dumps(note.model_dump(mode='json'), sort_keys=True))}"


def note_words(note: LocalNote) -> str:
    """Write a note as it stands in a paper."""
    return f"{note.kind.capitalize()}: {note.text} ({note.by}, {note.date.isoformat()})"


def finding_of(block: Block) -> dict[str, str] | None:
    """Say which finding of an indicator a block states; None where it states none."""
    known = read_catalogue()
    for claim in block.claims:
        if claim["indicator"] in known and claim["sex"] in ("Persons", "Female", "Male"):
            return {
                "chapter": block.chapter,
                "indicator": claim["indicator"],
                "sex": claim["sex"],
                "measure": measure_of(claim),
            }
    return None


def measure_of(claim: Mapping[str, Any]) -> str:
    """Say what a claim is of, by its rule, in the words of local notes."""
    rule = str(claim["rule"])
    for measure in ("absolute gap", "relative gap"):
        if rule.startswith((measure, f"trend of the {measure}")):
            return measure
    return "trend" if rule.startswith("direction") else "level"


def with_notes(blocks: Sequence[Block], notes: Sequence[LocalNote]) -> list[Block]:
    """Put each note below the block that states its finding, else at the end."""
    below: dict[int, list[Block]] = {}
    for note in notes:
        place = _place(blocks, note)
        block = Block(TEXT, note_words(note), NOTE, note.finding.chapter, key=note_key(note))
        below.setdefault(place, []).append(block)
    found: list[Block] = []
    for place, block in enumerate(blocks):
        found += [block, *below.get(place, ())]
    return found


def _place(blocks: Sequence[Block], note: LocalNote) -> int:
    """Give the block that a note stands below; a picture keeps its own words together."""
    about = note.finding
    stating = [
        place
        for place, block in enumerate(blocks)
        if (found := finding_of(block)) is not None
        and (found["indicator"], found["sex"]) == (about.indicator, about.sex)
    ]
    if not stating:
        return len(blocks) - 1
    same = [place for place in stating if _states(blocks[place], note)]
    place = (same or stating)[0]
    while place + 1 < len(blocks) and (
        blocks[place + 1].kind == PICTURE or blocks[place + 1].style == SOURCE
    ):
        place += 1
    return place


def _states(block: Block, note: LocalNote) -> bool:
    return finding_of(block) == note.finding.model_dump()
