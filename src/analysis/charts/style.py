"""The Analysis Function's chart style: colours, markers, symbols, and words on a sheet."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from threading import RLock
from typing import Any

import matplotlib as mpl
from afcharts.af_colours import get_af_colours
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis, YAxis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Transform

from analysis.charts import typeface
from analysis.claims import words

# The palette of the Analysis Function, and greys that stand out on white at 3:1 and 4.5:1.
DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY, LIGHT_PURPLE = get_af_colours("categorical")
CONTEXT_GREY, MUTED = "#8A8A8A", "#5E5E5E"
GRID_GREY = "#D9D9D9"
TEXT = "#1D1D1D"
WHITE = "#FFFFFF"
# Most deprived first; each neighbour differs in lightness, and the classes are also lettered. The
# second is the area's blue but for a shade that no eye sees: a colour has one role.
SEQUENTIAL = tuple(
    "#12436E" if colour == DARK_BLUE else colour
    for colour in get_af_colours("sequential", number_of_colours=5)
)

AREA, COMPARATOR, BETTER, WORSE = DARK_BLUE, DARK_GREY, TURQUOISE, ORANGE
GROUPS = (DARK_PINK, LIGHT_PURPLE)
AREA_TINT, BETTER_TINT, WORSE_TINT = "#D5DDE6", "#D4ECEA", "#FCE0D2"
LAND = "#ECECEC"
# What each colour means, through the book; a page gives the dark one under the same name.
COLOUR_ROLES = {
    "text": TEXT,
    "paper": WHITE,
    "area": AREA,
    "area-tint": AREA_TINT,
    "comparator": COMPARATOR,
    "better": BETTER,
    "better-tint": BETTER_TINT,
    "worse": WORSE,
    "worse-tint": WORSE_TINT,
    "group-1": GROUPS[0],
    "group-2": GROUPS[1],
    "similar": CONTEXT_GREY,
    "muted": MUTED,
    "grid": GRID_GREY,
    "land": LAND,
    **{f"deprived-{place}": colour for place, colour in enumerate(SEQUENTIAL, 1)},
}

ROLE_COLOURS = {"area": AREA, "England": COMPARATOR, "region": COMPARATOR}
ROLE_MARKERS = {"area": "o", "England": "s", "region": "D"}
# Two comparators have one colour: the line of the second, by its marker, is broken.
DASHES: dict[str, tuple[float, tuple[float, ...]]] = {"D": (0, (3, 1.5))}
SEX_COLOURS = {"Female": GROUPS[0], "Male": GROUPS[1], "Persons": AREA}
SEX_MARKERS = {"Female": "o", "Male": "s", "Persons": "o"}
# The words of a comparison: a symbol among text, a marker (open where no side is better), a colour.
SYMBOLS = {**words.SYMBOLS, "cannot compare": "–"}
MARKERS = dict(zip(SYMBOLS, ("^", "o", "v", "^", "v", "_"), strict=True))
OPEN = ("higher", "lower")
VERDICT_COLOURS = dict.fromkeys(SYMBOLS, MUTED) | {"better": BETTER, "worse": WORSE}
VERDICT_FILLS = {"better": BETTER_TINT, "worse": WORSE_TINT}

# Two numbers of one kind: a place, an offset, the ends of an axis.
Pair = tuple[float, float]

SHEET_WIDTH = 380.0
LABEL_SIZE = 12.0
# A drawing fills a screen of 320 pixels: less would be under ten pixels there.
SMALL_SIZE = 12.0
NAME_LINE = 14.0
EDGE = 2.0
LABEL_CHARACTERS = 17
# The share of its size that a letter is allowed; the average of a name is less.
LETTER = 0.5
# What stays together when a name is broken over lines.
PIECE = re.compile(r"\S+?(?:-(?=\w)|\s+|$)")
MOST_LINES = 3
TICK_COUNT = 5
ANCHORS = {"left": "start", "center": "middle", "right": "end"}
# An artist's name in matplotlib that says which series it draws.
SERIES_MARK = "series:"

_LOCK = RLock()


@cache
def _settings() -> mpl.RcParams:
    settings = mpl.rc_params_from_file(
        str(files("afcharts") / "afcharts.mplstyle"), use_default_template=False
    )
    settings.update({
        "font.family": [typeface.FAMILY, typeface.SYMBOLS_FAMILY],
        "font.size": LABEL_SIZE,
        "text.parse_math": False,
        "text.color": TEXT,
        "grid.color": GRID_GREY,
        "grid.linewidth": 0.8,
        "axes.grid": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "analysis",
    })  # fmt: skip
    return settings


@contextmanager
def sheet(height: float) -> Iterator[Figure]:
    """Give an empty figure in the house style, without pyplot's state, one unit a point."""
    with _LOCK, mpl.rc_context(_settings()):
        typeface.register()
        figure = Figure(figsize=(SHEET_WIDTH / 72, height / 72), dpi=72)
        # The page is the paper, white or dark.
        figure.patch.set_visible(False)
        yield figure


def panel(
    figure: Figure,
    *,
    left: float,
    top: float,
    width: float,
    height: float,
    ticked: bool = False,
) -> Axes:
    """Place axes by points from the top left corner of the sheet."""
    sheet_width, sheet_height = figure.get_size_inches() * 72
    bottom = sheet_height - top - height
    box = left / sheet_width, bottom / sheet_height, width / sheet_width, height / sheet_height
    axes = (Axes if ticked else Panel)(figure, box)
    axes.set_axis_off()
    axes.patch.set_visible(False)
    figure.add_axes(axes)
    return axes


def draw_line(axes: Axes, across: Sequence[float], up: Sequence[float], **look: Any) -> None:
    """Draw a line, or marks along it, on axes that have their ends: nothing else is worked out."""
    axes.add_artist(Line2D(across, up, **look))


def text_width(text: str, size: float = LABEL_SIZE, *, bold: bool = False) -> float:
    """Measure a line of text in points."""
    return typeface.text_width(text, size, bold=bold)


def wrapped(name: str, characters: int = LABEL_CHARACTERS, lines: int = MOST_LINES) -> list[str]:
    """Break a name over lines that have room for so many letters, the last one cut if it must be.

    Lines are measured: a letter stands for half the size of the type, which few letters need.
    """
    return _broken(name, characters * LABEL_SIZE * LETTER, lines)


def one_line(name: str, characters: int) -> str:
    """Shorten a name to one line that has room for so many letters."""
    return wrapped(name, characters, 1)[0]


def fitted(name: str, room: float, size: float = LABEL_SIZE, *, bold: bool = False) -> str:
    """Shorten a name to one line of so many points."""
    return fitted_lines(name, room, 1, size, bold=bold)[0]


def fitted_lines(
    name: str, room: float, lines: int, size: float = LABEL_SIZE, *, bold: bool = False
) -> list[str]:
    """Break a name over lines of so many points, the last one cut if it must be."""
    scale = text_width(name, size, bold=bold) / (text_width(name) or 1)
    return _broken(name, room / (scale or 1), lines)


def _broken(name: str, room: float, lines: int) -> list[str]:
    """Fill lines piece by piece; what a hyphen ends may end a line."""
    broken = [""]
    for piece in PIECE.findall(name):
        if broken[-1] and text_width(f"{broken[-1]}{piece}".rstrip()) > room:
            broken.append("")
        broken[-1] += piece
    broken = [line.rstrip() for line in broken]
    if len(broken) > lines:
        broken = [*broken[: lines - 1], f"{broken[lines - 1]}…"]
    return [line if text_width(line) <= room else _cut(line, room) for line in broken]


def _cut(line: str, room: float) -> str:
    """Leave out words at the end, and letters only of the last one."""
    kept = line.removesuffix("…")
    while kept and text_width(f"{kept}…") > room:
        head, space, _ = kept.rpartition(" ")
        kept = head if space else kept[:-1]
    return f"{kept.rstrip(' ,;')}…"


def held_inside(centre: float, width: float) -> float:
    """Give where words start so that they stand at a place, yet inside the sheet."""
    return float(min(max(centre - width / 2, EDGE), SHEET_WIDTH - EDGE - width))


def letter(place: int) -> str:
    """Name one of many by a letter; after Z come numbers."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def series_id(name: str, sex: str = "") -> str:
    """Name the series that an artist draws, as its `gid`: the drawing keeps it as `data-series`."""
    return f"{SERIES_MARK}{name} ({sex})" if sex else f"{SERIES_MARK}{name}"


class _Bare(Axis):
    def reset_ticks(self) -> None:
        """Make none."""
        self.majorTicks, self.minorTicks = [], []


class _Across(_Bare, XAxis):
    pass


class _Upwards(_Bare, YAxis):
    pass


class Panel(Axes):
    """Axes without sides: matplotlib takes longer to make their ticks than to draw a chart."""

    def _gen_axes_spines(self) -> dict[str, Any]:
        return {}

    def _init_axis(self) -> None:
        self.xaxis, self.yaxis = _Across(self, clear=False), _Upwards(self, clear=False)


@dataclass(eq=False)
class Words(Artist):
    """A line of text, which matplotlib's own would measure again at every step of its drawing."""

    text: str
    at: Pair
    offset: Pair
    place: Transform
    size: float
    colour: str
    align: str
    vertical: str
    bold: bool

    def __post_init__(self) -> None:
        super().__init__()

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Leave words whole, wherever they stand."""

    def draw(self, renderer: Any) -> None:
        """Write the text at its place in SVG."""
        across, up = self.place.transform(self.at)
        ascent, descent = typeface.ascent_and_descent(self.text, self.size, bold=self.bold)
        foot = {"center": (descent - ascent) / 2, "figures": -ascent / 2,
                "top": -ascent, "bottom": descent}[self.vertical]  # fmt: skip
        renderer.writer.element("text", self.text, {
            "x": str(across + self.offset[0]),
            "y": str(renderer.height - up - self.offset[1] - foot),
            "font-size": str(self.size),
            "font-weight": "700" if self.bold else "400",
            "text-anchor": ANCHORS[self.align],
            "fill": self.colour.lower(),
        })  # fmt: skip


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
    layer: float = 3,
) -> None:
    """Write horizontal text a number of points away from a place.

    The place is in the units of the ``data``, in shares of the ``axes``, or in shares of one side
    and data of the other: along a ``row`` at its height, down a ``column`` at its place.
    """
    place = {
        "data": axes.transData,
        "axes": axes.transAxes,
        "row": axes.get_yaxis_transform(),
        "column": axes.get_xaxis_transform(),
    }[anchor]
    if text:
        words = Words(text, at, offset, place, size, colour, align, vertical, bold)
        words.set_zorder(layer)
        axes.add_artist(words)


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
