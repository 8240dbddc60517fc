"""An edition that lacks a chapter is refused, or says on the page what is missing."""

import json
from dataclasses import replace

import pytest

from analysis.book.build import check_complete, find_incomplete, mark_incomplete
from analysis.data.params import load_localities
from analysis.errors import RunError
from analysis.runner.cache import PYTHON, Cache, Record
from analysis.runner.tasks import chapter_tasks


@pytest.fixture
def task(project):
    return next(t for t in chapter_tasks(load_localities()) if t.chapter == "ward")


@pytest.fixture
def failed(project, task):
    """The ward page exists from an earlier run, and failed in the latest."""
    task.output.parent.mkdir(parents=True)
    page = {"cells": [{"cell_type": "markdown", "source": ["# Yarm"]}], "nbformat": 4}
    task.output.write_text(json.dumps(page), encoding="utf-8")
    record = Record(
        template="t",
        code="c",
        lock="l",
        python=PYTHON,
        parameters=dict(task.parameters),
        files={},
        output="",
        failure="Cell ward: the file <raw> is missing.",
    )
    Cache(project / ".cache").write(task, record)
    return task


def test_chapters_that_were_never_made_are_found(project):
    lacking = find_incomplete(chapter_tasks(load_localities()))
    assert len(lacking) == len(chapter_tasks(load_localities()))
    assert {reason for _, reason in lacking} == {"it has not been made yet"}


def test_a_chapter_that_failed_last_time_is_found_with_its_reason(failed):
    reasons = {
        task.name: reason for task, reason in find_incomplete(chapter_tasks(load_localities()))
    }
    assert reasons[failed.name] == "Cell ward: the file <raw> is missing."


def test_an_edition_without_a_chapter_is_refused_in_a_sentence_that_says_what_to_do(failed):
    with pytest.raises(RunError) as problem:
        check_complete([(failed, "Cell ward: it broke."), (failed, "again")])
    assert str(problem.value) == (
        "The book lacks stockton-on-tees-yarm/ward and 1 more: Cell ward: it broke. Run `analysis "
        "run stockton-on-tees-yarm`, or give --incomplete to publish pages that say what is "
        "missing."
    )


def test_a_whole_edition_is_not_refused():
    check_complete([])


def test_the_last_good_version_stays_below_the_words(failed, tmp_path):
    copy = tmp_path / "copy" / failed.locality / "ward.ipynb"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(failed.output.read_bytes())
    before = failed.output.read_bytes()
    mark_incomplete(tmp_path / "copy", [(failed, "the file <raw> is missing.")])
    title, words = json.loads(copy.read_text(encoding="utf-8"))["cells"]
    assert title["source"] == ["# Yarm"]
    assert (
        "could not be made for this edition: the file \\<raw\\> is missing." in words["source"][0]
    )
    assert "What follows is its last good version" in words["source"][0]
    assert failed.output.read_bytes() == before


def test_a_page_that_never_was_has_its_title_and_the_words(task, tmp_path):
    named = replace(task, parameters={**task.parameters, "area_name": "Yarm & Co"})
    mark_incomplete(tmp_path, [(named, "it has not been made yet")])
    page = json.loads((tmp_path / named.locality / "ward.ipynb").read_text(encoding="utf-8"))
    title, words = page["cells"]
    assert "".join(title["source"]).startswith("# Yarm \\& Co")
    assert "There is no earlier version to show." in words["source"][0]
