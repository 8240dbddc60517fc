"""An edition as a folder: opened from an archive or a revision, copied, and run by itself."""

import contextlib
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Any

from analysis import paths
from analysis.data.raw import MANIFEST, read_manifest
from analysis.editions.origin import ask_git
from analysis.editions.seal import digests, sealed_files
from analysis.editions.structure import read_chapter
from analysis.errors import RunError
from analysis.runner.cache import file_digest

RUN_MANIFEST = "manifest.json"
# What checks or publishes chapters decides nothing in them.
NOT_NUMBERS = ("editions/", "book/", "intake/", "cli.py")
ANALYSIS = "from analysis.cli import app; app()"
KEPT_VARIABLES = ("PATH", "SYSTEMROOT")
MOST_BYTES = 500_000_000
MOST_FILES = 20_000


@dataclass(frozen=True)
class Edition:
    """The files of one edition, each kind as the sha256 of each file by its path."""

    root: Path
    name: str
    archived: bool = False

    @cached_property
    def chapters(self) -> dict[str, Path]:
        """Every executed chapter by ``locality/chapter``."""
        found = sorted(paths.book_folder(self.root).glob("*/*.ipynb"))
        return {f"{path.parent.name}/{path.stem}": path for path in found}

    def read(self, name: str) -> dict[str, Any]:
        """Read one executed chapter."""
        return read_chapter(self.chapters[name])

    @cached_property
    def figures(self) -> dict[str, str]:
        """Every raw file."""
        found = digests(paths.data_folder(self.root))
        found.pop(MANIFEST, None)
        return found

    @cached_property
    def releases(self) -> dict[str, tuple[str, ...]]:
        """Publisher, release and licence of every raw file: words that pages show."""
        folder = paths.data_folder(self.root)
        rows = read_manifest(folder).items() if (folder / MANIFEST).is_file() else ()
        parts = ("publisher", "release", "licence")
        return {name: tuple(row.get(part) or "" for part in parts) for name, row in rows}

    @cached_property
    def code(self) -> dict[str, str]:
        """Every file of the package that can decide what a chapter says."""
        found = digests(paths.code_folder(self.root)).items()
        return {name: digest for name, digest in found if not name.startswith(NOT_NUMBERS)}

    @cached_property
    def templates(self) -> dict[str, str]:
        """Every template, by chapter."""
        found = digests(paths.notebooks_folder(self.root), "*.ipynb").items()
        return {name.removesuffix(".ipynb"): digest for name, digest in found}

    @cached_property
    def parameters(self) -> dict[str, str]:
        """Every parameter file and document."""
        return digests(paths.params_folder(self.root))

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
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def this_edition() -> Edition:
    """Give the project's own edition, as it stands."""
    return Edition(paths.project_root(), "this edition")


def _parsed(path: Path) -> dict[str, Any]:
    """Read a record of a run, or nothing where there is none that can be read."""
    with contextlib.suppress(OSError, ValueError):
        given = json.loads(path.read_text(encoding="utf-8"))
        return given if isinstance(given, dict) else {}
    return {}


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


def _top(folder: Path, base: str) -> Path:
    """Step into the one folder that an archive may keep everything in."""
    inside = [path for path in folder.iterdir() if not path.name.startswith(".")]
    for top in (folder, *(inside if len(inside) == 1 and inside[0].is_dir() else ())):
        if paths.book_folder(top).is_dir():
            return top
    raise RunError(f"{base} holds no edition: it has no folder of executed chapters.")


def _extract_revision(revision: str, folder: Path) -> None:
    """Take the files of a revision from the repository, without touching the working files."""
    known = not revision.startswith("-")
    made = ask_git("archive", "--format=tar", revision) if known else None
    if made is None:
        raise RunError(
            f"{revision} is neither a folder, a zip file nor a revision of this repository. Give "
            "one of them, for example the tag of the last edition."
        )
    extract_tar(io.BytesIO(made), folder, revision)


def extract_zip(archive: Path, folder: Path) -> Path:
    """Unpack a zip file into an empty folder, without trusting it."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [one for one in opened.infolist() if not one.is_dir()]
            for one in members:
                if stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG):
                    raise RunError(f"{archive.name} holds {one.filename}, which is no plain file.")
                if one.flag_bits & 1:
                    raise RunError(f"{archive.name} holds {one.filename}, which is encrypted.")
            _check(archive.name, [(one.filename, one.file_size) for one in members])
            opened.extractall(folder, members)  # noqa: S202
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as problem:
        raise RunError(
            f"{archive.name} is not a whole zip file ({problem}). Fetch it again."
        ) from problem
    return folder


def extract_tar(stream: IO[bytes], folder: Path, name: str) -> Path:
    """Unpack a tar stream into an empty folder, by the same rules as `extract_zip`."""
    try:
        with tarfile.open(fileobj=stream, mode="r:") as opened:
            members = [one for one in opened.getmembers() if not one.isdir()]
            for one in members:
                if not one.isreg():
                    raise RunError(f"{name} holds {one.name}, which is no plain file.")
            _check(name, [(one.name, one.size) for one in members])
            opened.extractall(folder, members, filter="data")
    except (tarfile.TarError, OSError, EOFError) as problem:
        raise RunError(f"{name} is not a whole archive ({problem}).") from problem
    return folder


def _check(archive: str, members: Sequence[tuple[str, int]]) -> None:
    """Refuse paths that leave the folder or come twice, and more than an edition has."""
    seen: set[str] = set()
    for name, _ in members:
        path = PurePosixPath(name)
        odd = "\\" in name or ":" in name or not name.isprintable()
        if odd or path.is_absolute() or ".." in path.parts or not path.parts:
            raise RunError(f"{archive} holds {name!r}, a path that could leave its folder.")
        # On some systems names that differ only in case are the same file.
        if str(path).casefold() in seen:
            raise RunError(f"{archive} holds {name} twice.")
        seen.add(str(path).casefold())
    size = sum(size for _, size in members)
    if size > MOST_BYTES or len(members) > MOST_FILES:
        raise RunError(
            f"{archive} would unpack to {size // 1_000_000} MB in {len(members)} files: more than "
            "an edition has."
        )


def copy_edition(root: Path, folder: Path) -> Path:
    """Copy what an edition is made of, its code beside it, and nothing else."""
    for name in sealed_files(root):
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, copy)
    copy_folder(paths.code_folder(root), paths.code_folder(folder))
    return folder


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder, where there is one, without what is hidden or cached."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))


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
