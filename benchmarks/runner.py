"""The runner against plain papermill, and the cost of many authorities.

    python benchmarks/runner.py compare [--chapters N] [--jobs N]
    python benchmarks/runner.py scale [--data FOLDER] [--sizes 10 150]

Every figure is a ratio measured in one go on one machine. Nothing of the book is touched.
"""

import argparse
import contextlib
import dataclasses
import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import yaml
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from analysis import paths
from analysis.data.areas import is_authority, load_areas, slugify
from analysis.data.params import load_localities, validate_locality
from analysis.runner import RunReport, Task, run_tasks
from analysis.runner.cache import Inputs
from analysis.runner.processes import ENVIRONMENT, WARM, WARM_VARIABLE, default_jobs
from analysis.runner.run import shown_progress
from analysis.runner.tasks import chapter_tasks
from analysis.runner.template import read_template, source_of

CORES = len(os.sched_getaffinity(0))


class PeakMemory:
    """The largest memory of this process and all that it started, shared pages counted once."""

    def __init__(self) -> None:
        self.bytes = 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._end.wait(0.5):
            total = 0
            for process in (me, *me.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    total += process.memory_full_info().pss
            self.bytes = max(self.bytes, total)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


def book_tasks(folder: Path, chapters: int | None) -> list[Task]:
    """Give the book's own chapters, or an even sample of them, written below a folder."""
    tasks = chapter_tasks(load_localities())
    step = max(1, len(tasks) // chapters) if chapters else 1
    return moved(tasks[::step][:chapters], folder)


def moved(tasks: Sequence[Task], folder: Path) -> list[Task]:
    return [
        dataclasses.replace(task, output=folder / task.locality / f"{task.chapter}.ipynb")
        for task in tasks
    ]


def run(tasks: Sequence[Task], cache: Path, jobs: int, *, force: bool = False) -> RunReport:
    with shown_progress() as progress:
        report = run_tasks(
            tasks,
            jobs=jobs,
            cache_dir=cache,
            force=force,
            inputs=Inputs.of_project(),
            progress=progress,
        )
    assert report.complete, report.table()
    return report


def with_papermill(tasks: Sequence[Task], folder: Path) -> float:
    """Execute the chapters with papermill's command line, one after another."""
    begin = time.monotonic()
    for task in tasks:
        output = folder / "papermill" / task.locality / f"{task.chapter}.ipynb"
        output.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "papermill", str(task.template), str(output)]
        options = ["-y", yaml.safe_dump(dict(task.parameters)), "-k", "python3"]
        subprocess.run(
            [*command, *options, "--no-progress-bar"],
            check=True,
            capture_output=True,
            cwd=paths.project_root(),
        )
    return time.monotonic() - begin


def own_seconds(tasks: Sequence[Task]) -> float:
    """Measure the processor time of the cells alone, each chapter forked from a warm process.

    The process has loaded and read what chapters are forked from, so that the runner is not given
    credit for what it saves the cells.
    """
    wanted = json.dumps([cells_of(task) for task in tasks])
    told = subprocess.run(
        [sys.executable, __file__, "cells"],
        input=wanted.encode(),
        check=True,
        capture_output=True,
        env={**os.environ, **ENVIRONMENT, WARM_VARIABLE: "1"},
    )
    return float(told.stdout.split()[-1])


def cells_of(task: Task) -> list[str]:
    template = read_template(task.template)
    cells = [source_of(cell) for cell in template.notebook["cells"] if cell["cell_type"] == "code"]
    injected = "\n".join(f"{name} = {value!r}" for name, value in task.parameters.items())
    return [cells[0], injected, *cells[1:]]


def execute_cells() -> None:
    """Execute the cells on standard input, each chapter in a fork, and print their seconds."""
    importlib.import_module(WARM)
    shell = InteractiveShell.instance()
    total = 0.0
    for cells in json.load(sys.stdin):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        pid = os.fork()
        if pid == 0:
            with capture_output():
                for cell in cells:
                    shell.run_cell(cell, silent=False).raise_error()
            os._exit(0)
        assert os.waitpid(pid, 0)[1] == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        total += after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    print(total)


def compare(options: argparse.Namespace, folder: Path) -> None:
    tasks = book_tasks(folder / "book", options.chapters)
    jobs = options.jobs or default_jobs()
    with PeakMemory() as memory:
        begin = time.monotonic()
        run(tasks, folder / "cache", jobs)
        ours = time.monotonic() - begin
    begin = time.monotonic()
    run(tasks, folder / "cache", jobs)
    unchanged = time.monotonic() - begin
    own = own_seconds(tasks)
    plain = with_papermill(tasks, folder)
    print(f"{len(tasks)} chapters, {jobs} workers, {CORES} cores")
    print(f"papermill one after another  {plain:8.1f} s")
    print(f"runner, empty cache          {ours:8.1f} s   {plain / ours:.1f} times as fast")
    print(f"runner, nothing changed      {unchanged:8.2f} s")
    print(f"the cells alone              {own:8.1f} s   {own / ours / CORES:.0%} of the limit")
    print(f"peak memory                  {memory.bytes / 2**20:8.0f} MB")


def scale(options: argparse.Namespace, folder: Path) -> None:
    os.environ[paths.DATA_VARIABLE] = str(Path(options.data).resolve())
    authorities = [area for area in load_areas().values() if is_authority(area)]
    chosen = {
        f"{slugify(area.name)}-{area.code.lower()}": validate_locality(
            {"area_code": area.code} | ({"chapters": options.only} if options.only else {}),
            area.name,
        )
        for area in authorities[: max(options.sizes)]
    }
    tasks = chapter_tasks(chosen)
    costs = {}
    for size in options.sizes:
        wanted = moved([task for task in tasks if task.locality in list(chosen)[:size]], folder)
        with PeakMemory() as memory:
            report = run(wanted, folder / f"cache-{size}", options.jobs or default_jobs())
        costs[size] = report.seconds / len(wanted)
        print(
            f"{size:4} authorities, {len(wanted):4} chapters  {report.seconds:7.1f} s  "
            f"{costs[size]:.3f} s a chapter  {memory.bytes / 2**20:.0f} MB",
            flush=True,
        )
        shutil.rmtree(folder / f"cache-{size}")
    first, last = costs[min(costs)], costs[max(costs)]
    print(f"cost a chapter, most authorities to fewest: {last / first:.2f}")


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        yield Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    for name in ("compare", "scale"):
        kind = kinds.add_parser(name)
        kind.add_argument("--chapters", type=int, help="an even sample of so many chapters")
        kind.add_argument("--jobs", type=int)
    kind.add_argument("--data", default=paths.data_folder())
    kind.add_argument("--sizes", type=int, nargs="+", default=[10, 150])
    kind.add_argument("--only", nargs="+", help="chapters; every one by default")
    kinds.add_parser("cells")
    options = parser.parse_args()
    if options.kind == "cells":
        execute_cells()
        return
    with scratch() as folder:
        {"compare": compare, "scale": scale}[options.kind](options, folder)


if __name__ == "__main__":
    main()
