"""Required rates: halves by hand, and no target where there is no gap to close."""

import pytest

from analysis.chapters.gap.sentences import describe_required_rates
from analysis.data.areas import Places
from analysis.data.indicators import slug_of
from analysis.findings.gaps import find_free_meal_gaps, find_gap, fit_gap, unbroken_gaps
from analysis.findings.required import (
    NO_GAP,
    find_index_trend,
    find_required_rates,
    list_trends,
)
from analysis.statistics import gap_trend

SLOPE_INDEX = slug_of("slope index")

STOCKTON = Places("E06000004", "Stockton-on-Tees")
SMOKING = "adult-smoking"


def test_what_is_needed_is_half_of_the_fitted_gap_over_the_years_left():
    rates = find_required_rates(["year-6-obesity"], STOCKTON, 2031).set_index("indicator")
    finding = find_gap("year-6-obesity", STOCKTON)
    latest = finding.gaps.iloc[-1]
    row = rates.loc["year-6-obesity"]
    assert row["gap"] == pytest.approx(latest["absolute"])
    _, points = next(unbroken_gaps(finding.gaps))
    fitted = fit_gap(gap_trend, points).fitted(latest["first_year"] + 0.5).value
    assert row["target_gap"] == pytest.approx(fitted / 2)
    # A school year is counted by its first year: 2024/25 up to the middle of 2031.
    years = 2031 - latest["first_year"]
    assert row["required"] == pytest.approx(-fitted / 2 / years)


def test_the_slope_index_and_the_free_meal_gaps_come_first():
    rates = find_required_rates([SMOKING], STOCKTON, 2031)
    assert rates["indicator"].tolist()[:2] == [SLOPE_INDEX, SLOPE_INDEX]
    assert rates["where"].tolist() == ["inside the area"] * (len(rates) - 1) + [
        "against the comparator"
    ]


def test_a_gap_on_the_better_side_has_nothing_required():
    rates = find_required_rates([SMOKING], Places("E92000001", "England", "E06000004"), 2031)
    row = rates.set_index("indicator").loc[SMOKING]
    ours = find_gap(SMOKING, Places("E92000001", "England", "E06000004")).gaps.iloc[-1]
    if ours["absolute"] < 0:
        assert row["note"] == NO_GAP
    assert row["verdict"] in {"", "fast enough", "too slow", "too uncertain"}


def test_a_target_that_is_past_is_said():
    rates = find_required_rates([], STOCKTON, 2021)
    index = rates[rates["indicator"] == SLOPE_INDEX]
    assert (index["verdict"] == "").all()
    assert index["note"].str.contains("not after the latest period").all()


def test_trends_in_rows_are_those_of_the_findings():
    findings = find_free_meal_gaps("E06000004")
    rows = list_trends(findings)
    assert len(rows) == sum(len(finding.trends) for finding in findings)
    absolute = rows[rows["measure"] == "absolute"]
    expected = [f.trends.set_index("measure").loc["absolute", "slope"] for f in findings]
    assert absolute["slope"].tolist() == pytest.approx(expected)


def test_a_ratio_that_grows_by_a_tenth_a_year_is_ten_per_cent(gap_of_ratio):
    rows = list_trends([gap_of_ratio(1.1)]).set_index("measure")
    assert rows.loc["relative", "slope"] == pytest.approx(10)


@pytest.fixture
def gap_of_ratio(figures):
    """Give a function that finds a gap whose ratio grows by a factor a year."""

    def find(factor):
        england = {"area_code": "E92000001", "area_name": "England", "area_type": "country"}
        rows = []
        for place in range(6):
            year = 2015 + place
            when = {"period": str(year), "period_start": year, "period_end": year}
            rows.append(figures.row(**when, value=10 * factor**place))
            rows.append(figures.row(**england, **when, value=10))
        figures.write("indicators/smoking.csv", rows)
        figures.seal()
        return find_gap("smoking", STOCKTON)

    return find


def test_the_published_index_has_a_direction_with_its_interval():
    rows = find_index_trend("E06000004")
    assert rows["sex"].tolist() == ["Female", "Male"]
    assert (rows["lower_ci"] <= rows["slope"]).all()
    assert (rows["slope"] <= rows["upper_ci"]).all()


def test_the_counts_of_the_summary_add_up_to_the_gaps_judged():
    rates = find_required_rates([SMOKING, "life-expectancy-at-birth"], STOCKTON, 2031)
    judged = (rates["verdict"] != "").sum()
    first = describe_required_rates(rates, STOCKTON, 2031).sentences[0]
    assert first.claims[0].value == judged
    assert sum(claim.value for claim in first.claims[1:-1]) == judged
    assert first.claims[-1].value == 2031
