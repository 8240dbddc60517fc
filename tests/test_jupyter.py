"""A template in the ordinary tools of Jupyter: papermill's own command, nbclient, nbconvert."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from analysis.charts.alone import UNDER_PYTEST, figure_alone
from analysis.data.chapters import chapter_names

ROOT = Path(__file__).resolve().parents[1]


def convert(notebook: nbformat.NotebookNode) -> BeautifulSoup:
    page, _ = HTMLExporter().from_notebook_node(notebook)
    return BeautifulSoup(page, "html.parser")


def test_a_template_that_is_converted_by_itself_has_its_title():
    template = nbformat.read(ROOT / "notebooks" / "trend.ipynb", as_version=4)
    title = convert(template).find("h1").get_text()
    assert title.removesuffix("¶") == "Trends: Stockton-on-Tees"


@pytest.fixture
def _by_hand(monkeypatch):
    """Run notebooks as a person would, from a folder inside the project."""
    for name in (UNDER_PYTEST, "PYTEST_CURRENT_TEST", "ANALYSIS_ROOT", "ANALYSIS_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.chdir(ROOT / "docs")


@pytest.mark.slow
@pytest.mark.usefixtures("_by_hand")
def test_papermill_and_nbconvert_show_title_charts_and_tables(tmp_path):
    given = ["-p", "area_code", "E06000001", "-p", "area_name", "Hartlepool"]
    made = tmp_path / "trend.ipynb"
    papermill = [sys.executable, "-m", "papermill", "../notebooks/trend.ipynb", str(made), *given]
    done = subprocess.run(papermill, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    notebook = nbformat.read(made, as_version=4)
    page = convert(notebook)
    charts = page.select("figure img[src^='data:image/svg+xml']")
    drawn = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {})
    ]
    assert len(charts) == len(drawn) > 1
    assert [one["alt"] for one in charts] == [one.metadata["image/svg+xml"]["alt"] for one in drawn]
    assert all("Hartlepool" in one["alt"] for one in charts)
    titles = [one.get_text() for one in page.select("figure figcaption strong")]
    assert titles == [one.metadata["image/svg+xml"]["title"] for one in drawn]
    assert not page.find_all("img", alt="No description has been provided for this image")
    # The table of tests: a row an indicator and sex, none cut out of the middle.
    [table] = page.find_all("table")
    said = page.find("summary").get_text()
    assert "..." not in table.get_text()
    assert len({row.get_text() for row in table.find_all("tr")}) > int(said.split()[2])


@pytest.mark.slow
@pytest.mark.usefixtures("_by_hand")
@pytest.mark.parametrize("chapter", chapter_names())
def test_every_template_runs_by_itself(chapter):
    """With the area that it names, in an ordinary kernel."""
    template = nbformat.read(ROOT / "notebooks" / f"{chapter}.ipynb", as_version=4)
    NotebookClient(template, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    page = convert(template)
    assert page.find("h1")
    assert all(one.get("alt") for one in page.find_all("img"))


def test_a_chart_by_itself_keeps_its_words_from_being_markup():
    words = {"alt": 'A "line" & <b>more</b>', "title": "Gaps < 5", "subtitle": "In years"}
    figure = BeautifulSoup(figure_alone("<svg/>", source="<Office>", **words), "html.parser")
    assert figure.img["alt"] == words["alt"]
    assert figure.figcaption.get_text() == "Gaps < 5In years"
    assert figure.p.get_text() == "Source: <Office>"
