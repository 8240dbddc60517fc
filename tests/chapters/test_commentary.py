"""Local notes beside the figures: in their own words, and out of date when the finding moved."""

import pytest

from analysis.chapters.commentary.show import show_commentary
from analysis.data.areas import Places

PLACES = Places("E06000004", "Stockton-on-Tees")
ABOUT = {"chapter": "glance", "indicator": "smoking", "sex": "Persons", "measure": "level"}
NOTE = {
    "date": "2026-11-21",
    "by": "Stop smoking service",
    "kind": "asset",
    "text": "A made-up note for a test.",
    "finding": ABOUT,
    "direction": "worse",
    "certainty": "clear",
}


@pytest.fixture(autouse=True)
def _sealed(figures):
    """Smoking is 20% (18 to 22) against 14% in England: worse, and clear."""
    figures.seal()


def test_without_notes_the_page_says_how_to_add_one():
    (said,) = show_commentary([], PLACES).paragraphs
    assert said.startswith("No local notes on Stockton-on-Tees yet.")
    assert said.endswith("The analysts of this book can add them.")


def test_a_note_whose_finding_stands_is_said_in_its_own_words():
    (said,) = show_commentary([NOTE], PLACES).paragraphs
    assert said == (
        "Asset: A made-up note for a test. (Stop smoking service, 2026-11-21; on Smoking, next to "
        "England)"
    )


@pytest.mark.parametrize(
    ("direction", "certainty"), [("better", "clear"), ("similar", "unclear"), ("worse", "unclear")]
)
def test_a_note_whose_finding_changed_direction_or_certainty_is_out_of_date(direction, certainty):
    old = NOTE | {"direction": direction, "certainty": certainty}
    (said,) = show_commentary([old], PLACES).paragraphs
    assert said.startswith("Out of date: Asset: A made-up note for a test.")
    assert said.endswith(
        f"When this was written the finding was {direction} ({certainty}); now it is worse (clear)."
    )


def test_new_figures_turn_a_note_out_of_date_and_leave_its_words(figures, monkeypatch):
    assert not show_commentary([NOTE], PLACES).paragraphs[0].startswith("Out of date")
    rows = figures.rows("indicators/smoking.csv")
    rows[1] |= {"value": "14.5", "lower_ci": "13", "upper_ci": "16"}
    geography = (figures.folder / "geography" / "areas.csv").read_text("utf-8")
    catalogue = (figures.folder / "catalogue.csv").read_text("utf-8")
    figures.folder = figures.folder.with_name("renewed")
    life = (figures.folder.parent / "figures" / "indicators" / "life.csv").read_text("utf-8")
    figures.write("indicators/smoking.csv", rows)
    figures.write("indicators/life.csv", life)
    figures.write("geography/areas.csv", geography)
    figures.write("catalogue.csv", catalogue)
    figures.seal()
    monkeypatch.setenv("ANALYSIS_DATA", str(figures.folder))
    (said,) = show_commentary([NOTE], PLACES).paragraphs
    assert NOTE["text"] in said
    assert said.endswith("now it is similar (unclear).")


def test_out_of_date_notes_stand_last():
    old = NOTE | {"direction": "better", "text": "Old words."}
    said = show_commentary([old, NOTE], PLACES).paragraphs
    assert [text.startswith("Out of date") for text in said] == [False, True]


def test_a_chapter_can_show_its_own_notes_only():
    other = NOTE | {"finding": ABOUT | {"chapter": "trend"}, "text": "Of the trend."}
    assert len(show_commentary([NOTE, other], PLACES).paragraphs) == 2
    (said,) = show_commentary([NOTE, other], PLACES, "trend").paragraphs
    assert "Of the trend." in said


def test_a_chapter_without_notes_of_its_own_denies_no_other():
    (said,) = show_commentary([NOTE], PLACES, "gap").paragraphs
    assert said.startswith("No local notes on these findings of Stockton-on-Tees yet.")


def test_a_hostile_note_is_no_markup():
    data, _ = show_commentary(
        [NOTE | {"text": "<script>x</script> **bold** {ref}`x`"}], PLACES
    )._repr_mimebundle_()
    assert "<script>" not in data["text/markdown"]
    assert "**bold**" not in data["text/markdown"]


def test_the_words_of_a_note_are_claimed_as_local_and_of_no_file():
    (said,) = show_commentary([NOTE], PLACES).sentences
    for claim in said.claims:
        assert claim.rule.startswith("local commentary")
        assert claim.text in said.text
