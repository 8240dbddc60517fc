"""Small areas on a map, by deprivation decile, with a ward marked or drawn close."""

from collections.abc import Iterable, Mapping, Sequence
from math import cos, radians
from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from shapely import box, coverage_simplify, get_parts, total_bounds, unary_union
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice
from analysis.charts.wording import alternative_text, subtitle
from analysis.claims.words import count_of
from analysis.errors import DataError

MAP = ChartKind("map", ("code", "name", "decile", "geometry"))
CLASSES = ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10))
MOST_HEIGHT = 360.0
MARGIN = 6.0
LEGEND_HEIGHT = 74.0
SWATCH_WIDTH = 66.0
SWATCH_HEIGHT = 14.0
CLOSE_MARGIN = 0.12
# What is smaller than this many points is not seen and only makes the page heavy.
DETAIL = 2.5
MARKS = {True: "The number is the decile", False: "A dot marks decile 1"}
DECILE_HEADING = "Decile (1 = most deprived)"


def plot_small_area_map(
    features: Sequence[Mapping[str, Any]],
    *,
    measure: str,
    place: str,
    period: str = "",
    ward: str = "",
    close: bool = False,
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw small areas by decile; dots mark decile 1, so that colour never speaks alone.

    `features` have `code`, `name`, `decile` (1 to 10, or missing), `geometry` (GeoJSON polygon,
    longitude and latitude) and, to mark a `ward`, `inside` (true for its small areas). A ward that
    is drawn `close` has the decile of each of its small areas, and its surroundings in grey.
    """
    table = _table(features)
    shown = table[table["inside"]] if close else table
    if shown.empty:
        return Notice(
            f"No outlines of small areas of {ward or place} are held, so no map of the {measure} "
            "is drawn."
        )
    if shown["decile"].dropna().empty:
        return Notice(f"No map of {measure} can be drawn for {ward or place}.")
    where = f"{ward}, {place}" if ward else place
    view = View.of(shown["shape"], CLOSE_MARGIN if close else 0.01)
    names = {"name": "Small area", "code": "Code", "decile": DECILE_HEADING}
    rows = shown[list(names)].rename(columns=names).reset_index(drop=True)
    return MAP.chart(
        lambda figure: _draw(figure, view, table, close=close),
        height=view.height + 2 * MARGIN + LEGEND_HEIGHT,
        headline=f"{measure}, {where}",
        subtitle=subtitle(measure, [f"{where}, small areas (LSOAs)"], period, "decile"),
        alt=_alt(shown, table, measure, place, ward),
        long_description=_description(shown["decile"], measure, where),
        reading=f"A darker area is more deprived. {MARKS[close]}: 1 is most deprived, 10 least.",
        table=(rows, {DECILE_HEADING: 0}),
        **beside,
    )


class View(NamedTuple):
    """The part of the land that is drawn, from its south-west to its north-east corner.

    A degree up is `scale` points high; a degree across is shorter by `stretch`.
    """

    bounds: tuple[float, float, float, float]
    stretch: float
    scale: float
    width: float
    height: float

    @classmethod
    def of(cls, shapes: Iterable[BaseGeometry], margin: float, beside: float = 0) -> "View":
        """Look at the shapes, with a share of their size around them and points at the sides."""
        west, south, east, north = total_bounds([*shapes]).tolist()
        room = max(east - west, north - south) * margin
        west, south, east, north = west - room, south - room, east + room, north + room
        stretch = cos(radians((south + north) / 2))
        across, up = (east - west) * stretch, north - south
        width = style.SHEET_WIDTH - 2 * max(MARGIN, beside)
        scale = min(width / across, MOST_HEIGHT / up)
        return cls((west, south, east, north), stretch, scale, across * scale, up * scale)


def _table(features: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    for feature in features:
        missing = [key for key in MAP.needs if key not in feature]
        if missing:
            raise DataError(f"A map feature has no {missing[0]!r}. Give {', '.join(MAP.needs)}.")
    table = pd.DataFrame([dict(feature) for feature in features], columns=[*MAP.needs, "inside"])
    table = table.astype({"decile": float}).assign(inside=table["inside"].eq(True))
    wrong = set(table["decile"].dropna()).difference(range(1, 11))
    if wrong:
        raise DataError(f"A decile is a whole number from 1 to 10, not {min(wrong):g}.")
    table["shape"] = [shape(geometry) for geometry in table["geometry"]]
    return table.sort_values(["name", "code"], ignore_index=True)


def _alt(shown: pd.DataFrame, table: pd.DataFrame, measure: str, place: str, ward: str) -> str:
    whole, inside = len(shown) == len(table), table.loc[table["inside"], "decile"]
    where = place if whole else f"{ward}, {place}"
    deciles = ", ".join(f"{decile:.0f}" for decile in sorted(inside.dropna()))
    return alternative_text(
        f"Map of {measure} in {count_of(len(shown), 'small area')} of {where}, by "
        "decile (1 is most deprived).",
        f"Deciles in {ward}: {deciles}." if ward and len(inside) else "",
        f"Small areas in decile 1: {int((shown['decile'] == 1).sum())}." if whole else "",
    )


def _description(deciles: pd.Series, measure: str, where: str) -> str:
    counts = deciles.value_counts().sort_index()
    said = "; ".join(f"decile {decile:.0f}: {count}" for decile, count in counts.items())
    unknown = len(deciles) - counts.sum()
    absent = f" No decile is known for {unknown}." if unknown else ""
    return (
        f"{measure} in {where}. Number of small areas in each decile, from the most deprived: "
        f"{said}.{absent} A darker area is more deprived, and a dot marks decile 1."
    )


def _draw(figure: Figure, view: View, table: pd.DataFrame, *, close: bool) -> None:
    left = (style.SHEET_WIDTH - view.width) / 2
    axes = style.panel(figure, left=left, top=MARGIN, width=view.width, height=view.height)
    axes.set(xlim=view.bounds[::2], ylim=view.bounds[1::2])
    outline = unary_union([one.buffer(1e-5) for one in table.loc[table["inside"], "shape"]])
    simple = coverage_simplify(table["shape"].tolist(), (DETAIL / view.scale) / view.stretch)
    table = table.assign(shape=simple)
    if close:
        around = [one.intersection(box(*view.bounds)) for one in simple]
        fill_shapes(axes, around, style.LAND, "the surroundings")
        table = table[table["inside"]]
    unknown = table["decile"].isna()
    fill_shapes(
        axes, table.loc[unknown, "shape"], style.WHITE, "no decile", edge=style.CONTEXT_GREY
    )
    for (low, high), colour in zip(CLASSES, style.SEQUENTIAL, strict=True):
        of_class = table.loc[table["decile"].between(low, high), "shape"]
        fill_shapes(axes, of_class, colour, f"deciles {low} and {high}")
    (_number if close else _dot)(axes, table[~unknown])
    for edge, width in ((style.WHITE, 4.5), (style.TEXT, 2.5)):
        fill_shapes(axes, [outline], "none", "the ward's outline", edge=edge, width=width)
    foot = view.height + 2 * MARGIN
    _legend(style.panel(figure, left=0, top=foot, width=style.SHEET_WIDTH, height=LEGEND_HEIGHT),
            MARKS[close])  # fmt: skip


def fill_shapes(
    axes: Axes,
    shapes: Iterable[BaseGeometry],
    colour: str,
    name: str,
    *,
    edge: str = style.WHITE,
    width: float = 0.7,
    layer: float = 1,
) -> None:
    """Draw shapes as one path, which keeps the drawing small."""
    polygons = [one for one in get_parts(list(shapes)) if isinstance(one, Polygon)]
    rings = [ring.coords for one in polygons for ring in (one.exterior, *one.interiors)]
    paths = [Path(np.asarray(ring), closed=True) for ring in rings if len(ring)]
    if paths:
        whole = Path.make_compound_path(*paths)
        # As a patch it would be searched for the ends of the axes, which stand already.
        axes.add_artist(PathPatch(whole, facecolor=colour, edgecolor=edge, linewidth=width,
                                  zorder=layer, gid=style.series_id(name)))  # fmt: skip


def _dot(axes: Axes, table: pd.DataFrame) -> None:
    """Mark the most deprived."""
    centres = [one.representative_point() for one in table.loc[table["decile"] == 1, "shape"]]
    places = [one.x for one in centres], [one.y for one in centres]
    axes.plot(*places, linestyle="", marker="o", markersize=4, color=style.WHITE,
              gid=style.series_id("decile 1"))  # fmt: skip


def _number(axes: Axes, table: pd.DataFrame) -> None:
    """Write each decile, those of small areas of one outline together."""
    centres = [one.representative_point().coords[0] for one in table["shape"]]
    for at, alike in table.groupby(pd.Series(centres, index=table.index), sort=False):
        words = ", ".join(f"{decile:.0f}" for decile in sorted(alike["decile"]))
        size, gid = 10 + 7 * len(words.split()), style.series_id(alike["name"].iloc[0])
        axes.plot(*at, marker="o", markersize=size, color=style.WHITE, gid=gid)
        style.write(axes, words, at, align="center", bold=True)


def _legend(axes: Axes, mark: str) -> None:
    axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(LEGEND_HEIGHT, 0))
    left = (style.SHEET_WIDTH - SWATCH_WIDTH * len(CLASSES)) / 2
    style.write(axes, "Most deprived", (left, 10))
    style.write(axes, "Least deprived", (style.SHEET_WIDTH - left, 10), align="right")
    for place, ((low, high), colour) in enumerate(zip(CLASSES, style.SEQUENTIAL, strict=True)):
        start, name = left + place * SWATCH_WIDTH, f"the key of deciles {low} and {high}"
        axes.add_patch(Rectangle((start, 20), SWATCH_WIDTH, SWATCH_HEIGHT, facecolor=colour,
                                 edgecolor=style.CONTEXT_GREY, linewidth=0.7,
                                 gid=style.series_id(name)))  # fmt: skip
        style.write(axes, f"{low} and {high}", (start + SWATCH_WIDTH / 2, 44), align="center")
    style.write_small(axes, mark, (left, 63))
