"""At a glance: plain enough for everyone, ranked by its rule, and true of any authority."""

import json
import re
from pathlib import Path

import pytest

from analysis.chapters.commentary.show import show_commentary
from analysis.chapters.glance import show as glance
from analysis.chapters.glance.findings import find_glance
from analysis.chapters.glance.sentences import describe_changes, describe_unknown, name_unknown
from analysis.claims.words import lower_first
from analysis.data.areas import Places
from analysis.findings.verdicts import DIRECTION, GAP
from chapters.reading_age import reading_age, syllables

ROOT = Path(__file__).resolve().parents[2]
AUTHORITIES = {
    "E06000004": "Stockton-on-Tees",
    "E06000057": "Northumberland",
    "E06000061": "North Northamptonshire",
    "E06000062": "West Northamptonshire",
}
OLDEST = 11


FIRST, *OTHERS = AUTHORITIES


@pytest.fixture(
    scope="module", params=[FIRST, *(pytest.param(code, marks=pytest.mark.slow) for code in OTHERS)]
)
def page(request):
    places = Places(request.param, AUTHORITIES[request.param], edition_date="2026-11-21")
    found = find_glance(places)
    shown = [
        getattr(glance, f"show_{part}")(found, places)
        for part in ("findings", "leads", "inside", "better", "worse", "rule")
    ]
    shown.append(describe_unknown(found, places))
    shown.append(show_commentary([], places))
    return [text for prose in shown for text in prose.paragraphs]


def markdown_cells() -> list[str]:
    cells = json.loads((ROOT / "notebooks" / "glance.ipynb").read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def test_most_children_of_eleven_can_read_it(page):
    """All but the folded lists of names, which are the publishers'."""
    text = "\n".join([*page, *(cell.replace("#", "") for cell in markdown_cells())])
    assert reading_age(text) <= OLDEST


def test_what_is_not_known_is_counted_and_every_one_of_it_named():
    places = Places(FIRST, AUTHORITIES[FIRST], edition_date="2026-11-21")
    found = find_glance(places)
    counts, names = describe_unknown(found, places), name_unknown(found, places)
    assert names.folded
    counted = [int(text.split()[0]) for text in counts.paragraphs[1:]]
    assert counted == [len(text.partition(": ")[2].split("; ")) for text in names.paragraphs]
    assert len(counted) >= 2


def test_every_number_has_its_interval_or_the_words_that_none_is_held(page):
    """A figure with a unit is followed by its interval, by the words, or its sentence by them."""
    parts = ["%(?: of [a-z]+)?", " years", " percentage points", " points", " times", " out of 10"]
    units = "|".join([*parts, r" per [\d,]+(?: [a-z]+| \d+ to \d+)*"])
    for text in page:
        if "we hold no interval" in text:
            continue
        outside = re.sub(r"\(95% CI [^)]*\)", "(interval)", text)
        for figure in re.finditer(rf"[−£]*\d[\d.,]*(?:{units})(?=[ ,.]|$)", outside):
            after = outside[figure.end() :].lstrip()
            assert after.startswith(("(interval)", "(no interval held)")), (figure.group(), text)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("table", 2),
        ("people", 2),
        ("obesity", 4),
        ("England", 2),
        ("places", 2),
        ("judged", 1),
        ("expectancy", 4),
        ("deprived", 2),
        ("the", 1),
        ("measure", 2),
        ("published", 2),
        ("deciles", 3),
    ],
)
def test_syllables_are_those_of_a_dictionary(word, count):
    assert abs(syllables(word) - count) <= (word in ("places", "deciles"))


def test_the_reading_age_by_hand():
    """Six words of one syllable in two sentences: 0.39 x 3 + 11.8 - 15.59 + 5 = 2.38."""
    assert reading_age("The cat sat. The dog ran.") == pytest.approx(2.38)


def test_a_figure_with_its_interval_is_one_word():
    assert reading_age("It is 3.9% (95% CI 3.7% to 4.1%).") == reading_age("It is one.")


def test_words_of_the_field_are_read_as_harder():
    plain = "People here live for fewer years. Some places are worse off."
    hard = "Standardised mortality differentials demonstrate deprivation-related inequality."
    assert reading_age(plain) < OLDEST < reading_age(hard)


def test_a_gap_that_widens_is_not_named_as_a_figure_that_worsens():
    """The first page calls a figure worsening only where its own direction says so."""
    places = Places("E06000004", "Stockton-on-Tees", "E92000001", edition_date="2026-11-21")
    found = find_glance(places)
    changes = found.changes(good=False)
    (said,) = (one.text for one in describe_changes(found, places, 0, good=False).sentences)
    for change in changes[:4]:
        name = lower_first(change.verdict.indicator.name)
        assert (f"gap in {name}" in said) == (change.test == GAP)
    assert GAP in {change.test for change in changes}
    assert DIRECTION in {change.test for change in changes[:4]}


def test_what_is_higher_with_neither_better_stands_to_the_right():
    places = Places("E06000004", "Stockton-on-Tees", "E92000001", edition_date="2026-11-21")
    chart = glance.show_compared(find_glance(places), places)
    sides = {"better": 1, "higher": 1, "worse": -1, "lower": -1}
    rows = chart.data[chart.data["Verdict"].isin(sides)]
    assert {"worse", "higher"} <= {*rows["Verdict"]}
    for word, place in zip(rows["Verdict"], rows["Position"], strict=True):
        assert place * sides[word] > 0
