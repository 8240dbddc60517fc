"""The command that builds the book, with what is taken away from it, its ledger and its seal."""

import time
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from analysis import paths
from analysis.commands import console, say, warn


def build(
    pdf: Annotated[bool, Option("--pdf", help="Also a PDF of each authority.")] = False,
    spreadsheets: Annotated[
        bool, Option("--spreadsheets", help="Also a spreadsheet of each authority.")
    ] = False,
    archive: Annotated[bool, Option("--archive", help="Also the edition as one file.")] = False,
    printed: Annotated[Path | None, Option(hidden=True)] = None,
    incomplete: Annotated[
        bool, Option(help="Also without chapters that failed; their pages say so.")
    ] = False,
    site_url: Annotated[
        str, Option(envvar="ANALYSIS_SITE_URL", help="Where the book will stand on the web.")
    ] = "",
) -> None:
    """Write the contents list and build the HTML book."""
    from analysis.book.build import build_html, check_complete, find_incomplete, jupyter_book

    begin = time.monotonic()
    # The process that makes the pages loads what it needs while this one loads the rest.
    with jupyter_book() as pages_by, console.status("Building the book") as status:
        from analysis.book.contents import write_contents
        from analysis.book.downloads import add_beside, add_downloads
        from analysis.book.edition import write_archive
        from analysis.book.kept import Memory
        from analysis.data.params import load_localities
        from analysis.editions.ledgers import ledger_text, write_ledger
        from analysis.editions.seal import write_seal
        from analysis.runner.tasks import chapter_tasks

        localities, memory = load_localities(), Memory(paths.cache_folder() / "built")
        tasks = chapter_tasks(localities)
        lacking, missing = find_incomplete(tasks), list[str]()
        if not incomplete:
            check_complete(lacking)
        write_contents(localities, paths.book_folder())
        given: dict[str, Any] = {"localities": localities, "tasks": tasks, "memory": memory}
        front = build_html(
            status.update,
            pages_by=pages_by,
            beside=partial(add_beside, **given, spreadsheets=spreadsheets, also=ledger_text),
            finish=lambda html, others: missing.extend(
                add_downloads(
                    html, others=others, pdf=pdf, printed=printed, say=status.update, **given
                )
            ),
            incomplete=lacking,
            site_url=site_url,
        )
        write_ledger(localities, memory)
        memory.forget_rest()
        write_seal(paths.project_root())
        kept = write_archive(front.parent) if archive else None
    _tell(missing, kept, front, time.monotonic() - begin)


def _tell(missing: list[str], kept: Path | None, front: Path, seconds: float) -> None:
    """Say what could not be added, then what was made."""
    for sentence in missing:
        warn(sentence, style="yellow")
    if kept is not None:
        say(f"The edition is {kept}")
    say(f"The book is {front}, built in {seconds:.0f} s")
