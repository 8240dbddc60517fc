"""Verifying an archived edition: its sums, whose code it is, its chapters and its book again."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from analysis import paths
from analysis.book.archive import PAGES
from analysis.editions.differences import chapter_differences
from analysis.editions.edition import RUN_MANIFEST, Edition, open_edition
from analysis.editions.origin import Origin, find_origin
from analysis.editions.rebuild import analysis_in, build_again, copy_edition
from analysis.editions.report import Finding, Report
from analysis.editions.seal import seal_faults, sum_faults
from analysis.editions.verify import figure_faults
from analysis.errors import RunError
from analysis.runner.manifest import MANIFEST_VERSION


def verify_archive(
    archive: Path,
    *,
    jobs: int | None = None,
    run_its_code: bool = False,
    say: Callable[[str], None] = print,
    tell: Callable[[str], None] = print,
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
        chapters: tuple[str, ...] = ()
        hindrance = _hindrance(figures, origin, run_its_code=run_its_code)
        if hindrance:
            faults.append((archive.name, f"Its chapters were not run again: {hindrance}"))
        else:
            if not origin.installed:
                tell("The archive's own code is run, without your variables.")
            chapters = tuple(published.chapters)
            with tempfile.TemporaryDirectory() as made:
                again = Path(made) / "again"
                made_again = _made_again(published, again, origin, jobs, say)
    found = [Finding(*one) for one in faults]
    return Report(chapters, 0, (*found, *figures, *(() if hindrance else made_again)))


def _faults_at_rest(root: Path) -> list[tuple[str, str]]:
    """Check sums and seal, of which each file is named once; nothing of it is run."""
    _, summed = sum_faults(root)
    _check_manifest(root / RUN_MANIFEST)
    wrong = {name for name, _ in summed}
    return [*summed, *(one for one in seal_faults(root) if one[0] not in wrong)]


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
    published: Edition,
    again: Path,
    origin: Origin,
    jobs: int | None,
    say: Callable[[str], None],
) -> list[Finding]:
    """Run the chapters and build the book in a folder of its own, and name what differs."""
    copy_edition(published.root, again)
    for path in paths.book_folder(again).rglob("*.ipynb"):
        path.unlink()
    code = Path(paths.__file__).parent if origin.installed else paths.code_folder(again)
    data = paths.data_folder(published.root)
    say("Running every chapter again")
    words = ["run", "--all", "--force", *(["--jobs", str(jobs)] if jobs else [])]
    analysis_in(again, words, code=code, data=data)
    found = [*differences(published, Edition(again, "run again"))]
    say("Building the book again")
    pages = build_again(again, published.root / PAGES, code=code, data=data)
    return [*found, *(Finding(f"{PAGES}/{name}", words) for name, words in pages)]


def differences(published: Edition, again: Edition) -> Iterator[Finding]:
    """Name what differs in each chapter between an edition and its second run."""
    for name in sorted(published.chapters.keys() | again.chapters.keys()):
        if name not in again.chapters:
            yield Finding(name, "No parameter file of the edition asks for this chapter.")
        elif name not in published.chapters:
            yield Finding(name, "The edition lacks this chapter.")
        else:
            yield from chapter_differences(name, published.chapters[name], again.chapters[name])
