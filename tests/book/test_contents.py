"""The order of the book: every chapter once, wards below their authority, each page's place."""

import pytest
import yaml

from analysis.book.contents import (
    BACK_MATTER,
    arrange,
    find_part,
    neighbours,
    pages_inside,
    same_page_elsewhere,
    table_of_contents,
    write_contents,
)
from analysis.data.params import load_localities, validate_locality


def files(node) -> list[str]:
    """Give every file of a list of contents, in order."""
    if isinstance(node, dict):
        own = [node["file"]] if "file" in node else []
        return own + [file for value in node.values() for file in files(value)]
    return [file for item in node for file in files(item)] if isinstance(node, list) else []


def locality(code: str, **given):
    return validate_locality({"area_code": code, **given}, "params/x.yml")


def test_every_chapter_of_the_project_stands_once():
    localities = load_localities()
    contents = table_of_contents(localities)
    listed = [contents["root"], *files(contents["parts"])]
    wanted = {
        f"{slug}/{chapter}"
        for slug, locality in localities.items()
        for chapter in locality.chapters
    }
    assert len(listed) == len(set(listed))
    assert wanted <= set(listed)
    assert set(BACK_MATTER) <= set(listed)


def test_wards_stand_below_their_authority(project):
    contents = table_of_contents(load_localities())
    (part,) = [part for part in contents["parts"] if part["caption"] == "Stockton-on-Tees"]
    assert [chapter["file"].split("/")[0] for chapter in part["chapters"]] == [
        "stockton-on-tees"
    ] * len(part["chapters"])
    assert files(part["chapters"][-1]["sections"]) == ["stockton-on-tees-yarm/ward"]


@pytest.mark.parametrize("chapters", [["wards", "glance"], ["glance", "wards"]])
def test_only_the_chapter_of_wards_has_pages_below_it(chapters):
    here, yarm = locality("E06000004", chapters=chapters), locality("E05014884")
    (part,) = table_of_contents({"here": here, "yarm": yarm})["parts"][:1]
    assert [page["file"] for page in part["chapters"]] == [f"here/{name}" for name in chapters]
    assert [page["file"] for page in part["chapters"] if "sections" in page] == ["here/wards"]


def test_without_the_chapter_of_wards_no_page_stands_below_another():
    here, yarm = locality("E06000004", chapters=["gap", "trend"]), locality("E05014884")
    (part,) = table_of_contents({"here": here, "yarm": yarm})["parts"][:1]
    assert part["chapters"] == [{"file": name} for name in ("here/gap", "here/trend", "yarm/ward")]


def test_wards_without_their_authority_have_a_part_that_names_it():
    contents = table_of_contents({"yarm": locality("E05014884")})
    captions = [part["caption"] for part in contents["parts"]]
    assert "Within Stockton-on-Tees" in captions
    assert "yarm/ward" in files(contents)


def test_districts_stand_below_the_chapter_of_districts_and_before_the_wards():
    localities = {
        "north": locality("E06000061", chapters=["glance", "districts", "wards"]),
        "north-corby": locality("E07000150", within="E06000061"),
        "north-avondale": locality("E05013216"),
    }
    (part,) = table_of_contents(localities)["parts"][:1]
    below = {one["file"]: files(one["sections"]) for one in part["chapters"] if "sections" in one}
    assert below == {
        "north/districts": ["north-corby/district"],
        "north/wards": ["north-avondale/ward"],
    }
    (arranged,) = arrange(localities, {})
    assert [link.words for link in arranged.districts] == ["Corby"]
    assert [link.page for link in arranged.pages][-2:] == [
        "north-corby/district",
        "north-avondale/ward",
    ]
    assert neighbours(arranged, "north-corby/district") == (None, None)
    assert pages_inside(localities)["E07000150"] == "north-corby/district"


def test_a_district_with_chapters_of_its_own_is_a_part_of_the_book():
    localities = {
        "ashford": locality("E07000105", chapters=["glance"]),
        "kent-ashford": locality("E07000105", within="E10000016"),
    }
    contents = table_of_contents(localities)
    captions = [part["caption"] for part in contents["parts"]]
    assert captions[:2] == ["Ashford", "Within Kent"]
    assert pages_inside(localities) == {"E07000105": "kent-ashford/district"}


def test_what_is_written_is_what_was_laid_out(tmp_path):
    localities = {"here": locality("E06000004", chapters=["gap"])}
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "gap.ipynb").touch()
    path = write_contents(localities, tmp_path)
    assert path.name == "_toc.yml"
    assert yaml.safe_load(path.read_text(encoding="utf-8")) == table_of_contents(localities)


def test_a_hostile_name_is_only_a_caption(tmp_path):
    name = "a: [b] & {c} # d"
    localities = {"here": locality("E06000004", area_name=name, chapters=["gap"])}
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "gap.ipynb").touch()
    written = yaml.safe_load(write_contents(localities, tmp_path).read_text(encoding="utf-8"))
    assert written["parts"][0]["caption"] == name


@pytest.fixture(scope="module")
def parts():
    localities = {
        "england": locality("E92000001", chapters=["sources"]),
        "northumberland": locality("E06000057", chapters=["trend"]),
        "stockton-on-tees": locality("E06000004", chapters=["profile", "trend", "gap"]),
        "stockton-on-tees-yarm": locality("E05014884", chapters=["ward"]),
    }
    titles = {"stockton-on-tees/gap": "Gaps: Stockton-on-Tees"}
    return arrange(localities, titles)


def test_a_part_is_an_authority_with_its_wards(parts):
    assert [part.name for part in parts] == ["Northumberland", "Stockton-on-Tees"]
    stockton = parts[1]
    assert stockton.chapters[-1].words == "Gaps"
    assert len(stockton.wards) == 1
    assert stockton.first == "stockton-on-tees/profile"


def test_previous_and_next_stay_within_the_place(parts):
    part = find_part(parts, "stockton-on-tees/profile")
    before, after = neighbours(part, "stockton-on-tees/profile")
    assert before is None
    assert after.page == "stockton-on-tees/trend"
    last = part.chapters[-1].page
    assert neighbours(part, last)[1] is None
    assert neighbours(part, last)[0].page == "stockton-on-tees/trend"


def test_a_ward_has_no_previous_or_next_but_its_own_page(parts):
    (ward,) = parts[1].wards
    assert neighbours(parts[1], ward.page) == (None, None)
    yarm = {"yarm": locality("E05014884"), "here": locality("E06000004", chapters=["gap"])}
    assert pages_inside(yarm) == {"E05014884": "yarm/ward"}


def test_another_place_leads_to_the_same_chapter_where_there_is_one(parts):
    links = same_page_elsewhere(parts, "stockton-on-tees/trend")
    assert links[0].page == "northumberland/trend"
    assert same_page_elsewhere(parts, "stockton-on-tees/gap")[0].page == "northumberland/trend"


def test_pages_about_the_book_belong_to_no_place(parts):
    assert find_part(parts, "methods") is None
