"""The gap chapter: inside the area, and between the area and its comparator."""

from collections.abc import Sequence

import pandas as pd

from analysis.areas import Places
from analysis.chapters.gallery import Gallery
from analysis.figures import Chart, Notice, plot_gap_over_time, plot_slope_index_over_time
from analysis.findings.gaps import (
    MEASURES,
    SLOPE_INDEX,
    GapFinding,
    find_free_meal_gaps,
    find_gap,
)
from analysis.findings.trends import find_trend
from analysis.narrative import gap_unit, headline_gap, headline_trend


def show_slope_index(places: Places) -> Chart | Notice:
    """Show the published slope index of inequality in life expectancy over time.

    Parameters
    ----------
    places : Places
        The area and what stands beside it.

    Returns
    -------
    Chart or Notice
        A notice where no figure is published.
    """
    finding = find_trend(SLOPE_INDEX, places)
    headline = headline_trend(finding, places.area_name)
    if finding.series[finding.series["role"] == "area"].empty:
        return Notice(headline)
    about = finding.indicator
    return plot_slope_index_over_time(
        finding.series,
        measure=about.name,
        unit=about.unit,
        decimals=about.decimals,
        title=headline,
        source=about.source,
        figure_id=about.indicator,
    )


def show_gaps(slugs: Sequence[str], places: Places) -> Gallery:
    """Show the gap between an area and its comparator in several indicators.

    Parameters
    ----------
    slugs : sequence of str
        Indicators.
    places : Places
        The gap is the area minus its comparator, and the area over its comparator.

    Returns
    -------
    Gallery
        A chart for each sex of each indicator, or a notice.
    """
    findings = [find_gap(slug, places) for slug in slugs]
    return Gallery(tuple(_draw(finding, "gap") for finding in findings))


def show_free_meal_gaps(places: Places) -> Gallery:
    """Show the gaps between children eligible for free school meals and others in an area."""
    findings = find_free_meal_gaps(places.area_code)
    return Gallery(tuple(_draw(finding, "free-meal-gap") for finding in findings))


def _draw(finding: GapFinding, kind: str) -> Chart | Notice:
    about = finding.indicator
    headline = headline_gap(finding)
    if finding.gaps.empty:
        return Notice(headline)
    return plot_gap_over_time(
        _long(finding.gaps),
        measure=about.name,
        between=(finding.first_name, finding.second_name),
        unit=gap_unit(about.unit),
        decimals=about.decimals,
        title=headline,
        source=about.source,
        figure_id=f"{kind}-{about.indicator}",
        breaks={change.year: change.reason for change in finding.breaks},
    )


def _long(gaps: pd.DataFrame) -> pd.DataFrame:
    """Lay the absolute and relative gap below each other, as a chart reads them."""
    key = ["sex", "period", "period_start", "period_end"]
    columns = ["value", "lower_ci", "upper_ci"]
    parts = [
        gaps[key]
        .assign(gap=measure)
        .join(
            gaps[[measure, f"{measure}_lower_ci", f"{measure}_upper_ci"]].set_axis(columns, axis=1)
        )
        for measure in MEASURES
    ]
    return pd.concat(parts, ignore_index=True)
