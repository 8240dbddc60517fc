"""The questions where no single verdict leads: deprivation, groups, England, several places."""

from collections.abc import Iterator, Mapping

import pandas as pd

from analysis.chapters.across.findings import Across
from analysis.chapters.gap.sentences import describe_gap_size
from analysis.chapters.groups.findings import find_groups
from analysis.chapters.groups.sentences import find_leading, say_widest
from analysis.chapters.national.findings import find_national_gap
from analysis.chapters.quality.findings import NO, breakdowns_of
from analysis.chapters.so_what.findings import PLANS, find_known
from analysis.chapters.so_what.sentences import answer, say_here, say_lacking
from analysis.chapters.ward.sentences import claim_deprivation
from analysis.claims.figure import Tally, beside, claim_figure
from analysis.claims.sentence import Prose, Sentence, join, state, tell
from analysis.claims.words import for_sex, lower_first
from analysis.data.areas import ENGLAND, WARD, Places, get_area
from analysis.data.deprivation import EDITIONS
from analysis.data.indicators import area_indicators, describe_indicator, slug_of
from analysis.data.raw import publisher_of
from analysis.data.tidy import rows_of
from analysis.findings.neighbourhoods import find_most_deprived
from analysis.findings.verdicts import decide_alone
from analysis.findings.vocabulary import WORSE
from analysis.findings.wards import find_ward
from analysis.formats import with_unit

EDITION = 2025
TENTHS, INSIDE = "life expectancy by national tenth", "slope index"
"""The roles of the indicators of the gap across England, and of that inside an area."""


def describe_deprivation(documents: Mapping[str, str], area_code: str, area_name: str) -> Prose:
    """Answer the questions of deprivation in an authority, a ward or a neighbourhood."""
    size = describe_gap_size(find_national_gap(slug_of(TENTHS)))
    publisher = publisher_of(EDITIONS[EDITION].small_areas)
    modelled = "The index has no intervals, and its indicators of health are modelled."
    return answer(
        "deprivation",
        find_known(documents, describe_indicator(slug_of(INSIDE))),
        area_code,
        why=[state("Life expectancy across England. {size}.", size=size)],
        here=_deprived(area_code, area_name),
        lacking=[Sentence(f"{modelled} The publisher: {publisher}.")],
    )


def _deprived(area_code: str, area_name: str) -> Iterator[Sentence]:
    """Say what share of the people live in England's most deprived fifth of small areas."""
    if get_area(area_code).type == WARD:
        percent = float(find_ward(area_code).ward["population_most_deprived_fifth_percent"])
        of, rule = "wards", "as published"
    else:
        counted = find_most_deprived(area_code).query("edition == @EDITION")
        if counted.empty:
            return
        percent = float(counted["fifth_percent"].iloc[0])
        of, rule = "small_areas", "summed over its small areas"
    said = with_unit(percent, 1, "%")
    yield state(
        "{share} of the people of {name} live in England's most deprived fifth of small areas.",
        share=claim_deprivation(EDITION, area_code, said, percent, rule, of=of),
        name=area_name,
    )


def describe_widest(documents: Mapping[str, str], places: Places) -> Prose:
    """Answer the questions of England's widest gap by group in what is held of places too."""
    held = {one.indicator: one for one in area_indicators(places.area_code)}
    found = [one for one in find_groups() if one.about.indicator in held]
    if not found:
        return tell(
            "No figure is held both by group in England and for {places.area_name}, so no "
            "question is asked of one.",
            places=places,
        )
    one = find_leading(found)
    about, by = held[one.about.indicator], lower_first(one.kind)
    here = decide_alone(about.indicator, "Persons", places)
    return answer(
        f"{about.name} by {by}",
        find_known(documents, about),
        places.area_code,
        country=[say_widest(one)],
        here=say_here(here, places) if here else (),
        lacking=say_lacking(about, [f"{by} for {places.area_name}"]),
    )


def describe_tenths(documents: Mapping[str, str]) -> Prose:
    """Answer the questions of the gap in life expectancy between England's tenths."""
    found = find_national_gap(slug_of(TENTHS))
    # Plans are those of places, and this gap is the country's.
    of_all = {name: digest for name, digest in documents.items() if not name.startswith(PLANS)}
    return answer(
        found.indicator.name,
        find_known(of_all, describe_indicator(slug_of(INSIDE))),
        ENGLAND,
        country=[describe_gap_size(found) + "."],
        lacking=say_lacking(found.indicator, (), interval=False),
    )


def describe_shared(documents: Mapping[str, str], across: Across) -> Prose:
    """Answer the questions of the figure that is certainly worse in most of the book's places."""
    profile = across.profile
    certain = profile["counted"] & profile["kept"] & ~profile["old"].astype(bool)
    worse = profile[certain.astype(bool) & (profile["verdict"] == WORSE)]
    if worse.empty:
        return Prose("No figure is certainly worse in any place, so no question is asked of one.")
    groups = [rows for _, rows in worse.groupby(["indicator", "sex"], sort=False)]
    rows = max(groups, key=len)
    about, sex = describe_indicator(str(rows["indicator"].iloc[0])), str(rows["sex"].iloc[0])
    split = breakdowns_of(about, [one.area_code for one in across.places])
    return answer(
        f"{about.name}{for_sex(sex)}",
        find_known(documents, about),
        ENGLAND,
        country=_beside(rows.head(1)),
        here=[_worse(rows, across)],
        lacking=say_lacking(about, [name for name, held in split.items() if held == NO]),
    )


def _beside(rows: pd.DataFrame) -> Iterator[Sentence]:
    for row in rows_of(rows):
        other = beside(row, str(row["comparator_code"]))
        yield state(
            "In {comparator}: {figure} in {period}.",
            comparator=str(row["comparator_name"]),
            figure=claim_figure(other, row["decimals"], str(row["unit"])),
            period=str(row["period"]),
        )


def _worse(rows: pd.DataFrame, across: Across) -> Sentence:
    said = f"Worse than {across.comparator_name} in # of {len(across.places)} places"
    return state(
        "{number}: {names}.",
        number=Tally().count(rows, said),
        names=join(rows["area_name"]),
    )
