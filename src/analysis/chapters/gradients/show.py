"""Gradients inside an area: charts by deprivation group and the indices computed on them."""

from collections.abc import Sequence

import pandas as pd

from analysis.chapters.gradients.sentences import headline_gradient
from analysis.charts.chart import Chart, Notice
from analysis.charts.gallery import Gallery
from analysis.charts.gradient import plot_gradient
from analysis.claims.table import Table
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
    "each gradient is built in. They are modelled, and published without intervals."
)


def show_life_expectancy_gradients(places: Places) -> Gallery:
    """Show life expectancy by deprivation tenth inside the area, or its former areas' indices.

    Parameters
    ----------
    places : Places
        The area.

    Returns
    -------
    Gallery
        A chart and a table; for an area made since, the table of its former areas alone; a notice
        where there are no figures.
    """
    findings = find_life_expectancy_gradients(places.area_code, places.area_name)
    if findings[0].reason:
        return Gallery((Notice(findings[0].reason),))
    own = [finding for finding in findings if finding.area_code == places.area_code]
    charts = [draw_gradient(finding) for finding in own]
    return Gallery((*charts, _tabulate(findings, places, (SIGN, INFERRED))))


def show_small_area_gradients(places: Places) -> Gallery:
    """Show the index's health indicators by fifth of the area's small areas, and their indices.

    Parameters
    ----------
    places : Places
        The area.

    Returns
    -------
    Gallery
        A chart an indicator and a table; a notice where the small areas are too few.
    """
    findings = find_small_area_gradients(places.area_code, places.area_name)
    if findings[0].reason:
        return Gallery((Notice(findings[0].reason),))
    charts = [draw_gradient(finding) for finding in findings]
    return Gallery((*charts, _tabulate(findings, places, (SIGN, PART_OF_THE_INDEX))))


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
            finding.measures.assign(
                name=finding.name, area=finding.area_name, decimals=finding.decimals
            )
            for finding in findings
        ],
        ignore_index=True,
    )
    indices = rows["measure"].str.startswith(("relative", "absolute"))
    rows["decimals"] = rows["decimals"].mask(indices, 3)
    first = {"area": "Area"} if len(rows["area"].unique()) > 1 else {"name": "Indicator"}
    several = len(rows["sex"].unique()) > 1
    return Table(
        rows,
        caption=f"Indices of inequality inside {places.area_name}, {findings[0].period}",
        columns={
            **first,
            **({"sex": "Sex"} if several else {}),
            "measure": "Measure",
            "value": "Value",
            "lower_ci": "Lower 95% limit",
            "upper_ci": "Upper 95% limit",
            "method": "How the limits came about",
        },
        decimals=dict.fromkeys(("value", "lower_ci", "upper_ci"), "decimals"),
        notes=notes,
        source=findings[0].source,
    )
