"""The page of the whole book: every number bound, and a sentence where nothing can be compared."""

from dataclasses import replace

import pytest

from analysis.chapters.across import show as page
from analysis.chapters.across.findings import Across, find_across, find_ranked
from analysis.chapters.across.sentences import headline_ranked
from analysis.chapters.promises import show as promised
from analysis.chapters.promises.findings import find_promises
from analysis.charts.chart import Chart, Notice
from analysis.claims.sentence import Prose
from analysis.claims.table import Table
from analysis.data.areas import ENGLAND
from analysis.data.params import load_localities, validate_locality
from chapters.templates import flat, sentences_of, shown
from chapters.test_claims_bound import labels, unbound

SHOWS = (
    page.show_places,
    page.show_other_places,
    page.show_authorities,
    page.show_gaps,
    page.show_rug,
    page.show_funnel,
    page.show_slope,
)
EDITION = "2026-11-21"
STOCKTON = {
    "area_code": "E06000004",
    "area_name": "Stockton-on-Tees",
    "comparator_code": ENGLAND,
    "neighbour_codes": ["E06000001"],
    "headline_indicators": ["healthy-life-expectancy-at-birth", "employment-rate"],
}


def items_of(across) -> list:
    return [item for show in SHOWS for item in flat(show(across))]


@pytest.fixture(scope="module")
def stockton() -> Across:
    return find_across([STOCKTON], EDITION)


@pytest.fixture(scope="module")
def alone(stockton):
    return items_of(stockton)


@pytest.mark.slow
def test_no_number_or_comparison_of_the_page_is_without_a_claim():
    known = labels()
    said = [
        (cell, sentence)
        for cell, item in shown("across", load_localities()["england"])
        if isinstance(item, Prose | Notice | Chart)
        for sentence in sentences_of(item)
    ]
    assert len(said) > 20
    loose = [(cell, unbound(one, known), one) for cell, one in said if unbound(one, known)]
    assert not loose, loose[:5]


def test_one_authority_is_told_that_there_is_nothing_to_compare(alone):
    first = alone[0].paragraphs[0]
    assert "Stockton-on-Tees is the only authority in this book" in first
    assert "nothing to compare" in first


def test_one_authority_has_its_charts_and_tables_all_the_same(alone):
    kinds = {item.kind for item in alone if isinstance(item, Chart)}
    assert kinds >= {"tartan rug", "sorted dots", "funnel plot"}
    assert sum(isinstance(item, Table) for item in alone) >= 4


def test_a_book_without_authorities_says_so_and_draws_nothing():
    items = items_of(find_across([], EDITION))
    assert not [item for item in items if isinstance(item, Chart | Table)]
    said = [str(one) for item in items for one in sentences_of(item)]
    assert "This book holds no authority, so this page has nothing to show." in said


def test_the_words_of_the_table_are_those_of_the_findings(alone):
    """Healthy life expectancy of females: 54.9 (51.2 to 58.6) against 61.3, eight periods."""
    (table,) = [
        item for item in alone if isinstance(item, Table) and "side by side" in item.caption
    ]
    cells = {row[0]: row[1] for row in table.rows}
    assert cells["Healthy life expectancy at birth for females"] == "▼ worse; gap cannot tell"
    assert cells["Employment rate, age 16 to 64"] == "● similar; gap cannot tell"


def test_a_gap_that_lies_in_the_areas_favour_says_so():
    """Employment in West Northamptonshire is above England's, by less than it was."""
    west = STOCKTON | {"area_code": "E06000062", "area_name": "West Northamptonshire"}
    shown = page.show_authorities(find_across([west], EDITION)).items[-1]
    assert shown.about == "West Northamptonshire"
    _, said, _ = shown.paragraphs
    assert "narrowing in employment rate, age 16 to 64 (in its favour)" in said


def test_difference_and_ratio_have_their_own_words_where_they_part(stockton):
    headlines = stockton.headlines.assign(
        absolute_direction="widening", relative_direction="narrowing"
    )
    parted = replace(stockton, headlines=headlines)
    table = page.show_gaps(parted).items[0]
    assert "▼ worse; difference widening, ratio narrowing" in [row[1] for row in table.rows]
    _, said, _ = page.show_authorities(parted).items[-1].paragraphs
    assert "Its gap to England: widening" in said
    assert "The ratio: narrowing" in said


def test_an_authority_without_figures_has_a_sentence(stockton):
    nothing = replace(
        stockton, headlines=stockton.headlines.iloc[:0], inside=stockton.inside.iloc[:0]
    )
    (said,) = page.show_authorities(nothing).items[-1].paragraphs
    assert said == "We hold no headline figure of Stockton-on-Tees."
    assert isinstance(page.show_gaps(nothing), Notice)


def test_other_indicators_are_folded_and_the_first_is_not(stockton):
    (first,) = [one for one in flat(page.show_places(stockton)) if isinstance(one, Chart)]
    others = [*flat(page.show_other_places(stockton))]
    assert not first.folded
    assert others
    assert all(one.folded for one in others)
    assert not {one.name for one in others} & {first.name}


def test_many_places_are_counted_in_a_headline_and_few_are_named(stockton):
    (ranked, *_) = find_ranked(stockton)
    few = headline_ranked(ranked)
    assert "worse than England in Stockton-on-Tees" in few.text
    rows = ranked.rows.assign(role=ranked.rows["role"].replace("", "area"), verdict="worse")
    many = int((rows["role"] == "area").sum())
    said = headline_ranked(replace(ranked, rows=rows)).text
    assert f"worse than England in {many} places" in said


def test_promises_without_targets_or_plans_are_said_to_be_none(stockton):
    targets = {"clinical_areas": [{"clinical_area": "A", "measure": "B", "not_measurable": "C"}]}
    promises = find_promises([STOCKTON], stockton.places, (targets, {}), "2026-11-21")
    shown = promised.show_promises(promises).items
    said = shown[0].paragraphs
    assert said[0] == "No published target of these authorities is on record in this book."
    assert said[1] == "No plan of these authorities is tracked in this book."
    assert isinstance(promised.show_goals(promises), Notice)
    assert len(shown) == 1


def test_a_country_is_told_of_every_authority_of_the_book():
    told = load_localities()["england"].values(["authorities", "plans", "targets"])
    assert [one["area_name"] for one in told["authorities"]] == [
        "North Northamptonshire",
        "Northumberland",
        "Stockton-on-Tees",
        "West Northamptonshire",
    ]
    assert set(told["plans"]) == {"northamptonshire", "northumberland", "stockton-on-tees"}
    assert any(area["targets"] for area in told["targets"]["clinical_areas"])


def test_a_featured_place_that_the_book_does_not_hold_has_what_is_usual():
    england = validate_locality({"area_code": ENGLAND, "featured_codes": ["E06000005"]}, "a test")
    (one,) = england.values(["authorities"])["authorities"]
    assert one["area_name"] == "Darlington"
    assert one["headline_indicators"]
