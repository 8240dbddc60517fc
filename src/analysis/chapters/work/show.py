"""The work and health chapter: the latest figures, the places, and the years."""

import pandas as pd

from analysis.chapters.trend.show import show_trend
from analysis.chapters.work.findings import WORK_INDICATORS, find_place_disparity
from analysis.chapters.work.sentences import describe_work, headline_disparity
from analysis.charts.chart import Notice
from analysis.charts.gallery import Gallery
from analysis.claims.prose import Prose
from analysis.claims.table import Table
from analysis.claims.words import SYMBOLS
from analysis.data.areas import Places
from analysis.data.raw import source_of
from analysis.findings.small_areas import PERIOD, STEM


def describe(rows: pd.DataFrame, places: Places) -> Prose:
    """Say of each figure on work where it stands against the comparator."""
    return describe_work(rows, places)


def show_latest(rows: pd.DataFrame, places: Places) -> Table:
    """Show the latest figures on work beside the comparator and the region.

    Parameters
    ----------
    rows : DataFrame
        From `find_work`.
    places : Places
        The area and what stands beside it.

    Returns
    -------
    Table
    """
    columns = {
        "name": "Indicator",
        "sex": "Sex",
        "period": "Period",
        "unit": "Unit",
        "value": places.area_name,
        "lower_ci": "Lower 95% limit",
        "upper_ci": "Upper 95% limit",
        "comparator_value": places.comparator_name,
    }
    if places.region_code:
        columns["region_value"] = places.region_name
    columns |= {"verdict_words": "Verdict", "direction": "Recent direction"}
    numbers = [name for name in columns if name.endswith(("value", "_ci"))]
    return Table(
        rows.assign(verdict_words=[f"{SYMBOLS[word]} {word}".strip() for word in rows["verdict"]]),
        caption=f"Work and health, {places.area_name}",
        columns=columns,
        decimals=dict.fromkeys(numbers, "decimals"),
        notes=("Pay is in cash terms: a rise may be smaller than the rise of prices.",),
        source="; ".join(rows["source"].unique()),
    )


def show_places(places: Places) -> Gallery:
    """Show where in the area people short of income and out of work live, by tenth of England.

    Parameters
    ----------
    places : Places
        The area.

    Returns
    -------
    Gallery
        A sentence and a table; a notice where no small areas are held.
    """
    rows = find_place_disparity(places.area_code)
    if rows.empty:
        notice = (
            f"No small areas with deprivation by income and work are held for {places.area_name}."
        )
        return Gallery((Notice(notice),))
    numbers = ["small_areas", "people", "percent"]
    halves = [
        own.set_index("decile")[numbers].add_prefix(f"{domain}_")
        for domain, own in rows.groupby("domain")
    ]
    wide = pd.concat(halves, axis=1)
    columns = {"decile": "Tenth of England (first is most deprived)"}
    for domain in ("Employment", "Income"):
        columns |= {
            f"{domain}_small_areas": f"{domain}: small areas",
            f"{domain}_people": f"{domain}: people",
            f"{domain}_percent": f"{domain}: % of people",
        }
    whole = [name for name in columns if not name.endswith("percent")]
    table = Table(
        wide.reset_index(),
        caption=f"People of {places.area_name} by tenth of England, {PERIOD}",
        columns=columns,
        decimals=dict.fromkeys(whole, 0),
        notes=("People are those of mid-2022. A tenth of England's small areas is in each row.",),
        source=source_of(STEM),
    )
    return Gallery((Prose((headline_disparity(rows, places),)), table))


def show_trends(places: Places) -> Gallery:
    """Show every indicator of work over time, as `show_trend` does each."""
    return Gallery(tuple(show_trend(slug, places) for slug in WORK_INDICATORS))
