"""Potential years of life lost: by hand, published, two routes and properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.statistics import byar, dsr, potential_years_of_life_lost
from analysis.statistics.standardisation import esp2013, years_each

STARTS = [0, 1, *range(5, 75, 5)]


def areas(names="A", starts=STARTS, deaths=3, population=1000):
    return pd.DataFrame(
        [(name, start, deaths, population) for name in names for start in starts],
        columns=["area", "age_start", "deaths", "population"],
    ).astype({"deaths": float, "population": float})


def test_by_hand():
    # Middles 2.5, 35 and 70: a death loses 72.5, 40 and 5 years before 75. Standard 5,000, 75,500
    # and 10,500 of 91,000: (0.002 × 5,000 × 72.5 + 0.002 × 75,500 × 40 + 0.04 × 10,500 × 5)
    # / 91,000 = 8,865 / 91,000 years a person.
    rows = areas(starts=[0, 5, 65]).assign(deaths=[2, 20, 80], population=[1000, 10_000, 2000])
    row = potential_years_of_life_lost(rows, by="area").iloc[0]
    assert row["value"] == pytest.approx(8865 / 91_000 * 100_000)
    assert row["years_lost"] == 2 * 72.5 + 20 * 40 + 80 * 5
    # Variance: Σ d (w × years / n)²: 2 (362.5)² + 20 (302)² + 80 (26.25)² over 91,000², with
    # w × years / n = 5,000 × 72.5 / 1,000 and so on.
    variance = (2 * 362.5**2 + 20 * 302**2 + 80 * 26.25**2) / 91_000**2
    lower, upper = byar(102)
    scale = (variance / 102) ** 0.5 * 100_000
    assert row["lower_ci"] == pytest.approx(row["value"] + scale * (lower - 102))
    assert row["upper_ci"] == pytest.approx(row["value"] + scale * (upper - 102))


def test_published_worked_example():
    # Association of Public Health Epidemiologists in Ontario, Core Indicators, "Calculating
    # Potential Years of Life Lost": deaths at 6 months, 55, 15 and 60 lose 74.5, 20, 60 and 15
    # years before 75, 169.5 together; one at 85 loses none. One-year and degenerate bands put the
    # middle of the band at the age of death.
    lost = years_each(np.array([0.0, 1, 14.5, 15.5, 54.5, 55.5, 59.5, 60.5]), 75)
    assert lost[[0, 2, 4, 6]].tolist() == [74.5, 60, 20, 15]
    assert lost[[0, 2, 4, 6]].sum() == 169.5


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 20_000)), min_size=16, max_size=16))
def test_it_is_the_standardised_rate_of_years(figures):
    deaths, population = zip(*figures, strict=True)
    rows = areas().assign(deaths=deaths, population=population)
    ours = potential_years_of_life_lost(rows, by="area").iloc[0]
    if sum(deaths) < 10:
        assert ours["note"].startswith("Fewer than 10 events")
        return
    # A loop over bands, without arrays.
    standard = esp2013()
    top = sum(
        standard[start] * d / n * (75 - (start + end) / 2)
        for start, end, d, n in zip(STARTS, [*STARTS[1:], 75], deaths, population, strict=True)
    )
    assert ours["value"] == pytest.approx(top / 91_000 * 100_000)
    assert ours["lower_ci"] <= ours["value"] <= ours["upper_ci"]


def test_deaths_in_one_band_are_its_years_times_the_rate():
    rows = areas(deaths=0).assign(deaths=lambda d: np.where(d["age_start"] == 40, 30, 0))
    as_rate = rows.rename(columns={"deaths": "count", "population": "denominator"})
    rate = dsr(as_rate, by="area", ages=(0, 75)).iloc[0]
    years = potential_years_of_life_lost(rows, by="area").iloc[0]
    for name in ("value", "lower_ci", "upper_ci"):
        assert years[name] == pytest.approx(rate[name] * 32.5)


def test_older_ages_are_left_out_and_other_limits_count():
    rows = areas(starts=[*STARTS, 75, 80, 85, 90])
    older = rows.assign(deaths=lambda d: np.where(d["age_start"] >= 75, 1000, d["deaths"]))
    one, other = (potential_years_of_life_lost(r, by="area") for r in (rows, older))
    pd.testing.assert_frame_equal(one, other)
    assert one["count"].item() == 48
    at_65 = potential_years_of_life_lost(rows, by="area", limit=65)
    assert at_65["count"].item() == 42
    assert "ages 0 to under 65" in at_65["method"].item()


def test_the_tidy_names_of_columns_do_too():
    tidy = areas().rename(columns={"deaths": "count", "population": "denominator"})
    ours = potential_years_of_life_lost(tidy, by="area")
    pd.testing.assert_frame_equal(ours, potential_years_of_life_lost(areas(), by="area"))


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"deaths": np.nan}, "The number of deaths is missing for the age band from 40."),
        ({"deaths": -1}, "The number of deaths is negative for the age band from 40."),
        ({"population": 0}, "The population is zero for the age band from 40."),
        ({"population": np.inf}, "The population is infinite for the age band from 40."),
    ],
)
def test_a_bad_figure_is_noted_and_leaves_the_other_groups(change, note):
    rows = areas("ABC")
    for name, value in change.items():
        rows.loc[(rows["area"] == "B") & (rows["age_start"] == 40), name] = value
    table = potential_years_of_life_lost(rows, by="area")
    assert table["note"].tolist() == ["", note, ""]
    missing = table[["count", "years_lost", "value", "lower_ci"]].isna().all(axis=1)
    assert missing.tolist() == [False, True, False]


def test_missing_bands_and_few_deaths_are_noted():
    rows = areas("AB", deaths=1)
    rows = rows[~((rows["area"] == "B") & (rows["age_start"] == 70))]
    few = rows.assign(deaths=lambda d: np.where(d["age_start"] < 10, 1, 0))
    assert potential_years_of_life_lost(rows, by="area")["note"].tolist() == [
        "",
        "There is no row for the age band from 70.",
    ]
    note = potential_years_of_life_lost(few, by="area")["note"].iloc[0]
    assert note == "Fewer than 10 events (3): too few to standardise."


def test_errors_and_no_rows():
    with pytest.raises(DataError, match="no band that starts at age 77"):
        potential_years_of_life_lost(areas(), by="area", limit=77)
    with pytest.raises(DataError, match="no band that starts at age 3"):
        potential_years_of_life_lost(areas(starts=[0, 3]), by="area")
    with pytest.raises(DataError, match="No band starts at age 75"):
        potential_years_of_life_lost(areas(starts=[0, 65, 85]), by="area")
    with pytest.raises(ParameterError, match="limit must be a number above zero"):
        potential_years_of_life_lost(areas(), by="area", limit=0)
    with pytest.raises(ParameterError, match="per must be"):
        potential_years_of_life_lost(areas(), by="area", per=0)
    with pytest.raises(DataError, match="no column 'count'"):
        potential_years_of_life_lost(areas().drop(columns="deaths"), by="area")
    empty = potential_years_of_life_lost(areas().iloc[:0], by="area")
    assert len(empty) == 0
    assert {"area", "value", "lower_ci", "upper_ci", "method", "note"} <= set(empty.columns)
