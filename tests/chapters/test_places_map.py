"""The map of the places: each leads to its part, by name, on the true outline of the land."""

import re
from itertools import combinations
from xml.etree import ElementTree

from shapely.geometry import MultiPolygon, box

from analysis.chapters.front.places_map import HEIGHT, LABEL_HEIGHT, LETTER_WIDTH, PlacesMap
from analysis.data.areas import WARD
from analysis.data.england import read_england
from analysis.data.params import load_localities
from analysis.findings.outlines import find_authority_outline

HOSTILE = "St John's & <script>"
NORTH = MultiPolygon([box(-2.5, 55.0, -1.6, 55.7)])
MIDDLE = MultiPolygon([box(-1.3, 52.1, -0.4, 52.6)])
BESIDE = MultiPolygon([box(-0.4, 52.1, 0.1, 52.6)])
LAND = MultiPolygon([box(-6.0, 50.0, 1.8, 55.8)])


def drawn(*outlines, name="Here", land=LAND):
    places = [(f"E0600000{number}", f"{name} {number}") for number, _ in enumerate(outlines)]
    return ElementTree.fromstring(PlacesMap(places, outlines, land).svg)  # noqa: S314


def names(svg):
    """Give the box of each name, and its words."""
    for text in svg.iter("text"):
        width, x = len(text.text) * LETTER_WIDTH, float(text.get("x"))
        left = x if text.get("text-anchor") == "start" else x - width
        middle = float(text.get("y")) - 5
        yield box(left, middle - LABEL_HEIGHT / 2, left + width, middle + LABEL_HEIGHT / 2)


def test_each_place_is_a_link_with_its_name():
    shown = PlacesMap([("E1", HOSTILE), ("E2", "There")], [NORTH, None], LAND)
    assert "<script" not in shown.html
    links = re.findall(r'<a href="page:(E\d)"', shown.html)
    assert links == ["E1", "E2", "E1"]
    assert shown.svg.count("St John&#x27;s &amp; &lt;script&gt;") == 3
    assert shown.text.startswith(f"Places: {HOSTILE}; There")


def test_a_place_without_an_outline_is_said_not_to_be_on_the_map():
    shown = PlacesMap([("E1", "Here"), ("E2", "There")], [NORTH, None], LAND)
    said = "No outline is held of There, so no map shows it."
    assert said in shown.html
    assert said in shown.text
    assert "No outline" not in PlacesMap([("E1", "Here")], [NORTH]).html


def test_the_land_is_met_by_no_pointer_or_reader():
    svg = drawn(NORTH, MIDDLE)
    land, *outlines = svg.iter("path")
    assert land.get("class") == "places-land"
    assert land.get("aria-hidden") == "true"
    assert len(outlines) == 2
    assert land not in [path for link in svg.iter("a") for path in link]


def test_without_the_land_the_places_stand_alone_and_without_places_there_is_no_map():
    assert [one.get("class") for one in drawn(MIDDLE, land=None).iter("path")] == [None]
    assert PlacesMap([("E1", "Here")], [None], LAND).svg == ""


def test_north_is_up_and_everything_is_on_the_sheet():
    svg = drawn(NORTH, MIDDLE, name="A place with a name of sixty characters, and on it goes so")
    left, top, width, height = map(float, svg.get("viewBox").split())
    marks = [(float(one.get("cx")), float(one.get("cy"))) for one in svg.iter("circle")]
    assert marks[0][1] < marks[1][1]
    assert marks[0][0] < marks[1][0]
    sheet = box(left, top, left + width, top + height)
    assert (top, height) == (0, HEIGHT)
    assert all(sheet.covers(name) for name in names(svg))


def test_no_name_lies_over_another_or_over_another_place():
    """Two places side by side: one has its name to the west, one to the east."""
    svg = drawn(MIDDLE, BESIDE)
    west, east = names(svg)
    assert not west.intersects(east)
    assert west.bounds[2] < east.bounds[0]
    crowd = [MultiPolygon([box(-2 + n / 10, 52, -1.9 + n / 10, 52.1)]) for n in range(12)]
    boxes = [*names(drawn(*crowd))]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_the_land_holds_each_place_of_the_book():
    """Against the published boundaries: all but a hundredth of each place lies inside."""
    codes = {one.area_code for one in load_localities().values() if one.area.type != WARD}
    england = read_england()
    outlines = [one for one in map(find_authority_outline, sorted(codes)) if one is not None]
    assert len(outlines) == 4
    for outline in outlines:
        assert outline.intersection(england).area > 0.97 * outline.area
