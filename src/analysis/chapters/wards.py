"""The wards chapter: deprivation across an authority."""

import pandas as pd

from analysis.figures import Chart, Notice, plot_small_area_map
from analysis.findings.wards import count_most_deprived_2017, find_authority_small_areas
from analysis.narrative import Prose, describe_wards
from analysis.sources.raw import source_of
from analysis.tables import Table


def describe(wards: pd.DataFrame, area_code: str, area_name: str) -> Prose:
    """Say how many wards are among England's most deprived."""
    return describe_wards(wards, count_most_deprived_2017(area_code), area_code, area_name)


def show_table(wards: pd.DataFrame, area_name: str) -> Table:
    """Show every ward of an authority, the most deprived first."""
    return Table(
        wards,
        caption=f"Wards of 2024 in {area_name}, Index of Multiple Deprivation 2025",
        columns={
            "ward_name": "Ward",
            "rank": "Rank among wards of England",
            "decile": "Decile",
            "population": "People, mid-2022",
            "population_most_deprived_tenth_percent": "In the most deprived tenth (%)",
            "population_most_deprived_fifth_percent": "In the most deprived fifth (%)",
            "disabled_percent": "Disabled residents, 2021 (%)",
            "households_deprived_two_percent": "Households deprived in two or more ways, 2021 (%)",
        },
        decimals={"rank": 0, "decile": 0, "population": 0},
        source=source_of("deprivation/wards_2024_imd2025"),
    )


def show_map(area_code: str, area_name: str) -> Chart | Notice:
    """Show the small areas of an authority by decile of deprivation."""
    return plot_small_area_map(
        find_authority_small_areas(area_code),
        measure="Index of Multiple Deprivation 2025",
        place=area_name,
        period="small areas of 2021 on outlines of 2011",
        title=f"Where the most deprived small areas of {area_name} are",
        source=source_of("deprivation/imd2025_lsoa21"),
        figure_id="small-areas",
    )
