"""At a glance prints on one sheet of A4, in the browser that the book is looked at with."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "_build" / "html").glob("*/glance.html"))
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
A4 = (595, 842)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Give a function that prints a page and gives its sheets' sizes in points."""
    if BROWSER is None:
        pytest.skip("Chromium is not installed")
    folder = tmp_path_factory.mktemp("print")

    def sheets(page: Path) -> list[tuple[int, int]]:
        target = folder / f"{page.parent.name}.pdf"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        where = [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}"]
        subprocess.run(
            [BROWSER, *options, *where, page.as_uri()],
            check=True,
            capture_output=True,
            timeout=120,
        )
        content = target.read_bytes()
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
        return [(round(float(width)), round(float(height))) for width, height in boxes]

    return sheets


@pytest.mark.slow
@pytest.mark.skipif(not PAGES, reason="no book is built: run `analysis build`")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_it_is_one_sheet_of_a4(printed, page):
    assert printed(page) == [A4]


@pytest.mark.slow
def test_two_sheets_are_counted_as_two(printed, tmp_path):
    page = tmp_path / "two" / "glance.html"
    page.parent.mkdir()
    page.write_text(
        "<style>@page{size:A4}</style><p>One</p><p style='break-before:page'>Two</p>",
        encoding="utf-8",
    )
    assert printed(page) == [A4, A4]
