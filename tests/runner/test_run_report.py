"""What is shown during a run and at its end."""

import io
import json
import re

from analysis.files import write_json
from analysis.runner.cache import Cache, Record, book_manifest, reproducible
from analysis.runner.run import RunReport, RunRow, Step, shown_progress

RAN = RunRow("here/gap", "ran", "never run", seconds=1.25, peak_memory=200 << 20, attempts=1)
FAILED = RunRow("there/gap", "failed", "Cell x: [bold]No[/] data.", seconds=0.5, attempts=2)
REUSED = RunRow("there/trend", "reused", "unchanged")


def test_the_table_says_what_ran_what_failed_and_why():
    report = RunReport((RAN, FAILED, REUSED), seconds=3.21)
    assert report.table().splitlines() == [
        "here/gap   ran         1.2 s    200 MB  never run",
        "there/gap  FAILED      0.5 s      0 MB  Cell x: [bold]No[/] data.",
        "1 ran, 1 reused, 1 failed in 3.2 s",
    ]
    assert not report.complete
    assert RunReport((RAN, REUSED)).complete


def test_an_interrupted_run_is_not_complete():
    report = RunReport((RAN, RunRow("x/gap", "stopped", "never run")), interrupted=True)
    assert not report.complete
    assert "stopped by Ctrl-C with 1 not run" in report.summary()


def test_progress_is_plain_lines_where_there_is_no_terminal():
    file = io.StringIO()
    with shown_progress(file) as progress:
        progress(Step(RAN, 1, 2))
        progress(Step(FAILED, 2, 2))
    assert file.getvalue().splitlines() == [
        "[1/2] here/gap ran in 1.2 s",
        "[2/2] there/gap FAILED in 0.5 s: Cell x: [bold]No[/] data.",
    ]


def test_progress_is_a_bar_on_a_terminal_and_markup_is_text():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    file = Terminal()
    with shown_progress(file) as progress:
        progress(Step(FAILED, 1, 1))
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", file.getvalue())
    assert "FAILED there/gap: Cell x: [bold]No[/] data." in plain
    assert "1/1" in plain


def test_the_manifest_describes_every_chapter(tmp_path, write_template, make_task, inputs):
    template = write_template("gap", "area")
    ran, missing = make_task(template, "here", area="E06000004"), make_task(template, "there")
    record = Record("t", "c", "l", "3.11", ran.parameters, {"indicators/x.csv": "d"}, "o", 1.234)
    Cache(tmp_path / "cache").write(ran, record)
    manifest = book_manifest([missing, ran], cache_dir=tmp_path / "cache", inputs=inputs)
    write_json(tmp_path / "manifest.json", manifest)
    stored = json.loads((tmp_path / "manifest.json").read_text())
    assert stored["chapters"]["here/gap"]["files"] == {"indicators/x.csv": "d"}
    assert stored["chapters"]["here/gap"]["seconds"] == 1.23
    assert stored["chapters"]["there/gap"] == {"failure": "No record of its run is held here."}
    assert stored["packages"]["papermill"]
    assert str(tmp_path) not in json.dumps(stored)


def test_what_is_published_of_a_manifest_is_the_same_after_every_run(
    tmp_path, write_template, make_task, inputs
):
    task = make_task(write_template("gap", "area"), "here", area="E06000004")
    said = []
    for seconds in (1.2, 3.4):
        record = Record("t", "c", "l", "3.11", {}, {}, "o", seconds, 2 * seconds, int(seconds))
        Cache(tmp_path / "cache").write(task, record)
        said.append(book_manifest([task], cache_dir=tmp_path / "cache", inputs=inputs))
    assert said[0] != said[1]
    assert reproducible(said[0]) == reproducible(said[1])
    assert reproducible(said[0])["chapters"]["here/gap"]["output"] == "o"
