"""Where words stand on a map, so that none lies over another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from shapely import box
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel

# Steps in which a place for a label is looked for around where it belongs, and how far.
STEP, RINGS, ANGLES = 4.0, 4, 16
PAD = 1.0

Place = tuple[float, float]
# West, south, east, north.
Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """Words of a size and the place that they belong to, in points."""

    at: Place
    width: float
    height: float


def heart(area: BaseGeometry) -> Place:
    """Give the place in the largest part of an area that is farthest from its border."""
    parts = [one for one in getattr(area, "geoms", [area]) if isinstance(one, Polygon)]
    largest = max(parts, key=lambda one: one.area)
    size = max(largest.area, 1e-12) ** 0.5
    point = polylabel(largest, tolerance=size / 100)
    return round(point.x, 6), round(point.y, 6)


def holds(area: Polygon | MultiPolygon, label: Label) -> bool:
    """Whether an area has room for a label where it belongs."""
    return area.contains(box(*_edges(label.at, label)))


def place_labels(labels: Sequence[Label], sheet: Edges) -> list[Place | None]:
    """Place labels one after another, each at or close to where it belongs and over no other.

    They stay between the edges of the sheet, and the first has the first choice; one that finds no
    room has no place.

    >>> one = Label((20, 20), 10, 10)
    >>> place_labels([one, one, one], (0, 10, 30, 26))
    [(20, 20), (8.0, 20.0), None]
    """
    taken: list[Edges] = []
    placed = []
    for label in labels:
        free = (at for at in _around(label.at) if _is_free(_edges(at, label), sheet, taken))
        at = next(free, None)
        if at:
            taken.append(_edges(at, label))
        placed.append(at)
    return placed


def call_out(labels: Sequence[Label], sheet: Edges) -> list[Place | None]:
    """Place labels in two columns at the sides of the sheet, in the order of where they belong.

    Each stands at the nearer side while there is room, as near to its own height as the others let
    it; where both columns are full, the last have no place.

    >>> call_out([Label((40, 11), 6, 10), Label((61, 12), 6, 10)], (0, 0, 100, 100))
    [(3.0, 11), (97.0, 12)]
    """
    placed: list[Place | None] = [None] * len(labels)
    if not labels:
        return placed
    step = max(label.height for label in labels) + PAD
    room, middle = int((sheet[3] - sheet[1]) / step), (sheet[0] + sheet[2]) / 2
    sides: dict[bool, list[int]] = {True: [], False: []}
    for one, label in enumerate(labels):
        west = label.at[0] < middle
        sides[west if len(sides[west]) < room else not west].append(one)
    for west, own in sides.items():
        upward = sorted(own, key=lambda one: (labels[one].at[1], one))[:room]
        heights = _spread([labels[one].at[1] for one in upward], step, sheet)
        for one, height in zip(upward, heights, strict=True):
            inward = labels[one].width / 2
            placed[one] = (sheet[0] + inward if west else sheet[2] - inward, height)
    return placed


def _spread(wanted: Sequence[float], step: float, sheet: Edges) -> list[float]:
    """Move rising heights apart by a step, and no farther than the edges of the sheet."""
    heights: list[float] = []
    for height in wanted:
        heights.append(max(height, heights[-1] + step if heights else sheet[1] + step / 2))
    ceiling = sheet[3] - step / 2
    for place in reversed(range(len(heights))):
        heights[place] = min(heights[place], ceiling)
        ceiling = heights[place] - step
    return heights


def _around(at: Place) -> Iterator[Place]:
    yield at
    for ring in range(1, RINGS + 1):
        for turn in (2 * pi * number / ANGLES for number in range(ANGLES)):
            across, up = STEP * ring * cos(turn), STEP * ring * sin(turn)
            yield round(at[0] + across, 1), round(at[1] + up, 1)


def _edges(at: Place, label: Label) -> Edges:
    across, up = label.width / 2, label.height / 2
    return at[0] - across, at[1] - up, at[0] + across, at[1] + up


def _is_free(edges: Edges, sheet: Edges, taken: Sequence[Edges]) -> bool:
    west, south, east, north = edges
    inside = west >= sheet[0] and south >= sheet[1] and east <= sheet[2] and north <= sheet[3]
    return inside and not any(
        west < other[2] + PAD
        and east > other[0] - PAD
        and south < other[3] + PAD
        and north > other[1] - PAD
        for other in taken
    )
