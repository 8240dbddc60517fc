"""The data sources chapter: every indicator, who publishes it and what is known of it."""

from analysis.chapters.sources.findings import find_sources
from analysis.claims.table import Table, columns


def show_sources(area_code: str, area_name: str) -> Table:
    """Show every indicator with its publisher, release, licence and periods for an area."""
    return Table(
        find_sources(area_code),
        caption=f"Indicators in this book; the periods are those published for {area_name}",
        columns=columns(
            "name unit publisher release licence intervals periods note",
            publisher="Publisher",
            release="Release",
            licence="Licence",
            intervals="Intervals",
            periods="Periods",
        ),
    )
