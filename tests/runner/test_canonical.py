"""An executed chapter is the same bytes on every machine and every day."""

import copy
import json
from pathlib import Path

from analysis.runner.canonical import canonical_text

from .conftest import code, notebook


def executed() -> dict:
    document = notebook(code("show", "x"))
    document["metadata"]["papermill"] = {"input_path": "/home/me/x.ipynb", "duration": 1.2}
    document["metadata"]["language_info"] = {"name": "python", "version": "3.11.7"}
    injected = code("3f2a", "area = 1", "injected-parameters")
    document["cells"].insert(2, injected)
    for number, cell in enumerate(document["cells"][1:], start=5):
        cell["execution_count"] = number
        cell["metadata"]["papermill"] = {"duration": 0.1}
    document["cells"][-1]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "/home/me/project/data/x.csv\n"},
        {
            "output_type": "execute_result",
            "execution_count": 7,
            "data": {
                "text/plain": "<Axes at 0x7f12345678>",
                "application/json": {"b": [1], "a": 2},
                "image/png": "QUJD\n",
            },
            "metadata": {},
        },
    ]
    return document


def form(document: dict) -> dict:
    return json.loads(canonical_text(document, root=Path("/home/me/project")))


def test_nothing_of_the_run_or_the_machine_is_left():
    text = canonical_text(executed(), root=Path("/home/me/project"))
    for word in ("papermill", "duration", "/home", "0x7f", "3.11.7", "3f2a"):
        assert word not in text
    assert text.endswith("}\n")


def test_cells_keep_readable_ids_and_are_numbered_in_order():
    cells = form(executed())["cells"]
    assert [cell["id"] for cell in cells] == ["title", "parameters", "injected-parameters", "show"]
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2, 3]
    assert cells[3]["outputs"][1]["execution_count"] == 3


def test_anyone_can_open_it_with_the_plain_kernel():
    assert form(executed())["metadata"]["kernelspec"]["name"] == "python3"


def test_it_is_canonical_already():
    once = canonical_text(executed(), root=Path("/home/me/project"))
    assert canonical_text(json.loads(once), root=Path("/elsewhere")) == once


def test_the_executed_notebook_is_not_changed():
    document = executed()
    before = copy.deepcopy(document)
    canonical_text(document)
    assert document == before
