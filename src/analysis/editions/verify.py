"""Verifying the project's own book: what shows without running it, then every template again.

What runs is the project's templates, never the cells that stand in a published chapter.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from analysis import paths
from analysis.data.params import Locality, choose_localities
from analysis.editions.compare import chapter_differences
from analysis.editions.report import Finding, Report
from analysis.editions.seal import figure_faults, seal_faults
from analysis.editions.structure import chapter_faults, read_chapter
from analysis.errors import ParameterError, RunError
from analysis.runner.run import Listener, run_tasks, silent
from analysis.runner.tasks import Task, chapter_tasks
from analysis.runner.template import read_template

NOTEBOOK = ".ipynb"
CHECKPOINTS = ".ipynb_checkpoints"


def verify_book(
    localities: Mapping[str, Locality],
    what: Sequence[str] = (),
    *,
    jobs: int | None = None,
    progress: Listener = silent,
) -> Report:
    """Verify executed chapters: all, or those of some localities, or some chapters."""
    every = chapter_tasks(localities)
    tasks = choose_tasks(what, every, localities)
    findings = [*figure_faults(paths.data_folder()), *strays(tasks, every)]
    findings += seal_faults(paths.project_root())
    faults = {task.name: check_chapter(task) for task in tasks}
    sound = [task for task in tasks if not faults[task.name]]
    findings += [fault for some in faults.values() for fault in some]
    if sound:
        with tempfile.TemporaryDirectory(prefix="verify-") as folder:
            findings += run_again(sound, Path(folder), jobs=jobs, progress=progress)
            findings += compare_again(sound, Path(folder))
    cells = sum(count_cells(task) for task in sound)
    return Report(tuple(task.name for task in tasks), cells, tuple(findings))


def archive_of(what: Sequence[str]) -> Path | None:
    """Give the archive or folder of an edition among what is named, or None for the project's."""
    found = [
        Path(word)
        for word in what
        if word.endswith(".zip") or (Path(word).is_dir() and _in_book(word) is None)
    ]
    if found and len(what) > 1:
        raise ParameterError(f"Give the edition {found[0]} alone: it is verified as a whole.")
    return found[0] if found else None


def choose_tasks(
    what: Sequence[str], tasks: Sequence[Task], localities: Mapping[str, Locality]
) -> list[Task]:
    """Choose the tasks of localities and chapters by name or path; all where none is named."""
    names = [_name_of(word) for word in what] or [""]
    by_name = {task.name: task for task in tasks}
    chosen: set[str] = set()
    for name in names:
        if "/" not in name:
            slugs = choose_localities([name] if name else [], dict(localities))
            chosen |= {task.name for task in tasks if task.locality in slugs}
        elif name in by_name:
            chosen.add(name)
        else:
            near = get_close_matches(name, by_name, n=1)
            hint = f"Did you mean {near[0]}?" if near else "Name one as locality/chapter."
            raise ParameterError(f"No locality of the book asks for the chapter {name}. {hint}")
    return [task for task in tasks if task.name in chosen]


def _name_of(word: str) -> str:
    """Read a locality, a chapter, or the path of either; the book's folder has an empty name."""
    below = _in_book(word)
    return (word if below is None else below).removesuffix(NOTEBOOK).strip("/")


def _in_book(word: str) -> str | None:
    path, book = Path(word).resolve(), paths.book_folder().resolve()
    if not (path.exists() or word.endswith(NOTEBOOK)) or not path.is_relative_to(book):
        return None
    return path.relative_to(book).as_posix().lstrip(".")


def strays(tasks: Sequence[Task], every: Sequence[Task]) -> list[Finding]:
    """Name the notebooks that no locality asks for, in the book or the localities chosen whole."""
    book = paths.book_folder()
    chosen = {task.name for task in tasks}
    left_out = {task.locality for task in every if task.name not in chosen}
    folders = sorted({task.output.parent for task in tasks if task.locality not in left_out})
    known = {task.output for task in every}
    return [
        Finding(
            path.relative_to(book).with_suffix("").as_posix(),
            "No locality asks for this chapter: remove it.",
        )
        for folder in (folders if left_out else [book])
        for path in sorted(folder.rglob(f"*{NOTEBOOK}"))
        if path not in known and CHECKPOINTS not in path.parts
    ]


def check_chapter(task: Task) -> list[Finding]:
    """Check one executed chapter at rest, against its template and its locality's parameters."""
    if not task.output.is_file():
        return [Finding(task.name, "It has not been made. Run `analysis run` for it.")]
    chapter = read_chapter(task.output)
    faults = chapter_faults(chapter, read_template(task.template).notebook, task.parameters)
    return [Finding(task.name, words) for words in faults]


def count_cells(task: Task) -> int:
    """Count the cells that run for a chapter, with the one of its parameters."""
    cells = read_template(task.template).notebook["cells"]
    return 1 + sum(cell["cell_type"] == "code" for cell in cells)


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
