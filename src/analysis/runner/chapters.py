"""From the localities of the book to the tasks of a run."""

from collections.abc import Mapping, Sequence

from analysis import paths
from analysis.data.chapters import chapter_names
from analysis.data.params import Locality
from analysis.errors import ParameterError
from analysis.runner.tasks import Task
from analysis.runner.template import read_template


def chapter_tasks(localities: Mapping[str, Locality], chapters: Sequence[str] = ()) -> list[Task]:
    """Make a task for each chapter of each locality."""
    for name in chapters:
        if name not in chapter_names():
            raise ParameterError(
                f"There is no chapter {name}. The chapters are {', '.join(chapter_names())}."
            )
    tasks = [
        _task(slug, locality, chapter)
        for slug, locality in localities.items()
        for chapter in locality.chapters
        if not chapters or chapter in chapters
    ]
    if not tasks:
        raise ParameterError(f"None of these localities has the chapter {', '.join(chapters)}.")
    return tasks


def _task(slug: str, locality: Locality, chapter: str) -> Task:
    template = paths.notebooks_folder() / f"{chapter}.ipynb"
    return Task(
        locality=slug,
        chapter=chapter,
        template=template,
        output=paths.book_folder() / slug / f"{chapter}.ipynb",
        parameters=locality.values(read_template(template).parameters),
    )
