"""The rows behind a claim: its area's, or its parts', of its period, sex and published number."""

import pytest

from analysis import paths
from analysis.book.mime import figure_files
from analysis.book.provenance import RawFiles, key_of, raw_file

SMOKING = "indicators/smoking.csv"
CLAIM = {
    "rule": "as published",
    "area_code": "E06000004",
    "period": "2023",
    "sex": "Persons",
    "value": 20.0,
}


def texts(figures, file, found):
    lines = (figures.folder / file).read_text().splitlines()
    return [lines[number - 1] for number in found]


def test_a_link_carries_the_published_number_and_no_other():
    name, address = raw_file("a|b.csv", CLAIM)
    assert name == "a|b.csv"
    assert address == "a%7Cb.csv%7CE06000004%7C2023%7CPersons%7C20.0"
    _, address = raw_file(SMOKING, CLAIM | {"rule": "absolute gap"})
    assert key_of(address) == (SMOKING, ["E06000004", "2023", "Persons", ""])


def test_a_claim_of_another_table_leads_to_its_file(figures):
    figures.seal()
    rows = RawFiles(figures.folder)
    (line,) = rows["geography/areas.csv"].find(("E06000004", "2023", "Persons"))
    text = (figures.folder / "geography/areas.csv").read_text().splitlines()[line - 1]
    assert text.startswith("E06000004,Stockton-on-Tees")
    assert rows["geography/areas.csv"].find(("E06000099", "2023", "Persons")) == []
    assert rows["no/such.csv"].find(("E06000004", "2023", "Persons")) == []
    assert rows["../figures/catalogue.csv"].find(("", "", "")) == []


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2022", ["2022"]),
        ("2022 up to 2023", ["2022", "2023"]),
        ("latest of each", ["2023"]),
        ("as the plan has it", ["2022", "2023"]),
    ],
)
def test_a_claim_has_the_rows_of_its_period(figures, period, years):
    figures.seal()
    found = RawFiles(figures.folder)[SMOKING].find(("E06000004", period, "Persons"))
    lines = (figures.folder / SMOKING).read_text().splitlines()
    rows = [lines[number - 1].split(",") for number in found]
    assert [row[4] for row in rows] == years
    assert {row[1] for row in rows} == {"E06000004"}


@pytest.mark.parametrize("name", ["params/targets.yml", "A Fairer Place 2021 to 2031"])
def test_a_document_has_no_rows_to_lead_to(name):
    assert raw_file(name, CLAIM) == (name, "")


def test_a_merged_area_has_the_rows_of_what_it_was_made_of(figures):
    figures.write("deaths.csv", "area_code,deaths\nE06000004,5\nE07000150,7\n")
    figures.seal()
    found = RawFiles(figures.folder)["deaths.csv"].find(("E06000061", "2014", "Persons"))
    assert texts(figures, "deaths.csv", found) == ["E07000150,7"]


def test_among_the_rows_of_an_area_the_one_with_the_number_is_meant(figures):
    rows = "area_code,year,deprivation_decile,value\nE06000004,2014,1,70.5\nE06000004,2014,2,81\n"
    figures.write("deciles.csv", rows)
    figures.seal()
    rows = RawFiles(figures.folder)
    for value, expected in (("70.5", [2]), ("81.0", [3]), ("99.0", [2, 3]), ("2014", [2, 3])):
        assert rows["deciles.csv"].find(("E06000004", "2014", "Persons", value)) == expected


def test_a_file_without_areas_is_of_england_in_its_years(figures):
    figures.write("national.csv", "year,sex,deaths\n2013,Male,1\n2014,Male,2\n2015,Female,3\n")
    figures.seal()
    rows = RawFiles(figures.folder)
    assert rows["national.csv"].find(("E92000001", "2014 to 2015", "Male")) == [3]
    assert rows["national.csv"].find(("E06000004", "2014 to 2015", "Male")) == []
    assert rows["national.csv"].find(("E92000001", "", "")) == []


def test_the_rows_of_some_areas_are_counted_with_their_parts(figures):
    figures.write("deaths.csv", "area_code,deaths\nE06000004,5\nE07000150,7\nE06000004,7\n")
    figures.write("national.csv", "year,deaths\n2013,1\n2014,2\n")
    figures.seal()
    rows = RawFiles(figures.folder)
    assert rows["deaths.csv"].count(["E06000004", "E92000001"]) == 2
    assert rows["deaths.csv"].count(["E06000061"]) == 1
    assert rows["national.csv"].count(["E06000061"]) == 2
    assert rows["no/such.csv"].count(["E06000061"]) == 0


def test_a_ward_of_another_edition_is_found_by_its_number_alone():
    file, ward = "deprivation/wards_2017_imd2019.parquet", "E05014858"
    rows = RawFiles(paths.data_folder())
    (line,) = rows[file].find((ward, "2019", "Persons", "1005.0"))
    text = ",".join(rows[file].row(line).values())
    assert text.startswith("E05001527,Billingham Central,E06000004,Stockton-on-Tees,")
    assert ",1005," in text
    for value in ("", "2019.0"):
        assert rows[file].find((ward, "2019", "Persons", value)) == []
    assert rows[file].used == {line}


def test_a_figure_of_many_indicators_leads_to_a_row_of_each(figures):
    figures.seal()
    table = {
        "columns": ["Indicator", "Period", "Unit"],
        "rows": [["Life expectancy, female", "2023", "years"], ["Smoking", "2022", "%"]],
    }
    shown = figure_files({"table": table, "source": "their publishers"})
    assert [key_of(address) for _, address in shown] == [
        ("indicators/life.csv", ["", "2023", "Female", ""]),
        (SMOKING, ["", "2022", "", ""]),
    ]


def test_another_figure_leads_to_the_files_that_its_source_names(figures):
    figures.write("geography/other.csv", "a\n1\n")
    figures.seal()
    entries = figures.rows("manifest.csv")
    for entry in entries:
        entry["release"] = f"Release {entry['path']}"
    figures.write("manifest.csv", entries)
    table = {"columns": ["Area"], "rows": []}
    source = f"Made-up Office, Release {SMOKING}; somebody else"
    assert figure_files({"table": table, "source": source}) == [
        (SMOKING, "indicators%2Fsmoking.csv%7C%7C%7C%7C")
    ]
    assert figure_files({"table": table, "source": "nobody"}) == []
