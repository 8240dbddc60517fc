"""What goes to a worker and what comes back; imports no notebook library."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KERNEL_NAME = "analysis-warm"
ORDINARY = "Warm kernels need Linux's fork: ordinary kernels are used, which take longer to start."
FILES_READ = "__import__('analysis.data.raw', fromlist=['files_read']).files_read()"


def can_fork() -> bool:
    """Say whether kernels can be forked here."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


@dataclass(frozen=True)
class Job:
    """Everything that a worker needs to execute one chapter, here or on another machine."""

    # ``locality/chapter``.
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
    """What came of a job."""

    name: str
    text: str = ""
    failure: str = ""
    details: str = ""
    retry: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory: int = 0
