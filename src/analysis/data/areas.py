"""Areas: codes, names, old codes and their successors, wards, and whom to compare with."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import pandas as pd

from analysis.data.area_names import find_short, nation_of, plain_name, propose
from analysis.data.boundary_changes import DIVIDED, ENDED, SUCCESSORS
from analysis.data.deprivation import read_small_areas, read_wards
from analysis.data.neighbourhoods import PARTS, describe_part, small_areas_of
from analysis.data.raw import remembered
from analysis.data.tidy import read_raw_table
from analysis.errors import DataError, UnknownAreaError

ENGLAND = "E92000001"
COUNTRY = "country"
WARD = "ward"
GROUP = "group"
REGION = "region"
DISTRICT = "district"
NEIGHBOURHOOD = "neighbourhood"
WITHIN_COUNCILS = (WARD, NEIGHBOURHOOD)
"""What has a page of its own, of what is published for small areas alone."""
JOINER = "+"
"""Between the codes of the areas that a group is made of."""
UPPER_TIER = ("unitary authority", "metropolitan district", "london borough", "county")
_OLD_NAME = re.compile(r" \((code to .*|Pre LG|Met County)\)$")
_NATIONS = {"W": "Wales", "S": "Scotland", "N": "Northern Ireland"}


@dataclass(frozen=True, slots=True)
class Area:
    """A place that figures are published for."""

    code: str
    name: str
    # Such as ``"unitary authority"``, ``"region"`` or ``"ward"``.
    type: str
    region_code: str = ""
    authority_code: str = ""
    successor_code: str = ""

    @property
    def slug(self) -> str:
        """The name as it stands in file names and addresses.

        >>> Area("E06000004", "Stockton-on-Tees", "unitary authority").slug
        'stockton-on-tees'
        """
        return slugify(self.name)

    @property
    def members(self) -> tuple[str, ...]:
        """The codes that a group is made of; the area's own code otherwise.

        >>> Area("E06000061+E06000062", "Northamptonshire", "group").members
        ('E06000061', 'E06000062')
        """
        return tuple(self.code.split(JOINER))


@dataclass(frozen=True, slots=True)
class Places:
    """An area and what is shown beside it."""

    area_code: str
    area_name: str
    comparator_code: str = ENGLAND
    region_code: str = ""
    neighbour_codes: Sequence[str] = ()
    # The day that the age of figures is counted to, as YYYY-MM-DD; where empty, none is old.
    edition_date: str = ""

    @property
    def roles(self) -> dict[str, str]:
        """Each code's part: "neighbour", "region", "England" (the comparator) or "area"."""
        roles = dict.fromkeys(self.neighbour_codes, "neighbour")
        roles |= {self.region_code: "region", self.comparator_code: "England"}
        roles |= {self.area_code: "area"}
        return {code: role for code, role in roles.items() if code}

    @property
    def comparator_name(self) -> str:
        """The comparator's name."""
        return get_area(self.comparator_code).name

    @property
    def region_name(self) -> str:
        """The region's name; empty without a region."""
        return get_area(self.region_code).name if self.region_code else ""


def slugify(words: str) -> str:
    """Write a name in lower-case letters, digits and hyphens.

    >>> slugify("Billingham West & Wolviston")
    'billingham-west-and-wolviston'
    """
    plain = unicodedata.normalize("NFKD", words.replace("&", " and ").replace("'", ""))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")


def locality_slug(area: Area) -> str:
    """Name an area's file: a ward after its authority, since ward names repeat across England."""
    return f"{get_area(area.authority_code).slug}-{area.slug}" if area.type == WARD else area.slug


def read_areas() -> pd.DataFrame:
    """Read the areas: code, name, type, region, upper tier, care board, successor."""
    return read_raw_table("geography/areas")


@remembered
def load_areas() -> dict[str, Area]:
    """Load every area above the ward."""
    fields = ["area_code", "area_name", "area_type", "region_code", "upper_tier_code"]
    table = read_areas()[[*fields, "successor_code"]].fillna("")
    as_read = [Area(*row) for row in table.itertuples(index=False, name=None)]
    rows = {area.code: area for area in as_read}
    return {
        area.code: replace(
            area,
            name=_OLD_NAME.sub("", area.name),
            successor_code=area.successor_code or _successor_code(area, rows),
        )
        for area in as_read
    }


def _successor_code(area: Area, rows: dict[str, Area]) -> str:
    """Name the code that took over from another, where the table of areas does not."""
    new = rows.get(SUCCESSORS.get(area.code, ""))
    if new and (new.region_code or not area.region_code):
        return new.code
    olds = (rows[old] for old, new in SUCCESSORS.items() if new == area.code and old in rows)
    old = next(olds, area)
    return old.code if old.name == area.name and old.region_code and not area.region_code else ""


@remembered
def load_wards(authority_code: str) -> dict[str, Area]:
    """Load the wards of 2024 of one authority, by code."""
    wards = read_wards(2025)
    region = get_area(authority_code).region_code
    own = wards.loc[wards["area_code"].isin(extent_of(authority_code))]
    names = zip(own["ward_code"], own["ward_name"], strict=True)
    return {code: Area(code, name, WARD, region, authority_code) for code, name in names}


@remembered
def _ward_owners() -> dict[str, str]:
    """Name the authority of each ward of 2024."""
    wards = read_wards(2025)
    return dict(zip(wards["ward_code"], wards["area_code"], strict=True))


def get_area(code: str) -> Area:
    """Give the area with this very code, ward or larger."""
    areas = load_areas()
    if code in areas:
        return areas[code]
    if JOINER in code:
        return _neighbourhood(code) if code[:3] in PARTS else _group(code)
    if code.startswith("E05") and code in _ward_owners():
        return load_wards(_ward_owners()[code])[code]
    if re.fullmatch(r"E0[12]\d{6}", code):
        name, council = describe_part(code)
        return Area(code, name, PARTS[code[:3]], areas[council].region_code, council)
    raise UnknownAreaError(_not_found(code, areas))


def _group(code: str) -> Area:
    """Describe several areas that are taken together: named by what they once were, or joined."""
    members = [get_area(member) for member in code.split(JOINER)]
    areas = load_areas()
    county = divided_county(code)
    *most, last = [member.name for member in members]
    name = areas[county].name if county in areas else f"{', '.join(most)} and {last}"
    regions = {member.region_code for member in members}
    return Area(code, name, GROUP, regions.pop() if len(regions) == 1 else "", code)


@remembered
def _neighbourhood(code: str) -> Area:
    """Describe wards or small areas that are taken together: they lie within one council."""
    parts, areas = code.split(JOINER), load_areas()
    for part in parts:
        if part[:3] not in PARTS:
            raise UnknownAreaError(
                f"{get_area(part).name} is no ward or small area, of which a neighbourhood is made."
            )
    small = read_small_areas(2025)
    own = small[small["small_area_code"].isin(small_areas_of(code))]
    councils = dict(zip(own["area_code"], own["area_name"], strict=True))
    # Districts of one county are one authority's.
    upper = {areas[one].authority_code for one in councils}
    if len(councils) > 1 and len(upper) > 1:
        by_council = own.drop_duplicates("area_code")
        places = by_council["ward_name"] + " in " + by_council["area_name"]
        raise UnknownAreaError(
            f"{' and '.join(places[:2])} are not of one council, within which a neighbourhood "
            f"lies. Make one for each council."
        )
    council = areas[min(councils if len(councils) == 1 else upper)]
    name = f"{len(own)} small areas of {council.name}"
    if all(part.startswith("E05") for part in parts):
        wards = [get_area(part).name for part in parts]
        name = f"{', '.join(wards[:-1])} and {wards[-1]}"
    return Area(code, name, NEIGHBOURHOOD, council.region_code, council.code)


def divided_county(code: str) -> str:
    """Name the former county that a group is the whole of, by its parts of today or before."""
    areas = load_areas()
    members = set(code.split(JOINER))
    for county, parts in DIVIDED.items():
        former = {area.code for area in areas.values() if area.successor_code in parts}
        if county in areas and members in (set(parts), former):
            return county
    return ""


@remembered
def extent_of(code: str) -> tuple[str, ...]:
    """Name every code that lies within an area: itself, its parts, and what they were before."""
    members = code.split(JOINER)
    inside = dict.fromkeys([code, *members])
    areas = load_areas().values()
    for member in members:
        near = {member, *DIVIDED.get(member, ())}
        inside |= dict.fromkeys(
            area.code
            for area in areas
            if near & {area.authority_code, area.successor_code, area.region_code}
        )
    return tuple(inside)


def find_group(names: Sequence[str]) -> Area:
    """Find several areas that are taken together, as one whose code is the codes of its members."""
    codes = [name.strip().upper() for name in names]
    if len(codes) > 1 and all(re.fullmatch(r"E0[125]\d{6}", code) for code in codes):
        return get_area(JOINER.join(sorted(codes)))
    found = [_find_exactly(name) for name in names]
    for place, area in enumerate(found):
        if area.type in (*PARTS.values(), COUNTRY, GROUP):
            raise UnknownAreaError(f"{area.name} is a {area.type}: a group is made of authorities.")
        if area in found[:place]:
            raise UnknownAreaError(f"{area.name} is named twice in the group.")
        around = [other for other in found if other != area and area.code in extent_of(other.code)]
        if around:
            raise UnknownAreaError(
                f"{area.name} lies within {around[0].name}: its people would be counted twice."
            )
    if len(found) < 2:
        raise UnknownAreaError("A group is made of at least two areas.")
    return get_area(JOINER.join(sorted(area.code for area in found)))


def find_area(words: str) -> Area:
    """Find an area by code, old code, name or file name, as it is today."""
    return today_of(_find_exactly(words))


def describe_change(words: str) -> str:
    """Say which area of today took the place of the one that was asked for; empty if it is it."""
    was, now = _find_exactly(words), find_area(words)
    asked = words.strip().upper()
    if now.code == was.code and not re.fullmatch(r"[A-Z]\d{8}", asked):
        return ""
    if JOINER in now.code:
        names = " and ".join(get_area(code).name for code in now.members)
        return f"{was.name} is {names} today, taken together."
    if was.name == now.name:
        return f"{now.name} is held here under the code {now.code}." if asked != now.code else ""
    return f"{was.name} is part of {now.name} today, whose page this is."


def _find_exactly(words: str) -> Area:
    """Find an area by its code or name as it stands, a former district included."""
    areas = load_areas()
    code = words.strip().upper()
    if re.fullmatch(r"[A-Z]\d{8}", code):
        return get_area(code if code in areas else SUCCESSORS.get(code, code))
    wanted = slugify(words)
    slugs = {area.code: area.slug for area in areas.values() if not _is_superseded(area)}
    for name in (wanted, plain_name(wanted)):
        found = [code for code, slug in slugs.items() if slug == name]
        found = found or (find_short(name, slugs) if name else [])
        if len(found) == 1:
            return areas[found[0]]
        if found:
            raise UnknownAreaError(_ambiguous(words, [areas[code] for code in found]))
    raise UnknownAreaError(_not_found(words, areas))


def _ambiguous(words: str, found: Sequence[Area]) -> str:
    one_name = len({area.slug for area in found}) == 1
    named = [f"{area.code} ({area.type if one_name else area.name})" for area in found]
    many = "is the name of several areas" if one_name else "may be several areas"
    return f'"{words}" {many}: give a code, {", ".join(named)}.'


def today_of(area: Area) -> Area:
    """Follow an area to the one that has its place today; a divided county is its parts."""
    areas = load_areas()
    while area.successor_code in areas:
        area = areas[area.successor_code]
    parts = DIVIDED.get(area.code, ())
    if parts and all(part in areas for part in parts):
        return get_area(JOINER.join(parts))
    return areas.get(ENDED.get(area.code, ""), area)


def _is_superseded(area: Area) -> bool:
    """Whether the area's name means another one today."""
    ended = load_areas().get(ENDED.get(area.code, ""))
    return is_renamed(area) or (ended is not None and ended.name == area.name)


def is_renamed(area: Area) -> bool:
    """Whether the same place goes on under another code, so that the name means the new one."""
    successor = load_areas().get(area.successor_code)
    return successor is not None and successor.name == area.name


def held_as(code: str) -> str:
    """Give the code that a place goes by here, of any code that its figures are published under.

    >>> held_as("E08000038"), held_as("E07000150")
    ('E08000016', 'E07000150')
    """
    area = load_areas().get(code)
    return area.successor_code if area and is_renamed(area) else code


def codes_of(code: str) -> tuple[str, ...]:
    """Name every code that figures of a place are published under, the one it goes by first.

    >>> codes_of("E08000016"), codes_of("E10000016")
    (('E08000016', 'E08000038'), ('E10000016',))
    """
    areas = load_areas().values()
    return (code, *(old.code for old in areas if old.successor_code == code and is_renamed(old)))


def _not_found(words: str, areas: dict[str, Area]) -> str:
    code, wanted = words.strip().upper(), slugify(words)
    if re.fullmatch(r"[WSN]\d{8}", code):
        return f"{code} is an area of {_NATIONS[code[0]]}; this book covers England."
    if nation := nation_of(plain_name(wanted)):
        return f"{words} is in {nation}; this book covers England."
    if wards := _wards_called(code, wanted):
        return wards
    by_slug = {area.slug: area for area in areas.values() if not _is_superseded(area)}
    near = [by_slug[slug] for slug in propose(plain_name(wanted), by_slug)]
    if re.fullmatch(r"[A-Z]\d{6,}.?", code):
        near = [areas[hit] for hit in get_close_matches(code, areas, n=3, cutoff=0.9)]
    hint = f" Did you mean {' or '.join(f'{a.name} ({a.code})' for a in near)}?" if near else ""
    return f'No area is called "{words}".{hint} `analysis areas` lists them all.'


def _wards_called(code: str, slug: str) -> str:
    """Say of what a word is a ward, by its name today or its code of 2017; empty if of nothing."""
    try:
        today, before = read_wards(2025), read_wards(2019)
    except DataError:
        return ""
    old = before[before["ward_code"] == code].to_dict("records")
    if old:
        name = f" {old[0]['ward_name']}" if isinstance(old[0]["ward_name"], str) else ""
        where = old[0]["area_name"]
        return (
            f"{code} was the ward{name} of {where} in 2017; pages are of the wards of 2024, which "
            f'`analysis new "{where}" --wards` makes.'
        )
    names = today["ward_name"].str.lower() == slug.replace("-", " ")
    rows = today[names].to_dict("records")
    said = [f"of {row['area_name']} ({row['ward_code']})" for row in rows[:3]]
    more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
    if not rows:
        return ""
    return f"{rows[0]['ward_name']} is a ward {', '.join(said)}{more}: give the code of a ward."


def is_authority(area: Area) -> bool:
    """Whether the area is an upper-tier authority in use today."""
    ended = area.successor_code or area.code in DIVIDED or area.code in ENDED
    return area.type.lower() in UPPER_TIER and not ended


def is_district(area: Area) -> bool:
    """Whether the area is a district of a county in use today."""
    return area.type == DISTRICT and not area.successor_code
