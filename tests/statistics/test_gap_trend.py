"""Widening or narrowing: words by hand, the line by two routes, false words in simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import gap_trend, linear_trend, pace, split_movement

YEAR = np.arange(2010, 2020)
NOISE = np.array([0.1, -0.2, 0.15, 0.05, -0.1, 0.0, 0.1, -0.15, 0.1, -0.05])

# Employment rates of Stockton-on-Tees and of England with their errors, 2004 to 2023.
EMPLOYMENT = (
    [
        70.6,
        72.3,
        70.9,
        70.2,
        68.2,
        68.9,
        70.1,
        70.3,
        68.4,
        70.9,
        70.4,
        73.5,
        70.8,
        71.9,
        70.0,
        71.3,
        74.4,
        71.6,
        73.7,
        74.1,
    ],
    [
        1.2755,
        1.3266,
        1.3776,
        1.4796,
        1.5817,
        1.5306,
        1.4286,
        1.4286,
        1.4796,
        1.5306,
        1.5306,
        1.5817,
        1.6837,
        1.5817,
        1.5817,
        1.6327,
        1.7347,
        1.7347,
        1.9898,
        2.6021,
    ],
    [
        72.8,
        72.9,
        72.6,
        72.6,
        72.3,
        70.8,
        70.3,
        70.0,
        70.8,
        71.5,
        72.5,
        73.8,
        74.2,
        75.1,
        75.4,
        76.0,
        75.6,
        75.1,
        75.8,
        76.0,
    ],
    [
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.102,
        0.1531,
        0.1531,
        0.1531,
        0.2041,
    ],
)


class TestWords:
    @pytest.mark.parametrize("turn", [False, True])
    def test_widening_and_narrowing_whichever_is_higher(self, turn):
        low, high = np.full(10, 70.0), 75 + 0.3 * (YEAR - 2010) + NOISE
        first, second = (low, high) if turn else (high, low)
        assert gap_trend(YEAR, YEAR, first, second).direction == "widening"
        assert np.sign(gap_trend(YEAR, YEAR, first, second).slope) == (-1 if turn else 1)
        first, second = first[::-1], second[::-1]
        assert gap_trend(YEAR, YEAR, first, second).direction == "narrowing"

    def test_absolute_and_relative_can_disagree(self):
        # From 40 against 20 to 24 against 8: the difference falls from 20 to 16, the ratio rises
        # from 2 to 3.
        first = np.linspace(40, 24, 10) + NOISE / 10
        second = np.linspace(20, 8, 10) - NOISE / 10
        assert gap_trend(YEAR, YEAR, first, second).direction == "narrowing"
        assert gap_trend(YEAR, YEAR, first, second, measure="relative").direction == "widening"

    def test_no_clear_change_needs_a_narrow_interval(self):
        first, second = 80 + NOISE / 20, np.full(10, 70.0)
        assert gap_trend(YEAR, YEAR, first, second).direction == "no clear change"
        # The same scatter about a gap of 0.1 could hide a change of several per cent a year.
        assert gap_trend(YEAR, YEAR, first, second + 9.9).direction == "too uncertain"
        assert gap_trend(YEAR, YEAR, first, second, negligible=0).direction == "too uncertain"

    def test_too_uncertain(self):
        assert gap_trend(YEAR, YEAR, 71 + 20 * NOISE, np.full(10, 70.0)).direction == (
            "too uncertain"
        )


class TestTwoRoutes:
    def test_absolute_is_the_trend_of_the_difference(self):
        first, second = 78 + NOISE, 74 - NOISE[::-1]
        trend = gap_trend(
            YEAR, YEAR + 2, first, second, first_error=[0.3] * 10, second_error=[0.4] * 10
        )
        line = linear_trend(YEAR, YEAR + 2, first - second, standard_error=[0.5] * 10)
        assert trend.slope == pytest.approx(line.slope)
        assert [trend.lower_ci, trend.upper_ci] == pytest.approx([line.lower_ci, line.upper_ci])

    def test_relative_is_the_trend_of_the_log_ratio(self):
        first, second = 40 + NOISE, 20 - NOISE[::-1]
        trend = gap_trend(
            YEAR,
            YEAR,
            first,
            second,
            measure="relative",
            first_error=first * 0.03,
            second_error=second * 0.04,
        )
        line = linear_trend(YEAR, YEAR, np.log(first / second), standard_error=[0.05] * 10)
        assert trend.slope == pytest.approx(line.slope)
        assert [trend.lower_ci, trend.upper_ci] == pytest.approx([line.lower_ci, line.upper_ci])

    def test_rounding_of_both_sides(self):
        """Two roundings to whole numbers add 2/12 to the variance of the gap."""
        first, second = 78 + NOISE, 74 - NOISE[::-1]
        errors = {"first_error": [3.0] * 10, "second_error": [4.0] * 10}
        trend = gap_trend(YEAR, YEAR, first, second, decimals=0, **errors)
        line = linear_trend(YEAR, YEAR, first - second, standard_error=[np.sqrt(25 + 1 / 6)] * 10)
        assert trend.standard_error == pytest.approx(line.standard_error)

    def test_a_constant_yearly_ratio(self):
        # A ratio that grows 2% a year has a slope of ln 1.02.
        first = 10 * 1.02 ** (YEAR - 2010)
        trend = gap_trend(YEAR, YEAR, first, np.full(10, 5.0), measure="relative")
        assert trend.slope == pytest.approx(np.log(1.02))


class TestProperties:
    @given(
        st.lists(st.floats(50, 90), min_size=5, max_size=12),
        st.sampled_from(["absolute", "relative"]),
    )
    @settings(max_examples=60, deadline=None)
    def test_swapping_turns_the_slope_and_keeps_the_word(self, first, measure):
        year = np.arange(2000, 2000 + len(first))
        second = np.full(len(first), 45.0)
        one = gap_trend(year, year, first, second, measure=measure)
        other = gap_trend(year, year, second, first, measure=measure)
        assert other.slope == pytest.approx(-one.slope, abs=1e-9)
        assert other.direction == one.direction

    @given(st.permutations(range(10)))
    @settings(max_examples=30, deadline=None)
    def test_order_of_rows_does_not_matter(self, order):
        rows = np.array(order)
        first, second = 80 + 0.1 * (YEAR - 2010) + NOISE, np.full(10, 70.0)
        one = gap_trend(YEAR, YEAR, first, second)
        other = gap_trend(YEAR[rows], YEAR[rows], first[rows], second[rows])
        assert other.direction == one.direction
        assert other.lower_ci == pytest.approx(one.lower_ci)


class TestMovement:
    ERRORS = np.linspace(0.2, 0.6, 10), np.linspace(0.1, 0.05, 10)

    @pytest.mark.parametrize("measure", ["absolute", "relative"])
    @pytest.mark.parametrize("errors", [ERRORS, (None, None)])
    def test_the_slopes_add_up(self, measure, errors):
        first, second = 78 + NOISE + 0.1 * (YEAR - 2010), 74 - NOISE[::-1]
        options = {"first_error": errors[0], "second_error": errors[1], "measure": measure}
        parts = split_movement(YEAR, YEAR + 2, first, second, **options)
        assert parts.first.slope - parts.second.slope == pytest.approx(parts.gap.slope)
        gap = gap_trend(YEAR, YEAR + 2, first, second, **options)
        assert parts.gap.lower_ci == pytest.approx(gap.lower_ci)

    def test_each_side_by_hand(self):
        """Equal errors weigh alike: each side is its own line."""
        first, second = 78 + NOISE, 74 - NOISE[::-1]
        parts = split_movement(
            YEAR, YEAR, first, second, first_error=[0.3] * 10, second_error=[0.1] * 10
        )
        for side, values, error in ((parts.first, first, 0.3), (parts.second, second, 0.1)):
            line = linear_trend(YEAR, YEAR, values, standard_error=[error] * 10)
            assert side.slope == pytest.approx(line.slope)
            assert side.upper_ci == pytest.approx(line.upper_ci)

    def test_one_bad_error_leaves_the_scatter(self):
        parts = split_movement(
            YEAR,
            YEAR,
            78 + NOISE,
            74 - NOISE[::-1],
            first_error=[0.3] * 9 + [0],
            second_error=[0] * 10,
        )
        assert parts.first.lack_of_fit is None
        assert parts.gap.slope == pytest.approx(parts.first.slope - parts.second.slope)

    def test_noted(self):
        parts = split_movement(YEAR, YEAR, -1 - NOISE, 74 + NOISE, measure="relative")
        assert "no ratio" in parts.first.note
        parts = split_movement([2010], [2010], [80], [70])
        assert "fewer than three points" in parts.second.note


class TestPace:
    LOW = np.full(10, 70.0)

    def trend(self, yearly, *, noise=1.0, side=1, start=10.0):
        first = self.LOW + side * (start + yearly * (YEAR - 2010) + noise * NOISE)
        return gap_trend(YEAR, YEAR, first, self.LOW)

    def test_by_hand(self):
        # A gap that is 8.2 by the line in 2019, 0.2 less a year: 4.1 is to go in ten years.
        first = self.LOW + 10 - 0.2 * (YEAR - 2010)
        trend = gap_trend(
            YEAR, YEAR, first, self.LOW, first_error=[0.1] * 10, second_error=[0.1] * 10
        )
        found = pace(trend, 2029)
        assert (found.gap, found.target_gap) == (pytest.approx(8.2), pytest.approx(4.1))
        assert found.years == pytest.approx(10)
        assert found.required == pytest.approx(-0.41)
        assert found.expected_gap == pytest.approx(6.2)
        assert found.verdict == "too slow"
        fitted, then = trend.fitted(2019.5), trend.fitted(2029.5)
        assert (found.gap_lower_ci, found.gap_upper_ci) == (fitted.lower_ci, fitted.upper_ci)
        assert (found.expected_lower_ci, found.expected_upper_ci) == (then.lower_ci, then.upper_ci)

    def test_the_gap_in_employment_of_stockton(self):
        """The published figures of 2004 to 2023: by the line -3.8 (-6.2 to -1.4) in 2031."""
        year = np.arange(2004, 2024)
        area, area_error, england, england_error = EMPLOYMENT
        trend = gap_trend(
            year, year, area, england, first_error=area_error, second_error=england_error
        )
        found = pace(trend, 2031)
        shown = [found.expected_gap, found.expected_lower_ci, found.expected_upper_ci]
        assert [round(x, 1) for x in shown] == [-3.8, -6.2, -1.4]
        # No lack of fit: Q is 16.5 on 18, so that the limits are 1.96 errors away.
        assert trend.lack_of_fit.q == pytest.approx(16.54, abs=0.01)
        # Half of -3.08 by the line is -1.54 in the eight years from 2023.
        assert round(found.required, 3) == 0.192
        assert found.verdict == "too slow"

    @pytest.mark.parametrize("side", [1, -1])
    @pytest.mark.parametrize(
        ("yearly", "noise", "verdict"),
        [
            (0.1, 1, "going the wrong way"),
            (0.0, 1, "too slow"),
            (-0.1, 1, "too slow"),
            (-0.8, 1, "fast enough"),
            (-0.4, 10, "cannot tell"),
            (0.0, 100, "cannot tell"),
        ],
    )
    def test_order_of_the_words(self, side, yearly, noise, verdict):
        found = pace(self.trend(yearly, noise=noise, side=side), 2029)
        assert found.verdict == verdict
        assert np.sign(found.required) == -side

    def test_half_of_a_ratio(self):
        """A ratio of 1.4 is halved at 1.2, not at its root."""
        trend = gap_trend(YEAR, YEAR, 1.4 * self.LOW, self.LOW, measure="relative")
        found = pace(trend, 2029, measure="relative")
        assert found.target_gap == pytest.approx(np.log(1.2))
        assert found.required == pytest.approx((np.log(1.2) - np.log(1.4)) / 10)
        below = gap_trend(YEAR, YEAR, 0.6 * self.LOW, self.LOW, measure="relative")
        assert pace(below, 2029, measure="relative").target_gap == pytest.approx(np.log(0.8))

    def test_a_school_year_is_centred_in_march(self):
        opens = np.array([2021, 2022, 2023]) + 8 / 12
        trend = gap_trend(opens, opens + 1, [8, 8.2, 8], [0, 0, 0])
        assert pace(trend, 2029).years == pytest.approx(2029.5 - (2024 + 2 / 12))

    @pytest.mark.parametrize(
        ("first", "target", "words"),
        [
            (LOW, 2029, "gap by the line is zero"),
            (LOW + 8 + NOISE, 2019, "not after the latest period"),
            (LOW * np.nan, 2029, "fewer than three points (0)"),
        ],
    )
    def test_noted(self, first, target, words):
        found = pace(gap_trend(YEAR, YEAR, first, self.LOW), target)
        assert np.isnan(found.required)
        assert words in found.note
        assert found.verdict == "cannot tell"

    def test_no_limits_no_word(self):
        assert pace(gap_trend(YEAR, YEAR, self.LOW + 8, self.LOW), 2029).verdict == "cannot tell"

    def test_misuse(self):
        for share in (0, -1, 1.5):
            with pytest.raises(ParameterError, match="share="):
                pace(self.trend(0.1), 2029, share=share)
        with pytest.raises(ParameterError, match="measure='percent'"):
            pace(self.trend(0.1), 2029, measure="percent")


class TestBadInput:
    def test_points_without_both_values_are_left_out(self):
        first, second = 80 + NOISE, np.full(10, 70.0)
        gappy = np.where(YEAR == 2013, np.nan, second)
        kept = YEAR != 2013
        assert gap_trend(YEAR, YEAR, first, gappy) == gap_trend(
            YEAR[kept], YEAR[kept], first[kept], second[kept]
        )

    def test_no_ratio(self):
        trend = gap_trend(
            YEAR, YEAR, np.where(YEAR == 2012, 0, 5), np.full(10, 7.0), measure="relative"
        )
        assert (trend.direction, np.isfinite(trend.slope)) == ("too uncertain", False)
        assert "zero or less has no ratio" in trend.note

    def test_too_few_points(self):
        trend = gap_trend([2010], [2010], [80], [70])
        assert trend.direction == "too uncertain"
        assert "fewer than three points" in trend.note

    def test_infinity(self):
        first = np.where(YEAR == 2012, np.inf, 80.0)
        assert "not finite" in gap_trend(YEAR, YEAR, first, np.full(10, 7.0)).note
        assert "not finite" in gap_trend(YEAR, YEAR, first, first).note

    def test_empty(self):
        assert gap_trend([], [], [], []).direction == "too uncertain"
        assert gap_trend([], [], [], [], measure="relative").direction == "too uncertain"

    def test_indexes_that_differ(self):
        year, first = pd.Series(YEAR), pd.Series(80 + NOISE, index=YEAR)
        for function in (gap_trend, split_movement):
            with pytest.raises(DataError, match="period_start and first have different indexes"):
                function(year, year, first, first - 10)
            with pytest.raises(DataError, match="first and second have different indexes"):
                function(YEAR, YEAR, first, first.reset_index(drop=True))

    def test_misuse(self):
        args = (YEAR, YEAR, 80 + NOISE, np.full(10, 70.0))
        with pytest.raises(ParameterError, match="measure='percent' is not known"):
            gap_trend(*args, measure="percent")
        with pytest.raises(ParameterError, match="negligible=-1 must be zero or more"):
            gap_trend(*args, negligible=-1)
        with pytest.raises(ParameterError, match="first_error and second_error, or neither"):
            gap_trend(*args, first_error=[1] * 10)
        with pytest.raises(DataError, match="second has 9 numbers for 10 periods"):
            gap_trend(YEAR, YEAR, args[2], args[3][:9])


@pytest.mark.slow
@pytest.mark.parametrize("measure", ["absolute", "relative"])
@pytest.mark.parametrize("known", [True, False])
def test_false_words(measure, known):
    """Without a true change, widening or narrowing is said of at most 6% of series."""
    rng = np.random.default_rng(23)
    start, said, repetitions = np.arange(2000, 2012), 0, 4_000
    error = np.full(12, 1 / np.sqrt(3)) if known else None
    for _ in range(repetitions):
        first, second = (
            np.convolve(level + rng.normal(0, 1, 14), np.full(3, 1 / 3), "valid")
            for level in (82, 75)
        )
        trend = gap_trend(
            start, start + 2, first, second, measure=measure, first_error=error, second_error=error
        )
        said += trend.direction in {"widening", "narrowing"}
    assert said / repetitions <= 0.06
