"""Breaks: F by ordinary least squares of statsmodels, size and power by simulation."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import find_break
from analysis.statistics.breaks import null_statistics, residual_space
from analysis.statistics.linear_trend import error_covariance
from analysis.statistics.periods import read_periods

YEAR = np.arange(2005, 2025)
NOISE = np.random.default_rng(3).normal(0, 0.1, 20)


class TestFound:
    @pytest.mark.parametrize("at", [2012, 2020])
    def test_a_step(self, at):
        found = find_break(YEAR, YEAR, 0.05 * YEAR + NOISE + 1.0 * (at <= YEAR))
        assert (found.kind, found.at) == ("step", at)
        assert found.statistic > found.critical
        assert found.p_value < 0.005

    @pytest.mark.parametrize("at", [2013, 2020])
    def test_a_bend(self, at):
        mean = np.clip(YEAR + 0.5 - at, 0, None) * 0.4
        found = find_break(YEAR, YEAR, mean + NOISE)
        assert (found.kind, found.at) == ("bend", at)

    def test_nothing(self):
        assert find_break(YEAR, YEAR, 0.05 * YEAR + NOISE) is None
        assert find_break(YEAR, YEAR, 0.05 * YEAR) is None
        assert find_break(YEAR, YEAR, np.zeros(20)) is None

    def test_a_declared_moment_is_tried_by_itself(self):
        """Among fewer places less is needed, so what is found when expected may else be none."""
        value = NOISE + 0.36 * (YEAR >= 2020)
        declared = find_break(YEAR, YEAR, value)
        anywhere = find_break(YEAR, YEAR, value, declared=())
        assert declared.at == 2020
        assert anywhere is None or anywhere.critical > declared.critical

    def test_a_declared_moment_does_not_stand_in_for_another(self):
        """A bend in 2013 makes a step in 2020 better than a line, but the bend far better still."""
        value = np.clip(YEAR + 0.5 - 2013, 0, None) * 0.4 + NOISE
        found = find_break(YEAR, YEAR, value)
        assert (found.kind, found.at) == ("bend", 2013)
        # Beside it, the neighbour of a declared moment is no better by chance alone.
        step = NOISE + 1.0 * (YEAR >= 2020)
        assert find_break(YEAR, YEAR, step).at == 2020

    def test_overlapping_periods(self):
        rng = np.random.default_rng(1)
        years = rng.normal(0, 0.3, 22) + 2.0 * (np.arange(2003, 2025) >= 2015)
        value = np.convolve(years, np.full(3, 1 / 3), "valid")
        found = find_break(YEAR - 2, YEAR, value)
        assert (found.kind, found.at) == ("step", 2015)

    def test_order_and_gaps_do_not_matter(self):
        value = NOISE + (YEAR >= 2012)
        rows = np.random.default_rng(0).permutation(20)
        gappy = np.where(YEAR == 2008, np.nan, value)
        one = find_break(YEAR[rows], YEAR[rows], gappy[rows])
        other = find_break(YEAR[YEAR != 2008], YEAR[YEAR != 2008], value[YEAR != 2008])
        assert one == other

    @given(st.floats(-5, 5), st.floats(0.01, 100))
    @settings(max_examples=20, deadline=None)
    def test_a_line_and_a_unit_change_nothing(self, slope, unit):
        value = NOISE + (YEAR >= 2012)
        one = find_break(YEAR, YEAR, value)
        other = find_break(YEAR, YEAR, unit * (value + slope * (YEAR - 2010)))
        assert (other.kind, other.at) == (one.kind, one.at)
        assert other.statistic == pytest.approx(one.statistic, rel=1e-6)


class TestTwoRoutes:
    @pytest.mark.parametrize("known", [True, False])
    def test_f_is_that_of_statsmodels(self, known):
        value = NOISE + (YEAR >= 2012)
        error = np.linspace(0.1, 0.3, 20) if known else np.ones(20)
        design = np.column_stack([np.ones(20), YEAR, YEAR >= 2012])
        line = sm.WLS(value, design, weights=1 / error**2).fit()
        found = find_break(YEAR, YEAR, value, standard_error=error if known else None)
        assert found.statistic == pytest.approx(line.tvalues[2] ** 2)

    def test_what_is_left_is_independent_of_the_line(self):
        periods = read_periods(YEAR - 2, YEAR)
        covariance, _ = error_covariance(periods, None)
        residuals, places = residual_space(periods, covariance, (2020.0,), 4)
        assert residuals @ (3 + 0.2 * periods.middle) == pytest.approx(np.zeros(18), abs=1e-8)
        assert residuals @ covariance @ residuals.T == pytest.approx(np.eye(18), abs=1e-8)
        assert np.linalg.norm(places.directions, axis=1) == pytest.approx(
            np.ones(len(places.kinds))
        )

    def test_one_place_has_the_critical_value_of_f(self):
        null = null_statistics(np.eye(10)[:1].tobytes(), 1)
        # F(1, 9) at 1%: 10.56.
        assert np.quantile(null, 0.99) == pytest.approx(10.56, rel=0.06)


class TestPlaces:
    def test_three_before_and_four_after(self):
        periods = read_periods(YEAR, YEAR)
        covariance, _ = error_covariance(periods, None)
        moments = residual_space(periods, covariance, (), 4)[1].moments
        assert (min(moments), max(moments)) == (2008, 2021)

    def test_too_short_for_a_segment(self):
        short = YEAR[:6]
        assert find_break(short, short, [0, 0.1, 0, 5, 5.1, 5]) is None

    def test_fewer_may_be_asked_for(self):
        year = np.arange(2005, 2022)
        value = NOISE[:17] + 3 * (year >= 2020)
        assert find_break(year, year, value).at <= 2018
        assert find_break(year, year, value, fewest_after=2).at == 2020


class TestBadInput:
    def test_no_line_no_break(self):
        assert find_break([], [], []) is None
        assert find_break([2001, 2002], [2001, 2002], [1, 2]) is None
        assert find_break(YEAR, YEAR, np.where(YEAR == 2010, np.inf, 1.0)) is None

    def test_periods_made_up_of_others_add_nothing(self):
        """The mean of five years that are there one by one says no more than they."""
        start, end = [*YEAR, 2005], [*YEAR, 2009]
        value = [*NOISE, NOISE[:5].mean()]
        assert find_break(start, end, value, straddling=False) is None
        stepped = [*(NOISE + (YEAR >= 2012)), NOISE[:5].mean()]
        assert find_break(start, end, stepped, straddling=False).at == 2012

    def test_misuse(self):
        with pytest.raises(ParameterError, match="fewest_after=0 must be one or more"):
            find_break(YEAR, YEAR, NOISE, fewest_after=0)
        with pytest.raises(DataError, match="different indexes"):
            find_break(pd.Series(YEAR), YEAR, pd.Series(NOISE, index=YEAR))


@pytest.mark.slow
@pytest.mark.parametrize("years", [1, 3])
def test_one_in_a_hundred_straight_lines_is_called_broken(years):
    rng = np.random.default_rng(6)
    found = 0
    for _ in range(2_000):
        value = np.convolve(rng.normal(size=19 + years), np.full(years, 1 / years), "valid")
        start = YEAR - years + 1
        found += find_break(start, YEAR, value, straddling=False) is not None
    assert found / 2_000 <= 0.015
