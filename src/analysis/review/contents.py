"""What an executed chapter says: its claims, tables, charts and sentences, each with a name."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from analysis.charts.chart import SVG_MIME
from analysis.claims.prose import CLAIMS_WORDS
from analysis.review.structure import HTML_MIME, MARKDOWN_MIME, PLAIN_MIME
from analysis.runner.canonical import joined

Name = tuple[str, str, int]
"""The cell, what it is called there, and which of that name it is."""
NUMBER = "number"
END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)


@dataclass(frozen=True)
class Grid:
    """A table as a page shows it: headings, rows of text, and which columns hold numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int]


@dataclass(frozen=True)
class Picture:
    """A chart: its drawing, its words and the figures that it draws."""

    svg: str
    title: str
    subtitle: str
    alt: str
    grid: Grid
    sources: tuple[str, ...]


@dataclass
class Contents:
    """Everything that a chapter says, by name.

    Parameters
    ----------
    claims : dict
        Records of claims.
    tables : dict of Name to Grid
        By caption.
    charts : dict of Name to Picture
        By the chart's own name.
    sentences : dict of str to list of str
        By cell, in order; Markdown cells and titles of charts too.
    """

    claims: dict[Name, Mapping[str, Any]] = field(default_factory=dict)
    tables: dict[Name, Grid] = field(default_factory=dict)
    charts: dict[Name, Picture] = field(default_factory=dict)
    sentences: dict[str, list[str]] = field(default_factory=dict)


def read_contents(chapter: Mapping[str, Any]) -> Contents:
    """Take apart what an executed chapter says.

    Parameters
    ----------
    chapter : mapping
        From `structure.read_chapter`.

    Returns
    -------
    Contents
    """
    said = Contents()
    seen: Counter[tuple[str, str, str]] = Counter()

    def name(kind: str, cell: str, what: str) -> Name:
        seen[kind, cell, what] += 1
        return cell, what, seen[kind, cell, what]

    for cell in chapter["cells"]:
        identity = str(cell.get("id"))
        sentences = said.sentences.setdefault(identity, [])
        if cell["cell_type"] == "markdown":
            sentences += split_sentences(cell["source"])
        for output in cell.get("outputs", []):
            data = {mime: joined(text) for mime, text in output.get("data", {}).items()}
            metadata = output.get("metadata", {})
            for claim in _claims(metadata):
                said.claims[name("claim", identity, claim["id"])] = claim
            if SVG_MIME in data:
                described = metadata.get(SVG_MIME, {})
                key = name("chart", identity, described.get("figure_id", ""))
                said.charts[key] = _picture(data[SVG_MIME], described)
                sentences += split_sentences(described.get("title", ""))
                sentences += split_sentences(described.get("boundaries", ""))
            elif HTML_MIME in data:
                for caption, grid in _grids(data[HTML_MIME]):
                    said.tables[name("table", identity, caption)] = grid
                sentences += _around_tables(data[HTML_MIME])
            else:
                sentences += _prose(data.get(PLAIN_MIME, ""))
    return said


def split_sentences(text: str) -> list[str]:
    """Split words into sentences.

    >>> split_sentences("It is 2.5 higher. That is all.")
    ['It is 2.5 higher.', 'That is all.']
    """
    paragraphs = (line for line in text.splitlines() if line.strip())
    return [one.strip() for line in paragraphs for one in END_OF_SENTENCE.split(line)]


def _claims(metadata: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for mime in (MARKDOWN_MIME, HTML_MIME, SVG_MIME):
        yield from metadata.get(mime, {}).get("claims", ())


def _picture(svg: str, described: Mapping[str, Any]) -> Picture:
    table = described.get("table", {})
    grid = Grid(
        tuple(table.get("columns", ())),
        tuple(tuple(row) for row in table.get("rows", ())),
        frozenset(table.get("numeric", ())),
    )
    files = [file for claim in described.get("claims", ()) for file in claim.get("sources", ())]
    title, subtitle, alt = (described.get(part, "") for part in ("title", "subtitle", "alt"))
    return Picture(svg, title, subtitle, alt, grid, tuple(dict.fromkeys(files)))


def _grids(html: str) -> Iterator[tuple[str, Grid]]:
    """Read the tables that `claims.table` wrote: well-formed, one header row, no merged cell."""
    for found in TABLE.findall(html):
        try:
            # Written by this package, without entities of its own.
            table = ET.fromstring(found)  # noqa: S314
        except ET.ParseError:
            continue
        head = table.findall("./thead/tr/th")
        rows = [["".join(cell.itertext()) for cell in row] for row in table.findall("./tbody/tr")]
        numeric = frozenset(n for n, cell in enumerate(head) if cell.get("class") == NUMBER)
        caption = table.find("caption")
        yield (
            "" if caption is None else "".join(caption.itertext()),
            Grid(
                tuple("".join(cell.itertext()) for cell in head),
                tuple(tuple(row) for row in rows),
                numeric,
            ),
        )


def _around_tables(html: str) -> list[str]:
    """Give the words that stand above and below tables."""
    plain = re.sub(r"<[^>]+>", "\n", TABLE.sub("", html))
    return split_sentences(plain)


def _prose(plain: str) -> list[str]:
    kept = (line for line in plain.splitlines() if not line.startswith(f"{CLAIMS_WORDS}: "))
    return split_sentences("\n".join(kept))
