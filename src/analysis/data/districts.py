"""The districts of an authority: a county's of today, or those whose work a council took over."""

import json
from collections.abc import Iterable
from typing import Any

from analysis.data.areas import (
    DISTRICT,
    GROUP,
    UPPER_TIER,
    Area,
    get_area,
    is_renamed,
    load_areas,
    slugify,
)
from analysis.data.boundary_changes import CHANGED_IN
from analysis.data.likeness import OUTLINES
from analysis.data.raw import read_bytes, read_manifest, remembered
from analysis.errors import ParameterError, nearest
from analysis.paths import data_folder


@remembered
def districts_of(code: str) -> tuple[Area, ...]:
    """Give an authority's districts by name; of a council that took several over, the former ones.

    >>> [one.name for one in districts_of("E06000062")]
    ['Daventry', 'Northampton', 'South Northamptonshire']
    >>> districts_of("E06000004")
    ()
    """
    whole = get_area(code)
    if whole.type != GROUP and whole.type.lower() not in UPPER_TIER:
        return ()
    members = set(whole.members)
    found = [area for area in load_areas().values() if _belongs(area, members)]
    return tuple(sorted(found, key=lambda area: (area.name, area.code)))


def _belongs(area: Area, members: set[str]) -> bool:
    """Whether an area is a district of one of the members, or was one before they took it over."""
    if area.code in members or area.type == "county":
        return False
    if area.successor_code:
        return area.successor_code in members and not is_renamed(area)
    return area.type == DISTRICT and area.authority_code in members


def find_district(words: str, authority_code: str) -> Area:
    """Find a district by its code or name among those of an authority."""
    authority, districts = get_area(authority_code), districts_of(authority_code)
    if not districts:
        raise ParameterError(without_districts(authority))
    for one in districts:
        if words.strip().upper() == one.code or slugify(words) == one.slug:
            return one
    names = [one.name for one in districts]
    hint = nearest(words, names) or f" Its districts are {', '.join(names)}."
    raise ParameterError(f'{authority.name} has no district "{words}".{hint}')


def without_districts(authority: Area) -> str:
    """Say that an authority has no districts, and what to do."""
    return (
        f"{authority.name} has no districts, so no page of one can be made: leave out --districts, "
        f"and what its file says of districts or within."
    )


def ended_in(district: Area) -> int:
    """Give the year in whose April a district ceased to be an authority; nought if it is one.

    >>> [ended_in(one) for one in districts_of("E06000062")]
    [2021, 2021, 2021]
    """
    return CHANGED_IN.get(district.successor_code, 0)


def read_district_boundaries(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read the outlines of lower-tier authorities of 2021, as far as they are held."""
    if OUTLINES not in read_manifest(data_folder()):
        return {}
    wanted = set(codes)
    features = json.loads(read_bytes(OUTLINES))["features"]
    named = {one["properties"]["ltla21_code"]: one["geometry"] for one in features}
    return {code: outline for code, outline in named.items() if code in wanted}
