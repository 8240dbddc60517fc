"""*Find a figure*: leads each indicator to the pages whose sentences quote it."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.book.contents import FIGURES, FRONT, Part, titled
from analysis.book.edition import fill
from analysis.book.open_data import LEDGER
from analysis.paths import OPEN_DATA

ROOM = re.compile(r"<!-- pages (\S+) -->")


def lead_to_pages(html: Path, parts: Sequence[Part]) -> None:
    """Write, below each indicator, the pages of the built book that say something of it."""
    path = html / f"{FIGURES}.html"
    if not path.is_file():
        return
    quoting = _quoting(html / OPEN_DATA / LEDGER)
    titles = dict(titled(html, {page for pages in quoting.values() for page in pages}))
    places = [(part.name, [link.page for link in part.chapters]) for part in parts]

    def links(found: re.Match[str]) -> str:
        pages = [page for page in quoting.get(found[1], ()) if page in titles]
        return fill("found.html", groups=_by_place(pages, places, titles))

    text = ROOM.sub(links, path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8", newline="\n")


def _quoting(ledger: Path) -> dict[str, list[str]]:
    """Give the pages of each indicator, in the order of the book."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    with ledger.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["chapter"] != FRONT:
                found[row["indicator"]][row["chapter"]] = None
    return {indicator: [*pages] for indicator, pages in found.items()}


def _by_place(
    pages: Sequence[str],
    places: Sequence[tuple[str, Sequence[str]]],
    titles: Mapping[str, str],
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Group pages by place, each with its title without the place; wards are left to search."""
    groups = [
        (name, [(page, titles[page].partition(": ")[0]) for page in own if page in pages])
        for name, own in places
    ]
    return [group for group in groups if group[1]]
