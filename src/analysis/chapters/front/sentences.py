"""The front page: what is found in each place, a card each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.chapters.front.findings import FrontFinding
from analysis.chapters.gap.sentences import (
    describe_gap_directions,
    describe_gap_size,
    headline_gap,
    say_without_covid,
)
from analysis.chapters.profile.sentences import compare_profile
from analysis.claims.claim import claims_fingerprint, record_claims
from analysis.claims.figure import claim_figure, numbers_of
from analysis.claims.sentence import CLAIMS_WORDS, Sentence, claims_of, join, state
from analysis.claims.words import for_sex
from analysis.data.tidy import rows_of
from analysis.findings.gaps import GapFinding


@dataclass(frozen=True)
class Card:
    """What is found in one place."""

    code: str
    name: str
    meaning: Sentence
    figures: Sequence[tuple[str, Sentence]]
    sentences: Sequence[Sentence]

    @property
    def said(self) -> Sequence[Sentence]:
        """All that it says, in order."""
        return (self.meaning, *(figure for _, figure in self.figures), *self.sentences)


@dataclass(frozen=True)
class Cards:
    """One card a place, as a list."""

    cards: Sequence[Card]

    @property
    def html(self) -> str:
        """The cards as HTML in which every text is escaped."""
        return f'<ol class="cards">{"".join(_html(card) for card in self.cards)}</ol>'

    @property
    def text(self) -> str:
        """The cards as plain paragraphs."""
        return "\n\n".join("\n".join(_lines(card)) for card in self.cards)

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        said = [one for card in self.cards for one in card.said]
        recorded = record_claims(claims_of(said))
        plain = self.text
        if recorded:
            plain += f"\n\n{CLAIMS_WORDS}: {claims_fingerprint(recorded)}"
        return {"text/html": self.html, "text/plain": plain}, {"text/html": recorded}


def describe_front(findings: Sequence[FrontFinding]) -> Cards:
    """Say what is found in each place."""
    return Cards(tuple(_card(finding) for finding in findings))


def _card(finding: FrontFinding) -> Card:
    places, inside = finding.places, finding.inside
    about = inside.indicator
    own = {"indicator": about.indicator, "area_code": places.area_code}
    figures = [
        (
            f"{row['period']}{for_sex(str(row['sex']), alone=False)}",
            claim_figure(own | numbers_of(row, "absolute"), about.decimals, about.unit),
        )
        for row in rows_of(inside.latest)
    ]
    sentences = (
        *_closing(inside),
        _against(finding.against),
        compare_profile(finding.profile, places),
    )
    return Card(places.area_code, places.area_name, _meaning(finding), figures, sentences)


def _meaning(finding: FrontFinding) -> Sentence:
    """Say what the numbers of a card are, before they are given."""
    if finding.inside.latest.empty:
        return state(
            "We hold no slope index of inequality in life expectancy for {places.area_name}.",
            places=finding.places,
        )
    unsure = finding.inside.gaps["absolute_lower_ci"].isna().all()
    return state(
        "Years of life expectancy at birth between the most and the least deprived ends of "
        "{places.area_name} (slope index of inequality{unsure})",
        places=finding.places,
        unsure="; no interval held" if unsure else "",
    )


def _against(gap: GapFinding) -> Sentence:
    """Say how far the place is from its comparator, and where that gap goes."""
    if gap.known.empty:
        return headline_gap(gap)
    said = state(
        "{gap.indicator.name}: {size}. {directions}.",
        gap=gap,
        size=describe_gap_size(gap),
        directions=describe_gap_directions(gap),
    )
    return join(filter(str, (said, say_without_covid(gap))), by=" ", last=" ")


def _closing(inside: GapFinding) -> Iterator[Sentence]:
    if not inside.latest.empty:
        directions = describe_gap_directions(inside)
        said = state("Is it closing? {directions}.", directions=directions)
        yield join(filter(str, (said, say_without_covid(inside))), by=" ", last=" ")


def _lines(card: Card) -> list[str]:
    figures = (f"{of}: {number}" for of, number in card.figures)
    return [card.name, str(card.meaning), *figures, *map(str, card.sentences)]


def _html(card: Card) -> str:
    name = escape(card.name)
    code = escape(card.code)
    figures = "".join(
        f"<div><dt>{escape(of)}</dt><dd>{escape(str(number))}</dd></div>"
        for of, number in card.figures
    )
    first, *others = (escape(str(text)) for text in card.sentences)
    rest = "".join(f"<p>{text}</p>" for text in others)
    numbers = f"<dl>{figures}</dl>" if figures else ""
    return (
        f'<li><p class="card-name"><a href="page:{code}">{name}</a></p>'
        f'<p class="card-meaning">{escape(str(card.meaning))}</p>'
        f'{numbers}<p class="card-finding">{first}</p>{rest}</li>'
    )
