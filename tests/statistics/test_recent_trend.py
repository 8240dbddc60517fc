"""The Fingertips rule: by hand, against statsmodels and R, and what cannot be calculated."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import Table

from analysis.errors import DataError, ParameterError
from analysis.statistics import recent_trend
from analysis.statistics.recent_trend import CRITICAL, _chi_squared_of_counts


def proportions(counts, denominators=1000, area="A", start=2015):
    return pd.DataFrame(
        {
            "area": area,
            "period_start": np.arange(start, start + len(counts)),
            "count": counts,
            "denominator": denominators,
        }
    )


def values(value, half, area="A", start=2015):
    value = np.asarray(value, dtype=float)
    return pd.DataFrame(
        {
            "area": area,
            "period_start": np.arange(start, start + len(value)),
            "value": value,
            "lower_ci": value - half,
            "upper_ci": value + half,
        }
    )


class TestOutside:
    def test_critical_value(self):
        assert pytest.approx(stats.chi2.ppf(0.998, 1)) == CRITICAL
        assert round(CRITICAL, 4) == 9.5495

    def test_r_documentation(self):
        """R, stats::prop.trend.test, the smokers of its help page: X-squared 8.2249."""
        counts, people = np.array([[83, 90, 129, 70.0]]), np.array([[86, 93, 136, 82.0]])
        year = np.array([[1.0, 2, 3, 4]])
        assert _chi_squared_of_counts(counts, people, year)[0] == pytest.approx(8.2249, abs=5e-5)

    def test_statsmodels_ordinal_association(self):
        counts, people = np.array([200, 215, 221, 260, 270]), np.array([990, 1010, 1020, 1000, 980])
        found = recent_trend(proportions(counts, people), by="area", kind="proportion")
        linear = Table(np.column_stack([counts, people - counts])).test_ordinal_association(
            row_scores=np.arange(5.0), col_scores=np.array([1.0, 0.0])
        )
        # statsmodels has the finite population factor N - 1 where the rule has N.
        total = people.sum()
        expected = linear.zscore**2 * total / (total - 1)
        assert found["chi_squared"].iloc[0] == pytest.approx(expected, rel=1e-9)

    def test_slope_of_the_logit(self):
        counts, people = np.array([200, 215, 221, 260, 270]), np.full(5, 1000)
        found = recent_trend(proportions(counts), by="area", kind="proportion")
        logistic = sm.GLM(
            np.column_stack([counts, people - counts]),
            sm.add_constant(np.arange(5.0)),
            family=sm.families.Binomial(),
        ).fit()
        assert found["slope"].iloc[0] == pytest.approx(logistic.params[1], rel=0.01)

    def test_inverse_variance_weighted_slope(self):
        value, half = np.array([50, 53, 52, 57, 60.0]), np.array([2, 3, 2, 2.5, 3])
        found = recent_trend(values(value, half), by="area", kind="other").iloc[0]
        weight = (1.959964 / half) ** 2
        line = sm.WLS(value, sm.add_constant(np.arange(5.0)), weights=weight).fit(
            cov_type="fixed scale", use_t=False
        )
        assert found["slope"] == pytest.approx(line.params[1])
        assert found["chi_squared"] == pytest.approx(line.tvalues[1] ** 2, rel=1e-6)


class TestRule:
    def test_by_hand(self):
        # Variances of 1, slope 2 and S(t - 3)^2 = 10: chi-squared 2^2 x 10.
        found = recent_trend(values([1, 3, 5, 7, 9], 1.959963984540054), by="area", kind="other")
        assert found["chi_squared"].iloc[0] == pytest.approx(40)
        assert found["trend"].iloc[0] == "increasing"

    def test_decreasing_and_none(self):
        data = pd.concat(
            [
                proportions([300, 280, 250, 220, 200], area="down"),
                proportions([200, 205, 198, 202, 201], area="flat"),
            ]
        )
        found = recent_trend(data, by="area", kind="proportion")
        assert found["trend"].tolist() == ["decreasing", "no significant change"]

    def test_one_point_cannot_decide(self):
        # Flat with a slight fall, and one high point at the end that carries the whole slope.
        found = recent_trend(values([50, 49, 48, 47, 80], 3), by="area", kind="other").iloc[0]
        assert found["chi_squared"] > CRITICAL
        assert found["trend"] == "no significant change"

    def test_only_the_last_five_count(self):
        long = proportions([900, 1, 900, 200, 230, 260, 280, 310])
        short = proportions([200, 230, 260, 280, 310], start=2018)
        found, alone = (recent_trend(x, by="area", kind="proportion") for x in (long, short))
        pd.testing.assert_frame_equal(found, alone)

    def test_order_of_rows_does_not_matter(self):
        data = proportions([200, 230, 260, 280, 310])
        found = recent_trend(data.iloc[::-1], by="area", kind="proportion")
        pd.testing.assert_frame_equal(found, recent_trend(data, by="area", kind="proportion"))

    @given(st.lists(st.integers(1, 999), min_size=5, max_size=5))
    @settings(max_examples=50, deadline=None)
    def test_events_and_non_events_mirror_each_other(self, counts):
        counts = np.array(counts)
        data = pd.concat([proportions(counts), proportions(1000 - counts, area="B")])
        one, other = recent_trend(data, by="area", kind="proportion").itertuples(index=False)
        assert one.chi_squared == pytest.approx(other.chi_squared, abs=1e-8)
        assert one.slope == pytest.approx(-other.slope, abs=1e-9)

    def test_a_year_without_events(self):
        found = recent_trend(proportions([0, 10, 20, 40, 60]), by="area", kind="proportion")
        assert found["trend"].iloc[0] == "increasing"
        assert np.isfinite(found["slope"].iloc[0])


class TestCannotBeCalculated:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (proportions([1, 2, 3, 4]), "fewer than five points (4)"),
            (
                proportions([1, 2, 3, 4, 5]).assign(period_start=[2010, 2011, 2012, 2013, 2015]),
                "in a row",
            ),
            (
                proportions([1, 2, 3, 4, 5]).assign(period_start=[2010, 2011, 2012, 2012, 2013]),
                "in a row",
            ),
            (proportions([1, 2, np.nan, 4, 5]), "missing or impossible"),
            (proportions([1, 2, np.inf, 4, 5]), "missing or impossible"),
            (proportions([1, 2, 3, 4, 5], [9, 9, 0, 9, 9]), "missing or impossible"),
            (proportions([1, 2, 30, 4, 5], 20), "missing or impossible"),
            (proportions([1, -2, 3, 4, 5]), "missing or impossible"),
            (proportions([0, 0, 0, 0, 0]), "Nobody, or everybody"),
            (proportions([9, 9, 9, 9, 9], 9), "Nobody, or everybody"),
            (
                proportions([1, 2, 3, 4, 5]).assign(period_end=lambda x: x["period_start"] + 2),
                "longer than a year",
            ),
        ],
    )
    def test_proportions(self, data, words):
        both = pd.concat([data, proportions([200, 230, 260, 280, 310], area="B")])
        found = recent_trend(both, by="area", kind="proportion")
        assert found["trend"].tolist()[0] == "cannot be calculated"
        assert words in found["note"].iloc[0]
        assert np.isnan(found["chi_squared"].iloc[0])
        assert found["trend"].tolist()[1] == "increasing"

    @pytest.mark.parametrize(
        "data",
        [
            values([1, 2, np.nan, 4, 5], 1),
            values([1, 2, 3, 4, 5], 0),
            values([1, 2, 3, 4, 5], np.inf),
            values([1, 2, 3, 4, 5], 1).assign(lower_ci=np.nan),
        ],
    )
    def test_values(self, data):
        found = recent_trend(data, by="area", kind="other").iloc[0]
        assert found["trend"] == "cannot be calculated"
        assert "no interval" in found["note"]

    def test_school_years_are_annual(self):
        data = proportions([200, 230, 260, 280, 310]).assign(
            period_end=lambda x: x["period_start"] + 1
        )
        assert recent_trend(data, by="area", kind="proportion")["trend"].iloc[0] == "increasing"

    def test_two_calendar_years_are_longer_than_one_and_a_school_year_is_not(self):
        data = proportions([0, 10, 20, 40, 60])
        two = data.assign(period_end=data["period_start"] + 1)
        found = recent_trend(two, by="area", kind="proportion", straddling=False)
        assert "longer than a year" in found["note"].iloc[0]
        begins = data["period_start"] + 8 / 12
        school = data.assign(period_start=begins, period_end=begins + 1)
        found = recent_trend(school, by="area", kind="proportion", straddling=False)
        assert found["trend"].iloc[0] == "increasing"

    def test_empty_table(self):
        found = recent_trend(proportions([]), by=["area"], kind="proportion")
        assert found.empty
        assert list(found.columns) == ["area", "trend", "chi_squared", "slope", "note"]

    def test_misuse(self):
        data = proportions([1, 2, 3, 4, 5])
        with pytest.raises(ParameterError, match="kind='rate' is not known"):
            recent_trend(data, by="area", kind="rate")
        with pytest.raises(DataError, match="no column 'value'"):
            recent_trend(data, by="area", kind="other")
        with pytest.raises(DataError, match="which is not a number"):
            recent_trend(data.assign(count="few"), by="area", kind="proportion")
