"""The life course chapter: four stages of life, against the comparator and inside the area."""

import pandas as pd

from analysis.chapters.life_course import sentences as words
from analysis.chapters.life_course.charts import plot_life_course
from analysis.chapters.life_course.findings import find_ends
from analysis.charts.chart import Chart, Notice
from analysis.claims.sentence import Prose
from analysis.claims.table import Table, together, with_limits
from analysis.claims.words import count_of
from analysis.data.areas import Places

describe = words.describe_life_course


def show_infographic(rows: pd.DataFrame, places: Places) -> Chart | Notice:
    """Show the stages of life as a rail of dumbbells, and those inside the area beneath each.

    Parameters
    ----------
    rows : DataFrame
        From `find_life_course`.
    places : Places
        The area and its comparator.
    """
    return plot_life_course(
        rows,
        find_ends(places.area_code, places.area_name),
        area_name=places.area_name,
        comparator_name=places.comparator_name,
        title=words.headline_life_course(rows, places),
        source="the publishers of each indicator, as in the area profile",
        figure_id="life-course",
    )


def describe_inside(places: Places) -> Prose:
    """Say how far the most and the least deprived of the area lie apart."""
    return words.describe_ends(find_ends(places.area_code, places.area_name), places.area_name)


def show_inside(places: Places) -> Table:
    """Show the most against the least deprived of the area wherever a breakdown is published."""
    rows = find_ends(places.area_code, places.area_name)
    numbers = (
        with_limits("most", "Most deprived")
        | with_limits("least", "Least deprived")
        | with_limits("absolute", "Absolute gap")
    )
    ratios = with_limits("relative", "Relative gap (ratio)", "Ratio")
    area = "area_name" if len(rows["area_name"].unique()) > 1 else ""
    names = rows.assign(about=together(rows, f"name {area} sex"))
    return Table(
        rows.assign(
            label=together(names, "about unit", "{} ({})"),
            groups=together(rows, "groups period"),
        ),
        caption=f"The most against the least deprived of {places.area_name}",
        folded=f"The table: both ends of {count_of(len(rows), 'figure')}, with intervals",
        columns={"label": "Indicator"} | numbers | ratios | {"groups": "Groups, period"},
        decimals=dict.fromkeys(numbers, "decimals") | dict.fromkeys(ratios, 2),
        notes="The absolute gap is the most less the least deprived, in percentage points where "
        "the figures are percentages, and the relative gap the most over the least. Small areas "
        "are ranked by the Index of Multiple Deprivation 2025, of which these health indicators "
        "are a part. Intervals are shown where we hold them.",
    )
