"""What a reader can take away from a locality's pages: the PDF and the spreadsheet."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from analysis import paths
from analysis.book.contents import Part, arrange
from analysis.book.edition import Edition, read_edition
from analysis.book.open_data import write_open_data
from analysis.book.pdf import write_pdf
from analysis.book.provenance import add_provenance
from analysis.book.shell import fill, size_words
from analysis.book.spreadsheets import write_spreadsheet
from analysis.data.params import Locality, load_localities
from analysis.errors import RunError
from analysis.runner.cache import Inputs
from analysis.runner.tasks import chapter_tasks
from analysis.runner.cache import book_manifest, reproducible
from analysis.runner.cache import MANIFEST
from analysis.runner.writing import write_json

FOLDER = "downloads"
KINDS = {".pdf": "PDF", ".xlsx": "Spreadsheet"}
# Where a page's template leaves room for the links; the size is known only once a file is there.
ROOM = "<!-- downloads {code} -->"


def add_downloads(
    html: Path,
    *,
    pdf: bool = False,
    printed: Path | None = None,
    spreadsheets: bool = False,
    say: Callable[[str], None] = print,
) -> list[str]:
    """Add the open data, and where wanted the PDF and spreadsheet of each authority, to a book."""
    localities, edition = load_localities(), read_edition()
    _add_data(html, localities, edition, say)
    parts = arrange(localities, {})
    slugs = [part.slug for part in parts if part.slug]
    if spreadsheets and slugs:
        say("writing the spreadsheets")
        _write_spreadsheets({slug: localities[slug] for slug in slugs}, edition, html)
    problems: list[str] = []
    for part in parts:
        stem = _stem(html, part.slug)
        made = [stem.with_suffix(".xlsx")] if spreadsheets and part.slug else []
        target = stem.with_suffix(".pdf")
        if printed and (printed / target.name).is_file():
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(printed / target.name, target)
            made.append(target)
        elif pdf and part.slug and not problems:
            say(f"printing the PDF of {part.name}")
            try:
                made.append(write_pdf(html, part, edition, target))
            except RunError as problem:
                problems.append(f"{problem} The book is built without PDF files.")
        _link(html, part, made)
    return problems


def _add_data(
    html: Path, localities: Mapping[str, Locality], edition: Edition, say: Callable[[str], None]
) -> None:
    """Add the open data, the manifest of the run and the raw rows behind the book."""
    book = paths.book_folder()
    listed = [f"{slug}/{chapter}" for slug, one in localities.items() for chapter in one.chapters]
    say("writing the open data")
    pages = [page for page in listed if (book / f"{page}.ipynb").is_file()]
    write_open_data(html, localities, edition, pages)
    say("leading each claim to its raw row")
    manifest = book_manifest(
        chapter_tasks(localities), cache_dir=paths.cache_folder(), inputs=Inputs.of_project()
    )
    write_json(html / paths.OPEN_DATA / MANIFEST, reproducible(manifest))
    write_json(paths.build_folder() / MANIFEST, manifest)
    add_provenance(html, manifest, {slug: one.area.code for slug, one in localities.items()})


def _stem(html: Path, slug: str) -> Path:
    return html / FOLDER / f"closing-the-gap-{slug}"


def _write_spreadsheets(authorities: Mapping[str, Locality], edition: Edition, html: Path) -> None:
    """Write them side by side: each takes some seconds of one core."""
    context = get_context("spawn")
    with ProcessPoolExecutor(min(len(authorities), os.cpu_count() or 1), context) as pool:
        targets = [_stem(html, slug).with_suffix(".xlsx") for slug in authorities]
        list(pool.map(write_spreadsheet, authorities.values(), repeat(edition), targets))


def _link(html: Path, part: Part, made: Sequence[Path]) -> None:
    """Put the links where the pages of a part leave room for them."""
    files = [
        (path.relative_to(html).as_posix(), KINDS[path.suffix], size_words(path.stat().st_size))
        for path in made
    ]
    links = fill("downloads.html", name=part.name, files=files)
    for page in part.pages:
        path = html / f"{page.page}.html"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(ROOM.format(code=part.code), links), encoding="utf-8")
