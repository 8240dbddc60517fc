"""What an executed chapter must be, seen without running it: whole, in order, and as it says."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from nbformat.validator import ValidationError, get_validator

from analysis.charts.chart import SVG_MIME
from analysis.editions.report import NOTHING, first_place
from analysis.errors import RunError
from analysis.runner.canonical import (
    INJECTED_METADATA,
    KERNELSPEC,
    LANGUAGE,
    TRANSIENT_METADATA,
    canonical_metadata,
    joined,
)
from analysis.runner.template import INJECTED_TAG, PARAMETERS_TAG, fill_headings, switches, tags_of

MARKDOWN_MIME = "text/markdown"
HTML_MIME = "text/html"
PLAIN_MIME = "text/plain"
FORMS = ({SVG_MIME, PLAIN_MIME}, {MARKDOWN_MIME, PLAIN_MIME}, {HTML_MIME, PLAIN_MIME}, {PLAIN_MIME})
"""What a chart, a sentence, a table and a plain value consist of."""
SHOWN = "hide-input"
FORMAT = (4, 5)
KEYS = ("cells", "metadata", "nbformat", "nbformat_minor")
LARGEST = 20_000_000
"""Bytes of a chapter: fifty times what the largest of the book has."""
DEEPEST = 20
"""Levels of lists and settings: a chapter's claims have ten."""
MACHINE_PATH = re.compile(r"(?:/(?:home|root|tmp|Users|work|var|opt|usr)/|[A-Z]:\\\\)[\w./\\-]+")


def read_chapter(path: Path) -> dict[str, Any]:
    """Read an executed chapter; raise a RunError for what is too large or no notebook of 4.5."""
    name = f"{path.parent.name}/{path.name}"
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise RunError(
                f"{name} has {size / 1e6:.0f} MB and a chapter may have {LARGEST / 1e6:.0f} MB: it "
                "was not read. Run the chapter again."
            )
        notebook = json.loads(path.read_text(encoding="utf-8"))
        found = notebook["nbformat"], notebook["nbformat_minor"]
        if found != FORMAT:
            said, wanted = (".".join(map(str, one)) for one in (found, FORMAT))
            raise RunError(
                f"{name} is a notebook of format {said} and the book's have {wanted}. Run the "
                "chapter again."
            )
        get_validator(*FORMAT).validate({key: notebook[key] for key in KEYS})
        if _is_deeper(notebook, DEEPEST):
            raise ValueError("nested without end")
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ValidationError) as problem:
        raise RunError(f"{name} is not a readable notebook. Run the chapter again.") from problem
    cells = [{**cell, "source": joined(cell["source"])} for cell in notebook["cells"]]
    return {**notebook, "cells": cells}


def _is_deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _is_deeper(one, levels - 1) for one in inner)


def chapter_faults(
    chapter: Mapping[str, Any], template: Mapping[str, Any], parameters: Mapping[str, Any]
) -> list[str]:
    """List what is wrong with an executed chapter without running it, a sentence each."""
    cells = list(chapter["cells"])
    faults = [
        *(f"Cell {cell['id']} has {switch}." for cell in cells for switch in switches(cell)),
        *(f"The file has the key {key}: no chapter has." for key in chapter if key not in KEYS),
        *_metadata_faults(chapter, template),
        *_source_faults(cells, template, parameters),
        *_order_faults([cell for cell in cells if cell["cell_type"] == "code"]),
        *(fault for cell in cells for fault in _output_faults(cell)),
    ]
    return [fault for fault in faults if fault]


def _is_injected(cell: Mapping[str, Any]) -> bool:
    return INJECTED_TAG in tags_of(cell)


def _metadata_faults(chapter: Mapping[str, Any], template: Mapping[str, Any]) -> Iterator[str]:
    """Compare settings, since those of a page or a cell can hide what stands there."""
    given = template.get("metadata", {}).items()
    wanted = {name: value for name, value in given if name not in TRANSIENT_METADATA}
    wanted |= {"kernelspec": KERNELSPEC, "language_info": LANGUAGE}
    yield first_place(chapter["metadata"], wanted, ["settings"])
    settings = {cell["id"]: cell.get("metadata", {}) for cell in template["cells"]}
    for cell in chapter["cells"]:
        own = canonical_metadata(settings.get(cell["id"], {}))
        right = INJECTED_METADATA if _is_injected(cell) else own
        yield first_place(cell["metadata"], right, [f"cell {cell['id']}", "settings"])
        if cell.get("attachments"):
            yield f"Cell {cell['id']} has a file attached."


def _source_faults(
    cells: list[Mapping[str, Any]], template: Mapping[str, Any], parameters: Mapping[str, Any]
) -> Iterator[str]:
    copied = [{**cell, "source": joined(cell["source"])} for cell in template["cells"]]
    expected = fill_headings({"cells": copied}, parameters)["cells"]
    own = [cell for cell in cells if not _is_injected(cell)]
    orders = [[f"{cell['id']} ({cell['cell_type']})" for cell in some] for some in (own, expected)]
    for found, right in zip_longest(*orders, fillvalue=NOTHING):
        if found != right:
            yield (
                "Its cells are not those of its template, in that order: "
                f"{found} stands where {right} should."
            )
            return
    for cell, wanted in zip(own, expected, strict=True):
        found, right = (one["source"].rstrip() for one in (cell, wanted))
        yield first_place(found, right, [f"cell {wanted['id']}"])
    yield _parameter_fault(cells, parameters)


def _parameter_fault(cells: list[Mapping[str, Any]], parameters: Mapping[str, Any]) -> str:
    injected = [number for number, cell in enumerate(cells) if _is_injected(cell)]
    values = read_values(cells[injected[0]]["source"]) if len(injected) == 1 else None
    if values is None:
        return "It has not one cell of parameters that holds values alone."
    if values != dict(parameters):
        return first_place(values, dict(parameters), ["parameters"])
    if PARAMETERS_TAG not in tags_of(cells[injected[0] - 1]):
        return "Its parameters do not stand where they take effect."
    return ""


def read_values(source: str) -> dict[str, Any] | None:
    """Read assignments of literals; anything else is no parameter."""
    values: dict[str, Any] = {}
    try:
        for node in ast.parse(source).body:
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
                return None
            values[node.targets[0].id] = ast.literal_eval(node.value)
    except (SyntaxError, ValueError):
        return None
    return values


def _order_faults(code: list[Mapping[str, Any]]) -> Iterator[str]:
    for number, cell in enumerate(code, start=1):
        name, found = cell["id"], cell["execution_count"]
        if found is None:
            yield f"Cell {name} was never executed, or its outputs were stripped."
        elif found != number:
            yield f"Cell {name} was executed as number {found} and should be number {number}."
        if SHOWN in tags_of(cell) and not cell.get("outputs"):
            yield f"Cell {name} shows nothing: its outputs were stripped."


def _output_faults(cell: Mapping[str, Any]) -> Iterator[str]:
    name = cell.get("id")
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if output["output_type"] == "error":
            yield f"Cell {name} ended with an error."
            continue
        if output["output_type"] == "stream":
            yield f"Cell {name} wrote to {output.get('name', 'a stream')}: a warning or a print."
            continue
        if set(data) not in FORMS or not set(output.get("metadata", {})) <= set(data):
            yield f"Cell {name} has an output that is neither chart, table nor sentence."
        if not joined(data.get(PLAIN_MIME, "")).strip():
            yield f"Cell {name} has an output without words."
        for mime in (PLAIN_MIME, HTML_MIME, MARKDOWN_MIME):
            found = MACHINE_PATH.search(joined(data.get(mime, "")))
            if found:
                yield f"Cell {name} shows a path of a machine: {found[0]}."
