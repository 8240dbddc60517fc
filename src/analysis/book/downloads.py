"""What a reader can take away from a locality's pages: spreadsheet, and PDF from Chromium."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from analysis import paths
from analysis.book.brand import read_brand
from analysis.book.brief import gather_brief
from analysis.book.contents import FIGURES, Part, arrange
from analysis.book.edition import Edition, fill, own_files, read_edition, size_words
from analysis.book.figure_pages import lead_to_pages
from analysis.book.kept import Memory
from analysis.book.open_data import local_figures_within, write_open_data
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
# What a reader of paper can neither open nor press.
SCREEN_ONLY = (
    "details.hide, .headerlink, .chart-download, figure details, nav, script, button, .switches"
)
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


def add_downloads(
    html: Path,
    localities: Mapping[str, Locality],
    tasks: Sequence[Task],
    *,
    pdf: bool = False,
    printed: Path | None = None,
    spreadsheets: bool = False,
    last: Path | None = None,
    memory: Memory | None = None,
    say: Callable[[str], None] = print,
) -> list[str]:
    """Add the open data, and where wanted the PDF and spreadsheet of each authority, to a book.

    Where an earlier build is given, all these are its own: they take longer than the pages.
    """
    edition, memory = read_edition(), memory or Memory()
    for folder in (paths.OPEN_DATA, Path(FOLDER)):
        if last and (last / folder).is_dir():
            shutil.copytree(last / folder, html / folder)
    problems = _add_data(html, localities, tasks, memory, say)
    problems += local_figures_within(localities.values())
    parts = arrange(localities, {})
    lead_to_pages(html, parts)
    say("writing the index of search")
    write_search(html, localities, memory)
    slugs = [part.slug for part in parts if part.slug]
    if spreadsheets and slugs:
        say("writing the spreadsheets")
        _write_spreadsheets({slug: localities[slug] for slug in slugs}, edition, html)
    for part in [one for one in parts if one.slug]:
        brief, target, _ = _files_of(html, part)
        for one, write in ((brief, write_brief), (target, write_pdf)):
            if printed and (printed / one.name).is_file():
                one.parent.mkdir(exist_ok=True)
                shutil.copyfile(printed / one.name, one)
            elif pdf:
                say(f"printing {one.name}")
                try:
                    write(html, part, edition, one)
                except RunError as problem:
                    problems.append(f"{problem} The book is built without PDF files.")
                    pdf = False
    for part in parts:
        _link(html, part, html)
    return problems


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
    """Add open data, the run's manifest and the raw rows behind the book; says what is lacking."""
    if not (html / paths.OPEN_DATA).is_dir():
        say("writing the open data")
        add_open_data(html, localities, tasks, memory)
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


def _write_spreadsheets(authorities: Mapping[str, Locality], edition: Edition, html: Path) -> None:
    """Write them side by side: each takes some seconds of one core."""
    context = get_context("spawn")
    with ProcessPoolExecutor(min(len(authorities), os.cpu_count() or 1), context) as pool:
        targets = [html / FOLDER / f"{STEM}{slug}.xlsx" for slug in authorities]
        list(pool.map(write_spreadsheet, authorities.values(), repeat(edition), targets))


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


def write_brief(html: Path, part: Part, edition: Edition, target: Path) -> Path:
    """Print the two sheets of an authority."""
    page = gather_brief(html, part, edition)
    return print_page(html, page, edition, target) if page else target


def write_pdf(html: Path, part: Part, edition: Edition, target: Path) -> Path:
    """Print the chapters of an authority, without its ward pages, as one PDF."""
    return print_page(html, gather(html, part, edition), edition, target)


def print_page(html: Path, text: str, edition: Edition, target: Path) -> Path:
    """Print a page that stands at the top of the built book."""
    page = html / f".print-{target.stem}.html"
    page.write_text(text, encoding="utf-8", newline="\n")
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
    raise RunError(
        f"Chromium, which prints the PDF files and draws pictures, is not here. {HOW_TO_INSTALL}"
    )


def sandbox_options() -> list[str]:
    """Give what Chromium needs for root, whom it refuses its sandbox."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _print(page: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory() as profile:
        places = [f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.as_uri()]
        command = [find_chromium(), *OPTIONS, *sandbox_options(), *places]
        try:
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as problem:
            raise RunError(f"Chromium did not print in {SECONDS} seconds.") from problem
    if not target.is_file():
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise RunError(f"Chromium printed no {target.name}: {last}. {HOW_TO_INSTALL}")


def gather(html: Path, part: Part, edition: Edition) -> str:
    """Put the chapters of an authority below one heading, as one page."""
    pages = {link.page: f"chapter-{number}" for number, link in enumerate(part.chapters)}
    styles = [f"_static/{name}" for name in own_files(html, "css")]
    chapters = [str(_chapter(html, page, name, pages)) for page, name in pages.items()]
    return fill(
        "printed.html",
        name=part.name,
        edition=edition,
        brand=read_brand(),
        styles=styles,
        chapters=chapters,
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
    beside = os.path.normpath(folder / address).removesuffix(".html")
    chapter = pages.get(beside, "") if address else name
    if address.startswith(("http:", "https:", "mailto:")):
        return
    if chapter:
        tag["href"] = f"#{chapter}-{anchor}" if anchor else f"#{chapter}"
    else:
        tag.unwrap()
