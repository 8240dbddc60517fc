"""The Sphinx extension that gives each page its place, its edition and its links."""

import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging

from analysis.data.params import load_localities
from analysis.book.edition import read_edition
from analysis.book.navigation import Part, arrange, find_part, neighbours, same_page_elsewhere
from analysis.book.shell import IN_MASTHEAD

# An area's code or a page's name, written where no page knows its address.
PAGE_LINK = re.compile(r'href="page:([^"]*)"')
# A summary holds phrases only; the notebook renderer puts paragraphs in it.
SUMMARY = re.compile(r"<summary[^>]*>.*?</summary>", re.DOTALL)
# What the theme and jupyter-book load and this book does not use: live code, tabs, copying,
# fold-outs, pop-ups. All of it would cost the reader time, and some of it names the network.
UNUSED_SCRIPTS = (
    "sphinx-book-theme",
    "thebe",
    "design-tabs",
    "togglebutton",
    "clipboard",
    "copybutton",
    "translations",
)
UNUSED_STYLES = ("thebe", "togglebutton", "copybutton", "sphinx-design")
INLINE_UNUSED = ("toggle", "THEBE")

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("env-updated", _load_book)
    app.connect("html-page-context", _complete_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _load_book(app: Sphinx, env: BuildEnvironment) -> None:
    titles = {name: title.astext() for name, title in env.titles.items()}
    app.book_titles = titles  # type: ignore[attr-defined]
    app.book_parts = arrange(load_localities(), titles)  # type: ignore[attr-defined]
    app.book_edition = read_edition()  # type: ignore[attr-defined]


def _complete_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    titles, parts = app.book_titles, app.book_parts  # type: ignore[attr-defined]
    part = find_part(parts, page)
    context |= {
        "edition": app.book_edition,  # type: ignore[attr-defined]
        "book_parts": parts,
        "book_part": part,
        "is_ward": bool(part) and any(link.page == page for link in part.wards) if part else False,
        "elsewhere": same_page_elsewhere(parts, page),
        "about_pages": [(name, titles[name]) for name in IN_MASTHEAD if name in titles],
        "further_pages": [
            (name, titles[name])
            for name in sorted(titles)
            if not find_part(parts, name) and name not in (*IN_MASTHEAD, app.config.root_doc)
        ],
        "script_files": [file for file in context["script_files"] if _is_used(file)],
        "css_files": [file for file in context["css_files"] if _is_used(file)],
    }
    _place(context, part, page)
    if "body" in context:
        body = SUMMARY.sub(_as_phrase, context["body"])
        context["body"] = _resolve(body, context["pathto"], parts, titles)


def _as_phrase(found: re.Match[str]) -> str:
    return re.sub(r"<(/?)p\b", r"<\1span", found[0])


def _is_used(file: Any) -> bool:
    name = str(getattr(file, "filename", None) or file)
    body = (getattr(file, "attributes", None) or {}).get("body") or ""
    return not any(word in name for word in (*UNUSED_SCRIPTS, *UNUSED_STYLES)) and not any(
        word in body for word in INLINE_UNUSED
    )


def _place(context: dict[str, Any], part: Part | None, page: str) -> None:
    """Lead to the previous and next page within the locality only."""
    before, after = neighbours(part, page) if part else (None, None)
    for name, link in (("prev", before), ("next", after)):
        context[name] = (
            {"link": context["pathto"](link.page), "title": link.words} if link else None
        )


def _resolve(body: str, pathto: Any, parts: list[Part], titles: dict[str, str]) -> str:
    first = {part.code: part.first for part in parts if part.pages}

    def address(found: re.Match[str]) -> str:
        page = first.get(found[1], found[1])
        if page not in titles:
            raise ExtensionError(f"A link leads to {page}, which is not a page of the book.")
        return f'href="{pathto(page)}"'

    return PAGE_LINK.sub(address, body)
