"""Running chapters: plan, execute what changed, write what succeeded, report everything."""

import contextlib
import hashlib
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis import paths
from analysis.errors import RunError
from analysis.runner.cache import PYTHON, Cache, Inputs, Record
from analysis.runner.jobs import ORDINARY, Job, Result, can_fork
from analysis.runner.lock import run_lock
from analysis.runner.manifest import book_manifest, write_manifest
from analysis.runner.plan import Plan, PlanRow, plan_tasks
from analysis.runner.progress import Listener, Step, silent
from analysis.runner.report import RunReport, RunRow
from analysis.runner.tasks import Task
from analysis.runner.template import validate_template
from analysis.runner.usage import imported_modules
from analysis.runner.writing import remove_unfinished, write_whole

TIME_LIMIT = 600.0
MEMORY_LIMIT = 1 << 30
MANIFEST = "manifest.json"


@dataclass
class Book:
    """The state of one run: its plan, where records go, and the rows so far."""

    plan: Plan
    cache: Cache
    progress: Listener
    rows: dict[str, RunRow] = field(default_factory=dict)

    def take(self, result: Result, attempts: int) -> None:
        """Write what came of one chapter, and record it."""
        row = next(row for row in self.plan.rows if row.task.name == result.name)
        failure = result.failure
        if not failure:
            try:
                write_whole(row.task.output, result.text)
            except RunError as error:
                failure = str(error)
        log = self.log(row.task, failure, result.details) if failure else ""
        with contextlib.suppress(RunError):
            self.cache.write(row.task, record_of(row, result, failure, self.plan.inputs))
        self.rows[row.task.name] = RunRow(
            name=row.task.name,
            outcome="failed" if failure else "ran",
            reason=failure or row.reason,
            seconds=result.seconds,
            peak_memory=result.peak_memory,
            attempts=attempts,
            log=log,
        )
        done, total = len(self.rows), len(self.plan.to_run)
        self.progress(Step(self.rows[row.task.name], done, total))

    def log(self, task: Task, failure: str, details: str) -> str:
        """Keep the traceback of a failure."""
        path = self.cache.log_path(task)
        with contextlib.suppress(RunError):
            write_whole(path, f"{task.name}: {failure}\n\n{details}")
        return path.name

    def row_of(self, row: PlanRow) -> RunRow:
        """Give what happened to one task of the plan."""
        if not row.runs:
            return RunRow(row.task.name, "reused", row.reason)
        return self.rows.get(row.task.name) or RunRow(row.task.name, "stopped", row.reason)


def run_tasks(
    tasks: Sequence[Task],
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    cache_dir: Path | None = None,
    inputs: Inputs | None = None,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
    progress: Listener = silent,
    probe: str | None = None,
) -> RunReport:
    """Execute the chapters that changed, side by side, and write those that succeed."""
    begin = time.monotonic()
    folder = cache_dir or paths.cache_folder()
    with run_lock(folder):
        plan = plan_tasks(tasks, force=force, cache_dir=folder, inputs=inputs)
        for template in {row.template.path: row.template for row in plan.to_run}.values():
            validate_template(template)
        cache = Cache(folder)
        remove_unfinished(folder / MANIFEST)
        for row in plan.rows:
            for written in (row.task.output, cache.path(row.task), cache.log_path(row.task)):
                remove_unfinished(written)
        book = Book(plan, cache, progress)
        options = {"time_limit": time_limit, "memory_limit": memory_limit, "probe": probe}
        interrupted = False
        try:
            with contextlib.closing(results(plan, options, jobs, scheduler)) as stream:
                for result, attempts in stream:
                    book.take(result, attempts)
        except KeyboardInterrupt:
            interrupted = True
        manifest = book_manifest(tasks, cache_dir=folder, inputs=plan.inputs)
        write_manifest(manifest, folder / MANIFEST)
    return RunReport(
        rows=tuple(book.row_of(row) for row in plan.rows),
        seconds=time.monotonic() - begin,
        interrupted=interrupted,
        notes=notes(plan, scheduler),
    )


def results(
    plan: Plan, options: Mapping[str, object], jobs: int | None, scheduler: str | None
) -> Generator[tuple[Result, int]]:
    """Execute the rows of a plan that run, here or on a cluster."""
    if not plan.to_run:
        return
    wanted = [job_of(row, plan.inputs, options) for row in plan.to_run]
    if scheduler is not None:
        from analysis.runner.cluster import run_on_cluster  # noqa: PLC0415

        yield from run_on_cluster(wanted, scheduler)
    else:
        from analysis.runner.workers import check_jobs, run_jobs  # noqa: PLC0415

        modules = sorted({name for row in plan.to_run for name in imported_modules(row.template)})
        yield from run_jobs(wanted, workers=check_jobs(jobs), modules=modules)


def job_of(row: PlanRow, inputs: Inputs, options: Mapping[str, object]) -> Job:
    """Give the job of a plan's row."""
    given = {name: value for name, value in options.items() if value is not None}
    return Job(
        name=row.task.name,
        template=row.template.text,
        parameters=row.task.parameters,
        folder=str(inputs.root),
        **given,  # type: ignore[arg-type]
    )


def record_of(row: PlanRow, result: Result, failure: str, inputs: Inputs) -> Record:
    """Give the record of what a chapter was made of."""
    return Record(
        template=row.template.digest,
        code=inputs.code_digest,
        lock=inputs.lock_digest,
        python=PYTHON,
        parameters=row.task.parameters,
        files=result.files,
        output="" if failure else hashlib.sha256(result.text.encode()).hexdigest(),
        seconds=result.seconds,
        cpu_seconds=result.cpu_seconds,
        peak_memory=result.peak_memory,
        failure=failure,
    )


def notes(plan: Plan, scheduler: str | None) -> tuple[str, ...]:
    """Say what a reader of the report should know about the run as a whole."""
    return () if not plan.to_run or scheduler or can_fork() else (ORDINARY,)
