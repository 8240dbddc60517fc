"""nbval over the executed chapters: every cell run again, every output compared."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from analysis.charts.chart import LOOK_WORDS
from analysis.errors import RunError
from analysis.runner.jobs import KERNEL_NAME
from analysis.runner.workers import default_jobs, kernel_environment

# A chart is compared by the fingerprints in its text; one of its look is no matter for a check.
SANITISE = f"""[svg]
regex: (?s)<svg.*</svg>
replace: SVG
[look]
regex: {LOOK_WORDS}: \\w+
replace: LOOK
"""
COLOURS = re.compile(r"(?:#x1B|\x1b)\[\d+m")


@dataclass(frozen=True)
class Verification:
    """What nbval found.

    Parameters
    ----------
    passed : int
        Cells that gave what the page shows.
    failed : tuple of (str, str)
        For each cell that did not, ``locality/chapter`` and what nbval said.
    """

    passed: int
    failed: tuple[tuple[str, str], ...]

    @property
    def cells(self) -> int:
        """How many cells were run."""
        return self.passed + len(self.failed)


def verify_chapters(
    book: Path,
    cache: Path,
    *,
    jobs: int | None = None,
    kernel: str = KERNEL_NAME,
    names: Collection[str] = (),
    say: Callable[[str], None] = print,
) -> Verification:
    """Run nbval over every executed chapter below a folder.

    Parameters
    ----------
    book : Path
        The folder of executed chapters.
    cache : Path
        Where the reports go.
    jobs : int, optional
        Processes side by side; by default one more than cores, since each waits a fifth of a
        second for the first words of every kernel.
    kernel : str
        The kernelspec; warm kernels by default.
    names : collection of str
        Only these chapters, as ``locality/chapter``; all by default.
    say : callable
        Told of each locality that is done.

    Returns
    -------
    Verification

    Raises
    ------
    RunError
        When there is no executed chapter, or nbval itself could not run.
    """
    found = [
        path
        for path in book.glob("*/*.ipynb")
        if not names or f"{path.parent.name}/{path.stem}" in names
    ]
    chapters = sorted(found, key=lambda path: -path.stat().st_size)
    if not chapters:
        raise RunError("There is no executed chapter to verify. Run `analysis run --all` first.")
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "nbval.cfg").write_text(SANITISE, encoding="utf-8")
    workers = min(jobs or default_jobs() + 1, len(chapters))
    shares = [chapters[start::workers] for start in range(workers)]
    # One server forks the kernels of every process: loading the libraries is most of its cost.
    warm = kernel_environment() if kernel == KERNEL_NAME else nullcontext(dict(os.environ))
    with warm as environment:
        running = [
            _start(share, cache / f"nbval-{n}", kernel, book, environment)
            for n, share in enumerate(shares)
        ]
        for number, process in enumerate(running):
            if process.wait() > 1:
                log = (cache / f"nbval-{number}.log").read_text(encoding="utf-8")
                raise RunError(f"nbval could not run: {log.strip().splitlines()[-1]}")
    return _read_reports([cache / f"nbval-{n}.xml" for n in range(len(shares))], say)


def _start(
    chapters: Sequence[Path],
    report: Path,
    kernel: str,
    book: Path,
    environment: Mapping[str, str],
) -> "subprocess.Popen[bytes]":
    rules = report.parent / "nbval.cfg"
    options = [
        "-p",
        "nbval.plugin",
        "--nbval",
        "--nbval-kernel-name",
        kernel,
        "--nbval-sanitize-with",
        str(rules),
    ]
    ours = ["-o", "addopts=", "-o", "filterwarnings=default", "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "pytest", *options, *ours, f"--junitxml={report}.xml"]
    with Path(f"{report}.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603
            [*command, *map(str, chapters)],
            cwd=book.parent,
            # Other plugins cost two seconds a process and do nothing here.
            env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _read_reports(reports: Sequence[Path], say: Callable[[str], None]) -> Verification:
    """Gather the cells of every report, and say how each locality fared."""
    cells: Counter[str] = Counter()
    failed: list[tuple[str, str]] = []
    for report in reports:
        # The report was written by our own pytest a moment ago.
        for case in ET.parse(report).iter("testcase"):  # noqa: S314
            chapter = "/".join(case.get("classname", "").split(".")[-3:-1])
            cells[chapter.split("/")[0]] += 1
            for kind in ("failure", "error"):
                for fault in case.iter(kind):
                    words = " ".join(COLOURS.sub("", fault.get("message") or "").split())
                    failed.append((chapter, f"{case.get('name')}: {words[:300]}"))
    for locality, number in sorted(cells.items()):
        bad = sum(name.startswith(f"{locality}/") for name, _ in failed)
        say(f"{locality}: {number - bad} of {number} cells as published")
    return Verification(sum(cells.values()) - len(failed), tuple(failed))
