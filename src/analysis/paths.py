"""Where everything stands: the only module that knows the name of a folder."""

import os
from pathlib import Path

from analysis.errors import AnalysisError

DATA_VARIABLE = "ANALYSIS_DATA"
ROOT_VARIABLE = "ANALYSIS_ROOT"


def project_root(start: Path | None = None) -> Path:
    """Find the project's top folder by walking up from where the command was given.

    Parameters
    ----------
    start : Path, optional
        Where to begin; the working folder by default. ``ANALYSIS_ROOT`` overrides it.

    Returns
    -------
    Path
        The nearest folder upwards that holds ``_config.yml``, ``params`` and ``notebooks``.

    Raises
    ------
    AnalysisError
        When no folder upwards is a project.
    """
    begin = Path(os.environ.get(ROOT_VARIABLE) or start or Path.cwd()).resolve()
    for folder in (begin, *begin.parents):
        if (folder / "_config.yml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise AnalysisError(
        f"No analysis project holds the folder {begin}. Run the command inside the project, where "
        f"_config.yml and notebooks/ stand, or set {ROOT_VARIABLE} to it."
    )


def data_folder() -> Path:
    """Give the folder of figures: ``ANALYSIS_DATA`` where it is set, else ``data/raw``."""
    chosen = os.environ.get(DATA_VARIABLE)
    return Path(chosen).resolve() if chosen else project_root() / "data" / "raw"


def params_folder() -> Path:
    """Give the folder with one parameter file a locality."""
    return project_root() / "params"


def notebooks_folder() -> Path:
    """Give the folder of chapter templates."""
    return project_root() / "notebooks"


def book_folder() -> Path:
    """Give the folder of hand-written pages and executed chapters."""
    return project_root() / "book"


def build_folder() -> Path:
    """Give the folder of the built book."""
    return project_root() / "_build"


def cache_folder() -> Path:
    """Give the folder of what can be thrown away: keys of finished runs, logs."""
    return project_root() / ".cache"
