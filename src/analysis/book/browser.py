"""Chromium, which prints pages as PDF."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import RunError

VARIABLE = "ANALYSIS_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_INSTALL = (
    "Install it (on Debian: `apt-get install chromium`), or set ANALYSIS_CHROMIUM to the program."
)
SECONDS = 120


def find_chromium() -> str:
    """Find Chromium: the program that ``ANALYSIS_CHROMIUM`` names, else the installed one."""
    chosen = os.environ.get(VARIABLE)
    for name in (chosen,) if chosen else NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise RunError(f"Chromium, which prints the PDF files, is not here. {HOW_TO_INSTALL}")


def print_pdf(page: Path, target: Path) -> None:
    """Print a page as a tagged PDF with an outline."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            find_chromium(),
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            "--force-color-profile=srgb",
            "--virtual-time-budget=10000",
            f"--user-data-dir={profile}",
            *_as_root(),
            f"--print-to-pdf={target}",
            page.as_uri(),
        ]
        said = _run(command)
    if not target.is_file():
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        raise RunError(f"Chromium printed no {target.name}: {last}. {HOW_TO_INSTALL}")


def _as_root() -> list[str]:
    """In a container there is often only root, whom Chromium refuses its sandbox."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise RunError(f"Chromium did not print in {SECONDS} seconds.") from problem
    return done.stderr
