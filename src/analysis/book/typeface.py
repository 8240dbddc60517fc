"""The files of the book's type: the letters that its pages use, and the licences beside them."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

from analysis.charts.typeface import FACES, FAMILY, LICENCES

# Latin as Western and Central Europe write it, punctuation, currency, arrows and signs.
LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *map(ord, "‒–—―‘’‚“”„†‡•…‰′″‹›⁄€₀₁₂₃⁴≈≠≤≥−√∞∑←↑→↓"),
)
SYMBOLS = tuple(map(ord, "↔↗↘⇅▏■□▪▫▲△▴▵▶▷▸▹►▼▽▾▿◀◁◂◆◇○●◦★☆✓✔✕✗"))
# Pairs of letters that stand closer, and numbers that stand below one another.
FEATURES = ["kern", "mark", "tnum"]
# The records that hold a name of the face, and what only its editor needs.
NAMES, UNUSED = (1, 3, 4, 6, 16), ["FFTM"]


def write_type(folder: Path) -> None:
    """Write each face with what pages need of it, under our name, and its licence."""
    folder.mkdir(parents=True, exist_ok=True)
    for (family, weight), source in FACES.items():
        with load_font(str(source), _options()) as font:
            _subset(font, LETTERS if family == FAMILY else SYMBOLS)
            _rename(font, family, weight)
            save_font(font, str(folder / file_name(family, weight)), _options())
    for family, licence in LICENCES.items():
        shutil.copyfile(licence, folder / f"{family.lower().replace(' ', '-')}-licence.txt")


def file_name(family: str, weight: int) -> str:
    """Name the file of a face.

    >>> file_name("Book Sans", 400)
    'book-sans-400.woff'
    """
    return f"{family.lower().replace(' ', '-')}-{weight}.woff"


def _options() -> Options:
    options = Options(flavor="woff", hinting=False, layout_features=FEATURES)
    options.recalc_timestamp = False
    options.drop_tables += UNUSED
    return options


def _subset(font: TTFont, letters: Iterable[int]) -> None:
    subsetter = Subsetter(_options())
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)


def _rename(font: TTFont, family: str, weight: int) -> None:
    """Give the name that the drawings use: a changed face may not bear the reserved one."""
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = f"{family.replace(' ', '')}-{weight}"
