"""A gap in life expectancy by age and cause: by hand, published identity, two routes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.statistics import decompose_life_expectancy_gap, life_table
from analysis.statistics.life_tables import abridge

TWENTY = [0, 1, *range(5, 95, 5)]
YOUNG = [0.004, 0.0002, 0.0001, 0.0001, 0.0003, 0.0005, 0.0006, 0.0008, 0.001, 0.0015]
RATES = np.array([*YOUNG, 0.002, 0.0035, 0.005, 0.008, 0.012, 0.02, 0.035, 0.06, 0.11, 0.22])
factors = st.lists(st.floats(0.2, 3.5), min_size=20, max_size=20)


def place(change=1.0, people=10_000):
    deaths = RATES * people * np.asarray(change)
    return pd.DataFrame({"age_start": TWENTY, "deaths": deaths, "population": people})


def expectancy(rows):
    return life_table(rows, by=[])["value"].iloc[0]


def test_by_hand():
    # Open bands only differ: e at 65 is 20 in one and 25 in the other, survival to 65 the same:
    # 1 - q with M = 0.005 over 65 years, q = 0.325 / 1.1625. All of the gap is at 65.
    rows = pd.DataFrame({"age_start": [0, 65], "deaths": [100, 250], "population": [20_000, 5000]})
    other = rows.assign(deaths=[100, 200])
    table = decompose_life_expectancy_gap(rows, other)
    assert table["contribution"].tolist() == pytest.approx([0, 5 * (1 - 0.325 / 1.1625)])
    # Only 0-64 differ: with survival s and t to 65 and the same e of 20, the gap is
    # 32.5 (t - s) + 20 (t - s), all of it at 0.
    younger = rows.assign(deaths=[50, 250])
    s, t = 1 - 0.325 / 1.1625, 1 - 0.1625 / 1.08125
    table = decompose_life_expectancy_gap(rows, younger)
    assert table["contribution"].tolist() == pytest.approx([52.5 * (t - s), 0])


def andreev(first, second):
    """Give the symmetrical contributions of Andreev (1982), from survivors and expectancies."""
    one, two = (
        abridge(np.array(TWENTY, float), r[["deaths"]].to_numpy().T, r[["population"]].to_numpy().T)
        for r in (first, second)
    )
    product = (one.alive + two.alive)[0] * (two.expectancy - one.expectancy)[0] / 2
    return product - np.append(product[1:], 0)


@given(factors, factors)
def test_the_symmetrical_form_is_that_of_andreev(one, two):
    # Ponnapalli KM (2005), Demographic Research 12, 141-172: Arriaga's method made symmetrical
    # gives what Andreev's, Pollard's and the United Nations' give.
    first, second = place(one), place(two)
    ours = decompose_life_expectancy_gap(first, second)["contribution"].to_numpy()
    assert ours == pytest.approx(andreev(first, second), abs=1e-9)


@given(factors, factors)
def test_contributions_sum_to_the_gap_and_change_sign_with_the_order(one, two):
    first, second = place(one), place(two, people=70_000)
    table = decompose_life_expectancy_gap(first, second)
    gap = expectancy(second) - expectancy(first)
    assert table["contribution"].sum() == pytest.approx(gap, abs=1e-9)
    assert table.attrs["gap"] == pytest.approx(gap)
    assert table.attrs["residual"] == pytest.approx(0, abs=1e-9)
    back = decompose_life_expectancy_gap(second, first)
    assert back["contribution"].to_numpy() == pytest.approx(-table["contribution"].to_numpy())


def test_years_before_a_limit_by_hand():
    # One band to 65 with M = 0.005: q = 0.325 / 1.1625, and 65 (1 - q / 2) years before 65.
    rows = pd.DataFrame({"age_start": [0], "deaths": [100], "population": [20_000]})
    other = rows.assign(deaths=[50])
    table = decompose_life_expectancy_gap(rows, other, limit=65)
    lost = 65 / 2 * (0.325 / 1.1625 - 0.1625 / 1.08125)
    assert table["contribution"].tolist() == pytest.approx([lost])
    assert table.attrs["gap"] == pytest.approx(lost)


def years_before_75(rows):
    """Take from life expectancy what is lived from 75: a second route through whole tables."""
    table = life_table(rows, by=[]).set_index("age_start")["value"]
    alive = abridge(
        np.array(TWENTY, float),
        rows[["deaths"]].to_numpy().T,
        rows[["population"]].to_numpy().T,
    ).alive[0]
    return table.loc[0] - alive[TWENTY.index(75)] * table.loc[75]


@given(factors, factors)
def test_years_before_a_limit_are_the_whole_less_those_after_it(one, two):
    first, second = place(one), place(two)
    table = decompose_life_expectancy_gap(first, second, limit=75)
    assert table["age_start"].max() == 70
    gap = years_before_75(second) - years_before_75(first)
    assert table["contribution"].sum() == pytest.approx(gap, abs=1e-9)
    # What happens from 75 has no part in it, whether known or not.
    alike = decompose_life_expectancy_gap(
        first[first["age_start"] < 75], second[second["age_start"] < 75], limit=75
    )
    assert alike["contribution"].to_numpy() == pytest.approx(table["contribution"].to_numpy())


def test_a_limit_needs_no_death_in_the_last_band_and_a_band_that_begins_there():
    rows = place()
    quiet = rows.assign(deaths=rows["deaths"].where(rows["age_start"] != 70, 0))
    table = decompose_life_expectancy_gap(rows, quiet, limit=75)
    assert table["contribution"].iloc[-1] > 0
    assert table["contribution"].iloc[:-1].abs().max() == pytest.approx(0, abs=1e-12)
    with pytest.raises(DataError, match="No band starts at age 73"):
        decompose_life_expectancy_gap(rows, rows, limit=73)


@given(factors)
def test_lower_rates_everywhere_contribute_everywhere(one):
    table = decompose_life_expectancy_gap(place(one), place(np.array(one) * 0.8))
    assert (table["contribution"] > 0).all()


def test_equal_places_have_no_gap():
    table = decompose_life_expectancy_gap(place(), place(people=20_000))
    assert table["contribution"].abs().max() == 0


def by_cause(change=(1.0, 1.0, 1.0), people=10_000):
    rows = place(people=people)
    for name, share, factor in zip("abc", (0.5, 0.3, 0.2), change, strict=True):
        rows[name] = rows["deaths"] * share * factor
    return rows.assign(deaths=rows[["a", "b", "c"]].sum(axis=1))


def test_causes_by_hand():
    # Only cause a differs, so it makes the whole of each age's contribution.
    first, second = by_cause(), by_cause((0.7, 1, 1))
    table = decompose_life_expectancy_gap(first, second, causes=["a", "b", "c"])
    ages = decompose_life_expectancy_gap(first, second)["contribution"]
    is_a = table["cause"] == "a"
    assert table.loc[is_a, "contribution"].to_numpy() == pytest.approx(ages.to_numpy())
    assert table.loc[~is_a, "contribution"].abs().max() < 1e-12
    # a falls by 0.15 of all deaths, b by 0.03: five to one at every age.
    table = decompose_life_expectancy_gap(first, by_cause((0.7, 0.9, 1)), causes=["a", "b", "c"])
    totals = table.groupby("cause")["contribution"].sum()
    assert totals["a"] == pytest.approx(5 * totals["b"])


@given(st.tuples(*[st.floats(0.3, 2)] * 3), st.tuples(*[st.floats(0.3, 2)] * 3))
def test_causes_sum_to_the_gap(one, two):
    first, second = by_cause(one), by_cause(two)
    assume(abs(first["deaths"].iloc[0] - second["deaths"].iloc[0]) > 1e-3)
    table = decompose_life_expectancy_gap(first, second, causes=["a", "b", "c"])
    assert set(table["cause"]) == {"a", "b", "c"}
    gap = expectancy(second) - expectancy(first)
    assert table["contribution"].sum() == pytest.approx(gap, abs=1e-6)
    assert list(table.columns) == ["age_start", "cause", "contribution"]


def test_deaths_of_causes_not_named_are_all_other_causes():
    first, second = by_cause(), by_cause((0.7, 0.9, 1))
    named = decompose_life_expectancy_gap(first, second, causes=["a"])
    every = decompose_life_expectancy_gap(first, second, causes=["a", "b", "c"])
    totals = named.groupby("cause")["contribution"].sum()
    assert totals["all other causes"] == pytest.approx(
        every.groupby("cause")["contribution"].sum()[["b", "c"]].sum()
    )
    without = decompose_life_expectancy_gap(
        first.drop(columns="deaths"), second.drop(columns="deaths"), causes=["a", "b", "c"]
    )
    pd.testing.assert_frame_equal(without, every)


def test_a_tie_of_all_rates_contributes_nothing():
    first = by_cause()
    second = first.assign(a=first["a"] + 0.25, b=first["b"] - 0.25)
    second.loc[3:, ["a", "b"]] = first.loc[3:, ["a", "b"]].to_numpy() / 2
    second["deaths"] = np.where(
        second.index < 3, first["deaths"], second["a"] + second["b"] + second["c"]
    )
    table = decompose_life_expectancy_gap(first, second, causes=["a", "b", "c"])
    tied = table[table["age_start"].isin([0, 1, 5])]
    assert tied["contribution"].abs().max() < 1e-9
    assert abs(table.attrs["residual"]) < 1e-9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"deaths": np.nan}, "second population cannot be used. The number of deaths is missing"),
        ({"deaths": -1}, "second population"),
        ({"population": 0}, "The population is zero for the age band from 40"),
        ({"population": np.nan}, "The population is missing for the age band from 40"),
        ({"deaths": 20_000}, "More deaths than people are given for the age band from 40"),
    ],
)
def test_figures_that_cannot_be_are_refused_by_band(change, message):
    second = place()
    for name, value in change.items():
        second.loc[second["age_start"] == 40, name] = value
    with pytest.raises(DataError, match=message):
        decompose_life_expectancy_gap(place(), second)


def test_other_bands_and_other_causes_are_refused():
    with pytest.raises(DataError, match="Only one of the two populations has an age band from 90"):
        decompose_life_expectancy_gap(place(), place().iloc[:-1])
    with pytest.raises(DataError, match="no row for the age band from 40"):
        decompose_life_expectancy_gap(place(), place().query("age_start != 40"))
    with pytest.raises(DataError, match="The first population has no rows"):
        decompose_life_expectancy_gap(place().iloc[:0], place())
    with pytest.raises(DataError, match="Nobody died in the oldest"):
        decompose_life_expectancy_gap(place().assign(deaths=0), place())
    with pytest.raises(DataError, match="Name at least one cause"):
        decompose_life_expectancy_gap(place(), place(), causes=[])
    with pytest.raises(DataError, match="no column 'd'"):
        decompose_life_expectancy_gap(place(), place(), causes=["d"])
    with pytest.raises(DataError, match="more deaths by cause than deaths in all"):
        decompose_life_expectancy_gap(by_cause(), by_cause().assign(deaths=1.0), causes=["a"])
    with pytest.raises(DataError, match=r"number of deaths from a is negative .* from 40"):
        lost = by_cause().assign(a=lambda d: d["a"].where(d["age_start"] != 40, -1))
        decompose_life_expectancy_gap(lost, by_cause(), causes=["a"])
    some = by_cause()
    with pytest.raises(DataError, match="has the cause 'all other causes'"):
        decompose_life_expectancy_gap(some, some.drop(columns="deaths"), causes=["a"])


def test_an_age_that_nobody_reaches_is_refused():
    rows = pd.DataFrame(
        {"age_start": [0, 50, 65], "deaths": [9000, 900, 99], "population": [10_000, 1000, 100]}
    )
    with pytest.raises(DataError, match="nobody survives to the oldest age band"):
        decompose_life_expectancy_gap(rows, rows)
