"""What is to be run: one template with one locality's parameters gives one chapter.

Imports no notebook library: what goes to the process of a chapter and comes back is plain.
"""

import keyword
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import paths
from analysis.errors import ParameterError
from analysis.runner.template import read_template

if TYPE_CHECKING:
    from analysis.data.params import Locality

Place = tuple[str, ...]
Ahead = tuple[Place, ...]
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Task:
    """One chapter of one locality."""

    locality: str
    # Slug of the template, for example ``gap``.
    chapter: str
    template: Path
    output: Path
    parameters: Mapping[str, Any]

    def __post_init__(self) -> None:
        check_slug(self.locality, "locality")
        check_slug(self.chapter, "chapter")
        literal = {
            check_name(name): check_literal(value, f"parameter {name} of {self.name}")
            for name, value in self.parameters.items()
        }
        object.__setattr__(self, "parameters", literal)

    @property
    def name(self) -> str:
        """The chapter's name in plans, reports and logs, ``locality/chapter``."""
        return f"{self.locality}/{self.chapter}"


@dataclass(frozen=True)
class Job:
    """Everything that is needed to execute one chapter, here or on another machine."""

    # ``locality/chapter``.
    name: str
    template: str
    parameters: Mapping[str, Any]
    folder: str
    time_limit: float = 600.0
    memory_limit: int = 1 << 30
    # The places of which is found before it what it may need, once for all that need it.
    ahead: Ahead = ()
    # Whether it quotes verdicts, which take longest to find.
    quotes: bool = False


@dataclass(frozen=True)
class Result:
    """What came of a job."""

    name: str
    text: str = ""
    failure: str = ""
    details: str = ""
    retry: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory: int = 0
    attempts: int = 1


def chapter_tasks(localities: "Mapping[str, Locality]", chapters: Sequence[str] = ()) -> list[Task]:
    """Make a task for each chapter of each locality."""
    # What only plans and writes needs no tables.
    from analysis.data.chapters import chapter_names  # noqa: PLC0415

    for name in chapters:
        if name not in chapter_names():
            raise ParameterError(
                f"There is no chapter {name}. The chapters are {', '.join(chapter_names())}."
            )
    folder, known = paths.notebooks_folder(), cache(read_template)
    tasks = [
        chapter_task(slug, chapter, locality.values(known(folder / f"{chapter}.ipynb").parameters))
        for slug, locality in localities.items()
        for chapter in locality.chapters
        if not chapters or chapter in chapters
    ]
    if not tasks:
        held = dict.fromkeys(name for one in localities.values() for name in one.chapters)
        raise ParameterError(
            f"None of these localities has the chapter {', '.join(chapters)}: they have "
            f"{', '.join(held) or 'none'}."
        )
    return tasks


def chapter_task(locality: str, chapter: str, parameters: Mapping[str, Any]) -> Task:
    """Give the task of a chapter whose template and page stand where all of the book's do."""
    template = paths.notebooks_folder() / f"{chapter}.ipynb"
    output = paths.book_folder() / locality / template.name
    return Task(locality, chapter, template, output, parameters)


def check_slug(value: str, what: str) -> str:
    """Return a slug, or refuse what could be a path or markup.

    >>> check_slug("stockton-on-tees", "locality")
    'stockton-on-tees'
    """
    if not isinstance(value, str) or not SLUG.fullmatch(value):
        raise ParameterError(
            f"The {what} {value!r} cannot be a file name: use lower-case letters, digits and "
            "single hyphens, for example stockton-on-tees."
        )
    return value


def check_name(name: str) -> str:
    """Return the name of a parameter, or refuse what is not a plain Python name."""
    ok = isinstance(name, str) and name.isidentifier() and name.isascii()
    if not ok or keyword.iskeyword(name) or name.startswith("_"):
        raise ParameterError(f"A parameter cannot be called {name!r}: use a plain name.")
    return name


def check_literal(value: Any, what: str) -> Any:
    """Return a copy of a literal, with tuples as lists.

    >>> check_literal({"areas": ("E06000004", None)}, "areas")
    {'areas': ['E06000004', None]}
    """
    if value is None or type(value) in (bool, int, str):
        return value
    if type(value) is float and math.isfinite(value):
        return value
    if isinstance(value, (list, tuple)):
        return [check_literal(item, what) for item in value]
    if isinstance(value, Mapping) and all(type(key) is str for key in value):
        return {key: check_literal(item, what) for key, item in value.items()}
    raise ParameterError(
        f"The {what} holds {value!r}, which is not plain data: use text, finite numbers, true or "
        "false, null, lists, and mappings with text keys."
    )


def check_tasks(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Return the tasks, or refuse two that would write the same chapter."""
    for what, counted in (
        ("chapter", Counter(task.name for task in tasks)),
        ("output", Counter(str(task.output.absolute()) for task in tasks)),
    ):
        twice = min((key for key, times in counted.items() if times > 1), default="")
        if twice:
            raise ParameterError(
                f"The {what} {twice} is asked for {counted[twice]} times: give each locality once."
            )
    return tuple(tasks)
