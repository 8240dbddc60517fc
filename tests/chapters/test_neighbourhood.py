"""A neighbourhood: counts summed and rates worked out anew, by hand from the raw tables."""

import re
from math import sqrt

import pandas as pd
import pytest

from analysis.chapters.neighbourhood.findings import find_neighbourhood, find_rates
from analysis.chapters.neighbourhood.sentences import describe_lacking, describe_people
from analysis.claims.table import Table
from analysis.data.params import validate_locality
from analysis.findings.coverage import check_locality
from chapters.templates import sentences_of, shown
from raw_tables import rows_of

WARDS = ("E05014876", "E05014877", "E05014879")
"""Norton North, Norton South and Roseworth of Stockton-on-Tees."""
NORTH_BANK, LEICESTER = "+".join(WARDS), "E05010458+E05010463"
Z = 1.959963984540054


def wilson(count: float, of: float) -> tuple[float, float]:
    middle, spread = 2 * count + Z**2, Z * sqrt(Z**2 + 4 * count * (1 - count / of))
    return tuple(100 * (middle + side * spread) / (2 * (of + Z**2)) for side in (-1, 1))


@pytest.fixture(scope="module")
def found():
    return find_neighbourhood(NORTH_BANK, "North bank")


@pytest.fixture(scope="module")
def rows():
    return [r for r in rows_of("deprivation/imd2025_lsoa21") if r["ward24_code"] in WARDS]


def test_a_rate_is_of_the_summed_counts_with_wilsons_interval(found, rows):
    """5,448 of 22,812 residents: 23.88%, and 5,517 of 9,783 households: 56.39%."""
    disabled = sum(int(row["disabled_residents_2021"]) for row in rows)
    residents = sum(int(row["residents_2021"]) for row in rows)
    deprived = sum(int(row["households_deprived_in_any_dimension_2021"]) for row in rows)
    households = sum(int(row["households_2021"]) for row in rows)
    assert (disabled, residents, deprived, households) == (5448, 22812, 5517, 9783)
    first, second = found.rates.to_dict("records")
    for row, count, of in ((first, disabled, residents), (second, deprived, households)):
        assert (row["count"], row["of"]) == (count, of)
        assert row["value"] == pytest.approx(100 * count / of)
        assert (row["lower_ci"], row["upper_ci"]) == pytest.approx(wilson(count, of))
    assert first["level"] == "higher"
    assert second["level"] == "worse"


def test_gaps_are_to_its_council_and_to_england(found):
    england = rows_of("deprivation/imd2025_lsoa21")
    council = [row for row in england if row["ltla24_code"] == "E06000004"]
    row = found.rates.to_dict("records")[1]
    for name, places in (("council", council), ("england", england)):
        deprived = sum(int(r["households_deprived_in_any_dimension_2021"]) for r in places)
        there = 100 * deprived / sum(int(r["households_2021"]) for r in places)
        assert row[f"{name}_value"] == pytest.approx(there)
        assert row[f"{name}_absolute"] == pytest.approx(100 * 5517 / 9783 - there)
        assert row[f"{name}_relative"] == pytest.approx(100 * 5517 / 9783 / there)
        lower, upper = row[f"{name}_absolute_lower_ci"], row[f"{name}_absolute_upper_ci"]
        assert lower < row[f"{name}_absolute"] < upper


def test_people_are_shared_out_over_englands_tenths(found, rows):
    people = dict.fromkeys(range(1, 11), 0)
    for row in rows:
        people[int(row["imd_decile"])] += int(row["population_mid_2022"])
    assert found.tenths["people"].tolist() == list(people.values())
    total = sum(people.values())
    assert found.tenths["percent"].tolist() == pytest.approx(
        [100 * one / total for one in people.values()]
    )
    # A tenth of small areas is about a tenth of people.
    assert found.tenths["england_percent"].between(9.5, 10.5).all()
    fifth = found.people.set_index("what").loc["In the most deprived fifth of England"]
    assert fifth["own"] == pytest.approx(100 * (people[1] + people[2]) / total)


def test_ages_are_those_of_its_wards_weighted_by_their_residents(found):
    wards = [r for r in rows_of("deprivation/wards_2024_imd2025") if r["ward24_code"] in WARDS]
    residents = [int(row["census2021_residents"]) for row in wards]
    ages = found.people.set_index("what")["own"]
    for what, column in (("Under 15", "under15"), ("65 or over", "65plus")):
        shares = [float(row[f"pct_{column}_census2021"]) for row in wards]
        by_hand = sum(s * n for s, n in zip(shares, residents, strict=True)) / sum(residents)
        assert ages[what] == pytest.approx(by_hand)


def test_means_of_health_agree_with_the_published_ones_of_its_wards(found):
    """A second route: the ward table's own means over residents, put together by residents."""
    wards = [r for r in rows_of("deprivation/wards_2024_imd2025") if r["ward24_code"] in WARDS]
    people = [float(row["population"]) for row in wards]
    means = found.health.set_index("name")["own"]
    for name, column in (
        ("Years of potential life lost", "years_of_potential_life_lost"),
        ("Acute morbidity ratio", "acute_morbidity"),
        ("Mental health indicator", "mental_health"),
    ):
        values = [float(row[f"{column}_indicator_popweighted"]) for row in wards]
        mean = sum(v * n for v, n in zip(values, people, strict=True)) / sum(people)
        # The table's own means are rounded to a thousandth.
        assert means[name] == pytest.approx(mean, abs=0.001)


def test_children_are_summed_where_wards_of_2021_make_up_the_whole():
    """Abbey 1,244 (26.2%) and Castle 313 (17.0%) in 2020/21: 1,557 of 1244/0.262 + 313/0.17."""
    found = find_neighbourhood(LEICESTER, "Two wards").children
    whole = found[found["whole"]].set_index("period").loc["2020/21"]
    children = 1244 / 0.262 + 313 / 0.17
    assert whole["count"] == 1244 + 313
    assert whole["value"] == pytest.approx(100 * 1557 / children)
    assert (whole["lower_ci"], whole["upper_ci"]) == pytest.approx(wilson(1557, children))


def test_children_are_not_summed_where_its_edge_cuts_a_ward(found):
    """The wards of 2021 are others: a fifth of Newtown's residents lives in North bank."""
    assert not found.children["whole"].any()
    shares = found.children.set_index("area_name")["inside_percent"]
    assert shares["Roseworth"] == 100
    parents = {
        row["lsoa11_code"]
        for row in rows_of("geography/lsoa11_to_lsoa21")
        if row["lsoa21_code"] in set(found.small_areas["small_area_code"])
    }
    earlier = rows_of("deprivation/imd2019_lsoa11")
    newtown = [row for row in earlier if row["ward22_name"] == "Newtown"
               and row["ltla21_code"] == "E06000004"]  # fmt: skip
    inside = [row for row in newtown if row["lsoa11_code"] in parents]
    people = [sum(int(r["population_mid_2019"]) for r in part) for part in (inside, newtown)]
    assert shares["Newtown"] == pytest.approx(100 * people[0] / people[1])
    said = " ".join(map(str, describe_lacking(found).sentences))
    assert said.count("Not held for North bank") == 1
    assert "its edge cuts wards of 2021" in said


def test_middle_layer_areas_have_the_values_of_the_file(found):
    men = found.middle[(found.middle["unit"] == "years") & (found.middle["sex"] == "Male")]
    raw = {
        row["area_name"]: float(row["value"])
        for row in rows_of("small_areas/msoa11_local_health_2015_to_2019")
        if row["indicator"] == "life-expectancy-at-birth" and row["sex"] == "Male"
    }
    assert men["area_name"].tolist() == [f"Stockton-on-Tees 0{n}" for n in ("06", "07", "08", "10")]
    assert men["value"].tolist() == [raw[name] for name in men["area_name"]]


def test_a_small_count_is_hidden_and_so_is_one_that_gives_it_away():
    """3 of 500; and 97 where the council's published 100 would leave 3 for the rest of it."""

    def made(counts):
        return {
            name: pd.DataFrame({
                "disabled_residents": [count], "residents": [500.0],
                "households_deprived": [50.0], "households": [200.0],
            })
            for name, count in zip(("own", "council", "england"), counts, strict=True)
        }  # fmt: skip

    for counts in ((3.0, 100.0, 9000.0), (97.0, 100.0, 9000.0)):
        row = find_rates(made(counts)).iloc[0]
        assert row["hidden"]
        assert row[["count", "value", "lower_ci", "england_absolute"]].isna().all()
        assert row["level"] == "cannot compare"
    row = find_rates(made((90.0, 100.0, 9000.0))).iloc[0]
    assert not row["hidden"]
    assert row["value"] == pytest.approx(18.0)


def test_what_is_hidden_is_said(found):
    hidden = found.rates.assign(hidden=[True, False])
    said = describe_people(type(found)(**(vars(found) | {"rates": hidden}))).paragraphs
    assert said[1] == (
        "Disabled residents: not shown, since a small number could be worked out from it."
    )


@pytest.mark.parametrize(
    "code",
    [NORTH_BANK, LEICESTER, "E01012247+E01012249", "E02002540+E02002542", "E05009288+E05009302"],
    ids=["wards", "without outlines", "small areas", "middle-layer areas", "City of London"],
)
def test_its_page_is_whole_and_says_once_what_is_not_held(code):
    locality = validate_locality({"area_code": code.split("+"), "area_name": "Here"}, "a test")
    items = [item for _, item in shown("neighbourhood", locality)]
    said = [str(one) for item in items for one in sentences_of(item)]
    said += [item.text for item in items if isinstance(item, Table)]
    assert len(said) > 10
    assert not [text for text in said if re.search(r"\bnan\b|\bNone\b|no figures are held", text)]
    assert sum("Not held for" in text for text in said) <= 1
    notes = [text for text in said if text.startswith(("No ", "Not held"))]
    assert len(notes) == len(set(notes))
    assert check_locality(locality)[0] == "Chapters: neighbourhood."
