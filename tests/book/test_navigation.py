"""Each page's place in the book."""

import pytest

from analysis.data.params import validate_locality
from analysis.book.navigation import arrange, find_part, neighbours, same_page_elsewhere


@pytest.fixture(scope="module")
def parts():
    def locality(code, *chapters):
        return validate_locality({"area_code": code, "chapters": list(chapters)}, "params/x.yml")

    localities = {
        "england": locality("E92000001", "sources"),
        "northumberland": locality("E06000057", "trend"),
        "stockton-on-tees": locality("E06000004", "profile", "trend", "gap"),
        "stockton-on-tees-yarm": locality("E05014884", "ward"),
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
    last = part.pages[-1].page
    assert neighbours(part, last)[1] is None
    assert neighbours(part, last)[0].page == "stockton-on-tees/gap"


def test_another_place_leads_to_the_same_chapter_where_there_is_one(parts):
    links = same_page_elsewhere(parts, "stockton-on-tees/trend")
    assert links[0].page == "northumberland/trend"
    assert same_page_elsewhere(parts, "stockton-on-tees/gap")[0].page == "northumberland/trend"


def test_pages_about_the_book_belong_to_no_place(parts):
    assert find_part(parts, "methods") is None
