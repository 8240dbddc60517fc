"""Small numbers: nothing between 1 and 4 is shown or can be worked out from what is."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.errors import DataError, ParameterError
from analysis.statistics import suppress_small_counts


def sexes(male, female, area="A"):
    return pd.DataFrame(
        {
            "area": area,
            "sex": ["Male", "Female", "Persons"],
            "count": [male, female, male + female],
            "value": [1.0, 2.0, 3.0],
        }
    )


def suppress(data, **kwargs):
    """Hide small counts of a table whose last row is the total of the others."""
    last = len(data) - 1
    sums = [(last, list(range(last)))] if len(data) else []
    return suppress_small_counts(data, sums=sums, **kwargs)


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
        data = pd.DataFrame({"count": [3, 0, 30, 20, 53], "known": [*[False] * 4, True]})
        found = suppress(data, published="known")
        assert found["suppression"].tolist() == ["primary", "", "", "secondary", ""]

    def test_two_ways_of_adding_up(self):
        """Hiding a district's total must not leave it to be had from the region's."""
        # Males, females and persons of A and of B, then persons of both.
        data = pd.DataFrame({"count": [3, 12, 15, 20, 30, 50, 65]})
        found = suppress_small_counts(data, sums=[(2, [0, 1]), (5, [3, 4]), (6, [2, 5])])
        assert found["mark"].tolist() == ["[c]", "", "[c]", "", "", "", "[c]"]

    def test_a_hidden_total_is_not_the_sum_of_shown_parts(self):
        """A total hidden for the region's sake takes one of its own parts with it."""
        data = pd.DataFrame({"count": [20, 30, 50, 3, 53], "known": [*[False] * 4, True]})
        sums = [(2, [0, 1]), (4, [2, 3])]
        found = suppress_small_counts(data, sums=sums, published="known")
        assert found["suppression"].tolist() == ["secondary", "", "secondary", "primary", ""]

    def test_three_sums_that_together_give_away_what_none_does_alone(self):
        """Of a, b and c each two are added up: 10 + 9 - 13 is twice a, which is 3."""
        data = pd.DataFrame({"count": [3, 7, 6, 10, 9, 13], "known": [*[False] * 3, *[True] * 3]})
        data["known"] = [False, False, False, True, True, False]
        sums = [(3, [0, 1]), (4, [0, 2]), (5, [1, 2])]
        found = suppress_small_counts(data, sums=sums, published="known")
        assert found["mark"].tolist() == ["[c]", "[c]", "[c]", "", "", "[c]"]

    def test_what_the_parts_leave_is_a_count_too(self):
        """65 and over are 20 of 23: the three others stand in no row, and follow."""
        assert suppress(pd.DataFrame({"count": [20, 23]}))["mark"].tolist() == ["", "[c]"]
        assert suppress(pd.DataFrame({"count": [18, 23]}))["mark"].tolist() == ["", ""]

    def test_parts_that_overlap_give_nothing_away(self):
        data = pd.DataFrame({"count": [3, 20, 21]})
        assert suppress(data)["mark"].tolist() == ["[c]", "", ""]

    def test_what_follows_from_the_table_is_protected_though_it_is_no_row_of_it(self):
        """Persons of A are no row, and are 3; the region less B gives them."""
        data = pd.DataFrame({"count": [3, 40, 43], "no_row": [True, False, False]})
        assert suppress(data, derived="no_row")["mark"].tolist()[1:] == ["", "[c]"]

    def test_weighted_counts_are_counts(self):
        """A weighted 3.4 of 15.6, and 4.7, which is no five people."""
        data = pd.DataFrame({"count": [3.4, 12.2, 15.6]})
        assert suppress(data)["mark"].tolist() == ["[c]", "", "[c]"]
        assert suppress_small_counts(pd.DataFrame({"count": [4.7, 5.0]}))["mark"].tolist() == [
            "[c]",
            "",
        ]

    def test_figures_that_were_missing_already(self):
        data = sexes(3, 12).assign(count=[3, np.nan, 15])
        assert suppress(data)["mark"].tolist() == ["[c]", "", ""]
        data = sexes(3, 12).assign(count=[3, 12, np.nan])
        assert suppress(data)["mark"].tolist() == ["[c]", "", ""]

    def test_what_its_owner_hid_is_not_given_away(self):
        """15 less 12 is what the owner left blank."""
        found = suppress(sexes(3, 12).assign(count=[np.nan, 12, 15]))
        assert found["mark"].tolist() == ["", "", "[c]"]
        assert found["suppression"].tolist() == ["", "", "secondary"]

    def test_what_cannot_be_beside_what_its_owner_hid_is_left_aside(self):
        """Of two totals of the same parts one cannot be: the rest is protected all the same."""
        data = pd.DataFrame({"count": [np.nan, 12, 15, 30, 3, 5, 8]})
        sums = [(2, [0, 1]), (3, [0, 1]), (6, [4, 5])]
        assert suppress_small_counts(data, sums=sums)["mark"].tolist()[4:] == ["[c]", "", "[c]"]

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


@st.composite
def additive_tables(draw):
    """Draw people by area, sex and age: every sum over any of these may be a row or not.

    A row is the set of the small cells that it counts, so that the judge knows sums by no other
    way than what rows count.
    """
    shape = draw(st.tuples(*[st.integers(1, 3)] * 3))
    cells = draw(st.lists(st.integers(0, 12), min_size=int(np.prod(shape)),
                          max_size=int(np.prod(shape))))  # fmt: skip
    people = np.array(cells).reshape(shape)
    rows = {}
    for at in product(*[[None, *range(size)] for size in shape]):
        counted = tuple(slice(None) if one is None else one for one in at)
        where = np.zeros(shape)
        where[counted] = 1
        rows[at] = (int(people[counted].sum()), where.ravel())
    # Where one of a kind is all there is, it and its total are one row.
    rows = {at: row for at, row in rows.items()
            if all(one is None or size > 1
                   for one, size in zip(at, shape, strict=True))}  # fmt: skip
    owners = draw(st.sets(st.sampled_from(sorted(rows, key=repr)), max_size=2))
    return rows, owners


def sums_of(rows):
    """Name each row's sum over one of the three, the others held."""
    place = {at: number for number, at in enumerate(rows)}
    for at in rows:
        for axis in (n for n, one in enumerate(at) if one is None):
            parts = [
                number
                for other, number in place.items()
                if other[axis] is not None and all(
                    other[n] == at[n] for n in range(3) if n != axis)
            ]  # fmt: skip
            if parts:
                yield place[at], parts


@given(additive_tables())
@settings(max_examples=60, deadline=None)
def test_no_hidden_cell_of_an_additive_table_can_be_solved_for(drawn):
    """The judge is a linear programme over the cells, which knows only what each row counts."""
    rows, owners = drawn
    data = pd.DataFrame({"count": [np.nan if at in owners else float(n)
                                   for at, (n, _) in rows.items()]})  # fmt: skip
    found = suppress_small_counts(data, sums=list(sums_of(rows)))
    counted = np.array([where for _, where in rows.values()])
    shown = found["count"].notna().to_numpy()
    true = np.array([n for n, _ in rows.values()])
    assert not ((true[shown] > 0) & (true[shown] < 5)).any()
    small = found["suppression"].eq("primary").to_numpy()
    limits = {
        "A_eq": counted[shown] if shown.any() else None,
        "b_eq": true[shown] if shown.any() else None,
        "A_ub": np.vstack([counted[small], -counted[small]]) if small.any() else None,
        "b_ub": np.repeat([4, -1], small.sum()) if small.any() else None,
    }
    for row in counted[~shown]:
        least, most = (linprog(way * row, **limits) for way in (1, -1))
        # Without a bound it can be anything.
        assert most.status == 3 or -most.fun - least.fun > 1 - 1e-6


class TestMisuse:
    def test_missing_column(self):
        with pytest.raises(DataError, match="no column 'people'"):
            suppress_small_counts(sexes(3, 12), count="people")

    def test_a_row_that_is_not_there(self):
        with pytest.raises(ParameterError, match="sums names row 7, but the table has 3 rows"):
            suppress_small_counts(sexes(3, 12), sums=[(7, [0, 1])])

    def test_words_for_counts(self):
        with pytest.raises(DataError, match="'few', which is not a number"):
            suppress(sexes(3, 12).assign(count="few"))
