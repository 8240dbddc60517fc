"""The same jobs on a Dask distributed scheduler, with the same bytes as a result."""

from collections.abc import Iterator, Sequence

from analysis.errors import RunError
from analysis.runner.jobs import Job, Result
from analysis.runner.workers import ATTEMPTS, told_attempts, use_warm_kernels


def execute_remotely(job: Job) -> Result:
    """Execute a job on a cluster's worker, where the package and the data are installed."""
    from analysis.runner.execution import execute_job  # noqa: PLC0415

    use_warm_kernels()
    return execute_job(job)


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
        attempts = {
            client.submit(execute_remotely, job, pure=False, retries=1): (job, 1) for job in jobs
        }
        results = as_completed(list(attempts), loop=client.loop)
        for future in results:
            job, attempt = attempts.pop(future)
            result = future.result()
            if result.retry and attempt < ATTEMPTS:
                again = client.submit(execute_remotely, job, pure=False)
                attempts[again] = (job, attempt + 1)
                results.add(again)
            else:
                yield told_attempts(result, attempt), attempt
