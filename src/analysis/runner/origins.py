"""Where chapters are forked from: processes that have read places ahead for many chapters."""

import multiprocessing
import os
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from typing import Any

from analysis.runner.processes import (
    METHOD_VARIABLE,
    SPAWNED,
    START_LIMIT,
    Chapter,
    chapter_environment,
    end_process,
    lead_group,
    start,
    start_method,
)
from analysis.runner.tasks import Ahead, Job, Place, Result

DAY = "edition_date"
VERDICTS_OF = ("area_code", "area_name", "comparator_code", DAY)
"""The parameters that the table of verdicts of a place follows from.

A chapter that quotes verdicts is told the day to which the age of figures is counted."""
MOST_AHEAD = 8
"""How many places one process reads ahead: all that it found of them is in memory."""
Key = tuple[Ahead, bool]
"""What an origin has read ahead: of which places, and whether their verdicts or what else."""
ATTEMPTS = 2


def place_of(parameters: Mapping[str, Any]) -> Place:
    """Give what the verdicts of a chapter's own place follow from; nothing without such a place."""
    said = tuple(str(parameters.get(name) or "") for name in VERDICTS_OF)
    return said if all(said) else ()


def with_places(jobs: Iterable[Job]) -> list[Job]:
    """Give each job the places that are read ahead for it, which are those of several chapters.

    A chapter that quotes verdicts has its own place among them. The others have as many as one
    process holds, and so has a chapter on no such place, as on all England.
    """
    found = [(job, place_of(job.parameters)) for job in jobs]
    shared = Counter(place for _, place in found if place).most_common()
    places = [place for place, times in shared if times > 1]
    part_of = {place: number - number % MOST_AHEAD for number, place in enumerate(places)}
    placed = []
    for job, place in found:
        part = part_of.get(place, 0)
        ahead = tuple(places[part : part + MOST_AHEAD])
        quotes = bool(ahead) and DAY in job.parameters
        placed.append(replace(job, ahead=ahead, quotes=quotes))
    return placed


def key_of(job: Job) -> Key:
    """Say which origin a job is forked from."""
    return job.ahead, job.quotes


class Origin:
    """A process that has read places ahead, and the chapters forked from it that are at work."""

    def __init__(self, key: Key) -> None:
        self.key, self.ready, self.lost = key, False, False
        self.at_work: list[Job] = []
        context: Any = multiprocessing.get_context(start_method())
        self.connection, theirs = context.Pipe()
        given = (theirs, key, {**os.environ, **chapter_environment()}, start_method())
        self.process = context.Process(target=fork_chapters, args=given, daemon=True)
        start(self.process, shared=bool(key[0]))
        theirs.close()
        self.deadline = time.monotonic() + START_LIMIT

    def begin(self, job: Job) -> None:
        """Ask for a chapter."""
        self.at_work.append(job)
        # That it has died is found when it is listened to.
        with suppress(OSError):
            self.connection.send(job)

    def listen(self) -> list[Result]:
        """Take what came of chapters; where it has died itself, so have they."""
        ended, results = not self.process.is_alive(), list[Result]()
        with suppress(EOFError, OSError):
            while self.connection.poll():
                said = self.connection.recv()
                self.ready = True
                results += [said] if isinstance(said, Result) else []
        done = {result.name for result in results}
        self.at_work = [job for job in self.at_work if job.name not in done]
        failure = "The kernel died, with the process that it is forked from." if ended else ""
        if not self.ready and time.monotonic() > self.deadline:
            failure = "The kernel did not start."
        if failure:
            left, self.at_work, self.lost = self.at_work, [], True
            results += [Result(one.name, failure=failure, details=failure, retry=True)
                        for one in left]  # fmt: skip
        return results

    def end(self) -> None:
        """Kill it; what is forked from it ends with it."""
        end_process(self.process)
        self.connection.close()


class Origins:
    """The origins of a run, as many as its chapters may need at once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._held: dict[Key, Origin] = {}

    @property
    def at_work(self) -> int:
        """How many chapters are at work."""
        return sum(len(origin.at_work) for origin in self._held.values())

    def wait_of(self, key: Key) -> int:
        """Order jobs by how long they would have to wait for their origin."""
        origin = self._held.get(key)
        return 1 if origin is None else 0 if origin.ready else 2

    def begin(self, job: Job) -> None:
        """Begin a chapter; origins that were used least lately make room for another."""
        wanted = key_of(job)
        origin = self._held.pop(wanted, None)
        if origin is None:
            idle = [key for key, one in self._held.items() if not one.at_work]
            for key in idle[: max(len(self._held) - self.most + 1, 0)]:
                self._held.pop(key).end()
            origin = Origin(wanted)
        self._held[wanted] = origin
        origin.begin(job)

    def listen(self) -> list[Result]:
        """Wait until an origin says something, or ought to have, and give what came of chapters."""
        asked = [origin for origin in self._held.values() if origin.at_work]
        signs = [sign for one in asked for sign in (one.connection, one.process.sentinel)]
        late = [one.deadline for one in asked if not one.ready]
        wait(signs, timeout=max(min(late) - time.monotonic(), 0.0) + 0.001 if late else None)
        results = [result for origin in asked for result in origin.listen()]
        for origin in asked:
            if origin.lost:
                self._held.pop(origin.key).end()
        return results

    def end(self) -> None:
        """End them all, with the chapters that are at work."""
        while self._held:
            self._held.popitem()[1].end()


def run_jobs(
    jobs: Sequence[Job], *, workers: int, attempts: int = ATTEMPTS, origins: Origins | None = None
) -> Iterator[Result]:
    """Execute jobs, some side by side, and give each result with the number of attempts.

    Origins that are given stay for the next jobs; otherwise they end with these.
    """
    kept = origins or Origins(max(workers, 2))
    named, tried = {job.name: job for job in jobs}, Counter[str]()
    waiting: dict[Key, deque[Job]] = {}
    for job in jobs:
        waiting.setdefault(key_of(job), deque()).append(job)
    done: list[Result] = []
    try:
        while waiting or kept.at_work or done:
            while waiting and kept.at_work < workers:
                job = _next(waiting, kept)
                tried[job.name] += 1
                kept.begin(job)
            # Whoever takes them may be at it for a while, and chapters are at work meanwhile.
            yield from done
            done = []
            for result in kept.listen() if kept.at_work else ():
                job, times = named[result.name], tried[result.name]
                if result.retry and times < attempts:
                    waiting.setdefault(key_of(job), deque()).appendleft(job)
                    continue
                again = f" It was tried {times} times." if result.failure and times > 1 else ""
                done.append(replace(result, failure=result.failure + again, attempts=times))
    finally:
        if origins is None or kept.at_work:
            kept.end()


def _next(waiting: dict[Key, deque[Job]], origins: Origins) -> Job:
    """Take the next job, of those that have to wait least."""
    key = min(waiting, key=origins.wait_of)
    job = waiting[key].popleft()
    if not waiting[key]:
        del waiting[key]
    return job


def fork_chapters(
    connection: Connection, key: Key, environment: Mapping[str, str], method: str
) -> None:
    """Read places ahead, then fork a chapter for each job that comes, until nobody asks more."""
    lead_group()
    os.environ[METHOD_VARIABLE] = method
    # It ends with the process that asks, and may have processes of its own nevertheless.
    multiprocessing.current_process().daemon = False
    ahead, quotes = key
    if ahead and method != SPAWNED:
        # What loads everything is not for a process that only asks.
        from analysis.runner.warm import find_ahead  # noqa: PLC0415

        find_ahead(ahead, quotes=quotes)
    at_work: list[Chapter] = []
    with suppress(EOFError, OSError):
        connection.send(None)
        while _serve(connection, at_work, environment):
            pass
    for chapter in at_work:
        chapter.end()


def _serve(connection: Connection, at_work: list[Chapter], environment: Mapping[str, str]) -> bool:
    """Wait for a sign; begin what is asked for, tell what has come, and say whether to go on."""
    asking = multiprocessing.parent_process()
    signs = [sign for one in at_work for sign in (one.connection, one.process.sentinel)]
    signs += [connection, *([asking.sentinel] if asking else [])]
    first = min((chapter.deadline for chapter in at_work), default=None)
    ready = wait(signs, None if first is None else max(first - time.monotonic(), 0.0) + 0.001)
    if asking and asking.sentinel in ready:
        return False
    while connection.poll():
        at_work.append(Chapter(connection.recv(), environment))
    for chapter in list(at_work):
        chapter.listen()
        if chapter.result is not None:
            at_work.remove(chapter)
            connection.send(chapter.result)
            chapter.end()
    return True
