"""At a glance: one page with the findings that matter, ranked by rule."""

from analysis.chapters.glance import sentences as words
from analysis.chapters.glance.findings import Ranking
from analysis.charts.chart import Chart, Notice
from analysis.charts.spine import plot_spine
from analysis.claims.sentence import Prose
from analysis.data.areas import Places
from analysis.data.indicators import slug_of
from analysis.findings.trends import find_trend

MOST_FINDINGS = 4
MOST_CHANGES = 3
MOST_COMPARED = 5

show_rule = words.describe_rule
show_unknown = words.describe_unknown


def show_findings(ranking: Ranking, places: Places) -> Prose:
    """Show the largest certain gaps of the area."""
    return words.describe_findings(ranking, places, MOST_FINDINGS)


def show_inside(places: Places) -> Prose:
    """Show the gap inside the area in years of life."""
    return words.describe_inside(find_trend(slug_of("slope index"), places), places)


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
        title=words.headline_compared(ranking, places),
        source="named for each indicator in the area profile",
        figure_id="compared",
    )


def show_better(ranking: Ranking, places: Places) -> Prose:
    """Show what is clearly getting better."""
    return words.describe_changes(ranking, places, MOST_CHANGES, good=True)


def show_worse(ranking: Ranking, places: Places) -> Prose:
    """Show what is clearly getting worse."""
    return words.describe_changes(ranking, places, MOST_CHANGES, good=False)
