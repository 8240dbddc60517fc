"""One chapter in one process: what goes in, what comes out, and what can go wrong."""

import json
import threading
import time

import psutil
import pytest

from analysis.errors import ParameterError
from analysis.runner.execution import LiteralTranslator
from analysis.runner.tasks import Job

from .conftest import code, execute, job, notebook, shown

HOSTILE = [
    '"; import os; os._exit(3)  # ',
    "'''",
    "\\",
    "line\nbreak",
    "{area}",
    "Ynys Môn",
    "\u2028",
]


def test_a_chapter_shows_its_answers_and_what_it_took():
    result = execute(job("limit * 2", parameters={"limit": 21}))
    assert shown(result, "step-1") == "42"
    assert result.peak_memory > 20 << 20
    assert 0 < result.cpu_seconds < result.seconds + 1


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_is_data(text):
    parameters = {"area": text, "limit": [{text: [text, None, True, 1.5]}]}
    result = execute(job("import json\njson.dumps([area, limit])", parameters=parameters))
    assert json.loads(eval(shown(result, "step-1"))) == list(parameters.values())  # noqa: S307


def test_a_value_that_does_not_read_back_is_refused():
    with pytest.raises(ParameterError, match="is not plain data"):
        LiteralTranslator.translate(object())


def test_a_cell_that_raises_is_named_in_one_sentence():
    result = execute(job("1", "from analysis.errors import DataError\nraise DataError('No x.')"))
    assert result.failure == "Cell step-2: No x."
    assert not result.retry
    assert "Traceback" in result.details
    assert result.text == ""


def test_an_unknown_error_keeps_its_name():
    assert execute(job("1 / 0")).failure == "Cell step-1: ZeroDivisionError: division by zero"


def test_text_that_no_file_can_hold_is_named():
    assert execute(job("1", "print('a' + chr(0xD800))")).failure == (
        "Cell step-2 shows half a character (U+D800), which no file can hold: the text it comes "
        "from was read in a wrong encoding."
    )


def test_more_than_a_page_can_hold_is_named():
    assert execute(job("print('x' * (50 << 20))")).failure == (
        "Cell step-1 shows 50 MB, and a page holds at most 10 MB of one cell. Show fewer rows, or "
        "a chart with fewer marks."
    )


def test_a_chapter_that_leaves_early_has_failed():
    result = execute(job("import sys\nsys.exit(0)", "1"))
    assert result.failure
    assert result.text == ""


def test_a_hung_cell_meets_the_time_limit():
    begin = time.monotonic()
    result = execute(job("import time\ntime.sleep(60)", time_limit=1.5))
    assert result.failure == "Cell step-1 had not ended after 1.5 s."
    assert result.retry
    assert time.monotonic() - begin < 10


def test_a_cell_that_cannot_be_interrupted_meets_the_time_limit():
    source = (
        "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)"
    )
    assert execute(job(source, time_limit=1.5)).retry


def test_a_cell_that_needs_too_much_memory_is_told_so():
    result = execute(job("x = b'x' * (1 << 30)\nlen(x)", memory_limit=200 << 20))
    assert result.failure == "Cell step-1 needed more than the memory limit of 200 MB."
    assert not result.retry


def test_memory_within_the_limit_is_given():
    assert shown(execute(job("len(b'x' * (100 << 20))", memory_limit=300 << 20)), "step-1")


def kill_when_written(path) -> None:
    """Kill the process whose number appears in a file."""
    while not path.exists() or not path.read_text():
        time.sleep(0.05)
    psutil.Process(int(path.read_text())).kill()


def test_a_kernel_killed_from_outside_may_be_tried_again(tmp_path):
    path = tmp_path / "pid"
    source = f"import os, time\nopen({str(path)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    killer = threading.Thread(target=kill_when_written, args=[path])
    killer.start()
    result = execute(job(source, time_limit=30))
    killer.join()
    assert result.failure == "The kernel died in cell step-1."
    assert result.retry


@pytest.mark.usefixtures("project")
def test_the_files_that_the_chapter_read_are_told():
    read = execute(
        job("from analysis.data.raw import read_bytes\nlen(read_bytes('catalogue.csv'))")
    )
    assert list(read.files) == ["catalogue.csv"]
    assert len(read.files["catalogue.csv"]) == 64
    assert execute(job("1")).files == {}


def test_headings_name_the_place():
    document = notebook(code("step-1", "1"))
    document["cells"][0]["source"] = "# Gaps: {{ area }}"
    result = execute(Job("x/gap", json.dumps(document), {"area": "A <b> & B"}, "/"))
    assert json.loads(result.text)["cells"][0]["source"] == ["# Gaps: A \\<b\\> \\& B"]


def test_nothing_that_a_chapter_started_outlives_it():
    source = (
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'input()'], stdin=-1).pid"
    )
    result = execute(job(source))
    child = int(shown(result, "step-1"))
    deadline = time.monotonic() + 5
    while psutil.pid_exists(child) and time.monotonic() < deadline:
        if psutil.Process(child).status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.05)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
