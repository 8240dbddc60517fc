"""Feature services: pages made whole, and each way in which they are not."""

import json
from datetime import date

import pytest

from analysis.data import raw
from analysis.data.areas import load_areas
from analysis.data.deprivation import read_small_area_lineage
from analysis.errors import DataError
from analysis.intake.features import ask_for_pages, read_features
from analysis.intake.refresh import accept_renewals, settle

TODAY = date(2026, 11, 29)
LAYER = "/Areas_2026/FeatureServer/0/query"
FIELDS = {"LAD26CD": "ltla21_code", "LAD26NM": "ltla21_name"}
OUTLINES = {"publisher": "geography", "layers": ["Areas_2026"], "fields": FIELDS, "outlines": True}
REGIONS, COUNTIES = ("/Regions_2026/FeatureServer/0/query", "/Counties_2026/FeatureServer/0/query")
AREAS = {
    "publisher": "geography",
    "layers": ["Regions_2026", "Counties_2026"],
    "fields": {"LAD26CD": "area_code", "LAD26NM": "area_name", "RGN26CD": "region_code"}
    | {"RGN26NM": "region_name", "CTY26CD": "county_code", "CTY26NM": "county_name"},
}
HARTLEPOOL, STOCKTON = ("E06000001", "Hartlepool"), ("E06000004", "Stockton-on-Tees")
NORTH_EAST = ("E12000001", "North East")


def square(west: float, size: float = 1.0) -> dict:
    ring = [[west, 54], [west + size, 54], [west + size, 55], [west, 55], [west, 54]]
    return {"type": "Polygon", "coordinates": [ring]}


def outline(area: tuple[str, str], west: float, **fields: object) -> dict:
    named = {"LAD26CD": area[0], "LAD26NM": area[1], "Shape__Area": 1.0} | fields
    return {"type": "Feature", "properties": named, "geometry": square(west)}


def answer(*features: dict, more: bool = False) -> bytes:
    about = {"properties": {"exceededTransferLimit": True}} if more else {}
    return json.dumps({"type": "FeatureCollection", "features": [*features]} | about).encode()


def rows(*attributes: dict) -> bytes:
    return json.dumps({"features": [{"attributes": one} for one in attributes]}).encode()


@pytest.fixture
def at_hand(figures, monkeypatch, tmp_path):
    """Give sealed figures and a cache of the test's own."""
    figures.seal()
    monkeypatch.setattr("analysis.paths.cache_folder", lambda root=None: tmp_path / "cache")
    return figures


def paged(publisher, path, *pages: bytes) -> None:
    """Serve pages of one feature each, by the offset that is asked for."""
    publisher.answer = lambda asked, query: (
        pages[int(query["resultOffset"])] if asked == path else None
    )


def ask(desk, **tables):
    return desk.ask({}, TODAY, **{name.replace("__", "/"): one for name, one in tables.items()})


def test_pages_are_asked_for_until_none_is_left(at_hand, desk):
    """Two pages of one outline each; what is asked for is of England, in the order of its codes."""
    first, second = outline(HARTLEPOOL, 0), outline(STOCKTON, 1)
    paged(desk.publisher, LAYER, answer(first, more=True), answer(second))
    renewals, failures = ask(desk, boundaries__ltla21=OUTLINES)
    assert failures == {}
    (one, england) = renewals
    assert one.difference.sentences() == ["2 new outlines: Hartlepool, Stockton-on-Tees."]
    asked = [path for path, _ in desk.publisher.asked]
    assert len(asked) == 2
    assert "where=LAD26CD+LIKE+'E%25'" in asked[0]
    assert "orderByFields=LAD26CD" in asked[0]
    assert [path.partition("resultOffset=")[2] for path in asked] == ["0", "1"]
    accept_renewals(renewals, today=TODAY)
    path = at_hand.folder / "boundaries" / "ltla21.geojson"
    held = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert [one["properties"] for one in held] == [
        {"ltla21_code": code, "ltla21_name": name} for code, name in (HARTLEPOOL, STOCKTON)
    ]
    assert held[0]["geometry"]["coordinates"] == [square(0)["coordinates"]]
    entry = raw.read_manifest(at_hand.folder)["boundaries/ltla21.geojson"]
    assert entry["release"].startswith("Areas_2026 of the Open Geography Portal; contains")
    assert england.path == "boundaries/england_outline.geojson"


def test_outlines_that_changed_and_went_are_said_and_held_back(at_hand, desk):
    desk.publisher.pages[LAYER] = answer(outline(HARTLEPOOL, 0), outline(STOCKTON, 1))
    renewals, _ = ask(desk, boundaries__ltla21=OUTLINES)
    accept_renewals(renewals, today=TODAY)
    raw.forget()
    desk.publisher.pages[LAYER] = answer(outline(HARTLEPOOL, 0.5))
    renewals, _ = desk.ask({}, date(2026, 11, 30), **{"boundaries/ltla21": OUTLINES})
    assert renewals[0].difference.sentences() == [
        "1 outlines that the publisher no longer has: Stockton-on-Tees.",
        "1 outlines that changed: Hartlepool.",
    ]
    before = (at_hand.folder / "manifest.csv").read_bytes()
    assert [*settle(renewals, [], accepted=True, today=TODAY)] == [
        "Nothing was changed.",
        "boundaries/ltla21 would lose what the book holds, so it is taken only by its name: "
        "analysis fetch boundaries/ltla21 --accept",
    ]
    assert (at_hand.folder / "manifest.csv").read_bytes() == before, "the outline of England too"
    said = [*settle(renewals, ["boundaries/ltla21"], accepted=True, today=TODAY)]
    assert said[0].startswith("1 series renewed; the old snapshot is kept as ")


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b'{"error": {"code": 400, "message": "Invalid URL"}}', 'error 400, "Invalid URL": it may'),
        (answer(outline(HARTLEPOOL, 0))[:-20], "ends in the middle"),
        (b"<!DOCTYPE html><title>Sign in</title>", "is a web page"),
        (b"[]", "holds no features"),
        (answer(), "the service holds nothing of England"),
        (
            answer(outline(HARTLEPOOL, 0), outline(HARTLEPOOL, 1)),
            "E06000001 stands in the",
        ),
        (answer(outline(HARTLEPOOL, 0) | {"geometry": None}), "E06000001 has no outline"),
        (
            answer(outline(HARTLEPOOL, 0)).replace(b"LAD26NM", b"LAD27NM"),
            "no longer has the field LAD26NM; it has LAD26CD, LAD27NM, Shape__Area. Correct its fi",
        ),
        (answer(more=True), "says that more is left after 0 rows and gives none"),
    ],
)
def test_an_answer_that_is_not_whole_changes_nothing(at_hand, desk, page, said):
    desk.publisher.pages[LAYER] = page
    before = (at_hand.folder / "manifest.csv").read_bytes()
    renewals, failures = ask(desk, boundaries__ltla21=OUTLINES)
    assert renewals == []
    assert said in failures["boundaries/ltla21"]
    assert failures["boundaries/ltla21"].startswith("geography, boundaries/ltla21: ")
    assert accept_renewals(renewals, today=TODAY) is None
    assert (at_hand.folder / "manifest.csv").read_bytes() == before


@pytest.mark.parametrize("fault", [503, (429, {"Retry-After": "0"}), "cut"])
def test_a_page_that_fails_once_is_asked_for_again(at_hand, desk, fault):
    paged(
        desk.publisher,
        LAYER,
        answer(outline(HARTLEPOOL, 0), more=True),
        answer(outline(STOCKTON, 1)),
    )
    desk.publisher.faults[LAYER] = [fault]
    renewals, failures = ask(desk, boundaries__ltla21=OUTLINES)
    assert failures == {}
    assert renewals[0].difference.lists["new outlines"] == ["Hartlepool", "Stockton-on-Tees"]


def test_a_fault_of_one_page_leaves_none_for_the_next_run(at_hand, desk):
    """The first page came and the second was broken: both are asked for anew."""
    paged(desk.publisher, LAYER, answer(outline(HARTLEPOOL, 0), more=True), b"{")
    _, failures = ask(desk, boundaries__ltla21=OUTLINES)
    assert "ends in the middle" in failures["boundaries/ltla21"]
    desk.publisher.asked.clear()
    whole = answer(outline(HARTLEPOOL, 0), more=True), answer(outline(STOCKTON, 1))
    paged(desk.publisher, LAYER, *whole)
    _, failures = ask(desk, boundaries__ltla21=OUTLINES)
    assert failures == {}
    assert len(desk.publisher.asked) == 2


def test_a_service_without_an_end_is_left():
    endless = json.dumps({"features": [{"attributes": {"a": 1}}], "exceededTransferLimit": True})
    asked = []
    with pytest.raises(DataError, match="more is left after 100 rows"):
        ask_for_pages("x?", lambda url: asked.append(url) or endless.encode(), where="a layer")
    assert len(asked) == 100


def test_rows_of_a_table_stand_in_attributes_and_those_of_outlines_in_properties():
    pages = [rows({"A": 1, "B": 2}), answer({"properties": {"A": 3, "B": 4}})]
    assert read_features(pages, {"B": "b"}, where="x") == [{"b": 2}, {"b": 4}]


def test_a_lookup_says_which_rows_come_and_go(at_hand, desk):
    at_hand.write(
        "geography/lsoa11_to_lsoa21.csv",
        "lsoa11_code,change_code,lsoa21_code\nE01000001,U,E01000001\nE01000002,U,E01000002\n",
    )
    at_hand.seal()
    fields = {"LSOA11CD": "lsoa11_code", "CHGIND": "change_code", "LSOA21CD": "lsoa21_code"}
    kept = {"LSOA11CD": "E01000001", "CHGIND": "U", "LSOA21CD": "E01000001"}
    split = {"LSOA11CD": "E01000002", "CHGIND": "S", "LSOA21CD": "E01030001"}
    desk.publisher.pages["/Lookup/FeatureServer/0/query"] = rows(split, kept)
    table = {"publisher": "geography", "layers": ["Lookup"], "fields": fields}
    (one,), failures = ask(desk, geography__lsoa11_to_lsoa21=table)
    assert failures == {}
    assert one.difference.sentences() == [
        "1 rows that the publisher no longer has: E01000002 U E01000002.",
        "1 new rows: E01000002 S E01030001.",
    ]
    accept_renewals([one], today=TODAY)
    raw.forget()
    assert read_small_area_lineage()["small_area_2021"].tolist() == ["E01000001", "E01030001"]
    desk.publisher.pages["/Lookup/FeatureServer/0/query"] = rows(kept, kept)
    _, failures = desk.ask({}, date(2026, 11, 30), **{"geography/lsoa11_to_lsoa21": table})
    assert "E01000001 stands in the answer twice" in failures["geography/lsoa11_to_lsoa21"]


def in_region(area: tuple[str, str], region: tuple[str, str] = NORTH_EAST) -> dict:
    names = ("LAD26CD", "LAD26NM", "RGN26CD", "RGN26NM")
    return dict(zip(names, (*area, *region), strict=True))


def in_county(area: tuple[str, str], county: tuple[str, str]) -> dict:
    return dict(zip(("LAD26CD", "LAD26NM", "CTY26CD", "CTY26NM"), (*area, *county), strict=True))


NORTHUMBERLAND = in_region(("E06000057", "Northumberland"))
NORTH = in_region(("E06000061", "North Northamptonshire"), ("E12000004", "East Midlands"))


def test_areas_are_renewed_and_none_is_dropped(at_hand, desk):
    """Hartlepool has another name, a district and its county are new, Stockton is gone."""
    district, county = ("E07000999", "New Forestry"), ("E10000099", "Newshire")
    desk.publisher.pages[REGIONS] = rows(
        in_region(("E06000001", "Hartlepool and Seaton")),
        in_region(district),
        NORTHUMBERLAND,
        NORTH,
    )
    desk.publisher.pages[COUNTIES] = rows(
        in_county(district, county), in_county(HARTLEPOOL, ("E11000099", "Metropolitan"))
    )
    (one,), failures = ask(desk, geography__areas=AREAS)
    assert failures == {}
    assert one.difference.sentences() == [
        "1 areas that the publisher no longer has: E06000004.",
        "2 new areas: E07000999, E10000099.",
        "1 areas with another name: E06000001 (Hartlepool before, Hartlepool and Seaton now).",
    ]
    assert one.difference.loses
    accept_renewals([one], today=TODAY)
    raw.forget()
    areas = load_areas()
    assert areas["E06000001"].name == "Hartlepool and Seaton"
    assert areas["E06000004"].name == "Stockton-on-Tees", "figures of the past name it"
    assert areas["E07000150"].successor_code == "E06000061", "as does who took over from whom"
    new = areas["E07000999"]
    assert (new.type, new.authority_code, new.region_code) == (
        "district",
        *("E10000099", "E12000001"),
    )
    assert areas["E10000099"].type == "county"


def test_a_district_without_a_county_is_refused(at_hand, desk):
    desk.publisher.pages[REGIONS] = rows(in_region(("E07000999", "New Forestry")))
    desk.publisher.pages[COUNTIES] = rows(in_county(HARTLEPOOL, ("E10000099", "Newshire")))
    _, failures = ask(desk, geography__areas=AREAS)
    assert failures == {
        "geography/areas": "geography, geography/areas: the district New Forestry (E07000999) has "
        "no county."
    }
