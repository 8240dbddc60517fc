"""An executed chapter: read, held against its template without running it, and what it shows."""

import ast
import contextlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from nbformat.validator import ValidationError, get_validator

from analysis.charts.output import SVG_MIME
from analysis.claims.claim import claim_id, read_claims
from analysis.editions.report import NOTHING, first_place
from analysis.errors import RunError
from analysis.runner.canonical import canonical_text, joined
from analysis.runner.template import INJECTED_TAG, PARAMETERS_TAG, fill_headings, switches, tags_of

MARKDOWN_MIME = "text/markdown"
HTML_MIME = "text/html"
PLAIN_MIME = "text/plain"
FORMS = ({SVG_MIME, PLAIN_MIME}, {MARKDOWN_MIME, PLAIN_MIME}, {HTML_MIME, PLAIN_MIME}, {PLAIN_MIME})
"""What a chart, a sentence, a table and a plain value consist of."""
SHOWN = "hide-input"
FORMAT = (4, 5)
KEYS = ("cells", "metadata", "nbformat", "nbformat_minor")
LARGEST = 20_000_000
"""Bytes of a chapter: fifty times what the largest of the book has."""
DEEPEST = 20
"""Levels of lists and settings: a chapter's claims have ten."""
MACHINE_PATH = re.compile(r"(?:/(?:home|root|tmp|Users|work|var|opt|usr)/|[A-Z]:\\\\)[\w./\\-]+")
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


def read_chapter(path: Path) -> dict[str, Any]:
    """Read an executed chapter; raise a RunError for what is too large or no notebook of 4.5."""
    name = f"{path.parent.name}/{path.name}"
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise RunError(
                f"{name} has {size / 1e6:.0f} MB and a chapter may have {LARGEST / 1e6:.0f} MB: it "
                "was not read. Run the chapter again."
            )
        notebook = json.loads(path.read_text(encoding="utf-8"))
        found = notebook["nbformat"], notebook["nbformat_minor"]
        if found != FORMAT:
            said, wanted = (".".join(map(str, one)) for one in (found, FORMAT))
            raise RunError(
                f"{name} is a notebook of format {said} and the book's have {wanted}. Run the "
                "chapter again."
            )
        get_validator(*FORMAT).validate({key: notebook[key] for key in KEYS})
        if _is_deeper(notebook, DEEPEST):
            raise ValueError("nested without end")
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ValidationError) as problem:
        raise RunError(f"{name} is not a readable notebook. Run the chapter again.") from problem
    cells = [{**cell, "source": joined(cell["source"])} for cell in notebook["cells"]]
    return {**notebook, "cells": cells}


def _is_deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _is_deeper(one, levels - 1) for one in inner)


def chapter_faults(
    chapter: Mapping[str, Any], template: Mapping[str, Any], parameters: Mapping[str, Any]
) -> list[str]:
    """List what is wrong with an executed chapter without running it, a sentence each."""
    cells, planned = chapter["cells"], _planned(template, parameters)
    orders = [
        [f"{cell['id']} ({cell['cell_type']})" for cell in one["cells"]]
        for one in (chapter, planned)
    ]
    misplaced = (
        f"Its cells are not those of its template, in that order: {found} stands where {right} "
        "should."
        for found, right in zip_longest(*orders, fillvalue=NOTHING)
        if found != right
    )
    wrong = next(misplaced, "")
    pairs = [] if wrong else zip(cells, planned["cells"], strict=True)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    faults = [
        *(f"Cell {cell['id']} has {switch}." for cell in cells for switch in switches(cell)),
        *(f"The file has the key {key}: no chapter has." for key in chapter if key not in KEYS),
        first_place(chapter["metadata"], planned["metadata"], ["settings"]),
        wrong,
        *(fault for cell, right in pairs for fault in _cell_faults(cell, right, parameters)),
        *(fault for place in enumerate(code, start=1) for fault in _order_faults(*place)),
        *(fault for cell in cells for fault in _output_faults(cell)),
    ]
    return [fault for fault in faults if fault]


def _planned(template: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Give the chapter that a template makes as it is before anything is executed."""
    cells: list[dict[str, Any]] = []
    for cell in template["cells"]:
        cells.append({**cell, "source": joined(cell["source"])})
        if PARAMETERS_TAG in tags_of(cell):
            injected = {"tags": [INJECTED_TAG]}
            cells.append({"cell_type": "code", "metadata": injected, "source": ""})
    notebook = {"cells": cells, "metadata": template.get("metadata", {})}
    planned: dict[str, Any] = json.loads(canonical_text(fill_headings(notebook, parameters)))
    return planned


def _cell_faults(
    cell: Mapping[str, Any], planned: Mapping[str, Any], parameters: Mapping[str, Any]
) -> Iterator[str]:
    """Compare source and settings, since those of a cell can hide what stands there."""
    name = f"cell {cell['id']}"
    if INJECTED_TAG in tags_of(planned):
        values = read_values(cell["source"])
        if values is None:
            yield "It has not one cell of parameters that holds values alone."
        else:
            yield first_place(values, dict(parameters), ["parameters"])
    else:
        yield first_place(cell["source"].rstrip(), joined(planned["source"]).rstrip(), [name])
    yield first_place(cell["metadata"], planned["metadata"], [name, "settings"])
    if cell.get("attachments"):
        yield f"Cell {cell['id']} has a file attached."


def read_values(source: str) -> dict[str, Any] | None:
    """Read assignments of literals; anything else is no parameter."""
    values: dict[str, Any] = {}
    try:
        for node in ast.parse(source).body:
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                return None
            values[node.targets[0].id] = ast.literal_eval(node.value)
    except (SyntaxError, ValueError):
        return None
    return values


def _order_faults(number: int, cell: Mapping[str, Any]) -> Iterator[str]:
    name, found = cell["id"], cell["execution_count"]
    if found is None:
        yield f"Cell {name} was never executed, or its outputs were stripped."
    elif found != number:
        yield f"Cell {name} was executed as number {found} and should be number {number}."
    if SHOWN in tags_of(cell) and not cell.get("outputs"):
        yield f"Cell {name} shows nothing: its outputs were stripped."


def _output_faults(cell: Mapping[str, Any]) -> Iterator[str]:
    name = cell.get("id")
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if output["output_type"] == "error":
            yield f"Cell {name} ended with an error."
            continue
        if output["output_type"] == "stream":
            yield f"Cell {name} wrote to {output.get('name', 'a stream')}: a warning or a print."
            continue
        if set(data) not in FORMS or not set(output.get("metadata", {})) <= set(data):
            yield f"Cell {name} has an output that is neither chart, table nor sentence."
        if not joined(data.get(PLAIN_MIME, "")).strip():
            yield f"Cell {name} has an output without words."
        for mime in (PLAIN_MIME, HTML_MIME, MARKDOWN_MIME):
            found = MACHINE_PATH.search(joined(data.get(mime, "")))
            if found:
                yield f"Cell {name} shows a path of a machine: {found[0]}."


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
    """Take apart what an executed chapter shows, from `read_chapter`."""
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
        for claim in read_claims(metadata.get(mime, {})):
            said.claims[said.name("claim", cell, claim_id(claim))] = claim
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
    words = {what: described.get(part, "") for part, what in WORDS_OF_CHARTS.items()}
    return Picture(svg, words, grid)


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
