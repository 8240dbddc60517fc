"""New parameter files: an area's name becomes a file with every choice explained."""

import re
import textwrap
from collections.abc import Iterable
from pathlib import Path

import numpy as np
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
from analysis.data.deprivation import read_small_areas
from analysis.data.raw import remembered
from analysis.errors import DataError, ParameterError
from analysis.formats import canonical
from analysis.paths import params_folder

MOST = 4
EDITION = 2025
LIKENESS = (
    *("score", "income_decile", "employment_decile", "education_decile", "health_decile"),
    *("crime_decile", "housing_decile", "environment_decile", "rural_percent"),
)
"""What areas are likened by, besides the logarithm of their population."""
BY_LIKENESS = (
    "Similar areas: of the authorities in the same region, those nearest in deprivation (the score "
    "and the seven domains of the Index of Multiple Deprivation 2025), rurality (residents in "
    "rural small areas) and population (logarithm), each in standard deviations of England's "
    "authorities, all counting alike; the distance stands beside each. Age structure and density "
    "are not held."
)
BY_NAME = (
    "Neighbours: authorities of the same kind in the same region, by name, because the figures "
    "hold no deprivation of small areas for enough of them to choose by likeness."
)
OTHER_REGIONS = "Beside a region stand the regions nearest to it in deprivation and rurality."
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
    far = distances(area, _peers(area)) if rule != BY_NAME else pd.Series(dtype=float)
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
    near = distances(area, peers).index.tolist()
    if len(near) >= min(most, len(peers)) and near:
        return near[:most], OTHER_REGIONS if area.type == REGION else BY_LIKENESS
    peers.sort(key=lambda other: (other.type != area.type, other.name))
    return [other.code for other in peers[:most]], BY_NAME


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


def distances(area: Area, peers: Iterable[Area]) -> pd.Series:
    """Give how far peers are from an area in likeness, the nearest first; none where not held."""
    places = describe_places()
    own = places.reindex(list(area.members)).dropna()
    if len(own) < len(area.members):
        return pd.Series(dtype=float)
    here = pd.Series(np.average(own, axis=0, weights=own["population"]), index=own.columns)
    here["log_population"] = np.log(own["population"].sum())
    measures = [*LIKENESS, "log_population"]
    authorities = [is_authority(load_areas()[code]) for code in places.index]
    spread = places.loc[authorities, measures].std().replace(0, np.nan)
    there = places.reindex([peer.code for peer in peers]).dropna()
    squares = ((there[measures] - here[measures]) / spread) ** 2
    # Equally far ones stand in the order of their codes.
    far = canonical(np.sqrt(squares.sum(axis=1))).sort_index()
    return far.sort_values(kind="stable")


@remembered
def describe_places() -> pd.DataFrame:
    """Describe each authority, district and region by the small areas within it, where held."""
    try:
        rows = read_small_areas(EDITION)
    except DataError:
        return pd.DataFrame(columns=["population", "log_population", *LIKENESS], dtype=float)
    areas = load_areas()
    rows = rows[rows["area_code"].isin(list(areas))]
    authority = rows["area_code"].map({code: area.authority_code for code, area in areas.items()})
    people = pd.DataFrame(
        {
            "district": rows["area_code"],
            "authority": authority,
            "region": rows["area_code"].map({code: a.region_code for code, a in areas.items()}),
            "population": rows["population"],
        }
    )
    measured = rows.assign(rural_percent=100.0 * (rows["rural_urban"] != "Urban"))[[*LIKENESS]]
    people[[*LIKENESS]] = measured.mul(rows["population"], axis=0)
    # Some authorities' small areas would describe those authorities, not their region.
    whole = authority.nunique() >= sum(map(is_authority, areas.values())) > 1
    levels = ["district", "authority", *(["region"] if whole else [])]
    columns = ["population", *LIKENESS]
    sums = pd.concat([people.groupby(level)[columns].sum() for level in levels])
    sums = sums[~sums.index.duplicated()].rename_axis("area_code")
    sums[[*LIKENESS]] = sums[[*LIKENESS]].div(sums["population"], axis=0)
    return sums.assign(log_population=np.log(sums["population"]))
