"""The record of hindcasts: whole or refused, and old where figures or method changed."""

import hashlib
import json

import pandas as pd
import pytest

from analysis import paths
from analysis.data.documents import record as of
from analysis.data.documents.record import ABOUT, BY_AREA, BY_INDICATOR, read_record, record_digest
from analysis.data.indicators import listed
from analysis.errors import DataError

SLUG = listed("headline")[-1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give a folder with a small record of one indicator."""
    monkeypatch.setattr(paths, "results_folder", lambda: tmp_path)
    sums = {}
    for name in (BY_INDICATOR, BY_AREA):
        text = pd.DataFrame({"word": ["narrowing", ""], "number": [3, 4]}).to_csv(index=False)
        (tmp_path / name).write_text(text)
        sums[name] = hashlib.sha256(text.encode()).hexdigest()
    about = {"figures": {SLUG: of.figures_digest(SLUG)}, "method": of.method_digest()}
    (tmp_path / ABOUT).write_text(json.dumps(about | {"tables": sums}))
    return tmp_path


def test_a_whole_record_of_these_figures_is_read(folder):
    record = read_record()
    assert record.by_indicator["word"].tolist() == ["narrowing", ""]
    assert record.older_than == ()
    assert read_record(record_digest()).figures == record.figures


def test_without_a_record_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "results_folder", lambda: tmp_path)
    assert record_digest() == ""
    assert read_record() is None


@pytest.mark.parametrize("name", [BY_INDICATOR, BY_AREA])
def test_a_table_edited_by_hand_is_refused(folder, name):
    path = folder / name
    path.write_text(path.read_text().replace("3", "300"))
    with pytest.raises(DataError, match=f"{name} is not as it was written.*never edited"):
        read_record()


def test_a_missing_table_is_said(folder):
    (folder / BY_AREA).unlink()
    with pytest.raises(DataError, match=f"{BY_AREA} cannot be read"):
        read_record()


@pytest.mark.parametrize("text", ["", "[]", '{"figures": {}}', "\x00"])
def test_a_record_that_does_not_say_what_it_is_of_is_refused(folder, text):
    (folder / ABOUT).write_text(text)
    with pytest.raises(DataError, match="does not say what the record was made of"):
        read_record()


def test_another_record_than_the_chapter_was_asked_for_is_refused(folder):
    with pytest.raises(DataError, match="not the record that this chapter was asked for"):
        read_record("0" * 64)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"figures": {SLUG: "0" * 64}}, (SLUG,)),
        ({"figures": {"gone": "0" * 64}}, ("gone",)),
        ({"method": "0" * 64}, ("the method",)),
    ],
)
def test_a_record_knows_what_has_changed_since(folder, change, said):
    about = json.loads((folder / ABOUT).read_text())
    (folder / ABOUT).write_text(json.dumps(about | change))
    assert read_record().older_than == said


def test_the_books_own_record_is_whole_and_of_these_figures_and_this_method():
    record = read_record()
    assert record is not None
    assert record.older_than == (), "Run `analysis score --hindcasts`."
