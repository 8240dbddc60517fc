"""Showing how far a run has come: a bar on a terminal, plain lines elsewhere."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from analysis.runner.report import WORDS, RunRow


@dataclass(frozen=True)
class Step:
    """One chapter is done."""

    row: RunRow
    done: int
    total: int


Listener = Callable[[Step], None]


def silent(_step: Step) -> None:
    """Show nothing."""


def write_line(step: Step, file: TextIO | None = None) -> None:
    """Write one plain line a chapter."""
    stream = file or sys.stderr
    row = step.row
    line = f"[{step.done}/{step.total}] {row.name} {WORDS[row.outcome]} in {row.seconds:.1f} s"
    stream.write(f"{line}: {row.reason}\n" if row.outcome == "failed" else f"{line}\n")
    stream.flush()


@contextlib.contextmanager
def shown_progress(file: TextIO | None = None) -> Iterator[Listener]:
    """Give a listener that shows a bar on a terminal and writes lines elsewhere."""
    stream = file or sys.stderr
    if not stream.isatty():
        yield lambda step: write_line(step, stream)
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn  # noqa: PLC0415

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        shown = bar.add_task("chapters", total=None)

        def advance(step: Step) -> None:
            row = step.row
            if row.outcome == "failed":
                bar.console.print(f"[bold]FAILED[/] {escape(row.name)}: {escape(row.reason)}")
            bar.update(shown, total=step.total, completed=step.done, description=escape(row.name))

        yield advance
