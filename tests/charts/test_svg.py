"""The lean SVG draws what matplotlib drew, and says whose each mark is, once for neighbours."""

from xml.etree import ElementTree

import pytest
from figure_rows import HOSTILE

from analysis.charts import style
from analysis.charts.svg import SERIES, SVG, _compact_path, _joined, _rounded, canonical_svg


@pytest.fixture
def drawn():
    def draw(*artists: tuple[list[float], str]) -> ElementTree.Element:
        with style.sheet(height=100) as figure:
            axes = style.panel(figure, left=10, top=10, width=300, height=80)
            axes.set_axis_off()
            for values, name in artists:
                axes.plot(values, marker="o", gid=style.series_id(name) if name else None)
            svg = canonical_svg(figure, label="A drawing")
        return ElementTree.fromstring(svg)  # noqa: S314

    return draw


def test_marks_of_a_series_bear_its_name_and_neighbours_bear_it_once(drawn):
    root = drawn(([1, 2, 3], HOSTILE), ([3, 2], HOSTILE), ([1, 1], ""), ([2, 2], "England"))
    marks = {HOSTILE: 0, "England": 0}
    for one in root.iter():
        if SERIES in one.attrib:
            marks[one.get(SERIES)] += len(list(one.iter(f"{SVG}use")))
    assert marks == {HOSTILE: 5, "England": 2}
    assert len(list(root.iter(f"{SVG}use"))) == 9
    runs = [one for one in root.iter(f"{SVG}g") if len(one.findall(f"{SVG}use")) > 1]
    assert all(SERIES not in mark.attrib for run in runs if SERIES in run.attrib for mark in run)


def test_marks_of_one_style_carry_it_once_whatever_series_they_are_of():
    with style.sheet(height=100) as figure:
        axes = style.panel(figure, left=10, top=10, width=300, height=80)
        axes.set_axis_off()
        for place, name in enumerate(("England", "Here", "There")):
            axes.plot([place], [1], marker="o", color=style.AREA, gid=style.series_id(name))
            style.write(axes, name, (place, 1))
        root = ElementTree.fromstring(canonical_svg(figure, label="A drawing"))  # noqa: S314
    (run,) = (one for one in root if one.get("style"))
    assert [one.get(SERIES) for one in run] == ["England", "Here", "There"]
    assert [one.text for one in root if one.tag == f"{SVG}text"] == ["England", "Here", "There"]
    assert [*root].index(run) < min(place for place, one in enumerate(root) if one.text)


def test_a_single_mark_carries_the_name_itself(drawn):
    (mark,) = (one for one in drawn(([2], "England")).iter() if SERIES in one.attrib)
    assert mark.tag == f"{SVG}use"


def test_a_line_of_one_point_is_only_its_mark(drawn):
    """No path is left, since the page is the sheet; a marker's shape stands in the definitions."""
    root = drawn(([2], ""))
    assert not root.findall(f"{SVG}path")
    assert len(root.findall(f"{SVG}use")) == 1


def test_a_name_of_a_series_says_the_sex_where_there_are_several():
    assert style.series_id("England", "Male") == "series:England (Male)"
    assert style.series_id("England") == "series:England"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (_compact_path("M 0 1 L 2 3.04 L 4.46 -5 z"), "M0 1l2 2 2.5-8z"),
        (_compact_path("M 0 1 C 1 2 3 4 5.55 6 "), "M0 1C1 2 3 4 5.6 6"),
        (_joined([25, -80], True), " 2.5-8"),
        (_joined([5, 12], False), ".5 1.2"),
        (_joined([0, -5], False), "0-.5"),
        (_rounded("-0.04"), "0"),
        (_rounded("translate(12.0 3.14159)"), "translate(12 3.1)"),
    ],
)
def test_coordinates_are_tenths_with_no_letter_too_many(written, expected):
    assert written == expected
