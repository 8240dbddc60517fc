"""Where Chromium is missing, the book is whole without its PDF files and says what to install."""

import shutil
from pathlib import Path

import pytest

from analysis.book import printing
from analysis.book.downloads import ROOM, add_downloads, put_pages
from analysis.book.kept import Memory
from analysis.book.provenance import raw_file
from analysis.data.params import load_localities
from analysis.runner.tasks import chapter_tasks

CITATION = "title: A book\nversion: 1.2.3\nauthors: [{name: Its authors}]\n"


@pytest.fixture
def built(project):
    """Give a built book whose pages leave room for what can be taken away."""
    (project / "CITATION.cff").write_text(CITATION)
    (project / "requirements.lock").write_text("")
    html = project / "_build" / "html"
    rate = {"area_code": "E06000004", "rule": "as published"}
    _, address = raw_file("indicators/life-expectancy-at-birth.csv", rate)
    for slug, locality in load_localities().items():
        room = ROOM.format(code=locality.area.authority_code or locality.area_code)
        for chapter in locality.chapters:
            page = html / slug / f"{chapter}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            row = f'<a href="raw:{address}">Row</a>'
            page.write_text(f"<article><h1>{chapter}</h1>{row}</article>{room}")
    return html


def finished(html, **options):
    localities = load_localities()
    tasks = chapter_tasks(localities)
    return add_downloads(html, localities, tasks, say=lambda _: None, **options)


def test_a_page_that_is_put_first_is_the_page_of_the_whole_book(built):
    bare, name = built.with_name("bare"), Path("stockton-on-tees/gap.html")
    shutil.copytree(built, bare)
    finished(built)
    whole = (built / name).read_bytes()
    assert b"raw:" not in whole
    assert b"#row-" in whole
    assert b"downloads" not in whole
    (built / name).write_text("as it was")
    other = (built / "stockton-on-tees" / "trend.html").read_bytes()
    put_pages(bare, [name], built, load_localities(), Memory())
    assert (built / name).read_bytes() == whole
    assert (built / "stockton-on-tees" / "trend.html").read_bytes() == other
    assert not built.with_name(".first").exists()


def test_the_book_is_whole_and_says_what_to_install(built, monkeypatch):
    monkeypatch.setenv(printing.CHROMIUM_VARIABLE, "no-such-program")
    before = {path: path.stat().st_size for path in built.rglob("*.html")}
    unrecorded, problem = finished(built, pdf=True)
    assert unrecorded.startswith("No run of ")
    assert unrecorded.endswith("Run `analysis run --all` and build again.")
    assert "apt-get install chromium" in problem
    assert problem.endswith("The book is built without PDF files.")
    assert all(path.is_file() for path in before)
    assert not list(built.rglob("*.pdf"))
    assert not list(built.glob(".print-*"))
    for path in before:
        text = path.read_text()
        assert "<!-- downloads" not in text
        assert ".pdf" not in text
    assert (built / "provenance" / "index.html").is_file()
