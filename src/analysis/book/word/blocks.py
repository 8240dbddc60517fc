"""What an executed chapter says, block by block, each under a name that a Word document keeps."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt

from analysis.charts.output import SVG_MIME
from analysis.claims.claim import claim_id, digest
from analysis.claims.sentence import CLAIMS_WORDS

TEXT, PICTURE, TABLE = "text", "picture", "table"
BODY, ITEM, CAPTION, SOURCE, NOTE = "Normal", "List Bullet", "Caption", "Source", "Local note"
COMMENTARY = "commentary"
"""The cell in which a page shows local notes; in a paper they stand below their findings."""
SUMMARY = "summary"
_READ = ("h1", "h2", "h3", "h4", "p", "li", SUMMARY, TABLE)
_SMALL = ("table-note", "table-source")

Claimed = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, picture or table of the book."""

    kind: str
    # A paragraph's words, a picture's alternative text or a table's caption.
    text: str
    style: str = BODY
    chapter: str = ""
    claims: Claimed = ()
    rows: tuple[tuple[str, ...], ...] = ()
    svg: str = ""
    key: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it begins a part of the document."""
        return self.style.startswith("Heading")


def read_chapter(path: Path) -> list[Block]:
    """Give the blocks of an executed chapter in its order."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    found: list[Block] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            found += _from_html(MarkdownIt().render(_joined(cell["source"])))
        elif cell["id"] == COMMENTARY:
            continue
        for output in cell.get("outputs", ()):
            found += _from_output(output.get("data", {}), output.get("metadata", {}))
    return [replace(block, chapter=path.stem) for block in found if block.text]


def named(blocks: Iterable[Block]) -> list[Block]:
    """Name each block by its claims, or by its words where it has none; equal ones by number."""
    seen: Counter[str] = Counter()
    found = []
    for block in blocks:
        ids = " / ".join(claim_id(claim) for claim in block.claims)
        name = digest(ids or f"{block.kind} {block.chapter} {block.text}")
        name = f"{'claim' if ids else block.kind}_{name}"
        seen[name] += 1
        found.append(replace(block, key=name if seen[name] == 1 else f"{name}_{seen[name]}"))
    return found


def _from_output(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> Iterator[Block]:
    described = metadata.get(SVG_MIME, {})
    if SVG_MIME in data and "alt" in described:
        yield from _from_chart(_joined(data[SVG_MIME]), described)
    elif "text/markdown" in data:
        about = metadata.get("text/markdown", {})
        yield from _from_prose(data, about.get("claims", ()))
    elif "text/html" in data:
        yield from _from_html(_joined(data["text/html"]))


def _from_chart(svg: str, described: Mapping[str, Any]) -> Iterator[Block]:
    title = described["title"].replace("\n", " ")
    yield Block(TEXT, title, CAPTION, claims=tuple(described.get("claims", ())))
    yield Block(PICTURE, described["alt"], svg=svg)
    words = [described["subtitle"], described["reading"], described["boundaries"]]
    yield from (Block(TEXT, one, SOURCE) for one in words)
    if described["source"]:
        yield Block(TEXT, f"Source: {described['source']}", SOURCE)


def _from_prose(data: Mapping[str, Any], claims: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Give the sentences of an output, each with the claims that stand in it."""
    said = [one for one in _joined(data["text/plain"]).split("\n\n") if CLAIMS_WORDS not in one]
    listed = "\n- " in f"\n{_joined(data['text/markdown'])}"
    left = list(claims)
    for place, text in enumerate(said):
        own: list[Mapping[str, Any]] = []
        # Claims come in the order of the words; what the words do not show goes with the last.
        while left and (place == len(said) - 1 or left[0]["text"].lower() in text.lower()):
            own.append(left.pop(0))
        yield Block(TEXT, text, ITEM if listed else BODY, claims=tuple(own))


def _from_html(html: str) -> Iterator[Block]:
    soup = BeautifulSoup(html, "html.parser")
    # The wall of small charts and what is chosen by hand are the screen's alone.
    for unwanted in soup.select("svg, script, .wall, .compare"):
        unwanted.decompose()
    for tag in soup.find_all(_READ):
        if tag.find_parent(TABLE) or (tag.name == "li" and tag.find("p")):
            continue
        if tag.name == TABLE:
            yield _table(tag)
        elif not (tag.name == SUMMARY and tag.parent and tag.parent.find(TABLE)):
            yield Block(TEXT, _words(tag), _style(tag))


def _style(tag: Tag) -> str:
    if tag.name[0] == "h":
        return f"Heading {tag.name[1]}"
    if tag.find_parent("li") or tag.name == "li":
        return ITEM
    return SOURCE if set(_SMALL) & set(tag.get_attribute_list("class")) else BODY


def _table(tag: Tag) -> Block:
    rows = tuple(
        tuple(_words(cell) for cell in row.find_all(["th", "td"])) for row in tag.find_all("tr")
    )
    caption = tag.find("caption")
    return Block(TABLE, _words(caption) if isinstance(caption, Tag) else rows[0][0], rows=rows)


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" " if tag.name in ("td", "th") else "").split())


def _joined(source: str | Sequence[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
