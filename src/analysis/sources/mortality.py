"""Deaths, populations and life expectancy by deprivation."""

import pandas as pd

from analysis.sources.geography import refuse_repeats
from analysis.sources.raw import locate, read_table
from analysis.tidy import check_columns, check_numbers

_LIFE_EXPECTANCY = "mortality/life_expectancy_by_deprivation_decile_2014_to_2016"
_POPULATION = "population/mid_2019_by_national_deprivation_decile"


def read_life_expectancy_by_decile() -> pd.DataFrame:
    """Read life expectancy at birth by deprivation decile within each area, 2014 to 2016.

    Returns
    -------
    DataFrame
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
    where = locate(_LIFE_EXPECTANCY)
    text = ("period", "area_code", "area_type", "sex")
    data = check_columns(read_table(_LIFE_EXPECTANCY, text=text), columns, where=where)
    check_numbers(data, text, where=where)
    refuse_repeats(data, ["area_code", "sex", "deprivation_decile"], where)
    return data.rename(columns={"deprivation_decile": "decile"})


def read_population_by_decile() -> pd.DataFrame:
    """Read mid-2019 residents by area, sex, age band and national deprivation decile.

    Returns
    -------
    DataFrame
        ``period, area_code, sex, decile`` (1 is most deprived nationally, Index of 2019),
        ``age_band, population``.
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
