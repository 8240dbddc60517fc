"""What people do to a paper beside writing notes: nothing of it is lost, and no name is kept."""

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from analysis.book.word.notes import HOW_TO_COMMENT, finding_of
from analysis.data.chapters import chapter_names
from analysis.data.documents.commentary import change_notes, read_commentary
from analysis.data.params import load_localities
from analysis.errors import ParameterError
from analysis.intake.word.coming_back import read_back
from analysis.intake.word.keeping import check_notes, keep_notes, take_in
from intake.word.papers import add_paragraph, findings, made_up_note, with_key

from .test_round_trip import DAY

SLUG = "stockton-on-tees"
PERSON = "Alexandra Example"


@pytest.fixture
def edited(sent, tmp_path):
    """Give a function that edits a fresh paper and reads it back."""

    def read(change, *, notes=0, by="Public health team"):
        document = docx.Document(str(sent(SLUG, notes=notes)))
        change(document)
        path = tmp_path / "paper.docx"
        document.save(str(path))
        found = read_back(path, load_localities(), by=by, day=DAY)
        return found, check_notes(found)

    return read


def first(document):
    return with_key(document, findings(SLUG)[0].key)


def test_a_paper_that_nobody_edited_comes_back_empty(edited):
    found, notes = edited(lambda _: None, notes=5)
    assert [*found.lines()] == []
    assert notes == []


def test_a_note_says_its_kind_its_role_and_its_day(edited):
    text = "Voice: Buses stop at six. (Residents' panel, 2026-10-02)"
    _, (note,) = edited(lambda document: add_paragraph(first(document), text))
    assert (note.kind, note.text, note.by) == ("voice", "Buses stop at six.", "Residents' panel")
    assert str(note.date) == "2026-10-02"
    assert note.finding.model_dump() == finding_of(findings(SLUG)[0])


def test_without_a_role_a_note_is_listed_and_not_written(edited):
    found, notes = edited(lambda document: add_paragraph(first(document), "So it is."), by="")
    assert notes == []
    assert "nobody is named who says it" in found.placed.unplaced[0]
    assert "So it is." in found.placed.unplaced[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("word " * 121, "at most 600 characters"),
        ("Write to someone@council.example", "no address and no telephone number"),
    ],
)
def test_what_cannot_be_a_note_is_listed_whole(edited, text, reason):
    found, notes = edited(lambda document: add_paragraph(first(document), text))
    assert notes == []
    assert reason in found.placed.unplaced[0]
    assert text.strip() in found.placed.unplaced[0]


def test_a_note_below_no_finding_is_listed(edited):
    def change(document):
        document.add_paragraph("What a good book.")

    found, notes = edited(change)
    assert notes == []
    assert found.listed == [
        "Below no finding, so move it below the one that it is about: What a good book."
    ]


def test_a_changed_note_takes_the_place_of_the_old_one(edited):
    def change(document):
        (note,) = [one for one in document.paragraphs if one.style.name == "Local note"]
        (run,) = note.runs
        run.text = run.text.replace("Made-up note number 0", "A better note")

    found, notes = edited(change, notes=1)
    keep_notes(found, notes)
    slug = found.paper.locality.commentary_slug
    (held,) = read_commentary(slug, chapter_names())
    assert held.text == "A better note for a test."
    assert (held.by, held.date) == ("Family hub coordinator", DAY)


def test_the_last_note_that_is_deleted_takes_its_file_along(edited, project):
    def change(document):
        (note,) = [one for one in document.paragraphs if one.style.name == "Local note"]
        note._p.getparent().remove(note._p)

    found, notes = edited(change, notes=1)
    where = project / "params" / "commentary" / f"{SLUG}.yml"
    assert where.is_file()
    keep_notes(found, notes)
    assert not where.exists()


def test_notes_written_by_hand_keep_their_lines(project):
    folder = project / "params" / "commentary"
    notes = [made_up_note(finding_of(block), n) for n, block in enumerate(findings_of_a_note())]
    change_notes(SLUG, notes, [], chapter_names())
    path = folder / f"{SLUG}.yml"
    before = path.read_text(encoding="utf-8")
    indented = "notes:\n" + "".join(f"  {line}\n" for line in before.splitlines()[1:])
    path.write_text(f"# Ours\n{indented}", encoding="utf-8")
    change_notes(SLUG, [notes[0]], [notes[1]], chapter_names())
    after = path.read_text(encoding="utf-8")
    assert after.startswith("# Ours\nnotes:\n  - ")
    assert [*read_commentary(SLUG, chapter_names())] == [notes[0], notes[0]]


def findings_of_a_note():
    from analysis.book.word.blocks import Block

    claims = [
        {"indicator": "year-6-obesity", "sex": "Persons", "rule": rule}
        for rule in ("level: by its interval", "direction: a line")
    ]
    return [Block("text", "Words", chapter="glance", claims=(claim,)) for claim in claims]


def test_tracked_changes_and_comments_are_listed_without_a_name(edited):
    about = f'{nsdecls("w")} w:author="{PERSON}" w:date="2026-11-20T10:00:00Z"'

    def change(document):
        paragraph = first(document)
        (run,) = paragraph.runs
        run.text, last = run.text[:-9], run.text[-9:]
        gone = f'<w:del {about} w:id="90"><w:r><w:delText xml:space="preserve">{last}</w:delText>'
        paragraph._p.append(parse_xml(f"{gone}</w:r></w:del>"))
        more = f'<w:ins {about} w:id="91"><w:r><w:t>steady.</w:t></w:r></w:ins>'
        paragraph._p.append(parse_xml(more))
        document.add_comment(paragraph.runs, text="Is this so?", author=PERSON, initials="AE")

    found, _ = edited(change)
    lines = [mark.line() for mark in found.marks]
    assert lines[0].startswith("Reviewer 1 on 2026-11-20: took out “")
    assert lines[1] == "Reviewer 1 on 2026-11-20: put in “steady.”"
    assert lines[2].startswith("Reviewer 1 on 20")
    assert lines[2].endswith("comment “Is this so?”")
    assert len(found.refused) == 1
    assert PERSON not in "".join(found.lines())


def test_a_pasted_table_and_picture_are_listed_with_all_that_they_say(edited, tmp_path):
    def change(document):
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ("Clinic", "Visits", "North", "120"), strict=True):
            cell.text = text
        first(document)._p.addnext(table._tbl)

    found, notes = edited(change)
    assert notes == []
    assert found.listed == [
        "A pasted table, whose figures have no source here: Clinic | Visits; North | 120"
    ]


def test_paragraphs_out_of_order_are_said_once(edited):
    def change(document):
        blocks = findings(SLUG)
        last = with_key(document, blocks[-1].key)
        last._p.addnext(with_key(document, blocks[0].key)._p)

    found, notes = edited(change)
    assert notes == []
    assert found.refused == []
    assert found.listed == [
        "The book's paragraphs stand in another order at 1 place; the book keeps its own."
    ]


def test_the_books_words_that_were_taken_out_are_listed_whole(edited):
    block = findings(SLUG)[1]

    def change(document):
        paragraph = with_key(document, block.key)
        paragraph._p.getparent().remove(paragraph._p)

    found, _ = edited(change)
    assert found.listed == [f"The book's words were taken out: {block.text}"]


def test_a_program_that_loses_the_names_loses_no_paragraph(edited):
    def change(document):
        for mark in [*document.element.body.iter("{*}bookmarkStart")]:
            mark.getparent().remove(mark)
        paragraph = next(one for one in document.paragraphs if "54.9" in one.text and one.runs)
        paragraph.runs[0].text = paragraph.text.replace("54.9", "55.9", 1)

    found, _ = edited(change)
    assert [one.partition(" in ")[0] for one in found.refused] == ["54.9 was changed to 55.9"]
    assert found.listed == []
    assert found.placed.new == []


def test_words_in_a_box_a_footer_and_a_footnote_are_listed(edited):
    def change(document):
        document.sections[0].footer.add_paragraph("Draft for cabinet")

    found, _ = edited(change)
    assert found.listed == ["In a header or footer: Draft for cabinet"]


def test_what_is_refused_is_told_and_nothing_is_written_unasked(sent, project, tmp_path):
    document = docx.Document(str(sent(SLUG)))
    add_paragraph(first(document), "Ours.")
    paragraph = next(one for one in document.paragraphs if "54.9" in one.text)
    paragraph.runs[0].text = paragraph.text.replace("54.9", "55.9", 1)
    path = tmp_path / "paper.docx"
    document.save(str(path))
    said = []
    where = project / "params" / "commentary" / f"{SLUG}.yml"
    assert take_in(path, by="Team of analysts", day=DAY, accept=False, say=said.append)
    assert not where.exists()
    assert said[-1].startswith("Nothing was changed")
    assert take_in(path, by="Team of analysts", day=DAY, accept=True, say=said.append)
    assert "Ours." in where.read_text(encoding="utf-8")
    assert said[-1] == f"Wrote params/commentary/{SLUG}.yml"


def test_a_paper_says_how_it_is_edited(sent):
    words = [one.text for one in docx.Document(str(sent(SLUG))).paragraphs]
    assert HOW_TO_COMMENT in words


def test_an_unknown_chapter_is_refused(sent):
    with pytest.raises(ParameterError, match=r"no chapter gapp\. Did you mean gap"):
        sent(SLUG, scope="gapp")
