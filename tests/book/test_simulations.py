"""The page of simulations shows the file, and the reference names every function."""

import re
from pathlib import Path

import pytest

import analysis.statistics
from analysis.book.page import simulation_table
from analysis.errors import DataError

ROOT = Path(__file__).resolve().parents[2]
HEAD = "family,case,method,points,repetitions,share,monte_carlo_error,target\n"


@pytest.fixture
def results(tmp_path):
    path = tmp_path / "coverage.csv"
    path.write_text(
        HEAD + "held,errors known,linear_trend,8,1000,0.951,0.0068,0.93 to 0.97\n"
        "held,<b>,as if independent,8,1000,0.72349,0.0141,fails\n"
        "words,absolute,gap_trend,8,500,0.05,0.0097,at most 0.06\n",
        encoding="utf-8",
    )
    return path


def test_a_share_is_shown_on_the_scale_of_its_target_beside_its_error(results):
    table = simulation_table(results, "held")
    assert [row[3:5] for row in table.rows] == [["0.951", "0.007"], ["0.723", "0.014"]]
    assert "Each row is 1,000 simulations;" in table.notes[0]
    assert "&lt;b&gt;" in table.html
    assert "Held: 2 cases</summary>" in table.html


def test_a_family_that_is_not_there_is_named_with_those_that_are(results):
    with pytest.raises(DataError, match=r"has no family 'slope'. It has: held; words"):
        simulation_table(results, "slope")


def test_results_that_are_not_there_say_how_to_make_them(tmp_path):
    with pytest.raises(DataError, match=r"Run `python benchmarks/coverage.py`"):
        simulation_table(tmp_path / "coverage.csv", "held")
    (tmp_path / "coverage.csv").write_text("family,share\nheld,0.9\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column repetitions"):
        simulation_table(tmp_path / "coverage.csv", "held")


def test_every_family_of_the_page_is_in_the_results_and_every_result_on_the_page():
    page = (ROOT / "book" / "simulations.md").read_text(encoding="utf-8")
    asked = re.findall(r"```\{simulation-table\} (\S+)\n(.+)\n```", page)
    assert asked
    for name, family in asked:
        assert simulation_table(ROOT / "benchmarks" / "results" / name, family).rows
    results = (ROOT / "benchmarks" / "results" / "coverage.csv").read_text(encoding="utf-8")
    families = {
        line.split('"')[1] if line.startswith('"') else line.split(",")[0]
        for line in results.splitlines()[1:]
    }
    assert families == {family for _, family in asked}


def test_the_reference_names_every_function_once():
    page = (ROOT / "book" / "api.md").read_text(encoding="utf-8")
    named = re.findall(
        r"^\.\. auto(?:function|class):: analysis\.statistics\.(\w+)$", page, re.MULTILINE
    )
    assert sorted(named) == sorted(analysis.statistics.__all__)
