"""Core20PLUS5: the most deprived fifth, the groups at risk, and the five clinical areas."""

import pandas as pd

from analysis.chapters.core20plus5 import sentences as words
from analysis.chapters.core20plus5.findings import Core20Plus5
from analysis.chapters.profile.show import tabulate_figures
from analysis.chapters.trend.show import show_trend
from analysis.chapters.wards.show import describe as describe_core
from analysis.chapters.wards.show import show_most_deprived
from analysis.charts.chart import Gallery, Notice
from analysis.claims.table import Table, columns, together
from analysis.claims.words import day_of
from analysis.data.areas import REGION, Places, get_area
from analysis.data.deprivation import EDITIONS
from analysis.data.documents.published import Baseline, Target
from analysis.data.indicators import describe_indicator
from analysis.data.lineage import parts_of
from analysis.data.raw import source_of
from analysis.findings.neighbourhoods import find_wards_of, select_edition
from analysis.formats import round_half_up, with_unit

FIFTH = "population_most_deprived_fifth_percent"

describe = words.describe_clinical
show_not_measurable = words.describe_not_measurable


def show_core(places: Places) -> Gallery:
    """Show the people, wards and small areas of England's most deprived fifth, folded away."""
    tables = (show_most_deprived(places), _core_wards(places), _core_small_areas(places))
    return Gallery((describe_core(places), *tables)).folded


def _core_wards(places: Places) -> Table | Notice:
    """Lay out the wards with residents in England's most deprived fifth, most people first."""
    wards = find_wards_of(places.area_code, 2025)
    if wards.empty:
        return Notice(f"The figures of this book hold no wards of {places.area_name}.")
    people = wards["population"] * wards[FIFTH] / 100
    wards = wards.assign(people=[round_half_up(number, -1) for number in people])
    wards = wards[wards[FIFTH] > 0]
    if wards.empty:
        return Notice(
            f"No ward of {places.area_name} has residents in England's most deprived fifth."
        )
    return Table(
        wards.sort_values(["people", "ward_name"], ascending=[False, True]),
        caption=f"Wards of 2024 of {places.area_name} with residents in England's most deprived "
        "fifth, Index of Multiple Deprivation 2025",
        columns=columns(
            f"ward_name people {FIFTH} rank decile",
            people="People in it",
            **{FIFTH: "Share of the ward (%)"},
        ),
        notes="People in the most deprived fifth are given to the nearest ten.",
        source=source_of(EDITIONS[2025].wards),
    )


def _core_small_areas(places: Places) -> Table | Notice:
    """Lay out every small area in England's most deprived fifth, the most deprived first."""
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
        columns=columns(
            "small_area_name small_area_code ward_name rank decile population",
            ward_name="Ward of 2024",
        ),
        source=source_of(EDITIONS[2025].small_areas),
    )


def show_groups(finding: Core20Plus5, places: Places) -> Gallery:
    """Show the groups at risk with the counts that were published."""
    said = words.describe_groups_at_risk(finding, places)
    if finding.groups.empty:
        return Gallery((said,))
    table = Table(
        finding.groups.assign(count=together(finding.groups, "count when")),
        caption=f"Groups at risk in the care system of {places.area_name}, as published",
        columns=columns(
            "group count here note document",
            group="Group",
            count="Count, as published",
            here="Here, Census 2021",
        ),
        missing="[z]",
        decimals={"here": 0},
        notes="Here is the area itself, where the census counts the group; the rest is of the "
        "whole care system.",
    )
    return Gallery((said, table)).folded


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
        columns=columns("measure kind value when note document", kind="Kind", when="When"),
        folded="The table: published baselines and targets",
        missing="[z]",
        notes="The documents give no intervals for these figures.",
    )


def _row(kind: str, each: Baseline | Target, when: str, of: str) -> dict[str, object]:
    return {
        "kind": kind,
        "value": with_unit(each.value, int(each.value % 1 != 0), each.unit),
        "when": when,
        "note": ", ".join(filter(None, [of, each.note])),
        "document": each.document,
    }


def show_figures(finding: Core20Plus5, places: Places) -> Table | Notice:
    """Show the latest published figures of the clinical areas."""
    known = [one.figures for one in finding.clinical if len(one.figures)]
    return tabulate_figures(
        pd.concat(known, ignore_index=True),
        places,
        f"Latest published figures of the clinical areas, {places.area_name}",
        folded="The table: latest figures of the clinical areas",
    )


def show_measured(finding: Core20Plus5, places: Places) -> Gallery:
    """Show what the targets are, the latest figures, and each measure's series, folded away."""
    slugs = dict.fromkeys(one.about.measured_by for one in finding.clinical)
    series = [show_trend(slug, places) for slug in slugs if slug]
    return Gallery((show_targets(finding, places), show_figures(finding, places), *series)).folded


def show_parts(finding: Core20Plus5, places: Places) -> Table | Notice:
    """Show the clinical areas by district or former district, where those are published."""
    known = [one.parts for one in finding.clinical if len(one.parts)]
    if not known:
        if not parts_of(places.area_code) and get_area(places.area_code).type != REGION:
            return Notice(f"{places.area_name} was not put together from districts.")
        return Notice(f"We hold none of these figures for districts within {places.area_name}.")
    parts = pd.concat(known, ignore_index=True)
    about = [describe_indicator(str(slug)) for slug in parts["indicator"]]
    return Table(
        parts.assign(
            name=[one.name for one in about],
            unit=[one.unit for one in about],
            value=parts["value"].astype(float),
        ),
        caption=f"Clinical areas by district or former district within {places.area_name}",
        folded="The table: the clinical areas by district or former district",
        columns=columns(
            "name area_name period unit value", area_name="District or former district"
        ),
        decimals={"value": 1},
        notes="Modelled from general practice lists; we hold no intervals.",
        source=about[0].source,
    )
