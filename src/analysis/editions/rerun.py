"""Executing templates again beside the book, to hold published chapters against the results.

What runs is the project's templates, never the cells that stand in a published chapter.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analysis import paths
from analysis.editions.differences import chapter_differences
from analysis.editions.report import Finding
from analysis.errors import RunError
from analysis.runner.report import Listener, silent
from analysis.runner.run import run_tasks
from analysis.runner.tasks import Task


def run_again(
    tasks: Sequence[Task], folder: Path, *, jobs: int | None = None, progress: Listener = silent
) -> list[Finding]:
    """Make chapters again in a folder of their own, and say which could not be made."""
    ordered = sorted(tasks, key=lambda task: -task.output.stat().st_size)
    moved = [replace(task, output=made_again(task, folder)) for task in ordered]
    report = run_tasks(
        moved, jobs=jobs, force=True, cache_dir=paths.cache_folder(folder), progress=progress
    )
    if report.interrupted:
        raise RunError("The verification was stopped before its end. Run it again.")
    return [Finding(row.name, f"It cannot be run again. {row.reason}") for row in report.failed]


def made_again(task: Task, folder: Path) -> Path:
    """Give where a chapter that was made again stands."""
    return folder / task.locality / f"{task.chapter}.ipynb"


def compare_again(tasks: Sequence[Task], folder: Path) -> list[Finding]:
    """Compare chapters with those that were made again; one that could not be made is left out."""
    return [
        finding
        for task in tasks
        if made_again(task, folder).is_file()
        for finding in chapter_differences(task.name, task.output, made_again(task, folder))
    ]
