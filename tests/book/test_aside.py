"""What is made aside: told in order, its faults raised where they are asked for, and ended."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from analysis.book.aside import aside
from analysis.errors import DataError, RunError
from analysis.runner.processes import METHOD_VARIABLE


def count(tell, most):
    for number in range(most):
        tell(number)


def fail(tell, problem):
    tell(os.getpid())
    raise problem


def die(_tell):
    os._exit(1)


def never_end(tell):
    tell(os.getpid())
    time.sleep(600)


@pytest.fixture(params=["forkserver", pytest.param("spawn", marks=pytest.mark.slow)], autouse=True)
def _method(request, monkeypatch):
    """Both ways in which the process may start."""
    monkeypatch.setenv(METHOD_VARIABLE, request.param)


def test_what_is_told_is_given_in_its_order_and_ends():
    with aside(count, 3) as told:
        assert list(told) == [0, 1, 2]


@pytest.mark.parametrize("kind", [RunError, DataError, ValueError])
def test_a_fault_is_raised_as_what_it_is_where_the_next_is_asked_for(kind):
    with aside(fail, kind("What is wrong. What to do.")) as told:
        assert next(told) > 0
        with pytest.raises(kind, match=r"What is wrong. What to do.") as problem:
            next(told)
    # Whoever looks for the fault finds the line of the other process.
    assert "in fail" in "".join(problem.value.__notes__)


def test_a_process_that_dies_is_said_to_have():
    with aside(die) as told, pytest.raises(RunError, match="the last good book is untouched"):
        next(told)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RunError])
def test_nothing_goes_on_after_an_interruption_or_a_fault_here(kind):
    with pytest.raises(kind), aside(never_end) as told:
        number = next(told)
        raise kind
    assert not psutil.pid_exists(number)


# A test that runs in the background ignores Ctrl-C, and so would what it starts.
ALONE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, sys.argv[1])
from test_aside import never_end
from analysis.book.aside import aside
with aside(never_end) as told, aside(never_end) as others:
    print(next(told), next(others), flush=True)
    next(told)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_what_is_made_aside_ends_with_who_asked_for_it(number):
    command = [sys.executable, "-c", ALONE, os.path.dirname(__file__)]  # noqa: PTH120
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as asker:
        processes = [psutil.Process(int(pid)) for pid in asker.stdout.readline().split()]
        assert len(processes) == 2
        asker.send_signal(number)
        try:
            asker.wait(timeout=30)
        finally:
            asker.kill()
    _, alive = psutil.wait_procs(processes, timeout=30)
    assert not alive
