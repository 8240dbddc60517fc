"""From a clean clone to a book, for every authority of England: `new`, `run` and `build` by name.

    python benchmarks/places.py [--tier upper|lower|both] [--sample N] [--seed S] [--minutes M]
                                [--results FILE]

It must reach: no failure, under 60 seconds a place on two cores, no file edited. Each book holds
England and the place; nothing is kept from one place to the next but England's own chapters. A
sample is drawn by its seed; after so many minutes no further place is begun. The results are one
line a place: code, name, seconds of each command, and what failed.
"""

import argparse
import csv
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.data.areas import Area
from analysis.data.params import NOT_LOCALITIES
from england import COUNTY, areas_of

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 60.0
COUNTRY = "england"
COMMANDS = ("new", "run", "build")
WROTE = re.compile(r"Wrote params/([a-z0-9-]+)\.yml")


@dataclass(frozen=True)
class Made:
    """What became of one place: the seconds of each command, and the last line of what failed."""

    code: str
    name: str
    seconds: tuple[float, ...]
    failure: str = ""

    @property
    def total(self) -> float:
        return sum(self.seconds)


def places(tier: str) -> list[Area]:
    """List authorities, each once: 153 of the upper tier, 296 of the lower, 317 of both."""
    upper, lower = areas_of(lower=False), areas_of(lower=True)
    if tier == "both":
        return [*lower, *(area for area in upper if area.type == COUNTY)]
    return upper if tier == "upper" else lower


def clone(folder: Path) -> Path:
    """Clone the project as it is committed, leave its localities out and run England's chapters."""
    root = folder / "clone"
    git = shutil.which("git") or "git"
    subprocess.run([git, "clone", "--quiet", str(ROOT), str(root)], check=True)
    for path in (root / "params").glob("*.yml"):
        if path.stem not in {*NOT_LOCALITIES, COUNTRY}:
            path.unlink()
            shutil.rmtree(root / "book" / path.stem, ignore_errors=True)
    done = command(root, "run", COUNTRY)
    if done.returncode:
        sys.exit(f"England's own chapters cannot be run: {last_line(done)}")
    return root


def command(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Give one command as a person does, with the clone's own code and figures."""
    given = {key: value for key, value in os.environ.items() if not key.startswith("ANALYSIS_")}
    return subprocess.run(
        [sys.executable, "-c", "from analysis.cli import app; app()", *words],
        cwd=root,
        env=given | {"PYTHONPATH": str(root / "src"), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """Give the last that a command said."""
    return (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()[-1]


def make(root: Path, area: Area) -> Made:
    """Make the book of one place, and take it away again."""
    seconds: list[float] = []
    slug, failure = area.slug, ""
    for words in (("new", area.name), ("run", ""), ("build",)):
        begin = time.monotonic()
        done = command(root, *(word or slug for word in words))
        seconds.append(time.monotonic() - begin)
        if wrote := WROTE.search(done.stdout):
            slug = wrote[1]
        if done.returncode:
            failure = f"{words[0]}: {last_line(done)}"
            break
    (root / "params" / f"{slug}.yml").unlink(missing_ok=True)
    for left in (root / "book" / slug, root / "_build"):
        shutil.rmtree(left, ignore_errors=True)
    return Made(area.code, area.name, tuple(seconds), failure)


def make_all(root: Path, chosen: Sequence[Area], minutes: float) -> Iterator[Made]:
    """Make one place after the other, until the time is up."""
    begin = time.monotonic()
    for area in chosen:
        if minutes and time.monotonic() - begin > 60 * minutes:
            return
        yield make(root, area)


def report(made: Sequence[Made], asked: int) -> bool:
    """Print what was measured beside what must be reached; say whether it was."""
    failed = [one for one in made if one.failure]
    whole = [one for one in made if not one.failure]
    print(f"{len(made)} of {asked} places made, {len(failed)} failed")
    for one in failed:
        print(f"FAILED {one.name} ({one.code}): {one.failure}")
    if not whole:
        return False
    slowest = max(whole, key=lambda one: one.total)
    median = statistics.median(one.total for one in whole)
    each = [statistics.median(one.seconds[place] for one in whole) for place in range(3)]
    said = ", ".join(f"{name} {value:.1f}" for name, value in zip(COMMANDS, each, strict=True))
    print(f"median {median:.1f} s ({said}), limit {LIMIT:.0f}")
    print(f"slowest {slowest.name}, {slowest.total:.1f} s")
    return not failed and slowest.total <= LIMIT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tier", choices=["upper", "lower", "both"], default="both")
    parser.add_argument("--sample", type=int, default=0, help="only so many places")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--minutes", type=float, default=0.0, help="begin no place after these")
    parser.add_argument("--results", type=Path, help="a CSV file to write, a line a place")
    given = parser.parse_args()
    chosen = places(given.tier)
    random.Random(given.seed).shuffle(chosen)  # noqa: S311 - a sample, no secret
    chosen = chosen[: given.sample or None]
    made = []
    with tempfile.TemporaryDirectory() as folder:
        root = clone(Path(folder))
        for one in make_all(root, chosen, given.minutes):
            made.append(one)
            print(f"{one.name}: {one.total:.1f} s {one.failure}".strip(), flush=True)
            if given.results:
                write(given.results, made)
    return 0 if report(made, len(chosen)) else 1


def write(path: Path, made: Sequence[Made]) -> None:
    """Write what was made so far."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", *COMMANDS, "failure"])
        for one in made:
            seconds = [f"{value:.1f}" for value in one.seconds]
            blank = [""] * (len(COMMANDS) - len(seconds))
            writer.writerow([one.code, one.name, *seconds, *blank, one.failure])


if __name__ == "__main__":
    sys.exit(main())
