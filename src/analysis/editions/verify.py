"""Verifying an edition: what shows at rest, then its chapters and its book made again elsewhere.

What runs is templates, never the cells that stand in a published chapter.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from analysis import paths
from analysis.book.edition import PAGES, archive_path, archive_sums
from analysis.book.site import site_url_of
from analysis.data.params import Locality, choose_localities, load_localities
from analysis.editions.chapter import chapter_faults, read_chapter
from analysis.editions.compare import chapter_differences
from analysis.editions.edition import (
    Edition,
    Origin,
    analysis_in,
    copy_edition,
    copy_folder,
    find_origin,
    open_edition,
)
from analysis.editions.report import Finding, Report
from analysis.editions.seal import differing, digests, figure_faults, seal_faults, sum_faults
from analysis.editions.shown import shown_faults
from analysis.errors import ParameterError, RunError
from analysis.files import file_digest
from analysis.runner.cache import MANIFEST, MANIFEST_VERSION, Cache
from analysis.runner.run import Listener, run_tasks, silent
from analysis.runner.tasks import Task, chapter_tasks
from analysis.runner.template import read_template

NOTEBOOK = ".ipynb"
CHECKPOINTS = ".ipynb_checkpoints"
INSTALLED = Path(paths.__file__).parent
Say = Callable[[str], None]


def verify_book(
    localities: Mapping[str, Locality],
    what: Sequence[str] = (),
    *,
    jobs: int | None = None,
    progress: Listener = silent,
) -> Report:
    """Verify executed chapters: all, or those of some localities, or some chapters."""
    every = chapter_tasks(localities)
    tasks = choose_tasks(what, every, localities)
    findings = figure_faults(paths.data_folder())
    findings += _named_once(strays(tasks, every), seal_faults(paths.project_root()))
    faults = {task.name: check_chapter(task) for task in tasks}
    sound = {task.name: task for task in tasks if not faults[task.name]}
    findings += [fault for some in faults.values() for fault in some]
    if sound:
        with tempfile.TemporaryDirectory(prefix="verify-") as folder:
            again = Edition(Path(folder), "run again")
            findings += run_again([*sound.values()], again.root, jobs=jobs, progress=progress)
            findings += differences({name: sound[name].output for name in again.chapters}, again)
    cells = sum(count_cells(task) for task in sound.values())
    return Report(tuple(faults), cells, tuple(findings))


def _named_once(first: Sequence[Finding], more: Iterable[Finding]) -> list[Finding]:
    """Join findings, without the further ones of a file that the first name."""
    named = {one.where for one in first}
    return [*first, *(one for one in more if one.where not in named)]


def archive_of(what: Sequence[str]) -> Path | None:
    """Give the archive or folder of an edition among what is named, or None for the project's."""
    found = [
        Path(word)
        for word in what
        if word.endswith(".zip") or (Path(word).is_dir() and _in_book(word) is None)
    ]
    if found and len(what) > 1:
        raise ParameterError(f"Give the edition {found[0]} alone: it is verified as a whole.")
    return found[0] if found else None


def choose_tasks(
    what: Sequence[str], tasks: Sequence[Task], localities: Mapping[str, Locality]
) -> list[Task]:
    """Choose the tasks of localities and chapters by name or path; all where none is named."""
    names = [_name_of(word) for word in what] or [""]
    by_name = {task.name: task for task in tasks}
    chosen: set[str] = set()
    for name in names:
        if "/" not in name:
            slugs = choose_localities([name] if name else [], dict(localities))
            chosen |= {task.name for task in tasks if task.locality in slugs}
        elif name in by_name:
            chosen.add(name)
        else:
            near = get_close_matches(name, by_name, n=1)
            hint = f"Did you mean {near[0]}?" if near else "Name one as locality/chapter."
            raise ParameterError(f"No locality of the book asks for the chapter {name}. {hint}")
    return [task for task in tasks if task.name in chosen]


def _name_of(word: str) -> str:
    """Read a locality, a chapter, or the path of either; the book's folder has an empty name."""
    below = _in_book(word)
    return (word if below is None else below).removesuffix(NOTEBOOK).strip("/")


def _in_book(word: str) -> str | None:
    path, book = Path(word).resolve(), paths.book_folder().resolve()
    if not (path.exists() or word.endswith(NOTEBOOK)) or not path.is_relative_to(book):
        return None
    return path.relative_to(book).as_posix().lstrip(".")


def strays(tasks: Sequence[Task], every: Sequence[Task]) -> list[Finding]:
    """Name the notebooks that no locality asks for, in the book or the localities chosen whole."""
    book = paths.book_folder()
    chosen = {task.name for task in tasks}
    left_out = {task.locality for task in every if task.name not in chosen}
    folders = sorted({task.output.parent for task in tasks if task.locality not in left_out})
    known = {task.output for task in every}
    return [
        Finding(
            path.relative_to(book).with_suffix("").as_posix(),
            "No locality asks for this chapter: remove it.",
        )
        for folder in (folders if left_out else [book])
        for path in sorted(folder.rglob(f"*{NOTEBOOK}"))
        if path not in known and CHECKPOINTS not in path.parts
    ]


def check_chapter(task: Task) -> list[Finding]:
    """Check one executed chapter at rest, against its template and its locality's parameters."""
    if not task.output.is_file():
        return [Finding(task.name, "It has not been made. Run `analysis run` for it.")]
    chapter = read_chapter(task.output)
    faults = chapter_faults(chapter, read_template(task.template).notebook, task.parameters)
    return [Finding(task.name, words) for words in faults]


def count_cells(task: Task) -> int:
    """Count the cells that run for a chapter, with the one of its parameters."""
    cells = read_template(task.template).notebook["cells"]
    return 1 + sum(cell["cell_type"] == "code" for cell in cells)


def run_again(
    tasks: Sequence[Task], root: Path, *, jobs: int | None = None, progress: Listener = silent
) -> list[Finding]:
    """Make chapters again in a folder of their own, and say which could not be made."""
    ordered = sorted(tasks, key=lambda task: -task.output.stat().st_size)
    book = paths.book_folder(root)
    moved = [replace(one, output=book / one.locality / one.output.name) for one in ordered]
    report = run_tasks(
        moved, jobs=jobs, force=True, cache_dir=paths.cache_folder(root), progress=progress
    )
    if report.interrupted:
        raise RunError("The verification was stopped before its end. Run it again.")
    return [Finding(row.name, f"It cannot be run again. {row.reason}") for row in report.failed]


def differences(published: Mapping[str, Path], again: Edition) -> Iterator[Finding]:
    """Name what differs in each published chapter from the one that was made again."""
    for name in sorted(published.keys() | again.chapters.keys()):
        if name not in again.chapters:
            yield Finding(name, "No parameter file of the edition asks for this chapter.")
        elif name not in published:
            yield Finding(name, "The edition lacks this chapter.")
        else:
            yield from chapter_differences(name, published[name], again.chapters[name])


def verify_archive(
    archive: Path,
    *,
    jobs: int | None = None,
    run_its_code: bool = False,
    say: Say = print,
    tell: Say = print,
) -> Report:
    """Check an edition's sums, run its chapters again, build its book again, and compare."""
    if not archive.exists():
        raise RunError(f"There is no file {archive}. Give the path of an edition's archive.")
    with open_edition(str(archive)) as published:
        say("Checking every sum of the archive")
        summed = sum_faults(published.root)
        _check_manifest(published.root / MANIFEST)
        faults = _named_once(summed, seal_faults(published.root))
        figures = figure_faults(paths.data_folder(published.root))
        origin = find_origin(published.root)
        tell(origin.words)
        hindrance = _hindrance(figures, origin, run_its_code=run_its_code)
        if hindrance:
            words = f"Its chapters were not run again: {hindrance}"
            return Report((), 0, (*faults, Finding(archive.name, words), *figures))
        if not origin.installed:
            tell("The archive's own code is run, without your variables.")
        code = INSTALLED if origin.installed else paths.code_folder(published.root)
        faults += _made_again(published, code, jobs, say)
        return Report(tuple(published.chapters), 0, tuple(faults))


def _check_manifest(path: Path) -> None:
    """Refuse a run's manifest of another version."""
    try:
        version = json.loads(path.read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError, TypeError):
        version = "unknown"
    if version != MANIFEST_VERSION:
        raise RunError(
            f"The archive's {path.name} is of version {version}, and this package reads version "
            f"{MANIFEST_VERSION}: verify the edition with the package that made it."
        )


def _hindrance(figures: Sequence[Finding], origin: Origin, *, run_its_code: bool) -> str:
    """Say why the chapters cannot or may not be run; empty where they can."""
    if figures:
        return "its figures are not those of their manifest."
    if not origin.installed and not run_its_code:
        return (
            "their code, templates or pages are not those that are installed here. Install that "
            "version, or give --run-its-code to run them with their own code, if you trust it."
        )
    return ""


def _made_again(published: Edition, code: Path, jobs: int | None, say: Say) -> list[Finding]:
    """Run the chapters and build the book in a copy, and name what differs."""
    data = paths.data_folder(published.root)
    with tempfile.TemporaryDirectory() as made:
        again = Edition(copy_edition(published.root, Path(made) / "again"), "run again")
        for path in paths.book_folder(again.root).rglob(f"*{NOTEBOOK}"):
            path.unlink()
        say("Running every chapter again")
        words = ["run", "--all", "--force", *(["--jobs", str(jobs)] if jobs else [])]
        analysis_in(again.root, words, code=code, data=data)
        found = [*differences(published.chapters, again)]
        say("Building the book again")
        pages = _build_again(again.root, published.root / PAGES, code=code, data=data)
    return [*found, *(Finding(f"{PAGES}/{one.where}", one.words) for one in pages)]


def _build_again(root: Path, shown: Path, *, code: Path, data: Path) -> list[Finding]:
    """Build an edition's book from its chapters and say where another built book differs."""
    downloads = shown / "downloads"
    words = ["build"]
    words += ["--spreadsheets"] if any(downloads.glob("*.xlsx")) else []
    words += ["--printed", str(downloads)] if any(downloads.glob("*.pdf")) else []
    address = site_url_of(shown)
    words += ["--site-url", address] if address else []
    analysis_in(root, words, code=code, data=data)
    return shown_faults(shown, paths.build_folder(root) / "html")


def verify_built(say: Say = print) -> Report:
    """Hold the built book against what the package makes of the executed chapters."""
    root, html = paths.project_root(), paths.build_folder() / "html"
    if not (html / "index.html").is_file():
        raise RunError("There is no built book. Run `analysis build` first.")
    chapters = _made_here()
    faults = seal_faults(root)
    with tempfile.TemporaryDirectory() as made:
        say("Building the book again")
        again = copy_edition(root, Path(made) / "again")
        copy_folder(paths.cache_folder() / "chapters", paths.cache_folder(again) / "chapters")
        faults += _build_again(again, html, code=INSTALLED, data=paths.data_folder())
    return Report(chapters, 0, (*faults, *_archive_faults(html)))


def _made_here() -> tuple[str, ...]:
    """Name the chapters, each as its run left it where it was run on this machine."""
    cache, tasks = Cache(paths.cache_folder()), chapter_tasks(load_localities())
    for task in tasks:
        record = cache.read(task)
        if record is not None and record.output != file_digest(task.output):
            raise RunError(
                f"The chapter {task.name} is not as a run on this machine left it, so the book "
                f"cannot be held against it. Run `analysis run --all` and `analysis build` first."
            )
    return tuple(task.name for task in tasks)


def _archive_faults(html: Path) -> Iterator[Finding]:
    """Hold the archive beside the built book, where there is one, against what it should hold."""
    path = archive_path()
    if path.is_file():
        with open_edition(str(path)) as published:
            odd = sorted(differing(digests(published.root, cached=True), archive_sums(html)))
        if odd:
            words = f"{len(odd)} files are not those of this edition, the first: {odd[0]}."
            yield Finding(path.name, words)
