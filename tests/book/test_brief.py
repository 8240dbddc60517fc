"""The brief: two sheets with the lead pictures and how to cite them."""

import re
from datetime import date
from unicodedata import normalize

import pypdf
import pytest

from analysis.book.brief import gather_brief
from analysis.book.contents import Link, Part
from analysis.book.edition import Edition
from analysis.book.printing import Running, find_chromium, print_page
from analysis.errors import RunError

EDITION = Edition("1.2.3", date(2026, 11, 21), "A book", "Its authors")
CHAPTERS = ("glance", "profile", "gap", "trend")
PART = Part("A & B", "E1", tuple(Link(f"a/{name}", name) for name in CHAPTERS), ())
TALL = '<svg viewBox="0 0 380 {height}"><path id="s1" d="M0 0"/><use href="#s1"/></svg>'


def write_page(html, name, height=900, words=1):
    (html / "a").mkdir(exist_ok=True)
    (html / "_static").mkdir(exist_ok=True)
    figure = (
        f'<figure class="chart"><p class="chart-title">Finding of {name}</p>'
        f'<p class="chart-subtitle">What</p>{TALL.format(height=height)}'
        '<p class="chart-source">Source: a publisher</p></figure>'
    )
    text = f"<li>{'A finding with a number. ' * words}</li>" * 5
    (html / "a" / f"{name}.html").write_text(
        f"<article><section><h1>{name}</h1><section>{figure}<ul>{text}</ul></section></section>"
        "</article>"
    )


def test_it_has_the_leads_of_glance_and_gaps_their_sources_and_the_citation(tmp_path):
    for name in CHAPTERS:
        write_page(tmp_path, name)
    page = gather_brief(tmp_path, PART, EDITION)
    assert re.findall(r"Finding of (\w+)", page) == ["glance", "gap", "trend"]
    assert page.count("Source: a publisher") == 2
    assert "<li>Finding of trend.</li>" in page
    assert "Its authors (2026). A book. A &amp; B, in brief. Edition 1.2.3" in page
    ids = re.findall(r' id="(sheet[^"]+)"', page)
    assert len(ids) == len({*ids}) == 2
    assert {*re.findall(r'href="#([^"]+)"', page)} == {*ids}
    assert page.count("<li>") == 4


def test_who_lives_here_is_quoted_from_the_profile(tmp_path):
    for name in CHAPTERS:
        write_page(tmp_path, name)
    assert "people live" not in gather_brief(tmp_path, PART, EDITION)
    page = tmp_path / "a" / "profile.html"
    people = (
        "<div><p><strong>Who lives here</strong></p><p>90 people live in A.</p>"
        "<p>20% of them are deprived.</p></div>"
    )
    page.write_text(page.read_text().replace("<figure", f"{people}<figure", 1))
    brief = gather_brief(tmp_path, PART, EDITION)
    assert "from published figures. 90 people live in A. 20% of them are deprived.</p>" in brief


def test_a_place_without_a_picture_has_no_brief(tmp_path):
    assert gather_brief(tmp_path, Part("A", "E1", (Link("a/quality", "Q"),), ()), EDITION) == ""


@pytest.mark.slow
@pytest.mark.parametrize(("height", "words"), [(60, 1), (2400, 12)], ids=["little", "much"])
def test_it_is_two_sheets_however_much_there_is(tmp_path, height, words):
    try:
        find_chromium()
    except RunError as problem:
        pytest.skip(str(problem))
    for name in CHAPTERS:
        write_page(tmp_path, name, height, words)
    page = gather_brief(tmp_path, PART, EDITION)
    made = print_page(tmp_path, page, EDITION, tmp_path / "brief.pdf", Running())
    texts = [sheet.extract_text() for sheet in pypdf.PdfReader(made).pages]
    sheets = [" ".join(normalize("NFKC", text).split()) for text in texts]
    assert len(sheets) == 2
    assert sheets[0].count("A finding with a number.") == 3 * words
    assert "How to cite: Its authors (2026)" in sheets[1]
