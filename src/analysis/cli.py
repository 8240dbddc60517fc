"""The command line: each command is one call into the package."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from analysis import paths
from analysis.errors import AnalysisError

app = typer.Typer(
    help="Health inequalities in English places: from published figures to a book.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()
problems = Console(stderr=True)

Names = Annotated[list[str] | None, typer.Argument(help="Localities, by name, code or file name.")]


@contextmanager
def plain_errors() -> Iterator[None]:
    """Show an error as its one sentence, and leave with 1."""
    try:
        yield
    except AnalysisError as problem:
        problems.print(f"Error: {problem}", style="bold red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from problem


@app.callback()
def main(
    data: Annotated[
        Path | None, typer.Option(help="Folder of figures in place of data/raw.", exists=True)
    ] = None,
) -> None:
    """Take the options that every command shares."""
    if data is not None:
        os.environ[paths.DATA_VARIABLE] = str(data.resolve())


@app.command()
def areas(words: Annotated[str, typer.Argument(help="Part of a name or code.")] = "") -> None:
    """Find an area by code, name, old name or old code."""
    from analysis.areas import search_areas

    with plain_errors():
        found = search_areas(words)
        if found.empty:
            raise AnalysisError(f'No area has "{words}" in its name or code.')
        table = Table("Code", "Name", "Type", "Region", "Now")
        for row in found.itertuples(index=False):
            table.add_row(*(str(cell) for cell in row))
        console.print(table)


@app.command()
def new(
    area: Annotated[list[str], typer.Argument(help="Name or code; several make a group.")],
    wards: Annotated[bool, typer.Option(help="Also each of its wards of 2024.")] = False,
    name: Annotated[str, typer.Option(help="The name in headings; the area's by default.")] = "",
) -> None:
    """Write params/<area>.yml with comparators chosen and explained."""
    from analysis.areas import find_area, find_group, locality_slug, slugify
    from analysis.new_locality import write_locality, write_wards

    with plain_errors():
        place = find_area(area[0]) if len(area) == 1 else find_group(area)
        slug = slugify(name) or locality_slug(place)
        there = wards and _has_file(slug)
        written = [] if there else [write_locality(place, slug, name=name)]
        written += write_wards(place) if wards else []
        for path in written:
            console.print(f"Wrote params/{path.name}")
        console.print(f"Next: analysis check {slug}, analysis run {slug}, then analysis build")


def _has_file(slug: str) -> bool:
    return (paths.params_folder() / f"{slug}.yml").exists()


@app.command()
def check(names: Names = None) -> None:
    """Validate parameters and figures, and say what the book will hold for an area."""
    from analysis.findings.coverage import check_locality
    from analysis.params import choose_localities, load_localities
    from analysis.runner.chapters import chapter_tasks
    from analysis.runner.estimate import expected_minutes

    with plain_errors():
        for slug, locality in choose_localities(names or [], load_localities()).items():
            console.print(f"[bold]{escape(locality.area_name)}[/bold] ({slug})")
            for sentence in check_locality(locality):
                console.print(f"  {sentence}", markup=False)
            minutes = expected_minutes(chapter_tasks({slug: locality}))
            console.print(f"  Expected: at most {minutes} min to run it on this machine.")


@app.command()
def run(
    names: Names = None,
    everything: Annotated[bool, typer.Option("--all", help="Every locality.")] = False,
    chapter: Annotated[list[str] | None, typer.Option(help="Only these chapters.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Chapters at once.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
    force: Annotated[bool, typer.Option(help="Also chapters that have not changed.")] = False,
    plan: Annotated[bool, typer.Option(help="Only say what would run, and why.")] = False,
    time_limit: Annotated[float, typer.Option(min=1, help="Seconds a chapter may take.")] = 600,
    memory_limit: Annotated[int, typer.Option(min=64, help="Megabytes a chapter may take.")] = 1024,
) -> None:
    """Execute the chapters that have changed."""
    from analysis.runner import plan_tasks, run_tasks
    from analysis.runner.progress import shown_progress

    if not names and not everything:
        raise typer.BadParameter("name a locality, or give --all")
    with plain_errors():
        tasks = _tasks(names or [], chapter or [])
        if plan:
            console.print(str(plan_tasks(tasks, force=force)), markup=False)
            return
        with shown_progress() as progress:
            report = run_tasks(
                tasks,
                jobs=jobs,
                scheduler=scheduler,
                force=force,
                time_limit=time_limit,
                memory_limit=memory_limit << 20,
                progress=progress,
            )
        console.print(report.table(), markup=False, soft_wrap=True)
        if not report.complete:
            raise typer.Exit(1)


def _tasks(names: list[str], chapters: list[str]) -> list[Any]:
    from analysis.params import choose_localities, load_localities
    from analysis.runner.chapters import chapter_tasks

    return chapter_tasks(choose_localities(names, load_localities()), chapters)


@app.command()
def build(
    pdf: Annotated[bool, typer.Option("--pdf", help="Also a PDF of each authority.")] = False,
    spreadsheets: Annotated[
        bool, typer.Option("--spreadsheets", help="Also a spreadsheet of each authority.")
    ] = False,
    archive: Annotated[
        bool, typer.Option("--archive", help="Also the edition as one file.")
    ] = False,
) -> None:
    """Write the contents list and build the HTML book."""
    from functools import partial

    from analysis.params import load_localities
    from analysis.publish.archive import write_archive
    from analysis.publish.build import build_html
    from analysis.publish.contents import write_contents
    from analysis.publish.downloads import add_downloads

    begin = time.monotonic()
    missing: list[str] = []
    with plain_errors():
        write_contents(load_localities(), paths.book_folder())
        with console.status("Building the book") as status:
            add = partial(add_downloads, pdf=pdf, spreadsheets=spreadsheets, say=status.update)
            front = build_html(status.update, finish=lambda html: missing.extend(add(html)))
            kept = write_archive(front.parent) if archive else None
    for sentence in missing:
        problems.print(sentence, style="yellow", markup=False, soft_wrap=True)
    if kept is not None:
        console.print(f"The edition is {kept}", soft_wrap=True)
    console.print(f"The book is {front}, built in {time.monotonic() - begin:.0f} s", soft_wrap=True)


@app.command()
def verify(
    archive: Annotated[
        Path | None, typer.Argument(help="An edition's archive; the project's book by default.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes side by side.")] = None,
) -> None:
    """Check every chapter at rest and with nbval, or run an archived edition again."""
    from analysis.params import load_localities
    from analysis.review.reproduce import verify_archive
    from analysis.review.verify import verify_book

    with plain_errors(), console.status("Verifying") as status:
        if archive is None:
            report = verify_book(load_localities(), jobs=jobs, say=status.update)
        else:
            report = verify_archive(archive, jobs=jobs, say=status.update)
    for finding in report.findings:
        style = "yellow" if finding.cosmetic else "red"
        problems.print(str(finding), style=style, markup=False, soft_wrap=True)
    for line in report.lines():
        console.print(line, markup=False)
    if report.faults:
        raise typer.Exit(1)
