"""Neighbours: which authorities to show beside one, by a stated rule."""

import numpy as np
import pandas as pd

from analysis.data.areas import COUNTRY, DISTRICT, REGION, Area, is_authority, load_areas
from analysis.data.deprivation import read_small_areas
from analysis.data.raw import remembered
from analysis.errors import DataError
from analysis.formats import canonical

MOST = 4
EDITION = 2025
BY_LIKENESS = (
    "Statistical neighbours: of the authorities in the same region, those nearest in deprivation "
    "(the mean score of the Index of Multiple Deprivation 2025) and in rurality (residents in "
    "rural small areas), each in standard deviations of England's authorities, both counting alike."
)
BY_NAME = (
    "Neighbours: authorities of the same kind in the same region, by name, because the figures "
    "hold no deprivation of small areas for enough of them to choose by likeness."
)
OTHER_REGIONS = "Beside a region stand the regions nearest to it in deprivation and rurality."


def choose_neighbours(area: Area, *, most: int = MOST) -> tuple[list[str], str]:
    """Choose areas to show beside one, and say by which rule."""
    peers = _peers(area)
    near = _by_likeness(area, peers)
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


def _by_likeness(area: Area, peers: list[Area]) -> list[str]:
    """Order peers by their distance in deprivation and rurality; those without figures drop out."""
    places = describe_places()
    own = places.reindex(list(area.members)).dropna()
    if len(own) < len(area.members):
        return []
    here = pd.Series(np.average(own, axis=0, weights=own["population"]), index=own.columns)
    measures = ["score", "rural_percent"]
    authorities = [is_authority(load_areas()[code]) for code in places.index]
    spread = places.loc[authorities, measures].std().replace(0, np.nan)
    there = places.reindex([peer.code for peer in peers]).dropna()
    distance = (((there[measures] - here[measures]) / spread) ** 2).sum(axis=1)
    # Equally far ones stand in the order of their codes.
    return canonical(distance).sort_index().sort_values(kind="stable").index.tolist()


@remembered
def describe_places() -> pd.DataFrame:
    """Describe each authority, district and region by the small areas within it.

    By ``area_code``: ``population``, ``score`` (mean of the Index of Multiple Deprivation 2025,
    weighted by population) and ``rural_percent`` (of residents); empty where the figures hold no
    small areas. A region is described only where all of England is held.
    """
    try:
        rows = read_small_areas(EDITION)
    except DataError:
        return pd.DataFrame(columns=["population", "score", "rural_percent"], dtype=float)
    areas = load_areas()
    rows = rows[rows["area_code"].isin(list(areas))]
    authority = rows["area_code"].map({code: area.authority_code for code, area in areas.items()})
    people = pd.DataFrame(
        {
            "district": rows["area_code"],
            "authority": authority,
            "region": rows["area_code"].map({code: a.region_code for code, a in areas.items()}),
            "population": rows["population"],
            "score": rows["population"] * rows["score"],
            "rural_percent": 100 * rows["population"] * (rows["rural_urban"] != "Urban"),
        }
    )
    # Some authorities' small areas would describe those authorities, not their region.
    whole = authority.nunique() >= sum(map(is_authority, areas.values())) > 1
    levels = ["district", "authority", *(["region"] if whole else [])]
    sums = pd.concat(
        [people.groupby(level)[["population", "score", "rural_percent"]].sum() for level in levels]
    )
    sums = sums[~sums.index.duplicated()].rename_axis("area_code")
    sums[["score", "rural_percent"]] = sums[["score", "rural_percent"]].div(
        sums["population"], axis=0
    )
    return sums
