"""nbval over the executed chapters: every cell run again, every output compared."""

import subprocess
import sys
from pathlib import Path

from analysis.errors import RunError

# The image is compared by the fingerprint in its text; its drawing may differ between platforms.
SANITISE = """[svg]
regex: (?s)<svg.*</svg>
replace: SVG
"""


def verify_chapters(book: Path, *, kernel: str = "python3") -> int:
    """Run nbval over every executed chapter below a folder.

    Parameters
    ----------
    book : Path
        The folder of executed chapters.
    kernel : str
        The kernelspec to run them in.

    Returns
    -------
    int
        pytest's exit code: 0 when every cell gives what the page shows.

    Raises
    ------
    RunError
        When there is no executed chapter.
    """
    chapters = sorted(str(path) for path in book.glob("*/*.ipynb"))
    if not chapters:
        raise RunError("There is no executed chapter to verify. Run `analysis run --all` first.")
    rules = book.parent / ".cache" / "nbval.cfg"
    rules.parent.mkdir(exist_ok=True)
    rules.write_text(SANITISE, encoding="utf-8")
    options = ["--nbval", "--nbval-kernel-name", kernel, "--nbval-sanitize-with", str(rules)]
    quiet = ["-q", "-p", "no:cacheprovider", "-o", "addopts=", "-o", "filterwarnings=default"]
    command = [sys.executable, "-m", "pytest", *options, *quiet, *chapters]
    return subprocess.run(command, cwd=book.parent, check=False).returncode  # noqa: S603
