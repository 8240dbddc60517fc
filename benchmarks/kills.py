"""Kill a run at random moments and see that the next one completes to the same bytes.

    python benchmarks/kills.py [--kills N]

Prints how many of the kills were survived. Nothing of the project is touched.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import small_edition
from analysis.files import UNFINISHED

SEED = 7
RUN = [sys.executable, "-c", small_edition.START, "run", "--all", "--force", "--jobs", "2"]


def chapters(root: Path) -> dict[str, bytes]:
    """Give everything below the book, whole or not: a file left half-written would show."""
    book = root / "book"
    return {
        path.relative_to(book).as_posix(): path.read_bytes()
        for path in sorted(book.rglob("*"))
        if path.is_file()
    }


def leftovers(root: Path) -> list[str]:
    """Name what killed runs left half-written anywhere in the edition."""
    left = root.rglob(f"*{UNFINISHED}")
    return sorted(path.relative_to(root).as_posix() for path in left)


def kill_at(root: Path, seconds: float) -> bool:
    """Start a run and kill it and its workers after some time; say whether it was still at work."""
    process = subprocess.Popen(
        RUN,
        cwd=root,
        env=small_edition.environment(root),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    alive = process.poll() is None
    if alive:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return alive


def survives(root: Path, seconds: float, sound: dict[str, bytes]) -> tuple[bool, bool]:
    """Kill a run, run again; say whether it was killed, and whether everything is as it was."""
    killed = kill_at(root, seconds)
    whole = all(content == sound[name] for name, content in chapters(root).items() if name in sound)
    again = small_edition.analysis(root, "run", "--all")
    same = whole and again.returncode == 0 and chapters(root) == sound
    left = leftovers(root)
    if left:
        print(f"left behind: {', '.join(left)}", flush=True)
    return killed, same and not left


def measure(root: Path, kills: int) -> int:
    begin = time.monotonic()
    done = small_edition.analysis(root, "run", "--all", "--force")
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    length = time.monotonic() - begin
    sound = chapters(root)
    moments = random.Random(SEED)  # noqa: S311
    survived = killed = 0
    while killed < kills:
        seconds = moments.uniform(0.1, 0.9 * length)
        was_killed, lost_nothing = survives(root, seconds, sound)
        killed += was_killed
        survived += was_killed and lost_nothing
        if was_killed:
            print(f"{'survived' if lost_nothing else 'LOST':<9} {seconds:.1f} s", flush=True)
        elif not lost_nothing:
            return 1
    print(f"{survived} of {kills} kills survived, in runs of {length:.0f} s")
    return int(survived < kills)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50, help="how many runs are killed")
    parser.add_argument("--edition", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.edition:
        return measure(given.edition, given.kills)
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        root = small_edition.make(Path(folder) / "edition", execute=False)
        return measure(root, given.kills)


if __name__ == "__main__":
    sys.exit(main())
