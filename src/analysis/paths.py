"""Where everything stands: the only module that knows the name of a folder."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from analysis.errors import AnalysisError

DATA_VARIABLE = "ANALYSIS_DATA"
ROOT_VARIABLE = "ANALYSIS_ROOT"
# Where the figures stand in the published book; the version is that of their layout.
OPEN_DATA = Path("data") / "v1"


def project_root(start: Path | None = None) -> Path:
    """Find the project's top folder by walking up from where the command was given."""
    return walk_up(os.getcwd(), os.environ.get(ROOT_VARIABLE) or str(start or ""))  # noqa: PTH109


# Asked for tens of thousands of times a chapter: by texts, which cost less than paths.
@lru_cache(maxsize=16)
def walk_up(working: str, start: str = "") -> Path:
    """Find the nearest folder upwards that holds a project."""
    begin = Path(working, start).resolve()
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
    if chosen:
        return _resolved(os.getcwd(), chosen)  # noqa: PTH109
    return _figures_below(root or project_root())


@lru_cache(maxsize=16)
def _figures_below(root: Path) -> Path:
    return root / "data" / "raw"


@lru_cache(maxsize=16)
def _resolved(working: str, chosen: str) -> Path:
    return Path(working, chosen).resolve()


def snapshots_folder(data: Path) -> Path:
    """Give the folder of earlier snapshots of a data folder, beside it."""
    return data.parent / "snapshots"


def added_folder(data: Path) -> Path:
    """Give the folder of an analyst's own figures, which git ignores, beside a data folder."""
    return data.parent / "added"


def downloads_folder() -> Path:
    """Give the folder of what was downloaded and can be thrown away."""
    return cache_folder() / "downloads"


class Place(Protocol):
    """A place of the project, or of the edition whose top folder is given."""

    def __call__(self, root: Path | None = None) -> Path:
        """Give its path."""


def _inside(*parts: str) -> Place:
    return lambda root=None: (root or project_root()).joinpath(*parts)


params_folder = _inside("params")
"""One parameter file a locality, and documents."""
notebooks_folder = _inside("notebooks")
"""The templates of chapters."""
code_folder = _inside("src", "analysis")
"""The package."""
book_folder = _inside("book")
"""Hand-written pages and executed chapters."""
build_folder = _inside("_build")
"""The built book."""
local_folder = _inside("data", "local")
"""What an analyst fills in, before it is added."""
cache_folder = _inside(".cache")
"""What can be thrown away: keys of finished runs, the columnar copy of the figures, logs."""
results_folder = _inside("benchmarks", "results")
"""What the simulations and benchmarks found."""
forecasts_folder = _inside("forecasts")
"""The ledgers of forecasts, one an edition, with their sums."""
seal_file = _inside("edition.sha256")
"""The edition's manifest: the sha256 of everything that an edition consists of."""
lock_file = _inside("requirements.lock")
"""What pins every package."""
sign_off_file = _inside("review", "sign-off.yml")
"""Where analyst, reviewer and approver sign an edition."""
