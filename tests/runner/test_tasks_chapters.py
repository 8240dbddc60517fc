"""From localities to tasks: each chapter is given what its template declares."""

import json
import os
import subprocess
import sys

import pytest

from analysis import paths
from analysis.data import params
from analysis.data.chapters import chapter_names
from analysis.data.params import DOCUMENTS, load_localities
from analysis.errors import ParameterError
from analysis.runner.cache import ASKED, ASKED_OF, Inputs, asked_tasks
from analysis.runner.tasks import chapter_tasks
from analysis.runner.template import read_template


@pytest.fixture
def localities(project):
    """Stockton-on-Tees with three chapters, and its ward Yarm."""
    path = project / "params" / "stockton-on-tees.yml"
    path.write_text("area_code: E06000004\nchapters: [trend, gap, wards]\n", encoding="utf-8")
    return load_localities()


def test_each_locality_has_a_task_for_each_of_its_chapters(localities, project):
    tasks = chapter_tasks(localities)
    assert [(task.locality, task.chapter) for task in tasks] == [
        ("stockton-on-tees", "trend"),
        ("stockton-on-tees", "gap"),
        ("stockton-on-tees", "wards"),
        ("stockton-on-tees-yarm", "ward"),
    ]
    for task in tasks:
        assert task.output == project / "book" / task.locality / f"{task.chapter}.ipynb"
        assert task.template == project / "notebooks" / f"{task.chapter}.ipynb"


def test_a_task_has_just_the_parameters_that_its_template_declares(localities):
    for task in chapter_tasks(localities):
        given = localities[task.locality].model_dump(mode="json")
        declared = list(read_template(task.template).parameters)
        assert declared
        assert list(task.parameters) == declared
        # Documents are written out; everything else goes in as the locality has it.
        plain = [name for name in declared if name not in DOCUMENTS]
        assert plain
        assert {name: task.parameters[name] for name in plain} == {n: given[n] for n in plain}


def test_only_the_named_chapters_are_made(localities):
    tasks = chapter_tasks(localities, ["gap", "ward"])
    assert {task.chapter for task in tasks} == {"gap", "ward"}


def test_an_unknown_chapter_is_named_with_those_that_there_are(localities):
    with pytest.raises(ParameterError) as problem:
        chapter_tasks(localities, ["gaps"])
    assert str(problem.value) == (
        f"There is no chapter gaps. The chapters are {', '.join(chapter_names())}."
    )


def test_a_chapter_that_no_locality_has_is_named(localities):
    yarm = {"stockton-on-tees-yarm": localities["stockton-on-tees-yarm"]}
    with pytest.raises(ParameterError, match=r"has the chapter gap: they have ward\.$"):
        chapter_tasks(yarm, ["gap"])


def ask(*names: str) -> list:
    """Ask for the chapters of localities as a new process would, which has digested nothing."""
    return asked_tasks(names, (), Inputs.of_project())


@pytest.fixture
def asked(localities, monkeypatch):
    """The tasks of the toy project, asked for once; from now on nothing reads the parameters."""
    tasks = ask("stockton-on-tees")
    assert tasks == chapter_tasks(localities)[:3]
    monkeypatch.setattr(params, "load_localities", lambda: pytest.fail("read again"))
    return tasks


def test_what_was_asked_before_is_not_read_again(asked):
    again = ask("stockton-on-tees")
    assert again == asked
    # A chapter shows its parameters in their order.
    assert [json.dumps(dict(one.parameters)) for one in again] == [
        json.dumps(dict(one.parameters)) for one in asked
    ]


@pytest.mark.parametrize(
    "changed",
    [
        "params/stockton-on-tees.yml",
        "params/targets.yml",
        "params/plans/new.yml",
        "benchmarks/results/hindcasts.json",
        "data/added/catalogue.csv",
    ],
)
def test_a_changed_document_is_read_again(asked, project, changed, monkeypatch):
    monkeypatch.setattr(paths, "added_folder", lambda _: project / "data" / "added")
    path = project / changed
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + "\n", encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match="read again"):
        ask("stockton-on-tees")


def test_other_templates_figures_or_questions_are_read_again(asked, project, monkeypatch):
    with pytest.raises(pytest.fail.Exception, match="read again"):
        ask("stockton-on-tees-yarm")
    (project / "notebooks").unlink()
    (project / "notebooks").mkdir()
    with pytest.raises(pytest.fail.Exception, match="read again"):
        ask("stockton-on-tees")


def test_changed_figures_are_read_again(asked, monkeypatch):
    monkeypatch.setattr(Inputs, "data_digest", lambda *_: "another")
    with pytest.raises(pytest.fail.Exception, match="read again"):
        ask("stockton-on-tees")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"of": 1}'])
def test_a_memory_that_cannot_be_read_counts_as_none(localities, text):
    tasks = ask("stockton-on-tees")
    path = paths.cache_folder() / ASKED
    path.write_text(text, encoding="utf-8")
    assert ask("stockton-on-tees") == tasks


WATCHED = """
import os, sys
opened = set()
def watch(event, given):
    if event == "open" and isinstance(given[0], (str, os.PathLike)):
        opened.add(os.path.realpath(given[0]))
sys.addaudithook(watch)
from analysis.runner.cache import Inputs, asked_tasks
from analysis.data.raw import files_read
asked_tasks([], [], Inputs.of_project())
print("\\n".join(sorted(opened)))
print(*files_read(), sep="\\n")
"""


def test_tasks_follow_from_nothing_that_is_not_digested(localities, project):
    told = subprocess.run(
        [sys.executable, "-c", WATCHED], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    code, data = Inputs.of_project().code, paths.data_folder()
    digested = [place(project).resolve() for place in ASKED_OF] + [code]
    known = {str(paths.lock_file()), str(data / "manifest.csv"), *(str(data / one) for one in told)}
    within = [str(folder) + os.sep for folder in (project, data.parents[1])]
    read = [name for name in told if name.startswith(tuple(within)) and "site-packages" not in name]
    assert str(project / "params" / "stockton-on-tees.yml") in read
    ours = tuple(str(folder) + os.sep for folder in digested)
    cache = str(paths.cache_folder()) + os.sep
    assert [one for one in read if not one.startswith((*ours, cache)) and one not in known] == []
