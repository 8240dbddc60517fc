"""Limits of proportions and counts: by hand, against published numbers, and as properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from analysis.errors import DataError, ParameterError
from analysis.statistics import byar, exact_poisson, wilson
from analysis.statistics.intervals import poisson_limits

Z = 1.959963984540054


def test_wilson_by_hand():
    # x = 1, n = 4: (2 + z² ∓ z √(z² + 4 (1 - 1/4))) / (2 (4 + z²)), z² = 3.841459
    # √(3.841459 + 3) = 2.615618, z × that = 5.126517; divisor 15.682918
    lower, upper = wilson(1, 4)
    assert lower == pytest.approx((5.841459 - 5.126517) / 15.682918, abs=1e-6)
    assert upper == pytest.approx((5.841459 + 5.126517) / 15.682918, abs=1e-6)


@pytest.mark.parametrize(
    ("count", "denominator", "lower", "upper"),
    # Newcombe RG (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_published(count, denominator, lower, upper):
    got = wilson(count, denominator)
    assert (round(got[0], 4), round(got[1], 4)) == (lower, upper)


@given(st.integers(1, 100_000), st.floats(0, 1), st.floats(0.5, 0.999))
def test_wilson_agrees_with_statsmodels(denominator, share, confidence):
    count = round(share * denominator)
    ours = wilson(count, denominator, confidence=confidence)
    theirs = proportion_confint(count, denominator, alpha=1 - confidence, method="wilson")
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)


@given(st.integers(1, 10**7), st.floats(0, 1))
def test_wilson_holds_the_proportion_and_mirrors(denominator, share):
    count = round(share * denominator)
    lower, upper = wilson(count, denominator)
    assert 0 <= lower <= count / denominator <= upper <= 1
    other_lower, other_upper = wilson(denominator - count, denominator)
    assert other_lower == pytest.approx(1 - upper, abs=1e-9)
    assert other_upper == pytest.approx(1 - lower, abs=1e-9)


def test_wilson_at_the_ends():
    # x = 0: upper is z² / (n + z²); x = n: lower is n / (n + z²)
    lower, upper = wilson([0, 50], [50, 50])
    assert lower == pytest.approx([0, 50 / (50 + Z**2)])
    assert upper == pytest.approx([Z**2 / (50 + Z**2), 1])


def test_child_obesity_by_decile_reproduces_its_published_limits(shared_data):
    file = (
        shared_data / "figures/indicators_by_decile/child_obesity_by_deprivation_decile_england.csv"
    )
    published = pd.read_csv(file)
    lower, upper = wilson(published["count"], published["denominator"])
    assert len(published) > 100
    # Published to three decimals of a per cent.
    assert (100 * lower - published["lower_ci"]).abs().max() <= 0.00051
    assert (100 * upper - published["upper_ci"]).abs().max() <= 0.00051


def test_byar_by_hand():
    # x = 8: L = 8 (1 - 1/72 - z / (3 √8))³, U = 9 (1 - 1/81 + z / 9)³
    lower, upper = byar(8)
    assert lower == pytest.approx(8 * (1 - 1 / 72 - Z / (3 * 8**0.5)) ** 3)
    assert upper == pytest.approx(9 * (1 - 1 / 81 + Z / 9) ** 3)


def test_byar_is_near_exact_from_ten_as_the_guide_says():
    # Public Health England (2018), Technical Guide: Confidence Intervals, page 6: from 10
    # events Byar's 95% limits are within 0.2% of exact ones.
    counts = np.arange(10, 5000)
    for approximate, exact in zip(byar(counts), exact_poisson(counts), strict=True):
        assert np.abs(approximate / exact - 1).max() < 0.002


def test_byar_of_nothing_and_of_little():
    lower, upper = byar([0, 0.01])
    assert lower.tolist() == [0, 0]
    assert (upper > 3).all()


def test_exact_poisson_by_hand():
    # No events: the upper limit solves exp(-U) = 0.025.
    lower, upper = exact_poisson(0)
    assert (lower, upper) == (0, pytest.approx(-np.log(0.025)))
    # One event: the lower limit solves 1 - exp(-L) = 0.025.
    assert exact_poisson(1)[0] == pytest.approx(-np.log(0.975))


@pytest.mark.parametrize(("confidence", "name"), [(0.95, "95"), (0.998, "99_8")])
def test_exact_poisson_published(reference, confidence, name):
    table = pd.read_csv(reference / "exact_poisson_limits.csv", comment="#")
    lower, upper = exact_poisson(table["count"], confidence=confidence)
    # The source found its limits by iteration: its 0.001000547 for one event is -ln(0.999), which
    # is 0.0010005003. So agreement to a millionth is asked for, of the limit or of an event.
    assert lower.to_numpy() == pytest.approx(table[f"lower_{name}"].to_numpy(), rel=1e-6, abs=1e-6)
    assert upper.to_numpy() == pytest.approx(table[f"upper_{name}"].to_numpy(), rel=1e-6, abs=1e-6)


@given(st.integers(1, 100_000), st.floats(0.5, 0.999))
def test_exact_poisson_agrees_with_statsmodels(count, confidence):
    theirs = confint_poisson(count, 1, method="exact-c", alpha=1 - confidence)
    assert exact_poisson(count, confidence=confidence) == pytest.approx(theirs, rel=1e-8)


@given(st.integers(0, 10**6))
def test_limits_rise_with_the_count_and_hold_it(count):
    for limits in (byar, exact_poisson, poisson_limits):
        lower, upper = limits(count)
        above_lower, above_upper = limits(count + 1)
        assert 0 <= lower <= count <= upper
        assert lower < above_lower
        assert upper < above_upper


def test_the_rule_changes_at_ten():
    lower, upper = poisson_limits([9, 9.99, 10])
    exact, approximate = exact_poisson([9, 9.99, 10]), byar([9, 9.99, 10])
    assert lower.tolist() == [exact[0][0], exact[0][1], approximate[0][2]]
    assert upper.tolist() == [exact[1][0], exact[1][1], approximate[1][2]]


def test_the_kind_that_comes_in_goes_out():
    series = pd.Series([1, 2], index=["a", "b"])
    lower, _ = wilson(series, 10)
    assert isinstance(lower, pd.Series)
    assert lower.index.tolist() == ["a", "b"]
    assert isinstance(byar([1, 2])[0], np.ndarray)
    assert isinstance(exact_poisson(3)[0], float)
    assert byar([])[0].shape == (0,)


@pytest.mark.parametrize("bad", [np.nan, -1, np.inf])
def test_counts_that_cannot_be_have_no_limits(bad):
    for lower, upper in (byar(bad), exact_poisson(bad), poisson_limits(bad), wilson(bad, 10)):
        assert np.isnan([lower, upper]).all()


@pytest.mark.parametrize("bad", [np.nan, -1, 0, np.inf, 2])
def test_denominators_that_cannot_be_have_no_limits(bad):
    lower, upper = wilson([3, 3], [bad, 10])
    assert np.isnan([lower[0], upper[0]]).all()
    assert np.isfinite([lower[1], upper[1]]).all()


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, float("nan")])
def test_confidence_out_of_range_is_refused(confidence):
    with pytest.raises(ParameterError, match="confidence must lie between 0 and 1"):
        byar(3, confidence=confidence)


def test_unequal_lengths_text_and_other_indexes_are_refused():
    with pytest.raises(DataError, match="count has 2, denominator has 3"):
        wilson([1, 2], [3, 4, 5])
    with pytest.raises(DataError, match="count holds something"):
        byar(["many"])
    with pytest.raises(DataError, match="different indexes"):
        wilson(pd.Series([1], index=["a"]), pd.Series([2], index=["b"]))
    with pytest.raises(DataError, match="not a table"):
        byar([[1, 2]])
