"""Every number and comparison word of a chapter's sentences is a claim, and follows its input."""

import re

import pytest

from analysis.chapters.gap.sentences import describe_gap_rule
from analysis.charts.chart import Chart, Notice
from analysis.claims.claim import Claim
from analysis.claims.sentence import Prose, Sentence
from analysis.data.areas import load_areas
from analysis.data.catalogue import entries, read_catalogue
from analysis.data.chapters import chapter_names
from analysis.data.documents.guidance import read_guidance
from analysis.data.documents.published import read_targets
from analysis.data.indicators import pairs
from analysis.data.params import validate_locality
from analysis.findings.vocabulary import (
    CANNOT_COMPARE,
    CANNOT_TELL,
    DIRECTIONS,
    GAP_WORDS,
    LEVELS,
    PACES,
)
from chapters.templates import sentences_of, shown

UNDECIDED = (CANNOT_COMPARE, CANNOT_TELL)
WORDS = tuple(word for word in (*LEVELS, *DIRECTIONS, *GAP_WORDS, *PACES) if word not in UNDECIDED)
PERIOD = re.compile(
    r"\b(?:19|20)\d\d(?:/\d\d)?(?:-\d\d/\d\d)?(?: Q\d)?(?: - (?:19|20)\d\d/\d\d Q\d)?"
)
GROUP = re.compile(
    r"\b(?:age \d+ to \d+|(?:at|under|before) (?:15|65|75)|65 or over|decile (?:1|10))\b"
)
"""Ages and deciles name a group of people, as a period names a time."""
CONSTANTS = ("95%", "99.8%", "above 9.55", "England is 100", "similar places")
"""Numbers of the method, the same for every place and year: the methods page has them."""
COMPARATIVE = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
CLAIM = Claim("smoking", "E06000004", "2023", "Persons", 5.0, text="5%")
CHAPTERS = chapter_names("authority")


def labels() -> list[str]:
    """Give the names of indicators, places and publications, the longest first."""
    names = [about.name for about in read_catalogue().values()]
    names += [measure.name for measure in entries().measures.values()]
    names += [area.name for area in load_areas().values()]
    names += [
        *(pair.name for pair in pairs()),
        *(one.measure for one in read_targets().clinical_areas),
        *(one.title for topic in read_guidance().topics for one in topic.guidance),
    ]
    return sorted(names, key=len, reverse=True)


def without(text: str, parts: list[str]) -> str:
    """Leave out parts, each where it stands by itself: a 5 is not taken out of 75."""
    if not parts:
        return text
    any_of = "|".join(re.escape(part) for part in parts)
    return re.sub(rf"(?<![\w.,])(?:{any_of})(?!\w)", " ", text, flags=re.IGNORECASE)


def unlabelled(text: str, known: list[str]) -> str:
    """Leave out constants of the method, names of groups, of indicators and places, and periods."""
    plain = without(str(text).replace("\xa0", " "), [*CONSTANTS])
    return PERIOD.sub(" ", without(GROUP.sub(" ", plain), known))


def unbound(sentence: Sentence | str, known: list[str]) -> list[str]:
    """Give the digits and comparison words of a sentence behind which no claim or label stands."""
    claims = {unlabelled(one.text, known) for one in getattr(sentence, "claims", ())}
    bound = sorted((claim for claim in claims if claim.strip()), key=len, reverse=True)
    left = without(unlabelled(str(sentence), known), bound)
    return re.findall(r"\d[\d.,]*", left) + COMPARATIVE.findall(left)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_digit_or_comparative_is_without_a_claim(chapter):
    locality = validate_locality({"area_code": "E06000004"}, "a test")
    known, rules = labels(), set(describe_gap_rule().paragraphs)
    said = [
        (cell, sentence)
        for cell, item in shown(chapter, locality)
        if isinstance(item, Prose | Notice | Chart)
        for sentence in sentences_of(item)
        if str(sentence) not in rules
    ]
    assert said, "the chapter says nothing"
    loose = [(cell, unbound(one, known), one) for cell, one in said if unbound(one, known)]
    assert not loose, loose[:5]


@pytest.mark.parametrize(
    ("sentence", "known", "loose"),
    [
        ("It is 12% in 2023 and worse.", [], ["12", "worse"]),
        ("Under-75 mortality in 2021 to 2023.", ["Under-75 mortality"], []),
        (Sentence("It is 75%.", (CLAIM,)), [], ["75"]),
        (Sentence("It is 5%.", (CLAIM,)), [], []),
    ],
)
def test_what_is_bound_and_what_is_not(sentence, known, loose):
    assert unbound(sentence, known) == loose
