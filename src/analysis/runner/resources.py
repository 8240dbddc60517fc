"""What a kernel may use and what it used."""

from pathlib import Path

import psutil


def limit_memory(kernel: psutil.Process, limit: int) -> None:
    """Hold a kernel to some memory beyond what it has; a cell that needs more gets MemoryError."""
    if psutil.LINUX:
        ceiling = kernel.memory_info().data + limit
        kernel.rlimit(psutil.RLIMIT_DATA, (ceiling, ceiling))


def measure(kernel: psutil.Process) -> tuple[float, int]:
    """Give the processor time and the largest resident memory of a kernel."""
    times = kernel.cpu_times()
    status = Path(f"/proc/{kernel.pid}/status")
    if status.is_file():
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return times.user + times.system, int(fields["VmHWM"].split()[0]) * 1024
    return times.user + times.system, kernel.memory_info().rss
