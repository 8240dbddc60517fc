"""Chapters are forked from processes that have decided the places which they quote verdicts of."""

import json
import time
from pathlib import Path

import psutil
import pytest

from analysis.runner import origins
from analysis.runner.origins import VERDICTS_OF, Origins, place_of, run_jobs, with_places
from analysis.runner.processes import METHOD_VARIABLE
from analysis.runner.tasks import Job

from .conftest import code, job, notebook, shown

DECLARED = "\n".join(f'{name} = ""' for name in VERDICTS_OF)
STOCKTON = ("E06000004", "Stockton-on-Tees", "E92000001", "2026-07-01")
RUTLAND = ("E06000017", "Rutland", "E92000001", "2026-07-01")


def of_place(name, place=(), **more):
    """Give a job that tells which process it was forked from."""
    cells = notebook(code("step-1", "import os; os.getppid()"), parameters=DECLARED)
    parameters = dict(zip(VERDICTS_OF, place, strict=False)) | more
    return Job(name, json.dumps(cells), parameters, str(Path.cwd()))


def of_two_places():
    """Give chapters of two places, and two on all England of which one quotes verdicts."""
    return [
        of_place("england/sources"),
        of_place("england/across", edition_date="2026-07-01"),
        *(of_place(f"stockton/{name}", STOCKTON) for name in ("gap", "trend", "plan")),
        *(of_place(f"rutland/{name}", RUTLAND) for name in ("gap", "trend")),
    ]


def test_a_chapter_that_quotes_verdicts_waits_for_those_of_its_place():
    jobs = with_places(of_two_places())
    assert {one.ahead for one in jobs} == {(STOCKTON, RUTLAND)}
    assert [one.name for one in jobs if not one.quotes] == ["england/sources"]


def test_nothing_is_read_ahead_for_one_chapter_of_a_place():
    jobs = with_places([of_place("stockton/gap", STOCKTON), of_place("england/sources")])
    assert [(one.ahead, one.quotes) for one in jobs] == [((), False)] * 2
    assert with_places([]) == []
    assert place_of({"area_code": "E06000004"}) == ()


def test_many_places_are_read_ahead_in_parts(monkeypatch):
    """Each part's chapters are forked from one process; what it found is forgotten with it."""
    monkeypatch.setattr(origins, "MOST_AHEAD", 1)
    jobs = with_places(of_two_places())
    ahead = {one.name: one.ahead for one in jobs}
    assert ahead["rutland/trend"] == ahead["rutland/gap"] == (RUTLAND,)
    assert ahead["england/sources"] == ahead["england/across"] == (STOCKTON,)
    results = {one.name: shown(one, "step-1") for one in run_jobs(jobs, workers=2)}
    assert set(results) == {one.name for one in jobs}
    assert results["stockton/gap"] == results["stockton/trend"] == results["england/across"]
    assert results["rutland/gap"] == results["rutland/trend"]
    assert len(set(results.values())) == 3


def test_origins_that_are_no_longer_needed_make_room():
    held = Origins(1)
    try:
        for ahead in ((), (STOCKTON,), (RUTLAND,)):
            held.begin(Job(f"a/{len(ahead)}", job("1").template, {}, ".", ahead=ahead))
            while held.at_work:
                assert [one.failure for one in held.listen()] in ([], [""])
            assert list(held._held) == [(ahead, False)]
    finally:
        held.end()


@pytest.mark.parametrize("method", ["forkserver", "fork"])
def test_an_origin_that_dies_is_replaced_and_its_chapters_begin_again(
    tmp_path, monkeypatch, method
):
    monkeypatch.setenv(METHOD_VARIABLE, method)
    told = tmp_path / "told"
    source = (
        "import os, pathlib, signal\n"
        f"told = pathlib.Path({str(told)!r})\n"
        "first = not told.exists()\n"
        "told.write_text(str(os.getpid()))\n"
        "if first:\n"
        "    os.kill(os.getppid(), signal.SIGKILL)\n"
        "    signal.pause()\n"
        "'again'"
    )
    [result] = run_jobs([job(source)], workers=1)
    assert (result.failure, result.attempts) == ("", 2)
    assert shown(result, "step-1") == "'again'"
    [result] = run_jobs(
        [job("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)")], workers=1
    )
    assert result.failure == (
        "The kernel died, with the process that it is forked from. It was tried 2 times."
    )


def asleep(*_):
    """Stand for an origin that never says that it is ready."""
    time.sleep(60)


def test_an_origin_that_does_not_start_is_told(monkeypatch):
    monkeypatch.setattr(origins, "START_LIMIT", 0.2)
    monkeypatch.setattr(origins, "fork_chapters", asleep)
    held = Origins(1)
    held.begin(job("1"))
    [origin] = held._held.values()
    process = psutil.Process(origin.process.pid)
    [result] = held.listen()
    assert result.failure == "The kernel did not start."
    assert result.retry
    assert not process.is_running()
