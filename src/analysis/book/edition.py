"""The edition: what every page carries, the templates of pages, and the whole as one file.

The file holds a project's folders with the built book beside them, and its sums; lists of sums are
as `sha256sum` writes and checks them.
"""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import ChoiceLoader, Environment, FunctionLoader, PackageLoader, select_autoescape

from analysis import paths
from analysis.data.documents.published import read_edition_date
from analysis.errors import RunError
from analysis.runner.cache import MANIFEST

SUMS = "SHA256SUMS"
HOW_TO = "CITE-AND-VERIFY.md"
MODE = 0o100644 << 16
LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")
# Where the built book stands; everything else stands where a project has it.
PAGES, FIGURES, CODE = "html", "data/raw", "src/analysis"
BESIDE = ("README.md", "pyproject.toml")
# What every page has, in this order; other styles and scripts follow by name.
FIRST = ("base.css", "book.css", "book.js")
# Loaded by the page of search alone.
OF_SEARCH = ("search.js",)
BYTES_IN_A_KILOBYTE = 1000


@dataclass(frozen=True, slots=True)
class Edition:
    """What is published at one time."""

    version: str
    released: date
    title: str
    author: str

    @property
    def date_words(self) -> str:
        """The date as it is written out.

        >>> Edition("1.0.0", date(2026, 11, 1), "A book", "Someone").date_words
        '1 November 2026'
        """
        return f"{self.released.day} {self.released:%B %Y}"


def read_edition() -> Edition:
    """Read the edition: its date from the parameters, the rest from the project's citation file."""
    path = paths.project_root() / "CITATION.cff"
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        authors = [
            author.get("name") or f"{author['given-names']} {author['family-names']}"
            for author in given["authors"]
        ]
        version, title = str(given["version"]), str(given["title"])
    except OSError as problem:
        raise RunError(f"{path.name} cannot be read: {problem.strerror}.") from problem
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise RunError(
            f"{path.name} should give version, title and authors; this is wrong in it: {problem}."
        ) from problem
    return Edition(version, read_edition_date(), title, ", ".join(authors))


@cache
def _templates() -> Environment:
    loader = ChoiceLoader([PackageLoader("analysis.book"), FunctionLoader(_own)])
    return Environment(loader=loader, autoescape=select_autoescape())


def _own(name: str) -> tuple[str, None, Callable[[], bool]] | None:
    """Read one of the book's own templates; a project without them has pages without it."""
    path = paths.book_folder() / "_templates" / name
    text = read_text(path)
    # Another book may be worked on, or the template be written anew, while this process lasts.
    return (text, None, lambda: _same(name, text)) if text else None


def _same(name: str, text: str) -> bool:
    return read_text(paths.book_folder() / "_templates" / name) == text


def fill(template: str, **given: Any) -> str:
    """Fill a template; whatever is given is text, and never markup unless the template says so."""
    return _templates().get_template(template).render(given)


def read_text(path: Path) -> str:
    """Read a file, or nothing where there is none."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def own_files(book: Path, kind: str) -> list[str]:
    """Name the book's own styles (``css``) or scripts (``js``) that every page loads."""
    names = {path.name for path in (book / "_static").glob(f"*.{kind}")} - {*OF_SEARCH}
    return [name for name in FIRST if name in names] + sorted(names - {*FIRST})


def size_words(size: int) -> str:
    """Say how large a file is.

    >>> size_words(12), size_words(1_234_567)
    ('1 KB', '1,235 KB')
    """
    return f"{max(1, round(size / BYTES_IN_A_KILOBYTE)):,} KB"


def archive_path() -> Path:
    """Give the place of the archive, beside the built book."""
    return paths.build_folder() / f"edition-{read_edition().version}.zip"


def write_archive(html: Path) -> Path:
    """Write ``edition-<version>.zip`` beside the book: the same edition makes the same bytes."""
    edition, target = read_edition(), archive_path()
    # Every file carries the day of the edition, whoever writes it and whenever.
    day = (edition.released.year, edition.released.month, edition.released.day, 0, 0, 0)
    unfinished = target.with_suffix(".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _contents(html, edition).items():
            entry = zipfile.ZipInfo(f"closing-the-gap-{edition.version}/{name}", day)
            entry.external_attr = MODE
            entry.create_system = 3
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    unfinished.replace(target)
    return target


def archive_sums(html: Path) -> dict[str, str]:
    """Give the sha256 of each file that the archive of a built book should hold."""
    return _sums(_contents(html, read_edition()))


def _sums(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def _contents(html: Path, edition: Edition) -> dict[str, bytes]:
    """Give every file by its name in the archive, in an order that does not change."""
    root, seal = paths.project_root(), paths.seal_file()
    names = (*read_sums(seal.read_text(encoding="utf-8"), seal.name), seal.name, *BESIDE)
    found = {
        **dict(_below(html, PAGES)),
        **dict(_below(paths.data_folder(), FIGURES)),
        **dict(_below(Path(paths.__file__).parent, CODE)),
        MANIFEST: html / paths.OPEN_DATA / MANIFEST,
        **{name: root / name for name in names if not name.startswith(f"{FIGURES}/")},
    }
    contents = {name: path.read_bytes() for name, path in found.items() if path.is_file()}
    # How to read, cite and verify the edition.
    contents[HOW_TO] = f"{fill(HOW_TO, edition=edition, sums=SUMS)}\n".encode()
    return {**contents, SUMS: sums_text(_sums(contents)).encode()}


def _below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        hidden = path.name.startswith(".") or "__pycache__" in path.parts
        if path.is_file() and not hidden:
            yield f"{name}/{path.relative_to(folder).as_posix()}", path


def sums_text(digests: Mapping[str, str]) -> str:
    """Write a line for each file."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items())


def read_sums(text: str, where: str) -> dict[str, str]:
    """Read the sha256 of each file by its name; a line that begins with ``#`` is a remark."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        parts = LINE.fullmatch(line)
        if parts is None or parts[2] in found:
            raise RunError(
                f"Line {number} of {where} should be the sha256 and the name of one file, each "
                f"file once. Take {where} again from where the edition is published."
            )
        found[parts[2]] = parts[1]
    return found
