"""Executing one chapter with papermill in this process; the only importer of papermill."""

import ast
import contextlib
import pprint
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import psutil
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError, strip_color
from papermill.execute import execute_notebook
from papermill.translators import PythonTranslator, papermill_translators

from analysis.errors import AnalysisError, ParameterError, RunError
from analysis.runner.canonical import KERNELSPEC, canonical_text
from analysis.runner.jobs import Job, Result
from analysis.runner.shell import chapter_shell
from analysis.runner.template import declared_parameters, fill_headings

ENGINE = "analysis"
LINE_WIDTH = 88
Tell = Callable[[str], None]


class LiteralTranslator(PythonTranslator):
    """Writes injected values as Python literals, readable and the same on every machine."""

    @classmethod
    def translate(cls, val: Any) -> str:
        """Give the literal of a value, refusing what would not read back as the same value."""
        text = pprint.pformat(val, width=LINE_WIDTH, compact=True, sort_dicts=False)
        with contextlib.suppress(ValueError, SyntaxError):
            if ast.literal_eval(text) == val:
                return text
        raise ParameterError(f"The parameter value {text} is not plain data.")

    @classmethod
    def codify(cls, parameters: Mapping[str, Any], comment: str = "Parameters") -> str:
        """Give the injected cell: one assignment a parameter."""
        values = [cls.assign(name, cls.translate(value)) for name, value in parameters.items()]
        return "\n".join([cls.comment(f"{comment} of this locality"), *values])


class ShellEngine(Engine):
    """Papermill's engine that executes cells in the shell of this process."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, tell: Tell, memory_limit: int, **_: Any
    ) -> None:
        """Execute the code cells in order, up to the first that fails."""
        shell = chapter_shell()
        with memory_limited(memory_limit):
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                if cell.cell_type == "code" and cell.source.strip():
                    tell(str(cell.get("id") or index + 1))
                    if not shell.run(cell):
                        nb_man.cell_exception(cell, index)
                nb_man.cell_complete(cell, index)
                if nb_man.nb.metadata.papermill["exception"]:
                    break


def execute_job(job: Job, tell: Tell) -> Result:
    """Execute one chapter once, telling the name of each cell before it begins."""
    papermill_engines.register(ENGINE, ShellEngine)
    papermill_translators.register(KERNELSPEC["name"], LiteralTranslator)
    begin = time.monotonic()
    cells = [""]

    def remember(cell: str) -> None:
        cells.append(cell)
        tell(cell)

    try:
        executed = execute_notebook(
            prepared(job),
            None,
            parameters=dict(job.parameters),
            engine_name=ENGINE,
            kernel_name=KERNELSPEC["name"],
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            tell=remember,
            memory_limit=job.memory_limit,
        )
        if executed.metadata.papermill["exception"]:
            raise RunError(f"Cell {cells[-1]} shows an error.")
        text = canonical_text(executed, root=Path(job.folder))
        text.encode()
        told: dict[str, Any] = {"text": text, "files": files_read()}
    except Exception as error:
        details = strip_color("".join(traceback.format_exception(error)))
        told = {"failure": explain(error, cells[-1], job.memory_limit), "details": details}
    return Result(
        name=job.name,
        seconds=time.monotonic() - begin,
        cpu_seconds=time.process_time(),
        peak_memory=peak_memory(),
        **told,
    )


def prepared(job: Job) -> Any:
    """Give the template of a job with the values of its parameters in its headings."""
    notebook = nbformat.reads(job.template, as_version=4)
    defaults = declared_parameters(notebook, Path(job.name))
    return fill_headings(notebook, {**defaults, **job.parameters})


def files_read() -> Mapping[str, str]:
    """Name the raw files that the chapter read, none where it never loaded their reader."""
    raw = sys.modules.get("analysis.data.raw")
    return raw.files_read() if raw is not None else {}


@contextlib.contextmanager
def memory_limited(limit: int) -> Iterator[None]:
    """Hold this process to some memory beyond what it has; beyond it a cell gets MemoryError."""
    if not psutil.LINUX:
        yield
        return
    process = psutil.Process()
    before = process.rlimit(psutil.RLIMIT_DATA)
    process.rlimit(psutil.RLIMIT_DATA, (process.memory_info().data + limit, before[1]))
    try:
        yield
    finally:
        process.rlimit(psutil.RLIMIT_DATA, before)


def peak_memory() -> int:
    """Give the largest resident memory that this process has had, or has, where none is kept."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return int(psutil.Process().memory_info().rss)
    fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) * 1024


def explain(error: Exception, cell: str, memory_limit: int) -> str:
    """Say in one sentence what went wrong."""
    if isinstance(error, PapermillExecutionError):
        if error.ename.endswith("MemoryError"):
            limit = memory_limit / 2**20
            return f"Cell {cell} needed more than the memory limit of {limit:.0f} MB."
        ours: list[type] = [AnalysisError, *AnalysisError.__subclasses__()]
        plain = error.ename in [kind.__name__ for kind in ours]
        return f"Cell {cell}: {error.evalue if plain else f'{error.ename}: {error.evalue}'}"
    return str(error).splitlines()[0] if str(error) else type(error).__name__
