"""Proportions, crude rates and means: by hand, published, two routes and properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import crude_rate, exact_poisson, proportion, wilson

COLUMNS = ["value", "lower_ci", "upper_ci", "method", "note"]


def test_proportion_by_hand():
    # 30 of 120 is 25%; the Wilson limits are those of `wilson`, times 100.
    row = proportion(30, 120).iloc[0]
    lower, upper = wilson(30, 120)
    assert row["value"] == 25
    assert (row["lower_ci"], row["upper_ci"]) == pytest.approx((100 * lower, 100 * upper))
    assert (row["method"], row["note"]) == ("Wilson score", "")


def test_child_obesity_by_decile_reproduces_its_published_values(shared_data):
    file = (
        shared_data / "figures/indicators_by_decile/child_obesity_by_deprivation_decile_england.csv"
    )
    published = pd.read_csv(file)
    ours = proportion(published["count"], published["denominator"])
    for name in ("value", "lower_ci", "upper_ci"):
        assert (ours[name] - published[name]).abs().max() <= 0.00051


def test_none_and_all_are_proportions_with_an_interval():
    table = proportion([0, 50], 50)
    assert table["value"].tolist() == [0, 100]
    assert table["lower_ci"].tolist() == [0, pytest.approx(92.865, abs=0.001)]
    assert table["upper_ci"].tolist() == [pytest.approx(7.135, abs=0.001), 100]


def test_crude_rate_by_hand():
    # 7 events among 3,500 people: 200 per 100,000; exact limits of 7 are 2.814 to 14.423
    # (Garwood 1936, as printed in the usual tables), so 80.4 to 412.1.
    row = crude_rate(7, 3500).iloc[0]
    assert row["value"] == pytest.approx(200)
    assert row["lower_ci"] == pytest.approx(2.814 / 3500 * 100_000, abs=0.02)
    assert row["upper_ci"] == pytest.approx(14.423 / 3500 * 100_000, abs=0.02)
    assert row["method"] == "exact Poisson"
    assert crude_rate(10, 3500)["method"].item() == "Byar"


def test_no_events_is_a_rate_of_nil_with_a_real_upper_limit():
    row = crude_rate(0, 1000).iloc[0]
    assert (row["value"], row["lower_ci"], row["note"]) == (0, 0, "")
    assert row["upper_ci"] == pytest.approx(exact_poisson(0)[1] / 1000 * 100_000)


def test_more_events_than_people_is_a_rate_but_no_proportion():
    assert crude_rate(20, 10, per=1)["value"].item() == 2
    row = proportion(20, 10).iloc[0]
    assert np.isnan(row[["value", "lower_ci", "upper_ci"]].astype(float)).all()
    assert row["note"] == "The count is above its denominator."


BAD = [
    (np.nan, 10, "The count is missing."),
    (1, np.nan, "The denominator is missing."),
    (np.inf, 10, "The count or the denominator is infinite."),
    (1, np.inf, "The count or the denominator is infinite."),
    (-1, 10, "The count is negative."),
    (1, -10, "The denominator is negative."),
    (1, 0, "The denominator is zero."),
    (0, 0, "The denominator is zero."),
]


@pytest.mark.parametrize("statistic", [proportion, crude_rate])
@pytest.mark.parametrize(("count", "denominator", "note"), BAD)
def test_a_bad_row_is_missing_with_a_note_and_leaves_the_others(
    statistic, count, denominator, note
):
    table = statistic([count, 3], [denominator, 10])
    assert table["note"].tolist() == [note, ""]
    assert table[["value", "lower_ci", "upper_ci"]].isna().all(axis=1).tolist() == [True, False]


@pytest.mark.parametrize("statistic", [proportion, crude_rate])
def test_shapes(statistic):
    series = statistic(pd.Series([1, 2], index=["a", "b"]), 10)
    assert series.index.tolist() == ["a", "b"]
    assert list(series.columns) == COLUMNS
    empty = statistic([], [])
    assert (len(empty), list(empty.columns)) == (0, COLUMNS)
    assert len(statistic(1, 2)) == 1
    with pytest.raises(ParameterError, match="per must be a number above zero"):
        statistic(1, 2, per=0)
    with pytest.raises(DataError, match="denominator holds something"):
        statistic(1, "all")


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**7)), min_size=1, max_size=20))
def test_rows_do_not_depend_on_each_other(pairs):
    counts, people = zip(*pairs, strict=True)
    together = crude_rate(counts, people)
    apart = pd.concat([crude_rate(*pair) for pair in pairs], ignore_index=True)
    pd.testing.assert_frame_equal(together, apart)
    assert (together["lower_ci"] <= together["value"]).all()
    assert (together["value"] <= together["upper_ci"]).all()
