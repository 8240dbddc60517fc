"""Where a page stands in the book: its locality, the chapters beside it, other localities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.data.areas import COUNTRY, WARD
from analysis.data.params import Locality


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

    @property
    def pages(self) -> tuple[Link, ...]:
        """Every page in reading order; the wards follow the last chapter."""
        return (*self.chapters, *self.wards)

    @property
    def first(self) -> str:
        """The page that the authority's name leads to."""
        return self.pages[0].page


def arrange(localities: Mapping[str, Locality], titles: Mapping[str, str]) -> list[Part]:
    """Arrange the pages of the book by authority."""
    chapters: dict[str, list[Link]] = {}
    wards: dict[str, list[Link]] = {}
    names: dict[str, str] = {}
    for slug, locality in localities.items():
        area = locality.area
        if area.type == COUNTRY:
            continue
        owner = area.authority_code if area.type == WARD else area.code
        group = wards if area.type == WARD else chapters
        chapters.setdefault(owner, [])
        if area.type != WARD:
            names[owner] = locality.area_name
        names.setdefault(owner, _owner_name(locality))
        for chapter in locality.chapters:
            page = f"{slug}/{chapter}"
            words = area.name if area.type == WARD else _short(titles.get(page, chapter))
            group.setdefault(owner, []).append(Link(page, words))
    return [
        Part(names[code], code, tuple(chapters[code]), tuple(wards.get(code, ())))
        for code in chapters
    ]


def _owner_name(locality: Locality) -> str:
    return locality.area_name.rsplit(", ", 1)[-1]


def _short(title: str) -> str:
    """Give a title without the place, which stands above it."""
    return title.split(": ", maxsplit=1)[0]


def find_part(parts: Sequence[Part], page: str) -> Part | None:
    """Find the part that a page belongs to; None for the pages about the book."""
    return next((part for part in parts if any(link.page == page for link in part.pages)), None)


def neighbours(part: Part, page: str) -> tuple[Link | None, Link | None]:
    """Give the pages before and after one within its part.

    >>> gap, trend = Link("a/gap", "Gaps"), Link("a/trend", "Trends")
    >>> neighbours(Part("A", "E06", (gap, trend), ()), "a/gap")[1].words
    'Trends'
    """
    pages = part.pages
    place = [link.page for link in pages].index(page)
    before = pages[place - 1] if place else None
    return before, pages[place + 1] if place + 1 < len(pages) else None


def same_page_elsewhere(parts: Sequence[Part], page: str) -> list[Link]:
    """Link each part, to the same chapter where it has one, else to its first page."""
    chapter = page.rsplit("/", 1)[-1]
    return [
        Link(
            next(
                (link.page for link in part.chapters if link.page.rsplit("/", 1)[-1] == chapter),
                part.first,
            ),
            part.name,
        )
        for part in parts
        if part.pages
    ]
