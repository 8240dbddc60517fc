"""Lines through overlapping periods: by hand, against statsmodels, and in simulation.

Outside references: statsmodels GLS, WLS and OLS; scipy.stats.linregress.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import DataError, ParameterError
from analysis.statistics import LackOfFit, Trend, linear_trend
from analysis.statistics.periods import (
    Lines,
    line_weights,
    middle,
    read_periods,
    stretch,
)

START = np.arange(2005, 2017)
VALUE = np.array([9.1, 9.3, 9.2, 9.6, 9.9, 9.8, 10.1, 10.0, 10.4, 10.6, 10.5, 10.9])


def moving_average_covariance(points, years):
    """Covariance of averages of independent years, from the matrix that averages them."""
    weights = np.zeros((points, points + years - 1))
    for row in range(points):
        weights[row, row : row + years] = 1 / years
    return weights @ weights.T


class TestPeriods:
    def test_shared_years_by_hand(self):
        periods = read_periods([2018, 2019, 2021, 2018], [2020, 2021, 2023, 2018])
        assert periods.shared()[0].tolist() == [3, 2, 0, 1]
        # One year of three: 1 / sqrt(3 x 1).
        assert periods.correlation()[0] == pytest.approx([1, 2 / 3, 0, 1 / np.sqrt(3)])

    @pytest.mark.parametrize("years", [2, 3, 5])
    def test_two_routes_to_the_correlation(self, years):
        start = np.arange(2000, 2009)
        found = read_periods(start, start + years - 1, straddling=False).correlation()
        assert found == pytest.approx(moving_average_covariance(9, years) * years)

    def test_school_years_do_not_overlap(self):
        assert read_periods([2018, 2019], [2019, 2020]).correlation()[0, 1] == 0
        assert read_periods([2018, 2019], [2019, 2020], straddling=False).correlation()[
            0, 1
        ] == pytest.approx(1 / 2)

    def test_three_financial_years(self):
        # 2013/14 to 2015/16 and the next share two financial years of three.
        found = read_periods([2013, 2014], [2016, 2017], straddling=True).correlation()
        assert found[0, 1] == pytest.approx(2 / 3)

    def test_names(self):
        periods = read_periods([2018, 2019], [2018, 2021])
        assert [periods.name(0), periods.name(1)] == ["2018", "2019 to 2021"]

    def test_the_middle_of_each_kind_of_year(self):
        assert float(middle(2018, 2020, "calendar")) == 2019.5
        # April 2023 to March 2024 is centred at the start of October; September to August at the
        # start of March.
        assert float(middle(2023, 2023, "financial")) == 2023.75
        assert float(middle(2023, 2023, "school")) == pytest.approx(2024 + 2 / 12)
        with pytest.raises(ParameterError, match="kind='tax' is not known"):
            middle(2023, 2023, "tax")

    def test_years_with_a_fraction_are_moments(self):
        opens, closes = stretch([2021, 2022, 2023], [2021, 2022, 2023], "school")
        periods = read_periods(opens, closes)
        assert periods.length == pytest.approx([1, 1, 1])
        assert periods.shared() == pytest.approx(np.eye(3))
        assert not periods.overlap()
        trend = linear_trend(opens, closes, [1, 2, 4])
        assert trend.last == pytest.approx(2023 + 14 / 12)
        assert trend.slope == pytest.approx(1.5)

    def test_what_of_a_period_lies_after_a_moment(self):
        periods = read_periods([2017, 2018, 2019, 2020], [2019, 2020, 2021, 2022])
        assert periods.share_after(2020) == pytest.approx([0, 1 / 3, 2 / 3, 1])
        # The mean of the years since 2020: over the third part of 2018 to 2020 it is 0.5 / 3.
        assert periods.years_after(2020) == pytest.approx([0, 1 / 6, 2 / 3, 1.5])

    def test_lengths(self):
        with pytest.raises(DataError, match="2 years but period_end has 1"):
            read_periods([2018, 2019], [2020])


class TestByHand:
    def test_three_points(self):
        # Slope (3 - 1) / 2; residuals 1/6, -1/3, 1/6 of variance 1/6; error sqrt(1/6 / 2).
        trend = linear_trend([2001, 2002, 2003], [2001, 2002, 2003], [1, 1.5, 3])
        assert trend.slope == pytest.approx(1)
        error = np.sqrt((1 / 6) / 2)
        assert trend.upper_ci == pytest.approx(1 + stats.t.ppf(0.975, 1) * error)

    def test_known_errors(self):
        # Q = (1/6)² + (1/3)² + (1/6)² = 1/6 on one degree of freedom: no lack of fit; but one
        # degree says too little for normal limits.
        trend = linear_trend(
            [2001, 2002, 2003], [2001, 2002, 2003], [1, 1.5, 3], standard_error=[1] * 3
        )
        assert trend.slope == pytest.approx(1)
        assert trend.lack_of_fit.q == pytest.approx(1 / 6)
        assert trend.lack_of_fit.factor == 1
        assert trend.lower_ci == pytest.approx(1 - 12.7062 / np.sqrt(2), rel=1e-5)

    def test_lack_of_fit(self):
        # 0, 1, 0, 1, 0 on years -2 to 2: slope 0, mean 0.4, residuals -0.4 and 0.6; with errors of
        # 0.1, Q = (3 x 0.16 + 2 x 0.36) / 0.01 = 120 on 3: factor sqrt(40). The error of the slope
        # is 0.1 / sqrt(10) times that: 0.2.
        year = np.arange(2001, 2006)
        trend = linear_trend(year, year, [0, 1, 0, 1, 0], standard_error=[0.1] * 5)
        assert trend.lack_of_fit == LackOfFit(pytest.approx(120), 3, pytest.approx(np.sqrt(40)))
        assert (trend.standard_error, trend.df) == (pytest.approx(0.2), 3)
        assert trend.method.endswith("limits from known errors, widened by the lack of fit")
        assert trend.upper_ci == pytest.approx(3.182446 * 0.2)

    def test_no_lack_of_fit_has_normal_limits(self):
        # 0, 1, 0, 0, 1, 0 on years -2.5 to 2.5: slope 0; with errors of 2, Q = (4 / 3) / 4 = 1/3
        # on 4; the error of the slope is 2 / sqrt(17.5).
        year = np.arange(2001, 2007)
        trend = linear_trend(year, year, [0, 1, 0, 0, 1, 0], standard_error=[2] * 6)
        assert trend.lack_of_fit.q == pytest.approx(1 / 3)
        assert trend.lack_of_fit.factor == 1
        assert np.isinf(trend.df)
        assert trend.method.endswith("limits from known errors")
        assert trend.upper_ci == pytest.approx(1.959964 * 2 / np.sqrt(17.5), rel=1e-6)
        found = (1.959964 + 0.841621) * 2 / np.sqrt(17.5)
        assert trend.detectable == pytest.approx(found, rel=1e-6)

    def test_between_normal_and_t(self):
        # The same with errors of 0.5: Q = (4 / 3) / 0.25 = 16/3 on 4, squared factor 4/3, and
        # 1.96 x 4/3 = 2.613, below the t of 2.776; with errors of 0.4 it is above.
        year = np.arange(2001, 2007)
        trend = linear_trend(year, year, [0, 1, 0, 0, 1, 0], standard_error=[0.5] * 6)
        error = 0.5 / np.sqrt(17.5) * np.sqrt(4 / 3)
        assert trend.standard_error == pytest.approx(error)
        assert trend.upper_ci == pytest.approx(1.959964 * 4 / 3 * error, rel=1e-6)
        assert stats.t.ppf(0.975, trend.df) == pytest.approx(1.959964 * 4 / 3, rel=1e-6)
        trend = linear_trend(year, year, [0, 1, 0, 0, 1, 0], standard_error=[0.4] * 6)
        assert trend.df == 4
        assert trend.upper_ci == pytest.approx(2.776445 * np.sqrt(1 / 3) / np.sqrt(17.5), rel=1e-6)

    @given(st.floats(0.01, 10))
    def test_below_the_level_of_the_test_just_where_the_interval_leaves_out_zero(self, error):
        trend = linear_trend(START, START, VALUE * 0.02, standard_error=[error] * 12)
        if abs(trend.p_value - 0.05) > 1e-7:
            assert (trend.p_value < 0.05) == (trend.lower_ci > 0 or trend.upper_ci < 0)

    def test_rounding_adds_a_twelfth_of_its_unit_squared(self):
        year = np.arange(2001, 2006)
        found = linear_trend(year, year, [0, 1, 0, 1, 0], standard_error=[2] * 5, decimals=0)
        assert found.standard_error == pytest.approx(np.sqrt((4 + 1 / 12) / 10))

    def test_fitted_and_expected(self):
        # Slope 0.2 from 2001.5 (1.0) to 2006.5 (2.0), all errors 1, no lack of fit: at 2009.5 the
        # line is 2.6, 5.5 years from its centre, with variance 1/6 + 5.5² / 17.5 = 1.895238; a
        # value with error 2 has 5.895238.
        year = np.arange(2001, 2007)
        trend = linear_trend(year, year, [1, 1.2, 1.4, 1.6, 1.8, 2], standard_error=[1] * 6)
        line = trend.fitted(2009.5)
        assert line.value == pytest.approx(2.6)
        assert line.upper_ci - line.value == pytest.approx(1.959964 * np.sqrt(1.895238))
        published = trend.expected(2009.5, error=2)
        assert published.upper_ci - published.value == pytest.approx(1.959964 * np.sqrt(5.895238))
        # Without its error, that of the last value: 1.
        assert trend.expected(2009.5).upper_ci - 2.6 == pytest.approx(1.959964 * np.sqrt(2.895238))
        assert (trend.first, trend.last) == (2001.5, 2006.5)

    def test_order_of_rows_does_not_matter(self):
        shuffled = np.random.default_rng(0).permutation(12)
        one = linear_trend(START, START + 2, VALUE)
        other = linear_trend(START[shuffled], START[shuffled] + 2, VALUE[shuffled])
        assert one.slope == pytest.approx(other.slope)
        assert one.upper_ci == pytest.approx(other.upper_ci)


class TestOutside:
    @pytest.mark.parametrize("error", [None, np.linspace(0.1, 0.4, 12)])
    def test_the_normal_equations(self, error):
        """Overlapping periods by (X'V⁻¹X)⁻¹X'V⁻¹y, written out."""
        scale = np.ones(12) if error is None else error
        inverse = np.linalg.inv(moving_average_covariance(12, 3) * 3 * np.outer(scale, scale))
        design = np.column_stack([np.ones(12), START - 2010])
        spread = np.linalg.inv(design.T @ inverse @ design)
        line = spread @ design.T @ inverse @ VALUE
        residual = VALUE - design @ line
        variance = residual @ inverse @ residual / 10
        assert error is None or variance > 1
        half = np.sqrt(spread[1, 1] * variance) * stats.t.ppf(0.975, 10)
        trend = linear_trend(START, START + 2, VALUE, standard_error=error)
        found = [trend.slope, trend.lower_ci, trend.upper_ci]
        assert found == pytest.approx([line[1], line[1] - half, line[1] + half], rel=1e-9)

    def test_annual_is_ordinary_least_squares(self):
        line = stats.linregress(START, VALUE)
        trend = linear_trend(START, START, VALUE)
        assert trend.slope == pytest.approx(line.slope)
        assert trend.p_value == pytest.approx(line.pvalue)
        half = stats.t.ppf(0.975, 10) * line.stderr
        assert [trend.lower_ci, trend.upper_ci] == pytest.approx(
            [line.slope - half, line.slope + half]
        )

    def test_weighted_by_inverse_variance(self):
        error = np.linspace(0.1, 0.4, 12)
        line = sm.WLS(VALUE, sm.add_constant(START), weights=1 / error**2).fit(
            cov_type="fixed scale", use_t=False
        )
        trend = linear_trend(START, START, VALUE, standard_error=error)
        assert trend.lack_of_fit.q == pytest.approx(line.ssr)
        assert line.ssr < 10
        assert trend.slope == pytest.approx(line.params[1])
        assert [trend.lower_ci, trend.upper_ci] == pytest.approx(line.conf_int()[1])

    @pytest.mark.parametrize("years", [3, 5])
    def test_generalised_least_squares(self, years):
        sigma = moving_average_covariance(12, years)
        line = sm.GLS(VALUE, sm.add_constant(START), sigma=sigma).fit()
        trend = linear_trend(START, START + years - 1, VALUE)
        assert trend.slope == pytest.approx(line.params[1])
        assert [trend.lower_ci, trend.upper_ci] == pytest.approx(line.conf_int()[1])
        assert trend.p_value == pytest.approx(line.pvalues[1])
        assert "overlapping" in trend.method

    def test_known_errors_under_the_same_correlation(self):
        # Where the scatter is larger than the errors, statsmodels' own scale says the same.
        error = np.linspace(0.1, 0.4, 12)
        sigma = 3 * moving_average_covariance(12, 3) * np.outer(error, error)
        line = sm.GLS(VALUE, sm.add_constant(START), sigma=sigma).fit()
        trend = linear_trend(START, START + 2, VALUE, standard_error=error)
        assert trend.lack_of_fit.factor == pytest.approx(np.sqrt(line.scale))
        assert [trend.lower_ci, trend.upper_ci] == pytest.approx(line.conf_int()[1])
        assert trend.p_value == pytest.approx(line.pvalues[1])

    @pytest.mark.parametrize("year", [2010, 2016, 2030])
    def test_prediction(self, year):
        line = sm.OLS(VALUE, sm.add_constant(START)).fit()
        frame = line.get_prediction([[1, year]]).summary_frame(alpha=0.05).iloc[0]
        trend = linear_trend(START, START, VALUE)
        fitted, published = trend.fitted(year + 0.5), trend.expected(year + 0.5)
        assert fitted.value == pytest.approx(frame["mean"])
        assert [fitted.lower_ci, fitted.upper_ci] == pytest.approx(
            frame[["mean_ci_lower", "mean_ci_upper"]].tolist()
        )
        assert [published.lower_ci, published.upper_ci] == pytest.approx(
            frame[["obs_ci_lower", "obs_ci_upper"]].tolist()
        )

    def test_prediction_of_overlapping_periods(self):
        sigma = moving_average_covariance(12, 3)
        line = sm.GLS(VALUE, sm.add_constant(START), sigma=sigma).fit()
        frame = line.get_prediction([[1, 2030]]).summary_frame(alpha=0.05).iloc[0]
        fitted = linear_trend(START, START + 2, VALUE).fitted(2031.5)
        assert [fitted.lower_ci, fitted.upper_ci] == pytest.approx(
            frame[["mean_ci_lower", "mean_ci_upper"]].tolist()
        )

    def test_the_detectable_change_has_a_power_of_80_per_cent(self):
        trend = linear_trend(START, START, VALUE)
        shift = trend.detectable / trend.standard_error
        found = stats.nct.sf(stats.t.ppf(0.975, 10), 10, shift)
        assert found == pytest.approx(0.8)

    def test_the_probability_of_rising_is_that_of_student(self):
        trend = linear_trend(START, START + 2, VALUE[::-1])
        assert trend.probability_up == pytest.approx(trend.p_value / 2)
        assert linear_trend(START, START + 2, VALUE).probability_up == pytest.approx(
            1 - trend.p_value / 2
        )

    def test_many_lines_in_one_pass_are_those_of_one_at_a_time(self):
        values = np.random.default_rng(4).normal(size=(5, 12))
        lines = Lines(START + 1.5, values, moving_average_covariance(12, 3) / 9, known=True)
        error = np.sqrt(np.full(12, 1 / 27))
        for number, value in enumerate(values):
            one = linear_trend(START, START + 2, value, standard_error=error)
            found = [lines.slope[number], lines.slope_error[number], lines.level_error[number]]
            assert found == pytest.approx([one.slope, one.standard_error, one.level_error])

    def test_weights_of_another_covariance(self):
        """The variance of the line is then that of a sandwich."""
        own, other = moving_average_covariance(6, 3), np.eye(6)
        lines = Lines(
            np.arange(6.0), np.zeros((1, 6)) + 1, own, True, line_weights(np.arange(6.0), other)
        )
        design = np.column_stack([np.ones(6), np.arange(6)])
        to_line = np.linalg.pinv(design)
        spread = to_line @ own @ to_line.T
        assert lines.slope_error[0] == pytest.approx(np.sqrt(spread[1, 1]))
        at = np.array([1, lines.centre])
        assert lines.level_error[0] == pytest.approx(np.sqrt(at @ spread @ at))
        assert spread[0, 1] + lines.centre * spread[1, 1] == pytest.approx(0, abs=1e-12)

    def test_missing_years_and_mixed_lengths(self):
        start, end = (
            np.array([2001, 2004, 2006, 2007, 2012]),
            np.array([2003, 2006, 2006, 2009, 2012]),
        )
        weights = np.zeros((5, 12))
        for row in range(5):
            weights[row, start[row] - 2001 : end[row] - 2000] = 1 / (end[row] - start[row] + 1)
        value = VALUE[[0, 2, 4, 6, 8]]
        line = sm.GLS(value, sm.add_constant((start + end) / 2), sigma=weights @ weights.T).fit()
        trend = linear_trend(start, end, value)
        assert trend.slope == pytest.approx(line.params[1])
        assert [trend.lower_ci, trend.upper_ci] == pytest.approx(line.conf_int()[1])


class TestProperties:
    @given(
        st.lists(st.floats(-100, 100), min_size=4, max_size=15),
        st.floats(-10, 10),
        st.integers(1, 5),
    )
    @settings(max_examples=60, deadline=None)
    def test_adding_a_line_adds_its_slope(self, value, slope, years):
        start = np.arange(2000, 2000 + len(value))
        one = linear_trend(start, start + years - 1, value, straddling=False)
        other = linear_trend(start, start + years - 1, value + slope * start, straddling=False)
        assert other.slope == pytest.approx(one.slope + slope, abs=1e-6)

    @given(st.lists(st.floats(-100, 100), min_size=4, max_size=12), st.floats(0.1, 10))
    @settings(max_examples=60, deadline=None)
    def test_the_unit_only_scales(self, value, factor):
        start = np.arange(2000, 2000 + len(value))
        one = linear_trend(start, start + 2, value, standard_error=[1.0] * len(value))
        other = linear_trend(
            start, start + 2, np.array(value) * factor, standard_error=[factor] * len(value)
        )
        assert other.upper_ci == pytest.approx(one.upper_ci * factor, abs=1e-6)
        assert other.p_value == pytest.approx(one.p_value, abs=1e-6)
        assert one.lower_ci <= one.slope <= one.upper_ci


class TestBadInput:
    def test_missing_values_are_left_out(self):
        gappy = np.where(np.isin(START, [2008, 2012]), np.nan, VALUE)
        kept = ~np.isnan(gappy)
        one = linear_trend(START, START + 2, gappy, standard_error=np.full(12, 0.2))
        other = linear_trend(
            START[kept], START[kept] + 2, VALUE[kept], standard_error=np.full(10, 0.2)
        )
        assert one == other

    @pytest.mark.parametrize(
        ("start", "end", "value", "words"),
        [
            ([], [], [], "fewer than three points (0)"),
            ([2001, 2002], [2001, 2002], [1, 2], "fewer than three points (2)"),
            ([2001, 2002, 2003], [2001, 2002, 2003], [1, np.nan, 2], "fewer than three points (2)"),
            ([2001, 2002, 2002], [2001, 2002, 2002], [1, 2, 3], "2002 appears more than once"),
            ([2001, 2002, 2003], [2001, 2002, 2003], [1, np.inf, 3], "value of 2002 is not finite"),
            ([2001, 2005, 2003], [2001, 2002, 2003], [1, 2, 3], "ends before it starts"),
            ([2001, np.nan, 2003], [2001, 2002, 2003], [1, 2, 3], "missing a year"),
            ([2001, 2000, 1999], [2001, 2002, 2003], [1, 2, 3], "same middle"),
            ([2001, 2002, 2003, 2001], [2001, 2002, 2003, 2003], [1, 2, 3, 2], "made up of others"),
        ],
    )
    def test_noted(self, start, end, value, words):
        trend = linear_trend(start, end, value)
        assert np.isnan(trend.slope)
        assert np.isnan([trend.lower_ci, trend.upper_ci, trend.p_value]).all()
        assert words in trend.note

    @pytest.mark.parametrize("value", [[5, 5, 5, 5], [1, 2, 3, 4]])
    def test_no_scatter_no_limits(self, value):
        trend = linear_trend([2001, 2002, 2003, 2004], [2001, 2002, 2003, 2004], value)
        assert np.isfinite(trend.slope)
        assert np.isnan(trend.lower_ci)
        assert "no scatter" in trend.method

    @pytest.mark.parametrize("bad", [np.nan, 0.0, -1.0])
    def test_an_error_that_cannot_be_used_falls_back_on_the_scatter(self, bad):
        error = np.where(START == 2007, bad, 0.2)
        trend = linear_trend(START, START, VALUE, standard_error=error)
        without = linear_trend(START, START, VALUE)
        assert replace(trend, method="") == replace(without, method="")
        assert "the error of 2007 is missing or not above zero" in trend.method
        assert "errors not known" in trend.method

    def test_lengths_and_words(self):
        with pytest.raises(DataError, match="value has 3 numbers for 2 periods"):
            linear_trend([2001, 2002], [2001, 2002], [1, 2, 3])
        with pytest.raises(DataError, match="standard_error has 1 numbers for 2 periods"):
            linear_trend([2001, 2002], [2001, 2002], [1, 2], standard_error=[1])
        with pytest.raises(DataError, match="value holds something that is not a number"):
            linear_trend([2001], [2001], ["high"])

    def test_indexes_that_differ_are_refused(self):
        value = pd.Series(VALUE, index=START)
        with pytest.raises(DataError, match="period_start and value have different indexes"):
            linear_trend(pd.Series(START), pd.Series(START), value)

    def test_what_has_no_line_has_no_height(self):
        trend = linear_trend([2001], [2001], [1])
        assert np.isnan([trend.fitted(2001).value, trend.probability_up, trend.detectable]).all()
        assert "fewer than three" in trend.fitted(2001).note

    def test_an_error_below_zero_predicts_nothing(self):
        with pytest.raises(ParameterError, match="error=-1 must be zero or more"):
            linear_trend(START, START, VALUE).expected(2030, error=-1)

    def test_suppressed(self):
        assert Trend.suppressed("why").note == "why"


@pytest.mark.slow
@pytest.mark.parametrize("points", [8, 14, 20])
@pytest.mark.parametrize("known", [True, False])
def test_coverage_on_three_year_periods(points, known):
    """The interval holds the truth 93% to 97% of the time; the ordinary fit does not."""
    rng = np.random.default_rng(points)
    start, truth, repetitions = np.arange(2000, 2000 + points), 0.1, 2_000
    inside = naive = 0
    for _ in range(repetitions):
        years = rng.normal(0, 1.5, points + 2) + truth * np.arange(points + 2)
        value = np.convolve(years, np.full(3, 1 / 3), "valid")
        error = np.full(points, 1.5 / np.sqrt(3)) if known else None
        trend = linear_trend(start, start + 2, value, standard_error=error)
        inside += trend.lower_ci <= truth <= trend.upper_ci
        line = stats.linregress(start, value)
        naive += abs(line.slope - truth) <= stats.t.ppf(0.975, points - 2) * line.stderr
    assert 0.93 <= inside / repetitions <= 0.97
    assert naive / repetitions < 0.85
