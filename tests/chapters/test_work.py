"""Work and health: places counted by hand, and every indicator in order."""

import pytest

from analysis.chapters.work.findings import (
    find_place_disparity,
    find_work,
    share_in,
)
from analysis.chapters.work.sentences import describe_work, headline_disparity
from analysis.data.areas import Places
from analysis.data.indicators import listed
from raw_tables import rows_of

STOCKTON = Places("E06000004", "Stockton-on-Tees")


def test_indicators_stand_in_their_order():
    rows = find_work(STOCKTON)
    assert rows["indicator"].drop_duplicates().tolist() == list(listed("work"))


@pytest.mark.parametrize("domain", ["Employment", "Income"])
def test_people_of_the_most_deprived_tenth_by_hand(domain):
    held = rows_of("deprivation/imd2025_lsoa21")
    own = [row for row in held if row["ltla24_code"] == STOCKTON.area_code]
    first = [row for row in own if row[f"{domain.lower()}_decile"] in {"1", "1.0"}]
    rows = find_place_disparity(STOCKTON.area_code)
    row = rows[(rows["domain"] == domain) & (rows["decile"] == 1)].iloc[0]
    people = sum(int(area["population_mid_2022"]) for area in first)
    assert row["small_areas"] == len(first)
    assert row["people"] == people
    everyone = sum(int(area["population_mid_2022"]) for area in own)
    assert row["percent"] == pytest.approx(100 * people / everyone)


def test_the_tenths_add_up_to_everyone():
    rows = find_place_disparity(STOCKTON.area_code)
    for domain in ("Employment", "Income"):
        assert share_in(rows, domain, range(1, 11)) == pytest.approx(100)


def test_an_area_without_small_areas_has_no_rows(leave_out):
    leave_out("E06000001")
    assert find_place_disparity("E06000001").empty


def test_a_verdict_needs_an_interval():
    rows = find_work(STOCKTON)
    said = describe_work(rows, STOCKTON).paragraphs
    without = 0
    for row, sentence in zip(rows.itertuples(), said, strict=True):
        known = row.lower_ci == row.lower_ci
        assert ("we hold no interval" in sentence) == (row.verdict == "cannot compare")
        assert known == (row.verdict != "cannot compare")
        without += not known
    assert without


def test_the_headline_claims_its_four_shares():
    rows = find_place_disparity(STOCKTON.area_code)
    said = headline_disparity(rows, STOCKTON)
    values = [claim.value for claim in said.claims]
    assert values[0] == pytest.approx(share_in(rows, "Employment", range(1, 3)))
    assert values[-1] == pytest.approx(share_in(rows, "Income", range(9, 11)))
