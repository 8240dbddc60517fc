"""An edition to compare with: a folder, an archive or a revision, opened as a folder."""

import contextlib
import hashlib
import io
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nbformat.validator import iter_validate

from analysis import paths
from analysis.data.raw import MANIFEST, read_manifest
from analysis.editions.extraction import extract_tar, extract_zip
from analysis.editions.seal import sealed_files
from analysis.editions.structure import read_chapter
from analysis.errors import RunError
from analysis.runner.cache import MISSING, file_digest

RUN_MANIFEST = "manifest.json"
# What checks or publishes chapters decides nothing in them.
NOT_NUMBERS = ("editions/", "book/", "intake/", "cli.py")


@dataclass(frozen=True)
class Edition:
    """The files of one edition."""

    root: Path
    name: str
    archived: bool = False

    @cached_property
    def chapters(self) -> dict[str, Path]:
        """Every executed chapter by ``locality/chapter``."""
        book = paths.book_folder(self.root)
        found = sorted(book.glob("*/*.ipynb"))
        return {f"{path.parent.name}/{path.stem}": path for path in found}

    def read(self, name: str) -> dict[str, Any]:
        """Read one executed chapter."""
        chapter = read_chapter(self.chapters[name])
        fault = next(iter_validate(chapter, version=4, version_minor=5), None)
        if fault:
            raise RunError(
                f"{name} of {self.name} is no notebook that can be compared "
                f"({str(fault).splitlines()[0]}). Restore it, or run the chapter again."
            )
        return chapter

    @cached_property
    def figures(self) -> dict[str, str]:
        """The sha256 of every raw file, by its path below the data folder."""
        folder = paths.data_folder(self.root)
        return {name: key for name, key in _digests(folder, "*").items() if name != MANIFEST}

    @cached_property
    def releases(self) -> dict[str, tuple[str, ...]]:
        """Publisher, release and licence of every raw file: words that pages show."""
        folder = paths.data_folder(self.root)
        if not (folder / MANIFEST).is_file():
            return {}
        parts = ("publisher", "release", "licence")
        rows = read_manifest(folder).items()
        return {name: tuple(row.get(part) or "" for part in parts) for name, row in rows}

    @cached_property
    def code(self) -> dict[str, str]:
        """The sha256 of every file of the package that can decide what a chapter says."""
        found = _digests(paths.code_folder(self.root), "*")
        return {name: key for name, key in found.items() if not name.startswith(NOT_NUMBERS)}

    @cached_property
    def templates(self) -> dict[str, str]:
        """The sha256 of every template, by chapter."""
        found = _digests(paths.notebooks_folder(self.root), "*.ipynb")
        return {name.removesuffix(".ipynb"): key for name, key in found.items()}

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The sha256 of every parameter file and document."""
        return _digests(paths.params_folder(self.root), "*")

    @property
    def lock(self) -> str:
        """The sha256 of the pinned packages."""
        return file_digest(paths.lock_file(self.root))

    @cached_property
    def files_read(self) -> dict[str, set[str]]:
        """The raw files that each chapter read, as far as the runs' records say."""
        found: dict[str, set[str]] = {}
        cache = paths.cache_folder(self.root)
        for path in (self.root / RUN_MANIFEST, cache / RUN_MANIFEST):
            for name, one in _parsed(path).get("chapters", {}).items():
                found[name] = set(one.get("files", {}))
        for path in cache.glob("chapters/*/*.json"):
            found[f"{path.parent.name}/{path.stem}"] = set(_parsed(path).get("files", {}))
        return found

    @cached_property
    def digest(self) -> str:
        """One digest over everything that is sealed, the figures and the code."""
        parts = {"sealed": sealed_files(self.root), "figures": self.figures, "code": self.code}
        text = json.dumps(parts, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def this_edition() -> Edition:
    """Give the project's own edition, as it stands."""
    return Edition(paths.project_root(), "this edition")


@contextlib.contextmanager
def open_edition(base: str) -> Iterator[Edition]:
    """Open an edition as a folder, for as long as it is looked at."""
    path = Path(base)
    with tempfile.TemporaryDirectory(prefix="edition-") as made:
        folder = Path(made)
        if path.is_dir():
            folder = path.resolve()
        elif path.is_file():
            extract_zip(path, folder)
        else:
            _extract_revision(base, folder)
        top = _top(folder, base)
        edition = Edition(top, path.name if path.exists() else base, archived=path.is_file())
        if not edition.chapters:
            raise RunError(f"{base} holds no edition: none of its chapters has been executed.")
        yield edition


def copy_inputs(edition: Edition, folder: Path) -> Path:
    """Copy an edition's files to where it may be run again, without what runs left behind."""
    left_behind = (".*", "_build", "__pycache__", "*.egg-info")
    shutil.copytree(edition.root, folder, ignore=shutil.ignore_patterns(*left_behind))
    return folder


def _parsed(path: Path) -> dict[str, Any]:
    """Read a record of a run, or nothing where there is none that can be read."""
    with contextlib.suppress(OSError, ValueError):
        given = json.loads(path.read_text(encoding="utf-8"))
        return given if isinstance(given, dict) else {}
    return {}


def _digests(folder: Path, pattern: str) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): file_digest(path)
        for path in sorted(folder.rglob(pattern))
        if path.is_file() and "__pycache__" not in path.parts and file_digest(path) != MISSING
    }


def _top(folder: Path, base: str) -> Path:
    """Step into the one folder that an archive may keep everything in."""
    inside = [path for path in folder.iterdir() if not path.name.startswith(".")]
    for top in (folder, *(inside if len(inside) == 1 and inside[0].is_dir() else ())):
        if paths.book_folder(top).is_dir():
            return top
    raise RunError(f"{base} holds no edition: it has no folder of executed chapters.")


def _extract_revision(revision: str, folder: Path) -> None:
    """Take the files of a revision from the repository, without touching the working files."""
    root = paths.project_root()
    unknown = RunError(
        f"{revision} is neither a folder, a zip file nor a revision of this repository. Give one "
        f"of them, for example the tag of the last edition."
    )
    if revision.startswith("-"):
        raise unknown
    try:
        made = subprocess.run(  # noqa: S603
            ["git", "archive", "--format=tar", revision],  # noqa: S607
            cwd=root,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as problem:
        raise unknown from problem
    extract_tar(io.BytesIO(made.stdout), folder, revision)
