"""What a reader can take away from a locality's pages: spreadsheet, PDF, open data."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.book.aside import Tell
from analysis.book.brief import gather_brief
from analysis.book.contents import FIGURES, Part, arrange
from analysis.book.edition import fill, read_edition, size_words
from analysis.book.figure_pages import lead_to_pages
from analysis.book.kept import Memory
from analysis.book.open_data import local_figures_within, write_open_data
from analysis.book.printing import Printer, gather, printing
from analysis.book.provenance import RawFiles, add_provenance, lead_to_rows
from analysis.book.search import write_search
from analysis.book.spreadsheets import write_spreadsheet
from analysis.data.params import Locality
from analysis.errors import RunError
from analysis.files import write_json
from analysis.runner.cache import MANIFEST, Inputs, book_manifest, reproducible
from analysis.runner.tasks import Task

FOLDER, STEM = "downloads", "closing-the-gap-"
BRIEF = "-brief"
KINDS = {".pdf": "All chapters, PDF", ".xlsx": "Spreadsheet"}
IN_BRIEF = "In brief, two pages, PDF"
# Where a page's template leaves room for the links; the size is known only once a file is there.
ROOM = "<!-- downloads {code} -->"


def add_beside(
    tell: Tell,
    html: Path,
    localities: Mapping[str, Locality],
    tasks: Sequence[Task],
    memory: Memory,
    *,
    spreadsheets: bool,
    also: Callable[[Mapping[str, Locality], Memory], object],
) -> None:
    """Add what needs no page: it tells when the open data are there, and at last what it asked of.

    All of it is decided once: the verdicts of a place stand in the open data, in what is made also,
    and in the place's spreadsheet.
    """
    add_open_data(html, localities, tasks, memory)
    tell("the open data are there")
    also(localities, memory)
    for part in arrange(localities, {}) if spreadsheets else ():
        if part.slug:
            write_spreadsheet(localities[part.slug], read_edition(), _files_of(html, part)[-1])
    tell(memory.asked)


def add_downloads(
    html: Path,
    localities: Mapping[str, Locality],
    tasks: Sequence[Task],
    *,
    others: Iterator[Any] | None = None,
    pdf: bool = False,
    printed: Path | None = None,
    last: Path | None = None,
    memory: Memory | None = None,
    say: Callable[[str], None] = print,
) -> list[str]:
    """Add the PDF of each authority, where it is wanted, and all that needs the pages, to a book.

    The open data and spreadsheets are made by others, who tell of it; where an earlier build is
    given, all these are its own: they take longer than the pages.
    """
    memory, others = memory or Memory(), others or iter(())
    for folder in (paths.OPEN_DATA, Path(FOLDER)):
        if last and (last / folder).is_dir():
            shutil.copytree(last / folder, html / folder)
    parts = arrange(localities, {})
    with printing() as printer:
        prints = _begin_prints(html, parts, printed, printer if pdf else None)
        if next(others, None) is None and not (html / paths.OPEN_DATA).is_dir():
            say("writing the open data")
            add_open_data(html, localities, tasks, memory)
        problems = _add_data(html, localities, tasks, memory, say)
        problems += local_figures_within(localities.values())
        lead_to_pages(html, parts)
        say("writing the index of search")
        write_search(html, localities, memory)
        problems += _end_prints(prints, say)
    say("writing the spreadsheets")
    memory.asked |= next(others, set())
    for part in parts:
        _link(html, part, html)
    return problems


def _begin_prints(
    html: Path, parts: Sequence[Part], printed: Path | None, printer: Printer | None
) -> dict[Path, Future[Path]]:
    """Begin to print what is not printed already, each page gathered before any is altered."""
    edition, prints = read_edition(), {}
    for part in [one for one in parts if one.slug]:
        brief, target, _ = _files_of(html, part)
        for one, lay_out in ((brief, gather_brief), (target, gather)):
            if printed and (printed / one.name).is_file():
                one.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(printed / one.name, one)
            elif printer and (page := lay_out(html, part, edition)):
                prints[one] = printer(html, page, edition, one)
    return prints


def _end_prints(prints: Mapping[Path, Future[Path]], say: Callable[[str], None]) -> list[str]:
    """Wait for what is printed, up to the first that cannot be; says why."""
    for one, made in prints.items():
        say(f"printing {one.name}")
        try:
            made.result()
        except RunError as problem:
            return [f"{problem} The book is built without PDF files."]
    return []


def put_pages(
    bare: Path,
    names: Sequence[Path],
    html: Path,
    localities: Mapping[str, Locality],
    memory: Memory,
) -> None:
    """Put pages that were made anew into the last book, before the rest of a new one is there.

    Each is put there whole, with the bytes that the new book will have. The page that leads to all
    others waits for them.
    """
    names = [name for name in names if name != Path(f"{FIGURES}.html")]
    first = html.with_name(".first")
    shutil.rmtree(first, ignore_errors=True)
    try:
        for name in names:
            (first / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(bare / name, first / name)
        lead_to_rows(first, _codes(localities), RawFiles(paths.data_folder()), memory, some=True)
        for part in arrange(localities, {}):
            _link(first, part, html)
        # What a page shows is there before the page.
        for name in sorted(names, key=lambda name: name.suffix == ".html"):
            (html / name).parent.mkdir(parents=True, exist_ok=True)
            (first / name).replace(html / name)
    finally:
        shutil.rmtree(first, ignore_errors=True)


def _codes(localities: Mapping[str, Locality]) -> dict[str, str]:
    """Give the code of the area that the pages of each folder are about."""
    return {slug: one.area.code for slug, one in localities.items()}


def _files_of(html: Path, part: Part) -> tuple[Path, Path, Path]:
    """Name the brief, the PDF and the spreadsheet of an authority, which need not be there."""
    stem = html / FOLDER / f"{STEM}{part.slug}"
    return Path(f"{stem}{BRIEF}.pdf"), Path(f"{stem}.pdf"), Path(f"{stem}.xlsx")


def add_open_data(
    html: Path,
    localities: Mapping[str, Locality],
    tasks: Sequence[Task],
    memory: Memory | None = None,
) -> None:
    """Add the open data, which no page has to be there for."""
    pages = [task.name for task in tasks if task.output.is_file()]
    write_open_data(html, localities, read_edition(), pages, memory)


def _add_data(
    html: Path,
    localities: Mapping[str, Locality],
    tasks: Sequence[Task],
    memory: Memory,
    say: Callable[[str], None],
) -> list[str]:
    """Add the run's manifest and the raw rows behind the book; says what is lacking."""
    say("leading each claim to its raw row")
    manifest = book_manifest(tasks, cache_dir=paths.cache_folder(), inputs=Inputs.of_project())
    write_json(html / paths.OPEN_DATA / MANIFEST, reproducible(manifest))
    write_json(paths.build_folder() / MANIFEST, manifest)
    add_provenance(html, manifest, _codes(localities), memory)
    unrecorded = [name for name, one in manifest["chapters"].items() if "files" not in one]
    if not unrecorded:
        return []
    more = f" and {len(unrecorded) - 1} more" if len(unrecorded) > 1 else ""
    return [
        f"No run of {unrecorded[0]}{more} is recorded here, so neither the pages of provenance nor "
        "an archive say what was read. Run `analysis run --all` and build again."
    ]


def _link(pages: Path, part: Part, html: Path) -> None:
    """Put links to the files of a part where its pages leave room for them."""
    files = [
        (path.relative_to(html).as_posix(), _kind(path), size_words(path.stat().st_size))
        for path in (_files_of(html, part) if part.slug else ())
        if path.is_file()
    ]
    links = fill("downloads.html", name=part.name, files=files)
    for path in [pages / f"{page.page}.html" for page in part.pages]:
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace(ROOM.format(code=part.code), links), encoding="utf-8", newline="\n"
        )


def _kind(path: Path) -> str:
    return IN_BRIEF if path.stem.endswith(BRIEF) else KINDS[path.suffix]
