"""The map of the places: each leads to its part, on a sketch of the land that is only a sketch."""

import re
from xml.etree import ElementTree

import pytest
from shapely.geometry import MultiPolygon, box

from analysis.chapters.front.findings import find_outline
from analysis.chapters.front.outline import ENGLAND
from analysis.chapters.front.places_map import HEIGHT, PlacesMap
from analysis.data.areas import WARD
from analysis.data.params import load_localities

HOSTILE = "St John's & <script>"
NORTH = MultiPolygon([box(-2.5, 55.0, -1.6, 55.7)])
MIDDLE = MultiPolygon([box(-1.3, 52.1, -0.4, 52.6)])


def drawn(*outlines, name="Here"):
    places = [(f"E0600000{number}", name) for number, _ in enumerate(outlines)]
    return ElementTree.fromstring(PlacesMap(places, outlines).svg)  # noqa: S314


def classes(svg):
    return [one.get("class") for one in svg.iter("path")]


def test_each_place_is_a_link_with_its_name_and_number():
    shown = PlacesMap([("E1", HOSTILE), ("E2", "There")], [NORTH, None])
    assert "<script" not in shown.html
    links = re.findall(r'<a href="page:(E\d)"', shown.html)
    assert links == ["E1", "E2", "E1"]
    assert shown.svg.count("St John&#x27;s &amp; &lt;script&gt;") == 3
    assert shown.text == f"Places: 1 {HOSTILE}; 2 There"


def test_places_far_apart_stand_on_a_sketch_that_no_pointer_or_reader_meets():
    svg = drawn(NORTH, MIDDLE)
    land, *outlines = svg.iter("path")
    assert land.get("class") == "places-land"
    assert land.get("aria-hidden") == "true"
    assert len(outlines) == 2
    assert land not in [path for link in svg.iter("a") for path in link]


def test_places_close_together_have_no_sketch_and_none_has_no_map():
    assert classes(drawn(MIDDLE)) == [None]
    assert PlacesMap([("E1", "Here")], [None]).svg == ""


def test_north_is_up_and_every_mark_is_on_the_sheet():
    svg = drawn(NORTH, MIDDLE)
    marks = [(float(one.get("cx")), float(one.get("cy"))) for one in svg.iter("circle")]
    width = float(svg.get("width"))
    assert marks[0][1] < marks[1][1]
    assert marks[0][0] < marks[1][0]
    assert all(0 < x < width and 0 < y < HEIGHT for x, y in marks)


def test_the_sketch_holds_each_place_of_the_book():
    """Against the published boundaries: four fifths of each place lie inside, and its middle."""
    codes = {one.area_code for one in load_localities().values() if one.area.type != WARD}
    outlines = [outline for outline in map(find_outline, sorted(codes)) if outline is not None]
    assert outlines
    for outline in outlines:
        assert ENGLAND.contains(outline.representative_point())
        assert outline.buffer(0).intersection(ENGLAND).area > 0.8 * outline.area


def test_the_sketch_has_the_size_and_the_corners_of_england():
    """England has 130,000 square kilometres, from 50.0 to 55.8 north and 5.7 west to 1.8 east."""
    assert ENGLAND.is_valid
    west, south, east, north = ENGLAND.bounds
    assert (round(west, 1), round(south, 1), round(east, 1), round(north, 1)) == (
        -5.7,
        50.0,
        1.8,
        55.8,
    )
    # A degree of latitude is 111.2 km; one of longitude in the middle of England 0.607 of that.
    assert ENGLAND.area * 111.2**2 * 0.607 == pytest.approx(130_300, rel=0.05)
