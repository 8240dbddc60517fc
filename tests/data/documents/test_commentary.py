"""Local notes: what is misspelt stops with a suggestion, and a note survives a re-run."""

import pytest
import yaml

from analysis.data.documents.commentary import DIRECTIONS, add_note, read_commentary
from analysis.data.params import load_localities
from analysis.errors import ParameterError
from analysis.runner.tasks import chapter_tasks

CHAPTERS = ("glance", "trend")
NOTE = {
    "date": "2026-11-21",
    "by": "Family hub coordinator",
    "kind": "asset",
    "text": "A made-up note for a test.",
    "finding": {
        "chapter": "glance",
        "indicator": "year-6-obesity",
        "sex": "Persons",
        "measure": "level",
    },
    "direction": "worse",
    "certainty": "clear",
}


@pytest.fixture
def write(project):
    """Give a function that writes the notes of Stockton-on-Tees in a copy of the project."""
    folder = project / "params" / "commentary"
    folder.mkdir(exist_ok=True)

    def notes(*given):
        text = yaml.safe_dump({"notes": list(given)}, sort_keys=False)
        path = folder / "stockton-on-tees.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return notes


def test_notes_are_read_the_latest_first(write):
    write(NOTE, NOTE | {"date": "2027-01-05", "text": "Later."})
    notes = read_commentary("stockton-on-tees", CHAPTERS)
    assert [str(note.date) for note in notes] == ["2027-01-05", "2026-11-21"]
    assert notes[1].model_dump(mode="json") == NOTE


def test_a_note_that_is_later_than_the_edition_waits_for_the_next(write):
    write(NOTE, NOTE | {"date": "2026-11-22", "text": "Later."})
    given = load_localities()["stockton-on-tees"].values(["commentary"])["commentary"]
    assert [note["date"] for note in given] == ["2026-11-21"]


def test_a_place_without_a_file_has_no_notes(write):
    assert read_commentary("northumberland", CHAPTERS) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "assets"}, "kind is not right"),
        ({"by": "someone@council.example"}, "no address and no telephone number"),
        ({"text": "Ring 01642 000 000."}, "no address and no telephone number"),
        ({"text": ""}, "text is not right"),
        ({"direction": "widening"}, "there is no direction widening"),
        ({"direction": "wors"}, "Did you mean worse?"),
        ({"certainty": "sure"}, "certainty is not right"),
        ({"date": "21st"}, "date 21st cannot be read: write a day as 2026-11-21"),
        ({"colour": "red"}, "colour is not a known key"),
        ({"finding": NOTE["finding"] | {"indicator": "year-6-obesit"}}, "Did you mean year-6-o"),
        ({"finding": NOTE["finding"] | {"measure": "gap"}}, "measure is not right"),
        ({"finding": NOTE["finding"] | {"chapter": "glanc"}}, "Did you mean glance?"),
        ({"finding": NOTE["finding"] | {"sex": "All"}}, "sex is not right"),
    ],
)
def test_each_fault_is_one_sentence_with_the_file(write, change, said):
    write(NOTE | change)
    with pytest.raises(ParameterError) as problem:
        read_commentary("stockton-on-tees", CHAPTERS)
    assert said in str(problem.value)
    assert "params/commentary/stockton-on-tees.yml" in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_file_without_notes_is_refused(write):
    write()
    with pytest.raises(ParameterError, match="notes is not right"):
        read_commentary("stockton-on-tees", CHAPTERS)


def test_every_measure_has_words_that_the_rules_can_give():
    from analysis.chapters.commentary.findings import CLEAR, NOT_KNOWN, UNCLEAR, certainty_of

    for words in DIRECTIONS.values():
        assert {certainty_of(word) for word in words} <= {CLEAR, UNCLEAR, NOT_KNOWN}
        assert len({certainty_of(word) for word in words}) > 1


def test_a_note_is_added_at_the_end_and_the_others_are_left_alone(write):
    path = write(NOTE)
    before = path.read_text(encoding="utf-8")
    add_note("stockton-on-tees", NOTE | {"text": "More."}, CHAPTERS)
    assert path.read_text(encoding="utf-8").startswith(before)
    assert len(read_commentary("stockton-on-tees", CHAPTERS)) == 2


def test_the_first_note_of_a_place_makes_its_file(write):
    where = add_note("northumberland", NOTE, CHAPTERS)
    assert where == "params/commentary/northumberland.yml"
    assert len(read_commentary("northumberland", CHAPTERS)) == 1


def test_a_note_that_is_not_right_is_not_written(write):
    path = write(NOTE)
    before = path.read_bytes()
    elsewhere = {"finding": NOTE["finding"] | {"chapter": "x"}}
    with pytest.raises(ParameterError, match="the note"):
        add_note("stockton-on-tees", NOTE | {"kind": "wish"}, CHAPTERS)
    with pytest.raises(ParameterError, match="chapter"):
        add_note("stockton-on-tees", NOTE | elsewhere, CHAPTERS)
    assert path.read_bytes() == before


def test_the_notes_are_an_input_of_the_chapter_that_shows_them(write):
    """A chapter's parameters hold the notes' own words, so that it runs again when they change."""

    def given() -> list[dict]:
        chosen = {"stockton-on-tees": load_localities()["stockton-on-tees"]}
        (task,) = chapter_tasks(chosen, ["glance"])
        return task.parameters["commentary"]

    write(NOTE)
    first = given()
    write(NOTE | {"text": "Other words."})
    assert first == [NOTE]
    assert given() == [NOTE | {"text": "Other words."}]


def test_the_template_in_the_guide_is_right(write):
    """The example of the guide is read as a person would copy it."""
    from pathlib import Path

    guide = (Path(__file__).parents[3] / "params" / "commentary" / "README.md").read_text("utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    path = write(NOTE)
    path.write_text(example, encoding="utf-8")
    (note,) = read_commentary("stockton-on-tees", CHAPTERS)
    assert note.certainty == "unclear"
