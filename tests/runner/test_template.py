"""Templates: what they must hold, what they declare, what they use."""

import json

import pytest

from analysis.errors import ParameterError, RunError
from analysis.runner.template import (
    check_parameters,
    read_template,
    validate_template,
)


def test_declared_parameters_have_a_default(write_template):
    source = 'area = "E1"  # the area\nyears: list = [2001,\n  2002]  # periods\nflag = None'
    template = read_template(write_template("gap", "area", parameters=source))
    assert template.parameters == {"area": "E1", "years": [2001, 2002], "flag": None}


def test_a_template_without_a_parameters_cell_is_refused(write_template):
    with pytest.raises(ParameterError, match="needs one code cell tagged 'parameters' and has 0"):
        read_template(write_template("gap", "1", parameters=None))


@pytest.mark.parametrize("line", ["area = load()", "a = b = 1", "print(1)", "area: str", "x += 1"])
def test_a_parameters_cell_holds_only_literals(write_template, line):
    with pytest.raises(ParameterError, match="Line 1 of the parameters cell"):
        read_template(write_template("gap", parameters=line))


def test_a_parameter_declared_twice_is_refused(write_template):
    with pytest.raises(ParameterError, match="declares the parameter area twice"):
        read_template(write_template("gap", parameters="area = 1\narea = 2"))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"nbformat": 4}', '{"nbformat": 4, "cells": [1]}', "\x80"],
)
def test_a_corrupt_notebook_is_refused(tmp_path, text):
    path = tmp_path / "gap.ipynb"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(RunError, match=r"gap\.ipynb"):
        read_template(path)


def test_a_notebook_that_breaks_the_schema_is_refused(write_template):
    path = write_template("gap", "area")
    broken = json.loads(path.read_text())
    broken["cells"][1]["outputs"] = "none"
    path.write_text(json.dumps(broken))
    with pytest.raises(RunError, match="not a valid notebook"):
        validate_template(read_template(path))


def test_two_cells_with_one_id_are_refused(write_template):
    path = write_template("gap", "area", "limit")
    broken = json.loads(path.read_text())
    broken["cells"][-1]["id"] = broken["cells"][-2]["id"]
    path.write_text(json.dumps(broken))
    with pytest.raises(RunError, match="no id of its own"):
        read_template(path)


def test_a_missing_template_is_a_plain_error(tmp_path):
    with pytest.raises(RunError, match="cannot be read: No such file"):
        read_template(tmp_path / "gone.ipynb")


def test_an_unknown_parameter_stops_with_a_suggestion(write_template):
    template = read_template(write_template("gap", "area"))
    with pytest.raises(ParameterError, match="no parameter aera: did you mean area"):
        check_parameters(template, {"aera": "E06000004"})
    with pytest.raises(ParameterError, match="it has area, limit"):
        check_parameters(template, {"zzz": 1})


@pytest.mark.parametrize(
    ("tags", "source", "said"),
    [
        (["nbval-ignore-output"], "area", "the tag nbval-ignore-output"),
        (["hide-input", "nbval-skip"], "area", "the tag nbval-skip"),
        (["nbval-raises-exception"], "area", "the tag nbval-raises-exception"),
        (["raises-exception"], "area", "the tag raises-exception"),
        (["skip-execution"], "area", "the tag skip-execution"),
        (["pytest-validate-ignore-output"], "area", "the tag pytest-validate-ignore-output"),
        ([], "# NBVAL_IGNORE_OUTPUT\narea", "the comment NBVAL_IGNORE_OUTPUT"),
        ([], "area\n  ##  NBVAL_SKIP", "the comment NBVAL_SKIP"),
        ([], "#PYTEST_VALIDATE_IGNORE_OUTPUT", "the comment PYTEST_VALIDATE_IGNORE_OUTPUT"),
    ],
)
def test_what_switches_a_check_off_is_refused(write_template, tags, source, said):
    path = write_template("gap", source)
    changed = json.loads(path.read_text())
    changed["cells"][-1]["metadata"] = {"tags": tags}
    path.write_text(json.dumps(changed))
    sentence = rf"Cell step-1 of the template .*gap\.ipynb has {said}, which switches its check off"
    with pytest.raises(RunError, match=sentence):
        validate_template(read_template(path))


@pytest.mark.parametrize(
    "source", ["# NBVAL_CHECK_OUTPUT\narea", "area  # the area, nbval checks it"]
)
def test_what_asks_for_a_check_is_welcome(write_template, source):
    path = write_template("gap", source)
    changed = json.loads(path.read_text())
    changed["cells"][-1]["metadata"] = {"tags": ["hide-input", "nbval-check-output"]}
    path.write_text(json.dumps(changed))
    validate_template(read_template(path))
