"""Every page in real Chromium without a network: axe, reflow, targets, keys, search and print.

All that needs Chromium stands in one file, which one process runs: two of them, each with its
pages, would not fit into 2 GB.
"""

import re
import time
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import axe_playwright_python
import pypdf
import pytest
from pandas import read_csv, read_parquet

from analysis.book.brief import gather_brief
from analysis.book.contents import arrange
from analysis.book.edition import read_edition
from analysis.book.printing import Running, print_page
from analysis.data.params import load_localities
from analysis.paths import data_folder

pytestmark = pytest.mark.pages

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RUN = """() => axe.run(document, {preload: false, resultTypes: ["violations"]}).then(
  (found) => found.violations.map((one) => one.id + ": " + one.nodes[0].html.slice(0, 120)))"""
# Rows, and entries of the index of functions, that wear what one above them wears would be judged
# alike: one of each is enough.
LEAVE_OUT_ALIKE = """() => {
  const worn = (one) => one.tagName + "." + one.className + one.getAttribute("style");
  const lists = [...document.querySelectorAll("tbody")].map((body) => [...body.rows]);
  for (const list of [...lists, [...document.querySelectorAll("dl.py")]]) {
    const seen = new Set();
    for (const one of list) {
      const dress = [one, ...one.querySelectorAll("*")].map(worn);
      const known = one.tagName === "DL" ? [...new Set(dress)].sort().join() : dress.join();
      if (seen.has(known)) one.remove();
      seen.add(known);
    }
  }
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTHS = (1280, 320)
# Each theme and each width, and then the other two pairs of them.
MODES = [("light", 1280), ("dark", 320)]
OTHER_MODES = [("dark", 1280), ("light", 320)]
# The pages that one template makes of the raw tables.
RAW = "provenance/"
SMALLEST_TARGET = 24
# A few pages to a window: what pages leave behind in memory stays as long as it.
SHARES = 40
# Targets inside a sentence are spaced by its lines; what stands alone must be large enough.
SMALL = """(least) => [...document.querySelectorAll("a, button, summary, input")].filter((one) => {
  const box = one.getBoundingClientRect();
  const inline = one.matches("p a, li p a, td a, th a, dd a") || one.closest(".skip, svg");
  return box.width && !inline && (box.height < least || box.width < least)
    && !one.classList.contains("headerlink");
}).map((one) => one.outerHTML.slice(0, 120))"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  // An outline on the map reaches round others: its mark is what is pressed.
  const box = (one.querySelector("circle") || one).getBoundingClientRect();
  const seen = document.elementFromPoint(
    Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1),
    Math.min(Math.max(box.y + Math.min(box.height, 20) / 2, 1), innerHeight - 1));
  const style = getComputedStyle(one);
  const path = one.querySelector("path");
  const marked = style.outlineStyle !== "none" || style.boxShadow !== "none"
    || (path && getComputedStyle(path).strokeWidth === "3px");
  return {
    what: one.outerHTML.slice(0, 100),
    marked,
    hidden: !(seen && (one.contains(seen) || seen.contains(one))),
    inside: box.bottom > 0 && box.top < innerHeight,
  };
}"""

CONTRAST = """() => axe.run(document, {preload: false, runOnly: ["color-contrast"]}).then(
  (found) => found.violations.flatMap((one) => one.nodes.map((n) => n.html.slice(0, 120))))"""
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
PRESSED = """() => [...document.querySelectorAll(
    "button:not(.sort, .wall li > *), input, .chart-download, figure details")]
  .filter((one) => one.getBoundingClientRect().height).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def read(pages, kinds) -> list[str]:
    """Name the pages that are read, and one of those that list raw rows."""
    return [page for page in pages if not page.startswith(RAW) or page in kinds]


def show(chromium, theme: str, width: int, height: int = 900):
    context = chromium.new_context(
        color_scheme=theme, viewport={"width": width, "height": height}, offline=True
    )
    return context, context.new_page()


def audit(chromium, html: Path, names: list[str], modes, *, whole: bool = False) -> list[str]:
    """Visit pages once each and list all that is wrong with them; axe runs in the given modes."""
    found = []
    context, page = show(chromium, "light", 1280)
    faults = watch(page, html)
    for name in names:
        load(page, html, name)
        faults += measure(page)
        page.evaluate(AXE)
        if not whole:
            page.evaluate(LEAVE_OUT_ALIKE)
        for theme, width in modes:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            faults += [f"{theme}, {width}: {one}" for one in page.evaluate(RUN)]
        found += [f"{name}: {fault}" for fault in faults]
        faults.clear()
    context.close()
    return found


def watch(page, html: Path) -> list[str]:
    """List, as a window goes from page to page, what is asked for in vain or from elsewhere."""
    faults: list[str] = []
    inside = (html.as_uri(), "data:")
    page.on(
        "request",
        lambda one: None if one.url.startswith(inside) else faults.append(f"asks for {one.url}"),
    )
    page.on("requestfailed", lambda one: faults.append(f"does not find {one.url}"))
    page.on("pageerror", lambda one: faults.append(f"stops with {one}"))
    return faults


def load(page, html: Path, name: str) -> None:
    """Load a page with all its pictures, which are otherwise drawn only when they come near."""
    page.goto((html / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('img').forEach((i) => i.loading = 'eager')")
    page.wait_for_function("[...document.images].every((one) => one.complete)")


def measure(page) -> list[str]:
    """List what is too wide or too small to press, on a wide screen and on a narrow one."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(OVERFLOW) > 0:
            faults.append(f"{width}: the page scrolls sideways")
        faults += [f"{width}: too small: {one}" for one in page.evaluate(SMALL, SMALLEST_TARGET)]
    return faults


def test_axe_sees_a_fault(chromium):
    """The audit can fail: a page with pale text and a nameless image is caught."""
    context, page = show(chromium, "light", 1280)
    page.set_content(
        "<html lang='en'><title>t</title><main><h1>h</h1><img src='x.png'>"
        "<p style='color:#bbb;background:#fff'>pale</p></main></html>"
    )
    page.evaluate(AXE)
    found = " ".join(page.evaluate(RUN))
    context.close()
    assert "image-alt" in found
    assert "color-contrast" in found


def test_the_visit_sees_what_is_wide_small_missing_or_from_elsewhere(chromium, tmp_path):
    (tmp_path / "page.html").write_text(
        "<html lang='en'><title>t</title><button style='width:9px'>x</button>"
        "<img alt='a' src='gone.png'><img alt='b' src='https://example.org/b.png'>"
        "<div style='width:2000px'>wide</div><script>nothing.at.all()</script>"
    )
    context, page = show(chromium, "light", 1280)
    faults = watch(page, tmp_path)
    load(page, tmp_path, "page")
    found = " ".join([*faults, *measure(page)])
    context.close()
    for fault in ("asks for https", "gone.png", "stops with", "320: the page", "1280: too small"):
        assert fault in found, found


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize(
    "modes", [MODES, pytest.param(OTHER_MODES, marks=pytest.mark.slow)], ids=["some", "others"]
)
def test_no_page_breaks_a_rule(chromium, html, read, modes, share):
    assert audit(chromium, html, read[share::SHARES], modes) == []


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_no_page_of_raw_rows_breaks_a_rule(chromium, html, pages, share):
    raw = [page for page in pages if page.startswith(RAW)]
    assert audit(chromium, html, raw[share::SHARES], [*MODES, *OTHER_MODES]) == []


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_no_kind_of_page_breaks_a_rule_in_any_row(chromium, html, kinds, share):
    assert audit(chromium, html, kinds[share::SHARES], MODES, whole=True) == []


# Everything that a reader can switch, read out or unfold.
USE = """() => {
  for (const one of document.querySelectorAll(".switches button")) one.click();
  for (const one of document.querySelectorAll("figure.chart .chart-scroll")) {
    one.dispatchEvent(new KeyboardEvent("keydown", {key: "Home", bubbles: true}));
  }
  for (const one of document.querySelectorAll("main details")) one.open = true;
  for (const one of document.querySelectorAll("main fieldset input:not(:checked)")) one.click();
}"""


@pytest.mark.parametrize(
    ("theme", "width"),
    [*MODES, *(pytest.param(*mode, marks=pytest.mark.slow) for mode in OTHER_MODES)],
)
def test_no_kind_of_page_breaks_a_rule_when_it_is_in_use(chromium, html, kinds, theme, width):
    context, page = show(chromium, theme, width)
    found, faults = [], watch(page, html)
    for name in kinds:
        load(page, html, name)
        page.evaluate(USE)
        page.evaluate(LEAVE_OUT_ALIKE)
        page.evaluate(AXE)
        faults += page.evaluate(RUN)
        if page.evaluate(OVERFLOW) > 0:
            faults.append("the page scrolls sideways")
        found += [f"{name}: {fault}" for fault in faults]
        faults.clear()
    context.close()
    assert found == []


TALLEST, TALLEST_OF_SERIES, MOST_COLUMNS = 6_000, 9_000, 6
HEIGHT = "document.documentElement.scrollHeight"
# Figures for the page: the data of a drawing, and rows as they were published, have all columns.
WIDE = """(most) => [...document.querySelectorAll("main .table-block table")].filter((table) =>
  [...table.tHead.rows[0].cells].filter((cell) => !cell.hidden).length > most
).map((table) => table.caption.textContent)"""


# What is pressed never stands in another thing that is.
NESTED = "[...document.querySelectorAll('button a, a button')].map((one) => one.outerHTML)"


def test_no_page_is_long_before_anything_is_unfolded_and_no_table_is_wide(chromium, html, read):
    context, page = show(chromium, "light", 1280)
    found = []
    for name in read:
        page.goto((html / f"{name}.html").as_uri())
        many = name.endswith(("/trend", "/profile"))
        tall, most = page.evaluate(HEIGHT), TALLEST_OF_SERIES if many else TALLEST
        found += [f"{name} is {tall} pixels tall"] if tall > most else []
        found += [f"{name}: {one}" for one in page.evaluate(WIDE, MOST_COLUMNS)]
        found += [f"{name}: a link in a button: {one}" for one in page.evaluate(NESTED)]
    context.close()
    assert found == []


def test_a_long_page_and_a_wide_table_are_seen(chromium):
    context, page = show(chromium, "light", 1280)
    cells = "<th>a</th>" * (MOST_COLUMNS + 1)
    page.set_content(
        f"<main style='height:{TALLEST + 1}px'><div class='table-block'><table><caption>Wide"
        f"</caption><thead><tr>{cells}</tr></thead></table></div></main>"
    )
    assert page.evaluate(HEIGHT) > TALLEST
    assert page.evaluate(WIDE, MOST_COLUMNS) == ["Wide"]
    context.close()


def test_on_a_low_screen_the_picture_of_at_a_glance_begins_in_its_upper_part(chromium, html, read):
    context, page = show(chromium, "light", 1280, height=720)
    begins = {}
    for name in (page for page in read if page.endswith("/glance")):
        page.goto((html / f"{name}.html").as_uri())
        begins[name] = page.locator("figure.chart svg").first.bounding_box()["y"]
    context.close()
    assert begins
    assert {name: y for name, y in begins.items() if y > 0.66 * 720} == {}


def test_the_first_key_leads_past_the_masthead(chromium, html):
    context, page = show(chromium, "light", 1280)
    page.goto((html / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 320)])
def test_focus_is_seen_wherever_the_keyboard_goes(chromium, html, kinds, theme, width):
    """Fifty steps through a page with charts: each shows where it is, and nothing covers it."""
    name = next(page for page in kinds if page.endswith(("/trend", "/gap")))
    context, page = show(chromium, theme, width)
    for shown in ("index", name):
        page.goto((html / f"{shown}.html").as_uri())
        visited = []
        for _ in range(50):
            page.keyboard.press("Tab")
            page.wait_for_timeout(15)
            step = page.evaluate(FOCUSED)
            if step is None:
                break
            visited.append(step)
        assert len({step["what"] for step in visited}) > 10
        lost = [s["what"] for s in visited if not s["marked"] or s["hidden"] or not s["inside"]]
        assert lost == []
    context.close()


def test_a_table_is_sorted_by_keyboard(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/wards"))
    context, page = show(chromium, "light", 1280)
    page.goto((html / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    table = page.locator(".table-block .table-scroll table").first
    heading = table.locator("thead th.number").first
    place = heading.evaluate("one => one.cellIndex")
    cells = f"all => all.map((row) => Number(row.cells[{place}].textContent.replace(/,/g, '')))"
    for order, reverse in (("ascending", False), ("descending", True)):
        heading.locator("button").focus()
        page.keyboard.press("Enter")
        assert heading.get_attribute("aria-sort") == order
        values = [v for v in table.locator("tbody tr").evaluate_all(cells) if v is not None]
        assert len(values) > 2
        assert values == sorted(values, reverse=reverse)
    context.close()


def test_colours_can_be_chosen_and_are_kept(chromium, html):
    context, page = show(chromium, "light", 1280)
    page.goto((html / "index.html").as_uri())
    page.get_by_role("button", name="Dark colours").click()
    page.goto((html / "methods.html").as_uri())
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    context.close()


def test_paper_has_the_text_and_not_the_controls(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/trend"))
    context, page = show(chromium, "dark", 1280)
    page.goto((html / f"{name}.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator("figure.chart svg").first.is_visible()
    for control in (".masthead-search", ".place", ".turn", "details.hide"):
        assert not page.locator(control).first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    context.close()


# A mark of a series; a series of one mark is that mark.
MARK = "svg :is([data-series] use, use[data-series])"
# What the arrow keys say of a chart, row by row, and where its ring stands.
READ_ALOUD = """(figure) => {
  const frame = figure.querySelector(".chart-scroll");
  const press = (key) => frame.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  return [...figure.querySelectorAll(".chart-data tbody tr")].map((row, number) => {
    press(number ? "ArrowRight" : "Home");
    const ring = figure.querySelector(".chart-ring");
    return {
      cells: [...row.cells].map((cell) => cell.textContent.trim()),
      said: figure.querySelector(".chart-readout").textContent,
      at: ring && [Number(ring.getAttribute("cx")), Number(ring.getAttribute("cy"))],
    };
  });
}"""


def test_every_value_of_a_chart_is_said_to_the_keyboard_at_its_own_mark(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/trend"))
    context, page = show(chromium, "light", 1280)
    page.goto((html / f"{name}.html").as_uri())
    figure = page.locator("figure.chart").first
    rows = figure.evaluate(READ_ALOUD)
    assert len(rows) > 20
    lines: dict[tuple, list] = {}
    for row in rows:
        area, sex, period, value, *_ = row["cells"]
        assert all(word in row["said"] for word in (area, sex, period, value)), row
        lines.setdefault((area, sex), []).append((float(value), row["at"]))
    for points in lines.values():
        # The higher the value, the higher its mark; from left to right as the periods follow.
        assert all(at for _, at in points)
        assert [at[0] for _, at in points] == sorted(at[0] for _, at in points)
        ordered = sorted(points, key=lambda one: one[0])
        for (low, (_, below)), (high, (_, above)) in pairwise(ordered):
            assert above <= below + 1 or low == high
    page.keyboard.press("Escape")
    assert figure.locator(".chart-readout").text_content() == ""
    context.close()


@pytest.mark.parametrize("touch", [False, True])
def test_a_mark_answers_a_pointer_and_a_finger(chromium, html, kinds, touch):
    name = next(page for page in kinds if page.endswith("/glance"))
    width = 320 if touch else 1280
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, has_touch=touch, offline=True
    )
    page = context.new_page()
    page.goto((html / f"{name}.html").as_uri())
    figure = page.locator("figure.chart").first
    mark = figure.locator(MARK).first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    (page.touchscreen.tap if touch else page.mouse.move)(box["x"] + 2, box["y"] + 2)
    said = figure.locator(".chart-readout")
    assert said.get_attribute("role") == "status"
    assert figure.locator(".chart-data tbody th").first.text_content() in said.text_content()
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    context.close()


def test_a_chart_is_taken_away_as_drawing_picture_and_citation(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/gap"))
    place = name.split("/")[0]
    context = chromium.new_context(accept_downloads=True, offline=True)
    page = context.new_page()
    page.goto((html / f"{name}.html").as_uri())
    figure = page.locator("figure.chart").first
    taken = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as download:
            figure.get_by_role("button", name=kind).click()
        assert download.value.suggested_filename == f"{place}-figure-closing.{kind.lower()}"
        taken[kind] = Path(download.value.path()).read_bytes()
    assert taken["PNG"].startswith(b"\x89PNG")
    drawing = ElementTree.fromstring(taken["SVG"])  # noqa: S314
    assert drawing.attrib["width"]
    title = figure.locator(".chart-title").text_content()
    assert title in drawing[0].text
    figure.get_by_role("button", name="Copy citation").click()
    page.wait_for_function("document.querySelector('.chart-readout').textContent")
    said = figure.locator(".chart-readout").text_content()
    assert all(words in said for words in (title, "Figure 1", "Edition", "Source:"))
    link = figure.locator(".chart-download a").get_attribute("href")
    assert f"/{place}-figure-closing.csv" in link
    context.close()


def test_a_small_chart_is_drawn_large_by_the_keyboard_and_says_its_values(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/trend"))
    context = chromium.new_context(accept_downloads=True, offline=True)
    page = context.new_page()
    page.goto((html / f"{name}.html").as_uri())
    items = page.locator(".wall li")
    buttons = page.locator(".wall li > button")
    assert items.count() == buttons.count() > 40
    # One whose figures have intervals, by the words of its small chart.
    place = next(n for n in range(20) if " to " in items.nth(n).locator(".tile-own").inner_text())
    title = items.nth(place).locator(".tile-name").inner_text()
    value, _, rest = items.nth(place).locator(".tile-own").inner_text().partition(" (")
    limits, _, period = rest.partition("), ")
    buttons.nth(place).focus()
    page.keyboard.press("Enter")
    figure = page.locator("figure.chart").first
    assert figure.locator(".chart-title").inner_text().startswith(f"{title}: ")
    assert figure.locator("svg").get_attribute("aria-label").startswith(f"Line chart: {title}")
    assert title in page.locator(".wall [role=status]").inner_text()
    assert buttons.nth(place).get_attribute("aria-pressed") == "true"
    assert page.locator(".wall [aria-pressed=true]").count() == 1
    # The frame has the focus: its arrows say every value at its own mark.
    rows = figure.evaluate(READ_ALOUD)
    assert len(rows) == figure.locator("tbody tr").count() > 5
    for row in rows:
        assert all(word in row["said"] for word in row["cells"][:3]), row
        assert row["at"], row
    area = page.locator(".wall-key .own").inner_text()
    latest = next(row for row in rows if row["cells"][:2] == [area, period])
    assert latest["cells"][2:] == [value, *limits.split(" to ")]
    page.keyboard.press("Escape")
    assert figure.locator(".chart-readout").text_content() == ""
    with page.expect_download() as download:
        figure.locator(".chart-download a").click()
    assert download.value.suggested_filename.startswith(f"{name.split('/')[0]}-figure-")
    file = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(file) == len(rows) + 1
    assert file[0].endswith('"Lower 95% limit","Upper 95% limit","Shows","Source","Link"')
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    assert page.evaluate(SMALL, SMALLEST_TARGET) == []
    figure.get_by_role("button", name="Back to the small charts").click()
    assert buttons.nth(place).evaluate("one => one === document.activeElement")
    context.close()


def test_every_small_chart_can_be_drawn_large_with_its_words_inside_and_apart(
    chromium, html, kinds
):
    """No word of a large drawing is outside of it, and no name at its right over another."""
    name = next(page for page in kinds if page.endswith("/trend"))
    context, page = show(chromium, "light", 1280)
    faults = watch(page, html)
    page.goto((html / f"{name}.html").as_uri())
    for place in range(page.locator(".wall li > button").count()):
        page.locator(".wall li > button").nth(place).evaluate("one => one.click()")
        faults += page.locator("figure.chart").first.evaluate(
            """(figure) => {
              const title = figure.querySelector(".chart-title").textContent;
              const svg = figure.querySelector("svg");
              const sheet = svg.viewBox.baseVal;
              const boxes = [...svg.querySelectorAll("text")].map((one) => one.getBBox());
              const out = boxes.filter((b) => b.x < -1 || b.x + b.width > sheet.width + 1
                || b.y < -1 || b.y + b.height > sheet.height + 1);
              const lines = [...svg.querySelectorAll("g[data-series] path")]
                .map((one) => one.getAttribute("d"));
              const bad = lines.filter((d) => /NaN|undefined|Infinity/.test(d));
              const right = boxes.filter((b) => b.x > sheet.width * 0.55 && b.y > 20
                && b.y < sheet.height - 45);
              const over = right.filter((a, n) => right.some((b, m) => m > n
                && Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1
                && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 4));
              return [...out.map(() => "outside"), ...bad, ...over.map(() => "over another")]
                .map((one) => `${title} ${one}`);
            }"""
        )
    context.close()
    assert faults == []


def test_without_a_script_two_charts_are_large_and_the_wall_stands_below(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/trend"))
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((html / f"{name}.html").as_uri())
    figures = page.locator("figure.chart")
    titles = [figures.nth(n).locator(".chart-title").inner_text() for n in range(2)]
    assert "life expectancy at birth" in titles[0]
    assert "healthy life expectancy" in titles[1]
    assert all(figures.nth(n).locator("svg").is_visible() for n in range(2))
    assert page.locator(".wall svg").first.is_visible()
    assert page.locator(".wall button").count() == 0
    assert page.locator("a[href$='-figure-wall.csv']").is_visible()
    context.close()


def test_paper_has_the_chart_that_the_script_folds_and_all_that_may_be_chosen(
    chromium, html, kinds
):
    for kind, figures in (("/trend", ("details[data-folds] svg",)),
                          ("/gap", ("figure.chosen-0 svg", "figure.chosen-1 svg"))):  # fmt: skip
        name = next(page for page in kinds if page.endswith(kind))
        context, page = show(chromium, "light", 1280)
        page.goto((html / f"{name}.html").as_uri())
        assert not page.locator(figures[-1]).is_visible()
        page.emulate_media(media="print")
        assert all(page.locator(one).is_visible() for one in figures), kind
        assert not page.locator(".chart-choice").first.is_visible() or kind == "/trend"
        context.close()


@pytest.mark.parametrize("script", [True, False])
def test_gaps_are_shown_as_differences_until_ratios_are_chosen(chromium, html, kinds, script):
    name = next(page for page in kinds if page.endswith("/gap"))
    context = chromium.new_context(java_script_enabled=script, offline=True)
    page = context.new_page()
    page.goto((html / f"{name}.html").as_uri())
    absolute, relative = page.locator("figure.chosen-0"), page.locator("figure.chosen-1")
    assert absolute.is_visible()
    assert not relative.is_visible()
    page.get_by_role("radio", name="differences").focus()
    page.keyboard.press("ArrowRight")
    assert relative.is_visible()
    assert not absolute.is_visible()
    assert "by its ratio" in relative.locator(".chart-title").inner_text()
    if script:
        page.evaluate(AXE)
        assert page.evaluate(RUN) == []
    context.close()


@pytest.mark.parametrize("chapter", ["trend", "gap", "life-course"])
def test_a_mark_of_each_chart_answers_the_pointer_with_a_row_of_its_data(
    chromium, html, kinds, chapter
):
    name = next(page for page in kinds if page.endswith(f"/{chapter}"))
    context, page = show(chromium, "light", 1280)
    page.goto((html / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    figures = page.locator("figure.chart:has(.chart-data table):has(svg [data-series])")
    asked = 0
    for n in range(figures.count()):
        figure = figures.nth(n)
        mark = figure.locator(MARK).last
        if not figure.is_visible() or not mark.count():
            continue
        mark.scroll_into_view_if_needed()
        box = mark.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        said = figure.locator(".chart-readout").inner_text()
        cells = figure.locator(".chart-data tbody tr").evaluate_all(
            "all => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"
        )
        held = [[cell for cell in row if cell != "[x]"] for row in cells]
        assert any(all(cell in said for cell in row if cell.isascii()) for row in held), said
        page.keyboard.press("Escape")
        assert figure.locator(".chart-readout").inner_text() == ""
        asked += 1
    assert asked
    context.close()


def test_a_long_table_is_narrowed_to_the_rows_with_some_words(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/trend"))
    context, page = show(chromium, "light", 1280)
    page.goto((html / f"{name}.html").as_uri())
    fold = page.locator("details.fold:has(.table-filter)").first
    fold.locator("summary").click()
    rows = fold.locator("tbody tr")
    total = rows.count()
    assert total > 15
    fold.get_by_role("searchbox", name="Only rows with").fill("obesity")
    left = rows.evaluate_all("all => all.filter((one) => !one.hidden).map((o) => o.textContent)")
    assert 0 < len(left) < total
    assert all("obesity" in text.lower() for text in left)
    assert fold.locator("[role=status]").inner_text().strip() == f"{len(left)} of {total} rows"
    context.close()


def test_without_a_script_a_chart_stands_whole_with_its_data(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/gap"))
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((html / f"{name}.html").as_uri())
    figure = page.locator("figure.chart").first
    assert figure.locator("svg").is_visible()
    assert figure.locator(".chart-download a").is_visible()
    assert not figure.locator("button").count()
    fold = page.locator("details.fold:has(> .table-block)").first
    assert not fold.locator("table").is_visible()
    fold.locator("summary").click()
    assert fold.locator("table").is_visible()
    context.close()


def test_what_is_folded_is_open_on_paper(chromium, html, kinds):
    for name in [page for page in kinds if page.endswith(("/gap", "/trend", "/profile"))]:
        context, page = show(chromium, "light", 1280)
        page.goto((html / f"{name}.html").as_uri())
        page.emulate_media(media="print")
        for inside in ("details.fold > .table-block table", "details.fold > figure svg"):
            found = page.locator(inside)
            assert all(found.nth(n).is_visible() for n in range(found.count())), name
        assert page.locator("details.fold").count(), name
        context.close()


def test_the_script_of_charts_is_small(html):
    assert (html / "_static/chart.js").stat().st_size <= 15_000


# Words of drawings that leave their sheet, or whose letters lie on those of others.
MISPLACED = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const faults = [];
  for (const svg of document.querySelectorAll("main svg[viewBox]")) {
    const frame = svg.getBoundingClientRect();
    const { width, height } = svg.viewBox.baseVal;
    const scale = width / frame.width;
    const words = [...svg.querySelectorAll("text")].map((one) => {
      const box = one.getBoundingClientRect();
      const size = parseFloat(getComputedStyle(one).fontSize);
      const foot = Number(one.getAttribute("y"));
      return {
        said: one.textContent, left: (box.left - frame.left) * scale,
        right: (box.right - frame.left) * scale, top: foot - 0.7 * size, foot: foot + 0.2 * size,
      };
    }).filter((one) => one.said.trim() && frame.width);
    words.forEach((one, place) => {
      if (one.left < -0.5 || one.top < -0.5 || one.right > width + 0.5 || one.foot > height + 0.5)
        faults.push(`'${one.said}' leaves its sheet`);
      for (const other of words.slice(place + 1)) {
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.foot, other.foot) - Math.max(one.top, other.top);
        if (across > 1 && down > 1) faults.push(`'${one.said}' lies on '${other.said}'`);
      }
    });
  }
  return faults;
}"""
READY = "document.fonts.ready.then(() => true)"
OTHER_TYPE = {
    "wide": "svg text { font-family: 'DejaVu Sans', Verdana, sans-serif !important; }",
    "even": "svg text { font-family: 'DejaVu Sans Mono', monospace !important; }",
}


def type_shown(context, page, selector: str) -> dict[str, bool]:
    """Name the fonts that stand in an element, and whether each came with the page."""
    tools = context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {one["familyName"]: one["isCustomFont"] for one in fonts}


def test_pages_and_drawings_are_set_in_the_type_that_came_with_them(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/glance"))
    context, page = show(chromium, "light", 1280)
    page.goto((html / f"{name}.html").as_uri())
    page.evaluate(READY)
    shown = [type_shown(context, page, one) for one in ("h1", "main p", "figure.chart svg text")]
    context.close()
    assert shown[0] == {"BookSans-700": True}
    assert shown[1:] == [{"BookSans-400": True}] * 2


def test_misplaced_words_are_seen(chromium):
    context, page = show(chromium, "light", 1280)
    page.set_content(
        "<main><svg viewBox='0 0 90 60' width='90' font-size='12'><text x='80' y='20'>cut off"
        "</text><text x='2' y='40'>under</text><text x='4' y='43'>over</text></svg></main>"
    )
    found = page.evaluate(MISPLACED)
    context.close()
    assert found == ["'cut off' leaves its sheet", "'under' lies on 'over'"]


@pytest.mark.parametrize("letters", ["own", *OTHER_TYPE])
def test_no_words_of_a_drawing_are_cut_or_lie_on_others(chromium, html, kinds, letters):
    """In the book's own type, and where it cannot be had, in a wide and in an even one."""
    context, page = show(chromium, "light", 1280)
    if letters != "own":
        page.route("**/type/*.woff", lambda route: route.abort())
    found = []
    for name in kinds:
        page.goto((html / f"{name}.html").as_uri())
        page.add_style_tag(content=OTHER_TYPE.get(letters, "/* none */"))
        page.evaluate(READY)
        found += [f"{name}: {one}" for one in page.evaluate(MISPLACED)]
    context.close()
    assert found == []


# A sheet of A4 less its margins, in pixels; what of a page sticks out of it.
PAPER = {"width": 688, "height": 1000}
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width > 1 && box.right > document.documentElement.clientWidth + 1;
}).map((one) => `${one.tagName}: ${one.textContent.trim().slice(0, 60)}`)"""


def test_paper_cuts_nothing_off(chromium, html, kinds):
    context, page = show(chromium, "light", PAPER["width"], PAPER["height"])
    page.emulate_media(media="print")
    page.set_content("<main><div style='width:900px'>wide</div></main>")
    assert page.evaluate(CUT_OFF) == ["DIV: wide"]
    cut = []
    for name in kinds:
        page.goto((html / f"{name}.html").as_uri())
        cut += [f"{name}: {one}" for one in page.evaluate(CUT_OFF)[:1]]
    context.close()
    assert cut == []


# The inks of a drawing's words, and what else than the page lies behind a drawing.
INKS = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const drawings = [...document.querySelectorAll("figure.chart svg")];
  const words = drawings.flatMap((one) => [...one.querySelectorAll("text")]);
  return {
    words: [...new Set(words.map((one) => getComputedStyle(one).fill))],
    grounds: [...new Set(drawings.map((one) => getComputedStyle(one).backgroundColor))],
  };
}"""


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG defines it, of a colour such as `rgb(20, 24, 29)`."""
    parts = [int(part) / 255 for part in colour.split("(")[1].rstrip(")").split(",")[:3]]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("theme", "media"), [("light", "screen"), ("dark", "screen"),
                                              ("dark", "print")])  # fmt: skip
def test_the_words_of_drawings_stand_out_from_the_page(chromium, html, kinds, theme, media):
    context, page = show(chromium, theme, 1280)
    page.emulate_media(media=media, color_scheme=theme)
    pale, seen = [], 0
    for name in kinds:
        page.goto((html / f"{name}.html").as_uri())
        inks, ground = page.evaluate(INKS), brightness(page.evaluate(GROUND))
        assert ground < 0.05 if (theme, media) == ("dark", "screen") else ground == 1, name
        assert set(inks["grounds"]) <= {"rgba(0, 0, 0, 0)"}, name
        seen += len(inks["words"])
        for ink in inks["words"]:
            low, high = sorted((ground, brightness(ink)))
            pale += [f"{name}: {ink}"] if (high + 0.05) / (low + 0.05) < 4.5 else []
    context.close()
    assert seen
    assert pale == []


def test_a_drawing_taken_from_a_dark_page_is_light(chromium, html, kinds):
    """Opened by itself it is dark on white: its ground is drawn, its words are near black."""
    name = next(page for page in kinds if page.endswith("/gap"))
    context = chromium.new_context(accept_downloads=True, color_scheme="dark", offline=True)
    page = context.new_page()
    page.goto((html / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    with page.expect_download() as download:
        page.locator("figure.chart").first.get_by_role("button", name="SVG").click()
    page.set_content(Path(download.value.path()).read_text(encoding="utf-8"))
    ground = page.locator("svg > rect").first
    assert ground.evaluate("one => getComputedStyle(one).fill") == "rgb(255, 255, 255)"
    sheet, behind = (one.bounding_box() for one in (page.locator("svg"), ground))
    assert behind["width"] == pytest.approx(sheet["width"], abs=1)
    inks = page.locator("svg text").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).fill)"
    )
    context.close()
    assert inks
    assert max(map(brightness, inks)) < 0.2


@pytest.mark.parametrize("theme", [pytest.param("light", marks=pytest.mark.slow), "dark"])
def test_a_page_is_printed_dark_on_white(chromium, html, kinds, theme):
    """Whatever the screen was; the buttons that are headings and small charts are what they say."""
    pale, pressed = [], []
    for name in kinds:
        context, page = show(chromium, theme, 1280)
        page.goto((html / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        page.emulate_media(media="print", color_scheme="light")
        assert page.evaluate(GROUND) == "rgb(255, 255, 255)", name
        page.evaluate(LEAVE_OUT_ALIKE)
        page.evaluate(AXE)
        pale += [f"{name}: {one}" for one in page.evaluate(CONTRAST)]
        pressed += [f"{name}: {one}" for one in page.evaluate(PRESSED)]
        context.close()
    assert (pale, pressed) == ([], [])


def ask(page, html: Path, words: str) -> None:
    """Search from the front page and wait for what is found."""
    page.goto((html / "index.html").as_uri())
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a", timeout=20_000)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Northumberland trends", "northumberland/trend.html"),
        ("Yarm", "stockton-on-tees-yarm/ward.html"),
        ("Corby", "north-northamptonshire-corby/district.html"),
        ("E06000048", "northumberland/glance.html"),
        ("deprivation Stockton", "stockton-on-tees/wards.html"),
        ("glossary", "glossary.html"),
    ],
    ids=["title", "ward", "former district", "former code", "title and place", "about"],
)
def test_title_place_and_former_name_come_before_sentences(chromium, html, words, first):
    context, page = show(chromium, "light", 1280)
    ask(page, html, words)
    found = page.locator("#search-results li a").first.get_attribute("href")
    assert found.partition("#")[0] == first
    context.close()


def test_a_search_for_an_indicator_by_another_word_shows_where_it_stands(chromium, html):
    context, page = show(chromium, "light", 1280)
    for words in ("HLE Northumberland", "overweight in Northumberland"):
        ask(page, html, words)
        said = page.locator("#search-results li").first
        assert said.locator("mark").count()
        assert "Northumberland" in said.inner_text()
        assert re.match(r"\d+ pages? found", page.locator("#search-said").inner_text())
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    page.goto((html / "search.html").as_uri() + "?q=xyzzy")
    assert "Nothing found" in page.locator("#search-said").inner_text()
    context.close()


# What stands in the text of a page on its first screen.
FIRST_SCREEN = """() => {
  const said = [];
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    const seen = walk.currentNode.parentElement.checkVisibility({visibilityProperty: true});
    if (seen && box.width && box.top >= 0 && box.bottom <= innerHeight) {
      said.push(walk.currentNode.textContent.trim());
    }
  }
  return said.join(" ");
}"""
STANDS = (
    "on course, fast enough|not on course, (going the wrong way|too slow)|cannot tell whether it is"
)
# What a reader asks, the words to search for or the links to follow, and what has to be answered.
QUESTIONS = {
    "is the gap closing": (
        "is the gap in healthy life expectancy closing in Stockton",
        ("healthy life expectancy", "widening|narrowing|changed sides|cannot tell"),
    ),
    "which ward": (
        "which ward is most deprived in Stockton and how does it differ from the one beside it",
        (r"is the most deprived ward of Stockton-on-Tees: it ranks \d", r"beside it, .* ranks \d"),
    ),
    "the promise on cancer": (
        "what did the plan of North Northamptonshire promise on cancer and is it on course",
        (
            f"Cancers diagnosed at stage 1 or 2: .{{0,9}}({STANDS})",
            r"target .* 75% by 2028",
            r"\d actions of the local plan are on it.* (not reported|still due)",
        ),
    ),
    "similar places": (
        "healthy life expectancy of Stockton across the localities",
        ("healthy life expectancy", "Northumberland", "Stockton-on-Tees", "better|worse|similar"),
    ),
    "the evidence and the chart": (
        ["Stockton-on-Tees"],
        ("Source:", r"Data for figure 1 \(CSV", "SVG", "PNG", "Copy citation"),
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_on_the_first_screen_within_two_clicks(chromium, html, question):
    way, answer = QUESTIONS[question]
    context, page = show(chromium, "light", 1280, height=800)
    if isinstance(way, str):
        ask(page, html, way)
        page.locator("#search-results li a").first.click()
    else:
        page.goto((html / "index.html").as_uri())
        for words in way:
            page.get_by_role("link", name=words, exact=True).first.click()
    page.wait_for_load_state()
    page.wait_for_timeout(200)
    seen = page.evaluate(FIRST_SCREEN)
    assert [words for words in answer if not re.search(words, seen, re.IGNORECASE)] == [], seen
    context.close()


def first_screen(chromium, html: Path, words: str) -> str:
    """Search, follow the first link and read what the first screen says."""
    context, page = show(chromium, "light", 1280, height=800)
    ask(page, html, words)
    page.locator("#search-results li a").first.click()
    page.wait_for_load_state()
    page.wait_for_timeout(200)
    seen = page.evaluate(FIRST_SCREEN)
    context.close()
    return seen


def test_the_ward_and_the_one_beside_it_have_their_published_ranks(chromium, html):
    """What the first screen names is the lowest rank of the raw file, and a neighbour's own."""
    wards = read_parquet(data_folder() / "deprivation/wards_2024_imd2025.parquet")
    own = wards[wards["ltla24_name"] == "Stockton-on-Tees"]
    ranks = dict(
        zip(own["ward24_name"], own["imd_rank_among_english_wards"].astype(int), strict=True)
    )
    lowest = min(ranks, key=ranks.__getitem__)
    seen = first_screen(chromium, html, QUESTIONS["which ward"][0])
    assert (
        f"{lowest} is the most deprived ward of Stockton-on-Tees: it ranks {ranks[lowest]:,} "
        in seen
    )
    beside = re.search(r"Of the wards beside it, (.+?) is least like it: it ranks ([\d,]+)\.", seen)
    assert beside, seen
    assert beside[2] == f"{ranks[beside[1]]:,}"
    assert beside[1] != lowest


@pytest.mark.parametrize("asked", [
    "what did the plan of North Northamptonshire promise on cancer",
    "what did the plan of North Northamptonshire promise on cancer and is it on course",
])  # fmt: skip
def test_the_promise_on_cancer_stands_with_the_published_figure_and_its_interval(
    chromium, html, asked
):
    rows = read_csv(data_folder() / "indicators/cancer-diagnosed-at-stage-1-or-2.csv")
    latest = rows[rows["area_code"] == "E06000061"].sort_values("period").iloc[-1]
    seen = first_screen(chromium, html, asked)
    assert re.search(f"Cancers diagnosed at stage 1 or 2: .{{0,9}}({STANDS})", seen), seen
    value, low, high = (f"{latest[one]:.1f}%" for one in ("value", "lower_ci", "upper_ci"))
    assert f"the figure is {value} (95% CI {low} to {high}) in {latest['period']}" in seen


def test_menus_are_folded_on_a_narrow_screen_and_open_on_a_wide_one(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/glance"))
    for width, shown in ((320, False), (1280, True)):
        context, page = show(chromium, "light", width)
        page.goto((html / f"{name}.html").as_uri())
        for menu in (".masthead-pages", ".place nav"):
            assert page.locator(f"{menu} a").first.is_visible() == shown, (menu, width)
        if not shown:
            page.locator(".place .menu > summary").click()
            assert page.locator(".place nav a").first.is_visible()
        context.close()


def test_one_switch_opens_the_code_and_one_the_sources(chromium, html, kinds):
    name = next(page for page in kinds if page.endswith("/glance"))
    context, page = show(chromium, "light", 1280)
    page.goto((html / f"{name}.html").as_uri())
    for words, part in (("Show code", "details.hide"), ("Show sources", "details.claims")):
        parts = page.locator(f"main {part}")
        assert not parts.first.is_visible()
        page.get_by_role("button", name=words).click()
        assert parts.evaluate_all("all => all.every((one) => one.open)")
        assert parts.first.is_visible()
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    context.close()


def test_a_table_is_cards_on_a_narrow_screen_that_still_say_what_a_cell_is_of(chromium, html):
    context, page = show(chromium, "dark", 320)
    page.goto((html / "england/figures.html").as_uri() + "#find-infant-mortality-england")
    table = page.locator("#find-infant-mortality-england table")
    assert table.is_visible()
    cell = table.locator("td").first
    assert cell.get_attribute("role") == "cell"
    heading = table.locator("thead th").nth(1).text_content()
    assert heading in cell.evaluate("one => getComputedStyle(one, '::before').content")
    assert page.evaluate(OVERFLOW) <= 0
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    context.close()


def test_an_indicator_is_found_by_its_words_and_leads_to_its_pages(chromium, html):
    context, page = show(chromium, "light", 1280)
    page.goto((html / "england/figures.html").as_uri())
    page.get_by_role("searchbox", name="Show only indicators").fill("healthy life")
    shown = page.locator(".found:not([hidden])")
    assert 0 < shown.count() < page.locator(".found").count()
    shown.first.locator("summary").click()
    assert "95% interval" in shown.first.locator("thead").inner_text()
    links = shown.first.locator(".found-pages a")
    assert links.count() > 2
    links.first.click()
    assert "healthy life" in page.locator("main").inner_text().lower()
    context.close()


# A sheet of A4 within its margins, upright and turned, in the pixels of paper.
SHEETS = {"": 673, "wide": 1001}
CUT = """([width, wanted]) => {
  const turned = (one) => [".table-scroll", ".table-block"].map((box) => one.closest(box))
    .some((box) => box && getComputedStyle(box).page === "wide");
  return [...document.querySelectorAll("main :is(table, pre, svg)")]
    .filter((one) => one.getBoundingClientRect().width && turned(one) === (wanted === "wide"))
    .filter((one) => one.getBoundingClientRect().right > width + 1)
    .map((one) => one.outerHTML.slice(0, 120));
}"""


def test_paper_cuts_nothing(chromium, html, kinds):
    """Every kind of page, upright, and its wide tables as wide as a turned sheet."""
    cut = []
    context, page = show(chromium, "light", 1280)
    page.emulate_media(media="print")
    for name in kinds:
        page.goto((html / f"{name}.html").as_uri())
        for turned, width in SHEETS.items():
            page.set_viewport_size({"width": width, "height": 1000})
            cut += [f"{name}: {one}" for one in page.evaluate(CUT, [width, turned])]
    context.close()
    assert cut == []


def test_the_front_page_is_ready_within_a_second(chromium, html):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto("about:blank")
    taken = []
    for _ in range(3):
        begin = time.perf_counter()
        page.goto((html / "index.html").as_uri(), wait_until="load")
        taken.append(time.perf_counter() - begin)
    context.close()
    assert min(taken) < 1


def test_the_brief_has_no_type_under_nine_points(html, tmp_path):
    part = next(part for part in arrange(load_localities(), {}) if part.slug)
    brief = gather_brief(html, part, read_edition())
    made = print_page(html, brief, read_edition(), tmp_path / "brief.pdf", Running())
    sizes: list[float] = []

    def read(text, matrix, place, _, size):
        if text.strip():
            sizes.append(abs(size * place[3] * matrix[3]))

    for sheet in pypdf.PdfReader(made).pages:
        sheet.extract_text(visitor_text=read)
    assert len(sizes) > 50
    assert min(sizes) >= 8.95
