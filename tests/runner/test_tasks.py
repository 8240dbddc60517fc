"""Tasks hold plain data under safe names, and no two write the same chapter."""

from pathlib import Path

import pytest

from analysis.errors import ParameterError
from analysis.runner.tasks import Task, check_literal, check_tasks

PLACE = Path("gap.ipynb")


def task(locality: str = "somewhere", output: str = "out.ipynb", **parameters: object) -> Task:
    return Task(locality, "gap", PLACE, Path(output), parameters)


@pytest.mark.parametrize(
    "locality", ["../x", "x/y", "", "Stockton", "a b", "<b>x</b>", "x\n", "-x", "a--b", "x.yml"]
)
def test_a_locality_that_could_be_a_path_or_markup_is_refused(locality):
    with pytest.raises(ParameterError, match="cannot be a file name"):
        task(locality)


@pytest.mark.parametrize("value", [{1, 2}, object(), float("nan"), float("inf"), {1: "a"}, b"x"])
def test_a_value_that_is_not_a_literal_is_refused(value):
    with pytest.raises(ParameterError, match="not plain data"):
        task(areas=[value])


def test_a_subclass_of_text_is_refused_since_its_repr_could_be_code():
    class Hostile(str):
        def __repr__(self) -> str:
            return "__import__('os')"

    with pytest.raises(ParameterError, match="not plain data"):
        check_literal(Hostile("x"), "value")


@pytest.mark.parametrize("name", ["not a name", "class", "__builtins__", "a;b", "é"])
def test_a_parameter_needs_a_plain_name(name):
    with pytest.raises(ParameterError, match="plain name"):
        task(**{name: 1})


def test_the_same_chapter_twice_is_refused():
    with pytest.raises(ParameterError, match="chapter somewhere/gap is asked for 2 times"):
        check_tasks([task(), task(output="other.ipynb")])


def test_two_chapters_in_one_file_are_refused():
    with pytest.raises(ParameterError, match=r"output .*out\.ipynb is asked for 2 times"):
        check_tasks([task(), task("elsewhere")])
