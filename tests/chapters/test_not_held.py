"""What the figures do not hold is never said to be none: an authority without small areas."""

import re

import pytest

from analysis.chapters.core20plus5.findings import find_core20plus5
from analysis.chapters.core20plus5.show import show_parts
from analysis.chapters.gap.show import show_gap_trends
from analysis.data.areas import Places
from analysis.data.params import validate_locality
from chapters.templates import sentences_of, shown

HARTLEPOOL = "E06000001"
FALSE = re.compile(
    r"^No (small area|ward)|has no (small areas|wards)|has too few|no figures are published"
)


@pytest.mark.parametrize("chapter", ["wards", "core20plus5", "gap", "work"])
def test_a_chapter_says_that_small_areas_are_not_held_and_not_that_there_are_none(
    leave_out, chapter
):
    leave_out(HARTLEPOOL)
    locality = validate_locality({"area_code": HARTLEPOOL}, "a test")
    said = [str(one) for _, item in shown(chapter, locality) for one in sentences_of(item)]
    false = [text for text in said if FALSE.search(text) and "are held" not in text]
    assert false == []
    assert any(re.search("figures of this book hold|are held", text) for text in said)


def test_a_plan_that_is_not_tracked_is_said_once():
    locality = validate_locality({"area_code": HARTLEPOOL}, "a test")
    said = [str(one) for _, item in shown("plan", locality) for one in sentences_of(item)]
    assert sum("No plan of Hartlepool is tracked yet" in text for text in said) == 1
    assert len(said) == len(set(said))


def test_a_region_is_not_said_to_be_without_districts():
    """It has them; the figures are not laid out by them."""
    for code, name, said in (
        ("E12000001", "North East", "We hold none of these figures for districts within "),
        (HARTLEPOOL, "Hartlepool", "was not put together from districts."),
    ):
        places = Places(code, name)
        assert said in str(show_parts(find_core20plus5({}, places), places).text)


def test_a_trend_that_is_not_held_has_no_empty_span_of_periods():
    """Kent has no slope index, so that its first row has no periods."""
    page = show_gap_trends([], Places("E10000016", "Kent")).text
    slope = next(line for line in page.splitlines() if line.startswith("Slope index"))
    assert "cannot tell | [x] | [x]" in slope
    assert "| up to |" not in page
