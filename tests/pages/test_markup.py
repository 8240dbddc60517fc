"""The markup of every page: valid, titled once, headings in order, links that lead somewhere."""

import itertools
import json
import re
import subprocess
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup

from analysis.publish.edition import read_edition

pytestmark = pytest.mark.pages

HEAVIEST = 400_000
# What the templates leave out on purpose, or the standard has taken back.
HARMLESS = ("unknown-doctype",)


@pytest.fixture(scope="module")
def soups(html, pages) -> dict[str, BeautifulSoup]:
    """Parse every page once."""
    return {
        name: BeautifulSoup((html / f"{name}.html").read_bytes(), "html.parser") for name in pages
    }


def test_titles_are_unique_and_every_page_has_one_first_heading(soups):
    titles = [soup.title.get_text() for soup in soups.values()]
    assert len(set(titles)) == len(titles)
    assert {name: len(soup.find_all("h1")) for name, soup in soups.items()} == dict.fromkeys(
        soups, 1
    )


def test_no_level_of_heading_is_skipped(soups):
    for name, soup in soups.items():
        levels = [int(one.name[1]) for one in soup.find_all(re.compile(r"^h[1-6]$"))]
        for before, after in itertools.pairwise(levels):
            assert after <= before + 1, f"{name}: h{before} is followed by h{after}"


def test_every_page_says_its_language_edition_and_date(soups):
    edition = read_edition()
    for name, soup in soups.items():
        assert soup.html["lang"] == "en-GB", name
        footer = soup.select_one("footer.edition").get_text()
        assert edition.version in footer, name
        assert edition.date_words in footer, name


def test_no_image_lacks_words_and_none_has_a_file_name_for_them(soups):
    for name, soup in soups.items():
        for image in soup.find_all("img"):
            assert image.get("alt", "").strip(), name
            assert not re.search(r"\.(svg|png)$", image["alt"]), name


def test_no_name_stands_twice_on_a_page(soups):
    for name, soup in soups.items():
        names = [one["id"] for one in soup.find_all(id=True)]
        assert len(set(names)) == len(names), name


def test_every_link_leads_somewhere(html, soups):
    ids = {name: {one["id"] for one in soup.find_all(id=True)} for name, soup in soups.items()}
    broken = []
    for name, soup in soups.items():
        here = html / f"{name}.html"
        links = [one["href"] for one in soup.find_all(["a", "link"], href=True)]
        links += [one["src"] for one in soup.find_all(["img", "script"], src=True)]
        for link in links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            target = (here.parent / unquote(parts.path)).resolve() if parts.path else here
            page = target.relative_to(html.resolve()).with_suffix("").as_posix()
            if not target.is_file():
                broken.append(f"{name}: {link}")
            elif parts.fragment and unquote(parts.fragment) not in ids.get(page, ()):
                broken.append(f"{name}: {link} (no such place)")
    assert broken == []


def test_no_page_weighs_too_much(html, pages):
    heavy = {name: (html / f"{name}.html").stat().st_size for name in pages}
    assert {name: size for name, size in heavy.items() if size > HEAVIEST} == {}


def test_every_page_parses_without_an_error(html, pages):
    wrong = []
    for name in pages:
        parser = html5lib.HTMLParser()
        parser.parse((html / f"{name}.html").read_bytes())
        wrong += [f"{name}: {code} {where}" for where, code, _ in parser.errors]
    assert [one for one in wrong if not any(word in one for word in HARMLESS)] == []


def test_the_validator_finds_no_error(html, pages, checker):
    files = [str(html / f"{name}.html") for name in pages]
    command = ["java", "-Xss4m", "-jar", checker, "--errors-only", "--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    assert [f"{m['url'].rsplit('/html/')[-1]}: {m['message']}" for m in found] == []
