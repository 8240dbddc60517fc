"""The processes of chapters: each is forked with everything loaded, used once and then killed."""

import contextlib
import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any

from analysis.runner.tasks import Job, Result

METHOD_VARIABLE = "ANALYSIS_START_METHOD"
FORKED, COPIED, SPAWNED = "forkserver", "fork", "spawn"
THREAD_NUMBERS = tuple(
    f"{library}_NUM_THREADS" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")
)
ENVIRONMENT = {
    **dict.fromkeys(THREAD_NUMBERS, "1"),
    "VECLIB_MAXIMUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
}
WARM = "analysis.runner.warm"
WARM_VARIABLE = "ANALYSIS_WARM"
START_LIMIT = 60.0
MEMORY_FOR_SERVER = 500 << 20
MEMORY_FOR_CHAPTER = 350 << 20
SLOWER = "Chapters cannot be forked here: each starts a Python of its own, which takes longer."
_starting = threading.Lock()


def start_method() -> str:
    """Give how processes of chapters start: forked where that is safe, unless told otherwise."""
    return os.environ.get(METHOD_VARIABLE) or (FORKED if sys.platform == "linux" else SPAWNED)


def default_jobs() -> int:
    """Give how many chapters run side by side: one a core, or fewer where memory is short."""
    import psutil  # noqa: PLC0415

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    room = (psutil.virtual_memory().available - MEMORY_FOR_SERVER) // MEMORY_FOR_CHAPTER
    return max(1, min(cores or 1, int(room)))


class Chapter:
    """One attempt at a job, in a process of its own, with the environment that is given to it."""

    def __init__(self, job: Job, environment: Mapping[str, str]) -> None:
        self.job = job
        self.cell = ""
        self.result: Result | None = None
        self.connection, theirs = from_here().Pipe(duplex=False)
        given = (theirs, job, environment)
        self.process = from_here().Process(target=work, args=given, daemon=True)
        with ctrl_c_held():
            self.process.start()
        theirs.close()
        self.deadline = time.monotonic() + START_LIMIT

    def listen(self) -> None:
        """Take what it has said; find that it has died, or that its time is over."""
        ended = not self.process.is_alive()
        with contextlib.suppress(EOFError, OSError):
            while self.connection.poll():
                said = self.connection.recv()
                if isinstance(said, Result):
                    self.result = said
                    return
                # The first cell begins.
                if not self.cell:
                    self.deadline = time.monotonic() + self.job.time_limit
                self.cell = said
        failure = ""
        if ended:
            where = f"in cell {self.cell}" if self.cell else "before the first cell"
            failure = f"The kernel died {where}."
        elif time.monotonic() > self.deadline:
            late = f"Cell {self.cell} had not ended after {self.job.time_limit:g} s."
            failure = late if self.cell else "The kernel did not start."
        if failure:
            self.result = Result(self.job.name, failure=failure, details=failure, retry=True)

    def end(self) -> None:
        """Kill it with everything that it started."""
        end_process(self.process)
        self.connection.close()


def end_process(process: Any) -> None:
    """Kill a process and those of its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()
    process.close()


def from_here() -> Any:
    """Give how a process starts that begins as a copy of this one, where there are copies."""
    return multiprocessing.get_context(SPAWNED if start_method() == SPAWNED else COPIED)


def chapter_environment() -> dict[str, str]:
    """Give the variables of a chapter: one thread each, unless the caller wants another number."""
    chosen = {name: os.environ[name] for name in THREAD_NUMBERS if name in os.environ}
    return ENVIRONMENT | chosen


def start(process: Any, *, shared: bool) -> None:
    """Start a process that knows nothing of the program that starts it.

    Where it is the first, what it is forked from reads ahead, and more for places that chapters
    share.
    """
    with _starting, contextlib.ExitStack() as held:
        # A copy of this process has what it needs, and its main module is the chapter's.
        if start_method() != COPIED:
            held.enter_context(fresh_start({WARM_VARIABLE: "shared" if shared else ""}))
        if start_method() == FORKED:
            multiprocessing.set_forkserver_preload([WARM])
            with ctrl_c_held():
                multiprocessing.forkserver.ensure_running()
        else:
            held.enter_context(ctrl_c_held())
        process.start()


@contextlib.contextmanager
def fresh_start(more: Mapping[str, str] | None = None) -> Iterator[None]:
    """Hide the main module, which would be run again, and set the environment of libraries."""
    main, before = sys.modules["__main__"], dict(os.environ)
    wanted = {**chapter_environment(), **(more or {})}
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ.update(wanted)
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        for name in wanted:
            os.environ.pop(name, None)
        os.environ.update({name: before[name] for name in wanted if name in before})


@contextlib.contextmanager
def ctrl_c_held() -> Iterator[None]:
    """Keep Ctrl-C from what is started; a chapter that is at work takes it again by itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def work(connection: Connection, job: Job, environment: Mapping[str, str]) -> None:
    """Execute a job in a process of its own, tell of it, and wait to be killed."""
    become_clean(environment, job.folder)
    from analysis.data.raw import held_still  # noqa: PLC0415
    from analysis.runner.execution import execute_job  # noqa: PLC0415

    with held_still():
        connection.send(execute_job(job, connection.send))
    threading.Event().wait()


def become_clean(environment: Mapping[str, str], folder: str) -> None:
    """Give a process of a chapter what a newly started one has, and end it with its parent."""
    lead_group()
    if hasattr(signal, "pthread_sigmask"):
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
    threading.Thread(target=end_with_parent, daemon=True).start()
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(environment)
    if Path(folder).is_dir():
        os.chdir(folder)
    sys.argv = ["analysis"]
    sys.path.insert(0, "")
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def lead_group() -> None:
    """Let this process be ended together with what it starts, and by no terminal."""
    if hasattr(os, "setsid"):
        os.setsid()


def end_with_parent() -> None:
    """Wait for the end of the process that asked for this one, and end then, with what it leads."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
