"""The chapter of deprivation and neighbourhoods: small areas and wards in both editions."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.chapters.wards import sentences as words
from analysis.chapters.wards.findings import compare_published
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.small_area_map import plot_small_area_map
from analysis.claims.sentence import Prose
from analysis.claims.table import Table, columns, together
from analysis.claims.words import count_of, lower_first
from analysis.data.areas import Places
from analysis.data.deprivation import EDITIONS
from analysis.data.raw import source_of
from analysis.findings.clustering import NO_OUTLINES, find_clustering, find_shrunk_wards
from analysis.findings.neighbourhoods import (
    LESS,
    MORE,
    SAME,
    WARD_YEARS,
    Movement,
    find_by_group,
    find_most_deprived,
    find_wards_of,
)
from analysis.findings.wards import find_authority_small_areas
from analysis.formats import format_number, with_unit

PARTS = {"tenth": "In the most deprived tenth", "fifth": "In the most deprived fifth"}
OUTLINES = {2019: "small areas of 2011", 2025: "small areas of 2021 on outlines of 2011"}

describe_moves = words.describe_movement


def describe(places: Places) -> Prose:
    """Say how many people and wards are among England's most deprived, in both editions."""
    wards = {year: find_wards_of(places.area_code, year) for year in EDITIONS}
    return words.describe_most_deprived(find_most_deprived(places.area_code), wards, places)


def show_most_deprived(places: Places) -> Table | Notice:
    """Show how many people live in the most deprived tenth and fifth, by what is counted."""
    people = find_most_deprived(places.area_code)
    if people.empty:
        return Notice("Without them, the people of the most deprived places cannot be counted.")
    return Table(
        _with_shares(people).assign(label=together(people, "edition basis")),
        caption=f"People of {places.area_name} in England's most deprived tenth and fifth, by "
        "edition of the index and population used",
        folded="The table: people and small areas by edition of the index and people counted",
        columns=columns("label small_areas people tenth fifth", label="Index, and people counted")
        | PARTS,
        notes="Small areas and people in England's most deprived tenth and fifth. These are counts "
        "and official estimates without confidence intervals.",
        source=_sources(),
    )


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Write who lives in each part of England in one cell: small areas, people and their share."""
    return rows.assign(**{
        part: [
            f"{count_of(int(areas), 'area')}, {format_number(people, 0)} people "
            f"({with_unit(percent, 1, '%')})"
            for areas, people, percent in rows[
                [f"small_areas_{part}", f"people_{part}", f"{part}_percent"]
            ].itertuples(index=False)
        ]
        for part in PARTS
    })  # fmt: skip


def show_published(published: Sequence[Mapping[str, Any]], places: Places) -> Prose:
    """Set what the plan published about neighbourhoods beside what these figures give."""
    return words.describe_published(compare_published(published, places.area_code), places)


def show_maps(places: Places) -> Gallery:
    """Show the small areas of an authority by decile, in the latest edition and the one before."""
    maps = [_map(places, edition) for edition in sorted(EDITIONS, reverse=True)]
    drawn = [one for one in maps if isinstance(one, Chart)]
    return Gallery(tuple(drawn or [Notice(NO_OUTLINES)])).folded


def _map(places: Places, edition: int) -> Chart | Notice:
    return plot_small_area_map(
        find_authority_small_areas(places.area_code, edition=edition),
        measure=f"Index of Multiple Deprivation {edition}",
        place=places.area_name,
        period=OUTLINES[edition],
        title=f"Where the most deprived small areas of {places.area_name} are, index of {edition}",
        source=source_of(EDITIONS[edition].small_areas),
        figure_id=f"small-areas-{edition}",
    )


def show_moves(movement: Movement, places: Places) -> Table | Notice:
    """Show how small areas moved, by the decile from which they set out."""
    if movement.by_decile.empty:
        return Notice("Without them, it cannot be said where small areas moved.")
    moves = {MORE: "More deprived in 2025", SAME: "Same decile", LESS: "Less deprived in 2025"}
    return Table(
        movement.by_decile,
        caption=f"Small areas of {places.area_name} by their decile in 2019, and where they are in "
        "2025",
        folded="The table: movement by the decile of 2019",
        columns=columns("decile_2019 small_areas", decile_2019="Decile in 2019") | moves,
        source=_sources(),
    )


def show_crossings(movement: Movement, places: Places) -> Table | Notice:
    """Show the small areas that entered or left the most deprived tenth of England."""
    moved = pd.concat(
        [movement.entered.assign(crossing="entered"), movement.left.assign(crossing="left")]
    )
    if movement.by_decile.empty:
        return Notice("Nor can it be said which entered or left the most deprived tenth.")
    if moved.empty:
        return Notice(
            f"No small area of {places.area_name} entered or left the most deprived tenth."
        )
    return Table(
        moved.assign(
            label=together(moved, "small_area_name small_area_code", "{} ({})")
        ).sort_values(["crossing", "small_area_name"]),
        caption=f"Small areas of {places.area_name} that entered or left the most deprived tenth",
        folded=f"The table: {count_of(len(moved), 'small area')} that entered or left",
        columns=columns(
            "label ward_name crossing decile_2019 decile population",
            label="Small area of 2021",
            ward_name="Ward of 2024",
            crossing="Most deprived tenth",
            decile_2019="Decile in 2019",
            decile="Decile in 2025",
        ),
        source=_sources(),
    )


def show_rural_and_urban(places: Places) -> Gallery:
    """Show the most deprived fifth in town and country, in both editions."""
    groups = find_by_group(places.area_code, "rural_urban")
    caption = f"The most deprived tenth and fifth in rural and urban parts of {places.area_name}"
    return _groups(groups, places, "rural or urban", "Kind of place", caption)


def show_former_districts(places: Places) -> Gallery:
    """Show the most deprived fifth in the districts of 2011 within an authority."""
    groups = find_by_group(places.area_code, "former_district")
    caption = f"The most deprived tenth and fifth by district of 2011 within {places.area_name}"
    own = groups["group"].isin(groups.loc[groups["edition"] == 2019, "group"])
    shown = _groups(groups[own], places, "the district of their name", "District of 2011", caption)
    return Gallery((*words.say_named_elsewhere(groups[~own], places), *shown.items))


def _groups(groups: pd.DataFrame, places: Places, kind: str, heading: str, caption: str) -> Gallery:
    said = words.describe_groups(groups, places, kind=kind)
    if groups["group"].nunique() < 2:
        return Gallery((said,))
    table = Table(
        _with_shares(groups).assign(edition=groups["edition"].astype(str)),
        caption=caption,
        folded=f"The table: {lower_first(heading)} in both editions",
        columns=columns("group edition small_areas people tenth fifth", group=heading) | PARTS,
        notes="People are residents of mid-2019 with the index of 2019, and of mid-2022 with "
        "that of 2025.",
        source=_sources(),
    )
    return Gallery((said, table))


def show_wards(places: Places) -> Table | Notice:
    """Show every ward of an authority in the latest edition, the most deprived first."""
    wards = find_wards_of(places.area_code, 2025)
    if wards.empty:
        return _no_wards(2024, places)
    shares = {
        "population_most_deprived_fifth_percent": "Fifth (%)",
        "disabled_percent": "Disabled (%)",
        "households_deprived_two_percent": "Hardship (%)",
    }
    return Table(
        wards,
        caption=f"Wards of 2024 in {places.area_name}, Index of Multiple Deprivation 2025",
        folded=f"The table: {count_of(len(wards), 'ward')} of 2024",
        columns=columns("ward_name rank decile") | shares,
        notes="Fifth is the share of residents in England's most deprived fifth of small areas. "
        "Disabled is the share of residents, and hardship the share of "
        "households deprived in two or more ways, in Census 2021.",
        source=source_of(EDITIONS[2025].wards),
    )


def show_earlier_wards(places: Places) -> Table | Notice:
    """Show the wards of 2017 in England's most deprived fifth in the edition of 2019."""
    wards = find_wards_of(places.area_code, 2019)
    if wards.empty:
        return _no_wards(2017, places)
    wards = wards[wards["decile"] <= 2]
    if wards.empty:
        return Notice(
            f"No ward of 2017 in {places.area_name} is among the most deprived fifth of England's "
            "wards on the index of 2019."
        )
    return Table(
        wards,
        caption=f"Wards of {WARD_YEARS[2019]} in {places.area_name} among the most deprived fifth "
        "of England's wards, Index of Multiple Deprivation 2019",
        folded=f"The table: {count_of(len(wards), 'ward')} of 2017 among England's most deprived "
        "fifth, index of 2019",
        columns=columns("ward_name rank decile small_areas population", population="People"),
        notes="A ward that the published table does not name is shown by its code and district.",
        source=source_of(EDITIONS[2019].wards),
    )


def _no_wards(year: int, places: Places) -> Notice:
    return Notice(f"The figures of this book hold no wards of {year} of {places.area_name}.")


def _sources() -> str:
    return "; ".join(filter(None, (source_of(one.small_areas) for one in EDITIONS.values())))


def show_clustering(places: Places) -> Prose | Notice:
    """Say whether deprived small areas lie side by side."""
    return words.describe_clustering(find_clustering(places.area_code), places)


def show_shrunk(places: Places) -> Table | Notice:
    """Show the share of disabled residents of each ward, as counted and drawn towards the whole."""
    rows = find_shrunk_wards(places.area_code)
    if rows.empty:
        return Notice("With fewer than two wards there is nothing to draw together.")
    return Table(
        rows,
        caption=f"Disabled residents by ward of {places.area_name}, Census 2021",
        folded=f"The table: disabled residents of {count_of(len(rows), 'ward')}",
        columns=columns(
            "ward_name denominator value shrunk lower_ci upper_ci",
            denominator="Residents",
            value="As counted (%)",
            shrunk="Drawn towards the whole (%)",
        ),
        decimals=dict.fromkeys(("value", "shrunk", "lower_ci", "upper_ci"), 1) | {"denominator": 0},
        notes="A small ward's figure is drawn more towards that of the whole than a large ward's "
        "(empirical Bayes, Marshall 1991). The limits are of the figure so drawn.",
        source=source_of(EDITIONS[2025].small_areas),
    )
