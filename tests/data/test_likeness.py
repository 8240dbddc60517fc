"""How alike places are: extents, ages and distances, by hand and by second routes."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from analysis.data.areas import find_area, is_authority, load_areas
from analysis.data.likeness import (
    EARTH,
    WHERE_HELD,
    describe_places,
    distances,
    extent_of_shape,
)
from analysis.data.new_locality import by_likeness, choose_neighbours
from analysis.paths import data_folder

GATESHEAD = "E08000037"
DOMAINS = (
    *("income", "employment", "education", "health", "crime"),
    *("housing_and_services", "environment"),
)


def box(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_extent_of_a_box_by_hand():
    """Between two parallels: radius squared, times the width, times the difference of sines."""
    by_hand = EARTH**2 * math.radians(1) * (math.sin(math.radians(55)) - math.sin(math.radians(54)))
    assert extent_of_shape(box(-2, 54, -1, 55)) == pytest.approx(by_hand)
    assert by_hand == pytest.approx(111.2 * 111.2 * math.cos(math.radians(54.5)), rel=1e-3)


def test_places_without_small_areas_are_described_as_none(figures):
    figures.seal()
    assert describe_places().empty
    far, known = distances(find_area("Stockton-on-Tees"), [find_area("Hartlepool")])
    assert far.empty
    assert known == []


def test_the_rule_says_what_is_held_and_what_is_not():
    age, density = WHERE_HELD
    gateshead = find_area("Gateshead")
    assert "age structure" in by_likeness([age], gateshead)
    assert by_likeness([age], gateshead).endswith("Not held for all of them: density.")
    assert by_likeness([], gateshead).endswith(
        "Not held for all of them: age structure and density."
    )
    assert "Not held" not in by_likeness([age, density], gateshead)


def measured(folder) -> pd.DataFrame:
    """Measure each authority by what similar areas are alike in, from the raw files."""
    rows = pd.read_parquet(folder / "deprivation" / "imd2025_lsoa21.parquet")
    areas = pd.read_csv(folder / "geography" / "areas.csv", dtype=str).set_index("area_code")
    today = {code: area.successor_code or code for code, area in load_areas().items()}
    upper = {code: areas["upper_tier_code"][today[code]] for code in areas.index}
    found = {}
    for code, part in rows.groupby(rows["ltla24_code"].map(upper)):
        people = part["population_mid_2022"]
        deciles = [f"{domain}_decile" for domain in DOMAINS]
        means = [np.average(part[name], weights=people) for name in ("imd_score", *deciles)]
        rural = np.average(100 * part["rural_urban_2021"].eq("Rural"), weights=people)
        found[code] = (*means, rural, np.log(people.sum()))
    table = pd.DataFrame(found).T
    ages = pd.read_parquet(
        folder / "population" / "mid_2019_by_national_deprivation_decile.parquet"
    )
    ages = ages.assign(band=ages["age_band"].str[:2].astype(int), own=ages["area_code"].map(upper))
    total = ages.groupby("own")["population"].sum()
    for name, kept in (("young", ages["band"] < 20), ("old", ages["band"] >= 65)):
        table[name] = 100 * ages[kept].groupby("own")["population"].sum() / total
    extent: dict[str, float] = {}
    outlines = json.loads((folder / "boundaries" / "ltla21.geojson").read_text(encoding="utf-8"))
    for feature in outlines["features"]:
        code = upper[feature["properties"]["ltla21_code"]]
        extent[code] = extent.get(code, 0.0) + under(feature["geometry"])
    people = np.exp(table.iloc[:, 9])
    return table.assign(density=np.log(people / pd.Series(extent)))


def under(geometry) -> float:
    """Give the extent within outlines by strips under each side, holes taken off."""
    shapes = geometry["coordinates"]
    polygons = shapes if geometry["type"] == "MultiPolygon" else [shapes]
    total = 0.0
    for first, *holes in polygons:
        sizes = [abs(strips(np.radians(ring))) for ring in (first, *holes)]
        total += EARTH**2 * (sizes[0] - sum(sizes[1:]))
    return total


def strips(ring) -> float:
    along, height = ring[:, 0], np.sin(ring[:, 1])
    return float((np.diff(along) * (height[1:] + height[:-1]) / 2).sum())


@pytest.mark.slow
def test_the_nearest_by_likeness_are_nearest_by_a_second_route():
    table = measured(data_folder())
    table = (table - table.mean()) / table.std()
    assert len(table) == 153
    distance = np.sqrt(((table - table.loc[GATESHEAD]) ** 2).sum(axis=1).drop(GATESHEAD))
    codes, rule = choose_neighbours(find_area("Gateshead"))
    assert rule == by_likeness(WHERE_HELD, find_area("Gateshead"))
    assert rule.startswith("Similar areas: of all upper-tier authorities of England, those nearest")
    assert codes == distance.nsmallest(4).index.tolist()
    said, known = distances(find_area("Gateshead"), [find_area(code) for code in codes])
    assert known == [*WHERE_HELD]
    assert said.to_numpy() == pytest.approx(distance[codes].to_numpy())


@pytest.mark.slow
def test_every_authority_of_england_has_an_extent_and_ages():
    sums = describe_places()
    codes = [code for code, area in load_areas().items() if is_authority(area)]
    assert sums.loc[codes].notna().all(axis=None)
    # England is 130,279 square kilometres of land (Standard Area Measurements, 2021).
    assert sums.loc[codes, "extent"].sum() == pytest.approx(130_279, rel=0.001)
