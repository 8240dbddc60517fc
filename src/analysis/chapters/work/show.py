"""The work and health chapter: the latest figures, the places, and the years."""

import pandas as pd

from analysis.chapters.profile.show import tabulate_figures
from analysis.chapters.trend.show import show_trend
from analysis.chapters.work.findings import find_place_disparity
from analysis.chapters.work.sentences import describe_work, headline_disparity, headline_work
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.spine import plot_spine
from analysis.claims.sentence import Prose, names_in, state
from analysis.claims.table import Table
from analysis.claims.words import count_of
from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator, listed
from analysis.data.raw import source_of
from analysis.findings.small_areas import PERIOD, STEM
from analysis.findings.vocabulary import CANNOT_COMPARE

describe = describe_work


def show_compared(rows: pd.DataFrame, places: Places) -> Chart | Notice:
    """Show the figures on work whose interval allows a comparison, better to the right."""
    return plot_spine(
        rows[(rows["verdict"] != CANNOT_COMPARE) & (rows["compared_in"] == "")].assign(
            life_stage=""
        ),
        area_name=places.area_name,
        comparator_name=places.comparator_name,
        title=headline_work(rows, places),
        source="the publisher of each indicator, named in the table below",
        figure_id="work",
    )


def show_latest(rows: pd.DataFrame, places: Places) -> Table:
    """Show the latest figures on work beside the comparator and the region.

    Parameters
    ----------
    rows : DataFrame
        From `find_work`.
    places : Places
        The area and what stands beside it.
    """
    return tabulate_figures(
        rows,
        places,
        f"Work and health, {places.area_name}",
        folded=f"The table: {count_of(len(rows), 'latest figure')}",
        notes="Pay is in cash terms: a rise may be smaller than the rise of prices.",
    )


def show_places(places: Places) -> Gallery:
    """Show where in the area people short of income and out of work live, by tenth of England.

    A sentence and a table; a notice where no small areas are held.
    """
    rows = find_place_disparity(places.area_code)
    if rows.empty:
        notice = (
            f"No small areas with deprivation by income and work are held for {places.area_name}."
        )
        return Gallery((Notice(notice),))
    shown = {"people": "people", "percent": "% of people"}
    halves = [
        own.set_index("decile")[[*shown]].add_prefix(f"{domain}_")
        for domain, own in rows.groupby("domain")
    ]
    headings = {"decile": "Tenth of England (first is most deprived)"} | {
        f"{domain}_{name}": f"{domain}: {words}"
        for domain in ("Employment", "Income")
        for name, words in shown.items()
    }
    table = Table(
        pd.concat(halves, axis=1).reset_index(),
        caption=f"People of {places.area_name} by tenth of England, {PERIOD}",
        folded="The table: people by tenth of England",
        columns=headings,
        decimals={name: 0 for name in headings if not name.endswith("percent")},
        notes="People are those of mid-2022. A tenth of England's small areas is in each row.",
        source=source_of(STEM),
    )
    return Gallery((Prose(headline_disparity(rows, places)), table))


def show_trends(places: Places) -> Gallery:
    """Show each indicator of work over time as `show_trend` does, and say once what is lacking."""
    shown = {slug: show_trend(slug, places) for slug in listed("work")}
    charts = [one for one in shown.values() if isinstance(one, Chart)]
    lacking = [slug for slug, one in shown.items() if not isinstance(one, Chart)]
    said = state(
        "We hold no figures over time of {places.area_name} on {names}.",
        places=places,
        names=names_in(describe_indicator(slug).name for slug in lacking),
    )
    return Gallery((*charts, *([Notice(said)] if lacking else []))).folded
