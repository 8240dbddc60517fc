"""Change a small edition in one to three ways at once and count the changes told apart.

    python benchmarks/causes.py

Prints each mixture with the causes that trials found for its changes, and told apart/total.
"""

import argparse
import hashlib
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Mapping
from itertools import combinations
from pathlib import Path

import small_edition
from analysis.editions.causes import ChangedChapter
from analysis.editions.changes import compare_editions
from analysis.editions.compare import Change
from analysis.editions.edition import Edition

GAP = "stockton-on-tees/gap"
HEALTHY = "indicators/healthy-life-expectancy-at-birth.csv"
# What is changed in the edition (a file, a pattern and what comes in its place), by its cause.
SEEDS = {
    f"data: {HEALTHY}": (
        f"data/raw/{HEALTHY}",
        r"^(healthy-life-expectancy-at-birth,E06000004,.*,2022 to 2024,.*,)(\d\d)(\.\d+),(\d)",
        r"\g<1>\g<2>.999,\g<4>",
    ),
    "data: catalogue.csv": (
        "data/raw/catalogue.csv",
        r"^(healthy-life-expectancy-at-birth,.*,years),1,",
        r"\1,2,",
    ),
    "parameter: headline_indicators": (
        "params/stockton-on-tees.yml",
        r"^- healthy-life-expectancy-at-birth$",
        "- year-6-obesity",
    ),
    "parameter: target_year": (
        "params/stockton-on-tees.yml",
        r"^target_year: \d+$",
        "target_year: 2047",
    ),
    "code: statistics/gap_trend.py": (
        "src/analysis/statistics/gap_trend.py",
        r"0\.01\b",
        "0.5",
    ),
    "template: gap.ipynb": (
        "notebooks/gap.ipynb",
        "There are two kinds of gap",
        "There are three kinds of gap",
    ),
}
DATA, PARAMETER = f"data: {HEALTHY}", "parameter: target_year"
CODE, TEMPLATE = "code: statistics/gap_trend.py", "template: gap.ipynb"
MIXED = (DATA, PARAMETER, CODE, TEMPLATE)
MIXTURES = [some for size in (2, 3) for some in combinations(MIXED, size)]


def is_own(cause: str, change: Change) -> bool:
    """Whether a change can come of one seed alone, by what the seed does: worked out by hand."""
    if cause == TEMPLATE:
        return "three kinds of gap" in change.after
    if cause == CODE:
        return change.after == "no clear change"
    if cause == PARAMETER:
        return change.after == "by 2047 (2047)"
    return change.kind == "number" and change.what.startswith(
        "healthy-life-expectancy-at-birth | E06000004 | 2022 to 2024"
    )


def plant(root: Path, causes: Collection[str]) -> None:
    """Change an edition in these ways."""
    for cause in causes:
        name, old, new = SEEDS[cause]
        replace(root, name, old, new)
        if name.startswith("data/raw/"):
            file = name.removeprefix("data/raw/")
            digest = hashlib.sha256((root / name).read_bytes()).hexdigest()
            row = rf"^({re.escape(file)},\d+,)\w+"
            replace(root, "data/raw/manifest.csv", row, rf"\g<1>{digest}")


def replace(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    assert changed != text, f"{name} nowhere says {old}"
    path.write_text(changed, encoding="utf-8")


def make(base: Path, root: Path, causes: Collection[str]) -> Path:
    """Make an edition that differs in these ways, its gap chapter run anew."""
    shutil.copytree(base, root)
    plant(root, causes)
    done = small_edition.analysis(root, "run", "stockton-on-tees", "--chapter", "gap")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def mixed_causes(base: Path, folder: Path, causes: Collection[str]) -> ChangedChapter:
    """Compare a mixture with the base; trials of other mixtures below the folder are used again."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        root = make(base, Path(made) / "edition", causes)
        kept = folder / "trials"
        kept.mkdir(exist_ok=True)
        (root / ".cache" / "trials").symlink_to(kept)
        before, after = Edition(base, "base"), Edition(root, "this edition")
        (chapter,) = compare_editions(before, after, say=lambda _: None).chapters
    return chapter


def faults(chapter: ChangedChapter, causes: Collection[str]) -> list[str]:
    """Say what is not told apart as it should be."""
    found: Mapping[Change, str] = {
        change: chapter.cause_of(change) for change in chapter.changes if change.kind != "look"
    }
    wrong = []
    for cause in causes:
        own = {change: by for change, by in found.items() if is_own(cause, change)}
        if not own:
            wrong.append(f"nothing shows {cause}")
        wrong += [f"{change} has {by}" for change, by in own.items() if by != cause]
    # What is needed each year is half of the gap over the years that are left.
    both = f"{DATA} together with {PARAMETER}"
    if {DATA, PARAMETER} <= set(causes) and both not in found.values():
        wrong.append(f"nothing needs {both}")
    named = {part for by in found.values() for part in re.split(" together with |; or ", by)}
    if named != set(causes):
        wrong.append(f"named are {sorted(named)}")
    return wrong


def main() -> int:
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    told = 0
    with tempfile.TemporaryDirectory(prefix="causes-") as made:
        base = small_edition.make(Path(made) / "base")
        for causes in [*((one,) for one in SEEDS), *MIXTURES]:
            chapter = mixed_causes(base, Path(made), causes)
            wrong = faults(chapter, causes) if len(causes) > 1 else []
            wrong += [chapter.cause] if len(causes) == 1 and chapter.cause != causes[0] else []
            told += not wrong
            said = f"WRONG: {wrong[0]}" if wrong else chapter.cause
            print(f"{' + '.join(causes)}\n    {said}", flush=True)
    total = len(SEEDS) + len(MIXTURES)
    print(f"{told} of {total} told apart")
    return int(told < total)


if __name__ == "__main__":
    sys.exit(main())
