"""The ward page: deprivation, health and hardship of one ward, and its small areas."""

import pandas as pd

from analysis.chapters.ward.sentences import headline_ward
from analysis.charts.chart import Chart, Notice
from analysis.charts.gallery import Gallery
from analysis.charts.small_area_map import plot_small_area_map
from analysis.charts.ward_strip import plot_ward_strip
from analysis.claims.table import Table
from analysis.data.catalogue import LOCAL
from analysis.data.deprivation import EDITIONS
from analysis.data.raw import source_of
from analysis.findings.wards import MEASURES, WardFinding, find_authority_small_areas

WARDS = "deprivation/wards_2024_imd2025"


def show_place(finding: WardFinding) -> Chart | Notice:
    """Show where the ward stands among the wards of its authority and of England.

    Parameters
    ----------
    finding : WardFinding
        From `find_ward`.

    Returns
    -------
    Chart or Notice
    """
    data = finding.peers.assign(
        value=finding.peers["rank"],
        role=(finding.peers["ward_code"] == finding.ward["ward_code"]).map(
            {True: "ward", False: "borough"}
        ),
    )
    return plot_ward_strip(
        data,
        measure="Deprivation rank among the wards of England",
        place=finding.area_name,
        period="Index of Multiple Deprivation 2025, wards of 2024",
        low_end="Most deprived",
        high_end="Least deprived",
        title=headline_ward(finding),
        source=source_of(WARDS),
        figure_id="place",
        span=(1, EDITIONS[2025].wards_in_england),
    )


def show_lineage(finding: WardFinding) -> Table:
    """Show the wards of 2017 that the ward's small areas belonged to."""
    return Table(
        finding.lineage,
        caption=f"Wards of 2017 that the small areas of {finding.name} belonged to, with the "
        "Index of Multiple Deprivation 2019",
        columns={
            "ward_name": "Ward of 2017",
            "residents_percent": "Share of today's residents (%)",
            "rank": "Rank among wards of England",
            "decile": "Decile",
        },
        decimals={"residents_percent": 0},
        source=source_of("deprivation/wards_2017_imd2019"),
    )


def show_measures(finding: WardFinding) -> Table | Gallery:
    """Show the ward's health, disability and hardship beside the wards of its authority.

    Parameters
    ----------
    finding : WardFinding
        From `find_ward`.

    Returns
    -------
    Table or Gallery
        With a second table where an analyst added figures of this ward.
    """
    measures = _measures(finding)
    return Gallery((measures, _local_figures(finding))) if len(finding.local) else measures


def _measures(finding: WardFinding) -> Table:
    rows = [
        {
            "name": name,
            "unit": unit,
            "value": finding.ward[column],
            "lowest": finding.peers[column].min(),
            "median": finding.peers[column].median(),
            "highest": finding.peers[column].max(),
            "rank": int((finding.peers[column] > finding.ward[column]).sum()) + 1,
            "decimals": decimals,
        }
        for column, name, unit, decimals in MEASURES
    ]
    return Table(
        pd.DataFrame(rows),
        caption=f"Health, disability and hardship in {finding.name}",
        columns={
            "name": "Measure",
            "unit": "Unit",
            "value": finding.name,
            "lowest": "Lowest ward",
            "median": "Middle ward",
            "highest": "Highest ward",
            "rank": "Place",
        },
        decimals=dict.fromkeys(("value", "lowest", "median", "highest"), "decimals") | {"rank": 0},
        notes=(
            f"Lowest, middle and highest are of the {len(finding.peers)} wards of "
            f"{finding.area_name}; place 1 is the highest. Higher is worse in every measure. No "
            "intervals are published for them.",
        ),
        source=source_of(WARDS),
    )


def _local_figures(finding: WardFinding) -> Table:
    local = finding.local
    rows = local.assign(hidden=local["hidden"].map({True: "[c]", False: "published"}))
    return Table(
        rows,
        caption=f"Local figures of {finding.name}",
        columns={
            "name": "Measure",
            "who": "Of whom",
            "period": "Period",
            "value": finding.name,
            "lower_ci": "Lower 95% limit",
            "upper_ci": "Upper 95% limit",
            "unit": "Unit",
            "hidden": "Published or hidden",
            "area_value": finding.area_name,
        },
        decimals=dict.fromkeys(("value", "lower_ci", "upper_ci", "area_value"), "decimals"),
        notes=(
            "Added by the analyst of this book. A count under five, and one from which such a "
            "count could be worked out, is hidden with its rate.",
        ),
        source="; ".join(f"{LOCAL}, {release}" for release in dict.fromkeys(local["release"])),
    )


def show_map(finding: WardFinding) -> Chart | Notice:
    """Show the ward's small areas by decile of deprivation."""
    features = find_authority_small_areas(
        str(finding.ward["area_code"]), str(finding.ward["ward_code"])
    )
    return plot_small_area_map(
        features,
        measure="Index of Multiple Deprivation 2025",
        place=finding.area_name,
        ward=finding.name,
        close=True,
        period="small areas of 2021 on outlines of 2011",
        title=f"The small areas of {finding.name} and their deciles",
        source=source_of("deprivation/imd2025_lsoa21"),
        figure_id="small-areas",
    )


def show_small_areas(finding: WardFinding) -> Table:
    """Show each small area of the ward in both editions of the index."""
    return Table(
        finding.small_areas.sort_values("rank", kind="stable"),
        caption=f"Small areas of {finding.name} in both editions of the Index of Multiple "
        "Deprivation",
        columns={
            "small_area_name": "Small area of 2021",
            "small_area_code": "Code",
            "population": "People, mid-2022",
            "rank": "Rank, 2025",
            "decile": "Decile, 2025",
            "rank_2019": "Rank, 2019",
            "decile_2019": "Decile, 2019",
        },
        decimals=0,
        notes=(
            "A small area that was split or merged since 2011 has the rank of 2019 of the small "
            "area that it came from. There were 32,844 small areas in 2019 and 33,755 in 2025.",
        ),
        source=source_of("deprivation/imd2025_lsoa21"),
    )
