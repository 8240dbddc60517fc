"""Running an archived edition again from its own code, parameters and figures."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.charts.chart import LOOK_WORDS, SVG_MIME
from analysis.charts.fingerprint import drawn_content
from analysis.errors import RunError
from analysis.review.compare import Change, compare_chapters
from analysis.review.edition import Edition, copy_inputs, open_edition
from analysis.review.structure import PLAIN_MIME
from analysis.review.verify import Finding, Report, figure_faults
from analysis.runner.canonical import joined
from analysis.runner.kernels import SERVER_VARIABLE

RUN = "from analysis.cli import app; app()"
PACKAGE_PATH = "PYTHONPATH"
LONGEST = 160


def verify_archive(
    archive: Path, *, jobs: int | None = None, say: Callable[[str], None] = print
) -> Report:
    """Run every chapter of an edition again and confirm each claim, table and figure.

    Parameters
    ----------
    archive : Path
        ``edition-<version>.zip``, or its folder. Its code is run: open only one that you trust.
    jobs : int, optional
        Chapters at once.
    say : callable
        Told how far it has come.

    Returns
    -------
    Report
        With the first difference of each chapter that is not reproduced.

    Raises
    ------
    RunError
        When it is no edition, or its code cannot run its chapters.
    """
    if not archive.exists():
        raise RunError(f"There is no file {archive}. Give the path of an edition's archive.")
    with open_edition(str(archive)) as published, tempfile.TemporaryDirectory() as made:
        say("Checking the figures of the archive")
        faults = figure_faults(paths.data_folder(published.root))
        again = Edition(copy_inputs(published, Path(made) / "again"), "run again")
        for path in again.chapters.values():
            path.unlink()
        say("Running every chapter again")
        if not faults:
            run_again(again.root, jobs)
            faults = list(differences(published, Edition(again.root, "run again")))
    return Report(tuple(published.chapters), 0, tuple(faults))


def run_again(root: Path, jobs: int | None = None) -> None:
    """Execute every chapter of a folder with the code that stands in it.

    Raises
    ------
    RunError
        With what the run said, when a chapter could not be executed.
    """
    own = {paths.ROOT_VARIABLE: str(root), PACKAGE_PATH: str(paths.code_folder(root).parent)}
    environment = {**os.environ, **own}
    # Neither other figures nor kernels that have other code loaded.
    for name in (paths.DATA_VARIABLE, SERVER_VARIABLE):
        environment.pop(name, None)
    command = [sys.executable, "-c", RUN, "run", "--all", "--force"]
    done = subprocess.run(  # noqa: S603
        [*command, *(["--jobs", str(jobs)] if jobs else [])],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if "FAILED" in line]
        last = (done.stderr or done.stdout).strip().splitlines()
        why = (said or last or ["it said nothing"])[0].replace(str(root), ".")
        raise RunError(f"The edition cannot be run again: {why}")


def differences(published: Edition, again: Edition) -> Iterator[Finding]:
    """Name the first difference of each chapter between an edition and its second run."""
    for name in sorted(published.chapters.keys() | again.chapters.keys()):
        if name not in again.chapters:
            yield Finding(name, "No parameter file of the edition asks for this chapter.")
        elif name not in published.chapters:
            yield Finding(name, "The edition lacks this chapter.")
        elif published.chapters[name].read_bytes() != again.chapters[name].read_bytes():
            yield from _difference(name, published, again)


def _difference(name: str, published: Edition, again: Edition) -> Iterator[Finding]:
    before, after = published.read(name), again.read(name)
    changes = compare_chapters(before, after)
    real = [change for change in changes if change.kind != "look"]
    if real:
        words = f"{len(real)} differences, the first: {_shown(real[0])}"
        yield Finding(name, words if len(real) > 1 else f"It differs: {_shown(real[0])}")
    elif _without_looks(before) != _without_looks(after):
        cell = _first_cell(before, after)
        yield Finding(name, f"Cell {cell} is not the one that its template makes.")
    for change in changes:
        if change.kind == "look":
            yield Finding(name, f"Only the look differs: {change}.", cosmetic=True)


def _shown(change: Change) -> str:
    return str(change) if len(str(change)) <= LONGEST else f"{str(change)[:LONGEST]}…"


def _without_looks(chapter: Mapping[str, Any]) -> list[Any]:
    """Give the cells without what only changes how a drawing looks."""
    cells = json.loads(json.dumps(chapter["cells"]))
    for cell in cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if SVG_MIME in data:
                data[SVG_MIME] = drawn_content(joined(data[SVG_MIME]))
                plain = joined(data.get(PLAIN_MIME, "")).splitlines()
                data[PLAIN_MIME] = [one for one in plain if not one.startswith(LOOK_WORDS)]
    return [chapter.get("metadata"), *cells]


def _first_cell(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    cells = _without_looks(before)[1:], _without_looks(after)[1:]
    pairs: Iterator[Any] = zip_longest(*cells, fillvalue={})
    return next((str((a or b).get("id")) for a, b in pairs if a != b), "of settings")
