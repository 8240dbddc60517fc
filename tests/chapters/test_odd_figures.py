"""Figures that say little: each is a sentence or a note on the pages, and never a claim.

Gaps of exactly nought, a comparator that is the area, no interval at all, two points, all points
equal, an interval that does not hold its value, a target year that has passed.
"""

from dataclasses import replace

import pytest

from analysis.chapters.gap import show as gap
from analysis.chapters.gap.closing import show_closing
from analysis.chapters.glance import show as glance
from analysis.chapters.glance.findings import find_glance
from analysis.chapters.profile import show as profile
from analysis.chapters.trend import show as trend
from analysis.chapters.trend.findings import find_changes
from analysis.claims.table import Table
from analysis.data.areas import Places
from analysis.data.params import validate_locality
from analysis.errors import DataError
from analysis.findings.profile import find_profile
from chapters.templates import flat, sentences_of, shown

SLUG, TARGET = "smoking", 2031
EIGHT = range(8)
FLAT = {"own": [24.0] * 8}


def page(places: Places, target_year: int = TARGET) -> str:
    """Give what the chapters say of smoking: sentences, notes and the rows of tables."""
    rows, found, changes = find_profile(places), find_glance(places), find_changes(places)
    items = [
        profile.describe(rows, places),
        profile.show_tables(rows, places),
        trend.show_trend(SLUG, places),
        trend.show_tests(changes, places),
        gap.show_gaps([SLUG], places),
        gap.show_gap_trends([SLUG], places),
        gap.show_required_rates([SLUG], places, target_year),
        show_closing([SLUG], places, target_year),
        glance.show_findings(found, places),
        glance.show_leads(found, places),
        glance.show_compared(found, places),
    ]
    said = [one for item in items for one in flat(item)]
    tables = [one.text for one in said if isinstance(one, Table)]
    return "\n".join([*(str(text) for one in said for text in sentences_of(one)), *tables])


@pytest.fixture
def odd(book):
    """Give a function that writes one odd series and gives its area and what pages say of it."""

    def write(target_year: int = TARGET, **series) -> str:
        return page(book(smoking={"first_period": "2016"} | series), target_year)

    return write


def test_a_gap_of_exactly_nought_is_similar_and_none_to_close(odd):
    said = odd(own=[20.0] * 8)
    assert "1 is similar" in said
    assert "Stockton-on-Tees minus England is 0.0 percentage points" in said
    assert "no gap shown: chance alone can explain the gap" in said
    assert "No gap of Stockton-on-Tees that is followed is there to close." in said


def test_a_comparator_that_is_the_area_is_said_and_has_no_gap(book):
    places = book(smoking=FLAT | {"first_period": "2016"})
    same = Places(places.area_code, places.area_name, places.area_code)
    said = page(same)
    assert "No gap can be given in smoking: Stockton-on-Tees is its own comparator." in said
    assert "cannot be compared: Stockton-on-Tees is its own comparator." in said
    assert "is its own comparator, so nothing is set beside its figures." in said
    assert "minus Stockton-on-Tees" not in said
    assert "than in Stockton-on-Tees" not in said


def test_without_any_interval_the_words_say_so_and_nothing_is_compared(odd):
    said = odd(own=[24 + n + (n % 2) / 9 for n in EIGHT], half=None)
    assert "No latest figure of Stockton-on-Tees has an interval that allows a comparison." in said
    assert "cannot be compared: we hold no interval" in said
    assert "(no interval held)" in said
    assert "Large, but we hold no interval: one would settle it." in said
    assert "95% CI" not in said.partition("Yearly change")[0]
    assert "cannot compare; worsening" in said, "the scatter of the series tells its direction"


def test_two_points_have_no_line_and_the_page_says_why(odd):
    said = odd(own=[24.0, 25.0], england=[20.0, 20.0], years=range(2022, 2024))
    why = "there are fewer than three points (2), so no line is fitted"
    assert "Direction not told: smoking" in said
    assert f"{why[0].upper()}{why[1:]}." in said
    assert f"cannot tell: {why}" in said
    assert "Cannot tell which way since 2022: the gap in smoking." in said
    assert "fitted.." not in said


def test_points_that_are_all_equal_tell_nothing_without_intervals(odd):
    said = odd(half=None, **FLAT)
    assert "no limits, since the points show no scatter about the line" in said
    assert "cannot tell: generalised least squares, 8 points; no limits" in said
    assert "no gap shown" not in said, "a gap of 4 without an interval is not explained by chance"
    assert "Cannot tell which way since 2016: the gap in smoking." in said


def test_points_that_are_all_equal_stand_still_with_intervals(odd):
    said = odd(**FLAT)
    assert "No clear change since 2016: smoking" in said
    assert "1 is closing too slowly, if half of each is to be closed by 2031" in said
    assert "Of 1 gap that is followed" in said


def test_an_interval_that_does_not_hold_its_value_stops_the_page_and_is_named(made):
    made.add(SLUG, FLAT["own"])
    rows = made.figures.rows(f"indicators/{SLUG}.csv")
    rows[0]["upper_ci"] = "23"
    made.write(SLUG, rows)
    places = made.seal()
    with pytest.raises(DataError, match=r"smoking\.csv, row 2.*outside its own interval"):
        page(places)


@pytest.mark.parametrize("year", [2020, 2023])
def test_a_target_year_that_is_past_is_said_and_no_pace_is_given(odd, year):
    said = odd(year, own=[24.0 + n for n in EIGHT])
    assert "cannot tell: the target year is not after the latest period" in said
    assert f"1 cannot be told, if half of each is to be closed by {year}." in said
    assert "closing fast enough, if" not in said


def test_several_areas_taken_together_are_a_comparator_on_the_page():
    beside = {"neighbour_codes": ["E06000001", "E06000005"], "comparator_code": "neighbours"}
    locality = validate_locality({"area_code": "E06000004"} | beside, "a test")
    said = [str(one) for _, item in shown("glance", locality) for one in sentences_of(item)]
    assert any("Set next to Hartlepool and Darlington" in text for text in said)


def test_one_period_is_said_and_has_no_direction(odd):
    said = odd(own=[24.0], years=[2023])
    assert "there are fewer than three points (1), so no line is fitted" in said
    assert "Cannot tell which way since 2023: the gap in smoking." in said
    assert "4.0 percentage points in 2023" in said


def test_an_indicator_of_which_nothing_is_held_is_a_sentence(odd):
    said = odd(own=[])
    assert "We hold no figure on smoking" in said or "No figure" in said
    assert "nan" not in said
    assert "No gap can be given in smoking" in said


def test_an_area_alone_without_a_comparators_figures_has_its_own_line_and_no_gap(odd):
    said = odd(own=[24.0 + n for n in EIGHT], england=[])
    assert "No gap can be given in smoking: Stockton-on-Tees and England have no figure" in said
    assert "nan" not in said


def test_a_gap_that_changes_its_side_is_said_and_neither_widens_nor_narrows(odd):
    said = odd(own=[16.0 + n for n in EIGHT], half=0.2)
    assert "Changed sides since 2016: the gap in smoking." in said
    assert "3.0 percentage points in 2023; the ratio is 1.15" in said
    assert "Narrowing since 2016: the gap" not in said


def test_values_of_nought_are_figures(odd):
    said = odd(own=[0.0] * 8, half=None)
    assert "Stockton-on-Tees minus England is −20.0 percentage points in 2023" in said
    assert "in 2023; no ratio can be given (no interval held)." in said
    assert "ratio is [x]" not in said
    assert "nan" not in said


def test_a_place_whose_name_has_sixty_characters_is_named_whole(book):
    name = "A place with a name of sixty characters, as a merger may give"
    places = replace(book(smoking={"first_period": "2016"} | FLAT), area_name=name[:60])
    assert f"{name[:60]} minus England is 4.0 percentage points" in page(places)
