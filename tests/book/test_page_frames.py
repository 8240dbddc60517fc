"""The masthead and the foot of the book around pages that Sphinx does not make."""

import pytest
from bs4 import BeautifulSoup

from analysis.book.contents import frame_of
from analysis.book.edition import fill, read_edition
from analysis.editions.page import look_alone

HOSTILE = "St John's & <script>alert(1)</script>"


@pytest.fixture
def html(tmp_path):
    """Give a built book of three pages, one of them with a title that needs escaping."""
    (tmp_path / "england").mkdir()
    for name, title in (
        ("methods", "Methods"),
        ("england/sources", "Sources &amp; more"),
        ("accessibility", "Accessibility statement"),
    ):
        text = f"<title>{title} &#8212; Closing the Gap</title>"
        (tmp_path / f"{name}.html").write_text(text)
    return tmp_path


def beside(html, title):
    page = fill("beside.html", **frame_of(html), title=title, body="<h1>Rows</h1>")
    return BeautifulSoup(page, "html.parser")


def links(soup, where):
    return {one["href"]: one.get_text() for one in soup.select(f"{where} a[href]")}


def test_a_page_has_the_masthead_and_the_foot_of_the_book(html):
    soup = beside(html, HOSTILE)
    assert soup.title.get_text() == f"{HOSTILE} — Closing the Gap"
    assert soup.html["lang"] == "en-GB"
    assert soup.body.find(True)["href"] == "#main-content"
    assert soup.select_one("main#main-content h1").get_text() == "Rows"
    above = links(soup, "header.masthead")
    assert above["../index.html"]
    assert above["../methods.html"] == "Methods"
    assert above["../england/sources.html"] == "Sources & more"
    assert soup.select_one("form.masthead-search")["action"] == "../search.html"
    below = links(soup, "footer.edition")
    assert below["../accessibility.html"] == "Accessibility statement"
    assert below["../provenance/index.html"]
    assert read_edition().version in soup.select_one("footer.edition").get_text()


def test_only_pages_that_are_there_are_linked(html):
    (html / "methods.html").unlink()
    soup = beside(html, "Rows")
    assert "../methods.html" not in links(soup, "body")
    assert "../glossary.html" not in links(soup, "body")


def alone(**given):
    return fill("alone.html", **look_alone(), **given)


def test_a_page_alone_asks_for_no_file_and_has_both_colours():
    page = alone(title=HOSTILE, body="<h1>Review</h1>")
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.select("link, script, img")
    assert "<script>alert" not in page
    _, _, dark = page.partition("@media (prefers-color-scheme: dark) {")
    assert dark.startswith("html[data-theme] {")
    assert "--page: #14181d" in dark
    assert dark.split("</style>")[0].count("{") == dark.split("</style>")[0].count("}") - 1


def test_a_page_alone_leads_back_to_the_book_only_where_it_is_told_to():
    where = "../html/index.html"
    assert where in links(BeautifulSoup(alone(title="R", back=where), "html.parser"), "header")
    assert links(BeautifulSoup(alone(title="R"), "html.parser"), "header") == {}


def test_a_project_without_templates_has_plain_pages(project):
    (project / "CITATION.cff").write_text(
        "title: A book\nversion: 1.2.3\nauthors: [{name: Its authors}]\n"
    )
    soup = beside(project, "Rows")
    assert soup.h1.get_text() == "Rows"
    assert soup.select_one("header") is None
