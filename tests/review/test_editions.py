"""A real edition of two localities: verified, damaged, archived, changed on purpose, killed."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from analysis.runner.kernels import SERVER_VARIABLE
from analysis.runner.workers import kernel_environment

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
pytestmark = pytest.mark.slow
GAP = "stockton-on-tees/gap"


@pytest.fixture(scope="session")
def small():
    """Give the module that makes the edition and gives it commands."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import small_edition
    finally:
        sys.path.remove(str(BENCHMARKS))
    return small_edition


@pytest.fixture(scope="session")
def edition(small, tmp_path_factory):
    """Give an executed edition that no test changes."""
    return small.make(tmp_path_factory.mktemp("small") / "edition")


@pytest.fixture(scope="session")
def served(edition):
    """Give the environment of kernels that have the edition's code loaded, for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(edition / "src"))
        with kernel_environment() as environment:
            names = ("JUPYTER_PATH", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", SERVER_VARIABLE)
            yield {name: environment[name] for name in names if name in environment}


@pytest.fixture
def warm(served, monkeypatch):
    """Have the commands of a test use the kernels of the edition's code, where theirs is same."""
    for name, value in served.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def copy(edition, tmp_path):
    """Give a copy of it to change."""
    return Path(shutil.copytree(edition, tmp_path / "copy"))


def test_a_sound_edition_is_verified(small, edition, warm):
    done = small.analysis(edition, "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "stockton-on-tees: 2 of 2 chapters verified" in done.stdout
    assert re.search(r"3 chapters, \d+ cells run again, 0 faults$", done.stdout.strip())


def test_every_damage_is_caught_and_a_look_is_no_damage(small, copy, warm):
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "mutations.py", "--edition", copy, "--clean", "0"],
        env=small.environment(copy),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "MISSED" not in done.stdout


def archived(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder)
            if file.is_file() and not {"__pycache__", ".cache"} & set(name.parts):
                made.write(file, f"edition/{name.as_posix()}")
    return path


def test_an_archive_is_run_again_and_its_first_difference_named(small, edition, copy, tmp_path):
    done = small.analysis(edition, "verify", str(archived(edition, tmp_path / "sound.zip")))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 chapters, 0 faults" in done.stdout
    gap = copy / "book" / f"{GAP}.ipynb"
    ward = copy / "book" / "stockton-on-tees-yarm" / "ward.ipynb"
    notebook = json.loads(gap.read_text())
    shown = [o for cell in notebook["cells"] for o in cell.get("outputs", [])]
    described = next(o["metadata"]["image/svg+xml"] for o in shown if "image/svg+xml" in o["data"])
    claim = described["claims"][0]
    claim["value"] += 0.001
    gap.write_text(json.dumps(notebook))
    ward.write_text(re.sub("#12436d", "#801650", ward.read_text(), flags=re.IGNORECASE))
    done = small.analysis(edition, "verify", str(archived(copy, tmp_path / "damaged.zip")))
    assert done.returncode == 1
    assert f"{GAP}: It differs: cell" in done.stderr
    assert claim["id"] in done.stderr
    assert "stockton-on-tees-yarm/ward: Only the look differs" in done.stderr
    assert "3 chapters, 1 faults, " in done.stdout


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    assert changed != text, f"{name} nowhere says {old}"
    path.write_text(changed, encoding="utf-8")


def reseal(root: Path, name: str) -> None:
    import hashlib

    digest = hashlib.sha256((root / "data/raw" / name).read_bytes()).hexdigest()
    change(root, "data/raw/manifest.csv", rf"^({re.escape(name)},\d+,)\w+", rf"\g<1>{digest}")


HEALTHY = "indicators/healthy-life-expectancy-at-birth.csv"
SEEDS = {
    "data: " + HEALTHY: (
        f"data/raw/{HEALTHY}",
        r"^(healthy-life-expectancy-at-birth,E06000004,.*,2022 to 2024,.*,)(\d\d)(\.\d+),(\d)",
        lambda found: f"{found[1]}{found[2]}.999,{found[4]}",
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


@pytest.mark.parametrize("cause", SEEDS)
def test_each_seeded_change_has_its_cause(small, edition, copy, cause, request):
    name, old, new = SEEDS[cause]
    if not name.startswith("src/"):
        request.getfixturevalue("warm")
    change(copy, name, old, new)
    if name.startswith("data/"):
        reseal(copy, name.removeprefix("data/raw/"))
    done = small.analysis(copy, "run", "stockton-on-tees", "--chapter", "gap")
    assert done.returncode == 0, done.stdout + done.stderr
    done = small.analysis(copy, "review", str(edition))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{GAP}: {cause}\n" in done.stdout
    page = (copy / "_build" / "review" / "index.html").read_text()
    assert f"Cause: {cause}." in page
    assert (copy / "review" / "sign-off.yml").is_file()


def test_killed_runs_lose_nothing(small, edition, copy):
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "kills.py", "--edition", copy, "--kills", "3"],
        env=small.environment(copy),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 of 3 kills survived" in done.stdout
