"""Funnel limits: by hand, published, two routes and properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis.errors import DataError, ParameterError
from analysis.statistics import exact_poisson, funnel_limits

LIMITS = ["lower_95", "upper_95", "lower_99_8", "upper_99_8"]


def test_by_hand():
    # 5 expected: P(0) = e⁻⁵ = 0.0067379, P(1) = 0.0336897. 2.5% lies between, so the lower limit
    # is 1 - (0.0404277 - 0.025) / 0.0336897 events.
    row = funnel_limits(100, 5, kind="ratio").iloc[0]
    p0, p1 = np.exp(-5), 5 * np.exp(-5)
    assert row["lower_95"] == pytest.approx(100 * (1 - (p0 + p1 - 0.025) / p1) / 5)
    # No count is unlikely enough at 0.1%: P(0) is 0.7%.
    assert row["lower_99_8"] == 0
    # Two people, chance a half: P(0) = P(2) = 1/4, so nothing is outside.
    row = funnel_limits(50, 2, kind="proportion").iloc[0]
    assert row[LIMITS].tolist() == [0, 100, 0, 100]


@pytest.mark.parametrize("name", ["95", "99_8"])
def test_published_limits_of_ratios(reference, name):
    table = pd.read_csv(reference / "exact_poisson_limits.csv", comment="#")
    # An area whose count's upper limit was expected lies on the lower line, and the other way.
    low = funnel_limits(100, table[f"upper_{name}"], kind="ratio")
    high = funnel_limits(100, table[f"lower_{name}"], kind="ratio")
    on_low = 100 * table["count"] / table[f"upper_{name}"]
    on_high = 100 * table["count"] / table[f"lower_{name}"]
    # The source's limits are found by iteration, to about a ten-thousandth.
    assert low[f"lower_{name}"].to_numpy() == pytest.approx(on_low.to_numpy(), rel=1e-4)
    assert high[f"upper_{name}"].to_numpy() == pytest.approx(on_high.to_numpy(), rel=1e-4)


@given(st.integers(0, 300), st.floats(0.5, 200))
def test_outside_is_where_the_exact_interval_excludes_the_benchmark(count, expected):
    row = funnel_limits(1, expected, kind="ratio", per=1).iloc[0]
    lower, upper = exact_poisson(count)
    ratio = count / expected
    assert (ratio < row["lower_95"]) == (upper < expected)
    assert (ratio > row["upper_95"]) == (lower > expected)


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.02, 0.98))
def test_the_same_for_proportions(count, people, share):
    count = min(count, people)
    row = funnel_limits(share, people, kind="proportion", per=1).iloc[0]
    lower, upper = proportion_confint(count, people, method="beta")
    margin = 1e-9
    if abs(upper - share) > margin and abs(lower - share) > margin:
        assert (count / people < row["lower_95"] - 1e-12) == (upper < share)
        assert (count / people > row["upper_95"] + 1e-12) == (lower > share)


@given(st.floats(0.1, 99.9), st.integers(1, 10**6))
def test_limits_are_in_order_and_hold_the_benchmark(share, people):
    row = funnel_limits(share, people, kind="proportion").iloc[0]
    assert 0 <= row["lower_99_8"] <= row["lower_95"]
    assert row["upper_95"] <= row["upper_99_8"] <= 100
    assert row["lower_95"] <= share + 100 / people
    assert row["upper_95"] >= share - 100 / people


def test_rates_are_ratios_of_expected_events():
    rate = funnel_limits(250, [10_000, 100_000], kind="rate")
    ratio = funnel_limits(100, [25, 250], kind="ratio")
    for name in LIMITS:
        assert rate[name].to_numpy() == pytest.approx(2.5 * ratio[name].to_numpy())


def test_large_areas_come_near_the_normal_limits():
    row = funnel_limits(100, 10**6, kind="ratio").iloc[0]
    assert row["upper_95"] == pytest.approx(100 + 100 * stats.norm.ppf(0.975) / 1000, abs=1e-3)


def test_a_benchmark_of_none_or_all():
    # With no chance at all one event is outside and none is not: the line lies between, at
    # 1 - 0.025 (or 1 - 0.001) events of 50, and the mirror of that where all is certain.
    table = funnel_limits([0, 100], 50, kind="proportion")
    none = [0, 100 * 0.975 / 50, 0, 100 * 0.999 / 50]
    assert table[LIMITS].iloc[0].tolist() == pytest.approx(none)
    assert table[LIMITS].iloc[1].tolist() == pytest.approx([100 - none[1], 100, 100 - none[3], 100])
    assert funnel_limits(0, 50, kind="ratio")[LIMITS].iloc[0].tolist() == pytest.approx(none)


@pytest.mark.parametrize(
    ("benchmark", "size", "note"),
    [
        (np.nan, 10, "The benchmark is missing."),
        (10, np.nan, "The denominator is missing."),
        (np.inf, 10, "The benchmark or denominator is infinite."),
        (-1, 10, "The benchmark is negative."),
        (10, 0, "The denominator is not above zero."),
        (101, 10, "The benchmark is above the whole."),
    ],
)
def test_a_bad_row_is_noted_and_leaves_the_others(benchmark, size, note):
    table = funnel_limits([benchmark, 20], [size, 30], kind="proportion")
    assert table["note"].tolist() == [note, ""]
    assert table[LIMITS].isna().all(axis=1).tolist() == [True, False]


def test_shapes_and_errors():
    table = funnel_limits(20, pd.Series([10, 20], index=["a", "b"]), kind="proportion")
    assert table.index.tolist() == ["a", "b"]
    assert list(table.columns) == ["denominator", "benchmark", *LIMITS, "method", "note"]
    assert len(funnel_limits([], [], kind="rate")) == 0
    with pytest.raises(ParameterError, match="kind must be proportion, rate or ratio"):
        funnel_limits(1, 2, kind="mean")
    with pytest.raises(ParameterError, match="per must be"):
        funnel_limits(1, 2, kind="rate", per=0)
    with pytest.raises(DataError, match="denominator holds something"):
        funnel_limits(1, "big", kind="rate")
