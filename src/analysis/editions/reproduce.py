"""An archived edition or the built book made again in a folder of its own, and held against it."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from analysis import paths
from analysis.book.archive import PAGES, sums_of
from analysis.book.edition import read_edition
from analysis.data.params import load_localities
from analysis.editions.compare import chapter_differences
from analysis.editions.edition import (
    RUN_MANIFEST,
    Edition,
    analysis_in,
    copy_edition,
    open_edition,
)
from analysis.editions.origin import Origin, find_origin
from analysis.editions.report import Finding, Report
from analysis.editions.seal import figure_faults, seal_faults, sum_faults
from analysis.editions.shown import shown_faults
from analysis.errors import RunError
from analysis.runner.cache import MANIFEST_VERSION, Cache, file_digest
from analysis.runner.tasks import chapter_tasks

Say = Callable[[str], None]


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
        faults = _faults_at_rest(published.root)
        figures = figure_faults(paths.data_folder(published.root))
        origin = find_origin(published.root)
        tell(origin.words)
        hindrance = _hindrance(figures, origin, run_its_code=run_its_code)
        if hindrance:
            words = f"Its chapters were not run again: {hindrance}"
            return Report((), 0, (*faults, Finding(archive.name, words), *figures))
        if not origin.installed:
            tell("The archive's own code is run, without your variables.")
        with tempfile.TemporaryDirectory() as made:
            again = Edition(copy_edition(published.root, Path(made) / "again"), "run again")
            faults += _made_again(published, again, origin, jobs, say)
        return Report(tuple(published.chapters), 0, tuple(faults))


def _faults_at_rest(root: Path) -> list[Finding]:
    """Check sums and seal, of which each file is named once; nothing of it is run."""
    _, summed = sum_faults(root)
    _check_manifest(root / RUN_MANIFEST)
    wrong = {one.where for one in summed}
    return [*summed, *(one for one in seal_faults(root) if one.where not in wrong)]


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


def _made_again(
    published: Edition, again: Edition, origin: Origin, jobs: int | None, say: Say
) -> list[Finding]:
    """Run the chapters and build the book in a copy, and name what differs."""
    for path in paths.book_folder(again.root).rglob("*.ipynb"):
        path.unlink()
    code = Path(paths.__file__).parent if origin.installed else paths.code_folder(again.root)
    data = paths.data_folder(published.root)
    say("Running every chapter again")
    words = ["run", "--all", "--force", *(["--jobs", str(jobs)] if jobs else [])]
    analysis_in(again.root, words, code=code, data=data)
    found = [*differences(published, again)]
    say("Building the book again")
    pages = build_again(again.root, published.root / PAGES, code=code, data=data)
    return [*found, *(Finding(f"{PAGES}/{one.where}", one.words) for one in pages)]


def differences(published: Edition, again: Edition) -> Iterator[Finding]:
    """Name what differs in each chapter between an edition and its second run."""
    for name in sorted(published.chapters.keys() | again.chapters.keys()):
        if name not in again.chapters:
            yield Finding(name, "No parameter file of the edition asks for this chapter.")
        elif name not in published.chapters:
            yield Finding(name, "The edition lacks this chapter.")
        else:
            yield from chapter_differences(name, published.chapters[name], again.chapters[name])


def build_again(root: Path, shown: Path, *, code: Path, data: Path) -> list[Finding]:
    """Build an edition's book from its chapters and say where another built book differs."""
    downloads = shown / "downloads"
    words = ["build"]
    words += ["--spreadsheets"] if any(downloads.glob("*.xlsx")) else []
    words += ["--printed", str(downloads)] if any(downloads.glob("*.pdf")) else []
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
        records = paths.cache_folder() / "chapters"
        if records.is_dir():
            shutil.copytree(records, paths.cache_folder(again) / "chapters")
        installed = Path(paths.__file__).parent
        faults += build_again(again, html, code=installed, data=paths.data_folder())
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
    path = paths.build_folder() / f"edition-{read_edition().version}.zip"
    if not path.is_file():
        return
    with open_edition(str(path)) as published:
        sums, faults = sum_faults(published.root)
    yield from faults
    wanted = sums_of(html)
    odd = sorted(name for name in sums.keys() | wanted.keys() if sums.get(name) != wanted.get(name))
    if odd:
        words = f"{len(odd)} files are not those of this edition, the first: {odd[0]}."
        yield Finding(path.name, words)
