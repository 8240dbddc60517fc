"""New parameter files: an area's name becomes a file with every choice explained."""

import re
import textwrap
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.data.areas import (
    COUNTRY,
    DISTRICT,
    GROUP,
    NEIGHBOURHOOD,
    REGION,
    WITHIN_COUNCILS,
    Area,
    get_area,
    is_authority,
    is_district,
    load_areas,
    load_wards,
    locality_slug,
    slugify,
)
from analysis.data.likeness import WHERE_HELD, distances
from analysis.data.params import load_localities, read_locality
from analysis.errors import ParameterError
from analysis.paths import params_folder

MOST = 4
BY_LIKENESS = (
    "Similar areas: of all {kinds} of England, those nearest in deprivation (the score and the "
    "seven domains of the Index of Multiple Deprivation 2025), rurality (residents in rural small "
    "areas), population (logarithm){more}, each in standard deviations of England's authorities, "
    "all counting alike; the distance stands beside each.{less}"
)
BY_NAME = (
    "Neighbours: authorities of the same kind in the same region, by name, because the figures "
    "hold no deprivation of small areas for enough of them to choose by likeness."
)
COMPARATORS = (
    "Gaps are measured against England. Another comparator is chosen by a line comparator_code: "
    "followed by the name of a region or authority, by a list of areas taken together, or by "
    "the word neighbours for those above."
)
DISTRICTS = ["# A page also for each of its districts.", "districts: true"]
OTHER_REGIONS = "Beside a region stand the regions nearest to it in deprivation and rurality."
MADE_OF = {
    GROUP: "Several areas taken together: counts are summed and rates recomputed, never averaged; "
    "where only rates are published the book says that the group has none.",
    NEIGHBOURHOOD: "A neighbourhood: what is published for small areas is summed and its rates are "
    "recomputed, beside its council and England.",
}
_WIDTH = 98
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,'()-]*")


def write_place(
    area: Area, slug: str, *, name: str = "", wards: bool = False, districts: bool = False
) -> list[Path]:
    """Write the parameter file of a place, and with its wards those of each that has none yet."""
    there = (wards or districts) and (params_folder() / f"{slug}.yml").exists()
    if not there:
        _check_new(area, slug)
    own = [] if there else [write_locality(area, slug, name=name, districts=districts)]
    return [*own, *(write_wards(area) if wards else [])]


def _check_new(area: Area, slug: str) -> None:
    """Stop where a file of another name is about the place: with two of them no command works."""
    for other, locality in load_localities().items():
        if other != slug and locality.area_code == area.code and not locality.within:
            raise ParameterError(
                f"params/{other}.yml is about {area.name} already, so nothing was written. Edit "
                f"it, or remove it first."
            )


def write_locality(
    area: Area, slug: str, folder: Path | None = None, *, name: str = "", districts: bool = False
) -> Path:
    """Write the parameter file of a new locality, with each choice explained."""
    path = (folder or params_folder()) / f"{slug}.yml"
    if name and (not _PLAIN.fullmatch(name) or slugify(name) == ""):
        raise ParameterError(
            f'The name "{name}" cannot stand in a parameter file: use letters, digits, spaces and '
            f"plain punctuation, letters first."
        )
    lines = [f"# {name or area.name}", *_codes(area)]
    lines += [f'area_name: "{name}"'] if name else []
    if area.type not in (*WITHIN_COUNCILS, COUNTRY):
        lines += [*_neighbours(area), *_comment(COMPARATORS)]
    lines += DISTRICTS if districts else []
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines) + "\n")
    except FileExistsError as problem:
        raise ParameterError(
            f"params/{path.name} is there already. Edit it, or remove it first."
        ) from problem
    return path


def _codes(area: Area) -> list[str]:
    if area.type not in MADE_OF:
        return [f"area_code: {area.code}"]
    return [
        *_comment(MADE_OF[area.type]),
        "area_code:",
        *(f"  - {code}  # {get_area(code).name}" for code in area.members),
    ]


def _neighbours(area: Area) -> list[str]:
    codes, rule = choose_neighbours(area)
    far = distances(area, _peers(area))[0] if rule != BY_NAME else pd.Series(dtype=float)
    if not codes:
        return _comment("No neighbours are chosen: no other area of this kind is in its region.")
    return [
        *_comment(f"{rule} Name better ones here."),
        "neighbour_codes:",
        *(f"  - {code}  # {get_area(code).name}{_away(code, far)}" for code in codes),
    ]


def _away(code: str, far: pd.Series) -> str:
    return f", distance {far[code]:.2f}" if code in far else ""


def _comment(words: str) -> list[str]:
    return textwrap.wrap(words, _WIDTH, initial_indent="# ", subsequent_indent="# ")


def add_districts(slug: str, folder: Path | None = None) -> str:
    """Ask for the pages of districts in a file that is there, and say what was done."""
    path = (folder or params_folder()) / f"{slug}.yml"
    before = read_locality(path)
    if before.districts:
        return f"params/{path.name} asks for the pages of its districts already."
    if "districts" in before.model_fields_set:
        raise ParameterError(f"params/{path.name} says districts: false. Make it true.")
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(["", *DISTRICTS, ""]))
    return f"Added districts: true to params/{path.name}"


def write_wards(area: Area, folder: Path | None = None) -> list[Path]:
    """Write a parameter file for each ward of 2024 of an area that has none yet."""
    folder = folder or params_folder()
    named = {locality_slug(ward): ward for ward in load_wards(area.code).values()}
    return [
        write_locality(ward, slug, folder)
        for slug, ward in named.items()
        if not (folder / f"{slug}.yml").exists()
    ]


def choose_neighbours(area: Area, *, most: int = MOST) -> tuple[list[str], str]:
    """Choose areas to show beside one, and say by which rule."""
    peers = _peers(area)
    far, known = distances(area, peers)
    near = far.index.tolist()
    # Of some of them alone the nearest would not be the nearest of all.
    if near and len(near) == len(peers):
        return near[:most], OTHER_REGIONS if area.type == REGION else by_likeness(known, area)
    region = [one for one in peers if area.region_code and one.region_code == area.region_code]
    peers = peers if area.type == REGION else region
    peers.sort(key=lambda other: (other.type != area.type, other.name))
    return [other.code for other in peers[:most]], BY_NAME


def by_likeness(known: Iterable[str], area: Area) -> str:
    """Say what similar areas are alike in, and what of it is not held."""
    kinds = "districts" if area.type == DISTRICT else "upper-tier authorities"
    held = [*known]
    lacking = [words.partition(" (")[0] for words in WHERE_HELD if words not in held]
    less = f" Not held for all of them: {' and '.join(lacking)}." if lacking else ""
    return BY_LIKENESS.format(kinds=kinds, more="".join(f", {words}" for words in held), less=less)


def _peers(area: Area) -> list[Area]:
    """List who may stand beside an area: the authorities of England, or districts, or regions."""
    if area.type == COUNTRY:
        return []
    everyone = [other for other in load_areas().values() if other.code not in area.members]
    if area.type == REGION:
        return [other for other in everyone if other.type == REGION]
    if area.type == DISTRICT:
        return [other for other in everyone if is_district(other)]
    return [other for other in everyone if is_authority(other)]
