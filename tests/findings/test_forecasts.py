"""What a line and its rivals say of what is to come: by hand, by two routes, and by properties."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.data.indicators import describe_indicator
from analysis.findings import forecasts as by
from analysis.findings.movement import Movement, Points, follow_gap
from analysis.statistics import Trend, recent_trend

SMOKING = describe_indicator("adult-smoking")
LINE = Trend(-0.5, standard_error=0.25, df=6, centre=2015.0, level=4.0, level_error=0.5,
             scatter=1.0, first=2011.5, last=2018.5)  # fmt: skip


def points(first, second, *, error=0.1, since=2010):
    first, second = np.array(first, float), np.array(second, float)
    opens = np.arange(since, since + len(first), dtype=float)
    own = np.full(len(first), error)
    return Points(
        {
            "period": opens.astype(int).astype(str),
            "period_kind": np.full(len(first), "calendar"),
            "segment": np.zeros(len(first), int),
            "opens": opens,
            "closes": opens + 1,
            "first": first,
            "second": second,
            "first_error": own,
            "second_error": own,
            "value": first - second,
            "error": np.hypot(own, own),
        }
    )


def test_a_falling_gap_above_nought_closes_with_the_probability_of_a_falling_slope():
    """Slope -0.5, error 0.25: t = -2 on 6 degrees of freedom, so falling at 0.9538."""
    assert by.away_from(Movement(trend=LINE), by.ABSOLUTE, SMOKING) == 1
    said = by.by_line(LINE, 1, "narrowing")
    assert said.probability == pytest.approx(stats.t.cdf(2, 6), abs=1e-8)
    assert by.by_line(LINE, -1).probability == pytest.approx(1 - said.probability, abs=1e-7)


def test_the_figure_to_come_has_the_error_of_the_line_and_its_own():
    """In 2021 the line is 4 - 6 · 0.5 = 1; error √(0.5² + (6 · 0.25)² + 1²) = √3.5."""
    then = by.by_line(LINE, 1).expect(2021.0)
    half = stats.t.ppf(0.975, 6) * math.sqrt(3.5)
    assert (then.value, then.lower_ci) == pytest.approx((1.0, 1.0 - half), rel=1e-7)


def test_the_outlook_is_the_chance_below_the_figure_now():
    """Expected 1, error √3.5, now 3: t = 2 / √3.5 below on 6 degrees of freedom."""
    ahead = by.outlook(LINE, 1, time=2021.0, now=3.0)
    assert ahead.probability == pytest.approx(stats.t.cdf(2 / math.sqrt(3.5), 6), abs=1e-7)
    assert by.outlook(LINE, 1, time=2021.0, now=1.0).probability == pytest.approx(0.5)


def test_the_side_of_a_figure_is_what_is_worse():
    move = Movement(trend=LINE)
    assert by.away_from(move, by.FIGURE, replace(SMOKING, polarity="low is good")) == 1
    assert by.away_from(move, by.FIGURE, replace(SMOKING, polarity="high is good")) == -1
    assert by.away_from(move, by.FIGURE, replace(SMOKING, polarity="no judgement")) == -1


def test_the_last_value_by_hand():
    """Gaps 1, 2, 4, 3: steps 1, 2, -1, root mean square √2; three years on ±1.96 · √2 · √3."""
    said = by.last_value(points([1, 2, 4, 3], [0, 0, 0, 0]))
    then = said.expect(2013.5 + 3)
    assert said.probability == 0.5
    assert then.value == 3.0
    assert then.upper_ci - 3 == pytest.approx(1.959964 * math.sqrt(6), rel=1e-6)


def test_the_straight_line_is_that_of_scipy():
    gap = np.array([5.0, 4.2, 4.4, 3.1, 3.3, 2.0])
    said = by.straight_line(points(gap, np.zeros(6)), 1)
    fit = stats.linregress(np.arange(6), gap)
    assert said.probability == pytest.approx(1 - fit.pvalue / 2, abs=1e-7)
    then = said.expect(2010.5 + 8)
    residual = gap - fit.intercept - fit.slope * np.arange(6)
    scatter = math.sqrt(residual @ residual / 4)
    error = scatter * math.sqrt(1 + 1 / 6 + (8 - 2.5) ** 2 / 17.5)
    assert then.value == pytest.approx(fit.intercept + 8 * fit.slope, rel=1e-7)
    assert then.upper_ci - then.value == pytest.approx(stats.t.ppf(0.975, 4) * error, rel=1e-6)


def test_points_on_a_line_give_even_odds_where_no_scatter_can_tell():
    assert by.straight_line(points([3, 2, 1], [0, 0, 0]), 1).probability == 0.5


def test_the_five_point_rule_is_that_of_the_statistics():
    rows = pd.DataFrame(
        {
            "case": np.repeat([0, 1], 5),
            "period_start": np.tile(np.arange(2015, 2020), 2),
            "value": [10, 9, 8, 7, 6, 10, 10.1, 9.9, 10, 10.1],
        }
    )
    rows = rows.assign(
        period_end=rows["period_start"],
        lower_ci=rows["value"] - 0.5,
        upper_ci=rows["value"] + 0.5,
    )
    chi = by.recent_forecasts(rows)["chi"].tolist()
    found = recent_trend(rows, by="case", kind="other")
    assert found["trend"].tolist() == ["decreasing", "no significant change"]
    assert chi == pytest.approx([-math.sqrt(found["chi_squared"][0]), 0.0], rel=1e-7)
    assert by.by_recent_rule(chi[0], 1).probability > 0.999
    assert by.by_recent_rule(chi[0], -1).probability < 0.001


def test_a_relative_gap_is_a_logarithm_with_the_errors_of_both_sides():
    scaled = by.figures_of(points([4, 8], [2, 2], error=0.2), by.RELATIVE)
    assert scaled["value"] == pytest.approx([math.log(2), math.log(4)], rel=1e-7)
    assert scaled["error"][0] == pytest.approx(math.hypot(0.2 / 4, 0.2 / 2))


def test_a_relative_gap_of_nought_or_less_is_no_number():
    scaled = by.figures_of(points([0.0, 8], [2, 2]), by.RELATIVE)
    assert not np.isfinite(scaled["value"][0])
    assert math.isnan(by.log_ratio(-1, 2))


@pytest.mark.parametrize("measure", [by.ABSOLUTE, by.RELATIVE])
def test_a_gap_is_followed_as_the_table_of_verdicts_follows_it(measure):
    made = points([30, 29, 27.5, 27, 26, 24], [20] * 6)
    name = measure.split()[0]
    assert by.follow(made, measure, SMOKING).record == follow_gap(made, measure=name).record


def test_what_stayed_the_same_or_is_missing_neither_came_nor_did_not():
    assert math.isnan(by.came(2.0, 2.0, 1))
    assert math.isnan(by.came(2.0, math.nan, 1))
    assert by.came(2.0, -5.0, 1) == 1.0
