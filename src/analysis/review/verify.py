"""Verifying the project's own book: what shows without running it, and nbval over every cell."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis import paths
from analysis.params import Locality
from analysis.review.nbval import verify_chapters
from analysis.review.seal import seal_faults
from analysis.review.structure import chapter_faults, cosmetic_changes, read_chapter
from analysis.runner.cache import MISSING, file_digest
from analysis.runner.chapters import chapter_tasks
from analysis.runner.tasks import Task
from analysis.runner.template import read_template
from analysis.sources.raw import MANIFEST, read_manifest

NOTES_BESIDE_FIGURES = {MANIFEST, "README.md"}


@dataclass(frozen=True)
class Finding:
    """What is wrong with one chapter or file.

    Parameters
    ----------
    where : str
        ``locality/chapter``, or a raw file.
    words : str
        A sentence.
    cosmetic : bool
        Whether only the look of a chart is concerned, which is no fault.
    """

    where: str
    words: str
    cosmetic: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


@dataclass(frozen=True)
class Report:
    """What a verification found.

    Parameters
    ----------
    chapters : tuple of str
        The chapters that were looked at.
    cells : int
        The cells that nbval ran again.
    findings : tuple of Finding
        Faults and cosmetic changes.
    """

    chapters: tuple[str, ...]
    cells: int
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is wrong; empty for a sound book."""
        return tuple(one for one in self.findings if not one.cosmetic)

    def lines(self) -> list[str]:
        """Say how each locality fared, and the whole."""
        pages = Counter(name.partition("/")[0] for name in self.chapters)
        wrong = Counter(
            name.partition("/")[0]
            for name in {one.where for one in self.faults}
            if name in self.chapters
        )
        said = [
            f"{slug}: {number - wrong[slug]} of {number} chapters verified"
            for slug, number in sorted(pages.items())
        ]
        looks = len(self.findings) - len(self.faults)
        cosmetic = f", {looks} cosmetic" if looks else ""
        cells = f", {self.cells} cells run again" if self.cells else ""
        return [*said, f"{len(self.chapters)} chapters{cells}, {len(self.faults)} faults{cosmetic}"]


def verify_book(
    localities: Mapping[str, Locality],
    *,
    jobs: int | None = None,
    rerun: bool = True,
    say: Callable[[str], None] = print,
) -> Report:
    """Verify the executed chapters of the project.

    Parameters
    ----------
    localities : mapping of str to Locality
        Every locality of the book.
    jobs : int, optional
        Processes side by side for nbval.
    rerun : bool
        Whether nbval runs every cell again; without it only what shows at rest is checked.
    say : callable
        Told how far it has come.

    Returns
    -------
    Report

    Raises
    ------
    RunError
        When there is no executed chapter, or nbval itself could not run.
    """
    tasks = chapter_tasks(localities)
    book = paths.book_folder()
    findings = [
        *figure_faults(paths.data_folder()),
        *(Finding(*one) for one in seal_faults(paths.project_root())),
        *_strangers(book, tasks),
        *(finding for task in tasks for finding in check_chapter(task)),
    ]
    cells = 0
    if rerun:
        result = verify_chapters(book, paths.cache_folder(), jobs=jobs, say=say)
        cells = result.cells
        findings += [Finding(where, words) for where, words in result.failed]
    return Report(tuple(task.name for task in tasks), cells, tuple(findings))


def check_chapter(task: Task) -> list[Finding]:
    """Check one executed chapter at rest, against its template and its locality's parameters."""
    if not task.output.is_file():
        return [Finding(task.name, "It has not been made. Run `analysis run` for it.")]
    chapter = read_chapter(task.output)
    faults = chapter_faults(chapter, read_template(task.template).notebook, task.parameters)
    looks = cosmetic_changes(chapter)
    return [
        *(Finding(task.name, words) for words in faults),
        *(Finding(task.name, words, cosmetic=True) for words in looks),
    ]


def figure_faults(folder: Path) -> list[Finding]:
    """Hold every raw file against the manifest, those that no chapter reads too.

    Parameters
    ----------
    folder : Path
        A data folder.

    Returns
    -------
    list of Finding
        A file that is missing, changed, or that the manifest does not know.
    """
    manifest = read_manifest(folder)
    there = {
        path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    unknown = sorted(there - manifest.keys() - NOTES_BESIDE_FIGURES)
    findings = [Finding(name, f"It is not in {MANIFEST}.") for name in unknown]
    for name, entry in manifest.items():
        digest = file_digest(folder / name)
        if digest == MISSING:
            findings.append(Finding(name, "The file of figures is missing."))
        elif digest != entry["sha256"]:
            findings.append(Finding(name, f"Its bytes are not those of {MANIFEST}."))
    return findings


def _strangers(book: Path, tasks: Sequence[Task]) -> list[Finding]:
    known = {task.name for task in tasks}
    found = (f"{path.parent.name}/{path.stem}" for path in sorted(book.glob("*/*.ipynb")))
    return [
        Finding(name, "No locality asks for this chapter: remove it.")
        for name in found
        if name not in known
    ]
