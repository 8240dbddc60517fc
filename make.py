"""The two commands on any desk: `python make.py book` and `python make.py test`.

It needs Python 3.11 or later and its standard library; `make` calls it too.
"""

import difflib
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
SUFFIX = ".exe" if os.name == "nt" else ""
READY = ENVIRONMENT / ".ready"
OLDEST = (3, 11)
# Everything, whole packages and their hashes, comes from the lock; the package itself is linked.
PIP = ("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
LOCKED = (*PIP, "--require-hashes", "--requirement", "requirements.lock")
LINKED = (*PIP, "--no-build-isolation", "--editable", ".")
# Side by side on every core; each file's tests share what they set up.
PYTEST = ("pytest", "-q", "-n", "logical", "--dist", "loadfile")
NBVAL = ("--nbval", "--nbval-sanitize-with", "nbval.cfg")
KINDS = (
    *("book/england", "book/stockton-on-tees", "book/stockton-on-tees-yarm"),
    *("book/west-northamptonshire/districts.ipynb", "book/west-northamptonshire-daventry"),
)
RUN = ("analysis", "run", "--all")
BUILD = ("analysis", "build", "--pdf", "--spreadsheets", "--archive")
# The folders of the project that can be made again.
MADE = (".venv", "_build", ".cache")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
LOCK = (
    *("uv", "pip", "compile", "pyproject.toml", "--extra", "dev", "--extra", "cluster"),
    *("--universal", "--python-version", "3.11", "--fork-strategy", "fewest"),
    *("--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header"),
    *("--output-file", "requirements.lock"),
)


def main(targets: Sequence[str]) -> int:
    """Make the targets in their order, and give the exit code of the first that fails."""
    unknown = [name for name in targets if name not in TARGETS]
    if unknown:
        near = difflib.get_close_matches(unknown[0], TARGETS, n=1)
        hint = f"Did you mean {near[0]}?" if near else "python make.py help lists them."
        print(f"There is no target {unknown[0]}. {hint}", file=sys.stderr)
        return 2
    try:
        for name in targets or ["help"]:
            TARGETS[name]()
    except subprocess.CalledProcessError as failed:
        return failed.returncode or 1
    except KeyboardInterrupt:
        return 130
    except Refused as problem:
        print(f"Error: {problem}", file=sys.stderr)
        return 1
    return 0


class Refused(Exception):
    """What keeps a target from being made, in a sentence."""


def show_help() -> None:
    """Show what each target does."""
    for name, make in TARGETS.items():
        print(f"{name:<9} {(make.__doc__ or '').splitlines()[0].rstrip('.')}")


def book() -> None:
    """Run every chapter that changed and build the book into _build/html."""
    step("Looking back, where figures or method have changed", "analysis", "score", "--hindcasts")
    step("Running the chapters", *RUN)
    step("Building the book", *BUILD)


def test() -> None:
    """Lint, types, unit tests, every chapter again, nbval, built pages."""
    for part in (lint, types, unit, verify, nbval, pages):
        part()


def fast() -> None:
    """Make what takes under two minutes: lint, types, unit tests."""
    for part in (lint, types, unit):
        part()


def lint() -> None:
    """Check style."""
    step("Lint", "ruff", "check", ".")
    call("ruff", "format", "--check", "--quiet", ".")


def types() -> None:
    """Check types."""
    step("Types", "mypy")


def unit() -> None:
    """Run the fast tests."""
    step("Unit tests", *PYTEST, "-m", "not slow and not pages")


def verify() -> None:
    """Make every executed chapter again and name what differs."""
    step("Verifying the chapters", "analysis", "verify")


def nbval() -> None:
    """Run nbval over one chapter of each kind, in ordinary kernels of one thread each."""
    step("nbval over one chapter of each kind", *PYTEST, *NBVAL, *KINDS, **ONE_THREAD)


def pages() -> None:
    """Build the book and test its pages in Chromium."""
    install_chromium()
    step("Building the book", *BUILD)
    step("The built book against the chapters", "analysis", "verify", "--built")
    step("Pages", *PYTEST, "-m", "pages and not slow", "tests/book")


def slow() -> None:
    """Run the slow tests, on the book that `book` built."""
    step("Slow tests", *PYTEST, "--durations=10", "-m", "slow")


def lock() -> None:
    """Pin everything anew, with hashes and without naming a registry (needs uv)."""
    if shutil.which(LOCK[0]) is None:
        raise Refused("The lock is made with uv, which is not installed: pip install uv.")
    subprocess.run(LOCK, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def clean() -> None:
    """Remove what can be made again."""
    for name in MADE:
        shutil.rmtree(ROOT / name, ignore_errors=True)


TARGETS: dict[str, Callable[[], None]] = {
    "help": show_help,
    **{
        make.__name__: make
        for make in (book, test, fast, lint, types, unit, verify, nbval, pages, slow, lock, clean)
    },
}


def step(words: str, *command: str, **variables: str) -> None:
    """Say what is done, do it, and say how long it took."""
    make_ready()
    begin = time.monotonic()
    print(f"== {words}", flush=True)
    call(*command, **variables)
    print(f"   took {time.monotonic() - begin:.0f} s", flush=True)


def call(*command: str, **variables: str) -> None:
    """Run a command of the project's environment in the project's folder."""
    program = BIN / f"{command[0]}{SUFFIX}"
    # Texts are UTF-8 on every system, also where a program asks the system for its habit.
    given = {**os.environ, "PYTHONUTF8": "1", **variables}
    subprocess.run([str(program), *command[1:]], cwd=ROOT, env=given, check=True)


def make_ready() -> None:
    """Make the environment, unless the one that is there has the same lock, package and place."""
    if sys.version_info < OLDEST:
        raise Refused(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}.")
    wanted = digest()
    if READY.is_file() and READY.read_text(encoding="ascii") == wanted:
        return
    begin = time.monotonic()
    print("== Environment in .venv", flush=True)
    if not works():
        venv.create(ENVIRONMENT, with_pip=True, clear=True, symlinks=os.name != "nt")
    READY.unlink(missing_ok=True)
    call(*LOCKED)
    call(*LINKED)
    READY.write_text(wanted, encoding="ascii", newline="\n")
    print(f"   took {time.monotonic() - begin:.0f} s", flush=True)


def digest() -> str:
    """Give the sha256 of what the environment follows from."""
    found = hashlib.sha256(str(ROOT).encode())
    for name in ("requirements.lock", "pyproject.toml"):
        found.update((ROOT / name).read_bytes())
    return found.hexdigest()


def works() -> bool:
    """Say whether the environment's own Python runs: not where its Python was removed."""
    python = BIN / f"python{SUFFIX}"
    if not python.is_file():
        return False
    said = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False)
    return said.returncode == 0


def install_chromium() -> None:
    """Install Chromium where it is lacking and that is allowed: as root, by Debian's packages.

    Elsewhere the tests that need it say what to install, and are skipped.
    """
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if shutil.which("chromium") or not root or not shutil.which("apt-get"):
        return
    for command in (
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"),
    ):
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
