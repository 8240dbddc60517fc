"""The order of the book: its parts, the list of contents, a page's neighbours and its frame."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from analysis import paths
from analysis.book.brand import read_brand
from analysis.book.edition import own_files, read_edition, read_text
from analysis.data.areas import COUNTRY, WARD, get_area
from analysis.data.params import Locality

FRONT = "england/front"
# What the front page is in the built book.
INDEX = "index"
WARDS, DISTRICTS = "wards", "districts"
GUIDES = (
    "guides/your-area",
    "guides/your-own-data",
    "guides/a-new-indicator",
    "guides/a-new-chapter",
    "guides/edit-in-word",
    "guides/review-an-edition",
    "guides/publish",
)
BACK_MATTER = ("methods", "simulations", "api", "glossary", "accessibility")
FIGURES = "england/figures"
IN_MASTHEAD = (FIGURES, "england/across", "england/sources", "methods", "glossary")
TITLE = re.compile(r"<title>(.*?) (?:&#8212;|—) ")


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the book and the words that lead to it."""

    # Such as ``"stockton-on-tees/gap"``.
    page: str
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """One authority's pages."""

    name: str
    code: str
    chapters: tuple[Link, ...]
    wards: tuple[Link, ...]
    districts: tuple[Link, ...] = ()

    @property
    def pages(self) -> tuple[Link, ...]:
        """Every page in reading order; districts, then wards and neighbourhoods, come last."""
        return (*self.chapters, *self.districts, *self.wards)

    @property
    def within(self) -> str:
        """What the pages of places within it are of."""
        every = all(link.page.endswith("/ward") for link in self.wards)
        return "Each ward" if every else "Wards and neighbourhoods"

    @property
    def first(self) -> str:
        """The page that the authority's name leads to."""
        return self.pages[0].page

    @property
    def slug(self) -> str:
        """The folder of the authority's own chapters; empty where only its wards are here."""
        return self.first.split("/")[0] if self.chapters else ""


def arrange(localities: Mapping[str, Locality], titles: Mapping[str, str]) -> list[Part]:
    """Arrange the pages of the book by authority; last come those whose authority is not here."""
    chapters: dict[str, list[Link]] = defaultdict(list)
    wards: dict[str, list[Link]] = defaultdict(list)
    districts: dict[str, list[Link]] = defaultdict(list)
    names: dict[str, str] = {}
    for slug, locality in localities.items():
        area, around = locality.area, locality.inside
        if area.type != COUNTRY and not around:
            names[area.code] = locality.area_name
        for chapter in locality.chapters:
            page = f"{slug}/{chapter}"
            if around:
                name = area.name if locality.within or area.type == WARD else locality.area_name
                (districts if locality.within else wards)[around].append(Link(page, name))
            else:
                # The place stands above the title, so the title is given without it.
                words = titles.get(page, chapter).split(": ", maxsplit=1)[0]
                chapters[area.code].append(Link(page, words))
    names |= {code: get_area(code).name for code in [*districts, *wards] if code not in names}
    parts = (
        Part(names[code], code, tuple(chapters[code]), tuple(wards[code]), tuple(districts[code]))
        for code in names
    )
    return [part for part in parts if part.pages]


def table_of_contents(localities: Mapping[str, Locality]) -> dict[str, object]:
    """Lay out jupyter-book's ``_toc.yml``: the front page, a part an authority, the back matter."""
    parts = [
        {
            "caption": part.name if part.chapters else f"Within {part.name}",
            "chapters": _listed(part),
        }
        for part in arrange(localities, {})
    ]
    national = [
        f"{slug}/{chapter}"
        for slug, locality in localities.items()
        if locality.area.type == COUNTRY
        for chapter in locality.chapters
        if f"{slug}/{chapter}" != FRONT
    ]
    about = [{"file": page} for page in (*national, *BACK_MATTER)]
    parts.append({"caption": "Guides", "chapters": [{"file": page} for page in GUIDES]})
    parts.append({"caption": "About the book", "chapters": about})
    return {"format": "jb-book", "root": FRONT, "parts": parts}


def _listed(part: Part) -> list[dict[str, object]]:
    """List an authority's chapters; each ward and district stands below the chapter of them."""
    chapters: list[dict[str, object]] = [{"file": link.page} for link in part.chapters]
    others: list[dict[str, object]] = []
    for name, links in ((DISTRICTS, part.districts), (WARDS, part.wards)):
        pages: list[dict[str, object]] = [{"file": link.page} for link in links]
        below = [one for one in chapters if str(one["file"]).endswith(f"/{name}")]
        if pages and below:
            below[0]["sections"] = pages
        else:
            others += pages
    return chapters + others


def write_contents(localities: Mapping[str, Locality], book: Path) -> Path:
    """Write ``_toc.yml`` beside the pages."""
    path = book / "_toc.yml"
    text = yaml.safe_dump(table_of_contents(localities), sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def find_part(parts: Sequence[Part], page: str) -> Part | None:
    """Find the part that a page belongs to; None for the pages about the book."""
    return next((part for part in parts if any(link.page == page for link in part.pages)), None)


def neighbours(part: Part, page: str) -> tuple[Link | None, Link | None]:
    """Give the chapters before and after one within its part; wards and districts have no order.

    >>> gap, trend = Link("a/gap", "Gaps"), Link("a/trend", "Trends")
    >>> neighbours(Part("A", "E06", (gap, trend), ()), "a/gap")[1].words
    'Trends'
    """
    names = [link.page for link in part.chapters]
    if page not in names:
        return None, None
    chapters, place = [None, *part.chapters, None], names.index(page) + 1
    return chapters[place - 1], chapters[place + 1]


def pages_inside(localities: Mapping[str, Locality]) -> dict[str, str]:
    """Give the first page of each ward and district inside an authority, by its code."""
    return {
        one.area.code: f"{slug}/{one.chapters[0]}"
        for slug, one in localities.items()
        if one.inside and one.chapters
    }


def same_page_elsewhere(parts: Sequence[Part], page: str) -> list[Link]:
    """Link each part, to the same chapter where it has one, else to its first page."""
    end = "/" + page.rsplit("/", 1)[-1]
    links = []
    for part in parts:
        same = (link.page for link in part.chapters if link.page.endswith(end))
        links.append(Link(next(same, part.first), part.name))
    return links


def frame_of(html: Path) -> dict[str, Any]:
    """Give what the templates of pages one folder below the top of a built book are filled with."""
    brand = read_brand()
    return {
        "brand": brand,
        "styles": (*own_files(paths.book_folder(), "css"), *brand.styles),
        "pathto": lambda name, resource=0: f"../{name}" if resource else f"../{name}.html",
        "root_doc": INDEX,
        "about_pages": titled(html, IN_MASTHEAD),
        "further_pages": titled(html, sorted({*BACK_MATTER, *GUIDES} - set(IN_MASTHEAD))),
        "edition": read_edition(),
    }


def titled(html: Path, names: Iterable[str]) -> list[tuple[str, str]]:
    """Give the pages that are there, each with its title."""
    found = [(name, TITLE.search(read_text(html / f"{name}.html"))) for name in names]
    return [(name, unescape(words[1])) for name, words in found if words]
