"""The processes of a preview: each change is answered by one that has loaded the code as it stands.

The first process knows the libraries and nothing of the package. From it one is forked that loads
the package, anew whenever a module was changed; from that one, a process for each change, which
runs chapters and builds pages and then ends. So no module is ever reloaded in place. Where nothing
can be forked, as on Windows, a new process answers each change: the same, slower.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

PACKAGE = Path(__file__).parents[1]
# What is loaded for pages; each chapter's modules come with `analysis.runner.warm`.
FOR_PAGES = (
    "analysis.book.build", "analysis.book.downloads", "analysis.book.page", "analysis.book.mime",
    "analysis.book.prose", "jupyter_book.cli.main", "jupyter_book.sphinx", "sphinx.builders.html",
    "sphinx_external_toc", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_nb",
    "sphinx.ext.intersphinx", "sphinx_togglebutton", "sphinx_copybutton",
    "sphinx_comments", "sphinx_thebe", "sphinx_design", "sphinx_jupyterbook_latex",
    "sphinx.ext.mathjax", "docutils.parsers.rst.directives.misc",
    "sphinxcontrib.applehelp", "sphinxcontrib.devhelp", "sphinxcontrib.htmlhelp",
    "sphinxcontrib.serializinghtml", "sphinxcontrib.qthelp", "sphinxcontrib.bibtex",
    "sphinx_book_theme",
)  # fmt: skip
ALONE = "from analysis.book.preview_worker import answer_alone; answer_alone()"
DIED = "The process that made the pages died. Save again to try once more."
Request = Mapping[str, Any]


def load_package() -> None:
    """Load all that chapters and pages need; what cannot be loaded is left to what needs it."""
    from analysis.runner.warm import load_modules  # noqa: PLC0415

    load_modules(FOR_PAGES)


def libraries() -> list[str]:
    """Name every library that the package loads, learnt in a process that then ends."""
    theirs, ours = os.pipe()
    if os.fork() == 0:
        try:
            load_package()
        finally:
            names = [name for name in sys.modules if name.partition(".")[0] != PACKAGE.name]
            os.write(ours, "\n".join(names).encode())
            os._exit(0)
    os.close(ours)
    with open(theirs, encoding="utf-8") as told:  # noqa: PTH123
        names = told.read().split("\n")
    os.wait()
    return names


class Child:
    """A process that answers requests one after another, forked from this one."""

    def __init__(self, answer: Callable[[Request], None], prepare: Callable[[], None]) -> None:
        theirs, self._requests = os.pipe()
        self.pid = os.fork()
        if self.pid:
            os.close(theirs)
            return
        os.close(self._requests)
        with contextlib.suppress(Exception):
            prepare()
        with open(theirs, encoding="utf-8") as requests:  # noqa: PTH123
            for line in requests:
                answer(json.loads(line))
        os._exit(0)

    def ask(self, request: Request) -> None:
        """Give it something to do."""
        os.write(self._requests, f"{json.dumps(request)}\n".encode())

    def end(self) -> None:
        """End it with what it does."""
        os.close(self._requests)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def main() -> None:
    """Answer requests from standard input, each a line, on standard output."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    # What Sphinx or a library says by itself is kept apart from the answers.
    os.dup2(2, 1)
    if not forks():
        for line in sys.stdin:
            pass_on(line, answers)
        return
    with warnings.catch_warnings(action="ignore"):
        for name in libraries():
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    child: Child | None = None
    for line in sys.stdin:
        request = json.loads(line)
        if child is not None and request["fresh"]:
            child.end()
            child = None
        child = child or Child(lambda given: answer_in_fork(given, answers), load_package)
        child.ask(request)


def forks() -> bool:
    """Whether processes can be forked here, and nobody asked for the other way."""
    from analysis.runner.processes import start_method  # noqa: PLC0415

    return hasattr(os, "fork") and start_method() != "spawn"


def pass_on(request: str, answers: TextIO) -> None:
    """Have a new process answer one request, and hand its answers on as they come."""
    command = [sys.executable, "-c", ALONE]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as alone:
        if alone.stdin and alone.stdout:
            alone.stdin.write(request)
            alone.stdin.close()
            for line in alone.stdout:
                answers.write(line)
    if alone.returncode:
        answers.write(json.dumps({"fault": DIED}) + "\n")
    answers.write(json.dumps({"done": True}) + "\n")


def answer_alone() -> None:
    """Answer the request on standard input, and end."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    request = json.loads(sys.stdin.read())
    answer(request, lambda told: answers.write(json.dumps(told) + "\n"))


def answer(request: Request, tell: Callable[[Mapping[str, Any]], object]) -> None:
    """Take one step; a fault is told, and not raised."""
    tell({"pid": os.getpid()})
    try:
        from analysis.book.preview_steps import take_step  # noqa: PLC0415

        take_step(request, tell)
    except KeyboardInterrupt:
        pass
    except BaseException as problem:
        traceback.print_exc()
        tell({"fault": sentence(problem)})


def answer_in_fork(request: Request, answers: TextIO) -> None:
    """Answer one request in a process that ends with it."""

    def tell(answer: Mapping[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")

    pid = os.fork()
    if pid == 0:
        try:
            answer(request, tell)
        finally:
            os._exit(0)
    if os.waitpid(pid, 0)[1]:
        tell({"fault": DIED})
    tell({"done": True})
    with contextlib.suppress(Exception):
        from analysis.book.preview_steps import read_ahead_of  # noqa: PLC0415

        read_ahead_of(request)


def sentence(problem: BaseException) -> str:
    """Say in one sentence what went wrong, and in which line of the package.

    >>> sentence(ValueError("no such thing"))
    'ValueError: no such thing.'
    """
    if isinstance(problem, SyntaxError) and problem.filename:
        where, what = (problem.filename, problem.lineno), f"it is not Python ({problem.msg})"
    elif "AnalysisError" in [kind.__name__ for kind in type(problem).__mro__]:
        return str(problem)
    else:
        frames = traceback.extract_tb(problem.__traceback__)
        own = [one for one in frames if Path(one.filename).is_relative_to(PACKAGE)]
        where = (own[-1].filename, own[-1].lineno) if own else ("", None)
        what = f"{type(problem).__name__}: {problem}"
    file, line = where
    if not file:
        return f"{what}."
    name = Path(file)
    name = name.relative_to(PACKAGE.parent) if name.is_relative_to(PACKAGE) else name
    return f"{name}, line {line}: {what}."


if __name__ == "__main__":
    main()
