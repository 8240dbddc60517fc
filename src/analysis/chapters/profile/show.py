"""The area profile: every indicator, its latest figure and its comparator's."""

import pandas as pd

from analysis.chapters.profile.sentences import describe_profile
from analysis.charts.chart import Chart, Notice
from analysis.charts.gallery import Gallery
from analysis.charts.spine import plot_spine
from analysis.claims.marks import marked
from analysis.claims.prose import Prose
from analysis.claims.table import Table
from analysis.claims.words import SYMBOLS
from analysis.data.areas import Places

STAGES = {
    "overarching": "Life expectancy",
    "premature mortality": "Premature mortality",
    "starting well": "Starting well",
    "developing well": "Developing well",
    "living and working well": "Living and working well",
    "healthy behaviours": "Healthy behaviours",
    "prevention and care": "Prevention and care",
    "ageing well": "Ageing well",
    "places": "Places",
}


def describe(profile: pd.DataFrame, places: Places) -> Prose:
    """Say how many indicators are better, similar or worse, and what is not known."""
    return describe_profile(profile, places)


def show_compared(profile: pd.DataFrame, places: Places) -> Chart | Notice:
    """Show the figures whose interval allows a comparison, better to the right.

    Parameters
    ----------
    profile : DataFrame
        From `find_profile`.
    places : Places
        The area and what it is compared with.

    Returns
    -------
    Chart or Notice
    """
    judged = profile[profile["verdict"] != "not compared"]
    return plot_spine(
        judged,
        area_name=places.area_name,
        comparator_name=places.comparator_name,
        source="the publisher of each indicator, named in the tables below",
    )


def show_tables(profile: pd.DataFrame, places: Places) -> Gallery:
    """Show every indicator in a table for each stage of life."""
    headings = {
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
        headings["region_value"] = places.region_name
    headings |= {"verdict_words": "Verdict", "direction": "Recent direction", "mark": "Source"}
    shown = profile.assign(
        verdict_words=[f"{SYMBOLS[word]} {word}".strip() for word in profile["verdict"]],
    )
    numbers = [name for name in headings if name.endswith(("value", "_ci"))]
    return Gallery(
        tuple(
            Table(
                rows.assign(mark=marks),
                caption=f"{STAGES.get(str(stage), str(stage).capitalize())}, {places.area_name}",
                columns=headings,
                decimals=dict.fromkeys(numbers, "decimals"),
                source=sources,
            )
            for stage, rows in shown.groupby("life_stage", sort=False)
            for marks, sources in [marked(rows["source"])]
        )
    )
