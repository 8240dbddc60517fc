"""The map of the places in the book: every outline leads to its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians
from typing import Any

from shapely import affinity, box
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from analysis.chapters.front.outline import ENGLAND

HEIGHT = 430
MARGIN = 16
# Half of the smallest target for a finger or a shaky hand, and a little more.
MARK_RADIUS = 13
LABEL_GAP = 12
LABEL_HEIGHT = 20.0
# Of the label's type, generously: names are bold.
LETTER_WIDTH = 8.6
DETAIL = 0.8
SMALLEST_PART = 6
# Degrees around the places in which England is sketched, and below which a sketch is too coarse.
TO_THE_WEST, AROUND = 0.9, 0.25
LEAST_FOR_A_SKETCH = 2.0


@dataclass(frozen=True, eq=False)
class PlacesMap:
    """Outlines with numbers and names, each a link; a list of the same links stands beside it.

    Parameters
    ----------
    places : sequence of (str, str)
        Code and name of every place of the book.
    outlines : sequence of MultiPolygon or None
        Longitude and latitude of each place, None where no outline is held.
    """

    places: Sequence[tuple[str, str]]
    outlines: Sequence[MultiPolygon | None]

    @property
    def svg(self) -> str:
        """The drawing; empty when no place has an outline."""
        known = [outline for outline in self.outlines if outline is not None]
        if not known:
            return ""
        drawn, land, width = _fit(known)
        heights = _spread([one.representative_point().y for one in drawn])
        numbered = [
            (number, code, name)
            for number, ((code, name), outline) in enumerate(
                zip(self.places, self.outlines, strict=True), start=1
            )
            if outline is not None
        ]
        links = "".join(
            _link(*who, outline, (outline.bounds[2] + LABEL_GAP, height))
            for who, outline, height in zip(numbered, drawn, heights, strict=True)
        )
        width += max(len(name) for _, _, name in numbered) * LETTER_WIDTH
        return (
            f'<svg class="places-map" viewBox="0 0 {width:.0f} {HEIGHT}" width="{width:.0f}" '
            f'height="{HEIGHT}">{land}{links}</svg>'
        )

    @property
    def html(self) -> str:
        """The map with the list beside it."""
        items = "".join(
            f'<li><a href="page:{escape(code)}">{escape(name)}</a></li>'
            for code, name in self.places
        )
        return (
            f'<div class="places"><ol class="places-list">{items}</ol>'
            f'<div class="places-picture" role="group" aria-label="Map of the places">{self.svg}'
            "</div></div>"
        )

    @property
    def text(self) -> str:
        """The list as plain words."""
        return "Places: " + "; ".join(
            f"{number} {name}" for number, (_, name) in enumerate(self.places, start=1)
        )

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.html, "text/plain": self.text}, {}


def _fit(outlines: Sequence[MultiPolygon]) -> tuple[list[BaseGeometry], str, float]:
    """Put longitude and latitude on the sheet, north upwards, on a sketch of the land around."""
    west = min(one.bounds[0] for one in outlines)
    south = min(one.bounds[1] for one in outlines)
    east = max(one.bounds[2] for one in outlines)
    north = max(one.bounds[3] for one in outlines)
    sketched = north - south >= LEAST_FOR_A_SKETCH
    if sketched:
        west, south, north = west - TO_THE_WEST, south - AROUND, north + AROUND
    stretch = cos(radians((south + north) / 2))
    scale = (HEIGHT - 2 * MARGIN) / (north - south)
    matrix = [
        scale * stretch, 0, 0, -scale,
        MARGIN - west * scale * stretch, MARGIN + north * scale,
    ]  # fmt: skip
    drawn = [affinity.affine_transform(one, matrix).simplify(DETAIL) for one in outlines]
    width = (east - west) * scale * stretch + 2 * MARGIN
    return drawn, _land(matrix, width) if sketched else "", width


def _land(matrix: Sequence[float], width: float) -> str:
    """Sketch the land that the sheet and the names beside it show."""
    sheet = box(-MARGIN, -MARGIN, 2 * width, HEIGHT + MARGIN)
    land = affinity.affine_transform(ENGLAND, list(matrix)).intersection(sheet)
    return f'<path class="places-land" aria-hidden="true" d="{_path(land)}"/>'


def _spread(heights: Sequence[float]) -> list[float]:
    """Move labels down until none overlaps the one above.

    >>> _spread([40.0, 10.0, 14.0])
    [50.0, 10.0, 30.0]
    """
    placed = list(heights)
    floor = float("-inf")
    for place in sorted(range(len(heights)), key=heights.__getitem__):
        placed[place] = max(placed[place], floor)
        floor = placed[place] + LABEL_HEIGHT
    return placed


def _link(
    number: int, code: str, name: str, outline: BaseGeometry, label: tuple[float, float]
) -> str:
    centre = outline.representative_point()
    return (
        f'<a href="page:{escape(code)}" aria-label="{escape(name)}">'
        f"<title>{escape(name)}</title>"
        f'<path d="{_path(outline)}"/>'
        f'<circle cx="{centre.x:.0f}" cy="{centre.y:.0f}" r="{MARK_RADIUS}"/>'
        f'<text x="{centre.x:.0f}" y="{centre.y + 5:.0f}">{number}</text>'
        f'<text x="{label[0]:.0f}" y="{label[1] + 5:.0f}">{escape(name)}</text></a>'
    )


def _path(outline: BaseGeometry) -> str:
    parts = [part for part in getattr(outline, "geoms", [outline]) if not part.is_empty]
    largest = max(part.area for part in parts)
    kept = [part for part in parts if part.area >= min(SMALLEST_PART, largest)]
    rings = (
        "L".join(f"{x:.1f} {y:.1f}" for x, y in list(part.exterior.coords)[:-1]) for part in kept
    )
    return "".join(f"M{ring}Z" for ring in rings)
