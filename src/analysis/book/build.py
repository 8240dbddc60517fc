"""The HTML book: built by jupyter-book beside the last one, which it replaces when it is good.

An edition is refused for chapters that could not be made, or says on their pages what it lacks.
"""

import contextlib
import importlib
import io
import json
import os
import re
import shutil
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.book.aside import Tell, aside
from analysis.book.brand import put_brand
from analysis.book.code import PACKAGE, code_behind
from analysis.book.contents import FRONT, INDEX
from analysis.book.edition import read_edition, read_text
from analysis.book.kept import digest_of, kept_folder, make_same
from analysis.book.site import add_site_map, check_site_url, settings_for
from analysis.book.typeface import write_type
from analysis.claims.words import escape_markdown
from analysis.data.raw import MANIFEST
from analysis.errors import RunError
from analysis.files import file_digest, folder_digest, write_whole
from analysis.runner.cache import Cache, run_lock
from analysis.runner.processes import from_here
from analysis.runner.tasks import Task
from analysis.runner.template import fill_headings, read_template

LOG, TYPE = "build.log", "type"
# Says of what the kept pages were made, once all of them are.
WHOLE = "whole"
# What turns a chapter into a page.
EXTENSIONS = tuple(f"analysis.book.{name}" for name in ("page", "mime", "prose", "typeface"))
LIBRARIES = ("jupyter_book.sphinx", "sphinx.builders.html", "sphinx.ext.autodoc", "myst_nb")
COLOURS = re.compile(r"\x1b\[[\d;]*m")

Incomplete = Sequence[tuple[Task, str]]
# Has pages made of a source by some settings, and gives what is said meanwhile.
PagesBy = Callable[[Path, Path], Iterator[str]]
NEVER_MADE = "it has not been made yet"


def build_html(
    say: Callable[[str], None] = print,
    *,
    pages_by: PagesBy | None = None,
    beside: Callable[[Tell, Path], None] | None = None,
    made: Callable[[Path, Sequence[Path]], None] = lambda *_: None,
    finish: Callable[[Path, Iterator[Any]], None] = lambda *_: None,
    incomplete: Incomplete = (),
    site_url: str = "",
    there: Callable[[], object] = lambda: None,
) -> Path:
    """Build the project's book from its pages, executed chapters and list of contents.

    What was read and written before, and is the same, is taken from the last build. The pages are
    made by `jupyter_book`, which may have been begun before. The function
    ``beside`` adds to the new book what needs no page, in a process of its own, while the pages are
    made; ``made`` is given the bare pages and the names of those that are new; ``finish`` adds what
    needs the pages, given what ``beside`` tells, and ``there`` is called as soon as the book is in
    its place.
    """
    output = paths.build_folder()
    address = check_site_url(site_url) if site_url else ""
    with run_lock(output):
        work, kept = output / ".work", output / ".kept"
        html, pages = work / "html", kept / output.name / "html"
        shutil.rmtree(work, ignore_errors=True)
        html.mkdir(parents=True)
        begin = time.time() - 1
        try:
            settings = settings_for(paths.project_root() / "_config.yml", address, work)
            with contextlib.ExitStack() as held:
                make_pages = pages_by or held.enter_context(jupyter_book())
                others = held.enter_context(aside(beside, html)) if beside else iter(())
                source = _copy_source(work, incomplete)
                with _pages_to_make(source, settings, kept) as anew:
                    if anew:
                        said = make_pages(kept / "source", settings)
                        if not (kept / TYPE).is_dir():
                            write_type(kept / TYPE)
                        _heed(said, kept / "source", output / LOG, say)
                made(pages, _written_since(begin, pages))
                shutil.copytree(pages, html, dirs_exist_ok=True)
                _keep_own_files(source, html)
                shutil.copytree(kept / TYPE, html / "_static" / TYPE)
                _lighten(html)
                finish(html, others)
                # What went wrong in something that nobody waited for is not left unsaid.
                list(others)
            if address:
                add_site_map(html, address, read_edition())
            with _swapped(html, output / "html"):
                there()
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return output / "html" / f"{INDEX}.html"


def _copy_source(work: Path, incomplete: Incomplete) -> Path:
    """Give what pages are made of: a copy of the book that says what it lacks, and whose it is."""
    source = work / "source"
    shutil.copytree(paths.book_folder(), source, ignore=shutil.ignore_patterns(".*"))
    mark_incomplete(source, incomplete)
    _put_front_first(source)
    put_brand(source)
    return source


@contextlib.contextmanager
def _pages_to_make(source: Path, settings: Path, kept: Path) -> Iterator[bool]:
    """Lay out what is kept for pages to be made, and say whether any can be another than it is."""
    recipe, whole = _recipe(source, settings), kept / WHOLE
    folders = (source, paths.params_folder(), paths.results_folder(), PACKAGE)
    edition = file_digest(paths.project_root() / "CITATION.cff")
    now = digest_of(recipe, edition, *map(folder_digest, folders))
    with kept_folder(kept, recipe):
        if read_text(whole) == now and (kept / paths.build_folder().name).is_dir():
            yield False
            return
        whole.unlink(missing_ok=True)
        make_same(kept / "source", source)
        with _read_again(kept / paths.build_folder().name):
            yield True
        write_whole(whole, now)


def _recipe(source: Path, settings: Path) -> str:
    """Give what every page follows from: where it is another, every page is made again."""
    names = sorted(
        path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()
    )
    contents = (settings, source / "_toc.yml", paths.lock_file(), paths.data_folder() / MANIFEST)
    texts = [path.read_text(encoding="utf-8") for path in contents if path.is_file()]
    return digest_of(code_behind(EXTENSIONS), sys.version, names, texts)


def _put_front_first(source: Path) -> None:
    """Make the executed front page the index of the book."""
    front = source / f"{FRONT}.ipynb"
    if not front.is_file():
        raise RunError(
            "The book has no front page. Run `analysis new England` and `analysis run england` "
            "first."
        )
    front.rename(source / f"{INDEX}.ipynb")
    contents = source / "_toc.yml"
    text = contents.read_text(encoding="utf-8")
    contents.write_text(
        text.replace(f"root: {FRONT}\n", f"root: {INDEX}\n"), encoding="utf-8", newline="\n"
    )


def _written_since(begin: float, pages: Path) -> list[Path]:
    """Name the pages that were written since, and the files of figures and code beside them."""
    found = [*pages.rglob("*.html"), *pages.glob("_downloads/*/*"), *pages.glob("_sources/**/*.*")]
    return [path.relative_to(pages) for path in found if path.stat().st_mtime >= begin]


@contextlib.contextmanager
def _read_again(made: Path) -> Iterator[None]:
    """Have what a failed build read, read again by the next one, and every page be written."""
    begin = time.time()
    try:
        yield
    except RunError:
        # What was said of a page is said only when that page is read or written.
        for tree in made.rglob("*.doctree"):
            if tree.stat().st_mtime >= begin - 1:
                tree.unlink()
        shutil.rmtree(made / "html", ignore_errors=True)
        raise


def _heed(said: Iterable[str], source: Path, log: Path, say: Callable[[str], None]) -> None:
    """Hear what jupyter-book says while it makes the pages, and refuse its warnings."""
    faults: list[str] = []
    with log.open("w", encoding="utf-8", newline="\n") as kept:
        for told in said:
            line = COLOURS.sub("", told)
            kept.write(line)
            if re.search(r"\b(WARNING|ERROR|Error):", line) or line.startswith("ExtensionError"):
                faults.append(line.strip())
            elif line.startswith(("reading sources", "writing output")):
                say(line.strip())
    if faults:
        # The reader knows the page by its place in the book, not in the copy that was built.
        first = faults[0].replace(f"{source}{os.sep}", f"{paths.book_folder().name}/").rstrip(".")
        raise RunError(
            f"The book could not be built, and the last good one is untouched: {first}. All that "
            f"was said is in {log.parent.name}/{log.name}."
        )


class _Told(io.TextIOBase):
    """What jupyter-book says, told line by line."""

    def __init__(self, tell: Tell) -> None:
        self.tell_of, self.rest = tell, ""

    def write(self, text: str) -> int:
        """Tell the lines that are whole."""
        *lines, self.rest = [*(self.rest + text).splitlines(keepends=True), ""]
        if lines and not lines[-1].endswith("\n"):
            self.rest = lines.pop()
        for line in lines:
            self.tell_of(line)
        return len(text)


@contextlib.contextmanager
def jupyter_book() -> Iterator[PagesBy]:
    """Begin a process that loads jupyter-book, and give what has it make pages of a source."""
    asked = from_here().SimpleQueue()
    with aside(_be_jupyter_book, asked) as said:

        def make_pages(source: Path, settings: Path) -> Iterator[str]:
            asked.put((source, settings))
            return said

        yield make_pages


def _be_jupyter_book(tell: Tell, asked: Any) -> None:
    """Make pages in a process of its own, since Sphinx leaves traces in the one that it runs in."""
    sys.stdout = sys.stderr = _Told(tell)
    os.environ["NO_COLOR"] = "1"
    # Those of Python are for who writes Sphinx; of pages it warns in words of its own.
    warnings.simplefilter("ignore")
    from jupyter_book.cli.main import main  # noqa: PLC0415

    for name in (*EXTENSIONS, *LIBRARIES):
        importlib.import_module(name)
    source, settings = asked.get()
    options = ["--config", str(settings), "--path-output", str(source.parent)]
    try:
        main(["build", str(source), *options, "-W", "--keep-going", "-n"])
    except SystemExit as ended:
        if ended.code:
            tell(f"ERROR: jupyter-book ended with {ended.code}\n")


def _keep_own_files(source: Path, html: Path) -> None:
    """Take out what Sphinx and its extensions bring for pages of theirs: none of it is loaded."""
    shutil.rmtree(html / "_static", ignore_errors=True)
    if (source / "_static").is_dir():
        shutil.copytree(source / "_static", html / "_static")


def _lighten(html: Path) -> None:
    """Take the comments and the indentation out of the script of charts: every page loads it."""
    for script in html.glob("_static/chart.js"):
        text = re.sub(r"/\*.*?\*/", "", script.read_text(encoding="utf-8"), flags=re.DOTALL)
        lines = (line.strip() for line in text.splitlines())
        script.write_text("\n".join(filter(None, lines)) + "\n", encoding="utf-8", newline="\n")


@contextlib.contextmanager
def _swapped(new: Path, place: Path) -> Iterator[None]:
    """Put the new book where the old one is; the old one goes only once the new one is there."""
    old = place.with_name(".last")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    yield
    shutil.rmtree(old, ignore_errors=True)


def find_incomplete(tasks: Iterable[Task]) -> list[tuple[Task, str]]:
    """Find the chapters that failed when they were last run, or were never made."""
    cache = Cache(paths.cache_folder())
    found = []
    for task in tasks:
        record = cache.read(task)
        if record is not None and record.failure:
            found.append((task, record.failure))
        elif not task.output.is_file():
            found.append((task, NEVER_MADE))
    return found


def check_complete(incomplete: Incomplete) -> None:
    """Refuse an edition that lacks a chapter."""
    if incomplete:
        task, reason = incomplete[0]
        others = f" and {len(incomplete) - 1} more" if len(incomplete) > 1 else ""
        raise RunError(
            f"The book lacks {task.name}{others}: {reason.rstrip('.')}. Run `analysis run "
            f"{task.locality}`, or give --incomplete to publish pages that say what is missing."
        )


def mark_incomplete(source: Path, incomplete: Incomplete) -> None:
    """Say on each page that could not be made what is missing, in a copy of the book."""
    for task, reason in incomplete:
        page = source / task.locality / task.output.name
        if page.is_file():
            notebook = json.loads(page.read_text(encoding="utf-8"))
            words = "What follows is its last good version, of an earlier run."
        else:
            notebook = _title_alone(task)
            words = "There is no earlier version to show."
        text = (
            ":::{warning}\nThis chapter could not be made for this edition: "
            f"{escape_markdown(reason.rstrip('.'))}. {words}\n:::"
        )
        cell = {"cell_type": "markdown", "id": "incomplete", "metadata": {}, "source": [text]}
        notebook["cells"].insert(1, cell)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(
            json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n"
        )


def _title_alone(task: Task) -> dict[str, Any]:
    template = read_template(task.template).notebook
    notebook = {**template, "cells": [dict(template["cells"][0])]}
    notebook["cells"][0]["source"] = "".join(notebook["cells"][0]["source"])
    return fill_headings(notebook, task.parameters)
