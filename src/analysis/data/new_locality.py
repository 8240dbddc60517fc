"""New parameter files: an area's name becomes a file with every choice explained."""

import re
import textwrap
from pathlib import Path

from analysis.data.areas import (
    COUNTRY,
    GROUP,
    WARD,
    Area,
    get_area,
    load_wards,
    locality_slug,
    slugify,
)
from analysis.data.neighbours import choose_neighbours
from analysis.errors import ParameterError
from analysis.paths import params_folder

_WIDTH = 98
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 .,'()-]*")


def write_locality(area: Area, slug: str, folder: Path | None = None, *, name: str = "") -> Path:
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
        lines += _neighbours(area)
    try:
        with path.open("x", encoding="utf-8") as file:
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
    if not codes:
        return _comment("No neighbours are chosen: no other area of this kind is in its region.")
    return [
        *_comment(f"{rule} Name better ones here."),
        "neighbour_codes:",
        *(f"  - {code}  # {get_area(code).name}" for code in codes),
    ]


def _comment(words: str) -> list[str]:
    return textwrap.wrap(words, _WIDTH, initial_indent="# ", subsequent_indent="# ")


def write_wards(area: Area, folder: Path | None = None) -> list[Path]:
    """Write a parameter file for each ward of 2024 of an area that has none yet."""
    folder = folder or params_folder()
    named = {locality_slug(ward): ward for ward in load_wards(area.code).values()}
    return [
        write_locality(ward, slug, folder)
        for slug, ward in named.items()
        if not (folder / f"{slug}.yml").exists()
    ]
