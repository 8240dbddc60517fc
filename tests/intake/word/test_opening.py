"""What is no paper of this book: one plain sentence each, before anything is unpacked."""

import zipfile

import docx
import pytest

from analysis.data.params import load_localities
from analysis.errors import DataError
from analysis.intake.word import opening
from analysis.intake.word.coming_back import read_back
from analysis.intake.word.opening import LARGEST, OLE, open_document
from intake.word.papers import AUTHORITIES

from .test_round_trip import DAY


def sentence_of(path):
    with pytest.raises(DataError) as problem:
        open_document(path)
    said = str(problem.value)
    assert said.startswith(path.name)
    assert "\n" not in said
    return said


def write(path, content):
    path.write_bytes(content)
    return path


def test_a_file_that_is_not_there(tmp_path):
    assert "cannot be read: No such file" in sentence_of(tmp_path / "paper.docx")


def test_a_paper_with_a_password(tmp_path):
    path = write(tmp_path / "paper.docx", OLE + b"\0" * 2000)
    assert "protected by a password" in sentence_of(path)


def test_text_that_is_called_a_document(tmp_path):
    assert "no whole Word document" in sentence_of(write(tmp_path / "paper.docx", b"Words."))


def test_a_document_cut_short(tmp_path):
    document = tmp_path / "whole.docx"
    docx.Document().save(str(document))
    path = write(tmp_path / "paper.docx", document.read_bytes()[:-200])
    assert "no whole Word document" in sentence_of(path)


def test_a_workbook_that_is_called_a_document(tmp_path):
    path = tmp_path / "paper.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    assert "no Word document" in sentence_of(path)


def test_two_hundred_megabytes_are_refused_by_their_size_alone(tmp_path):
    path = tmp_path / "paper.docx"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "has 200 MB, and a paper at most 50 MB" in sentence_of(path)
    assert LARGEST == 50_000_000


def test_what_would_unpack_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "paper.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"\0" * 3_000_000)
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 2_000_000)
    assert "would unpack to 3 MB in 1 parts" in sentence_of(path)


def test_xml_that_grows_is_not_read(tmp_path):
    whole, path = tmp_path / "whole.docx", tmp_path / "paper.docx"
    docx.Document().save(str(whole))
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE d [<!ENTITY a0 "ha">{lines}]><w:document xmlns:w="x">&a11;</w:document>'
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            after.writestr(name, bomb if name == "word/document.xml" else before.read(name))
    with pytest.raises(DataError, match=r"^paper\.docx"):
        read_back(path, {}, day=DAY)


def test_a_document_of_another_program(tmp_path, project):
    path = tmp_path / "paper.docx"
    docx.Document().save(str(path))
    with pytest.raises(DataError, match="was not written by `analysis export --word`"):
        read_back(path, load_localities(), day=DAY)


def test_a_paper_of_another_edition_is_refused(sent, tmp_path, project):
    path = sent("stockton-on-tees")
    cited = project / "CITATION.cff"
    text = cited.read_text(encoding="utf-8")
    cited.write_text(text.replace("version: 1.0.0", "version: 1.1.0"), encoding="utf-8")
    with pytest.raises(DataError, match=r"from edition 1\.0\.0.* of 1\.1\.0.* do not say the same"):
        read_back(path, load_localities(), day=DAY)


def test_a_paper_of_a_place_that_is_not_in_the_book(sent):
    path = sent("northumberland")
    localities = load_localities()
    assert set(localities) >= set(AUTHORITIES)
    del localities["northumberland"]
    with pytest.raises(DataError, match="is of northumberland, which is no locality"):
        read_back(path, localities, day=DAY)
