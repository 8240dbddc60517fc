"""What an executed chapter must be, seen without running it: whole, in order, and as it says."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.claims.claim import claims_fingerprint
from analysis.claims.prose import CLAIMS_WORDS
from analysis.errors import RunError
from analysis.figures.chart import DRAWING_WORDS, LOOK_WORDS, SVG_MIME
from analysis.figures.fingerprint import (
    drawing_fingerprint,
    look_fingerprint,
)
from analysis.runner.canonical import (
    INJECTED_METADATA,
    KERNELSPEC,
    LANGUAGE,
    TRANSIENT_METADATA,
    canonical_metadata,
)
from analysis.runner.template import INJECTED_TAG, PARAMETERS_TAG, fill_headings, tags_of

MARKDOWN_MIME = "text/markdown"
HTML_MIME = "text/html"
PLAIN_MIME = "text/plain"
FORMS = ({SVG_MIME, PLAIN_MIME}, {MARKDOWN_MIME, PLAIN_MIME}, {HTML_MIME, PLAIN_MIME}, {PLAIN_MIME})
"""What a chart, a sentence, a table and a plain value consist of."""
SHOWN = "hide-input"
MACHINE_PATH = re.compile(r"(?:/(?:home|root|tmp|Users|work|var|opt|usr)/|[A-Z]:\\\\)[\w./\\-]+")


def read_chapter(path: Path) -> dict[str, Any]:
    """Read an executed chapter.

    Raises
    ------
    RunError
        When the file is not a notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [{**cell, "source": _text(cell["source"])} for cell in notebook["cells"]]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise RunError(
            f"{path.parent.name}/{path.name} is not a readable notebook. Run the chapter again."
        ) from problem
    return {**notebook, "cells": cells}


def chapter_faults(
    chapter: Mapping[str, Any], template: Mapping[str, Any], parameters: Mapping[str, Any]
) -> list[str]:
    """List what is wrong with an executed chapter, as far as it shows without running it.

    Parameters
    ----------
    chapter : mapping
        From `read_chapter`.
    template : mapping
        The parsed template that it was made from.
    parameters : mapping
        The values that the locality gives the template.

    Returns
    -------
    list of str
        A sentence each: cells that are missing, changed, out of order or not executed; errors and
        warnings; outputs that were stripped; a chart, table or sentence that is not what its
        fingerprint says; another value of a parameter; a machine path. Empty for a sound chapter.
    """
    cells = list(chapter["cells"])
    return [
        *_metadata_faults(chapter, template),
        *_source_faults(cells, template, parameters),
        *_order_faults(cells),
        *(fault for cell in cells for fault in _output_faults(cell)),
    ]


def cosmetic_changes(chapter: Mapping[str, Any]) -> list[str]:
    """List the charts whose colours or size are not those they were made with: a sentence each."""
    return [
        f"The look of a chart of cell {cell.get('id')} has changed: colours or size, nothing said."
        for cell in chapter["cells"]
        for output in cell.get("outputs", [])
        if SVG_MIME in output.get("data", {})
        and f"{LOOK_WORDS}: {look_fingerprint(_text(output['data'][SVG_MIME]))}"
        not in _text(output["data"].get(PLAIN_MIME, ""))
    ]


def _metadata_faults(chapter: Mapping[str, Any], template: Mapping[str, Any]) -> Iterator[str]:
    """Compare settings, since those of a page or a cell can hide what stands there."""
    kept = {
        name: value
        for name, value in template.get("metadata", {}).items()
        if name not in TRANSIENT_METADATA
    }
    wanted = {**kept, "kernelspec": KERNELSPEC, "language_info": LANGUAGE}
    if chapter.get("metadata") != wanted:
        yield "Its settings are not those of its template."
    settings = {cell["id"]: canonical_metadata(cell.get("metadata", {})) for cell in _own(template)}
    for cell in chapter["cells"]:
        injected = INJECTED_TAG in tags_of(cell)
        wanted = INJECTED_METADATA if injected else settings.get(cell.get("id"), {})
        if cell.get("metadata", {}) != wanted or cell.get("attachments"):
            yield f"The settings of cell {cell.get('id')} are not those of its template."


def _own(notebook: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [cell for cell in notebook["cells"] if INJECTED_TAG not in tags_of(cell)]


def _source_faults(
    cells: list[Mapping[str, Any]], template: Mapping[str, Any], parameters: Mapping[str, Any]
) -> Iterator[str]:
    copied = [
        {"cell_type": cell["cell_type"], "id": cell["id"], "source": _text(cell["source"])}
        for cell in template["cells"]
    ]
    expected = fill_headings({"cells": copied}, parameters)["cells"]
    injected = [cell for cell in cells if INJECTED_TAG in tags_of(cell)]
    own = _own({"cells": cells})
    if [(cell.get("id"), cell["cell_type"]) for cell in own] != [
        (cell["id"], cell["cell_type"]) for cell in expected
    ]:
        yield "Its cells are not those of its template, in that order."
        return
    for cell, wanted in zip(own, expected, strict=True):
        if cell["source"].rstrip() != wanted["source"].rstrip():
            yield f"Cell {wanted['id']} does not read as its template does."
    declared = [n for n, cell in enumerate(cells) if PARAMETERS_TAG in tags_of(cell)]
    if len(injected) != 1 or read_values(injected[0]["source"]) != dict(parameters):
        yield "Its parameters are not those of the locality."
    elif cells.index(injected[0]) != declared[0] + 1:
        yield "Its parameters do not stand where they take effect."


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


def _order_faults(cells: list[Mapping[str, Any]]) -> Iterator[str]:
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    numbers = [cell.get("execution_count") for cell in code]
    if any(number is None for number in numbers):
        yield "A cell was never executed, or its outputs were stripped."
    elif numbers != list(range(1, len(code) + 1)):
        yield "Its cells were not executed in order."
    for cell in code:
        if SHOWN in tags_of(cell) and not cell.get("outputs"):
            yield f"Cell {cell['id']} shows nothing: its outputs were stripped."


def _output_faults(cell: Mapping[str, Any]) -> Iterator[str]:
    name = cell.get("id")
    for output in cell.get("outputs", []):
        if output["output_type"] == "error":
            yield f"Cell {name} ended with an error."
        elif output["output_type"] == "stream":
            yield f"Cell {name} wrote to {output.get('name', 'a stream')}: a warning or a print."
        else:
            yield from _display_faults(str(name), output)


def _display_faults(name: str, output: Mapping[str, Any]) -> Iterator[str]:
    data, metadata = output.get("data", {}), output.get("metadata", {})
    plain = _text(data.get(PLAIN_MIME, ""))
    if set(data) not in FORMS or not set(metadata) <= {SVG_MIME, MARKDOWN_MIME, HTML_MIME}:
        yield f"Cell {name} has an output that is neither chart, table nor sentence."
    if not plain.strip():
        yield f"Cell {name} has an output without words."
    if SVG_MIME in data:
        described = metadata.get(SVG_MIME, {})
        digest = drawing_fingerprint(_text(data[SVG_MIME]), described)
        if f"{DRAWING_WORDS}: {digest}" not in plain:
            yield f"A chart of cell {name} is not the one that its fingerprint was made of."
        if described.get("alt", "") not in plain or not described.get("alt"):
            yield f"A chart of cell {name} has lost its text alternative."
    elif DRAWING_WORDS in plain:
        yield f"A chart of cell {name} has lost its image."
    carried = [metadata.get(mime, {}) for mime in (MARKDOWN_MIME, HTML_MIME)]
    if any(set(one) - {"claims"} for one in carried):
        yield f"Cell {name} has settings that no output of the package has."
    claims = [claim for one in carried for claim in one.get("claims", [])]
    if bool(claims) != (CLAIMS_WORDS in plain) or (
        claims and f"{CLAIMS_WORDS}: {claims_fingerprint(claims)}" not in plain
    ):
        yield f"The claims behind the sentences of cell {name} are not those it was made with."
    for text in (plain, _text(data.get(HTML_MIME, "")), _text(data.get(MARKDOWN_MIME, ""))):
        found = MACHINE_PATH.search(text)
        if found:
            yield f"Cell {name} shows a path of a machine: {found[0]}."


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
