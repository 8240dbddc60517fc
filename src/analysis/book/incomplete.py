"""Chapters that could not be made: an edition is refused for them, or says what it lacks."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.claims.prose import escape_markdown
from analysis.data.params import Locality
from analysis.errors import RunError
from analysis.runner.cache import Cache
from analysis.runner.chapters import chapter_tasks
from analysis.runner.tasks import Task
from analysis.runner.template import fill_headings, read_template

Incomplete = Sequence[tuple[Task, str]]
NEVER_MADE = "it has not been made yet"


def find_incomplete(localities: Mapping[str, Locality]) -> list[tuple[Task, str]]:
    """Find the chapters that failed when they were last run, or were never made."""
    cache = Cache(paths.cache_folder())
    found = []
    for task in chapter_tasks(localities):
        record = cache.read(task)
        if record is not None and record.failure:
            found.append((task, record.failure))
        elif not task.output.is_file():
            found.append((task, NEVER_MADE))
    return found


def check_complete(incomplete: Incomplete) -> None:
    """Refuse an edition that lacks a chapter."""
    if incomplete:
        task, reason = incomplete[0]
        others = f" and {len(incomplete) - 1} more" if len(incomplete) > 1 else ""
        raise RunError(
            f"The book lacks {task.name}{others}: {reason.rstrip('.')}. Run `analysis run "
            f"{task.locality}`, or give --incomplete to publish pages that say what is missing."
        )


def mark_incomplete(source: Path, incomplete: Incomplete) -> None:
    """Say on each page that could not be made what is missing, in a copy of the book."""
    for task, reason in incomplete:
        page = source / task.locality / task.output.name
        if page.is_file():
            notebook = json.loads(page.read_text(encoding="utf-8"))
            words = "What follows is its last good version, of an earlier run."
        else:
            notebook = _title_alone(task)
            words = "There is no earlier version to show."
        text = (
            ":::{warning}\nThis chapter could not be made for this edition: "
            f"{escape_markdown(reason.rstrip('.'))}. {words}\n:::"
        )
        cell = {"cell_type": "markdown", "id": "incomplete", "metadata": {}, "source": [text]}
        notebook["cells"].insert(1, cell)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def _title_alone(task: Task) -> dict[str, Any]:
    template = read_template(task.template).notebook
    notebook = {**template, "cells": [dict(template["cells"][0])]}
    notebook["cells"][0]["source"] = "".join(notebook["cells"][0]["source"])
    return fill_headings(notebook, task.parameters)
