"""Names as people say them: official, short, everyday and old ones lead to the area of today."""

import csv

import pytest

from analysis.data.area_names import propose, short_names
from analysis.data.area_search import search_areas
from analysis.data.areas import describe_change, find_area, find_group, load_areas
from analysis.data.boundary_changes import SUCCESSORS
from analysis.errors import UnknownAreaError
from raw_tables import RAW


def listed() -> list[tuple[str, str]]:
    """List every name and code of the table of areas, and the old codes, with a code to find."""
    with (RAW / "geography" / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = [(row["area_name"].split(" (")[0], row["area_code"]) for row in rows]
    coded = [(row["area_code"], row["area_code"]) for row in rows]
    return [*named, *coded, *((old, new) for old, new in SUCCESSORS.items())]


def test_each_name_and_code_of_the_table_and_each_old_code_is_found():
    pairs = listed()
    assert len(pairs) >= 400
    missed = [
        (words, code)
        for words, code in pairs
        if not {code, load_areas()[code].successor_code} & set(search_areas(words)["area_code"])
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Hull", "E06000010"),
        ("Durham", "E06000047"),
        ("Herefordshire", "E06000019"),
        ("Bristol", "E06000023"),
        ("BCP", "E06000058"),
        ("Southend", "E06000033"),
        ("Stoke", "E06000021"),
        ("Scilly", "E06000053"),
        ("St Helens", "E08000013"),
        ("Bath", "E06000022"),
        ("London Borough of Bromley", "E09000006"),
        ("Kent County Council", "E10000016"),
        ("City of York", "E06000014"),
        ("Dorset", "E06000059"),  # and not the county that ended in 2019
        ("Kent", "E10000016"),
        ("E07000097", "E07000242"),  # East Hertfordshire until 2013
        ("Cumbria", "E06000063+E06000064"),
    ],
)
def test_an_everyday_name_is_understood(words, code):
    assert find_area(words).code == code
    for member in code.split("+"):
        assert "+" in code or member in set(search_areas(words)["area_code"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "Newcastle",
            '"Newcastle" may be several areas: give a code, E07000195 (Newcastle-under-Lyme), '
            "E08000021 (Newcastle upon Tyne).",
        ),
        (
            "Kingston",
            '"Kingston" may be several areas: give a code, E06000010 (Kingston upon Hull, City '
            "of), E09000021 (Kingston upon Thames).",
        ),
        ("Kentt", 'No area is called "Kentt". Did you mean Kent (E10000016)?'),
        ("Birmigham", "Did you mean Birmingham (E08000025)?"),
        ("Cardiff", "Cardiff is in Wales; this book covers England."),
        ("Yarm", "Yarm is a ward of Stockton-on-Tees (E05014884): give the code of a ward."),
        ("Abbey", "and 10 more: give the code of a ward."),
        ("E05001527", "was the ward Billingham Central of Stockton-on-Tees in 2017"),
    ],
)
def test_what_cannot_be_meant_is_said_with_what_to_do(words, said):
    with pytest.raises(UnknownAreaError) as problem:
        find_area(words)
    assert said in str(problem.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Kent", ""),
        ("Northumberland", ""),
        ("Corby", "Corby is part of North Northamptonshire today, whose page this is."),
        ("E06000048", "Northumberland is held here under the code E06000057."),
        ("Cumbria", "Cumbria is Cumberland and Westmorland and Furness today, taken together."),
    ],
)
def test_an_area_that_goes_on_as_another_is_not_silently_that(words, said):
    assert describe_change(words) == said


def test_short_names_are_parts_of_the_official_one():
    assert list(short_names("bournemouth-christchurch-and-poole"))[-1] == "poole"
    assert list(short_names("kent")) == []


def test_nothing_unlike_is_proposed():
    assert propose("atlantis", [area.slug for area in load_areas().values()]) == []


def test_a_district_and_its_county_are_no_group():
    with pytest.raises(UnknownAreaError, match="lies within Kent"):
        find_group(["Kent", "Dover"])
