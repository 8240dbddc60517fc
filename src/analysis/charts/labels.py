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
    bold: bool = False


def wrapped(name: str, characters: int = LABEL_CHARACTERS, lines: int = MOST_LINES) -> list[str]:
    """Break a name over lines, the last one shortened if it must be.

    >>> wrapped("North Northamptonshire"), wrapped("")
    (['North', 'Northamptonshire'], [''])
    """
    pieces = textwrap.wrap(
        name, characters, break_long_words=True, max_lines=lines, placeholder="…"
    )
    return pieces or [""]


def one_line(name: str, characters: int) -> str:
    """Shorten a name to one line."""
    return wrapped(name, characters, 1)[0]


def letter(place: int) -> str:
    """Name one of many by a letter; after Z come numbers.

    >>> letter(0), letter(26)
    ('A', '27')
    """
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Move centres apart so that no two labels overlap, each as little as may be.

    Labels that need more room than there is run over the lower end.

    >>> spread([10, 11, 50], [10, 10, 10], 0, 100)
    [5.5, 15.5, 50.0]
    """
    blocks: list[list[int]] = []

    def ends(block: list[int]) -> tuple[float, float]:
        centre = sum(wanted[place] for place in block) / len(block)
        half = sum(heights[place] for place in block) / 2
        return centre - half, centre + half

    for place in sorted(range(len(wanted)), key=lambda place: (wanted[place], place)):
        blocks.append([place])
        while len(blocks) > 1 and ends(blocks[-1])[0] < ends(blocks[-2])[1]:
            upper = blocks.pop()
            blocks[-1] += upper
    starts, limit = [0.0] * len(blocks), high
    for number in reversed(range(len(blocks))):
        bottom, top = ends(blocks[number])
        starts[number] = min(max(bottom, low), limit - (top - bottom))
        limit = starts[number]
    centres, edge = [0.0] * len(wanted), -float("inf")
    for start, block in zip(starts, blocks, strict=True):
        edge = max(start, edge)
        for place in block:
            centres[place] = edge + heights[place] / 2
            edge += heights[place]
    return centres


def room_for(labels: Sequence[Sequence[str]]) -> float:
    """Measure the margin that labels need on the right, in points."""
    widths = [style.text_width(line) for lines in labels for line in lines]
    return max(widths, default=0.0) + 14


def label_ends(axes: Axes, labels: Sequence[EndLabel], height: float) -> None:
    """Write each label at the right edge beside its last point, without overlaps.

    The axes have their limits, and this height in points.
    """
    low, high = axes.get_ylim()
    left, right = axes.get_xlim()
    scale = height / (high - low)
    wanted = [(label.place[1] - low) * scale for label in labels]
    heights = [len(label.lines) * LINE_HEIGHT + GAP for label in labels]
    centres = spread(wanted, heights, -LINE_HEIGHT, height + LINE_HEIGHT)
    for label, at, centre in zip(labels, wanted, centres, strict=True):
        end = (right, low + centre / scale)
        far = right - label.place[0] > (right - left) * 0.05
        if far or abs(at - centre) > MOVED_ENOUGH_FOR_A_LEADER:
            _leader(axes, label.place, end)
        style.write_lines(axes, label.lines, end, (5, 0), leading=LINE_HEIGHT, colour=label.colour,
                          bold=label.bold)  # fmt: skip


def _leader(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    line = {"arrowstyle": "-", "color": style.CONTEXT_GREY, "linewidth": 0.7}
    axes.annotate("", start, xytext=end, textcoords="data", arrowprops=line, annotation_clip=False)
