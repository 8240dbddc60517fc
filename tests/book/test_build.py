"""A new book replaces the last one only when it is good."""

import pytest

from analysis import paths
from analysis.book import build
from analysis.book.build import build_html
from analysis.book.contents import FRONT
from analysis.errors import RunError


@pytest.fixture
def book(project, monkeypatch):
    """A project whose jupyter-book is a stand-in: it writes what the source says."""
    folder = paths.book_folder()
    (folder / "england").mkdir()
    (folder / f"{FRONT}.ipynb").write_text("front")
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: {FRONT}\n")
    (folder / "methods.md").write_text("methods")
    (folder / "_static").mkdir()
    (folder / "_static" / "book.css").write_text("own")
    (folder / "_static" / "chart.js").write_text("/* Why. */\n(() => {\n  go();\n\n})();\n")

    def run(tell, asked):
        source, _ = asked.get()
        html = source.parent / "_build" / "html"
        html.mkdir(parents=True, exist_ok=True)
        if (source / "methods.md").read_text() == "broken":
            raise RunError("broken")
        assert "root: index\n" in (source / "_toc.yml").read_text()
        for name in ("index.ipynb", "methods.md"):
            (html / name).with_suffix(".html").write_text((source / name).read_text())
        (html / "_static").mkdir(exist_ok=True)
        (html / "_static" / "theme.css").write_text("of a theme that no page asks for")

    monkeypatch.setattr(build, "_be_jupyter_book", run)
    return folder


def test_the_script_of_charts_is_served_without_its_comments(book):
    script = build_html().parent / "_static" / "chart.js"
    assert script.read_text() == "(() => {\ngo();\n})();\n"


def test_the_front_page_is_the_executed_one_and_nothing_stale_is_left(book):
    stale = paths.build_folder() / "html" / "gone.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("an old page")
    front = build_html()
    assert front.read_text() == "front"
    written = sorted(path.name for path in front.parent.iterdir())
    assert written == ["_static", "index.html", "methods.html"]
    own = sorted(path.name for path in (front.parent / "_static").iterdir())
    assert own == ["book.css", "chart.js", "type"]
    assert not (paths.build_folder() / ".work").exists()


@pytest.mark.parametrize("where", ["pages", "downloads"])
def test_a_build_that_fails_leaves_the_last_good_book(book, where):
    front = build_html()

    def finish(html, others):
        if where == "downloads":
            raise RunError("no room")

    (book / "methods.md").write_text("broken" if where == "pages" else "new words")
    with pytest.raises(RunError):
        build_html(finish=finish)
    assert front.read_text() == "front"
    assert (front.parent / "methods.html").read_text() == "methods"
    assert not (paths.build_folder() / ".work").exists()


def test_a_book_without_a_front_page_says_how_to_make_it(book):
    (book / f"{FRONT}.ipynb").unlink()
    with pytest.raises(RunError, match="analysis run england"):
        build_html()


@pytest.mark.slow
def test_the_first_warning_is_named_with_its_page(project):
    folder = paths.book_folder()
    (folder / "england").mkdir()
    notebook = '{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A"}],'
    rest = '"metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    (folder / f"{FRONT}.ipynb").write_text(notebook + rest)
    (folder / "page.md").write_text("# Page\n\n[nowhere](nowhere.md)\n")
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: {FRONT}\nchapters:\n- file: page\n")
    with pytest.raises(RunError) as problem:
        build_html(lambda words: None)
    assert "book/page.md:3" in str(problem.value)
    assert "nowhere" in str(problem.value)
    assert str(project) not in str(problem.value)
    assert "nowhere" in (paths.build_folder() / build.LOG).read_text()


def test_what_needs_no_page_is_made_beside_them_and_the_new_pages_are_named(book):
    given = []

    def made(pages, names):
        given.append(
            (sorted(name.as_posix() for name in names), (pages / "methods.html").is_file())
        )

    front = build_html(
        lambda _: None, beside=lambda _, html: (html / "data.csv").write_text("1"), made=made
    )
    assert (front.parent / "data.csv").read_text() == "1"
    assert (front.parent / "methods.html").is_file()
    assert given == [(["index.html", "methods.html"], True)]

    def broken(_tell, _html):
        raise RunError("no data")

    with pytest.raises(RunError, match="no data"):
        build_html(lambda _: None, beside=broken)
    assert (front.parent / "data.csv").is_file()


def test_pages_are_made_again_only_where_what_they_are_made_of_is_another(book, monkeypatch):
    stand_in = build._be_jupyter_book

    def untouched(_tell, asked):
        asked.get()
        raise AssertionError("pages were made again")

    build_html()
    monkeypatch.setattr(build, "_be_jupyter_book", untouched)
    assert build_html().read_text() == "front"
    (paths.params_folder() / "brand.yml").write_text("name: Somebody\n")
    with pytest.raises(AssertionError):
        build_html()
    # What failed is no longer known to be whole.
    (paths.params_folder() / "brand.yml").unlink()
    with pytest.raises(AssertionError):
        build_html()
    monkeypatch.setattr(build, "_be_jupyter_book", stand_in)
    assert build_html().read_text() == "front"
