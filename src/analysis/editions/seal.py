"""Files held against lists of sums: the edition's manifest, an archive's, and the figures'."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.book.edition import SUMS, read_sums, sums_text
from analysis.data.raw import MANIFEST, read_manifest
from analysis.editions.report import Finding
from analysis.errors import RunError
from analysis.files import file_digest, write_whole

VERSION = 1
HEAD = (
    f"# The edition's manifest, version {VERSION}: `analysis build` writes it, `analysis verify` "
    "holds it.\n"
)
SEALED_FILES = (
    *("_config.yml", "requirements.lock", "nbval.cfg"),
    *("CITATION.cff", "LICENSE", "CHANGELOG.md"),
)
NOTES_BESIDE_FIGURES = {MANIFEST, "README.md"}
ANEW = "or run `analysis build` to seal the edition anew"
ALTERED = f"It is not as the edition's manifest has it. Put it back, {ANEW}."
LACKING = f"It is missing, and the edition's manifest names it. Put it back, {ANEW}."
STRAY = f"The edition's manifest does not name it. Remove it, {ANEW}."
Sums = Mapping[str, str]


def digests(folder: Path, pattern: str = "*", *, cached: bool = False) -> dict[str, str]:
    """Give the sha256 of each file below a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): file_digest(path)
        for path in sorted(folder.rglob(pattern))
        if path.is_file() and (cached or "__pycache__" not in path.parts)
    }


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """Name the keys that came, went or have another value.

    >>> sorted(differing({"a": 1, "b": 1, "c": 1}, {"b": 1, "c": 2, "d": 1}))
    ['a', 'c', 'd']
    """
    absent = object()
    names = before.keys() | after.keys()
    return frozenset(name for name in names if before.get(name, absent) != after.get(name, absent))


def hold(sums: Sums, there: Sums, *, altered: str, lacking: str, stray: str) -> list[Finding]:
    """Hold the files that are there against a list of sums, both ways."""
    faults = {name: altered for name in sums.keys() & there.keys() if sums[name] != there[name]}
    faults |= dict.fromkeys(sums.keys() - there.keys(), lacking)
    faults |= dict.fromkeys(there.keys() - sums.keys(), stray)
    return [Finding(name, faults[name]) for name in sorted(faults)]


def sealed_files(root: Path) -> dict[str, str]:
    """Give the sha256 of each sealed file of an edition, by its path below the top folder."""
    folders = (
        *(paths.book_folder, paths.params_folder, paths.notebooks_folder),
        *(paths.results_folder, paths.forecasts_folder),
    )
    found = [path for folder in folders for path in folder(root).rglob("*")]
    found += [*(root / name for name in SEALED_FILES), paths.data_folder(root) / MANIFEST]
    names = {path: path.relative_to(root) for path in sorted(found) if path.is_file()}
    return {
        name.as_posix(): file_digest(path)
        for path, name in names.items()
        if not any(part.startswith(".") for part in name.parts)
    }


def write_seal(root: Path) -> bool:
    """Seal an edition as it stands; whether that is another one than was sealed."""
    path, text = paths.seal_file(root), HEAD + sums_text(sealed_files(root))
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    write_whole(path, text)
    return True


def seal_faults(root: Path) -> list[Finding]:
    """Say what is altered, missing or stray in an edition."""
    path = paths.seal_file(root)
    if not path.is_file():
        return [Finding(path.name, "The edition has no manifest. Run `analysis build` to seal it.")]
    words = {"altered": ALTERED, "lacking": LACKING, "stray": STRAY}
    found = hold(read_seal(path), sealed_files(root), **words)
    # An executed chapter is named as a report names it, anything else by its path.
    return [Finding(re.sub(r"^book/(.+)\.ipynb$", r"\1", one.where), one.words) for one in found]


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


def sum_faults(root: Path) -> list[Finding]:
    """Hold an unpacked archive against its sums, both ways."""
    path = root / SUMS
    if not path.is_file():
        raise RunError(f"It has no {SUMS}, so it is no archive as `analysis build` makes it.")
    sums = read_sums(path.read_text(encoding="utf-8", errors="replace"), SUMS)
    there = digests(root, cached=True)
    if SUMS not in sums:
        del there[SUMS]
    absent = sorted(sums.keys() - there.keys())
    if absent:
        more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
        raise RunError(
            f"{SUMS} names {absent[0]}{more}, which the archive does not hold: it is not whole. "
            "Fetch it again."
        )
    altered, stray = f"Its bytes are not those of {SUMS}.", f"{SUMS} does not name it."
    return hold(sums, there, altered=altered, lacking="", stray=stray)


def figure_faults(folder: Path) -> list[Finding]:
    """Hold every raw file against the manifest, those that no chapter reads too; strays first."""
    sums = {name: entry["sha256"] or "" for name, entry in read_manifest(folder).items()}
    there = digests(folder, cached=True)
    for name in NOTES_BESIDE_FIGURES - sums.keys():
        there.pop(name, None)
    words = {
        "altered": f"Its bytes are not those of {MANIFEST}.",
        "lacking": "The file of figures is missing.",
        "stray": f"It is not in {MANIFEST}.",
    }
    found = hold(sums, there, **words)
    return sorted(found, key=lambda one: one.words != words["stray"])
