"""Directions: by a rule that a reader can follow, and never across a break."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator, select_series
from analysis.data.periods import parse_period
from analysis.findings.movement import Movement
from analysis.findings.trends import find_trend, follow_figures

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


def moved(series: pd.DataFrame, slug: str = "smoking", on: str = "") -> Movement:
    """Say where the only sex of a series goes."""
    (move,) = follow_figures(series, describe_indicator(slug), on).values()
    return move


@pytest.mark.parametrize(
    ("step", "word"), [(1.0, "worsening"), (-1.0, "improving"), (0.0, "no clear change")]
)
def test_a_series_with_intervals_goes_where_its_line_does(series, step, word):
    """A step of a point a year with errors of 0.26, and no spread of authorities to be steady."""
    found = moved(series(YEARS, [50 + step * n for n in range(9)], half_width=0.5))
    assert found.word == word
    assert "limits from known errors" in found.method
    assert (found.first_period, found.last_period) == ("2015", "2023")


def test_a_wide_interval_hides_a_small_step(series):
    found = moved(series(YEARS, [50 + n / 10 for n in range(9)], half_width=20))
    assert found.word == "no clear change"


@pytest.mark.parametrize("missing", ["2020", "2023"])
def test_a_missing_year_is_no_matter(series, missing):
    labels = [label for label in [*YEARS, "2024"] if label != missing]
    values = [40 + int(label) - 2015 for label in labels]
    assert moved(series(labels, values, half_width=0.5)).trend.slope == pytest.approx(1)


def test_without_intervals_a_line_decides_by_its_own_scatter(series):
    values = [50, 49.2, 48.4, 47.1, 46.2, 45.3, 44.1, 43.2, 42.0]
    found = moved(series(YEARS, values))
    fitted = stats.linregress(range(9), values)
    reach = stats.t.ppf(0.975, 7) * fitted.stderr
    assert found.word == "improving"
    ends = (found.trend.slope, found.trend.lower_ci, found.trend.upper_ci)
    assert ends == pytest.approx(
        (fitted.slope, fitted.slope - reach, fitted.slope + reach), rel=1e-6
    )


def test_overlapping_periods_are_known_to_share_years(series):
    """Three years each, one apart: by statsmodels with two thirds and one third of a variance."""
    labels = [f"{year} to {year + 2}" for year in range(2005, 2015)]
    values = [30, 31.2, 31.9, 33.4, 33.8, 35.1, 36.3, 36.7, 38.2, 39.0]
    found = moved(series(labels, values, half_width=2.0))
    apart = np.abs(np.subtract.outer(range(10), range(10)))
    shared = (2 / 1.959964) ** 2 * np.maximum(0, 1 - apart / 3)
    fitted = sm.GLS(values, sm.add_constant(np.arange(10.0)), sigma=shared).fit()
    error = np.sqrt(fitted.normalized_cov_params[1, 1] * max(1, fitted.scale))
    reach = (stats.t.ppf(0.975, 8) if fitted.scale > 1 else stats.norm.ppf(0.975)) * error
    assert "overlapping periods" in found.method
    assert (found.trend.slope, found.trend.upper_ci) == pytest.approx(
        (fitted.params[1], fitted.params[1] + reach), rel=1e-6
    )


def test_only_the_latest_ten_points_decide(series):
    labels = [f"{year} to {year + 2}" for year in range(2005, 2020)]
    found = moved(series(labels, [30 + n for n in range(15)], half_width=0.5))
    assert found.first_period == "2010 to 2012"


def test_school_and_financial_years_stand_where_they_lie(series):
    """From April: the line's last point is a quarter into the next calendar year and a half."""
    labels = [f"{year}/{(year + 1) % 100:02d}" for year in range(2015, 2024)]
    found = moved(series(labels, [40.0 + n for n in range(9)], half_width=0.5))
    assert found.trend.last == 2023.75


@pytest.mark.parametrize("points", [1, 2])
def test_too_few_points_tell_nothing(series, points):
    found = moved(series(YEARS[:points], [20.0] * points))
    assert found.word == "cannot tell"
    assert "fewer than three points" in found.method


def test_no_figure_has_no_direction(series):
    nothing = series(["2023"], [""])
    assert follow_figures(nothing, describe_indicator("smoking"), "") == {}


def test_a_cumulative_series_has_no_direction(series):
    labels = [f"2021/22 Q1 - {year}/{year % 100 + 1} Q4" for year in range(2021, 2026)]
    found = moved(series(labels, [3.0, 10.0, 19.0, 28.0, 36.0]))
    assert found.word == "cannot tell"
    assert found.method == "each period contains the last, so the figures can only grow"


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
    assert moved(series, slug).first_period >= first


def test_each_sex_has_a_direction_of_its_own():
    finding = find_trend("life-expectancy-at-birth", PLACES)
    assert set(finding.moves) == {"Female", "Male"}
    for sex, move in finding.moves.items():
        own = finding.own[finding.own["sex"] == sex]
        assert move.record == moved(own, "life-expectancy-at-birth").record
        assert move.last_period == own["period"].iloc[-1]


def test_pay_has_no_direction_in_cash_terms():
    (move,) = find_trend("gross-median-weekly-pay", PLACES).moves.values()
    assert move.word == "cannot tell"
    assert "cash terms" in move.reason


def test_an_old_series_goes_nowhere_and_says_when_it_ended(series):
    data = series([str(year) for year in range(2010, 2019)], range(9), half_width=0.1)
    assert moved(data).word == "worsening"
    found = moved(data, on="2026-11-21")
    assert (found.word, found.reason) == ("cannot tell", "the series ended in 2018")


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
    assert set(finding.moves) == {"Persons"}


def test_a_trend_knows_the_breaks_of_its_indicator():
    assert [change.year for change in find_trend("attainment-8-fsm", PLACES).breaks] == [2020, 2022]
    assert find_trend("year-6-obesity", PLACES).breaks == ()
