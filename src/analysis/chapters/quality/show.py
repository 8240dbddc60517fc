"""Data quality: how old, how sure and how complete the figures of an area are."""

import pandas as pd

from analysis.chapters.quality.findings import BREAKDOWNS, find_breakdowns
from analysis.chapters.quality.sentences import (
    describe_breakdowns,
    describe_holders,
    describe_quality,
)
from analysis.claims.sentence import Prose
from analysis.claims.table import Table, columns, together
from analysis.claims.words import count_of
from analysis.data.areas import Places

show_summary = describe_quality
show_holders = describe_holders


def show_table(quality: pd.DataFrame, places: Places, edition_date: str) -> Table:
    """Show every indicator's age, intervals, missing figures, breaks and boundaries."""
    return Table(
        quality.assign(
            period=[
                f"{period} ({years:.1f} years old)" if period else "none for this area"
                for period, years in zip(quality["period"], quality["years_old"], strict=True)
            ],
            released=together(quality, "released next_release", "{}; next: {}"),
            missing=together(quality, "blank absent", "{} without a value; {} absent"),
            changes=[
                f"{breaks}; {boundaries}".strip("; ") or "none"
                for breaks, boundaries in zip(quality["breaks"], quality["boundaries"], strict=True)
            ],
            figures=[
                f"{count} ({words})"
                for count, words in zip(quality["figures"], quality["intervals"], strict=True)
            ],
        ),
        caption=f"Quality of the figures of {places.area_name} on {edition_date}",
        columns=columns(
            "name period released figures missing changes",
            period="Latest period",
            released="Released on",
            figures="Figures (intervals)",
            missing="What is missing",
            changes="Breaks, boundaries and codes",
        ),
        folded=f"The table: {count_of(len(quality), 'indicator')}",
        notes="Years old: from the end of the latest period to the date of this edition. The files "
        f"do not say why a figure is without a value. Absent: {places.comparator_name} has one.",
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
        folded="The table: breakdowns of every indicator",
        columns=columns("name") | {name: name.capitalize() for name in BREAKDOWNS},
        source="the files of the indicators",
    )
