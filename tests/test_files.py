"""A file is written whole or not at all, also on a full or read-only disk; one run at a time."""

import shutil
import subprocess
import sys

import pytest

from analysis.errors import RunError
from analysis.files import remove_unfinished, write_whole
from analysis.runner.cache import run_lock

HOLD = """
import sys, time
from pathlib import Path
from analysis.runner.cache import run_lock
with run_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 64 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)] if mount else ["false"]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system is not permitted here")
    yield folder
    subprocess.run([shutil.which("umount"), str(folder)], check=True)


def test_a_text_replaces_the_old_one(tmp_path):
    path = tmp_path / "new" / "gap.ipynb"
    write_whole(path, "one")
    write_whole(path, "é two")
    assert path.read_text(encoding="utf-8") == "é two"
    assert [file.name for file in path.parent.iterdir()] == ["gap.ipynb"]


def test_a_full_disk_leaves_the_old_file_and_no_other(small_disk):
    path = small_disk / "gap.ipynb"
    write_whole(path, "the last good chapter")
    with pytest.raises(RunError, match=r"No space left on device\. Free some space"):
        write_whole(path, "x" * 200_000)
    assert path.read_text() == "the last good chapter"
    assert [file.name for file in small_disk.iterdir()] == ["gap.ipynb"]


def test_a_read_only_disk_is_a_plain_error(small_disk):
    path = small_disk / "gap.ipynb"
    write_whole(path, "the last good chapter")
    subprocess.run([shutil.which("mount"), "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(RunError, match=r"Read-only file system\. Make the folder writable"):
        write_whole(path, "new")
    assert path.read_text() == "the last good chapter"


def test_a_file_in_place_of_the_folder_is_a_plain_error(tmp_path):
    (tmp_path / "book").write_text("")
    with pytest.raises(RunError, match=r"gap\.ipynb cannot be written"):
        write_whole(tmp_path / "book" / "gap.ipynb", "x")


def test_what_a_killed_run_left_of_a_file_is_removed(tmp_path):
    for name in ("gap.ipynb", ".gap.ipynb.x1.unfinished", ".trend.ipynb.x1.unfinished"):
        (tmp_path / name).write_text("half")
    remove_unfinished(tmp_path / "gap.ipynb")
    remove_unfinished(tmp_path / "none" / "gap.ipynb")
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        ".trend.ipynb.x1.unfinished",
        "gap.ipynb",
    ]


def test_a_second_run_is_refused_and_a_killed_one_forgotten(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        expected = f"process {holder.pid}.* is writing this book"
        with pytest.raises(RunError, match=expected), run_lock(tmp_path):
            pass
        holder.kill()
    with run_lock(tmp_path):
        pass
    with run_lock(tmp_path):
        pass


def test_a_cache_folder_that_cannot_be_made_is_a_plain_error(tmp_path):
    (tmp_path / "cache").write_text("")
    expected = r"cache folder .* cannot be written"
    with pytest.raises(RunError, match=expected), run_lock(tmp_path / "cache"):
        pass
