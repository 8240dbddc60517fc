"""One step of a preview: the chapters that changed are run, and the pages built from them."""

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.book.build import build_html, find_incomplete
from analysis.book.contents import FRONT, write_contents
from analysis.book.downloads import add_downloads, put_pages
from analysis.book.kept import Memory
from analysis.data.params import Locality, choose_localities, load_localities
from analysis.errors import AnalysisError
from analysis.runner.cache import plan_tasks
from analysis.runner.origins import place_of
from analysis.runner.processes import METHOD_VARIABLE
from analysis.runner.run import Step, run_tasks
from analysis.runner.tasks import Task, chapter_tasks
from analysis.runner.warm import find_ahead, warm_up

Request = Mapping[str, Any]
Tell = Callable[[Mapping[str, Any]], object]


def take_step(request: Request, tell: Tell) -> None:
    """Run what changed of the open pages, or of all others, and build the pages."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(os, "fork"):
        # This process has everything loaded, and no thread but this one.
        os.environ.setdefault(METHOD_VARIABLE, "fork")
    try:
        localities = load_localities()
    except AnalysisError as problem:
        tell({"begun": True, "fault": str(problem)})
        return
    try:
        tasks = wanted(request, localities)
    except AnalysisError as problem:
        tell({"refused" if request["first"] else "fault": str(problem)})
        return
    tell({"begun": True})
    is_open = {FRONT if page == "index" else page for page in request["open"]}
    first = [task for task in tasks if task.name in is_open]
    others = [task for task in tasks if task.name not in is_open]

    def progress(step: Step) -> None:
        tell({"ran": str(step)})
        if step.row.outcome == "failed":
            tell({"fault": f"{step.row.name}: {step.row.reason}"})

    report = run_tasks(others if request["others"] else first, progress=progress)
    if report.interrupted:
        return
    if report.of("ran") or request["pages"]:
        build_pages(request, localities, tell, tasks[0].name)
    if not request["others"]:
        tell({"left": bool(plan_tasks(others).to_run)})


def wanted(request: Request, localities: dict[str, Locality]) -> list[Task]:
    """Give the chapters that the preview is about."""
    names = [request["locality"]] if request["locality"] else []
    chosen = choose_localities(names, localities)
    return chapter_tasks(chosen, [request["chapter"]] if request["chapter"] else [])


def build_pages(
    request: Request, localities: Mapping[str, Locality], tell: Tell, first: str
) -> None:
    """Build the pages; what takes longer than they do is that of the last whole build."""
    # Pages that are interrupted would have to begin anew.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    last, told = paths.build_folder() / "html", []
    memory = Memory(paths.cache_folder() / "built")
    built = {"built": True, "others": request["others"], "first": first}

    def say(words: str) -> None:
        if request["first"]:
            tell({"making": words})

    def made(bare: Path, names: Sequence[Path]) -> None:
        # Where no page is another though more than a template was saved, a style or script may be.
        if last.is_dir() and (names or not request["pages"]):
            put_pages(bare, names, last, localities, memory)
            told.append(tell(built))
        # The rest begins anew soon enough.
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def there() -> None:
        if not told:
            tell(built)
        tell({"whole": True})

    tasks = chapter_tasks(localities)
    absent = [(task, why) for task, why in find_incomplete(tasks) if not task.output.is_file()]
    write_contents(localities, paths.book_folder())

    def finish(html: Path, _others: object) -> None:
        add_downloads(html, localities, tasks, last=last, memory=memory, say=say)

    build_html(say, made=made, finish=finish, incomplete=absent, there=there)


def read_ahead_of(request: Request) -> None:
    """Read what the next step needs, in the process that it will be forked from."""
    if _read_ahead:
        return
    _read_ahead.append(True)
    places = [place_of(task.parameters) for task in wanted(request, load_localities())]
    # More than one would keep a change waiting that comes at once after another.
    first = next(filter(None, places), None)
    warm_up(shared=first is not None)
    if first:
        for quotes in (False, True):
            find_ahead([first], quotes=quotes)


_read_ahead: list[bool] = []
