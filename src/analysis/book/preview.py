"""`analysis preview`: the book served while it is worked on; what is saved is soon on the page."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from watchfiles import Change, DefaultFilter, watch

from analysis import paths
from analysis.book.code import PACKAGE
from analysis.book.preview_server import Stage, served
from analysis.errors import ParameterError, RunError
from analysis.runner.processes import chapter_environment

PORT = 8765
WORKER = "from analysis.book.preview_worker import main; main()"
# Milliseconds without another change after which a change is taken up.
QUIET, LONGEST = 50, 400
LOG = "preview.log"
MOST_WORDS = 1500
Say = Callable[[str], None]
Event = tuple[str, Any]


class Sources(DefaultFilter):
    """What a person writes: not the chapters and the list of contents, which are made here."""

    def __call__(self, change: Change, path: str) -> bool:
        """Say whether a change to a file counts."""
        made = path.endswith(".ipynb") and Path(path).is_relative_to(paths.book_folder())
        return (
            not made
            and not path.endswith(("_toc.yml", ".unfinished"))
            and super().__call__(change, path)
        )


@dataclass
class Preview:
    """What has been saved and is not on the page yet, and what is being made."""

    stage: Stage
    ask: Callable[[Mapping[str, Any]], None]
    say: Say
    locality: str
    chapter: str
    # The package is to be loaded anew; the pages are to be built though no chapter ran.
    fresh: bool = False
    pages: bool = False
    # Of what is being made, whether the book does not have it all yet.
    owed: bool = False
    waiting: bool = True
    busy: bool = False
    first: bool = True
    others: bool = False
    pid: int = 0
    address: str = ""
    making: str = ""
    since: float = field(default_factory=time.monotonic)
    faults: list[str] = field(default_factory=list)

    def saved(self, files: set[Path]) -> None:
        """Take up what was saved, and leave what is being run for it."""
        self.fresh |= any(path.is_relative_to(PACKAGE) for path in files)
        self.pages |= any(not path.is_relative_to(paths.notebooks_folder()) for path in files)
        self.since = time.monotonic()
        self.waiting = True
        root = paths.project_root()
        names = sorted(
            {
                path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
                for path in files
            }
        )
        self.say(f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''} saved")
        self.leave_off()
        self.go_on()

    def leave_off(self) -> None:
        """Stop the chapters that are run for what was saved before."""
        if self.busy and self.waiting and self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGINT)

    def go_on(self) -> None:
        """Begin with what was saved, or with the chapters that nobody looks at."""
        if self.busy or not (self.waiting or self.others):
            return
        if self.waiting:
            self.others, self.faults = False, []
        self.busy, self.waiting, self.pid = True, False, 0
        self.stage.tell(
            busy="Running the other chapters …" if self.others else "Making this page …"
        )
        self.ask({
            "locality": self.locality, "chapter": self.chapter, "first": self.first,
            "open": [page.removesuffix(".html") for page in self.stage.open_pages],
            "others": self.others, "fresh": self.fresh, "pages": self.pages,
        })  # fmt: skip
        self.owed, self.pages = self.pages, False
        self.fresh = self.others = False

    def answered(self, answer: Mapping[str, Any]) -> None:
        """Take what the worker says."""
        if "refused" in answer:
            raise ParameterError(answer["refused"])
        if "pid" in answer:
            self.pid = answer["pid"]
            self.leave_off()
        if "begun" in answer and self.address:
            self.say(f"The book is at {self.address} (Ctrl-C ends the preview)")
            self.address = ""
        if "making" in answer:
            self.make(answer["making"])
        if "ran" in answer:
            self.say(answer["ran"])
            self.owed = True
        if "fault" in answer:
            self.faults.append(answer["fault"][:MOST_WORDS])
            self.say(answer["fault"])
            self.stage.tell(fault="\n".join(self.faults))
        if "built" in answer:
            if self.first:
                self.say(f"First page: {answer['first']}.html")
            self.first, self.owed = False, True
            self.stage.tell(busy="", fault="\n".join(self.faults))
            what = "The other chapters are" if answer["others"] else "The page is"
            self.say(f"{what} there after {time.monotonic() - self.since:.1f} s")
        if "whole" in answer:
            self.owed = False
        self.others = answer.get("left", self.others)
        if "done" in answer:
            self.busy, self.pages = False, self.pages or self.owed
            self.stage.tell(busy="", fault="\n".join(self.faults))
            self.go_on()

    def make(self, words: str) -> None:
        """Say what is made, for as long as there is no page to look at."""
        if not self.first:
            return
        self.stage.tell(busy=f"{words[:1].upper()}{words[1:]} …")
        # Each step once, and not each of its pages.
        step = words.partition("...")[0]
        if step != self.making:
            self.making = step
            self.say(f"{step[:1].upper()}{step[1:]} …")


def preview(locality: str = "", chapter: str = "", *, port: int = PORT, say: Say = print) -> None:
    """Serve the book and keep it as what is saved, until Ctrl-C."""
    html = paths.build_folder() / "html"
    stage, events = Stage(html), queue.SimpleQueue[Event]()
    with served(stage, port) as address, working(events) as ask, watching(events):
        now = Preview(stage, ask, say, locality, chapter, pages=not html.is_dir(), address=address)
        take: dict[str, Callable[[Any], None]] = {
            "saved": now.saved,
            "answer": now.answered,
            "ended": _ended,
        }
        try:
            now.go_on()
            while True:
                kind, what = events.get()
                take[kind](what)
        except KeyboardInterrupt:
            say("The preview has ended; every chapter and page is whole.")


def _ended(_what: object) -> None:
    raise RunError(
        f"The process that makes the pages has ended; what it said is in .cache/{LOG}. Begin the "
        "preview again."
    )


@contextlib.contextmanager
def working(events: "queue.SimpleQueue[Event]") -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Start the process that makes chapters and pages, and give what asks it."""
    log = paths.cache_folder() / LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("w", encoding="utf-8", newline="\n") as kept,
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=kept,
            encoding="utf-8",
            env={**os.environ, **chapter_environment()},
            # Ctrl-C is for the preview, which ends it.
            start_new_session=True,
        ) as worker,
    ):
        told, asked = worker.stdout, worker.stdin

        def listen() -> None:
            for line in told or ():
                events.put(("answer", json.loads(line)))
            events.put(("ended", None))

        def ask(request: Mapping[str, Any]) -> None:
            if asked:
                asked.write(json.dumps(request) + "\n")
                asked.flush()

        threading.Thread(target=listen, daemon=True).start()
        try:
            yield ask
        finally:
            with contextlib.suppress(ProcessLookupError):
                if hasattr(os, "killpg"):
                    os.killpg(worker.pid, signal.SIGKILL)
                else:
                    worker.kill()


@contextlib.contextmanager
def watching(events: "queue.SimpleQueue[Event]") -> Iterator[None]:
    """Watch what a book is made of."""
    places = (
        paths.params_folder(), paths.notebooks_folder(), PACKAGE,
        paths.data_folder(), paths.local_folder(), paths.book_folder(),
    )  # fmt: skip
    folders, end = [path.resolve() for path in places if path.is_dir()], threading.Event()

    def look() -> None:
        for changes in watch(
            *folders,
            watch_filter=Sources(),
            debounce=LONGEST,
            step=QUIET,
            stop_event=end,
            rust_timeout=500,
            raise_interrupt=False,
        ):
            events.put(("saved", {Path(path) for _, path in changes}))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
