"""Long rows to arrays of groups by bands, and which bands every group must have."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.statistics.age_bands import expected_bands, read_age_table

FIVE_YEARS = np.array([0, 1, *range(5, 95, 5)], dtype=float)


def rows_of(areas, starts):
    return pd.DataFrame(
        [(area, start, index) for index, area in enumerate(areas) for start in starts],
        columns=["area", "age_start", "count"],
    )


def read(rows, **options):
    return read_age_table(rows, by="area", age="age_start", figures=["count"], **options)


@given(st.permutations(range(12)))
def test_the_order_of_rows_does_not_matter(order):
    rows = rows_of(["A", "B", "C"], [0, 5, 10, 100]).assign(count=range(12))
    table = read(rows.iloc[list(order)])
    back = dict(zip(table.keys["area"], table.figures["count"].tolist(), strict=True))
    assert back == {"A": [0, 1, 2, 3], "B": [4, 5, 6, 7], "C": [8, 9, 10, 11]}


def test_text_ages_that_are_numbers_are_ordered_as_numbers():
    rows = rows_of(["A"], [0, 5, 10]).assign(age_start=["10", "2", "0"])
    assert read(rows).ages.tolist() == [0, 2, 10]


def test_text_ages_that_are_not_numbers_are_refused():
    with pytest.raises(DataError, match="'5-9', which is not a number"):
        read(rows_of(["A"], [0, 1]).assign(age_start=["0", "5-9"]))


@pytest.mark.parametrize("bad", [np.nan, -1, np.inf])
def test_ages_that_cannot_be_are_refused(bad):
    with pytest.raises(DataError, match="blank, negative or infinite in 1 of 2 rows"):
        read(rows_of(["A"], [0, 1]).assign(age_start=[0, bad]))


def test_two_rows_for_a_band_are_refused_by_group_and_age():
    rows = pd.concat([rows_of(["A", "B"], [0, 5]), rows_of(["B"], [5])])
    with pytest.raises(DataError, match="more than one row for area B at age 5"):
        read(rows)


def test_missing_columns_and_blank_groups_are_refused():
    with pytest.raises(DataError, match="no column 'age_start'; the columns are area"):
        read(pd.DataFrame({"area": ["A"]}))
    with pytest.raises(DataError, match="'area', which names the groups, is blank"):
        read(rows_of(["A", None], [0]))
    with pytest.raises(DataError, match="'few', which is not a number"):
        read(rows_of(["A"], [0]).assign(count="few"))


def test_a_group_without_a_common_band_is_noted_and_the_others_stand():
    rows = rows_of(["A", "B", "C"], FIVE_YEARS)
    rows = rows[~((rows["area"] == "B") & rows["age_start"].isin([40, 90]))]
    table = read(rows)
    assert table.notes.tolist() == [
        "",
        "There is no row for the age band from 40 (and 1 other band).",
        "",
    ]


def test_a_band_that_most_groups_do_not_have_is_noted_and_the_others_stand():
    rows = pd.concat([rows_of(["A", "B", "C"], [0, 65]), rows_of(["B"], [85])])
    table = read(rows)
    assert table.ages.tolist() == [0, 65]
    assert table.notes.tolist() == ["", "No other group has a row for the age band from 85.", ""]


def test_a_gap_among_five_year_bands_is_a_missing_band():
    gap = FIVE_YEARS[FIVE_YEARS != 40]
    assert read(rows_of(["A"], gap)).notes.tolist() == ["There is no row for the age band from 40."]


@pytest.mark.parametrize(
    "starts",
    [
        [0, 15, 45, 65, 75],
        [0, 1, 5, 15, 25, 35, 45, 55, 65, 75, 85],
        list(range(0, 101)),
        [0, 1, *range(5, 90, 5)],
        [0, *range(5, 100, 5)],
        [65, 70, 75, 80, 85],
        [0],
    ],
)
def test_other_sets_of_bands_are_left_alone(starts):
    assert expected_bands(np.array(starts, dtype=float)).tolist() == starts


def test_given_bands_are_those_wanted():
    gap = FIVE_YEARS[FIVE_YEARS != 40]
    assert read(rows_of(["A"], gap), bands=gap).valid.all()
    assert read(rows_of(["A"], [0, 5]), bands=[0, 5, 10]).notes.tolist() == [
        "There is no row for the age band from 10."
    ]


def test_a_range_of_ages():
    rows = rows_of(["A"], [0, 5, 65, 75])
    assert read(rows, ages=(0, 75)).ages.tolist() == [0, 5, 65]
    assert read(rows, ages=(65, None)).ages.tolist() == [65, 75]
    assert read(rows_of(["A"], [5, 65]), ages=(0, None)).notes.tolist() == [
        "There is no row for the age band from 0."
    ]
    with pytest.raises(DataError, match="No band starts at age 70"):
        read(rows, ages=(0, 70))
    with pytest.raises(DataError, match="are no range of ages"):
        read(rows, ages=(75, 0))


def test_no_rows_and_no_groups():
    empty = read(rows_of([], []))
    assert empty.figures["count"].shape == (0, 0)
    one = read_age_table(rows_of(["A"], [0, 5]), by=[], age="age_start", figures=["count"])
    assert one.figures["count"].shape == (1, 2)
    assert list(one.keys.columns) == []


def test_several_columns_name_a_group():
    rows = pd.concat([rows_of(["A", "B"], [0, 5]).assign(sex=sex) for sex in ("F", "M")])
    table = read_age_table(rows, by=["area", "sex"], age="age_start", figures=["count"])
    assert table.keys.to_numpy().tolist() == [["A", "F"], ["B", "F"], ["A", "M"], ["B", "M"]]
