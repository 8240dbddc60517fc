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
    REGION,
    WARD,
    Area,
    get_area,
    is_authority,
    load_areas,
    load_wards,
    locality_slug,
    slugify,
)
from analysis.data.likeness import WHERE_HELD, distances
from analysis.data.params import read_locality
from analysis.errors import ParameterError
from analysis.paths import params_folder

MOST = 4
BY_LIKENESS = (
    "Similar areas: of the authorities in the same region, those nearest in deprivation (the score "
    "and the seven domains of the Index of Multiple Deprivation 2025), rurality (residents in "
    "rural small areas), population (logarithm){more}, each in standard deviations of England's "
    "authorities, all counting alike; the distance stands beside each.{less}"
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
_WIDTH = 98
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,'()-]*")


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
    if area.type not in (WARD, COUNTRY):
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
    if area.type != GROUP:
        return [f"area_code: {area.code}"]
    return [
        *_comment(
            "Several areas taken together: counts are summed and rates recomputed, never averaged; "
            "where only rates are published the book says that the group has none."
        ),
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
    if len(near) >= min(most, len(peers)) and near:
        return near[:most], OTHER_REGIONS if area.type == REGION else by_likeness(known)
    peers.sort(key=lambda other: (other.type != area.type, other.name))
    return [other.code for other in peers[:most]], BY_NAME


def by_likeness(known: Iterable[str]) -> str:
    """Say what similar areas are alike in, and what of it is not held."""
    held = [*known]
    lacking = [words.partition(" (")[0] for words in WHERE_HELD if words not in held]
    less = f" Not held for all of them: {' and '.join(lacking)}." if lacking else ""
    return BY_LIKENESS.format(more="".join(f", {words}" for words in held), less=less)


def _peers(area: Area) -> list[Area]:
    """List who may stand beside an area: its region's authorities, or districts, or regions."""
    if area.type == COUNTRY:
        return []
    everyone = [other for other in load_areas().values() if other.code not in area.members]
    if area.type == REGION:
        return [other for other in everyone if other.type == REGION]
    same = [one for one in everyone if area.region_code and one.region_code == area.region_code]
    if area.type == DISTRICT:
        return [other for other in same if other.type == DISTRICT and not other.successor_code]
    return [other for other in same if is_authority(other)]
