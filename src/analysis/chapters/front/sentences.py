"""The front page: what is found in each place, a card each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.chapters.front.findings import FrontFinding
from analysis.chapters.gap.sentences import headline_gap
from analysis.chapters.profile.sentences import describe_profile
from analysis.chapters.trend.headlines import describe_directions
from analysis.claims.claim import (
    Statement,
    claim_figure,
    claims_fingerprint,
    claims_of,
    rows_of,
    state,
)
from analysis.claims.prose import CLAIMS_WORDS
from analysis.claims.words import for_sex


@dataclass(frozen=True)
class Card:
    """What is found in one place."""

    code: str
    name: str
    figures: Sequence[tuple[str, Statement]]
    sentences: Sequence[Statement]


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
        return "\n\n".join(
            "\n".join(
                [card.name, *(f"{of}: {number}" for of, number in card.figures), *card.sentences]
            )
            for card in self.cards
        )

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        said = [
            text
            for card in self.cards
            for text in (*(number for _, number in card.figures), *card.sentences)
        ]
        claims = [claim.record() for claim in claims_of(said)]
        plain = self.text
        if claims:
            plain += f"\n\n{CLAIMS_WORDS}: {claims_fingerprint(claims)}"
        return {"text/html": self.html, "text/plain": plain}, {"text/html": {"claims": claims}}


def describe_front(findings: Sequence[FrontFinding]) -> Cards:
    """Say what is found in each place."""
    return Cards(tuple(_card(finding) for finding in findings))


def _card(finding: FrontFinding) -> Card:
    places = finding.places
    about = finding.inside.indicator
    series = finding.inside.series
    own = series[(series["role"] == "area") & series["value"].notna()]
    latest = rows_of(own.groupby("sex", sort=True).tail(1))
    figures = [
        (
            f"{row['period']}{for_sex(str(row['sex']), alone=False)}",
            claim_figure(row, about.decimals, about.unit),
        )
        for row in latest
    ]
    return Card(
        places.area_code,
        places.area_name,
        figures,
        (
            _inside(finding, known=bool(latest)),
            headline_gap(finding.against),
            *(Statement(text, claims_of([text])) for text in _compared(finding)),
        ),
    )


def _inside(finding: FrontFinding, *, known: bool) -> Statement:
    if not known:
        return state(
            "No slope index of inequality in life expectancy is published for {area}.",
            area=finding.places.area_name,
        )
    unsure = finding.inside.series["lower_ci"].isna().all()
    return state(
        "Years of life expectancy at birth between the most and the least deprived ends of {area} "
        "(slope index of inequality{unsure}). {directions}.",
        area=finding.places.area_name,
        unsure="; no interval is published" if unsure else "",
        directions=describe_directions(
            finding.inside.directions, finding.inside.indicator.indicator
        ),
    )


def _compared(finding: FrontFinding) -> Sequence[str]:
    return describe_profile(finding.profile, finding.places).paragraphs[:1]


def _html(card: Card) -> str:
    name = escape(card.name)
    code = escape(card.code)
    figures = "".join(
        f"<div><dt>{escape(of)}</dt><dd>{escape(number)}</dd></div>" for of, number in card.figures
    )
    first, *others = (escape(text) for text in card.sentences)
    rest = "".join(f"<p>{text}</p>" for text in others)
    numbers = f"<dl>{figures}</dl>" if figures else ""
    return (
        f'<li><p class="card-name"><a href="page:{code}">{name}</a></p>'
        f'{numbers}<p class="card-finding">{first}</p>{rest}</li>'
    )
