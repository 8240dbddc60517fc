"""A list of areas to choose from: those whose code or name, of today or before, holds words."""

import pandas as pd

from analysis.data.area_names import find_short, plain_name
from analysis.data.areas import Area, held_as, load_areas, slugify, today_of
from analysis.data.boundary_changes import SUCCESSORS


def search_areas(words: str = "") -> pd.DataFrame:
    """List the areas whose code or name, old or everyday ones included, holds the words.

    ``area_code, area_name, area_type, region_name, now``; the last is the code of today of what
    goes on under another, and of several authorities where it was divided.
    """
    areas = load_areas()
    wanted = slugify(words)
    plain = plain_name(wanted)
    slugs = {code: area.slug for code, area in areas.items()}
    meant = {*find_short(plain, slugs), SUCCESSORS.get(wanted.upper(), "")}
    rows = [
        (area.code, area.name, area.type, _region(area), _now(area))
        for area in sorted(areas.values(), key=lambda area: (area.name, area.code))
        if plain in area.slug or wanted in area.code.lower() or area.code in meant
    ]
    columns = ["area_code", "area_name", "area_type", "region_name", "now"]
    return pd.DataFrame(rows, columns=columns)


def _region(area: Area) -> str:
    """Name an area's region, which the row of one of two codes of a place may lack."""
    areas = load_areas()
    region = area.region_code or areas[held_as(area.code)].region_code
    return areas[region].name if region in areas else ""


def _now(area: Area) -> str:
    """Give the code that an area has today; empty where it is its own.

    Figures may be held under the older of two codes of a place: the newer is of today all the same.
    """
    code = area.code
    while code in SUCCESSORS:
        code = SUCCESSORS[code]
    if code == area.code and SUCCESSORS.get(area.successor_code) != code:
        code = today_of(area).code
    return code if code != area.code else ""
