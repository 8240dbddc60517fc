"""Figures by deprivation decile (1 is most deprived): deaths, people, life expectancy, obesity."""

import re

import pandas as pd

from analysis.data.raw import locate
from analysis.data.tidy import read_raw_table, refuse, refuse_repeats

DEATHS_2014 = "mortality/deaths_and_population_2014"
DEATHS_UNDER_75 = (
    "mortality/deaths_and_population_under_75_by_deprivation_decile_england_2001_to_2016"
)
LIFE_EXPECTANCY = "mortality/life_expectancy_by_deprivation_decile_2014_to_2016"
CHILD_OBESITY = "indicators_by_decile/child_obesity_by_deprivation_decile_england"
POPULATION = "population/mid_2019_by_national_deprivation_decile"
_AGE_BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)?")


def read_deaths_2014() -> pd.DataFrame:
    """Read registered deaths and mid-year residents of 2014 by area (of 2014), sex and age band."""
    data, where = read_raw_table(DEATHS_2014), locate(DEATHS_2014)
    # People who live outside England and Wales have no code.
    data = data.assign(age_start=_age_starts(data["age"], where))[data["area_code"].notna()]
    return refuse_repeats(data, ["area_code", "sex", "age_start"], where)


def read_deaths_under_75_by_decile() -> pd.DataFrame:
    """Read deaths and residents under 75 in England by year, sex, age and deprivation decile."""
    data, where = read_raw_table(DEATHS_UNDER_75), locate(DEATHS_UNDER_75)
    wrong = _age_starts(data["age"], where) != data["age_start"]
    refuse(wrong, data, where, "the age band {age} does not begin at {age_start:g}.")
    return data


def read_life_expectancy_by_decile() -> pd.DataFrame:
    """Read life expectancy at birth by decile within each area; its period is inferred."""
    return read_raw_table(LIFE_EXPECTANCY)


def read_population_by_decile() -> pd.DataFrame:
    """Read mid-2019 residents by area, sex, age band and national deprivation decile of 2019."""
    return read_raw_table(POPULATION)


def read_child_obesity_by_decile() -> pd.DataFrame:
    """Read the percentage of children living with obesity by school year and deprivation decile."""
    return read_raw_table(CHILD_OBESITY)


def _age_starts(bands: pd.Series, where: str) -> pd.Series:
    """Give the age at which each band begins; each label is read once."""
    words = bands.fillna("")
    ages = words.map({label: _age_start(label) for label in words.unique()})
    said = 'the age band "{age}" is not understood. Write "0", "1-4" or "90+".'
    refuse(ages.isna(), pd.DataFrame({"age": words}), where, said)
    return ages.astype("int64")


def _age_start(label: str) -> int | None:
    found = _AGE_BAND.fullmatch(label)
    return int(found[1]) if found and int(found[2] or found[1]) >= int(found[1]) else None
