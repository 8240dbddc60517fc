"""From localities to tasks: each chapter is given what its template declares."""

import pytest

from analysis.data.chapters import chapter_names
from analysis.data.params import DOCUMENTS, load_localities
from analysis.errors import ParameterError
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
    with pytest.raises(ParameterError, match="None of these localities has the chapter gap"):
        chapter_tasks(yarm, ["gap"])
