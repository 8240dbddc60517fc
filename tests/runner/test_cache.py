"""The plan runs what changed, and says why."""

import subprocess
import sys
from dataclasses import replace

import pytest

from analysis.errors import ParameterError
from analysis.files import file_digest
from analysis.runner.cache import (
    PYTHON,
    START,
    UNKNOWN,
    Cache,
    Record,
    expected_minutes,
    plan_tasks,
)
from analysis.runner.template import read_template

from .conftest import fresh

SMOKING = "indicators/smoking.csv"


@pytest.fixture
def finished(tmp_path, write_template, make_task, inputs):
    """A chapter that has been run on the present inputs."""
    task = make_task(write_template("gap", "area"), area="E06000004")
    task.output.parent.mkdir(parents=True)
    task.output.write_text("executed")
    record = Record(
        template=read_template(task.template).digest,
        code=inputs.code_digest,
        lock=inputs.lock_digest,
        python=PYTHON,
        parameters=task.parameters,
        files={SMOKING: inputs.data_digest(SMOKING)},
        output=file_digest(task.output),
    )
    Cache(tmp_path / "cache").write(task, record)
    return task


def reason(tmp_path, task, **options) -> str:
    plan = plan_tasks([task], cache_dir=tmp_path / "cache", inputs=fresh(tmp_path), **options)
    return plan.rows[0].reason


def test_an_unchanged_chapter_is_reused(tmp_path, finished):
    assert reason(tmp_path, finished) == "unchanged"


def test_a_chapter_that_never_ran_runs(tmp_path, finished, make_task):
    assert reason(tmp_path, make_task(finished.template, "elsewhere")) == "never run"


def test_a_chapter_of_a_fresh_clone_is_there_without_a_record(tmp_path, finished):
    """It is made again, since nothing tells from which figures and code it was made."""
    Cache(tmp_path / "cache").path(finished).unlink()
    assert reason(tmp_path, finished) == "no record here of what made it"
    finished.output.unlink()
    assert reason(tmp_path, finished) == "never run"


def test_force_runs_everything(tmp_path, finished):
    assert reason(tmp_path, finished, force=True) == "forced"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/analysis/rates.py", "code changed"),
        ("src/analysis/new.css", "code changed"),
        ("requirements.lock", "lock changed"),
        (f"data/raw/{SMOKING}", f"data changed: {SMOKING}"),
        ("data/raw/indicators/obesity.csv", "unchanged"),
        ("src/analysis/__pycache__/rates.pyc", "unchanged"),
        ("book/somewhere/gap.ipynb", "output missing or edited"),
    ],
)
def test_a_changed_file_is_the_reason(tmp_path, finished, path, expected):
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text("changed")
    assert reason(tmp_path, finished) == expected


def test_a_removed_data_file_is_a_change(tmp_path, finished):
    (tmp_path / "data/raw" / SMOKING).unlink()
    assert reason(tmp_path, finished) == f"data changed: {SMOKING}"


def test_a_deleted_chapter_runs_again(tmp_path, finished):
    finished.output.unlink()
    assert reason(tmp_path, finished) == "output missing or edited"


def test_a_changed_template_is_the_reason(tmp_path, finished, write_template):
    write_template("gap", "area", "limit")
    assert reason(tmp_path, finished) == "template changed"


def test_changed_parameters_are_named(tmp_path, finished, make_task):
    task = make_task(finished.template, area="E06000057", limit=3)
    assert reason(tmp_path, task) == "parameters changed: area, limit"


def test_a_chapter_that_failed_runs_again(tmp_path, finished):
    cache = Cache(tmp_path / "cache")
    cache.write(finished, replace(cache.read(finished), failure="It broke."))
    assert reason(tmp_path, finished) == "failed last time"


def test_a_record_that_cannot_be_read_counts_as_none(tmp_path, finished):
    Cache(tmp_path / "cache").path(finished).write_text("{")
    assert reason(tmp_path, finished) == "no record here of what made it"


def test_a_misspelt_parameter_stops_the_plan(tmp_path, finished, make_task):
    with pytest.raises(ParameterError, match="did you mean area"):
        reason(tmp_path, make_task(finished.template, aera="E06000004"))


def test_a_plan_prints_every_reason(tmp_path, finished, make_task):
    tasks = [finished, make_task(finished.template, "elsewhere")]
    plan = plan_tasks(tasks, cache_dir=tmp_path / "cache", inputs=fresh(tmp_path))
    assert str(plan).splitlines() == [
        "somewhere/gap  reuse  unchanged",
        "elsewhere/gap  run    never run",
        "1 to run, 1 to reuse",
    ]


def test_planning_imports_no_notebook_library():
    program = (
        "import sys, analysis.runner.cache\n"
        "print(sorted({'papermill', 'pandas', 'nbformat', 'zmq', 'IPython'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert told.stdout.decode().strip() == "[]"


def test_a_chapter_takes_what_it_took_or_what_it_took_elsewhere(
    write_template, make_task, tmp_path
):
    template = write_template("gap", "1")
    tasks = [make_task(template, name) for name in ("here", "there", "beyond")]
    folder = tmp_path / "cache"
    never = (START + 3 * UNKNOWN) / 60
    assert never < 1
    assert expected_minutes(tasks, jobs=1, cache_dir=folder) == 1
    Cache(folder).write(tasks[0], Record("", "", "", "3.11", {}, {}, "", seconds=300))
    # The two others have no record: they take what the same chapter took here.
    assert expected_minutes(tasks, jobs=1, cache_dir=folder) == 16
    assert expected_minutes(tasks, jobs=3, cache_dir=folder) == 6
