"""Figures below the authority: middle-layer areas of 2011, and children by ward of 2021."""

import pandas as pd

from analysis.data.raw import remembered
from analysis.data.tidy import read_raw_table

MIDDLE = "small_areas/msoa11_local_health_2015_to_2019"
CHILDREN = "small_areas/wards_children_in_low_income_families_2015_to_2021"


@remembered
def read_middle_areas() -> pd.DataFrame:
    """Read life expectancy and standardised ratios of middle-layer areas; a withheld one is not in.

    ``area_name`` is that of its small areas without their last letter.
    """
    return read_raw_table(MIDDLE)


@remembered
def read_children_by_ward() -> pd.DataFrame:
    """Read children in low-income families by ward of 2021 and year, with count and per cent."""
    return read_raw_table(CHILDREN)
