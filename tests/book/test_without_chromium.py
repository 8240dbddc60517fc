"""Where Chromium is missing, the book is whole without its PDF files and says what to install."""

import pytest

from analysis.book import downloads
from analysis.book.downloads import ROOM, add_downloads
from analysis.data.params import load_localities

CITATION = "title: A book\nversion: 1.2.3\nauthors: [{name: Its authors}]\n"


@pytest.fixture
def built(project):
    """Give a built book whose pages leave room for what can be taken away."""
    (project / "CITATION.cff").write_text(CITATION)
    (project / "requirements.lock").write_text("")
    html = project / "_build" / "html"
    for slug, locality in load_localities().items():
        room = ROOM.format(code=locality.area.authority_code or locality.area_code)
        for chapter in locality.chapters:
            page = html / slug / f"{chapter}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(f"<article><h1>{chapter}</h1></article>{room}")
    return html


def test_the_book_is_whole_and_says_what_to_install(built, monkeypatch):
    monkeypatch.setenv(downloads.CHROMIUM_VARIABLE, "no-such-program")
    before = {path: path.stat().st_size for path in built.rglob("*.html")}
    unrecorded, problem = add_downloads(built, pdf=True, say=lambda _: None)
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
