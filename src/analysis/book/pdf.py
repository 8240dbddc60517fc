"""A locality's chapters as one PDF from Chromium: tagged, titled, in its language."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from analysis.book.contents import Part
from analysis.book.edition import Edition
from analysis.book.shell import fill
from analysis.errors import RunError

STYLES = ("theme.css", "pydata-sphinx-theme.css", "sphinx-book-theme.css")
# What a reader of paper can neither open nor press.
SCREEN_ONLY = "details.hide, .headerlink, .chart-download, figure details, nav, script, button"
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


def write_pdf(html: Path, part: Part, edition: Edition, target: Path) -> Path:
    """Print the chapters of an authority, without its ward pages, as one PDF."""
    page = html / f".print-{target.stem}.html"
    page.write_text(gather(html, part, edition), encoding="utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        _print(page, target)
    finally:
        page.unlink()
    content = target.read_bytes()
    # The day of the edition, so that the same book is the same bytes.
    day = f"{edition.released:%Y%m%d}000000".encode()
    target.write_bytes(DATE.sub(rb"/\1 (D:" + day, content))
    return target


def find_chromium() -> str:
    """Find Chromium: the program that ``ANALYSIS_CHROMIUM`` names, else the installed one."""
    chosen = os.environ.get(CHROMIUM_VARIABLE)
    for name in (chosen,) if chosen else CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise RunError(f"Chromium, which prints the PDF files, is not here. {HOW_TO_INSTALL}")


def _print(page: Path, target: Path) -> None:
    # In a container there is often only root, whom Chromium refuses its sandbox.
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as profile:
        places = [f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.as_uri()]
        command = [find_chromium(), *OPTIONS, *as_root, *places]
        try:
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as problem:
            raise RunError(f"Chromium did not print in {SECONDS} seconds.") from problem
    if not target.is_file():
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise RunError(f"Chromium printed no {target.name}: {last}. {HOW_TO_INSTALL}")


def gather(html: Path, part: Part, edition: Edition) -> str:
    """Put the chapters of an authority below one heading, as one page."""
    pages = {link.page: f"chapter-{number}" for number, link in enumerate(part.chapters)}
    styles = sorted(
        path.relative_to(html).as_posix()
        for path in (html / "_static").rglob("*.css")
        if path.parent.name != "styles" or path.name in STYLES
    )
    chapters = [str(_chapter(html, page, name, pages)) for page, name in pages.items()]
    return fill("printed.html", name=part.name, edition=edition, styles=styles, chapters=chapters)


def _chapter(html: Path, page: str, name: str, pages: dict[str, str]) -> Tag:
    soup = BeautifulSoup((html / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    article = soup.find("article")
    if not isinstance(article, Tag):
        raise RunError(f"The page {page} has no text to print. Build the book again.")
    for unwanted in article.select(SCREEN_ONLY):
        unwanted.decompose()
    article.name = "section"
    article.attrs = {"id": name, "class": "printed-chapter"}
    folder = Path(page).parent
    for tag in article.find_all(True):
        if re.fullmatch(r"h[1-5]", tag.name):
            tag.name = f"h{int(tag.name[1]) + 1}"
        if tag is not article and tag.get("id"):
            tag["id"] = f"{name}-{tag['id']}"
        if tag.get("src"):
            tag["src"] = os.path.normpath(folder / str(tag["src"]))
        if tag.get("href"):
            _lead_within(tag, folder, name, pages)
    return article


def _lead_within(tag: Tag, folder: Path, name: str, pages: dict[str, str]) -> None:
    """Keep a link that stays in the document; keep the words of any other."""
    address, _, anchor = str(tag["href"]).partition("#")
    beside = os.path.normpath(folder / address).removesuffix(".html")
    chapter = pages.get(beside, "") if address else name
    if address.startswith(("http:", "https:", "mailto:")):
        return
    if chapter:
        tag["href"] = f"#{chapter}-{anchor}" if anchor else f"#{chapter}"
    else:
        tag.unwrap()
