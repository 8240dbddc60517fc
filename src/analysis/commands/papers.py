"""Papers on the command line: written as Word documents, and read back as they were edited."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from analysis.commands import Names, say, warn
from analysis.errors import AnalysisError


def export(
    names: Names = None,
    word: Annotated[bool, Option("--word", help="As Word, to be edited.")] = False,
    chapter: Annotated[str, Option(help="Only this chapter.")] = "all",
    brief: Annotated[bool, Option("--brief", help="Only findings and lead pictures.")] = False,
) -> None:
    """Write a locality's chapters or brief as a Word document, to be edited and read back."""
    from analysis.book.word.paper import export_papers
    from analysis.data.params import choose_localities, load_localities

    if brief and chapter != "all":
        raise typer.BadParameter("give --brief or --chapter, not both")
    if not word:
        raise typer.BadParameter("give --word, the one kind that is written")
    reasons, written = [], 0
    scope = "brief" if brief else chapter
    for made in export_papers(
        choose_localities(names or [], load_localities()), scope, asked=bool(names)
    ):
        if isinstance(made, AnalysisError):
            reasons.append(made)
        else:
            written += 1
            say(f"Wrote {made}")
    for reason in reasons:
        warn(f"Not written: {reason}" if written else f"Error: {reason}", style="red")
    if not written:
        raise typer.Exit(1)


def import_paper(
    paper: Annotated[Path, Argument(help="A Word document of analysis export.")],
    by: Annotated[str, Option(help="The role that speaks where a note names none.")] = "",
    accept: Annotated[bool, Option(help="Write its commentary as local notes.")] = False,
) -> None:
    """Read an edited Word document back: commentary is taken in, changed figures are refused."""
    from analysis.intake.word.keeping import take_in

    if take_in(paper, by=by, day=datetime.now(UTC).date(), accept=accept, say=say):
        raise typer.Exit(1)
