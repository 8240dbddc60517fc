"""What a reader can take away from a locality's pages: the PDF and the spreadsheet."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from html import escape
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.data.params import Locality, load_localities
from analysis.errors import RunError
from analysis.book.edition import Edition, read_edition
from analysis.book.navigation import Part, arrange
from analysis.book.open_data import write_open_data
from analysis.book.pdf import write_pdf
from analysis.book.provenance import add_provenance
from analysis.book.spreadsheets import write_spreadsheet
from analysis.runner.cache import Inputs
from analysis.runner.chapters import chapter_tasks
from analysis.runner.manifest import book_manifest, reproducible, write_manifest
from analysis.runner.run import MANIFEST

FOLDER = "downloads"
# Where a page's template leaves room for the links; the size is known only once a file is there.
ROOM = "<!-- downloads {code} -->"
BYTES_IN_A_KILOBYTE = 1000


def add_downloads(
    html: Path,
    *,
    pdf: bool = False,
    printed: Path | None = None,
    spreadsheets: bool = False,
    say: Callable[[str], None] = print,
) -> list[str]:
    """Add the open data, and where wanted the PDF and spreadsheet of each authority, to a book."""
    localities = load_localities()
    edition = read_edition()
    parts = arrange(localities, {})
    book = paths.book_folder()
    listed = [f"{slug}/{chapter}" for slug, one in localities.items() for chapter in one.chapters]
    pages = [page for page in listed if (book / f"{page}.ipynb").is_file()]
    say("writing the open data")
    write_open_data(html, localities, edition, pages)
    say("leading each claim to its raw row")
    manifest = _made_from(localities)
    write_manifest(reproducible(manifest), html / paths.OPEN_DATA / MANIFEST)
    write_manifest(manifest, paths.build_folder() / MANIFEST)
    add_provenance(html, manifest, {slug: one.area.code for slug, one in localities.items()})
    say("writing the spreadsheets")
    authorities = [part.first.split("/")[0] for part in parts if part.chapters]
    if spreadsheets and authorities:
        _write_spreadsheets({slug: localities[slug] for slug in authorities}, edition, html)
    problems: list[str] = []
    for part in parts:
        slug = part.first.split("/")[0] if part.chapters else ""
        stem = _stem(html, slug)
        made = [stem.with_suffix(".xlsx")] if spreadsheets and slug else []
        if printed and (printed / f"{stem.name}.pdf").is_file():
            stem.parent.mkdir(exist_ok=True)
            shutil.copyfile(printed / f"{stem.name}.pdf", stem.with_suffix(".pdf"))
            made.append(stem.with_suffix(".pdf"))
        elif pdf and slug and not problems:
            say(f"printing the PDF of {part.name}")
            made += _pdf(html, part, edition, stem.with_suffix(".pdf"), problems)
        _link(html, part, made)
    return problems


def _stem(html: Path, slug: str) -> Path:
    return html / FOLDER / f"closing-the-gap-{slug}"


def _write_spreadsheets(authorities: Mapping[str, Locality], edition: Edition, html: Path) -> None:
    """Write them side by side: each takes some seconds of one core."""
    context = get_context("spawn")
    with ProcessPoolExecutor(min(len(authorities), os.cpu_count() or 1), context) as pool:
        targets = [_stem(html, slug).with_suffix(".xlsx") for slug in authorities]
        list(pool.map(write_spreadsheet, authorities.values(), repeat(edition), targets))


def _made_from(localities: Mapping[str, Locality]) -> dict[str, Any]:
    """Give what made each chapter of the book, from the records of their runs."""
    cache, inputs = paths.cache_folder(), Inputs.of_project()
    return book_manifest(chapter_tasks(localities), cache_dir=cache, inputs=inputs)


def _pdf(html: Path, part: Part, edition: Edition, target: Path, problems: list[str]) -> list[Path]:
    try:
        return [write_pdf(html, part, edition, target)]
    except RunError as problem:
        problems.append(f"{problem} The book is built without PDF files.")
        return []


def _link(html: Path, part: Part, made: Sequence[Path]) -> None:
    """Put the links where the pages of a part leave room for them."""
    room = ROOM.format(code=part.code)
    for page in part.pages:
        path = html / f"{page.page}.html"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(room, _links(html, part, made, "../")), encoding="utf-8")


def _links(html: Path, part: Part, made: Sequence[Path], up: str) -> str:
    items = [
        f'<li><a href="{up}{path.relative_to(html).as_posix()}">{escape(part.name)} '
        f"({_kind(path)}, {_size(path)})</a></li>"
        for path in made
    ]
    return f'<p class="place-take">To keep</p><ul>{"".join(items)}</ul>' if items else ""


def _kind(path: Path) -> str:
    return {".pdf": "PDF", ".xlsx": "Spreadsheet"}[path.suffix]


def _size(path: Path) -> str:
    return f"{max(1, round(path.stat().st_size / BYTES_IN_A_KILOBYTE)):,} KB"
