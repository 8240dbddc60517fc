"""Many tests at once: against the paper that gave the method, and by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import expected_by_chance, false_discovery

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
