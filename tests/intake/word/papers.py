"""Papers of the book as they are sent out, each with notes below its findings."""

import shutil
import struct
import zlib
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from analysis.book.edition import read_edition
from analysis.book.word.notes import finding_of
from analysis.book.word.paper import BRIEF, Paper, export_paper
from analysis.data.chapters import chapter_names
from analysis.data.documents.commentary import LocalNote, change_notes
from analysis.data.params import load_localities

ROOT = Path(__file__).resolve().parents[3]
AUTHORITIES = (
    "north-northamptonshire",
    "northumberland",
    "stockton-on-tees",
    "west-northamptonshire",
)


def blank_png(svgs):
    """Draw nothing, one pixel large: what a picture shows is no matter of these tests."""

    def part(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = part(b"IDAT", zlib.compress(b"\0\xff"))
    return [b"\x89PNG\r\n\x1a\n" + head + body + part(b"IEND", b"")] * len(svgs)


def findings(slug):
    """Give the blocks of a brief that state a finding, each of another one."""
    locality = load_localities()[slug]
    blocks = Paper(slug, locality, BRIEF, read_edition()).blocks
    found = {}
    for block in blocks:
        about = finding_of(block)
        if about is not None and tuple(about.items()) not in found:
            found[tuple(about.items())] = block
    return [*found.values()]


def made_up_note(about, number):
    """Give a note for a test, on a finding."""
    words = {"level": "worse", "trend": "worsening"}.get(about["measure"], "widening")
    return LocalNote.model_validate(
        {
            "date": "2026-11-21", "by": "Family hub coordinator", "kind": "asset",
            "text": f"Made-up note number {number} for a test.", "finding": about,
            "direction": words, "certainty": "clear",
        }
    )  # fmt: skip


@pytest.fixture
def sent(project):
    """Give a function that sends out a brief with as many notes as are wanted."""

    shutil.copyfile(ROOT / "CITATION.cff", project / "CITATION.cff")
    for slug in AUTHORITIES:
        shutil.copyfile(ROOT / "params" / f"{slug}.yml", project / "params" / f"{slug}.yml")
        (project / "book" / slug).symlink_to(ROOT / "book" / slug, target_is_directory=True)

    def send(slug, notes=0, scope=BRIEF):
        locality = load_localities()[slug]
        about = [finding_of(block) for block in findings(slug)]
        made = [made_up_note(about[n % len(about)], n) for n in range(notes)]
        change_notes(locality.commentary_slug, made, [], chapter_names())
        return export_paper(slug, locality, scope, drawn=blank_png)

    return send


def add_paragraph(after, text, style=None):
    """Write a paragraph below another, as Word does where someone presses Enter."""
    new = parse_xml(f"<w:p {nsdecls('w')}/>")
    after._p.addnext(new)
    paragraph = docx.text.paragraph.Paragraph(new, after._parent)
    paragraph.add_run(text)
    return paragraph


def with_key(document, key):
    """Find the paragraph that holds a block."""
    for paragraph in document.paragraphs:
        if f'w:name="{key}"' in paragraph._p.xml:
            return paragraph
    raise LookupError(key)
