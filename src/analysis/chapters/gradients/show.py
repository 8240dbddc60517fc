"""Gradients inside an area: charts by deprivation group and the indices computed on them."""

from collections.abc import Sequence

import pandas as pd

from analysis.chapters.gradients.sentences import headline_gradient
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.inequality import plot_gradient
from analysis.claims.table import Table, columns
from analysis.data.areas import Places
from analysis.findings.gradients import (
    GradientFinding,
    find_life_expectancy_gradients,
    find_small_area_gradients,
)

SIGN = (
    "The slope index is the least deprived end less the most deprived end. The relative index is "
    "the ratio of those ends, least over most deprived. A concentration index below nought says "
    "that the total lies more with the more deprived."
)
INFERRED = (
    "The publisher does not state the years: they are inferred, since slope indices from these "
    "figures come close to those published for them."
)
PART_OF_THE_INDEX = (
    "These indicators are themselves a part of the index that ranks the small areas, so some of "
    "each gradient is built in. They are modelled, and we hold no intervals of them."
)


def show_life_expectancy_gradients(places: Places) -> Gallery:
    """Show life expectancy by deprivation tenth inside the area, or its former areas' indices.

    Charts and a table; for an area made since, the table of its former areas alone; a notice where
    there are no figures.
    """
    findings = find_life_expectancy_gradients(places.area_code, places.area_name)
    return _show(findings, places, INFERRED)


def show_small_area_gradients(places: Places) -> Gallery:
    """Show the index's health indicators by fifth of the area's small areas, and their indices.

    A chart an indicator and a table; a notice where the small areas are too few.
    """
    findings = find_small_area_gradients(places.area_code, places.area_name)
    return _show(findings, places, PART_OF_THE_INDEX)


def _show(findings: Sequence[GradientFinding], places: Places, note: str) -> Gallery:
    if findings[0].reason:
        return Gallery((Notice(findings[0].reason),))
    charts = [draw_gradient(one) for one in findings if one.area_code == places.area_code]
    return Gallery((*charts, _tabulate(findings, places, (SIGN, note)))).folded


def draw_gradient(finding: GradientFinding) -> Chart | Notice:
    """Draw the groups of a gradient with the line of its slope index."""
    return plot_gradient(
        finding.groups,
        measure=finding.name,
        place=finding.area_name,
        unit=finding.unit,
        decimals=finding.decimals,
        fitted=finding.fitted,
        period=finding.period,
        title=headline_gradient(finding),
        source=finding.source,
        figure_id=f"gradient-{finding.slug}",
    )


def _tabulate(findings: Sequence[GradientFinding], places: Places, notes: tuple[str, ...]) -> Table:
    rows = pd.concat(
        [
            one.measures.assign(name=one.name, area_name=one.area_name, decimals=one.decimals)
            for one in findings
        ],
        ignore_index=True,
    )
    indices = rows["measure"].str.startswith(("relative", "absolute"))
    first = "area_name" if len(rows["area_name"].unique()) > 1 else "name"
    sex = "sex" if len(rows["sex"].unique()) > 1 else ""
    return Table(
        rows.assign(decimals=rows["decimals"].mask(indices, 3)),
        caption=f"Indices of inequality inside {places.area_name}, {findings[0].period}",
        columns=columns(f"{first} {sex} measure value lower_ci upper_ci method"),
        notes=notes,
        source=findings[0].source,
        folded=f"The indices: {len(rows)} measures of inequality with their intervals",
    )
