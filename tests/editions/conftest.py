"""A sound executed chapter and its template."""

from typing import Any

import pytest
from chapter_parts import TEMPLATE_CELLS, executed

from analysis.runner.canonical import canonical_text


@pytest.fixture
def template() -> dict[str, Any]:
    return {"cells": TEMPLATE_CELLS, "metadata": {"kernelspec": {"name": "python3"}}}


@pytest.fixture
def write_chapter(tmp_path):
    """Give a function that writes an executed chapter and gives its path."""

    def write(name: str = "smoking", folder: str = "stockton-on-tees", **changes: Any):
        path = tmp_path / "book" / folder / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(canonical_text(executed(**changes)), encoding="utf-8")
        return path

    return write
