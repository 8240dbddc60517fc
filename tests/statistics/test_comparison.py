"""Comparisons, gaps and p-values: by hand, against published tables and by second routes."""

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.formats import canonical
from analysis.statistics import (
    Estimate,
    absolute_gap,
    compare,
    compare_gap,
    expected_by_chance,
    false_discovery,
    relative_gap,
    wilson,
)
from analysis.statistics.comparison import gap_numbers, normal_p_value

POLARITIES = ["high is good", "low is good", "no judgement"]
numbers = st.one_of(st.floats(-10, 10), st.sampled_from([np.nan, np.inf]))


def test_by_hand():
    # 95% limits 79.6 to 80.6 against 78.9, 79.6, 80.0, 80.6 and 81.2.
    for polarity, above, below in (
        ("high is good", "better", "worse"),
        ("low is good", "worse", "better"),
        ("no judgement", "higher", "lower"),
    ):
        got = compare(80.1, 79.6, 80.6, [78.9, 79.6, 80.0, 80.6, 81.2], polarity=polarity)
        assert got.tolist() == [above, "similar", "similar", "similar", below]


def plain(value, lower, upper, benchmark, polarity):
    if not np.isfinite([value, lower, upper, benchmark]).all() or not lower <= value <= upper:
        return "not compared"
    if lower <= benchmark <= upper:
        return "similar"
    if polarity == "no judgement":
        return "higher" if lower > benchmark else "lower"
    return "better" if (lower > benchmark) == (polarity == "high is good") else "worse"


@given(
    st.lists(
        st.tuples(numbers, numbers, numbers, numbers, st.sampled_from(POLARITIES)), max_size=20
    )
)
def test_the_arrays_follow_the_rule(rows):
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 5
    got = compare(*columns[:4], polarity=columns[4])
    assert got.tolist() == [plain(*row) for row in rows]


def test_no_interval_is_not_compared():
    assert compare(80, np.nan, np.nan, 79, polarity="high is good") == "not compared"
    assert compare(np.nan, 79, 81, 79, polarity="high is good") == "not compared"
    assert compare(80, 79, 81, np.nan, polarity="high is good") == "not compared"
    assert compare(80, 81, 79, 70, polarity="high is good") == "not compared"


def test_kinds():
    assert compare(80, 79, 81, 70, polarity="no judgement") == "higher"
    series = pd.Series([80, 60], index=["a", "b"])
    got = compare(series, series - 1, series + 1, 70, polarity="low is good")
    assert got.to_dict() == {"a": "worse", "b": "better"}
    assert compare([], [], [], 70, polarity="no judgement").tolist() == []


def test_errors():
    with pytest.raises(ParameterError, match=r"polarity must be .* but is 'up'"):
        compare(1, 0, 2, 1, polarity="up")
    with pytest.raises(ParameterError, match="one for each of the 1 areas"):
        compare(1, 0, 2, 1, polarity=["no judgement", "low is good"])
    with pytest.raises(DataError, match="benchmark holds something that is not a number"):
        compare(1, 0, 2, "England", polarity="no judgement")


Z = 1.959963984540054  # the 97.5% point of the normal distribution
COLUMNS = ["value", "lower_ci", "upper_ci", "method", "note"]

positive = st.floats(0.5, 1e4)
width = st.floats(0.01, 0.4)


def test_the_absolute_gap_by_hand():
    """Half widths 1.0 and 0.1 are 0.5102 and 0.0510 errors; together 0.5128; half width 1.005."""
    gap = absolute_gap(
        [75.0], [79.0], first_limits=([74.0], [76.0]), second_limits=([78.9], [79.1])
    )
    assert gap.columns.tolist() == COLUMNS
    half = math.sqrt(1.0**2 + 0.1**2)
    assert gap.loc[0, "value"] == -4.0
    assert gap.loc[0, "lower_ci"] == pytest.approx(-4 - half, abs=1e-9)
    assert gap.loc[0, "upper_ci"] == pytest.approx(-4 + half, abs=1e-9)
    assert gap.loc[0, "method"] == "difference, MOVER limits"
    assert gap.loc[0, "note"] == ""


@pytest.mark.parametrize(
    ("measure", "table"), [("absolute", absolute_gap), ("relative", relative_gap)]
)
def test_the_numbers_of_a_gap_are_those_of_its_table(measure, table):
    sides = [30.0, 30.0, 0.0, math.nan], [20.0] * 4
    limits = {
        "first_limits": ([27.0, 31.0, 0.0, 1.0], [33.0, 32.0, 1.0, 2.0]),
        "second_limits": ([18.0] * 4, [22.0] * 4),
    }
    expected = table(*sides, **limits)[["value", "lower_ci", "upper_ci"]].to_numpy()
    np.testing.assert_array_equal(np.column_stack(gap_numbers(measure, *sides, **limits)), expected)


def test_the_relative_gap_by_hand():
    """30 (27.15 to 33.15) over 20 (18.10 to 22.10): both errors on the log scale are 0.0509."""
    spread = 0.1
    gap = relative_gap(
        [30.0],
        [20.0],
        first_limits=([30 * math.exp(-spread)], [30 * math.exp(spread)]),
        second_limits=([20 * math.exp(-spread)], [20 * math.exp(spread)]),
    )
    half = spread * math.sqrt(2)
    assert gap.loc[0, "value"] == 1.5
    assert gap.loc[0, "lower_ci"] == pytest.approx(1.5 * math.exp(-half), rel=1e-9)
    assert gap.loc[0, "upper_ci"] == pytest.approx(1.5 * math.exp(half), rel=1e-9)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 4))
def test_published_decimals_are_subtracted_as_on_paper(one, two, decimals):
    """82.35 less 83 is -0.65, a half; in binary it falls a hair short and would be rounded down."""
    first, second = (Decimal(n).scaleb(-decimals) for n in (one, two))
    gap = canonical(absolute_gap([float(first)], [float(second)])).loc[0, "value"]
    assert Decimal(repr(float(gap))) == first - second


def test_a_ratio_that_ends_is_given_as_it_ends():
    """20.1 over 20 is 1.005 exactly."""
    assert canonical(relative_gap([20.1], [20.0])).loc[0, "value"] == 1.005


@pytest.mark.parametrize("unit", [1e-12, 1e-6, 1.0, 1e9, 1e15])
def test_the_size_of_the_unit_loses_no_digits(unit):
    gap = absolute_gap([3.3 * unit], [1.1 * unit]).loc[0, "value"]
    assert gap == pytest.approx(2.2 * unit, rel=1e-11)


def test_a_second_route_to_the_limits_of_the_difference():
    """The 2.5% and 97.5% points of a million simulated differences."""
    rng = np.random.default_rng(1)
    one = rng.normal(20, 2 / Z, 1_000_000)
    two = rng.normal(15, 1 / Z, 1_000_000)
    gap = absolute_gap([20], [15], first_limits=([18], [22]), second_limits=([14], [16]))
    lower, upper = np.quantile(one - two, [0.025, 0.975])
    assert gap.loc[0, "lower_ci"] == pytest.approx(lower, abs=0.01)
    assert gap.loc[0, "upper_ci"] == pytest.approx(upper, abs=0.01)


def test_a_second_route_to_the_limits_of_the_ratio():
    """The 2.5% and 97.5% points of a million simulated ratios."""
    rng = np.random.default_rng(2)
    one = rng.lognormal(math.log(30), 0.1 / Z, 1_000_000)
    two = rng.lognormal(math.log(20), 0.2 / Z, 1_000_000)
    limits = [([v * math.exp(-s)], [v * math.exp(s)]) for v, s in ((30, 0.1), (20, 0.2))]
    gap = relative_gap([30], [20], first_limits=limits[0], second_limits=limits[1])
    lower, upper = np.quantile(one / two, [0.025, 0.975])
    assert gap.loc[0, "lower_ci"] == pytest.approx(lower, abs=0.003)
    assert gap.loc[0, "upper_ci"] == pytest.approx(upper, abs=0.003)


@pytest.mark.parametrize("measure", [absolute_gap, relative_gap])
@pytest.mark.parametrize("sides", [{}, {"first_limits"}, {"second_limits"}])
def test_without_both_intervals_there_is_none_and_the_method_says_why(measure, sides):
    given_limits = {side: ([1.0], [3.0]) for side in sides}
    gap = measure([2.0], [2.0], **given_limits)
    assert np.isfinite(gap.loc[0, "value"])
    assert gap[["lower_ci", "upper_ci"]].isna().all(axis=None)
    assert gap.loc[0, "method"] == "no interval: the publisher gives none for both figures"


@pytest.mark.parametrize("measure", [absolute_gap, relative_gap])
def test_one_missing_figure_leaves_the_others_alone(measure):
    gap = measure([2.0, np.nan, 3.0], [1.0, 1.0, np.nan])
    assert gap["value"].notna().tolist() == [True, False, False]
    assert gap["note"].tolist() == ["", *["a figure is missing on one side"] * 2]


@pytest.mark.parametrize(("one", "two"), [(0.0, 2.0), (2.0, 0.0), (-1.0, 2.0), (2.0, -1.0)])
def test_a_ratio_needs_values_above_zero(one, two):
    gap = relative_gap([one, 3.0], [two, 2.0])
    assert math.isnan(gap.loc[0, "value"])
    assert gap.loc[0, "note"] == "a ratio needs values above zero"
    assert gap.loc[1, "value"] == 1.5


def test_a_limit_of_zero_has_no_logarithm_and_gives_no_interval():
    gap = relative_gap([3], [2], first_limits=([0], [6]), second_limits=([1], [3]))
    assert gap.loc[0, "value"] == 1.5
    assert gap[["lower_ci", "upper_ci"]].isna().all(axis=None)


def test_nothing_gives_nothing():
    assert absolute_gap([], []).empty
    assert relative_gap([], []).columns.tolist() == COLUMNS


@given(positive, width, positive, width)
def test_the_other_way_round_changes_the_sign_and_turns_the_limits(one, w1, two, w2):
    limits = [([v * (1 - w)], [v * (1 + w)]) for v, w in ((one, w1), (two, w2))]
    there = absolute_gap([one], [two], first_limits=limits[0], second_limits=limits[1]).iloc[0]
    back = absolute_gap([two], [one], first_limits=limits[1], second_limits=limits[0]).iloc[0]
    assert there["value"] == -back["value"]
    assert there["lower_ci"] == pytest.approx(-back["upper_ci"])
    assert there["lower_ci"] <= there["value"] <= there["upper_ci"]


@given(positive, width, positive, width, st.floats(0.01, 100))
def test_a_ratio_has_no_unit_and_turns_over(one, w1, two, w2, unit):
    limits = [([v * (1 - w)], [v * (1 + w)]) for v, w in ((one, w1), (two, w2))]
    scaled = [tuple([end[0] * unit] for end in pair) for pair in limits]
    there = relative_gap([one], [two], first_limits=limits[0], second_limits=limits[1]).iloc[0]
    other = relative_gap(
        [one * unit], [two * unit], first_limits=scaled[0], second_limits=scaled[1]
    ).iloc[0]
    back = relative_gap([two], [one], first_limits=limits[1], second_limits=limits[0]).iloc[0]
    for end in ("value", "lower_ci", "upper_ci"):
        assert there[end] == pytest.approx(other[end])
    assert there["value"] * back["value"] == pytest.approx(1)
    assert there["lower_ci"] * back["upper_ci"] == pytest.approx(1)


@given(positive, width, width)
def test_a_wider_interval_never_narrows_that_of_the_gap(value, narrow, more):
    def half(w: float) -> float:
        limits = ([value * (1 - w)], [value * (1 + w)])
        row = absolute_gap([value], [value], first_limits=limits, second_limits=limits).iloc[0]
        return row["upper_ci"] - row["lower_ci"]

    assert half(narrow + more) >= half(narrow) * (1 - 1e-12)


Z95 = 1.959963984540054


@pytest.mark.parametrize(("z", "p"), [(1.0, 0.3173), (1.645, 0.1), (2.576, 0.01), (3.291, 0.001)])
def test_the_table_of_the_normal_distribution(z, p):
    """Any statistical table: two-sided tail areas."""
    got = normal_p_value([z], [z - Z95], [z + Z95])[0]
    assert got == pytest.approx(p, rel=0.01)


@given(st.floats(-50, 50), st.floats(0.01, 20))
def test_it_is_below_five_per_cent_just_where_the_interval_leaves_out_zero(value, half):
    p = normal_p_value([value], [value - half], [value + half])[0]
    if abs(abs(value) - half) > 1e-6:
        assert (p < 0.05) == (abs(value) > half)


@given(st.floats(-50, 50), st.floats(0.01, 20), st.floats(0.1, 10))
def test_unit_and_sign_do_not_matter(value, half, scale):
    once = normal_p_value([value], [value - half], [value + half])
    scaled = normal_p_value([-scale * value], [-scale * (value + half)], [-scale * (value - half)])
    assert scaled == pytest.approx(once, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("value", "lower", "upper"), [(math.nan, 0, 1), (1, math.nan, 2), (1, 1, 1)]
)
def test_what_cannot_be_judged_has_none(value, lower, upper):
    assert np.isnan(normal_p_value([value], [lower], [upper]))[0]


# Benjamini and Hochberg (1995), section 4.2: fifteen p-values, of which four are rejected at 5%.
PAPER = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
    0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_the_paper():
    table = false_discovery(PAPER)
    assert table["flagged"].sum() == 4
    # By hand: the fourth is 15/4 x 0.0095.
    assert table["adjusted_p_value"].iloc[3] == pytest.approx(15 / 4 * 0.0095)


def test_expected_by_chance():
    assert expected_by_chance(21) == pytest.approx(1.05)
    assert expected_by_chance(150, level=0.002) == pytest.approx(0.3)
    assert expected_by_chance(0) == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_adjusting_never_helps_and_dependence_costs_more(p_values):
    table = false_discovery(p_values)
    assert (table["adjusted_p_value"] >= table["p_value"] - 1e-12).all()
    cautious = false_discovery(p_values, method="fdr_by")
    assert (cautious["adjusted_p_value"] >= table["adjusted_p_value"] - 1e-12).all()


def test_missing_tests_are_no_tests_and_the_index_is_kept():
    series = pd.Series([0.001, np.nan, 0.04, 2.0], index=list("abcd"))
    table = false_discovery(series)
    assert table.index.tolist() == list("abcd")
    assert table["adjusted_p_value"].iloc[0] == pytest.approx(0.002)
    assert table["note"].ne("").tolist() == [False, True, False, True]
    assert not table.loc[["b", "d"], "flagged"].any()


def test_empty():
    assert false_discovery([]).empty


def test_misuse():
    with pytest.raises(ParameterError, match="method='bonferroni' is not known"):
        false_discovery(PAPER, method="bonferroni")
    with pytest.raises(ParameterError, match="level must lie between 0 and 1"):
        false_discovery(PAPER, level=5)
    with pytest.raises(ParameterError, match="level must lie"):
        expected_by_chance(10, level=0)
    with pytest.raises(ParameterError, match="tests=-1"):
        expected_by_chance(-1)
    with pytest.raises(DataError, match="p_value holds something"):
        false_discovery(["significant"])


class TestMover:
    def test_by_hand(self):
        """10 (9 to 13) less 4 (2 to 5): 6 - √(1² + 1²), 6 + √(3² + 2²)."""
        gap = absolute_gap(
            [10.0], [4.0], first_limits=([9.0], [13.0]), second_limits=([2.0], [5.0])
        )
        assert gap.loc[0, ["lower_ci", "upper_ci"]].tolist() == pytest.approx(
            [6 - math.sqrt(2), 6 + math.sqrt(13)]
        )

    def test_published_example(self):
        """Newcombe (1998), Statistics in Medicine 17:873-890, example (a), method 10: 56/70 less
        48/80 is 0.2 (0.0524 to 0.3339), the same construction from Wilson limits."""
        one, two = wilson(56, 70), wilson(48, 80)
        gap = absolute_gap([56 / 70], [48 / 80], first_limits=one, second_limits=two)
        found = gap.loc[0, ["value", "lower_ci", "upper_ci"]].tolist()
        assert found == pytest.approx([0.2, 0.0524, 0.3339], abs=5e-5)

    @given(positive, positive, st.tuples(width, width, width, width))
    def test_swapping_the_sides_turns_the_interval(self, one, two, widths):
        a, b, c, d = widths
        limits = ([one - a], [one + b]), ([two - c], [two + d])
        gap = absolute_gap([one], [two], first_limits=limits[0], second_limits=limits[1])
        other = absolute_gap([two], [one], first_limits=limits[1], second_limits=limits[0])
        assert gap.loc[0, "lower_ci"] == pytest.approx(-other.loc[0, "upper_ci"])
        p = normal_p_value(*(gap[name] for name in ("value", "lower_ci", "upper_ci")))[0]
        lower, upper = gap.loc[0, "lower_ci"], gap.loc[0, "upper_ci"]
        if min(abs(lower), abs(upper)) > 1e-6:
            assert (p < 0.05) == (lower > 0 or upper < 0)

    def test_limits_that_do_not_hold_their_value(self):
        gap = absolute_gap(
            [10.0], [4.0], first_limits=([11.0], [13.0]), second_limits=([2.0], [5.0])
        )
        assert gap.loc[0, "value"] == 6
        assert np.isnan(gap.loc[0, "lower_ci"])
        assert "outside its own limits" in gap.loc[0, "note"]

    def test_indexes(self):
        one = pd.Series([3.0, 4.0], index=["a", "b"])
        assert absolute_gap(one, one - 1)["value"].to_dict() == {"a": 1.0, "b": 1.0}
        with pytest.raises(DataError, match="different indexes"):
            absolute_gap(one, one[::-1])


def test_the_level_is_decided_on_the_interval_of_the_gap():
    """75 (74 to 76) is worse than 76.5 as it stands, but not than 76.5 (75.5 to 77.5)."""
    limits = {"first_limits": ([74.0], [76.0]), "second_limits": ([75.5], [77.5])}
    assert compare(75.0, 74.0, 76.0, 76.5, polarity="high is good") == "worse"
    gap = absolute_gap([75.0], [76.5], **limits)
    assert compare_gap(gap, polarity="high is good").tolist() == ["worse"]
    gap = absolute_gap([75.0], [76.2], **limits)
    assert compare(75.0, 74.0, 76.0, 76.2, polarity="high is good") == "worse"
    assert compare_gap(gap, polarity="high is good").tolist() == ["similar"]
    ratio = relative_gap([75.0], [60.0], first_limits=([74.0], [76.0]), second_limits=([59], [61]))
    assert compare_gap(ratio, polarity="low is good", none=1.0).tolist() == ["worse"]
    assert compare_gap(Estimate(-2, -3, -1), polarity="low is good") == "better"
    assert compare_gap(Estimate(-2), polarity="low is good") == "not compared"
