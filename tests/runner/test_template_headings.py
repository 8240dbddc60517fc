"""A heading may name a parameter; what it names is text and never markup."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.engines import papermill_engines

from analysis.errors import RunError
from analysis.runner.engine import HeadedEngine, values_of
from analysis.runner.template import fill_headings


def fill(source: str, **parameters: object) -> str:
    cell = {"cell_type": "markdown", "source": source}
    return fill_headings({"cells": [cell]}, parameters)["cells"][0]["source"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Gaps: {{ area_name }}", "# Gaps: Yarm"),
        ("# {{area_name}}", "# Yarm"),
        ("{{ area_name }} and {{  area_name  }}", "Yarm and Yarm"),
        ("# Gaps: <!-- area_name -->Stockton-on-Tees<!-- -->", "# Gaps: Yarm"),
        ("<!-- area_name --><!-- --> <!-- a remark -->", "Yarm <!-- a remark -->"),
        ("# No name", "# No name"),
        ("{ area_name }", "{ area_name }"),
    ],
)
def test_a_named_parameter_is_put_in_its_place(source, expected):
    assert fill(source, area_name="Yarm") == expected


def test_code_is_left_alone():
    cell = {"cell_type": "code", "source": "f'{{ area_name }}'"}
    assert fill_headings({"cells": [cell]}, {})["cells"][0]["source"] == "f'{{ area_name }}'"


def test_what_is_not_among_the_parameters_is_named():
    with pytest.raises(RunError) as problem:
        fill("# {{ area_nam }}", area_name="Yarm", area_code="E05014884")
    assert str(problem.value) == (
        "A Markdown cell names area_nam, which is not among the parameters: area_name, area_code."
    )


def test_a_value_that_looks_like_a_name_is_not_filled_again():
    assert "Yarm" not in fill("# {{ area_name }}", area_name="{{ area_code }}", area_code="Yarm")


def tagged(name: str) -> dict:
    return {"tags": [name]}


def test_papermills_own_command_may_fill_the_headings():
    """As after `papermill -p area_name "Yarm (ward)"`: what is given comes after the default."""
    cells = [
        new_markdown_cell("# Gaps: <!-- area_name -->Stockton-on-Tees<!-- -->"),
        new_code_cell(
            'area_name = "Stockton-on-Tees"\nlimit = -5', metadata={"tags": ["parameters"]}
        ),
        new_code_cell(
            '# Parameters\narea_name = "Yarm (ward)"', metadata={"tags": ["injected-parameters"]}
        ),
        new_code_cell('area_name = "of no interest"'),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python"}
    assert values_of(notebook) == {"area_name": "Yarm (ward)", "limit": -5}
    fill_headings(notebook, values_of(notebook))
    assert notebook.cells[0].source == "# Gaps: Yarm (ward)"
    usual = papermill_engines.get_engine("nbclient")
    assert HeadedEngine.nb_language(notebook) == usual.nb_language(notebook) == "python"
    assert HeadedEngine.nb_kernel_name(notebook) == usual.nb_kernel_name(notebook) == "python3"


@given(st.text(alphabet="<>&*_|$`[]()!#~{}\\-+=.:\"'ab1 ", min_size=1, max_size=30))
def test_any_name_is_shown_as_it_is(name):
    words = " ".join(f"a {name} b".split())
    html = MarkdownIt("commonmark", {"html": True}).render(
        fill("# {{ area_name }}", area_name=words)
    )
    shown = html.removeprefix("<h1>").removesuffix("</h1>\n")
    assert "<" not in shown
    assert unescape(shown).strip() == words
