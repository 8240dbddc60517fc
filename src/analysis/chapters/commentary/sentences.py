"""Local notes in their own words, each with the finding that it is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.chapters.commentary.findings import Standing
from analysis.claims.claim import Claim, Statement, claim_words, state
from analysis.claims.prose import Prose
from analysis.claims.words import for_sex
from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator

LOCAL = "local commentary, in the words of those who wrote it"
KINDS = {"asset": "Asset", "priority": "Priority", "voice": "Voice", "context": "Context"}
MEASURES = {
    "level": "next to {comparator}",
    "trend": "over time",
    "absolute gap": "gap to {comparator}, as a difference",
    "relative gap": "gap to {comparator}, as a ratio",
}


def describe_commentary(
    notes: Sequence[tuple[Mapping[str, Any], Standing]], places: Places, *, whole: bool = True
) -> Prose:
    """Give local notes, those first whose finding still says what it said."""
    if not notes:
        return Prose(
            (
                state(
                    "No local notes on {what} yet. The analysts of this book can add them.",
                    what=places.area_name if whole else f"these findings of {places.area_name}",
                ),
            )
        )
    fresh = [_say(note, now, places) for note, now in notes if not is_stale(note, now)]
    stale = [
        state(
            "Out of date: {note} {change}", note=_say(note, now, places), change=_change(note, now)
        )
        for note, now in notes
        if is_stale(note, now)
    ]
    return Prose((*fresh, *stale), listed=True)


def is_stale(note: Mapping[str, Any], now: Standing) -> bool:
    """Whether a note's finding changed its word or its certainty since it was written."""
    return (note["direction"], note["certainty"]) != (now.direction, now.certainty)


def _say(note: Mapping[str, Any], now: Standing, places: Places) -> Statement:
    measure = MEASURES[note["finding"]["measure"]]
    return state(
        "{kind}: {text} ({by}, {date}; on {name}{whom}, {measure})",
        kind=KINDS[note["kind"]],
        text=_quote(str(note["text"]), now),
        by=_quote(str(note["by"]), now),
        date=_quote(str(note["date"]), now),
        name=describe_indicator(note["finding"]["indicator"]).name,
        whom=for_sex(note["finding"]["sex"]),
        measure=measure.format(comparator=places.comparator_name),
    )


def _change(note: Mapping[str, Any], now: Standing) -> Statement:
    then = Statement(f"{note['direction']} ({note['certainty']})")
    word = claim_words(
        f"{now.direction} ({now.certainty})", now.row, rule="the finding's own rule, now"
    )
    return state(
        "When this was written the finding was {then}; now it is {word}.",
        then=_quote(then, now),
        word=word,
    )


def _quote(words: str, now: Standing) -> Statement:
    """Claim words that are a local note's and no figure's; they have no raw file."""
    row = now.row
    claim = Claim(
        indicator=str(row["indicator"]),
        area_code=str(row["area_code"]),
        period="",
        sex=str(row["sex"]),
        value=float("nan"),
        rule=LOCAL,
        text=words,
    )
    return Statement(words, (claim,))
