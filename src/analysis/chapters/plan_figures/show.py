"""Published figures of a locality's own documents, beside those of the data."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.chapters.plan_figures.findings import find_plan_figures
from analysis.charts.chart import Notice
from analysis.claims.table import Table, columns
from analysis.data.areas import Places


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
    return Table(
        rows.assign(decimals=[0 if unit == "people" else 1 for unit in rows["unit"]]),
        caption=f"Figures published for {places.area_name}, beside those of the data",
        columns=columns(
            "name published unit source value lower_ci upper_ci basis verdict reason",
            name="Figure",
            published="As published",
            source="Where",
            value="From the data",
            basis="Of what",
            verdict="Result",
            reason="Reason",
        ),
        decimals={"published": 0},
    )
