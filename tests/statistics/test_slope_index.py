"""The slope and relative index: by hand, against statsmodels, by two routes, and on real figures.

Outside references
------------------
- statsmodels WLS, with HC3 covariance: the regression itself.
- The published slope index of 2014 to 2016 for areas of England (2024 vintage), against life
  expectancy by within-area deprivation decile of the same period: see `test_back_test`.
"""

import re
import time

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import DataError, ParameterError
from analysis.statistics import rii, sii, slope_index

VALUE = np.array([70.6, 72.6, 75.1, 75.2, 76.2, 75.2, 77.1, 79.8, 80.8, 82.7])
PEOPLE = np.array([13837, 14519, 14940, 14599, 12311, 13196, 13335, 13388, 13685, 11779.0])
ERROR = np.array([1.13, 1.02, 1.11, 1.49, 1.31, 1.17, 1.31, 1.09, 0.98, 1.32])

# More than 0.6 year from the published index. Both figures are rounded from deaths and populations
# of two releases, and the period of the deciles is inferred (see the data's README).
OUTLIERS = {
    "East Dorset Female",
    "Harrogate Female",
    "Hartlepool Female",
    "Hertsmere Male",
    "Hounslow Male",
    "Huntingdonshire Female",
    "Huntingdonshire Male",
    "Hyndburn Female",
    "Mid Suffolk Male",
    "Rossendale Male",
    "Solihull Female",
    "St Albans Female",
    "Test Valley Female",
    "Tower Hamlets Female",
    "Tower Hamlets Male",
    "Welwyn Hatfield Female",
    "West Lancashire Male",
}


def mid_ranks(people):
    share = people / people.sum()
    return np.cumsum(share) - share / 2


def table(areas=3, groups=10, seed=1):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "area": np.repeat([f"A{n}" for n in range(areas)], groups),
            "decile": np.tile(np.arange(1, groups + 1), areas),
            "value": 75 + rng.normal(0, 2, areas * groups),
            "population": rng.integers(500, 5000, areas * groups),
            "standard_error": rng.uniform(0.5, 1.5, areas * groups),
        }
    )


class TestByHand:
    def test_equal_groups_on_a_line(self):
        # Ranks 0.1, 0.3, 0.5, 0.7, 0.9; a step of 2 for each 0.2 of rank is a slope of 10.
        estimate = sii([70, 72, 74, 76, 78], [100] * 5, standard_error=[1] * 5)
        assert estimate.value == pytest.approx(10)
        # c = 0.2 (b - 0.5) / 0.08 = -1, -0.5, 0, 0.5, 1: the error is sqrt(2.5).
        assert estimate.upper_ci == pytest.approx(10 + 1.959964 * np.sqrt(2.5), abs=1e-6)
        assert estimate.lower_ci == pytest.approx(10 - 1.959964 * np.sqrt(2.5), abs=1e-6)

    def test_ratio_of_the_fitted_ends(self):
        # The line runs from 69 to 79.
        assert rii([70, 72, 74, 76, 78], [100] * 5).value == pytest.approx(79 / 69)

    def test_the_sign_is_least_less_most_deprived(self):
        assert sii([30, 25, 20, 15, 10], [1] * 5).value == pytest.approx(-25)

    def test_errors_from_limits(self):
        half = 1.959964 * 2
        by_limits = sii(VALUE, PEOPLE, lower_ci=VALUE - half, upper_ci=VALUE + half)
        by_errors = sii(VALUE, PEOPLE, standard_error=np.full(10, 2.0))
        assert by_limits.upper_ci == pytest.approx(by_errors.upper_ci, abs=1e-5)

    def test_log_line_ends(self):
        # Values that double over the whole population: ln y is a straight line of slope ln 2.
        rank = np.arange(0.1, 1, 0.2)
        value = 100 * 2**rank
        kwargs = {"standard_error": value * 0.05, "scale": "log", "fit": "scale"}
        assert sii(value, [1] * 5, **kwargs).value == pytest.approx(100)
        ratio = rii(value, [1] * 5, **kwargs)
        assert ratio.value == pytest.approx(2)
        half = 1.959964 * 0.05 * np.sqrt(2.5)
        assert ratio.lower_ci == pytest.approx(2 * np.exp(-half), rel=1e-6)
        assert ratio.upper_ci == pytest.approx(2 * np.exp(half), rel=1e-6)


class TestOutside:
    def test_statsmodels_weighted_least_squares(self):
        design = sm.add_constant(mid_ranks(PEOPLE))
        line = sm.WLS(VALUE, design, weights=PEOPLE).fit()
        assert sii(VALUE, PEOPLE).value == pytest.approx(line.params[1])
        ends = line.params[0], line.params.sum()
        assert rii(VALUE, PEOPLE).value == pytest.approx(ends[1] / ends[0])

    def test_statsmodels_hc3(self):
        design = sm.add_constant(mid_ranks(PEOPLE))
        line = sm.WLS(VALUE, design, weights=PEOPLE).fit(cov_type="HC3", use_t=True)
        estimate = sii(VALUE, PEOPLE)
        assert [estimate.lower_ci, estimate.upper_ci] == pytest.approx(line.conf_int()[1])
        assert "HC3" in estimate.method
        assert "HC3" not in sii(VALUE, PEOPLE, standard_error=ERROR).method

    def test_ranks_of_another_population(self):
        england = np.full(10, 1000.0)
        line = sm.WLS(VALUE, sm.add_constant(mid_ranks(england)), weights=PEOPLE).fit()
        assert sii(VALUE, PEOPLE, rank_population=england).value == pytest.approx(line.params[1])

    def test_back_test(self, shared_data):
        """Slope indices of 2014 to 2016, ours less the published one, in years."""
        national = shared_data / "national"
        deciles = pd.read_parquet(
            national / "mortality" / "life_expectancy_by_deprivation_decile_2014_to_2016.parquet"
        )
        published = pd.read_parquet(
            national
            / "indicators"
            / "slope-index-of-inequality-in-life-expectancy-2024-vintage.parquet"
        )
        ours = slope_index(
            deciles,
            by=["area_code", "sex"],
            group="deprivation_decile",
            population="person_years",
            standard_error="standard_error",
        )
        both = published[published["period"] == "2014 to 2016"].merge(
            ours[ours["note"] == ""], on=["area_code", "sex"]
        )
        gap = both["sii"] - both["value"]
        outliers = set(both.loc[gap.abs() > 0.6, ["area_name", "sex"]].agg(" ".join, axis=1))
        assert len(both) == 646
        assert abs(gap.mean()) < 0.1
        assert (gap.abs() <= 0.6).mean() >= 0.95, outliers
        assert outliers == OUTLIERS


class TestTwoRoutes:
    @pytest.mark.parametrize("error", [None, "standard_error"])
    @pytest.mark.parametrize(("scale", "fit"), [("identity", "value"), ("log", "scale")])
    def test_one_area_by_statsmodels_agrees_with_many_at_once(self, error, scale, fit):
        data = table(areas=40)
        together = slope_index(
            data, by="area", group="decile", standard_error=error, scale=scale, fit=fit
        )
        for (_, rows), expected in zip(
            data.groupby("area", sort=False), together.itertuples(), strict=True
        ):
            args = rows["value"], rows["population"]
            kwargs = {"standard_error": error and rows[error], "scale": scale, "fit": fit}
            for name, estimate in (("sii", sii(*args, **kwargs)), ("rii", rii(*args, **kwargs))):
                found = [estimate.value, estimate.lower_ci, estimate.upper_ci]
                names = name, f"{name}_lower_ci", f"{name}_upper_ci"
                assert found == pytest.approx([getattr(expected, x) for x in names], rel=1e-10)
                assert estimate.method == expected.method

    def test_exact_limits_agree_with_simulation(self):
        draws = VALUE + np.random.default_rng(3).normal(0, ERROR, (200_000, 10))
        share, rank = PEOPLE / PEOPLE.sum(), mid_ranks(PEOPLE)
        offset = rank - share @ rank
        slope = draws @ (share * offset) / (share @ offset**2)
        below = draws @ share - slope * (share @ rank)
        absolute = sii(VALUE, PEOPLE, standard_error=ERROR)
        relative = rii(VALUE, PEOPLE, standard_error=ERROR)
        expected = np.quantile(slope, [0.025, 0.975])
        assert [absolute.lower_ci, absolute.upper_ci] == pytest.approx(expected, abs=0.03)
        expected = np.quantile(1 + slope / below, [0.025, 0.975])
        assert [relative.lower_ci, relative.upper_ci] == pytest.approx(expected, abs=5e-4)

    @pytest.mark.parametrize("scale", ["log", "logit"])
    def test_simulated_limits_meet_the_exact_ones_where_errors_are_small(self, scale):
        value, error = VALUE / 100, ERROR / 1e4
        exact = sii(value, PEOPLE, standard_error=error)
        drawn = sii(value, PEOPLE, standard_error=error, scale=scale)
        assert drawn.value == pytest.approx(exact.value)
        width = exact.upper_ci - exact.lower_ci
        assert drawn.lower_ci == pytest.approx(exact.lower_ci, abs=0.02 * width)
        assert drawn.upper_ci == pytest.approx(exact.upper_ci, abs=0.02 * width)

    @pytest.mark.parametrize("scale", ["log", "logit"])
    def test_line_on_the_scale_brought_back(self, scale):
        value, error = VALUE / 100, ERROR / 1e4
        linear = sii(value, PEOPLE, standard_error=error)
        curved = sii(value, PEOPLE, standard_error=error, scale=scale, fit="scale")
        width = linear.upper_ci - linear.lower_ci
        assert curved.value == pytest.approx(linear.value, abs=0.002)
        assert curved.upper_ci - curved.lower_ci == pytest.approx(width, rel=0.1)

    @pytest.mark.parametrize("scale", ["identity", "log"])
    @pytest.mark.parametrize("standard_error", [None, "standard_error"])
    def test_table_and_arrays_agree(self, scale, standard_error):
        data = table()
        frame = slope_index(
            data.sample(frac=1, random_state=0),
            by="area",
            group="decile",
            standard_error=standard_error,
            scale=scale,
        ).set_index("area")
        for area, rows in data.groupby("area"):
            error = None if standard_error is None else rows["standard_error"]
            kwargs = {"standard_error": error, "scale": scale}
            for name, function in (("sii", sii), ("rii", rii)):
                estimate = function(rows["value"], rows["population"], **kwargs)
                found = frame.loc[area, [name, f"{name}_lower_ci", f"{name}_upper_ci"]].tolist()
                expected = [estimate.value, estimate.lower_ci, estimate.upper_ci]
                assert found == pytest.approx(expected, rel=1e-9)

    def test_same_seed_same_answer(self):
        kwargs = {"standard_error": ERROR / 100, "scale": "logit"}
        assert sii(VALUE / 100, PEOPLE, **kwargs) == sii(VALUE / 100, PEOPLE, **kwargs)
        other = sii(VALUE / 100, PEOPLE, **kwargs, seed=7)
        assert other.lower_ci != sii(VALUE / 100, PEOPLE, **kwargs).lower_ci
        assert "seed 7" in other.method

    def test_scatter_limits_of_a_log_line_use_t(self):
        line = sm.WLS(np.log(VALUE), sm.add_constant(mid_ranks(PEOPLE)), weights=PEOPLE)
        limits = np.exp(line.fit(cov_type="HC3", use_t=True).conf_int()[1])
        ratio = rii(VALUE, PEOPLE, scale="log", fit="scale")
        assert [ratio.lower_ci, ratio.upper_ci] == pytest.approx(limits)


values = st.lists(st.floats(10, 90), min_size=5, max_size=12)


class TestProperties:
    @given(values, st.floats(-50, 50), st.floats(0.1, 10))
    @settings(max_examples=60, deadline=None)
    def test_shift_and_scale(self, value, shift, factor):
        people = np.arange(1.0, len(value) + 1)
        moved = sii(np.array(value) * factor + shift, people).value
        assert moved == pytest.approx(factor * sii(value, people).value, abs=1e-6)

    @given(values)
    @settings(max_examples=60, deadline=None)
    def test_reversed_order_turns_the_sign(self, value):
        people = np.arange(1.0, len(value) + 1)
        turned = sii(value[::-1], people[::-1]).value
        assert turned == pytest.approx(-sii(value, people).value, abs=1e-6)

    @given(values, st.floats(0.1, 1000))
    @settings(max_examples=60, deadline=None)
    def test_only_shares_of_population_matter(self, value, factor):
        people = np.arange(1.0, len(value) + 1)
        assert sii(value, people * factor).value == pytest.approx(
            sii(value, people).value, abs=1e-6
        )

    @given(values)
    @settings(max_examples=60, deadline=None)
    def test_limits_hold_the_value_and_ratio_agrees_in_direction(self, value):
        people, error = np.arange(1.0, len(value) + 1), np.full(len(value), 0.5)
        absolute = sii(value, people, standard_error=error)
        relative = rii(value, people, standard_error=error)
        assert absolute.lower_ci <= absolute.value <= absolute.upper_ci
        if np.isfinite(relative.value):
            assert (relative.value > 1) == (absolute.value > 0) or absolute.value == pytest.approx(
                0, abs=1e-9
            )


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"value": np.where(np.arange(10) == 3, np.nan, VALUE)}, "Group 4 has a missing"),
            ({"value": np.where(np.arange(10) == 3, np.inf, VALUE)}, "Group 4 has a missing"),
            ({"population": np.where(np.arange(10) == 0, 0, PEOPLE)}, "Group 1 .* population"),
            ({"population": np.where(np.arange(10) == 0, -1, PEOPLE)}, "Group 1 .* population"),
            ({"population": np.where(np.arange(10) == 0, np.nan, PEOPLE)}, "Group 1 .* population"),
            ({"rank_population": np.zeros(10)}, "Group 1 .* population"),
            ({"value": VALUE[:4], "population": PEOPLE[:4]}, r"fewer than five groups \(4\)"),
            ({"value": [], "population": []}, r"fewer than five groups \(0\)"),
        ],
    )
    def test_a_group_that_cannot_be_used_is_noted(self, change, words):
        kwargs = {"value": VALUE, "population": PEOPLE} | change
        for function in (sii, rii):
            estimate = function(**kwargs)
            assert np.isnan([estimate.value, estimate.lower_ci, estimate.upper_ci]).all()
            assert re.search(words, estimate.note)

    @pytest.mark.parametrize(
        ("scale", "bad"), [("logit", 0.0), ("logit", 1.0), ("logit", 47.0), ("log", 0.0)]
    )
    def test_values_without_a_place_on_the_scale(self, scale, bad):
        value = np.where(np.arange(10) == 9, bad, VALUE / 100)
        estimate = sii(value, PEOPLE, standard_error=ERROR / 100, scale=scale)
        assert np.isnan(estimate.value)
        assert estimate.note.startswith("Group 10 has a value")

    def test_zero_is_a_value_on_the_identity_scale(self):
        assert np.isfinite(sii([0, 0, 1, 2, 3], [1] * 5).value)

    def test_no_ratio_from_an_end_below_zero(self):
        estimate = rii([-5, 0, 5, 10, 15], [1] * 5)
        assert np.isnan(estimate.value)
        assert "not above zero" in estimate.note

    def test_no_ratio_limits_where_the_end_may_be_zero(self):
        estimate = rii([2, 3, 4, 5, 6], [1] * 5, standard_error=[3] * 5)
        assert np.isfinite(estimate.value)
        assert np.isnan(estimate.lower_ci)
        assert "too uncertain" in estimate.method

    @pytest.mark.parametrize("bad", [np.nan, -1.0, np.inf])
    def test_a_missing_error_gives_no_limits(self, bad):
        error = np.where(np.arange(10) == 2, bad, ERROR)
        estimate = sii(VALUE, PEOPLE, standard_error=error)
        assert np.isfinite(estimate.value)
        assert np.isnan(estimate.lower_ci)
        assert "no limits" in estimate.method

    def test_one_limit_alone(self):
        with pytest.raises(ParameterError, match="both lower_ci and upper_ci"):
            sii(VALUE, PEOPLE, lower_ci=VALUE - 1)

    def test_unknown_words(self):
        with pytest.raises(ParameterError, match="scale 'probit' is not known"):
            sii(VALUE, PEOPLE, scale="probit")
        with pytest.raises(ParameterError, match="fit='line' is not known"):
            sii(VALUE, PEOPLE, fit="line")

    def test_arrays_that_do_not_match(self):
        with pytest.raises(DataError, match="population has 9 numbers but value has 10"):
            sii(VALUE, PEOPLE[:9])
        with pytest.raises(DataError, match="value holds something that is not a number"):
            sii(["high"] * 5, [1] * 5)
        with pytest.raises(DataError, match="one a group"):
            sii([[1, 2], [3, 4]], [1, 1])


class TestTable:
    def test_a_bad_area_does_not_stop_the_others(self):
        data = table(areas=6)
        good = slope_index(data, by="area", group="decile").set_index("area")
        spoilt = data.drop(index=[5]).copy()
        spoilt.loc[spoilt["area"].eq("A1") & spoilt["decile"].eq(2), "value"] = np.nan
        spoilt.loc[spoilt["area"].eq("A2") & spoilt["decile"].eq(3), "population"] = 0
        spoilt.loc[spoilt["area"].eq("A3") & spoilt["decile"].eq(4), "decile"] = 5
        result = slope_index(spoilt, by="area", group="decile").set_index("area")
        assert result["note"].tolist() == [
            "Group 6 is missing.",
            "Group 2 has a missing or infinite value.",
            "Group 3 has a missing, zero or negative population.",
            "Group 5 appears more than once.",
            "",
            "",
        ]
        pd.testing.assert_frame_equal(result.loc[["A4", "A5"]], good.loc[["A4", "A5"]])
        assert result.loc["A0":"A3", ["sii", "sii_lower_ci", "rii"]].isna().all(axis=None)

    @pytest.mark.parametrize("kind", [str, "category"])
    def test_labels_are_numbers_even_as_text(self, kind):
        data = table()
        expected = slope_index(data, by="area", group="decile")
        text = data.assign(decile=data["decile"].astype(str).astype(kind)).sort_values("decile")
        result = slope_index(text, by="area", group="decile")
        pd.testing.assert_frame_equal(
            result.sort_values("area", ignore_index=True), expected, check_exact=False
        )

    def test_labels_without_order_are_refused(self):
        data = table().assign(decile="Most deprived")
        with pytest.raises(DataError, match="'Most deprived', which is not a number"):
            slope_index(data, by="area", group="decile")

    def test_missing_column(self):
        with pytest.raises(DataError, match="no column 'quintile'"):
            slope_index(table(), by="area", group="quintile")

    def test_group_without_number(self):
        data = table().assign(decile=lambda x: x["decile"].where(x.index != 4).astype(float))
        result = slope_index(data, by="area", group="decile")
        assert result["note"].tolist() == ["A group has no number.", "", ""]

    def test_empty_table(self):
        result = slope_index(table().iloc[:0], by=["area"], group="decile")
        assert result.empty
        assert list(result.columns)[:2] == ["area", "sii"]

    def test_several_keys_and_order_of_appearance(self):
        data = pd.concat([table().assign(sex="Male"), table(seed=2).assign(sex="Female")])
        result = slope_index(data, by=["area", "sex"], group="decile")
        assert result[["area", "sex"]].iloc[3].tolist() == ["A0", "Female"]

    def test_small_areas(self):
        """Areas with different numbers of small areas, one of them with tied ranks."""
        rng = np.random.default_rng(5)
        sizes = [30, 7, 3]
        data = pd.DataFrame(
            {
                "area": np.repeat(["big", "small", "tiny"], sizes),
                "rank": rng.choice(30_000, sum(sizes), replace=False),
                "value": rng.normal(20, 4, sum(sizes)),
                "population": rng.integers(1000, 3000, sum(sizes)),
            }
        )
        result = slope_index(data, by="area", group="rank", complete=False).set_index("area")
        for area in ("big", "small"):
            rows = data[data["area"] == area].sort_values("rank")
            assert result.loc[area, "sii"] == pytest.approx(
                sii(rows["value"], rows["population"]).value
            )
        assert "fewer than five groups (3)" in result.loc["tiny", "note"]
        tied = data.assign(rank=data["rank"] // 6000)
        again = slope_index(
            tied.sample(frac=1, random_state=1), by="area", group="rank", complete=False
        ).set_index("area")
        straight = slope_index(tied, by="area", group="rank", complete=False).set_index("area")
        assert again["sii"].to_dict() == pytest.approx(straight["sii"].to_dict(), nan_ok=True)

    def test_an_area_without_errors_among_others(self):
        data = table()
        data.loc[data["area"] == "A1", "standard_error"] = np.nan
        result = slope_index(data, by="area", group="decile", standard_error="standard_error")
        assert result["sii"].notna().all()
        assert result["sii_lower_ci"].isna().tolist() == [False, True, False]
        assert "no limits" in result["method"].iloc[1]


@pytest.mark.slow
class TestSimulation:
    def test_coverage_of_exact_and_scatter_limits(self):
        rng = np.random.default_rng(11)
        repetitions, people = 4_000, np.tile(PEOPLE, 4_000)
        truth = 8.0
        line = np.tile(74 + truth * mid_ranks(PEOPLE), repetitions)
        data = pd.DataFrame(
            {
                "area": np.repeat(np.arange(repetitions), 10),
                "decile": np.tile(np.arange(10), repetitions),
                "population": people,
                "error": np.tile(ERROR, repetitions),
            }
        )
        data["value"] = line + rng.normal(0, data["error"])
        for error in ("error", None):
            found = slope_index(data, by="area", group="decile", standard_error=error)
            inside = (found["sii_lower_ci"] <= truth) & (truth <= found["sii_upper_ci"])
            assert 0.93 <= inside.mean() <= 0.97
        exact = slope_index(data, by="area", group="decile", standard_error="error")
        ratio = (74 + truth) / 74
        inside = (exact["rii_lower_ci"] <= ratio) & (ratio <= exact["rii_upper_ci"])
        assert 0.93 <= inside.mean() <= 0.97

    def test_speed(self):
        data = table(areas=722)
        slope_index(data, by="area", group="decile", standard_error="standard_error")
        start = time.perf_counter()
        slope_index(data, by="area", group="decile", standard_error="standard_error")
        assert time.perf_counter() - start < 1


def test_t_of_small_lines():
    estimate = sii(VALUE[:5], PEOPLE[:5])
    line = sm.WLS(VALUE[:5], sm.add_constant(mid_ranks(PEOPLE[:5])), weights=PEOPLE[:5])
    error = line.fit(cov_type="HC3").bse[1]
    assert estimate.upper_ci - estimate.value == pytest.approx(stats.t.ppf(0.975, 3) * error)


class TestStraightness:
    def test_by_hand(self):
        # Equal groups at 0.1, 0.3, 0.5, 0.7, 0.9 with 0, 1, 2, 3, 5: slope 6, residuals 0.2, 0,
        # -0.2, -0.4, 0.4; sqrt(0.4 / 3).
        data = pd.DataFrame({"area": "A", "group": range(1, 6), "value": [0.0, 1, 2, 3, 5]})
        data = data.assign(population=10, error=[0.5, 0.4, 0.3, 0.2, 0.1])
        table = slope_index(data, by="area", group="group")
        assert table.loc[0, "straightness"] == pytest.approx(np.sqrt(0.4 / 3))

    def test_it_is_apart_from_limits_of_known_errors(self):
        """Groups off the line leave the sampling interval as it is, and make it less straight."""
        data = pd.DataFrame(
            {"area": np.repeat(["A", "B"], 5), "group": np.tile(range(1, 6), 2), "population": 10}
        )
        bent = [0.0, 4, 2, 0, 4]
        data = data.assign(value=[0.0, 1, 2, 3, 4, *bent], error=0.5)
        straight, other = slope_index(
            data, by="area", group="group", standard_error="error"
        ).itertuples()
        assert straight.straightness == pytest.approx(0, abs=1e-12)
        assert other.straightness > 1
        assert other.sii_upper_ci - other.sii == pytest.approx(straight.sii_upper_ci - straight.sii)

    def test_weights_are_those_of_statsmodels(self):
        rng = np.random.default_rng(3)
        value, people = rng.normal(75, 2, 10), rng.integers(500, 1500, 10)
        rank = (np.cumsum(people) - people / 2) / people.sum()
        line = sm.WLS(value, sm.add_constant(rank), weights=people * 10 / people.sum()).fit()
        data = pd.DataFrame(
            {"area": "A", "group": range(1, 11), "value": value, "population": people}
        )
        found = slope_index(data, by="area", group="group").loc[0, "straightness"]
        assert found == pytest.approx(np.sqrt(line.scale))
