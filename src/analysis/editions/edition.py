"""An edition as a folder: opened from a zip file or a revision, copied, run; whose code it is."""

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
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
from analysis.editions.chapter import read_chapter
from analysis.editions.seal import differing, digests, sealed_files
from analysis.errors import RunError
from analysis.files import file_digest
from analysis.runner.cache import MANIFEST as RUN_MANIFEST

# What checks or publishes chapters decides nothing in them.
NOT_NUMBERS = ("editions/", "book/", "intake/", "cli.py")
# What is run or read as code when a book is made: templates and hand-written pages are, too.
CODE = re.compile(
    r"(src/analysis|notebooks|book/_templates)/.+|_config\.yml|book/(?!_static/|_toc\.yml$).+"
)
NO_CODE = re.compile(r"(.*/)?(__pycache__|\.[^/]*)(/.*)?|book/.*\.ipynb")
ANALYSIS = "from analysis.cli import app; app()"
RELEASE = ("publisher", "release", "licence")
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
    def figures(self) -> dict[str, tuple[str, ...]]:
        """Every raw file, with the publisher, release and licence that pages show of it."""
        folder = paths.data_folder(self.root)
        about = read_manifest(folder) if (folder / MANIFEST).is_file() else {}
        return {
            name: (digest, *(about.get(name, {}).get(part) or "" for part in RELEASE))
            for name, digest in digests(folder).items()
            if name != MANIFEST
        }

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
            extract_zip(path, folder, path.name)
        else:
            extract_zip(io.BytesIO(_revision(base)), folder, base)
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


def _revision(revision: str) -> bytes:
    """Pack the files of a revision of the repository, without touching the working files."""
    known = not revision.startswith("-")
    made = ask_git("archive", "--format=zip", "-0", revision) if known else None
    if made is None:
        raise RunError(
            f"{revision} is neither a folder, a zip file nor a revision of this repository. Give "
            "one of them, for example the tag of the last edition."
        )
    return made


def extract_zip(archive: Path | IO[bytes], folder: Path, name: str) -> Path:
    """Unpack a zip file into an empty folder, without trusting it."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [one for one in opened.infolist() if not one.is_dir()]
            for one in members:
                if stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG):
                    raise RunError(f"{name} holds {one.filename}, which is no plain file.")
                if one.flag_bits & 1:
                    raise RunError(f"{name} holds {one.filename}, which is encrypted.")
            _check(name, members)
            opened.extractall(folder, members)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as problem:
        raise RunError(f"{name} is not a whole zip file ({problem}). Fetch it again.") from problem
    return folder


def _check(archive: str, members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse paths that leave the folder or come twice, and more than an edition has."""
    seen: set[str] = set()
    for name in (one.filename for one in members):
        path = PurePosixPath(name)
        odd = "\\" in name or ":" in name or not name.isprintable()
        if odd or path.is_absolute() or ".." in path.parts or not path.parts:
            raise RunError(f"{archive} holds {name!r}, a path that could leave its folder.")
        # On some systems names that differ only in case are the same file.
        if str(path).casefold() in seen:
            raise RunError(f"{archive} holds {name} twice.")
        seen.add(str(path).casefold())
    size = sum(one.file_size for one in members)
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
        ignored = shutil.ignore_patterns(".*", "__pycache__")
        shutil.copytree(source, target, ignore=ignored, dirs_exist_ok=True)


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
            encoding="utf-8",
            check=False,
        )
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if "FAILED" in line]
        last = (done.stderr or done.stdout).strip().splitlines()
        why = (said or last or ["it said nothing"])[0].replace(str(root), ".")
        raise RunError(f"The edition cannot be made again: {why}")


@dataclass(frozen=True)
class Origin:
    """A sentence on whose code it is, whether it is what runs here, and whether it is our own."""

    words: str
    installed: bool = False
    own: bool = False


def find_origin(root: Path) -> Origin:
    """Hold an edition's code, templates and pages against the installed package and its history."""
    own = code_of(root, paths.code_folder(root))
    here = code_of(paths.project_root(), Path(paths.__file__).parent)
    named = _version_of(own)
    if own == here:
        at = named or "no revision of its history"
        words = f"The code is this project's own, as it is installed here, at {at}."
        return Origin(words, installed=True, own=True)
    if named:
        words = f"The code is this project's own, at {named}, and not what is installed here."
        return Origin(words, own=True)
    odd = min(differing(own, here))
    return Origin(f"The code is unknown: {odd} is not as it is installed here.")


def code_of(root: Path, package: Path) -> dict[str, str]:
    """Give git's hash of each file that counts as code, by its path in a project."""
    places = {paths.code_folder(root).relative_to(root).as_posix(): package}
    places |= {one: root / one for one in ("notebooks", "book", "_config.yml")}
    found = {
        f"{place}/{path.relative_to(folder).as_posix()}".removesuffix("/."): path
        for place, folder in places.items()
        for path in (folder, *folder.rglob("*"))
    }
    return {
        name: _blob(path.read_bytes())
        for name, path in found.items()
        if is_code(name) and path.is_file()
    }


def is_code(name: str) -> bool:
    """Say whether a file of an edition is code.

    >>> [is_code(name) for name in ("book/methods.md", "book/a/gap.ipynb", "params/a.yml")]
    [True, False, False]
    """
    return bool(CODE.fullmatch(name)) and not NO_CODE.fullmatch(name)


def _blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _version_of(code: dict[str, str]) -> str:
    """Name the tag or revision of this project's history that has this code; empty for none."""
    parts = ("src/analysis", "notebooks", "_config.yml", "book")
    tags = _git("tag", "--sort=-creatordate", "--merged", "HEAD").split()
    for revision in (*tags, *_git("rev-list", "HEAD", "--", *parts).split()):
        listed = _git("ls-tree", "-r", "-z", revision, "--", *parts).split("\0")
        entries = (line.split("\t", 1) for line in listed if line)
        there = {name: about.split()[2] for about, name in entries if is_code(name)}
        if there == code:
            return revision if revision in tags else f"revision {revision[:12]}"
    return ""


def ask_git(*words: str) -> bytes | None:
    """Ask the project's repository; None where it has none, or no answer."""
    command, root = ["git", *words], paths.project_root()
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return None
    return None if done.returncode else done.stdout


def _git(*words: str) -> str:
    return (ask_git(*words) or b"").decode("utf-8", errors="replace")
