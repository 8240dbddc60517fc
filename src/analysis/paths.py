"""Where everything stands: the only module that knows the name of a folder."""

import os
from functools import lru_cache
from pathlib import Path

from analysis.errors import AnalysisError

DATA_VARIABLE = "ANALYSIS_DATA"
ROOT_VARIABLE = "ANALYSIS_ROOT"
# Where the figures stand in the published book; the version is that of their layout.
OPEN_DATA = Path("data") / "v1"


def project_root(start: Path | None = None) -> Path:
    """Find the project's top folder by walking up from where the command was given.

    The nearest folder upwards that holds ``_config.yml``, ``params`` and ``notebooks``.
    """
    return _walk_up(Path(os.environ.get(ROOT_VARIABLE) or start or "").absolute())


@lru_cache(maxsize=16)
def _walk_up(start: Path) -> Path:
    begin = start.resolve()
    for folder in (begin, *begin.parents):
        if (folder / "_config.yml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise AnalysisError(
        f"No analysis project holds the folder {begin}. Run the command inside the project, where "
        f"_config.yml and notebooks/ stand, or set {ROOT_VARIABLE} to it."
    )


def data_folder(root: Path | None = None) -> Path:
    """Give the folder of figures: ``ANALYSIS_DATA`` where it is set, else ``data/raw``."""
    chosen = None if root else os.environ.get(DATA_VARIABLE)
    return Path(chosen).resolve() if chosen else (root or project_root()) / "data" / "raw"


def snapshots_folder(data: Path) -> Path:
    """Give the folder of earlier snapshots of a data folder, beside it."""
    return data.parent / "snapshots"


def local_folder() -> Path:
    """Give the folder of local figures that an analyst adds."""
    return project_root() / "data" / "local"


def downloads_folder() -> Path:
    """Give the folder of what was downloaded and can be thrown away."""
    return cache_folder() / "downloads"


def params_folder(root: Path | None = None) -> Path:
    """Give the folder with one parameter file a locality, of the project or another edition."""
    return (root or project_root()) / "params"


def notebooks_folder(root: Path | None = None) -> Path:
    """Give the folder of chapter templates, of the project or another edition."""
    return (root or project_root()) / "notebooks"


def code_folder(root: Path | None = None) -> Path:
    """Give the folder of the package, of the project or another edition."""
    return (root or project_root()) / "src" / "analysis"


def book_folder(root: Path | None = None) -> Path:
    """Give the folder of hand-written pages and executed chapters."""
    return (root or project_root()) / "book"


def build_folder(root: Path | None = None) -> Path:
    """Give the folder of the built book."""
    return (root or project_root()) / "_build"


def seal_file(root: Path | None = None) -> Path:
    """Give the edition's manifest: the sha256 of everything that an edition consists of."""
    return (root or project_root()) / "edition.sha256"


def cache_folder(root: Path | None = None) -> Path:
    """Give the folder of what can be thrown away: keys of finished runs, logs."""
    return (root or project_root()) / ".cache"


def lock_file(root: Path | None = None) -> Path:
    """Give the file that pins every package."""
    return (root or project_root()) / "requirements.lock"


def results_folder(root: Path | None = None) -> Path:
    """Give the folder of what the simulations and benchmarks found."""
    return (root or project_root()) / "benchmarks" / "results"


def sign_off_file() -> Path:
    """Give the file in which analyst, reviewer and approver sign an edition."""
    return project_root() / "review" / "sign-off.yml"
