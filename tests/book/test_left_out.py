"""What is not held is said once on a page: sections that would be empty are one sentence."""

from typing import Any

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx

from analysis.charts.chart import Notice
from analysis.claims.sentence import Prose
from analysis.claims.table import Table

NOT_HELD = "Deaths by age are not held for Rutland."


def shown(item: Any) -> dict[str, Any]:
    """Give a code cell with one thing that it showed, as a run records it."""
    data, metadata = item._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
    return nbformat.v4.new_code_cell("show()", outputs=[output], metadata={"tags": ["hide-input"]})


@pytest.fixture
def page(tmp_path):
    """Give a function that builds a page of sections, each a heading with what its cells show."""

    def build(*sections: tuple[str, list[Any]]) -> BeautifulSoup:
        cells = [nbformat.v4.new_markdown_cell("# Examples: Rutland")]
        for heading, items in sections:
            cells.append(nbformat.v4.new_markdown_cell(f"## {heading}\n\nTrue of every area."))
            cells += map(shown, items)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "index.ipynb")
        (tmp_path / "conf.py").write_text(
            'extensions = ["myst_nb"]\nnb_execution_mode = "off"\n'
            "from analysis.book.left_out import leave_out\n"
            "def setup(app):\n"
            '    app.connect("doctree-read", leave_out, priority=100)\n',
            encoding="utf-8",
        )
        out = tmp_path / "html"
        app = Sphinx(tmp_path, tmp_path, out, tmp_path / "trees", "html", status=None, warning=None)
        app.build()
        return BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")

    return build


def headings(page: BeautifulSoup) -> list[str]:
    return [one.get_text().removesuffix("¶") for one in page.select("div.body h2")]


def test_sections_of_which_nothing_is_held_are_one_sentence(page):
    built = page(
        ("Life expectancy", [Notice(NOT_HELD)]),
        ("A rate", [Notice(NOT_HELD), Notice("No small areas are held.")]),
        ("A share", [Prose("12% of residents.")]),
    )
    assert headings(built) == ["A share"]
    text = built.select_one("div.body").get_text(" ")
    assert (
        "Left out of this page, since nothing of it is held here: Life expectancy; A rate. "
        f"{NOT_HELD} No small areas are held."
    ) in text
    assert text.count(NOT_HELD) == 1
    contents = built.select_one(".sphinxsidebar").get_text()
    assert "Life expectancy" not in contents, "the contents of the page lead to no section"


def test_a_section_with_something_in_it_stays_and_says_once_what_lacks(page):
    built = page(
        ("Maps", [Notice("No outlines are held."), Prose("Twelve small areas.")]),
        ("Order", [Notice("No outlines are held."), Prose("The first is Oakham.")]),
    )
    assert headings(built) == ["Maps", "Order"]
    text = built.select_one("div.body").get_text(" ")
    assert text.count("No outlines are held.") == 1
    assert "Left out" not in text


def test_a_table_without_rows_is_no_section(page):
    empty = Table(pd.DataFrame({"a": []}), "Gaps")
    built = page(("What the gaps do", [empty]), ("A share", [Prose("12% of residents.")]))
    assert headings(built) == ["A share"]
    assert "since nothing of it is held here: What the gaps do." in built.get_text(" ")


def test_a_page_with_everything_is_left_as_it_is(page):
    built = page(("A share", [Prose("12% of residents.")]), ("Prose alone", []))
    assert headings(built) == ["A share", "Prose alone"]
    assert "Left out" not in built.get_text()
