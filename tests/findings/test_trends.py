"""Directions: by a rule that a reader can follow, and never across a break."""

import math

import pytest

from analysis.data.areas import Places
from analysis.data.indicators import select_series
from analysis.data.tidy import parse_period
from analysis.findings.trends import (
    direction_of,
    find_trend,
    latest_segment,
    recent_directions,
    standard_error,
)
from analysis.formats import canonical
from analysis.statistics import linear_trend

STOCKTON, NORTHUMBERLAND, ENGLAND = "E06000004", "E06000057", "E92000001"
PLACES = Places(STOCKTON, "Stockton-on-Tees", ENGLAND, "E12000001", ["E06000001"])


@pytest.fixture
def series(figures):
    """Give a function that makes a series of smoking from labels and values."""

    def make(labels, values, *, half_width=None, **cells):
        rows = []
        for label, value in zip(labels, values, strict=True):
            period = parse_period(label)
            limits = (
                {}
                if half_width is None
                else {
                    "lower_ci": value - half_width,
                    "upper_ci": value + half_width,
                }
            )
            rows.append(
                figures.row(
                    period=label,
                    period_start=period.first_year,
                    period_end=period.last_year + (period.kind == "financial"),
                    value=value,
                    **limits,
                    **cells,
                )
            )
        figures.write("indicators/smoking.csv", rows)
        figures.seal()
        return select_series("smoking", [STOCKTON])

    return make


YEARS = [str(year) for year in range(2015, 2024)]


@pytest.mark.parametrize(
    ("step", "direction"),
    [(1.0, "increasing"), (-1.0, "decreasing"), (0.0, "no significant change")],
)
def test_five_single_years_with_intervals_follow_the_fingertips_rule(series, step, direction):
    """A step of a point a year with errors of 0.26: chi-squared is 150 against 9.55."""
    found = recent_directions(series(YEARS, [50 + step * n for n in range(9)], half_width=0.5))
    row = found.iloc[0]
    assert row["direction"] == direction
    assert row["method"] == "Fingertips rule, last five years"
    assert (row["first_period"], row["last_period"]) == ("2019", "2023")


def test_a_wide_interval_hides_a_small_step(series):
    found = recent_directions(series(YEARS, [50 + n for n in range(9)], half_width=20))
    assert found.loc[0, "direction"] == "no significant change"


@pytest.mark.parametrize("missing", ["2020", "2023"])
def test_a_missing_year_is_no_matter_for_the_rule(series, missing):
    """Five points that are not five years in a row: the line decides, over ten."""
    labels = [label for label in [*YEARS, "2024"] if label != missing]
    found = recent_directions(series(labels, [40 + n for n in range(9)], half_width=0.5))
    assert found.loc[0, "direction"] == "increasing"
    assert "least squares" in found.loc[0, "method"]


def test_without_intervals_a_line_decides_by_its_own_scatter(series):
    values = [50, 49.2, 48.4, 47.1, 46.2, 45.3, 44.1, 43.2, 42.0]
    row = recent_directions(series(YEARS, values)).iloc[0]
    years = [int(label) for label in YEARS]
    expected = canonical(linear_trend(years, years, values))
    assert row["direction"] == "decreasing"
    assert row["slope"] == expected.slope
    assert (row["lower_ci"], row["upper_ci"]) == (expected.lower_ci, expected.upper_ci)
    assert (row["first_period"], row["last_period"]) == ("2015", "2023")


def test_overlapping_periods_are_never_judged_by_the_rule(series):
    labels = [f"{year} to {year + 2}" for year in range(2005, 2020)]
    found = recent_directions(series(labels, [30 + n for n in range(15)], half_width=0.5))
    assert "overlapping periods" in found.loc[0, "method"]
    assert found.loc[0, "first_period"] == "2010 to 2012", "the latest ten points"


@pytest.mark.parametrize("points", [0, 1, 2])
def test_too_few_points_have_no_direction(series, points):
    found = recent_directions(series(YEARS[:points] or ["2023"], [20.0] * points or [""]))
    assert found.loc[0, "direction"] == "cannot be calculated"


def test_a_cumulative_series_has_no_direction(series):
    labels = [f"2021/22 Q1 - {year}/{year % 100 + 1} Q4" for year in range(2021, 2026)]
    found = recent_directions(series(labels, [3.0, 10.0, 19.0, 28.0, 36.0]))
    assert found.loc[0, "direction"] == "cannot be calculated"
    assert found.loc[0, "note"] == "each period contains the last, so the figures can only grow"


@pytest.mark.parametrize(
    ("slug", "code", "first"),
    [
        ("persistent-absence", NORTHUMBERLAND, "2015/16"),
        ("persistent-absence", STOCKTON, "2015/16"),
        ("good-level-of-development", STOCKTON, "2022"),
        ("attainment-8-fsm", STOCKTON, "2022"),
        ("key-stage-2-expected-standard-not-fsm", STOCKTON, "2022"),
    ],
)
def test_no_direction_is_read_across_a_break(slug, code, first):
    """The fall of persistent absence in 2015/16 is a change of its definition."""
    series = select_series(slug, [code])
    assert series["period"].iloc[0] < first
    found = recent_directions(series).iloc[0]
    assert found["first_period"] >= first


def test_the_latest_segment_begins_at_the_last_break(series):
    data = series(YEARS, [10.0, *[20.0] * 8]).assign(segment=[0, 0, 0, 1, 1, 1, 2, 2, 2])
    assert latest_segment(data)["period"].tolist() == ["2021", "2022", "2023"]
    data["value"] = [*data["value"][:6], *[math.nan] * 3]
    assert latest_segment(data)["period"].tolist() == ["2018", "2019", "2020"]


def test_each_area_and_sex_has_a_direction_of_its_own():
    data = select_series("life-expectancy-at-birth", [STOCKTON, ENGLAND])
    found = recent_directions(data)
    assert found[["area_code", "sex"]].to_numpy().tolist() == [
        [STOCKTON, "Female"],
        [STOCKTON, "Male"],
        [ENGLAND, "Female"],
        [ENGLAND, "Male"],
    ]


def test_nothing_has_no_directions(figures):
    figures.seal()
    assert recent_directions(select_series("smoking", ["E06000001"])).empty


def test_a_standard_error_comes_from_both_limits_or_not_at_all(series):
    data = series(YEARS, [50.0] * 9, half_width=1.959964)
    assert standard_error(data).tolist() == pytest.approx([1.0] * 9)
    assert standard_error(data.assign(lower_ci=[math.nan, *data["lower_ci"][1:]])) is None


@pytest.mark.parametrize(
    ("slope", "lower", "upper", "word"),
    [
        (0.3, 0.1, 0.5, "increasing"),
        (-0.3, -0.5, -0.1, "decreasing"),
        (0.3, 0.0, 0.6, "no significant change"),
        (-0.3, -0.6, 0.0, "no significant change"),
        (0.0, -0.1, 0.1, "no significant change"),
        (math.nan, math.nan, math.nan, "cannot be calculated"),
        (0.3, math.nan, 0.5, "cannot be calculated"),
    ],
)
def test_the_word_follows_the_interval_of_the_slope(slope, lower, upper, word):
    assert direction_of(slope, lower, upper) == word


def test_a_trend_knows_the_part_of_each_area():
    finding = find_trend("year-6-obesity", PLACES)
    parts = finding.series.groupby("role")["area_code"].unique()
    assert {role: list(codes) for role, codes in parts.items()} == {
        "area": [STOCKTON],
        "England": [ENGLAND],
        "region": ["E12000001"],
        "neighbour": ["E06000001"],
    }
    assert finding.indicator.unit == "%"
    assert set(finding.directions["area_code"]) == {STOCKTON}


def test_a_trend_knows_the_breaks_of_its_indicator():
    assert [change.year for change in find_trend("attainment-8-fsm", PLACES).breaks] == [2020, 2022]
    assert find_trend("year-6-obesity", PLACES).breaks == ()
