"""All authorities of the upper tier, or with `--lower` of the lower tier, three chapters each.

    python benchmarks/england.py [--lower] [--sample N] [--chapters all] [--data FOLDER]

It must reach: no failure, under ten minutes on two cores, memory under 2 GB. With every chapter
(`--chapters all --sample 20`) there is no limit of time, and what `analysis check` says of each
authority's chapters and figures must be what the run made. No two pages may disagree on a fact.
Nothing of the book is touched:
parameters and chapters are written into a folder that is thrown away.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from analysis import paths
from analysis.data.areas import Area, is_authority, is_district, load_areas
from analysis.data.indicators import area_indicators
from analysis.data.new_locality import write_locality
from analysis.data.params import load_localities
from analysis.findings.coverage import find_coverage
from analysis.runner import RunReport, run_tasks
from analysis.runner.tasks import Task, chapter_tasks
from one_verdict import contradictions_below
from runner import CORES, PeakMemory

COUNTY = "county"
CHAPTERS = ("profile", "trend", "gap")
MINUTES, GIGABYTES = 10, 2
ROOT = Path(__file__).resolve().parents[1]
UNLIKE = ("E06000053", "E09000001", "E10000016", "E06000017")
"""In every sample: two with hardly a figure, a county of districts, and the smallest county."""


def areas_of(*, lower: bool) -> list[Area]:
    """List the authorities of England in use: 153 of the upper tier, or 296 of the lower."""
    listed = sorted(load_areas().values(), key=lambda area: area.code)
    if not lower:
        return [area for area in listed if is_authority(area)]
    return [one for one in listed if is_district(one) or (is_authority(one) and one.type != COUNTY)]


def tasks_of(
    authorities: Sequence[Area], folder: Path, sample: int, chapters: Sequence[str]
) -> list[Task]:
    """Write a parameter file for each authority, as `analysis new` does, and list its chapters."""
    step = max(1, len(authorities) // sample) if sample else 1
    for place, area in enumerate(authorities):
        if place % step == 0 or area.code in UNLIKE:
            write_locality(area, area.slug, folder)
    localities = load_localities(folder)
    return [
        Task(
            one.locality,
            one.chapter,
            one.template,
            folder / "book" / one.locality / one.output.name,
            one.parameters,
        )
        for one in chapter_tasks(localities, chapters)
    ]


def broken_promises(folder: Path) -> list[str]:
    """Hold what `analysis check` says of each authority against the chapters that were made."""
    said = []
    for slug, locality in load_localities(folder).items():
        made = {path.stem for path in (folder / "book" / slug).glob("*.ipynb")}
        if made != set(locality.chapters):
            said.append(f"{slug}: check promises {locality.chapters}, the run made {sorted(made)}")
        known = len(find_coverage(locality.area_code).known)
        page = (folder / "book" / slug / "quality.ipynb").read_text(encoding="utf-8")
        every = len(area_indicators())
        if f"{known} of {every} indicators have figures" not in page:
            said.append(f"{slug}: check promises {known} of {every} indicators, quality has others")
    return said


def report(result: RunReport, seconds: float, memory: int, chapters: int, share: float) -> bool:
    """Print what was measured beside what must be reached; say whether it was."""
    failed = [row for row in result.rows if row.outcome == "failed"]
    for row in failed:
        print(f"FAILED {row.name}: {row.reason}")
    minutes = seconds / 60
    limit = f"limit {MINUTES * share:.1f}" if share else "no limit"
    print(f"{chapters} chapters on {CORES} cores: {minutes:.1f} min, {limit}")
    print(f"memory {memory / 1e9:.2f} GB, limit {GIGABYTES}")
    print(f"{len(failed)} failed")
    in_time = not share or minutes <= MINUTES * share
    return not failed and in_time and memory <= GIGABYTES * 1e9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="a folder of figures in place of data/raw")
    parser.add_argument("--lower", action="store_true", help="lower-tier authorities")
    parser.add_argument("--sample", type=int, default=0, help="only about so many authorities")
    parser.add_argument("--chapters", choices=["three", "all"], default="three")
    given = parser.parse_args()
    every = given.chapters == "all"
    if given.data:
        os.environ[paths.DATA_VARIABLE] = str(given.data.resolve())
    os.environ.setdefault(paths.ROOT_VARIABLE, str(ROOT))
    authorities = areas_of(lower=given.lower)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tasks = tasks_of(authorities, folder, given.sample, () if every else CHAPTERS)
        begin = time.monotonic()
        with PeakMemory() as memory:
            result = run_tasks(tasks, cache_dir=folder / "cache")
        seconds = time.monotonic() - begin
        share = 0.0 if every else len(tasks) / len(CHAPTERS) / len(authorities)
        reached = report(result, seconds, memory.bytes, len(tasks), share)
        wrong = broken_promises(folder) if every else []
        disagree = contradictions_below(folder / "book")
        print(*wrong, *disagree, f"{len(disagree)} facts on which pages disagree", sep="\n")
        wrong += disagree
        return 0 if reached and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
