"""Middle-layer areas and children by ward: counted again from the files."""

import math

import numpy as np
import pytest

from analysis.chapters.wards.findings import compare_published
from analysis.chapters.wards.middle_show import show_children, show_middle_areas
from analysis.charts.chart import Notice
from analysis.data.areas import Places
from analysis.findings.middle_areas import find_children, find_male_gap, find_middle_areas
from raw_tables import rows_of

STOCKTON = Places("E06000004", "Stockton-on-Tees")
LIFE = "life-expectancy-at-birth"


def published(slug: str, sex: str, start: str = "Stockton-on-Tees ") -> dict[str, float]:
    return {
        row["area_name"]: float(row["value"])
        for row in rows_of("small_areas/msoa11_local_health_2015_to_2019")
        if (row["indicator"], row["sex"]) == (slug, sex) and row["area_name"].startswith(start)
    }


@pytest.mark.parametrize(("sex", "apart", "areas"), [("Male", 13.1, 23), ("Female", 12.5, 24)])
def test_the_range_is_the_highest_less_the_lowest(sex, apart, areas):
    values = published(LIFE, sex)
    assert len(values) == areas
    (one,) = (
        each
        for each in find_middle_areas(STOCKTON.area_code)
        if (each.about.indicator, each.sex) == (LIFE, sex)
    )
    assert one.rows.set_index("area_name")["value"].to_dict() == values
    assert one.range == pytest.approx(max(values.values()) - min(values.values()))
    assert one.range == pytest.approx(apart)
    assert one.withheld == 24 - areas


def test_deprivation_is_the_mean_score_of_the_small_areas_weighted_by_their_people():
    sums: dict[str, tuple[float, float]] = {}
    for row in rows_of("deprivation/imd2019_lsoa11"):
        name = row["lsoa11_name"][:-1]
        people, total = sums.get(name, (0.0, 0.0))
        own = float(row["population_mid_2019"])
        sums[name] = people + own, total + own * float(row["imd_score"])
    (one,) = (
        each
        for each in find_middle_areas(STOCKTON.area_code)
        if (each.about.indicator, each.sex) == (LIFE, "Male")
    )
    for row in one.rows.to_dict("records"):
        people, total = sums[row["area_name"]]
        assert (row["population"], row["score"]) == pytest.approx((people, total / people))
    assert one.rows["score"].is_monotonic_decreasing


def test_the_line_is_fitted_through_the_places_in_order_of_deprivation():
    (one,) = (
        each
        for each in find_middle_areas(STOCKTON.area_code)
        if (each.about.indicator, each.sex) == (LIFE, "Male")
    )
    people, value = (one.rows[name].to_numpy(float) for name in ("population", "value"))
    place = (np.cumsum(people) - people / 2) / people.sum()
    slope = np.polyfit(place, value, 1, w=np.sqrt(people))[0]
    found = one.measures.set_index("measure")["value"]["slope index"]
    assert found == pytest.approx(slope, rel=1e-6)


def test_the_gap_that_the_plan_published_stands_beside_what_these_areas_show():
    figure = {"figure": "gap-in-male-life-expectancy-between-wards", "value": 21, "source": "Plan"}
    (one,) = compare_published([figure], STOCKTON.area_code)
    assert one.given["value"].tolist() == pytest.approx([13.1])
    assert one.given["basis"].tolist() == [
        "23 middle-layer areas of about 7,000 people, 2015 to 2019"
    ]
    assert one.verdict == "not reproduced"
    assert "larger than wards" in one.reason


def test_an_authority_without_middle_layer_areas_says_so():
    city = Places("E09000001", "City of London")
    assert find_male_gap(city.area_code) is None
    assert isinstance(show_middle_areas(city), Notice)
    figure = {"figure": "gap-in-male-life-expectancy-between-wards", "value": 21, "source": "Plan"}
    (one,) = compare_published([figure], city.area_code)
    assert one.verdict == "not measurable from these figures"


def test_children_of_every_ward_and_year_are_those_of_the_file():
    rows = find_children(STOCKTON.area_code).set_index("ward_name")
    assert len(rows) == 26
    assert list(rows.columns) == [f"20{year}/{year + 1}" for year in range(14, 21)]
    assert rows["2020/21"].is_monotonic_decreasing
    wards = {
        row["ward17_code"]
        for row in rows_of("deprivation/wards_2017_imd2019")
        if row["ltla21_code"] == STOCKTON.area_code
    }
    held = {
        (row["area_name"], row["period"]): float(row["value"])
        for row in rows_of("small_areas/wards_children_in_low_income_families_2015_to_2021")
        if row["indicator"] == "children-in-relative-low-income-families"
        and row["area_code"] in wards
    }
    for name, years in rows.to_dict("index").items():
        for year, value in years.items():
            assert value == held[name, year] or math.isnan(value)


def test_an_authority_whose_wards_are_not_in_the_file_says_so_once():
    cumberland = Places("E06000063", "Cumberland")
    assert find_children(cumberland.area_code).empty
    said = show_children(cumberland)
    assert isinstance(said, Notice)
    assert "hold no wards of Cumberland" in str(said.text)
