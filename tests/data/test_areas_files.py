"""Areas, the lineage of small areas and their outlines."""

import json

import pytest

from analysis.data.areas import read_areas
from analysis.data.deprivation import (
    read_small_area_boundaries,
    read_small_area_lineage,
    read_small_areas,
)
from analysis.errors import DataError

LOCALITIES = ("E06000004", "E06000057", "E06000061", "E06000062")
LINEAGE = "geography/lsoa11_to_lsoa21.csv"


def test_every_area_points_at_areas_that_are_there():
    areas = read_areas()
    assert list(areas.columns)[:3] == ["area_code", "area_name", "area_type"]
    codes = set(areas["area_code"])
    for column in ("region_code", "upper_tier_code", "successor_code"):
        assert set(areas[column].dropna()) <= codes, column


def test_a_repeated_area_stops(figures):
    rows = figures.rows("geography/areas.csv")
    figures.write("geography/areas.csv", [*rows, rows[0]])
    figures.seal()
    with pytest.raises(DataError) as problem:
        read_areas()
    assert str(problem.value) == "geography/areas.csv, row 11: E92000001 repeats an earlier row."


def test_a_column_too_few_or_too_many_stops(figures):
    rows = figures.rows("geography/areas.csv")
    figures.write("geography/areas.csv", [row | {"mayor": ""} for row in rows])
    figures.seal()
    with pytest.raises(DataError, match=r"geography/areas\.csv has an unknown column mayor"):
        read_areas()


def test_the_lineage_says_what_became_of_each_small_area():
    lineage = read_small_area_lineage()
    assert lineage.columns.tolist() == ["small_area_2011", "change", "small_area_2021"]
    unchanged = lineage[lineage["change"] == "U"]
    assert (unchanged["small_area_2011"] == unchanged["small_area_2021"]).all()
    split = lineage[lineage["change"] == "S"]
    assert (split.groupby("small_area_2011").size() > 1).all()
    merged = lineage[lineage["change"] == "M"]
    assert (merged.groupby("small_area_2021").size() > 1).all()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("E01000002,Z,E01000002", 'row 3: the change "Z" is not one of U, S, M, X.'),
        ("E01000001,U,E01000001", "row 3: E01000001, E01000001 repeats an earlier row."),
    ],
)
def test_a_fault_in_the_lineage_stops(figures, line, said):
    figures.write(LINEAGE, f"lsoa11_code,change_code,lsoa21_code\nE01000001,U,E01000001\n{line}\n")
    figures.seal()
    with pytest.raises(DataError) as problem:
        read_small_area_lineage()
    assert str(problem.value) == f"{LINEAGE}, {said}"


def test_outlines_are_found_in_whichever_file_holds_them(figures):
    def shape(code: str) -> dict:
        outline = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
        return {"type": "Feature", "properties": {"lsoa11_code": code}, "geometry": outline}

    for name, codes in (("a", ["E01000001"]), ("b", ["E01000002", "E01000003"])):
        collection = {"type": "FeatureCollection", "features": [shape(code) for code in codes]}
        figures.write(f"boundaries/lsoa11_{name}.geojson", json.dumps(collection))
    figures.seal()
    found = read_small_area_boundaries(["E01000001", "E01000003", "E01999999"])
    assert sorted(found) == ["E01000001", "E01000003"]
    assert found["E01000001"]["type"] == "Polygon"


def test_every_small_area_of_the_localities_has_an_outline():
    small = read_small_areas(2019)
    own = set(small.loc[small["area_code"].isin(LOCALITIES), "small_area_code"])
    found = read_small_area_boundaries(own)
    assert set(found) == own
    for outline in found.values():
        assert outline["type"] in ("Polygon", "MultiPolygon")
