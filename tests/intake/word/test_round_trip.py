"""Twenty edits of each brief: every note is placed, every figure refused, and nothing is lost."""

import random
import re
import shutil
import subprocess
from datetime import date

import docx
import pytest

from analysis.book.word.notes import finding_of
from analysis.data.chapters import chapter_names
from analysis.data.documents.commentary import read_commentary
from analysis.data.params import load_localities
from analysis.intake.word.coming_back import read_back
from analysis.intake.word.keeping import check_notes, keep_notes
from intake.word.papers import AUTHORITIES, add_paragraph, findings, with_key

DAY = date(2026, 11, 29)
SENT, ADDED, MOVED, DELETED, ALTERED = 7, 8, 4, 3, 5
NUMBERED = re.compile(r"number (\d+)")
NUMBER = re.compile(r"\d+\.\d")
HOW_TO_INSTALL = (
    "LibreOffice is not here: on Debian, `apt-get install --no-install-recommends "
    "libreoffice-writer`"
)


def edit(path, slug, seed):
    """Make twenty edits by a seed; gives what each should come to."""
    chance = random.Random(seed)  # noqa: S311
    document = docx.Document(str(path))
    blocks = findings(slug)
    notes = [one for one in document.paragraphs if one.style.name == "Local note"]
    assert len(notes) == SENT
    chance.shuffle(notes)
    deleted = [one.text for one in notes[:DELETED]]
    for one in notes[:DELETED]:
        one._p.getparent().remove(one._p)
    moved = {}
    for one in notes[DELETED : DELETED + MOVED]:
        about = finding_of(blocks[int(NUMBERED.search(one.text)[1]) % len(blocks)])
        block = chance.choice([b for b in blocks if finding_of(b) != about])
        with_key(document, block.key)._p.addnext(one._p)
        moved[one.text] = finding_of(block)
    added = {}
    for number in range(ADDED):
        block = chance.choice(blocks)
        text = f"People told us {number} things that matter, 54.9 of them new."
        add_paragraph(with_key(document, block.key), text)
        added[text] = finding_of(block)
    return document, {
        "deleted": deleted,
        "moved": moved,
        "added": added,
        "altered": alter(document, blocks, chance),
    }


def alter(document, blocks, chance):
    """Alter five numbers of the book's own sentences; gives what should be refused."""
    places = [(block, place) for block in blocks for place in NUMBER.finditer(block.text)]
    said = []
    for block, place in sorted(chance.sample(places, ALTERED), key=lambda one: -one[1].start()):
        (run,) = with_key(document, block.key).runs
        new = f"{float(place[0]) + 1:.1f}"
        run.text = run.text[: place.start()] + new + run.text[place.end() :]
        said.append((place[0], new, block.text[:20]))
    return said


def through_libreoffice(path):
    """Open and save a document once in LibreOffice."""
    folder = path.parent / "saved"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    kind = "docx:MS Word 2007 XML"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder, path]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / path.name


def as_it_is(path):
    """Leave it as it was saved."""
    return path


SAVED = [
    as_it_is,
    pytest.param(
        through_libreoffice,
        marks=[
            pytest.mark.slow,
            pytest.mark.skipif(shutil.which("soffice") is None, reason=HOW_TO_INSTALL),
        ],
    ),
]


@pytest.mark.parametrize("saved", SAVED)
@pytest.mark.parametrize("slug", AUTHORITIES)
def test_twenty_edits_come_back_and_none_is_lost(sent, tmp_path, slug, saved):
    path = sent(slug, notes=SENT)
    document, edits = edit(path, slug, seed=f"{slug} 20")
    paper = tmp_path / "paper.docx"
    document.save(str(paper))
    localities = load_localities()
    found = read_back(saved(paper), localities, by="Public health team", day=DAY)
    notes = check_notes(found)

    placed = found.placed
    assert {one.text: one.finding for one in placed.new} == edits["added"]
    assert len(placed.new) == ADDED
    assert len(placed.deleted) == DELETED
    for note in placed.deleted:
        assert any(note.text in words for words in edits["deleted"])
    ends = "(Family hub coordinator, 2026-11-21)"
    assert {f"Asset: {one.text} {ends}": one.finding for one in placed.moved} == edits["moved"]
    assert len(placed.moved) == MOVED
    assert len(found.refused) == ALTERED
    for old, new, start in edits["altered"]:
        assert any(
            re.search(rf"{re.escape(old)}\S* was changed to \S*{re.escape(new)}", one)
            and start in one
            for one in found.refused
        ), (old, new, found.refused)
    assert found.listed == []
    assert placed.unplaced == []
    assert len(notes) == ADDED + MOVED

    keep_notes(found, notes)
    held = read_commentary(localities[slug].commentary_slug, chapter_names())
    assert len(held) == SENT - DELETED + ADDED
    assert {note.text for note in held} >= set(edits["added"])
    for note in held:
        if note.text in edits["added"]:
            assert note.finding.model_dump() == edits["added"][note.text]
            assert note.by == "Public health team"
