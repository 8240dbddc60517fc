"""The edition's manifest: the sums that seal what stands around the chapters, and the chapters."""

import re
from collections.abc import Iterator
from pathlib import Path

from analysis import paths
from analysis.book.archive import SUMS, read_sums, sums_text
from analysis.data.raw import MANIFEST
from analysis.errors import RunError
from analysis.runner.cache import file_digest
from analysis.runner.writing import write_whole

VERSION = 1
HEAD = (
    f"# The edition's manifest, version {VERSION}: `analysis build` writes it, `analysis verify` "
    "holds it.\n"
)
SEALED_FILES = ("_config.yml", "requirements.lock", "CITATION.cff", "LICENSE", "CHANGELOG.md")
ANEW = "or run `analysis build` to seal the edition anew"
ALTERED = f"It is not as the edition's manifest has it. Put it back, {ANEW}."
LACKING = f"It is missing, and the edition's manifest names it. Put it back, {ANEW}."
STRAY = f"The edition's manifest does not name it. Remove it, {ANEW}."


def sealed_files(root: Path) -> dict[str, str]:
    """Give the sha256 of each sealed file of an edition, by its path below the top folder."""
    return {
        path.relative_to(root).as_posix(): file_digest(path) for path in sorted(_sealed_paths(root))
    }


def _sealed_paths(root: Path) -> Iterator[Path]:
    """Give pages, chapters, parameters, templates, results and the list of figures."""
    for folder in (
        paths.book_folder(root),
        paths.params_folder(root),
        paths.notebooks_folder(root),
        paths.results_folder(root),
    ):
        for path in folder.rglob("*"):
            hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
            if path.is_file() and not hidden:
                yield path
    yield from (root / name for name in SEALED_FILES if (root / name).is_file())
    manifest = paths.data_folder(root) / MANIFEST
    yield from (one for one in (manifest,) if one.is_file())


def write_seal(root: Path) -> bool:
    """Seal an edition as it stands; whether that is another one than was sealed."""
    path, text = paths.seal_file(root), HEAD + sums_text(sealed_files(root))
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    write_whole(path, text)
    return True


def seal_faults(root: Path) -> list[tuple[str, str]]:
    """Say what is altered, missing or stray in an edition: where, and a sentence."""
    path = paths.seal_file(root)
    if not path.is_file():
        return [(path.name, "The edition has no manifest. Run `analysis build` to seal it.")]
    sealed, there = read_seal(path), sealed_files(root)
    faults = {name: ALTERED for name in sealed.keys() & there.keys() if sealed[name] != there[name]}
    faults |= dict.fromkeys(sealed.keys() - there.keys(), LACKING)
    faults |= dict.fromkeys(there.keys() - sealed.keys(), STRAY)
    return [(_place(name), faults[name]) for name in sorted(faults)]


def read_seal(path: Path) -> dict[str, str]:
    """Read an edition's manifest, which must be of this version."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        raise RunError(
            f"{path.name} cannot be read. Run `analysis build` to write it."
        ) from problem
    version = re.match(r"# The edition's manifest, version (\w+)", text)
    if version is None or version[1] != str(VERSION):
        found = f"of version {version[1]}" if version else "without a version"
        raise RunError(
            f"{path.name} is a manifest {found}, and this package reads version {VERSION}: verify "
            f"the edition with the package that made it, or run `analysis build` to seal it anew."
        )
    return read_sums(text, path.name)


def _place(name: str) -> str:
    """Name an executed chapter as a report does, anything else by its path."""
    chapter = re.fullmatch(r"book/(\w[^/]*/[^/]+)\.ipynb", name)
    return chapter[1] if chapter else name


def sum_faults(root: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Hold an unpacked archive against its sums, both ways; gives the sums and the faults."""
    path = root / SUMS
    if not path.is_file():
        raise RunError(f"It has no {SUMS}, so it is no archive as `analysis build` makes it.")
    sums = read_sums(path.read_text(encoding="utf-8", errors="replace"), SUMS)
    there = {one.relative_to(root).as_posix(): one for one in root.rglob("*") if one.is_file()}
    absent = sorted(sums.keys() - there.keys())
    if absent:
        raise RunError(
            f"{SUMS} names {absent[0]}{_more(absent)}, which the archive does not hold: it is not "
            f"whole. Fetch it again."
        )
    faults = dict.fromkeys(there.keys() - sums.keys() - {SUMS}, f"{SUMS} does not name it.")
    faults |= {
        name: f"Its bytes are not those of {SUMS}."
        for name, digest in sums.items()
        if file_digest(there[name]) != digest
    }
    return sums, sorted(faults.items())


def _more(names: list[str]) -> str:
    return f" and {len(names) - 1} more" if len(names) > 1 else ""
