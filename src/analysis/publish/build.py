"""The HTML book, built by jupyter-book with warnings as errors."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from analysis import paths
from analysis.errors import RunError

LOG = "build.log"
# jupyter-book 1.x is a console script only; this finds it without the folder of scripts.
_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"


def build_html(say: Callable[[str], None] = print) -> Path:
    """Build the project's book from its pages, executed chapters and list of contents.

    Parameters
    ----------
    say : callable
        Told how far the reading and writing of pages has come.

    Returns
    -------
    Path
        The front page.

    Raises
    ------
    RunError
        When jupyter-book stops or warns; a log beside the pages keeps all that it said.
    """
    output = paths.build_folder()
    settings = paths.project_root() / "_config.yml"
    command = [sys.executable, "-c", _JUPYTER_BOOK, "build", str(paths.book_folder())]
    options = ["--config", str(settings), "--path-output", str(output.parent)]
    strict = ["-W", "--keep-going", "-n"]
    output.mkdir(exist_ok=True)
    warnings = []
    with (
        (output / LOG).open("w", encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603
            [*command, *options, *strict],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        ) as build,
    ):
        for line in build.stdout or ():
            log.write(line)
            if "WARNING" in line or "ERROR" in line:
                warnings.append(line.strip())
            elif line.startswith(("reading sources", "writing output")):
                say(line.strip())
    if build.returncode or warnings:
        first = warnings[0] if warnings else f"jupyter-book ended with {build.returncode}"
        raise RunError(f"The book could not be built: {first}. All that was said is in {LOG}.")
    return output / "html" / "index.html"
