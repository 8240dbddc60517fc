"""The contract of the tidy table: every way to break it stops with file, row and reason."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data.tidy import COLUMNS, check_tidy
from analysis.errors import DataError

ROW = {
    "indicator": "smoking",
    "area_code": "E06000004",
    "area_name": "Stockton-on-Tees",
    "area_type": "unitary authority",
    "period": "2023/24",
    "period_start": 2023,
    "period_end": 2024,
    "sex": "Persons",
    "age": None,
    "category_type": None,
    "category": None,
    "count": 200.0,
    "denominator": 1000.0,
    "value": 20.0,
    "lower_ci": 18.0,
    "upper_ci": 22.0,
}
OTHER = ROW | {"area_code": "E92000001", "area_name": "England", "value": 19.0}


def table(*rows: dict) -> pd.DataFrame:
    data = pd.DataFrame(list(rows))
    words = [name for name in COLUMNS if name not in ROW or isinstance(ROW[name], str | None)]
    return data.astype({name: "str" for name in words if name in data})


def test_a_table_that_keeps_the_contract_comes_back():
    data = table(ROW, OTHER)
    pd.testing.assert_frame_equal(check_tidy(data.copy(), where="x.csv", unit="%"), data)


def test_a_note_may_stand_beside_a_value():
    noted = table(ROW | {"value": None, "value_note": "suppressed"}).astype({"value_note": "str"})
    assert check_tidy(noted, where="x.csv").loc[0, "value_note"] == "suppressed"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sex": "Both"}, "x.csv, row 3: the sex Both is not one of Persons, Female and Male."),
        ({"value": 100.1, "upper_ci": 101}, "x.csv, row 3: the value 100.1 is a percentage over"),
        ({"value": -0.1, "lower_ci": -1}, "x.csv, row 3: the value -0.1 is below zero."),
        ({"count": -1.0}, "x.csv, row 3: the count -1.0 is below zero."),
        ({"denominator": -1.0}, "x.csv, row 3: the denominator -1.0 is below zero."),
        ({"period_start": 23}, "x.csv, row 3: the period_start 23 is not a year."),
        ({"value": 17.9}, "row 3: England (E92000001), 2023/24, Persons, has a value outside"),
        ({"value": 22.1}, "row 3: England (E92000001), 2023/24, Persons, has a value outside"),
        ({"lower_ci": None}, "row 3: England (E92000001), 2023/24, Persons, has one end of an"),
        ({"upper_ci": None}, "row 3: England (E92000001), 2023/24, Persons, has one end of an"),
        (
            {"area_code": "E06000004", "area_name": "Stockton-on-Tees"},
            "row 3: Stockton-on-Tees (E06000004), 2023/24, Persons, repeats the key",
        ),
        ({"period_end": 2023}, 'row 3: the period "2023/24" is not the years 2023 to 2023'),
        ({"period": "2023"}, 'row 3: the period "2023" is not the years 2023 to 2024'),
        ({"period": "last year"}, 'x.csv, row 3: The period "last year" is not understood'),
        ({"area_code": None}, "x.csv, row 3: the area_code is blank"),
        ({"period": None}, "x.csv, row 3: the period is blank"),
        ({"sex": None}, "x.csv, row 3: the sex is blank"),
        ({"period_start": None}, "x.csv, row 3: the period_start is blank"),
        ({"period_start": 2023.5}, "2023/24, Persons, has a period_start that is no whole year"),
        ({"upper_ci": float("inf")}, "2023/24, Persons, has a number that is infinite"),
        ({"count": float("-inf")}, "2023/24, Persons, has a number that is infinite"),
        (
            {"value": None, "lower_ci": 5.0, "upper_ci": 3.0},
            "2023/24, Persons, has an interval that ends before it begins",
        ),
    ],
)
def test_each_fault_is_named_with_file_row_and_reason(change, reason):
    with pytest.raises(DataError) as problem:
        check_tidy(table(ROW, OTHER | change), where="x.csv", unit="%")
    assert reason in str(problem.value)
    assert "x.csv" in str(problem.value)


def test_text_among_numbers_is_named():
    data = table(ROW, OTHER).astype({"value": object})
    data.loc[1, "value"] = "about 20"
    with pytest.raises(DataError) as problem:
        check_tidy(data, where="x.csv")
    assert str(problem.value) == 'x.csv, row 3: the value "about 20" is not a number.'


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(column):
    with pytest.raises(DataError, match=f"x.csv has no column {column}"):
        check_tidy(table(ROW).drop(columns=column), where="x.csv")


def test_an_unknown_column_is_named():
    with pytest.raises(DataError, match=r"x\.csv has an unknown column rate\. The columns are ind"):
        check_tidy(table(ROW).assign(rate=1.0), where="x.csv")


@pytest.mark.parametrize("unit", ["%", "% of inactive"])
def test_only_a_percentage_ends_at_a_hundred(unit):
    over = table(OTHER | {"value": 140.0, "upper_ci": 150.0})
    with pytest.raises(DataError, match="percentage over 100"):
        check_tidy(over.copy(), where="x.csv", unit=unit)
    assert len(check_tidy(over, where="x.csv", unit="per 100,000")) == 1


def test_only_years_may_be_below_zero():
    """The slope index can favour the deprived end; no rate or percentage is negative."""
    below = table(OTHER | {"value": -1.0, "lower_ci": -2.0})
    assert len(check_tidy(below.copy(), where="x.csv", unit="years")) == 1
    with pytest.raises(DataError, match="below zero"):
        check_tidy(below, where="x.csv", unit="per 100,000")


@given(
    st.floats(0, 100),
    st.floats(0, 100),
    st.floats(0, 100),
)
def test_a_value_is_accepted_just_where_its_interval_holds_it(low, value, high):
    lower, upper = min(low, high), max(low, high)
    data = table(ROW | {"lower_ci": lower, "value": value, "upper_ci": upper})
    if lower <= value <= upper:
        check_tidy(data, where="x.csv", unit="%")
    else:
        with pytest.raises(DataError, match="outside its own interval"):
            check_tidy(data, where="x.csv", unit="%")
