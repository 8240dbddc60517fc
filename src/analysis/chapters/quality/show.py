"""Data quality: how old, how sure and how complete the figures of an area are."""

import pandas as pd

from analysis.chapters.quality.findings import BREAKDOWNS, find_breakdowns
from analysis.chapters.quality.sentences import describe_breakdowns, describe_quality
from analysis.claims.sentence import Prose
from analysis.claims.table import Table, columns
from analysis.data.areas import Places

show_summary = describe_quality


def show_table(quality: pd.DataFrame, places: Places, edition_date: str) -> Table:
    """Show every indicator's age, intervals, missing figures, breaks and boundaries."""
    return Table(
        quality.assign(
            **{name: quality[name].replace("", "none") for name in ("breaks", "boundaries")},
            period=quality["period"].replace("", "none for this area"),
        ),
        caption=f"Quality of the figures of {places.area_name} on {edition_date}",
        columns=columns(
            "name period years_old released next_release intervals figures blank absent breaks "
            "boundaries",
            period="Latest period",
            years_old="Years old",
            released="Released on",
            next_release="Next release",
            intervals="Intervals",
            figures="Figures",
            blank="Without a value",
            absent=f"Missing, and {places.comparator_name} has one",
            breaks="Breaks",
            boundaries="Boundaries and codes",
        ),
        notes="Years old: from the end of the latest period to the date of this edition. The files "
        "do not say why a figure is without a value.",
        source="the publishers and releases on the page of data sources",
    )


def show_breakdowns(places: Places) -> Prose:
    """Show in sentences what the figures are not broken down by."""
    return describe_breakdowns(find_breakdowns(places), places)


def show_breakdown_table(places: Places) -> Table:
    """Show for every indicator whether it is broken down by sex, age, deprivation and ward."""
    return Table(
        find_breakdowns(places),
        caption=f"What the figures of {places.area_name} are broken down by",
        columns=columns("name") | {name: name.capitalize() for name in BREAKDOWNS},
        source="the files of the indicators",
    )
