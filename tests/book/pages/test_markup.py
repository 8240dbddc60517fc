"""The markup of every page: valid, titled once, headings in order, links that lead somewhere."""

import itertools
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup

from analysis.book.edition import read_edition

pytestmark = pytest.mark.pages

HEAVIEST, HEAVIEST_GLANCE = 700_000, 300_000
HEAVIEST_ROWS = 900_000
"""A page of raw rows is as long as what the book rests on."""
# What the templates leave out on purpose, or the standard has taken back.
HARMLESS = ("unknown-doctype",)


@dataclass(frozen=True)
class Markup:
    """What the tests ask of one page; its tree, many times larger, is not kept."""

    title: str
    language: str
    levels: list[int]
    footer: str
    words_of_images: list[str]
    names: list[str]
    links: list[str]


@pytest.fixture(scope="module")
def markup(html, pages) -> dict[str, Markup]:
    """Parse every page once."""
    return {name: read_markup(html / f"{name}.html") for name in pages}


def read_markup(page: Path) -> Markup:
    soup = BeautifulSoup(page.read_bytes(), "html.parser")
    links = [one["href"] for one in soup.find_all(["a", "link"], href=True)]
    return Markup(
        title=soup.title.get_text(),
        language=soup.html["lang"],
        levels=[int(one.name[1]) for one in soup.find_all(re.compile(r"^h[1-6]$"))],
        footer=soup.select_one("footer.edition").get_text(),
        words_of_images=[
            *(image.get("alt", "").strip() for image in soup.find_all("img")),
            *(one.get("aria-label", "").strip() for one in soup.find_all("svg", role="img")),
        ],
        names=[one["id"] for one in soup.find_all(id=True)],
        links=links + [one["src"] for one in soup.find_all(["img", "script"], src=True)],
    )


def test_titles_are_unique_and_every_page_has_one_first_heading(markup):
    titles = [page.title for page in markup.values()]
    assert len(set(titles)) == len(titles)
    assert {name: page.levels.count(1) for name, page in markup.items()} == dict.fromkeys(markup, 1)


def test_no_level_of_heading_is_skipped(markup):
    for name, page in markup.items():
        for before, after in itertools.pairwise(page.levels):
            assert after <= before + 1, f"{name}: h{before} is followed by h{after}"


def test_every_page_says_its_language_edition_and_date(markup):
    edition = read_edition()
    for name, page in markup.items():
        assert page.language == "en-GB", name
        assert edition.version in page.footer, name
        assert edition.date_words in page.footer, name


def test_no_image_lacks_words_and_none_has_a_file_name_for_them(markup):
    assert any(page.words_of_images for page in markup.values())
    for name, page in markup.items():
        for words in page.words_of_images:
            assert words, name
            assert not re.search(r"\.(svg|png)$", words), name


def test_no_name_stands_twice_on_a_page(markup):
    for name, page in markup.items():
        assert len(set(page.names)) == len(page.names), name


def test_every_link_leads_somewhere(html, markup):
    names = {name: set(page.names) for name, page in markup.items()}
    broken = []
    for name, page in markup.items():
        here = html / f"{name}.html"
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            target = (here.parent / unquote(parts.path)).resolve() if parts.path else here
            there = target.relative_to(html.resolve()).with_suffix("").as_posix()
            if not target.is_file():
                broken.append(f"{name}: {link}")
            elif parts.fragment and unquote(parts.fragment) not in names.get(there, ()):
                broken.append(f"{name}: {link} (no such place)")
    assert broken == []


def asked_for(page: Path) -> list[Path]:
    """Give the page and every file that it asks for: styles, scripts, pictures, fonts."""
    soup = BeautifulSoup(page.read_bytes(), "html.parser")
    links = [one["src"] for one in soup.find_all(["script", "img"], src=True)]
    links += [one["href"] for one in soup.find_all("link", rel="stylesheet")]
    files = [(page.parent / unquote(urlsplit(link).path)).resolve() for link in links]
    for style in [one for one in files if one.suffix == ".css"]:
        fonts = re.findall(r"url\([\"']?([^)\"']+)", style.read_text(encoding="utf-8"))
        files += [(style.parent / one).resolve() for one in fonts if not one.startswith("data:")]
    return [page, *dict.fromkeys(files)]


def most(name: str) -> int:
    if name.startswith("provenance/"):
        return HEAVIEST_ROWS
    return HEAVIEST_GLANCE if name.endswith("/glance") else HEAVIEST


def test_no_page_weighs_too_much_with_all_that_it_asks_for(html, pages):
    heavy = {
        name: sum(file.stat().st_size for file in asked_for(html / f"{name}.html"))
        for name in pages
    }
    assert any(name.endswith("/glance") for name in heavy)
    assert {name: size for name, size in heavy.items() if size > most(name)} == {}


def test_every_file_that_a_page_asks_for_is_counted(tmp_path):
    (tmp_path / "a.css").write_text(
        "@font-face { src: url('f.woff2') } b { background: url(data:x) }"
    )
    (tmp_path / "f.woff2").write_bytes(b"font")
    (tmp_path / "a.js").write_text("1")
    page = tmp_path / "p.html"
    page.write_text(
        '<link rel="stylesheet" href="a.css?v=1"><link rel="next" href="q.html"><script src="a.js">'
        "</script><script>inline</script>"
    )
    assert [one.name for one in asked_for(page)] == ["p.html", "a.js", "a.css", "f.woff2"]


def test_every_page_parses_without_an_error(html, pages):
    wrong = []
    for name in pages:
        parser = html5lib.HTMLParser()
        parser.parse((html / f"{name}.html").read_bytes())
        wrong += [f"{name}: {code} {where}" for where, code, _ in parser.errors]
    assert [one for one in wrong if not any(word in one for word in HARMLESS)] == []


def test_the_validator_finds_no_error(html, pages, checker):
    files = [str(html / f"{name}.html") for name in pages]
    # Left to itself, Java takes a quarter of the machine's memory.
    java = ["java", "-Xss4m", "-Xmx160m", "-XX:+UseSerialGC", "-jar", checker]
    command = [*java, "--errors-only", "--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    assert [f"{m['url'].rsplit('/html/')[-1]}: {m['message']}" for m in found] == []
