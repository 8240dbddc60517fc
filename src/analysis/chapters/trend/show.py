"""The trend chapter: indicators over time, and what every one has done lately."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters.profile.show import STAGES
from analysis.chapters.trend.findings import ChangesFinding
from analysis.chapters.trend.sentences import describe_changes, headline_stage, headline_trend
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.small_multiples import plot_small_multiples
from analysis.charts.trend import plot_trend
from analysis.claims.sentence import Sentence
from analysis.claims.table import Table, columns
from analysis.claims.words import marked
from analysis.data.areas import Places
from analysis.data.indicators import listed
from analysis.findings.gaps import GapFinding
from analysis.findings.trends import TrendFinding, find_trend
from analysis.formats import format_number

describe = describe_changes


def show_trend(slug: str, places: Places) -> Chart | Notice:
    """Show one indicator over time; a notice where no figure is published.

    Parameters
    ----------
    slug : str
        The indicator.
    places : Places
        The area and what stands beside it.
    """
    finding = find_trend(slug, places)
    headline = headline_trend(finding, places.area_name)
    if finding.series[finding.series["role"] == "area"].empty:
        return Notice(headline)
    return draw(plot_trend, finding.series, finding, headline, breaks=breaks_of(finding))


def draw(
    plot: Callable[..., Chart | Notice],
    data: pd.DataFrame,
    finding: TrendFinding | GapFinding,
    headline: Sentence,
    **options: Any,
) -> Chart | Notice:
    """Draw an indicator over time, with its words and the boundaries that its figures are of."""
    about = finding.indicator
    known = {"measure": about.name, "unit": about.unit, "decimals": about.decimals}
    known |= {"source": about.source, "figure_id": about.indicator, "title": headline}
    chart = plot(data, **known | options)
    return replace(chart, boundaries=finding.lineage) if isinstance(chart, Chart) else chart


def breaks_of(finding: TrendFinding | GapFinding) -> Mapping[int, str]:
    """Give the years in which a series changes its meaning, each with its reason."""
    return {change.year: change.reason for change in finding.breaks}


def show_other_trends(
    headline_indicators: Sequence[str], trend_indicators: Sequence[str], places: Places
) -> Gallery:
    """Show the headline and the chosen indicators over time, but for the two life expectancies.

    Parameters
    ----------
    headline_indicators, trend_indicators : sequence of str
        Indicators; one that stands in both is shown once, as `show_trend` shows it.
    places : Places
        The area and what stands beside it.
    """
    slugs = dict.fromkeys([*headline_indicators, *trend_indicators])
    return Gallery(
        tuple(
            show_trend(slug, places) for slug in slugs if slug not in listed("shown by themselves")
        )
    )


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
    """
    if finding.series.empty:
        return Gallery((Notice(f"No trends are published for {places.area_name}."),))
    stages = map(str, finding.changes["life_stage"].unique())
    drawn = {
        stage: finding.stage(stage, [*listed("shown by themselves"), *without]) for stage in stages
    }
    return Gallery(
        tuple(
            plot_small_multiples(
                series,
                area_name=places.area_name,
                comparator_name=places.comparator_name,
                title=headline_stage(
                    finding.changes[finding.changes["name"].isin(series["name"])],
                    STAGES.get(stage, stage),
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
    """
    changes = finding.changes
    marks, methods = marked(_short(str(method)) for method in changes["method"])
    return Table(
        changes.assign(
            decimals=changes["decimals"] + 1,
            kept=changes["flagged"].map({True: "yes", False: "no"}),
            p_words=_p_values(changes["p_value"]),
            adjusted_words=_p_values(changes["adjusted_p_value"]),
            mark=marks,
        ),
        caption=f"Recent direction of every indicator, {places.area_name}",
        columns=columns(
            "name unit first_period last_period direction progress slope lower_ci upper_ci p_words "
            "adjusted_words kept mark",
            direction="Direction",
            progress="Better or worse",
            slope="Change a year",
            p_words="p-value",
            adjusted_words="Adjusted p-value",
            kept="Kept at a false discovery rate of 5%",
        ),
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
    return ["under 0.001" if value < 0.001 else format_number(value, 3) for value in values]
