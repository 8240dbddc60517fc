"""Editions on the command line: verified, certified, reviewed, and scored against what came."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from analysis import paths
from analysis.commands import console, say, warn

Jobs = Annotated[int | None, Option(min=1, help="Chapters at once.")]
RunItsCode = Annotated[
    bool, Option("--run-its-code", help="Run an archive's own code: only if you trust it.")
]


def verify(
    what: Annotated[
        list[str] | None,
        Argument(help="Localities, chapters, or one edition's archive; else the whole book."),
    ] = None,
    jobs: Jobs = None,
    built: Annotated[
        bool, Option("--built", help="The built book, against the executed chapters.")
    ] = False,
    run_its_code: RunItsCode = False,
    certificate: Annotated[
        Path | None, Option(help="Only a certificate, offline, beside the archive if named.")
    ] = None,
    signed_by: Annotated[
        Path | None, Option(help="The public key that must have signed the certificate.")
    ] = None,
) -> None:
    """Make every chapter again and name what differs, or verify a built book or an archive."""
    from analysis.data.params import load_localities
    from analysis.editions.verify import archive_of, verify_archive, verify_book, verify_built
    from analysis.runner.run import shown_progress

    if signed_by is not None and certificate is None:
        raise typer.BadParameter("give the --certificate that --signed-by has signed")
    archive = archive_of(what or [])
    if certificate is not None:
        _check_certificate(certificate, archive, signed_by)
        return
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


def _check_certificate(path: Path, archive: Path | None, signed_by: Path | None) -> None:
    from analysis.editions.certificate import verify_certificate

    found = verify_certificate(path, archive, signed_by, today=datetime.now(UTC).date())
    for line in found.lines():
        say(line)
    say(f"The signature is whole, by the key {found.fingerprint}.")
    if signed_by is None:
        say("Whose key it is, it cannot say: give --signed-by with the public key you were given.")
    if archive is None:
        say("Name the edition's archive too, to see that it is the one that was run.")
    if found.statement["differences"]:
        raise typer.Exit(1)


def certify(
    archive: Annotated[Path | None, Argument(help="The edition's archive.")] = None,
    key: Annotated[Path | None, Option(help="Your private key, outside the project.")] = None,
    new_key: Annotated[Path | None, Option(help="Only make a new key here.")] = None,
    jobs: Jobs = None,
    run_its_code: RunItsCode = False,
) -> None:
    """Run an edition's archive again, and write what came of it as a signed statement."""
    from analysis.editions import certificate

    if new_key is not None:
        public = certificate.new_key(new_key)
        say(f"Wrote {new_key}, which is yours alone, and {public}, which others check with.")
        return
    if archive is None or key is None:
        raise typer.BadParameter("give the edition's archive and --key, or --new-key")
    with console.status("Running the edition again") as status:
        path, made = certificate.certify(
            archive,
            key,
            on=datetime.now(UTC).date(),
            jobs=jobs,
            run_its_code=run_its_code,
            say=status.update,
        )
    for line in made.lines():
        say(line)
    say(f"Wrote {path}, signed by the key {made.fingerprint}")
    if differences := made.statement["differences"]:
        warn(f"{archive.name} does not reproduce: {differences[0]}", style="red")
        raise typer.Exit(1)


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


def score(
    names: Annotated[
        list[str] | None, Argument(help="Localities, by name, code or file name; else all.")
    ] = None,
    hindcasts: Annotated[
        bool, Option("--hindcasts", help="Only make the record of hindcasts anew if it is old.")
    ] = False,
    force: Annotated[bool, Option(help="Make it anew even if it is not old.")] = False,
    jobs: Jobs = None,
) -> None:
    """Hold the forecasts of editions, and hindcasts of earlier years, against what came."""
    from analysis.data.params import choose_localities, load_localities
    from analysis.editions.score import renew_record, score_lines

    if hindcasts:
        with console.status("Looking back") as status:
            renewed = renew_record(jobs=jobs, force=force, say=status.update)
        done = "was made anew" if renewed else "is of these figures and this method already"
        say(f"The record of hindcasts {done}.")
        return
    for line in score_lines(choose_localities(names or [], load_localities())):
        say(line)
