"""The command line: 0 done, 1 one plain sentence that says what to do, 2 wrong usage."""

import os
import re
import shutil

import pytest
import yaml
from typer.testing import CliRunner, Result

from analysis import paths
from analysis.cli import app
from analysis.data.params import load_localities


@pytest.fixture
def analysis(project, monkeypatch):
    """Give a function that runs a command in a copy of the project."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return run


def sentence(result: Result) -> str:
    """Give the one plain sentence of a command that failed."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    assert lines[0].startswith("Error: ")
    return lines[0].removeprefix("Error: ")


def everything(project) -> dict[str, str]:
    """Give what stands in the folders that commands write into."""
    return {
        path.relative_to(project).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("params", "book")
        for path in (project / folder).rglob("*")
        if path.is_file()
    }


def test_help_names_every_command(analysis):
    result = analysis("--help")
    assert result.exit_code == 0
    for command in ("areas", "new", "check", "run", "build", "verify"):
        assert re.search(rf"^\W*{command}\b", result.output, re.MULTILINE), command


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["new"],
        ["run"],
        ["run", "--jobs", "0", "stockton-on-tees"],
        ["run", "--jobs", "many", "stockton-on-tees"],
        ["run", "--al"],
    ],
)
def test_wrong_usage_leaves_with_two_and_writes_nothing(analysis, project, words):
    before = everything(project)
    result = analysis(*words)
    assert result.exit_code == 2, result.output
    assert "Usage" in result.output + result.stderr
    assert everything(project) == before


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("stockton", "E06000004"),
        ("E06000048", "Northumberland"),
        ("corby", "E07000150"),
    ],
)
def test_areas_are_found_by_part_of_a_name_or_code(analysis, words, found):
    result = analysis("areas", words)
    assert result.exit_code == 0
    assert found in result.output


def test_an_area_that_is_not_there_is_said_to_be_missing(analysis):
    assert sentence(analysis("areas", "atlantis")) == (
        'No area is called "atlantis". `analysis areas` lists them all.'
    )


def test_a_new_locality_is_written_validated_and_never_twice(analysis, project):
    result = analysis("new", "gateshead")
    assert result.exit_code == 0, result.output
    assert "params/gateshead.yml" in result.output
    written = project / "params" / "gateshead.yml"
    assert yaml.safe_load(written.read_text(encoding="utf-8"))["area_code"] == "E08000037"
    assert load_localities()["gateshead"].area_name == "Gateshead"
    before = everything(project)
    assert "params/gateshead.yml is there already" in sentence(analysis("new", "gateshead"))
    assert everything(project) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("gatehead", "Did you mean Gateshead (E08000037)"),
        ("newcastle", '"newcastle" may be several areas: give a code, E07000195'),
        ("greater manchester", "Greater Manchester is not the area of one council."),
        ("W06000015", "W06000015 is an area of Wales; this book covers England."),
        ("../../evil", 'No area is called "../../evil".'),
    ],
)
def test_an_unknown_area_comes_with_a_suggestion_and_writes_nothing(analysis, project, words, said):
    before = everything(project)
    assert said in sentence(analysis("new", words))
    assert everything(project) == before


def test_a_former_district_is_told_how_it_has_a_page_of_its_own(analysis, project):
    """Corby asked for: its council's page, how its own is made, and once made where it is."""
    result = analysis("new", "Corby")
    assert result.exit_code == 0, result.output
    own = "For a page of Corby itself, `analysis new north-northamptonshire --districts` makes one"
    assert f"whose page this is. {own}" in " ".join(result.output.split())
    assert analysis("new", "north-northamptonshire", "--districts").exit_code == 0
    before = everything(project)
    for words in ("Corby", "E07000150"):
        assert sentence(analysis("new", words)) == (
            "Corby is part of North Northamptonshire today, and the book has its page within it: "
            "`analysis run north-northamptonshire-corby`. Nothing was written."
        )
    assert everything(project) == before
    # A district of today has a page of its own by its name.
    assert analysis("new", "Dover").exit_code == 0
    assert load_localities()["dover"].area.type == "district"


def test_what_a_countys_districts_lack_is_named_where_they_are_asked_for(analysis, project):
    """West Northamptonshire took over from three: its own list stands once, theirs on demand."""
    assert analysis("new", "west-northamptonshire", "--districts").exit_code == 0
    whole = analysis("check", "west-northamptonshire").output
    assert whole.count("No figures for this area") == 1
    assert whole.count("indicators have figures") == 4
    assert "analysis check west-northamptonshire-daventry" in whole
    alone = analysis("check", "west-northamptonshire-daventry").output
    assert "No figures for this area" in alone
    assert alone.count("Expected: at most") == whole.count("Expected: at most") == 1


def test_a_neighbourhood_is_written_from_wards_and_from_a_file(analysis, project):
    result = analysis("new", "stockton", "--wards", "Yarm, Ropner", "--name", "South side")
    assert result.exit_code == 0, result.output
    assert "params/south-side.yml" in result.output
    found = load_localities()["south-side"]
    assert (found.area.name, found.chapters) == ("Ropner and Yarm", ("neighbourhood",))
    (project / "codes.csv").write_text("code\nE01012266\nE01012247\n", encoding="utf-8")
    result = analysis("new", "--small-areas", str(project / "codes.csv"), "--name", "Corner")
    assert result.exit_code == 0, result.output
    assert "codes.csv holds codes of 2011" in result.output
    assert len(load_localities()["corner"].area.members) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--wards", "Yarm,Ropner"], "Give the neighbourhood a name"),
        (["--wards", "Yarm,Nowhere", "--name", "A"], 'No ward of 2024 is called "Nowhere"'),
        (["--wards", "E05014884,E05010458", "--name", "A"], "are not of one council"),
        (["--small-areas", "none.csv", "--name", "A"], "There is no file none.csv"),
    ],
)
def test_a_neighbourhood_that_cannot_be_is_one_sentence(analysis, project, words, said):
    before = everything(project)
    assert said in sentence(analysis("new", *words))
    assert everything(project) == before


def test_an_area_that_goes_on_as_another_is_said(analysis, project):
    result = analysis("new", "corby")
    assert result.exit_code == 0, result.output
    assert "Corby is part of North Northamptonshire today, whose page this is." in result.output
    assert (project / "params" / "north-northamptonshire.yml").is_file()


def test_a_folder_of_figures_laid_out_as_ours_is_compared_before_it_is_taken(
    analysis, project, figures
):
    figures.seal()
    there = project.parent / "other"
    shutil.copytree(figures.folder, there)
    other = type(figures)(there)
    rows = other.rows("indicators/smoking.csv")
    other.write("indicators/smoking.csv", [*rows[1:], rows[0] | {"value": "21.5"}])
    other.write("boundaries/new.geojson", "{}")
    other.seal()
    before = (figures.folder / "indicators" / "smoking.csv").read_bytes()
    result = analysis("fetch", "--bundle", str(there))
    assert "indicators/smoking.csv: rows that stay 3, new 1, gone 1." in result.output
    assert "boundaries/new.geojson: rows that stay 0, new 1, gone 0." in result.output
    assert (figures.folder / "indicators" / "smoking.csv").read_bytes() == before
    result = analysis("fetch", "--bundle", str(there), "--accept")
    assert result.exit_code == 0, result.output
    assert figures.rows("indicators/smoking.csv")[-1]["value"] == "21.5"
    assert "Nothing has changed." in analysis("fetch", "--bundle", str(there)).output


def test_every_ward_of_an_authority_is_written_once(analysis, project):
    result = analysis("new", "Stockton-on-Tees", "--wards")
    assert result.exit_code == 0, result.output
    wards = sorted(project.glob("params/stockton-on-tees-*.yml"))
    assert len(wards) == 27
    assert "params/stockton-on-tees-yarm.yml" not in result.output, "it was there already"
    assert "analysis run --all, then" in " ".join(result.output.split()), "wards are run so"


def test_the_districts_of_a_county_are_asked_for_with_it(analysis, project):
    result = analysis("new", "Kent", "--districts")
    assert result.exit_code == 0, result.output
    written = (project / "params" / "kent.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(written)["districts"] is True
    pages = [slug for slug, one in load_localities().items() if one.within]
    assert len(pages) == 12
    assert "already" in analysis("new", "Kent", "--districts").output
    assert (project / "params" / "kent.yml").read_text(encoding="utf-8") == written
    checked = analysis("check", "kent-dover")
    assert checked.exit_code == 0, checked.output
    assert "Chapters: district." in checked.output
    assert "Not held inside the area" not in checked.output


def test_a_place_without_districts_is_told_so_and_nothing_is_written(analysis, project):
    before = everything(project)
    assert sentence(analysis("new", "Hartlepool", "--districts")).startswith(
        "Hartlepool has no districts, so no page of one can be made: leave out --districts"
    )
    assert everything(project) == before


@pytest.mark.slow
def test_a_county_of_twelve_districts_is_run_in_a_folder_of_its_own(analysis, project):
    """The chapter of districts, and the page of one that is a district today."""
    assert analysis("new", "Kent", "--districts").exit_code == 0
    result = analysis("run", "kent", "--chapter", "districts", "--jobs", "1")
    assert result.exit_code == 0, result.output
    result = analysis("run", "kent-dover", "--jobs", "1")
    assert result.exit_code == 0, result.output
    chapter = (project / "book" / "kent" / "districts.ipynb").read_text(encoding="utf-8")
    page = (project / "book" / "kent-dover" / "district.ipynb").read_text(encoding="utf-8")
    assert "Strips of " in chapter
    assert "Dover is a district of Kent." in page
    assert "ceased to be" not in chapter + page
    assert 'href=\\"district:E07000114\\">Thanet' in page


def test_check_says_what_the_book_will_hold(analysis):
    result = analysis("check", "stockton-on-tees-yarm")
    assert result.exit_code == 0, result.output
    assert "Chapters: ward." in result.output
    assert "6 small areas; 1 earlier ward." in result.output
    assert "profile" not in result.output


@pytest.mark.slow
def test_check_of_an_authority_counts_its_indicators(analysis):
    result = analysis("check", "stockton-on-tees")
    assert result.exit_code == 0, result.output
    found = re.search(r"(\d+) indicators have figures, (\d+) of them with intervals", result.output)
    assert found
    assert 0 < int(found[2]) <= int(found[1])


def test_a_locality_that_the_book_lacks_comes_with_a_suggestion(analysis):
    said = sentence(analysis("check", "stockton-on-tee"))
    assert said.startswith('The book has no locality "stockton-on-tee". Did you mean stockton-on-')


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("chaptrs: [gap]", "there is no parameter chaptrs. Did you mean chapters?"),
        ("trend_indicators: [year-6-obesty]", "Did you mean year-6-obesity?"),
        ("area_code: E06000001", "the key area_code is given twice"),
        ("area_name: !!python/name:os.system", "is not plain YAML"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["run", "--all"], ["build"]])
def test_a_misspelt_parameter_stops_every_command_before_anything_is_written(
    analysis, project, command, line, said
):
    path = project / "params" / "stockton-on-tees.yml"
    path.write_text(f"area_code: E06000004\n{line}\n", encoding="utf-8")
    before = everything(project)
    message = sentence(analysis(*command))
    assert message.startswith("params/stockton-on-tees.yml")
    assert said in message
    assert everything(project) == before


def test_a_missing_file_of_figures_is_named(analysis, figures, monkeypatch):
    """The small figures hold no deprivation index, so that no ward can be found."""
    figures.seal()
    message = sentence(analysis("check", "stockton-on-tees-yarm"))
    assert "deprivation/wards_2024_imd2025.csv" in message
    assert "Restore it from the last edition" in message


def test_a_changed_byte_of_the_figures_is_named(analysis, figures):
    figures.seal()
    path = figures.folder / "geography" / "areas.csv"
    path.write_bytes(path.read_bytes().replace(b"Hartlepool", b"Hartlepoll"))
    message = sentence(analysis("areas"))
    assert "geography/areas.csv is not the one that manifest.csv describes" in message


def test_another_folder_of_figures_may_be_named(analysis, figures, monkeypatch):
    figures.seal()
    monkeypatch.setenv("ANALYSIS_DATA", "overridden")
    result = analysis("--data", str(figures.folder), "areas")
    assert result.exit_code == 0, result.output
    assert os.environ["ANALYSIS_DATA"] == str(figures.folder.resolve())
    assert "Hartlepool" in result.output
    assert "Gateshead" not in result.output


def test_a_folder_without_figures_is_named_with_the_one_that_was_perhaps_meant(
    analysis, figures, tmp_path, monkeypatch
):
    """A folder that is not there, an archive that was not unpacked, and one level too high or low.

    Nothing is taken from another folder than the one that was named.
    """
    figures.seal()
    gone, packed, empty = (tmp_path / name for name in ("gone", "figures.zip", "empty"))
    packed.write_bytes(b"PK")
    empty.mkdir()
    other = "Give one that is laid out as data/raw. It was named by --data."
    assert sentence(analysis("--data", str(gone), "areas")) == f"There is no folder {gone}. {other}"
    said = sentence(analysis("--data", str(packed), "areas"))
    assert said.startswith(f"{packed} is a file: unpack it if it is an archive")
    assert sentence(analysis("--data", str(empty), "areas")).endswith(other)
    for near in (figures.folder.parent, figures.folder / "indicators"):
        said = sentence(analysis("--data", str(near), "areas"))
        assert f"{near} holds no figures" in said
        assert f"Did you mean {figures.folder}? It was named by --data." in said
    monkeypatch.setenv("ANALYSIS_DATA", str(gone))
    assert sentence(analysis("areas")).endswith("It was named by ANALYSIS_DATA.")
    # What fills a folder may name an empty one, but none that is not there.
    assert f"There is no folder {gone}." in sentence(analysis("fetch", "--dry-run"))
    assert analysis("--data", str(empty), "fetch", "--help").exit_code == 0


def test_outside_a_project_the_sentence_says_where_to_stand(analysis, tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_ROOT", str(tmp_path))
    assert "Run the command inside the project" in sentence(analysis("check"))


def test_an_unknown_chapter_is_named_before_anything_is_run(analysis, project):
    message = sentence(analysis("run", "stockton-on-tees", "--chapter", "gaps"))
    assert message.startswith("There is no chapter gaps. The chapters are ")
    assert not any(project.glob("book/*/*.ipynb"))


def test_a_plan_says_what_would_run_and_runs_nothing(analysis, project):
    result = analysis("run", "stockton-on-tees-yarm", "--plan")
    assert result.exit_code == 0, result.output
    assert "stockton-on-tees-yarm" in result.output
    assert not any(project.glob("book/*/*.ipynb"))


def test_a_book_without_its_chapters_is_not_built(analysis, project):
    message = sentence(analysis("build"))
    assert "it has not been made yet. Run `analysis run stockton-on-tees`" in message
    assert not (project / "book" / "_toc.yml").exists()


def test_a_name_with_brackets_is_shown_as_it_is(analysis, project):
    path = project / "params" / "stockton-on-tees-yarm.yml"
    path.write_text('area_code: E05014884\narea_name: "Yarm [/bold] [red]"\n', encoding="utf-8")
    result = analysis("check", "stockton-on-tees-yarm")
    assert result.exit_code == 0, result.output
    assert "Yarm [/bold] [red]" in result.output


def test_the_project_of_the_tests_is_a_copy(project):
    assert paths.project_root() == project.resolve()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no notebook", "ward.ipynb is not a readable notebook. Run the chapter again."),
        ('{"cells": {}, "nbformat": 4, "nbformat_minor": 5}', "is not a readable notebook."),
        ('{"nbformat": 3, "nbformat_minor": 0}', "is a notebook of format 3.0 and the book's have"),
        ("0" * 100_000_000, "has 100 MB and a chapter may have 20 MB: it was not read."),
    ],
    ids=["no notebook", "another shape", "another format", "too large"],
)
def test_verify_runs_nothing_where_a_chapter_cannot_be_read(analysis, project, text, said):
    path = project / "book" / "stockton-on-tees-yarm" / "ward.ipynb"
    path.parent.mkdir()
    path.write_text(text)
    before = everything(project)
    assert said in sentence(analysis("verify", "stockton-on-tees-yarm"))
    assert everything(project) == before


def test_verify_names_a_chapter_that_was_never_made(analysis):
    result = analysis("verify", "stockton-on-tees-yarm/ward")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "edition.sha256: The edition has no manifest. Run `analysis build` to seal it.",
        "stockton-on-tees-yarm/ward: It has not been made. Run `analysis run` for it.",
    ]
    assert result.stdout.splitlines() == [
        "stockton-on-tees-yarm: 0 of 1 chapters verified",
        "1 chapters, 2 faults",
    ]


def test_a_download_has_one_bar(analysis, monkeypatch):
    """A bar a file, however many pieces it comes in."""
    made = []

    def fetched(names, *, today, tell):
        for done in (1, 2, 3):
            tell("smoking", done, 3)
        return [], {}

    monkeypatch.setattr("analysis.intake.refresh.fetch_all", fetched)
    monkeypatch.setattr(
        "rich.progress.Progress.add_task", lambda self, name, **_: made.append(name)
    )
    monkeypatch.setattr("rich.progress.Progress.update", lambda *_, **__: None)
    assert analysis("fetch").exit_code == 0
    assert made == ["smoking"]


def test_a_place_has_one_file_whatever_its_name(analysis, project):
    assert analysis("new", "hartlepool", "middlesbrough", "--name", "Tees mouth").exit_code == 0
    before = everything(project)
    said = sentence(analysis("new", "hartlepool", "middlesbrough"))
    assert said.startswith("params/tees-mouth.yml is about Hartlepool and Middlesbrough already")
    assert "stockton-on-tees.yml is about" in sentence(
        analysis("new", "stockton-on-tees", "--name", "Our town")
    )
    assert everything(project) == before
    assert load_localities(), "the book can be read"


def test_a_folder_in_the_way_is_one_sentence(analysis, project):
    shutil.rmtree(project / "data" / "local", ignore_errors=True)
    (project / "data").mkdir(exist_ok=True)
    (project / "data" / "local").write_text("a file", encoding="utf-8")
    said = sentence(analysis("template", "mine.csv"))
    assert "cannot be read or written: " in said
    assert "you may write to it" in said


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "--signed-by", "a.pem.pub"],
        ["template", "elsewhere/mine.csv"],
        ["template", ""],
        ["export", "--word", "stockton-on-tees", "--brief", "--chapter", "gap"],
    ],
)
def test_what_would_be_passed_over_is_wrong_usage(analysis, words):
    result = analysis(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_what_is_not_there_is_named(analysis, tmp_path):
    assert "There is no file none.json" in sentence(
        analysis("verify", "--certificate", "none.json")
    )
    said = sentence(analysis("fetch", "--bundle", str(tmp_path)))
    assert said.startswith(f"{tmp_path} holds no figures: no manifest.csv stands in it.")


def test_two_files_of_the_same_figure_are_named(analysis, project):
    row = "a,A,%,high is good,places,Survey,E06000004,Stockton-on-Tees,2024,Persons,,,,140,200,,,"
    analysis("template", "one.csv")
    folder = paths.local_folder()
    text = (folder / "one.csv").read_text(encoding="utf-8")
    other = row.replace("a,A,", "b,B,").replace("2024", "2023")
    (folder / "one.csv").write_text(f"{text}{other}\n{row}\n", encoding="utf-8")
    (folder / "two.csv").write_text(f"{text}{row}\n", encoding="utf-8")
    said = sentence(analysis("add"))
    assert "one.csv and two.csv, a of E06000004 for 2024" in said


@pytest.mark.parametrize(
    ("code", "kind"), [("E01012021", "small area"), ("E02002484", "middle-layer area")]
)
def test_one_small_area_has_no_page(analysis, project, code, kind):
    before = everything(project)
    said = sentence(analysis("new", code))
    assert f"is a {kind}, which has no page of its own" in said
    assert "--small-areas" in said
    assert everything(project) == before


def test_a_misspelt_indicator_of_a_note_is_suggested(analysis):
    words = ("--indicator", "adult-smokin", "--text", "A.", "--by", "A team", "--on", "2026-11-21")
    said = sentence(analysis("note", "stockton-on-tees", *words))
    assert "Did you mean adult-smoking?" in said
