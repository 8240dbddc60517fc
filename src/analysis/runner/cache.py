"""What each chapter was made of: its record, the plan of what runs again, the book's manifest."""

import contextlib
import hashlib
import json
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import Distribution, distributions
from pathlib import Path
from statistics import median
from typing import Any

from filelock import FileLock, Timeout

from analysis import paths
from analysis.errors import RunError
from analysis.files import MISSING, file_digest, folder_digest, write_json, write_whole
from analysis.runner.processes import default_jobs
from analysis.runner.tasks import Result, Task, chapter_task, chapter_tasks, check_tasks
from analysis.runner.template import Template, check_parameters, read_template

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
UNCHANGED = "unchanged"
# Seconds until the first chapter begins, and for one that this machine has never run.
START = 8.0
UNKNOWN = 5.0
ASKED = "tasks.json"
MANIFEST = "manifest.json"
MANIFEST_VERSION = 1
UNTOLD = ("python", "local")
"""What a record knows for the next run alone."""
ASKED_OF = (paths.params_folder, paths.notebooks_folder, paths.results_folder)
"""Where the localities, their templates and the record of hindcasts stand."""
MEASURED = ("seconds", "cpu_seconds", "peak_memory")


@dataclass(frozen=True)
class Record:
    """What one finished chapter was made of."""

    template: str
    code: str
    lock: str
    python: str
    parameters: Mapping[str, Any]
    files: Mapping[str, str]
    output: str
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory: int = 0
    failure: str = ""
    # What an analyst's own figures of its area are: see `data.local_figures`.
    local: str = ""


@dataclass
class Inputs:
    """The project's files that chapters depend on, each digested once."""

    root: Path
    data: Path
    code: Path
    lock: Path
    digests: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of_project(cls) -> "Inputs":
        """Give the inputs of the project around the working folder."""
        return cls(
            root=paths.project_root(),
            data=paths.data_folder(),
            code=Path(paths.__file__).parent,
            lock=paths.lock_file(),
        )

    def data_digest(self, name: str) -> str:
        """Give the sha256 of a file named relative to the data folder."""
        if name not in self.digests:
            self.digests[name] = file_digest(self.data / name)
        return self.digests[name]

    def local_digest(self, parameters: Mapping[str, Any]) -> str:
        """Give what an analyst's own figures of a chapter's area are; empty without any."""
        area_code = str(parameters.get("area_code", ""))
        name = f"local figures of {area_code}"
        if not paths.added_folder(self.data).is_dir():
            return ""
        if name not in self.digests:
            from analysis.data.local_figures import local_digest  # noqa: PLC0415

            self.digests[name] = local_digest(area_code)
        return self.digests[name]

    def behind(self, template: Template, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Name what a chapter is made of, but for the raw files that it reads."""
        return {
            "template": template.digest,
            "parameters": parameters,
            "code": self.code_digest,
            "lock": self.lock_digest,
            "python": PYTHON,
            "local": self.local_digest(parameters),
        }

    def record(self, task: Task, template: Template, result: Result) -> Record:
        """Record what an executed chapter was made of."""
        output = "" if result.failure else hashlib.sha256(result.text.encode()).hexdigest()
        told = {name: getattr(result, name) for name in ("files", "failure", *MEASURED)}
        return Record(**self.behind(template, task.parameters), **told, output=output)

    @cached_property
    def lock_digest(self) -> str:
        """The sha256 of the lock file."""
        return file_digest(self.lock)

    @cached_property
    def code_digest(self) -> str:
        """One digest over the names and bytes of every file of the package."""
        return folder_digest(self.code)

    @cached_property
    def asked_digest(self) -> str:
        """One digest over all that tasks follow from, but for the raw files that they name."""
        folders = [paths.added_folder(self.data), *(place(self.root) for place in ASKED_OF)]
        parts = [str(self.root), str(self.data), self.code_digest, self.lock_digest, PYTHON]
        parts += [file_digest(self.data / "manifest.csv"), *map(folder_digest, folders)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@contextlib.contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a cache folder for a run; the system frees that of a killed one."""
    lock, holder = FileLock(folder / "run.lock"), folder / "run.pid"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
        holder.write_text(f"{os.getpid()}\n", encoding="ascii", newline="\n")
    except Timeout as error:
        known = holder.read_text(encoding="ascii").strip() if holder.is_file() else "unknown"
        raise RunError(
            f"Another run (process {known}) is writing this book: wait for it to end, or "
            "stop it, and run again."
        ) from error
    except OSError as error:
        raise RunError(
            f"The cache folder {folder} cannot be written: {error.strerror}. Make it writable."
        ) from error
    try:
        yield
    finally:
        lock.release()


class Cache:
    """The records of finished chapters, one small file each."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = Path(folder or paths.cache_folder())

    def path(self, task: Task) -> Path:
        """Give the file of a task's record."""
        return self.folder / "chapters" / task.locality / f"{task.chapter}.json"

    def read(self, task: Task) -> Record | None:
        """Give a task's record, or None when there is none that can be read."""
        try:
            return Record(**json.loads(self.path(task).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, task: Task, record: Record) -> None:
        """Store a task's record."""
        write_json(self.path(task), vars(record))

    def log_path(self, task: Task) -> Path:
        """Give the file for the full traceback of a failed task."""
        return self.folder / "logs" / f"{task.locality}.{task.chapter}.log"

    def expected_seconds(self, task: Task) -> float:
        """Give how long a chapter took, or what the same one took elsewhere."""
        others = self.folder.glob(f"chapters/*/{task.chapter}.json")
        elsewhere = [replace(task, locality=path.parent.name) for path in others]
        for asked in ([task], elsewhere):
            records = map(self.read, asked)
            if known := [one.seconds for one in records if one and one.seconds]:
                return median(known)
        return UNKNOWN


def asked_tasks(names: Sequence[str], chapters: Sequence[str], inputs: Inputs) -> list[Task]:
    """Give the chapters of some localities, or all: as last time, if all they follow from is."""
    path, question = paths.cache_folder(inputs.root) / ASKED, json.dumps([names, chapters])
    known: dict[str, Any] = {}
    with contextlib.suppress(OSError, ValueError):
        known = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(known, dict) or known.get("of") != inputs.asked_digest:
        known = {"of": inputs.asked_digest, "asked": {}}
    found = known["asked"].get(question)
    if found and all(inputs.data_digest(name) == sha for name, sha in found["files"].items()):
        return [chapter_task(*one) for one in found["tasks"]]
    # What has nothing to run needs no tables.
    from analysis.data.params import choose_localities, load_localities  # noqa: PLC0415
    from analysis.data.raw import LOCAL, reading  # noqa: PLC0415

    with reading() as files:
        tasks = chapter_tasks(choose_localities(names, load_localities()), chapters)
    # What an analyst added is in the digest.
    read = {name: sha for name, sha in files.items() if not name.startswith(LOCAL)}
    told = [(task.locality, task.chapter, task.parameters) for task in tasks]
    known["asked"][question] = {"files": read, "tasks": told}
    # A folder that cannot be written is told of by the run that needs it.
    with contextlib.suppress(RunError):
        # Unsorted: a chapter shows its parameters in the order of its template.
        write_whole(path, json.dumps(known, ensure_ascii=False))
    return tasks


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
        run = len(self.to_run)
        return "\n".join([*lines, f"{run} to run, {len(self.rows) - run} to reuse"])


def plan_tasks(
    tasks: Sequence[Task],
    *,
    force: bool = False,
    cache_dir: Path | None = None,
    inputs: Inputs | None = None,
) -> Plan:
    """Decide for each task whether it runs, and say why."""
    inputs, cache = inputs or Inputs.of_project(), Cache(cache_dir)
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
        # A fresh clone has chapters, and knows nothing of the runs that made them.
        return "no record here of what made it" if task.output.exists() else "never run"
    if record.failure:
        return "failed last time"
    now, absent = inputs.behind(template, task.parameters), object()
    before, given = record.parameters, task.parameters
    names = sorted({*before, *given})
    differing = [one for one in names if before.get(one, absent) != given.get(one, absent)]
    reasons = {
        "template": "template changed",
        "parameters": f"parameters changed: {', '.join(differing)}",
        "code": "code changed",
        "lock": "lock changed",
        "python": f"Python changed: {record.python} to {PYTHON}",
        "local": "local figures changed",
    }
    for name, reason in reasons.items():
        if getattr(record, name) != now[name]:
            return reason
    data = [name for name, sha in record.files.items() if inputs.data_digest(name) != sha]
    same = record.output == file_digest(task.output) != MISSING
    words = ", ".join(f"data changed: {name}" for name in data)
    return words or (UNCHANGED if same else "output missing or edited")


def expected_minutes(
    tasks: Sequence[Task], *, jobs: int | None = None, cache_dir: Path | None = None
) -> int:
    """Estimate how long chapters take on this machine, in whole minutes, at least one."""
    seconds = sum(map(Cache(cache_dir).expected_seconds, tasks))
    return math.ceil((START + seconds / (jobs or default_jobs())) / 60)


def book_manifest(tasks: Sequence[Task], *, cache_dir: Path, inputs: Inputs) -> dict[str, Any]:
    """Describe every chapter of a book, and what made it, from the records of its runs."""
    cache = Cache(cache_dir)
    return {
        "chapters": {
            task.name: chapter_manifest(task, cache)
            for task in sorted(tasks, key=lambda task: task.name)
        },
        "code": inputs.code_digest,
        "lock": inputs.lock_digest,
        "packages": dict(map(name_and_version, distributions())),
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "version": MANIFEST_VERSION,
    }


def name_and_version(package: Distribution) -> tuple[str, str]:
    """Give a package's name and version from the head of what describes it, which can be long."""
    text = next(filter(None, map(package.read_text, ("METADATA", "PKG-INFO"))), "")
    head = dict(line.partition(": ")[::2] for line in text.partition("\n\n")[0].splitlines())
    return head["Name"].lower(), head["Version"]


def chapter_manifest(task: Task, cache: Cache) -> Mapping[str, Any]:
    """Describe one chapter from its record."""
    record = cache.read(task)
    if record is None:
        return {"failure": "No record of its run is held here."}
    told = {name: value for name, value in vars(record).items() if name not in UNTOLD}
    rounded = {name: round(told[name], 2) for name in ("seconds", "cpu_seconds")}
    return told | rounded | {"template": {"name": task.template.name, "sha256": record.template}}


def reproducible(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what differs between two runs on the same inputs, so that both publish the same.

    >>> reproducible({"chapters": {"yarm/ward": {"code": "9f", "seconds": 1.2}}, "lock": "a1"})
    {'chapters': {'yarm/ward': {'code': '9f'}}, 'lock': 'a1'}
    """
    chapters = {
        name: {part: value for part, value in one.items() if part not in MEASURED}
        for name, one in manifest["chapters"].items()
    }
    return {**manifest, "chapters": chapters}
