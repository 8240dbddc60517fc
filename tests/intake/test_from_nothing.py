"""From nothing to a book: every publisher on this machine, and what is renewed by hand."""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from analysis.data import raw
from analysis.data.params import NOT_LOCALITIES
from analysis.intake.publishers import read_publishers
from intake.publishing import England, local, published
from raw_tables import RAW

ROOT = Path(__file__).resolve().parents[2]
KEY = ("area_code", "period", "sex")
MADE_OF_OUTLINES = "boundaries/england_outline"
# The publisher gives scores, ranks and deciles of these; their other columns come by hand.
PARTLY = "indices"


@pytest.fixture
def england(publisher):
    """Give the project's publishers, all of them at addresses of this machine."""
    known = local(read_publishers(), publisher.address)
    publisher.answer = England(known).answer
    return known


def by_hand(folder: Path, known) -> Path:
    """Lay out what no address gives, as an analyst does who follows the lines of the dry run."""
    fetched = {f"indicators/{slug}" for slug in known.indicators} | {MADE_OF_OUTLINES}
    fetched |= {name for name, one in known.tables.items() if one.publisher != PARTLY}
    with (RAW / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [one for one in csv.DictReader(file) if stem_of(one["path"]) not in fetched]
    for row in rows:
        (folder / row["path"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RAW / row["path"], folder / row["path"])
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture
def project(tmp_path, england, publisher) -> Path:
    """Give a copy of the project without figures or localities, which asks those publishers."""
    root = tmp_path / "project"
    ignored = shutil.ignore_patterns("__pycache__", "*.ipynb", "raw", "snapshots", "local")
    for name in ("benchmarks", "book", "notebooks", "params", "src"):
        whole = shutil.ignore_patterns("__pycache__") if name == "notebooks" else ignored
        shutil.copytree(ROOT / name, root / name, ignore=whole)
    for name in ("_config.yml", "requirements.lock", "pyproject.toml", "CITATION.cff"):
        shutil.copy(ROOT / name, root / name)
    shutil.copy(ROOT / "CHANGELOG.md", root)
    (root / "data" / "raw").mkdir(parents=True)
    for path in (root / "params").glob("*.yml"):
        if path.stem not in {*NOT_LOCALITIES, "england"}:
            path.unlink()
    own = root / "params" / "publishers.yml"
    text = own.read_text(encoding="utf-8")
    for kind, one in read_publishers().publishers.items():
        text = text.replace(f"address: {one.address}\n", f"address: {publisher.address}/{kind}\n")
    own.write_text(text.replace("pause: 2.0", "pause: 0").replace("pause: 1.0", "pause: 0"))
    return root


def analysis(root: Path, *words: str, failing: bool = False) -> str:
    """Give a command in the copy, and return what it says."""
    given = {key: value for key, value in os.environ.items() if not key.startswith("ANALYSIS_")}
    given |= {"PYTHONPATH": str(root / "src"), "COLUMNS": "500"}
    command = [sys.executable, "-c", "from analysis.cli import app; app()", *words]
    done = subprocess.run(command, cwd=root, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == failing, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def stem_of(path: str) -> str:
    return path.rpartition(".")[0]


def by_key(rows: Iterable[dict[str, str]]) -> dict[tuple[str, ...], dict[str, str]]:
    return {tuple(row[name] for name in KEY): row for row in rows if not row["category"]}


def assert_same_series(folder: Path, slug: str) -> None:
    """Each figure that the publisher has is there, and no other."""
    theirs = by_key(published(slug))
    with (folder / f"indicators/{slug}.csv").open(encoding="utf-8", newline="") as file:
        ours = by_key(csv.DictReader(file))
    assert set(ours) == set(theirs), slug
    for key, row in ours.items():
        for name in ("value", "lower_ci", "upper_ci"):
            expected = theirs[key][name]
            assert (row[name] == "") == (expected == ""), (slug, key, name)
            if expected:
                assert float(row[name]) == pytest.approx(float(expected)), (slug, key, name)


@pytest.mark.slow
def test_an_empty_folder_becomes_a_book_of_cornwall(project, england, tmp_path):
    said = analysis(project, "fetch", "--accept", failing=True)
    assert "The figures have no catalogue.csv" in said
    assert "analysis fetch --bundle FOLDER --accept" in said
    bundle = by_hand(tmp_path / "by hand", england)
    analysis(project, "fetch", "--bundle", str(bundle), "--accept")
    said = analysis(project, "fetch", "--accept")
    folder = project / "data" / "raw"
    for slug in england.indicators:
        assert_same_series(folder, slug)
        assert f"{slug}: " in said
    listed = raw.read_manifest(folder)
    for path, row in listed.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == row["sha256"]
        assert row["publisher"] and row["release"] and row["licence"], path
    assert {stem_of(path) for path in raw.read_manifest(RAW)} <= {stem_of(path) for path in listed}
    # A second time, nothing is new.
    said = analysis(project, "fetch", "--accept")
    assert "Nothing has changed." in said
    analysis(project, "new", "cornwall")
    analysis(project, "run", "--all")
    assert "The book is" in analysis(project, "build")
    page = (project / "_build" / "html" / "cornwall" / "gap.html").read_text(encoding="utf-8")
    assert "Cornwall" in page
    outline = json.loads((folder / f"{MADE_OF_OUTLINES}.geojson").read_text(encoding="utf-8"))
    assert outline == json.loads((RAW / f"{MADE_OF_OUTLINES}.geojson").read_text(encoding="utf-8"))
