"""Local notes in their own words, each with the finding that it is about."""

from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

from analysis.chapters.commentary.findings import Standing
from analysis.claims.claim import Claim
from analysis.claims.figure import claim_words
from analysis.claims.sentence import Prose, Sentence, state, tell
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
        what = places.area_name if whole else f"these findings of {places.area_name}"
        return tell(
            "No local notes on {what} yet. The analysts of this book can add them.", what=what
        )
    fresh = [_say(note, now, places) for note, now in notes if not is_stale(note, now)]
    stale = [
        "Out of date: " + _say(note, now, places) + " " + _change(note, now)
        for note, now in notes
        if is_stale(note, now)
    ]
    return Prose(*fresh, *stale, listed=True)


def is_stale(note: Mapping[str, Any], now: Standing) -> bool:
    """Whether a note's finding changed its word or its certainty since it was written."""
    return (note["direction"], note["certainty"]) != (now.direction, now.certainty)


def _say(note: Mapping[str, Any], now: Standing, places: Places) -> Sentence:
    about = note["finding"]
    return state(
        "{kind}: {text} ({by}, {date}; on {name}{whom}, {measure})",
        kind=KINDS[note["kind"]],
        text=_quote(str(note["text"]), now),
        by=_quote(str(note["by"]), now),
        date=_quote(str(note["date"]), now),
        name=describe_indicator(about["indicator"]).name,
        whom=for_sex(about["sex"]),
        measure=MEASURES[about["measure"]].format(comparator=places.comparator_name),
    )


def _change(note: Mapping[str, Any], now: Standing) -> Sentence:
    return state(
        "When this was written the finding was {then}; now it is {word}.",
        then=_quote(f"{note['direction']} ({note['certainty']})", now),
        word=claim_words(
            f"{now.direction} ({now.certainty})", now.row, rule="the finding's own rule, now"
        ),
    )


def _quote(words: str, now: Standing) -> Sentence:
    """Claim words that are a local note's and no figure's; they have no raw file."""
    indicator, area_code, sex = (str(now.row[name]) for name in ("indicator", "area_code", "sex"))
    return Sentence(words, (Claim(indicator, area_code, "", sex, nan, rule=LOCAL, text=words),))
