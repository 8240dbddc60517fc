"""The book from a folder with the network refused: nothing is asked for, and search works."""

import time

import pytest

pytestmark = pytest.mark.pages


def test_no_page_asks_for_anything_outside_the_folder(chromium, html, pages):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    outside, missing, errors = [], [], []
    inside = html.as_uri()
    page.on(
        "request",
        lambda one: None if one.url.startswith((inside, "data:")) else outside.append(one.url),
    )
    page.on("requestfailed", lambda one: missing.append(one.url))
    page.on("pageerror", lambda one: errors.append(str(one)))
    for name in pages:
        page.goto((html / f"{name}.html").as_uri())
        # Pictures are drawn only when they come near; all of them are asked for here.
        page.evaluate("document.querySelectorAll('img').forEach((i) => i.loading = 'eager')")
    context.close()
    assert (outside, missing, errors) == ([], [], [])


@pytest.mark.parametrize(
    ("words", "place"),
    [("Northumberland trends", "northumberland/"), ("obesity", "/trend"), ("Yarm", "yarm/ward")],
)
def test_search_finds_places_and_indicators(chromium, html, words, place):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto((html / "index.html").as_uri())
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")
    # Results come one after another: the one that is looked for need not be the first.
    found = page.wait_for_selector(f"#search-results li a[href*='{place}']", timeout=20_000)
    assert found.get_attribute("href")
    context.close()


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
