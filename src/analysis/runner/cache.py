"""Content keys: what a chapter was made of, so that only what changed runs again."""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.runner.tasks import Task
from analysis.runner.writing import write_json

MISSING = "missing"
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


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


@dataclass
class Inputs:
    """The project's files that chapters depend on, each digested once."""

    root: Path
    data: Path
    code: Path
    lock: Path
    digests: dict[Path, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of_project(cls) -> "Inputs":
        """Give the inputs of the project around the working folder."""
        root = paths.project_root()
        code = Path(paths.__file__).parent
        return cls(root=root, data=paths.data_folder(), code=code, lock=root / "requirements.lock")

    def digest(self, path: Path) -> str:
        """Give the sha256 of a file, or ``missing``, or one over all files of a folder of code."""
        if path not in self.digests:
            self.digests[path] = folder_digest(path) if path.is_dir() else file_digest(path)
        return self.digests[path]

    def data_digest(self, name: str) -> str:
        """Give the sha256 of a file named relative to the data folder."""
        return self.digest(self.data / name)

    @property
    def lock_digest(self) -> str:
        """The sha256 of the lock file."""
        return self.digest(self.lock)

    @property
    def code_digest(self) -> str:
        """One digest over every file of the package."""
        return self.digest(self.code)


def file_digest(path: Path) -> str:
    """Give the sha256 of a file's bytes, or ``missing`` when there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return MISSING


def folder_digest(folder: Path) -> str:
    """Give one sha256 over the names and bytes of every file below a folder of code."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(folder).as_posix()}\0{file_digest(path)}\n".encode())
    return total.hexdigest()


class Cache:
    """The records of finished chapters, one small file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def same_chapter(self, task: Task) -> list[Task]:
        """Give the tasks of other localities that have a record of the same chapter."""
        found = self.folder.glob(f"chapters/*/{task.chapter}.json")
        return [replace(task, locality=path.parent.name) for path in found]

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
        write_json(self.path(task), asdict(record))

    def log_path(self, task: Task) -> Path:
        """Give the file for the full traceback of a failed task."""
        return self.folder / "logs" / f"{task.locality}.{task.chapter}.log"
