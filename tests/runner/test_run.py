"""Whole runs: what changed runs, one failure stops nothing else, Ctrl-C loses nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from analysis.errors import RunError
from analysis.runner import run_tasks
from analysis.runner.cache import run_lock
from analysis.runner.processes import METHOD_VARIABLE, SLOWER

from .conftest import fresh

READ = "from analysis.data import raw\nraw._reading[0]['indicators/smoking.csv'] = {!r}"
pytestmark = pytest.mark.usefixtures("inputs")


@pytest.fixture
def run(tmp_path):
    """Give a function that runs tasks in the toy project: ``(tasks, **options)``."""

    def start(tasks, **options):
        settings = {"jobs": 1, **options}
        return run_tasks(tasks, cache_dir=tmp_path / "cache", inputs=fresh(tmp_path), **settings)

    return start


def outcomes(report) -> list[str]:
    return [row.outcome for row in report.rows]


def test_a_chapter_runs_once_and_again_only_for_a_reason(tmp_path, write_template, make_task, run):
    steps = []
    digest = fresh(tmp_path).data_digest("indicators/smoking.csv")
    template = write_template("gap", READ.format(digest), "limit")
    tasks = [make_task(template, "here"), make_task(template, "there", limit=5)]
    first = run(tasks, progress=steps.append)
    assert outcomes(first) == ["ran", "ran"]
    assert [(step.done, step.total) for step in steps] == [(1, 2), (2, 2)]
    before = tasks[0].output.read_bytes()

    assert outcomes(run(tasks)) == ["reused", "reused"]

    (tmp_path / "data/raw/indicators/smoking.csv").write_text("changed")
    again = run([tasks[0]])
    assert again.rows[0].reason == "data changed: indicators/smoking.csv"
    assert tasks[0].output.read_bytes() == before


def test_a_failing_chapter_stops_no_other_and_keeps_its_last_good_page(
    tmp_path, write_template, make_task, run
):
    good, bad = write_template("good", "area"), write_template("bad", "1", "1 / limit")
    task = make_task(bad, limit=1)
    assert run([task]).complete
    page = task.output.read_bytes()

    report = run([make_task(bad, limit=0), make_task(good)])
    assert outcomes(report) == ["failed", "ran"]
    assert report.failed[0].reason == "Cell step-2: ZeroDivisionError: division by zero"
    assert "FAILED" in report.table()
    assert task.output.read_bytes() == page
    log = (tmp_path / "cache/logs" / report.failed[0].log).read_text()
    assert "ZeroDivisionError" in log
    assert run([make_task(bad, limit=0)]).rows[0].outcome == "failed"
    manifest = json.loads((tmp_path / "cache/manifest.json").read_text())
    assert "ZeroDivisionError" in manifest["chapters"]["somewhere/bad"]["failure"]


def test_a_kernel_that_dies_once_is_retried_and_twice_is_reported(
    tmp_path, write_template, make_task, run
):
    once = "import os, pathlib\nmark = pathlib.Path('mark')\nseen = mark.exists()\nmark.touch()"
    kill = "import os, signal\nlimit or os.kill(os.getpid(), signal.SIGKILL)"
    flaky = write_template("flaky", once, "seen or os.kill(os.getpid(), 9)")
    deadly = write_template("deadly", kill)
    report = run([make_task(flaky), make_task(deadly, limit=0)])
    assert outcomes(report) == ["ran", "failed"]
    assert [row.attempts for row in report.rows] == [2, 2]
    assert report.rows[1].reason == "The kernel died in cell step-1. It was tried 2 times."


def test_an_output_that_cannot_be_written_is_a_failure(tmp_path, write_template, make_task, run):
    task = make_task(write_template("gap", "area"))
    (tmp_path / "book").write_text("a file in place of the folder")
    report = run([task])
    assert outcomes(report) == ["failed"]
    assert "cannot be written" in report.failed[0].reason


def test_a_second_run_is_refused(tmp_path, write_template, make_task, run):
    with run_lock(tmp_path / "cache"), pytest.raises(RunError, match="Another run"):
        run([make_task(write_template("gap", "area"))])


@pytest.mark.slow
def test_where_nothing_can_be_forked_a_run_says_so_and_is_the_same_bytes(
    write_template, make_task, run, monkeypatch
):
    task = make_task(write_template("gap", "area", "limit"))
    assert run([task]).notes == ()
    forked = task.output.read_bytes()
    monkeypatch.setenv(METHOD_VARIABLE, "spawn")
    report = run([task], force=True)
    assert report.notes == (SLOWER,)
    assert report.complete
    assert task.output.read_bytes() == forked


def test_no_jobs_are_a_plain_error(write_template, make_task, run):
    with pytest.raises(RunError, match="give 1 or more"):
        run([make_task(write_template("gap", "area"))], jobs=0)


# Whoever runs the tests in the background may have Ctrl-C ignored, which processes inherit.
RUN = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from analysis.runner import Task, run_tasks
from analysis.runner.cache import Inputs
from analysis.runner.run import shown_progress
root = Path(sys.argv[1])
inputs = Inputs(root, root / "data/raw", root / "src/analysis", root / "requirements.lock")
template = root / "notebooks/gap.ipynb"
tasks = [
    Task(f"place-{n}", "gap", template, root / f"book/place-{n}/gap.ipynb", {"limit": n})
    for n in range(6)
]
with shown_progress() as progress:
    report = run_tasks(
        tasks, jobs=2, cache_dir=root / "cache", inputs=inputs, progress=progress
    )
print(report.summary())
sys.exit(130 if report.interrupted else 0)
"""


def start_run(root):
    """Start a run of six slow chapters in a process of its own and wait for its first page."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not list(root.glob("book/*/gap.ipynb")) and process.poll() is None:
        time.sleep(0.02)
    return process


def test_ctrl_c_leaves_every_file_whole_and_says_so(tmp_path, write_template):
    write_template("gap", "import time\ntime.sleep(0.5)\nlimit")
    with start_run(tmp_path) as process:
        process.send_signal(signal.SIGINT)
        told, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors
    assert b"stopped by Ctrl-C" in told
    assert b"every file is whole" in told
    assert b"Traceback" not in errors
    pages = list(tmp_path.glob("book/*/gap.ipynb"))
    assert 0 < len(pages) < 6
    assert all(json.loads(page.read_text())["nbformat"] == 4 for page in pages)
    assert not list(tmp_path.rglob("*.unfinished"))


@pytest.mark.slow
def test_a_killed_run_is_completed_by_the_next_with_the_same_bytes(tmp_path, write_template):
    write_template("gap", "import time\ntime.sleep(0.5)\nlimit")
    with start_run(tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
    done = {page: page.read_bytes() for page in tmp_path.glob("book/*/gap.ipynb")}
    (tmp_path / "book/place-0").mkdir(exist_ok=True)
    (tmp_path / "book/place-0/.gap.ipynb.1.unfinished").write_text("{")
    (tmp_path / "cache/chapters/place-0").mkdir(parents=True, exist_ok=True)
    (tmp_path / "cache/chapters/place-0/.gap.json.1.unfinished").write_text("{")
    told = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)], check=True, capture_output=True
    ).stdout.decode()
    ran, reused, failed = (int(number) for number in re.findall(r"(\d+) (?:ran|reused|fail)", told))
    # A chapter that was written but not yet recorded when the run was killed is made once more.
    assert (ran + reused, failed) == (6, 0)
    assert len(done) - 2 <= reused <= len(done)
    assert all(page.read_bytes() == before for page, before in done.items())
    assert not list(tmp_path.rglob("*.unfinished"))
