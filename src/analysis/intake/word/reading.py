"""A Word document as plain pieces: paragraphs, tables, and what reviewers left in the margin."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

DELETED = (qn("w:del"), qn("w:moveFrom"))
TRACKED = {
    qn("w:ins"): "put in",
    qn("w:del"): "took out",
    qn("w:moveFrom"): "moved from here",
    qn("w:moveTo"): "moved to here",
}
PARAGRAPH, TABLE, BOX = qn("w:p"), qn("w:tbl"), qn("w:txbxContent")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PICTURES = (qn("w:drawing"), qn("w:pict"), qn("w:object"))
BREAKS = (qn("w:tab"), qn("w:br"), qn("w:cr"))
MARGINS = {"comments": "comment", "footnotes": "footnote", "endnotes": "endnote"}
EDGES = ("header", "footer")


@dataclass
class Piece:
    """A paragraph or a table as it came back."""

    text: str
    # The names of the book's blocks that it holds.
    keys: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    pictures: int = 0
    # The alternative texts of its pictures.
    described: tuple[str, ...] = ()
    is_heading: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether everything in it was taken out."""
        return not (self.text or self.rows or self.pictures)


@dataclass(frozen=True)
class Mark:
    """A tracked change or comment, with its day and a reviewer who is known by number alone."""

    what: str
    text: str
    reviewer: str
    day: str

    def line(self) -> str:
        """Say it in a line."""
        on = f" on {self.day}" if self.day else ""
        return f"{self.reviewer}{on}: {self.what} “{self.text}”"


@dataclass
class _Reviewers:
    """Numbers in place of names: the project holds no person's name."""

    known: dict[str, str] = field(default_factory=dict)

    def label(self, element: Any) -> str:
        author = element.get(qn("w:author"), "")
        return self.known.setdefault(author, f"Reviewer {len(self.known) + 1}")


def read_pieces(document: Document) -> list[Piece]:
    """Give what the document's body holds in its order, tracked changes taken as made."""
    return [*_pieces(document.element.body)]


def _pieces(parent: Any) -> Iterator[Piece]:
    for child in parent:
        if child.tag == PARAGRAPH:
            described = tuple(one.get("descr", "") for one in child.iter(qn("wp:docPr")))
            own = (_text(child), _keys(child), (), _pictures(child), described)
            yield Piece(*own, is_heading=_is_heading(child))
            for box in child.iter(BOX):
                if not any(one.tag == FALLBACK for one in box.iterancestors()):
                    yield from _pieces(box)
        elif child.tag == TABLE:
            rows = tuple(tuple(_cells(row)) for row in child.iter(qn("w:tr")))
            yield Piece("", _keys(child), rows, _pictures(child))
        elif child.tag not in DELETED:
            yield from _pieces(child)


def _is_heading(paragraph: Any) -> bool:
    styles = paragraph.iterfind(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return any(str(one.get(qn("w:val"))).startswith("Heading") for one in styles)


def _cells(row: Any) -> Iterator[str]:
    for cell in row.iter(qn("w:tc")):
        yield " ".join(filter(None, (_text(one) for one in cell.iter(PARAGRAPH))))


def _keys(element: Any) -> tuple[str, ...]:
    return tuple(one.get(qn("w:name")) for one in element.iter(qn("w:bookmarkStart")))


def _pictures(element: Any) -> int:
    return sum(
        1
        for one in element.iter(*PICTURES)
        if not any(above.tag == FALLBACK for above in one.iterancestors())
    )


def _text(paragraph: Any) -> str:
    return tidy("".join(_words(paragraph)))


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in (*DELETED, *PICTURES):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in BREAKS:
            yield " "
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag != BOX:
            yield from _words(child)


def tidy(text: str) -> str:
    """Give words without the spaces that programs add or change."""
    return " ".join(text.replace("\u00ad", "").split())


def read_marks(document: Document) -> list[Mark]:
    """List tracked changes, comments and notes below the page."""
    reviewers = _Reviewers()
    found = [*_tracked(document.element.body, reviewers)]
    for part in document.part.package.iter_parts():
        name = part.partname.rpartition("/")[2].removesuffix(".xml")
        if name in MARGINS:
            found += _margin(parse_xml(part.blob), MARGINS[name], reviewers)
    return found


def _tracked(body: Any, reviewers: _Reviewers) -> Iterator[Mark]:
    for element in body.iter(*TRACKED):
        letters = element.iter(qn("w:t"), qn("w:delText"))
        text = tidy("".join(one.text or "" for one in letters))
        if text:
            yield Mark(TRACKED[element.tag], text, reviewers.label(element), _day(element))


def _margin(root: Any, what: str, reviewers: _Reviewers) -> Iterator[Mark]:
    for element in root:
        # The lines that part notes from the page are notes of a type of their own.
        if element.get(qn("w:type")) is None:
            text = tidy(" ".join(_text(one) for one in element.iter(PARAGRAPH)))
            yield Mark(what, text, reviewers.label(element), _day(element))


def _day(element: Any) -> str:
    return str(element.get(qn("w:date"), ""))[:10]


def read_edges(document: Document, own: str) -> list[str]:
    """Give the words of headers and footers that are not the book's."""
    found = []
    for part in document.part.package.iter_parts():
        if part.partname.rpartition("/")[2].startswith(EDGES):
            texts = [_text(one) for one in parse_xml(part.blob).iter(PARAGRAPH)]
            found += [text for text in texts if text not in ("", tidy(own))]
    return found
