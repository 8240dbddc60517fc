"""The edition as one file: book, data, executed notebooks, manifest, how to cite and verify it."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from analysis import paths
from analysis.data.params import load_localities
from analysis.publish.edition import Edition, read_edition
from analysis.runner.run import MANIFEST

SUMS = "SHA256SUMS"
HOW_TO = "CITE-AND-VERIFY.md"
MODE = 0o100644 << 16
# The folders of an archive; `review.edition` puts them where a project has them.
PAGES, FIGURES, PARAMETERS, CHAPTERS = "book", "raw", "params", "notebooks"
TEMPLATES, CODE = "templates", "src/analysis"
BESIDE = (
    "CITATION.cff",
    "LICENSE",
    "CHANGELOG.md",
    "README.md",
    "_config.yml",
    "pyproject.toml",
    "requirements.lock",
)


def write_archive(html: Path) -> Path:
    """Write ``edition-<version>.zip`` beside the built book.

    Parameters
    ----------
    html : Path
        The folder of the built book.

    Returns
    -------
    Path
        The archive. The same book, data and notebooks make the same bytes.
    """
    edition = read_edition()
    target = paths.build_folder() / f"edition-{edition.version}.zip"
    top = f"closing-the-gap-{edition.version}"
    sums = []
    unfinished = target.with_suffix(".unfinished")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in _contents(html):
            content = path.read_bytes()
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
            _add(archive, f"{top}/{name}", content, edition)
        _add(archive, f"{top}/{HOW_TO}", how_to(edition).encode(), edition)
        _add(archive, f"{top}/{SUMS}", "".join(f"{line}\n" for line in sums).encode(), edition)
    unfinished.replace(target)
    return target


def how_to(edition: Edition) -> str:
    """Say how to read, cite and verify the edition.

    Parameters
    ----------
    edition : Edition
        Its version and date are named.

    Returns
    -------
    str
        Markdown.
    """
    return f"""# {edition.title}

Edition {edition.version}, {edition.date_words}.

## To read it

Open `book/index.html` in a browser. Nothing is loaded from a network.

## To cite it

{edition.author} ({edition.released.year}). {edition.title}. Edition {edition.version}, \
{edition.date_words}. Give the title of the page and the number of the figure.

## To verify it

1. `sha256sum --check {SUMS}` in this folder says whether a file has changed.
2. `raw/manifest.csv` names the publisher, release, licence and sha256 of every file of figures, \
and `manifest.json`, where there is one, says which of them, which parameters and which versions \
made each chapter.
3. `notebooks/` holds the executed chapters, `templates/` and `src/` what made them. In a checkout \
of the project with the packages of `requirements.lock`, `analysis verify edition.zip` (this \
archive) runs every chapter again from the archive's own code, parameters and figures, and \
compares every claim, table and figure. It runs the archive's code: open only one that you trust.
4. `book/data/v1/claims.csv` lists every number and comparison word of the sentences, with the \
rule and the files behind it.

## Licence

The figures are Crown copyright under the Open Government Licence v3.0, except recorded \
prevalence (House of Commons Library, Open Parliament Licence v3.0). Boundaries contain National \
Statistics and Ordnance Survey data, Crown copyright and database right. The code is under the \
MIT licence.
"""


def _contents(html: Path) -> Iterator[tuple[str, Path]]:
    """Give every file with its name in the archive, in an order that does not change."""
    yield from _below(html, PAGES)
    yield from _below(paths.data_folder(), FIGURES)
    yield from _below(paths.params_folder(), PARAMETERS)
    yield from _below(paths.notebooks_folder(), TEMPLATES)
    yield from _below(Path(paths.__file__).parent, CODE)
    book = paths.book_folder()
    for slug, locality in load_localities().items():
        for chapter in locality.chapters:
            yield f"{CHAPTERS}/{slug}/{chapter}.ipynb", book / slug / f"{chapter}.ipynb"
    root = paths.project_root()
    for name in BESIDE:
        if (root / name).is_file():
            yield name, root / name
    manifest = html / paths.OPEN_DATA / MANIFEST
    if manifest.is_file():
        yield MANIFEST, manifest


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
