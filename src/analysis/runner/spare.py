"""Starting a chapter's kernel, and the next chapter's one while this chapter is at work."""

import contextlib
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from nbclient.util import run_sync

from analysis.runner.jobs import Job
from analysis.runner.kernels import KERNEL_ENVIRONMENT

ARGUMENTS = ["--HistoryManager.enabled=False"]


async def start(job: Job) -> Any:
    """Start a kernel for a job, speaking over files instead of network ports where it can."""
    manager = AsyncKernelManager(kernel_name=job.kernel_name)
    if sys.platform == "linux":
        folder = Path(jupyter_runtime_dir())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        manager.transport = "ipc"
        manager.ip = str(folder / secrets.token_hex(6))
        manager.connection_file = f"{manager.ip}.json"
    here = job.folder if Path(job.folder).is_dir() else str(Path.cwd())
    environment = {**os.environ, **KERNEL_ENVIRONMENT}
    await manager.start_kernel(extra_arguments=list(ARGUMENTS), cwd=here, env=environment)
    return manager


async def end(manager: Any) -> None:
    """Kill a kernel at once: its results have been taken and it holds nothing else."""
    await manager._async_kill_kernel()
    await manager._async_cleanup_resources()


class SpareKernel:
    """One kernel that starts while another is at work, so that no chapter waits for its own."""

    def __init__(self) -> None:
        self.manager: Any = None
        self.suits = ("", "")

    def prepare(self, job: Job) -> None:
        """Start a spare kernel like the one of a job; a failure shows when it is really needed."""
        with contextlib.suppress(Exception):
            self.manager, self.suits = run_sync(start)(job), (job.kernel_name, job.folder)

    def take(self, job: Job) -> Any:
        """Give the spare kernel where it is alive and suits the job, else a new one."""
        manager, self.manager = self.manager, None
        if manager is not None:
            alive = run_sync(manager._async_is_alive)()
            if alive and self.suits == (job.kernel_name, job.folder):
                return manager
            run_sync(end)(manager)
        return run_sync(start)(job)
