"""The districts of an authority, from the table of areas read without the package."""

import pytest

from analysis.data.areas import load_areas
from analysis.data.boundary_changes import SUCCESSORS
from analysis.data.districts import (
    districts_of,
    ended_in,
    find_district,
    read_district_boundaries,
)
from analysis.data.likeness import OUTLINES
from analysis.errors import ParameterError
from raw_tables import rows_of

KENT, DEVON, STOCKTON = "E10000016", "E10000008", "E06000004"
NORTH, WEST = "E06000061", "E06000062"


def names(code: str) -> list[str]:
    return [one.name for one in districts_of(code)]


@pytest.mark.parametrize(("code", "count"), [(KENT, 12), (DEVON, 8), ("E10000012", 12)])
def test_a_countys_districts_are_those_that_the_table_puts_in_it(code, count):
    of_county = sorted(
        row["area_name"]
        for row in rows_of("geography/areas")
        if row["upper_tier_code"] == code and row["area_type"] == "district"
    )
    assert names(code) == of_county
    assert len(of_county) == count
    assert {ended_in(one) for one in districts_of(code)} == {0}


def test_northamptonshires_seven_former_districts_stand_in_its_two_halves():
    """The Northamptonshire (Structural Changes) Order 2020 puts them so, from April 2021."""
    assert names(NORTH) == ["Corby", "East Northamptonshire", "Kettering", "Wellingborough"]
    assert names(WEST) == ["Daventry", "Northampton", "South Northamptonshire"]
    assert names(f"{NORTH}+{WEST}") == sorted(names(NORTH) + names(WEST))
    assert {ended_in(one) for one in districts_of(NORTH)} == {2021}


@pytest.mark.parametrize("code", [STOCKTON, "E06000016", "E12000001", "E92000001", "E07000105"])
def test_a_place_of_one_tier_a_region_a_country_and_a_district_have_none(code):
    assert districts_of(code) == ()


def test_no_district_stands_in_two_authorities_and_none_under_an_old_code_of_its_own():
    owners = {code for code, area in load_areas().items() if area.type != "region"}
    found = [one.code for code in owners for one in districts_of(code)]
    assert len(set(found)) == len(found)
    renamed = {"E07000097", "E07000100", "E07000101", "E07000104"}
    assert renamed <= set(SUCCESSORS)
    assert not renamed & set(found)


@pytest.mark.parametrize(
    ("words", "authority", "code"),
    [
        ("Corby", NORTH, "E07000150"),
        ("e07000150", NORTH, "E07000150"),
        ("dover", KENT, "E07000108"),
    ],
)
def test_a_district_is_found_by_name_or_code_among_those_of_its_authority(words, authority, code):
    assert find_district(words, authority).code == code


@pytest.mark.parametrize(
    ("words", "authority", "said"),
    [
        ("Corbi", NORTH, 'North Northamptonshire has no district "Corbi". Did you mean Corby?'),
        ("Dover", DEVON, 'Devon has no district "Dover". Its districts are East Devon, Exeter'),
        ("Yarm", STOCKTON, "Stockton-on-Tees has no districts, so no page of one can be made:"),
    ],
)
def test_a_district_that_is_not_there_is_one_sentence_with_what_to_do(words, authority, said):
    with pytest.raises(ParameterError) as problem:
        find_district(words, authority)
    assert str(problem.value).startswith(said)


def test_outlines_are_held_of_districts_of_2021_and_none_without_their_file(figures):
    figures.seal()
    assert read_district_boundaries(["E07000105"]) == {}


def test_a_former_district_of_2020_has_no_outline_of_its_own():
    held = read_district_boundaries(["E07000105", "E07000150"])
    assert [*held] == ["E07000105"]
    assert OUTLINES.startswith("boundaries/")
