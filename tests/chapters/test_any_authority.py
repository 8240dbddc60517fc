"""At a glance and data quality of any authority."""

import re

import pytest

from analysis.charts.chart import Notice
from analysis.claims.table import Table
from analysis.data.areas import get_area, is_authority, load_areas
from analysis.data.params import validate_locality
from chapters.templates import sentences_of, shown

SCILLY, CITY, ENGLAND = "E06000053", "E09000001", "E92000001"
STEP = 25
NOT_HELD = re.compile(r"not held|hold no |(is|are) held")
KINDS = {
    "county": "E10000016",  # Kent
    "rural-unitary": "E06000019",  # Herefordshire
    "large-unitary": "E06000052",  # Cornwall
    "city": "E06000016",  # Leicester
    "tees-valley": "E06000001",  # Hartlepool
    "put-together-twice": "E06000066",  # Somerset
    "metropolitan": "E08000037",  # Gateshead
    "london": "E09000007",  # Camden
    "district": "E07000108",  # Dover
    "former-district": "E07000150",  # Corby, whose place North Northamptonshire has
    "region": "E12000001",  # North East
    "group": "E06000001+E06000002",  # Hartlepool and Middlesbrough
    "smallest": SCILLY,
    "smallest-city": CITY,
    "ward-without-outlines": "E05010458",  # Abbey, Leicester
    "neighbourhood": "E05010458+E05010463",  # Abbey and Castle, Leicester
    "country": ENGLAND,
}


@pytest.mark.slow
@pytest.mark.parametrize("chapter", ["glance", "quality"])
def test_the_smallest_and_every_so_manyeth_authority_has_its_page(chapter):
    """The City of London and the Isles of Scilly have hardly a figure: the page says so."""
    codes = sorted(code for code, area in load_areas().items() if is_authority(area))
    for code in dict.fromkeys((SCILLY, CITY, *codes[::STEP])):
        locality = validate_locality({"area_code": code}, "a test")
        items = [item for _, item in shown(chapter, locality) if not isinstance(item, Table)]
        said = [str(one) for item in items for one in sentences_of(item)]
        assert len(said) >= 5
        assert any(get_area(code).name in text for text in said)
        assert not any("nan" in text.split() or "[x]" in text for text in said), said


@pytest.mark.slow
@pytest.mark.parametrize("code", KINDS.values(), ids=KINDS)
def test_every_chapter_of_each_kind_of_area_has_its_page(code):
    """No place fails for being of another kind, and no number that is not there is said."""
    locality = validate_locality({"area_code": code}, "a test")
    for chapter in locality.chapters:
        items = [item for _, item in shown(chapter, locality)]
        said = [str(one) for item in items for one in sentences_of(item)]
        assert said, chapter
        assert not any("nan" in text.split() for text in said), chapter
        # A page gathers notices; what is said otherwise is said once.
        prose = [
            text
            for item in items
            if not isinstance(item, Notice)
            for text in map(str, sentences_of(item))
            if NOT_HELD.search(text)
        ]
        assert len(prose) == len(set(prose)), chapter
