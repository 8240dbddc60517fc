"""The processes of chapters: each is forked with everything loaded, used once and then killed."""

import contextlib
import json
import multiprocessing
import multiprocessing.forkserver
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import ModuleType
from typing import Any

from analysis.runner.tasks import Job, Result

METHOD_VARIABLE = "ANALYSIS_START_METHOD"
FORKED = "forkserver"
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
VERDICTS_OF = ("area_code", "area_name", "comparator_code", "edition_date")
"""The parameters that the table of verdicts of a place follows from."""
MOST_AHEAD = 8
ATTEMPTS = 2
START_LIMIT = 60.0
MEMORY_FOR_SERVER = 500 << 20
MEMORY_FOR_CHAPTER = 350 << 20
SLOWER = "Chapters cannot be forked here: each starts a Python of its own, which takes longer."
_starting = threading.Lock()
_ahead: list[list[str]] = []


def start_method() -> str:
    """Give how processes of chapters start: forked where that is safe, unless told otherwise."""
    return os.environ.get(METHOD_VARIABLE) or (FORKED if sys.platform == "linux" else "spawn")


def default_jobs() -> int:
    """Give how many chapters run side by side: one a core, or fewer where memory is short."""
    import psutil  # noqa: PLC0415

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    room = (psutil.virtual_memory().available - MEMORY_FOR_SERVER) // MEMORY_FOR_CHAPTER
    return max(1, min(cores or 1, int(room)))


class Chapter:
    """One attempt at a job, in a process of its own."""

    def __init__(self, job: Job, attempt: int = 1) -> None:
        self.job, self.attempt = job, attempt
        self.cell = ""
        self.result: Result | None = None
        context: Any = multiprocessing.get_context(start_method())
        self.connection, theirs = context.Pipe(duplex=False)
        given = (theirs, job, {**os.environ, **chapter_environment()})
        self.process = context.Process(target=work, args=given, daemon=True)
        start(self.process)
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
        with contextlib.suppress(ProcessLookupError, PermissionError, AttributeError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.process.close()
        self.connection.close()


def chapter_environment() -> dict[str, str]:
    """Give the variables of a chapter: one thread each, unless the caller wants another number."""
    chosen = {name: os.environ[name] for name in THREAD_NUMBERS if name in os.environ}
    return ENVIRONMENT | chosen


def start(process: Any) -> None:
    """Start a process that knows nothing of the program that starts it."""
    with _starting, contextlib.ExitStack() as held:
        held.enter_context(fresh_start())
        if start_method() == FORKED:
            multiprocessing.set_forkserver_preload([WARM])
            with ctrl_c_held():
                multiprocessing.forkserver.ensure_running()
        else:
            held.enter_context(ctrl_c_held())
        process.start()


@contextlib.contextmanager
def fresh_start() -> Iterator[None]:
    """Hide the main module, which would be run again, and set the environment of libraries."""
    main, before = sys.modules["__main__"], dict(os.environ)
    wanted = {**chapter_environment(), WARM_VARIABLE: json.dumps(_ahead)}
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


def read_ahead_for(jobs: Sequence[Job]) -> list[list[str]]:
    """Name the places whose verdicts several chapters quote, to be decided before they begin."""
    return [list(place) for place in _places_of(jobs)[:MOST_AHEAD]]


def _places_of(jobs: Sequence[Job]) -> list[tuple[str, ...]]:
    """Give the places that several chapters are about, those of most chapters first."""
    places = Counter(map(_place_of, jobs)).most_common()
    return [place for place, times in places if place and times > 1]


def _place_of(job: Job) -> tuple[str, ...]:
    """Give what the verdicts that a chapter quotes follow from; nothing where it quotes none."""
    said = tuple(str(job.parameters.get(name) or "") for name in VERDICTS_OF)
    return said if all(said) else ()


def _parts(jobs: Sequence[Job]) -> list[list[Job]]:
    """Part the jobs of many places: the first has what quotes no verdicts, or those of one chapter.

    So each place is decided once, and what was found of it is forgotten with its part.
    """
    part_of = {place: number // MOST_AHEAD for number, place in enumerate(_places_of(jobs))}
    parts: dict[int, list[Job]] = {}
    for job in jobs:
        parts.setdefault(part_of.get(_place_of(job), 0), []).append(job)
    return [parts[number] for number in sorted(parts)]


def run_jobs(
    jobs: Sequence[Job],
    *,
    workers: int,
    attempts: int = ATTEMPTS,
    ahead: Sequence[list[str]] | None = None,
) -> Iterator[Result]:
    """Execute jobs, some side by side, and give each result with the number of attempts.

    What is read ahead follows from the jobs, unless it is given: they may be a part of a run.
    """
    for number, part in enumerate(_parts(jobs) if ahead is None else [jobs]):
        if number:
            _end_server()
        _ahead[:] = read_ahead_for(part) if ahead is None else ahead
        yield from _run_part(part, workers, attempts)


def _end_server() -> None:
    """End the process that chapters are forked from, so that the next has read other places."""
    # Python has no public word for it. Without it each chapter decides for itself, and is right.
    server = getattr(multiprocessing.forkserver, "_forkserver", None)
    if (stop := getattr(server, "_stop", None)) is not None:
        stop()


def _run_part(jobs: Sequence[Job], workers: int, attempts: int) -> Iterator[Result]:
    waiting = [(job, 1) for job in reversed(jobs)]
    busy: list[Chapter] = []
    try:
        while waiting or busy:
            while waiting and len(busy) < workers:
                busy.append(Chapter(*waiting.pop()))
            first = min(chapter.deadline for chapter in busy)
            signs = [sign for one in busy for sign in (one.connection, one.process.sentinel)]
            wait(signs, timeout=max(first - time.monotonic(), 0.0) + 0.001)
            for chapter in list(busy):
                chapter.listen()
                if chapter.result is None:
                    continue
                busy.remove(chapter)
                chapter.end()
                result, tried = chapter.result, chapter.attempt
                if result.retry and tried < attempts:
                    waiting.append((chapter.job, tried + 1))
                    continue
                again = f" It was tried {tried} times." if result.failure and tried > 1 else ""
                yield replace(result, failure=result.failure + again, attempts=tried)
    finally:
        for chapter in busy:
            chapter.end()


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
    if hasattr(os, "setsid"):
        os.setsid()
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


def end_with_parent() -> None:
    """Wait for the end of the process that asked for this one, and end then, with what it leads."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
