"""The built book served to this machine's own browser, which is told when its page is another."""

import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from analysis.errors import RunError

HOST = "127.0.0.1"
# No page of a book begins with a full stop.
SCRIPT, EVENTS = "/.preview/script.js", "/.preview/events"
# How often a browser that says nothing is asked whether it is still there.
HEARTBEAT = 2.0
WAITING = "The book is being built for the first time. This page loads by itself when it is there."


@dataclass
class Stage:
    """What every open page is told, and which pages are open."""

    html: Path
    fault: str = ""
    busy: str = ""
    open_pages: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    ended: bool = False
    told: int = 0

    def tell(self, **news: Any) -> None:
        """Change what is told, and tell it at once."""
        with self.changed:
            for name, value in news.items():
                setattr(self, name, value)
            self.told += 1
            self.changed.notify_all()

    def wait_for_news(self, seen: int) -> None:
        """Wait until something was told since, or for a while."""
        with self.changed:
            self.changed.wait_for(lambda: self.told != seen, HEARTBEAT)

    def content(self, page: str) -> bytes | None:
        """Read a page as it was built, or None where there is none."""
        path = (self.html / page).resolve()
        if path.is_relative_to(self.html.resolve()) and path.is_file():
            return path.read_bytes()
        return None

    def version(self, page: str) -> str:
        """Give what is another once the page, or a style or script of the book, is another."""
        parts = [self.content(page) or b""]
        static = sorted((self.html / "_static").glob("*.*s"))
        with suppress(OSError):
            parts += [path.read_bytes() for path in static]
        return hashlib.sha256(b"".join(parts)).hexdigest()[:16]

    @contextmanager
    def watching(self, page: str) -> Iterator[None]:
        """Count a page as open; the one that was opened last is made first."""
        with self.changed:
            self.open_pages.insert(0, page)
        try:
            yield
        finally:
            with self.changed:
                self.open_pages.remove(page)


class Handler(SimpleHTTPRequestHandler):
    """Serves the built book, with a script in each page that loads it again."""

    def __init__(self, *args: Any, stage: Stage, **options: Any) -> None:
        self.stage = stage
        super().__init__(*args, directory=str(stage.html), **options)

    def do_GET(self) -> None:
        """Answer a browser on this machine."""
        name = (self.headers.get("Host") or "").rpartition(":")[0]
        if name not in (HOST, "localhost"):
            self.send_error(HTTPStatus.FORBIDDEN, "The preview answers this machine alone.")
            return
        path = unquote(urlsplit(self.path).path)
        page = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        if path == EVENTS:
            self.send_events()
        elif path == SCRIPT:
            self.send_whole(
                files("analysis.book").joinpath("templates/preview.js").read_bytes(),
                "text/javascript",
            )
        elif page.endswith(".html"):
            self.send_page(page)
        else:
            super().do_GET()

    def send_page(self, page: str) -> None:
        """Send a page with the script; a page that is not there yet comes by itself."""
        version, content = self.stage.version(page), self.stage.content(page)
        status = HTTPStatus.OK if content is not None else HTTPStatus.NOT_FOUND
        if content is None:
            words = (
                WAITING if not self.stage.html.is_dir() else f"The book has no page {quote(page)}."
            )
            head = '<!doctype html><html lang="en"><title>Preview</title>'
            content = f"{head}<p>{words}</p></body>".encode()
        script = (
            f'<script src="{SCRIPT}" data-page="{quote(page)}" data-version="{version}"></script>'
        )
        self.send_whole(
            content.replace(b"</body>", script.encode() + b"</body>"), "text/html", status
        )

    def send_whole(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        """Send something that is made here."""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_events(self) -> None:
        """Tell an open page of everything, until it is closed."""
        asked = parse_qs(urlsplit(self.path).query)
        page, known = (asked.get(name, [""])[0] for name in ("page", "version"))
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        stage, before = self.stage, None
        with stage.watching(page):
            while not stage.ended:
                seen = stage.told
                now = {
                    "fault": stage.fault,
                    "busy": stage.busy,
                    "new": stage.version(page) != known,
                }
                # A line that says nothing shows whether the browser is still there.
                said = f"data: {json.dumps(now)}\n\n" if now != before else ": still here\n\n"
                self.wfile.write(said.encode())
                self.wfile.flush()
                before = now
                stage.wait_for_news(seen)

    def end_headers(self) -> None:
        """Let the browser keep nothing: the next page may be another."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """Show no folder."""
        self.send_error(HTTPStatus.NOT_FOUND, "The book has no such page.")

    def log_message(self, *args: Any) -> None:
        """Say nothing of what is asked for."""


class Server(ThreadingHTTPServer):
    """A thread for each connection; they end with the preview."""

    daemon_threads = True
    # Otherwise a second preview would be given the port of a first.
    allow_reuse_port = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Leave a browser that was closed; show anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(stage: Stage, port: int) -> Iterator[str]:
    """Serve the book while it is worked on; gives its address."""
    try:
        server = Server((HOST, port), partial(Handler, stage=stage))
    except (OSError, OverflowError) as problem:
        raise RunError(
            f"The book cannot be served at port {port}: {getattr(problem, 'strerror', problem)}. "
            "Another preview may be at work; give another port with --port."
        ) from problem
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
    )
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}/"
    finally:
        stage.tell(ended=True)
        server.shutdown()
        server.server_close()
        thread.join()
