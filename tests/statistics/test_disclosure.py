"""Small numbers: nothing between 1 and 4 is shown or can be worked out from what is."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import suppress_small_counts


def sexes(male, female, area="A"):
    return pd.DataFrame(
        {
            "area": area,
            "sex": ["Male", "Female", "Persons"],
            "count": [male, female, male + female],
            "value": [1.0, 2.0, 3.0],
            "is_total": [False, False, True],
        }
    )


def suppress(data, **kwargs):
    return suppress_small_counts(data, within=[["area"]], total=["is_total"], **kwargs)


class TestByHand:
    @pytest.mark.parametrize("count", [1, 2, 3, 4])
    def test_one_to_four_is_hidden_and_so_is_the_total(self, count):
        found = suppress(sexes(count, 12))
        assert found["mark"].tolist() == ["[c]", "", "[c]"]
        assert found["suppression"].tolist() == ["primary", "", "secondary"]
        assert found["count"].isna().tolist() == [True, False, True]
        assert found["value"].isna().tolist() == [True, False, True]

    @pytest.mark.parametrize("count", [0, 5, 100])
    def test_zero_and_five_are_shown(self, count):
        assert suppress(sexes(count, 12))["mark"].eq("").all()

    def test_two_hidden_parts_protect_each_other(self):
        found = suppress(sexes(2, 3))
        assert found["suppression"].tolist() == ["primary", "primary", ""]

    @pytest.mark.parametrize("count", [1, 4])
    def test_a_total_that_leaves_one_way_is_hidden(self, count):
        # 2 can only be 1 and 1; 8 can only be 4 and 4.
        assert suppress(sexes(count, count))["mark"].tolist() == ["[c]"] * 3

    def test_a_published_total_is_kept_and_the_other_part_hidden(self):
        data = sexes(3, 12).assign(published=[False, False, True])
        found = suppress(data, published="published")
        assert found["suppression"].tolist() == ["primary", "secondary", ""]

    def test_a_published_count_is_shown(self):
        data = sexes(3, 12).assign(published=True)
        assert suppress(data, published="published")["mark"].eq("").all()

    def test_where_the_publisher_shows_all_else_there_is_nothing_left_to_hide(self):
        data = sexes(3, 12).assign(published=[False, True, True])
        assert suppress(data, published="published")["mark"].tolist() == ["[c]", "", ""]

    def test_the_smallest_other_part_but_not_a_nought(self):
        data = pd.DataFrame(
            {
                "area": "A",
                "count": [3, 0, 30, 20, 53],
                "is_total": [False, False, False, False, True],
            }
        )
        found = suppress(data, published="is_total")
        assert found["suppression"].tolist() == ["primary", "", "", "secondary", ""]

    def test_two_ways_of_adding_up(self):
        """Hiding a district's total must not leave it to be had from the region's."""
        data = pd.concat([sexes(3, 12, "A"), sexes(20, 30, "B")], ignore_index=True)
        region = pd.DataFrame(
            {"area": ["R"], "sex": ["Persons"], "count": [65], "value": [4.0], "is_total": [None]}
        )
        data = pd.concat([data, region], ignore_index=True)
        data["region"] = "R"
        data["region_total"] = [None, None, False, None, None, False, True]
        found = suppress_small_counts(
            data, within=[["area"], ["region"]], total=["is_total", "region_total"]
        )
        assert found["mark"].tolist() == ["[c]", "", "[c]", "", "", "", "[c]"]

    def test_a_hidden_total_is_not_the_sum_of_shown_parts(self):
        """A total hidden for the region's sake takes one of its own parts with it."""
        data = pd.DataFrame(
            {
                "area": ["A", "A", "A", "B", "R"],
                "region": "R",
                "count": [20, 30, 50, 3, 53],
                "is_total": [False, False, True, None, None],
                "region_total": [None, None, False, False, True],
                "published": [False, False, False, False, True],
            }
        )
        found = suppress_small_counts(
            data,
            within=[["area"], ["region"]],
            total=["is_total", "region_total"],
            published="published",
        )
        assert found["suppression"].tolist() == ["secondary", "", "secondary", "primary", ""]

    def test_figures_that_were_missing_already(self):
        data = sexes(3, 12).assign(count=[3, np.nan, 15])
        assert suppress(data)["mark"].tolist() == ["[c]", "", ""]
        data = sexes(3, 12).assign(count=[3, 12, np.nan])
        assert suppress(data)["mark"].tolist() == ["[c]", "", ""]

    def test_without_totals_only_the_count_is_hidden(self):
        data = pd.DataFrame({"count": [3, 40]}, index=["x", "y"])
        found = suppress_small_counts(data)
        assert found["mark"].to_dict() == {"x": "[c]", "y": ""}

    def test_the_table_given_is_left_as_it_was(self):
        data = sexes(3, 12)
        before = data.copy()
        suppress(data)
        pd.testing.assert_frame_equal(data, before)

    def test_empty_table(self):
        assert suppress(sexes(3, 12).iloc[:0]).empty


@given(
    st.lists(st.integers(0, 9), min_size=2, max_size=4),
    st.lists(st.integers(0, 9), min_size=2, max_size=4),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_hidden_small_count_has_one_way_only(first, second, totals_published):
    """Try every set of counts that what is shown allows: each small one has two or more."""
    rows = [
        {"area": area, "count": count, "is_total": False}
        for area, counts in (("A", first), ("B", second))
        for count in counts
    ]
    rows += [
        {"area": area, "count": sum(counts), "is_total": True}
        for area, counts in (("A", first), ("B", second))
    ]
    found = suppress(pd.DataFrame(rows), published="is_total" if totals_published else None)
    for _, group in found.groupby("area"):
        parts, total = group[~group["is_total"]], group[group["is_total"]].iloc[0]
        hidden = parts[parts["mark"] == "[c]"]
        # Nothing more can be hidden where the publisher shows the total of parts that all are.
        stuck = totals_published and len(hidden) == len(parts)
        if hidden.empty or total["mark"] == "[c]" or stuck:
            continue
        left = int(total["count"] - parts["count"].sum())
        ranges = [range(1, 5) if x == "primary" else range(left + 1) for x in hidden["suppression"]]
        ways = np.array([way for way in product(*ranges) if sum(way) == left])
        small = np.flatnonzero(hidden["suppression"] == "primary")
        assert all(len(np.unique(ways[:, column])) > 1 for column in small)


class TestMisuse:
    def test_missing_column(self):
        with pytest.raises(DataError, match="no column 'ward'"):
            suppress_small_counts(sexes(3, 12), within=[["ward"]], total=["is_total"])

    def test_pairs(self):
        with pytest.raises(ParameterError, match="1 ways of adding up but total names 2"):
            suppress_small_counts(sexes(3, 12), within=[["area"]], total=["is_total", "x"])

    def test_two_totals(self):
        with pytest.raises(DataError, match="A has 2 totals in 'is_total'"):
            suppress(sexes(3, 12).assign(is_total=[True, False, True]))

    def test_words_for_counts(self):
        with pytest.raises(DataError, match="'few', which is not a number"):
            suppress(sexes(3, 12).assign(count="few"))
