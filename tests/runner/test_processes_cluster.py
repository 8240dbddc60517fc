"""The same tasks on a Dask scheduler give the same bytes."""

import pytest

from analysis.errors import RunError
from analysis.runner import run_tasks

from .conftest import fresh

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
