"""How alike places are: deprivation, rurality, size, age structure and density, where held."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from shapely import transform
from shapely.geometry import shape

from analysis.data.areas import Area, is_authority, load_areas
from analysis.data.deprivation import read_small_areas
from analysis.data.mortality import read_population_by_decile
from analysis.data.raw import read_bytes, read_manifest, remembered
from analysis.errors import DataError
from analysis.formats import canonical
from analysis.paths import data_folder

EDITION = 2025
OUTLINES = "boundaries/ltla21.geojson"
EARTH = 6371.0072
"""Radius in kilometres of the sphere that has the Earth's surface."""
DEPRIVATION = (
    *("score", "income_decile", "employment_decile", "education_decile", "health_decile"),
    *("crime_decile", "housing_decile", "environment_decile", "rural_percent"),
)
"""Means over the residents of an area's small areas."""
COUNTS = ("population", "extent", "residents", "young", "old")
ALWAYS = (*DEPRIVATION, "log_population")
WHERE_HELD = {
    "age structure (residents under 20, and 65 and over, mid-2019)": ("young", "old"),
    "density (logarithm of residents to a square kilometre)": ("log_density",),
}
YOUNG, OLD = 20, 65


def distances(area: Area, peers: Iterable[Area]) -> tuple[pd.Series, list[str]]:
    """Give how far peers are from an area in likeness, the nearest first, and by what else.

    The second names what of `WHERE_HELD` is held for all of them; without likeness of the area
    itself there are no distances.
    """
    sums = describe_places()
    own = sums.reindex(list(area.members))
    there = sums.reindex([peer.code for peer in peers]).dropna(subset=[*DEPRIVATION])
    if own[[*DEPRIVATION]].isna().any(axis=None) or there.empty:
        return pd.Series(dtype=float), []
    here = _measures(own.sum(skipna=False).to_frame().T).iloc[0]
    every = _measures(sums)
    there = every.loc[there.index]
    known = {
        words: names
        for words, names in WHERE_HELD.items()
        if here[[*names]].notna().all() and there[[*names]].notna().all(axis=None)
    }
    measures = [*ALWAYS, *(name for names in known.values() for name in names)]
    authorities = [is_authority(load_areas()[code]) for code in sums.index]
    spread = every.loc[authorities, measures].std().replace(0, np.nan)
    squares = ((there[measures] - here[measures]) / spread) ** 2
    # Equally far ones stand in the order of their codes.
    far = canonical(np.sqrt(squares.sum(axis=1))).sort_index()
    return far.sort_values(kind="stable"), [*known]


def _measures(sums: pd.DataFrame) -> pd.DataFrame:
    """Turn the sums of places into what they are likened by."""
    means = sums[[*DEPRIVATION]].div(sums["population"], axis=0)
    return means.assign(
        log_population=np.log(sums["population"]),
        young=100 * sums["young"] / sums["residents"],
        old=100 * sums["old"] / sums["residents"],
        log_density=np.log(sums["population"] / sums["extent"]),
    )


@remembered
def describe_places() -> pd.DataFrame:
    """Sum up each authority, district and region: `DEPRIVATION` by residents, and `COUNTS`."""
    try:
        rows = read_small_areas(EDITION)
    except DataError:
        return pd.DataFrame(columns=[*COUNTS, *DEPRIVATION], dtype=float)
    areas = load_areas()
    rows = rows[rows["area_code"].isin(list(areas))]
    measured = rows.assign(rural_percent=100.0 * (rows["rural_urban"] != "Urban"))[[*DEPRIVATION]]
    people = measured.mul(rows["population"], axis=0).assign(population=rows["population"])
    districts = people.groupby(rows["area_code"]).sum()
    districts = districts.join([_extents(), _ages()])
    authority = pd.Series({code: areas[code].authority_code for code in districts.index})
    region = pd.Series({code: areas[code].region_code for code in districts.index})
    # Some authorities' small areas would describe those authorities, not their region.
    whole = authority.nunique() >= sum(map(is_authority, areas.values())) > 1
    levels = [authority, *([region] if whole else [])]
    # What one part lacks, the whole lacks.
    sums = [districts, *(districts.groupby(level).agg(_sum_of_all) for level in levels)]
    found = pd.concat(sums)
    return found[~found.index.duplicated()].rename_axis("area_code")


def _sum_of_all(numbers: pd.Series) -> float:
    return float(numbers.sum(skipna=False))


def _extents() -> pd.DataFrame:
    """Give the square kilometres of districts, by today's codes; none where no outline is held."""
    if OUTLINES not in read_manifest(data_folder()):
        return pd.DataFrame(columns=["extent"], dtype=float)
    found = {
        feature["properties"]["ltla21_code"]: extent_of_shape(feature["geometry"])
        for feature in json.loads(read_bytes(OUTLINES))["features"]
    }
    return _as_today(pd.DataFrame({"extent": found}))


def extent_of_shape(geometry: dict[str, Any]) -> float:
    """Give the square kilometres within an outline in degrees: Lambert's projection keeps them.

    >>> half = {"type": "Polygon", "coordinates": [[[0, 0], [180, 0], [180, 90], [0, 90], [0, 0]]]}
    >>> round(4 * extent_of_shape(half) / 1e6, 1)
    510.1
    """

    def equal_area(degrees: np.ndarray) -> np.ndarray:
        longitude, latitude = np.radians(degrees).T
        return EARTH * np.column_stack([longitude, np.sin(latitude)])

    return float(transform(shape(geometry), equal_area).area)


def _ages() -> pd.DataFrame:
    """Count residents, and the young and old among them, of districts by today's codes."""
    try:
        rows = read_population_by_decile()
    except DataError:
        return pd.DataFrame(columns=["residents", "young", "old"], dtype=float)
    age, people = rows["age_band"].str.extract(r"^(\d+)", expand=False).astype(int), "population"
    counts = pd.DataFrame(
        {
            "residents": rows[people],
            "young": rows[people].where(age < YOUNG, 0),
            "old": rows[people].where(age >= OLD, 0),
        }
    )
    return _as_today(counts.groupby(rows["area_code"]).sum())


def _as_today(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up the rows of former districts under the code that took over from them."""
    areas = load_areas()
    today = [areas[code].successor_code or code for code in rows.index if code in areas]
    return rows[rows.index.isin(list(areas))].astype(float).groupby(today).sum()
