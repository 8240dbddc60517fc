"""The ward page: deprivation, health and hardship of one ward, and its small areas."""

import pandas as pd

from analysis.chapters.ward.beside import WardsBesideTable
from analysis.chapters.wards.map_show import draw_wards
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.small_area_map import plot_small_area_map
from analysis.claims.table import Table, columns, together
from analysis.data.catalogue import LOCAL
from analysis.data.deprivation import EDITIONS
from analysis.data.raw import source_of
from analysis.findings.wards import (
    MEASURES,
    WardFinding,
    find_authority_small_areas,
    find_wards_beside,
)

LATEST, EARLIER = EDITIONS[2025], EDITIONS[2019]


def show_place(finding: WardFinding) -> Gallery:
    """Show the ward on the map of its authority, and how it differs from the wards beside it.

    Parameters
    ----------
    finding : WardFinding
        From `find_ward`.
    """
    found = find_wards_beside(str(finding.ward["area_code"]), finding.area_name)
    code = str(finding.ward["ward_code"])
    return Gallery((draw_wards(found, code), WardsBesideTable(found, code)))


def show_lineage(finding: WardFinding) -> Table:
    """Show the wards of 2017 that the ward's small areas belonged to."""
    return Table(
        finding.lineage,
        caption=f"Wards of 2017 that the small areas of {finding.name} belonged to, with the "
        "Index of Multiple Deprivation 2019",
        columns=columns(
            "ward_name residents_percent rank decile",
            ward_name="Ward of 2017",
            residents_percent="Share of today's residents (%)",
            rank="Rank among wards of England",
        ),
        decimals={"residents_percent": 0},
        source=source_of(EARLIER.wards),
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
    ward, peers = finding.ward, finding.peers
    rows = [
        {
            "name": f"{name} ({unit})" if unit else name,
            "value": ward[column],
            "lowest": peers[column].min(),
            "median": peers[column].median(),
            "highest": peers[column].max(),
            "rank": int((peers[column] > ward[column]).sum()) + 1,
            "decimals": decimals,
        }
        for column, name, unit, decimals in MEASURES
    ]
    return Table(
        pd.DataFrame(rows),
        caption=f"Health, disability and hardship in {finding.name}",
        columns=columns(
            "name value lowest median highest rank",
            name="Measure",
            value=finding.name,
            lowest="Lowest ward",
            median="Middle ward",
            highest="Highest ward",
            rank="Place",
        ),
        decimals=dict.fromkeys(("lowest", "median", "highest"), "decimals"),
        notes=f"Lowest, middle and highest are of the {len(peers)} wards of {finding.area_name}; "
        "place 1 is the highest. Higher is worse in every measure. We hold no intervals "
        "of them.",
        source=source_of(LATEST.wards),
    )


def _local_figures(finding: WardFinding) -> Table:
    local = finding.local
    kind = "Local" if local["source"].str.startswith(f"{LOCAL}, ").all() else "Added"
    return Table(
        local.assign(
            hidden=local["hidden"].map({True: "[c]", False: "published"}),
            label=together(
                local.assign(about=together(local, "name who")), "about unit", "{} ({})"
            ),
        ),
        caption=f"{kind} figures of {finding.name}",
        columns=columns(
            "label period value lower_ci upper_ci hidden area_value",
            label="Measure",
            value=finding.name,
            hidden="Published or hidden",
            area_value=finding.area_name,
        ),
        decimals={"area_value": "decimals"},
        notes="Added by the analyst of this book. A count under five, and one from which such a "
        "count could be worked out, is hidden with its rate.",
        source="; ".join(dict.fromkeys(local["source"])),
    )


def show_map(finding: WardFinding) -> Chart | Notice:
    """Show the ward's small areas by decile of deprivation."""
    council = str(finding.ward["area_code"]), finding.area_name
    return draw_small_areas(finding.small_areas, finding.name, *council)


def draw_small_areas(
    small_areas: pd.DataFrame, name: str, council_code: str, council: str
) -> Chart | Notice:
    """Draw small areas of one council close, by decile, with what lies around them."""
    return plot_small_area_map(
        find_authority_small_areas(council_code, small_areas["small_area_code"].to_list()),
        measure="Index of Multiple Deprivation 2025",
        place=council,
        ward=name,
        close=True,
        period="small areas of 2021 on outlines of 2011",
        title=f"The small areas of {name} and their deciles",
        source=source_of(LATEST.small_areas),
        figure_id="small-areas",
    )


def show_small_areas(finding: WardFinding) -> Table:
    """Show each small area of the ward in both editions of the index."""
    return tabulate_small_areas(finding.small_areas, finding.name)


def tabulate_small_areas(small_areas: pd.DataFrame, name: str, *, folded: str = "") -> Table:
    """Lay out small areas in both editions of the index, the most deprived first."""
    return Table(
        small_areas.assign(
            label=together(small_areas, "small_area_name small_area_code", "{} ({})")
        ).sort_values("rank", kind="stable"),
        caption=f"Small areas of {name} in both editions of the Index of Multiple Deprivation",
        columns=columns(
            "label population rank decile rank_2019 decile_2019",
            label="Small area of 2021",
            rank="Rank, 2025",
            decile="Decile, 2025",
            rank_2019="Rank, 2019",
            decile_2019="Decile, 2019",
        ),
        decimals=0,
        folded=folded,
        notes="A small area that was split or merged since 2011 has the rank of 2019 of the small "
        "area that it came from. There were 32,844 small areas in 2019 and 33,755 in 2025.",
        source=source_of(LATEST.small_areas),
    )
