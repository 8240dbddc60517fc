"""The edition as one file: a project's folders with the built book beside them, and its sums.

Lists of sums are as `sha256sum` writes and checks them.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis import paths
from analysis.book.edition import Edition, read_edition
from analysis.book.shell import fill
from analysis.errors import RunError
from analysis.runner.run import MANIFEST

SUMS = "SHA256SUMS"
HOW_TO = "CITE-AND-VERIFY.md"
MODE = 0o100644 << 16
LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")
# Where the built book stands; everything else stands where a project has it.
PAGES, FIGURES, CODE = "html", "data/raw", "src/analysis"
BESIDE = ("README.md", "pyproject.toml")


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
