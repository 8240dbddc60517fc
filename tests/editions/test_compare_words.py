"""Whatever differs between a published chapter and the one made again is named in words."""

import json
import re

import pandas as pd
import pytest
from chapter_parts import chart, prose, table

from analysis.claims.table import Table
from analysis.editions.compare import MOST, chapter_differences

NAME = "yarm/smoking"


@pytest.fixture
def compared(write_chapter):
    """Give a function that says how a chapter differs from a sound one, by parts or by its text."""

    def compare(edit=None, **shown):
        again = write_chapter(folder="again")
        published = write_chapter(folder="yarm", shown=shown)
        if edit:
            published.write_bytes(edit(published.read_text()).encode())
        return chapter_differences(NAME, published, again)

    return compare


def words(findings):
    assert not [one for one in findings if one.cosmetic]
    assert {one.where for one in findings} <= {NAME}
    return [one.words for one in findings]


def test_the_same_bytes_have_no_difference(compared):
    assert compared() == []


def test_a_number_in_a_table_is_named_with_both_sides(compared):
    (said,) = words(compared(table=table(11.5)))
    assert said.startswith("Cell table, Smoking, 2024: Here, Value (%) (number): ")
    assert said.endswith('the book says "11.5" and should say "11.4".')


def test_a_sentence_is_named_with_both_sides(compared):
    (said,) = words(compared(prose=prose(word="similar")))
    assert said == (
        "Cell prose, rule word similar to higher (meaning): the book says "
        '"Smoking is 11.4%, similar." and should say "Smoking is 11.4%, higher.".'
    )


def test_a_claim_is_named_with_both_sides(compared):
    said = words(compared(edit=lambda text: text.replace('"value":11.4', '"value":11.5')))
    assert any("11.5" in one and "11.4" in one and one.startswith("Cell prose") for one in said)


def test_a_moved_line_is_named_by_its_chart(compared):
    (said,) = words(compared(edit=lambda text: text.replace("L9 9", "L9 8")))
    assert said.startswith("Cell chart, Smoking, 2024 (%)")
    assert "svg" not in said


def test_another_colour_is_cosmetic(compared):
    (found,) = compared(edit=lambda text: text.replace("#12436D", "#801650"))
    assert found.cosmetic
    assert str(found).startswith("yarm/smoking: Only the look differs: cell chart")


def test_a_colour_hides_no_other_difference(compared):
    def edit(text):
        return text.replace("#12436D", "#801650").replace("Long.", "Short.")

    found = compared(edit=edit)
    assert [one.cosmetic for one in found] == [False, True]
    assert "long description" in found[0].words
    assert 'the book says "Short." and should say "Long.".' in found[0].words


def outputs_of(notebook, name):
    return next(cell for cell in notebook["cells"] if cell["id"] == name)["outputs"]


def edited(change):
    def edit(text):
        notebook = json.loads(text)
        change(notebook)
        return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    return edit


UNNAMED = {
    "settings": (lambda n: n["metadata"].update(title="x"), "Metadata, title (markup): "),
    "an output's setting": (
        lambda n: outputs_of(n, "table")[0]["metadata"].update({"text/html": {"isolated": True}}),
        "Cell table, output 1, metadata, text/html (markup): ",
    ),
    "a fingerprint": (
        lambda n: outputs_of(n, "prose")[0]["data"]["text/plain"].append("Fingerprint of the"),
        "Cell prose, ",
    ),
    "claims of another shape": (
        lambda n: outputs_of(n, "prose")[0]["metadata"]["text/markdown"].update(claims=[1]),
        "Cell prose, output 1, metadata, text/markdown, claims, part 1: ",
    ),
}


@pytest.mark.parametrize("case", UNNAMED)
def test_what_has_no_name_is_named_by_its_place(compared, case):
    change, place = UNNAMED[case]
    said = words(compared(edit=edited(change)))
    assert any(one.startswith(place) for one in said), said


def test_other_spaces_in_the_file_are_named_by_their_line(compared):
    (said,) = words(compared(edit=lambda text: text.replace('"cells"', ' "cells"', 1)))
    assert re.match(r"Line 2: the book says .* and should say", said)


def test_other_ends_of_lines_are_named(compared):
    (said,) = words(compared(edit=lambda text: text.replace("\n", "\r\n")))
    assert said.startswith("Line 1: ")


def test_many_differences_are_counted_after_the_first(compared):
    said = words(compared(prose=tuple(prose(word=f"w{n}") for n in range(40))))
    assert len(said) == MOST + 1
    assert re.fullmatch(r"\d+ more differences\.", said[-1])


def test_a_chart_that_is_gone_is_named(compared):
    said = words(compared(chart=(chart(), chart(12.5))))
    assert any(one.startswith("Cell chart, figure") and "(gone)" in one for one in said)


def test_a_table_that_is_gone_or_new_is_named(compared):
    said = words(compared(table=(table(), Table(pd.DataFrame({"A": ["b"]}), caption="Stray"))))
    table_gone = 'Cell table, table Stray (gone): the book says "a table of 1 row"'
    assert any(one.startswith(table_gone) for one in said)
    said = words(compared(table=prose()))
    assert any(one.startswith("Cell table, table Smoking, 2024 (new): ") for one in said)
