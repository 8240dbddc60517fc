"""Downloads: polite, resumed, verified, and whole or not at all."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pooch
import requests

from analysis.errors import DataError

AGENT = "closing-the-gap (reproducible analysis of public statistics)"
CHUNK = 1 << 16
LARGEST = 1 << 30
PARTIAL = 206
BUSY = (429, 500, 502, 503, 504)
WITHDRAWN = (404, 410)
MOST_PATIENCE = 120.0
"""How many seconds a publisher may ask to be left alone; for longer, another day is better."""
NOTHING_LEFT = 416


class _Part:
    """What came of a file before, and the publisher's mark by which the file is known again."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f".{hashlib.sha256(url.encode()).hexdigest()[:16]}.part"
        self._mark = self.path.with_suffix(".mark")

    @property
    def mark(self) -> str:
        """The mark; empty where the download must begin anew."""
        known = self._mark.is_file() and self.path.is_file()
        return self._mark.read_text(encoding="utf-8") if known else ""

    def keep_mark(self, mark: str) -> None:
        """Write the mark down, or drop it where there is none."""
        self._mark.unlink(missing_ok=True)
        if mark:
            self._mark.write_text(mark, encoding="utf-8", newline="\n")

    def drop(self) -> None:
        """Forget what came."""
        self.path.unlink(missing_ok=True)
        self._mark.unlink(missing_ok=True)


@dataclass
class Downloader:
    """What pooch calls to fetch one file, with patience and manners."""

    pause: float = 1.0
    timeout: tuple[float, float] = (10.0, 60.0)
    tries: int = 4
    wait: float = 2.0
    tell: Callable[[int, int], None] = lambda done, total: None
    parts: Path | None = None
    asked: dict[str, float] = field(default_factory=dict)

    def __call__(self, url: str, output_file: str, pooch_: object = None) -> None:
        """Fetch a file into the place that pooch names, continuing what came before."""
        target = Path(output_file)
        part = _Part(self.parts or target.parent, url)
        problem: Exception | None = None
        for attempt in range(self.tries):
            if attempt:
                time.sleep(max(self.wait * 2 ** (attempt - 1), _asked_to_wait(problem)))
            try:
                self._continue(url, part)
            except (requests.RequestException, OSError) as error:
                problem = error
                if not _may_help(error) or _asked_to_wait(error) > MOST_PATIENCE:
                    break
            else:
                part.path.replace(target)
                part.drop()
                return
        if not (_may_help(problem) and part.mark):
            part.drop()
        raise DataError(f"{_plain(url)} {_reason(problem)}") from problem

    def _continue(self, url: str, part: _Part) -> None:
        """Ask for what is missing of a file, and add it."""
        host, mark = urlsplit(url).netloc, part.mark
        time.sleep(max(0.0, self.asked.get(host, 0.0) + self.pause - time.monotonic()))
        have = part.path.stat().st_size if mark else 0
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": mark}
        try:
            with requests.get(url, headers=headers, stream=True, timeout=self.timeout) as answer:
                if have and _is_whole(answer, have):
                    return
                if answer.status_code != NOTHING_LEFT:
                    answer.raise_for_status()
                _refuse_detour(url, answer)
                if have and not _continues(answer, have, mark):
                    have = 0
                    part.drop()
                if not have and answer.status_code in (PARTIAL, NOTHING_LEFT):
                    raise requests.ConnectionError("the file is another one by now")
                part.keep_mark(_validator(answer))
                self._store(answer, part, have)
        finally:
            self.asked[host] = time.monotonic()

    def _store(self, answer: requests.Response, part: _Part, have: int) -> None:
        done, total = have, have + int(answer.headers.get("Content-Length") or 0)
        with part.path.open("ab" if have else "wb") as file:
            for piece in answer.iter_content(CHUNK):
                done += file.write(piece)
                self.tell(done, total)
                if done > LARGEST:
                    part.drop()
                    raise DataError(f"{_plain(answer.url)} is larger than a table can be.")
        if done < total:
            raise requests.ConnectionError("the answer ended early")


def _refuse_detour(url: str, answer: requests.Response) -> None:
    """Follow a publisher who moved a file, never one who sends us to an unsafe place."""
    if urlsplit(url).scheme == "https" and urlsplit(answer.url).scheme != "https":
        raise DataError(f"{_plain(url)} leads to an address without https, which is refused.")


def _validator(answer: requests.Response) -> str:
    """Give the publisher's mark of this very file: a weak ETag may stand for other bytes."""
    tag = answer.headers.get("ETag", "")
    return tag if tag.startswith('"') else answer.headers.get("Last-Modified", "")


def _continues(answer: requests.Response, have: int, mark: str) -> bool:
    """Whether an answer holds the rest of the same file, from where the part ends."""
    begins = answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
    return answer.status_code == PARTIAL and begins and _validator(answer) in ("", mark)


def _is_whole(answer: requests.Response, have: int) -> bool:
    """Whether the publisher says that nothing is left after the part."""
    size = answer.headers.get("Content-Range", "")
    return answer.status_code == NOTHING_LEFT and size == f"bytes */{have}"


def _may_help(problem: Exception | None) -> bool:
    """Whether asking again may help: not where the publisher says that there is no such thing."""
    if isinstance(problem, requests.TooManyRedirects | requests.exceptions.SSLError):
        return False
    answer = getattr(problem, "response", None)
    return answer is None or answer.status_code in BUSY


def _asked_to_wait(problem: Exception | None) -> float:
    """Give for how many seconds a busy publisher asks to be left alone: Retry-After, either way."""
    answer = getattr(problem, "response", None)
    said = answer.headers.get("Retry-After", "").strip() if answer is not None else ""
    if said.isdecimal():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _reason(problem: Exception | None) -> str:
    if isinstance(problem, requests.TooManyRedirects):
        return "leads from one address to the next without an end. Correct its address."
    if isinstance(problem, requests.exceptions.SSLError):
        return (
            "cannot prove that it is the publisher's: its certificate is not one that this machine "
            "trusts. Nothing was fetched; the check is never left out."
        )
    answer = getattr(problem, "response", None)
    if answer is not None:
        return _refused(int(answer.status_code), _asked_to_wait(problem))
    if isinstance(problem, requests.Timeout):
        return "did not answer in time. Try again later."
    return (
        "could not be fetched whole: the connection was lost. Try again later; what came is "
        "continued where the publisher allows it."
    )


def _refused(status: int, wait: float) -> str:
    if wait > MOST_PATIENCE:
        return (
            f"answered with error {status} and asks to be left alone for {wait:.0f} seconds. Try "
            "again after that."
        )
    if status in WITHDRAWN:
        return (
            f"answered with error {status}: it is no longer there. Find out whether it was moved "
            "or withdrawn, and correct its address, or list it by hand, in params/publishers.yml."
        )
    return f"answered with error {status}. Try again later, or correct its address."


def _plain(url: str) -> str:
    return f"The address {urlsplit(url)._replace(query='').geturl()}"


def fetch_file(
    url: str, folder: Path, name: str, downloader: Downloader, sha256: str = ""
) -> bytes:
    """Fetch one file through a cache of one day, verified where its hash is known."""
    pooch.get_logger().setLevel("WARNING")
    try:
        path = pooch.retrieve(
            url, known_hash=sha256 or None, fname=name, path=folder, downloader=downloader
        )
    except ValueError as problem:
        raise DataError(
            f"{_plain(url)} gave another file than the one expected: its sha256 is not "
            f"{sha256[:12]}…."
        ) from problem
    return Path(path).read_bytes()
