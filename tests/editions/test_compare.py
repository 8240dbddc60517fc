"""Two executions of a chapter: every difference has its kind, its place and both sides."""

import pytest
from chapter_parts import SVG, chart, executed, prose, table
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts.chart import Notice
from analysis.editions.chapter import Grid, read_chapter, read_contents, split_sentences
from analysis.editions.compare import compare_chapters, compare_grids, kind_of_sentence


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
    said = (gone.kind, gone.before, gone.after)
    assert said == ("gone", "Smoking is 11.4% here. Dot chart of smoking, 11.4%.", "")


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
    (found,) = compare_grids(old, new, "table", "T")
    assert (found.kind, found.what) == ("meaning", "T, columns")
    assert (found.before, found.after) == ("Area | %", "Area | % | Count")


def test_a_table_of_the_next_year_is_compared_with_that_of_the_last():
    old, new = (
        Grid(("Area", f"In {year}"), (("Yarm", value),), frozenset({1}), f"Smoking, {year}")
        for year, value in ((2024, "2.0"), (2025, "2.5"))
    )
    assert [(c.kind, c.what, c.after) for c in compare_grids(old, new, "table", "T")] == [
        ("wording", "caption", "Smoking, 2025"),
        ("wording", "T, columns", "Area | In 2025"),
        ("number", "T: Yarm, In 2024", "2.5"),
    ]


def test_a_chart_of_the_next_year_is_compared_with_that_of_the_last(changes):
    assert ("new", "chart") not in kinds(changes(chart=chart(11.5, subtitle="Smoking, 2025 (%)")))


def test_rows_in_another_order_are_a_change_and_their_numbers_none():
    rows = (("Corby", "1.0"), ("Yarm", "2.0"))
    grids = [Grid(("Area", "%"), some, frozenset({1})) for some in (rows, rows[::-1])]
    (found,) = compare_grids(*grids, "table", "T")
    assert (found.what, found.before, found.after) == (
        "T, order of rows",
        "Corby, Yarm",
        "Yarm, Corby",
    )


def test_another_word_in_a_row_is_one_changed_cell():
    grids = [
        Grid(("Area", "Verdict", "%"), (("Yarm", word, "2.0"),), frozenset({2}))
        for word in ("higher", "similar")
    ]
    (found,) = compare_grids(*grids, "table", "T")
    assert (found.kind, found.before, found.after) == ("meaning", "higher", "similar")


PLAIN, MARKDOWN, HTML = "text/plain", "text/markdown", "text/html"
DESCRIBED = "image/svg+xml"


def edited(change, cell):
    """Give the changes that come of changing the output of one cell."""
    before, after = executed(), executed()
    given = next(one for one in after["cells"] if one["id"] == cell)
    change(given["outputs"][0])
    return compare_chapters(before, after)


def set_form(mime, old, new):
    def change(output):
        assert old in output["data"][mime]
        output["data"][mime] = output["data"][mime].replace(old, new)

    return change


@pytest.mark.parametrize(
    ("cell", "mime", "old", "new"),
    [
        ("prose", MARKDOWN, "higher", "lower"),
        ("prose", PLAIN, "higher", "lower"),
        ("table", HTML, ">11.4<", ">11.9<"),
        ("table", PLAIN, "Smoking, 2024", "Smoking, 2023"),
        ("table", HTML, "Smoking, 2024", "Smoking, 2023"),
        ("chart", PLAIN, "11.4%", "11.9%"),
    ],
)
def test_each_form_of_what_is_shown_is_read(cell, mime, old, new):
    found = edited(set_form(mime, old, new), cell)
    assert found
    assert {change.cell for change in found} == {cell}
    assert any(new.strip("><") in change.after for change in found)


@pytest.mark.parametrize(
    "part", ["alt", "title", "subtitle", "long_description", "reading", "source", "boundaries"]
)
def test_each_description_of_a_chart_is_read(part):
    found = edited(lambda output: output["metadata"][DESCRIBED].update({part: "Quite."}), "chart")
    change = next(change for change in found if change.after == "Quite.")
    assert (change.kind, change.cell) == ("meaning", "chart")
    assert change.before != change.after


def change_claim(**values):
    return lambda output: output["metadata"][MARKDOWN]["claims"][0].update(values)


@pytest.mark.parametrize(
    "values", [{"sources": ["another.csv"]}, {"text": "11.4 in 100"}, {"lower_ci": 11.0}]
)
def test_each_part_of_a_claim_is_read(values):
    (found,) = edited(change_claim(**values), "prose")
    assert found.before != found.after


@given(st.floats(-1, 1))
def test_numbers_that_differ_beyond_the_eighth_digit_are_no_change(some):
    assert edited(change_claim(value=11.4 + some * 1e-8), "prose") == []


def test_a_number_that_differs_in_the_eighth_digit_is_shown_so():
    (found,) = edited(change_claim(value=11.400001), "prose")
    assert (found.before, found.after) == ("11.4% (11.4)", "11.4% (11.400001)")


def test_the_limits_are_rounded_where_the_largest_of_them_is():
    """By hand: eight digits of 30,000,000 leave no decimals, so that 0.4 is nought."""
    (found,) = edited(change_claim(value=0.4, upper_ci=3e7), "prose")
    assert found.after == "11.4% (0, to 30000000)"


def test_what_says_nothing_else_is_still_named():
    def hide(chapter):
        chapter["cells"][-1]["metadata"]["tags"] = ["remove-cell"]

    def rename(chapter):
        chapter["cells"][-1]["source"] += "  # again"

    def swap(chapter):
        chapter["cells"][-1], chapter["cells"][-2] = chapter["cells"][-2:]

    def mark(chapter):
        chapter["metadata"]["title"] = "Another"

    for change, kind in ((hide, "markup"), (rename, "markup"), (swap, "meaning"), (mark, "markup")):
        after = executed()
        change(after)
        (found,) = compare_chapters(executed(), after)
        assert found.kind == kind
        assert found.before != found.after


def test_a_cell_whose_name_repeats_hides_nothing():
    after = executed()
    after["cells"].append({**after["cells"][-1], "source": "other()"})
    assert compare_chapters(executed(), after)


@given(st.text(max_size=30), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_sentence_with_other_numbers_never_changes_meaning(words, one, other):
    plain = "".join(letter for letter in words if not letter.isnumeric() and letter not in "-−,.")
    assert kind_of_sentence(f"{plain} {one:.2f}.", f"{plain} {other:.2f}.") == "wording"


def test_numbers_do_not_end_sentences():
    assert split_sentences("A rate of 3.9% (3.7 to 4.1). The end.") == [
        "A rate of 3.9% (3.7 to 4.1).",
        "The end.",
    ]
