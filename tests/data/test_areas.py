"""Areas are found by what people call them, and what is not found comes with a suggestion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data.area_search import search_areas
from analysis.data.areas import (
    ENGLAND,
    Places,
    find_area,
    get_area,
    is_authority,
    load_areas,
    load_wards,
    slugify,
)
from analysis.data.boundary_changes import ENDED, SUCCESSORS
from analysis.data.deprivation import read_wards
from analysis.errors import UnknownAreaError

STOCKTON = "E06000004"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("E06000004", STOCKTON),
        ("e06000004", STOCKTON),
        (" E06000004 ", STOCKTON),
        ("Stockton-on-Tees", STOCKTON),
        ("stockton on tees", STOCKTON),
        ("STOCKTON ON TEES", STOCKTON),
        ("Redcar & Cleveland", "E06000003"),
        ("redcar-and-cleveland", "E06000003"),
        ("England", ENGLAND),
        ("North East", "E12000001"),
        ("E06000048", "E06000057"),  # Northumberland's code until March 2013
        ("Northumberland", "E06000057"),
        ("E07000150", "E06000061"),  # Corby, since April 2021 in North Northamptonshire
        ("Corby", "E06000061"),
        ("Northampton", "E06000062"),
        ("E05014884", "E05014884"),  # the ward Yarm
    ],
)
def test_an_area_is_found_by_code_old_code_name_or_file_name(words, code):
    assert find_area(words).code == code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Stockton on Tee", 'No area is called "Stockton on Tee". Did you mean Stockton-on-Tees ('),
        ("Gateshed", "Did you mean Gateshead (E08000037)?"),
        ("E06000005x", 'No area is called "E06000005x".'),
        ("E06999999", 'No area is called "E06999999".'),
        ("E05999999", 'No area is called "E05999999".'),
        ("W06000015", "W06000015 is an area of Wales; this book covers England."),
        ("S12000036", "S12000036 is an area of Scotland; this book covers England."),
        ("N09000003", "N09000003 is an area of Northern Ireland; this book covers England."),
        ("", 'No area is called "".'),
        ("<script>", 'No area is called "<script>".'),
    ],
)
def test_what_is_not_found_is_said_in_one_sentence(words, said):
    with pytest.raises(UnknownAreaError) as problem:
        find_area(words)
    assert said in str(problem.value)


def test_what_is_not_found_says_how_to_list_the_areas():
    with pytest.raises(UnknownAreaError, match="`analysis areas` lists them all"):
        find_area("Atlantis")


def test_a_name_of_several_areas_asks_for_a_code(figures):
    rows = figures.rows("geography/areas.csv")
    twin = rows[3] | {"area_code": "E07000999", "area_type": "district"}
    figures.write("geography/areas.csv", [*rows, twin])
    figures.seal()
    with pytest.raises(UnknownAreaError) as problem:
        find_area("hartlepool")
    assert str(problem.value) == (
        '"hartlepool" is the name of several areas: give a code, E06000001 (unitary authority), '
        "E07000999 (district)."
    )


def test_the_very_code_gives_the_very_area():
    assert get_area("E06000048").name == "Northumberland"
    assert get_area("E06000048").successor_code == "E06000057"


def test_every_area_and_ward_is_found_by_its_own_code():
    for code in load_areas():
        assert get_area(code).code == code
    for code in read_wards(2025).groupby("area_code")["ward_code"].last():
        ward = get_area(code)
        assert (ward.code, ward.type) == (code, "ward")
        assert ward.authority_code in load_areas()


def test_wards_of_stockton_are_those_of_the_ward_table():
    wards = load_wards(STOCKTON)
    assert len(wards) == 27
    assert all(ward.region_code == "E12000001" for ward in wards.values())


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Stockton-on-Tees", "stockton-on-tees"),
        ("Billingham West & Wolviston", "billingham-west-and-wolviston"),
        ("King's Lynn", "kings-lynn"),
        ("Ynys Môn", "ynys-mon"),
        ("../../etc/passwd", "etc-passwd"),
        ("***", ""),
    ],
)
def test_a_slug_is_fit_for_a_file_name(words, slug):
    assert slugify(words) == slug


@given(st.text())
def test_a_slug_has_only_letters_digits_and_single_hyphens_and_is_stable(words):
    slug = slugify(words)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug == slug.strip("-")
    assert "--" not in slug
    assert slugify(slug) == slug


def test_slugs_of_areas_in_use_differ():
    areas = load_areas().values()
    slugs = [one.slug for one in areas if not one.successor_code and one.code not in ENDED]
    assert len(slugs) == len(set(slugs))


def test_a_search_lists_what_holds_the_words():
    found = search_areas("northampton")
    assert set(found["area_name"]) >= {"North Northamptonshire", "Northampton"}
    assert found["area_name"].is_monotonic_increasing
    assert search_areas("e06000004")["area_name"].tolist() == ["Stockton-on-Tees"]
    assert search_areas("atlantis").empty
    assert len(search_areas()) == len(load_areas())


@pytest.mark.parametrize(
    ("code", "now"),
    [
        ("E08000016", "E08000038"),  # Barnsley took a new code in 2025; figures have the old one
        ("E08000038", ""),
        ("E08000020", "E08000037"),  # Gateshead, 2013
        ("E08000037", ""),
        ("E06000048", "E06000057"),  # Northumberland, 2013
        ("E07000190", "E06000066"),  # Taunton Deane, twice: 2019 and 2023
        ("E10000006", "E06000063+E06000064"),  # Cumbria
        ("E10000009", "E06000059"),  # Dorset's county
        ("E10000016", ""),
    ],
)
def test_the_list_says_the_code_of_today(code, now):
    found = search_areas(code).set_index("area_code")
    assert found.loc[code, "now"] == now
    if code.startswith("E08"):
        assert found.loc[code, "region_name"] != ""


def test_every_old_code_leads_to_the_end_of_its_changes():
    for code in SUCCESSORS:
        last = code
        while last in SUCCESSORS:
            last = SUCCESSORS[last]
        held = find_area(code).code
        assert last in (held, SUCCESSORS.get(held)), code


def test_a_code_that_is_no_longer_used_is_no_authority():
    assert not is_authority(get_area("E06000048"))
    assert not is_authority(get_area(ENGLAND))
    assert is_authority(get_area("E06000057"))


def test_each_code_shown_has_one_part():
    places = Places(STOCKTON, "Stockton", ENGLAND, "E12000001", [STOCKTON, "E06000001", ENGLAND])
    assert places.roles == {
        "E06000001": "neighbour",
        "E12000001": "region",
        ENGLAND: "England",
        STOCKTON: "area",
    }
    assert places.comparator_name == "England"
    assert places.region_name == "North East"


def test_an_area_without_a_region_has_no_region_beside_it():
    places = Places(ENGLAND, "England")
    assert places.roles == {ENGLAND: "area"}
    assert places.region_name == ""
