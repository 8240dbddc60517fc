"""A locality's chapters as one PDF: tagged, titled, in its language, with an outline."""

import os
import re
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from analysis.errors import RunError
from analysis.book.browser import print_pdf
from analysis.book.edition import Edition
from analysis.book.navigation import Part

STYLES = ("theme.css", "pydata-sphinx-theme.css", "sphinx-book-theme.css")
# What a reader of paper can neither open nor press.
SCREEN_ONLY = "details.hide, .headerlink, .chart-download, figure details, nav, script, button"
DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")


def write_pdf(html: Path, part: Part, edition: Edition, target: Path) -> Path:
    """Print the chapters of an authority, without its ward pages, as one PDF."""
    page = html / f".print-{target.stem}.html"
    page.write_text(gather(html, part, edition), encoding="utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        print_pdf(page, target)
    finally:
        page.unlink()
    content = target.read_bytes()
    # The day of the edition, so that the same book is the same bytes.
    day = f"{edition.released:%Y%m%d}000000".encode()
    target.write_bytes(DATE.sub(rb"/\1 (D:" + day, content))
    return target


def gather(html: Path, part: Part, edition: Edition) -> str:
    """Put the chapters of an authority below one heading, as one page."""
    pages = {link.page: f"chapter-{number}" for number, link in enumerate(part.chapters)}
    chapters = "".join(str(_chapter(html, page, name, pages)) for page, name in pages.items())
    styles = sorted(
        path.relative_to(html).as_posix()
        for path in (html / "_static").rglob("*.css")
        if path.parent.name != "styles" or path.name in STYLES
    )
    links = "".join(f'<link rel="stylesheet" href="{style}"/>' for style in styles)
    title = f"{escape(part.name)}: Closing the Gap"
    return (
        f'<!DOCTYPE html><html lang="en-GB" data-theme="light"><head><meta charset="utf-8"/>'
        f'<title>{title}</title>{links}</head><body><main><article class="bd-article">'
        f"<h1>{title}</h1><p>Health inequalities in {escape(part.name)}. Edition "
        f"{escape(edition.version)}, {edition.date_words}. {escape(edition.author)}.</p>"
        f"{chapters}</article></main></body></html>"
    )


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
    chapter = (
        name
        if not address
        else pages.get(os.path.normpath(folder / address).removesuffix(".html"), "")
    )
    if address.startswith(("http:", "https:", "mailto:")):
        return
    if chapter:
        tag["href"] = f"#{chapter}-{anchor}" if anchor else f"#{chapter}"
    else:
        tag.unwrap()
