"""One run at a time; a killed run locks nothing."""

import subprocess
import sys

import pytest

from analysis.errors import RunError
from analysis.runner.lock import run_lock

HOLD = """
import sys, time
from pathlib import Path
from analysis.runner.lock import run_lock
with run_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


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
