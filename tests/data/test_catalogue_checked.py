"""A file's contract is checked once for the same bytes, and its bytes at every reading."""

import os

import pytest

from analysis.data import catalogue as indicators
from analysis.data.catalogue import read_indicator
from analysis.errors import DataError

SMOKING = "indicators/smoking.csv"


@pytest.fixture
def checks(monkeypatch, tmp_path):
    """Count the full checks; the memory is a folder of the test's own."""
    made = []
    real = indicators.check_tidy

    def counted(data, **about):
        made.append(about["where"])
        return real(data, **about)

    monkeypatch.setattr(indicators, "check_tidy", counted)
    monkeypatch.setattr(indicators, "cache_folder", lambda: tmp_path / "cache")
    return made


def written_again(figures) -> None:
    """Let the file look newer, with the bytes that it has: what was kept of it is read anew."""
    seconds = (figures.folder / SMOKING).stat().st_mtime
    os.utime(figures.folder / SMOKING, (seconds + 1, seconds + 1))


def test_the_same_bytes_are_checked_once(figures, checks):
    figures.seal()
    first = read_indicator("smoking")
    written_again(figures)
    again = read_indicator("smoking")
    assert checks == [SMOKING]
    assert first.equals(again)
    assert list(first.dtypes) == list(again.dtypes)


def test_other_bytes_are_checked_anew_and_refused(figures, checks):
    figures.seal()
    read_indicator("smoking")
    rows = figures.rows(SMOKING)
    rows[0] |= {"value": "99"}
    figures.write(SMOKING, rows)
    figures.seal()
    with pytest.raises(DataError, match="outside its own interval"):
        read_indicator("smoking")
    with pytest.raises(DataError, match="outside its own interval"):
        read_indicator("smoking")
    assert checks == [SMOKING] * 3, "a check that fails is never remembered"


def test_a_remembered_file_with_a_changed_byte_is_still_refused(figures, checks):
    figures.seal()
    read_indicator("smoking")
    path = figures.folder / SMOKING
    path.write_bytes(path.read_bytes().replace(b"21", b"22"))
    with pytest.raises(DataError, match="its bytes have changed"):
        read_indicator("smoking")


def test_other_code_or_another_unit_checks_anew(figures, checks, monkeypatch):
    figures.seal()
    read_indicator("smoking")
    monkeypatch.setattr(indicators, "_checking_code", lambda: "0" * 64)
    written_again(figures)
    read_indicator("smoking")
    assert len(checks) == 2
    catalogue = figures.rows("catalogue.csv")
    figures.write("catalogue.csv", [row | {"unit": "per 1,000"} for row in catalogue])
    figures.seal()
    read_indicator("smoking")
    assert len(checks) == 3


def test_a_cache_that_cannot_be_written_costs_time_and_no_check(figures, checks, monkeypatch):
    figures.seal()
    (figures.folder / "cache").write_text("a file where a folder should be")
    monkeypatch.setattr(indicators, "cache_folder", lambda: figures.folder / "cache")
    read_indicator("smoking")
    written_again(figures)
    read_indicator("smoking")
    assert len(checks) == 2
