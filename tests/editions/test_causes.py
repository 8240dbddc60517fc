"""Trials: chapters made again by the code, figures, parameters and templates that were chosen."""

from pathlib import Path

import pytest

from analysis.editions.causes import FOLDERS, Trials
from analysis.editions.edition import Edition

# Stands for the package: its chapters say what they were made from and how.
PROGRAM = r"""
import json, os, pathlib, sys

def app():
    root = pathlib.Path(os.environ["ANALYSIS_ROOT"])
    data = pathlib.Path(os.environ["ANALYSIS_DATA"])
    files = (data / "a.csv", root / "params/corby.yml", root / "notebooks/gap.ipynb")
    said = [file.read_text() for file in files]
    words = sys.argv[1:]
    chapters = [words[n + 1] for n, word in enumerate(words) if word == "--chapter"]
    for locality in words[1 : words.index("--chapter")]:
        for chapter in chapters:
            if locality == "broken":
                raise SystemExit(1)
            path = root / "book" / locality / f"{chapter}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            words_said = " ".join([*said, "CODE"])
            cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": words_said}
            notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            path.write_text(json.dumps(notebook))
            record = root / ".cache" / "chapters" / locality / f"{chapter}.json"
            record.parent.mkdir(parents=True, exist_ok=True)
            record.write_text(json.dumps({"files": {"a.csv": "1"}}))
    with open("RUNS", "a") as file:
        file.write(" ".join(words) + "\n")
"""


def make(root: Path, word: str) -> Edition:
    for name, text in {
        "data/raw/a.csv": f"{word}-data",
        "params/corby.yml": f"{word}-parameter",
        "notebooks/gap.ipynb": f"{word}-template",
        "src/analysis/__init__.py": "",
        "src/analysis/cli.py": PROGRAM.replace("CODE", f"{word}-code").replace(
            "RUNS", str(root.parent / "runs")
        ),
        "_config.yml": "",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Edition(root, word)


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Give a function that tells how the package was called, one line a run."""
    path = tmp_path / "runs"
    monkeypatch.setenv("ANALYSIS_DATA", "/elsewhere")
    return lambda: path.read_text().splitlines() if path.is_file() else []


@pytest.fixture
def trials(tmp_path, runs):
    def give(swapped=tuple(FOLDERS)):
        (tmp_path / "folder").mkdir(exist_ok=True)
        editions = [make(tmp_path / word, word) for word in ("old", "new")]
        return Trials(*editions, swapped, tmp_path / "folder", tmp_path / "kept")

    return give


def said(made, name="corby/gap"):
    return made[name].chapter["cells"][0]["source"].split()


@pytest.mark.parametrize("kinds", [(), ("data",), ("parameter", "code"), tuple(FOLDERS)])
def test_what_is_swapped_is_new_and_all_else_is_old(trials, kinds):
    made = trials().make(frozenset(kinds), ["corby/gap"])
    assert said(made) == [f"{'new' if kind in kinds else 'old'}-{kind}" for kind in FOLDERS]
    assert made["corby/gap"].files == {"a.csv"}


def test_what_is_never_swapped_is_new_throughout(trials):
    made = trials(("data", "parameter")).make(frozenset({"data"}), ["corby/gap"])
    assert said(made) == ["new-data", "old-parameter", "new-template", "new-code"]


def test_only_the_chapters_asked_for_are_run_and_each_trial_once(trials, runs):
    names = ["corby/gap", "corby/trend", "yarm/gap", "yarm/trend", "wick/ward"]
    first = trials().make(frozenset({"code"}), names)
    assert sorted(first) == sorted(names)
    assert sorted(runs()) == [
        "run corby yarm --chapter gap --chapter trend",
        "run wick --chapter ward",
    ]
    assert trials().make(frozenset({"code"}), names).keys() == first.keys()
    assert len(runs()) == 2


def test_an_input_that_changed_since_is_tried_anew(trials, runs, tmp_path):
    trials().make(frozenset(), ["corby/gap"])
    again = trials()
    (tmp_path / "old" / "data/raw/a.csv").write_text("other-data")
    assert said(again.make(frozenset(), ["corby/gap"]))[0] == "other-data"
    assert len(runs()) == 2


def test_a_chapter_that_cannot_be_made_is_left_out_and_tried_anew(trials, tmp_path):
    assert list(trials().make(frozenset(), ["broken/gap", "corby/trend"])) == ["corby/trend"]
    assert list((tmp_path / "kept").rglob("broken*")) == []


def test_the_editions_are_left_alone_and_nothing_stays_behind(trials, tmp_path):
    tried = trials()
    before = {path: path.read_bytes() for path in (tmp_path / "old").rglob("*") if path.is_file()}
    tried.make(frozenset({"data"}), ["corby/gap"])
    after = {path: path.read_bytes() for path in (tmp_path / "old").rglob("*") if path.is_file()}
    assert before == after
    assert list((tmp_path / "folder").glob("tmp*")) == []
