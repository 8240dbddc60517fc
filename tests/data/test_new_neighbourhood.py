"""Neighbourhoods as people name them: wards, and files of small areas, with all their faults."""

import re
from pathlib import Path

import pytest
import yaml

from analysis.data.areas import NEIGHBOURHOOD, find_group, get_area
from analysis.data.neighbourhoods import small_areas_of, whole_wards
from analysis.data.new_locality import write_locality
from analysis.data.new_neighbourhood import find_neighbourhood, join_small_areas, join_wards
from analysis.data.params import read_locality
from analysis.errors import AnalysisError
from raw_tables import rows_of

NORTON = "E05014876+E05014877"
"""The wards Norton North and Norton South of Stockton-on-Tees."""


def small_areas_in(*wards: str) -> list[str]:
    """List the small areas of wards of 2024, from the raw table."""
    rows = rows_of("deprivation/imd2025_lsoa21")
    return sorted(row["lsoa21_code"] for row in rows if row["ward24_code"] in wards)


@pytest.mark.parametrize(
    ("words", "council"),
    [
        ("Norton North,Norton South", "Stockton-on-Tees"),
        (" norton south , NORTON NORTH ", "E06000004"),
        ("E05014876,E05014877", ""),
        ("e05014877,Norton North", ""),  # that of the council of the other, not of Halton
    ],
)
def test_wards_are_taken_together_by_name_or_code(words, council):
    area = join_wards(words, council)
    assert (area.code, area.type) == (NORTON, NEIGHBOURHOOD)
    assert (area.authority_code, area.region_code) == ("E06000004", "E12000001")
    assert area.name == "Norton North and Norton South"
    assert list(small_areas_of(area.code)) == small_areas_in("E05014876", "E05014877")
    assert whole_wards(area.code) == ("E05014876", "E05014877")


def test_a_ward_whose_name_has_commas_is_one_ward():
    area = join_wards("Greasby, Frankby and Irby, Bebington", "Wirral")
    assert area.name == "Bebington and Greasby, Frankby and Irby"


def test_wards_of_districts_of_one_county_are_the_countys():
    dover, thanet = (
        next(r["ward24_code"] for r in rows_of("deprivation/wards_2024_imd2025")
             if r["ltla24_name"] == name)
        for name in ("Dover", "Thanet")
    )  # fmt: skip
    assert join_wards(f"{dover},{thanet}").authority_code == "E10000016"  # Kent


@pytest.mark.parametrize(
    ("words", "council", "said"),
    [
        ("Norton Nrth,Yarm", "", 'No ward of 2024 is called "Norton Nrth". Did you mean Norton No'),
        ("Norton Nrth,Yarm", "stockton", "Stockton-on-Tees has no ward Norton Nrth. Did you mean"),
        ("Yarm,Abbey", "stockton", "Stockton-on-Tees has no ward Abbey. It is a ward of Sandwell"),
        ("Yarm,E05010458", "stockton", "has no ward E05010458. It is a ward of Leicester."),
        ("E05014884,E05010458", "", "Yarm in Stockton-on-Tees and Abbey in Leicester are not of "),
        ("Norton North,Norton North", "stockton", "Norton North is named twice"),
        ("Yarm,", "", "Yarm is one ward, which has a page of its own: `analysis new E05014884`."),
        ("Abbey,Castle", "", "Abbey is a ward of Sandwell (E05001260), Shropshire (E05008136)"),
        ("E06000004,Yarm", "", "Stockton-on-Tees is a unitary authority: a neighbourhood is "),
        ("W05000123,Yarm", "", "W05000123 is an area of Wales; this book covers England."),
        ("E05001527,Yarm", "", "E05001527 was the ward Billingham Central of Stockton-on-Tees in "),
        ("E05999999,Yarm", "", 'No area is called "E05999999".'),
        (",", "", "--wards names no ward"),
    ],
)  # fmt: skip
def test_wards_that_are_none_are_said_with_what_to_do(words, council, said):
    with pytest.raises(AnalysisError) as problem:
        join_wards(words, council)
    assert said in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.fixture
def codes(tmp_path):
    """Give a function that writes a file and takes its small areas together."""

    def join(text: str | bytes):
        path = tmp_path / "codes.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return join_small_areas(path)

    return join


@pytest.mark.parametrize(
    "text",
    [
        "E01012247\nE01012249\n",  # no heading
        "LSOA21CD,LSOA21NM,MSOA\nE01012249,b,E02002542\n\ne01012247,a,E02002542\n",
        "\ufeffLocal authority;code\r\nE06000004; E01012247\r\nE06000004;E01012249\r\n",
        "My list\nof the north\nname\tcode\na\tE01012247\nb\tE01012249\n",
    ],
    ids=["bare", "two columns of codes", "semicolons", "title rows and tabs"],
)
def test_a_column_of_codes_is_found_in_a_file_as_people_have_it(codes, text):
    area, said = codes(text)
    assert area.code == "E01012247+E01012249"
    assert area.name == "2 small areas of Stockton-on-Tees"
    assert said == ""


def test_middle_layer_areas_are_the_small_areas_within_them(codes):
    """Of 2011, whose names their small areas bear: 006 and 008 of Stockton-on-Tees."""
    area, _ = codes("code\nE02002540\nE02002542\n")
    earlier = {
        row["lsoa11_code"]
        for row in rows_of("deprivation/imd2019_lsoa11")
        if row["lsoa11_name"][:-1] in ("Stockton-on-Tees 006", "Stockton-on-Tees 008")
    }
    today = {
        row["lsoa21_code"]
        for row in rows_of("geography/lsoa11_to_lsoa21")
        if row["lsoa11_code"] in earlier
    }
    assert set(small_areas_of(area.code)) == today


def test_codes_of_2011_are_those_of_2021_of_the_same_extent(codes):
    """E01012266 was split into E01035197 and E01035198; E01012247 goes on."""
    area, said = codes("code\nE01012266\nE01012247\n")
    assert area.members == ("E01012247", "E01035197", "E01035198")
    assert "1 of them are small areas of 2021 of the same extent under other codes" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "codes.csv has no column of codes of small or middle-layer areas"),
        ("name\nNorton\n", "codes.csv has no column of codes of small or middle-layer areas"),
        (b"\xff\xfe\x00", "codes.csv cannot be read as text"),
        ("E01012247\nE01012249\nE01012247\n", "E01012247 stands in rows 1 and 3. Keep one."),
        ("E01012247\nTotal\n", 'codes.csv, row 2: "TOTAL" is no code of a small area'),
        ("E01012247\nW01000003\n", "W01000003 is an area of Wales; this book covers England."),
        ("E01012247\n", "codes.csv names one area alone"),
        ("E01012247\nE01013600\n", "Roseworth in Stockton-on-Tees and Abbey in Leicester"),
        ("E02002540\nE02999999\n", "E02999999 is no middle-layer area of 2011"),
        ("E01012247\nE01999999\n", "The figures hold no small area E01999999"),
        (
            "code\nE01012247\nE01012266\nE01035199\n",
            "mixes small areas of 2011 (E01012266, row 3) with those of 2021 (E01035199, row 4)",
        ),
    ],
)
def test_a_file_that_is_wrong_is_said_with_what_to_do(codes, text, said):
    with pytest.raises(AnalysisError) as problem:
        codes(text)
    assert said in str(problem.value)
    assert "\n" not in str(problem.value)


def test_half_of_a_merged_small_area_is_not_the_whole(codes):
    lineage = rows_of("geography/lsoa11_to_lsoa21")
    merged = next(row for row in lineage if row["change_code"] == "M")
    parents = [r["lsoa11_code"] for r in lineage if r["lsoa21_code"] == merged["lsoa21_code"]]
    assert len(parents) > 1
    before = {row["lsoa11_code"] for row in lineage}
    old = next(p for p in parents if p not in {row["lsoa21_code"] for row in lineage})
    assert old in before
    with pytest.raises(AnalysisError, match=f"{merged['lsoa21_code']} of 2021 lies only partly"):
        codes(f"{old}\nE01012247\n")


def test_people_are_not_counted_twice():
    inside = small_areas_in("E05014876")[0]
    with pytest.raises(AnalysisError, match=f"The small area {inside} lies in two"):
        get_area(f"E05014876+{inside}")
    with pytest.raises(AnalysisError, match="is no ward or small area"):
        get_area("E05014876+E06000004")
    with pytest.raises(AnalysisError, match="Yarm is a ward: a group is made of authorities"):
        find_group(["E05014884", "Hartlepool"])


def test_wards_are_a_neighbourhood_only_where_they_are_asked_for(tmp_path):
    given = {"wards": True, "small_areas": None, "name": "North bank"}
    area, _ = find_neighbourhood(["stockton", "Norton North,Norton South"], **given)
    assert area.code == NORTON
    assert find_neighbourhood(["Bristol, City of"], **given) is None
    assert find_neighbourhood(["stockton"], **given) is None
    assert find_neighbourhood(["a,b"], **given | {"wards": False}) is None
    for words, changes, said in (
        (["Yarm,Ropner"], {"name": ""}, 'Give the neighbourhood a name, as in --name "North bank"'),
        (["a", "b", "Yarm,Ropner"], {}, "one council at most"),
        (
            ["stockton"],
            {"small_areas": tmp_path / "a.csv"},
            "Leave out stockton: the codes",
        ),
        ([], {"small_areas": tmp_path / "a.csv"}, "a.csv. Give the path of a CSV of codes"),
    ):
        with pytest.raises(AnalysisError, match=re.escape(said)):
            find_neighbourhood(words, **given | changes)


def test_what_is_written_is_read_again(tmp_path: Path):
    path = write_locality(get_area(NORTON), "norton", tmp_path, name="Norton")
    assert yaml.safe_load(path.read_text("utf-8")) == {
        "area_code": ["E05014876", "E05014877"],
        "area_name": "Norton",
    }
    assert "  - E05014876  # Norton North\n" in path.read_text("utf-8")
    locality = read_locality(path)
    assert (locality.area_code, locality.area_name) == (NORTON, "Norton")
    assert locality.chapters == ("neighbourhood",)
    assert locality.comparator_code == "E92000001"


def test_every_ward_of_england_is_made_of_the_small_areas_of_the_table():
    for ward in rows_of("deprivation/wards_2024_imd2025")[::500]:
        held = small_areas_of(ward["ward24_code"])
        assert len(held) == float(ward["lsoas"])
