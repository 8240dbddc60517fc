"""Verifying a book: what is asked for, raw files, missing and strange chapters, and the report."""

import json
from pathlib import Path

import pytest
from chapter_parts import PARAMETERS, TEMPLATE_CELLS, executed

from analysis.data.params import load_localities
from analysis.editions.report import Finding, Report
from analysis.editions.seal import figure_faults, write_seal
from analysis.editions.verify import archive_of, check_chapter, choose_tasks, strays, verify_book
from analysis.errors import ParameterError
from analysis.runner.canonical import canonical_text
from analysis.runner.tasks import Task, chapter_tasks


def words(findings):
    return [str(one) for one in findings]


def test_figures_as_the_manifest_has_them_have_no_fault(figures):
    figures.seal()
    figures.write("README.md", "What stands here.")
    assert figure_faults(figures.folder) == []


def test_every_file_is_held_against_the_manifest_read_or_not(figures):
    figures.seal()
    (figures.folder / "indicators" / "life.csv").unlink()
    figures.write("indicators/stray.csv", "a\n1\n")
    path = figures.folder / "indicators" / "smoking.csv"
    path.write_bytes(path.read_bytes().replace(b"21", b"22"))
    assert words(figure_faults(figures.folder)) == [
        "indicators/stray.csv: It is not in manifest.csv.",
        "indicators/life.csv: The file of figures is missing.",
        "indicators/smoking.csv: Its bytes are not those of manifest.csv.",
    ]


@pytest.fixture
def task(tmp_path, template):
    path = tmp_path / "smoking.ipynb"
    cells = [{**cell, "outputs": []} for cell in TEMPLATE_CELLS]
    path.write_text(json.dumps({**template, "cells": cells, "nbformat": 4}))
    output = tmp_path / "book" / "yarm" / "smoking.ipynb"
    return Task("yarm", "smoking", path, output, PARAMETERS)


def test_a_chapter_that_was_never_made_is_named(task):
    assert words(check_chapter(task)) == [
        "yarm/smoking: It has not been made. Run `analysis run` for it."
    ]


def test_a_sound_chapter_passes_and_a_damaged_one_is_named(task):
    task.output.parent.mkdir(parents=True)
    text = canonical_text(executed())
    task.output.write_text(text)
    assert check_chapter(task) == []
    task.output.write_text(text.replace("hide-input", "hide-output"))
    assert [one.where for one in check_chapter(task)] == ["yarm/smoking"] * 3


def test_the_report_counts_by_locality():
    report = Report(
        ("yarm/ward", "corby/gap", "corby/plan"),
        31,
        (
            Finding("corby/gap", "One."),
            Finding("corby/gap", "Two."),
            Finding("yarm/ward", "A look.", cosmetic=True),
            Finding("indicators/anxiety.csv", "Its bytes."),
        ),
    )
    assert report.lines() == [
        "corby: 1 of 2 chapters verified",
        "yarm: 1 of 1 chapters verified",
        "3 chapters, 31 cells run again, 3 faults, 1 cosmetic",
    ]


def test_what_a_terminal_would_obey_is_shown_and_not_sent():
    assert str(Finding("yarm/ward", "\x1b[2J\ud800\u202e")) == r"yarm/ward: \x1b[2J\ud800\u202e"


@pytest.fixture
def chosen(project, monkeypatch):
    """Give a function that names the chapters that words choose in a copy of the project."""
    monkeypatch.chdir(project)
    localities = load_localities()
    tasks = chapter_tasks(localities)

    def choose(*what):
        return [task.name for task in choose_tasks(what, tasks, localities)]

    (project / "book" / "stockton-on-tees").mkdir()
    return choose


WARD, TREND = "stockton-on-tees-yarm/ward", "stockton-on-tees/trend"


@pytest.mark.parametrize(
    ("what", "names"),
    [
        (["stockton-on-tees-yarm"], [WARD]),
        (["Yarm, Stockton-on-Tees", TREND], [TREND, WARD]),
        (["E05014884"], [WARD]),
        ([TREND, TREND], [TREND]),
        ([f"{TREND}.ipynb"], [TREND]),
        ([f"book/{TREND}.ipynb"], [TREND]),
        ([f"./book/../book/{TREND}.ipynb"], [TREND]),
    ],
)
def test_localities_and_chapters_are_chosen_by_name_or_path(chosen, what, names):
    assert chosen(*what) == names


@pytest.mark.parametrize("what", [[], ["book"], ["book/"], ["stockton-on-tees-yarm", "book"]])
def test_nothing_and_the_folder_of_the_book_mean_everything(chosen, what):
    assert len(chosen(*what)) > 10
    assert set(chosen("book/stockton-on-tees")) < set(chosen(*what))


def test_inside_the_book_a_path_may_begin_there(chosen, project, monkeypatch):
    monkeypatch.chdir(project / "book")
    assert chosen("stockton-on-tees-yarm", f"{TREND}.ipynb") == [TREND, WARD]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("stockton-on-teas", 'no locality "stockton-on-teas". Did you mean stockton-on-tees'),
        ("stockton-on-tees/tredn", f"tredn. Did you mean {TREND}?"),
        ("book/stockton-on-tees/tredn.ipynb", f"tredn. Did you mean {TREND}?"),
        ("x/y", "asks for the chapter x/y. Name one as locality/chapter."),
    ],
)
def test_a_name_that_is_neither_is_refused_with_the_nearest(chosen, word, said):
    with pytest.raises(ParameterError) as problem:
        chosen(word)
    assert said in str(problem.value)


def test_an_archive_or_a_folder_elsewhere_is_an_edition(project, monkeypatch, tmp_path):
    monkeypatch.chdir(project)
    (project / "book" / "yarm").mkdir()
    (tmp_path / "old").mkdir()
    assert archive_of(["edition-1.0.0.zip"]) == Path("edition-1.0.0.zip")
    assert archive_of([str(tmp_path / "old")]) == tmp_path / "old"
    for what in ([], ["yarm"], ["book/yarm"], ["book/yarm/ward.ipynb", "corby"]):
        assert archive_of(what) is None
    with pytest.raises(ParameterError, match=r"Give the edition old\.zip alone"):
        archive_of(["corby", "old.zip"])


def test_what_no_locality_asks_for_is_named_wherever_it_lies(project):
    tasks = chapter_tasks(load_localities())
    for name in ("old/gap", "stray", "stockton-on-tees-yarm/gap", WARD, "a/b/deep"):
        path = project / "book" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (project / "book/old/.ipynb_checkpoints").mkdir()
    (project / "book/old/.ipynb_checkpoints/gap-checkpoint.ipynb").touch()
    said = words(strays(tasks, tasks))
    named = ("a/b/deep", "old/gap", "stockton-on-tees-yarm/gap", "stray")
    assert said == [f"{name}: No locality asks for this chapter: remove it." for name in named]
    yarm = [task for task in tasks if task.name == WARD]
    assert [one.where for one in strays(yarm, tasks)] == ["stockton-on-tees-yarm/gap"]
    trend = [task for task in tasks if task.name == TREND]
    assert strays(trend, tasks) == []


def test_a_stray_chapter_is_named_once_whatever_finds_it(project):
    write_seal(project)
    for name in ("old/gap", "a/b/deep"):
        (project / "book" / name).parent.mkdir(parents=True)
        (project / "book" / f"{name}.ipynb").touch()
    said = [
        one
        for one in verify_book(load_localities()).faults
        if one.where in ("old/gap", "a/b/deep") or ".ipynb" in one.where
    ]
    asked = "No locality asks for this chapter: remove it."
    assert words(said) == [f"a/b/deep: {asked}", f"old/gap: {asked}"]
