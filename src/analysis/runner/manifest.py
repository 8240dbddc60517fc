"""The manifest of a book: what made each chapter, with which code and packages."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from analysis.runner.cache import Cache, Inputs
from analysis.runner.tasks import Task
from analysis.runner.writing import write_json

MANIFEST = "manifest.json"
MANIFEST_VERSION = 1
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
        "packages": {dist.metadata["Name"].lower(): dist.version for dist in distributions()},
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "version": MANIFEST_VERSION,
    }


def chapter_manifest(task: Task, cache: Cache) -> Mapping[str, Any]:
    """Describe one chapter from its record."""
    record = cache.read(task)
    if record is None:
        return {"failure": "It has not been run."}
    told = {name: value for name, value in asdict(record).items() if name != "python"}
    return {
        **told,
        "template": {"name": task.template.name, "sha256": record.template},
        "seconds": round(record.seconds, 2),
        "cpu_seconds": round(record.cpu_seconds, 2),
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


def write_manifest(manifest: Mapping[str, Any], path: Path) -> Path:
    """Write a manifest as JSON with sorted keys."""
    write_json(path, manifest)
    return path
