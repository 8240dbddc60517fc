"""The questions where no single verdict leads: every number by a second route, every way out."""

import pandas as pd
import pytest

from analysis.chapters.across.findings import HEADLINE_COLUMNS, INSIDE_COLUMNS, Across
from analysis.chapters.groups.findings import find_groups
from analysis.chapters.quality.sentences import describe_holders
from analysis.chapters.so_what import england
from analysis.chapters.so_what.show import (
    show_so_what_across,
    show_so_what_by_group,
    show_so_what_of_deprivation,
    show_so_what_of_england,
    show_so_what_of_plan,
)
from analysis.data.areas import Places
from analysis.data.catalogue import read_indicator
from analysis.data.deprivation import read_small_areas, read_wards
from analysis.data.documents.reading import digest_of_document
from analysis.data.indicators import area_indicators, slug_of
from analysis.data.params import load_localities

STOCKTON = Places("E06000004", "Stockton-on-Tees", edition_date="2026-11-21")
NAMES = ("guidance", "frameworks/marmot", "plans/stockton-on-tees", "plans/northumberland")
WARD = "E05014884"


def documents(*names):
    return {name: digest_of_document(name) for name in names or NAMES[:3]}


def answers(prose):
    """Give each answer by its question."""
    return dict(one.split("? ", maxsplit=1) for one in prose.paragraphs)


def test_deprivation_is_asked_of_a_council_by_the_sum_of_its_small_areas():
    said = answers(show_so_what_of_deprivation(documents(), "E06000004", "Stockton-on-Tees"))
    rows = read_small_areas(2025)
    own = rows[rows["area_code"] == "E06000004"]
    share = 100 * own.loc[own["decile"] <= 2, "population"].sum() / own["population"].sum()
    assert said["What is it here"].startswith(f"{share:.1f}% of the people of Stockton-on-Tees")
    assert said["What is being done"].startswith("The plan names 2 actions on it: develop and")
    assert "Community engagement" in said["What else could be done"]
    assert "The publisher: Ministry of Housing" in said["What do we not know"]


def test_why_deprivation_matters_is_the_gap_between_englands_tenths():
    said = answers(show_so_what_of_deprivation({}, WARD, "Yarm"))["Why does it matter"]
    rows = read_indicator(slug_of(england.TENTHS))
    rows = rows[rows["period_end"] == rows["period_end"].max()]
    for sex in ("Female", "Male"):
        own = rows[rows["sex"] == sex].set_index("category")["value"]
        gap = min(own[[n for n in own.index if int(n) == 1]]) - max(
            own[[n for n in own.index if int(n) == 10]]
        )
        assert f"−{abs(gap):.1f} years for {sex.lower()}s" in said
    assert "no interval held" in said


def test_deprivation_is_asked_of_a_ward_by_the_table_of_wards():
    said = answers(show_so_what_of_deprivation(documents(), WARD, "Yarm"))
    wards = read_wards(2025).set_index("ward_code")
    share = wards.loc[WARD, "population_most_deprived_fifth_percent"]
    assert said["What is it here"].startswith(f"{share:.1f}% of the people of Yarm")
    # The plan is the council's, and so stands with its title.
    assert said["What is being done"].startswith("A Fairer Stockton-on-Tees, ")


def test_a_place_whose_small_areas_are_not_held_is_given_no_share(monkeypatch):
    monkeypatch.setattr(
        england, "find_most_deprived", lambda _: pd.DataFrame({"edition": [], "fifth_percent": []})
    )
    said = answers(show_so_what_of_deprivation({}, "E06000004", "Stockton-on-Tees"))
    assert "What is it here" not in said


def test_the_widest_gap_by_group_is_one_that_places_have_figures_of_too():
    said = answers(show_so_what_by_group(documents(), STOCKTON))
    held = {one.indicator for one in area_indicators("E06000004")}
    widest = max(
        (one for one in find_groups() if one.about.indicator in held),
        key=lambda one: max(one.relative.value, 1 / one.relative.value),
    )
    country = said["What is the picture in the country"]
    assert country.startswith(f"{widest.kind}: ")
    assert f"{widest.relative.value:.2f} times" in country
    assert f"no figure by {widest.kind.lower()} for Stockton" in said["What do we not know"]


def test_without_figures_by_group_nothing_is_asked(monkeypatch):
    monkeypatch.setattr(england, "find_groups", lambda: ())
    (said,) = show_so_what_by_group({}, STOCKTON).paragraphs
    assert said.startswith("No figure is held both by group in England and for Stockton-on-Tees")


def test_the_country_has_no_plan_of_a_place():
    said = answers(show_so_what_of_england(documents(*NAMES)))
    assert set(said) == {
        "What is the picture in the country", "What else could be done", "What do we not know",
    }  # fmt: skip


def across_of(*rows):
    """Make what is known of three places of one indicator each, by verdict and certainty."""
    columns = ("area_code", "area_name", "indicator", "sex", "verdict", "kept", "old", "counted")
    known = pd.DataFrame(rows, columns=columns).assign(
        comparator_code="E92000001", comparator_name="England", comparator_value=14.0,
        comparator_lower_ci=13.0, comparator_upper_ci=15.0, unit="%", decimals=1, period="2023",
    )  # fmt: skip
    places = tuple(Places(code, code) for code in ("E06000004", "E06000057", "E06000061"))
    empty = [pd.DataFrame(columns=names) for names in (HEADLINE_COLUMNS, INSIDE_COLUMNS)]
    return Across(places, known, *empty)


def test_what_is_certainly_worse_in_most_places_is_asked_of():
    """Obesity is worse in two places; smoking in two too, but in one of them it may be chance."""
    across = across_of(
        ("E06000004", "Stockton", "adult-smoking", "Persons", "worse", True, False, True),
        ("E06000057", "Northumberland", "adult-smoking", "Persons", "worse", False, False, True),
        ("E06000004", "Stockton", "year-6-obesity", "Persons", "worse", True, False, True),
        ("E06000061", "North", "year-6-obesity", "Persons", "worse", True, False, True),
        ("E06000057", "Northumberland", "year-6-obesity", "Persons", "better", True, False, True),
    )
    prose = show_so_what_across(documents(*NAMES), across)
    said = answers(prose)
    assert said["What is it here"] == "Worse than England in 2 of 3 places: Stockton and North."
    assert said["What is the picture in the country"] == (
        "In England: 14.0% (95% CI 13.0% to 15.0%) in 2023."
    )
    # Each plan has its sentence.
    assert said["What is being done"].count(" on it") == 2


@pytest.mark.parametrize("spoilt", [("better", True, False), ("worse", True, True)])
def test_where_nothing_is_certainly_worse_nothing_is_asked(spoilt):
    word, kept, old = spoilt
    row = ("E06000004", "Stockton", "adult-smoking", "Persons", word, kept, old, True)
    (said,) = show_so_what_across({}, across_of(row)).paragraphs
    assert said.startswith("No figure is certainly worse in any place")


def test_a_plan_is_asked_of_what_its_actions_name():
    (said,) = show_so_what_of_plan({}, STOCKTON).paragraphs
    assert said == "No plan is tracked here whose actions name a figure, so none is asked of."
    done = answers(show_so_what_of_plan(documents(), STOCKTON))["What is being done"]
    assert done.startswith("The plan names ")
    assert "no action" not in done


def test_a_page_within_a_council_reads_its_councils_plan_and_a_countrys_page_all():
    known = load_localities()
    within = known["stockton-on-tees-yarm"].values(["documents"])["documents"]
    assert set(within) == {"guidance", "frameworks/marmot", "plans/stockton-on-tees"}
    country = known["england"].values(["documents"])["documents"]
    assert {"plans/northamptonshire", "plans/northumberland"} < set(country)


def test_who_holds_what_is_missing_is_counted_by_publisher(figures):
    """One indicator of the made-up office, with intervals and without groups by deprivation."""
    figures.seal()
    table = pd.DataFrame(
        {"indicator": ["smoking"], "name": ["Smoking"], "figures": [2], "latest_interval": [True]}
    )
    (said,) = describe_holders(table, STOCKTON).paragraphs
    assert said == "Made-up Office: of 1 indicator, 1 without groups by deprivation."
    (said,) = describe_holders(table.assign(latest_interval=False), STOCKTON).paragraphs
    assert said == (
        "Made-up Office: of 1 indicator, 1 without an interval for the latest figure and 1 "
        "without groups by deprivation."
    )
    (said,) = describe_holders(table.assign(figures=0), STOCKTON).paragraphs
    assert said == "No figure here lacks an interval or groups by deprivation."
