"""Pages on paper: dark on white whatever the screen was, and nothing to press.

The headings of a table keep the button that sorts it, without its arrows: it is their text.
"""

from pathlib import Path

import axe_playwright_python
import pytest

pytestmark = pytest.mark.pages

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
CONTRAST = """() => axe.run(document, {preload: false, runOnly: ["color-contrast"]}).then(
  (found) => found.violations.flatMap((one) => one.nodes.map((n) => n.html.slice(0, 120))))"""
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
PRESSED = """() => [...document.querySelectorAll(
    "button:not(.sort), input, .chart-download, figure details")]
  .filter((one) => one.getBoundingClientRect().height).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_is_printed_dark_on_white(chromium, html, kinds, theme):
    context = chromium.new_context(color_scheme=theme, offline=True)
    page = context.new_page()
    pale, pressed = [], []
    for name in kinds:
        page.goto((html / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        page.emulate_media(media="print", color_scheme="light")
        assert page.evaluate(GROUND) == "rgb(255, 255, 255)", name
        page.evaluate(AXE)
        pale += [f"{name}: {one}" for one in page.evaluate(CONTRAST)]
        pressed += [f"{name}: {one}" for one in page.evaluate(PRESSED)]
        page.emulate_media(media="screen", color_scheme=theme)
    context.close()
    assert (pale, pressed) == ([], [])
