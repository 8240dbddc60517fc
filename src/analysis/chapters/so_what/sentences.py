"""The questions of a needs assessment with their answers; one without an answer is left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import nan

from analysis.chapters.so_what.findings import PLANS, Known, SoWhat
from analysis.claims.figure import claim_words, subject
from analysis.claims.sentence import Prose, Sentence, join, names_in, state, tell
from analysis.claims.verdict import (
    name_of,
    say_beside,
    say_direction,
    say_figure,
    say_gap_move,
    say_level,
)
from analysis.claims.words import count_of, lower_first
from analysis.data.areas import UPPER_TIER, Places, get_area
from analysis.data.catalogue import Indicator
from analysis.data.documents.plan import Action
from analysis.data.documents.published import COMMON
from analysis.findings.verdicts import Verdict
from analysis.findings.vocabulary import CANNOT_COMPARE, MOVING, SIMILAR

MOST_NAMED = 2
"""More actions of a plan than these and one are counted, not named."""


def describe_so_what(found: SoWhat | None, places: Places) -> Prose:
    """Answer the questions of a finding beside the comparator."""
    if found is None:
        return tell(
            "None of the figures that this page follows is certainly on the wrong side in "
            "{places.area_name}, so no question is asked of one.",
            places=places,
        )
    return answer(
        name_of(found.verdict),
        found.known,
        places.area_code,
        country=_country(found, places),
        here=say_here(found.verdict, places, changing=found.changing),
        lacking=say_lacking(
            found.verdict.indicator, found.lacking, interval=found.verdict.figure.has_limits
        ),
    )


def answer(
    about: str,
    known: Known,
    area_code: str,
    *,
    country: Iterable[Sentence] = (),
    here: Iterable[Sentence] = (),
    lacking: Iterable[Sentence] = (),
    why: Iterable[Sentence] = (),
) -> Prose:
    """Lay out a page's answers in the order of the questions, folded; one without is left out."""
    return Prose(
        *_asked("Why does it matter?", why or _why(known, area_code)),
        *_asked("What is the picture in the country?", country),
        *_asked("What is it here?", here),
        *_asked("What is being done?", _done(known, area_code)),
        *_asked("What else could be done?", _could_be_done(known)),
        *_asked("What do we not know?", lacking),
        listed=True,
        folded=f"Questions on {lower_first(about)}",
        links={one.title: one.address for one in known.guidance},
    )


def _asked(question: str, said: Iterable[Sentence]) -> Iterator[Sentence]:
    told = [*said]
    if told:
        yield f"{question} " + join(told, by=" ", last=" ")


def _why(known: Known, area_code: str) -> Iterator[Sentence]:
    if known.objective:
        words = lower_first(known.objective)
        objective = _claim(known, area_code, words, f"frameworks/{COMMON}")
        yield state("An objective of the Marmot reviews: {objective}.", objective=objective)


def _country(found: SoWhat, places: Places) -> Iterator[Sentence]:
    one = found.verdict.compared
    held = "" if one.beside.has_limits else " (no interval held)"
    if one.beside.known:
        yield state(
            "In {places.comparator_name}: {figure} in {one.period}.",
            places=places,
            figure=say_beside(one, places.comparator_code) + held,
            one=one,
        )


def say_here(verdict: Verdict, places: Places, *, changing: bool = False) -> Iterator[Sentence]:
    """Give the area's figure, its level, and where it or its gap goes."""
    one = verdict.compared
    own = say_figure(one, note=True) + f" in {one.period}"
    if one.level != CANNOT_COMPARE:
        to = "to" if one.level == SIMILAR else "than in"
        own = own + ", " + say_level(one) + f" {to} {places.comparator_name}"
    if changing and one.direction.word in MOVING:
        yield state("{own}. Over time: {moves}.", own=own, moves=say_direction(one))
    else:
        yield state("{own}. The gap over time: {moves}.", own=own, moves=say_gap_move(one))


def _done(known: Known, area_code: str) -> Iterator[Sentence]:
    # On the pages of an authority the plan is its own.
    own = len(known.plans) == 1 and get_area(area_code).type in UPPER_TIER
    for plan in known.plans:
        document, actions = f"{PLANS}{plan.slug}", known.actions(plan)
        yield state(
            "{title} names {actions}.",
            title="The plan" if own else _claim(known, area_code, plan.title, document),
            actions=_claim(known, area_code, _named(actions), document),
        )


def _named(actions: Mapping[int, Action]) -> str:
    """Name actions by their words and numbers; of many the first ones."""
    if not actions:
        return "no action on it"
    named = [f"{one.action} (number {n})" for n, one in actions.items()]
    if len(named) > MOST_NAMED + 1:
        named[MOST_NAMED:] = [f"{len(named) - MOST_NAMED} more"]
    return f"{count_of(len(actions), 'action')} on it: {names_in(named)}"


def _claim(known: Known, area_code: str, words: str, document: str) -> Sentence:
    """Claim what a document of `params` says of the indicator."""
    row = subject(known.indicator.indicator, area_code, "", nan, f"params/{document}.yml")
    return claim_words(words, row, rule="as the document names it")


def _could_be_done(known: Known) -> Iterator[Sentence]:
    if known.guidance:
        yield Sentence(f"{join(f'{one.title} ({one.body})' for one in known.guidance)}.")


def say_lacking(
    about: Indicator, lacking: Sequence[str], *, interval: bool = True
) -> Iterator[Sentence]:
    """Say what is not held of an indicator's figures, and who publishes them."""
    missing = [] if interval else ["no interval"]
    if lacking:
        missing.append(f"no figure by {join(lacking, last=' or ')}")
    if missing:
        yield state(
            "We hold {missing}. The publisher: {about.publisher}.",
            missing=join(missing, last=", and "),
            about=about,
        )
