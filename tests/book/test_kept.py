"""What a build keeps for the next one, and when it may not."""

import os

import pytest

from analysis import paths
from analysis.book.kept import Memory, digest_of, kept_folder, make_same
from analysis.errors import RunError


def test_a_folder_is_kept_while_the_recipe_is_the_same(tmp_path):
    folder = tmp_path / "kept"
    with kept_folder(folder, "one"):
        (folder / "page").write_text("made")
    with kept_folder(folder, "one"):
        assert (folder / "page").read_text() == "made"
    with kept_folder(folder, "another"):
        assert not (folder / "page").exists()


@pytest.mark.parametrize("problem", [KeyboardInterrupt, ValueError])
def test_what_was_stopped_in_the_middle_begins_anew(tmp_path, problem):
    folder = tmp_path / "kept"
    with pytest.raises(problem), kept_folder(folder, "one"):
        (folder / "page").write_text("hal")
        raise problem
    with kept_folder(folder, "one"):
        assert not (folder / "page").exists()


def test_a_step_that_says_what_is_wrong_is_gone_on_from(tmp_path):
    folder = tmp_path / "kept"
    with pytest.raises(RunError), kept_folder(folder, "one"):
        (folder / "page").write_text("made")
        raise RunError("a link leads nowhere")
    with kept_folder(folder, "one"):
        assert (folder / "page").read_text() == "made"


def test_only_files_that_differ_are_written_anew(tmp_path):
    before, wanted = tmp_path / "before", tmp_path / "wanted"
    for folder in (before, wanted):
        (folder / "below").mkdir(parents=True)
        (folder / "below" / "same").write_text("same")
        os.utime(folder / "below" / "same", (1000, 1000))
    (before / "gone").write_text("old")
    # As long as the other one, so that only the content tells them apart.
    (before / "changed").write_text("one")
    (wanted / "changed").write_text("two")
    (wanted / "new").write_text("new")
    make_same(before, wanted)
    names = sorted(path.relative_to(before).as_posix() for path in before.rglob("*"))
    assert names == ["below", "below/same", "changed", "new"]
    assert (before / "changed").read_text() == "two"
    assert (before / "below" / "same").stat().st_mtime == 1000


@pytest.fixture
def counted():
    """Give a step and the list of its runs."""
    runs = []

    def step():
        runs.append(True)
        return {"rows": [len(runs), "£"]}

    return step, runs


def test_a_step_runs_once_for_what_it_is_given(tmp_path, counted):
    step, runs = counted
    for _ in range(2):
        memory = Memory(tmp_path)
        assert memory.recall("analysis.formats", "a", step) == {"rows": [1, "£"]}
    assert memory.recall("analysis.formats", "b", step) == {"rows": [2, "£"]}
    # Other code may give something else.
    assert memory.recall("analysis.paths", "a", step) == {"rows": [3, "£"]}
    assert len(runs) == 3


def test_each_of_many_is_made_once_and_the_others_are_forgotten_or_kept(tmp_path):
    made = []

    def make(key):
        made.append(key)
        return [key, len(made)]

    def ask(*keys, **options):
        memory = Memory(tmp_path)
        return memory.recall_each("analysis.formats", "all", keys, make, **options)

    assert ask("a", "b") == {"a": ["a", 1], "b": ["b", 2]}
    # Only what is new is made, and only what was asked for is known afterwards.
    assert ask("b", "c") == {"b": ["b", 2], "c": ["c", 3]}
    assert ask("a")["a"] == ["a", 4]
    # A part of all that is asked for leaves the rest as it was.
    assert ask("d", forget=False) == {"d": ["d", 5]}
    assert ask("a", "d") == {"a": ["a", 4], "d": ["d", 5]}
    assert made == ["a", "b", "c", "a", "d"]
    assert Memory().recall_each("analysis.formats", "all", ["a"], make) == {"a": ["a", 6]}


def test_half_a_file_is_made_again(tmp_path, counted):
    step, _ = counted
    Memory(tmp_path).recall("analysis.formats", "a", step)
    [path] = tmp_path.iterdir()
    path.write_text(path.read_text()[:5])
    assert Memory(tmp_path).recall("analysis.formats", "a", step) == {"rows": [2, "£"]}


def test_what_a_build_did_not_ask_for_is_forgotten(tmp_path, counted):
    step, runs = counted
    for given in ("a", "b"):
        Memory(tmp_path).recall("analysis.formats", given, step)
    memory = Memory(tmp_path)
    memory.recall("analysis.formats", "a", step)
    memory.forget_rest()
    assert len(list(tmp_path.iterdir())) == 1
    Memory(tmp_path).recall("analysis.formats", "a", step)
    assert len(runs) == 2


def test_without_a_folder_nothing_is_remembered(counted):
    step, runs = counted
    memory = Memory()
    for _ in range(2):
        memory.recall("analysis.formats", "a", step)
    memory.forget_rest()
    assert len(runs) == 2


def test_figures_are_known_by_their_bytes_and_not_by_their_manifest(figures):
    figures.seal()
    before = Memory().figures
    assert Memory().figures == before
    figures.write("indicators/life.csv", "another")
    again = Memory().figures
    assert again != before
    # What an analyst lays over them counts too.
    added = paths.added_folder(paths.data_folder())
    added.mkdir()
    (added / "catalogue.csv").write_text("mine")
    assert Memory().figures not in (before, again)


def test_a_digest_tells_apart_what_is_said_of_what():
    assert digest_of("a", "bc") != digest_of("ab", "c")
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
