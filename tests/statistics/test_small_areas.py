"""Small areas: by hand, the published deciles of deprivation, all arrangements, and properties."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import morans_i, quantiles, shrink_rates


def test_by_hand():
    # Ranks from the highest: 50 is 1, 40 is 2, 30 is 3, 20 is 4, 10 is 5; ⌈rank × 2 / 5⌉.
    assert quantiles([10, 20, 30, 40, 50], 2).tolist() == [2, 2, 2, 1, 1]
    assert quantiles([10, 20, 30, 40, 50], 2, highest_first=False).tolist() == [1, 1, 2, 2, 2]


def test_equal_values_share_the_group_of_the_best_rank():
    # Ranks 1, 2, 2, 2, 5, 6: ⌈rank × 3 / 6⌉ is 1, 1, 1, 1, 3, 3.
    assert quantiles([9, 8, 8, 8, 1, 0], 3).tolist() == [1, 1, 1, 1, 3, 3]


@pytest.mark.parametrize(
    ("file", "count"), [("imd2019_lsoa11", 32_844), ("imd2025_lsoa21", 33_755)]
)
def test_ranks_give_the_published_deciles_of_deprivation(shared_data, file, count):
    areas = pd.read_parquet(shared_data / "national/deprivation" / f"{file}.parquet")
    assert len(areas) == count
    ours = quantiles(areas["imd_rank"], 10, highest_first=False)
    assert (ours == areas["imd_decile"]).all()


@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=200, unique=True),
    st.integers(1, 20),
)
def test_groups_are_in_order_and_equal_to_one_member(values, k):
    groups = quantiles(values, k)
    assert groups.min() >= 1
    assert groups.max() <= k
    assert (np.diff(groups[np.argsort(values)[::-1]]) >= 0).all()
    sizes = np.bincount(groups, minlength=k + 1)[1:]
    assert sizes.max() - sizes.min() <= 1
    assert (quantiles(np.negative(values), k, highest_first=False) == groups).all()


def test_missing_values_have_no_group_and_the_others_are_ranked_without_them():
    series = pd.Series([3.0, np.nan, 1.0, 2.0], index=list("abcd"))
    groups = quantiles(series, 3)
    assert groups.index.tolist() == list("abcd")
    assert groups.dropna().to_dict() == {"a": 1, "d": 2, "c": 3}
    assert np.isnan(groups["b"])


def test_kinds_and_errors():
    assert quantiles([], 5).tolist() == []
    assert quantiles([7], 1).tolist() == [1]
    assert quantiles(7, 1) == 1
    # Fewer values than groups: ⌈1 × 5 / 2⌉ and ⌈2 × 5 / 2⌉, the others empty.
    assert quantiles([9, 1], 5).tolist() == [3, 5]
    assert np.issubdtype(quantiles([1, 2], 2).dtype, np.integer)
    assert quantiles([np.inf, 1, -np.inf], 3).tolist() == [1, 2, 3]
    for k in (0, -1, 2.5, True):
        with pytest.raises(ParameterError, match="k must be a whole number"):
            quantiles([1, 2], k)
    with pytest.raises(DataError, match="value holds something"):
        quantiles(["high", "low"], 2)


class TestShrunk:
    def test_by_hand(self):
        # m = 132 / 2100; mean N = 700; A = (100 x 0.0018367 + 1000 x 0.00052245 + 1000 x
        # 0.00073673) / 2100 - m / 700 = 0.00068707 - 0.00008980 = 0.00059728; the weight of the
        # first is A / (A + m / 100) = 0.48724.
        table = shrink_rates([2, 40, 90], [100, 1000, 1000], per=1)
        m = 132 / 2100
        assert table.loc[0, "weight"] == pytest.approx(0.48724, abs=5e-6)
        assert table.loc[0, "shrunk"] == pytest.approx(m + 0.48724 * (0.02 - m), abs=5e-7)
        spread = 0.48724 * m / 100 + (1 - 0.48724) ** 2 * m / 2100
        assert table.loc[0, "upper_ci"] - table.loc[0, "shrunk"] == pytest.approx(
            1.959964 * np.sqrt(spread), rel=1e-4
        )

    def test_no_more_spread_than_chance_makes_is_one_rate(self):
        table = shrink_rates([10, 11, 9], [100, 100, 100], per=100)
        assert table["shrunk"].tolist() == pytest.approx([10, 10, 10])
        assert (table["weight"] == 0).all()
        assert (table["upper_ci"] > table["lower_ci"]).all()

    @given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 5000)), min_size=2, max_size=20))
    def test_between_its_own_rate_and_the_common_one(self, areas):
        count, people = (np.array(x) for x in zip(*areas, strict=True))
        table = shrink_rates(count, people, per=1)
        common = count.sum() / people.sum()
        low, high = np.minimum(table["value"], common), np.maximum(table["value"], common)
        assert ((table["shrunk"] >= low - 1e-12) & (table["shrunk"] <= high + 1e-12)).all()

    def test_closer_to_the_truth_than_the_raw_rates(self):
        rng = np.random.default_rng(8)
        truth, people = rng.gamma(20, 0.005, 400), rng.integers(50, 400, 400)
        table = shrink_rates(rng.poisson(truth * people), people, per=1)
        errors = [np.mean((table[name] - truth) ** 2) for name in ("shrunk", "value")]
        assert errors[0] < 0.6 * errors[1]
        inside = (table["lower_ci"] <= truth) & (truth <= table["upper_ci"])
        assert 0.92 < inside.mean() < 0.98

    def test_what_cannot_be_used_does_not_touch_the_others(self):
        index = ["a", "b", "c", "d"]
        table = shrink_rates(
            pd.Series([2, 40, 90, np.nan], index), pd.Series([100, 1000, 1000, 5], index)
        )
        alone = shrink_rates([2, 40, 90], [100, 1000, 1000])
        assert table["shrunk"].tolist()[:3] == alone["shrunk"].tolist()
        assert table.loc["d", "note"] == "The count is missing."
        assert np.isnan(table.loc["d", "shrunk"])
        assert shrink_rates([], []).empty


class TestMoran:
    CHAIN = ([1], [0, 2], [1, 3], [2])

    def test_by_hand(self):
        # z = -1.5, -0.5, 0.5, 1.5; each area with the mean of its neighbours: 0.75 + 0.25 + 0.25 +
        # 0.75 = 2, over the sum of squares 5.
        found = morans_i([1, 2, 3, 4], self.CHAIN)
        assert found.value == pytest.approx(0.4)
        assert found.expected == pytest.approx(-1 / 3)

    def test_weights_are_another_way_to_say_it(self):
        weights = np.zeros((4, 4))
        for area, others in enumerate(self.CHAIN):
            weights[area, others] = 1 / len(others)
        assert morans_i([1, 3, 2, 5], weights) == morans_i([1, 3, 2, 5], self.CHAIN)

    def test_the_probability_is_that_of_all_arrangements(self):
        values, ring = [1, 2, 4, 8, 7, 3], [[5, 1], [0, 2], [1, 3], [2, 4], [3, 5], [4, 0]]
        own = morans_i(values, ring).value
        every = [
            morans_i(list(order), ring, permutations=1).value for order in permutations(values)
        ]
        exact = np.mean(np.array(every) >= own - 1e-9)
        found = morans_i(values, ring, permutations=4_000)
        assert found.p_value == pytest.approx(exact, abs=0.02)
        assert np.mean(every) == pytest.approx(found.expected)

    def test_the_seed_decides(self):
        values = np.random.default_rng(0).normal(size=4)
        assert morans_i(values, self.CHAIN) == morans_i(values, self.CHAIN)

    @pytest.mark.parametrize(
        ("values", "neighbours", "words"),
        [
            ([1, 2], [[1], [0]], "fewer than three areas (2)"),
            ([1, np.nan, 3], [[1], [0, 2], [1]], "missing or infinite"),
            ([1, 1, 1], [[1], [0, 2], [1]], "All values are equal"),
            ([1, 2, 3], [[], [], []], "No area has a neighbour"),
        ],
    )
    def test_noted(self, values, neighbours, words):
        found = morans_i(values, neighbours)
        assert np.isnan(found.value)
        assert words in found.note

    def test_an_island_is_told(self):
        assert morans_i([1, 2, 3], [[1], [0], []]).note == "1 area has no neighbour."

    def test_misuse(self):
        with pytest.raises(DataError, match="4 values but neighbours of 3 areas"):
            morans_i([1, 2, 3, 4], [[1], [0], [1]])
        with pytest.raises(DataError, match="must be another area, from 0 to 2"):
            morans_i([1, 2, 3], [[1], [0], [2]])
        with pytest.raises(DataError, match="must be 3 by 3 numbers"):
            morans_i([1, 2, 3], np.ones((2, 2)))
        with pytest.raises(ParameterError, match="permutations=0"):
            morans_i([1, 2, 3], [[1], [0], [1]], permutations=0)
