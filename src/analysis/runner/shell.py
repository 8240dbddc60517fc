"""The IPython shell of a chapter: what its cells show becomes the outputs of the notebook."""

import io
import itertools
import json
import sys
import tempfile
from collections import defaultdict
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import json_packer
from nbformat import NotebookNode, from_dict
from traitlets import Instance, Type
from traitlets.config import Config


class Outputs:
    """The outputs of the cell that is at work, in the order in which they were shown."""

    def __init__(self) -> None:
        self.shown: list[NotebookNode] = []
        self.streams: dict[str, list[str]] = {}
        self.updatable: dict[str, list[NotebookNode]] = defaultdict(list)
        self.clears_next = False

    def add(self, kind: str, **content: Any) -> NotebookNode:
        """Add one output, in plain JSON."""
        if self.clears_next:
            self.clear()
        output = from_dict({"output_type": kind, **plain(content)})
        self.shown.append(output)
        return output

    def write(self, name: str, text: str) -> None:
        """Add a text to the one output of a stream that a cell has."""
        if text and (self.clears_next or name not in self.streams):
            self.add("stream", name=name, text="")
            self.streams[name] = []
        if text:
            self.streams[name].append(text)

    def display(self, data: Any, metadata: Any, identity: str | None, *, update: bool) -> None:
        """Add rich content, or put it in the place of what was shown under the same identity."""
        if identity is not None:
            for output in self.updatable[identity]:
                output.update(from_dict(plain({"data": data, "metadata": metadata})))
        if not update:
            output = self.add("display_data", data=data, metadata=metadata)
            if identity is not None:
                self.updatable[identity].append(output)

    def clear(self, *, wait: bool = False) -> None:
        """Take away what the cell has shown, now or when it shows something else."""
        self.clears_next = wait
        if not wait:
            self.shown, self.streams = [], {}

    def take(self) -> list[NotebookNode]:
        """Give the outputs of the cell that has ended, and begin anew."""
        shown = self.shown
        for output in shown:
            if output.output_type == "stream":
                output.text = overwritten("".join(self.streams[output.name]))
        for place, (one, after) in enumerate(itertools.pairwise(shown)):
            if (one.get("name"), after.get("name")) == ("stderr", "stdout"):
                shown[place : place + 2] = [after, one]
        self.clear()
        return shown


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

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.stream = outputs, name

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Add a text to the cell's output."""
        self.outputs.write(self.stream, text)
        return len(text)


class Publisher(DisplayPublisher):
    """Takes what `display` shows."""

    shell: "ChapterShell"

    def publish(self, data: Any, metadata: Any = None, **options: Any) -> None:  # type: ignore[override]
        """Show rich content."""
        identity = (options.get("transient") or {}).get("display_id")
        update = bool(options.get("update"))
        self.shell.outputs.display(data, metadata or {}, identity, update=update)

    def clear_output(self, wait: bool = False) -> None:
        """Take away what the cell has shown."""
        self.shell.outputs.clear(wait=wait)


class Hook(DisplayHook):
    """Takes the value of a cell's last line."""

    shell: "ChapterShell"

    def write_output_prompt(self) -> None:
        """Write none: the notebook numbers its cells."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Show the value in every form that it has."""
        self.shell.outputs.add(
            "execute_result",
            data=format_dict,
            metadata=md_dict or {},
            execution_count=self.shell.execution_count - 1,
        )


class ChapterShell(InteractiveShell):
    """A shell without terminal, history or configuration."""

    display_pub_class = Type(Publisher)
    displayhook_class = Type(Hook)
    outputs = Instance(Outputs, ())

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.outputs.add("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)

    def ask_exit(self) -> None:
        """Leave the chapter early, which it may not: the run says so."""
        raise SystemExit(0)

    def run(self, cell: NotebookNode) -> bool:
        """Execute a cell, and say whether it went well."""
        cell.execution_count = self.execution_count
        result = self.run_cell(cell.source, store_history=True)
        cell.outputs = self.outputs.take()
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


def capture() -> None:
    """Have what this process writes shown by its cells."""
    outputs = chapter_shell().outputs
    sys.stdout, sys.stderr = Stream(outputs, "stdout"), Stream(outputs, "stderr")
