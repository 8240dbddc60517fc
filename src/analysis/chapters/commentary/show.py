"""Local commentary beside the figures: any chapter can show the notes on its findings."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.chapters.commentary.findings import Standing, find_standing
from analysis.chapters.commentary.sentences import describe_commentary
from analysis.claims.sentence import Prose
from analysis.data.areas import Places


def show_commentary(
    commentary: Sequence[Mapping[str, Any]], places: Places, chapter: str = ""
) -> Prose:
    """Show local notes, each with what its finding says now.

    Parameters
    ----------
    commentary : sequence of mapping
        The chapter's parameter of that name: notes as their file has them.
    places : Places
        The area and its comparator.
    chapter : str
        Only the notes on this chapter's findings; all by default.

    Returns
    -------
    Prose
        A note whose finding changed since it was written is marked out of date.
    """
    chosen = [note for note in commentary if chapter in ("", note["finding"]["chapter"])]
    return describe_commentary(
        [(note, _standing(note["finding"], places)) for note in chosen], places, whole=not chapter
    )


def _standing(about: Mapping[str, str], places: Places) -> Standing:
    return find_standing(about["indicator"], about["sex"], about["measure"], places)
