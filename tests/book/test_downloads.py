"""What a reader takes away: spreadsheet, PDF, open data, archive."""

import csv
import hashlib
import json
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pandas as pd
import pytest

from analysis import paths
from analysis.book import printing
from analysis.book.contents import Link, Part
from analysis.book.edition import HOW_TO, SUMS, Edition, read_edition, write_archive
from analysis.book.open_data import write_open_data
from analysis.book.printing import Running, gather, print_page
from analysis.book.spreadsheets import _clean, _sheet, _write, write_spreadsheet
from analysis.data.params import load_localities
from analysis.editions.seal import write_seal
from analysis.errors import RunError

EDITION = Edition("1.2.3", date(2026, 11, 21), "A book", "Its authors")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """The spreadsheet of Stockton-on-Tees."""
    target = tmp_path_factory.mktemp("sheets") / "s.xlsx"
    return write_spreadsheet(load_localities()["stockton-on-tees"], EDITION, target)


@pytest.mark.slow
def test_the_workbook_has_cover_contents_notes_and_tables(workbook):
    book = openpyxl.load_workbook(workbook)
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert book.sheetnames[3:] == ["Profile", "Series", "Gaps", "Wards"]
    for name in book.sheetnames[3:]:
        assert len(book[name].tables) == 1
        assert not book[name].merged_cells.ranges
    assert book.properties.title == "Closing the Gap: Stockton-on-Tees"


@pytest.mark.slow
def test_numbers_are_numbers_and_missing_ones_are_marked(workbook):
    sheet = openpyxl.load_workbook(workbook)["Series"]
    ((first, _),) = [(t.ref.split(":")[0], t.ref) for t in sheet.tables.values()]
    top = int("".join(letter for letter in first if letter.isdigit()))
    rows = list(sheet.iter_rows(min_row=top, values_only=True))
    heading, *lines = rows
    value = heading.index("Value")
    kinds = {type(line[value]) for line in lines if line[value] != "[x]"}
    assert kinds <= {int, float}
    lower = heading.index("Lower 95% limit")
    assert any(line[lower] == "[x]" for line in lines)
    assert all(cell is not None for line in lines for cell in line)


@pytest.mark.slow
def test_the_same_figures_make_the_same_workbook(workbook, tmp_path):
    again = write_spreadsheet(load_localities()["stockton-on-tees"], EDITION, tmp_path / "s.xlsx")
    assert again.read_bytes() == workbook.read_bytes()


def test_no_text_in_a_workbook_is_a_formula():
    names = ["=cmd|' /C calc'!A0", "+1", "-cmd", "@SUM(A1)", "O'Neill & <script>", "Ynys Môn"]
    assert _clean(pd.DataFrame({"Ward": ["](", "—", " "]}))["Ward"].tolist() == ["[z]"] * 3
    cells = list(_clean(pd.DataFrame({"Ward": names, "n": [-1.5, 2, None, 4, 5, 6]}))["Ward"])
    assert not [cell for cell in cells if cell[0] in "=+-@"]
    assert cells[4:] == names[4:]


BRACKETS = (
    "[Yarm](https://example.org)",
    "Stockton [2013 code](x) and [2023 code](y)",
    "a](b)[c](",
    "a $$b$$ c",
    "Kirklevington [part]",
)


@pytest.mark.parametrize("name", BRACKETS)
def test_brackets_in_names_and_titles_stay_words(name, tmp_path):
    places = replace(load_localities()["stockton-on-tees"].places, area_name=name)
    edition = replace(EDITION, author=f"Authors of {name}")
    table = pd.DataFrame({"Ward": [name, "Yarm"], name: [1.5, None]})
    _write(
        places, edition, {"Wards": _sheet(table, "wards", name, source=name)}, tmp_path / "s.xlsx"
    )
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert all(link.target is None for link in links)
    shown = [str(cell.value).replace("\u2060", "") for cell in cells if cell.value is not None]
    assert shown.count(name) >= 3  # The title of the sheet, a ward and a heading.
    assert f"Closing the Gap: {name}" in shown
    assert f"Authors of {name}" in shown


def test_the_metadata_describe_every_file_and_column(project, tmp_path):
    localities = load_localities()
    folder = write_open_data(tmp_path, localities, EDITION, [])
    metadata = json.loads((folder / "metadata.json").read_text())
    described = {table["url"]: table["tableSchema"]["columns"] for table in metadata["tables"]}
    assert set(described) == {path.name for path in folder.glob("*.csv")}
    for name, columns in described.items():
        with (folder / name).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [column["name"] for column in columns], name
    assert metadata["schema:version"] == "1.2.3"


def test_the_data_hold_the_places_of_the_book_as_published(project, tmp_path):
    folder = write_open_data(tmp_path, load_localities(), EDITION, [])
    given = pd.read_csv(paths.data_folder() / "indicators" / "adult-smoking.csv")
    kept = pd.read_csv(folder / "adult-smoking.csv")
    own = given[given["area_code"] == "E06000004"]
    same = kept[kept["area_code"] == "E06000004"]
    assert len(own) == len(same) > 0
    assert list(own["value"]) == list(same["value"])
    assert "E92000001" in set(kept["area_code"])


PAGE = """<html><body><article><h1>Gaps: A &amp; B<a class="headerlink" href="#x">#</a></h1>
<h2 id="x">Inside</h2><a href="#x">here</a> <a href="trend.html">trend</a>
<a href="../methods.html">methods</a><img src="../_images/a.svg" alt="A"/>
<details class="hide">code</details></article></body></html>"""


@pytest.fixture
def html(tmp_path):
    """A book of one page."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "gap.html").write_text(PAGE)
    return tmp_path


PART = Part("A & B <script>", "E06000004", (Link("a/gap", "Gaps"),), ())


def test_chapters_below_one_heading_keep_only_links_that_stay(html):
    page = gather(html, PART, EDITION)
    assert "<title>A &amp; B &lt;script&gt;: Closing the Gap</title>" in page
    assert '<h3 id="chapter-0-x">' in page
    assert '<a href="#chapter-0-x">here</a>' in page
    assert 'src="_images/a.svg"' in page
    assert "trend.html" not in page
    assert "methods</" not in page.replace("methods\n", "")
    assert "code" not in page
    assert "21 November 2026" in page


def test_a_missing_chromium_says_what_to_install(html, monkeypatch):
    monkeypatch.setenv(printing.CHROMIUM_VARIABLE, "no-such-program")
    with pytest.raises(RunError, match="apt-get install chromium"):
        print_page(html, gather(html, PART, EDITION), EDITION, html / "a.pdf", Running())
    assert not list(html.glob(".print-*"))


@pytest.mark.pages
def test_the_pdf_is_tagged_titled_and_in_its_language(html):
    import pypdf

    try:
        printing.find_chromium()
    except RunError as problem:
        pytest.skip(str(problem))
    target = print_page(html, gather(html, PART, EDITION), EDITION, html / "a.pdf", Running())
    content = target.read_bytes()
    reader = pypdf.PdfReader(target)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "A & B <script>: Closing the Gap"
    assert reader.outline
    again = print_page(html, gather(html, PART, EDITION), EDITION, target, Running())
    assert again.read_bytes() == content


@pytest.fixture
def edition_files(project, monkeypatch):
    """A project with a book, one chapter and what an edition needs."""
    (project / "CITATION.cff").write_text(
        "title: A book\nversion: 1.2.3\nauthors: [{name: Its authors}]\n"
    )
    (project / "params" / "edition.yml").write_text("date: 2026-11-21\n")
    html = paths.build_folder() / "html"
    html.mkdir(parents=True)
    (html / "index.html").write_text("front")
    for slug, locality in load_localities().items():
        for chapter in locality.chapters:
            path = paths.book_folder() / slug / f"{chapter}.ipynb"
            path.parent.mkdir(exist_ok=True)
            path.write_text("{}")
    write_seal(project)
    return html


def test_the_archive_holds_the_book_the_data_and_how_to_verify_them(edition_files):
    target = write_archive(edition_files)
    content = target.read_bytes()
    assert target.name == "edition-1.2.3.zip"
    with zipfile.ZipFile(target) as archive:
        names = {name.split("/", 1)[1]: name for name in archive.namelist()}
        assert {"html/index.html", "data/raw/manifest.csv", HOW_TO, SUMS} <= set(names)
        assert {"book/stockton-on-tees-yarm/ward.ipynb", "edition.sha256"} <= set(names)
        lines = [line.split("  ") for line in archive.read(names[SUMS]).decode().splitlines()]
        assert {name for _, name in lines} == set(names) - {SUMS}
        for digest, name in lines:
            assert hashlib.sha256(archive.read(names[name])).hexdigest() == digest
        assert "1.2.3" in archive.read(names[HOW_TO]).decode()
    assert write_archive(edition_files).read_bytes() == content


def test_an_edition_without_a_version_is_refused(edition_files, project):
    assert read_edition() == EDITION
    (project / "CITATION.cff").write_text("title: A book\n")
    with pytest.raises(RunError, match=r"CITATION\.cff should give version"):
        read_edition()
    (project / "CITATION.cff").unlink()
    with pytest.raises(RunError, match="cannot be read"):
        read_edition()
