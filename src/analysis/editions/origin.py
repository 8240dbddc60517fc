"""Whose code an edition carries: this project's own, at which version, or somebody else's."""

import hashlib
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from analysis import paths

# What is run or read as code when a book is made: templates and hand-written pages are, too.
CODE = re.compile(
    r"(src/analysis|notebooks|book/_templates)/.+|_config\.yml|book/(?!_static/|_toc\.yml$).+"
)
NO_CODE = re.compile(r"(.*/)?(__pycache__|\.[^/]*)(/.*)?|book/.*\.ipynb")


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
    odd = min(name for name in own.keys() | here.keys() if own.get(name) != here.get(name))
    return Origin(f"The code is unknown: {odd} is not as it is installed here.")


def code_of(root: Path, package: Path) -> dict[str, str]:
    """Give git's hash of each file that counts as code, by its path in a project."""
    found = {f"src/analysis/{path.relative_to(package).as_posix()}": path
             for path in package.rglob("*")}  # fmt: skip
    for part in (paths.notebooks_folder(root), paths.book_folder(root), root / "_config.yml"):
        inside = part.rglob("*") if part.is_dir() else [part]
        found |= {path.relative_to(root).as_posix(): path for path in inside}
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
