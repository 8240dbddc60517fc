"""The first place at which two notebooks differ is named in words, with both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.editions.report import first_place, two_sides

CELL = {"cell_type": "code", "id": "rug", "metadata": {"tags": ["hide-input"]}, "source": "a"}
SHOWN = {"output_type": "display_data", "data": {"text/html": ["<table>\n", "<td>1</td>\n"]}}


def chapter(**changes):
    return {"cells": [{"cell_type": "markdown", "id": "title"}, {**CELL, **changes}]}


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        (
            chapter(outputs=[{**SHOWN, "data": {"text/html": ["<table>\n", "<td>2</td>\n"]}}]),
            chapter(outputs=[SHOWN]),
            "Cell rug, output 1, text/html, line 2: "
            'the book says "<td>2</td>" and should say "<td>1</td>".',
        ),
        (
            chapter(metadata={"tags": ["remove-cell"]}),
            chapter(),
            "Cell rug, metadata, tags: the book says \"['remove-cell']\" "
            "and should say \"['hide-input']\".",
        ),
        (
            chapter(outputs=[SHOWN, SHOWN]),
            chapter(outputs=[SHOWN]),
            f'Cell rug, output 2: the book says "{SHOWN}" and should say nothing.',
        ),
        ({"a": 1}, {"a": 2}, 'A: the book says "1" and should say "2".'),
        (True, 1, 'The file: the book says "True" and should say "1".'),
        ("one\ntwo", "one\nsix", 'Line 2: the book says "two" and should say "six".'),
    ],
)
def test_a_difference_is_named(before, after, place):
    assert first_place(before, after) == place


def test_codes_in_a_list_are_no_lines_of_a_text():
    place = first_place({"codes": ["E1", "E2"]}, {"codes": ["E1", "E3"]}, ["parameters"])
    assert place == 'Parameters, codes, part 2: the book says "E2" and should say "E3".'


def test_a_text_that_is_split_elsewhere_is_the_same_text():
    assert first_place({"source": ["a\n", "b"]}, {"source": "a\nb"}) == ""


def test_a_long_text_is_shown_around_its_first_difference():
    before, after = ("a" * 500 + end + "b" * 500 for end in ("1", "2"))
    said = two_sides(before, after)
    assert said.startswith('the book says "…aaa')
    assert "a1b" in said
    assert "a2b" in said
    assert len(said) < 320


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_nothing_differs_from_itself(value):
    assert first_place(value, value) == ""


@given(st.dictionaries(st.text(), st.integers(), max_size=4), st.text(), st.integers())
def test_a_number_that_was_changed_is_always_found(given_numbers, key, number):
    changed = {**given_numbers, key: number}
    assert bool(first_place(given_numbers, changed)) == (given_numbers != changed)
