"""The command line: each command is one call into the package."""

import os
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table
from typer import Argument, Option
from typer.core import TyperGroup

from analysis import paths
from analysis.errors import AnalysisError

console = Console()
problems = Console(stderr=True)
say = partial(console.print, markup=False, soft_wrap=True)
warn = partial(problems.print, markup=False, soft_wrap=True)

Names = Annotated[list[str] | None, Argument(help="Localities, by name, code or file name.")]
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


app = typer.Typer(
    cls=Commands,
    help="Health inequalities in English places: from published figures to a book.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def main(
    data: Annotated[
        Path | None, Option(help="Folder of figures in place of data/raw.", exists=True)
    ] = None,
) -> None:
    """Take the options that every command shares."""
    if data is not None:
        os.environ[paths.DATA_VARIABLE] = str(data.resolve())


@app.command()
def areas(words: Annotated[str, Argument(help="Part of a name or code.")] = "") -> None:
    """Find an area by code, name, old name or old code."""
    from analysis.data.areas import find_area, search_areas

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
    area: Annotated[list[str], Argument(help="Name or code; several make a group.")],
    wards: Annotated[bool, Option(help="Also each of its wards of 2024.")] = False,
    name: Annotated[str, Option(help="The name in headings; the area's by default.")] = "",
) -> None:
    """Write params/<area>.yml with comparators chosen and explained."""
    from analysis.data.areas import describe_change, find_area, find_group, locality_slug, slugify
    from analysis.data.new_locality import write_locality, write_wards
    from analysis.findings.coverage import check_place

    place = find_area(area[0]) if len(area) == 1 else find_group(area)
    check_place(place, wards=wards)
    if len(area) == 1 and (before := describe_change(area[0])):
        say(before)
    slug = slugify(name) or locality_slug(place)
    there = wards and (paths.params_folder() / f"{slug}.yml").exists()
    written = [] if there else [write_locality(place, slug, name=name)]
    own = write_wards(place) if wards else []
    written += own
    for path in written:
        say(f"Wrote params/{path.name}")
    if wards and not own:
        say(f"No page for a ward: the figures hold no wards of {place.name}, or all have theirs.")
    say(f"Next: analysis check {slug}, analysis run {slug}, then analysis build")


@app.command()
def check(names: Names = None) -> None:
    """Validate parameters and figures, and say what the book will hold for an area."""
    from analysis.findings.coverage import check_locality
    from analysis.runner.cache import expected_minutes
    from analysis.runner.tasks import chapter_tasks

    for slug, locality in _localities(names).items():
        console.print(f"[bold]{escape(locality.area_name)}[/bold] ({slug})")
        for sentence in check_locality(locality):
            console.print(f"  {sentence}", markup=False)
        minutes = expected_minutes(chapter_tasks({slug: locality}))
        console.print(f"  Expected: at most {minutes} min to run it on this machine.")


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
    from analysis.chapters.commentary.findings import find_standing
    from analysis.data.chapters import chapter_names
    from analysis.data.documents.commentary import add_note

    locality = next(iter(_localities([name]).values()))
    now = find_standing(indicator, sex, measure, locality.places)
    about = {"chapter": chapter, "indicator": indicator, "sex": sex, "measure": measure}
    given = {"date": on, "by": by, "kind": kind, "text": text, "finding": about}
    given |= {"direction": now.direction, "certainty": now.certainty}
    where = add_note(locality.commentary_slug, given, chapter_names())
    say(f"Wrote {where}: the finding is {now.direction} ({now.certainty})")


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
    from analysis.runner.run import shown_progress
    from analysis.runner.tasks import chapter_tasks

    if not names and not everything:
        raise typer.BadParameter("name a locality, or give --all")
    tasks = chapter_tasks(_localities(names), chapter or [])
    if plan:
        say(str(plan_tasks(tasks, force=force)))
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
    say(report.table())
    if not report.complete:
        raise typer.Exit(1)


@app.command()
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
    from analysis.book.build import build_html, check_complete, find_incomplete
    from analysis.book.contents import write_contents
    from analysis.book.downloads import add_downloads
    from analysis.book.edition import write_archive
    from analysis.data.params import load_localities
    from analysis.editions.seal import write_seal

    begin = time.monotonic()
    missing: list[str] = []
    localities = load_localities()
    lacking = find_incomplete(localities)
    if not incomplete:
        check_complete(lacking)
    write_contents(localities, paths.book_folder())
    with console.status("Building the book") as status:
        add = partial(
            add_downloads, pdf=pdf, printed=printed, spreadsheets=spreadsheets, say=status.update
        )
        front = build_html(
            status.update,
            finish=lambda html: missing.extend(add(html)),
            incomplete=lacking,
            site_url=site_url,
        )
        write_seal(paths.project_root())
        kept = write_archive(front.parent) if archive else None
    for sentence in missing:
        warn(sentence, style="yellow")
    if kept is not None:
        say(f"The edition is {kept}")
    say(f"The book is {front}, built in {time.monotonic() - begin:.0f} s")


@app.command()
def verify(
    what: Annotated[
        list[str] | None,
        Argument(help="Localities, chapters, or one edition's archive; else the whole book."),
    ] = None,
    jobs: Jobs = None,
    built: Annotated[
        bool, Option("--built", help="The built book, against the executed chapters.")
    ] = False,
    run_its_code: Annotated[
        bool,
        Option("--run-its-code", help="Run an archive's own code: only if you trust it."),
    ] = False,
) -> None:
    """Make every chapter again and name what differs, or verify a built book or an archive."""
    from analysis.data.params import load_localities
    from analysis.editions.verify import archive_of, verify_archive, verify_book, verify_built
    from analysis.runner.run import shown_progress

    archive = archive_of(what or [])
    if archive is not None:
        with console.status("Verifying") as status:
            report = verify_archive(
                archive, jobs=jobs, run_its_code=run_its_code, say=status.update, tell=say
            )
    elif built:
        with console.status("Verifying") as status:
            report = verify_built(say=status.update)
    else:
        with shown_progress() as progress:
            report = verify_book(load_localities(), what or [], jobs=jobs, progress=progress)
    for finding in report.findings:
        warn(str(finding), style="yellow" if finding.cosmetic else "red")
    say("\n".join(report.lines()))
    if report.faults:
        raise typer.Exit(1)


@app.command()
def fetch(
    indicators: Annotated[list[str] | None, Argument(help="Only these; else all.")] = None,
    dry_run: Annotated[bool, Option(help="Only say what would be asked of whom.")] = False,
    accept: Annotated[bool, Option(help="Make a new snapshot of what changed.")] = False,
    bundle: Annotated[
        Path | None, Option(help="From a folder laid out as data/raw.", exists=True)
    ] = None,
) -> None:
    """Refresh the figures from their publishers; shows what changed before accepting it.

    What a publisher left out or recast is accepted only where the series is named.
    """
    from analysis.intake.bundle import renew_from_bundle
    from analysis.intake.refresh import fetch_all, list_questions, settle

    today = datetime.now(UTC).date()
    if bundle is not None:
        for line in renew_from_bundle(bundle, accepted=accept, today=today):
            say(line)
        return
    if dry_run:
        for line in list_questions(indicators or []):
            say(line)
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
def review(
    base: Annotated[str, Argument(help="A revision, an edition's archive or a folder.")],
) -> None:
    """Show what changed since another edition and why, with a checklist to sign.

    To find the cause of each change, chapters are run again with the code, templates, parameters
    and figures of the base, one kind at a time: name only a revision or folder that you trust.
    The code of an archive is run only where it is this project's own.
    """
    from analysis.editions.changes import compare_editions
    from analysis.editions.edition import open_edition, this_edition
    from analysis.editions.page import read_sign_off, write_page, write_sign_off

    with open_edition(base) as before, console.status("Comparing") as status:
        result = compare_editions(before, this_edition(), say=status.update)
        digest = result.after.digest
        write_sign_off(paths.sign_off_file(), digest)
        sign_off = read_sign_off(paths.sign_off_file(), digest)
        page = write_page(result, sign_off)
    for line in result.lines():
        say(line)
    for role, words in sign_off.words.items():
        say(f"{role}: {words}")
    say(f"The page is {page}")


@app.command()
def template(
    name: Annotated[str, Argument(help="Its name; .xlsx for Excel.")] = "template.csv",
) -> None:
    """Write an empty template for local figures into data/local."""
    from analysis.intake.local import write_template

    path = write_template(paths.local_folder() / Path(name).name)
    say(f"Wrote data/local/{path.name}. Next: fill it in, then analysis add")


@app.command()
def add(
    accept: Annotated[bool, Option(help="Make a new snapshot with them.")] = False,
    published: Annotated[bool, Option(help="Every count is public already.")] = False,
) -> None:
    """Check the local figures in data/local row by row, and add them to the book's."""
    from analysis.intake.adding import add_local, prepare
    from analysis.intake.local import check_folder

    checked = check_folder(paths.local_folder())
    for one in checked:
        for problem in one.problems:
            warn(f"{one.name}, {problem}")
    if any(one.problems for one in checked):
        raise AnalysisError("Nothing was added: correct these rows and check again.")
    for slug, table in prepare(checked, published=published).items():
        hidden = int((table["value_note"] != "").sum())
        say(f"{slug}: {len(table)} rows, {hidden} of them hidden as small numbers")
    if accept:
        kept = add_local(checked, today=datetime.now(UTC).date(), published=published)
        say(f"Added; the old snapshot is kept as {kept.name}.")
    else:
        say("Nothing was changed: analysis add --accept adds them.")
