"""Two executions of a chapter: every difference has its kind, its place and both sides."""

import pytest
from chapter_parts import SOURCES, SVG, chart, executed, prose, table
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts.chart import Notice
from analysis.review.compare import compare_chapters, compare_grids, kind_of_sentence
from analysis.review.contents import Grid, read_contents, split_sentences
from analysis.review.structure import read_chapter


@pytest.fixture
def changes(write_chapter):
    """Give a function that compares the sound chapter with one that shows something else."""

    def compare(**shown):
        before = read_chapter(write_chapter("before"))
        return compare_chapters(before, read_chapter(write_chapter("after", shown=shown)))

    return compare


def kinds(found):
    return [(change.kind, change.cell) for change in found]


def test_the_same_chapter_has_no_difference(changes):
    assert changes() == []


def test_another_number_changes_its_claim_its_sentence_and_nothing_else(changes):
    found = changes(prose=prose(11.5))
    assert kinds(found) == [("number", "prose"), ("wording", "prose")]
    assert (found[0].before, found[0].after) == (
        "11.4% (11.4)",
        "11.5% (11.5)",
    )
    assert found[0].sources == SOURCES
    assert found[0].what == "adult-smoking | E06000004 | 2024 | Persons | as published"


def test_a_digit_that_rounding_hides_is_still_a_changed_claim(changes):
    before = read_contents(executed())
    claim = dict(next(iter(before.claims.values())))
    assert claim["value"] == 11.4
    found = changes(prose=(prose(11.4), prose(11.4)))
    assert kinds(found) == [("new", "prose"), ("meaning", "prose")]


def test_another_word_of_a_rule_changes_the_meaning(changes):
    found = changes(prose=prose(11.4, "similar"))
    assert kinds(found) == [("meaning", "prose")]
    assert found[0].what == "rule word higher to similar"
    assert found[0].before == "Smoking is 11.4%, higher."


def test_a_cell_of_a_table_is_named_by_row_and_column(changes):
    (found,) = changes(table=table(11.5))
    assert (found.kind, found.before, found.after) == ("number", "11.4", "11.5")
    assert found.what == "Smoking, 2024: Here, Value (%)"


def test_a_table_that_became_a_notice_is_gone(changes):
    found = changes(table=Notice("No figures are published."))
    assert kinds(found) == [("gone", "table"), ("meaning", "table")]


def test_a_suppression_that_came_and_one_that_went(changes):
    came, explained = changes(table=table(None))
    assert (explained.kind, explained.after) == ("meaning", "Shorthand: [x] not available.")
    assert (came.kind, came.after) == ("suppressed", "[x]")
    grids = [Grid(("Area", "%"), (("Here", cell),), frozenset({1})) for cell in ("[c]", "9.0")]
    (went,) = compare_grids(*grids, "table", "Smoking")
    assert (went.kind, went.before, went.after) == ("released", "[c]", "9.0")


def test_a_chart_of_other_figures(changes):
    found = changes(chart=chart(11.5, SVG.replace("L9 9", "L9 8")))
    assert ("figure", "chart") in kinds(found)
    assert ("number", "chart") in kinds(found)
    figure = next(change for change in found if change.kind == "figure")
    assert "L9 9" in figure.before
    assert "L9 8" in figure.after


def test_a_drawing_that_differs_from_the_same_figures_is_a_changed_figure(changes):
    assert kinds(changes(chart=chart(11.4, SVG.replace("L9 9", "L9 8")))) == [("figure", "chart")]


@pytest.mark.parametrize(
    ("old", "new"), [("#12436D", "#801650"), ("<svg ", '<svg width="900" height="900" ')]
)
def test_a_colour_or_size_is_only_a_look(changes, old, new):
    assert kinds(changes(chart=chart(11.4, SVG.replace(old, new)))) == [("look", "chart")]


def test_a_chart_that_went_is_named_by_its_words(changes):
    found = changes(chart=Notice("No figures are published."))
    gone = next(change for change in found if change.what == "figure Smoking, 2024 (%)")
    assert (gone.kind, gone.before, gone.after) == ("gone", "Dot chart of smoking, 11.4%.", "")


def test_rows_that_came_or_went_are_known_by_their_words():
    old = Grid(("Area", "%"), (("Corby", "1.0"), ("Yarm", "2.0")), frozenset({1}))
    new = Grid(("Area", "%"), (("Yarm", "2.5"),), frozenset({1}))
    assert [(c.kind, c.what) for c in compare_grids(old, new, "table", "T")] == [
        ("gone", "T: Corby"),
        ("number", "T: Yarm, %"),
    ]


def test_a_column_that_came_is_new():
    old = Grid(("Area", "%"), (("Yarm", "2.0"),), frozenset({1}))
    new = Grid(("Area", "%", "Count"), (("Yarm", "2.0", "4"),), frozenset({1, 2}))
    assert [(c.kind, c.what) for c in compare_grids(old, new, "table", "T")] == [
        ("new", "T, column Count")
    ]


@given(st.text(max_size=30), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_sentence_with_other_numbers_never_changes_meaning(words, one, other):
    plain = "".join(letter for letter in words if not letter.isnumeric() and letter not in "-−,.")
    assert kind_of_sentence(f"{plain} {one:.2f}.", f"{plain} {other:.2f}.") == "wording"


def test_numbers_do_not_end_sentences():
    assert split_sentences("A rate of 3.9% (3.7 to 4.1). The end.") == [
        "A rate of 3.9% (3.7 to 4.1).",
        "The end.",
    ]
