"""What goes to a worker and what comes back; imports no notebook library."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KERNEL_NAME = "analysis-warm"
ORDINARY = "Warm kernels need Linux's fork: ordinary kernels are used, which take longer to start."
FILES_READ = "__import__('analysis.sources.raw', fromlist=['files_read']).files_read()"


def can_fork() -> bool:
    """Say whether kernels can be forked here."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


@dataclass(frozen=True)
class Job:
    """Everything that a worker needs to execute one chapter, here or on another machine.

    Parameters
    ----------
    name : str
        ``locality/chapter``.
    template : str
        The template's text.
    parameters : mapping
        The values to inject.
    folder : str
        Where the kernel runs; the worker's own folder where this does not exist.
    kernel_name : str
        The kernelspec.
    time_limit : float
        Seconds for the whole chapter.
    memory_limit : int
        Bytes that the chapter may take beyond an idle kernel.
    probe : str
        An expression whose value, in the kernel, maps each data file read to its sha256.
    """

    name: str
    template: str
    parameters: Mapping[str, Any]
    folder: str
    kernel_name: str = KERNEL_NAME
    time_limit: float = 600.0
    memory_limit: int = 1 << 30
    probe: str = FILES_READ


@dataclass(frozen=True)
class Result:
    """What came of a job.

    Parameters
    ----------
    name : str
        The job's name.
    text : str
        The canonical notebook; empty when the job failed.
    failure : str
        One plain sentence; empty when the job succeeded.
    details : str
        The traceback, for the log.
    retry : bool
        Whether the kernel died or hung, so that another attempt may succeed.
    files : mapping of str to str
        Data files read, with their sha256.
    seconds, cpu_seconds : float
        Wall time, and processor time of the kernel.
    peak_memory : int
        Largest resident memory of the kernel in bytes.
    """

    name: str
    text: str = ""
    failure: str = ""
    details: str = ""
    retry: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory: int = 0
