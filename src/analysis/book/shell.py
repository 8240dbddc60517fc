"""The book's masthead, colours and edition around a page that Sphinx does not make."""

import re
from collections.abc import Iterable
from html import escape, unescape
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, FunctionLoader

from analysis import paths
from analysis.book.contents import BACK_MATTER, GUIDES
from analysis.book.edition import read_edition

STYLES = ("analysis.css", "book.css")
IN_MASTHEAD = ("england/across", "england/sources", "methods", "glossary")
# The rules of dark colours, each a whole rule of its own.
DARK = re.compile(r'^html\[data-theme="dark"\][^{},]*\{[^}]*\}', re.MULTILINE)
TITLE = re.compile(r"<title>(.*?) (?:&#8212;|—) ")


class Shell:
    """What stands around the pages one folder below the top of a built book."""

    def __init__(self, html: Path) -> None:
        links = {
            "pathto": lambda name, resource=0: f"../{name}" if resource else f"../{name}.html",
            "root_doc": "index",
            "about_pages": _titled(html, IN_MASTHEAD),
            "further_pages": _titled(html, sorted({*BACK_MATTER, *GUIDES} - set(IN_MASTHEAD))),
            "edition": read_edition(),
        }
        self.masthead = _template("masthead.html", links)
        self.foot = _template("edition.html", links)

    def wrap(self, title: str, body: str) -> str:
        """Give a whole page."""
        styles = "".join(f'<link rel="stylesheet" href="../_static/{name}">' for name in STYLES)
        head = f'{_template("colours.html", {})}{styles}<script src="../_static/book.js"></script>'
        return _page(f"{title} — Closing the Gap", head, self.masthead, body, self.foot)


def wrap_alone(title: str, body: str, *, style: str = "", back: str = "") -> str:
    """Put the book's look around a page that needs no other file."""
    static = paths.book_folder() / "_static"
    shared = "".join(_read(static / name) for name in STYLES)
    dark = "".join(DARK.findall(shared)).replace('[data-theme="dark"]', "[data-theme]")
    head = f"<style>{shared}{style}@media (prefers-color-scheme: dark) {{{dark}}}</style>"
    name = f'<a href="{escape(back)}">Closing the Gap</a>' if back else "Closing the Gap"
    masthead = (
        '<header class="masthead"><div class="masthead-inner">'
        f'<p class="masthead-title">{name}<span>For reviewers</span></p></div></header>'
    )
    return _page(title, head, masthead, body, "")


def _page(title: str, head: str, masthead: str, body: str, foot: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en-GB" data-theme="light">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title>{head}</head>\n<body>"
        f'<a class="skip" href="#main-content">Skip to main content</a>{masthead}'
        f'<div class="frame"><main id="main-content" tabindex="-1"><article class="bd-article">'
        f"{body}</article></main></div>{foot}</body>\n</html>\n"
    )


def _template(name: str, given: dict[str, object]) -> str:
    """Fill one of the book's own templates; a project without them has pages without it."""
    folder = paths.book_folder() / "_templates"
    loader = ChoiceLoader([FileSystemLoader(folder), FunctionLoader(lambda _: "")])
    # The templates escape each text themselves, as Sphinx wants it.
    return Environment(loader=loader).get_template(name).render(given)  # noqa: S701


def _titled(html: Path, names: Iterable[str]) -> list[tuple[str, str]]:
    """Give the pages that are there, each with its title."""
    found = []
    for name in names:
        words = TITLE.search(_read(html / f"{name}.html"))
        if words:
            found.append((name, unescape(words[1])))
    return found


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
