"""Words are measured in the type that pages show, and that type holds every letter drawn."""

import json
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from analysis import paths
from analysis.charts import style, typeface
from analysis.charts.svg import SVG, canonical_svg
from analysis.charts.typeface import FACES, FAMILY, SYMBOLS_FAMILY, ascent_and_descent, text_width


@pytest.mark.parametrize(("weight", "bold"), [(400, False), (700, True)])
@pytest.mark.parametrize("text", ["0", "2019", "England", "Hull"])
def test_a_width_is_the_sum_of_the_advances_in_the_file(text, weight, bold):
    """The second route reads the tables of the font; none of these words has a pair that kerns."""
    font = TTFont(FACES[FAMILY, weight], lazy=False)
    letters, advances = font.getBestCmap(), font["hmtx"]
    units = sum(advances[letters[ord(letter)]][0] for letter in text)
    assert font["head"].unitsPerEm == 1000
    assert text_width(text, 12, bold=bold) == pytest.approx(units * 12 / 1000, abs=0.15)


@pytest.mark.parametrize(("weight", "bold"), [(400, False), (700, True)])
@pytest.mark.parametrize(
    "text",
    ["AVATAR To Yarm, LTV", "fi ffl offices", "−1,704.5% to £17.4", "▲ better ● W”A", " ", ""],
)
def test_a_width_with_pairs_that_kern_is_that_of_the_line_laid_out_whole(text, weight, bold):
    font = get_font([FACES[FAMILY, weight], FACES[SYMBOLS_FAMILY, weight]])
    font.set_size(100, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    # The font measures in 64ths of a point; it is the one that `text_width` goes on to use.
    whole = font.get_width_height()[0] / 64
    assert text_width(text, 100, bold=bold) == pytest.approx(whole, abs=1e-9)


def test_a_line_with_letters_alone_is_as_tall_as_the_type_and_a_tall_symbol_makes_it_taller():
    line = TTFont(FACES[FAMILY, 400], lazy=False)["OS/2"]
    units = pytest.approx((line.sTypoAscender * 12 / 1000, -line.sTypoDescender * 12 / 1000))
    assert ascent_and_descent("Hull", 12) == ascent_and_descent("", 12) == units
    assert ascent_and_descent("Ǻ⎛", 12)[0] > ascent_and_descent("Hull", 12)[0]


def test_a_width_grows_with_the_size_alone():
    assert text_width("Stockton-on-Tees", 24) == pytest.approx(
        2 * text_width("Stockton-on-Tees", 12)
    )


def test_a_symbol_that_the_type_lacks_is_measured_in_the_one_that_has_it():
    assert ord("●") not in TTFont(FACES[FAMILY, 400], lazy=False).getBestCmap()
    symbols = TTFont(FACES[SYMBOLS_FAMILY, 400], lazy=False)
    advance = symbols["hmtx"][symbols.getBestCmap()[ord("●")]][0]
    expected = advance * 12 / symbols["head"].unitsPerEm
    assert text_width("●", 12) == pytest.approx(expected, abs=0.15)


def test_a_drawing_gives_each_line_of_words_the_length_that_was_measured():
    with style.sheet(height=60) as figure:
        axes = style.panel(figure, left=0, top=0, width=300, height=60)
        axes.set_axis_off()
        style.write(axes, "Stockton-on-Tees", (0, 0), bold=True)
        style.write_small(axes, "England", (0, 1))
        root = ElementTree.fromstring(canonical_svg(figure, label=""))  # noqa: S314
    lengths = {text.text: float(text.attrib["textLength"]) for text in root.iter(f"{SVG}text")}
    assert lengths == {
        "Stockton-on-Tees": pytest.approx(text_width("Stockton-on-Tees", 12, bold=True), abs=0.05),
        "England": pytest.approx(text_width("England", style.SMALL_SIZE), abs=0.05),
    }


def test_every_letter_of_an_executed_chapter_is_in_the_type():
    held = {chr(code) for path in FACES.values() for code in TTFont(path, lazy=False).getBestCmap()}
    drawn = set()
    for path in paths.book_folder().rglob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                svg = "".join(output.get("data", {}).get("image/svg+xml", ""))
                if svg:
                    drawn |= set("".join(ElementTree.fromstring(svg).itertext()))  # noqa: S314
    assert len(drawn) > 50
    assert drawn <= held


NAMES = [
    "North Northamptonshire",
    "Bournemouth, Christchurch and Poole",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "A name of sixty letters that a boundary order might well give",
    "Stockton-on-Tees",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "i",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("characters", [10, 17, 27])
@pytest.mark.parametrize("lines", [1, 2, 4])
def test_a_name_is_never_wider_or_longer_than_its_room(name, characters, lines):
    broken = style.wrapped(name, characters, lines)
    assert 1 <= len(broken) <= lines
    assert all(style.text_width(line) <= characters * 6 for line in broken)
    whole = "".join(broken).replace(" ", "")
    if "…" in whole:
        assert name.replace(" ", "").startswith(broken[0].replace(" ", "").rstrip("…"))
    else:
        assert whole == name.replace(" ", "")


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("room", [40.0, 90.0, 160.0])
@pytest.mark.parametrize("name", NAMES)
def test_a_line_that_is_fitted_has_its_room_in_any_weight(name, room, bold):
    line = style.fitted(name, room, style.SMALL_SIZE, bold=bold)
    # The letters that are left may be bolder than the average of the name.
    assert style.text_width(line, style.SMALL_SIZE, bold=bold) <= room * 1.02
    assert line == name or line.endswith("…")


def test_a_name_that_fits_is_left_alone_and_breaks_where_words_or_hyphens_end():
    assert style.wrapped("Stockton-on-Tees") == ["Stockton-on-Tees"]
    assert style.wrapped("Stockton-on-Tees", 11) == ["Stockton-on-", "Tees"]
    assert style.wrapped("North Northamptonshire", 17, 1) == ["North…"]


def test_spaces_that_part_the_words_of_a_key_are_kept():
    with style.sheet(height=60) as figure:
        axes = style.panel(figure, left=0, top=0, width=300, height=60)
        axes.set_axis_off()
        style.write(axes, "▲ better   ▼ worse", (0, 0))
        root = ElementTree.fromstring(canonical_svg(figure, label=""))  # noqa: S314
    (text,) = root.iter(f"{SVG}text")
    assert text.text == "▲ better\u00a0\u00a0\u00a0▼ worse"


def test_what_was_measured_ahead_is_not_laid_out_again():
    words = ["Zzyzx, 7.5%", "Quixotic"]
    typeface.measure_ahead(words)
    known = typeface._laid_out.cache_info().misses
    assert all(text_width(one, 11, bold=bold) > 0 for one in words for bold in (False, True))
    assert typeface._laid_out.cache_info().misses == known
