"""A heading may name a parameter; what it names is text and never markup."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from analysis.errors import RunError
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


@given(st.text(alphabet="<>&*_|$`[]()!#~{}\\-+=.:\"'ab1 ", min_size=1, max_size=30))
def test_any_name_is_shown_as_it_is(name):
    words = " ".join(f"a {name} b".split())
    html = MarkdownIt("commonmark", {"html": True}).render(
        fill("# {{ area_name }}", area_name=words)
    )
    shown = html.removeprefix("<h1>").removesuffix("</h1>\n")
    assert "<" not in shown
    assert unescape(shown).strip() == words
