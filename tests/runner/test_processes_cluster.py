"""The same tasks on a Dask scheduler give the same bytes."""

import os
import signal
import threading
import time
from types import SimpleNamespace

import pytest

from analysis.errors import RunError
from analysis.runner import cluster as on_cluster
from analysis.runner import run_tasks
from analysis.runner.tasks import Result

from .conftest import fresh, job

distributed = pytest.importorskip("distributed", reason="the cluster extra is not installed")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
@pytest.mark.usefixtures("inputs")
def test_a_local_cluster_gives_the_same_bytes(tmp_path, write_template, make_task):
    options = {"inputs": fresh(tmp_path)}
    template = write_template("gap", "print(area)", "limit * 2")
    broken = write_template("broken", "1 / 0")
    places = [make_task(template, f"place-{n}", limit=n) for n in range(4)]
    tasks = [*places, make_task(broken)]
    assert len(run_tasks(tasks, cache_dir=tmp_path / "here", jobs=1, **options).failed) == 1
    here = [task.output.read_bytes() for task in places]
    for task in places:
        task.output.unlink()
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        there = run_tasks(
            tasks, cache_dir=tmp_path / "there", scheduler=cluster.scheduler_address, **options
        )
    assert [row.outcome for row in there.rows] == ["ran"] * 4 + ["failed"]
    assert [task.output.read_bytes() for task in places] == here


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.usefixtures("inputs")
def test_a_scheduler_that_does_not_answer_is_a_plain_error(tmp_path, write_template, make_task):
    with pytest.raises(RunError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_tasks(
            [make_task(write_template("gap", "area"))],
            cache_dir=tmp_path / "cache",
            inputs=fresh(tmp_path),
            scheduler="tcp://127.0.0.1:9",
        )


SLOW = "import time\ntime.sleep(6)\nlimit"


def in_the_middle(act):
    """Do something once the chapters of a run are at work."""

    def later():
        time.sleep(4)
        act()

    threading.Thread(target=later, daemon=True).start()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("inputs")
def test_a_worker_that_dies_costs_no_chapter(tmp_path, write_template, make_task):
    template = write_template("gap", SLOW)
    tasks = [make_task(template, f"place-{n}", limit=n) for n in range(2)]
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        in_the_middle(lambda: os.kill(cluster.workers[0].process.pid, signal.SIGKILL))
        report = run_tasks(
            tasks,
            cache_dir=tmp_path / "there",
            scheduler=cluster.scheduler_address,
            inputs=fresh(tmp_path),
        )
    assert [row.outcome for row in report.rows] == ["ran", "ran"], report.table()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("inputs")
def test_a_scheduler_that_ends_in_the_middle_is_a_sentence(tmp_path, write_template, make_task):
    tasks = [make_task(write_template("gap", SLOW))]
    cluster = distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None)
    address = cluster.scheduler_address
    in_the_middle(cluster.close)
    report = run_tasks(
        tasks, cache_dir=tmp_path / "there", scheduler=address, inputs=fresh(tmp_path)
    )
    assert [row.outcome for row in report.rows] == ["failed"]
    assert f"The scheduler at {address} was lost" in report.rows[0].reason
    assert not tasks[0].output.exists()


def test_a_worker_with_another_version_of_the_package_says_so(monkeypatch):
    monkeypatch.setattr(on_cluster, "worker_address", lambda: "tcp://10.0.0.7:4000")
    result = on_cluster.execute_remotely(job("1"), code="another")
    assert "tcp://10.0.0.7:4000 has another version of the package" in result.failure
    assert result.text == ""


def test_a_worker_that_loaded_the_package_before_it_was_renewed_says_so(inputs, monkeypatch):
    monkeypatch.setattr(on_cluster, "worker_address", lambda: "tcp://10.0.0.7:4000")
    monkeypatch.setattr(on_cluster, "loaded_code", lambda: "of yesterday")
    result = on_cluster.execute_remotely(job("1"), code=inputs.code_digest)
    assert "another version of the package" in result.failure
    assert "start its worker again" in result.failure


def test_a_chapter_made_of_other_figures_is_refused(inputs):
    file = "indicators/smoking.csv"
    same = Result("a/gap", text="{}", files={file: inputs.data_digest(file)})
    assert on_cluster.with_same_figures(same, inputs) == same
    other = on_cluster.with_same_figures(Result("a/gap", text="{}", files={file: "f00"}), inputs)
    assert f"read another {file} than stands here" in other.failure


def test_what_a_worker_raises_is_one_sentence(inputs):
    def fail():
        raise ValueError("no such thing\nand more")

    about = (job("1"), "tcp://s:1", inputs)
    died = on_cluster.result_of(SimpleNamespace(status="error", result=fail), *about)
    assert "no such thing)" in died.failure
    lost = on_cluster.result_of(SimpleNamespace(status="cancelled"), *about)
    assert lost.failure.startswith("The scheduler at tcp://s:1 was lost")
