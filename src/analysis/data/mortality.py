"""Deaths, populations and life expectancy by deprivation."""

import re

import pandas as pd

from analysis.data.geography import refuse_repeats
from analysis.data.raw import locate, read_table
from analysis.data.tidy import check_columns, check_numbers
from analysis.errors import DataError

DEATHS_2014 = "mortality/deaths_and_population_2014"
DEATHS_UNDER_75 = (
    "mortality/deaths_and_population_under_75_by_deprivation_decile_england_2001_to_2016"
)
LIFE_EXPECTANCY = "mortality/life_expectancy_by_deprivation_decile_2014_to_2016"
_AGE_BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)?")
_POPULATION = "population/mid_2019_by_national_deprivation_decile"


def read_deaths_2014() -> pd.DataFrame:
    """Read registered deaths and mid-year residents of 2014 by area, sex and age band.

    ``year, area_code`` (of 2014), ``area_name, region_name, sex, age, age_start`` (the age at which
    the band begins), ``deaths, population``. Rows without a code, of people who live outside
    England and Wales, are left out.
    """
    columns = (
        "year",
        "area_code",
        "area_name",
        "region_name",
        "sex",
        "age",
        "deaths",
        "population",
    )
    where = locate(DEATHS_2014)
    text = ("area_code", "area_name", "region_name", "sex", "age")
    data = check_columns(read_table(DEATHS_2014, text=text), columns, where=where)
    check_numbers(data, text, where=where)
    starts = _age_starts(data["age"], where)
    data = data.assign(age_start=starts)[data["area_code"].notna()]
    return refuse_repeats(data, ["area_code", "sex", "age_start"], where)


def read_deaths_under_75_by_decile() -> pd.DataFrame:
    """Read deaths and residents under 75 in England by year, sex, age and deprivation decile.

    ``year, decile`` (1 is most deprived), ``sex, age_start, age, deaths, population``.
    """
    columns = (
        "year",
        "deprivation_decile",
        "sex",
        "age_start",
        "age_band",
        "deaths",
        "population",
    )
    where = locate(DEATHS_UNDER_75)
    text = ("sex", "age_band")
    data = check_columns(read_table(DEATHS_UNDER_75, text=text), columns, where=where)
    check_numbers(data, text, where=where)
    wrong = _age_starts(data["age_band"], where) != data["age_start"]
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise DataError(
            f"{where}, row {row + 2}: the age band {data['age_band'].iloc[row]} does not begin at "
            f"{data['age_start'].iloc[row]:g}."
        )
    refuse_repeats(data, ["year", "deprivation_decile", "sex", "age_start"], where)
    return data.rename(columns={"deprivation_decile": "decile", "age_band": "age"})


def read_life_expectancy_by_decile() -> pd.DataFrame:
    """Read life expectancy at birth by deprivation decile within each area, 2014 to 2016.

    ``area_code, sex, decile`` (1 is most deprived), ``person_years, deaths, value`` and
    ``standard_error`` in years. The publisher does not state the period: it is inferred, and
    whatever is made from it says so.
    """
    columns = (
        "period",
        "area_code",
        "area_type",
        "sex",
        "deprivation_decile",
        "person_years",
        "deaths",
        "value",
        "standard_error",
    )
    where = locate(LIFE_EXPECTANCY)
    text = ("period", "area_code", "area_type", "sex")
    data = check_columns(read_table(LIFE_EXPECTANCY, text=text), columns, where=where)
    check_numbers(data, text, where=where)
    refuse_repeats(data, ["area_code", "sex", "deprivation_decile"], where)
    return data.rename(columns={"deprivation_decile": "decile"})


def read_population_by_decile() -> pd.DataFrame:
    """Read mid-2019 residents by area, sex, age band and national deprivation decile.

    ``period, area_code, sex, decile`` (1 is most deprived nationally, Index of 2019), ``age_band,
    population``.
    """
    columns = (
        "period",
        "area_code",
        "sex",
        "national_deprivation_decile",
        "age_band",
        "population",
    )
    where = locate(_POPULATION)
    text = ("period", "area_code", "sex", "age_band")
    data = check_columns(read_table(_POPULATION, text=text), columns, where=where)
    check_numbers(data, text, where=where)
    refuse_repeats(data, ["area_code", "sex", "national_deprivation_decile", "age_band"], where)
    return data.rename(columns={"national_deprivation_decile": "decile"})


def _age_starts(bands: pd.Series, where: str) -> pd.Series:
    """Give the age at which each band begins; each label is read once."""
    starts = {label: _age_start(label) for label in bands.fillna("").unique()}
    ages = bands.fillna("").map(starts)
    if ages.isna().any():
        row = int(ages.isna().to_numpy().argmax())
        raise DataError(
            f'{where}, row {row + 2}: the age band "{bands.fillna("").iloc[row]}" is not '
            f'understood. Write "0", "1-4" or "90+".'
        )
    return ages.astype("int64")


def _age_start(label: str) -> int | None:
    found = _AGE_BAND.fullmatch(label)
    if found is None or int(found[2] or found[1]) < int(found[1]):
        return None
    return int(found[1])
