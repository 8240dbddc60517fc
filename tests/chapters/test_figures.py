"""Find a figure: every indicator once, each place's figure as the table of verdicts has it."""

import pytest

from analysis.chapters.figures.findings import find_figures
from analysis.chapters.figures.show import show_figures
from analysis.charts.chart import Notice
from analysis.data.areas import Places
from analysis.findings.verdicts import GROUPS, find_verdicts

ON = "2026-11-21"
NAMES = {"E06000004": "Stockton-on-Tees", "E06000057": "Northumberland"}


@pytest.fixture(scope="module")
def found():
    places = [
        {"area_code": code, "area_name": name, "comparator_code": "E92000001"}
        for code, name in NAMES.items()
    ]
    return find_figures(places, ON)


def test_every_fact_beside_the_comparator_is_there_once_for_each_place(found):
    given = {
        (one.indicator.indicator, str(row["area_name"]), str(row["sex"])): row
        for one in found
        for row in one.rows.to_dict("records")
    }
    decided = [
        (name, fact)
        for code, name in NAMES.items()
        for fact in find_verdicts(Places(code, name, edition_date=ON))
        if fact.between != GROUPS
    ]
    assert len(given) == len(decided)
    for name, fact in decided:
        row = given[fact.indicator.indicator, name, fact.sex]
        assert row["verdict"] == fact.level
        if fact.figure.known:
            assert row["value"] == fact.figure.value
            assert row["period"] == fact.period


def test_a_table_says_interval_period_comparator_and_source_and_has_an_address(found):
    shown = {one.figures.indicator.indicator: one for one in show_figures(found).items}
    one = shown["healthy-life-expectancy-at-birth"]
    heads = [*one.table.headings.values()]
    assert heads == [
        "Place", "Figure, 95% interval", "Period", "England, 95% interval",
        "Level; recent direction",
    ]  # fmt: skip
    assert 'id="find-healthy-life-expectancy-at-birth-england"' in one.html
    assert "<!-- pages healthy-life-expectancy-at-birth -->" in one.html
    assert "Source: " in one.html
    assert any(row[0] == "Northumberland, females" for row in one.table.rows)


def test_a_book_without_a_place_says_so():
    assert isinstance(show_figures(find_figures([], ON)), Notice)
