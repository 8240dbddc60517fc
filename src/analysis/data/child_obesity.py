"""Child obesity in England by deprivation tenth, from the measurement programme."""

import pandas as pd

from analysis.data.geography import refuse_repeats
from analysis.data.raw import locate, read_table
from analysis.data.tidy import check_columns, check_numbers

CHILD_OBESITY = "indicators_by_decile/child_obesity_by_deprivation_decile_england"


def read_child_obesity_by_decile() -> pd.DataFrame:
    """Read the percentage of children living with obesity by school year and deprivation tenth.

    ``period, school_year`` ("Reception" or "Year 6"), ``area_code, decile`` (1 is most deprived),
    ``denominator, count, value, lower_ci, upper_ci`` (per cent) and ``standard_error``.
    """
    columns = (
        "year",
        "school_year",
        "area_code",
        "deprivation_decile",
        "denominator",
        "count",
        "value",
        "lower_ci",
        "upper_ci",
        "se",
    )
    where = locate(CHILD_OBESITY)
    text = ("year", "school_year", "area_code")
    data = check_columns(read_table(CHILD_OBESITY, text=text), columns, where=where)
    check_numbers(data, text, where=where)
    refuse_repeats(data, ["year", "school_year", "area_code", "deprivation_decile"], where)
    names = {"year": "period", "deprivation_decile": "decile", "se": "standard_error"}
    return data.rename(columns=names)
