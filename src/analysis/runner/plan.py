"""The plan of a run: which chapters run, which are reused, why, and how long it will take."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from analysis import paths
from analysis.runner.cache import MISSING, PYTHON, Cache, Inputs, Record, file_digest
from analysis.runner.processes import default_jobs
from analysis.runner.tasks import Task, check_tasks
from analysis.runner.template import Template, check_parameters, read_template

UNCHANGED = "unchanged"
# Seconds until the first chapter begins, and for one that this machine has never run.
START = 8.0
UNKNOWN = 5.0


@dataclass(frozen=True)
class PlanRow:
    """One task and why it runs, or ``unchanged``."""

    task: Task
    template: Template
    reason: str
    seconds: float = math.inf

    @property
    def runs(self) -> bool:
        """Whether the chapter is to be run."""
        return self.reason != UNCHANGED


@dataclass(frozen=True)
class Plan:
    """Every task of a run with its reason; ``str(plan)`` is a table."""

    rows: tuple[PlanRow, ...]
    inputs: Inputs

    @property
    def to_run(self) -> tuple[PlanRow, ...]:
        """The rows that are to be run, the longest first, so that no core waits at the end."""
        return tuple(sorted((row for row in self.rows if row.runs), key=lambda row: -row.seconds))

    def __str__(self) -> str:
        width = max((len(row.task.name) for row in self.rows), default=0)
        lines = [
            f"{row.task.name:<{width}}  {'run' if row.runs else 'reuse':<5}  {row.reason}"
            for row in self.rows
        ]
        return "\n".join(
            [*lines, f"{len(self.to_run)} to run, {len(self.rows) - len(self.to_run)} to reuse"]
        )


def plan_tasks(
    tasks: Sequence[Task],
    *,
    force: bool = False,
    cache_dir: Path | None = None,
    inputs: Inputs | None = None,
) -> Plan:
    """Decide for each task whether it runs, and say why."""
    inputs = inputs or Inputs.of_project()
    cache = Cache(cache_dir or paths.cache_folder())
    templates: dict[Path, Template] = {}
    rows = []
    for task in check_tasks(tasks):
        if task.template not in templates:
            templates[task.template] = read_template(task.template)
        template = templates[task.template]
        check_parameters(template, task.parameters)
        record = cache.read(task)
        reason = "forced" if force else reason_to_run(task, template, record, inputs)
        seconds = record.seconds if record and record.seconds else math.inf
        rows.append(PlanRow(task, template, reason, seconds))
    return Plan(tuple(rows), inputs)


def reason_to_run(task: Task, template: Template, record: Record | None, inputs: Inputs) -> str:
    """Give the first reason for running a chapter, or ``unchanged``."""
    if record is None:
        return "never run"
    if record.failure:
        return "failed last time"
    changed = [
        f"data changed: {name}"
        for name, digest in record.files.items()
        if inputs.data_digest(name) != digest
    ]
    checks = (
        (record.template == template.digest, "template changed"),
        (record.parameters == task.parameters, "parameters changed: " + differing(record, task)),
        (record.code == inputs.code_digest, "code changed"),
        (record.lock == inputs.lock_digest, "lock changed"),
        (record.python == PYTHON, f"Python changed: {record.python} to {PYTHON}"),
        (not changed, ", ".join(changed)),
        (written_as(task, record), "output missing or edited"),
    )
    return next((reason for same, reason in checks if not same), UNCHANGED)


def differing(record: Record, task: Task) -> str:
    """Name the parameters whose values differ from a record."""
    names = sorted({*record.parameters, *task.parameters})
    absent = object()
    return ", ".join(
        name
        for name in names
        if record.parameters.get(name, absent) != task.parameters.get(name, absent)
    )


def written_as(task: Task, record: Record) -> bool:
    """Say whether the chapter on disk is the one that the record describes."""
    return record.output == file_digest(task.output) != MISSING


def expected_minutes(
    tasks: Sequence[Task], *, jobs: int | None = None, cache_dir: Path | None = None
) -> int:
    """Estimate how long chapters take on this machine, in whole minutes, at least one."""
    cache = Cache(cache_dir or paths.cache_folder())
    seconds = sum(expected_seconds(task, cache) for task in tasks)
    return math.ceil((START + seconds / (jobs or default_jobs())) / 60)


def expected_seconds(task: Task, cache: Cache) -> float:
    """Give how long a chapter took, or what the same one took elsewhere."""
    record = cache.read(task)
    if record and record.seconds:
        return record.seconds
    elsewhere = (cache.read(one) for one in cache.same_chapter(task))
    known = [record.seconds for record in elsewhere if record and record.seconds]
    return median(known) if known else UNKNOWN
