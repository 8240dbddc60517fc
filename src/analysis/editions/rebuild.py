"""An edition made again in an environment of its own, and the built book held against that."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis import paths
from analysis.book.archive import sums_of
from analysis.book.edition import read_edition
from analysis.data.params import load_localities
from analysis.editions.edition import open_edition
from analysis.editions.seal import seal_faults, sealed_files, sum_faults
from analysis.editions.shown import shown_faults
from analysis.editions.verify import Finding, Report
from analysis.errors import RunError
from analysis.runner.cache import Cache, file_digest
from analysis.runner.chapters import chapter_tasks

ANALYSIS = "from analysis.cli import app; app()"
KEPT_VARIABLES = ("PATH", "SYSTEMROOT")


def copy_edition(root: Path, folder: Path) -> Path:
    """Copy what an edition is made of, its code beside it, and nothing else."""
    for name in sealed_files(root):
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, copy)
    code = paths.code_folder(root)
    if code.is_dir():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(code, paths.code_folder(folder), ignore=ignored)
    return folder


def analysis_in(root: Path, words: Sequence[str], *, code: Path, data: Path) -> None:
    """Give an edition's folder a command, run by some package, without the caller's variables."""
    with tempfile.TemporaryDirectory() as home:
        given = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        given |= {"HOME": home, "USERPROFILE": home, "TMPDIR": home, "LANG": "C.UTF-8"}
        given |= {"PYTHONPATH": str(code.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        given |= {paths.ROOT_VARIABLE: str(root), paths.DATA_VARIABLE: str(data)}
        done = subprocess.run(  # noqa: S603
            # Not the folder's own modules: `-P` keeps it out of where Python looks.
            [sys.executable, "-P", "-c", ANALYSIS, *words],
            cwd=root,
            env=given,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if "FAILED" in line]
        last = (done.stderr or done.stdout).strip().splitlines()
        why = (said or last or ["it said nothing"])[0].replace(str(root), ".")
        raise RunError(f"The edition cannot be made again: {why}")


def build_again(root: Path, shown: Path, *, code: Path, data: Path) -> list[tuple[str, str]]:
    """Build an edition's book from its chapters and say where another built book differs."""
    downloads = shown / "downloads"
    words = ["build"]
    words += ["--spreadsheets"] if any(downloads.glob("*.xlsx")) else []
    words += ["--printed", str(downloads)] if any(downloads.glob("*.pdf")) else []
    analysis_in(root, words, code=code, data=data)
    return shown_faults(shown, paths.build_folder(root) / "html")


def verify_built(say: Callable[[str], None] = print) -> Report:
    """Hold the built book against what the package makes of the executed chapters."""
    root, html = paths.project_root(), paths.build_folder() / "html"
    if not (html / "index.html").is_file():
        raise RunError("There is no built book. Run `analysis build` first.")
    chapters = _made_here()
    faults = seal_faults(root)
    with tempfile.TemporaryDirectory() as made:
        say("Building the book again")
        again = copy_edition(root, Path(made) / "again")
        records = paths.cache_folder() / "chapters"
        shutil.copytree(records, paths.cache_folder(again) / "chapters")
        installed = Path(paths.__file__).parent
        faults += build_again(again, html, code=installed, data=paths.data_folder())
    faults += _archive_faults(html)
    return Report(chapters, 0, tuple(Finding(*one) for one in faults))


def _made_here() -> tuple[str, ...]:
    """Name the chapters, each of which must be as its run left it."""
    cache, tasks = Cache(paths.cache_folder()), chapter_tasks(load_localities())
    for task in tasks:
        record = cache.read(task)
        if record is None or record.output != file_digest(task.output):
            raise RunError(
                f"The chapter {task.name} is not as a run on this machine left it, so the book "
                f"cannot be held against it. Run `analysis run --all` and `analysis build` first."
            )
    return tuple(task.name for task in tasks)


def _archive_faults(html: Path) -> list[tuple[str, str]]:
    """Hold the archive beside the built book, where there is one, against what it should hold."""
    path = paths.build_folder() / f"edition-{read_edition().version}.zip"
    if not path.is_file():
        return []
    with open_edition(str(path)) as published:
        sums, faults = sum_faults(published.root)
    wanted = sums_of(html)
    odd = sorted(name for name in sums.keys() | wanted.keys() if sums.get(name) != wanted.get(name))
    words = f"{len(odd)} files are not those of this edition, the first: {', '.join(odd[:1])}."
    return [*faults, *([(path.name, words)] if odd else [])]
