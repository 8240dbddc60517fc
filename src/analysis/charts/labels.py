"""Direct labels: wrapped, kept apart, and joined to what they name."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from analysis.charts import style

LINE_HEIGHT = 13.5
LABEL_CHARACTERS = 17
MOST_LINES = 3
MOVED_ENOUGH_FOR_A_LEADER = 5.0
GAP = 3.0


@dataclass(frozen=True)
class EndLabel:
    """Words beside the last point of a series."""

    place: tuple[float, float]
    lines: tuple[str, ...]
    colour: str = style.TEXT
    weight: str = "normal"


def wrapped(name: str, characters: int = LABEL_CHARACTERS, lines: int = MOST_LINES) -> list[str]:
    """Break a name over lines, the last one shortened if it must be.

    >>> wrapped("North Northamptonshire")
    ['North', 'Northamptonshire']
    >>> wrapped("")
    ['']
    """
    pieces = textwrap.wrap(
        name, characters, break_long_words=True, max_lines=lines, placeholder="…"
    )
    return pieces or [""]


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Move centres apart so that no two labels overlap, each as little as may be.

    Parameters
    ----------
    wanted : sequence of float
        Where each centre would stand if it were alone.
    heights : sequence of float
        The height of each label, in the same unit.
    low, high : float
        The room there is; labels that need more run over the lower end.

    Returns
    -------
    list of float
        The centres, in the order given.

    Examples
    --------
    >>> spread([10, 11, 50], [10, 10, 10], 0, 100)
    [5.5, 15.5, 50.0]
    """
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    blocks: list[list[float]] = []
    members: list[list[int]] = []
    for place in order:
        blocks.append([wanted[place], heights[place]])
        members.append([place])
        while len(blocks) > 1 and _touch(blocks[-2], blocks[-1]):
            _merge(blocks, members)
    return _centres(blocks, members, heights, low, high)


def _touch(below: list[float], above: list[float]) -> bool:
    return above[0] - above[1] / 2 < below[0] + below[1] / 2


def _merge(blocks: list[list[float]], members: list[list[int]]) -> None:
    above, below = blocks.pop(), blocks.pop()
    joined = len(members[-2]), len(members[-1])
    centre = (below[0] * joined[0] + above[0] * joined[1]) / sum(joined)
    blocks.append([centre, below[1] + above[1]])
    upper = members.pop()
    members[-1] += upper


def _centres(
    blocks: list[list[float]],
    members: list[list[int]],
    heights: Sequence[float],
    low: float,
    high: float,
) -> list[float]:
    starts = [centre - height / 2 for centre, height in blocks]
    limit = high
    for place in reversed(range(len(blocks))):
        starts[place] = min(max(starts[place], low), limit - blocks[place][1])
        limit = starts[place]
    for place in range(1, len(blocks)):
        starts[place] = max(starts[place], starts[place - 1] + blocks[place - 1][1])
    centres = [0.0] * len(heights)
    for start, inside in zip(starts, members, strict=True):
        edge = start
        for member in inside:
            centres[member] = edge + heights[member] / 2
            edge += heights[member]
    return centres


def room_for(labels: Sequence[Sequence[str]]) -> float:
    """Measure the margin that labels need on the right, in points."""
    widths = [style.text_width(line) for lines in labels for line in lines]
    return max(widths, default=0.0) + 14


def label_ends(axes: Axes, labels: Sequence[EndLabel], height: float) -> None:
    """Write each label at the right edge beside its last point, without overlaps.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        With its limits set.
    labels : sequence of EndLabel
        In order of importance.
    height : float
        Of the axes, in points.
    """
    low, high = axes.get_ylim()
    left, right = axes.get_xlim()
    scale = height / (high - low)
    wanted = [(label.place[1] - low) * scale for label in labels]
    heights = [len(label.lines) * LINE_HEIGHT + GAP for label in labels]
    centres = spread(wanted, heights, -LINE_HEIGHT, height + LINE_HEIGHT)
    for label, at, centre in zip(labels, wanted, centres, strict=True):
        far = right - label.place[0] > (right - left) * 0.05
        if far or abs(at - centre) > MOVED_ENOUGH_FOR_A_LEADER:
            _leader(axes, label.place, (right, low + centre / scale))
        for row, line in enumerate(label.lines):
            middle = (len(label.lines) - 1) / 2 - row
            style.write(
                axes,
                line,
                (right, low + centre / scale),
                offset=(5, middle * LINE_HEIGHT),
                colour=label.colour,
                weight=label.weight,
            )


def _leader(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate(
        "",
        start,
        xytext=end,
        textcoords="data",
        arrowprops={"arrowstyle": "-", "color": style.CONTEXT_GREY, "linewidth": 0.7},
        annotation_clip=False,
    )
