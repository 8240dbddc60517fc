"""Groups, small areas and years that lack something: said on the page, and never counted as nought.

A group without people, a middle-layer area whose life expectancy is withheld, a series with
intervals for one year only.
"""

import math

import pandas as pd
import pytest

from analysis.chapters.glance import show as glance
from analysis.chapters.glance.findings import find_glance
from analysis.chapters.groups import findings as groups
from analysis.chapters.groups.findings import find_groups, find_sizes
from analysis.chapters.groups.sentences import describe_sizes
from analysis.chapters.groups.show import show_sizes
from analysis.chapters.profile import show as profile
from analysis.chapters.wards.middle_show import show_middle_areas
from analysis.claims.table import Table
from analysis.data.areas import Places
from analysis.data.groups import read_groups
from analysis.findings import middle_areas
from analysis.findings.middle_areas import find_middle_areas
from analysis.findings.profile import find_profile
from chapters.templates import flat, sentences_of

STOCKTON = Places("E06000004", "Stockton-on-Tees", edition_date="2026-11-21")


def text_of(item) -> str:
    parts = [*flat(item)]
    said = [str(one) for part in parts for one in sentences_of(part)]
    return "\n".join([*said, *(part.text for part in parts if isinstance(part, Table))])


def test_an_area_in_which_nobody_was_counted_has_no_share(monkeypatch):
    nobody = pd.DataFrame({"category": ["A", "B"], "count": [0, 0], "people": [0, 0]})
    monkeypatch.setattr(groups, "read_ethnic_groups", lambda code: nobody)
    monkeypatch.setattr(groups, "select_small_areas", lambda code: pd.DataFrame())
    sizes = find_sizes(STOCKTON)
    assert sizes["percent"].isna().all(), "nobody of nobody is no share"
    said = text_of(describe_sizes(sizes, STOCKTON))
    assert said == "No group of people is counted for Stockton-on-Tees."
    assert "0.0" not in text_of(show_sizes(STOCKTON)).partition("Shorthand")[0]


def test_a_group_of_nobody_among_others_is_nought_of_all_its_people(monkeypatch):
    some = pd.DataFrame({"category": ["A", "B"], "count": [0, 50], "people": [50, 50]})
    monkeypatch.setattr(groups, "read_ethnic_groups", lambda code: some)
    sizes = find_sizes(STOCKTON).set_index("group")
    assert (sizes.loc["A", "percent"], sizes.loc["B", "percent"]) == (0.0, 100.0)


def test_a_group_without_a_figure_is_no_end_of_a_gap(monkeypatch):
    """The worst group loses its figure: the next is the end, and nothing counts it as nought."""
    one = next(each for each in find_groups() if not each.ordered and len(each.rows) > 3)
    slug, kind, period = one.about.indicator, one.kind, one.period
    data = read_groups()
    blank = (data["indicator"] == slug) & (data["kind"] == kind) & (data["period"] == period)
    blank &= data["category"] == one.first
    without = data.assign(value=data["value"].mask(blank))
    monkeypatch.setattr(groups, "read_groups", lambda: without)
    # What a process found once it keeps.
    found = find_groups.__wrapped__()
    (again,) = (each for each in found if (each.about.indicator, each.kind) == (slug, kind))
    assert one.first not in set(again.rows["category"])
    assert again.first == one.rows["category"].iloc[1]
    assert math.isfinite(again.absolute.value)


def test_a_middle_layer_area_without_a_figure_is_counted_as_withheld_and_is_no_end(monkeypatch):
    """The file leaves one out for males; another is blanked here, the highest."""
    real = middle_areas.read_middle_areas()
    before = male_life()
    highest = before.ends[1]["area_name"]
    gone = (real["area_name"] == highest) & (real["sex"] == "Male")
    monkeypatch.setattr(
        middle_areas, "read_middle_areas", lambda: real.assign(value=real["value"].mask(gone))
    )
    after = male_life()
    assert (before.withheld, after.withheld) == (1, 2)
    assert after.ends[1]["area_name"] != highest
    assert after.range < before.range
    said = text_of(show_middle_areas(STOCKTON))
    assert "over 22 areas (2 without a figure)" in said
    assert "nan" not in said.split()


def male_life():
    return next(
        one
        for one in find_middle_areas(STOCKTON.area_code)
        if one.sex == "Male" and one.about.unit == "years"
    )


@pytest.mark.parametrize(("held", "year"), [(7, "2023"), (5, "2021")])
def test_intervals_of_one_year_compare_that_year_and_the_scatter_tells_the_direction(
    book, held, year
):
    half = [0.5 if number == held else math.nan for number in range(8)]
    own = [24 + number + (number % 2) / 9 for number in range(8)]
    places = book(smoking={"own": own, "half": half, "first_period": "2016"})
    said = text_of(glance.show_findings(find_glance(places), places))
    assert f"in {year}. The gap is" in said
    assert "worse than in England" in said
    table = text_of(profile.show_tables(find_profile(places), places))
    level = "▼ worse" if year == "2023" else "▼ worse (2021)"
    assert f"{level}; worsening" in table
