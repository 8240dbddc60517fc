"""No two pages disagree on a fact: one word and one number for each, wherever it is said."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import nan
from pathlib import Path

import pytest

from analysis.chapters.front.sentences import Cards
from analysis.claims.claim import Claim
from analysis.claims.sentence import claims_of
from analysis.data.chapters import chapter_names
from analysis.data.params import Locality, load_localities
from analysis.findings.vocabulary import (
    CANNOT_COMPARE,
    CANNOT_TELL,
    DIRECTIONS,
    FAST_ENOUGH,
    GAP_WORDS,
    LEVELS,
    NARROWING,
    NO_GAP,
    PACES,
    TOO_SLOW,
    WIDENING,
)
from chapters.templates import ROOT, sentences_of, shown

STOCKTON = "E06000004"
OTHER_WORDS = {
    "direction not told": CANNOT_TELL,
    "cannot be told": CANNOT_TELL,
    "cannot be compared": CANNOT_COMPARE,
    "not to be compared": CANNOT_COMPARE,
    "closing too slowly": TOO_SLOW,
    "closing fast enough": FAST_ENOUGH,
    "has started to reduce": NARROWING,
    "has not levelled off": WIDENING,
}
"""How some sentences say a word of the vocabulary."""
KINDS = {
    "level": LEVELS,
    "direction": DIRECTIONS,
    "trend of the absolute gap": GAP_WORDS,
    "trend of the relative gap": GAP_WORDS,
    "pace": (*PACES, NO_GAP),
    "as published": (),
    "absolute gap": (),
    "relative gap": (),
}
"""The kinds of rule, each with the words that it may give; the last three give numbers alone."""
SAME = {"linear trend": "direction"}
COUNTED = ("all indicators", "all gaps", "the life course")
"""What counts are of: a page may count parts of it, so a count is told by its words."""
Fact = tuple[str, ...]


def claims_of_page(chapter: str, locality: Locality) -> Iterator[Claim]:
    """Give every claim of a page, from its sentences, its charts' titles and its cards."""
    for _, item in shown(chapter, locality):
        if isinstance(item, Cards):
            for card in item.cards:
                yield from claims_of(card.said)
        else:
            yield from claims_of(sentences_of(item))


def kind_of(claim: Claim) -> str:
    """Give the kind of rule behind a claim."""
    kind = re.split(r"[:,]| \(", claim.rule)[0]
    return SAME.get(kind, kind)


def word_of(claim: Claim) -> str:
    """Give the word of the vocabulary that stands first in the words of a claim."""
    words = {word: word for word in KINDS[kind_of(claim)]} | OTHER_WORDS
    text = claim.text.lower()
    places = {
        word: found.start()
        for word in words
        if (found := re.search(rf"\b{re.escape(word)}\b", text))
    }
    return words[min(places, key=lambda word: (places[word], -len(word)))] if places else ""


def fact_of(claim: Claim) -> Fact:
    """Name what a claim is about; a count is of what its words say."""
    counted = re.sub(r"[\d,.]+|\b(?:is|are)\b", "", claim.text).strip()
    of = counted if claim.indicator in COUNTED else ""
    inside = "free school meals" if "(free school meals)" in claim.rule else ""
    return kind_of(claim), claim.indicator, claim.area_code, claim.sex, claim.period, of, inside


def contradictions(pages: Mapping[str, Iterable[Claim]]) -> list[str]:
    """Give the facts of which two claims have another word or another number."""
    words: dict[Fact, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    numbers: dict[Fact, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for page, claims in pages.items():
        for claim in claims:
            if kind_of(claim) in KINDS and not _is_whole(claim):
                fact = fact_of(claim)
                held = claim.value, claim.lower_ci, claim.upper_ci
                unit = claim.rule.partition(":")[0]
                numbers[*fact, unit][" ".join(map(repr, held))].add(page)
                if said := word_of(claim):
                    words[fact][said].add(page)
    for found in numbers.values():
        _without_bare(found)
    return [
        f"{fact}: {dict(found)}"
        for said in (words, numbers)
        for fact, found in said.items()
        if len(found) > 1 and not _counts_parts(fact, found)
    ]


def _without_bare(found: dict[str, set[str]]) -> None:
    """Leave out a number without its limits where it stands elsewhere with them."""
    bare = [number for number in found if number.endswith(" nan nan")]
    for number in bare:
        value = number.removesuffix("nan nan")
        if any(other.startswith(value) and other != number for other in found):
            del found[number]


def _is_whole(claim: Claim) -> bool:
    """Whether a claim counts without a word: its sentence alone says what."""
    return claim.indicator in COUNTED and not word_of(claim)


def _counts_parts(fact: Fact, found: Mapping[str, set[str]]) -> bool:
    """Whether the numbers are one page's counts of several parts of the same whole."""
    return fact[1] in COUNTED and len(set.union(*found.values())) == 1


def claim(text: str, rule: str, value: float = 1.0) -> Claim:
    return Claim("smoking", STOCKTON, "2023", "Persons", value, 0.5, 1.5, rule, text)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (("widening", 1.0), ("Widening since 2010", 1.0), True),
        (("widening", 1.0), ("narrowing", 1.0), False),
        (("widening", 1.0), ("widening", 1.1), False),
        (("cannot tell which way", 1.0), ("cannot tell", 1.0), True),
    ],
)
def test_two_pages_agree_where_word_and_number_do(one, other, agree):
    pages = {
        page: [claim(text, "trend of the absolute gap: a line", value)]
        for page, (text, value) in zip("ab", (one, other), strict=True)
    }
    assert (contradictions(pages) == []) == agree


def test_counts_of_parts_on_one_page_are_no_contradiction_and_of_two_pages_are():
    five, six = (Claim("all indicators", STOCKTON, "latest of each", "Persons", number,
                       rule="level: a rule", text=f"{number} are worse")
                 for number in (5.0, 6.0))  # fmt: skip
    assert contradictions({"a": [five, six]}) == []
    assert len(contradictions({"a": [five], "b": [six]})) == 1


def test_a_number_without_its_limits_is_the_same_number_and_another_is_not():
    full = Claim("smoking", STOCKTON, "2023", "Persons", 5.0, 4.0, 6.0)
    bare, other = (Claim("smoking", STOCKTON, "2023", "Persons", number) for number in (5.0, 5.1))
    assert contradictions({"a": [full], "b": [bare]}) == []
    assert len(contradictions({"a": [full], "b": [other]})) == 1


@pytest.mark.slow
def test_no_two_pages_of_the_book_disagree_on_a_fact():
    """Every page of Stockton, and those of England, which speak of Stockton too."""
    localities = load_localities()
    pages = {
        f"{place}: {name}": [*claims_of_page(name, localities[place])]
        for place, type_ in (("stockton-on-tees", "authority"), ("england", "country"))
        for name in chapter_names(type_)
    }
    facts = {fact_of(one) for claims in pages.values() for one in claims}
    assert len(facts) > 300
    assert contradictions(pages) == []


def executed_claims(path: Path) -> Iterator[Claim]:
    """Give every claim that an executed chapter carries beside its outputs."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            for about in output.get("metadata", {}).values():
                for record in about.get("claims", ()) if isinstance(about, dict) else ():
                    given = {
                        name: nan if value is None else value for name, value in record.items()
                    }
                    del given["id"]
                    yield Claim(**given | {"sources": tuple(given["sources"])})


def test_no_two_executed_pages_of_the_whole_book_disagree_on_a_fact():
    """Ranks of several earlier wards stand under the code of the ward that they make up."""
    pages = {
        str(path.relative_to(ROOT)): [
            one
            for one in executed_claims(path)
            if not one.indicator.startswith("index-of-multiple")
        ]
        for path in sorted((ROOT / "book").glob("*/*.ipynb"))
    }
    assert sum(map(len, pages.values())) > 1500
    assert contradictions(pages) == []
