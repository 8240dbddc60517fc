"""A snapshot takes the place of the old one whole, or not at all."""

from datetime import date

import pytest

from analysis.errors import DataError
from analysis.intake import snapshot

TODAY = date(2026, 11, 21)


def test_an_unchanged_file_is_shared_and_a_changed_one_is_not(figures):
    figures.seal()
    old = (figures.folder / "indicators" / "life.csv").read_bytes()
    kept = snapshot.accept(figures.folder, {"indicators/life.csv": b"new"}, {}, TODAY)
    assert (figures.folder / "indicators" / "life.csv").read_bytes() == b"new"
    assert (kept / "indicators" / "life.csv").read_bytes() == old
    shared = [folder / "indicators" / "smoking.csv" for folder in (kept, figures.folder)]
    assert shared[0].samefile(shared[1])


def test_two_snapshots_of_a_day_are_both_kept(figures):
    figures.seal()
    first = snapshot.accept(figures.folder, {"note.csv": b"a\n1\n"}, {}, TODAY)
    second = snapshot.accept(figures.folder, {"note.csv": b"a\n2\n"}, {}, TODAY)
    assert first != second
    assert not (first / "note.csv").exists()
    assert (second / "note.csv").read_bytes() == b"a\n1\n"


def test_a_full_disk_leaves_everything_as_it_was(figures, monkeypatch):
    figures.seal()
    before = {p: p.read_bytes() for p in figures.folder.rglob("*.csv")}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "_replace", full)
    with pytest.raises(DataError, match="No space left on device"):
        snapshot.accept(figures.folder, {"note.csv": b"x"}, {}, TODAY)
    assert {p: p.read_bytes() for p in figures.folder.rglob("*.csv")} == before
    assert [p.name for p in figures.folder.parent.iterdir() if p.name.endswith(".coming")] == []


def test_what_is_half_there_and_broken_is_never_put_in_place(figures):
    figures.seal()
    coming = figures.folder.with_name(f".{figures.folder.name}.coming")
    figures.folder.rename(coming)
    (coming / "indicators" / "life.csv").write_bytes(b"half")
    with pytest.raises(DataError, match=r"indicators/life\.csv is not the one that"):
        snapshot.recover(figures.folder)
    assert not figures.folder.exists()
    assert coming.exists()
