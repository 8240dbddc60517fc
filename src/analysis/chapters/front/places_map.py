"""The map of the places in the book: every outline and name leads to its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians
from typing import Any

from shapely import affinity, box, total_bounds
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from analysis.claims.sentence import join

HEIGHT = 540
MARGIN = 8
# Half of the smallest target for a finger or a shaky hand, and a little more.
TARGET_RADIUS = 13
LABEL_GAP = 8
LABEL_HEIGHT = 20.0
# Of the label's type, generously: names are bold.
LETTER_WIDTH = 10.6
DETAIL = 0.8
SMALLEST_PART = 2
# How many lines up or down a name may stand from its place, to be clear of others.
LINES_AWAY = 12


@dataclass(frozen=True, eq=False)
class PlacesMap:
    """Outlines with names, each a link, on the land; a list of the same links stands beside it.

    Parameters
    ----------
    places : sequence of (str, str)
        Code and name of every place of the book.
    outlines : sequence of shapes or None
        Longitude and latitude of each place, None where no outline is held.
    land : shape, optional
        The land that the places lie in; without it they stand alone.
    """

    places: Sequence[tuple[str, str]]
    outlines: Sequence[BaseGeometry | None]
    land: BaseGeometry | None = None

    @property
    def svg(self) -> str:
        """The drawing; empty when no place has an outline."""
        known = [
            (code, name, outline)
            for (code, name), outline in zip(self.places, self.outlines, strict=True)
            if outline is not None
        ]
        if not known:
            return ""
        shapes = [outline for _, _, outline in known]
        matrix = _onto_sheet(self.land or shapes)
        drawn = [affinity.affine_transform(one, matrix).simplify(DETAIL) for one in shapes]
        land = [affinity.affine_transform(self.land, matrix)] if self.land else []
        names = [name for _, name, _ in known]
        labels = _place_names(names, drawn)
        links = "".join(
            _link(code, name, outline, label)
            for (code, name, _), outline, label in zip(known, drawn, labels, strict=True)
        )
        west, _, east, _ = total_bounds([*land, *drawn, *labels]).tolist()
        left, width = west - MARGIN, east - west + 2 * MARGIN
        ground = "".join(
            f'<path class="places-land" aria-hidden="true" d="{_path(one)}"/>' for one in land
        )
        return (
            f'<svg class="places-map" viewBox="{left:.0f} 0 {width:.0f} {HEIGHT}" '
            f'width="{width:.0f}" height="{HEIGHT}">{ground}{links}</svg>'
        )

    @property
    def absent(self) -> str:
        """Name the places that are not on the map; empty when all are."""
        names = [
            name
            for (_, name), outline in zip(self.places, self.outlines, strict=True)
            if outline is None
        ]
        return f"No outline is held of {join(names)}, so no map shows it." if names else ""

    @property
    def html(self) -> str:
        """The map with the list beside it."""
        items = "".join(
            f'<li><a href="page:{escape(code)}">{escape(name)}</a></li>'
            for code, name in self.places
        )
        note = f'<p class="places-note">{escape(self.absent)}</p>' if self.absent else ""
        return (
            f'<div class="places"><div><ol class="places-list">{items}</ol>{note}</div>'
            f'<div class="places-picture" role="group" aria-label="Map of the places">{self.svg}'
            "</div></div>"
        )

    @property
    def text(self) -> str:
        """The list as plain words."""
        names = "Places: " + "; ".join(name for _, name in self.places)
        return f"{names}\n{self.absent}" if self.absent else names

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.html, "text/plain": self.text}, {}


def _onto_sheet(shapes: BaseGeometry | Sequence[BaseGeometry]) -> list[float]:
    """Put longitude and latitude on a sheet of the height, north upwards."""
    _, south, _, north = total_bounds(shapes).tolist()
    scale = (HEIGHT - 2 * MARGIN) / (north - south)
    stretch = cos(radians((south + north) / 2))
    return [scale * stretch, 0, 0, -scale, 0, MARGIN + north * scale]


def _place_names(names: Sequence[str], outlines: Sequence[BaseGeometry]) -> list[Polygon]:
    """Give each name a box beside its outline, clear of the other outlines and names."""
    placed: list[Polygon] = []
    for number, (name, outline) in enumerate(zip(names, outlines, strict=True)):
        others = [*outlines[:number], *outlines[number + 1 :], *placed]
        choices = _beside(outline, len(name) * LETTER_WIDTH)
        clear = (one for one in choices if not any(one.intersects(other) for other in others))
        placed.append(next(clear, choices[0]))
    return placed


def _beside(outline: BaseGeometry, width: float) -> list[Polygon]:
    """List where a name may stand: to the right, to the left, then line by line away."""
    west, _, east, _ = outline.bounds
    middle = outline.representative_point().y
    away = sorted(range(-LINES_AWAY, LINES_AWAY + 1), key=lambda lines: (abs(lines), lines))
    return [
        box(left, top - LABEL_HEIGHT / 2, left + width, top + LABEL_HEIGHT / 2)
        for top in (middle + lines * LABEL_HEIGHT for lines in away)
        if LABEL_HEIGHT / 2 <= top <= HEIGHT - LABEL_HEIGHT / 2
        for left in (east + LABEL_GAP, west - LABEL_GAP - width)
    ]


def _link(code: str, name: str, outline: BaseGeometry, label: Polygon) -> str:
    centre, (left, top, right, bottom) = outline.representative_point(), label.bounds
    # Words begin or end at the side where their place is, however wide the reader's type.
    after = left > centre.x
    x, anchor = (left, "start") if after else (right, "end")
    return (
        f'<a href="page:{escape(code)}" aria-label="{escape(name)}">'
        f"<title>{escape(name)}</title>"
        f'<path d="{_path(outline)}"/>'
        f'<circle cx="{centre.x:.0f}" cy="{centre.y:.0f}" r="{TARGET_RADIUS}"/>'
        f'<text x="{x:.0f}" y="{(top + bottom) / 2 + 5:.0f}" text-anchor="{anchor}">'
        f"{escape(name)}</text></a>"
    )


def _path(outline: BaseGeometry) -> str:
    parts = [part for part in getattr(outline, "geoms", [outline]) if not part.is_empty]
    largest = max(part.area for part in parts)
    kept = [part for part in parts if part.area >= min(SMALLEST_PART, largest)]
    rings = (
        "L".join(f"{x:.1f} {y:.1f}" for x, y in list(part.exterior.coords)[:-1]) for part in kept
    )
    return "".join(f"M{ring}Z" for ring in rings)
