"""What an executed chapter shows: its claims, tables, charts and sentences, each with a name."""

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

from analysis.charts.chart import SVG_MIME
from analysis.editions.structure import HTML_MIME, MARKDOWN_MIME, PLAIN_MIME
from analysis.runner.canonical import joined

Name = tuple[str, str, int]
"""The cell, what it is called there, and which of that name it is."""
NUMBER = "number"
FINGERPRINT = "Fingerprint of"
PLAIN_WORDS = "as plain text"
END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")
NUMBERS = re.compile(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?")
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
SAID_BY_ATTRIBUTES = re.compile(r'\s(?:href|src|alt|title|aria-label)="([^"]*)"')
MARKUP = re.compile(r"^- |\\(?=\W)|\*\*", re.MULTILINE)
WORDS_OF_CHARTS = {
    "title": "title",
    "subtitle": "subtitle",
    "alt": "text alternative",
    "long_description": "long description",
    "reading": "how to read it",
    "source": "source",
    "boundaries": "boundaries",
}


@dataclass(frozen=True)
class Grid:
    """A table as a page shows it: headings, rows of text, which columns hold numbers, caption."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int]
    caption: str = ""


@dataclass(frozen=True)
class Picture:
    """A chart: its drawing, its words by what they are, and the figures that it draws."""

    svg: str
    words: Mapping[str, str]
    grid: Grid
    sources: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return self.words["subtitle"] or self.words["text alternative"]


@dataclass
class Contents:
    """Everything that a chapter says: claims, tables and charts by name, sentences by place."""

    claims: dict[Name, Mapping[str, Any]] = field(default_factory=dict)
    tables: dict[Name, Grid] = field(default_factory=dict)
    charts: dict[Name, Picture] = field(default_factory=dict)
    sentences: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    seen: Counter[tuple[str, str, str]] = field(default_factory=Counter, repr=False)

    def name(self, kind: str, cell: str, what: str) -> Name:
        """Give the next claim, table or chart of a cell a name that no other has."""
        self.seen[kind, cell, what] += 1
        return cell, what, self.seen[kind, cell, what]


def read_contents(chapter: Mapping[str, Any]) -> Contents:
    """Take apart what an executed chapter shows, from `structure.read_chapter`."""
    said = Contents()
    for cell in chapter["cells"]:
        name = str(cell.get("id"))
        prose = said.sentences.setdefault((name, ""), [])
        if cell["cell_type"] == "markdown":
            prose += split_sentences(cell["source"])
        for output in cell.get("outputs", []):
            _read_output(output, name, said)
    return said


def _read_output(output: Mapping[str, Any], cell: str, said: Contents) -> None:
    """Add what one output shows; plain text only where it says what its other form does not."""
    data = {mime: joined(text) for mime, text in output.get("data", {}).items()}
    metadata = output.get("metadata", {})
    for mime in (MARKDOWN_MIME, HTML_MIME, SVG_MIME):
        for claim in metadata.get(mime, {}).get("claims", ()):
            said.claims[said.name("claim", cell, claim["id"])] = claim
    shown = split_sentences(data.get(MARKDOWN_MIME, "")) + _around_tables(data.get(HTML_MIME, ""))
    known = {MARKUP.sub("", sentence) for sentence in shown}
    for grid in _grids(data.get(HTML_MIME, "")):
        said.tables[said.name("table", cell, without_numbers(grid.caption))] = grid
        known |= {grid.caption, *(" | ".join(row) for row in (grid.columns, *grid.rows))}
    if SVG_MIME in data:
        described = metadata.get(SVG_MIME, {})
        picture = _picture(data[SVG_MIME], described)
        name = without_numbers(described.get("figure_id", ""))
        said.charts[said.name("chart", cell, name)] = picture
        known |= {picture.words["text alternative"]}
    plain = data.get(PLAIN_MIME, "") + joined(output.get("text", ""))
    lines = (line for line in plain.splitlines() if line not in known)
    left = [one for one in split_sentences("\n".join(lines)) if one not in known]
    said.sentences[cell, ""] += shown
    said.sentences.setdefault((cell, PLAIN_WORDS), []).extend(
        one for one in left if not one.startswith(FINGERPRINT)
    )


def without_numbers(text: str) -> str:
    """Give words with a sign for each number, so that the next period is no other table.

    >>> without_numbers("Smoking, 2011 to 2024, 4.5%")
    'Smoking, # to #, #%'
    """
    return NUMBERS.sub("#", text)


def split_sentences(text: str) -> list[str]:
    """Split words into sentences.

    >>> split_sentences("It is 2.5 higher. That is all.")
    ['It is 2.5 higher.', 'That is all.']
    """
    paragraphs = (line for line in text.splitlines() if line.strip())
    return [one.strip() for line in paragraphs for one in END_OF_SENTENCE.split(line)]


def _picture(svg: str, described: Mapping[str, Any]) -> Picture:
    table = described.get("table", {})
    columns, rows, numeric = (table.get(part, ()) for part in ("columns", "rows", "numeric"))
    grid = Grid(tuple(columns), tuple(map(tuple, rows)), frozenset(numeric))
    files = [file for claim in described.get("claims", ()) for file in claim.get("sources", ())]
    words = {what: described.get(part, "") for part, what in WORDS_OF_CHARTS.items()}
    return Picture(svg, words, grid, tuple(dict.fromkeys(files)))


def _grids(html: str) -> Iterator[Grid]:
    """Read the tables that `claims.table` wrote: well-formed, one header row, no merged cell."""
    for found in TABLE.findall(html):
        with contextlib.suppress(ET.ParseError):
            # Written by this package, without entities of its own.
            table = ET.fromstring(found)  # noqa: S314
            head = table.findall("./thead/tr/th")
            yield Grid(
                _texts(head),
                tuple(_texts(row) for row in table.findall("./tbody/tr")),
                frozenset(n for n, cell in enumerate(head) if cell.get("class") == NUMBER),
                "".join(_texts(table.findall("./caption"))),
            )


def _texts(cells: Iterable[ET.Element]) -> tuple[str, ...]:
    return tuple("".join(cell.itertext()) for cell in cells)


def _around_tables(html: str) -> list[str]:
    """Give the words around tables, and those that links and pictures carry."""
    rest = TABLE.sub("", html)
    texts = [*TAG.sub("\n", rest).splitlines(), *SAID_BY_ATTRIBUTES.findall(rest)]
    return split_sentences(unescape("\n".join(texts)))
