"""What the book will and will not hold for a locality, before anything is run."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from analysis.data.areas import COUNTRY, NEIGHBOURHOOD, WARD, Area, get_area, load_wards
from analysis.data.catalogue import Indicator
from analysis.data.districts import districts_of, without_districts
from analysis.data.indicators import area_indicators, select_latest, select_series
from analysis.data.lineage import describe_lineage
from analysis.data.neighbourhoods import PARTS
from analysis.data.params import Locality
from analysis.data.raw import MANIFEST, read_manifest
from analysis.errors import DataError, ParameterError
from analysis.findings.gradients import find_life_expectancy_gradients
from analysis.findings.neighbourhoods import find_wards_of
from analysis.findings.small_areas import select_small_areas
from analysis.findings.wards import find_ward
from analysis.findings.worked_mortality import find_deaths
from analysis.paths import data_folder

_SPAN = re.compile(r"^(.*?), \d[^,:]*: ")
"""The periods that a change applies to, which a chart says."""


@dataclass
class Coverage:
    """What the figures hold of one area above the ward."""

    known: list[Indicator] = field(default_factory=list)
    with_intervals: list[Indicator] = field(default_factory=list)
    missing: list[Indicator] = field(default_factory=list)
    # Each member of a group has figures that cannot be summed: rates, or counts for one of them.
    apart: list[Indicator] = field(default_factory=list)
    suppressed: list[Indicator] = field(default_factory=list)
    broken: list[Indicator] = field(default_factory=list)
    boundaries: Counter[str] = field(default_factory=Counter)


def check_place(area: Area, *, wards: bool = False, districts: bool = False) -> None:
    """Stop before a file is written where the figures lack the place, its wards or its districts.

    Every file that the manifest names has to be there.
    """
    folder = data_folder()
    missing = [name for name in read_manifest(folder) if not (folder / name).is_file()]
    if missing:
        raise DataError(
            f"The folder of figures lacks {missing[0]}, which {MANIFEST} names, so nothing was "
            f"written. Restore it from the last edition."
        )
    if not area.type:
        raise ParameterError(
            f"{area.name} is not the area of one council. Name its authorities one after the "
            f"other, and `analysis new` takes them together as a group."
        )
    if area.type in PARTS.values() and area.type != WARD:
        raise ParameterError(
            f"{area.name} is a {area.type}, which has no page of its own. Several make a "
            f"neighbourhood: give a CSV file of their codes by --small-areas."
        )
    if wards and not load_wards(area.code):
        raise ParameterError(
            f"No wards of 2024 are held for {area.name}, so nothing was written. Leave out --wards."
        )
    if districts and not districts_of(area.code):
        raise ParameterError(without_districts(area))


def check_locality(locality: Locality) -> list[str]:
    """Say in sentences what a locality's chapters will hold."""
    chapters = f"Chapters: {', '.join(locality.chapters)}."
    if locality.area.type == WARD:
        ward = find_ward(locality.area_code)
        counts = (len(ward.small_areas), "small area"), (len(ward.lineage), "earlier ward")
        parts = [f"{count} {noun}" + "s" * (count != 1) for count, noun in counts]
        return [chapters, f"{'; '.join(parts)}."]
    if locality.area.type == NEIGHBOURHOOD:
        small, council = select_small_areas(locality.area_code), locality.area.authority_code
        return [chapters, f"{len(small)} small areas of {get_area(council).name}."]
    found = find_coverage(locality.area_code)
    sentences = [
        chapters,
        f"{len(found.known)} indicators have figures, "
        f"{len(found.with_intervals)} of them with intervals.",
        _listed("Local, and not public", [one for one in found.known if one.local]),
        _listed("No figures for this area", found.missing),
        _listed("Published for each member, but not as counts that can be summed", found.apart),
        _listed("Blank in the latest period, as their publishers left it", found.suppressed),
        _listed("A break in the series, which no trend crosses", found.broken),
        *_boundaries(found.boundaries),
    ]
    if locality.area.type != COUNTRY and not locality.within:
        sentences += check_breakdowns(locality)
    return [sentence for sentence in sentences if sentence]


def find_coverage(area_code: str) -> Coverage:
    """Find which indicators an area or group has, by the same selection as its chapters."""
    found = Coverage()
    members = get_area(area_code).members
    for indicator in area_indicators(area_code):
        series = select_series(indicator.indicator, [area_code])
        latest = select_latest(series, area_code)
        if latest.empty:
            apart = len(members) > 1 and all(_is_held(indicator, code) for code in members)
            (found.apart if apart else found.missing).append(indicator)
            continue
        found.known.append(indicator)
        if latest["lower_ci"].notna().any():
            found.with_intervals.append(indicator)
        last = series[series["last_year"] == series["last_year"].max()]
        if last["value"].isna().all():
            found.suppressed.append(indicator)
        known = series[series["value"].notna()]
        if len(known["segment"].unique()) > 1 and indicator.breaks:
            found.broken.append(indicator)
        sentences = filter(None, describe_lineage(series).removesuffix(".").split(". "))
        found.boundaries.update(_SPAN.sub(r"\1: ", sentence) for sentence in sentences)
    return found


def _is_held(indicator: Indicator, code: str) -> bool:
    return not select_latest(select_series(indicator.indicator, [code]), code).empty


def check_breakdowns(locality: Locality) -> list[str]:
    """Say what the figures hold inside an area: small areas, wards, deaths and tenths."""
    code, name = locality.area_code, locality.area_name
    held = {
        "small area{s} of 2021": lambda: select_small_areas(code),
        "ward{s} of 2024": lambda: find_wards_of(code, 2025),
        "age{s} of deaths in 2014": lambda: find_deaths(code, name).rows,
        "deprivation tenth{s} of life expectancy": lambda: _tenths(code, name),
    }
    counts = {what: _count(read) for what, read in held.items()}
    there = [
        f"{count} {what.format(s='s' * (count != 1))}" for what, count in counts.items() if count
    ]
    not_there = [what.format(s="s") for what, count in counts.items() if not count]
    return [
        f"Inside the area: {', '.join(there)}." if there else "",
        f"Not held inside the area: {', '.join(not_there)}." if not_there else "",
    ]


def _tenths(code: str, name: str) -> pd.DataFrame:
    return pd.concat([one.groups for one in find_life_expectancy_gradients(code, name)])


def _count(read: Callable[[], pd.DataFrame]) -> int:
    """Count rows, or the ages and tenths that repeat; a folder may hold none of the tables."""
    try:
        rows = read()
    except DataError:
        return 0
    for column in ("age_start", "group"):
        if column in rows:
            return int(rows[column].nunique())
    return len(rows)


def _listed(heading: str, indicators: list[Indicator]) -> str:
    names = "; ".join(indicator.name for indicator in indicators)
    return f"{heading} ({len(indicators)}): {names}." if names else ""


def _boundaries(changes: Counter[str]) -> list[str]:
    return [
        f"{change} ({count} indicator{'s' * (count != 1)})."
        for change, count in changes.most_common()
    ]
