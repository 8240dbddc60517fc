"""One role for a colour: each role has a light and a dark value, and both can be seen."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.charts import style
from analysis.charts.drawing import compare_drawings
from analysis.charts.svg import VARIABLES, themed

ROOT = Path(__file__).resolve().parents[2]
CSS = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "book/_static").glob("*.css"))
DARK = dict(re.findall(r"--chart-([\w-]+): (#[0-9a-f]{6});", CSS))
DARK_GROUND = re.search(r'html\[data-theme="dark"\] \{\s*--page: (#\w{6})', CSS)[1]
LIGHT = {role: colour.lower() for role, colour in style.COLOUR_ROLES.items()}
RAMP = [role for role in LIGHT if role.startswith("deprived-")]
# What lies behind marks and words, and lines that help the eye without saying anything.
GROUNDS = {"paper", "grid", "land", *(role for role in LIGHT if role.endswith("-tint"))}
WORDS = {"text", "area", "muted"}
GROUND = {"light": (LIGHT, "#ffffff"), "dark": (DARK, DARK_GROUND)}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard():
    """Black on white is 21 by definition; #777777 on white is the known 4.48, #767676 the 4.54."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_every_role_has_a_dark_colour_and_every_colour_one_role():
    assert set(DARK) == set(LIGHT)
    assert len(set(LIGHT.values())) == len(LIGHT)
    assert len(set(DARK.values())) == len(DARK)


def test_the_paper_of_a_dark_page_is_its_ground():
    assert DARK["paper"] == DARK_GROUND


@pytest.mark.parametrize("theme", GROUND)
def test_marks_stand_out_at_3_to_1_and_words_at_4_5(theme):
    colours, ground = GROUND[theme]
    marks = set(colours) - GROUNDS - set(RAMP)
    assert {role: contrast(colours[role], ground) for role in marks
            if contrast(colours[role], ground) < 3} == {}  # fmt: skip
    behind = [ground, *(colours[role] for role in GROUNDS if role.endswith("-tint"))]
    pale = {(role, on) for role in WORDS for on in behind if contrast(colours[role], on) < 4.5}
    assert pale == set()


@pytest.mark.parametrize("theme", GROUND)
def test_the_more_deprived_is_the_darker_and_each_class_differs_from_the_next(theme):
    colours, _ = GROUND[theme]
    ramp = [colours[role] for role in RAMP]
    assert len(ramp) == 5
    assert [luminance(one) for one in ramp] == sorted(map(luminance, ramp))
    assert all(contrast(darker, lighter) > 1.25 for darker, lighter in pairwise(ramp))


def test_every_class_of_a_dark_map_stands_out_from_the_page_and_its_dots_from_the_darkest():
    assert all(contrast(DARK[role], DARK_GROUND) >= 3 for role in RAMP)
    assert contrast(DARK["paper"], DARK["deprived-1"]) >= 3
    assert contrast(LIGHT["paper"], LIGHT["deprived-1"]) >= 3


@pytest.mark.parametrize("theme", GROUND)
def test_area_and_comparator_worse_and_better_and_two_groups_are_told_apart(theme):
    """By hue, by lightness or by both: farther apart than a tenth of the cube's diagonal."""
    colours, _ = GROUND[theme]
    for one, other in (("area", "comparator"), ("worse", "better"), ("group-1", "group-2")):
        parts = [[int(colours[role][place : place + 2], 16) for place in (1, 3, 5)]
                 for role in (one, other)]  # fmt: skip
        apart = sum((a - b) ** 2 for a, b in zip(*parts, strict=True)) ** 0.5
        assert apart > 0.1 * 441.7, (one, other)


def test_a_drawing_names_the_role_and_keeps_the_light_colour():
    assert themed("fill:#F46A25;stroke:none") == "fill:var(--chart-worse,#f46a25);stroke:none"
    assert themed("fill:#123456") == "fill:#123456"


def test_the_dark_colours_are_not_for_paper():
    """The rule that gives them stands inside `@media screen`."""
    before = CSS[: CSS.index("--chart-text:")]
    opened = before.rindex("@media screen {")
    assert before[opened:].count("{") - before[opened:].count("}") == 2


LINES = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'.format(
    "".join(f'<path d="M0 {n}l9 0" style="stroke:{VARIABLES["#f46a25"]}"/>' for n in (1, 5))
)


def test_a_role_exchanged_everywhere_is_a_look_and_on_one_mark_alone_a_fault():
    area = VARIABLES["#12436d"]
    everywhere = compare_drawings(LINES, LINES.replace(VARIABLES["#f46a25"], area))
    assert everywhere.faults == ()
    assert everywhere.looks == ("The colour #f46a25 (worse) is now #12436d (area).",)
    alone = compare_drawings(LINES, LINES.replace(VARIABLES["#f46a25"], area, 1))
    assert "alone has another colour" in alone.faults[0]


def test_the_same_light_colour_under_another_role_is_seen():
    other = LINES.replace("--chart-worse", "--chart-better", 1)
    assert compare_drawings(LINES, other).faults
    unknown = LINES.replace("--chart-worse", "--chart-hidden")
    assert compare_drawings(LINES, unknown).faults
