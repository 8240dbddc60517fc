"""Small areas on a map, by deprivation decile, with a ward marked or drawn close."""

from collections.abc import Mapping, Sequence
from math import cos, radians
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from shapely import box, coverage_simplify, unary_union
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from analysis.charts import style
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.reading import read_map
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import lower_first
from analysis.errors import DataError

NEEDED = ("code", "name", "decile", "geometry")
CLASSES = ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10))
MOST_HEIGHT = 360.0
MARGIN = 6.0
LEGEND_HEIGHT = 74.0
SWATCH_WIDTH = 66.0
SWATCH_HEIGHT = 14.0
CONTEXT_FILL = "#ECECEC"
CLOSE_MARGIN = 0.12
# What is smaller than this many points is not seen and only makes the page heavy.
DETAIL = 1.2
DECILE_HEADING = "Decile (1 = most deprived)"


def plot_small_area_map(
    features: Sequence[Mapping[str, Any]],
    *,
    measure: str,
    place: str,
    period: str = "",
    ward: str = "",
    close: bool = False,
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw small areas by decile; dots mark decile 1, so that colour never speaks alone.

    Parameters
    ----------
    features : sequence of mapping
        One for each small area: `code`, `name`, `decile` (1 to 10, or missing), `geometry`
        (GeoJSON polygon, longitude and latitude) and, to mark a ward, `inside` (true for its
        small areas).
    measure : str
        What the deciles are of, such as ``Index of Multiple Deprivation 2025``.
    place : str
        Name of the authority.
    period : str
        Vintage, for the subtitle.
    ward : str
        Name of the ward that is marked.
    close : bool
        Draw the marked ward close, each of its small areas with its decile, and its
        surroundings in grey.
    title : str
        The headline; the measure and the place when empty.
    source : str
        Publisher and release.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when there is nothing to draw.

    Raises
    ------
    DataError
        When a feature lacks a key or a decile is not between 1 and 10.

    Examples
    --------
    >>> square = {"type": "Polygon", "coordinates": [[[0, 54], [1, 54], [1, 55], [0, 54]]]}
    >>> features = [{"code": "E1", "name": "Here 001A", "decile": 1, "geometry": square}]
    >>> plot_small_area_map(features, measure="Deprivation", place="Here").alt
    'Map of deprivation in 1 small area of Here, by decile (1 is most deprived).
    Small areas in decile 1: 1.'
    """
    table = _table(features)
    shown = table[table["inside"]] if close else table
    if shown["decile"].dropna().empty:
        where = ward or place
        return Notice(f"No map of {lower_first(measure)} can be drawn for {where}.")
    shapes = [shape(geometry) for geometry in table["geometry"]]
    alt = _alt(shown, table, measure, place, ward)
    where = f"{ward}, {place}" if ward else place
    frame = shown[["name", "code", "decile"]].rename(
        columns={"name": "Small area", "code": "Code", "decile": DECILE_HEADING}
    )
    return Chart(
        svg=_draw(table, shapes, close=close, alt=alt),
        kind="map",
        title=title or f"{measure}, {where}",
        subtitle=", ".join(filter(None, [measure, where, "small areas (LSOAs)", period, "decile"])),
        alt=alt,
        long_description=_description(shown, measure, where),
        data=frame.reset_index(drop=True),
        decimals={DECILE_HEADING: 0},
        source=source,
        figure_id=figure_id,
        reading=read_map(close=close),
    )


def _table(features: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    for feature in features:
        missing = [key for key in NEEDED if key not in feature]
        if missing:
            raise DataError(f"A map feature has no {missing[0]!r}. Give {', '.join(NEEDED)}.")
    table = pd.DataFrame([dict(feature) for feature in features], columns=[*NEEDED, "inside"])
    table["inside"] = [bool(feature.get("inside", False)) for feature in features]
    table["decile"] = pd.to_numeric(table["decile"]).astype(float)
    wrong = table["decile"].dropna()[lambda deciles: ~deciles.isin(range(1, 11))]
    if len(wrong):
        raise DataError(f"A decile is a whole number from 1 to 10, not {wrong.iloc[0]:g}.")
    return table.sort_values(["name", "code"], ignore_index=True)


def _alt(shown: pd.DataFrame, table: pd.DataFrame, measure: str, place: str, ward: str) -> str:
    count = f"{len(shown)} small area" + ("" if len(shown) == 1 else "s")
    where = f"{ward}, {place}" if len(shown) < len(table) else place
    sentences = [f"Map of {lower_first(measure)} in {count} of {where}, by decile "
                 "(1 is most deprived)."]  # fmt: skip
    inside = table[table["inside"]]
    if ward and len(inside):
        sentences.append(f"Deciles in {ward}: {_counted(inside['decile'])}.")
    if len(shown) == len(table):
        sentences.append(f"Small areas in decile 1: {int((shown['decile'] == 1).sum())}.")
    return alternative_text(*sentences)


def _counted(deciles: pd.Series) -> str:
    return ", ".join(f"{decile:.0f}" for decile in sorted(deciles.dropna()))


def _description(shown: pd.DataFrame, measure: str, where: str) -> str:
    counts = shown["decile"].value_counts().sort_index()
    said = "; ".join(f"decile {decile:.0f}: {count}" for decile, count in counts.items())
    unknown = int(shown["decile"].isna().sum())
    absent = f" No decile is known for {unknown}." if unknown else ""
    return (
        f"{measure} in {where}. Number of small areas in each decile, from the most deprived: "
        f"{said}.{absent} A darker area is more deprived, and a dot marks decile 1."
    )


def _draw(table: pd.DataFrame, shapes: Sequence[BaseGeometry], *, close: bool, alt: str) -> str:
    inside = [one for one, chosen in zip(shapes, table["inside"], strict=True) if chosen]
    view = _view(inside if close else shapes, close=close)
    stretch = cos(radians((view[1] + view[3]) / 2))
    across, up = (view[2] - view[0]) * stretch, view[3] - view[1]
    scale = min((style.SHEET_WIDTH - 2 * MARGIN) / across, MOST_HEIGHT / up)
    width, height = across * scale, up * scale
    with style.sheet(height + 2 * MARGIN + LEGEND_HEIGHT) as figure:
        axes = style.panel(
            figure, left=(style.SHEET_WIDTH - width) / 2, top=MARGIN, width=width, height=height
        )
        axes.set(xlim=(view[0], view[2]), ylim=(view[1], view[3]))
        axes.set_axis_off()
        frame = box(*view)
        shapes = list(coverage_simplify(shapes, (DETAIL / scale) / stretch))
        if close:
            around = [one.intersection(frame) for one in shapes]
            _fill(axes, around, CONTEXT_FILL, "the surroundings")
        _fill_classes(axes, table, shapes, only_inside=close)
        _mark_most_deprived(axes, table, shapes, numbered=close)
        if inside:
            _outline(axes, unary_union([one.buffer(1e-5) for one in inside]))
        _legend(figure_axes=style.panel(
            figure, left=0, top=height + 2 * MARGIN, width=style.SHEET_WIDTH, height=LEGEND_HEIGHT
        ), numbered=close)  # fmt: skip
        return canonical_svg(figure, label=alt)


def _view(shapes: Sequence[BaseGeometry], *, close: bool) -> tuple[float, float, float, float]:
    bounds = np.array([one.bounds for one in shapes])
    west, south = bounds[:, :2].min(axis=0).tolist()
    east, north = bounds[:, 2:].max(axis=0).tolist()
    room = max(east - west, north - south) * (CLOSE_MARGIN if close else 0.01)
    return (float(west - room), float(south - room), float(east + room), float(north + room))


def _fill_classes(
    axes: Axes, table: pd.DataFrame, shapes: Sequence[BaseGeometry], *, only_inside: bool
) -> None:
    chosen = table["inside"] if only_inside else pd.Series(True, index=table.index)
    unknown = _places(table["decile"].isna() & chosen)
    _fill(axes, [shapes[place] for place in unknown], style.WHITE, "no decile")
    for (low, high), colour in zip(CLASSES, style.SEQUENTIAL, strict=True):
        places = _places(table["decile"].between(low, high) & chosen)
        _fill(axes, [shapes[place] for place in places], colour, f"deciles {low} and {high}")


def _places(chosen: pd.Series) -> list[int]:
    return [place for place, yes in enumerate(chosen) if yes]


def _fill(axes: Axes, shapes: Sequence[BaseGeometry], colour: str, name: str) -> None:
    """One path for a whole class keeps the drawing small."""
    path = _path(shapes)
    if path is not None:
        edge = style.WHITE if colour != style.WHITE else style.CONTEXT_GREY
        axes.add_patch(PathPatch(path, facecolor=colour, edgecolor=edge, linewidth=0.7,
                                 gid=style.series_id(name)))  # fmt: skip


def _path(shapes: Sequence[BaseGeometry]) -> Path | None:
    rings = [ring for one in shapes for ring in _rings(one)]
    if not rings:
        return None
    return Path.make_compound_path(*[Path(np.asarray(ring), closed=True) for ring in rings])


def _rings(geometry: BaseGeometry) -> list[Any]:
    if isinstance(geometry, Polygon):
        polygons = [] if geometry.is_empty else [geometry]
    elif isinstance(geometry, MultiPolygon):
        polygons = list(geometry.geoms)
    else:
        polygons = [one for one in getattr(geometry, "geoms", []) if isinstance(one, Polygon)]
    return [ring.coords for one in polygons for ring in (one.exterior, *one.interiors)]


def _mark_most_deprived(
    axes: Axes, table: pd.DataFrame, shapes: Sequence[BaseGeometry], *, numbered: bool
) -> None:
    if numbered:
        for place in _places(table["inside"] & table["decile"].notna()):
            centre = shapes[place].representative_point()
            axes.plot([centre.x], [centre.y], marker="o", markersize=17, color=style.WHITE,
                      gid=style.series_id(table["name"].iloc[place]))  # fmt: skip
            decile = f"{table['decile'].iloc[place]:.0f}"
            style.write(axes, decile, (centre.x, centre.y), align="center", weight="bold")
        return
    centres = [shapes[place].representative_point() for place in _places(table["decile"] == 1)]
    axes.plot(
        [centre.x for centre in centres],
        [centre.y for centre in centres],
        linestyle="",
        marker="o",
        markersize=4,
        color=style.WHITE,
        gid=style.series_id("decile 1"),
    )


def _outline(axes: Axes, ward: BaseGeometry) -> None:
    path = _path([ward])
    if path is not None:
        for colour, width in ((style.WHITE, 4.5), (style.ORANGE, 2.5)):
            axes.add_patch(PathPatch(path, facecolor="none", edgecolor=colour, linewidth=width,
                                     gid=style.series_id("the ward's outline")))  # fmt: skip


def _legend(figure_axes: Axes, *, numbered: bool) -> None:
    axes = figure_axes
    axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(LEGEND_HEIGHT, 0))
    axes.set_axis_off()
    left = (style.SHEET_WIDTH - SWATCH_WIDTH * len(CLASSES)) / 2
    style.write(axes, "Most deprived", (left, 10))
    style.write(axes, "Least deprived", (style.SHEET_WIDTH - left, 10), align="right")
    for place, ((low, high), colour) in enumerate(zip(CLASSES, style.SEQUENTIAL, strict=True)):
        start = left + place * SWATCH_WIDTH
        axes.add_patch(
            Rectangle(
                (start, 20),
                SWATCH_WIDTH,
                SWATCH_HEIGHT,
                facecolor=colour,
                edgecolor=style.CONTEXT_GREY,
                linewidth=0.7,
                gid=style.series_id(f"the key of deciles {low} and {high}"),
            )
        )
        style.write(axes, f"{low} and {high}", (start + SWATCH_WIDTH / 2, 44), align="center")
    words = "The number is the decile" if numbered else "A dot marks decile 1"
    style.write(axes, words, (left, 63), size=style.SMALL_SIZE)
