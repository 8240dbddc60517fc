"""Published figures of a locality's own documents, beside those of the data."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.chapters.plan_figures.findings import find_plan_figures
from analysis.charts.chart import Notice
from analysis.claims.table import Table, columns, together
from analysis.claims.words import count_of, marked
from analysis.data.areas import Places
from analysis.formats import format_number


def show_plan_figures(
    figures: Sequence[Mapping[str, Any]], names: Sequence[str], places: Places
) -> Table | Notice:
    """Show what the locality's own documents say beside what the data give, with the reason.

    Parameters
    ----------
    figures : sequence of mapping
        The locality's published figures.
    names : sequence of str
        Those that the page shows.
    places : Places
        The area.

    Returns
    -------
    Table or Notice
        A notice where no document has published one.
    """
    rows = find_plan_figures(figures, names, places.area_code, places.area_name)
    if rows.empty:
        return Notice(f"The parameters of {places.area_name} name no published figure on this.")
    marks, reasons = marked(rows["reason"])
    named = rows.assign(
        mark=marks, published=[format_number(value, 0) for value in rows["published"]]
    )
    return Table(
        rows.assign(
            decimals=[0 if unit == "people" else 1 for unit in rows["unit"]],
            label=together(rows, "name unit", "{} ({})"),
            published=together(named, "published source"),
            verdict=together(named, "verdict mark", "{} {}"),
        ),
        caption=f"Figures published for {places.area_name}, beside those of the data",
        columns=columns(
            "label published value lower_ci upper_ci basis verdict",
            label="Figure",
            published="As published, and where",
            value="From the data",
            basis="Of what",
            verdict="Result",
        ),
        folded=f"The table: {count_of(len(rows), 'published figure')} beside those of the data",
        notes=f"Why: {reasons}." if reasons else "",
    )
