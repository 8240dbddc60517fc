"""Verifying a book at rest: raw files, missing and strange chapters, and the report."""

import pytest
from chapter_parts import PARAMETERS, TEMPLATE_CELLS, executed

from analysis.review.verify import Finding, Report, check_chapter, figure_faults
from analysis.runner.canonical import canonical_text
from analysis.runner.tasks import Task


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
    import json

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
    task.output.write_text(text.replace("L9 9", "L9 8"))
    assert [one.cosmetic for one in check_chapter(task)] == [False, True]
    task.output.write_text(text.replace("#12436D", "#801650"))
    assert [one.cosmetic for one in check_chapter(task)] == [True]


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
