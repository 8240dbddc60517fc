"""At a glance: one page with the findings that matter, ranked by rule."""

from analysis.chapters.glance.findings import Ranking
from analysis.chapters.glance.sentences import (
    describe_changes,
    describe_findings,
    describe_inside,
    describe_rule,
    describe_unknown,
    headline_compared,
)
from analysis.charts.chart import Chart, Notice
from analysis.charts.spine import plot_spine
from analysis.claims.prose import Prose
from analysis.data.areas import Places
from analysis.findings.gaps import SLOPE_INDEX
from analysis.findings.trends import find_trend

MOST_FINDINGS = 4
MOST_CHANGES = 3
MOST_COMPARED = 5


def show_findings(ranking: Ranking, places: Places) -> Prose:
    """Show the largest certain gaps of the area."""
    return describe_findings(ranking, places, MOST_FINDINGS)


def show_inside(places: Places) -> Prose:
    """Show the gap inside the area in years of life."""
    return describe_inside(find_trend(SLOPE_INDEX, places), places)


def show_rule(ranking: Ranking, places: Places) -> Prose:
    """Show how the findings were chosen."""
    return describe_rule(ranking, places)


def show_compared(ranking: Ranking, places: Places) -> Chart | Notice:
    """Show the figures furthest from the comparator's, with their intervals."""
    compared = ranking.compared
    furthest = compared.sort_values("size", ascending=False, kind="stable").head(MOST_COMPARED)
    return plot_spine(
        furthest.assign(verdict=furthest["word"]),
        area_name=places.area_name,
        comparator_name=places.comparator_name,
        scale_words=f"the {len(furthest)} furthest from {places.comparator_name}, "
        "in standard deviations between authorities",
        title=headline_compared(ranking, places),
        source="named for each indicator in the area profile",
        figure_id="compared",
    )


def show_better(ranking: Ranking, places: Places) -> Prose:
    """Show what is clearly getting better."""
    return describe_changes(ranking, places, MOST_CHANGES, good=True)


def show_worse(ranking: Ranking, places: Places) -> Prose:
    """Show what is clearly getting worse."""
    return describe_changes(ranking, places, MOST_CHANGES, good=False)


def show_unknown(ranking: Ranking, places: Places) -> Prose:
    """Show what cannot be judged, and why."""
    return describe_unknown(ranking, places)
