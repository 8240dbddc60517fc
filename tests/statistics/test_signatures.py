"""What `help()` shows of the public functions: one line that a person can read."""

import ast
import importlib
import inspect
import json
from pathlib import Path

import pytest

from analysis import statistics

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 600
# Insides of libraries, objects by their address, and modules before every name.
UNREADABLE = ("_typing", " at 0x", "Union[", "<function", "NDArray[")


def called_by_notebooks() -> list[tuple[str, str]]:
    """Name what templates import, each with its module."""
    found = set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                for node in ast.parse("".join(cell["source"])).body:
                    if isinstance(node, ast.ImportFrom):
                        found |= {(node.module, alias.name) for alias in node.names}
    return sorted(found)


PUBLIC = [("analysis.statistics", name) for name in statistics.__all__]


@pytest.mark.parametrize(("module", "name"), [*PUBLIC, *called_by_notebooks()])
def test_a_signature_is_readable(module, name):
    thing = getattr(importlib.import_module(module), name)
    if not callable(thing):
        return
    shown = f"{name}{inspect.signature(thing)}"
    assert len(shown) <= LONGEST
    assert not [part for part in UNREADABLE if part in shown], shown
    assert inspect.getdoc(thing)
