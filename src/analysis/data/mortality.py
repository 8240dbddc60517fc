"""Figures by deprivation: deaths, populations, life expectancy and child obesity."""

import re

import pandas as pd

from analysis.data.tidy import RawTable, refuse, refuse_repeats

DEATHS_2014 = "mortality/deaths_and_population_2014"
DEATHS_UNDER_75 = (
    "mortality/deaths_and_population_under_75_by_deprivation_decile_england_2001_to_2016"
)
LIFE_EXPECTANCY = "mortality/life_expectancy_by_deprivation_decile_2014_to_2016"
CHILD_OBESITY = "indicators_by_decile/child_obesity_by_deprivation_decile_england"
POPULATION = "population/mid_2019_by_national_deprivation_decile"
_AGE_BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)?")

_DEATHS_2014 = RawTable(
    DEATHS_2014,
    columns=("year", "area_code", "area_name", "region_name", "sex", "age", "deaths", "population"),
    text=("area_code", "area_name", "region_name", "sex", "age"),
    key=(),
)
_DEATHS_UNDER_75 = RawTable(
    DEATHS_UNDER_75,
    columns=(
        *("year", "deprivation_decile", "sex", "age_start", "age_band", "deaths", "population"),
    ),
    text=("sex", "age_band"),
    key=("year", "deprivation_decile", "sex", "age_start"),
    names={"deprivation_decile": "decile", "age_band": "age"},
)
_LIFE_EXPECTANCY = RawTable(
    LIFE_EXPECTANCY,
    columns=(
        *("period", "area_code", "area_type", "sex", "deprivation_decile"),
        *("person_years", "deaths", "value", "standard_error"),
    ),
    text=("period", "area_code", "area_type", "sex"),
    key=("area_code", "sex", "deprivation_decile"),
    names={"deprivation_decile": "decile"},
)
_POPULATION = RawTable(
    POPULATION,
    columns=(
        *("period", "area_code", "sex", "national_deprivation_decile", "age_band", "population"),
    ),
    text=("period", "area_code", "sex", "age_band"),
    key=("area_code", "sex", "national_deprivation_decile", "age_band"),
    names={"national_deprivation_decile": "decile"},
)
_CHILD_OBESITY = RawTable(
    CHILD_OBESITY,
    columns=(
        *("year", "school_year", "area_code", "deprivation_decile", "denominator", "count"),
        *("value", "lower_ci", "upper_ci", "se"),
    ),
    text=("year", "school_year", "area_code"),
    key=("year", "school_year", "area_code", "deprivation_decile"),
    names={"year": "period", "deprivation_decile": "decile", "se": "standard_error"},
)


def read_deaths_2014() -> pd.DataFrame:
    """Read registered deaths and mid-year residents of 2014 by area, sex and age band.

    ``year, area_code`` (of 2014), ``area_name, region_name, sex, age, age_start`` (the age at which
    the band begins), ``deaths, population``. Rows without a code, of people who live outside
    England and Wales, are left out.
    """
    data, where = _DEATHS_2014.read(), _DEATHS_2014.where
    data = data.assign(age_start=_age_starts(data["age"], where))[data["area_code"].notna()]
    return refuse_repeats(data, ["area_code", "sex", "age_start"], where)


def read_deaths_under_75_by_decile() -> pd.DataFrame:
    """Read deaths and residents under 75 in England by year, sex, age and deprivation decile.

    ``year, decile`` (1 is most deprived), ``sex, age_start, age, deaths, population``.
    """
    data, where = _DEATHS_UNDER_75.read(), _DEATHS_UNDER_75.where
    wrong = _age_starts(data["age"], where) != data["age_start"]
    refuse(wrong, data, where, "the age band {age} does not begin at {age_start:g}.")
    return data


def read_life_expectancy_by_decile() -> pd.DataFrame:
    """Read life expectancy at birth by deprivation decile within each area, 2014 to 2016.

    ``area_code, sex, decile`` (1 is most deprived), ``person_years, deaths, value`` and
    ``standard_error`` in years. The publisher does not state the period: it is inferred, and
    whatever is made from it says so.
    """
    return _LIFE_EXPECTANCY.read()


def read_population_by_decile() -> pd.DataFrame:
    """Read mid-2019 residents by area, sex, age band and national deprivation decile.

    ``period, area_code, sex, decile`` (1 is most deprived nationally, Index of 2019), ``age_band,
    population``.
    """
    return _POPULATION.read()


def read_child_obesity_by_decile() -> pd.DataFrame:
    """Read the percentage of children living with obesity by school year and deprivation tenth.

    ``period, school_year`` ("Reception" or "Year 6"), ``area_code, decile`` (1 is most deprived),
    ``denominator, count, value, lower_ci, upper_ci`` (per cent) and ``standard_error``.
    """
    return _CHILD_OBESITY.read()


def _age_starts(bands: pd.Series, where: str) -> pd.Series:
    """Give the age at which each band begins; each label is read once."""
    words = bands.fillna("")
    ages = words.map({label: _age_start(label) for label in words.unique()})
    said = 'the age band "{age}" is not understood. Write "0", "1-4" or "90+".'
    refuse(ages.isna(), pd.DataFrame({"age": words}), where, said)
    return ages.astype("int64")


def _age_start(label: str) -> int | None:
    found = _AGE_BAND.fullmatch(label)
    if found is None or int(found[2] or found[1]) < int(found[1]):
        return None
    return int(found[1])
