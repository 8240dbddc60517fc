"""Running chapters: execute what changed, write what succeeded, show and report everything."""

import contextlib
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TextIO

from analysis import paths
from analysis.errors import RunError
from analysis.files import remove_unfinished, write_json, write_whole
from analysis.runner.cache import (
    ASKED,
    MANIFEST,
    Cache,
    Inputs,
    Plan,
    PlanRow,
    book_manifest,
    plan_tasks,
    run_lock,
)  # fmt: skip
from analysis.runner.cluster import run_on_cluster
from analysis.runner.origins import run_jobs, with_places
from analysis.runner.processes import FORKED, SLOWER, default_jobs, start_method
from analysis.runner.tasks import Job, Result, Task
from analysis.runner.template import validate_template

Outcome = Literal["ran", "reused", "failed", "stopped"]
WORDS = {"ran": "ran", "reused": "reused", "failed": "FAILED", "stopped": "not run"}


@dataclass(frozen=True)
class RunRow:
    """One chapter in the report of a run."""

    # ``locality/chapter``.
    name: str
    outcome: Outcome
    reason: str
    seconds: float = 0.0
    peak_memory: int = 0
    attempts: int = 0
    log: str = ""


@dataclass(frozen=True)
class RunReport:
    """The rows of a run, in the order of its tasks."""

    rows: tuple[RunRow, ...]
    seconds: float = 0.0
    interrupted: bool = False
    notes: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> tuple[RunRow, ...]:
        """Give the rows with one outcome."""
        return tuple(row for row in self.rows if row.outcome == outcome)

    @property
    def failed(self) -> tuple[RunRow, ...]:
        """The chapters that failed."""
        return self.of("failed")

    @property
    def complete(self) -> bool:
        """Whether every chapter ran or was reused."""
        return not self.failed and not self.of("stopped")

    def summary(self) -> str:
        """Say in one line what happened, as in ``3 ran, 36 reused, 0 failed in 4.1 s``."""
        counts = [f"{len(self.of(kind))} {kind}" for kind in ("ran", "reused", "failed")]
        text = f"{', '.join(counts)} in {self.seconds:.1f} s"
        if self.interrupted:
            left = len(self.of("stopped"))
            text += f"; stopped by Ctrl-C with {left} not run: every file is whole, run again"
        return text

    def table(self) -> str:
        """Give the rows of what was not reused as a table of plain text."""
        shown = [row for row in self.rows if row.outcome != "reused"]
        width = max((len(row.name) for row in shown), default=0)
        lines = [
            f"{row.name:<{width}}  {WORDS[row.outcome]:<7}  {row.seconds:6.1f} s  "
            f"{row.peak_memory / 2**20:5.0f} MB  {row.reason}"
            for row in shown
        ]
        return "\n".join([*lines, *self.notes, self.summary()])


@dataclass(frozen=True)
class Step:
    """One chapter is done."""

    row: RunRow
    done: int
    total: int

    def __str__(self) -> str:
        row = self.row
        line = f"[{self.done}/{self.total}] {row.name} {WORDS[row.outcome]} in {row.seconds:.1f} s"
        return f"{line}: {row.reason}" if row.outcome == "failed" else line


Listener = Callable[[Step], object]


def silent(_step: Step) -> None:
    """Show nothing."""


@contextlib.contextmanager
def shown_progress(file: TextIO | None = None) -> Iterator[Listener]:
    """Give a listener that shows a bar on a terminal and writes plain lines elsewhere."""
    stream = file or sys.stderr
    if not stream.isatty():
        yield lambda step: print(step, file=stream, flush=True)
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn  # noqa: PLC0415

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        shown = bar.add_task("chapters", total=None)

        def advance(step: Step) -> None:
            row = step.row
            if row.outcome == "failed":
                bar.console.print(f"[bold]FAILED[/] {escape(row.name)}: {escape(row.reason)}")
            bar.update(shown, total=step.total, completed=step.done, description=escape(row.name))

        yield advance


def keep(row: PlanRow, result: Result, cache: Cache, inputs: Inputs) -> RunRow:
    """Write what came of one chapter, and record it."""
    if not result.failure:
        try:
            write_whole(row.task.output, result.text)
        except RunError as error:
            result = replace(result, failure=str(error))
    failure, log = result.failure, cache.log_path(row.task)
    with contextlib.suppress(RunError):
        cache.write(row.task, inputs.record(row.task, row.template, result))
    if failure:
        with contextlib.suppress(RunError):
            write_whole(log, f"{result.name}: {failure}\n\n{result.details}")
    return RunRow(
        result.name, "failed" if failure else "ran", failure or row.reason,
        result.seconds, result.peak_memory, result.attempts, log.name if failure else "",
    )  # fmt: skip


def left_alone(row: PlanRow) -> RunRow:
    """Give the row of a chapter that was not executed."""
    return RunRow(row.task.name, "stopped" if row.runs else "reused", row.reason)


def remove_leftovers(plan: Plan, cache: Cache) -> None:
    """Remove what a killed run left half-written."""
    written = [cache.folder / name for name in (MANIFEST, ASKED)]
    for task in (row.task for row in plan.rows):
        written += [task.output, cache.path(task), cache.log_path(task)]
    for path in written:
        remove_unfinished(path)


def run_tasks(
    tasks: Sequence[Task],
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    cache_dir: Path | None = None,
    inputs: Inputs | None = None,
    time_limit: float = Job.time_limit,
    memory_limit: int = Job.memory_limit,
    progress: Listener = silent,
) -> RunReport:
    """Execute the chapters that changed, side by side, and write those that succeed."""
    begin = time.monotonic()
    folder = cache_dir or paths.cache_folder()
    cache, interrupted = Cache(folder), False
    done: dict[str, RunRow] = {}
    with run_lock(folder):
        plan = plan_tasks(tasks, force=force, cache_dir=folder, inputs=inputs)
        rows = {row.task.name: row for row in plan.to_run}
        for template in {row.template.path: row.template for row in rows.values()}.values():
            validate_template(template)
        remove_leftovers(plan, cache)
        executed = results(plan, jobs, scheduler, time_limit, memory_limit)
        try:
            with contextlib.closing(executed) as stream:
                for result in stream:
                    row = keep(rows[result.name], result, cache, plan.inputs)
                    done[row.name] = row
                    progress(Step(row, len(done), len(rows)))
        except KeyboardInterrupt:
            interrupted = True
        write_json(folder / MANIFEST, book_manifest(tasks, cache_dir=folder, inputs=plan.inputs))
    slower = rows and not scheduler and start_method() != FORKED
    return RunReport(
        rows=tuple(done.get(row.task.name) or left_alone(row) for row in plan.rows),
        seconds=time.monotonic() - begin,
        interrupted=interrupted,
        notes=(SLOWER,) if slower else (),
    )


def results(
    plan: Plan, jobs: int | None, scheduler: str | None, time_limit: float, memory_limit: int
) -> Generator[Result]:
    """Execute what a plan runs, here or on a cluster."""
    if jobs is not None and jobs < 1:
        raise RunError(f"--jobs is {jobs}: give 1 or more.")
    about = (str(plan.inputs.root), time_limit, memory_limit)
    wanted = with_places(
        Job(row.task.name, row.template.text, row.task.parameters, *about) for row in plan.to_run
    )
    if scheduler and wanted:
        yield from run_on_cluster(wanted, scheduler, plan.inputs)
    elif wanted:
        yield from run_jobs(wanted, workers=jobs or default_jobs())
