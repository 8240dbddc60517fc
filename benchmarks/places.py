"""From a clean clone to a book, for every authority of England: `new`, `run` and `build` by name.

    python benchmarks/places.py [CODE...] [--tier upper|lower|both] [--sample N] [--seed S]
                                [--share 1/4] [--minutes M] [--results FILE]

It must reach: no failure, under 60 seconds a place on two cores, no file edited. Each book holds
England and the place; nothing is kept from one place to the next but England's own chapters. A
sample is drawn by its seed, from every kind of place in turn, those least like others first. Of
several machines each takes a share. After so many minutes no further place is begun; the same
command goes on where its results end, and tries again what failed. The results are one line a
place: code, name, revision, load, processor seconds, seconds of each command, and what failed.
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
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.data.areas import Area
from analysis.data.districts import districts_of
from analysis.data.params import NOT_LOCALITIES
from england import COUNTY, UNLIKE, areas_of

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 60.0
COUNTRY = "england"
COMMANDS = ("new", "run", "build")
COLUMNS = ("code", "name", "revision", "load", "processor", *COMMANDS, "failure")
WROTE = re.compile(r"Wrote params/([a-z0-9-]+)\.yml")


@dataclass(frozen=True)
class Made:
    """What became of one place: the seconds of each command, and the last line of what failed."""

    code: str
    name: str
    revision: str
    # How many processes wanted a processor, on the average of its last minute.
    load: float
    # Seconds of the processors that the commands took themselves: not those of the processes
    # that each runs a chapter.
    processor: float
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


def kind_of(area: Area) -> str:
    """Name the kind of place: a council that took over from several is another than one that grew.

    A place whose figures or boundaries are like no other's is of a kind of its own.
    """
    if area.code in UNLIKE:
        return f" {UNLIKE.index(area.code)}"
    took_over = area.type != COUNTY and bool(districts_of(area.code))
    return f"{area.type}, of several" if took_over else area.type


def draw(listed: Sequence[Area], seed: int, sample: int) -> list[Area]:
    """Draw places by chance, one of each kind in turn."""
    shuffled = sorted(listed, key=lambda area: area.code)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a sample, no secret
    met: Counter[str] = Counter()
    turns: dict[str, tuple[int, str]] = {}
    for area in shuffled:
        kind = kind_of(area)
        turns[area.code] = (met[kind], kind)
        met[kind] += 1
    shuffled.sort(key=lambda area: turns[area.code])
    return shuffled[: sample or None]


def share_of(chosen: Sequence[Area], share: str) -> list[Area]:
    """Give one share of several of equal size, such as 2/4, which together are all of them."""
    part, _, parts = share.partition("/")
    if not (part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        sys.exit(f"--share {share}: give the second of four as 2/4.")
    return [*chosen[int(part) - 1 :: int(parts)]]


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


def revision_of(root: Path) -> str:
    """Name the revision that is tried."""
    git = shutil.which("git") or "git"
    asked = [git, "rev-parse", "--short", "HEAD"]
    return subprocess.run(
        asked, cwd=root, capture_output=True, text=True, check=True
    ).stdout.strip()


def make(root: Path, area: Area) -> Made:
    """Make the book of one place, and take it away again."""
    seconds: list[float] = []
    slug, failure, used = area.slug, "", processor_seconds()
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
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    used = processor_seconds() - used
    return Made(area.code, area.name, revision_of(root), load, used, tuple(seconds), failure)


def processor_seconds() -> float:
    """Give what the commands so far, and what they waited for, took of the processors."""
    known = os.times()
    return known.children_user + known.children_system


def make_all(chosen: Sequence[Area], minutes: float) -> Iterator[Made]:
    """Make one place after the other in a clone that is thrown away, until the time is up."""
    begin = time.monotonic()
    if not chosen:
        return
    with tempfile.TemporaryDirectory() as folder:
        root = clone(Path(folder))
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
    worked = statistics.median(one.processor for one in whole)
    print(f"of processors, but for chapters: median {worked:.1f} s")
    print(f"slowest {slowest.name}, {slowest.total:.1f} s, at a load of {slowest.load:.1f}")
    return not failed and slowest.total <= LIMIT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("codes", nargs="*", help="only these places, by code")
    parser.add_argument("--tier", choices=["upper", "lower", "both"], default="both")
    parser.add_argument("--sample", type=int, default=0, help="only so many places")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--share", default="1/1", help="only this part of them, such as 2/4")
    parser.add_argument("--minutes", type=float, default=0.0, help="begin no place after these")
    parser.add_argument("--results", type=Path, help="a CSV file to write and to go on with")
    given = parser.parse_args()
    listed = [one for one in places(given.tier) if not given.codes or one.code in given.codes]
    if unknown := {*given.codes} - {one.code for one in listed}:
        sys.exit(f"No authority in use has the code {min(unknown)}.")
    chosen = share_of(draw(listed, given.seed, given.sample), given.share)
    codes = {area.code for area in chosen}
    made = [one for one in read(given.results) if one.code in codes and not one.failure]
    done = {one.code for one in made}
    for one in make_all([area for area in chosen if area.code not in done], given.minutes):
        made.append(one)
        print(f"{one.name}: {one.total:.1f} s {one.failure}".strip(), flush=True)
        if given.results:
            write(given.results, made)
    return 0 if report(made, len(chosen)) else 1


def read(path: Path | None) -> list[Made]:
    """Read what an earlier run has made."""
    if path is None or not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Made(
                *(row["code"], row["name"], row["revision"]),
                *(float(row["load"]), float(row["processor"])),
                tuple(float(row[name]) for name in COMMANDS if row[name]),
                row["failure"],
            )
            for row in csv.DictReader(file)
        ]


def write(path: Path, made: Sequence[Made]) -> None:
    """Write what was made so far, whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in made:
            seconds = [f"{value:.1f}" for value in one.seconds]
            blank = [""] * (len(COMMANDS) - len(seconds))
            known = (one.code, one.name, one.revision, f"{one.load:.1f}", f"{one.processor:.1f}")
            writer.writerow([*known, *seconds, *blank, one.failure])
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main())
