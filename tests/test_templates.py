"""Templates hold calls and words that are true of every area, and nothing else."""

import ast
import io
import json
import re
import tokenize
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.data.areas import load_areas
from analysis.data.chapters import chapter_names
from analysis.data.params import DOCUMENTS, Locality
from analysis.runner.template import CHECKED_TAG, read_template, validate_template

TEMPLATES = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
BY_TEMPLATE = pytest.mark.parametrize("path", TEMPLATES, ids=[path.stem for path in TEMPLATES])
STATEMENTS = (ast.Import, ast.ImportFrom, ast.Assign, ast.Expr)
# Levels of confidence, and the version of a licence: parts of a definition.
DEFINED = re.compile(r"95%|99\.8%|v3\.0")
# A parameter in a heading, with what is shown where nobody fills it in.
SHOWN = re.compile(r"<!-- (\w+) -->(.*?)<!-- -->")
NAMES = {area.name for area in load_areas().values()} - {"England"}


def cells(path: Path, kind: str) -> list[dict]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def text_of(cell: dict) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def tags_of(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def test_every_chapter_has_a_template_and_every_template_is_a_chapter():
    assert {path.stem for path in TEMPLATES} == set(chapter_names())


@BY_TEMPLATE
def test_a_template_holds_no_outputs_and_no_counts(path):
    for cell in cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert set(metadata) <= {"analysis", "kernelspec", "language_info"}


@BY_TEMPLATE
def test_every_cell_has_a_readable_id_of_its_own(path):
    ids = [cell["id"] for kind in ("code", "markdown") for cell in cells(path, kind)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) for name in ids)


@BY_TEMPLATE
def test_nbval_checks_every_cell_that_shows_something_and_nothing_is_switched_off(path):
    validate_template(read_template(path))
    for cell in cells(path, "code"):
        shows = isinstance(ast.parse(text_of(cell)).body[-1], ast.Expr)
        assert shows == (CHECKED_TAG in tags_of(cell)) == ("hide-input" in tags_of(cell)), cell[
            "id"
        ]


@BY_TEMPLATE
def test_each_parameter_says_what_it_is_and_is_a_key_of_the_parameter_file(path):
    (cell,) = [cell for cell in cells(path, "code") if "parameters" in tags_of(cell)]
    tokens = tokenize.generate_tokens(io.StringIO(text_of(cell)).readline)
    commented = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    assert commented == set(range(1, len(text_of(cell).splitlines()) + 1))
    for name in read_template(path).parameters:
        assert name in {*Locality.model_fields, *DOCUMENTS}


@BY_TEMPLATE
def test_each_declared_parameter_is_read(path):
    read = {
        node.id
        for cell in cells(path, "code")
        if "parameters" not in tags_of(cell)
        for node in ast.walk(ast.parse(text_of(cell)))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    named = {name for cell in cells(path, "markdown") for name, _ in SHOWN.findall(text_of(cell))}
    declared = set(read_template(path).parameters)
    assert declared <= read | named
    assert named <= declared


@BY_TEMPLATE
def test_a_template_that_is_opened_by_itself_shows_what_its_parameters_say(path):
    """In Jupyter, on GitHub and converted: no mark for a machine, but the name of the area."""
    parameters = read_template(path).parameters
    for cell in cells(path, "markdown"):
        assert "{{" not in text_of(cell)
        for name, shown in SHOWN.findall(text_of(cell)):
            assert shown == parameters[name]
    title = SHOWN.sub(r"\2", text_of(cells(path, "markdown")[0])).splitlines()[0]
    if "area_name" in parameters and path.stem != "sources":
        assert parameters["area_name"] in title


@BY_TEMPLATE
def test_code_cells_only_call(path):
    """No def, for, if, with, try, print, magic, path or warning filter."""
    for cell in cells(path, "code"):
        source = text_of(cell)
        assert not re.search(
            r"^\s*[%!]|\bprint\(|warnings|Path\(|open\(|\.\./", source, re.MULTILINE
        )
        for node in ast.parse(source).body:
            assert isinstance(node, STATEMENTS), (cell["id"], ast.unparse(node))
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(
                node, ast.Lambda | ast.ListComp | ast.DictComp | ast.IfExp | ast.GeneratorExp
            ), (cell["id"], ast.unparse(node))


@BY_TEMPLATE
def test_one_call_stands_in_a_cell(path):
    for cell in cells(path, "code"):
        tree = ast.parse(text_of(cell))
        if "parameters" in tags_of(cell):
            assert all(isinstance(node, ast.Assign) for node in tree.body)
        elif any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body):
            assert all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
        else:
            (statement,) = tree.body
            assert isinstance(statement.value, ast.Call), cell["id"]
            calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
            assert len(calls) == 1, cell["id"]


@BY_TEMPLATE
def test_imports_come_from_the_package_and_are_used(path):
    sources = [ast.parse(text_of(cell)) for cell in cells(path, "code")]
    imported = {
        alias.asname or alias.name
        for tree in sources
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (node.module or "").startswith("analysis.")
    }
    every = [
        node
        for tree in sources
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert all(isinstance(node, ast.ImportFrom) for node in every)
    assert all((node.module or "").startswith("analysis.") for node in every)
    used = {node.id for tree in sources for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert imported <= used


@BY_TEMPLATE
def test_words_are_true_of_every_area(path):
    """A digit may stand in a definition; a sentence with a place and a digit is a claim."""
    for cell in cells(path, "markdown"):
        text = SHOWN.sub("{{ place }}", text_of(cell))
        assert not [name for name in NAMES if name in text], cell["id"]
        for sentence in re.split(r"(?<=[.:!?])\s+|\n+", text):
            left = DEFINED.sub("", sentence)
            assert not ("{{" in left and re.search(r"\d", left)), (cell["id"], sentence)
            assert not re.search(r"\d\.\d|\d%", left), (cell["id"], sentence)


@BY_TEMPLATE
def test_a_template_has_one_title_first_and_skips_no_heading(path):
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    assert text_of(first).startswith("# ")
    levels = [
        len(found[1])
        for cell in cells(path, "markdown")
        for found in re.finditer(r"^(#+) ", text_of(cell), re.MULTILINE)
    ]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
