"""The canonical form of an executed notebook: the same inputs give the same bytes."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.runner.template import INJECTED_TAG, tags_of

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
# Readers find the parameters in the notebook, not between the paragraphs of the page.
INJECTED_METADATA = {"tags": [INJECTED_TAG, "remove-cell"]}
# A changed number is one changed line, and the file is a third smaller.
ONE_LINE_EACH = ("rows", "claims")
LINE = re.compile(r'"\\u0001(\d+)"')
TRANSIENT_METADATA = (
    *("papermill", "execution", "ExecuteTime", "collapsed", "scrolled", "widgets"),
    "analysis",  # a template's place in the book
)
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}\b")


def canonical_text(notebook: Mapping[str, Any], *, root: Path | None = None) -> str:
    """Give the canonical text of an executed notebook."""
    about = {"kernelspec": KERNELSPEC, "language_info": LANGUAGE}
    form = {
        "cells": canonical_cells(notebook["cells"], folders(root)),
        "metadata": canonical_metadata(notebook["metadata"]) | about,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json_text(form) + "\n"


def json_text(form: Mapping[str, Any]) -> str:
    """Write JSON line by line, without indents, and one line a row of a chart's table or claim.

    >>> print(json_text({"rows": [["Here", "12.3"]], "id": ["a"]}))
    {
    "id":[
    "a"
    ],
    "rows":[
    ["Here","12.3"]
    ]
    }
    """
    lines: list[str] = []

    def shortened(value: Any, key: str = "") -> Any:
        if isinstance(value, Mapping):
            return {name: shortened(part, name) for name, part in value.items()}
        if not isinstance(value, list):
            return value
        if key not in ONE_LINE_EACH:
            return [shortened(part) for part in value]
        begin = len(lines)
        lines.extend(
            json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            for part in value
        )
        return [f"\x01{number}" for number in range(begin, len(lines))]

    text = json.dumps(
        shortened(form), ensure_ascii=False, indent=0, separators=(",", ":"), sort_keys=True
    )
    return LINE.sub(lambda found: lines[int(found[1])], text)


def folders(root: Path | None) -> tuple[str, ...]:
    """Give the prefixes of paths that a chapter must not show, the longest first."""
    known = [Path.cwd()] if root is None else [root, root.resolve()]
    texts = {f"{folder}/" for folder in known} - {"//", "/"}
    return tuple(sorted(texts, key=len, reverse=True))


def canonical_cells(cells: list[Mapping[str, Any]], hidden: tuple[str, ...]) -> list[dict]:
    """Give the code cells numbers in order and cell a readable, stable id."""
    result: list[dict[str, Any]] = []
    executed = 0
    for position, cell in enumerate(cells, start=1):
        form: dict[str, Any] = {
            "cell_type": cell["cell_type"],
            "id": cell.get("id") or f"cell-{position}",
            "metadata": canonical_metadata(cell.get("metadata", {})),
            "source": lines(cell["source"]),
        }
        if INJECTED_TAG in tags_of(cell):
            form |= {"id": INJECTED_TAG, "metadata": INJECTED_METADATA}
        if cell["cell_type"] == "code":
            executed += bool(cell.get("execution_count"))
            number = executed if cell.get("execution_count") else None
            shown = [canonical_output(one, number, hidden) for one in cell.get("outputs", [])]
            form |= {"execution_count": number, "outputs": shown}
        if cell.get("attachments"):
            form["attachments"] = cell["attachments"]
        result.append(form)
    return result


def canonical_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what the template's author wrote and drop what a run added."""
    return {
        key: value
        for key, value in metadata.items()
        if key not in TRANSIENT_METADATA and not (key == "tags" and not value)
    }


def canonical_output(
    output: Mapping[str, Any], number: int | None, hidden: tuple[str, ...]
) -> dict[str, Any]:
    """Give one output without addresses, machine paths or transient keys."""
    kind = output["output_type"]
    if kind == "stream":
        text = lines(clean(joined(output["text"]), hidden))
        return {"name": output["name"], "output_type": kind, "text": text}
    if kind == "error":
        return {**output, "traceback": [clean(line, hidden) for line in output["traceback"]]}
    data = {mime: canonical_data(mime, value, hidden) for mime, value in output["data"].items()}
    form = {"data": data, "metadata": dict(output.get("metadata", {})), "output_type": kind}
    return form | ({"execution_count": number} if kind == "execute_result" else {})


def canonical_data(mime: str, value: Any, hidden: tuple[str, ...]) -> Any:
    """Give the content of one MIME type: text as lines, JSON and binary as they are."""
    if mime.endswith("json") or not isinstance(value, (str, list)):
        return value
    text = joined(value)
    if mime.startswith("image/") and mime != "image/svg+xml":
        return text
    return lines(clean(text, hidden))


def joined(text: str | list[str]) -> str:
    """Give a text that a notebook may hold as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def lines(text: str | list[str]) -> list[str]:
    """Split a text into lines that keep their ends, as notebooks store them."""
    return joined(text).splitlines(keepends=True)


def clean(text: str, hidden: tuple[str, ...]) -> str:
    """Remove addresses in memory and the machine's own folders from a text.

    >>> clean("<Axes at 0x7f00deadbeef> in /home/me/book/x.csv", ("/home/me/book/",))
    '<Axes> in x.csv'
    """
    for folder in hidden:
        text = text.replace(folder, "")
    return ADDRESS.sub("", text).replace(" >", ">") if " at 0x" in text else text
