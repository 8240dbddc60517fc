"""Chapters are made again beside the book, never in it, and an interrupted check says so."""

import pytest
from chapter_parts import PARAMETERS, prose

from analysis.editions import verify
from analysis.editions.edition import Edition
from analysis.errors import RunError
from analysis.runner.run import RunReport, RunRow
from analysis.runner.tasks import Task


@pytest.fixture
def tasks(tmp_path, write_chapter):
    outputs = [write_chapter(folder=folder) for folder in ("corby", "yarm")]
    outputs[1].write_text(outputs[1].read_text() + " " * 100)
    return [
        Task(path.parent.name, "smoking", tmp_path / "smoking.ipynb", path, PARAMETERS)
        for path in outputs
    ]


@pytest.fixture
def ran(monkeypatch):
    """Have runs of tasks noted, and reported as the test says."""
    noted = {}

    def run_tasks(tasks, **options):
        noted.update(tasks=tasks, **options)
        return noted["report"]

    monkeypatch.setattr(verify, "run_tasks", run_tasks)
    return noted


def test_chapters_are_made_in_a_folder_of_their_own_the_largest_first(tasks, ran, tmp_path):
    ran["report"] = RunReport((RunRow("yarm/smoking", "failed", "Cell chart: It broke."),))
    found = verify.run_again(tasks, tmp_path / "again", jobs=2)
    assert [str(one) for one in found] == [
        "yarm/smoking: It cannot be run again. Cell chart: It broke."
    ]
    assert [task.name for task in ran["tasks"]] == ["yarm/smoking", "corby/smoking"]
    assert ran["tasks"][0].output == tmp_path / "again/book/yarm/smoking.ipynb"
    assert ran["cache_dir"].is_relative_to(tmp_path / "again")
    assert (ran["force"], ran["jobs"]) == (True, 2)


def test_a_check_that_was_stopped_verifies_nothing(tasks, ran, tmp_path):
    ran["report"] = RunReport((), interrupted=True)
    with pytest.raises(RunError, match=r"stopped before its end\. Run it again"):
        verify.run_again(tasks, tmp_path)


def test_a_chapter_is_compared_with_the_one_that_was_made_again(tasks, tmp_path, write_chapter):
    made = tmp_path / "again/book/corby/smoking.ipynb"
    made.parent.mkdir(parents=True)
    made.write_text(
        write_chapter(folder="other", shown={"prose": prose(word="similar")}).read_text()
    )
    again = Edition(tmp_path / "again", "again")
    (found,) = verify.differences({"corby/smoking": tasks[0].output}, again)
    assert str(found).startswith("corby/smoking: Cell prose, rule word higher to similar")


def test_what_only_one_of_two_editions_has_is_named(tasks, tmp_path):
    (tmp_path / "again/book/a").mkdir(parents=True)
    (tmp_path / "again/book/a/b.ipynb").write_text("{}")
    again = Edition(tmp_path / "again", "again")
    found = verify.differences({"corby/smoking": tasks[0].output}, again)
    assert [str(one) for one in found] == [
        "a/b: The edition lacks this chapter.",
        "corby/smoking: No parameter file of the edition asks for this chapter.",
    ]
