"""Core20PLUS5: the most deprived fifth, the groups at risk, and the five clinical areas."""

import pandas as pd

from analysis.chapters.core20plus5.findings import Core20Plus5
from analysis.chapters.core20plus5.sentences import (
    describe_clinical,
    describe_groups_at_risk,
    describe_not_measurable,
)
from analysis.charts.chart import Notice
from analysis.charts.gallery import Gallery
from analysis.claims.prose import Prose
from analysis.claims.table import Table
from analysis.claims.words import SYMBOLS, day_of
from analysis.data.areas import Places
from analysis.data.deprivation import EDITIONS
from analysis.data.documents.published import Baseline, Target
from analysis.data.indicators import describe_indicator
from analysis.data.lineage import parts_of
from analysis.data.raw import source_of
from analysis.findings.neighbourhoods import find_wards_of, select_edition
from analysis.formats import round_half_up

FIFTH = "population_most_deprived_fifth_percent"


def show_core_wards(places: Places) -> Table | Notice:
    """Show the wards with residents in England's most deprived fifth, most people first."""
    wards = find_wards_of(places.area_code, 2025)
    if wards.empty:
        return Notice(f"The figures of this book hold no wards of {places.area_name}.")
    people = wards["population"] * wards[FIFTH] / 100
    wards = wards.assign(people=[round_half_up(number, -1) for number in people])
    if not (wards[FIFTH] > 0).any():
        return Notice(
            f"No ward of {places.area_name} has residents in England's most deprived fifth."
        )
    return Table(
        wards[wards[FIFTH] > 0].sort_values(["people", "ward_name"], ascending=[False, True]),
        caption=f"Wards of 2024 of {places.area_name} with residents in England's most deprived "
        "fifth, Index of Multiple Deprivation 2025",
        columns={
            "ward_name": "Ward",
            "people": "People in it",
            FIFTH: "Share of the ward (%)",
            "rank": "Rank in England",
            "decile": "Decile",
        },
        decimals={"people": 0, FIFTH: 1, "rank": 0, "decile": 0},
        notes=("People in the most deprived fifth are given to the nearest ten.",),
        source=source_of(EDITIONS[2025].wards),
    )


def show_core_small_areas(places: Places) -> Table | Notice:
    """Show every small area in England's most deprived fifth, the most deprived first."""
    own = select_edition(places.area_code, 2025)
    if own.empty:
        return Notice("Nor do they hold its small areas, so none can be named here.")
    own = own[own["decile"] <= 2]
    if own.empty:
        return Notice(f"No small area of {places.area_name} is in England's most deprived fifth.")
    return Table(
        own,
        caption=f"Small areas of {places.area_name} in England's most deprived fifth, Index of "
        "Multiple Deprivation 2025",
        columns={
            "small_area_name": "Small area of 2021",
            "small_area_code": "Code",
            "ward_name": "Ward of 2024",
            "rank": "Rank in England",
            "decile": "Decile",
            "population": "People, mid-2022",
        },
        decimals=0,
        source=source_of(EDITIONS[2025].small_areas),
    )


def show_groups(finding: Core20Plus5, places: Places) -> Gallery:
    """Show the groups at risk with the counts that were published."""
    said = describe_groups_at_risk(finding, places)
    if finding.groups.empty:
        return Gallery((said,))
    table = Table(
        finding.groups,
        caption=f"Groups at risk in the care system of {places.area_name}, as published",
        columns={
            "group": "Group",
            "count": "Count, as published",
            "when": "Year",
            "note": "Note",
            "document": "Document",
        },
        missing="[z]",
    )
    return Gallery((said, table))


def describe(finding: Core20Plus5, places: Places) -> Prose:
    """Say of each measure what it started from, what it is, and what it should reach."""
    return describe_clinical(finding, places)


def show_targets(finding: Core20Plus5, places: Places) -> Table | Notice:
    """Show every baseline and target with its document."""
    rows = [
        {"clinical_area": one.about.clinical_area, "measure": one.about.measure} | row
        for one in finding.clinical
        for row in (
            *(_row("baseline", each, each.when, each.what) for each in one.about.baselines),
            *(
                _row("target", each, f"{day_of(each.due)} (published: {each.published})", "")
                for each in one.about.targets
            ),
        )
    ]
    return Table(
        pd.DataFrame(rows),
        caption=f"Published baselines and targets for {places.area_name}",
        columns={
            "clinical_area": "Clinical area",
            "measure": "Measure",
            "kind": "Kind",
            "value": "Value",
            "unit": "Unit",
            "when": "When",
            "note": "Note",
            "document": "Document",
        },
        decimals={"value": "decimals"},
        missing="[z]",
        notes=("The documents give no intervals for these figures.",),
    )


def _row(kind: str, each: Baseline | Target, when: str, of: str) -> dict[str, object]:
    return {
        "kind": kind,
        "value": each.value,
        "unit": each.unit,
        "when": when,
        "note": ", ".join(filter(None, [of, each.note])),
        "document": each.document,
        "decimals": int(each.value % 1 != 0),
    }


def show_figures(finding: Core20Plus5, places: Places) -> Table | Notice:
    """Show the latest published figures of the clinical areas."""
    figures = pd.concat(
        [
            one.figures.assign(clinical_area=one.about.clinical_area)
            for one in finding.clinical
            if len(one.figures)
        ],
        ignore_index=True,
    )
    words = [f"{SYMBOLS[word]} {word}".strip() for word in figures["verdict"]]
    return Table(
        figures.assign(verdict_words=words),
        caption=f"Latest published figures of the clinical areas, {places.area_name}",
        columns={
            "clinical_area": "Clinical area",
            "name": "Indicator",
            "period": "Period",
            "unit": "Unit",
            "value": places.area_name,
            "lower_ci": "Lower 95% limit",
            "upper_ci": "Upper 95% limit",
            "comparator_value": places.comparator_name,
            "verdict_words": "Verdict",
            "direction": "Recent direction",
        },
        decimals=dict.fromkeys(("value", "lower_ci", "upper_ci", "comparator_value"), "decimals"),
        source="; ".join(figures["source"].unique()),
    )


def show_parts(finding: Core20Plus5, places: Places) -> Table | Notice:
    """Show the clinical areas by district or former district, where those are published."""
    known = [one.parts for one in finding.clinical if len(one.parts)]
    if not known:
        if not parts_of(places.area_code):
            return Notice(f"{places.area_name} was not put together from districts.")
        return Notice(
            f"None of these figures is published for districts within {places.area_name}."
        )
    parts = pd.concat(known, ignore_index=True)
    parts = parts.assign(
        name=[describe_indicator(str(slug)).name for slug in parts["indicator"]],
        unit=[describe_indicator(str(slug)).unit for slug in parts["indicator"]],
        value=parts["value"].astype(float),
    )
    return Table(
        parts,
        caption=f"Clinical areas by district or former district within {places.area_name}",
        columns={
            "name": "Indicator",
            "area_name": "District or former district",
            "period": "Period",
            "unit": "Unit",
            "value": "Value",
        },
        decimals={"value": 1},
        notes=("Modelled from general practice lists; no intervals are published.",),
        source=describe_indicator(str(parts["indicator"].iloc[0])).source,
    )


def show_not_measurable(finding: Core20Plus5, places: Places) -> Prose:
    """List what no published figure here can show."""
    return describe_not_measurable(finding, places)
