"""A real edition of two localities: verified, damaged, archived, changed on purpose, killed."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
try:
    import causes
    import small_edition
finally:
    sys.path.remove(str(BENCHMARKS))

pytestmark = pytest.mark.slow
GAP = "stockton-on-tees/gap"


@pytest.fixture(scope="session")
def small():
    """Give the module that makes the edition and gives it commands."""
    return small_edition


@pytest.fixture(scope="session")
def edition(small, tmp_path_factory):
    """Give an executed edition that no test changes."""
    return small.make(tmp_path_factory.mktemp("small") / "edition")


@pytest.fixture
def copy(edition, tmp_path):
    """Give a copy of it to change."""
    return Path(shutil.copytree(edition, tmp_path / "copy"))


def test_a_sound_edition_is_verified(small, edition):
    done = small.analysis(edition, "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "stockton-on-tees: 2 of 2 chapters verified" in done.stdout
    assert re.search(r"3 chapters, \d+ cells run again, 0 faults$", done.stdout.strip())


def test_every_damage_is_caught_and_a_look_is_no_damage(small, copy):
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "mutations.py", "--edition", copy, "--clean", "0"],
        env=small.environment(copy),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "MISSED" not in done.stdout


def inject(root: Path, name: str) -> Path:
    """Give a copy of a chapter, under another name, whose own cells say that they ran."""
    mark = root / f"{name.replace('/', '-')}.ran"
    notebook = json.loads((root / "book" / f"{GAP}.ipynb").read_text())
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "imports")
    cell["source"] = [*cell["source"], f"\nopen({str(mark)!r}, 'w').close()"]
    (root / "book" / f"{name}.ipynb").write_text(json.dumps(notebook))
    return mark


def test_no_cell_of_a_faulty_or_stray_chapter_is_executed(small, copy):
    marks = [inject(copy, name) for name in (GAP, "stockton-on-tees/stray")]
    before = {path: path.read_bytes() for path in copy.rglob("*.*") if path.is_file()}
    done = small.analysis(copy, "verify", "stockton-on-tees")
    assert done.returncode == 1
    assert f"{GAP}: Cell imports, line " in done.stderr
    assert "stockton-on-tees/stray: No locality asks for this chapter" in done.stderr
    assert "stockton-on-tees: 1 of 2 chapters verified" in done.stdout
    assert "[1/1] stockton-on-tees/profile ran" in done.stderr
    assert not [mark for mark in marks if mark.exists()]
    assert before == {path: path.read_bytes() for path in copy.rglob("*.*") if path.is_file()}


def test_a_chapter_that_cannot_be_read_stops_before_anything_runs(small, copy):
    (copy / "book" / f"{GAP}.ipynb").write_text("no notebook")
    done = small.analysis(copy, "verify")
    assert done.returncode == 1
    said = "Error: stockton-on-tees/gap.ipynb is not a readable notebook. Run the chapter again."
    assert (done.stdout, done.stderr.strip()) == ("", said)


def test_a_template_that_fails_is_named_and_the_others_are_verified(small, copy):
    causes.replace(
        copy, "src/analysis/chapters/ward/show.py", r"^def show_place\(.*:$", r"\g<0>\n    1 / 0"
    )
    done = small.analysis(copy, "verify")
    assert done.returncode == 1
    said = "Cell place: ZeroDivisionError: division by zero"
    assert f"stockton-on-tees-yarm/ward: It cannot be run again. {said}" in done.stderr
    assert "stockton-on-tees: 2 of 2 chapters verified" in done.stdout
    assert "stockton-on-tees-yarm: 0 of 1 chapters verified" in done.stdout


@pytest.mark.parametrize("route", ["--nbval", "--nbval-lax"])
def test_plain_nbval_passes_a_sound_chapter_and_catches_an_edited_one(small, copy, route):
    folder = copy / "book" / "stockton-on-tees-yarm"
    sound = (folder / "ward.ipynb").read_text()
    number = re.sub(r"(\d\.\d)(?=</td>)", "9.9", sound, count=1)
    drawing = sound.replace('d=\\"M0 ', 'd=\\"M1 ', 1)
    assert len({sound, number, drawing}) == 3
    (folder / "number.ipynb").write_text(number)
    (folder / "drawing.ipynb").write_text(drawing)
    environment = small.environment(copy)
    del environment["ANALYSIS_ROOT"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", route, "--nbval-sanitize-with", "nbval.cfg", folder],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.findall(r"^FAILED (\S+)::", done.stdout, re.MULTILINE)
    names = [f"book/stockton-on-tees-yarm/{name}.ipynb" for name in ("drawing", "number")]
    assert failed == names, done.stdout + done.stderr


@pytest.mark.parametrize("cause", causes.SEEDS)
def test_each_seeded_change_has_its_cause(small, edition, tmp_path, cause):
    copy = causes.make(edition, tmp_path / "copy", [cause])
    done = small.analysis(copy, "review", str(edition))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{GAP}: {cause}\n" in done.stdout
    page = (copy / "_build" / "review" / "index.html").read_text()
    assert f"Cause: {cause}." in page
    assert (copy / "review" / "sign-off.yml").is_file()


@pytest.fixture(scope="session")
def shared_trials(tmp_path_factory):
    """Give a folder in which mixtures find the trials of those before them."""
    return tmp_path_factory.mktemp("mixtures")


@pytest.mark.parametrize("mixture", causes.MIXTURES, ids=" + ".join)
def test_mixed_changes_are_told_apart(edition, shared_trials, mixture):
    chapter = causes.mixed_causes(edition, shared_trials, mixture)
    assert causes.faults(chapter, mixture) == []


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
