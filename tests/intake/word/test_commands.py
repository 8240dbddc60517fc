"""The two commands: what they say, and how they leave."""

import docx
import pytest
from typer.testing import CliRunner

from analysis.book.word import paper
from analysis.cli import app
from intake.word.papers import AUTHORITIES, blank_png

SLUG = "stockton-on-tees"


def call(*arguments):
    return CliRunner().invoke(app, [*arguments])


def test_a_paper_goes_out_and_comes_back(sent, project, monkeypatch):
    path = sent(SLUG)
    monkeypatch.setattr(paper.export_paper, "__kwdefaults__", {"drawn": blank_png})
    path.unlink()
    out = call("export", "--word", SLUG, "--brief")
    assert out.exit_code == 0, out.output
    assert path.is_file()
    said = "No commentary was written, moved, changed or deleted in it: nothing was changed.\n"
    for asked in ((), ("--accept",)):
        back = call("import", str(path), *asked)
        assert back.exit_code == 0
        assert back.output == said
    assert not (project / "params" / "commentary" / f"{SLUG}.yml").exists()


def test_a_changed_figure_leaves_with_one(sent, tmp_path):
    document = docx.Document(str(sent(SLUG)))
    paragraph = next(one for one in document.paragraphs if "54.9" in one.text)
    paragraph.runs[0].text = paragraph.text.replace("54.9", "55.9", 1)
    path = tmp_path / "paper.docx"
    document.save(str(path))
    back = call("import", str(path), "--by", "Team of analysts")
    assert back.exit_code == 1
    assert "Refused: 54.9 was changed to 55.9 in “" in back.output


@pytest.mark.parametrize(
    "arguments", [("import", "nowhere.docx"), ("export", "--word", "atlantis")]
)
def test_what_cannot_be_done_is_one_sentence(sent, project, arguments):
    assert sent(AUTHORITIES[0]).is_file()
    out = call(*arguments)
    assert out.exit_code == 1
    assert out.output.startswith("Error: ")


def test_what_can_be_exported_is_and_the_rest_is_named_last(sent, project, monkeypatch):
    path = sent(SLUG)
    monkeypatch.setattr(paper.export_paper, "__kwdefaults__", {"drawn": blank_png})
    path.unlink()
    (project / "book" / "north-northamptonshire").unlink()
    out = call("export", "--word", "--brief")
    assert out.exit_code == 0, out.output
    assert path.is_file()
    lines = out.output.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["Wrote"] * 3 + ["Not"]
    assert lines[-1].startswith("Not written: There is no chapter glance of North Northamptonshire")


def test_where_nothing_can_be_exported_it_leaves_with_one(sent, project):
    sent(SLUG)
    for slug in AUTHORITIES:
        (project / "book" / slug).unlink()
    out = call("export", "--word")
    assert out.exit_code == 1
    lines = out.output.splitlines()
    assert len(lines) == len(AUTHORITIES)
    assert all(line.startswith("Error: There is no chapter ") for line in lines)


def test_a_day_that_cannot_be_read_is_one_plain_sentence(sent, project):
    sent(SLUG)
    about = ("--indicator", "year-6-obesity", "--text", "Hopeful.", "--by", "Hub coordinator")
    out = call("note", SLUG, *about, "--on", "21/11/2026")
    assert out.exit_code == 1
    assert out.output == (
        "Error: the note: date 21/11/2026 cannot be read: write a day as 2026-11-21.\n"
    )


def test_export_asks_what_kind_of_file_is_wanted():
    assert call("export", SLUG).exit_code == 2
