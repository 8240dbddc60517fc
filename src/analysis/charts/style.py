"""The Analysis Function's chart style: colours, markers, symbols and the sheet to draw on."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from threading import RLock

import matplotlib as mpl
from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Transform

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

BETTER, SIMILAR, WORSE, NOT_COMPARED = "better", "similar", "worse", "not compared"
HIGHER, LOWER = "higher", "lower"
VERDICT_SYMBOLS = {
    BETTER: "▲",
    SIMILAR: "●",
    WORSE: "▼",
    HIGHER: "△",
    LOWER: "▽",
    NOT_COMPARED: "–",
}
VERDICT_COLOURS = {
    BETTER: DARK_BLUE,
    SIMILAR: "#6F6F6F",
    WORSE: ORANGE,
    HIGHER: DARK_GREY,
    LOWER: DARK_GREY,
    NOT_COMPARED: "#6F6F6F",
}

SHEET_WIDTH = 380.0
LABEL_SIZE = 12.0
SMALL_SIZE = 11.0
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
    settings.update(
        {
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
        }
    )
    return settings


@contextmanager
def sheet(height: float, width: float = SHEET_WIDTH) -> Iterator[Figure]:
    """Give an empty figure in the house style, one unit a point.

    Parameters
    ----------
    height, width : float
        Size in points; the width is the same for every chart so that text has one size.

    Yields
    ------
    matplotlib.figure.Figure
        A figure without pyplot's state.

    Examples
    --------
    >>> with sheet(height=216) as figure:
    ...     print(figure.get_size_inches().round(2).tolist())
    [5.28, 3.0]
    """
    with _LOCK, mpl.rc_context(_settings()):
        yield Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=WHITE)


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
    """Measure a line of text in points.

    >>> text_width("England", 12) > text_width("England", 6) > 0
    True
    """
    return float(text_to_path.get_text_width_height_descent(text, _FONT, ismath=False)[0]) * (
        size / _FONT.get_size_in_points()
    )


def series_id(name: str, sex: str = "") -> str:
    """Name the series that an artist draws, as its `gid`: the drawing keeps it as `data-series`.

    >>> series_id("England", "Female")
    'series:England (Female)'
    """
    return f"{SERIES_MARK}{name} ({sex})" if sex else f"{SERIES_MARK}{name}"


def write(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    *,
    offset: tuple[float, float] = (0, 0),
    coordinates: str | Transform = "data",
    size: float = LABEL_SIZE,
    colour: str = TEXT,
    align: str = "left",
    vertical: str = "center",
    weight: str = "normal",
) -> None:
    """Write horizontal text a number of points away from a place."""
    axes.annotate(
        text,
        at,
        xytext=offset,
        xycoords=coordinates,
        textcoords="offset points",
        fontsize=size,
        color=colour,
        ha=align,
        va=vertical,
        fontweight=weight,
        annotation_clip=False,
    )


def write_above(
    axes: Axes,
    text: str,
    offset: tuple[float, float],
    *,
    size: float = LABEL_SIZE,
    weight: str = "normal",
) -> None:
    """Write from the top left corner of the axes."""
    write(axes, text, (0, 1), coordinates="axes fraction", offset=offset, size=size, weight=weight)


def write_above_right(axes: Axes, text: str, offset: tuple[float, float]) -> None:
    """Write a column's heading that ends at a distance from the top left corner of the axes."""
    write(
        axes,
        text,
        (0, 1),
        coordinates="axes fraction",
        offset=offset,
        size=SMALL_SIZE,
        align="right",
        weight="bold",
    )
