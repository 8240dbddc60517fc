"""The trend chapter: indicators over time, beside England, the region and neighbours."""

from collections.abc import Sequence

from analysis.areas import Places
from analysis.chapters.gallery import Gallery
from analysis.figures import Chart, Notice, plot_trend
from analysis.findings.trends import find_trend
from analysis.narrative import headline_trend


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
    return plot_trend(
        finding.series,
        measure=about.name,
        unit=about.unit,
        decimals=about.decimals,
        title=headline,
        source=about.source,
        figure_id=about.indicator,
        breaks={change.year: change.reason for change in finding.breaks},
    )


def show_trends(slugs: Sequence[str], places: Places) -> Gallery:
    """Show several indicators over time, as `show_trend` does each."""
    return Gallery(tuple(show_trend(slug, places) for slug in slugs))
