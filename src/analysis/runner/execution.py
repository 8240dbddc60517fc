"""Executing one chapter with papermill in a kernel of its own; the only importer of papermill."""

import ast
import asyncio
import contextlib
import json
import logging
import pprint
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
import psutil
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError, strip_color
from papermill.execute import execute_notebook
from papermill.translators import PythonTranslator, papermill_translators

from analysis.errors import ParameterError
from analysis.runner.canonical import canonical_text
from analysis.runner.headings import fill_headings
from analysis.runner.jobs import KERNEL_NAME, Job, Result
from analysis.runner.resources import limit_memory, measure
from analysis.runner.spare import SpareKernel, end
from analysis.runner.template import declared_parameters

ENGINE_NAME = "analysis"
ORDINARY_KERNEL = "python3"
LINE_WIDTH = 88
PLAIN_ERRORS = (
    "AnalysisError",
    "DataError",
    "ParameterError",
    "RunError",
    "UnknownAreaError",
)


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


class ProbeError(Exception):
    """The kernel could not say which files it read."""


@dataclass
class Progress:
    """What is learnt while a job runs, also when it fails half-way."""

    job: Job
    spare: SpareKernel
    more: bool = False
    cell: str = "before the first cell"
    ids: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    peak_memory: int = 0

    def started(self, cell: Mapping[str, Any], cell_index: int) -> None:
        """Remember the cell that is being executed."""
        self.cell = cell.get("id") or str(cell_index + 1)


class Client(PapermillNotebookClient):
    """Papermill's client without its waits: ready at once, ended at once, asked what it read."""

    progress: Progress
    km: Any
    kc: Any

    def execute(self, **kwargs: Any) -> Any:
        """Execute every cell in a new kernel, then ask the kernel about its run."""
        self.reset_execution_trackers()
        job = self.progress.job
        deadline = time.monotonic() + job.time_limit
        self.timeout_func = lambda _cell: max(deadline - time.monotonic(), 0.001)
        self.on_cell_start = self.progress.started
        self.km = self.progress.spare.take(job)
        with self.setup_kernel(cleanup_kc=True, **kwargs):
            kernel = psutil.Process(self.km.provisioner.pid)
            limit_memory(kernel, job.memory_limit)
            if self.progress.more:
                self.progress.spare.prepare(job)
            self.papermill_execute_cells()
            if not self.nb.metadata.papermill["exception"]:
                self.progress.files = self.ask(job.probe)
            self.progress.cpu_seconds, self.progress.peak_memory = measure(kernel)
        return self.nb

    async def async_start_new_kernel_client(self) -> Any:
        """Connect to the kernel and go on as soon as it answers."""
        self.kc = self.km.client()
        self.kc.start_channels(stdin=False, hb=False, control=False)
        try:
            await asyncio.wait_for(self.ready(), self.startup_timeout)
        except BaseException:
            await self._async_cleanup_kernel()
            raise
        self.kc.allow_stdin = False
        return self.kc

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    async def ready(self) -> None:
        """Wait until the kernel answers on both of its channels."""
        for channel in (self.kc.shell_channel, self.kc.iopub_channel):
            answered = False
            while not answered:
                self.kc.kernel_info()
                try:
                    await channel.get_msg(timeout=1)
                    answered = True
                except Empty:
                    await self._async_check_alive()

    async def _async_cleanup_kernel(self) -> None:
        """Kill the kernel at once: its results have been taken and it holds nothing else."""
        manager, self.km = self.km, None
        client, self.kc = self.kc, None
        if client is not None:
            client.stop_channels()
        if manager is not None:
            await end(manager)

    _cleanup_kernel = run_sync(_async_cleanup_kernel)

    def ask(self, expression: str) -> dict[str, str]:
        """Evaluate an expression in the kernel without leaving a trace in the notebook."""
        wrapped = f"__import__('json').dumps({expression})"
        message = self.kc.execute("", silent=True, user_expressions={"answer": wrapped})
        reply = self.wait_for_reply(message)
        answer = reply["content"]["user_expressions"]["answer"]
        if answer["status"] != "ok":
            raise ProbeError(f"{answer['ename']}: {answer['evalue']}")
        return dict(json.loads(ast.literal_eval(answer["data"]["text/plain"])))


class WarmEngine(Engine):
    """Papermill's engine with the client above."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        progress: Progress,
        start_timeout: int = 60,
        **_: Any,
    ) -> None:
        """Execute a prepared notebook."""
        progress.ids = [str(cell.get("id")) for cell in nb_man.nb.cells]
        client = Client(
            nb_man,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            coalesce_streams=True,
            store_widget_state=False,
            log=papermill_log,
        )
        client.progress = progress
        client.execute()


papermill_log = logging.getLogger("papermill")
papermill_log.setLevel(logging.CRITICAL)
papermill_engines.register(ENGINE_NAME, WarmEngine)
for _name in (KERNEL_NAME, ORDINARY_KERNEL):
    papermill_translators.register(_name, LiteralTranslator)


def execute_job(job: Job, spare: SpareKernel | None = None, *, more: bool = False) -> Result:
    """Execute one chapter once."""
    begin = time.monotonic()
    progress = Progress(job, spare or SpareKernel(), more)
    told: dict[str, Any] = {}
    try:
        executed = execute_notebook(
            prepared(job),
            None,
            parameters=dict(job.parameters),
            engine_name=ENGINE_NAME,
            kernel_name=job.kernel_name,
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            progress=progress,
        )
        check_executed(executed)
        told["text"] = canonical_text(executed, root=Path(job.folder))
    except Exception as error:
        told["failure"], told["retry"] = explain(error, progress)
        told["details"] = strip_color("".join(traceback.format_exception(error)))
    return Result(
        name=job.name,
        files=progress.files,
        seconds=time.monotonic() - begin,
        cpu_seconds=progress.cpu_seconds,
        peak_memory=progress.peak_memory,
        **told,
    )


def prepared(job: Job) -> NotebookNode:
    """Give the template of a job with the values of its parameters in its headings."""
    notebook = nbformat.reads(job.template, as_version=4)
    declared = declared_parameters(notebook, Path(job.name))
    defaults = {parameter.name: parameter.default for parameter in declared}
    fill_headings(notebook, {**defaults, **job.parameters})
    return notebook


def check_executed(notebook: Mapping[str, Any]) -> None:
    """Refuse a notebook that stopped early or shows an error."""
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "code" and cell["source"].strip():
            name = cell.get("id") or number
            if not cell.get("execution_count"):
                raise UnfinishedError(
                    f"Cell {name} was not executed: an earlier cell ended the run."
                )
            if any(output["output_type"] == "error" for output in cell["outputs"]):
                raise UnfinishedError(f"Cell {name} shows an error.")


class UnfinishedError(Exception):
    """A notebook was not executed to its end."""


def explain(error: Exception, progress: Progress) -> tuple[str, bool]:
    """Say in one sentence what went wrong, and whether another attempt may help."""
    job = progress.job
    if isinstance(error, PapermillExecutionError):
        cell = progress.ids[error.cell_index]
        if error.ename.endswith("MemoryError"):
            limit = job.memory_limit / 2**20
            return f"Cell {cell} needed more than the memory limit of {limit:.0f} MB.", False
        plain = error.evalue if error.ename in PLAIN_ERRORS else f"{error.ename}: {error.evalue}"
        return f"Cell {cell}: {plain}", False
    if isinstance(error, CellTimeoutError):
        return f"Cell {progress.cell} had not ended after {job.time_limit:g} s.", True
    if isinstance(error, DeadKernelError):
        return f"The kernel died in cell {progress.cell}.", True
    if isinstance(error, TimeoutError):
        return "The kernel did not start.", True
    return str(error).splitlines()[0] if str(error) else type(error).__name__, False
