"""One sentence of the book, edited in every way that people edit."""

import pytest

from analysis.intake.word.wording import compare_rows, compare_words

OURS = (
    "Healthy life expectancy: worse than in England, 54.9 years (95% CI 51.2 to 58.6) against 61.3 "
    "years. Over time: cannot tell which way."
)


def edits_of(old, new, ours=OURS):
    assert old in ours
    return compare_words(ours, ours.replace(old, new))


def test_what_was_left_alone_has_no_edits():
    edits = compare_words(OURS, OURS)
    assert not (edits.added or edits.refused or edits.reworded)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("54.9", "55.9", "54.9 was changed to 55.9 in “Healthy life expectancy: worse"),
        ("(95% CI 51.2 to 58.6)", "", "“(95% CI 51.2 to 58.6)” was taken out in"),
        ("58.6)", "58.7)", "58.6 was changed to 58.7 in"),
        ("61.3 years.", "61.3 years in 2030.", "“years.” was changed to “years in 2030.” in"),
        ("worse", "better", "worse was changed to better in"),
        ("worse than", "not worse than", "“not” was put in"),
        ("cannot tell", "can tell", "cannot was changed to can in"),
        ("cannot tell which way.", "narrowing.", "“cannot tell which way.” was changed to “narrow"),
        ("cannot tell which way.", "", "“cannot tell which way.” was taken out in"),
    ],
)
def test_a_changed_figure_or_verdict_is_refused_by_name(old, new, said):
    edits = edits_of(old, new)
    assert len(edits.refused) == 1
    assert edits.refused[0].startswith(said)
    assert not (edits.added or edits.reworded)


def test_two_figures_changed_together_are_two_sentences():
    edits = edits_of("51.2 to 58.6", "50.2 to 59.6")
    assert [one.partition(" in ")[0] for one in edits.refused] == [
        "51.2 was changed to 50.2",
        "58.6 was changed to 59.6",
    ]


@pytest.mark.parametrize(
    ("edited", "added"),
    [
        (f"{OURS} People say so too.", "People say so too."),
        (f"We knew. {OURS}", "We knew."),
        (OURS.replace("61.3 years. ", "61.3 years. We count 12 clinics. "), "We count 12 clinics."),
        (f"{OURS} It is worse in winter", "It is worse in winter"),
    ],
)
def test_a_sentence_of_ones_own_is_commentary_even_with_a_figure(edited, added):
    edits = compare_words(OURS, edited)
    assert edits.added == [added]
    assert not (edits.refused or edits.reworded)


def test_a_figure_within_the_books_own_sentence_is_no_commentary():
    edits = edits_of("against 61.3", "against about 62 or 61.3")
    assert edits.refused == [
        "“about 62 or” was put in “Healthy life expectancy: worse than in England, 54.9 years …”"
    ]


def test_other_words_are_listed_with_both_wordings():
    edits = edits_of("Healthy life expectancy", "Healthy years")
    assert edits.reworded[0].startswith("“life expectancy:” was changed to “years:” in")
    assert not (edits.added or edits.refused)


def test_a_word_that_follows_a_verdict_may_go():
    edits = edits_of("which way.", "so far.")
    assert edits.reworded
    assert not edits.refused


def test_each_changed_cell_is_named_by_row_and_column():
    ours = [["Area", "Value"], ["Here", "54.9"], ["There", "61.3"]]
    theirs = [["Area", "Value"], ["Here", "55.9"], ["There", "61.3"]]
    assert compare_rows("A table", ours, theirs) == [
        "54.9 was changed to 55.9 in the table “A table”, row Here, column Value"
    ]
    assert compare_rows("A table", ours, ours) == []
    assert compare_rows("A table", ours, theirs[:2]) == [
        "Rows or columns were added or taken out in the table “A table”"
    ]
