"""Two built books: what a reader would see otherwise is named with its before and after."""

import io
import json
import zipfile
import zlib

import openpyxl
import pytest

from analysis.editions.report import Finding
from analysis.editions.shown import shown_faults

PAGE = """<html><body><main><h1>Gaps<a class="headerlink" href="#x">#</a></h1>
<p>Life is <strong>9.4 years</strong> shorter.</p><p>It is widening.</p>
<h2>By sex</h2><table><caption>Of women</caption><tr><td>81.2</td><td>79.9</td></tr></table>
<svg role="img" aria-label="Line chart of &quot;life&quot;"><path d="M0 1L9 8"/></svg>
</main></body></html>
"""


def workbook(value=1.5, **changes):
    made = openpyxl.Workbook()
    made.active.title = changes.get("title", "Gaps")
    made.active.append(["Area", "Value"])
    made.active.append(["Yarm", value])
    if "link" in changes:
        made.active["A2"].hyperlink = changes["link"]
    made.properties.created = made.properties.modified = changes.get("day")
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def sheet(**changes):
    from datetime import datetime

    return workbook(**{"day": datetime(2026, 11, 21), **changes})


@pytest.fixture
def books(tmp_path):
    """Two built books that are the same."""
    files = {
        "yarm/gap.html": PAGE.encode(),
        "data/v1/claims.csv": b"id,value,text\na,1.5,one\nb,2.5,two\n",
        "data/v1/manifest.json": json.dumps({"code": "9f", "python": "3.11"}).encode(),
        "downloads/yarm.xlsx": sheet(),
        "downloads/yarm.pdf": b"%PDF-1.7 one",
        "_static/book.css": b"p { color: black }\n",
        "_static/book.js": b"let a = 1;\nlet b = 2;\n",
        "_static/logo.png": b"\x89PNG\xff\xfe",
        "objects.inv": b"# 1\n# 2\n# 3\n# 4\n" + zlib.compress(b"names", 9),
    }
    for folder in ("shown", "made"):
        for name, content in files.items():
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return tmp_path / "shown", tmp_path / "made"


def test_the_same_book_has_no_fault(books):
    assert shown_faults(*books) == []


CHANGES = {
    "a number": ("9.4 years", "9.5 years", 'Below "Gaps" it says "9.5 years" where the chapters'),
    "a sentence removed": ("<p>It is widening.</p>", "", 'Below "Gaps" it lacks "It is widening."'),
    "a sentence added": ("<h2>", "<p>All is well.</p><h2>", '"All is well.", which the chapters'),
    "a number of a table": ("79.9", "80.9", 'Below "Of women" it says "80.9" where'),
    "a text alternative": ("Line chart", "Bar chart", "Bar chart of"),
    "a moved line": ("L9 8", "L9 2", 'In the chart "Line chart of "life"" it says'),
    "a script": ("</main>", "<script>x()</script></main>", "x()"),
    "white space": ("<h2>By sex</h2>", "<h2>By sex</h2>\n", ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_that_says_something_else_is_named(books, change):
    old, new, words = CHANGES[change]
    path = books[0] / "yarm/gap.html"
    path.write_text(PAGE.replace(old, new, 1))
    (found,) = shown_faults(*books)
    assert found.where == "yarm/gap.html"
    assert words in found.words


FILES = {
    "data/v1/claims.csv": (b"2.5", b"2.6", 'Line 3, column value, says "2.6" where'),
    "data/v1/manifest.json": (b"9f", b"8e", "8e"),
    "_static/book.css": (b"black", b"white", 'Line 1 says "p { color: white }" where'),
    "_static/book.js": (b"b = 2", b"b = 3", "Line 2"),
    "_static/logo.png": (b"\xff", b"\xfe", "Its bytes are not those that the package makes"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_differs_is_named_with_its_place(books, name):
    old, new, words = FILES[name]
    path = books[0] / name
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    (found,) = shown_faults(*books)
    assert found.where == name
    assert words in found.words


def test_a_row_that_was_taken_from_a_table_is_named(books):
    path = books[0] / "data/v1/claims.csv"
    path.write_text("id,value,text\na,1.5,one\n")
    assert shown_faults(*books) == [Finding("data/v1/claims.csv", 'Line 3, column id, lacks "b".')]


WORKBOOKS = {
    "a number": ({"value": 1.6}, 'Sheet Gaps, cell B2, says "1.6" where the chapters make "1.5".'),
    "a link": ({"link": "https://example.org/"}, 'says "https://example.org/", which'),
    "a sheet": ({"title": "Other"}, "The list of sheets says"),
}


@pytest.mark.parametrize("change", WORKBOOKS)
def test_a_workbook_that_differs_is_named_by_its_cell(books, change):
    given, words = WORKBOOKS[change]
    (books[0] / "downloads/yarm.xlsx").write_bytes(sheet(**given))
    (found,) = shown_faults(*books)
    assert found.where == "downloads/yarm.xlsx"
    assert words in found.words


def test_a_broken_workbook_is_named(books):
    (books[0] / "downloads/yarm.xlsx").write_bytes(b"PK broken")
    (found,) = shown_faults(*books)
    assert found.words == "Its bytes are not those that the package makes."


def test_how_a_machine_packs_and_what_it_is_called_is_no_fault(books):
    path = books[0] / "downloads/yarm.xlsx"
    with zipfile.ZipFile(path) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    (books[0] / "objects.inv").write_bytes(b"# 1\n# 2\n# 3\n# 4\n" + zlib.compress(b"names", 1))
    (books[0] / "data/v1/manifest.json").write_text(json.dumps({"code": "9f", "python": "3.13"}))
    (books[0] / "downloads/yarm.pdf").write_bytes(b"%PDF-1.7 another")
    assert shown_faults(*books) == []


def test_what_is_stray_or_missing_is_named(books):
    (books[0] / "stray.html").write_text("stray")
    (books[0] / "downloads/yarm.pdf").unlink()
    assert shown_faults(*books) == [
        Finding("stray.html", "No chapter or page makes it: remove it."),
        Finding("downloads/yarm.pdf", "The built book lacks it."),
    ]
