"""One chapter executed in this process: papermill, and the IPython shell that is its kernel."""

import ast
import contextlib
import io
import itertools
import json
import pprint
import re
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import psutil
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import json_packer
from nbformat import NotebookNode, from_dict
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError, strip_color
from papermill.execute import raise_for_execution_errors
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from papermill.translators import PythonTranslator, papermill_translators
from traitlets import Instance, Type
from traitlets.config import Config

from analysis.data.raw import files_read
from analysis.errors import AnalysisError, ParameterError, RunError
from analysis.runner.canonical import KERNELSPEC, canonical_text
from analysis.runner.tasks import Job, Result
from analysis.runner.template import declared_parameters, fill_headings

ENGINE = "analysis"
LINE_WIDTH = 88
MOST_SHOWN = 10 << 20
Tell = Callable[[str], None]


def overwritten(text: str) -> str:
    r"""Leave of each line what is seen once carriage returns have moved back over it.

    >>> overwritten("step 1\rstep 2\rdone\nnext")
    'done\nnext'
    """
    lines = text.split("\n")
    return "\n".join(line[line.rfind("\r", 0, len(line) - 1) + 1 :] for line in lines)


def plain(value: Any) -> Any:
    """Give a value as it reads back from JSON, which is how a kernel sends it.

    >>> plain({"years": (2001, 2002), 1: None})
    {'years': [2001, 2002], '1': None}
    """
    return json.loads(json_packer(value))


class Stream(io.TextIOBase):
    """Standard output or standard error of a chapter."""

    encoding = "utf-8"

    def __init__(self, shell: "ChapterShell", name: str) -> None:
        self.shell, self.stream = shell, name

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Add a text to the one output of this stream that a cell has."""
        shell = self.shell
        if text and (shell.clears_next or self.stream not in shell.streams):
            shell.show("stream", name=self.stream, text="")
            shell.streams[self.stream] = []
        if text:
            shell.streams[self.stream].append(text)
        return len(text)


class Publisher(DisplayPublisher):
    """Takes what `display` shows."""

    shell: "ChapterShell"
    updatable = Instance(defaultdict, (list,))

    def publish(self, data: Any, metadata: Any = None, **options: Any) -> None:  # type: ignore[override]
        """Show rich content, or put it in the place of what was shown under the same identity."""
        identity = (options.get("transient") or {}).get("display_id")
        content = {"data": data, "metadata": metadata or {}}
        for output in self.updatable[identity] if identity is not None else ():
            output.update(from_dict(plain(content)))
        if not options.get("update"):
            self.updatable[identity].append(self.shell.show("display_data", **content))

    def clear_output(self, wait: bool = False) -> None:
        """Take away what the cell has shown, now or when it shows something else."""
        self.shell.clears_next = wait
        if not wait:
            self.shell.clear()


class Hook(DisplayHook):
    """Takes the value of a cell's last line."""

    shell: "ChapterShell"

    def write_output_prompt(self) -> None:
        """Write none: the notebook numbers its cells."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Show the value in every form that it has."""
        content = {"data": format_dict, "metadata": md_dict or {}}
        self.shell.show("execute_result", **content, execution_count=self.shell.execution_count - 1)


class ChapterShell(InteractiveShell):
    """A shell without terminal, history or configuration, and what the cell at work has shown."""

    display_pub_class = Type(Publisher)
    displayhook_class = Type(Hook)
    at_work = ""
    clears_next = False

    def clear(self) -> None:
        """Take away what the cell has shown."""
        self.shown: list[NotebookNode] = []
        self.streams: dict[str, list[str]] = {}
        self.clears_next = False

    def show(self, kind: str, **content: Any) -> NotebookNode:
        """Add one output, in plain JSON, after those that were shown before it."""
        if self.clears_next:
            self.clear()
        self.shown.append(from_dict({"output_type": kind, **plain(content)}))
        return self.shown[-1]

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.show("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)

    def ask_exit(self) -> None:
        """Leave the chapter early, which it may not: the run says so."""
        raise SystemExit(0)

    def run(self, cell: NotebookNode) -> bool:
        """Execute a cell, and say whether it went well."""
        self.clear()
        cell.execution_count = self.execution_count
        result = self.run_cell(cell.source, store_history=True)
        for output in self.shown:
            if output.output_type == "stream":
                output.text = overwritten("".join(self.streams[output.name]))
        for place, (one, after) in enumerate(itertools.pairwise(self.shown)):
            if (one.get("name"), after.get("name")) == ("stderr", "stdout"):
                self.shown[place : place + 2] = [after, one]
        cell.outputs = self.shown
        return bool(result.success)


def chapter_shell() -> ChapterShell:
    """Give the shell of this process."""
    if not ChapterShell.initialized():
        config = Config()
        config.HistoryManager.enabled = False
        config.ChapterShell.xmode = "Plain"
        with tempfile.TemporaryDirectory(prefix="ipython-") as folder:
            ChapterShell.instance(config=config, ipython_dir=folder)
    return ChapterShell.instance()


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
        """Execute the code cells in order, up to the first that fails; tell which one begins."""
        shell = chapter_shell()
        with (
            memory_limited(memory_limit),
            contextlib.redirect_stdout(Stream(shell, "stdout")),
            contextlib.redirect_stderr(Stream(shell, "stderr")),
        ):
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                if cell.cell_type == "code" and cell.source.strip():
                    shell.at_work = str(cell.get("id") or index + 1)
                    tell(shell.at_work)
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
    try:
        notebook = nbformat.reads(job.template, as_version=4)
        defaults = declared_parameters(notebook, Path(job.name))
        filled = fill_headings(notebook, {**defaults, **job.parameters})
        executed = execute_by_papermill(filled, job, tell)
        if executed.metadata.papermill["exception"]:
            raise RunError(f"Cell {chapter_shell().at_work} shows an error.")
        check_outputs(executed.cells)
        text = canonical_text(executed, root=Path(job.folder))
        told: dict[str, Any] = {"text": text, "files": files_read()}
    except Exception as error:
        details = strip_color("".join(traceback.format_exception(error)))
        told = {"failure": explain(error, job.memory_limit), "details": details}
    return Result(
        name=job.name,
        seconds=time.monotonic() - begin,
        cpu_seconds=time.process_time(),
        peak_memory=peak_memory(),
        **told,
    )


def execute_by_papermill(notebook: Any, job: Job, tell: Tell) -> NotebookNode:
    """Give a notebook its parameters and execute it.

    These are the steps of papermill's `execute_notebook`, which at last writes all that the cells
    have shown even where it has no file to write.
    """
    prepared = load_notebook_node(notebook)
    if job.parameters:
        kernel = {"kernel_name": KERNELSPEC["name"], "language": KERNELSPEC["language"]}
        prepared = parameterize_notebook(
            prepared, dict(job.parameters), engine_name=ENGINE, **kernel
        )
    executed = papermill_engines.execute_notebook_with_engine(
        ENGINE,
        prepared,
        kernel_name=KERNELSPEC["name"],
        progress_bar=False,
        autosave_cell_every=0,
        tell=tell,
        memory_limit=job.memory_limit,
    )
    raise_for_execution_errors(executed, None)
    return executed


def check_outputs(cells: Iterable[Mapping[str, Any]]) -> None:
    """Stop at a cell that shows more than a page can hold, or what no file can."""
    for cell in cells:
        shown = json.dumps(cell.get("outputs", []), ensure_ascii=False)
        if len(shown) > MOST_SHOWN:
            raise RunError(
                f"Cell {cell['id']} shows {len(shown) >> 20} MB, and a page holds at most "
                f"{MOST_SHOWN >> 20} MB of one cell. Show fewer rows, or a chart with fewer marks."
            )
        if half := re.search("[\ud800-\udfff]", shown):
            raise RunError(
                f"Cell {cell['id']} shows half a character (U+{ord(half[0]):04X}), which no file "
                f"can hold: the text it comes from was read in a wrong encoding."
            )


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
    fields = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    return int(fields["VmHWM"].split()[0]) * 1024


def explain(error: Exception, memory_limit: int) -> str:
    """Say in one sentence what went wrong."""
    cell = chapter_shell().at_work
    if isinstance(error, PapermillExecutionError):
        if error.ename.endswith("MemoryError"):
            limit = memory_limit / 2**20
            return f"Cell {cell} needed more than the memory limit of {limit:.0f} MB."
        ours: list[type] = [AnalysisError, *AnalysisError.__subclasses__()]
        plain = error.ename in [kind.__name__ for kind in ours]
        return f"Cell {cell}: {error.evalue if plain else f'{error.ename}: {error.evalue}'}"
    return str(error).splitlines()[0] if str(error) else type(error).__name__
