"""Back tests: what the deciles give is what their publishers print.

- The slope index of inequality in life expectancy of 2014 to 2016, vintage of 2024 (Office for
  Health Improvement and Disparities, Fingertips 92901), from life expectancy by decile.
- The mid-2019 population of England is 56,286,961 (Office for National Statistics, mid-year
  population estimates, June 2020).
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from analysis.data.mortality import (
    read_deaths_2014,
    read_deaths_under_75_by_decile,
    read_life_expectancy_by_decile,
    read_population_by_decile,
)
from analysis.errors import DataError
from analysis.statistics import sii
from raw_tables import rows_of

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
POPULATION = "population/mid_2019_by_national_deprivation_decile"
VINTAGE = "slope-index-of-inequality-in-life-expectancy-2024-vintage"
TOLERANCE = 0.6
SCILLY = "E06000053"
ENGLAND_MID_2019 = 56_286_961


def published() -> dict[tuple[str, str], float]:
    """Read the published slope index of 2014 to 2016 without the package."""
    with (RAW / "indicators" / f"{VINTAGE}.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["area_code"], row["sex"]): float(row["value"])
            for row in csv.DictReader(file)
            if row["period"] == "2014 to 2016"
        }


@pytest.fixture(scope="module")
def deciles():
    return read_life_expectancy_by_decile()


@pytest.mark.parametrize("sex", ["Female", "Male"])
@pytest.mark.parametrize(
    "code",
    ["E06000004", "E06000057"],
    ids=["stockton-on-tees", "northumberland"],
)
def test_back_test_the_slope_index_of_the_localities(deciles, code, sex):
    """Publishers print the least deprived minus the most deprived end: positive, as ours is."""
    groups = deciles[(deciles["area_code"] == code) & (deciles["sex"] == sex)]
    groups = groups.sort_values("decile")
    assert groups["decile"].tolist() == list(range(1, 11))
    ours = sii(groups["value"], groups["person_years"], standard_error=groups["standard_error"])
    theirs = published()[code, sex]
    assert theirs > 0
    assert abs(ours.value - theirs) <= TOLERANCE
    assert ours.lower_ci < theirs < ours.upper_ci


def test_back_test_the_slope_index_of_every_area_that_has_both(deciles):
    """No area is chosen for its fit; a random mistake in order, sign or weights would be years.

    Each of the 646 published indices of England lies within our limits. All but one, of females in
    St Albans, are within twice the tolerance.
    """
    both = published()
    away = []
    for (code, sex), groups in deciles.sort_values("decile").groupby(["area_code", "sex"]):
        if (code, sex) in both and code != SCILLY:
            errors = groups["standard_error"]
            ours = sii(groups["value"], groups["person_years"], standard_error=errors)
            away.append(ours.value - both[code, sex])
            assert ours.lower_ci < both[code, sex] < ours.upper_ci, (code, sex)
    assert len(away) == 646
    assert np.median(np.abs(away)) < TOLERANCE / 2
    assert sorted(np.abs(away))[-2] < 2 * TOLERANCE


def test_each_area_and_sex_has_ten_deciles_once(deciles):
    """Isles of Scilly is one small area, and so one decile."""
    for (code, _), groups in deciles.groupby(["area_code", "sex"]):
        assert sorted(groups["decile"]) == ([1] if code == SCILLY else list(range(1, 11)))
    assert (deciles["person_years"] > 0).all()
    assert (deciles["standard_error"] > 0).all()


def test_the_population_of_the_localities_by_decile_is_whole():
    people = read_population_by_decile()
    total = sum(int(row["population"]) for row in rows_of(POPULATION))
    assert people["population"].sum() == total
    assert set(people["decile"]) == set(range(1, 11))


def test_back_test_the_population_of_england():
    people = read_population_by_decile()
    within = people[people["area_code"].str.startswith("E")]
    england = within[within["area_code"] == "E92000001"]
    parts = within[within["area_code"] != "E92000001"]
    totals = {int(rows["population"].sum()) for rows in (england, parts) if len(rows)}
    assert totals == {ENGLAND_MID_2019}
    tenths = (england if len(england) else parts).groupby("decile")["population"].sum()
    # Each decile holds a tenth of small areas, and small areas are of about one size.
    assert len(tenths) == 10
    assert (abs(tenths / ENGLAND_MID_2019 - 0.1) < 0.01).all()


@pytest.mark.parametrize(
    ("read", "name", "key"),
    [
        (
            read_life_expectancy_by_decile,
            "mortality/life_expectancy_by_deprivation_decile_2014_to_2016.csv",
            "E06000001, Male, 1",
        ),
        (
            read_population_by_decile,
            "population/mid_2019_by_national_deprivation_decile.csv",
            "E06000001, Female, 1, 00-04",
        ),
    ],
)
def test_a_repeated_or_missing_part_stops(figures, read, name, key):
    first, *rest = rows_of(name)[:4]
    figures.write(name, [first, *rest, first])
    figures.seal()
    with pytest.raises(DataError) as problem:
        read()
    assert str(problem.value) == f"{name}, row 6: {key} repeats an earlier row."


def test_a_missing_column_stops(figures):
    name = "population/mid_2019_by_national_deprivation_decile.csv"
    figures.write(name, "period,area_code\nmid-2019,E06000004\n")
    figures.seal()
    with pytest.raises(DataError, match=r"decile\.csv has no column sex"):
        read_population_by_decile()


@pytest.mark.parametrize(
    ("read", "name", "column"),
    [
        (
            read_life_expectancy_by_decile,
            "mortality/life_expectancy_by_deprivation_decile_2014_to_2016.csv",
            "standard_error",
        ),
        (
            read_population_by_decile,
            "population/mid_2019_by_national_deprivation_decile.csv",
            "population",
        ),
    ],
)
def test_text_among_the_numbers_stops(figures, read, name, column):
    rows = [dict(row) for row in rows_of(name)[:3]]
    rows[1][column] = "few"
    figures.write(name, rows)
    figures.seal()
    with pytest.raises(DataError) as problem:
        read()
    assert str(problem.value) == f'{name}, row 3: the {column} "few" is not a number.'


DEATHS = "mortality/deaths_and_population_2014.csv"
UNDER_75 = "mortality/deaths_and_population_under_75_by_deprivation_decile_england_2001_to_2016.csv"


def raw_sum(path: str, column: str, **chosen: str) -> float:
    """Add up a column of a raw file without the package."""
    with (RAW / path).open(encoding="utf-8", newline="") as file:
        return sum(
            float(row[column])
            for row in csv.DictReader(file)
            if all(row[name] == wanted for name, wanted in chosen.items())
        )


def test_deaths_of_2014_keep_every_death_and_know_where_each_band_begins():
    data = read_deaths_2014()
    own = data[(data["area_code"] == "E06000004") & (data["sex"] == "Male")]
    assert own["deaths"].sum() == raw_sum(DEATHS, "deaths", area_code="E06000004", sex="Male")
    starts = [0, 1, *range(5, 95, 5)]
    assert own["age_start"].tolist() == starts
    assert own.set_index("age")["age_start"]["90+"] == 90
    assert not data["area_code"].isna().any()


def test_deaths_under_75_keep_every_death_of_a_year():
    data = read_deaths_under_75_by_decile()
    year = data[(data["year"] == 2014) & (data["sex"] == "Female")]
    assert year["deaths"].sum() == raw_sum(UNDER_75, "deaths", year="2014", sex="Female")
    assert sorted(year["decile"].unique()) == list(range(1, 11))
    assert year["age_start"].max() == 70


def death(**changes):
    usual = {
        "year": 2014,
        "area_code": "E06000004",
        "area_name": "Stockton-on-Tees",
        "region_name": "North East",
        "sex": "Female",
        "age": "1-4",
        "deaths": 1,
        "population": 5000,
    }
    return usual | changes


@pytest.mark.parametrize("age", ["", "under 5", "9-5", "5 - 9", "-4", "<1"])
def test_an_age_band_that_is_not_understood_is_named_with_its_row(figures, age):
    figures.write(DEATHS, [death(), death(sex="Male", age=age)])
    figures.seal()
    with pytest.raises(DataError, match=r"deaths_and_population_2014.csv, row 3: the age band"):
        read_deaths_2014()


def test_people_without_an_area_are_left_out(figures):
    figures.write(DEATHS, [death(), death(area_code="")])
    figures.seal()
    assert len(read_deaths_2014()) == 1


def test_a_repeated_band_stops(figures):
    figures.write(DEATHS, [death(), death(age="1-5")])
    figures.seal()
    with pytest.raises(DataError, match="repeats an earlier row"):
        read_deaths_2014()


def test_a_band_of_the_deciles_that_begins_elsewhere_than_it_says_is_named(figures):
    row = {"year": 2014, "deprivation_decile": 1, "sex": "Male", "deaths": 1, "population": 9}
    figures.write(UNDER_75, [row | {"age_start": 5, "age_band": "1-4"}])
    figures.seal()
    with pytest.raises(DataError, match=r"row 2: the age band 1-4 does not begin at 5"):
        read_deaths_under_75_by_decile()
