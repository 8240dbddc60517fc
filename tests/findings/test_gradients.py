"""Gradients inside an area: by hand from the raw files, and the line beside a second route."""

import numpy as np
import pytest

from analysis.chapters.gradients.sentences import headline_gradient
from analysis.findings.gradients import (
    HEALTH_INDICATORS,
    find_life_expectancy_gradients,
    find_small_area_gradients,
)
from analysis.findings.small_areas import select_small_areas
from raw_tables import rows_of

STOCKTON, NORTHUMBERLAND, NORTH = "E06000004", "E06000057", "E06000061"
# Corby has no small areas of its own in the index: they are those of North Northamptonshire.
NOWHERE = "E07000150"
# Fingertips 92901 as retrieved in September 2024, 2014 to 2016.
PUBLISHED_INDEX = "slope-index-of-inequality-in-life-expectancy-2024-vintage"


@pytest.mark.parametrize("sex", ["Female", "Male"])
@pytest.mark.parametrize("code", [STOCKTON, NORTHUMBERLAND])
def test_the_slope_is_close_to_the_index_published_for_the_same_years(code, sex):
    published = next(
        float(row["value"])
        for row in rows_of(f"indicators/{PUBLISHED_INDEX}.csv")
        if (row["area_code"], row["sex"], row["period"]) == (code, sex, "2014 to 2016")
    )
    (finding,) = find_life_expectancy_gradients(code, "Here")
    row = finding.index(sex, "slope index")
    # The publisher works from unrounded figures of its own: over 323 areas the two differ by
    # 0.1 years in the middle, and these two by less than half a year.
    assert row["value"] == pytest.approx(published, abs=0.5)
    assert row["lower_ci"] < published < row["upper_ci"]


def test_the_fitted_ends_are_those_of_a_plain_weighted_regression():
    (finding,) = find_life_expectancy_gradients(STOCKTON, "Here")
    for sex, rows in finding.groups.groupby("sex"):
        slope, start = np.polyfit(rows["position"], rows["value"], 1, w=np.sqrt(rows["population"]))
        assert finding.fitted[str(sex)] == pytest.approx((start, start + slope))


def test_an_area_made_since_has_one_finding_for_each_former_area():
    findings = find_life_expectancy_gradients(NORTH, "North Northamptonshire")
    names = {finding.area_name for finding in findings}
    assert names == {"Corby", "East Northamptonshire", "Kettering", "Wellingborough"}


def test_fifths_are_the_population_weighted_means_of_the_ranked_small_areas():
    own = sorted(
        (row for row in rows_of("deprivation/imd2025_lsoa21") if row["ltla24_code"] == STOCKTON),
        key=lambda row: int(row["imd_rank"]),
    )
    first = own[: len(own) // 5]
    people = sum(int(row["population_mid_2022"]) for row in first)
    lost = sum(
        float(row["years_of_potential_life_lost"]) * int(row["population_mid_2022"])
        for row in first
    )
    finding = find_small_area_gradients(STOCKTON, "Here")[0]
    assert finding.groups["value"].iloc[0] == pytest.approx(lost / people, rel=0.02)
    assert finding.groups["population"].sum() == sum(int(r["population_mid_2022"]) for r in own)


def test_an_index_without_group_errors_says_where_its_limits_come_from():
    for finding in find_small_area_gradients(STOCKTON, "Here"):
        assert "HC3" in finding.index("Persons", "slope index")["method"]
        concentration = finding.index("Persons", "absolute concentration index")
        assert np.isnan(concentration["lower_ci"])
        assert "no interval" in concentration["method"]


def test_a_score_around_nought_has_no_ratio():
    finding = next(
        f for f in find_small_area_gradients(STOCKTON, "Here") if f.slug == "mental-health"
    )
    assert np.isnan(finding.index("Persons", "relative index")["value"])
    assert "no ratio" in str(headline_gradient(finding))


def test_too_few_small_areas_give_a_reason_and_no_numbers():
    for finding in find_small_area_gradients(NOWHERE, "Nowhere"):
        assert finding.groups.empty
        assert str(headline_gradient(finding)) == finding.reason
    assert len(find_small_area_gradients(NOWHERE, "Nowhere")) == len(HEALTH_INDICATORS)


def test_the_word_follows_the_side_of_the_most_deprived_end():
    (life,) = find_life_expectancy_gradients(STOCKTON, "Here")
    assert "lower for females" in str(headline_gradient(life))
    assert "higher" in str(headline_gradient(find_small_area_gradients(STOCKTON, "Here")[0]))


def test_every_digit_of_a_headline_stands_behind_a_claim():
    (life,) = find_life_expectancy_gradients(STOCKTON, "Here")
    said = str(headline_gradient(life)).replace("2014 to 2016 (inferred)", "")
    said = said.replace("The 95% interval", "")
    for claim in headline_gradient(life).claims:
        said = said.replace(claim.text, "", 1)
    assert not any(letter.isdigit() for letter in said)


@pytest.mark.slow
def test_a_countys_small_areas_are_those_of_its_districts():
    essex = select_small_areas("E10000012")
    assert essex["area_code"].nunique() == 12
    assert essex["rank"].is_monotonic_increasing
