"""Scoring rules: by hand, against published values, and by properties."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import band_of, brier_score, clustered_mean, interval_score

PROBABILITIES = st.floats(0, 1)


def test_brier_score_by_hand():
    """Squares of 0.1, 0.5 and 0.9."""
    assert brier_score([0.9, 0.5, 0.1], [1, 0, 1]) == pytest.approx([0.01, 0.25, 0.81])


def test_brier_score_against_the_documented_example_of_scikit_learn():
    """`sklearn.metrics.brier_score_loss`, user guide: 0.0375 for these four forecasts.

    By hand too: (0.1² + 0.1² + 0.2² + 0.3²) / 4 = 0.15 / 4.
    """
    mean = np.mean(brier_score([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0]))
    assert mean == pytest.approx(0.0375)


def test_brier_score_keeps_the_kind_and_what_is_missing():
    series = pd.Series([0.2, math.nan, 0.4], index=["a", "b", "c"])
    found = brier_score(series, [1, 1, math.nan])
    assert [*found.index] == ["a", "b", "c"]
    assert found["a"] == pytest.approx(0.64)
    assert found[["b", "c"]].isna().all()
    assert brier_score(0.5, 1) == 0.25


@given(truth=PROBABILITIES, said=PROBABILITIES)
def test_nobody_gains_by_saying_another_probability(truth, said):
    """Expected score of what is said, less that of the truth, is the square of their distance."""

    def expected(one):
        return truth * brier_score(one, 1) + (1 - truth) * brier_score(one, 0)

    assert expected(said) - expected(truth) == pytest.approx((said - truth) ** 2, abs=1e-12)


@pytest.mark.parametrize(
    ("said", "came", "words"),
    [
        ([90], [1], "outside 0 to 1"),
        ([0.9], [0.5], "neither 0 nor 1"),
        ([0.9, 1], [1, 1, 0], "equ"),
    ],
)
def test_brier_score_refuses(said, came, words):
    with pytest.raises(DataError, match=words):
        brier_score(said, came)


def test_interval_score_by_hand():
    """Width 2; a miss by 0.5 above and by 1 below, each times 2 / 0.05 = 40."""
    found = interval_score([1.0] * 3, [3.0] * 3, [2.0, 3.5, 0.0])
    assert found == pytest.approx([2.0, 2 + 20, 2 + 40])


def test_interval_score_is_least_at_the_quantiles():
    """Of a standard normal no other symmetric interval scores less than 1.96 either side."""
    drawn = np.random.default_rng(0).standard_normal(200_000)
    scores = {
        half: np.mean(interval_score(np.full(len(drawn), -half), np.full(len(drawn), half), drawn))
        for half in (1.2, 1.6, 1.96, 2.4, 3.0)
    }
    assert min(scores, key=scores.get) == 1.96


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_interval_score_refuses_a_confidence_that_is_no_share(confidence):
    with pytest.raises(ParameterError, match="between 0 and 1"):
        interval_score(1, 3, 2, confidence=confidence)


def test_bands_hold_their_lower_edge_and_certainty():
    edges = {0.0: 1, 0.19999: 1, 0.2: 2, 0.4: 3, 0.6: 4, 0.8: 5, 1.0: 5}
    assert {one: band_of(one) for one in edges} == edges
    # 0.1 + 0.2 + 0.3 is a binary hair above 0.6, and 0.7 - 0.1 one below: the same band.
    assert band_of(0.7 - 0.1) == band_of(0.1 + 0.2 + 0.3) == 4


@pytest.mark.parametrize("probability", [math.nan, -0.1, 1.1])
def test_no_band_of_what_is_no_probability(probability):
    with pytest.raises(DataError, match="outside 0 to 1"):
        band_of(probability)


def test_clustered_mean_by_hand():
    """Mean 24 / 30 = 0.8; strays 0, -2, 2; error √(3/2 · 8) / 30 = 0.11547; t of 2 df 4.30265."""
    found = clustered_mean([8, 6, 10], [10, 10, 10])
    assert found.value == pytest.approx(0.8)
    assert found.upper_ci - found.value == pytest.approx(4.302653 * 0.1154701, rel=1e-6)


def test_clusters_of_one_case_give_the_ordinary_interval_of_a_mean():
    """With one case each it is the standard error of the mean, s / √n, and t on n - 1."""
    values = np.array([2.0, 3.5, 1.0, 4.0, 2.5])
    found = clustered_mean(values, np.ones(5))
    half = 2.776445 * values.std(ddof=1) / math.sqrt(5)
    assert found.upper_ci - found.value == pytest.approx(half, rel=1e-6)


def test_cases_that_go_together_say_less_than_as_many_alone():
    """Ten clusters that are all right or all wrong, against the same cases mixed evenly."""
    together = clustered_mean([10, 0] * 5, [10] * 10)
    mixed = clustered_mean([5] * 10, [10] * 10)
    assert together.value == mixed.value == 0.5
    assert together.upper_ci - together.lower_ci > 0.7
    assert mixed.upper_ci == mixed.lower_ci == 0.5


def test_coverage_of_the_clustered_interval():
    """Fifteen clusters with a shared shock: the truth is inside in about 95 of 100 samples."""
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(2_000):
        sizes = rng.integers(20, 60, 15)
        chance = np.clip(0.6 + 0.1 * rng.standard_normal(15), 0, 1)
        found = clustered_mean(rng.binomial(sizes, chance), sizes)
        inside.append(found.lower_ci <= 0.6 <= found.upper_ci)
    assert 0.92 < np.mean(inside) < 0.97


def test_clusters_without_cases_do_not_count():
    assert clustered_mean([8, 0, 6], [10, 0, 10]) == clustered_mean([8, 6], [10, 10])


def test_one_cluster_has_no_interval_and_none_has_no_mean():
    one, none = clustered_mean([3], [4]), clustered_mean([0], [0])
    assert one.value == 0.75 and math.isnan(one.lower_ci) and "one cluster" in one.note
    assert math.isnan(none.value) and none.note == "There are no cases."


@pytest.mark.parametrize(
    ("total", "number", "words"), [([1], [1, 2], "give one each"), ([1], [-1], "fewer than no")]
)
def test_clustered_mean_refuses(total, number, words):
    with pytest.raises(DataError, match=words):
        clustered_mean(total, number)
