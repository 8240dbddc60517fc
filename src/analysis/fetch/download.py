"""Downloads: polite, resumed, verified, and whole or not at all."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
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
NOTHING_LEFT = 416


@dataclass
class Downloader:
    """What pooch calls to fetch one file, with patience and manners.

    Parameters
    ----------
    pause : float
        Seconds between two questions to the same publisher.
    timeout : tuple of float
        Seconds for a connection and for the next bytes.
    tries : int
        How often a question is asked.
    wait : float
        Seconds before the second try; each later one waits twice as long.
    tell : callable
        Told of the bytes so far and in all (0 when that is not known).
    asked, marks : dict
        When each publisher was last asked, and its mark (ETag) of each file.
    """

    pause: float = 1.0
    timeout: tuple[float, float] = (10.0, 60.0)
    tries: int = 4
    wait: float = 2.0
    tell: Callable[[int, int], None] = lambda done, total: None
    asked: dict[str, float] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    def __call__(self, url: str, output_file: str, pooch_: object = None) -> None:
        """Fetch a file into the place that pooch names; what came before is kept and continued."""
        target = Path(output_file)
        part = target.parent / f".{urlsplit(url).netloc}.part"
        part.unlink(missing_ok=True)
        problem: Exception | None = None
        self.marks.pop(url, None)
        for attempt in range(self.tries):
            if attempt:
                time.sleep(self.wait * 2 ** (attempt - 1))
            try:
                self._continue(url, part)
            except (requests.RequestException, OSError) as error:
                problem = error
                if not _may_help(error):
                    break
            else:
                part.replace(target)
                return
        part.unlink(missing_ok=True)
        raise DataError(f"{_plain(url)} {_reason(problem)}") from problem

    def _continue(self, url: str, part: Path) -> None:
        """Ask for what is missing of a file, and add it."""
        host = urlsplit(url).netloc
        rest = self.asked.get(host, 0.0) + self.pause - time.monotonic()
        if rest > 0:
            time.sleep(rest)
        marker = self.marks.get(url, "")
        have = part.stat().st_size if part.exists() and marker else 0
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": marker}
        try:
            with requests.get(url, headers=headers, stream=True, timeout=self.timeout) as answer:
                if have and answer.status_code == NOTHING_LEFT:
                    return
                answer.raise_for_status()
                self._refuse_detour(url, answer)
                self.marks[url] = answer.headers.get("ETag", "")
                self._store(answer, part, have if answer.status_code == PARTIAL else 0)
        finally:
            self.asked[host] = time.monotonic()

    def _store(self, answer: requests.Response, part: Path, have: int) -> None:
        total = have + int(answer.headers.get("Content-Length") or 0)
        with part.open("ab" if have else "wb") as file:
            done = have
            for piece in answer.iter_content(CHUNK):
                file.write(piece)
                done += len(piece)
                self.tell(done, total)
                if done > LARGEST:
                    raise DataError(f"{_plain(answer.url)} is larger than a table can be.")
        if answer.headers.get("Content-Length") and done < total:
            raise requests.ConnectionError("the answer ended early")

    @staticmethod
    def _refuse_detour(url: str, answer: requests.Response) -> None:
        """Follow a publisher who moved a file, never one who sends us to an unsafe place."""
        if urlsplit(url).scheme == "https" and urlsplit(answer.url).scheme != "https":
            raise DataError(f"{_plain(url)} leads to an address without https, which is refused.")


def _may_help(problem: Exception) -> bool:
    """Whether asking again may help: not where the publisher says that there is no such thing."""
    if isinstance(problem, requests.TooManyRedirects):
        return False
    answer = getattr(problem, "response", None)
    return answer is None or answer.status_code in BUSY


def _reason(problem: Exception | None) -> str:
    if isinstance(problem, requests.TooManyRedirects):
        return "leads from one address to the next without an end. Correct its address."
    answer = getattr(problem, "response", None)
    if answer is not None:
        return f"answered with error {answer.status_code}. Try again later, or correct its address."
    if isinstance(problem, requests.Timeout):
        return "did not answer in time. Try again later."
    return "could not be fetched whole: the connection was lost. Try again later."


def _plain(url: str) -> str:
    return f"The address {urlsplit(url)._replace(query='').geturl()}"


def fetch_file(
    url: str, folder: Path, name: str, downloader: Downloader, sha256: str = ""
) -> bytes:
    """Fetch one file through a cache of one day, verified where its hash is known.

    Parameters
    ----------
    url : str
        Its address.
    folder : Path
        The cache of downloads of this day.
    name : str
        Its name there.
    downloader : Downloader
        How it is asked for.
    sha256 : str
        The hash that it must have; empty where it is not known beforehand.

    Returns
    -------
    bytes

    Raises
    ------
    DataError
        When it cannot be fetched whole, or has another hash.
    """
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
