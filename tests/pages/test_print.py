"""Pages on paper: dark on white whatever the screen was, and nothing to press.

The headings of a table keep the button that sorts it, without its arrows: it is their text.
"""

import pytest

from pages.test_accessibility import AXE, LEAVE_OUT_ALIKE

pytestmark = pytest.mark.pages

CONTRAST = """() => axe.run(document, {preload: false, runOnly: ["color-contrast"]}).then(
  (found) => found.violations.flatMap((one) => one.nodes.map((n) => n.html.slice(0, 120))))"""
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
PRESSED = """() => [...document.querySelectorAll(
    "button:not(.sort), input, .chart-download, figure details")]
  .filter((one) => one.getBoundingClientRect().height).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("theme", [pytest.param("light", marks=pytest.mark.slow), "dark"])
def test_a_page_is_printed_dark_on_white(chromium, html, kinds, theme):
    context = chromium.new_context(color_scheme=theme, offline=True)
    page = context.new_page()
    pale, pressed = [], []
    for name in kinds:
        page.goto((html / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        page.emulate_media(media="print", color_scheme="light")
        assert page.evaluate(GROUND) == "rgb(255, 255, 255)", name
        page.evaluate(LEAVE_OUT_ALIKE)
        page.evaluate(AXE)
        pale += [f"{name}: {one}" for one in page.evaluate(CONTRAST)]
        pressed += [f"{name}: {one}" for one in page.evaluate(PRESSED)]
        page.emulate_media(media="screen", color_scheme=theme)
    context.close()
    assert (pale, pressed) == ([], [])
