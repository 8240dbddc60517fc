"""Areas: codes, names, old codes and their successors, wards, and whom to compare with."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from analysis.errors import UnknownAreaError
from analysis.sources.deprivation import read_wards
from analysis.sources.geography import read_areas
from analysis.sources.raw import remembered

ENGLAND = "E92000001"
COUNTRY = "country"
WARD = "ward"
UPPER_TIER = ("unitary authority", "metropolitan district", "london borough", "county")
_OLD_NAME = re.compile(r" \(code to .*\)$")
_NATIONS = {"W": "Wales", "S": "Scotland", "N": "Northern Ireland"}


@dataclass(frozen=True, slots=True)
class Area:
    """A place that figures are published for.

    Parameters
    ----------
    code, name : str
        The nine-character code of the Office for National Statistics, and the name.
    type : str
        Such as ``"unitary authority"``, ``"region"`` or ``"ward"``.
    region_code : str
        The region that it lies in; empty for regions and England.
    authority_code : str
        The upper-tier authority that it belongs to: itself for an authority.
    successor_code : str
        The code that took over from it; empty while it is in use.
    """

    code: str
    name: str
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


@dataclass(frozen=True, slots=True)
class Places:
    """An area and what is shown beside it.

    Parameters
    ----------
    area_code, area_name : str
        The area, and its name as headings have it.
    comparator_code : str
        What it is measured against.
    region_code : str
        The region shown beside; may be empty.
    neighbour_codes : sequence of str
        Other authorities shown beside.
    """

    area_code: str
    area_name: str
    comparator_code: str = ENGLAND
    region_code: str = ""
    neighbour_codes: Sequence[str] = ()

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


@remembered
def load_areas() -> dict[str, Area]:
    """Load every area above the ward.

    Returns
    -------
    dict of str to Area
        By code, old codes included.
    """
    rows = read_areas().fillna("").to_dict("records")
    return {
        row["area_code"]: Area(
            code=row["area_code"],
            name=_OLD_NAME.sub("", row["area_name"]),
            type=row["area_type"],
            region_code=row["region_code"],
            authority_code=row["upper_tier_code"],
            successor_code=row["successor_code"],
        )
        for row in rows
    }


@remembered
def load_wards(authority_code: str) -> dict[str, Area]:
    """Load the wards of 2024 of one authority, by code."""
    wards = read_wards(2025)
    region = load_areas()[authority_code].region_code
    own = wards.loc[wards["area_code"] == authority_code, ["ward_code", "ward_name"]]
    return {
        code: Area(code, name, WARD, region, authority_code)
        for code, name in own.itertuples(index=False, name=None)
    }


def get_area(code: str) -> Area:
    """Give the area with this very code, ward or larger.

    Raises
    ------
    UnknownAreaError
        When the figures have no such code; the message suggests the nearest ones.
    """
    areas = load_areas()
    if code in areas:
        return areas[code]
    if code.startswith("E05"):
        wards = read_wards(2025)
        owner = wards.loc[wards["ward_code"] == code, "area_code"]
        if len(owner):
            return load_wards(str(owner.iloc[0]))[code]
    raise UnknownAreaError(_not_found(code, areas))


def find_area(words: str) -> Area:
    """Find an area by code, old code, name or file name.

    Parameters
    ----------
    words : str
        ``"E06000004"``, ``"Stockton-on-Tees"``, ``"stockton on tees"``. Upper and lower case,
        hyphens and ``&`` make no difference. An old code or name gives its successor.

    Returns
    -------
    Area

    Raises
    ------
    UnknownAreaError
        When nothing, or more than one area, answers to the words.
    """
    areas = load_areas()
    code = words.strip().upper()
    if re.fullmatch(r"[A-Z]\d{8}", code):
        area = get_area(code)
        return areas[area.successor_code] if area.successor_code else area
    wanted = slugify(words)
    current = [area for area in areas.values() if not _is_renamed(area, areas)]
    found = [area for area in current if area.slug == wanted]
    if len(found) == 1:
        return areas.get(found[0].successor_code, found[0])
    if found:
        choices = ", ".join(f"{area.code} ({area.type})" for area in found)
        raise UnknownAreaError(f'"{words}" is the name of several areas: give a code, {choices}.')
    raise UnknownAreaError(_not_found(words, areas))


def _is_renamed(area: Area, areas: dict[str, Area]) -> bool:
    """Whether the same place goes on under another code, so that the name means the new one."""
    successor = areas.get(area.successor_code)
    return successor is not None and successor.name == area.name


def _not_found(words: str, areas: dict[str, Area]) -> str:
    code = words.strip().upper()
    if re.fullmatch(r"[WSN]\d{8}", code):
        return f"{code} is an area of {_NATIONS[code[0]]}; this book covers England."
    by_slug = {area.slug: area for area in areas.values()}
    by_code = {area.code: area for area in areas.values()}
    near = get_close_matches(slugify(words), by_slug, n=3, cutoff=0.5)
    hits = [by_slug[slug] for slug in near]
    hits = hits or [by_code[hit] for hit in get_close_matches(code, by_code, n=3, cutoff=0.8)]
    hint = f" Did you mean {' or '.join(f'{a.name} ({a.code})' for a in hits)}?" if hits else ""
    return f'No area is called "{words}".{hint} `analysis areas` lists them all.'


def search_areas(words: str = "") -> pd.DataFrame:
    """List the areas whose code or name holds the words.

    Returns
    -------
    DataFrame
        ``area_code, area_name, area_type, region_name, successor_code``, in order of name.
    """
    areas = load_areas()
    wanted = slugify(words)
    rows = [
        (area.code, area.name, area.type, _name(area.region_code, areas), area.successor_code)
        for area in sorted(areas.values(), key=lambda area: (area.name, area.code))
        if wanted in area.slug or wanted in area.code.lower()
    ]
    columns = ["area_code", "area_name", "area_type", "region_name", "successor_code"]
    return pd.DataFrame(rows, columns=columns)


def _name(code: str, areas: dict[str, Area]) -> str:
    return areas[code].name if code in areas else ""


def is_authority(area: Area) -> bool:
    """Whether the area is an upper-tier authority in use today."""
    return area.type.lower() in UPPER_TIER and not area.successor_code


def choose_neighbours(area: Area, *, most: int = 4) -> list[str]:
    """Choose authorities to show beside one: the same kind in the same region.

    Parameters
    ----------
    area : Area
        An authority.
    most : int
        How many at most; the first by name.

    Returns
    -------
    list of str
        Codes. A stated rule, not a judgement: an analyst may name better ones in the parameters.
    """
    peers = [
        other
        for other in load_areas().values()
        if other.region_code == area.region_code and is_authority(other) and other.code != area.code
    ]
    peers.sort(key=lambda other: (other.type != area.type, other.name))
    return [other.code for other in peers[:most]]
