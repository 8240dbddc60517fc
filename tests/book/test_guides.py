"""The guides of the book: each is run as written, in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.data.chapters import chapter_names

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "book" / "guides").glob("*.md"))
# A book of these chapters is quick to make, and the guides' commands touch each of them.
FEW = ("profile", "trend", "gap", "wards")
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(guide: Path) -> list[str]:
    return BLOCK.findall(guide.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Path:
    """Give a copy of the project with one authority and the pages of the country, already run."""
    root = tmp_path_factory.mktemp("guides") / "project"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("benchmarks", "book", "data", "notebooks", "params", "src"):
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    for name in (
        "_config.yml",
        "requirements.lock",
        "pyproject.toml",
        "CITATION.cff",
        "CHANGELOG.md",
    ):
        shutil.copy(ROOT / name, root / name)
    shutil.rmtree(root / "data" / "local", ignore_errors=True)
    shutil.rmtree(root / "data" / "snapshots", ignore_errors=True)
    for name in set(chapter_names("authority")) - set(FEW):
        (root / "notebooks" / f"{name}.ipynb").unlink()
    shutil.rmtree(root / "book" / "stockton-on-tees")
    kept = {"brand", "england", "stockton-on-tees", "edition", "publishers", "targets"}
    for path in (root / "params").glob("*.yml"):
        if path.stem not in kept:
            path.unlink()
            shutil.rmtree(root / "book" / path.stem, ignore_errors=True)
    run(root, "analysis run --all")
    run(root, "git init -q && git add -A && git commit -q -m 'An edition'")
    return root


def run(root: Path, script: str) -> subprocess.CompletedProcess:
    """Run what a reader would type, with the copy's own code and figures."""
    given = {
        **os.environ,
        "ANALYSIS_ROOT": str(root),
        "PYTHONPATH": str(root / "src"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    given.pop("ANALYSIS_DATA", None)
    names = {
        f"GIT_{who}_{what}": f"a@{who}.example"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        [shutil.which("bash"), "-eu", "-c", script],
        cwd=root,
        env=given | names,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


def test_each_guide_has_commands_and_one_title():
    assert [guide.stem for guide in GUIDES] == [
        "a-new-chapter",
        "a-new-indicator",
        "publish",
        "review-an-edition",
        "your-area",
        "your-own-data",
    ]
    for guide in GUIDES:
        prose = BLOCK.sub("", guide.read_text(encoding="utf-8"))
        assert len(re.findall(r"^# ", prose, re.MULTILINE)) == 1
        assert commands(guide)


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_runs_as_it_is_written(guide, copied, tmp_path):
    root = tmp_path / "project"
    shutil.copytree(copied, root, symlinks=True)
    said = [run(root, script).stdout for script in commands(guide)]
    expected = {
        "your-area": "The book is",
        "your-own-data": "stockton-on-tees/profile",
        "a-new-indicator": "fingertips.phe.org.uk",
        "a-new-chapter": "stockton-on-tees/smoking",
        "review-an-edition": "",
        "publish": "The book is",
    }
    assert expected[guide.stem] in "".join(said)
