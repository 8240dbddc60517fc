"""From a sentence of a built page to the raw row behind it, and from a chapter to what it read."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis.book.edition import fill
from analysis.book.prose import disclosure
from analysis.book.provenance import add_provenance, raw_file

SMOKING = "indicators/smoking.csv"
CLAIM = {
    "text": "20.0%",
    "rule": "as published",
    "sources": [SMOKING],
    "area_code": "E06000004",
    "period": "2023",
    "sex": "Persons",
}
CHAPTERS = {
    "yarm/ward": {
        "files": {SMOKING: "", "geography/areas.csv": ""},
        "failure": "",
        "parameters": {"area_code": "E06000004"},
    },
    "yarm/never": {"failure": "No record of its run is held here."},
}
AREAS = {"yarm": "E06000004"}
MANIFEST = {"chapters": CHAPTERS, "code": "9f3c", "lock": "a1", "python": "3.11.7"}


class Links(HTMLParser):
    """Collect addresses, identifiers and headings."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: dict[str, str] = {}
        self.headings: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("href"):
            self.links.append(given["href"])
        if given.get("id"):
            self.ids[given["id"]] = tag
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)


@pytest.fixture
def html(figures, tmp_path) -> Path:
    """Give a built book of one page with a claim, one folder deep, and its provenance."""
    figures.seal()
    page = tmp_path / "html" / "yarm" / "ward.html"
    page.parent.mkdir(parents=True)
    cells = "<table><tr><td>[x]</td><td>[c]</td><td>2.0</td></tr></table>"
    page.write_text(f"<p>It is 20.0%.</p>{disclosure([CLAIM])}{cells}")
    add_provenance(tmp_path / "html", MANIFEST, AREAS)
    return tmp_path / "html"


def test_a_claim_leads_to_its_row_in_two_clicks(html, figures):
    page = html / "yarm" / "ward.html"
    assert "raw:" not in page.read_text()
    (link,) = Links(page).links
    file, _, row = link.partition("#")
    target = Links((page.parent / file).resolve())
    assert target.ids[row] == "tr"
    line = int(row.removeprefix("row-"))
    text = (figures.folder / SMOKING).read_text().splitlines()[line - 1]
    assert text.startswith("smoking,E06000004,Stockton-on-Tees,unitary authority,2023,")
    assert ",20,18,22" in text
    shown = (html / "provenance" / "indicators-smoking.html").read_text()
    assert f'<tr id="{row}"><th scope="row">{line}</th><td>Stockton-on-Tees</td>' in shown
    assert "Made-up Office" in shown
    assert "4, of which 1 stand behind sentences" in shown


def test_a_figure_without_claims_has_the_rows_of_the_area_of_its_page(html, figures):
    page = html / "yarm" / "ward.html"
    page.write_text(fill("sources.html", files=[raw_file(SMOKING, {})]))
    add_provenance(html, MANIFEST, AREAS)
    (link,) = Links(page).links
    line = int(link.partition("#row-")[2])
    assert (
        (figures.folder / SMOKING)
        .read_text()
        .splitlines()[line - 1]
        .startswith("smoking,E06000004,Stockton-on-Tees,unitary authority,2023,")
    )


def test_what_each_chapter_read_and_held_back_is_counted(html):
    index = (html / "provenance" / "index.html").read_text()
    assert (
        '<th scope="row">yarm/ward</th><td class="number">2</td><td class="number">13</td>'
        '<td class="number">3</td><td class="number">3</td>'
        '<td class="number">1</td><td class="number">1</td><td>none</td>'
    ) in index
    assert "No record of its run is held here." in index


def test_the_manifest_of_the_run_is_one_click_away_where_it_is_published(html):
    index = html / "provenance" / "index.html"
    assert "9f3c" in index.read_text()
    assert "Manifest of the run" not in index.read_text()
    published = html / "data" / "v1" / "manifest.json"
    published.parent.mkdir(parents=True)
    published.write_text("{}")
    add_provenance(html, MANIFEST, AREAS)
    assert "Manifest of the run (JSON, 1 KB)" in index.read_text()
    assert "../data/v1/manifest.json" in Links(index).links


def test_every_link_of_every_page_leads_somewhere(html):
    pages = sorted((html / "provenance").glob("*.html"))
    assert len(pages) == 3
    for page in pages:
        read = Links(page)
        assert read.headings[0] == "h1"
        assert read.headings.count("h1") == 1
        inside = [link for link in read.links if not link.startswith(("../", "#"))]
        assert inside
        assert all((page.parent / link.partition("#")[0]).is_file() for link in inside)


def test_a_hostile_file_or_key_is_only_text(figures, tmp_path):
    figures.seal()
    page = tmp_path / "html" / "page.html"
    page.parent.mkdir()
    hostile = CLAIM | {"sources": ['"><script>x</script>.csv'], "area_code": '"|<b>'}
    page.write_text(disclosure([hostile]))
    add_provenance(tmp_path / "html", {"chapters": {}}, {})
    for path in (tmp_path / "html").rglob("*.html"):
        assert "<script>x" not in path.read_text()
