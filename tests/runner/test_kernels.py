"""Warm kernels are clean processes, and end with whoever asked for them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from analysis.runner import kernels
from analysis.runner.execution import execute_job

from .test_execution import job, shown

DESCRIBE = """
import json, os, signal, sys, threading
facts = {
    "pid": os.getpid(), "group": os.getpgrp(), "session": os.getsid(0), "folder": os.getcwd(),
    "input": sys.stdin.read() if sys.stdin else "", "main": __name__,
    "term": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
    "child": signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL,
    "threads": [os.environ[name] for name in sorted(os.environ) if name.endswith("_NUM_THREADS")],
}
"""


def ended(process: psutil.Process, seconds: float = 8) -> bool:
    """Say whether a process ends within some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def kernel(warm):
    forked = kernels.fork_kernel(["python", "-m", "ipykernel_launcher", "-f", "none.json"])
    yield forked
    forked.kill()
    forked.wait(5)


def test_a_kernel_is_a_clean_process(warm, tmp_path):
    facts = json.loads(
        eval(shown(execute_job(job(DESCRIBE, "json.dumps(facts)", folder=str(tmp_path))), "step-2"))  # noqa: S307
    )
    assert facts["pid"] == facts["group"] == facts["session"]
    assert facts["pid"] not in (os.getpid(), warm.process.pid)
    assert facts["folder"] == str(tmp_path)
    assert facts["input"] == ""
    assert facts["main"] == "__main__"
    assert facts["term"]
    assert facts["child"]
    assert set(facts["threads"]) == {"1"}


def test_one_kernel_knows_nothing_of_another(warm):
    assert execute_job(job("import json\njson.leaked = 1")).failure == ""
    assert shown(execute_job(job("import json\nhasattr(json, 'leaked')")), "step-1") == "False"


def test_random_numbers_differ_from_kernel_to_kernel(warm):
    source = "import random\nrandom.random()"
    one, other = (shown(execute_job(job(source)), "step-1") for _ in range(2))
    assert one != other


def test_the_server_has_one_thread(warm):
    assert execute_job(job("1")).failure == ""
    assert psutil.Process(warm.process.pid).num_threads() == 1


def test_a_kernel_that_is_killed_is_known_to_be_dead(kernel):
    assert kernel.poll() is None
    os.kill(kernel.pid, signal.SIGKILL)
    assert kernel.wait(5) == -signal.SIGKILL
    assert kernel.poll() == -signal.SIGKILL


def test_a_kernel_ends_with_the_process_that_asked_for_it(kernel):
    process = psutil.Process(kernel.pid)
    kernel.connection.close()
    kernel.returncode = 0
    assert ended(process)


def test_server_and_kernels_end_when_their_owner_is_killed(tmp_path):
    program = (
        "import time\nfrom analysis.runner import kernels\n"
        "server = kernels.KernelServer([])\nimport os\n"
        "os.environ[kernels.SERVER_VARIABLE] = server.address\n"
        "command = ['python', '-m', 'ipykernel_launcher', '-f', 'none.json']\n"
        "kernel = kernels.fork_kernel(command)\n"
        "print(server.process.pid, kernel.pid, server.folder, flush=True)\ntime.sleep(60)"
    )
    environment = {key: text for key, text in os.environ.items() if key != kernels.SERVER_VARIABLE}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=tmp_path) as owner:
        server, kernel, folder = owner.stdout.readline().split()
        left = [psutil.Process(int(server)), psutil.Process(int(kernel))]
        owner.kill()
    assert all(ended(process) for process in left)
    deadline = time.monotonic() + 5
    while Path(folder.decode()).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(folder.decode()).exists()


def test_kernels_end_when_their_server_is_killed():
    with kernels.KernelServer([]) as server:
        request = {"arguments": ["-f", "none.json"], "environment": dict(os.environ), "folder": "/"}
        with Path(os.devnull).open("wb") as nothing:
            forked = kernels.ForkedKernel(server.address, request, [nothing.fileno()] * 2)
        process = psutil.Process(forked.pid)
        server.process.kill()
        assert ended(process)
        assert forked.wait(5) is not None


def test_where_no_server_answers_an_ordinary_kernel_is_used(warm, monkeypatch, capfd, tmp_path):
    monkeypatch.setenv(kernels.SERVER_VARIABLE, str(tmp_path / "none"))
    monkeypatch.setattr(kernels.WarmProvisioner, "said", False)
    assert shown(execute_job(job("1 + 1")), "step-1") == "2"
    assert shown(execute_job(job("1 + 1")), "step-1") == "2"
    assert capfd.readouterr().err.count("ordinary kernels are used") == 1


def test_modules_of_the_package_are_loaded_beforehand_without_the_runner():
    names = kernels.preload_modules()
    assert "analysis.data.tidy" in names
    assert not [name for name in names if name.startswith(("analysis.runner", "analysis.cli"))]


@pytest.mark.slow
def test_loading_beforehand_leaves_one_thread_and_no_file_counted_as_read():
    program = (
        "from analysis.runner import kernels, server\n"
        "failed = server.preload([*server.BASE_MODULES, *kernels.preload_modules()])\n"
        "server.rehearse()\n"
        "from analysis.data.raw import files_read\n"
        "import threading, os\n"
        "print(files_read(), failed, len(os.listdir('/proc/self/task')))"
    )
    environment = {**os.environ, **kernels.KERNEL_ENVIRONMENT}
    told = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, env=environment
    )
    assert told.stdout.decode().strip() == "{} [] 1"


@pytest.mark.slow
@pytest.mark.parametrize("kernel_name", ["analysis-warm", "python3"])
def test_nbval_passes_an_executed_chapter_and_catches_an_edited_one(warm, tmp_path, kernel_name):
    result = execute_job(job("area", "limit * 2", parameters={"limit": 21}))
    (tmp_path / "good.ipynb").write_text(result.text)
    (tmp_path / "edited.ipynb").write_text(result.text.replace('"42"', '"43"'))
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-kernel-name", kernel_name]
    told = subprocess.run(
        [*command, "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path)],
        check=False,
        capture_output=True,
        cwd=tmp_path,
    ).stdout.decode()
    assert "1 failed, 7 passed" in told
