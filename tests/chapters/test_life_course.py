"""The life course: both sides by hand from the raw files, and gaps that add up."""

import csv
from pathlib import Path

import numpy as np
import pytest

from analysis.chapters.life_course.findings import find_ends, find_life_course
from analysis.chapters.life_course.sentences import (
    describe_ends,
    describe_life_course,
    headline_life_course,
)
from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator, life_course

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


def test_the_counts_of_the_headline_add_up_to_the_figures(rows):
    said = headline_life_course(rows, PLACES)
    assert sum(claim.value for claim in said.claims) == rows["value"].notna().sum()


def test_a_stage_says_what_is_missing():
    rows = find_life_course(Places("E06000061", "North Northamptonshire"))
    missing = rows[rows["value"].isna()]
    text = " ".join(describe_life_course(rows, PLACES).paragraphs)
    assert len(missing)
    assert all(name[1:] in text for name in missing["name"])
