"""A small edition of two localities in a folder of its own: for what damages or kills editions.

It holds its own copy of the package, so that nothing of the project is touched or watched.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from analysis.data.params import NOT_LOCALITIES
from analysis.editions.seal import write_seal

ROOT = Path(__file__).resolve().parents[1]
# Two of the headline indicators draw every kind of chart that five do.
HEADLINES = ["life-expectancy-at-birth", "healthy-life-expectancy-at-birth"]
CHAPTERS = {"stockton-on-tees": ["profile", "gap"], "stockton-on-tees-yarm": ["ward"]}
COPIED = (
    "notebooks",
    "src",
    "data",
    "benchmarks/results",
    "book/_static",
    "book/_templates",
    "book/guides",
    *(f"book/{page}.md" for page in ("accessibility", "api", "glossary", "methods", "simulations")),
    "_config.yml",
    "requirements.lock",
    "CITATION.cff",
    "CHANGELOG.md",
    "LICENSE",
    "nbval.cfg",
    "pyproject.toml",
)
START = "from analysis.cli import app; app()"


def make(folder: Path, *, execute: bool = True) -> Path:
    """Make the edition: the project's inputs, two localities, and their executed chapters."""
    folder.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    shutil.copytree(ROOT / "params", folder / "params", ignore=_other_localities)
    for slug, chapters in CHAPTERS.items():
        path = folder / "params" / f"{slug}.yml"
        given = yaml.safe_load(path.read_text(encoding="utf-8")) | {"chapters": chapters}
        given |= {"headline_indicators": HEADLINES} if "gap" in chapters else {}
        path.write_text(yaml.safe_dump(given, sort_keys=False), encoding="utf-8")
    if execute:
        done = analysis(folder, "run", "--all")
        if done.returncode:
            raise SystemExit(f"The small edition could not be made: {done.stdout}{done.stderr}")
        write_seal(folder)
    return folder


def build(folder: Path) -> Path:
    """Give the edition the pages of the country and build its book, workbooks, PDF and archive."""
    front = {"area_code": "E92000001", "chapters": ["front", "across", "sources"]}
    (folder / "params" / "england.yml").write_text(yaml.safe_dump(front), encoding="utf-8")
    printed = folder / ".cache" / "printed"
    printed.mkdir(exist_ok=True)
    # A stand-in, so that no Chromium is needed.
    (printed / "closing-the-gap-stockton-on-tees.pdf").write_bytes(b"%PDF-1.7")
    options = ("--spreadsheets", "--archive", "--printed", str(printed))
    for words in (("run", "--all"), ("build", *options)):
        done = analysis(folder, *words)
        if done.returncode:
            raise SystemExit(f"The small edition could not be built: {done.stdout}{done.stderr}")
    return folder


def _other_localities(folder: str, names: list[str]) -> set[str]:
    if Path(folder).name != "params":
        return set()
    kept = {*NOT_LOCALITIES, *CHAPTERS}
    return {name for name in names if name.endswith(".yml") and Path(name).stem not in kept}


def environment(folder: Path) -> dict[str, str]:
    """Give the environment in which a command means this edition and runs its code."""
    own = {"ANALYSIS_ROOT": str(folder), "PYTHONPATH": str(folder / "src")}
    return {**{k: v for k, v in os.environ.items() if k != "ANALYSIS_DATA"}, **own}


def analysis(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Give the edition's own `analysis` a command."""
    return subprocess.run(
        [sys.executable, "-c", START, *words],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
