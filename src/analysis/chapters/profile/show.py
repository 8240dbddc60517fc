"""The area profile: every indicator, its latest figure and its comparator's."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.chapters.profile.sentences import describe_profile
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.spine import plot_spine
from analysis.claims.figure import rows_of
from analysis.claims.table import Table, columns
from analysis.claims.verdict import say_parts
from analysis.claims.words import count_of, marked, signed
from analysis.data.areas import Places
from analysis.findings.vocabulary import CANNOT_COMPARE

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

describe = describe_profile


def show_compared(profile: pd.DataFrame, places: Places) -> Chart | Notice:
    """Show the figures whose interval allows a comparison, better to the right.

    Parameters
    ----------
    profile : DataFrame
        From `find_profile`.
    places : Places
        The area and what it is compared with.
    """
    return plot_spine(
        profile[(profile["verdict"] != CANNOT_COMPARE) & (profile["compared_in"] == "")],
        area_name=places.area_name,
        comparator_name=places.comparator_name,
        source="the publisher of each indicator, named in the tables below",
    )


def show_tables(profile: pd.DataFrame, places: Places) -> Gallery:
    """Show every indicator in a table for each stage of life."""
    return Gallery(
        tuple(
            tabulate_figures(
                rows.assign(mark=marks),
                places,
                f"{STAGES.get(str(stage), str(stage).capitalize())}, {places.area_name}",
                source=sources,
                folded=f"{STAGES.get(str(stage), str(stage).capitalize())}: "
                + count_of(len(rows), "figure"),
            )
            for stage, rows in profile.groupby("life_stage", sort=False)
            for marks, sources in [marked(rows["source"])]
        )
    )


def tabulate_figures(
    rows: pd.DataFrame,
    places: Places,
    caption: str,
    *,
    names: str = "{figures}",
    notes: Sequence[str] = (),
    source: str | None = None,
    folded: str = "",
    **headings: Any,
) -> Table:
    """Lay out rows of `find_profile`: the area beside its comparator, and its region if it has one.

    `names` are the columns, those of the figures in the place of ``{figures}``.
    """
    region = "region_value " if places.region_code else ""
    figures = f"label period value lower_ci upper_ci comparator_value {region}words"
    levels = [
        f"{signed(word)} ({period})" if period else signed(word)
        for word, period in zip(rows["verdict"], rows["compared_in"], strict=True)
    ]
    words = [f"{level}; {way}" for level, way in zip(levels, rows["direction"], strict=True)]
    own = [row | {"area_code": places.area_code} for row in rows_of(rows)]
    parts = [f"{row['name']}.{said}" for row in own if (said := say_parts(row)).text]
    return Table(
        rows.assign(label=_labels(rows), words=words),
        caption=caption,
        columns=columns(
            names.format(figures=figures),
            label="Indicator",
            words="Level; recent direction",
            value=places.area_name,
            comparator_value=places.comparator_name,
            region_value=places.region_name,
            **headings,
        ),
        notes=(*notes, *parts),
        source="; ".join(rows["source"].unique()) if source is None else source,
        folded=folded,
    )


def _labels(rows: pd.DataFrame) -> list[str]:
    """Name each indicator with its sex, its unit and the mark of its source."""
    marks = rows["mark"] if "mark" in rows else [""] * len(rows)
    several = rows.groupby("name")["sex"].transform("nunique") > 1
    whose = ", " + rows["sex"].map({"Female": "females", "Male": "males", "Persons": "persons"})
    whose = whose.where(several | (rows["sex"] != "Persons"), "").fillna("")
    parts = zip(rows["name"], whose, rows["unit"], marks, strict=True)
    return [f"{name}{sex} ({unit}) {mark}".strip() for name, sex, unit, mark in parts]
