"""The runner against plain papermill, and the cost of many authorities.

    python benchmarks/runner.py compare [--locality NAME] [--chapters N] [--jobs N]
    python benchmarks/runner.py scale [--data FOLDER] [--sizes 10 150]
    python benchmarks/runner.py cells --base REVISION [--locality NAME] [--chapters N]
    python benchmarks/runner.py cluster [--locality NAME]
    python benchmarks/runner.py commands
    python benchmarks/runner.py preview [--chapters trend plan gap]

Every figure is a ratio measured in one go on one machine. Nothing of the book is touched.
"""

import argparse
import contextlib
import dataclasses
import importlib
import json
import os
import queue
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.request import urlopen

import psutil
import yaml
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from analysis import paths
from analysis.data.areas import is_authority, load_areas, slugify
from analysis.data.params import load_localities, validate_locality
from analysis.data.raw import held_still
from analysis.runner import RunReport, Task, run_tasks
from analysis.runner.cache import Inputs
from analysis.runner.origins import with_places
from analysis.runner.processes import ENVIRONMENT, WARM, WARM_VARIABLE, default_jobs
from analysis.runner.run import shown_progress
from analysis.runner.tasks import Job, chapter_tasks
from analysis.runner.template import read_template, source_of

CORES = len(os.sched_getaffinity(0))
MOST_SECONDS = 120
"""Longer than any line of a preview is waited for."""


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


def book_tasks(folder: Path, chapters: int | None, locality: str = "") -> list[Task]:
    """Give the book's own chapters, one locality's, or an even sample, written below a folder."""
    known = load_localities()
    tasks = chapter_tasks({locality: known[locality]} if locality else known)
    step = max(1, len(tasks) // chapters) if chapters else 1
    return moved(tasks[::step][:chapters], folder)


def moved(tasks: Sequence[Task], folder: Path) -> list[Task]:
    return [
        dataclasses.replace(task, output=folder / task.locality / f"{task.chapter}.ipynb")
        for task in tasks
    ]


def run(tasks: Sequence[Task], cache: Path, jobs: int, scheduler: str = "") -> RunReport:
    with shown_progress() as progress:
        report = run_tasks(
            tasks,
            jobs=jobs,
            cache_dir=cache,
            scheduler=scheduler,
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
    jobs = with_places(Job(task.name, "", task.parameters, "") for task in tasks)
    places = list({place for job in jobs for place in job.ahead})
    wanted = json.dumps([places, [cells_of(task) for task in tasks]])
    told = subprocess.run(
        [sys.executable, __file__, "execute"],
        input=wanted.encode(),
        check=True,
        capture_output=True,
        env={**os.environ, **ENVIRONMENT, WARM_VARIABLE: "shared" if places else ""},
    )
    return float(told.stdout.split()[-1])


def cells_of(task: Task) -> list[str]:
    template = read_template(task.template)
    cells = [source_of(cell) for cell in template.notebook["cells"] if cell["cell_type"] == "code"]
    injected = "\n".join(f"{name} = {value!r}" for name, value in task.parameters.items())
    return [cells[0], injected, *cells[1:]]


# What each tree's own benchmark measures, of the chapters that both trees have.
OWN = """
import json, sys, tempfile
from pathlib import Path
sys.path.insert(0, "benchmarks")
import runner
names = json.loads(sys.argv[1])
every = runner.book_tasks(Path(tempfile.gettempdir()), None)
tasks = [task for task in every if task.name in names]
print(runner.own_seconds(tasks))
"""


def cells(options: argparse.Namespace, folder: Path) -> None:
    """Measure the cells of chapters here and in a revision, one after the other, twice.

    What a tree reads and decides before its cells is work of theirs too, and is counted besides.
    """
    base, git = folder / "base", str(shutil.which("git"))
    subprocess.run([git, "worktree", "add", "--detach", base, options.base], check=True)
    names = [task.name for task in book_tasks(folder, options.chapters, options.locality)]
    names = [name for name in names if (base / "book" / f"{name}.ipynb").is_file()]
    spent: dict[Path, list[tuple[float, float]]] = {paths.project_root(): [], base: []}
    try:
        for tree in [*spent, *spent]:
            place = {"PYTHONPATH": str(tree / "src"), "ANALYSIS_ROOT": str(tree)}
            before = children_seconds()
            told = subprocess.run(
                [sys.executable, "-c", OWN, json.dumps(names)],
                cwd=tree,
                env=os.environ | place,
                check=True,
                stdout=subprocess.PIPE,
            )
            whole = children_seconds() - before
            spent[tree].append((float(told.stdout.split()[-1]), whole))
    finally:
        subprocess.run([git, "worktree", "remove", "--force", base], check=True)
    for what, kind in (("cells", 0), ("cells and what comes before them", 1)):
        now, then = (min(seconds[kind] for seconds in each) for each in spent.values())
        print(f"{what} of {len(names)} chapters: {now:.1f} s here, {then:.1f} s at {options.base}")
        print(f"{now / then:.2f} of it")


def children_seconds() -> float:
    """Give the processor seconds of all processes that were started and have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def cluster(options: argparse.Namespace, folder: Path) -> None:
    """Measure two workers of a Dask scheduler beside two of this machine's own, in turn.

    The first turn has the loading of what chapters share, which either side does once.
    """
    from distributed import LocalCluster  # noqa: PLC0415

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as workers:
        for turn in ("first", "second"):
            sides = {"here": "", "there": workers.scheduler_address}
            tasks = {s: book_tasks(folder / turn / s, None, options.locality) for s in sides}
            here, there = (
                run(tasks[side], folder / turn / f"cache-{side}", 2, address).seconds
                for side, address in sides.items()
            )
            for one, other in zip(*tasks.values(), strict=True):
                assert one.output.read_bytes() == other.output.read_bytes(), one.name
            print(f"{turn} turn: {here:.1f} s here, {there:.1f} s on the cluster, the same bytes")
            print(f"{there / here:.2f} of it", flush=True)


def commands(_options: argparse.Namespace, _folder: Path) -> None:
    """Measure what an analyst waits for at the command line; the chapters are to be made before."""
    chapter = paths.book_folder() / "stockton-on-tees" / "plan.ipynb"
    text = chapter.read_text(encoding="utf-8")
    timed("analysis --help", "--help")
    # The first run of a code, or of other parameters, reads them.
    for what in ("first run of the code", "run with nothing to do"):
        timed(what, "run", "stockton-on-tees")
    timed("build", "build")
    try:
        chapter.write_text(text.replace('"# ', '"# Anew: ', 1), encoding="utf-8", newline="\n")
        timed("build after one changed chapter", "build")
    finally:
        chapter.write_text(text, encoding="utf-8", newline="\n")
    timed("build after it was put back", "build")


def timed(what: str, *arguments: str) -> None:
    command = [sys.executable, "-c", "from analysis.cli import app; app()", *arguments]
    before, begin = children_seconds(), time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    wall, spent = time.monotonic() - begin, children_seconds() - before
    print(f"{what:<32} {wall:6.2f} s, {spent:6.2f} s of processors", flush=True)


def preview(options: argparse.Namespace, _folder: Path) -> None:
    """Measure from saving a file to its page, of some chapters of one place."""
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    command = [sys.executable, "-u", "-c", "from analysis.cli import app; app()"]
    with subprocess.Popen(
        [*command, "preview", "stockton-on-tees", "--port", "0"],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        threading.Thread(target=hear, args=(process.stdout, said), daemon=True).start()
        # The book was built before, so that its pages are there.
        address = until(said, "The book is at").split()[4]
        time.sleep(options.rest)
        for chapter in options.chapters:
            page = f"{address}.preview/events?page=stockton-on-tees/{chapter}.html"
            files = {
                "template": paths.notebooks_folder() / f"{chapter}.ipynb",
                "parameters": paths.params_folder() / "stockton-on-tees.yml",
                "module": paths.code_folder() / "chapters" / chapter.replace("-", "_") / "show.py",
            }
            with urlopen(page):  # noqa: S310 - the preview's own address
                for kind, path in files.items():
                    print(f"{chapter:<12} {kind:<10} {saved(path, said):5.1f} s", flush=True)
                    time.sleep(options.rest)
        process.send_signal(signal.SIGINT)


def saved(path: Path, said: "queue.SimpleQueue[str]") -> float:
    """Save a file with something more at its end, give the seconds to its page, put it back."""
    text = path.read_text(encoding="utf-8")
    more = {".ipynb": "\n", ".yml": "\n# More.\n", ".py": "\n# More.\n"}[path.suffix]
    begin = time.monotonic()
    path.write_text(f"{text}{more}", encoding="utf-8", newline="\n")
    try:
        until(said, "The page is there")
        return time.monotonic() - begin
    finally:
        path.write_text(text, encoding="utf-8", newline="\n")
        until(said, "The page is there")


def hear(lines: Iterable[str], said: "queue.SimpleQueue[str]") -> None:
    # They end with the process.
    with contextlib.suppress(ValueError):
        for line in lines:
            said.put(line)


def until(said: "queue.SimpleQueue[str]", words: str) -> str:
    line = said.get(timeout=MOST_SECONDS)
    while words not in line:
        line = said.get(timeout=MOST_SECONDS)
    return line


def execute_cells() -> None:
    """Execute the cells on standard input, each chapter in a fork, and print their seconds."""
    places, chapters = json.load(sys.stdin)
    warm = importlib.import_module(WARM)
    for quotes in (False, True):
        warm.find_ahead(places, quotes=quotes)
    shell = InteractiveShell.instance()
    total = 0.0
    for cells in chapters:
        before = children_seconds()
        pid = os.fork()
        if pid == 0:
            with held_still(), capture_output():
                for cell in cells:
                    shell.run_cell(cell, silent=False).raise_error()
            os._exit(0)
        assert os.waitpid(pid, 0)[1] == 0
        total += children_seconds() - before
    print(total)


def compare(options: argparse.Namespace, folder: Path) -> None:
    tasks = book_tasks(folder / "book", options.chapters, options.locality)
    jobs = options.jobs or default_jobs()
    begin = time.monotonic()
    run(tasks, folder / "cache", jobs)
    ours = time.monotonic() - begin
    begin = time.monotonic()
    run(tasks, folder / "cache", jobs)
    unchanged = time.monotonic() - begin
    # To add up the memory of processes slows them: what is timed is not watched.
    with PeakMemory() as memory:
        run(tasks, folder / "watched", jobs)
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
    kinds.choices["compare"].add_argument("--locality", default="", help="only this one's chapters")
    kind.add_argument("--data", default=paths.data_folder())
    kind.add_argument("--sizes", type=int, nargs="+", default=[10, 150])
    kind.add_argument("--only", nargs="+", help="chapters; every one by default")
    kind = kinds.add_parser("cells")
    kind.add_argument("--chapters", type=int, help="an even sample of so many chapters")
    kind.add_argument("--locality", default="", help="only this locality's chapters")
    kind.add_argument("--base", default="964c646", help="the revision to compare with")
    kind = kinds.add_parser("cluster")
    kind.add_argument("--locality", default="", help="only this locality's chapters")
    kinds.add_parser("commands")
    kind = kinds.add_parser("preview")
    kind.add_argument("--chapters", nargs="+", default=["trend", "plan", "gap", "quality", "work"])
    kind.add_argument("--rest", type=float, default=15.0, help="seconds between two changes")
    kinds.add_parser("execute")
    options = parser.parse_args()
    if options.kind == "execute":
        execute_cells()
        return
    measures = (compare, scale, cells, cluster, commands, preview)
    with scratch() as folder:
        {one.__name__: one for one in measures}[options.kind](options, folder)


if __name__ == "__main__":
    main()
