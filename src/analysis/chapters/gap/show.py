"""The gap chapter: inside the area, and between the area and its comparator."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.chapters.gap.required import describe_required_rates
from analysis.chapters.gap.sentences import headline_gap
from analysis.chapters.national.charts import plot_slope_index_over_time
from analysis.chapters.trend.headlines import headline_trend
from analysis.charts.chart import Chart, Notice
from analysis.charts.gallery import Gallery
from analysis.charts.gap import plot_gap_over_time
from analysis.claims.marks import marked
from analysis.claims.table import Table
from analysis.claims.words import gap_unit
from analysis.data.areas import Places
from analysis.findings.gaps import (
    MEASURES,
    SLOPE_INDEX,
    GapFinding,
    find_free_meal_gaps,
    find_gap,
)
from analysis.findings.required import (
    find_index_trend,
    find_required_rates,
    list_trends,
)
from analysis.findings.trends import find_trend


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
    chart = plot_slope_index_over_time(
        finding.series,
        measure=about.name,
        unit=about.unit,
        decimals=about.decimals,
        title=headline,
        source=about.source,
        figure_id=about.indicator,
    )
    return replace(chart, boundaries=finding.lineage) if isinstance(chart, Chart) else chart


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
    return Gallery(tuple(draw_gap(finding, "gap") for finding in findings))


def show_free_meal_gaps(places: Places) -> Gallery:
    """Show the gaps between children eligible for free school meals and others in an area."""
    findings = find_free_meal_gaps(places.area_code)
    return Gallery(tuple(draw_gap(finding, "free-meal-gap") for finding in findings))


def show_inside_trends(places: Places) -> Table:
    """Show what the gaps inside the area have done a year, with the intervals that decide."""
    rows = pd.concat(
        [
            find_index_trend(places.area_code),
            list_trends(find_free_meal_gaps(places.area_code)),
        ],
        ignore_index=True,
    )
    return _trend_table(rows, f"Yearly change of the gaps inside {places.area_name}")


def show_gap_trends(slugs: Sequence[str], places: Places) -> Table:
    """Show what the gaps to the comparator have done a year, with the intervals that decide.

    Parameters
    ----------
    slugs : sequence of str
        Indicators.
    places : Places
        The area and its comparator.

    Returns
    -------
    Table
    """
    rows = list_trends([find_gap(slug, places) for slug in slugs])
    between = f"{places.area_name} and {places.comparator_name}"
    return _trend_table(rows, f"Yearly change of the gaps between {between}")


def _trend_table(rows: pd.DataFrame, caption: str) -> Table:
    marks, methods = marked(rows["method"])
    # Where all gaps are between the same two, the caption names them.
    between = {"between": "Between"} if len(set(rows["between"])) > 1 else {}
    return Table(
        rows.assign(unit=[f"{gap_unit(unit)} a year" for unit in rows["unit"]], mark=marks),
        caption=caption,
        columns={
            "name": "Indicator",
            **between,
            "sex": "Sex",
            "measure": "Gap",
            "direction": "Direction",
            "slope": "Change",
            "lower_ci": "Lower 95% limit",
            "upper_ci": "Upper 95% limit",
            "unit": "Unit of the change",
            "first_period": "From",
            "last_period": "To",
            "mark": "Method",
        },
        decimals=dict.fromkeys(("slope", "lower_ci", "upper_ci"), "decimals"),
        notes=(
            "The change is of the first minus the second, so a gap below nought that widens has a "
            "change below nought. The relative gap's change is in per cent of the ratio.",
            *([f"Method, or why there is none: {methods}."] if methods else []),
        ),
    )


def show_required_rates(slugs: Sequence[str], places: Places, target_year: int) -> Gallery:
    """Show the yearly change that would halve each gap in time, beside what the trend delivers.

    Parameters
    ----------
    slugs : sequence of str
        Indicators whose gap to the comparator is followed, besides those inside the area.
    places : Places
        The area and its comparator.
    target_year : int
        The year by which half of each gap is to be closed.

    Returns
    -------
    Gallery
        What stands out, and the table.
    """
    rates = find_required_rates(slugs, places, target_year)
    return Gallery(
        (describe_required_rates(rates, places, target_year), _rate_table(rates, target_year))
    )


def _rate_table(rates: pd.DataFrame, target_year: int) -> Table:
    numbers = ("gap", "target_gap", "expected_gap", "expected_lower_ci", "expected_upper_ci")
    finer = ("required", "slope", "lower_ci", "upper_ci")
    shown = rates.assign(
        unit=[gap_unit(unit) for unit in rates["unit"]],
        finer=rates["decimals"] + 1,
        verdict=rates["verdict"].where(rates["verdict"] != "", rates["note"]),
    )
    return Table(
        shown,
        caption=f"Yearly change needed to halve each gap by {target_year}, and the trend so far",
        columns={
            "name": "Indicator",
            "sex": "Sex",
            "gap": "Latest gap",
            "unit": "Unit",
            "required": "Change needed a year",
            "slope": "Change so far a year",
            "lower_ci": "Lower 95% limit of it",
            "upper_ci": "Upper 95% limit of it",
            "verdict": "Verdict",
            "between": "Gap between",
            "period": "Latest period",
            "target_gap": f"Half of the gap, {target_year}",
            "expected_gap": f"Gap in {target_year} if it goes on",
            "expected_lower_ci": "Its lower 95% limit",
            "expected_upper_ci": "Its upper 95% limit",
        },
        decimals=dict.fromkeys(numbers, "decimals") | dict.fromkeys(finer, "finer"),
        missing="[z]",
        notes=(
            "Fast enough: the whole 95% interval of the change so far closes at least half in "
            "time. Too slow: none of it does. Otherwise it is too uncertain to say.",
        ),
    )


def draw_gap(finding: GapFinding, kind: str) -> Chart | Notice:
    """Draw one gap over time, with the words of its direction."""
    about = finding.indicator
    headline = headline_gap(finding)
    if finding.gaps.empty:
        return Notice(headline)
    chart = plot_gap_over_time(
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
    return replace(chart, boundaries=finding.lineage) if isinstance(chart, Chart) else chart


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
