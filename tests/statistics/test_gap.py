"""Gaps between two figures: by hand, by a simulation as a second route, and by their properties."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formats import canonical
from analysis.statistics import absolute_gap, relative_gap

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
    assert gap.loc[0, "method"] == "difference, variances added"
    assert gap.loc[0, "note"] == ""


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
