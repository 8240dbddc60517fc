"""Drawings are compared as drawn: what a reader could see otherwise is named with its series."""

import re

import pandas as pd
import pytest
from figure_rows import trend_rows
from hypothesis import given
from hypothesis import strategies as st
from test_plots import PARAMETERS, WORDS

from analysis.charts.drawing import (
    compare_drawings,
    drawing_fingerprint,
    drawn_content,
    look_fingerprint,
)
from analysis.charts.marks import FAINT, INK, _strength, read_marks
from analysis.charts.trend import plot_trend

BLUE, ORANGE, PINK = "#12436d", "#f46a25", "#801650"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60" aria-label="Two lines">'
    '<defs><path id="s1a0" d="M0 0l2 2z"/><path id="s1a1" d="M0 0l3 3z"/></defs>'
    '<path d="M0 60l90 0 0-60-90 0z" style="fill:#ffffff"/>'
    '<path d="M0 50l90 0" style="fill:none;stroke:#d9d9d9;stroke-width:0.8"/>'
    '<g data-series="England"><path d="M5 20l9 1" style="fill:none;stroke:#f46a25"/>'
    '<g style="fill:#f46a25;stroke:#f46a25"><use href="#s1a0" x="5" y="20"/>'
    '<use href="#s1a0" x="14" y="21"/></g></g>'
    '<path d="M5 30l9 4" style="fill:none;stroke:#12436d;stroke-width:2" data-series="Yarm"/>'
    '<use href="#s1a1" x="80" y="5" style="fill:#f46a25" data-series="England"/>'
    '<use href="#s1a1" x="80" y="15" style="fill:#12436d" data-series="Yarm"/>'
    '<text x="1" y="8" fill="#1d1d1d">England</text><text x="1" y="18" fill="#1d1d1d">Yarm</text>'
    "</svg>"
)
YARM = '<path d="M5 30l9 4" style="fill:none;stroke:#12436d;stroke-width:2" data-series="Yarm"/>'
MARK = '<use href="#s1a0" x="14" y="21"/>'
GRID = '<path d="M0 50l90 0" style="fill:none;stroke:#d9d9d9;stroke-width:0.8"/>'


def drawing_differences(before: str, after: str) -> list[str]:
    return list(compare_drawings(before, after).faults)


def styled(more: str) -> str:
    """Add to the style of Yarm's line."""
    return DRAWING.replace("stroke-width:2", f"stroke-width:2;{more}")


def instead(old: str, new: str, drawing: str = DRAWING) -> str:
    assert old in drawing
    return drawing.replace(old, new)


def attribute(more: str, mark: str = MARK) -> str:
    return instead(mark, mark.replace("/>", f" {more}/>"))


def exchanged(one: str, other: str, drawing: str = DRAWING) -> str:
    return drawing.replace(one, "#?").replace(other, one).replace("#?", other)


FAULTS = {
    "a moved line": (
        instead("M5 30l9 4", "M5 30l9 3"),
        "The line of Yarm has moved: d 'M5 30l9 4' reads 'M5 30l9 3'.",
    ),
    "a moved mark": (
        instead('x="14"', 'x="15"'),
        "Mark 2 of England has moved: x '14' reads '15'.",
    ),
    "moved by an attribute": (
        attribute('transform="translate(0 9)"'),
        "Mark 2 of England has moved: transform 'translate(0 9)' was not there.",
    ),
    "moved by a style": (
        styled("transform:translate(0,9px)"),
        "The line of Yarm has moved: transform 'translate(0,9px)' was not there.",
    ),
    "moved by its group": (
        instead('<g data-series="England">', '<g data-series="England" transform="scale(2)">'),
        "The line of England stands in another group: "
        "the group '<g [('transform', 'scale(2)')]>' was not there.",
    ),
    "moved by the sheet": (
        instead("0 0 90 60", "0 0 90 66"),
        "The sheet has moved: viewBox '0 0 90 60' reads '0 0 90 66'.",
    ),
    "hidden by display": (
        styled("display:none"),
        "The line of Yarm is hidden: display 'none' was not there.",
    ),
    "hidden by visibility": (
        attribute('visibility="hidden"'),
        "Mark 2 of England is hidden: visibility 'hidden' was not there.",
    ),
    "hidden by no stroke": (
        instead("stroke:#12436d", "stroke:none"),
        "The line of Yarm is hidden: stroke '#12436d' reads 'none'.",
    ),
    "hidden by white": (
        instead("stroke:#12436d", "stroke:#FFFFFF"),
        "The line of Yarm is hidden: stroke '#12436d' reads '#ffffff'.",
    ),
    "hidden by what is all but white": (
        DRAWING.replace(BLUE, "#fdfdfd"),
        "The line of Yarm is hidden: stroke '#12436d' reads '#fdfdfd'.",
    ),
    "faded to a tint": (
        DRAWING.replace(BLUE, "#cfdfef"),
        "The line of Yarm has changed: stroke '#12436d' reads '#cfdfef'.",
    ),
    "a stroke of no width": (
        instead("stroke-width:2", "stroke-width:0"),
        "The line of Yarm has changed: stroke-width '2' reads '0'.",
    ),
    "a stroke over everything": (
        instead("stroke-width:2", "stroke-width:90"),
        "The line of Yarm has changed: stroke-width '2' reads '90'.",
    ),
    "see-through": (
        attribute('opacity="0"'),
        "Mark 2 of England is see-through: opacity '0' was not there.",
    ),
    "a see-through fill": (
        attribute('fill-opacity=".01"'),
        "Mark 2 of England is see-through: fill-opacity '.01' was not there.",
    ),
    "dashes": (
        styled("stroke-dasharray:1,9"),
        "The line of Yarm has other dashes: stroke-dasharray '1,9' was not there.",
    ),
    "another marker": (
        instead(MARK, MARK.replace("s1a0", "s1a1")),
        "Mark 2 of England has another shape: href '#1' reads '#2'.",
    ),
    "a marker that names nothing": (
        instead(MARK, MARK.replace("#s1a0", "1")),
        "Mark 2 of England has another shape: href '#1' reads '1'.",
    ),
    "the shape of a marker": (
        instead("M0 0l2 2z", "M0 0l2 0z"),
        "The shape of England has moved: d 'M0 0l2 2z' reads 'M0 0l2 0z'.",
    ),
    "text": (instead(">Yarm<", ">Norton<"), "The text 'Yarm' reads 'Norton'."),
    "the size of text": (
        instead('<text x="1" y="18"', '<text x="1" y="18" font-size="1"'),
        "The text 'Yarm' has changed: font-size '1' was not there.",
    ),
    "the alternative text": (
        instead("Two lines", "One line"),
        "The sheet has changed: aria-label 'Two lines' reads 'One line'.",
    ),
    "a line that is gone": (instead(YARM, ""), "The line of Yarm is gone."),
    "a mark that is gone": (instead(MARK, ""), "Mark 2 of England is gone."),
    "a line that is new": (instead(GRID, GRID + YARM), "Line 1 of Yarm is new."),
    "another order": (
        instead(GRID, YARM + GRID, instead(YARM, "")),
        "The line of Yarm is drawn in another order.",
    ),
    "a link": (
        instead(MARK, f'<a href="https://x.example">{MARK}</a>'),
        "The element <a> of England is new.",
    ),
    "a picture": (
        instead(GRID, f'{GRID}<image href="data:," width="90" height="60"/>'),
        "The element <image> outside the series is new.",
    ),
    "a script": (
        instead(GRID, f"{GRID}<script>1</script>"),
        "The element <script> outside the series is new.",
    ),
    "a style sheet": (
        instead(GRID, f"<style>path{{display:none}}</style>{GRID}"),
        "The element <style> outside the series is new.",
    ),
    "a clip path": (
        styled("clip-path:circle(0)"),
        "The line of Yarm is cut off: clip-path 'circle(0)' was not there.",
    ),
    "a mark that is another's": (
        instead('data-series="Yarm"/><text', 'data-series="England"/><text'),
        "The mark of Yarm is gone.",
    ),
    "one colour of two series exchanged without the legend": (
        instead(
            "stroke:#12436d", f"stroke:{ORANGE}",
            instead("fill:none;stroke:#f46a25", f"fill:none;stroke:{BLUE}"),
        ),
        "The line of Yarm alone has another colour: stroke '#12436d' reads '#f46a25', "
        "elsewhere '#12436d'.",
    ),
    "one colour for two series": (
        DRAWING.replace(BLUE, ORANGE),
        "The colours #f46a25 and #12436d have become one, #f46a25.",
    ),
    "a colour of its own, though hardly another": (
        instead('y="15" style="fill:#12436d"', 'y="15" style="fill:#12436e"'),
        "The mark of Yarm alone has another colour: fill '#12436d' reads '#12436e'",
    ),
    "two colours that look like one": (
        DRAWING.replace(BLUE, "#f46a29"),
        "The colours #f46a25 and #12436d have become one, #f46a25.",
    ),
    "a comment": (
        instead(GRID, f"{GRID}<!---->"),
        "A drawing cannot be read: it holds a comment, an entity or an instruction.",
    ),
    "an entity": (
        f"<!DOCTYPE svg [<!ENTITY a 'b'>]>{DRAWING}",
        "A drawing cannot be read: it holds a comment, an entity or an instruction.",
    ),
    "no drawing": (DRAWING[:-6], "A drawing cannot be read: no element found: line 1, column "),
    "no name of its kind": (
        instead(' xmlns="http://www.w3.org/2000/svg"', ""),
        "The sheet has changed: the element ",
    ),
}  # fmt: skip
LOOKS = {
    "a colour": DRAWING.replace(BLUE, PINK),
    "a colour, by name": DRAWING.replace(BLUE, "darkred"),
    "two colours exchanged": exchanged(BLUE, ORANGE),
    "a width": DRAWING.replace("stroke-width:2", "stroke-width:1.5"),
    "the usual width": DRAWING.replace(";stroke-width:2", ""),
    "a size": DRAWING.replace("<svg", '<svg width="900" height="9"'),
    "names of shapes": DRAWING.replace("s1a", "s2b"),
    "marks of a group, one by one": instead(
        '<g style="fill:#f46a25;stroke:#f46a25"><use href="#s1a0" x="5" y="20"/>'
        '<use href="#s1a0" x="14" y="21"/></g>',
        '<use href="#s1a0" x="5" y="20" fill="#f46a25" stroke="#f46a25"/>'
        '<use href="#s1a0" x="14" y="21" style="fill:#f46a25; stroke:#f46a25"/>',
    ),
}
HEX = "0123456789abcdef"
inks = st.lists(
    st.sampled_from(["#12436d", "#f46a25", "#801650", "#28a197", "#3d3d3d", "#a285d1", "#1d1d1d"]),
    min_size=3, max_size=3, unique=True,
)  # fmt: skip


@pytest.mark.parametrize(("damaged", "sentence"), FAULTS.values(), ids=FAULTS)
def test_a_damage_is_named_with_its_series(damaged, sentence):
    found = drawing_differences(DRAWING, damaged)
    assert any(one.startswith(sentence.removesuffix(".")) for one in found), found
    assert drawing_differences(damaged, DRAWING)
    assert drawn_content(damaged) != drawn_content(DRAWING)


@pytest.mark.parametrize("other", LOOKS.values(), ids=LOOKS)
def test_colours_exchanged_everywhere_and_widths_are_the_look(other):
    assert drawing_differences(DRAWING, other) == []
    assert drawn_content(DRAWING) == drawn_content(other)


def test_a_change_of_look_is_said():
    both = DRAWING.replace(BLUE, PINK).replace("stroke-width:2", "stroke-width:1.5")
    assert compare_drawings(DRAWING, both).looks == (
        "The colour #12436d is now #801650.",
        "The line of Yarm is drawn in another width or size.",
    )
    assert compare_drawings(DRAWING, DRAWING).looks == ()


def test_a_fingerprint_leaves_out_the_look_and_another_holds_it():
    recoloured, moved = DRAWING.replace(BLUE, PINK), DRAWING.replace('x="14"', 'x="15"')
    assert drawing_fingerprint(DRAWING, {}) == drawing_fingerprint(recoloured, {})
    assert drawing_fingerprint(DRAWING, {}) != drawing_fingerprint(moved, {})
    assert drawing_fingerprint(DRAWING, {}) != drawing_fingerprint(DRAWING, {"alt": "Lines"})
    assert look_fingerprint(DRAWING) != look_fingerprint(recoloured)
    colours = {"#12436d": INK, "#d9d9d9": FAINT, "white": "#ffffff"}
    assert {colour: _strength(colour) for colour in colours} == colours


def test_many_changes_of_one_kind_are_one_sentence():
    assert drawing_differences(DRAWING, DRAWING.replace('y="2', 'y="3')) == [
        "Mark 1 of England has moved: y '20' reads '30' (and 1 more)."
    ]


def test_texts_exchanged_are_both_named():
    swapped = (
        DRAWING.replace(">Yarm<", ">?<").replace(">England<", ">Yarm<").replace(">?<", ">England<")
    )
    assert drawing_differences(DRAWING, swapped) == [
        "The text 'England' reads 'Yarm' (and 1 more)."
    ]


@pytest.mark.parametrize(
    "property_of_style",
    ["fill:none!important;fill:#12436d", "fi\\6cl:none", "/**/", "FILL:none", "fill:\xa0#12436d",
     "stroke\u212ae:none", "fill:ink", "opacity:1", "stroke:currentColor", "fill:url(#s1a0)"],
)  # fmt: skip
def test_what_could_mean_something_to_a_reader_of_styles_is_a_fault(property_of_style):
    assert drawing_differences(DRAWING, styled(property_of_style))


@pytest.mark.parametrize(
    "name", ["text", "the text", "element", "around", "id", "class", "onclick"]
)
def test_no_attribute_passes_for_what_a_drawing_says(name):
    if " " not in name:
        assert drawing_differences(DRAWING, attribute(f'{name}="Yarm"'))
    assert drawing_differences(DRAWING, instead(">Yarm</text>", f' {name.split()[-1]}="Yarm"/>'))


@given(st.lists(st.sampled_from([one for one, _ in FAULTS.values()] + list(LOOKS.values())),
                min_size=2, max_size=2))  # fmt: skip
def test_whether_two_drawings_differ_does_not_depend_on_which_comes_first(two):
    one, other = two
    faulty = bool(drawing_differences(one, other))
    assert faulty == bool(drawing_differences(other, one))
    assert faulty == (drawn_content(one) != drawn_content(other))


@given(inks)
def test_any_exchange_of_colours_one_for_one_leaves_what_is_drawn(chosen):
    places = dict(zip((BLUE, ORANGE, "#1d1d1d"), chosen, strict=True))
    recoloured = re.sub("|".join(places), lambda found: places[found[0]], DRAWING)
    assert drawing_differences(DRAWING, recoloured) == []
    assert drawn_content(DRAWING) == drawn_content(recoloured)


@given(st.integers(0, len(DRAWING) - 1), st.sampled_from("0189xyz#"))
def test_no_letter_of_a_drawing_changes_unseen_but_those_of_colours_and_widths(place, letter):
    changed = DRAWING[:place] + letter + DRAWING[place + 1 :]
    bare = [re.sub(r"#[0-9a-f]{6}|(?<=width:)[\d.]+|s1a", "", one) for one in (DRAWING, changed)]
    if bare[0] != bare[1] and not re.search(
        r"s1a|s\da|s1[a-z0-9#]", changed[place - 4 : place + 4]
    ):
        assert drawing_differences(DRAWING, changed)


@pytest.mark.parametrize(("plot", "make", "words"), PARAMETERS)
def test_every_chart_equals_itself_and_names_its_series(plot, make, words):
    chart = plot(make("Here"), **words)
    assert compare_drawings(chart.svg, chart.svg + " ").faults == ()
    assert [mark for mark in read_marks(chart.svg) if mark.place[0]]


def test_a_trend_names_areas_and_sexes():
    rows = pd.concat(
        [
            trend_rows(name, role, sex)
            for name, role in (("Yarm & <b>", "area"), ("England", "England"))
            for sex in ("Female", "Male")
        ]
    )
    marks = read_marks(plot_trend(rows, **WORDS).svg)
    found = {mark.place[0] for mark in marks if mark.place[1] == "line"}
    assert found == {
        "",
        *(f"{name} ({sex})" for name in ("Yarm & <b>", "England") for sex in ("Female", "Male")),
    }
