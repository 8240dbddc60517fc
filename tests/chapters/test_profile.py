"""Who lives in an area and how it stands beside similar places, by hand and a second route."""

from collections import defaultdict

import pandas as pd
import pytest

from analysis.chapters.profile.charts import plot_pyramid
from analysis.chapters.profile.findings import (
    People,
    find_people,
    find_similar,
    tally_similar,
)
from analysis.chapters.profile.sentences import (
    WHO_LIVES_HERE,
    describe_people,
    describe_similar,
    headline_profile,
)
from analysis.chapters.profile.show import show_people, show_standing
from analysis.charts.chart import Chart, Notice
from analysis.data.areas import Places
from analysis.findings.profile import find_profile
from analysis.findings.verdicts import COMPARATOR, find_verdicts
from raw_tables import rows_of

STOCKTON = Places("E06000004", "Stockton-on-Tees")
DARLINGTON = "E06000005"
SLUGS = ["adult-smoking", "year-6-obesity", "employment-rate"]


@pytest.fixture(scope="module")
def profile() -> pd.DataFrame:
    return find_profile(STOCKTON)


def test_a_similar_place_is_judged_as_a_comparator_would_be(profile):
    """By another route: the table of verdicts with that place as the comparator."""
    similar = find_similar(profile, STOCKTON, [DARLINGTON])
    beside = Places("E06000004", "Stockton-on-Tees", DARLINGTON)
    levels = {
        (one.indicator.indicator, one.sex): one.level
        for one in find_verdicts(beside)
        if one.between == COMPARATOR and one.figure.known and one.earlier is None
    }
    pairs = similar[["indicator", "sex", "verdict"]].itertuples(index=False, name=None)
    both = [(word, levels[slug, sex]) for slug, sex, word in pairs if (slug, sex) in levels]
    assert len(both) > 20
    assert all(here == there for here, there in both)


def test_the_most_often_better_and_worse_are_named():
    rows = pd.DataFrame({
        "area_code": ["A", "A", "A", "B", "B"], "area_name": ["Here", "Here", "Here", "There",
        "There"], "indicator": [*SLUGS, *SLUGS[:2]], "sex": "Persons",
        "verdict": ["better", "better", "worse", "worse", "worse"],
    })  # fmt: skip
    assert describe_similar(rows, STOCKTON).text == (
        "Among similar places Stockton-on-Tees is most often better than Here (2 figures) and "
        "most often worse than There (2 figures)."
    )
    alike = rows.assign(verdict="similar")
    assert str(describe_similar(alike, STOCKTON)) == (
        "Beside Here and There no figure of Stockton-on-Tees is clearly better or worse."
    )
    assert tally_similar(rows).loc["There", "worse"] == 2


def test_no_similar_places_are_said_to_be_none(profile):
    (said,) = show_standing(profile, STOCKTON, []).items
    assert said.paragraphs == ("No similar places are set for Stockton-on-Tees.",)


def test_the_headline_counts_worse_and_better():
    rows = pd.DataFrame({"indicator": SLUGS, "verdict": ["worse", "worse", "similar"],
                         "counted": True, "value": [1.0, 2.0, 0.0]})  # fmt: skip
    assert headline_profile(rows, STOCKTON).text == (
        "Stockton-on-Tees is worse than England in 2 of its latest figures and better in none."
    )


def test_people_by_age_and_deprivation_are_the_sums_of_the_published_rows():
    bands: dict[str, float] = defaultdict(float)
    fifth = 0.0
    for row in rows_of("population/mid_2019_by_national_deprivation_decile"):
        if row["area_code"] == "E06000004":
            bands[row["age_band"].strip()] += float(row["population"])
            if float(row["national_deprivation_decile"]) <= 2:
                fifth += float(row["population"])
    people = find_people("E06000004")
    found = people.ages.groupby("age_band")["people"].sum()
    assert {str(k).strip(): v for k, v in found.items()} == dict(bands)
    shares = people.shares.set_index("what")["percent"]
    old = sum(bands[one] for one in ("65-69", "70-74", "75-79", "80-84", "85-89", "90+"))
    assert shares["65 or over"] == pytest.approx(100 * old / sum(bands.values()))
    assert people.ages["percent"].sum() == pytest.approx(100)
    (deprived,) = (one for one in shares.index if "fifth" in one and "2019" in one)
    assert shares[deprived] == pytest.approx(100 * fifth / sum(bands.values()))


def test_residents_of_the_census_are_those_of_small_areas_and_of_ethnic_groups():
    own = [
        row for row in rows_of("deprivation/imd2025_lsoa21") if row["ltla24_code"] == "E06000004"
    ]
    rural = [row for row in own if row["rural_urban_2021"].startswith("Rural")]
    shares = find_people("E06000004").shares.set_index("what")
    everyone = sum(float(row["residents_2021"]) for row in own)
    disabled = sum(float(row["disabled_residents_2021"]) for row in own)
    assert shares.loc["Disabled", "people"] == pytest.approx(disabled)
    assert shares.loc["Disabled", "percent"] == pytest.approx(100 * disabled / everyone)
    people = sum(float(row["residents_2021"]) for row in rural)
    assert shares.loc["In rural small areas", "people"] == pytest.approx(people)


def test_who_lives_here_is_said_in_two_lines_with_ages_and_deprivation():
    """By hand: 37,121 of 197,348 people are under 15 and 36,423 are 65 or over."""
    total = young = old = fifth = england = england_fifth = 0
    for row in rows_of("population/mid_2019_by_national_deprivation_decile"):
        people, deprived = int(row["population"]), int(row["national_deprivation_decile"]) <= 2
        england, england_fifth = england + people, england_fifth + people * deprived
        if row["area_code"] == "E06000004":
            start = int(row["age_band"].strip()[:2])
            total, fifth = total + people, fifth + people * deprived
            young, old = young + people * (start < 15), old + people * (start >= 65)
    assert (total, young, old) == (197_348, 37_121, 36_423)
    said = describe_people(find_people("E06000004"), STOCKTON)
    own = [
        one for one in rows_of("deprivation/imd2025_lsoa21") if one["ltla24_code"] == "E06000004"
    ]
    now = sum(int(one["population_mid_2022"]) for one in own)
    poor = sum(int(one["population_mid_2022"]) for one in own if int(one["imd_decile"]) <= 2)
    assert (now, poor) == (200_112, 64_461)
    assert said.paragraphs == (
        f"{total:,} people live in Stockton-on-Tees (mid-2019): {100 * young / total:.0f}% are "
        f"under 15 and {100 * old / total:.0f}% are 65 or over.",
        f"{100 * fifth / total:.0f}% of them live in the most deprived fifth of England's small "
        f"areas on the index of 2019, against {100 * england_fifth / england:.0f}% in England.",
        f"On the index of 2025 it is {100 * poor / now:.0f}% of the people of mid-2022.",
    )
    assert said.about == WHO_LIVES_HERE


def test_an_area_without_people_says_so_once(monkeypatch):
    people = find_people("E06000004")
    people = People(people.ages.iloc[:0], people.shares.iloc[:0])
    monkeypatch.setattr("analysis.chapters.profile.show.find_people", lambda _: people)
    (said,) = show_people(Places("E06000001", "Nowhere")).items
    assert said.text == "People by age are not held for Nowhere."
    notice = plot_pyramid(people.ages, area_name="Nowhere", period="mid-2019")
    assert isinstance(notice, Notice)


def test_the_pyramid_is_folded_beneath_the_lead():
    items = show_people(STOCKTON).items
    (chart,) = [one for one in items if isinstance(one, Chart)]
    assert chart.folded


def test_england_is_drawn_where_it_is_known():
    rows = pd.DataFrame({"sex": ["Female", "Male"], "age_band": "00-04", "percent": [3.0, 3.1],
                         "england_percent": [2.9, 3.0]})  # fmt: skip
    chart = plot_pyramid(rows, area_name="A" * 60, period="mid-2019")
    assert "England, female (%)" in chart.data.columns
    assert "The line is England." in str(chart.reading)
