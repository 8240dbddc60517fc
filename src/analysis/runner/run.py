"""Running chapters: plan, execute what changed, write what succeeded, report everything."""

import contextlib
import hashlib
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis import paths
from analysis.errors import RunError
from analysis.runner.cache import PYTHON, Cache, Inputs, Record
from analysis.runner.jobs import Job, Result
from analysis.runner.manifest import MANIFEST, book_manifest, write_manifest
from analysis.runner.plan import Plan, PlanRow, plan_tasks
from analysis.runner.processes import SLOWER, check_jobs, run_jobs, start_method
from analysis.runner.report import Listener, RunReport, RunRow, Step, silent
from analysis.runner.tasks import Task
from analysis.runner.template import validate_template
from analysis.runner.writing import remove_unfinished, run_lock, write_whole


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
        if not result.failure:
            try:
                write_whole(row.task.output, result.text)
            except RunError as error:
                result = replace(result, failure=str(error))
        with contextlib.suppress(RunError):
            self.cache.write(row.task, record_of(row, result, self.plan.inputs))
        done = RunRow(
            name=row.task.name,
            outcome="failed" if result.failure else "ran",
            reason=result.failure or row.reason,
            seconds=result.seconds,
            peak_memory=result.peak_memory,
            attempts=attempts,
            log=self.log(row.task, result) if result.failure else "",
        )
        self.rows[done.name] = done
        self.progress(Step(done, len(self.rows), len(self.plan.to_run)))

    def log(self, task: Task, result: Result) -> str:
        """Keep the traceback of a failure."""
        path = self.cache.log_path(task)
        with contextlib.suppress(RunError):
            write_whole(path, f"{task.name}: {result.failure}\n\n{result.details}")
        return path.name

    def row_of(self, row: PlanRow) -> RunRow:
        """Give what happened to one task of the plan."""
        if not row.runs:
            return RunRow(row.task.name, "reused", row.reason)
        return self.rows.get(row.task.name) or RunRow(row.task.name, "stopped", row.reason)

    def remove_unfinished(self) -> None:
        """Remove what a killed run left half-written."""
        remove_unfinished(self.cache.folder / MANIFEST)
        for row in self.plan.rows:
            for path in (row.task.output, self.cache.path(row.task), self.cache.log_path(row.task)):
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
    interrupted = False
    with run_lock(folder):
        plan = plan_tasks(tasks, force=force, cache_dir=folder, inputs=inputs)
        for template in {row.template.path: row.template for row in plan.to_run}.values():
            validate_template(template)
        book = Book(plan, Cache(folder), progress)
        book.remove_unfinished()
        wanted = [job_of(row, plan.inputs, time_limit, memory_limit) for row in plan.to_run]
        try:
            with contextlib.closing(results(wanted, jobs, scheduler)) as stream:
                for result, attempts in stream:
                    book.take(result, attempts)
        except KeyboardInterrupt:
            interrupted = True
        manifest = book_manifest(tasks, cache_dir=folder, inputs=plan.inputs)
        write_manifest(manifest, folder / MANIFEST)
    slower = wanted and not scheduler and start_method() != "forkserver"
    return RunReport(
        rows=tuple(book.row_of(row) for row in plan.rows),
        seconds=time.monotonic() - begin,
        interrupted=interrupted,
        notes=(SLOWER,) if slower else (),
    )


def results(
    wanted: Sequence[Job], jobs: int | None, scheduler: str | None
) -> Generator[tuple[Result, int]]:
    """Execute jobs, here or on a cluster."""
    if not wanted:
        return
    if scheduler is None:
        yield from run_jobs(wanted, workers=check_jobs(jobs))
    else:
        from analysis.runner.cluster import run_on_cluster  # noqa: PLC0415

        yield from run_on_cluster(wanted, scheduler)


def job_of(row: PlanRow, inputs: Inputs, time_limit: float, memory_limit: int) -> Job:
    """Give the job of a plan's row."""
    task, text = row.task, row.template.text
    return Job(task.name, text, task.parameters, str(inputs.root), time_limit, memory_limit)


def record_of(row: PlanRow, result: Result, inputs: Inputs) -> Record:
    """Give the record of what a chapter was made of."""
    return Record(
        template=row.template.digest,
        code=inputs.code_digest,
        lock=inputs.lock_digest,
        python=PYTHON,
        parameters=row.task.parameters,
        files=result.files,
        output="" if result.failure else hashlib.sha256(result.text.encode()).hexdigest(),
        seconds=result.seconds,
        cpu_seconds=result.cpu_seconds,
        peak_memory=result.peak_memory,
        failure=result.failure,
    )
