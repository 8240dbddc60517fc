"""The life course: both sides by hand from the raw files, and gaps that add up."""

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.chapters.life_course.charts import plot_life_course
from analysis.chapters.life_course.findings import find_ends, find_life_course
from analysis.chapters.life_course.sentences import (
    describe_ends,
    describe_life_course,
    headline_life_course,
)
from analysis.charts.chart import Chart
from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator, life_course
from analysis.findings.spread import spread_of

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
NORTHUMBERLAND = "E06000057"
PLACES = Places(NORTHUMBERLAND, "Northumberland")


@pytest.fixture(scope="module")
def ends():
    return find_ends(NORTHUMBERLAND, "Northumberland")


@pytest.fixture(scope="module")
def rows():
    return find_life_course(PLACES)


def test_every_indicator_of_a_stage_is_in_the_catalogue():
    for slugs in life_course().values():
        for slug in slugs:
            assert describe_indicator(slug).indicator == slug


def test_every_indicator_stands_once_or_once_a_sex_in_the_order_of_life(rows):
    wanted = [slug for slugs in life_course().values() for slug in slugs]
    assert list(dict.fromkeys(rows["indicator"])) == wanted
    assert not rows.duplicated(["indicator", "sex"]).any()
    assert list(dict.fromkeys(rows["stage"])) == list(life_course())


def test_the_ends_of_life_expectancy_are_the_first_and_the_tenth_decile(ends):
    path = RAW / "mortality" / "life_expectancy_by_deprivation_decile_2014_to_2016.csv"
    with path.open(encoding="utf-8", newline="") as file:
        published = {
            (row["sex"], row["deprivation_decile"]): float(row["value"])
            for row in csv.DictReader(file)
            if row["area_code"] == NORTHUMBERLAND
        }
    life = ends[ends["indicator"] == "life-expectancy-by-deprivation-decile"].set_index("sex")
    for sex in ("Female", "Male"):
        assert life.loc[sex, "most"] == published[sex, "1"]
        assert life.loc[sex, "least"] == published[sex, "10"]
        assert life.loc[sex, "absolute"] == pytest.approx(
            published[sex, "1"] - published[sex, "10"]
        )
        assert life.loc[sex, "absolute_lower_ci"] < life.loc[sex, "absolute"]


def test_a_score_has_a_difference_but_no_ratio(ends):
    row = ends[ends["indicator"] == "mental-health"].iloc[0]
    assert row["absolute"] == pytest.approx(row["most"] - row["least"])
    assert np.isnan(row["relative"])


def test_what_has_no_interval_gets_no_word_of_comparison(ends):
    last = describe_ends(ends, "Northumberland").paragraphs[-1]
    assert "We hold no interval" in last
    assert not any(word in last for word in ("lower", "higher"))


def test_an_area_without_breakdowns_says_so():
    empty = find_ends("E06000001", "Nowhere").iloc[:0]
    assert describe_ends(empty, "Nowhere").paragraphs == (
        "We hold no breakdown by deprivation inside Nowhere.",
    )


def test_a_length_is_the_gap_in_standard_deviations_and_better_is_to_the_right(rows):
    named = rows.set_index(["indicator", "sex"])
    low = named.loc[("adult-obesity", "Persons")]
    step = spread_of("adult-obesity", "Persons", low["period"])
    # More obesity than the comparator is worse, so below nought.
    assert low["size"] == pytest.approx(-(low["value"] - low["comparator_value"]) / step)
    high = named.loc[("life-expectancy-at-birth", "Female")]
    step = spread_of("life-expectancy-at-birth", "Female", high["period"])
    assert high["size"] == pytest.approx((high["value"] - high["comparator_value"]) / step)
    known = rows.dropna(subset=["size_lower_ci"])
    assert len(known)
    assert (known["size_lower_ci"] <= known["size"]).all()
    assert (known["size"] <= known["size_upper_ci"]).all()


ROW = {"stage": "starting well", "name": "A", "unit": "%", "decimals": 1, "value": 3.0,
       "comparator_value": 2.0, "verdict": "worse", "size": -1.0}  # fmt: skip
END = {"stage": "starting well", "name": "A", "unit": "%", "decimals": 1, "most": 4.0,
       "least": 2.0, "relative": 2.0, "adverse": 1}  # fmt: skip
SIXTY = "Kingston upon Somewhere with Villages and Parishes to the Sea"


@pytest.mark.parametrize(
    ("row", "end"),
    [
        ({}, {}),
        ({"value": 0.0, "comparator_value": 0.0, "size": 0.0}, {"most": 0.0, "relative": 0.0}),
        ({"size": np.nan}, {"relative": np.nan}),
        ({"size": 40.0, "size_lower_ci": -30.0, "size_upper_ci": 90.0}, {"relative": 500.0}),
        ({"name": SIXTY}, {"name": SIXTY}),
        ({}, {"adverse": -1}),
    ],
)
def test_an_odd_figure_is_drawn_whole(row, end):
    data, ends = pd.DataFrame([ROW | row]), pd.DataFrame([END | end])
    chart = plot_life_course(data, ends, area_name=SIXTY)
    assert isinstance(chart, Chart)
    assert "nan" not in chart.svg
    assert "inf" not in chart.svg.replace("font-family", "")
    assert len(chart.data) == 2
    assert chart.data["Verdict"].tolist() == ["worse", "inside the area"]
    # Nothing is drawn beyond the strip.
    places = [float(x) for x in re.findall(r'<use[^>]* x="(-?[\d.]+)"', chart.svg)]
    assert all(0 <= place <= 300 for place in places)


def test_ends_of_several_areas_inside_are_told_apart():
    ends = pd.DataFrame([END | {"area_name": name} for name in ("Corby", "Kettering")])
    chart = plot_life_course(pd.DataFrame([ROW]), ends, area_name="Here")
    labels = list(chart.data["Indicator"])[1:]
    assert labels == [f"A ({name}): most and least deprived" for name in ("Corby", "Kettering")]


def test_without_breakdowns_the_stages_stand_alone():
    chart = plot_life_course(pd.DataFrame([ROW]), area_name="Here")
    assert "deprived" not in chart.svg
    assert "Here" in chart.data.columns


def test_the_counts_of_the_headline_add_up_to_the_figures(rows):
    said = headline_life_course(rows, PLACES)
    assert sum(claim.value for claim in said.claims) == rows["value"].notna().sum()


def test_a_stage_says_what_is_missing():
    rows = find_life_course(Places("E06000061", "North Northamptonshire"))
    missing = rows[rows["value"].isna()]
    text = " ".join(describe_life_course(rows, PLACES).paragraphs)
    assert len(missing)
    assert all(name[1:] in text for name in missing["name"])
