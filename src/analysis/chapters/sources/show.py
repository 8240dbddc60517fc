"""The data sources chapter: every indicator, who publishes it and what is known of it."""

from analysis.chapters.sources.findings import find_other_files, find_sources
from analysis.charts.chart import Notice
from analysis.claims.table import Table, columns, together
from analysis.claims.words import count_of


def show_sources(area_code: str, area_name: str) -> Table:
    """Show every indicator with its publisher, release, licence and periods for an area."""
    rows = find_sources(area_code)
    return Table(
        rows.assign(
            label=together(rows, "name unit", "{} ({})"),
            release=together(rows, "publisher release"),
            periods=together(rows, "periods intervals", "{}; intervals: {}"),
        ),
        caption=f"Indicators in this book; the periods are those published for {area_name}",
        columns=columns(
            "label release released licence periods note",
            label="Indicator",
            release="Publisher and release",
            released="Released on",
            licence="Licence",
            periods="Periods",
        ),
        folded=f"The table: {count_of(len(rows), 'indicator')}, each with publisher and periods",
    )


def show_other_files() -> Table | Notice:
    """Show the files of more than one indicator, and who published them."""
    files = find_other_files()
    if files.empty:
        return Notice("These figures do not say who published their other files.")
    return Table(
        files,
        caption="Files of more than one indicator, each with its publisher and release",
        columns={"file": "File", "source": "Publisher and release"},
        notes="Files of boundaries and of figures by small area, group or health service.",
    )
