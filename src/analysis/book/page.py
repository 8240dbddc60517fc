"""The Sphinx extension: each page's place, edition and links, and the tables of simulations."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from analysis import paths
from analysis.book.brand import Brand, read_brand
from analysis.book.contents import (
    IN_MASTHEAD,
    INDEX,
    Part,
    arrange,
    find_part,
    neighbours,
    pages_inside,
    same_page_elsewhere,
)
from analysis.book.edition import Edition, own_files, read_edition
from analysis.book.kept import digest_of
from analysis.book.left_out import leave_out
from analysis.claims.table import Table
from analysis.claims.words import count_of
from analysis.data.params import load_localities
from analysis.errors import DataError

# An area's code or a page's name, written where no page knows its address.
PAGE_LINK = re.compile(r'href="page:([^"]*)"')
# A ward or district by its code: its name alone where the book has no page of it.
INSIDE_LINK = re.compile(r'<a href="(?:ward|district):([^"]*)">(.*?)</a>')
# A summary holds phrases only; the notebook renderer puts paragraphs in it.
SUMMARY = re.compile(r"<summary[^>]*>.*?</summary>", re.DOTALL)
# The columns of a table of simulations.
HEADINGS = {
    "case": "Case",
    "method": "Method",
    "points": "Points",
    "share": "Share found",
    "monte_carlo_error": "Error",
    "target": "Has to be",
}
SHARES = ("share", "monte_carlo_error")
# Noted of a page: Sphinx fills in what a place is called that it refers to.
REFERS = "analysis_refers"


@dataclass(frozen=True, slots=True)
class Book:
    """What every page knows of the book."""

    titles: dict[str, str]
    parts: list[Part]
    # The page of each ward and district that has one, by its code.
    inside: dict[str, str]
    edition: Edition
    brand: Brand


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("config-inited", _leave_out, priority=900)
    app.connect("builder-inited", _leave_search_out)
    # Before the contents of each page are gathered.
    app.connect("doctree-read", leave_out, priority=100)
    app.connect("doctree-read", _note_references)
    app.connect("env-updated", _load_book)
    app.connect("html-page-context", _complete_page, priority=900)
    app.connect("build-finished", _remove_old_data)
    app.add_directive("simulation-table", SimulationTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _leave_out(app: Sphinx, config: Any) -> None:
    """Drop what jupyter-book tells its theme, and its count of figures, which number themselves."""
    config.html_theme_options = {}
    config.numfig = False


def _leave_search_out(app: Sphinx) -> None:
    """Write no index of Sphinx's own: `search` writes the book's."""
    app.builder.search = False  # type: ignore[attr-defined]


def _remove_old_data(app: Sphinx, problem: Exception | None) -> None:
    """Remove the data of figures that no page shows any more."""
    folder = Path(app.outdir) / "_downloads"
    kept = {(folder / place).resolve() for _, place in app.env.dlfiles.values()}
    for path in folder.rglob("*"):
        if path.is_file() and path.resolve() not in kept:
            shutil.rmtree(path.parent)


def _note_references(app: Sphinx, doctree: nodes.document) -> None:
    """Note of a page whether it refers to others in the words of those."""
    refers = next(doctree.findall(pending_xref), None) is not None
    app.env.metadata[app.env.docname][REFERS] = refers


def _load_book(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Learn what the pages know; each for which that is new is written anew."""
    titles = {name: title.astext() for name, title in env.titles.items()}
    localities = load_localities()
    parts = arrange(localities, titles)
    book = Book(titles, parts, pages_inside(localities), read_edition(), read_brand())
    app.analysis_book = book  # type: ignore[attr-defined]
    before: dict[str, str] = getattr(env, "analysis_known", {})
    now = known_of(book, env)
    env.analysis_known = now  # type: ignore[attr-defined]
    return sorted(page for page in now if now[page] != before.get(page))


def known_of(book: Book, env: BuildEnvironment) -> dict[str, str]:
    """Give what is another for a page once it has to be written anew, though its text is not."""
    titles, first = book.titles, [(part.code, part.first) for part in book.parts]
    every = digest_of(_own_files(), sorted(titles), book.inside, first)
    places = digest_of(titles, repr(_places(env)))
    return {
        page: digest_of(every, _frame(book, page), places if env.metadata[page].get(REFERS) else "")
        for page in env.found_docs
    }


def _own_files() -> dict[str, list[str]]:
    """Name the book's own files, which are all that a page loads."""
    return {
        "styles": own_files(paths.book_folder(), "css"),
        "scripts": own_files(paths.book_folder(), "js"),
    }


def _places(env: BuildEnvironment) -> dict[str, Any]:
    """Give the places that a page may lead to: headings, terms of the glossary, functions."""
    std, python = env.domaindata["std"], env.domaindata["py"]
    names = ("labels", "anonlabels", "objects", "terms")
    # Copies: Sphinx goes on to change its own.
    return {name: dict(std.get(name, {})) for name in names} | {
        "functions": sorted(python["objects"]),
        # Without the line that each stands on.
        "headings": {
            (page, slug): place[1:]
            for page, about in env.metadata.items()
            for slug, place in about.get("myst_slugs", {}).items()
        },
    }


def _complete_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    book: Book = app.analysis_book  # type: ignore[attr-defined]
    pathto = context["pathto"]
    # Of all that Sphinx and its extensions would load, the book uses its own files alone.
    context |= _frame(book, page) | _own_files()
    for name in ("prev", "next"):
        link = context[name]
        context[name] = link and {"link": pathto(link.page), "title": link.words}
    if "body" in context:
        body = SUMMARY.sub(_as_phrase, context["body"])
        context["body"] = _resolve(body, pathto, book)


def _frame(book: Book, page: str) -> dict[str, Any]:
    """Give what stands around the text of a page."""
    titles, part = book.titles, find_part(book.parts, page)
    # The previous and next chapter within the locality only: a ward or a district names those
    # beside it.
    before, after = neighbours(part, page) if part else (None, None)
    within = {link.page for part in book.parts for link in part.pages}
    return {
        "edition": book.edition,
        "brand": book.brand,
        "book_part": part,
        "elsewhere": same_page_elsewhere(book.parts, page),
        "about_pages": [(name, titles[name]) for name in IN_MASTHEAD if name in titles],
        "further_pages": [
            (name, titles[name]) for name in sorted(titles.keys() - within - {*IN_MASTHEAD, INDEX})
        ],
        "prev": before,
        "next": after,
    }


def _as_phrase(found: re.Match[str]) -> str:
    return re.sub(r"<(/?)p\b", r"<\1span", found[0])


def _resolve(body: str, pathto: Any, book: Book) -> str:
    first = {part.code: part.first for part in book.parts}

    def address(found: re.Match[str]) -> str:
        page = first.get(found[1], found[1])
        if page not in book.titles:
            raise ExtensionError(f"A link leads to {page}, which is not a page of the book.")
        return f'href="{pathto(page)}"'

    def inside(found: re.Match[str]) -> str:
        page = book.inside.get(found[1], "")
        return f'<a href="{pathto(page)}">{found[2]}</a>' if page in book.titles else found[2]

    return PAGE_LINK.sub(address, INSIDE_LINK.sub(inside, body))


class SimulationTable(SphinxDirective):
    """``{simulation-table} file`` with the family of rows as its content."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Read the file, note that the page depends on it, and give the table."""
        path = paths.results_folder() / self.arguments[0]
        self.env.note_dependency(str(path))
        family = " ".join(self.content).strip()
        try:
            table = simulation_table(path, family)
        except DataError as problem:
            raise self.error(str(problem)) from problem
        return [nodes.raw("", table.html, format="html")]


def simulation_table(path: Path, family: str) -> Table:
    """Lay out one family of results."""
    try:
        data = pd.read_csv(path)
    except (OSError, ValueError) as problem:
        raise DataError(
            f"The results {path.name} cannot be read. Run `python benchmarks/coverage.py` to "
            f"write them."
        ) from problem
    absent = [name for name in ("family", "repetitions", *HEADINGS) if name not in data.columns]
    if absent:
        raise DataError(f"The results {path.name} have no column {absent[0]}.")
    rows = data[data["family"] == family]
    if rows.empty:
        known = "; ".join(data["family"].unique())
        raise DataError(f"{path.name} has no family {family!r}. It has: {known}.")
    fewest, most = rows["repetitions"].min(), rows["repetitions"].max()
    tried = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    caption = family[:1].upper() + family[1:]
    return Table(
        rows,
        caption=caption,
        folded=f"{caption}: {count_of(len(rows), 'case')}",
        columns=HEADINGS,
        decimals=dict.fromkeys(SHARES, 3),
        notes=(
            f"Each row is {tried} simulations; beside the share found is the error of the "
            f"simulation.",
        ),
        source=f"this project's benchmarks/coverage.py ({path.name})",
    )
