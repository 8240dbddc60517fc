"""What goes to the process of a chapter and what comes back; imports no notebook library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Job:
    """Everything that is needed to execute one chapter, here or on another machine."""

    # ``locality/chapter``.
    name: str
    template: str
    parameters: Mapping[str, Any]
    folder: str
    time_limit: float = 600.0
    memory_limit: int = 1 << 30


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
