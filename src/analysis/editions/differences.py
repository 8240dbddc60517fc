"""How a chapter differs from the one that its template makes now, each difference in a sentence."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.charts.chart import LOOK_WORDS, SVG_MIME
from analysis.editions.compare import Change, compare_chapters
from analysis.editions.places import first_place, two_sides
from analysis.editions.report import Finding
from analysis.editions.structure import PLAIN_MIME, read_chapter
from analysis.runner.canonical import joined

MOST = 12


def chapter_differences(name: str, published: Path, again: Path) -> list[Finding]:
    """Say how a published chapter differs from the one that was made again, if it does."""
    if published.read_bytes() == again.read_bytes():
        return []
    before, after = read_chapter(published), read_chapter(again)
    changes = _named_changes(before, after)
    words = [_sentence(change) for change in changes if change.kind != "look"]
    looks = [change for change in changes if change.kind == "look"]
    if not words and looks:
        words = [first_place(_without_looks(before), _without_looks(after))]
    elif not words:
        texts = (path.read_bytes().decode() for path in (published, again))
        words = [first_place(before, after) or first_place(*texts)]
    left = len(words) - MOST
    words = [*words[:MOST], *([f"{left} more differences."] if left > 0 else [])]
    return [
        *(Finding(name, one) for one in words if one),
        *(Finding(name, f"Only the look differs: {one}.", cosmetic=True) for one in looks),
    ]


def _named_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    try:
        return compare_chapters(before, after)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        # A claim or a chart of another shape has no name to give: its place in the file is named.
        return []


def _sentence(change: Change) -> str:
    where = f"{change.where[0].upper()}{change.where[1:]} ({change.kind})"
    if change.before.startswith("<") and change.after.startswith("<"):
        return f"{where}: the drawing is not the one that its template makes."
    return f"{where}: {two_sides(change.before, change.after)}"


def _without_looks(chapter: Mapping[str, Any]) -> dict[str, Any]:
    """Give a chapter without its drawings, which were compared, and the digests of their looks."""

    def plain(output: Mapping[str, Any]) -> Mapping[str, Any]:
        data = output.get("data", {})
        if SVG_MIME not in data:
            return output
        kept = [
            line
            for line in joined(data.get(PLAIN_MIME, "")).splitlines()
            if not line.startswith(f"{LOOK_WORDS}: ")
        ]
        return {**output, "data": {**data, SVG_MIME: "", PLAIN_MIME: kept}}

    cells = [
        {**cell, "outputs": [plain(output) for output in cell["outputs"]]}
        if "outputs" in cell
        else cell
        for cell in chapter["cells"]
    ]
    return {**chapter, "cells": cells}
