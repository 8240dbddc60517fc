"""Comparison with a benchmark: by hand, by a plain loop, and what is not compared."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import compare

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
    if not np.isfinite([value, lower, upper, benchmark]).all() or lower > upper:
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
