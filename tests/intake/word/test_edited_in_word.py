"""Edits as Word and LibreOffice leave them: tracked, copied, split; none is lost or taken twice."""

import copy

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from analysis.book.word.notes import note_key
from analysis.data.chapters import chapter_names
from analysis.data.documents.commentary import read_commentary
from analysis.data.params import load_localities
from analysis.intake.word.coming_back import read_back
from analysis.intake.word.keeping import check_notes
from intake.word.papers import add_paragraph, findings, with_key
from intake.word.test_round_trip import DAY, SAVED

SLUG = "stockton-on-tees"
BY_WHOM = f'{nsdecls("w")} w:author="A Reviewer" w:date="2026-11-20T10:00:00Z"'
TEXT = "Made-up note number 0 for a test."


@pytest.fixture(params=SAVED)
def edited(sent, tmp_path, request):
    """Give a function that edits a paper with two notes, and reads it back."""

    def read(change):
        document = docx.Document(str(sent(SLUG, notes=2)))
        change(document)
        path = tmp_path / "paper.docx"
        document.save(str(path))
        found = read_back(request.param(path), load_localities(), by="Public health team", day=DAY)
        check_notes(found)
        return found

    return read


def track(paragraph, what, words="w:t"):
    """Put a paragraph's runs, and its end, into a tracked change."""
    box = parse_xml(f'<w:{what} {BY_WHOM} w:id="77"/>')
    for run in paragraph.runs:
        box.append(run._r)
        for text in run._r.findall(qn("w:t")):
            text.tag = qn(words)
    properties = paragraph._p.get_or_add_pPr()
    properties.addnext(box)
    ending = parse_xml(f"<w:rPr {nsdecls('w')}><w:{what} {BY_WHOM} w:id='78'/></w:rPr>")
    properties.append(ending)


def note(document):
    """Find the first note of the paper."""
    return with_key(document, note_key(read_commentary(SLUG, chapter_names())[0]))


def home(document, place):
    """Find the paragraph of a finding."""
    return with_key(document, findings(SLUG)[place].key)


def test_a_note_whose_deletion_is_tracked_is_deleted(edited):
    found = edited(lambda document: track(note(document), "del", "w:delText"))
    assert [one.text for one in found.placed.deleted] == [TEXT]
    assert (found.placed.new, found.placed.moved, found.listed) == ([], [], [])
    assert [one.what for one in found.marks] == ["took out"]


def test_a_note_whose_move_is_tracked_is_moved(edited):
    def change(document):
        old = note(document)
        new = copy.deepcopy(old._p)
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            for mark in [*new.iter(qn(tag))]:
                new.remove(mark)
        home(document, -1)._p.addnext(new)
        track(old, "moveFrom")
        track(docx.text.paragraph.Paragraph(new, old._parent), "moveTo")

    found = edited(change)
    assert [one.text for one in found.placed.moved] == [TEXT]
    assert (found.placed.new, found.placed.deleted, found.listed) == ([], [], [])
    assert [one.what for one in found.marks] == ["moved from here", "moved to here"]


def test_a_note_that_is_copied_stays_and_its_copy_is_new(edited):
    found = edited(lambda doc: home(doc, -1)._p.addnext(copy.deepcopy(note(doc)._p)))
    assert [one.text for one in found.placed.new] == [TEXT]
    placed = found.placed
    assert (placed.moved, placed.deleted, placed.unplaced, found.listed) == ([], [], [], [])


def test_a_sentence_of_the_book_in_two_halves_is_no_commentary(edited):
    def change(document):
        paragraph = home(document, 0)
        (run,) = paragraph.runs
        words = run.text.split()
        run.text = " ".join(words[: len(words) // 2])
        add_paragraph(paragraph, " ".join(words[len(words) // 2 :]))

    assert [*edited(change).lines()] == []


def test_a_changed_figure_in_the_second_half_is_refused(edited):
    def change(document):
        paragraph = home(document, 0)
        (run,) = paragraph.runs
        words = run.text.replace("7.2%", "7.9%").split()
        run.text = " ".join(words[: len(words) // 2])
        add_paragraph(paragraph, " ".join(words[len(words) // 2 :]))

    found = edited(change)
    assert [one.partition(" in ")[0] for one in found.refused] == ["7.2% was changed to 7.9%"]
    assert found.placed.new == []


def test_a_heading_of_ones_own_is_listed_and_one_renamed_keeps_the_books(edited):
    def change(document):
        own = next(one for one in document.paragraphs if one.style.name == "Heading 1" and one.runs)
        own.runs[0].text = "Our own heading"
        add_paragraph(home(document, 0), "Our view").style = document.styles["Heading 2"]

    found = edited(change)
    assert found.listed == [
        "“At a glance” was changed to “Our own heading” in “At a glance”.",
        "A heading that is not the book's: Our view",
    ]
    assert found.placed.new == []


@pytest.mark.parametrize("day", ["21/11/2026", "21 November 2026", "21.11.26", "2026-13-01"])
def test_a_day_written_otherwise_is_listed_and_not_guessed(edited, day):
    found = edited(lambda doc: add_paragraph(home(doc, 0), f"Hopeful. (Hub coordinator, {day})"))
    assert found.placed.unplaced == [
        f"date {day} cannot be read: write a day as 2026-11-21: Hopeful."
    ]
    assert found.placed.new == []
