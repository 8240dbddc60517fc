"""A map of areas: every one is shaded, labelled or said to be missing."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pandas as pd
import pytest
from shapely import box

from analysis.charts import style
from analysis.charts.area_map import Classes, plot_area_map
from analysis.charts.chart import Notice
from analysis.charts.svg import SVG, themed

WORDS = {"measure": "Rank", "heading": "Rank", "place": "Here", "noun": "ward", "first": "1 first"}
WORDS |= {"classes": Classes("12345", "Most", "Least")}
LONG = "Cadeby, Carlton and Market Bosworth with Shackerstone and so on"


def grid(count: int, size: float = 0.1) -> pd.DataFrame:
    """Give square wards in rows of ten, of all five classes."""
    places = [(size * (n % 10), 52 + size * (n // 10)) for n in range(count)]
    return pd.DataFrame({
        "name": [f"Ward {n}" for n in range(count)],
        "value": [n + 1 for n in range(count)],
        "class": [n % 5 for n in range(count)],
        "shape": [box(x, y, x + size, y + size) for x, y in places],
    })  # fmt: skip


def numbers_on(chart) -> list[str]:
    root = ElementTree.fromstring(chart.svg)  # noqa: S314
    return [one.text for one in root.iter(f"{SVG}text") if (one.text or "")[:1].isdigit()]


@pytest.mark.parametrize("size", [0.1, 0.0004])
def test_sixty_wards_each_have_their_number(size):
    """Whether they fill the sheet or huddle in a corner of a large one."""
    rows = grid(60, size)
    far = pd.DataFrame({"name": ["Far"], "value": [61], "class": [0], "shape": [box(1, 53, 2, 54)]})
    chart = plot_area_map(pd.concat([rows, far]) if size < 0.01 else rows, **WORDS)
    shown = {one.split()[0] for one in numbers_on(chart)}
    left = re.search(r"(\d+) numbers? had no room", chart.reading)
    missing = int(left[1]) if left else 0
    assert len(shown & {str(n) for n in range(1, 62)}) >= len(chart.data) - missing
    assert missing < 15


def label_boxes(chart) -> list:
    """The grounds of the labels, as white as paper: rings in steps from their first corners."""
    found = []
    root = ElementTree.fromstring(chart.svg)  # noqa: S314
    grounds = [one for one in root.iter() if one.get("style") == f"fill:{themed(style.WHITE)}"]
    paths = [one.get("d", "") for ground in grounds for one in ground.iter(f"{SVG}path")]
    for ring in "".join(paths).split("M")[1:]:
        corner, *steps = [
            list(map(float, re.findall(r"-?\d*\.?\d+", part))) for part in ring.split("l")
        ]
        moved = [number for step in steps for number in step]
        width, height = max(map(abs, moved[::2])), max(map(abs, moved[1::2]))
        across = [corner[0], corner[0] + max(moved[::2], key=abs)]
        up = [corner[1], corner[1] + max(moved[1::2], key=abs)]
        found.append(box(min(across), min(up), max(across), max(up)))
        assert found[-1].area == pytest.approx(width * height)
    return found


def test_no_label_lies_over_another():
    boxes = label_boxes(plot_area_map(grid(60), **WORDS))
    assert len(boxes) >= 60
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_a_single_ward_with_a_long_name_is_named_within_the_sheet():
    chart = plot_area_map(grid(1).assign(name=LONG, marked=True), **WORDS)
    lines = numbers_on(chart)
    assert lines[0].startswith("1 Cadeby")
    assert all(style.text_width(line, style.SMALL_SIZE) < style.SHEET_WIDTH for line in lines)
    assert LONG in chart.long_description
    assert chart.data["Ward"].tolist() == [LONG]
    assert len(chart.alt) < 250


def test_what_has_no_figure_or_outline_is_named():
    rows = grid(6)
    rows.loc[4, ["value", "class"]] = float("nan")
    rows["shape"] = [*rows["shape"][:5], None]
    chart = plot_area_map(rows, **WORDS)
    assert "No figure is held for Ward 4, drawn without a shade." in chart.reading
    assert "No outline is held of Ward 5." in chart.reading
    assert "5 Ward 4: [x]" in chart.long_description
    assert len(chart.data) == 6


def test_without_any_outline_a_sentence_says_so():
    notice = plot_area_map(grid(3).assign(shape=None), **WORDS)
    assert isinstance(notice, Notice)
    assert notice.text == "No outlines of the wards of Here are held, so no map is drawn."


def test_only_the_wards_that_are_asked_for_carry_a_label():
    rows = grid(30).assign(named=[n in (3, 4) for n in range(30)])
    assert {one.split()[0] for one in numbers_on(plot_area_map(rows, **WORDS))} - set("12345") == (
        set()
    )
