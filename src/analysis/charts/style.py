"""The Analysis Function's chart style: colours, markers, symbols, and words on a sheet."""

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from threading import RLock
from typing import Any

import matplotlib as mpl
from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.claims import words

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY, LIGHT_PURPLE = get_af_colours("categorical")
# The lightest grey that still stands out at 3:1 on white, for context that is not read singly.
CONTEXT_GREY = "#8A8A8A"
GRID_GREY = "#D9D9D9"
TEXT = "#1D1D1D"
WHITE = "#FFFFFF"
BAND_TINTS = {DARK_BLUE: "#D5DDE6", ORANGE: "#FCE0D2"}
# Most deprived first; each neighbour differs in lightness, and the classes are also lettered.
SEQUENTIAL = tuple(get_af_colours("sequential", number_of_colours=5))

ROLE_COLOURS = {"area": DARK_BLUE, "England": ORANGE, "region": DARK_GREY}
ROLE_MARKERS = {"area": "o", "England": "s", "region": "D"}
SEX_COLOURS = {"Female": DARK_BLUE, "Male": ORANGE, "Persons": DARK_BLUE}
SEX_MARKERS = {"Female": "o", "Male": "s", "Persons": "o"}
# The words of a comparison: a symbol among text, a marker (open where no side is better), a colour.
SYMBOLS = {**words.SYMBOLS, "cannot compare": "–"}
MARKERS = dict(zip(SYMBOLS, ("^", "o", "v", "^", "v", "_"), strict=True))
OPEN = ("higher", "lower")
VERDICT_COLOURS = dict.fromkeys(SYMBOLS, "#6F6F6F") | dict.fromkeys(OPEN, DARK_GREY)
VERDICT_COLOURS |= {"better": DARK_BLUE, "worse": ORANGE}
VERDICT_FILLS = {"better": BAND_TINTS[DARK_BLUE], "worse": BAND_TINTS[ORANGE]}

# Two numbers of one kind: a place, an offset, the ends of an axis.
Pair = tuple[float, float]

SHEET_WIDTH = 380.0
LABEL_SIZE = 12.0
SMALL_SIZE = 11.0
NAME_LINE = 13.0
EDGE = 2.0
LABEL_CHARACTERS = 17
MOST_LINES = 3
TICK_COUNT = 5
# An artist's name in matplotlib that says which series it draws.
SERIES_MARK = "series:"

# Metrics come from the font that matplotlib carries, so that no machine moves a label; it is
# wider than the fonts that the page shows, so that none is cut either.
_FONT = FontProperties(family="DejaVu Sans")
_LOCK = RLock()


def _settings() -> mpl.RcParams:
    settings = mpl.rc_params_from_file(
        str(files("afcharts") / "afcharts.mplstyle"), use_default_template=False
    )
    settings.update({
        "font.family": ["DejaVu Sans"],
        "font.size": LABEL_SIZE,
        "text.parse_math": False,
        "text.color": TEXT,
        "grid.color": GRID_GREY,
        "grid.linewidth": 0.8,
        "xtick.labelcolor": TEXT,
        "ytick.labelcolor": TEXT,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "axes.spines.bottom": False,
        "axes.linewidth": 0.8,
    })  # fmt: skip
    return settings


@contextmanager
def sheet(height: float) -> Iterator[Figure]:
    """Give an empty figure in the house style, without pyplot's state, one unit a point."""
    with _LOCK, mpl.rc_context(_settings()):
        yield Figure(figsize=(SHEET_WIDTH / 72, height / 72), dpi=72, facecolor=WHITE)


def panel(figure: Figure, *, left: float, top: float, width: float, height: float) -> Axes:
    """Place axes by points from the top left corner of the sheet."""
    sheet_width, sheet_height = figure.get_size_inches() * 72
    bottom = sheet_height - top - height
    axes = figure.add_axes(
        (left / sheet_width, bottom / sheet_height, width / sheet_width, height / sheet_height)
    )
    axes.patch.set_visible(False)
    return axes


def text_width(text: str, size: float = LABEL_SIZE) -> float:
    """Measure a line of text in points."""
    return float(text_to_path.get_text_width_height_descent(text, _FONT, ismath=False)[0]) * (
        size / _FONT.get_size_in_points()
    )


def wrapped(name: str, characters: int = LABEL_CHARACTERS, lines: int = MOST_LINES) -> list[str]:
    """Break a name over lines, the last one shortened if it must be."""
    return textwrap.wrap(name, characters, max_lines=lines, placeholder="…") or [""]


def one_line(name: str, characters: int) -> str:
    """Shorten a name to one line."""
    return wrapped(name, characters, 1)[0]


def held_inside(centre: float, width: float) -> float:
    """Give where words start so that they stand at a place, yet inside the sheet."""
    return float(min(max(centre - width / 2, EDGE), SHEET_WIDTH - EDGE - width))


def letter(place: int) -> str:
    """Name one of many by a letter; after Z come numbers."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def series_id(name: str, sex: str = "") -> str:
    """Name the series that an artist draws, as its `gid`: the drawing keeps it as `data-series`."""
    return f"{SERIES_MARK}{name} ({sex})" if sex else f"{SERIES_MARK}{name}"


def write(
    axes: Axes,
    text: str,
    at: Pair,
    offset: Pair = (0, 0),
    *,
    anchor: str = "data",
    size: float = LABEL_SIZE,
    colour: str = TEXT,
    align: str = "left",
    vertical: str = "center",
    bold: bool = False,
) -> None:
    """Write horizontal text a number of points away from a place.

    The place is in the units of the ``data``, in shares of the ``axes``, or in shares of one side
    and data of the other: along a ``row`` at its height, down a ``column`` at its place.
    """
    coordinates: Any = {
        "data": "data",
        "axes": "axes fraction",
        "row": axes.get_yaxis_transform(),
        "column": axes.get_xaxis_transform(),
    }[anchor]
    axes.annotate(text, at, xytext=offset, xycoords=coordinates, textcoords="offset points",
                  fontsize=size, color=colour, ha=align, va=vertical, annotation_clip=False,
                  fontweight="bold" if bold else "normal")  # fmt: skip


write_small = partial(write, size=SMALL_SIZE)


def write_lines(
    axes: Axes,
    lines: Sequence[str],
    at: Pair,
    offset: Pair = (0, 0),
    *,
    leading: float = NAME_LINE,
    **look: Any,
) -> None:
    """Write lines one below another, their middle at the place."""
    for number, line in enumerate(lines):
        up = ((len(lines) - 1) / 2 - number) * leading
        write(axes, line, at, (offset[0], offset[1] + up), **look)
