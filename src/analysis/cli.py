"""The command line: each command is one call into the package."""

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table
from typer import Argument, Option
from typer.core import TyperGroup

from analysis import paths
from analysis.commands import Names, building, console, editions, papers, problems, say, warn
from analysis.errors import AnalysisError

Jobs = Annotated[int | None, Option(min=1, help="Chapters at once.")]


class Commands(TyperGroup):
    """The commands: an error is shown as its one sentence, and leaves with 1."""

    def invoke(self, ctx: Any) -> Any:
        """Call the command."""
        try:
            return super().invoke(ctx)
        except AnalysisError as problem:
            warn(f"Error: {problem}", style="bold red")
            raise typer.Exit(1) from problem
        except OSError as problem:
            # A pipe that closed is for click, and what names no file is a fault of ours.
            if problem.filename is None or problem.errno == errno.EPIPE:
                raise
            why = f"{problem.filename} cannot be read or written: {problem.strerror}."
            warn(f"Error: {why} See that it is there and that you may write to it.", style="red")
            raise typer.Exit(1) from problem


app = typer.Typer(
    cls=Commands,
    help="Health inequalities in English places: from published figures to a book.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def main(
    ctx: typer.Context,
    data: Annotated[Path | None, Option(help="Folder of figures in place of data/raw.")] = None,
) -> None:
    """Take the options that every command shares."""
    chosen = data or os.environ.get(paths.DATA_VARIABLE)
    # An empty folder is filled by being fetched into.
    if chosen and not (ctx.invoked_subcommand == "fetch" and Path(chosen).is_dir()):
        from analysis.data.raw import check_figures

        check_figures(Path(chosen), "--data" if data else paths.DATA_VARIABLE)
    if data is not None:
        os.environ[paths.DATA_VARIABLE] = str(data.resolve())


@app.command()
def areas(words: Annotated[str, Argument(help="Part of a name or code.")] = "") -> None:
    """Find an area by code, name, old name or old code."""
    from analysis.data.area_search import search_areas
    from analysis.data.areas import find_area

    found = search_areas(words)
    if found.empty:
        found = search_areas(find_area(words).code)
    table = Table("Code", "Name", "Type", "Region", "Now")
    for row in found.itertuples(index=False):
        table.add_row(*(str(cell) for cell in row))
    console.print(table)


@app.command()
def indicators(
    words: Annotated[str, Argument(help="Part of a name, slug or stage of life.")] = "",
) -> None:
    """List the indicators: slug, name, unit, and the periods, intervals and areas held."""
    from analysis.findings.holdings import find_holdings

    for held in find_holdings(words):
        for line in held.lines():
            say(line)


@app.command()
def new(
    area: Annotated[list[str] | None, Argument(help="Name or code; several make a group.")] = None,
    wards: Annotated[bool, Option(help="Also its wards; a,b,c: a neighbourhood.")] = False,
    districts: Annotated[bool, Option(help="Also each of its districts.")] = False,
    small_areas: Annotated[Path | None, Option(help="CSV of codes: a neighbourhood.")] = None,
    name: Annotated[str, Option(help="The name in headings; the area's by default.")] = "",
) -> None:
    """Write params/<area>.yml with comparators chosen and explained."""
    from analysis.data.areas import NEIGHBOURHOOD, locality_slug, slugify
    from analysis.data.new_locality import add_districts, write_place
    from analysis.data.new_neighbourhood import choose_place
    from analysis.findings.coverage import check_place

    if not area and small_areas is None:
        raise typer.BadParameter("name an area, or give --small-areas", param_hint="AREA")
    place, before = choose_place(area or [], wards=wards, small_areas=small_areas, name=name)
    wards = wards and place.type != NEIGHBOURHOOD
    check_place(place, wards=wards, districts=districts)
    if before:
        say(before)
    slug = slugify(name) or locality_slug(place)
    asked = districts and (paths.params_folder() / f"{slug}.yml").exists()
    if asked:
        say(add_districts(slug))
    written = write_place(place, slug, name=name, wards=wards, districts=districts)
    for path in written:
        say(f"Wrote params/{path.name}")
    if not written and not asked:
        say(f"{place.name} and each of its wards has its file already.")
    # The pages of wards are not run with their authority.
    what = "--all" if wards else slug
    say(f"Next: analysis check {slug}, analysis run {what}, then analysis build")


@app.command()
def check(names: Names = None) -> None:
    """Validate parameters and figures, and say what the book will hold for an area."""
    from analysis.data.documents.guidance import guidance_words
    from analysis.findings.coverage import check_locality
    from analysis.runner.cache import expected_minutes
    from analysis.runner.tasks import chapter_tasks

    known = _localities(names)
    districts = [slug for slug, locality in known.items() if locality.within and len(known) > 1]
    for slug, locality in known.items():
        console.print(f"[bold]{escape(locality.area_name)}[/bold] ({slug})")
        said = check_locality(locality)
        for sentence in said[:2] if slug in districts else said:
            console.print(f"  {sentence}", markup=False)
    if districts:
        say(f"What a district lacks is named where it is asked for: analysis check {districts[0]}")
    minutes = expected_minutes(chapter_tasks(known))
    say(f"Expected: at most {minutes} min to run it on this machine.")
    say(guidance_words())


def _localities(names: list[str] | None) -> Any:
    from analysis.data.params import choose_localities, load_localities

    return choose_localities(names or [], load_localities())


@app.command()
def note(
    name: Annotated[str, Argument(help="Locality, by name, code or file name.")],
    indicator: Annotated[str, Option(help="Slug of the finding's indicator.")],
    text: Annotated[str, Option(help="What is said, in plain words.")],
    by: Annotated[str, Option(help="The role or group that says it, never a name.")],
    on: Annotated[str, Option(help="The day of the note, as YYYY-MM-DD.")],
    kind: Annotated[str, Option(help="asset, priority, voice or context.")] = "context",
    measure: Annotated[str, Option(help="level, trend, absolute gap or relative gap.")] = "level",
    sex: Annotated[str, Option(help="Persons, Female or Male.")] = "Persons",
    chapter: Annotated[str, Option(help="The chapter that shows the finding.")] = "glance",
) -> None:
    """Write a local note on a finding, with what the finding says today."""
    from analysis.chapters.commentary.findings import write_note

    about = {"chapter": chapter, "indicator": indicator, "sex": sex, "measure": measure}
    given = {"date": on, "by": by, "kind": kind, "text": text, "finding": about}
    say(write_note(next(iter(_localities([name]).values())), given))


@app.command()
def run(
    names: Names = None,
    everything: Annotated[bool, Option("--all", help="Every locality.")] = False,
    chapter: Annotated[list[str] | None, Option(help="Only these chapters.")] = None,
    jobs: Jobs = None,
    scheduler: Annotated[str | None, Option(help="Address of a Dask scheduler.")] = None,
    force: Annotated[bool, Option(help="Also chapters that have not changed.")] = False,
    plan: Annotated[bool, Option(help="Only say what would run, and why.")] = False,
    time_limit: Annotated[float, Option(min=1, help="Seconds a chapter may take.")] = 600,
    memory_limit: Annotated[int, Option(min=64, help="Megabytes a chapter may take.")] = 1024,
) -> None:
    """Execute the chapters that have changed."""
    from analysis.runner import plan_tasks, run_tasks
    from analysis.runner.cache import Inputs, asked_tasks
    from analysis.runner.run import shown_progress

    if not names and not everything:
        raise typer.BadParameter("name a locality, or give --all")
    inputs = Inputs.of_project()
    tasks = asked_tasks(names or [], chapter or [], inputs)
    if plan:
        say(str(plan_tasks(tasks, force=force, inputs=inputs)))
        return
    limits: Any = {"time_limit": time_limit, "memory_limit": memory_limit << 20}
    how: Any = {"jobs": jobs, "scheduler": scheduler, "force": force, "inputs": inputs, **limits}
    with shown_progress() as progress:
        report = run_tasks(tasks, progress=progress, **how)
    say(report.table())
    if not report.complete:
        raise typer.Exit(1)


build = app.command()(building.build)


@app.command()
def preview(
    locality: Annotated[str, Argument(help="Only its chapters run again.")] = "",
    chapter: Annotated[str, Option(help="Only this chapter runs again.")] = "",
    port: Annotated[int, Option(min=0, max=65535, help="0 for any that is free.")] = 8765,
) -> None:
    """Serve the book to this machine, run again what is saved, and reload its page."""
    from analysis.book.preview import preview as serve

    serve(locality, chapter, port=port, say=say)


@app.command()
def fetch(
    indicators: Annotated[list[str] | None, Argument(help="Only these; else all.")] = None,
    dry_run: Annotated[bool, Option(help="Only say what would be asked of whom.")] = False,
    accept: Annotated[bool, Option(help="Make a new snapshot of what changed.")] = False,
    bundle: Annotated[Path | None, Option(help="From a folder laid out as data/raw.")] = None,
) -> None:
    """Refresh the figures from their publishers; shows what changed before accepting it.

    What a publisher left out or recast is accepted only where the series is named.
    """
    from analysis.intake.bundle import renew_from_bundle
    from analysis.intake.refresh import fetch_all, list_questions, settle

    today = datetime.now(UTC).date()
    if bundle is not None:
        say("\n".join(renew_from_bundle(bundle, accepted=accept, today=today)))
        return
    if dry_run:
        say("\n".join(list_questions(indicators or [])))
        return
    with Progress(console=problems, transient=True) as progress:
        bars: dict[str, Any] = {}

        def tell(name: str, done: int, total: int) -> None:
            if name not in bars:
                bars[name] = progress.add_task(name, total=None)
            progress.update(bars[name], completed=done, total=total or None)

        renewals, failures = fetch_all(indicators or [], today=today, tell=tell)
    for one in renewals:
        say(f"{one.name}: {' '.join(one.difference.sentences())}")
    for name, reason in failures.items():
        warn(f"{name}: {reason}", style="red")
    for line in settle(renewals, indicators or [], accepted=accept, today=today):
        say(line)
    if not indicators:
        say("Other series are renewed by hand: analysis fetch --dry-run says where each is found.")
    if failures:
        raise typer.Exit(1)


@app.command()
def template(
    name: Annotated[str, Argument(help="Its name; .xlsx for Excel.")] = "template.csv",
) -> None:
    """Write an empty template for local figures into data/local."""
    from analysis.intake.local import COLUMNS, write_template

    if not name or Path(name).name != name:
        raise typer.BadParameter("give a name without a folder: it is written into data/local")
    path = write_template(paths.local_folder() / name)
    say(f"Wrote data/local/{path.name}. Next: fill it in, then analysis add")
    say("\n".join(f"  {column}: {holds}" for column, holds in COLUMNS.items()))


@app.command()
def add(
    accept: Annotated[bool, Option(help="Do it, and not only say what would be done.")] = False,
    published: Annotated[bool, Option(help="Every count is public already.")] = False,
    publish: Annotated[bool, Option(help="Make them public, in data/raw.")] = False,
) -> None:
    """Check the local figures in data/local row by row, and keep them for their areas' pages."""
    from analysis.intake.adding import NEXT, add_local, describe, prepare
    from analysis.intake.local import check_folder

    with problems.status("Reading") as status:
        checked, passed = check_folder(paths.local_folder(), tell=status.update)
        wrong = [f"{one.name}, {problem}" for one in checked for problem in one.problems]
        warn("\n".join((*passed, *wrong)), end="\n" * bool(passed or wrong))
        if wrong:
            raise AnalysisError("Nothing was added: correct this and check again.")
        status.update("Hiding small numbers")
        tables = prepare(checked, published=published)
    lines = describe(tables, publish=publish)
    if accept:
        today = datetime.now(UTC).date()
        lines += add_local(tables, checked, today=today, published=published, publish=publish)
    else:
        lines.append(f"Nothing was changed: analysis add {NEXT[publish]}.")
    say("\n".join(lines))


COMMANDS: dict[str, Callable[..., None]] = {
    "export": papers.export,
    "import": papers.import_paper,
    "verify": editions.verify,
    "review": editions.review,
    "score": editions.score,
    "certify": editions.certify,
}
for name, command in COMMANDS.items():
    app.command(name)(command)
