"""Chapters executed by the workers of a Dask scheduler, with the same bytes as here."""

import multiprocessing
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from analysis.errors import AnalysisError, RunError
from analysis.runner.cache import Inputs
from analysis.runner.origins import Origins, run_jobs
from analysis.runner.tasks import Job, Result

# A worker that dies is taken for bad luck so many times.
RETRIES = 1
MOST_KEPT = 4
"""How many processes that have read places ahead a worker keeps: chapters come in any order."""
_own = threading.local()
"""What each thread of a worker keeps for its next job."""
OTHER_CODE = (
    "The worker at {worker} has another version of the package than this machine. Install the same "
    "one there, start its worker again and run again."
)
OTHER_FIGURES = (
    "The worker read another {file} than stands here. Copy data/raw of this machine to it and run "
    "again."
)
DIED = (
    "Its workers died, or could not be told what to do ({reason}). Look at their logs, or run it "
    "here without --scheduler."
)
LOST = "The scheduler at {address} was lost before this chapter was done. Start it and run again."


@cache
def loaded_code() -> str:
    """Give the digest of the package as this process loaded it: it goes on to be that."""
    return Inputs.of_project().code_digest


def execute_remotely(job: Job, code: str) -> Result:
    """Execute a job on a cluster's worker, where the same package and figures are installed."""
    try:
        same = loaded_code() == code
    except AnalysisError as problem:
        return Result(job.name, failure=str(problem))
    if not same:
        return Result(job.name, failure=OTHER_CODE.format(worker=worker_address()))
    # A cluster's workers are daemons, which may otherwise have no processes of their own.
    multiprocessing.current_process().daemon = False
    if not hasattr(_own, "origins"):
        _own.origins = Origins(MOST_KEPT)
    [result] = run_jobs([job], workers=1, origins=_own.origins)
    return result


def worker_address() -> str:
    """Name the worker that this is."""
    from distributed import get_worker  # noqa: PLC0415

    return str(get_worker().address)


def run_on_cluster(jobs: Sequence[Job], address: str, inputs: Inputs) -> Iterator[Result]:
    """Execute jobs on the workers of a Dask scheduler."""
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
        code = Inputs.of_project().code_digest
        options = {"pure": False, "retries": RETRIES}
        asked = {client.submit(execute_remotely, job, code, **options): job for job in jobs}
        for future in as_completed(asked, loop=client.loop):
            yield result_of(future, asked[future], address, inputs)


def result_of(future: Any, job: Job, address: str, inputs: Inputs) -> Result:
    """Give what came of a job, or in one sentence why nothing did."""
    if future.status in ("cancelled", "lost"):
        return Result(job.name, failure=LOST.format(address=address))
    try:
        result: Result = future.result()
    except Exception as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        return Result(job.name, failure=DIED.format(reason=reason), details=repr(error))
    return with_same_figures(result, inputs)


def with_same_figures(result: Result, inputs: Inputs) -> Result:
    """Refuse a chapter that was made of other figures than this machine's."""
    read: Mapping[str, str] = result.files
    other = next((name for name, sha in read.items() if inputs.data_digest(name) != sha), "")
    return replace(result, failure=OTHER_FIGURES.format(file=other)) if other else result
