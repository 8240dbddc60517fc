"""The edition as one file: a project's folders with the built book beside them, and its sums."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from analysis import paths
from analysis.book.edition import Edition, read_edition
from analysis.book.sums import read_sums, sums_text
from analysis.runner.run import MANIFEST

SUMS = "SHA256SUMS"
HOW_TO = "CITE-AND-VERIFY.md"
MODE = 0o100644 << 16
# Where the built book stands; everything else stands where a project has it.
PAGES, FIGURES, CODE = "html", "data/raw", "src/analysis"
BESIDE = ("README.md", "pyproject.toml")


def write_archive(html: Path) -> Path:
    """Write ``edition-<version>.zip`` beside the book: the same edition makes the same bytes."""
    edition = read_edition()
    target = paths.build_folder() / f"edition-{edition.version}.zip"
    top = f"closing-the-gap-{edition.version}"
    contents = {
        **{name: path.read_bytes() for name, path in _contents(html).items()},
        **_notes(edition),
    }
    contents[SUMS] = sums_text(_sums(contents)).encode()
    unfinished = target.with_suffix(".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            _add(archive, f"{top}/{name}", content, edition)
    unfinished.replace(target)
    return target


def sums_of(html: Path) -> dict[str, str]:
    """Give the sha256 of each file that the archive of a built book should hold."""
    files = {name: path.read_bytes() for name, path in _contents(html).items()}
    return _sums({**files, **_notes(read_edition())})


def _sums(contents: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def _notes(edition: Edition) -> dict[str, bytes]:
    return {HOW_TO: how_to(edition).encode()}


def how_to(edition: Edition) -> str:
    """Say in Markdown how to read, cite and verify the edition."""
    return f"""# {edition.title}

Edition {edition.version}, {edition.date_words}.

## To read it

Open `html/index.html` in a browser. Nothing is loaded from a network.

## To cite it

{edition.author} ({edition.released.year}). {edition.title}. Edition {edition.version}, \
{edition.date_words}. Give the title of the page and the number of the figure.

## To verify it

1. `sha256sum --check {SUMS}` in this folder says whether a file has changed.
2. `data/raw/manifest.csv` names the publisher, release, licence and sha256 of every file of \
figures, `edition.sha256` seals everything else that the edition is made of, and `manifest.json`, \
where there is one, says which figures, parameters and versions made each chapter.
3. `book/` holds the executed chapters and hand-written pages, `notebooks/` and `src/` what makes \
them. In a checkout of the project with the packages of `requirements.lock`, \
`analysis verify edition.zip` (this archive) checks every sum, says whether its code is the \
project's own, runs every chapter again with the installed code, builds the book from them, and \
names each number, sentence and mark that differs.
4. `html/data/v1/claims.csv` lists every number and comparison word of the sentences, with the \
rule and the files behind it.

## Licence

The figures are Crown copyright under the Open Government Licence v3.0, except recorded \
prevalence (House of Commons Library, Open Parliament Licence v3.0). Boundaries contain National \
Statistics and Ordnance Survey data, Crown copyright and database right. The code is under the \
MIT licence.
"""


def _contents(html: Path) -> dict[str, Path]:
    """Give every file by its name in the archive, in an order that does not change."""
    root = paths.project_root()
    sealed = read_sums(paths.seal_file().read_text(encoding="utf-8"), paths.seal_file().name)
    names = (*sealed, paths.seal_file().name, *BESIDE)
    found = {
        **dict(_below(html, PAGES)),
        **dict(_below(paths.data_folder(), FIGURES)),
        **dict(_below(Path(paths.__file__).parent, CODE)),
        MANIFEST: html / paths.OPEN_DATA / MANIFEST,
        **{name: root / name for name in names if not name.startswith(f"{FIGURES}/")},
    }
    return {name: path for name, path in found.items() if path.is_file()}


def _below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        hidden = path.name.startswith(".") or "__pycache__" in path.parts
        if path.is_file() and not hidden:
            yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _add(archive: zipfile.ZipFile, name: str, content: bytes, edition: Edition) -> None:
    """Add a file that carries the day of the edition, whoever writes it and whenever."""
    day = (edition.released.year, edition.released.month, edition.released.day, 0, 0, 0)
    entry = zipfile.ZipInfo(name, day)
    entry.external_attr = MODE
    entry.create_system = 3
    archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
