"""Other processors, as far as this machine can pretend to be one.

    python benchmarks/processors.py [CHAPTER ...]

Verifies chapters (one of each kind by default) under every setting: each takes instructions or
threads away from the libraries, so that the last bits of their results differ as they do between
machines. Says which settings this machine can try, and which it cannot.
"""

import argparse
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

import small_edition

ROOT = Path(__file__).resolve().parents[1]
START = "from analysis.cli import app; app()"
OLD_CORES = ("Nehalem", "Sandybridge")
WITHOUT_FUSED = "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable"
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
Settings = dict[str, dict[str, str]]


def vector_groups() -> list[str]:
    """Name the groups of instructions that numpy would use here, the oldest first."""
    return [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]


def settings() -> tuple[Settings, dict[str, str]]:
    """Give the settings that can be tried here as variables, and why others cannot."""
    able: Settings = {
        words: dict.fromkeys(THREADS, str(number))
        for number, words in ((1, "one thread"), (2, "two threads"))
    }
    unable: dict[str, str] = {}
    groups = vector_groups()
    # A group is the ground of those after it, so they go with it.
    for place, name in enumerate(groups):
        able[f"numpy without {name}"] = {"NPY_DISABLE_CPU_FEATURES": " ".join(groups[place:])}
    if not groups:
        unable["numpy without a group"] = "this processor has none beyond the least"
    if platform.machine() == "x86_64":
        able |= {f"OpenBLAS for {core}": {"OPENBLAS_CORETYPE": core} for core in OLD_CORES}
    else:
        unable |= {f"OpenBLAS for {core}": "this is no x86-64 processor" for core in OLD_CORES}
    if platform.libc_ver()[0] == "glibc" and platform.machine() == "x86_64":
        able["glibc without fused multiplication"] = {"GLIBC_TUNABLES": WITHOUT_FUSED}
        together = [one for name, one in able.items() if "thread" not in name]
        oldest = {key: value for one in reversed(together) for key, value in one.items()}
        able["all of these"] = oldest | dict.fromkeys(THREADS, "1")
    else:
        unable["glibc without fused multiplication"] = "this is not glibc on x86-64"
    return able, unable


def one_of_each_kind(book: Path) -> list[str]:
    """Name the first executed chapter of each template."""
    first: dict[str, str] = {}
    for path in sorted(book.glob("*/*.ipynb")):
        first.setdefault(path.stem, f"{path.parent.name}/{path.stem}")
    return sorted(first.values())


def verify_under(
    chapters: Sequence[str], chosen: Settings, root: Path = ROOT
) -> Iterator[tuple[str, float, subprocess.CompletedProcess[str]]]:
    """Verify chapters in a child process under each setting."""
    for name, variables in chosen.items():
        begin = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", START, "verify", *chapters],
            cwd=root,
            env=small_edition.environment(root) | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        yield name, time.monotonic() - begin, done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="as locality/chapter; one of each kind")
    chapters = parser.parse_args().chapters or one_of_each_kind(ROOT / "book")
    able, unable = settings()
    faulty = 0
    for name, seconds, done in verify_under(chapters, able):
        faulty += bool(done.returncode)
        said = (done.stderr or done.stdout).strip() if done.returncode else "the same bytes"
        print(f"{name}: {said} ({seconds:.0f} s)", flush=True)
    for name, why in unable.items():
        print(f"{name}: not tried, {why}")
    print(f"{len(chapters)} chapters, {len(able) - faulty} of {len(able)} settings the same")
    return int(faulty > 0)


if __name__ == "__main__":
    sys.exit(main())
