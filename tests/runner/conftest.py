"""Toy templates, toy inputs and small jobs for the tests of the runner."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.runner import Task
from analysis.runner.cache import Inputs
from analysis.runner.origins import run_jobs
from analysis.runner.tasks import Job, Result

PARAMETERS = 'area = "E06000004"  # code of the area\nlimit = 3  # how many rows'


def code(name: str, source: str, *tags: str) -> dict:
    """Give a code cell."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": [],
        "source": source,
    }


def notebook(*cells: dict, parameters: str | None = PARAMETERS) -> dict:
    """Give a template: a title, its parameters and these cells."""
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# A chapter"}
    declared = [] if parameters is None else [code("parameters", parameters, "parameters")]
    return {
        "cells": [title, *declared, *cells],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.fixture
def write_template(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a template of some code cells: ``(chapter, *sources)``."""

    def write(chapter: str, *sources: str, parameters: str | None = PARAMETERS) -> Path:
        cells = [code(f"step-{number}", text) for number, text in enumerate(sources, start=1)]
        path = tmp_path / "notebooks" / f"{chapter}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(notebook(*cells, parameters=parameters)))
        return path

    return write


@pytest.fixture
def make_task(tmp_path: Path) -> Callable[..., Task]:
    """Give a function that makes a task: ``(template, locality, **parameters)``."""

    def make(template: Path, locality: str = "somewhere", **parameters: object) -> Task:
        output = tmp_path / "book" / locality / template.name
        return Task(locality, template.stem, template, output, parameters)

    return make


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    """Give a project of one module, one data file and a lock."""
    for name, text in {
        "src/analysis/rates.py": "x = 1\n",
        "data/raw/indicators/smoking.csv": "area,value\nE06000004,12.3\n",
        "data/raw/indicators/obesity.csv": "area,value\nE06000004,30.1\n",
        "requirements.lock": "pandas==3.0\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return fresh(tmp_path)


def fresh(root: Path) -> Inputs:
    """Give the inputs of a toy project with nothing digested yet."""
    return Inputs(
        root=root,
        data=root / "data" / "raw",
        code=root / "src" / "analysis",
        lock=root / "requirements.lock",
    )


def job(*sources: str, **options: object) -> Job:
    """Give a job of some code cells."""
    cells = [code(f"step-{number}", text) for number, text in enumerate(sources, start=1)]
    settings = {"parameters": {}, "folder": str(Path.cwd()), **options}
    return Job(name="somewhere/gap", template=json.dumps(notebook(*cells)), **settings)


def execute(one: Job) -> Result:
    """Execute a job once, in a process of its own."""
    [result] = run_jobs([one], workers=1, attempts=1)
    assert result.attempts == 1
    return result


def shown(result: Result, cell: str) -> str:
    """Give the text that a cell of an executed chapter shows."""
    assert result.failure == ""
    cells = {cell["id"]: cell for cell in json.loads(result.text)["cells"]}
    return "".join(cells[cell]["outputs"][0]["data"]["text/plain"])
