"""What `analysis build` calls: the book with what is taken away from it, its ledger and seal."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.book.build import build_html, check_complete, find_incomplete, jupyter_book
from analysis.commands import console


def build_book(
    *,
    pdf: bool,
    printed: Path | None,
    spreadsheets: bool,
    archive: bool,
    partly: bool,
    site_url: str,
) -> tuple[Path, Path | None, Sequence[str]]:
    """Build the book with the files that are asked for; gives it, its archive and what it lacks."""
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
        if not partly:
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
        return front, write_archive(front.parent) if archive else None, missing
