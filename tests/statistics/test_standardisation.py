"""Directly standardised rates: by hand, published, two routes and properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import byar, crude_rate, dsr
from analysis.statistics.age_bands import name_bands
from analysis.statistics.standardisation import esp2013

NINETEEN = np.arange(0, 95, 5)
COLUMNS = ["area", "count", "denominator", "value", "lower_ci", "upper_ci", "method", "note"]


def areas(names="A", starts=NINETEEN, count=5, denominator=1000):
    return pd.DataFrame(
        [(name, start, count, denominator) for name in names for start in starts],
        columns=["area", "age_start", "count", "denominator"],
    ).astype({"count": float, "denominator": float})


def plain_dsr(rows, per=100_000):
    """Follow the formula of Dobson (1991) one band at a time."""
    standard = esp2013()
    starts = sorted(rows["age_start"])
    total = top = variance = events = 0.0
    for start, end in zip(starts, [*starts[1:], 999], strict=True):
        weight = sum(p for a, p in standard.items() if start <= a < end)
        row = rows[rows["age_start"] == start].iloc[0]
        total += weight
        top += row["count"] * weight / row["denominator"]
        variance += row["count"] * (weight / row["denominator"]) ** 2
        events += row["count"]
    value, scale = top / total, (variance / total**2 / events) ** 0.5
    lower, upper = byar(events)
    return [
        per * v for v in (value, value + scale * (lower - events), value + scale * (upper - events))
    ]


def test_by_hand():
    # Under 5: 2 of 1,000; 5 to 64: 20 of 10,000; from 65: 80 of 2,000. Standard 5,000, 75,500
    # and 19,500 of 100,000: 10 + 151 + 780 = 941 per 100,000.
    rows = areas(starts=[0, 5, 65]).assign(count=[2, 20, 80], denominator=[1000, 10_000, 2000])
    row = dsr(rows, by="area").iloc[0]
    assert row["value"] == pytest.approx(941)
    # Variance: 2 (5)² + 20 (7.55)² + 80 (9.75)² = 50 + 1140.05 + 7605 = 8795.05 (per 100,000).
    # Byar's limits of 102 events are 83.167 and 123.822: 941 + √(8795.05 / 102) × (them - 102).
    scale = (8795.05 / 102) ** 0.5
    lower, upper = byar(102)
    assert row["lower_ci"] == pytest.approx(941 + scale * (lower - 102))
    assert row["upper_ci"] == pytest.approx(941 + scale * (upper - 102))
    assert (row["count"], row["denominator"], row["note"]) == (102, 13_000, "")


def test_published_worked_example():
    # International Union for the Scientific Study of Population, Population Analysis for Policies
    # and Programmes, module 101 session 6: mortality of Sweden (0.45, 2.4 and 42.4 per 1,000 at
    # 0-29, 30-59 and 60 and over) on Ecuador's population is 3.7 per 1,000.
    ecuador = pd.Series({0: 7_498_000, 30: 3_219_000, 60: 742_000})
    sweden = areas(starts=[0, 30, 60], denominator=1e6).assign(count=[450, 2400, 42_400])
    row = dsr(sweden, by="area", per=1000, standard=ecuador).iloc[0]
    assert round(row["value"], 1) == 3.7
    assert row["value"] == pytest.approx(42_560 / 11_459, abs=0.001)
    assert "given standard population" in row["method"]


@settings(max_examples=15)
@given(st.data())
def test_the_arrays_follow_the_formula(data):
    counts = data.draw(st.lists(st.integers(0, 500), min_size=57, max_size=57))
    people = data.draw(st.lists(st.integers(1, 50_000), min_size=57, max_size=57))
    rows = areas("ABC").assign(count=counts, denominator=people).sample(frac=1, random_state=1)
    for name, row in dsr(rows, by="area").set_index("area").iterrows():
        part = rows[rows["area"] == name]
        if part["count"].sum() < 10:
            assert row["note"].startswith("Fewer than 10 events")
        else:
            assert row[["value", "lower_ci", "upper_ci"]].tolist() == pytest.approx(plain_dsr(part))


@given(st.integers(2, 1000), st.integers(1, 1000))
def test_the_same_rate_at_all_ages_is_the_crude_rate(count, hundreds):
    rows = areas(count=count, denominator=100 * hundreds)
    value = dsr(rows, by="area")["value"].item()
    assert value == pytest.approx(crude_rate(19 * count, 1900 * hundreds)["value"].item())


@given(st.floats(0.1, 1000), st.floats(0.1, 1000))
def test_units_and_standards_scale(per, size):
    rows = areas(starts=[0, 5, 65]).assign(count=[3, 9, 40])
    one, other = dsr(rows, by="area"), dsr(rows, by="area", per=per, standard=size * esp2013())
    for name in ("value", "lower_ci", "upper_ci"):
        assert other[name].item() == pytest.approx(one[name].item() * per / 100_000)


def test_wider_bands_weigh_as_the_sum_of_the_bands_in_them():
    # With the same rates in the bands that are merged, merging them changes nothing.
    narrow = areas(starts=[0, 1, *range(5, 100, 5)], count=4, denominator=1000)
    wide = areas(starts=[0, 15, 65, 85], count=4, denominator=1000)
    assert dsr(narrow, by="area")["value"].item() == pytest.approx(400)
    assert dsr(wide, by="area")["value"].item() == pytest.approx(400)
    assert "oldest band 85 and over" in dsr(wide, by="area")["method"].item()


def test_ages_under_75_and_from_65():
    rows = areas(count=10).assign(count=lambda d: np.where(d["age_start"] < 65, 0, 10))
    # Under 75 only 65-69 and 70-74 have events: 0.01 × (5,500 + 5,000) / 91,000.
    under = dsr(rows, by="area", ages=(0, 75)).iloc[0]
    assert under["value"] == pytest.approx(0.01 * 10_500 / 91_000 * 100_000)
    assert (under["count"], under["denominator"]) == (20, 15_000)
    assert "ages 0 to under 75" in under["method"]
    assert dsr(rows, by="area", ages=(65, None))["value"].item() == pytest.approx(1000)


def test_fewer_than_ten_events_are_too_few():
    rows = areas("AB", starts=[0, 65]).assign(count=[4, 5, 5, 5])
    table = dsr(rows, by="area")
    assert table["value"].isna().tolist() == [True, False]
    assert table["note"].tolist() == ["Fewer than 10 events (9): too few to standardise.", ""]
    assert table["count"].tolist() == [9, 10]
    none = dsr(rows.assign(count=0), by="area")
    assert none[["value", "lower_ci", "upper_ci"]].isna().all(axis=None)
    assert none["note"].str.startswith("Fewer than 10 events (0)").all()


BAD = [
    ({"count": np.nan}, "The count is missing for the age band from 40."),
    ({"count": np.inf}, "The count is infinite for the age band from 40."),
    ({"count": -1}, "The count is negative for the age band from 40."),
    ({"denominator": np.nan}, "The population is missing for the age band from 40."),
    ({"denominator": np.inf}, "The population is infinite for the age band from 40."),
    ({"denominator": -1}, "The population is negative for the age band from 40."),
    ({"denominator": 0}, "The population is zero for the age band from 40."),
]


@pytest.mark.parametrize(("change", "note"), BAD)
def test_a_bad_figure_is_noted_and_leaves_the_other_groups(change, note):
    good = areas("ABC")
    rows = good.copy()
    at = (rows["area"] == "B") & (rows["age_start"] == 40)
    for name, value in change.items():
        rows.loc[at, name] = value
    table = dsr(rows, by="area")
    assert table["note"].tolist() == ["", note, ""]
    assert table.loc[1, ["count", "denominator", "value", "lower_ci", "upper_ci"]].isna().all()
    pd.testing.assert_frame_equal(table.iloc[[0, 2]], dsr(good, by="area").iloc[[0, 2]])


def test_a_missing_band_is_noted_and_leaves_the_other_groups():
    rows = areas("ABC")
    rows = rows[~((rows["area"] == "B") & (rows["age_start"] == 40))]
    table = dsr(rows, by="area")
    assert table["note"].tolist() == ["", "There is no row for the age band from 40.", ""]
    assert table["value"].isna().tolist() == [False, True, False]
    alone = dsr(rows[rows["area"] == "B"], by="area")
    assert alone["note"].item() == "There is no row for the age band from 40."


def test_a_band_that_the_standard_lacks_is_refused_by_name():
    rows = pd.concat([areas("AB"), areas("B", starts=[42])])
    with pytest.raises(DataError, match=r"no band that starts at age 42 \(row for area B\)"):
        dsr(rows, by="area")


def test_other_whole_call_errors():
    with pytest.raises(DataError, match="more than one row for area A at age 5"):
        dsr(pd.concat([areas("A"), areas("A", starts=[5])]), by="area")
    with pytest.raises(DataError, match="'0-4', which is not a number"):
        dsr(areas().assign(age_start="0-4"), by="area")
    with pytest.raises(DataError, match="no column 'deaths'"):
        dsr(areas(), by="area", count="deaths")
    with pytest.raises(ParameterError, match="per must be a number above zero"):
        dsr(areas(), by="area", per=-1)


def test_text_ages_in_text_order_are_joined_by_number():
    rows = areas("AB").assign(count=lambda d: d["age_start"] + 1)
    text = rows.assign(age_start=rows["age_start"].astype(str)).sort_values("age_start")
    table = dsr(text, by="area").sort_values("area", ignore_index=True)
    pd.testing.assert_frame_equal(table, dsr(rows, by="area"))


def test_shapes():
    assert list(dsr(areas("BA"), by="area").columns) == COLUMNS
    assert dsr(areas("BA"), by="area")["area"].tolist() == ["B", "A"]
    empty = dsr(areas().iloc[:0], by="area")
    assert (len(empty), list(empty.columns)) == (0, COLUMNS)
    one = dsr(areas(), by=[])
    assert (len(one), list(one.columns)) == (1, COLUMNS[1:])
    two = dsr(areas("AB").assign(sex="Female"), by=["area", "sex"])
    assert list(two.columns) == ["area", "sex", *COLUMNS[1:]]


def test_notes_name_bands_only_where_there_is_none_yet():
    notes = np.array(["", "already"], dtype=object)
    bad = np.array([[True, True], [True, False]])
    named = name_bands(notes, np.array([0.0, 5]), bad, "The count is missing")
    assert named.tolist() == [
        "The count is missing for the age band from 0 (and 1 other band).",
        "already",
    ]


def test_no_rows_and_no_groups_give_no_rows():
    assert len(dsr(areas().iloc[:0], by=[])) == 0


def test_nullable_and_categorical_columns_do_too():
    rows = areas("AB")
    other = rows.assign(
        area=pd.Categorical(rows["area"]),
        count=rows["count"].astype("Int64"),
        age_start=rows["age_start"].astype("Int64"),
    )
    other.loc[0, "count"] = pd.NA
    table = dsr(other, by="area")
    assert table["note"].tolist() == ["The count is missing for the age band from 0.", ""]
    assert table["value"].iloc[1] == dsr(rows, by="area")["value"].iloc[1]
