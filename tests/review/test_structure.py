"""Every way in which an executed chapter can be unsound shows without running it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from chapter_parts import PARAMETERS

from analysis.charts.chart import SVG_MIME
from analysis.errors import RunError
from analysis.review.structure import chapter_faults, cosmetic_changes, read_chapter

Chapter = dict[str, Any]


@pytest.fixture
def chapter(write_chapter) -> Chapter:
    return read_chapter(write_chapter())


def cell(chapter: Chapter, name: str) -> dict[str, Any]:
    return next(one for one in chapter["cells"] if one["id"] == name)


def data(chapter: Chapter, name: str) -> dict[str, Any]:
    return cell(chapter, name)["outputs"][0]["data"]


def described(chapter: Chapter) -> dict[str, Any]:
    return cell(chapter, "chart")["outputs"][0]["metadata"][SVG_MIME]


def test_a_sound_chapter_has_no_fault(chapter, template):
    assert chapter_faults(chapter, template, PARAMETERS) == []
    assert cosmetic_changes(chapter) == []


def swap_cells(chapter: Chapter) -> None:
    cells = chapter["cells"]
    cells[-1], cells[-2] = cells[-2], cells[-1]


def renumber(chapter: Chapter) -> None:
    swap_cells(chapter)
    code = [one for one in chapter["cells"] if one["cell_type"] == "code"]
    for number, one in enumerate(code, start=1):
        one["execution_count"] = number


def inject_late(chapter: Chapter) -> None:
    injected = cell(chapter, "injected-parameters")
    chapter["cells"].remove(injected)
    chapter["cells"].append(injected)


def strip(chapter: Chapter) -> None:
    for one in chapter["cells"]:
        if one["cell_type"] == "code":
            one |= {"outputs": [], "execution_count": None}


def blank_image(chapter: Chapter) -> None:
    data(chapter, "chart")[SVG_MIME] = "<svg/>"


def drop_line(chapter: Chapter) -> None:
    bundle = data(chapter, "chart")
    bundle[SVG_MIME] = re.sub(r"<path[^>]*/>", "", "".join(bundle[SVG_MIME]))


def change_value(chapter: Chapter) -> None:
    cell(chapter, "prose")["outputs"][0]["metadata"]["text/markdown"]["claims"][0]["value"] = 11.5


def remove_claim(chapter: Chapter) -> None:
    cell(chapter, "prose")["outputs"][0]["metadata"] = {}


CHANGED_DRAWING = "A chart of cell chart is not the one that its fingerprint was made of."
CHANGED_CLAIMS = "The claims behind the sentences of cell prose are not those it was made with."
CASES: dict[str, tuple[Callable[[Chapter], object], str]] = {
    "a cell is gone": (
        lambda c: c["cells"].pop(),
        "Its cells are not those of its template, in that order.",
    ),
    "cells are swapped": (swap_cells, "Its cells are not those of its template, in that order."),
    "swapped and renumbered": (renumber, "Its cells are not those of its template, in that order."),
    "a cell of another kind": (
        lambda c: cell(c, "title").update(cell_type="raw"),
        "Its cells are not those of its template, in that order.",
    ),
    "executed out of order": (
        lambda c: cell(c, "prose").update(execution_count=2),
        "Its cells were not executed in order.",
    ),
    "other code": (
        lambda c: cell(c, "table").update(source="show_table('E06000001')"),
        "Cell table does not read as its template does.",
    ),
    "another heading": (
        lambda c: cell(c, "title").update(source="# Smoking: Hartlepool"),
        "Cell title does not read as its template does.",
    ),
    "another parameter": (
        lambda c: cell(c, "injected-parameters").update(source="area_code = 'E06000001'"),
        "Its parameters are not those of the locality.",
    ),
    "code among the parameters": (
        lambda c: cell(c, "injected-parameters").update(
            source=cell(c, "injected-parameters")["source"] + "\nimport os"
        ),
        "Its parameters are not those of the locality.",
    ),
    "no parameters": (
        lambda c: c["cells"].remove(cell(c, "injected-parameters")),
        "Its parameters are not those of the locality.",
    ),
    "parameters after their use": (
        inject_late,
        "Its parameters do not stand where they take effect.",
    ),
    "a hidden cell": (
        lambda c: cell(c, "chart")["metadata"].update(tags=["remove-cell"]),
        "The settings of cell chart are not those of its template.",
    ),
    "a picture attached": (
        lambda c: cell(c, "title").update(attachments={"a.png": {"image/png": "AA"}}),
        "The settings of cell title are not those of its template.",
    ),
    "settings of the page": (
        lambda c: c["metadata"].update(mystnb={"remove_code_outputs": True}),
        "Its settings are not those of its template.",
    ),
    "stripped": (strip, "A cell was never executed, or its outputs were stripped."),
    "one output stripped": (
        lambda c: cell(c, "table").update(outputs=[]),
        "Cell table shows nothing: its outputs were stripped.",
    ),
    "an error": (
        lambda c: cell(c, "imports")["outputs"].append(
            {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
        ),
        "Cell imports ended with an error.",
    ),
    "a warning": (
        lambda c: cell(c, "imports")["outputs"].append(
            {"output_type": "stream", "name": "stderr", "text": "UserWarning"}
        ),
        "Cell imports wrote to stderr: a warning or a print.",
    ),
    "a blank image": (blank_image, CHANGED_DRAWING),
    "a dropped series": (drop_line, CHANGED_DRAWING),
    "another chart title": (
        lambda c: described(c).update(title="Smoking is low."),
        CHANGED_DRAWING,
    ),
    "another plotted number": (
        lambda c: described(c)["table"]["rows"][0].__setitem__(1, "12.4"),
        CHANGED_DRAWING,
    ),
    "no image": (
        lambda c: data(c, "chart").pop(SVG_MIME),
        "A chart of cell chart has lost its image.",
    ),
    "no text alternative": (
        lambda c: described(c).update(alt=""),
        "A chart of cell chart has lost its text alternative.",
    ),
    "no words": (
        lambda c: data(c, "table").update({"text/plain": ""}),
        "Cell table has an output without words.",
    ),
    "an image in front of a table": (
        lambda c: data(c, "table").update({"image/png": "AA"}),
        "Cell table has an output that is neither chart, table nor sentence.",
    ),
    "words in the settings of an output": (
        lambda c: cell(c, "table")["outputs"][0]["metadata"].update({"text/html": {"a": 1}}),
        "Cell table has settings that no output of the package has.",
    ),
    "settings of another kind of output": (
        lambda c: cell(c, "table")["outputs"][0]["metadata"].update({"image/png": {}}),
        "Cell table has an output that is neither chart, table nor sentence.",
    ),
    "claims behind a table that has none": (
        lambda c: cell(c, "table")["outputs"][0]["metadata"].update(
            {"text/html": {"claims": [{"id": "x"}]}}
        ),
        "The claims behind the sentences of cell table are not those it was made with.",
    ),
    "another value behind a sentence": (change_value, CHANGED_CLAIMS),
    "a claim removed": (remove_claim, CHANGED_CLAIMS),
    "the fingerprint of claims removed": (
        lambda c: data(c, "prose").update({"text/plain": "Smoking is 11.4%, higher."}),
        CHANGED_CLAIMS,
    ),
    "a path of a machine": (
        lambda c: data(c, "table").update({"text/plain": "see /home/someone/data.csv"}),
        "Cell table shows a path of a machine: /home/someone/data.csv.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_found_and_named(chapter, template, case):
    damage, sentence = CASES[case]
    damage(chapter)
    assert sentence in chapter_faults(chapter, template, PARAMETERS)


@pytest.mark.parametrize(
    ("old", "new"), [("#12436D", "#801650"), ("<svg ", '<svg width="900" height="900" ')]
)
def test_a_colour_or_a_size_is_cosmetic_and_no_fault(chapter, template, old, new):
    bundle = data(chapter, "chart")
    bundle[SVG_MIME] = "".join(bundle[SVG_MIME]).replace(old, new)
    assert chapter_faults(chapter, template, PARAMETERS) == []
    assert cosmetic_changes(chapter) == [
        "The look of a chart of cell chart has changed: colours or size, nothing said."
    ]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", json.dumps({"cells": None}), '"cells"', '{"cells": [1]}']
)
def test_what_is_no_notebook_is_named(tmp_path, text):
    path = tmp_path / "yarm" / "ward.ipynb"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(RunError, match=r"yarm/ward\.ipynb is not a readable notebook"):
        read_chapter(path)


def test_a_missing_notebook_is_named(tmp_path):
    with pytest.raises(RunError, match="is not a readable notebook"):
        read_chapter(tmp_path / "yarm" / "ward.ipynb")
