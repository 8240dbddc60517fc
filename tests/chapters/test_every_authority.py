"""The chapters on groups, services and neighbourhoods for every authority of England."""

import re
from collections.abc import Iterator

import pytest

from analysis.chapters.core20plus5.findings import Core20Plus5
from analysis.chapters.core20plus5.service_show import show_checks, show_maternity
from analysis.chapters.core20plus5.services import find_checks, find_maternity
from analysis.chapters.groups.show import show_sizes
from analysis.chapters.wards.middle_show import show_children, show_middle_areas
from analysis.claims.table import Table
from analysis.data.areas import is_authority, load_areas
from analysis.data.documents.published import Targets
from analysis.data.groups import read_ethnic_groups
from analysis.data.params import validate_locality
from chapters.templates import flat, sentences_of

AUTHORITIES = 153
BROKEN = re.compile(r"\bnan\b|\bNone\b|\{|\}|\.\.(?!\.)")


def said_of(code: str) -> Iterator[str]:
    """Give every sentence and the text of every table of the new sections of one authority."""
    locality = validate_locality({"area_code": code}, "a test")
    places = locality.places
    targets = Targets.model_validate(locality.values(["targets"])["targets"])
    checks, maternity = (find(places, targets.services) for find in (find_checks, find_maternity))
    services = Core20Plus5(targets, (), checks, maternity, read_ethnic_groups(code))
    for item in (
        show_sizes(places),
        show_checks(services, places),
        show_maternity(services, places),
        show_middle_areas(places),
        show_children(places),
    ):
        for one in flat(item):
            yield from map(str, sentences_of(one))
            if isinstance(one, Table):
                yield one.text


@pytest.mark.slow
def test_every_authority_has_its_groups_services_and_neighbourhoods(shared_data, monkeypatch):
    monkeypatch.setenv("ANALYSIS_DATA", str(shared_data / "national"))
    codes = sorted(code for code, area in load_areas().items() if is_authority(area))
    assert len(codes) == AUTHORITIES
    for code in codes:
        said = [*said_of(code)]
        name = load_areas()[code].name
        assert len(said) >= 5, name
        assert not [text for text in said if BROKEN.search(text)], name
        for text in said:
            if text.startswith("The figures of this book hold"):
                assert said.count(text) == 1, f"{name} says once what is not held"
