"""The questions of a needs assessment with their answers; one without an answer is left out."""

from collections.abc import Iterator
from math import nan

from analysis.chapters.so_what.findings import SoWhat
from analysis.claims.figure import claim_words, subject
from analysis.claims.sentence import Prose, Sentence, join, state
from analysis.claims.verdict import (
    name_of,
    say_beside,
    say_direction,
    say_figure,
    say_gap_move,
    say_level,
)
from analysis.claims.words import lower_first
from analysis.data.areas import Places
from analysis.data.documents.published import COMMON
from analysis.findings.vocabulary import CANNOT_COMPARE, MOVING


def describe_so_what(found: SoWhat | None, places: Places) -> Prose:
    """Answer the questions, folded away below what they are asked of."""
    if found is None:
        said = state(
            "None of the figures that this page follows is certainly on the wrong side in "
            "{places.area_name}, so no question is asked of one.",
            places=places,
        )
        return Prose(said)
    answers = (_why, _country, _here, _done, _could_be_done, _not_known)
    return Prose(
        *(sentence for answer in answers for sentence in answer(found, places)),
        listed=True,
        folded=f"Questions on {lower_first(name_of(found.verdict))}",
        links={one.title: one.address for one in found.guidance},
    )


def _why(found: SoWhat, places: Places) -> Iterator[Sentence]:
    if found.objective:
        yield state(
            "Why does it matter? An objective of the Marmot reviews: {objective}.",
            objective=_claim(found, places, lower_first(found.objective), f"frameworks/{COMMON}"),
        )


def _country(found: SoWhat, places: Places) -> Iterator[Sentence]:
    one = found.verdict.compared
    held = "" if one.beside.has_limits else " (no interval held)"
    if one.beside.known:
        yield state(
            "What is the picture in the country? In {places.comparator_name}: {figure} in "
            "{one.period}.",
            places=places,
            figure=say_beside(one, places.comparator_code) + held,
            one=one,
        )


def _here(found: SoWhat, places: Places) -> Iterator[Sentence]:
    one = found.verdict.compared
    own = say_figure(one, note=True) + f" in {one.period}"
    if one.level != CANNOT_COMPARE:
        own = own + ", " + say_level(one) + f" than in {places.comparator_name}"
    if found.changing and one.direction.word in MOVING:
        yield state(
            "What is it here? {own}. Over time: {moves}.", own=own, moves=say_direction(one)
        )
    else:
        moves = say_gap_move(one)
        yield state("What is it here? {own}. The gap over time: {moves}.", own=own, moves=moves)


def _done(found: SoWhat, places: Places) -> Iterator[Sentence]:
    if found.plan is None:
        return
    numbers = join(map(str, found.actions))
    noun = "action" if len(found.actions) == 1 else "actions"
    words = f"{noun} {numbers}" if found.actions else "no action"
    yield state(
        "What is being done? The plan names {words} on it.",
        words=_claim(found, places, words, f"plans/{found.plan.slug}"),
    )


def _claim(found: SoWhat, places: Places, words: str, document: str) -> Sentence:
    """Claim what a document of `params` says of the indicator."""
    slug = found.verdict.indicator.indicator
    row = subject(slug, places.area_code, "", nan, f"params/{document}.yml")
    return claim_words(words, row, rule="as the document names it")


def _could_be_done(found: SoWhat, places: Places) -> Iterator[Sentence]:
    if found.guidance:
        published = join(f"{one.title} ({one.body})" for one in found.guidance)
        yield Sentence(f"What else could be done? {published}.")


def _not_known(found: SoWhat, places: Places) -> Iterator[Sentence]:
    about = found.verdict.indicator
    lacking = [] if found.verdict.figure.has_limits else ["no interval"]
    if found.lacking:
        lacking.append(f"no figure by {join(found.lacking, last=' or ')}")
    if lacking:
        yield state(
            "What do we not know? We hold {lacking}. The publisher: {about.publisher}.",
            lacking=join(lacking, last=", and "),
            about=about,
        )
