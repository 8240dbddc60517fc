"""Every indicator's recent change: small charts by stage of life, and the tests behind them."""

from collections.abc import Sequence

import pandas as pd

from analysis.chapters.profile.show import STAGES
from analysis.chapters.trend.findings import ChangesFinding
from analysis.chapters.trend.sentences import describe_changes, headline_stage
from analysis.chapters.trend.show import LIFE
from analysis.charts.chart import Notice
from analysis.charts.gallery import Gallery
from analysis.charts.small_multiples import plot_small_multiples
from analysis.claims.marks import marked
from analysis.claims.prose import Prose
from analysis.claims.table import Table
from analysis.data.areas import Places
from analysis.formats import format_number


def describe(finding: ChangesFinding, places: Places) -> Prose:
    """Say how many changes are clear, and how many chance alone would show."""
    return describe_changes(finding, places)


def show_stages(finding: ChangesFinding, places: Places, without: Sequence[str] = ()) -> Gallery:
    """Show a small chart for every other indicator, a figure for each stage of life.

    Parameters
    ----------
    finding : ChangesFinding
        From `find_changes`.
    places : Places
        The area and its comparator.
    without : sequence of str
        Indicators that the page has shown already.

    Returns
    -------
    Gallery
    """
    if finding.series.empty:
        return Gallery((Notice(f"No trends are published for {places.area_name}."),))
    drawn = {
        stage: finding.stage(str(stage), [*LIFE, *without])
        for stage in finding.changes["life_stage"].unique()
    }
    return Gallery(
        tuple(
            plot_small_multiples(
                series,
                area_name=places.area_name,
                comparator_name=places.comparator_name,
                title=headline_stage(
                    finding.changes[finding.changes["name"].isin(series["name"])],
                    STAGES.get(str(stage), str(stage)),
                    places,
                ),
                source="the publishers of each indicator, as in the table below",
                figure_id=f"small-{stage}",
            )
            for stage, series in drawn.items()
            if len(series)
        )
    )


def show_tests(finding: ChangesFinding, places: Places) -> Table:
    """Show the recent direction of every indicator with its test and its adjusted p-value.

    Parameters
    ----------
    finding : ChangesFinding
        From `find_changes`.
    places : Places
        The area.

    Returns
    -------
    Table
    """
    marks, methods = marked(_short(str(method)) for method in finding.changes["method"])
    rows = finding.changes.assign(
        finer=finding.changes["decimals"] + 1,
        kept=finding.changes["flagged"].map({True: "yes", False: "no"}),
        p_words=_p_values(finding.changes["p_value"]),
        adjusted_words=_p_values(finding.changes["adjusted_p_value"]),
        mark=marks,
    )
    return Table(
        rows,
        caption=f"Recent direction of every indicator, {places.area_name}",
        columns={
            "name": "Indicator",
            "unit": "Unit",
            "first_period": "From",
            "last_period": "To",
            "direction": "Direction",
            "progress": "Better or worse",
            "slope": "Change a year",
            "lower_ci": "Lower 95% limit",
            "upper_ci": "Upper 95% limit",
            "p_words": "p-value",
            "adjusted_words": "Adjusted p-value",
            "kept": "Kept at a false discovery rate of 5%",
            "mark": "Method",
        },
        decimals=dict.fromkeys(("slope", "lower_ci", "upper_ci"), "finer"),
        notes=(
            "The Fingertips rule gives a direction without a yearly change. It asks for a p-value "
            "under 0.002 and for every point left out in turn to agree; a fitted line asks for "
            "a p-value under 0.05.",
            *([f"Method, or why there is none: {methods}."] if methods else []),
        ),
    )


def _short(method: str) -> str:
    """Name the method without what the notes say of all.

    >>> _short("generalised least squares, 4 points; limits from known errors")
    'line through 4 points; limits from known errors'
    """
    return method.replace("generalised least squares,", "line through").replace(
        "errors not known, limits from the scatter (t)", "limits from the scatter"
    )


def _p_values(values: pd.Series) -> list[str]:
    """Write p-values as they are read: none is nought.

    >>> _p_values(pd.Series([0.0001, 0.0312, float("nan")]))
    ['under 0.001', '0.031', '[x]']
    """
    return [
        "[x]" if pd.isna(value) else "under 0.001" if value < 0.001 else format_number(value, 3)
        for value in values
    ]
