"""Quantiles: by hand, the published deciles of deprivation, and properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import quantiles


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
