"""No two pages disagree on a fact: one word and one number for each, wherever it is said."""

import sys
from collections.abc import Iterator

import pytest

from analysis.chapters.front.sentences import Cards
from analysis.claims.claim import Claim
from analysis.claims.sentence import claims_of
from analysis.data.chapters import chapter_names
from analysis.data.params import Locality, load_localities
from chapters.templates import ROOT, sentences_of, shown

sys.path.insert(0, str(ROOT / "benchmarks"))
from one_verdict import (
    contradictions,
    contradictions_below,
    executed_claims,
    fact_of,
)

STOCKTON = "E06000004"


def claims_of_page(chapter: str, locality: Locality) -> Iterator[Claim]:
    """Give every claim of a page, from its sentences, its charts' titles and its cards."""
    for _, item in shown(chapter, locality):
        if isinstance(item, Cards):
            for card in item.cards:
                yield from claims_of(card.said)
        else:
            yield from claims_of(sentences_of(item))


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


def test_no_two_executed_pages_of_the_whole_book_disagree_on_a_fact():
    said = [one for path in (ROOT / "book").glob("*/*.ipynb") for one in executed_claims(path)]
    assert len(said) > 1500
    assert contradictions_below(ROOT / "book") == []
