"""The same jobs on a Dask distributed scheduler, with the same bytes as a result."""

import multiprocessing
from collections.abc import Iterator, Sequence

from analysis.errors import RunError
from analysis.runner.jobs import Job, Result
from analysis.runner.processes import run_jobs


def execute_remotely(job: Job) -> tuple[Result, int]:
    """Execute a job on a cluster's worker, where the package and the data are installed."""
    # A cluster's workers are daemons, which may otherwise have no processes of their own.
    multiprocessing.current_process().daemon = False
    [told] = run_jobs([job], workers=1)
    return told


def run_on_cluster(jobs: Sequence[Job], address: str) -> Iterator[tuple[Result, int]]:
    """Execute jobs on the workers of a scheduler."""
    try:
        from distributed import Client, as_completed  # noqa: PLC0415
    except ImportError as error:
        raise RunError(
            "A cluster needs the optional extra: pip install 'closing-the-gap[cluster]'."
        ) from error
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RunError(
            f"No Dask scheduler answers at {address}: start one with dask scheduler."
        ) from error
    with client:
        futures = [client.submit(execute_remotely, job, pure=False, retries=1) for job in jobs]
        for future in as_completed(futures, loop=client.loop):
            yield future.result()
