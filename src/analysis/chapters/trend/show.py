"""The trend chapter: indicators over time, beside England, the region and neighbours."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.chapters.trend.headlines import headline_trend
from analysis.charts.chart import Chart, Notice
from analysis.charts.gallery import Gallery
from analysis.charts.trend import plot_trend
from analysis.data.areas import Places
from analysis.findings.trends import find_trend

LIFE = ("life-expectancy-at-birth", "healthy-life-expectancy-at-birth")
"""These two have sections of their own."""


def show_trend(slug: str, places: Places) -> Chart | Notice:
    """Show one indicator over time.

    Parameters
    ----------
    slug : str
        The indicator.
    places : Places
        The area and what stands beside it.

    Returns
    -------
    Chart or Notice
        A notice where no figure is published.
    """
    finding = find_trend(slug, places)
    about = finding.indicator
    headline = headline_trend(finding, places.area_name)
    if finding.series[finding.series["role"] == "area"].empty:
        return Notice(headline)
    chart = plot_trend(
        finding.series,
        measure=about.name,
        unit=about.unit,
        decimals=about.decimals,
        title=headline,
        source=about.source,
        figure_id=about.indicator,
        breaks={change.year: change.reason for change in finding.breaks},
    )
    return replace(chart, boundaries=finding.lineage) if isinstance(chart, Chart) else chart


def show_other_trends(
    headline_indicators: Sequence[str], trend_indicators: Sequence[str], places: Places
) -> Gallery:
    """Show the headline and the chosen indicators over time, but for the two life expectancies.

    Parameters
    ----------
    headline_indicators, trend_indicators : sequence of str
        Indicators; one that stands in both is shown once.
    places : Places
        The area and what stands beside it.

    Returns
    -------
    Gallery
        Each as `show_trend` shows it.
    """
    slugs = dict.fromkeys([*headline_indicators, *trend_indicators])
    return Gallery(tuple(show_trend(slug, places) for slug in slugs if slug not in LIFE))
