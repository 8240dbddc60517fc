"""The process of a chapter is clean, is used once, and ends with whoever asked for it."""

import json
import multiprocessing.forkserver
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from analysis.runner import processes, warm
from analysis.runner.origins import Origins
from analysis.runner.processes import METHOD_VARIABLE, chapter_environment

from .conftest import execute, job, shown

DESCRIBE = """
import json, os, signal, sys, threading
facts = {
    "pid": os.getpid(), "group": os.getpgrp(), "session": os.getsid(0), "folder": os.getcwd(),
    "input": sys.stdin.read() if sys.stdin else "", "main": __name__,
    "term": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
    "child": signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL,
    "blocked": [int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, [])],
    "threads": [os.environ[name] for name in sorted(os.environ) if name.endswith("_NUM_THREADS")],
    "arguments": sys.argv,
}
"""


@pytest.fixture(params=["forkserver", pytest.param("spawn", marks=pytest.mark.slow)])
def _method(request, monkeypatch):
    """Both ways in which the process of a chapter may start."""
    monkeypatch.setenv(METHOD_VARIABLE, request.param)


def ended(process: psutil.Process, seconds: float = 20) -> bool:
    """Say whether a process ends within some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.usefixtures("_method")
def test_a_chapter_has_a_clean_process(tmp_path):
    result = execute(job(DESCRIBE, "json.dumps(facts)", folder=str(tmp_path)))
    facts = json.loads(eval(shown(result, "step-2")))  # noqa: S307
    assert facts["pid"] == facts["group"] == facts["session"] != os.getpid()
    assert facts["folder"] == str(tmp_path)
    assert facts["input"] == ""
    assert facts["main"] == "__main__"
    assert facts["term"]
    assert facts["child"]
    assert not facts["blocked"]
    assert set(facts["threads"]) == {"1"}
    assert facts["arguments"] == ["analysis"]


@pytest.mark.usefixtures("_method")
def test_one_chapter_knows_nothing_of_another():
    assert execute(job("import json\njson.leaked = 1")).failure == ""
    assert shown(execute(job("import json\nhasattr(json, 'leaked')")), "step-1") == "False"


@pytest.mark.usefixtures("_method")
def test_what_can_go_wrong_is_told_in_the_same_words():
    said = [
        execute(job("import time\ntime.sleep(60)", time_limit=1.5)),
        execute(job("import os\nos._exit(0)")),
        execute(job("x = b'x' * (1 << 30)\nlen(x)", memory_limit=200 << 20)),
        execute(job("1 / 0")),
    ]
    assert [one.failure for one in said] == [
        "Cell step-1 had not ended after 1.5 s.",
        "The kernel died in cell step-1.",
        "Cell step-1 needed more than the memory limit of 200 MB.",
        "Cell step-1: ZeroDivisionError: division by zero",
    ]
    assert [one.retry for one in said] == [True, True, False, False]


@pytest.mark.slow
def test_forked_and_spawned_chapters_are_the_same_bytes(monkeypatch):
    sources = ["import math", "print(area)\nmath.pi", "{'b', 'a', 'c'}"]
    forked, again = (execute(job(*sources)) for _ in range(2))
    monkeypatch.setenv(METHOD_VARIABLE, "spawn")
    assert forked.text == again.text == execute(job(*sources)).text != ""


def test_random_numbers_differ_from_chapter_to_chapter():
    source = "import random, numpy\nrandom.random(), numpy.random.random()"
    one, other = (eval(shown(execute(job(source)), "step-1")) for _ in range(2))  # noqa: S307
    assert one[0] != other[0]
    assert one[1] != other[1]


def test_what_is_forked_from_has_one_thread():
    assert execute(job("1")).failure == ""
    server = multiprocessing.forkserver._forkserver._forkserver_pid
    assert psutil.Process(server).num_threads() == 1


def test_a_server_that_was_killed_is_started_again(tmp_path):
    told, origins = tmp_path / "told", Origins(1)
    note = f"import os, pathlib\npathlib.Path({str(told)!r}).write_text(str(os.getpid()))\n"
    origins.begin(job(f"{note}import time\ntime.sleep(60)"))
    while not told.exists() or not told.read_text():
        time.sleep(0.05)
    chapter = psutil.Process(int(told.read_text()))
    server = psutil.Process(multiprocessing.forkserver._forkserver._forkserver_pid)
    server.kill()
    assert ended(server)
    [result] = origins.listen()
    assert result.failure.startswith("The kernel died")
    assert result.retry
    assert ended(chapter)
    assert shown(execute(job("1 + 1")), "step-1") == "2"


@pytest.mark.usefixtures("_method")
def test_a_chapter_ends_when_the_process_that_asked_for_it_is_killed(tmp_path):
    told = tmp_path / "told"
    source = (
        "import os, pathlib, subprocess, sys, time\n"
        "started = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(told)!r}).write_text(f'{{os.getpid()}} {{started.pid}}')\n"
        "time.sleep(60)"
    )
    program = (
        "from tests.runner.conftest import execute, job\n"
        f"if __name__ == '__main__':\n    execute(job({source!r}))\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", program], cwd=root) as owner:
        while not told.exists() or " " not in told.read_text():
            assert owner.poll() is None
            time.sleep(0.05)
        left = [psutil.Process(int(number)) for number in told.read_text().split()]
        owner.send_signal(signal.SIGKILL)
    assert all(ended(process) for process in left)


def test_the_main_module_of_the_asking_process_is_not_run_again(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from tests.runner.conftest import execute, job, shown\n"
        "print('main', flush=True)\n"
        "if __name__ == '__main__':\n    print(shown(execute(job('1 + 1')), 'step-1'))\n"
    )
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join([root, *sys.path])
    told = subprocess.run(
        [sys.executable, str(script)],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert told.stdout.decode().split() == ["main", "2"]


def test_modules_of_the_package_are_loaded_beforehand_without_the_runner():
    names = warm.chapter_modules()
    assert "analysis.data.tidy" in names
    assert not [name for name in names if name.startswith(("analysis.runner", "analysis.cli"))]


@pytest.mark.slow
def test_loading_beforehand_leaves_one_thread_and_no_file_counted_as_read():
    program = (
        "import analysis.runner.warm, sys, os\n"
        "from analysis.data.raw import files_read\n"
        "missing = [n for n in analysis.runner.warm.chapter_modules() if n not in sys.modules]\n"
        "beside = 'E92000001', '2026-11-21'\n"
        "places = [('E06000004', 'Stockton', *beside), ('E06000057', 'Northumberland', *beside)]\n"
        "for quotes in (False, True):\n"
        "    analysis.runner.warm.find_ahead(places, quotes=quotes)\n"
        "print(files_read(), missing, len(os.listdir('/proc/self/task')))\n"
        # Drawn beforehand, it counts as read only where it is shown.
        "from analysis.chapters.groups import show\n"
        "show.plot_ranked = None\n"
        "print(len(show.show_kind('Work').items), [*files_read()])"
    )
    environment = {**os.environ, **processes.ENVIRONMENT, processes.WARM_VARIABLE: "shared"}
    told = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, env=environment
    )
    before, shown_after = told.stdout.decode().splitlines()
    assert before == "{} [] 1"
    assert shown_after.startswith("2 [") and "groups/england_by_group.csv" in shown_after


@pytest.mark.slow
def test_nbval_passes_an_executed_chapter_and_catches_an_edited_one(tmp_path):
    result = execute(job("area", "limit * 2", parameters={"limit": 21}))
    (tmp_path / "good.ipynb").write_text(result.text)
    (tmp_path / "edited.ipynb").write_text(result.text.replace('"42"', '"43"'))
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-kernel-name", "python3"]
    told = subprocess.run(
        [*command, "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path)],
        check=False,
        capture_output=True,
        cwd=tmp_path,
    ).stdout.decode()
    assert "1 failed, 7 passed" in told


def test_a_chapter_has_one_thread_unless_its_caller_wants_another_number(monkeypatch):
    """So that a verification on two threads is one on two threads."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    assert chapter_environment()["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert chapter_environment()["OPENBLAS_NUM_THREADS"] == "2"
    assert chapter_environment()["PYTHONHASHSEED"] == "0"
