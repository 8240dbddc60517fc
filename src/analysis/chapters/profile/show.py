"""The area profile: every indicator, its latest figure and its comparator's."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.chapters.profile.charts import plot_pyramid
from analysis.chapters.profile.findings import find_people, find_similar, tally_similar
from analysis.chapters.profile.sentences import (
    describe_people,
    describe_profile,
    describe_similar,
    headline_profile,
)
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.spine import plot_spine
from analysis.claims.sentence import Prose
from analysis.claims.table import Table, columns
from analysis.claims.verdict import say_parts
from analysis.claims.words import count_of, marked, signed
from analysis.data.areas import Places
from analysis.data.groups import ETHNIC_GROUPS
from analysis.data.mortality import POPULATION
from analysis.data.raw import source_of
from analysis.data.tidy import rows_of
from analysis.findings.small_areas import STEM
from analysis.findings.vocabulary import BETTER, CANNOT_COMPARE, HIGHER, LOWER, SIMILAR, WORSE

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


def show_standing(profile: pd.DataFrame, places: Places, similar_codes: Sequence[str]) -> Gallery:
    """Say how the area stands beside its comparator and similar places, and fold away the latter.

    Parameters
    ----------
    profile : DataFrame
        From `find_profile`.
    places : Places
        The area and what it is compared with.
    similar_codes : sequence of str
        The places that are like it.
    """
    similar = find_similar(profile, places, similar_codes)
    said = Prose(describe_similar(similar, places))
    return Gallery((said, *([_similar_table(similar, places)] if len(similar) else ())))


def _similar_table(similar: pd.DataFrame, places: Places) -> Table:
    counts = tally_similar(similar)
    either = counts[[HIGHER, LOWER]].sum(axis=1).rename("either")
    return Table(
        counts.assign(either=either, none=counts[CANNOT_COMPARE]).reset_index(),
        caption=f"Latest figures of {places.area_name} beside those of each similar place",
        columns={
            "area_name": "Beside",
            WORSE: "Worse",
            SIMILAR: "Similar",
            BETTER: "Better",
            "either": "Higher or lower",
            "none": "Not compared",
        },
        decimals=0,
        folded=f"Place by place: {count_of(len(counts), 'similar place')}",
        notes="Each figure of the area is held against the other place's of the same period, by "
        "the interval of the gap with the errors of both. Where neither side is better, it is "
        "higher or lower.",
        source="the publisher of each indicator, named in the tables below",
    )


def show_people(places: Places) -> Gallery:
    """Show who lives in the area, folded away: a pyramid of ages, and shares of its residents."""
    people = find_people(places.area_code)
    chart = plot_pyramid(
        people.ages,
        area_name=places.area_name,
        period="mid-2019",
        title=f"Who lives in {places.area_name}: the pyramid of ages",
        source=source_of(POPULATION),
        figure_id="people",
    )
    tables = [_people_table(people.shares, places)] if len(people.shares) else []
    said = [] if people.ages.empty else [describe_people(people, places)]
    return Gallery((*said, chart, *tables)).folded


def _people_table(shares: pd.DataFrame, places: Places) -> Table:
    england = {"england_percent": "England (%)"} if shares["england_percent"].notna().any() else {}
    return Table(
        shares,
        caption=f"Who lives in {places.area_name}",
        columns={"what": "Residents", "when": "When", "people": "People", "percent": "%"} | england,
        decimals={"people": 0},
        folded="Who lives here: age, deprivation, rurality, disability and ethnic group",
        notes="Shares are of all residents. Ethnic groups are the five main ones of the census.",
        source=f"{source_of(POPULATION)}; {source_of(ETHNIC_GROUPS)}; {source_of(STEM)}",
    )


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
        title=headline_profile(profile, places),
        source="the publisher of each indicator, named in the tables below",
        figure_id="profile",
    )


def show_tables(profile: pd.DataFrame, places: Places) -> Gallery:
    """Show every indicator in a table for each stage of life, and last the numbered sources."""
    marks, _ = marked(profile["source"])
    tables = [
        tabulate_figures(
            rows,
            places,
            f"{STAGES.get(str(stage), str(stage).capitalize())}, {places.area_name}",
            source="as numbered, below the tables",
            folded=f"{STAGES.get(str(stage), str(stage).capitalize())}: "
            + count_of(len(rows), "figure"),
        )
        for stage, rows in profile.assign(mark=marks).groupby("life_stage", sort=False)
    ]
    sources = profile.assign(mark=marks)[["mark", "source"]].drop_duplicates("mark")
    numbered = Table(
        sources[sources["mark"] != ""],
        caption="Sources of these tables, by number",
        columns={"mark": "Number", "source": "Publisher and release"},
        folded="Sources of these tables, by number",
    )
    return Gallery((*tables, numbered))


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
    own = [row | {"area_code": places.area_code} for row in rows_of(rows)]
    parts = [f"{row['name']}.{said}" for row in own if (said := say_parts(row)).text]
    return Table(
        rows.assign(label=label_figures(rows), words=say_verdicts(rows)),
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


def say_verdicts(rows: pd.DataFrame) -> list[str]:
    """Say the level of each figure, with its period where that is not the latest, and direction."""
    levels = [
        f"{signed(word)} ({period})" if period else signed(word)
        for word, period in zip(rows["verdict"], rows["compared_in"], strict=True)
    ]
    return [f"{level}; {way}" for level, way in zip(levels, rows["direction"], strict=True)]


def label_figures(rows: pd.DataFrame) -> list[str]:
    """Name each indicator with its sex, its unit and the mark of its source."""
    marks = rows["mark"] if "mark" in rows else [""] * len(rows)
    several = rows.groupby("name")["sex"].transform("nunique") > 1
    whose = ", " + rows["sex"].map({"Female": "females", "Male": "males", "Persons": "persons"})
    whose = whose.where(several | (rows["sex"] != "Persons"), "").fillna("")
    parts = zip(rows["name"], whose, rows["unit"], marks, strict=True)
    return [f"{name}{sex} ({unit}) {mark}".strip() for name, sex, unit, mark in parts]
