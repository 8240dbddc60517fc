"""Blocks as a Word document: real styles, repeated headers, alternative texts, names that stay.

Each block's name is a bookmark, since both Word and LibreOffice keep bookmarks when they save;
LibreOffice drops the tags of content controls.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from analysis.book.edition import Edition, fill
from analysis.book.word.blocks import BODY, CAPTION, NOTE, PICTURE, SOURCE, TABLE, Block
from analysis.book.word.pictures import alone, size_of

LANGUAGE = "en-GB"
FACE = "Arial"
INK, QUIET = RGBColor(0x12, 0x43, 0x6D), RGBColor(0x3D, 0x3D, 0x3D)
TEXT_WIDTH = Cm(16)
WIDEST, TALLEST = Cm(14), Cm(15)
"""Of a picture: it stands on one page with its headline."""
PROPERTIES = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
PROPERTIES_PLACE = "/docProps/custom.xml"
_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG_SPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


def write_document(
    blocks: Sequence[Block],
    pictures: Mapping[str, bytes],
    edition: Edition,
    properties: Mapping[str, str],
    target: Path,
) -> Path:
    """Write the blocks, of which the first is the title; `pictures` are PNG by a block's key."""
    paper = docx.Document()
    _set_styles(paper)
    _describe(paper, blocks[0].text, edition)
    numbers = count(1)
    for block in blocks:
        if block.kind == PICTURE:
            paragraph = paper.add_paragraph()
            _add_picture(paragraph, block, pictures[block.key], next(numbers))
            _name(paragraph, block.key, next(numbers))
        elif block.kind == TABLE:
            _name(paper.add_paragraph(block.text, CAPTION), block.key, next(numbers))
            _add_table(paper, block)
        else:
            style = paper.styles[block.style]
            _name(paper.add_paragraph(block.text, style), block.key, next(numbers))
    _add_properties(paper, properties)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".unfinished")
    paper.save(str(unfinished))
    unfinished.replace(target)
    return target


def _describe(paper: Document, title: str, edition: Edition) -> None:
    about, day = paper.core_properties, edition.released
    about.title, about.author, about.language = title, edition.author, LANGUAGE
    about.subject, about.version, about.comments = edition.title, edition.version, ""
    about.created = about.modified = datetime(day.year, day.month, day.day)
    about.last_modified_by, about.keywords = "", "health inequalities"
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    footer = section.footer.paragraphs[0]
    footer.style = paper.styles[SOURCE]
    footer.text = footer_words(title, edition)


def footer_words(title: str, edition: Edition) -> str:
    """Say what stands at the foot of each page."""
    return f"{title}. Edition {edition.version}, {edition.date_words}."


def _set_styles(paper: Document) -> None:
    styles = paper.styles
    for name, above in ((SOURCE, BODY), (NOTE, BODY)):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[above]
    headings = [f"Heading {level}" for level in range(1, 5)]
    for name in (BODY, "List Bullet", "Title", CAPTION, SOURCE, NOTE, *headings):
        style = styles[name]
        style.font.name = FACE
        fonts = style.element.rPr.rFonts
        # A face of the theme would stand before the one named here.
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    for name, size in {BODY: 11, "Title": 24, CAPTION: 11, SOURCE: 9, NOTE: 11}.items():
        styles[name].font.size = Pt(size)
    for name in ("Title", CAPTION, *headings):
        styles[name].font.color.rgb = INK
    for name in (CAPTION, *headings):
        styles[name].paragraph_format.keep_with_next = True
    styles[SOURCE].font.color.rgb = QUIET
    note = styles[NOTE].paragraph_format
    note.left_indent = Cm(0.75)
    language = OxmlElement("w:lang")
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), LANGUAGE)
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(language)


def _name(paragraph: Paragraph, key: str, number: int) -> None:
    """Put a bookmark around all that a paragraph holds."""
    about = f'{nsdecls("w")} w:id="{number}"'
    start = parse_xml(f'<w:bookmarkStart {about} w:name="{key}"/>')
    place = 0 if paragraph._p.pPr is None else 1
    paragraph._p.insert(place, start)
    paragraph._p.append(parse_xml(f"<w:bookmarkEnd {about}/>"))


def _add_picture(paragraph: Paragraph, block: Block, png: bytes, number: int) -> None:
    """Add a chart as PNG, which holds the SVG that newer programs show in its place."""
    wide, tall = size_of(block.svg)
    width = min(WIDEST, int(TALLEST * wide / tall))
    picture = paragraph.add_run().add_picture(BytesIO(png), width=width)
    picture._inline.docPr.set("descr", block.text)
    package = paragraph.part.package
    svg = Part(
        PackURI(f"/word/media/chart{number}.svg"),
        "image/svg+xml",
        alone(block.svg).encode(),
        package,
    )
    held = paragraph.part.relate_to(svg, RT.IMAGE)
    (blip,) = picture._inline.iter(qn("a:blip"))
    blip.append(
        parse_xml(
            f'<a:extLst {nsdecls("a", "r")}><a:ext uri="{_SVG}">'
            f'<asvg:svgBlip xmlns:asvg="{_SVG_SPACE}" r:embed="{held}"/></a:ext></a:extLst>'
        )
    )


def _add_table(paper: Document, block: Block) -> None:
    """Add a table whose first row is repeated on every page; the library's own cells are slow."""
    head, *rows = block.rows
    table: Table = paper.add_table(0, len(head), style="Table Grid")
    style = paper.styles[SOURCE].style_id
    share = TEXT_WIDTH // (len(head) + 1)
    for place, column in enumerate(table.columns):
        column.width = share * (1 if place else 2)
    for texts in (head, *rows):
        kept = "<w:tblHeader/>" if texts is head else ""
        bold = "<w:rPr><w:b/></w:rPr>" if texts is head else ""
        cells = "".join(
            f'<w:tc><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{bold}'
            f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
            for text in texts
        )
        row = f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{kept}</w:trPr>{cells}</w:tr>"
        table._tbl.append(parse_xml(row))
    for name in ("tblCaption", "tblDescription"):
        said = OxmlElement(f"w:{name}")
        said.set(qn("w:val"), block.text)
        table._tbl.tblPr.append(said)
    paper.add_paragraph()


def _add_properties(paper: Document, properties: Mapping[str, str]) -> None:
    """Write the document's own properties, by which it is known when it comes back."""
    xml = fill("properties.xml", properties=[*enumerate(properties.items(), start=2)])
    package = paper.part.package
    part = Part(PackURI(PROPERTIES_PLACE), PROPERTIES, xml.encode(), package)
    package.relate_to(part, RT.CUSTOM_PROPERTIES)


def read_properties(paper: Document) -> dict[str, str]:
    """Read the document's own properties; none where it has none."""
    parts: Iterator[Any] = paper.part.package.iter_parts()
    for part in parts:
        if part.content_type == PROPERTIES:
            return {one.get("name"): "".join(one.itertext()) for one in parse_xml(part.blob)}
    return {}
