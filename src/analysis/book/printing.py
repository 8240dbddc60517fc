"""An authority's chapters as one PDF, and its brief, printed by Chromium."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from lxml import html as markup

from analysis.book.brand import read_brand
from analysis.book.brief import as_text, parse_article
from analysis.book.contents import Part
from analysis.book.edition import Edition, fill, own_files
from analysis.errors import RunError

# What a reader of paper can neither open nor press.
PRESSED, CLOSED = ("nav", "script", "button"), ("headerlink", "chart-download", "switches")
DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")
CHROMIUM_VARIABLE = "ANALYSIS_CHROMIUM"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_INSTALL = (
    "Install it (on Debian: `apt-get install chromium`), or set ANALYSIS_CHROMIUM to the program."
)
OPTIONS = (
    "--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--no-pdf-header-footer",
    "--generate-pdf-document-outline", "--force-color-profile=srgb", "--virtual-time-budget=10000",
)  # fmt: skip
SECONDS = 120
AT_ONCE = 2
# Begins to print a page that stands at the top of the built book.
Printer = Callable[[Path, str, Edition, Path], Future[Path]]


@dataclass
class Running:
    """The Chromiums that print."""

    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    ended: bool = False

    @contextlib.contextmanager
    def keeping(self, process: subprocess.Popen[str]) -> Iterator[None]:
        """Know of one while it runs; one that begins when all are ended is ended too."""
        self.processes.append(process)
        if self.ended:
            process.kill()
        try:
            yield
        finally:
            self.processes.remove(process)

    def end(self) -> None:
        """End all of them."""
        self.ended = True
        for one in [*self.processes]:
            one.kill()


@contextlib.contextmanager
def printing() -> Iterator[Printer]:
    """Give what prints pages, some at once, beside what else is done; at the end nothing prints."""
    running, pool = Running(), ThreadPoolExecutor(AT_ONCE)
    try:
        yield lambda html, text, edition, target: pool.submit(
            print_page, html, text, edition, target, running
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        running.end()
        pool.shutdown()


def print_page(html: Path, text: str, edition: Edition, target: Path, running: Running) -> Path:
    """Print a page that stands at the top of the built book."""
    # No page of the book is named so, and none is looked for so.
    page = html / f".print-{target.stem}.htm"
    page.write_text(text, encoding="utf-8", newline="\n")
    try:
        content = _print(page, running)
    finally:
        page.unlink()
    # The day of the edition, so that the same book is the same bytes.
    day = f"{edition.released:%Y%m%d}000000".encode()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(DATE.sub(rb"/\1 (D:" + day, content))
    return target


def find_chromium() -> str:
    """Find Chromium: the program that ``ANALYSIS_CHROMIUM`` names, else the installed one."""
    chosen = os.environ.get(CHROMIUM_VARIABLE)
    for name in (chosen,) if chosen else CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise RunError(
        f"Chromium, which prints the PDF files and draws pictures, is not here. {HOW_TO_INSTALL}"
    )


def sandbox_options() -> list[str]:
    """Give what Chromium needs for root, whom it refuses its sandbox."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _print(page: Path, running: Running) -> bytes:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        target = Path(profile) / "printed.pdf"
        places = [f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.as_uri()]
        command = [find_chromium(), *OPTIONS, *sandbox_options(), *places]
        chromium = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
        )
        with chromium, running.keeping(chromium):
            try:
                _, said = chromium.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired as problem:
                chromium.kill()
                raise RunError(f"Chromium did not print in {SECONDS} seconds.") from problem
        if chromium.returncode == 0 and target.is_file():
            return target.read_bytes()
    last = (said.strip().splitlines() or ["it said nothing"])[-1]
    raise RunError(f"Chromium did not print {page.stem[1:]}: {last}. {HOW_TO_INSTALL}")


def gather(html: Path, part: Part, edition: Edition) -> str:
    """Put the chapters of an authority below one heading, as one page."""
    pages = {link.page: f"chapter-{number}" for number, link in enumerate(part.chapters)}
    styles = [f"_static/{name}" for name in own_files(html, "css")]
    chapters = [_chapter(html, page, name, pages) for page, name in pages.items()]
    return fill(
        "printed.html",
        name=part.name,
        edition=edition,
        brand=read_brand(),
        styles=styles,
        chapters=chapters,
    )


def _chapter(html: Path, page: str, name: str, pages: dict[str, str]) -> str:
    article = parse_article(html / f"{page}.html")
    if article is None:
        raise RunError(f"The page {page} has no text to print. Build the book again.")
    unwanted = [
        *article.iter(*PRESSED),
        *article.iterfind(".//figure//details"),
        *(one for one in article.iter("details") if "hide" in one.classes),
        *(one for name in CLOSED for one in article.find_class(name)),
    ]
    for one in dict.fromkeys(unwanted):
        one.drop_tree()
    article.tag = "section"
    article.attrib.clear()
    article.attrib.update({"id": name, "class": "printed-chapter"})
    folder = Path(page).parent
    for tag in list(article.iterdescendants(markup.etree.Element)):
        if re.fullmatch(r"h[1-5]", tag.tag):
            tag.tag = f"h{int(tag.tag[1]) + 1}"
        if tag.get("id"):
            tag.set("id", f"{name}-{tag.get('id')}")
        if tag.get("src"):
            tag.set("src", os.path.normpath(folder / tag.get("src")))
        if tag.get("href"):
            _lead_within(tag, folder, name, pages)
    return as_text(article)


def _lead_within(tag: markup.HtmlElement, folder: Path, name: str, pages: dict[str, str]) -> None:
    """Keep a link that stays in the document; keep the words of any other."""
    address, _, anchor = tag.get("href").partition("#")
    beside = os.path.normpath(folder / address).removesuffix(".html")
    chapter = pages.get(beside, "") if address else name
    if address.startswith(("http:", "https:", "mailto:")):
        return
    if chapter:
        tag.set("href", f"#{chapter}-{anchor}" if anchor else f"#{chapter}")
    else:
        tag.drop_tag()
