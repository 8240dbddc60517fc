"""A chart in a notebook becomes an accessible figure of the HTML book."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import paths
from analysis.book.csv_text import as_csv
from analysis.book.mime import SVG_MIME, ChartRenderer
from analysis.charts.chart import choice
from analysis.charts.output import DATA_COLUMNS
from analysis.charts.trend import plot_trend
from analysis.charts.wall import Series, Wall
from analysis.claims.table import Table

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "St John's & <script>alert(1)</script>"


@pytest.fixture(scope="module")
def chart():
    rows = pd.DataFrame(
        {
            "role": "area",
            "area_name": HOSTILE,
            "period": ["2019", "2020"],
            "period_start": [2019, 2020],
            "period_end": [2019, 2020],
            "sex": "Persons",
            "value": [20.0, None],
        }
    )
    return plot_trend(rows, measure="Smoking", unit="%", title="Up & away", source="A <b> source")


def _notebook(*shown) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_markdown_cell("# A page", id="title")]
    for place, item in enumerate(shown):
        data, metadata = item._repr_mimebundle_()
        cell = nbformat.v4.new_code_cell("shown", id=f"cell-{place}")
        cell.outputs = [
            nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)
        ]
        cells.append(cell)
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    notebook.metadata.language_info = {"name": "python", "pygments_lexer": "ipython3"}
    # The book is built from what is on disk, so that is what is tested.
    return nbformat.from_dict(json.loads(json.dumps(notebook)))


@pytest.fixture(scope="module")
def wall(chart) -> Wall:
    rows = chart.data.rename(columns={"Area": "area_name", "Period": "period"}).assign(
        role="area", period_start=[2019, 2020], period_end=[2019, 2020], sex="Persons",
        value=[20.0, 21.0], lower_ci=float("nan"), upper_ci=float("nan"),
    )  # fmt: skip
    about = {"group": "Worsening", "word": "worsening", "unit": "%", "decimals": 1}
    one = Series("smoking-persons", "Smoking", source="A source", rows=rows, **about)
    return Wall([one], HOSTILE, "England")


@pytest.fixture(scope="module")
def book(tmp_path_factory, chart, wall) -> Path:
    """A one-page Sphinx project, built as HTML."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "conf.py").write_text(
        "extensions = ['myst_nb']\nnb_execution_mode = 'off'\nlanguage = 'en_GB'\n"
    )
    table = Table(chart.data, caption="A table & its caption")
    shown = (chart, replace(chart, folded=True), table)
    nbformat.write(_notebook(*shown), folder / "index.ipynb")
    further = choice("kind", "Gaps as", {"differences": chart, "ratios": chart}).items
    second = replace(chart, folded="by script")
    page = _notebook(wall, *further, second)
    page.metadata["orphan"] = True
    nbformat.write(page, folder / "further.ipynb")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", ".", "_build"]
    # A page is built within a project, whose catalogue and manifest name the files of a figure.
    given = {**os.environ, paths.ROOT_VARIABLE: str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / "_build"


class Page(HTMLParser):
    """Collects the start tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attributes
            for name, attributes in self.tags
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]


@pytest.mark.slow
def test_the_page_holds_two_figures_with_names_of_their_own(book, chart):
    page = Page((book / "index.html").read_text())
    names = [figure["id"] for figure in page.all("figure")]
    assert names == [chart.name, f"{chart.name}-2"]
    drawings = page.all("svg")
    assert [(one["role"], one["aria-label"]) for one in drawings] == [("img", chart.alt)] * 2
    assert not any("style" in one or "width" in one for one in drawings)


@pytest.mark.slow
def test_a_drawing_stands_in_the_page_as_the_notebook_has_it(book, chart):
    text = (book / "index.html").read_text()
    shapes = [f"{start}f1s" for start in ("id='", "href='#")]
    assert all(shape in text for shape in shapes)
    first = text[text.index("<svg") : text.index("</svg>") + len("</svg>")]
    for shape in shapes:
        first = first.replace(shape, shape.replace("f1s", "s"))
    assert first == chart.svg
    names = [found["id"] for _, found in Page(text).tags if found.get("id")]
    assert len(names) == len(set(names))


@pytest.mark.slow
def test_words_and_data_stand_beside_the_image_and_are_escaped(book, chart):
    text = (book / "index.html").read_text()
    assert "alert(1)</script>" not in text
    assert "Up &amp; away" in text
    assert "A &lt;b&gt; source" in text
    # Seen without a click: what the chart shows, and how it is read.
    assert text.count("</a>: what this shows</p>") == 2
    assert text.count(">How to read it</p>") == 2
    assert text.count(f"<p>{escape(chart.reading)}</p>") == 2
    page = Page(text)
    assert len(page.all("details")) == 3
    assert len(page.all("table")) == 3
    assert len(page.all("caption")) == 3
    assert "[x] not available" in text


@pytest.mark.slow
def test_a_folded_figure_stands_as_its_headline(book):
    text = (book / "index.html").read_text()
    start = text.index('<details class="fold"><summary>Figure 2: Up &amp; away</summary>')
    assert "<figure" in text[start:]
    assert text.index("<figure") < start < text.rindex("<figure") < text.rindex("</details>")


@pytest.mark.slow
def test_the_data_can_be_downloaded(book, chart):
    page = Page((book / "index.html").read_text())
    links = [link for link in page.all("a") if (link.get("href") or "").endswith(".csv")]
    assert len(links) == 2
    lines = (book / links[0]["href"]).read_text().splitlines()
    assert lines[0] == "Area,Sex,Period,Value (%),Shows,Source,Link"
    assert "Persons,2020,[x]," in lines[2]
    assert lines[2].endswith(f"A <b> source,index.html#{chart.name}")


@pytest.mark.slow
def test_a_wall_stands_with_its_data_its_file_and_a_name_for_each_small_chart(book, wall):
    text = (book / "further.html").read_text()
    assert "alert(1)</script>" not in text
    assert wall.html in text
    data = re.search(r'<script type="application/json" class="wall-data">(.*?)</script>', text)
    assert json.loads(data[1]) == json.loads(json.dumps(wall.held))
    (link,) = [a for a in Page(text).all("a") if (a.get("href") or "").endswith("-wall.csv")]
    header, first, _ = (book / link["href"]).read_text().splitlines()
    assert header == ",".join(DATA_COLUMNS)
    assert first.endswith("20.0,[x],[x],%,A source,further.html#wall-smoking-persons")


@pytest.mark.slow
def test_of_a_choice_the_first_is_chosen_and_what_the_script_folds_is_open(book):
    page = Page((book / "further.html").read_text())
    radios = page.all("input", type="radio")
    assert [("checked" in one, one["name"]) for one in radios] == [
        (True, "choice-kind"),
        (False, "choice-kind"),
    ]
    figures = [one["class"] for one in page.all("figure")]
    assert figures == ["chart chosen-0", "chart chosen-1", "chart"]
    (fold,) = [one for one in page.all("details") if one.get("class") == "fold"]
    assert {"open", "data-folds"} <= fold.keys()


@pytest.mark.parametrize(
    ("mime", "metadata"),
    [("image/png", {}), (SVG_MIME, {}), (SVG_MIME, {SVG_MIME: {"alt": "Only this"}})],
)
def test_what_is_not_a_chart_is_left_to_others(mime, metadata):
    from myst_nb.core.render import MimeData

    data = MimeData(mime, "<svg/>", output_metadata=metadata)
    assert ChartRenderer.handle_mime(None, data, False) is None


def test_a_cell_that_looks_like_a_formula_is_text_in_the_csv():
    lines = as_csv({"columns": ["Area", "Value"], "rows": [["=cmd()", "-1.2"]]}).splitlines()
    assert lines == ["Area,Value", "'=cmd(),-1.2"]
