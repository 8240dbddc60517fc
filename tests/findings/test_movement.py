"""Where a series goes: every word by hand, the line by a second route, and what has no line."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.data.indicators import describe_indicator
from analysis.findings.movement import (
    OLD_YEARS,
    RECENT_POINTS,
    SIDES_AND_ERRORS,
    Points,
    adverse_side,
    fit_gap,
    fit_line,
    follow_figure,
    follow_gap,
    is_old,
    word_of_figure,
    word_of_gap,
)
from analysis.findings.vocabulary import DIRECTIONS, GAP_WORDS
from analysis.statistics import Trend

HIGH, LOW, NEITHER = "high is good", "low is good", "no judgement"
MISSING = float("nan")
SMOKING = describe_indicator("adult-smoking")
PAY = describe_indicator("gross-median-weekly-pay")


def points(values, *, half=None, since=2010, segment=None, kind="calendar"):
    """Give the points of a series of single years; `half` is half of each interval."""
    value = np.array([*values], float)
    opens = np.arange(since, since + len(value)).astype(float)
    return Points(
        {
            "period": opens.astype(int).astype(str),
            "period_kind": np.full(len(value), kind),
            "segment": np.zeros(len(value), int) if segment is None else np.array(segment),
            "opens": opens,
            "closes": opens + 1,
            "value": value,
            "error": np.full(len(value), MISSING) if half is None else _errors(half, len(value)),
        }
    )


def _errors(half, number):
    return np.broadcast_to(np.asarray(half, float), number) / 1.959964


def gaps(first, second, *, half=None, **options):
    """Give the points of a gap: the first side less the second."""
    sides = np.array([*first], float), np.array([*second], float)
    made = points(sides[0] - sides[1], **options)
    error = np.full(len(made), MISSING) if half is None else _errors(half, len(made))
    named = dict(zip(SIDES_AND_ERRORS, (*sides, error, error), strict=True))
    return Points({**made.columns, **named, "error": np.hypot(error, error)})


def straight_line(time, value, error=None):
    """Give slope and half-width of equal weights, written out: a second route to the line."""
    time, value = np.asarray(time, float), np.asarray(value, float)
    away, df = time - time.mean(), len(time) - 2
    slope = (away @ value) / (away @ away)
    left = value - value.mean() - slope * away
    if error is None:
        own, reach = np.sqrt(left @ left / df), stats.t.ppf(0.975, df)
    else:
        factor = np.sqrt(max(1, left @ left / error**2 / df))
        own = error * factor
        reach = stats.t.ppf(0.975, df) if factor > 1 else stats.norm.ppf(0.975)
    return slope, reach * own / np.sqrt(away @ away)


@pytest.mark.parametrize(
    ("numbers", "polarity", "word"),
    [
        ((0.3, 0.1, 0.5), LOW, "worsening"),
        ((0.3, 0.1, 0.5), HIGH, "improving"),
        ((0.3, 0.1, 0.5), NEITHER, "rising"),
        ((-0.3, -0.5, -0.1), LOW, "improving"),
        ((-0.3, -0.5, -0.1), HIGH, "worsening"),
        ((-0.3, -0.5, -0.1), NEITHER, "falling"),
        ((0.3, 0.0, 0.6), LOW, "no clear change"),
        ((-0.3, -0.6, 0.0), LOW, "no clear change"),
        ((0.0, 0.0, 0.0), LOW, "no clear change"),
        ((MISSING, MISSING, MISSING), LOW, "cannot tell"),
        ((0.3, MISSING, 0.5), LOW, "cannot tell"),
        ((0.3, 0.1, MISSING), LOW, "cannot tell"),
    ],
)
def test_the_word_of_a_figure_follows_the_interval_of_its_slope(numbers, polarity, word):
    assert word_of_figure(Trend(*numbers), polarity) == word


@pytest.mark.parametrize(
    ("lower", "upper", "word"),
    [
        (-0.1, 0.1, "steady"),
        (-0.2, 0.2, "steady"),
        (-0.21, 0.1, "no clear change"),
        (-0.1, 0.21, "no clear change"),
        (0.01, 0.1, "worsening"),
    ],
)
def test_steady_lies_within_a_fiftieth_of_a_standard_deviation(lower, upper, word):
    """Where authorities differ by 10, a fiftieth is 0.2 a year, and both ends must be inside."""
    assert word_of_figure(Trend(0.0 if lower < 0 else 0.05, lower, upper), LOW, 10.0) == word


def test_without_a_spread_nothing_is_steady():
    assert word_of_figure(Trend(0.0, -0.001, 0.001), LOW, MISSING) == "no clear change"


def line(start, end, error=0.01):
    """Give a line from one height to another over ten years, each end known to within twice."""
    return Trend(
        (end - start) / 10,
        (end - start) / 10 - 0.005,
        (end - start) / 10 + 0.005,
        standard_error=0.0025,
        df=np.inf,
        centre=2015.0,
        level=(start + end) / 2,
        level_error=error,
        first=2010.0,
        last=2020.0,
    )


@pytest.mark.parametrize(
    ("start", "end", "word"),
    [
        (4.0, 8.0, "widening"),
        (8.0, 4.0, "narrowing"),
        (-4.0, -8.0, "widening"),
        (-8.0, -4.0, "narrowing"),
        (4.0, -4.0, "changed sides"),
        (-4.0, 4.0, "changed sides"),
        (0.0, 4.0, "widening"),
        (0.0, -4.0, "widening"),
        (4.0, 0.0, "narrowing"),
        (-4.0, 0.0, "narrowing"),
        (4.0, 4.0, "cannot tell"),
        (0.0, 0.0, "cannot tell"),
    ],
)
def test_a_gap_is_read_from_the_side_on_which_its_line_ends(start, end, word):
    """Behind, ahead and crossing alike: the sign of the gap does not choose the word."""
    assert word_of_gap(line(start, end)) == word


@given(st.floats(-9, 9), st.floats(-9, 9))
def test_who_is_named_first_does_not_change_the_word(start, end):
    assert word_of_gap(line(start, end)) == word_of_gap(line(-start, -end))


def test_a_side_that_is_not_clear_is_no_side():
    """From 4 to -1 with ends known to within about two: the far side could be chance."""
    assert word_of_gap(line(4.0, -1.0, error=1.0)) == "widening"
    assert word_of_gap(line(4.0, -1.0, error=0.1)) == "changed sides"


NOISE = np.array([0.3, -0.5, 0.2, 0.4, -0.6, 0.1, 0.5, -0.4])


@pytest.mark.parametrize("half", [1.0, 0.2])
def test_the_line_of_equal_errors_by_hand(half):
    """Wide errors hold the scatter; narrow ones are widened by it, with Student's t limits."""
    values = 20 + 0.4 * np.arange(8) + NOISE
    found = fit_line(points(values, half=half))
    slope, reach = straight_line(range(8), values, half / 1.959964)
    assert found.slope == pytest.approx(slope, rel=1e-7)
    assert (found.lower_ci, found.upper_ci) == pytest.approx((slope - reach, slope + reach), 1e-6)


def test_without_intervals_the_scatter_decides():
    values = 20 + 0.4 * np.arange(8) + NOISE
    found = follow_figure(points(values), SMOKING)
    slope, reach = straight_line(range(8), values)
    assert (found.trend.slope, found.trend.upper_ci) == pytest.approx((slope, slope + reach), 1e-6)
    assert found.word == "worsening"
    assert "limits from the scatter" in found.method


def test_one_missing_interval_is_no_interval():
    errors = np.array([0.5] * 7 + [MISSING])
    made = points(20 + 0.4 * np.arange(8) + NOISE)
    made = Points({**made.columns, "error": errors})
    assert made.errors is None
    assert fit_line(made) == fit_line(points(20 + 0.4 * np.arange(8) + NOISE))


def test_the_line_of_a_gap_has_the_errors_of_both_sides():
    """Errors of 0.3 and 0.3 make one of 0.3 times the root of two."""
    own, other = 24 + 0.4 * np.arange(8) + NOISE / 9, [20.0] * 8
    found = fit_gap(gaps(own, other, half=0.3 * 1.959964))
    slope, reach = straight_line(range(8), own - 20, 0.3 * np.sqrt(2))
    assert (found.slope, found.lower_ci) == pytest.approx((slope, slope - reach), rel=1e-6)


def test_the_line_of_a_ratio_is_that_of_its_logarithm():
    """A ratio that grows by a tenth a year has a slope of the logarithm of 1.1."""
    found = fit_gap(gaps([10 * 1.1**n for n in range(8)], [10.0] * 8, half=0.1), "relative")
    assert found.slope == pytest.approx(np.log(1.1))


def test_a_figure_is_followed_over_its_latest_ten_points_and_a_gap_over_all():
    """Twenty years without a turn, so that no break is found."""
    values = 50 - 0.5 * np.arange(20) + 0.1 * np.resize(NOISE, 20)
    figure = follow_figure(points(values, half=1, since=2000), SMOKING)
    assert RECENT_POINTS == 10
    assert (figure.first_period, figure.last_period) == ("2010", "2019")
    gap = follow_gap(gaps(values, [10.0] * 20, half=1, since=2000))
    assert (gap.first_period, gap.last_period) == ("2000", "2019")


def test_nothing_is_read_across_a_known_break():
    """The series falls from one definition to the next, and rises in each."""
    values = [60.0, 61, 62, 63, 20, 21, 22, 23]
    found = follow_figure(points(values, half=0.1, segment=[0] * 4 + [1] * 4), SMOKING)
    assert (found.word, found.first_period) == ("worsening", "2014")
    gap = follow_gap(gaps(values, [10.0] * 8, half=0.1, segment=[0] * 4 + [1] * 4))
    assert (gap.word, gap.first_period) == ("widening", "2014")


def test_a_segment_without_a_figure_is_passed_over():
    values = [10.0, 20, 20, 20, MISSING, MISSING]
    kept = points(values, segment=[0, 1, 1, 1, 2, 2]).latest_segment
    assert kept["period"].tolist() == ["2011", "2012", "2013"]
    assert len(points([MISSING] * 3).latest_segment) == 0


def test_a_step_that_the_figures_force_is_a_break():
    """Ten years about 10, then five about 20 that fall by a point a year."""
    values = [*(10 + NOISE[:8] / 5), 10.0, 10.1, *(20 - np.arange(5) + NOISE[:5] / 5)]
    found = follow_figure(points(values, half=0.2), SMOKING)
    assert found.found_break is not None
    assert (found.found_break.kind, found.found_break.at) == ("step", 2020.0)
    assert found.first_period == "2020"
    slope, _ = straight_line(range(5), values[10:])
    assert found.trend.slope == pytest.approx(slope, rel=1e-6)
    assert found.word == "improving"


def test_a_word_that_the_years_of_covid_make_is_shown_with_the_other():
    """Flat but for 2020 to 2022, in which it rises by less than a step would need."""
    flat = 10 + np.resize(NOISE, 13) / 2
    values = flat + np.where(np.arange(13) >= 10, 1.0, 0.0)
    made = points(values, half=1)
    found = follow_figure(made, SMOKING)
    assert found.found_break is None
    assert found.word == "worsening"
    rest = made.keep(slice(3, 10))
    slope, reach = straight_line(range(7), rest["value"], 1 / 1.959964)
    assert slope - reach < 0 < slope + reach
    assert found.without_covid == "no clear change"


def test_a_word_that_covid_does_not_make_is_said_once():
    values = 10 + np.arange(13.0) + NOISE[0] * np.resize(NOISE, 13)
    assert follow_figure(points(values, half=1), SMOKING).without_covid == ""
    before = points(values, half=1, since=2000)
    assert follow_figure(before, SMOKING).without_covid == "", "no year of it is in the series"


@pytest.mark.parametrize(
    ("closes", "on", "old"),
    [
        (2021.0, "2026-01-01", False),
        (2021.0, "2026-01-02", True),
        (2020.25, "2025-04-01", False),
        (2020.25, "2025-05-01", True),
        (1990.0, "", False),
    ],
)
def test_old_is_more_than_five_years_before_the_edition(closes, on, old):
    assert OLD_YEARS == 5
    assert is_old(closes, on) is old


def test_an_old_series_goes_nowhere():
    values = np.arange(10.0)
    found = follow_figure(points(values, half=0.1), SMOKING, on="2026-11-21")
    assert (found.word, found.reason) == ("cannot tell", "the series ended in 2019")
    assert np.isnan(found.trend.slope)
    gap = follow_gap(gaps(values, [20.0] * 10, half=0.1), on="2026-11-21")
    assert (gap.word, gap.reason) == ("cannot tell", "the series ended in 2019")
    assert follow_figure(points(values, half=0.1), SMOKING).word == "worsening"


def test_cash_terms_have_no_direction_of_their_own():
    found = follow_figure(points(500 + 20 * np.arange(8), half=1), PAY)
    assert found.word == "cannot tell"
    assert found.reason.startswith("in cash terms")


def test_a_cumulative_series_has_no_direction():
    made = points([3.0, 10.0, 19.0, 28.0, 36.0], half=0.1, kind="cumulative")
    found = follow_figure(made, SMOKING)
    assert found.word == "cannot tell"
    assert found.method == "each period contains the last, so the figures can only grow"


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("half", [None, 0.5])
def test_one_or_two_points_tell_nothing_and_say_why(number, half):
    found = follow_figure(points([20.0, 25.0][:number], half=half), SMOKING)
    assert found.word == "cannot tell"
    assert "fewer than three points" in found.method
    gap = follow_gap(gaps([20.0, 25.0][:number], [10.0] * number, half=half))
    assert gap.word == "cannot tell"
    assert "fewer than three points" in gap.method


def test_no_point_tells_nothing():
    found = follow_figure(points([]), SMOKING)
    assert (found.word, found.reason, found.first_period) == (
        "cannot tell",
        "no figure is held",
        "",
    )
    assert follow_gap(gaps([MISSING], [1.0])).reason == "no figure is held"


def test_equal_points_without_intervals_have_no_scatter_to_judge_by():
    found = follow_figure(points([20.0] * 8), SMOKING, spread=5)
    assert found.word == "cannot tell"
    assert found.trend.slope == pytest.approx(0, abs=1e-12)
    assert "no limits" in found.method


@pytest.mark.parametrize(("half", "word"), [(0.1, "steady"), (5.0, "no clear change")])
def test_equal_points_with_intervals_are_steady_where_these_are_narrow(half, word):
    assert follow_figure(points([20.0] * 8, half=half), SMOKING, spread=5).word == word


@pytest.mark.parametrize("half", [None, 0.1])
def test_a_gap_of_exactly_zero_has_no_direction(half):
    assert follow_gap(gaps([20.0] * 8, [20.0] * 8, half=half)).word == "cannot tell"


def test_a_ratio_to_nothing_has_no_trend():
    found = follow_gap(gaps(range(10, 18), [0.0] * 8, half=0.1), measure="relative")
    assert found.word == "cannot tell"
    assert "no ratio" in found.method


def test_both_measures_are_given_and_can_part():
    """40 falls to 24 while 20 falls to 8: the difference shrinks and the ratio grows."""
    made = gaps([40 - 2 * n for n in range(9)], [20 - 1.5 * n for n in range(9)], half=0.05)
    assert follow_gap(made).word == "narrowing"
    assert follow_gap(made, measure="relative").word == "widening"


def test_a_lead_that_shrinks_is_narrowing_and_one_that_turns_has_changed_sides():
    lead = [20.0] * 9
    assert follow_gap(gaps([12 + 0.5 * n for n in range(9)], lead, half=0.1)).word == "narrowing"
    assert follow_gap(gaps([12 - 0.5 * n for n in range(9)], lead, half=0.1)).word == "widening"
    turned = follow_gap(gaps([12 + 2 * n for n in range(9)], lead, half=0.1))
    assert turned.word == "changed sides"


def test_the_movement_of_a_gap_is_that_of_its_sides():
    """The area rises by 0.5 a year and its comparator by 0.2."""
    own = 24 + 0.5 * np.arange(8) + NOISE / 9
    other = 20 + 0.2 * np.arange(8) - NOISE / 9
    moved = follow_gap(gaps(own, other, half=0.5))
    first, second = moved.sides
    for side, values in ((first, own), (second, other)):
        slope, reach = straight_line(range(8), values, 0.5 / 1.959964)
        assert (side.slope, side.upper_ci) == pytest.approx((slope, slope + reach), rel=1e-6)
    assert first.slope - second.slope == pytest.approx(moved.trend.slope)
    assert follow_gap(gaps(own[:2], other[:2])).sides is None
    assert follow_figure(points([20.0, 21.0]), SMOKING).sides is None


def test_the_record_holds_the_line_that_decided():
    found = follow_figure(points(20 + np.arange(8.0), half=0.5), SMOKING)
    record = found.record
    assert record["direction"] == found.word == "worsening"
    assert record["slope"] == found.trend.slope
    assert (record["first_period"], record["last_period"]) == ("2010", "2017")
    assert found.fitted.value == pytest.approx(27.0), "the last figure: they lie on a line"


@given(
    st.lists(st.floats(-50, 50).map(lambda x: round(x, 2)), min_size=1, max_size=12),
    st.sampled_from([None, 0.3, 4.0]),
    st.sampled_from([HIGH, LOW, NEITHER]),
)
def test_every_series_has_one_of_the_words(values, half, polarity):
    about = replace(SMOKING, polarity=polarity)
    found = follow_figure(points(values, half=half), about, spread=3.0)
    assert found.word in DIRECTIONS
    moved = {"improving", "worsening", "rising", "falling"}
    clear = not found.trend.lower_ci <= 0 <= found.trend.upper_ci
    assert (found.word in moved) == (clear and np.isfinite(found.trend.lower_ci))
    if found.word in moved:
        assert (found.word in {"rising", "falling"}) == (adverse_side(polarity) == 0)
    assert follow_gap(gaps(values, [1.0] * len(values), half=half)).word in GAP_WORDS
