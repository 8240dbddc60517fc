"""Outlines dissolved from small areas: nothing is lost, and neighbours are neighbours."""

import json
from pathlib import Path

import pytest
from shapely import unary_union
from shapely.geometry import box, shape

from analysis.findings.middle_areas import find_middle_areas
from analysis.findings.neighbourhoods import find_wards_of
from analysis.findings.outlines import (
    Outlines,
    find_authority_outline,
    find_middle_outlines,
    find_ward_outlines,
)
from analysis.findings.wards import find_wards_beside

RAW = Path(__file__).resolve().parents[2] / "data" / "raw" / "boundaries"
STOCKTON = "E06000004"
PLACES = [STOCKTON, "E06000057", "E06000061", "E06000062"]


# A small area of West Northamptonshire by its name lies in a ward of Cherwell, so that only the
# index of 2019 counts it there.
@pytest.mark.parametrize(
    ("code", "find"),
    [*((code, find_ward_outlines) for code in PLACES)]
    + [(code, find_middle_outlines) for code in PLACES[:3]],
)
def test_the_parts_cover_the_authority_once(code, find):
    whole, shapes = find_authority_outline(code), [*find(code).shapes.values()]
    assert sum(one.area for one in shapes) == pytest.approx(whole.area, rel=1e-6)
    assert unary_union(shapes).symmetric_difference(whole).area < 1e-6 * whole.area


def test_stockton_is_all_that_its_file_of_outlines_holds():
    features = json.loads((RAW / "lsoa11_stockton-on-tees.geojson").read_bytes())["features"]
    held = unary_union([shape(one["geometry"]) for one in features])
    assert find_authority_outline(STOCKTON).symmetric_difference(held).area < 1e-9


def test_every_ward_has_an_outline_and_one_small_area_is_in_two():
    """Of Stockton's small areas of 2011 one is now in Ropner and in Stockton Town Centre."""
    found = find_ward_outlines(STOCKTON)
    assert set(found.shapes) == set(find_wards_of(STOCKTON, 2025)["ward_code"])
    assert found.shared == 1


def test_middle_layer_areas_are_those_that_have_figures_and_those_withheld():
    male = next(one for one in find_middle_areas(STOCKTON) if one.sex == "Male")
    names = set(find_middle_outlines(STOCKTON).shapes)
    assert set(male.rows["area_name"]) < names
    assert len(names) == len(male.rows) + male.withheld == 24


def test_a_border_makes_neighbours_and_a_corner_does_not():
    """Four squares in a two by two, and one apart."""
    squares = {"a": (0, 0), "b": (1, 0), "c": (0, 1), "d": (1, 1), "e": (5, 5)}
    found = Outlines({name: box(x, y, x + 1, y + 1) for name, (x, y) in squares.items()})
    assert found.adjoining == {
        "a": {"b", "c"},
        "b": {"a", "d"},
        "c": {"a", "d"},
        "d": {"b", "c"},
        "e": frozenset(),
    }


@pytest.mark.parametrize("code", PLACES)
def test_who_lies_beside_whom_is_mutual(code):
    beside = find_ward_outlines(code).adjoining
    assert all(one in beside[other] for one, others in beside.items() for other in others)


def test_the_ward_least_like_one_is_farthest_in_rank_of_those_beside_it():
    """Newtown ranks 14 and is the most deprived, so that it is the one with the highest rank."""
    found = find_wards_beside(STOCKTON, "Stockton-on-Tees")
    newtown = found.wards["ward_code"].iloc[0]
    beside = found.beside(newtown)
    assert found.unlike(newtown)["rank"].tolist() == [beside["rank"].max()]
    assert "Newtown" not in set(beside["ward_name"])


def test_an_authority_without_outlines_has_none():
    assert find_ward_outlines("E06000001").shapes == {}
    assert find_ward_outlines("E06000001").adjoining == {}
    assert find_authority_outline("E06000001") is None
