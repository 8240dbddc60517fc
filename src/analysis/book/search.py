"""The index of search: a script, so that a book opened from a folder finds as one that is served.

A page is known by its title, its place (with former names and codes), its headings, the indicators
of its figures and its sentences; `search.js` ranks in that order.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup, Tag

from analysis.book.contents import BACK_MATTER, GUIDES, Part, arrange, find_part
from analysis.book.edition import read_text
from analysis.book.kept import Memory
from analysis.data.areas import find_area, load_areas
from analysis.data.params import Locality
from analysis.errors import DataError

INDEX = "search-index.js"
# What no reader searches for: drawings, code, the rows and files behind sentences, and what closes
# a page, which says again what stands on it.
LEFT_OUT = re.compile(
    r"<(svg|script|style)\b.*?</\1>|<details class=\"(?:admonition hide|claims)\b.*?</details>"
    r"|<section id=\"so-what\".*?</section>"
    r"|<details class=\"chart-data\".*?</details>|<a class=\"headerlink\".*?</a>",
    re.DOTALL,
)
TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
MAIN = re.compile(r"<article\b.*</article>", re.DOTALL)
SENTENCES = "p, li, dd, .card-finding"
# Words of a figure that say nothing of it alone.
UNSAID = ("chart-label", "chart-source", "chart-download", "table-source", "table-note")
LONGEST_TEXT = 1500
"""Letters of a section that are searched; what follows is found by its heading."""


def write_search(
    html: Path, localities: Mapping[str, Locality], memory: Memory | None = None
) -> Path:
    """Write the index of every page that a reader is led to."""
    memory = memory or Memory()
    parts = arrange(localities, {})
    names = ["index", *(link.page for part in parts for link in part.pages)]
    names += [path.with_suffix("").as_posix() for path in _about(html)]
    pages = [
        memory.recall(
            __name__,
            (name, part and part.name, hashlib.sha256(article.encode()).hexdigest()),
            partial(read_page, article, name, part),
        )
        for name, part in ((name, find_part(parts, name)) for name in dict.fromkeys(names))
        if (article := article_of(html / f"{name}.html"))
    ]
    places = {
        part.name: memory.recall(
            __name__, (memory.figures, part.code), partial(former_names, part.code)
        )
        for part in parts
    }
    found: dict[str, Any] = {"places": places}
    found |= {"synonyms": read_synonyms(), "pages": [page for page in pages if page]}
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    target = html / INDEX
    target.write_text(f"window.searchIndex={content};\n", encoding="utf-8", newline="\n")
    return target


def _about(html: Path) -> Iterator[Path]:
    known = {*BACK_MATTER, *GUIDES}
    yield from (Path(name) for name in sorted(known))
    yield from (path.relative_to(html) for path in sorted((html / "england").glob("*.html")))


@cache
def read_synonyms() -> list[list[str]]:
    """Read the groups of words that mean the same."""
    text = files("analysis.book").joinpath("synonyms.yml").read_text(encoding="utf-8")
    groups: list[list[str]] = yaml.safe_load(text)
    words = [word for group in groups for word in group]
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        raise DataError(f"The word {twice!r} stands in two groups of synonyms.yml: keep one.")
    return groups


def former_names(code: str) -> list[str]:
    """Name the codes of a place and the areas that it took the place of.

    >>> former_names("E06000061")[:3]
    ['E06000061', 'Corby', 'E07000150']
    """
    found = [code]
    for area in load_areas().values():
        if area.code != code and code in find_area(area.code).members:
            found += [area.name, area.code]
    return list(dict.fromkeys(found))


def article_of(page: Path) -> str:
    """Give what a page says of its own; nothing where it is not there."""
    article = MAIN.search(read_text(page))
    return article[0] if article else ""


def read_page(article: str, name: str, part: Part | None) -> dict[str, Any]:
    """Give a page: title, place, and first itself, then its figures and sections."""
    soup = BeautifulSoup(TABLE.sub(_row_names, LEFT_OUT.sub("", article)), "html.parser")
    heading = soup.find("h1")
    if not isinstance(heading, Tag):
        return {}
    title, _, place = _words(heading).partition(": ")
    if place and (part is None or place != part.name):
        title = f"{title}: {place}"
    about = {"page": name, "title": title, "place": part.name if part else ""}
    parts = sorted(_sections(soup), key=lambda part: "at" in part)
    return about | {"parts": parts}


def _row_names(table: re.Match[str]) -> str:
    """Leave of a table what its rows are about."""
    names = dict.fromkeys(re.findall(r'<th scope="row"[^>]*>(.*?)</th>', table[0], re.DOTALL))
    return f"<p>{'; '.join(names)}</p>"


def _sections(soup: BeautifulSoup) -> Iterator[dict[str, str]]:
    for figure in soup.select("figure.chart"):
        said = (_words(figure.select_one(name)) for name in (".chart-title", ".chart-more"))
        yield {
            "at": str(figure.get("id", "")),
            "figure": _words(figure.select_one(".chart-subtitle")),
            "heading": ". ".join(filter(None, said)),
        }
        figure.decompose()
    for row in soup.select("[data-indicator]"):
        yield {"at": str(row.get("id", "")), "figure": str(row["data-indicator"])}
        row.decompose()
    for section in soup.select("section"):
        found = section.find(re.compile("^h[1-4]$"))
        if found is None:
            continue
        first = found.name == "h1"
        heading = {} if first else {"heading": _words(found), "at": str(section.get("id", ""))}
        yield heading | {"text": " ".join(_sentences(section))[:LONGEST_TEXT]}


def _sentences(section: Tag) -> Iterator[str]:
    """Give the sentences of a section that are in none of its own sections."""
    for one in section.select(SENTENCES):
        inner = one.find_parent("section") is not section or one.find(["p", "li"])
        if not inner and not {*one.get_attribute_list("class")} & {*UNSAID}:
            yield _words(one)


def _words(tag: Tag | None) -> str:
    return re.sub(r"\s+", " ", tag.get_text()).strip() if tag else ""
