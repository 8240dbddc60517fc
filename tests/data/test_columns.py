"""Figures are checked and laid out once for the same bytes, and their bytes at every reading."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.data import catalogue as indicators
from analysis.data import columns
from analysis.data.catalogue import read_indicator
from analysis.data.indicators import read_figures, read_series
from analysis.data.raw import files_read, forget
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
    monkeypatch.setattr(columns, "cache_folder", lambda: tmp_path / "cache")
    return made


def copies(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache").rglob("*.*"))


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


@pytest.mark.parametrize("read", [read_indicator, read_series, read_figures])
def test_a_copy_holds_what_the_raw_files_do_and_names_them(figures, checks, read):
    figures.write(SMOKING, [*figures.rows(SMOKING), figures.row(period="2021", period_start=2021,
                  period_end=2021, value="")])  # fmt: skip
    figures.seal()
    told = []
    for _ in range(2):
        forget()
        told.append((read("smoking"), files_read()))
    (first, raw_files), (again, copied_files) = told
    assert checks == [SMOKING], "the second is the copy"
    assert first.equals(again)
    assert [str(kind) for kind in first.dtypes] == [str(kind) for kind in again.dtypes]
    assert raw_files == copied_files
    assert SMOKING in copied_files
    assert again["value"].isna().sum() == 1


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


def test_a_released_figure_takes_the_place_of_the_copied_one(figures, checks):
    figures.seal()
    assert 21.0 in set(read_series("smoking")["value"])
    rows = figures.rows(SMOKING)
    figures.write(SMOKING, [row | {"value": row["value"].replace("21", "22")} for row in rows])
    figures.seal()
    assert {21.0, 22.0} & set(read_series("smoking")["value"]) == {22.0}


def test_other_code_or_another_unit_checks_anew(figures, checks, monkeypatch, tmp_path):
    figures.seal()
    read_indicator("smoking")
    (first,) = copies(tmp_path)
    monkeypatch.setattr(columns, "_code", lambda: "0" * 64)
    written_again(figures)
    read_indicator("smoking")
    assert len(checks) == 2
    assert not first.exists(), "what other code has left is removed"
    catalogue = figures.rows("catalogue.csv")
    figures.write("catalogue.csv", [row | {"unit": "per 1,000"} for row in catalogue])
    figures.seal()
    read_indicator("smoking")
    assert len(checks) == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"",
        lambda whole: whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:],
        lambda whole: whole[:200] + bytes([whole[200] ^ 1]) + whole[201:],
    ],
    ids=["torn", "empty", "a bit near the end", "a bit near the start"],
)
def test_a_copy_that_is_not_as_it_was_written_is_made_again(figures, checks, tmp_path, spoil):
    figures.seal()
    first = read_indicator("smoking")
    (path,) = copies(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    forget()
    assert read_indicator("smoking").equals(first)
    assert checks == [SMOKING] * 2
    assert path.read_bytes() == whole


def test_copies_can_be_thrown_away_and_a_folder_that_cannot_be_written_stops_nothing(
    figures, checks, tmp_path
):
    figures.seal()
    first = read_indicator("smoking")
    assert copies(tmp_path)
    shutil.rmtree(tmp_path / "cache")
    assert not copies(tmp_path)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / columns.FOLDER).write_text("in the way")
    forget()
    assert read_indicator("smoking").equals(first)


LOADED = """
import sys
from analysis.data.indicators import area_indicators, read_figures
for about in area_indicators():
    read_figures.__wrapped__.__wrapped__(about.indicator)
print(*{".".join(name.split(".")[1:2]) for name in sys.modules if name.startswith("analysis.")})
"""


@pytest.mark.slow
def test_a_copy_is_of_all_code_that_decides_what_it_holds():
    """What else is loaded finds, writes and names files, and decides no number."""
    told = subprocess.run(
        [sys.executable, "-c", LOADED], check=True, capture_output=True, encoding="utf-8"
    )
    assert set(told.stdout.split()) == {
        *("data", "statistics", "formats"), *("errors", "files", "paths")
    }  # fmt: skip


WRITER = """
import shutil, sys
from pathlib import Path
from analysis.data import columns
columns.cache_folder = lambda: Path(sys.argv[1])
from analysis.data.indicators import read_series
from analysis.data.raw import forget
for _ in range(5):
    shutil.rmtree(columns.cache_folder(), ignore_errors=True)
    forget()
    print(read_series("smoking")["value"].sum())
"""


def test_processes_that_write_and_clear_at_once_read_the_same(figures, tmp_path):
    figures.seal()
    place = os.environ | {"ANALYSIS_DATA": str(figures.folder)}
    command = [sys.executable, "-c", WRITER, str(tmp_path / "cache")]
    both = [
        subprocess.Popen(command, env=place, stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    said = [process.communicate()[0].split() for process in both]
    # 21 + 20 + 15 + 14, as the table of the figures says.
    assert said == [["70.0"] * 5] * 2
    assert not list((tmp_path / "cache").rglob("*.unfinished"))


def test_a_copy_of_other_figures_is_passed_over_and_its_files_are_not_counted(
    figures, checks, tmp_path, monkeypatch
):
    figures.seal()
    read_indicator("smoking")
    rows = figures.rows(SMOKING)
    other = tmp_path / "other"
    shutil.copytree(figures.folder, other)
    (other / SMOKING).unlink()
    monkeypatch.setenv("ANALYSIS_DATA", str(other))
    forget()
    with pytest.raises(DataError, match="no file indicators/smoking"):
        read_indicator("smoking")
    assert SMOKING not in files_read()
    assert rows == figures.rows(SMOKING)
