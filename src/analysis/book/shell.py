"""Pages and parts of pages from templates, and the book's frame where Sphinx makes none."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FunctionLoader, PackageLoader, select_autoescape

from analysis import paths
from analysis.book.contents import BACK_MATTER, GUIDES
from analysis.book.edition import read_edition

STYLES = ("analysis.css", "book.css")
IN_MASTHEAD = ("england/across", "england/sources", "methods", "glossary")
# Where a part of a page has a node of Sphinx within it.
SPHINX = "<!-- sphinx -->"
# The rules of dark colours, each a whole rule of its own.
DARK = re.compile(r'^html\[data-theme="dark"\][^{},]*\{[^}]*\}', re.MULTILINE)
TITLE = re.compile(r"<title>(.*?) (?:&#8212;|—) ")
BYTES_IN_A_KILOBYTE = 1000


@cache
def _templates() -> Environment:
    loader = ChoiceLoader([PackageLoader("analysis.book"), FunctionLoader(_own)])
    return Environment(loader=loader, autoescape=select_autoescape())


def _own(name: str) -> tuple[str, None, Callable[[], bool]] | None:
    """Read one of the book's own templates; a project without them has pages without it."""
    path = paths.book_folder() / "_templates" / name
    return (_read(path), None, lambda: False) if path.is_file() else None


def fill(template: str, **given: Any) -> str:
    """Fill a template; whatever is given is text, and never markup unless the template says so."""
    return _templates().get_template(template).render(given)


def frame_of(html: Path) -> dict[str, Any]:
    """Give what the templates of pages one folder below the top of a built book are filled with."""
    return {
        "styles": STYLES,
        "pathto": lambda name, resource=0: f"../{name}" if resource else f"../{name}.html",
        "root_doc": "index",
        "about_pages": _titled(html, IN_MASTHEAD),
        "further_pages": _titled(html, sorted({*BACK_MATTER, *GUIDES} - set(IN_MASTHEAD))),
        "edition": read_edition(),
    }


def look_alone() -> dict[str, str]:
    """Give the book's look, with which the templates of pages without other files are filled."""
    style = "".join(_read(paths.book_folder() / "_static" / name) for name in STYLES)
    dark = "".join(DARK.findall(style)).replace('[data-theme="dark"]', "[data-theme]")
    return {"style": style, "dark": dark}


def size_words(size: int) -> str:
    """Say how large a file is.

    >>> size_words(12), size_words(1_234_567)
    ('1 KB', '1,235 KB')
    """
    return f"{max(1, round(size / BYTES_IN_A_KILOBYTE)):,} KB"


def _titled(html: Path, names: Iterable[str]) -> list[tuple[str, str]]:
    """Give the pages that are there, each with its title."""
    found = [(name, TITLE.search(_read(html / f"{name}.html"))) for name in names]
    return [(name, unescape(words[1])) for name, words in found if words]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
