"""The 21 summary measures: by hand, from the World Health Organization, by two routes.

Outside references
------------------
- tests/reference/who_births_by_wealth_quintile.csv: concentration indices published by the World
  Health Organization for its own example.
- statsmodels WLS for the slope index; scipy's weighted entropy for the Theil index and the mean log
  deviation, which are relative entropies of shares of health and of people.
"""

import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import DataError, ParameterError
from analysis.statistics import inequality_formulas, inequality_measures, rii, sii
from analysis.statistics.inequality_measures import MEASURES

VALUE = np.array([20.0, 35.0, 40.0, 55.0, 50.0, 70.0])
PEOPLE = np.array([100.0, 250.0, 150.0, 300.0, 120.0, 80.0])
ERROR = np.array([2.0, 1.5, 1.8, 1.2, 2.1, 2.5])
SHARE = PEOPLE / PEOPLE.sum()
MEAN = SHARE @ VALUE

ORDERED_ONLY = {
    "slope index of inequality",
    "relative index of inequality",
    "absolute concentration index",
    "relative concentration index",
}
ANY = {
    "difference",
    "ratio",
    "population attributable risk",
    "population attributable fraction",
}
NON_NEGATIVE = [measure.name for measure in MEASURES if measure.dimension == "unordered"]


def measures(value=VALUE, people=PEOPLE, **kwargs):
    return inequality_measures(value, people, **kwargs).set_index("measure")


class TestShape:
    def test_columns_and_rows(self):
        table = inequality_measures(VALUE, PEOPLE)
        assert list(table.columns) == [
            "measure",
            "value",
            "standard_error",
            "lower_ci",
            "upper_ci",
            "note",
        ]
        assert len(table) == 21
        assert table["measure"].is_unique

    def test_what_needs_an_order_is_not_given_for_groups_without_one(self):
        table = measures(standard_error=ERROR, ordered=False)
        missing = table["value"].isna()
        assert set(table.index[missing]) == ORDERED_ONLY
        assert table.loc[missing, "note"].str.startswith("Not for an unordered dimension").all()
        limits = ["standard_error", "lower_ci", "upper_ci"]
        assert table.loc[~missing, limits].notna().all(axis=None)

    def test_a_measure_that_leaves_an_order_unused_says_so(self):
        table = measures(standard_error=ERROR, ordered=True)
        assert table["value"].notna().all()
        noted = table["note"].str.startswith("Takes no account of the order")
        assert set(table.index[~noted]) == ANY | ORDERED_ONLY

    def test_every_measure_is_documented(self):
        entries = re.split(r"\n(?=\S)", inequality_formulas.__doc__)
        for measure in MEASURES:
            name = measure.name.removesuffix(" (weighted)").partition(" from ")[0]
            (text,) = [
                " ".join(x.split()) for x in entries if x.startswith((f"{name}\n", f"{name} f"))
            ]
            assert re.search(f"(Simple|Complex), {measure.kind},", text), measure.name
            assert all(word in text for word in ("unit", "weighted", "Error: ")), measure.name
            assert re.search("sign|positive|negative|above 1", text), measure.name
            assert {"either": "ordered or unordered"}.get(
                measure.dimension, f"weighted, {measure.dimension}"
            ) in re.sub(r"weighted (or not|\(.*?\))", "weighted", text), measure.name


class TestByHand:
    """Two groups of 1 and 3 people with 10 and 20: shares 1/4 and 3/4, mean 17.5."""

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("difference", 10),
            ("ratio", 2),
            ("between-group variance", 0.25 * 7.5**2 + 0.75 * 2.5**2),
            ("between-group standard deviation", np.sqrt(18.75)),
            ("coefficient of variation", 100 * np.sqrt(18.75) / 17.5),
            ("mean difference from mean", 5),
            ("mean difference from mean (weighted)", 3.75),
            ("mean difference from best group", 5),
            ("mean difference from best group (weighted)", 2.5),
            ("mean difference from reference group", 5),
            ("mean difference from reference group (weighted)", 7.5),
            ("index of disparity", 100 * 5 / 17.5),
            ("index of disparity (weighted)", 100 * 3.75 / 17.5),
            ("Theil index", 1000 * (10 / 70 * np.log(4 / 7) + 60 / 70 * np.log(8 / 7))),
            ("mean log deviation", -1000 * (0.25 * np.log(4 / 7) + 0.75 * np.log(8 / 7))),
        ],
    )
    def test_unordered(self, name, expected):
        found = measures([10, 20], [1, 3], ordered=False, reference=0)
        assert found.loc[name, "value"] == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            # Mid-ranks 1/8 and 5/8: p (2X - 1) is -3/16 and 3/16.
            ("absolute concentration index", 10 * 3 / 16),
            ("relative concentration index", 10 * 3 / 16 / 17.5),
            ("population attributable risk", 2.5),
            ("population attributable fraction", 100 * 2.5 / 17.5),
        ],
    )
    def test_ordered(self, name, expected):
        assert measures([10, 20], [1, 3]).loc[name, "value"] == pytest.approx(expected)

    def test_high_is_bad(self):
        table = measures([20, 10], [1, 3], favourable=False)
        assert table.loc["difference", "value"] == 10
        assert table.loc["ratio", "value"] == 2
        assert table.loc["population attributable risk", "value"] == pytest.approx(-2.5)
        loose = measures([20, 10, 15], [1, 3, 1], favourable=False, ordered=False)
        assert loose.loc["difference", "value"] == 10
        assert loose.loc["mean difference from best group", "value"] == pytest.approx(5)

    def test_nothing_to_gain_from_a_worse_reference(self):
        table = measures([20, 30, 10], [1, 1, 1], standard_error=[1, 1, 1])
        for name in ("population attributable risk", "population attributable fraction"):
            assert table.loc[name, "value"] == 0
            assert "nothing is attributable" in table.loc[name, "note"]

    def test_error_of_the_difference(self):
        table = measures([70, 75, 80], [1, 1, 1], standard_error=[3, 1, 4])
        assert table.loc["difference", "standard_error"] == pytest.approx(5)
        assert table.loc["difference", "upper_ci"] == pytest.approx(10 + 1.959964 * 5, abs=1e-5)

    def test_limits_of_the_ratio_are_on_the_log_scale(self):
        row = measures([40, 50, 80], [1, 1, 1], standard_error=[4, 1, 8]).loc["ratio"]
        assert row["upper_ci"] == pytest.approx(2 * np.exp(1.959964 * np.sqrt(0.02)), rel=1e-6)
        assert row["lower_ci"] * row["upper_ci"] == pytest.approx(4)


class TestOutside:
    def test_world_health_organization(self, reference):
        data = pd.read_csv(reference / "who_births_by_wealth_quintile.csv", comment="#")
        table = measures(data["estimate"], data["population"])
        found = table["value"]
        assert found["absolute concentration index"] == pytest.approx(4.30052, abs=5e-6)
        assert found["relative concentration index"] == pytest.approx(0.0469506, abs=5e-7)
        # The setting average is published; the richest quintile less it is what is attributable.
        assert found["population attributable risk"] == pytest.approx(99.22405 - 91.59669, abs=1e-4)

    def test_slope_weights_are_shares_once(self):
        value, people = [20, 60, 40, 55, 50, 70], np.array([50, 900, 100, 300, 400, 80.0])
        rank = np.cumsum(people / people.sum()) - people / people.sum() / 2
        line = sm.WLS(value, sm.add_constant(rank), weights=people).fit()
        squared = sm.WLS(value, sm.add_constant(rank), weights=people**2).fit()
        found = measures(value, people).loc["slope index of inequality", "value"]
        assert found == pytest.approx(line.params[1])
        assert abs(found - squared.params[1]) > 1

    def test_concentration_index_is_twice_a_covariance(self):
        rank = np.cumsum(SHARE) - SHARE / 2
        covariance = SHARE @ (VALUE * rank) - MEAN * (SHARE @ rank)
        assert measures().loc["absolute concentration index", "value"] == pytest.approx(
            2 * covariance
        )

    def test_entropy(self):
        health = SHARE * VALUE / MEAN
        table = measures(ordered=False)["value"]
        assert table["Theil index"] == pytest.approx(1000 * stats.entropy(health, SHARE))
        assert table["mean log deviation"] == pytest.approx(1000 * stats.entropy(SHARE, health))

    def test_weighted_variance(self):
        described = sm.stats.DescrStatsW(VALUE, weights=PEOPLE)
        table = measures(ordered=False)["value"]
        assert table["between-group variance"] == pytest.approx(described.var)
        assert table["coefficient of variation"] == pytest.approx(
            100 * described.std / described.mean
        )


class TestTwoRoutes:
    def test_slope_and_ratio_agree_with_their_own_functions(self):
        for error in (ERROR, None):
            table = measures(standard_error=error)
            for name, function in (
                ("slope index of inequality", sii),
                ("relative index of inequality", rii),
            ):
                estimate = function(VALUE, PEOPLE, standard_error=error)
                found = table.loc[name, ["value", "lower_ci", "upper_ci"]].tolist()
                assert found == pytest.approx(
                    [estimate.value, estimate.lower_ci, estimate.upper_ci]
                )

    @pytest.mark.parametrize("ordered", [True, False])
    def test_errors_against_simulation(self, ordered):
        """Every standard error is the spread of the measure itself, on its own scale."""
        small = ERROR / 10
        table = measures(standard_error=small, ordered=ordered, reference=5)
        drawn = np.random.default_rng(8).normal(VALUE, small, (1_000, 6))
        spread = pd.concat(
            [measures(y, ordered=ordered, reference=5)["value"] for y in drawn], axis=1
        ).std(axis=1)
        known = table["value"].notna()
        ratio = table.loc[known, "standard_error"] / spread[known]
        assert ratio.between(0.9, 1.1).all(), ratio

    def test_variance_of_the_variance_near_equality(self):
        """Where groups are nearly equal the first-order error would be far too small."""
        value, error = np.array([50.0, 50.1, 49.9, 50.05, 50.0, 49.95]), np.full(6, 2.0)
        row = measures(value, standard_error=error, ordered=False).loc["between-group variance"]
        drawn = np.random.default_rng(4).normal(value, error, (200_000, 6))
        spread = ((drawn - (drawn @ SHARE)[:, None]) ** 2 @ SHARE).std()
        assert row["standard_error"] == pytest.approx(spread, rel=0.02)

    def test_the_scales_of_theil_deviation_and_fraction(self):
        """The errors in circulation: a value times 1,000 or 100 with an error that is not."""
        table = measures(standard_error=ERROR, ordered=False)
        for name in ("Theil index", "mean log deviation", "population attributable fraction"):
            row = table.loc[name]
            assert row["upper_ci"] - row["value"] == pytest.approx(
                1.959964 * row["standard_error"], rel=1e-5
            )
            assert 0.01 < row["standard_error"] / row["value"] < 1

    def test_same_answer_each_time(self):
        kwargs = {"standard_error": ERROR, "ordered": False}
        pd.testing.assert_frame_equal(measures(**kwargs), measures(**kwargs))


levels = st.lists(st.floats(1, 100), min_size=5, max_size=12)


class TestProperties:
    @given(levels)
    @settings(max_examples=40, deadline=None)
    def test_what_cannot_be_negative_is_not(self, value):
        people = np.arange(1.0, len(value) + 1)
        table = measures(value, people, standard_error=[1.0] * len(value), ordered=False)
        rows = table.loc[NON_NEGATIVE]
        assert (rows["value"] >= -1e-9).all()
        assert (rows["lower_ci"].dropna() >= 0).all()

    @given(levels, st.floats(0.01, 100))
    @settings(max_examples=40, deadline=None)
    def test_relative_measures_have_no_unit(self, value, factor):
        people = np.arange(1.0, len(value) + 1)
        for ordered in (True, False):
            one = measures(value, people, ordered=ordered)["value"]
            other = measures(np.array(value) * factor, people, ordered=ordered)["value"]
            for measure in MEASURES:
                scale = 1 if measure.kind == "relative" else factor
                scale = factor**2 if measure.name == "between-group variance" else scale
                assert other[measure.name] == pytest.approx(
                    one[measure.name] * scale, rel=1e-6, abs=1e-6, nan_ok=True
                )

    @given(st.floats(1, 100))
    @settings(max_examples=20, deadline=None)
    def test_equal_groups_have_no_inequality(self, level):
        for ordered in (True, False):
            table = measures(np.full(6, level), ordered=ordered, standard_error=ERROR)
            found = table["value"].dropna()
            ratios = [x for x in found.index if x in ("ratio", "relative index of inequality")]
            assert found[ratios].to_numpy() == pytest.approx(1)
            assert found.drop(ratios).to_numpy() == pytest.approx(0, abs=1e-6)

    @given(st.permutations(range(6)))
    @settings(max_examples=20, deadline=None)
    def test_unordered_measures_ignore_the_order(self, order):
        rows = list(order)
        one = measures(ordered=False)["value"]
        other = measures(VALUE[rows], PEOPLE[rows], ordered=False)["value"]
        assert other.to_numpy() == pytest.approx(one.to_numpy(), nan_ok=True)


class TestBadInput:
    @pytest.mark.parametrize(
        ("value", "people", "words"),
        [
            ([], [], "fewer than two groups (0)"),
            ([5], [1], "fewer than two groups (1)"),
            ([5, np.nan, 7], [1, 1, 1], "Group 2 has a missing or infinite value"),
            ([5, 6, np.inf], [1, 1, 1], "Group 3 has a missing or infinite value"),
            ([5, 6, 7], [1, 0, 1], "Group 2 has a missing, zero or negative population"),
            ([5, 6, 7], [np.nan, 1, 1], "Group 1 has a missing, zero or negative population"),
        ],
    )
    @pytest.mark.parametrize("ordered", [True, False])
    def test_groups_that_cannot_be_used(self, value, people, words, ordered):
        table = inequality_measures(value, people, ordered=ordered)
        assert len(table) == 21
        assert table["value"].isna().all()
        assert table["note"].str.contains(words, regex=False).all()

    def test_too_few_groups_for_a_line_leave_the_other_measures(self):
        table = measures([5, 6, 7], [1, 1, 1])
        assert "fewer than five groups" in table.loc["slope index of inequality", "note"]
        assert "fewer than five groups" in table.loc["relative index of inequality", "note"]
        assert table.loc["absolute concentration index", "value"] > 0

    def test_zeros(self):
        table = measures([0, 5, 10], [1, 1, 1], standard_error=[1, 1, 1], ordered=False)
        assert "no ratio" in table.loc["ratio", "note"]
        assert "no logarithm" in table.loc["mean log deviation", "note"]
        assert table.loc["Theil index", "value"] > 0
        assert "not defined" in table.loc["Theil index", "note"]
        nothing = measures([0, 0, 0], [1, 1, 1], ordered=False)
        for name in ("Theil index", "index of disparity", "coefficient of variation"):
            assert np.isnan(nothing.loc[name, "value"])
            assert nothing.loc[name, "note"]

    def test_a_line_that_starts_below_zero(self):
        table = measures([-5, 0, 5, 10, 15], [1] * 5)
        assert "not above zero" in table.loc["relative index of inequality", "note"]
        assert "not above zero" not in table.loc["slope index of inequality", "note"]

    def test_a_mean_below_zero(self):
        table = measures([-5, -4, -3, -2, -1], [1] * 5)
        for name in ("relative concentration index", "population attributable fraction"):
            assert "mean is not above zero" in table.loc[name, "note"]

    def test_no_errors_no_interval(self):
        table = measures(ordered=False)
        known = table["value"].notna()
        assert table.loc[known, "lower_ci"].isna().all()
        assert (
            table.loc[known, "note"] == ("No standard errors were given, so there is no interval.")
        ).all()

    @pytest.mark.parametrize("bad", [np.nan, -1.0, np.inf])
    def test_a_bad_error_gives_values_without_intervals(self, bad):
        error = np.where(np.arange(6) == 1, bad, ERROR)
        table = measures(standard_error=error)
        assert table.loc["difference", "value"] == 50
        assert table["standard_error"].isna().all()
        assert (
            "Group 2 has a missing, zero or negative standard error" in table.loc["ratio", "note"]
        )

    def test_misuse(self):
        with pytest.raises(DataError, match="population has 5 numbers but value has 6"):
            inequality_measures(VALUE, PEOPLE[:5])
        with pytest.raises(DataError, match="standard_error has 2 numbers"):
            inequality_measures(VALUE, PEOPLE, standard_error=[1, 2])
        with pytest.raises(ParameterError, match="reference=6 is not the position of one of 6"):
            inequality_measures(VALUE, PEOPLE, reference=6)
        with pytest.raises(DataError, match="not a number"):
            inequality_measures(["high", "low"], [1, 1])

    def test_only_what_is_asked_for_is_given_and_is_the_same(self):
        errors = [0.5] * len(VALUE)
        every = measures(standard_error=errors)
        some = measures(standard_error=errors, only={"Theil index", "difference"})
        assert some.index.tolist() == ["difference", "Theil index"]
        pd.testing.assert_frame_equal(some, every.loc[some.index], check_exact=True)

    def test_a_measure_that_is_none_is_named(self):
        with pytest.raises(ParameterError, match="No measure is called 'Theil'"):
            inequality_measures(VALUE, PEOPLE, only=["Theil"])
