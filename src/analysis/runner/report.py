"""What happens to each chapter of a run: shown while it runs, and in a table at its end."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TextIO

Outcome = Literal["ran", "reused", "failed", "stopped"]
WORDS = {"ran": "ran", "reused": "reused", "failed": "FAILED", "stopped": "not run"}


@dataclass(frozen=True)
class RunRow:
    """One chapter in the report of a run."""

    # ``locality/chapter``.
    name: str
    outcome: Outcome
    reason: str
    seconds: float = 0.0
    peak_memory: int = 0
    attempts: int = 0
    log: str = ""


@dataclass(frozen=True)
class RunReport:
    """The rows of a run, in the order of its tasks."""

    rows: tuple[RunRow, ...]
    seconds: float = 0.0
    interrupted: bool = False
    notes: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> tuple[RunRow, ...]:
        """Give the rows with one outcome."""
        return tuple(row for row in self.rows if row.outcome == outcome)

    @property
    def failed(self) -> tuple[RunRow, ...]:
        """The chapters that failed."""
        return self.of("failed")

    @property
    def complete(self) -> bool:
        """Whether every chapter ran or was reused."""
        return not self.failed and not self.of("stopped")

    def summary(self) -> str:
        """Say in one line what happened, as in ``3 ran, 36 reused, 0 failed in 4.1 s``."""
        counts = [f"{len(self.of(kind))} {kind}" for kind in ("ran", "reused", "failed")]
        text = f"{', '.join(counts)} in {self.seconds:.1f} s"
        if self.interrupted:
            left = len(self.of("stopped"))
            text += f"; stopped by Ctrl-C with {left} not run: every file is whole, run again"
        return text

    def table(self, *, reused: bool = False) -> str:
        """Give the rows as a table of plain text."""
        shown = [row for row in self.rows if reused or row.outcome != "reused"]
        width = max((len(row.name) for row in shown), default=0)
        text = [
            f"{row.name:<{width}}  {WORDS[row.outcome]:<7}  {row.seconds:6.1f} s  "
            f"{row.peak_memory / 2**20:5.0f} MB  {row.reason}"
            for row in shown
        ]
        return "\n".join([*text, *self.notes, self.summary()])


@dataclass(frozen=True)
class Step:
    """One chapter is done."""

    row: RunRow
    done: int
    total: int

    def __str__(self) -> str:
        row = self.row
        line = f"[{self.done}/{self.total}] {row.name} {WORDS[row.outcome]} in {row.seconds:.1f} s"
        return f"{line}: {row.reason}" if row.outcome == "failed" else line


Listener = Callable[[Step], object]


def silent(_step: Step) -> None:
    """Show nothing."""


@contextlib.contextmanager
def shown_progress(file: TextIO | None = None) -> Iterator[Listener]:
    """Give a listener that shows a bar on a terminal and writes plain lines elsewhere."""
    stream = file or sys.stderr
    if not stream.isatty():
        yield lambda step: print(step, file=stream, flush=True)
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
