"""Every way in which an executed chapter can be unsound shows without running it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from chapter_parts import PARAMETERS

from analysis.editions.chapter import LARGEST, chapter_faults, read_chapter
from analysis.errors import RunError

Chapter = dict[str, Any]


@pytest.fixture
def chapter(write_chapter) -> Chapter:
    return read_chapter(write_chapter())


def cell(chapter: Chapter, name: str) -> dict[str, Any]:
    return next(one for one in chapter["cells"] if one["id"] == name)


def data(chapter: Chapter, name: str) -> dict[str, Any]:
    return cell(chapter, name)["outputs"][0]["data"]


def test_a_sound_chapter_has_no_fault(chapter, template):
    assert chapter_faults(chapter, template, PARAMETERS) == []


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


CELLS = "Its cells are not those of its template, in that order: "
CASES: dict[str, tuple[Callable[[Chapter], object], str]] = {
    "a cell is gone": (
        lambda c: c["cells"].pop(),
        f"{CELLS}nothing stands where prose (code) should.",
    ),
    "cells are swapped": (swap_cells, f"{CELLS}prose (code) stands where table (code) should."),
    "swapped and renumbered": (renumber, f"{CELLS}prose (code) stands where table (code) should."),
    "a cell of another kind": (
        lambda c: cell(c, "title").update(cell_type="raw"),
        f"{CELLS}title (raw) stands where title (markdown) should.",
    ),
    "executed out of order": (
        lambda c: cell(c, "prose").update(execution_count=2),
        "Cell prose was executed as number 2 and should be number 6.",
    ),
    "other code": (
        lambda c: cell(c, "table").update(source="show_table('E06000001')"),
        "Cell table: the book says \"show_table('E06000001')\" and should say "
        '"show_table(area_code)".',
    ),
    "another heading": (
        lambda c: cell(c, "title").update(source="# Smoking: Hartlepool"),
        'Cell title: the book says "# Smoking: Hartlepool" and should say '
        r'"# Smoking: Stockton \& more".',
    ),
    "another parameter": (
        lambda c: cell(c, "injected-parameters").update(source="area_code = 'E06000001'"),
        'Parameters, area_code: the book says "E06000001" and should say "E06000004".',
    ),
    "code among the parameters": (
        lambda c: cell(c, "injected-parameters").update(
            source=cell(c, "injected-parameters")["source"] + "\nimport os"
        ),
        "It has not one cell of parameters that holds values alone.",
    ),
    "no parameters": (
        lambda c: c["cells"].remove(cell(c, "injected-parameters")),
        f"{CELLS}imports (code) stands where injected-parameters (code) should.",
    ),
    "parameters after their use": (
        inject_late,
        f"{CELLS}imports (code) stands where injected-parameters (code) should.",
    ),
    "a hidden cell": (
        lambda c: cell(c, "chart")["metadata"].update(tags=["remove-cell"]),
        'Cell chart, settings, tags, part 1: the book says "remove-cell" and should say '
        '"hide-input".',
    ),
    "a picture attached": (
        lambda c: cell(c, "title").update(attachments={"a.png": {"image/png": "AA"}}),
        "Cell title has a file attached.",
    ),
    "settings of the page": (
        lambda c: c["metadata"].update(mystnb={"remove_code_outputs": True}),
        "Settings, mystnb: the book says \"{'remove_code_outputs': True}\" and should say nothing.",
    ),
    "stripped": (strip, "Cell imports was never executed, or its outputs were stripped."),
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
    "no words": (
        lambda c: data(c, "table").update({"text/plain": ""}),
        "Cell table has an output without words.",
    ),
    "an image in front of a table": (
        lambda c: data(c, "table").update({"image/png": "AA"}),
        "Cell table has an output that is neither chart, table nor sentence.",
    ),
    "settings of another kind of output": (
        lambda c: cell(c, "table")["outputs"][0]["metadata"].update({"image/png": {}}),
        "Cell table has an output that is neither chart, table nor sentence.",
    ),
    "a tag that keeps nbval from comparing": (
        lambda c: cell(c, "table")["metadata"]["tags"].append("nbval-ignore-output"),
        "Cell table has the tag nbval-ignore-output, which switches its check off.",
    ),
    "a comment that keeps nbval from comparing": (
        lambda c: cell(c, "table").update(source="# NBVAL_IGNORE_OUTPUT\nshow_table(area_code)"),
        "Cell table has the comment NBVAL_IGNORE_OUTPUT, which switches its check off.",
    ),
    "a key of the file": (
        lambda c: c.update(by="hand"),
        "The file has the key by: no chapter has.",
    ),
    "a setting of a cell": (
        lambda c: cell(c, "title")["metadata"].update(editable=True),
        'Cell title, settings, editable: the book says "True" and should say nothing.',
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


NO_CELLS = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def with_output(**changes: Any) -> dict[str, Any]:
    output = {"output_type": "display_data", "data": {}, "metadata": {}} | changes
    code = {"cell_type": "code", "id": "a", "metadata": {}, "source": "", "execution_count": 1}
    return {**NO_CELLS, "cells": [{**code, "outputs": [output]}]}


def nested(levels: int) -> dict[str, Any]:
    return {"a": nested(levels - 1)} if levels else {}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "yarm" / "ward.ipynb"
    path.parent.mkdir()
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"cells"',
        "[" * 200_000,
        *(
            json.dumps(shape)
            for shape in (
                {**NO_CELLS, "cells": None},
                {**NO_CELLS, "cells": [1]},
                {"cells": []},
                {**NO_CELLS, "metadata": []},
                with_output(data=[]),
                with_output(data={"text/plain": {"a": 1}}),
                with_output(metadata=[1]),
                with_output(output_type="picture"),
                with_output(metadata=nested(400)),
            )
        ),
    ],
)
def test_what_is_no_notebook_is_named(tmp_path, text):
    with pytest.raises(RunError, match=r"^yarm/ward\.ipynb is not a readable notebook\. Run"):
        read_chapter(written(tmp_path, text))


def test_the_shapes_above_are_wrong_by_one_thing_only(tmp_path):
    assert read_chapter(written(tmp_path, json.dumps(with_output(metadata=nested(5)))))


@pytest.mark.parametrize(("major", "minor"), [(3, 0), (4, 4), (4, 6), (5, 0), (None, 5)])
def test_another_version_of_the_format_is_refused(tmp_path, major, minor):
    path = written(tmp_path, json.dumps({**NO_CELLS, "nbformat": major, "nbformat_minor": minor}))
    said = rf"yarm/ward\.ipynb is a notebook of format {major}\.{minor} and the book's have 4\.5\."
    with pytest.raises(RunError, match=said):
        read_chapter(path)


def test_a_huge_output_is_refused_unread(tmp_path, monkeypatch):
    path = written(tmp_path, "")
    with path.open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(RunError, match=r"has 100 MB and a chapter may have 20 MB: it was not read"):
        read_chapter(path)
    assert path.stat().st_size > LARGEST


def test_a_missing_notebook_is_named(tmp_path):
    with pytest.raises(RunError, match="is not a readable notebook"):
        read_chapter(tmp_path / "yarm" / "ward.ipynb")
