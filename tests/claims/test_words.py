"""The small words of sentences, and the headings and cells of tables."""

from datetime import date

import pandas as pd
import pytest

from analysis.claims.claim import Claim
from analysis.claims.figure import numbers_of
from analysis.claims.sentence import Sentence, join, listed, names_in, once_by_sex, state
from analysis.claims.table import Table, columns, explain_shorthand, html_table, with_limits
from analysis.claims.words import (
    count_of,
    day_of,
    escape_markdown,
    for_sex,
    for_sexes,
    gap_unit,
    lower_first,
    marked,
    signed,
    upper_first,
)

BY_SEX = once_by_sex([{"sex": "Female"}, {"sex": "Male"}], lambda row: Sentence(row["sex"][0]))
ALIKE = once_by_sex([{"sex": "Female"}, {"sex": "Male"}], lambda row: Sentence("rising"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (join(["a", "b", "c"]).text, "a, b and c"),
        (join(["a"]).text, "a"),
        (join([]).text, "none"),
        (listed(["worse: A, B", "better: C"]).text, "worse: A, B; better: C"),
        (names_in(["Adult obesity", "NHS Health Check"]).text, "adult obesity; NHS Health Check"),
        (ALIKE.text, "rising"),
        (BY_SEX.text, "F for females; M for males"),
        (Sentence("no change").capitalised().text, "No change"),
        (count_of(1, "ward"), "1 ward"),
        (count_of(3, "ward"), "3 wards"),
        (day_of(date(2026, 11, 21)), "21 November 2026"),
        (escape_markdown("A & B <script> {{ x }}"), r"A \& B \<script\> \{\{ x \}\}"),
        (escape_markdown("1. first"), r"1\. first"),
        (escape_markdown("- dash"), r"\- dash"),
        (for_sex("Female"), " for females"),
        (for_sex("Persons"), ""),
        (for_sex("Persons", alone=False), " for all persons"),
        (for_sexes(["Female"], 2), " for females"),
        (for_sexes(["Female", "Male"], 2), ""),
        (gap_unit("%"), "percentage points"),
        (gap_unit("score"), "points"),
        (gap_unit("years"), "years"),
        (lower_first("Adult obesity"), "adult obesity"),
        (lower_first("Unemployment of the UK"), "unemployment of the UK"),
        (lower_first("NHS Health Check"), "NHS Health Check"),
        (upper_first("no change"), "No change"),
        (signed("worse"), "▼ worse"),
        (signed("cannot compare"), "cannot compare"),
        (
            explain_shorthand([["A", "[c]"], ["B", "[x]"], ["C", "[x]"]]),
            "Shorthand: [c] confidential, [x] not available.",
        ),
    ],
)
def test_words_are_as_they_are_said(said, expected):
    assert said == expected


def test_each_mark_is_explained_once():
    marks, explained = marked(["Census", "", "Survey", "Census"])
    assert marks == ["[1]", "", "[2]", "[1]"]
    assert explained == "[1] Census; [2] Survey"


def test_a_template_keeps_the_claims_of_its_parts():
    claim = Claim("smoking", "E06000004", "2024", "Persons", 11.4, text="11.4%")
    parts = {"figure": Sentence("11.4%", (claim,)), "place": "Stockton"}
    said = state("Smoking is {figure} in {place}.", **parts)
    assert said.text == "Smoking is 11.4% in Stockton."
    assert said.claims[0].id == "smoking | E06000004 | 2024 | Persons | as published"


def test_another_number_of_a_row_takes_the_place_of_its_value():
    row = {"sex": "Male", "gap": 2.0, "gap_lower_ci": 1.0, "gap_upper_ci": 3.0}
    assert [numbers_of(row, "gap")[name] for name in ("value", "lower_ci", "upper_ci")] == [2, 1, 3]


def test_a_heading_is_given_or_known_or_the_name_itself():
    assert columns("name value lower_ci small_areas", value="Stockton") == {
        "name": "Indicator",
        "value": "Stockton",
        "lower_ci": "Lower 95% limit",
        "small_areas": "Small areas",
    }
    assert with_limits("gap", "Gap (years)", "Gap") == {
        "gap": "Gap (years)",
        "gap_lower_ci": "Gap, lower 95% limit",
        "gap_upper_ci": "Gap, upper 95% limit",
    }


def test_a_table_is_text_and_escaped_html():
    rows = pd.DataFrame({"area": ["A & B", "C"], "value": [2.25, None]})
    table = Table(rows, caption="Smoking, 2020", columns={"area": "Area", "value": "%"})
    assert table.text.splitlines()[:3] == ["Smoking, 2020", "Area | %", "A & B | 2.3"]
    assert table.text.splitlines()[3:] == ["C | [x]", "Shorthand: [x] not available."]
    assert '<th scope="row">A &amp; B</th>' in table.html
    html = html_table(["Area", "%"], [["<b>", "2.3"]], caption="Smoking", numeric=[1])
    assert '<tr><th scope="row">&lt;b&gt;</th><td class="number">2.3</td></tr></tbody>' in html
