"""At a glance and data quality of any authority."""

import pytest

from analysis.claims.table import Table
from analysis.data.areas import get_area, is_authority, load_areas
from analysis.data.params import validate_locality
from chapters.templates import sentences_of, shown

SCILLY, CITY, ENGLAND = "E06000053", "E09000001", "E92000001"
STEP = 25


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
