"""The book's own type: how wide words are in it, and the files that its pages are given.

Drawings are measured with the type that their readers see, so that no machine moves a label.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.font_manager import FontEntry, fontManager, get_font, ttfFontProperty
from matplotlib.ft2font import FT2Font, LoadFlags

# A subset may not bear the name of the type that it is taken from.
FAMILY, SYMBOLS_FAMILY = "Book Sans", "Book Symbols"
_SOURCE = Path(str(files("font_source_sans_pro") / "files"))
_CARRIED = Path(mpl.get_data_path()) / "fonts" / "ttf"
# By family and weight; symbols that the first does not hold come from the second.
FACES = {
    (FAMILY, 400): _SOURCE / "SourceSansPro-Regular.ttf",
    (FAMILY, 700): _SOURCE / "SourceSansPro-Bold.ttf",
    (SYMBOLS_FAMILY, 400): _CARRIED / "DejaVuSans.ttf",
    (SYMBOLS_FAMILY, 700): _CARRIED / "DejaVuSans-Bold.ttf",
}
LICENCES = {FAMILY: _SOURCE / "LICENSE.txt", SYMBOLS_FAMILY: _CARRIED / "LICENSE_DEJAVU"}
_MEASURED_AT = 100.0
_SIXTY_FOURTHS = 64


def register() -> None:
    """Make the faces known to matplotlib by our names, whatever a machine has by theirs."""
    known = {entry.name for entry in fontManager.ttflist}
    for (family, weight), path in FACES.items():
        if family not in known:
            entry: FontEntry = ttfFontProperty(get_font(path))
            fontManager.ttflist.append(replace(entry, name=family, weight=weight))


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text in points, from the start of its first letter to the end of its last.

    >>> round(text_width("00", 12), 2), text_width("Area", 12, bold=True) > text_width("Area", 12)
    (11.93, True)
    """
    wide = sum(_laid_out(letter, bold)[0] for letter in text)
    wide += sum(_kerning(*pair, bold) for pair in pairwise(text))
    return wide / _SIXTY_FOURTHS * size / _MEASURED_AT


def measure_ahead(words: Iterable[str]) -> None:
    """Measure the letters and pairs of letters of words, for processes forked from this one."""
    for text in dict.fromkeys(words):
        for bold in (False, True):
            text_width(text, _MEASURED_AT, bold=bold)
    for bold in (False, True):
        ascent_and_descent("", _MEASURED_AT, bold=bold)


def ascent_and_descent(text: str, size: float, *, bold: bool = False) -> tuple[float, float]:
    """Measure in points how far a line reaches above and below its letters' foot.

    It is as tall as the type has it, or as what stands in it.
    """
    (above, below), unit = _line_of(bold), _SIXTY_FOURTHS * _MEASURED_AT
    for letter in text:
        _, ascent, descent = _laid_out(letter, bold)
        above, below = max(above, ascent / unit), max(below, descent / unit)
    return above * size, below * size


@cache
def _laid_out(text: str, bold: bool) -> tuple[int, int, int]:
    """Measure width, ascent and descent as the font lays the text out, in its own units."""
    font = _face(bold)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    (width, height), descent = font.get_width_height(), font.get_descent()
    return int(width), int(height - descent), int(descent)


@cache
def _kerning(letter: str, following: str, bold: bool) -> int:
    """Measure how far a letter moves the one that follows."""
    alone = _laid_out(letter, bold)[0] + _laid_out(following, bold)[0]
    return _laid_out(letter + following, bold)[0] - alone


@cache
def _line_of(bold: bool) -> tuple[float, float]:
    """Give the ascent and the descent of the type as shares of its size."""
    font = _face(bold)
    line: Any = font.get_sfnt_table("OS/2")
    head: Any = font.get_sfnt_table("head")
    above, below = line["sTypoAscender"], -line["sTypoDescender"]
    return above / head["unitsPerEm"], below / head["unitsPerEm"]


def _face(bold: bool) -> FT2Font:
    weight = 700 if bold else 400
    font = get_font([FACES[FAMILY, weight], FACES[SYMBOLS_FAMILY, weight]])
    font.set_size(_MEASURED_AT, 72)
    return font
