"""The manifest of a book: what made each chapter, with which code and packages."""

import json
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from analysis.runner.cache import Cache, Inputs
from analysis.runner.tasks import Task
from analysis.runner.writing import write_whole

MANIFEST = "manifest.json"
MEASURED = ("seconds", "cpu_seconds", "peak_memory")


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
        "packages": package_versions(),
        "python": ".".join(str(part) for part in sys.version_info[:3]),
    }


def chapter_manifest(task: Task, cache: Cache) -> Mapping[str, Any]:
    """Describe one chapter from its record."""
    record = cache.read(task)
    if record is None:
        return {"failure": "It has not been run."}
    return {
        "template": {"name": task.template.name, "sha256": record.template},
        "parameters": record.parameters,
        "files": record.files,
        "code": record.code,
        "lock": record.lock,
        "output": record.output,
        "seconds": round(record.seconds, 2),
        "cpu_seconds": round(record.cpu_seconds, 2),
        "peak_memory": record.peak_memory,
        "failure": record.failure,
    }


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


def package_versions() -> dict[str, str]:
    """Give the version of every installed distribution, by its lower-case name."""
    found = {dist.metadata["Name"].lower(): dist.version for dist in distributions()}
    return dict(sorted(found.items()))


def write_manifest(manifest: Mapping[str, Any], path: Path) -> Path:
    """Write a manifest as JSON with sorted keys."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(path, text + "\n")
    return path
