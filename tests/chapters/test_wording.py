"""The lead of each page as a good editor would have it: short, few numbers, no stock phrases."""

import re

import pytest

from analysis.charts.chart import Chart
from analysis.claims.sentence import Prose, Sentence
from analysis.data.params import load_localities
from chapters.templates import sentences_of, shown

PAGES = ("plan", "profile", "outcomes", "work", "core20plus5")
PLACES = ("stockton-on-tees", "north-northamptonshire", "northumberland", "west-northamptonshire")
MOST_WORDS, MOST_NUMBERS = 25, 2
LIMITS = re.compile(r"\s*\((?:95% CI )?[−\d.,%£ ]+to [−\d.,%£]+\)")
PERIODS = re.compile(r"\b(?:\d{1,2} [A-Z][a-z]+ )?(?:19|20)\d\d(?:/\d\d)?(?: Q\d)?\b|mid-\d{4}")
NAMED = re.compile(r"age \d+ to \d+|stage \d or \d|[Yy]ear \d|under-\d+|aged \d+|Core20PLUS5|95%")
NUMBER = re.compile(r"[−-]?£?\d[\d,]*(?:\.\d+)?")
STOCK = (
    "as a difference and as a ratio",
    "no interval is published",
    "no intervals are published",
    "too uncertain to say since",
    "overdue",
)


def findings(sentence: Sentence) -> list[str]:
    """Cut what is said into sentences."""
    return [one for one in re.split(r"(?<=[.?!])\s(?=[A-Z])|\n", sentence.text) if one]


def numbers(text: str) -> list[str]:
    """Find the numbers of a sentence, besides limits, periods and those of names."""
    for known in (LIMITS, PERIODS, NAMED):
        text = known.sub(" ", text)
    return NUMBER.findall(text)


def faults(sentence: Sentence) -> list[str]:
    first, *others = findings(sentence)
    found = [] if len(first.split()) <= MOST_WORDS else [f"{len(first.split())} words: {first}"]
    if len(numbers(first)) > MOST_NUMBERS:
        found.append(f"numbers {numbers(first)}: {first}")
    if LIMITS.search(first):
        found.append(f"an interval: {first}")
    said = " ".join([first, *others]).lower()
    return [*found, *(f"{words}: {first}" for words in STOCK if words in said)]


def lead_of(items: list[object]) -> list[Sentence]:
    """Give what leads a page: all that is said up to its first chart, and that chart's headline."""
    led: list[Sentence] = []
    for item in items:
        led += sentences_of(item) if isinstance(item, Prose | Chart) else []
        if isinstance(item, Chart) and not item.folded:
            return led
    return led[:1]


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("page", PAGES)
def test_the_lead_of_a_page_is_short(page, place):
    items = [item for _, item in shown(page, load_localities()[place])]
    led = lead_of(items)
    assert led
    assert not [fault for one in led for fault in faults(one)]


@pytest.mark.slow
def test_the_lead_of_the_page_across_is_short():
    items = [item for _, item in shown("across", load_localities()["england"])]
    led = lead_of(items)
    findings_of_places = [
        one for item in items if isinstance(item, Prose) and item.about for one in item.sentences
    ]
    assert len(findings_of_places) >= 8
    assert not [fault for one in (*led, *findings_of_places) for fault in faults(one)]


@pytest.mark.slow
@pytest.mark.parametrize("page", ["trend", "gap", "work", "glance", "life-course", "groups"])
def test_no_headline_of_a_chart_holds_an_interval(page):
    """It stands below the headline, or in the chart; so does what another reading would be."""
    items = [item for _, item in shown(page, load_localities()["stockton-on-tees"])]
    headlines = [str(item.title).partition("\n")[0] for item in items if isinstance(item, Chart)]
    assert headlines
    assert not [one for one in headlines if LIMITS.search(one) or ("(" in one and "without" in one)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("It is " + "very " * 25 + "wide.", "words"),
        ("Of 3 gaps 2 widen and 1 narrows.", "numbers"),
        ("It is 54.9 years (95% CI 51.2 to 58.6).", "an interval"),
        ("Too uncertain to say since 2012.", "too uncertain"),
    ],
)
def test_a_lead_that_breaks_a_rule_is_found(text, word):
    assert any(word in fault for fault in faults(Sentence(text)))


def test_periods_limits_and_names_are_no_numbers_of_a_finding():
    text = "Employment rate, age 16 to 64, is 74.1% in 2023. Its interval is 69.0 to 79.2."
    assert faults(Sentence(text)) == []
    assert numbers("Under 75 in 2022/23 and mid-2019: 12 of 34") == ["75", "12", "34"]
