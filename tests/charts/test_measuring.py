"""Words are measured in the type that pages show, and that type holds every letter drawn."""

import json
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from analysis import paths
from analysis.charts import style
from analysis.charts.svg import SVG, canonical_svg
from analysis.charts.typeface import FACES, FAMILY, SYMBOLS_FAMILY, text_width


@pytest.mark.parametrize(("weight", "bold"), [(400, False), (700, True)])
@pytest.mark.parametrize("text", ["0", "2019", "England", "Hull"])
def test_a_width_is_the_sum_of_the_advances_in_the_file(text, weight, bold):
    """The second route reads the tables of the font; none of these words has a pair that kerns."""
    font = TTFont(FACES[FAMILY, weight], lazy=False)
    letters, advances = font.getBestCmap(), font["hmtx"]
    units = sum(advances[letters[ord(letter)]][0] for letter in text)
    assert font["head"].unitsPerEm == 1000
    assert text_width(text, 12, bold=bold) == pytest.approx(units * 12 / 1000, abs=0.15)


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
