"""Worker processes that execute jobs side by side, each chapter in a kernel of its own."""

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from pathlib import Path

from analysis.errors import RunError
from analysis.runner.jobs import Job, Result

ATTEMPTS = 2
MEMORY_FOR_SERVER = 500 << 20
MEMORY_FOR_WORKER = 350 << 20


def default_jobs() -> int:
    """Give the number of workers for this machine: its cores, or fewer where memory is short."""
    import psutil  # noqa: PLC0415

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    room = (psutil.virtual_memory().available - MEMORY_FOR_SERVER) // MEMORY_FOR_WORKER
    return max(1, min(cores or 1, int(room)))


class Worker:
    """A process that executes one job after another."""

    def __init__(self, environment: dict[str, str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "analysis.runner.workers", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=environment,
                start_new_session=True,
            )
        self.connection = Connection(ours.detach())
        self.job: Job | None = None
        self.attempt = 0
        self.dead = False

    def begin(self, job: Job, attempt: int, *, more: bool) -> None:
        """Send it a job, and say whether more will follow."""
        self.job, self.attempt = job, attempt
        with contextlib.suppress(OSError):
            self.connection.send((job, more))

    def finish(self) -> tuple[Result, Job, int]:
        """Take its result, its job and which attempt it was; a failure when it has died."""
        if self.job is None:
            raise RunError("A worker without a job cannot finish one.")
        job, self.job = self.job, None
        try:
            return self.connection.recv(), job, self.attempt
        except (EOFError, OSError):
            self.dead = True
            failure = "The process that ran it was killed."
            return Result(name=job.name, failure=failure, retry=True), job, self.attempt

    def stop(self) -> None:
        """End it at once; the kernel server ends its kernel."""
        self.connection.close()
        self.process.kill()
        self.process.wait()


def run_jobs(
    jobs: Sequence[Job], *, workers: int, modules: Iterable[str] = ()
) -> Iterator[tuple[Result, int]]:
    """Execute jobs in worker processes."""
    with contextlib.ExitStack() as opened:
        environment = opened.enter_context(kernel_environment(modules))
        waiting = [(job, 1) for job in reversed(jobs)]
        crew = [Worker(environment) for _ in range(min(workers, len(jobs)))]
        opened.callback(stop_all, crew)
        while True:
            for worker in crew:
                if worker.job is None and waiting:
                    worker.begin(*waiting.pop(), more=bool(waiting))
            busy = [worker for worker in crew if worker.job is not None]
            if not busy:
                return
            ready = wait([worker.connection for worker in busy])
            for worker in busy:
                if worker.connection in ready:
                    result, job, attempt = worker.finish()
                    if worker.dead:
                        worker.stop()
                        crew[crew.index(worker)] = Worker(environment)
                    if result.retry and attempt < ATTEMPTS:
                        waiting.append((job, attempt + 1))
                    else:
                        yield told_attempts(result, attempt), attempt


def stop_all(crew: Iterable[Worker]) -> None:
    """End every worker of a crew."""
    for worker in crew:
        worker.stop()


def told_attempts(result: Result, attempts: int) -> Result:
    """Add to the sentence of a failure how often it was tried."""
    if result.failure and attempts > 1:
        return replace(result, failure=f"{result.failure} It was tried {attempts} times.")
    return result


@contextlib.contextmanager
def kernel_environment(modules: Iterable[str] = ()) -> Iterator[dict[str, str]]:
    """Start a kernel server, where it can be, and give the environment of processes that use it."""
    from analysis.runner import kernels  # noqa: PLC0415

    with contextlib.ExitStack() as opened:
        environment = {**os.environ, **kernels.ONE_THREAD}
        if kernels.can_fork() and kernels.SERVER_VARIABLE not in os.environ:
            named = list(dict.fromkeys([*kernels.preload_modules(), *modules]))
            server = opened.enter_context(kernels.KernelServer(named))
            environment[kernels.SERVER_VARIABLE] = server.address
            folder = server.folder
        else:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="run-")))
        environment |= kernels.install_kernelspec(folder)
        environment |= {"JUPYTER_RUNTIME_DIR": str(folder), "IPYTHONDIR": str(folder / "ipython")}
        yield environment


_prepared = threading.Lock()
_held = contextlib.ExitStack()


def use_warm_kernels() -> None:
    """Give this process a kernel server of its own and the environment to use it, once."""
    from analysis.runner.kernels import SERVER_VARIABLE  # noqa: PLC0415

    with _prepared:
        if SERVER_VARIABLE not in os.environ:
            os.environ.update(_held.enter_context(kernel_environment()))
            atexit.register(_held.close)


def work(connection: Connection) -> None:
    """Execute jobs from a connection until it closes."""
    from analysis.runner.execution import execute_job  # noqa: PLC0415
    from analysis.runner.spare import SpareKernel  # noqa: PLC0415

    spare = SpareKernel()
    with contextlib.suppress(EOFError, OSError):
        while True:
            job, more = connection.recv()
            connection.send(execute_job(job, spare, more=more))


def check_jobs(jobs: int | None) -> int:
    """Return the number of workers, the default where none is given."""
    if jobs is None:
        return default_jobs()
    if jobs < 1:
        raise RunError(f"--jobs is {jobs}: give 1 or more.")
    return jobs


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work(Connection(int(sys.argv[1])))
