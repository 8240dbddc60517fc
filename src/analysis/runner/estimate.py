"""How long a run will take, from how long its chapters took before."""

import math
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from analysis import paths
from analysis.runner.cache import Cache
from analysis.runner.tasks import Task
from analysis.runner.workers import default_jobs

UNKNOWN = 5.0
"""Seconds for a chapter that this machine has never run."""
START = 8.0
"""Seconds until the first chapter begins."""


def expected_minutes(
    tasks: Sequence[Task], *, jobs: int | None = None, cache_dir: Path | None = None
) -> int:
    """Estimate how long chapters take on this machine, in whole minutes, at least one."""
    folder = Path(cache_dir or paths.cache_folder())
    cache = Cache(folder)
    seconds = 0.0
    for task in tasks:
        record = cache.read(task)
        seconds += record.seconds if record and record.seconds else _elsewhere(cache, task, folder)
    return math.ceil((START + seconds / (jobs or default_jobs())) / 60)


def _elsewhere(cache: Cache, task: Task, folder: Path) -> float:
    records = (
        cache.read(Task(path.parent.name, task.chapter, task.template, task.output, {}))
        for path in folder.glob(f"chapters/*/{task.chapter}.json")
    )
    known = [record.seconds for record in records if record and record.seconds]
    return median(known) if known else UNKNOWN
