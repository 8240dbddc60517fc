"""The life course chapter: four stages of life, against the comparator and inside the area."""

import pandas as pd

from analysis.chapters.life_course.charts import plot_life_course
from analysis.chapters.life_course.findings import find_ends
from analysis.chapters.life_course.sentences import (
    describe_ends,
    describe_life_course,
    headline_life_course,
)
from analysis.charts.chart import Chart, Notice
from analysis.claims.prose import Prose
from analysis.claims.table import Table
from analysis.claims.words import gap_unit
from analysis.data.areas import Places


def show_infographic(rows: pd.DataFrame, places: Places) -> Chart | Notice:
    """Show the stages of life as stops on a path, with their numbers and verdicts.

    Parameters
    ----------
    rows : DataFrame
        From `find_life_course`.
    places : Places
        The area and its comparator.

    Returns
    -------
    Chart or Notice
    """
    return plot_life_course(
        rows,
        area_name=places.area_name,
        comparator_name=places.comparator_name,
        title=headline_life_course(rows, places),
        source="the publishers of each indicator, as in the area profile",
        figure_id="life-course",
    )


def describe(rows: pd.DataFrame, places: Places) -> Prose:
    """Say at each stage of life what is better and what is worse, and what is not known."""
    return describe_life_course(rows, places)


def describe_inside(places: Places) -> Prose:
    """Say how far the most and the least deprived of the area lie apart."""
    return describe_ends(find_ends(places.area_code, places.area_name), places.area_name)


def show_inside(places: Places) -> Table:
    """Show the most against the least deprived of the area wherever a breakdown is published.

    Parameters
    ----------
    places : Places
        The area.

    Returns
    -------
    Table
    """
    rows = find_ends(places.area_code, places.area_name)
    limits = {"_lower_ci": "lower 95% limit", "_upper_ci": "upper 95% limit"}
    numbers = {"most": "Most deprived", "least": "Least deprived", "absolute": "Absolute gap"}
    columns = {"name": "Indicator"}
    if len(rows["area_name"].unique()) > 1:
        columns["area_name"] = "Area"
    columns |= {"sex": "Sex", "unit": "Unit"}
    for name, heading in numbers.items():
        columns[name] = heading
        columns |= {name + end: f"{heading}, {words}" for end, words in limits.items()}
    columns["gap_unit"] = "Unit of the gap"
    columns["relative"] = "Relative gap (ratio)"
    columns |= {"relative" + end: f"Ratio, {words}" for end, words in limits.items()}
    columns |= {"groups": "Groups", "period": "Period"}
    shown = [name + end for name in numbers for end in ("", *limits)]
    ratios = ["relative" + end for end in ("", *limits)]
    return Table(
        rows.assign(gap_unit=[gap_unit(unit) for unit in rows["unit"]]),
        caption=f"The most against the least deprived of {places.area_name}",
        columns=columns,
        decimals=dict.fromkeys(shown, "decimals") | dict.fromkeys(ratios, 2),
        notes=(
            "The absolute gap is the most less the least deprived, the relative gap the most over "
            "the least. Small areas are ranked by the Index of Multiple Deprivation 2025, of which "
            "these health indicators are a part. Intervals are shown where they are published.",
        ),
    )
