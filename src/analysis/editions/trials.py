"""Changed chapters made again from one edition's inputs with some of another's in their place."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.editions.edition import Edition
from analysis.editions.structure import read_chapter
from analysis.runner.cache import PYTHON
from analysis.runner.writing import write_whole

RUN = "from analysis.cli import app; app()"
PACKAGE_PATH = "PYTHONPATH"
FOLDERS: Mapping[str, Callable[[Path], Path]] = {
    "data": paths.data_folder,
    "parameter": paths.params_folder,
    "template": paths.notebooks_folder,
    "code": paths.code_folder,
}
"""What can be swapped in, and where it stands in an edition."""
BESIDE = ("_config.yml", "requirements.lock")


@dataclass(frozen=True)
class Made:
    """A chapter that a trial made, and the raw files that it read."""

    chapter: Mapping[str, Any]
    files: frozenset[str]


@dataclass(frozen=True)
class Trials:
    """Makes chapters of an older edition again with some kinds of input of a newer one."""

    before: Edition
    after: Edition
    swapped: tuple[str, ...]
    folder: Path
    kept: Path
    digests: dict[Path, str] = field(default_factory=dict, repr=False)

    def make(self, kinds: frozenset[str], names: Sequence[str]) -> dict[str, Made]:
        """Make chapters with these kinds of input swapped in; without those that fail."""
        parts = self._parts(kinds)
        kept = self.kept / self._key(parts)
        left = [name for name in names if not (kept / f"{name}.ipynb").is_file()]
        if left:
            with tempfile.TemporaryDirectory(dir=self.folder) as made:
                self._run(Path(made), parts, left)
                _keep(Edition(Path(made), "trial"), left, kept)
        found = {}
        for name in names:
            path = kept / f"{name}.ipynb"
            if path.is_file():
                files = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
                found[name] = Made(read_chapter(path), frozenset(files))
        return found

    def _parts(self, kinds: frozenset[str]) -> dict[str, Path]:
        newer = {kind for kind in FOLDERS if kind in kinds or kind not in self.swapped}
        return {
            kind: place((self.after if kind in newer else self.before).root)
            for kind, place in FOLDERS.items()
        }

    def _key(self, parts: Mapping[str, Path]) -> str:
        """Digest all that a trial depends on."""
        for part in parts.values():
            if part not in self.digests:
                self.digests[part] = folder_digest(part)
        said = [PYTHON, self.after.lock, *(self.digests[part] for part in parts.values())]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    def _run(self, root: Path, parts: Mapping[str, Path], names: Sequence[str]) -> None:
        """Put a project together and run the chapters in it with the code that belongs to it."""
        for kind in ("data", "parameter", "template"):
            _copy(parts[kind], FOLDERS[kind](root))
        for name in BESIDE:
            if (self.after.root / name).is_file():
                shutil.copy(self.after.root / name, root / name)
        package = self.folder / self.digests[parts["code"]][:16] / "analysis"
        if not package.is_dir():
            _copy(parts["code"], package)
        environment = {**os.environ, paths.ROOT_VARIABLE: str(root)}
        environment[PACKAGE_PATH] = str(package.parent)
        # No other figures.
        environment.pop(paths.DATA_VARIABLE, None)
        for chapters, localities in _together(names).items():
            options = [word for chapter in chapters for word in ("--chapter", chapter)]
            subprocess.run(  # noqa: S603
                [sys.executable, "-c", RUN, "run", *localities, *options],
                cwd=root,
                env=environment,
                capture_output=True,
                check=False,
            )


def folder_digest(folder: Path) -> str:
    """Digest every file of a folder, by name and content."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _keep(trial: Edition, names: Sequence[str], kept: Path) -> None:
    for name in names:
        if name in trial.chapters:
            files = sorted(trial.files_read.get(name, ()))
            write_whole(kept / f"{name}.json", json.dumps(files))
            text = trial.chapters[name].read_text(encoding="utf-8")
            write_whole(kept / f"{name}.ipynb", text)


def _together(names: Sequence[str]) -> dict[tuple[str, ...], list[str]]:
    """Group localities by the chapters that they need, so that each group is one run."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for name in names:
        locality, _, chapter = name.partition("/")
        wanted[locality].append(chapter)
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for locality, chapters in wanted.items():
        groups[tuple(sorted(chapters))].append(locality)
    return groups


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))
