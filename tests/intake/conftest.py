"""A publisher on this machine, which can be slow, broken or honest."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from analysis.intake.download import Downloader
from analysis.intake.publishers import Publishers
from analysis.intake.refresh import fetch_all


@dataclass
class Publisher:
    """What the server says: a page for each path, and how it misbehaves.

    `pages` maps a path to bytes. `faults` maps a path to a list of faults, one for each question:
    a status such as 503, alone or with headers as (429, {"Retry-After": "1"}), "slow", "cut" (half
    of the body under the whole length), "reset" (half,
    then the connection ends), "loop" (redirected to itself), "html" or "wrong range" (the middle
    of the file, whatever was asked for). `marks` are the headers by which a file is known again.
    """

    address: str = ""
    # What answers by path and query where no page stands for the path.
    answer: Callable[[str, dict[str, str]], bytes | None] = lambda path, query: None
    pages: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[object]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=lambda: {"ETag": '"one"'})


class Handler(BaseHTTPRequestHandler):
    """Answer from the publisher of the server."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer one question."""
        publisher: Publisher = self.server.publisher
        path = urlsplit(self.path).path
        publisher.asked.append((self.path, self.headers.get("Range", "")))
        publisher.times.append(time.monotonic())
        fault = next(iter(publisher.faults.get(path, [])), None)
        if fault is not None:
            publisher.faults[path].pop(0)
        query = dict(parse_qsl(urlsplit(self.path).query))
        page = publisher.pages.get(path, publisher.answer(path, query))
        body = page or b""
        if path in publisher.moved or fault == "loop":
            self._head(302, Location=publisher.moved.get(path, path))
            return
        if isinstance(fault, tuple):
            status, headers = fault
            self._head(status, **headers)
            return
        if page is None or isinstance(fault, int):
            self._head(fault if isinstance(fault, int) else 404)
            return
        if fault == "html":
            body = b"<!DOCTYPE html><html><title>We will be back</title></html>"
        self._answer(body, str(fault or ""))

    def _answer(self, body: bytes, fault: str) -> None:
        start = 0
        marks = self.server.publisher.marks
        asked = self.headers.get("Range", "")
        if asked.startswith("bytes=") and self.headers.get("If-Range") in marks.values():
            start = int(asked[6:].split("-")[0])
        if fault == "wrong range":
            start = 1
        if start and start >= len(body):
            self._head(416, **{"Content-Range": f"bytes */{len(body)}"})
            return
        part = body[start:]
        about = marks | {"Content-Length": str(len(part))}
        if start:
            about["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self._head(206 if start else 200, **about)
        half = len(part) // 2
        self.wfile.write(part[:half])
        self.wfile.flush()
        if fault == "slow":
            time.sleep(1.0)
        if fault in ("cut", "reset"):
            self.connection.shutdown(2)
            return
        self.wfile.write(part[half:])

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", "0")
        self.end_headers()


class Quiet(ThreadingHTTPServer):
    """A server that does not report visitors who left."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a broken pipe."""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """Serve a publisher at 127.0.0.1."""
    with Quiet(("127.0.0.1", 0), Handler) as server:
        server.publisher = Publisher(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.publisher
        server.shutdown()
        thread.join()


@pytest.fixture
def impatient() -> Downloader:
    """Give a downloader that waits for nobody."""
    return Downloader(pause=0.0, timeout=(0.5, 0.3), tries=3, wait=0.01)


@pytest.fixture
def known(publisher: Publisher):
    """Give a function that makes the file of publishers from its series."""

    def make(indicators: dict[str, dict[str, object]], **tables: object) -> Publishers:
        kinds = ("fingertips", "nomis", "ons", "explore-education", "indices", "geography")
        places = {kind: {"name": kind, "address": publisher.address, "pause": 0} for kind in kinds}
        given = {"publishers": places, "indicators": indicators, "tables": tables}
        return Publishers.model_validate(given)

    return make


@dataclass
class Desk:
    """A publisher, a downloader and what they are asked for."""

    publisher: Publisher
    downloader: Downloader
    known: Callable[..., Publishers]

    def ask(self, series: dict[str, dict[str, object]], today: date, **tables: object) -> Any:
        """Fetch everything that is named."""
        known = self.known(series, **tables)
        return fetch_all([], today=today, publishers=known, downloader=self.downloader)


@pytest.fixture
def desk(publisher: Publisher, impatient: Downloader, known: Callable[..., Publishers]) -> Desk:
    """Give everything that asking takes."""
    return Desk(publisher, impatient, known)
