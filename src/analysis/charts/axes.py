"""Axes in the house style: round ticks, few light grid lines, horizontal words."""

from collections.abc import Iterable, Sequence
from math import floor
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.markers import TICKDOWN
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Transform

from analysis.charts import style
from analysis.charts.style import Pair
from analysis.claims.words import upper_first
from analysis.formats import format_number

PAD = 0.06
TICK_SPACE = 62.0
TICK_LENGTH, LABEL_PAD = 4.0, 3.5
# What is drawn first: the ticks at the foot, the grid, and what marks a value over both.
FOOT_LAYER, GRID_LAYER, FOOT_LINE_LAYER = 0.4, 0.5, 2.5


def value_limits(values: Iterable[float], *, from_zero: bool = False) -> Pair:
    """Choose the ends of an axis, with room around the values.

    Never below nought where no value is, and holding it where bars start from it.
    """
    known = np.asarray([value for value in values if np.isfinite(value)], dtype=float)
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    margin = (high - low) * PAD or max(abs(high) * 0.1, 0.5)
    bottom = 0.0 if 0 <= low < margin or (from_zero and low == 0) else low - margin
    top = 0.0 if from_zero and high == 0 else high + margin
    places = _round_places(bottom, top, style.TICK_COUNT)
    return round(float(places[0]), 6), round(float(places[-1]), 6)


def same_span(limits: Sequence[Pair]) -> list[Pair]:
    """Lengthen axes to the longest, so that a year is as tall in every panel."""
    longest = max(high - low for low, high in limits)
    return [(high - longest, high) if low != 0 else (low, low + longest) for low, high in limits]


def _round_places(low: float, high: float, count: int) -> np.ndarray:
    return np.asarray(MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))


def ticks_between(low: float, high: float, count: int = style.TICK_COUNT) -> list[float]:
    """Pick a handful of round numbers inside the limits."""
    slack = (high - low) * 1e-6
    for bins in (count, count - 1, count + 1, max(count - 2, 1)):
        places = _round_places(low, high, bins)
        if abs(places[0] - low) < slack and abs(places[-1] - high) < slack:
            return [float(place) for place in places]
    places = _round_places(low, high, count)
    return [float(place) for place in places if low - slack <= place <= high + slack]


def tick_texts(ticks: Sequence[float], unit: str = "") -> list[str]:
    """Write ticks with the fewest decimals that tell them apart."""
    decimals = next(
        (digits for digits in range(4) if all(abs(t - round(t, digits)) < 1e-9 for t in ticks)), 4
    )
    ends = ("£", "") if unit == "£" else ("", "%" if unit.startswith("%") else "")
    numbers = (format_number(tick, decimals).replace("-", "−") for tick in ticks)
    return [f"{ends[0]}{number}{ends[1]}" for number in numbers]


def value_axis(
    axes: Axes, limits: Pair, unit: str, head: Pair, *, heading: str = "", words: str = ""
) -> None:
    """Draw the vertical axis: grid lines, labels and, at its head, a heading and the unit."""
    axes.set_ylim(*limits)
    ticks = ticks_between(*limits)
    for tick, number in zip(ticks, tick_texts(ticks, unit), strict=True):
        _grid_line(axes, (0, 1), (tick, tick), axes.get_yaxis_transform())
        style.write(axes, number, (0, tick), (-4, 0), anchor="row", align="right",
                    vertical="figures", layer=GRID_LAYER)  # fmt: skip
    if limits[0] < 0 < limits[1]:
        axes.axhline(0, color=style.MUTED, linewidth=1)
    style.write(axes, heading, (0, 1), head, anchor="axes", bold=True)
    start = head[0] + (style.text_width(heading, bold=True) + 8 if heading else 0)
    said = words or unit_words(unit, limits)
    style.write_small(axes, said, (0, 1), (start, head[1]), anchor="axes")


def rows_axis(axes: Axes, limits: Pair, unit: str, rows: int) -> None:
    """Draw the scale of rows above them: grid lines and labels at the top, the first row first."""
    axes.set_xlim(*limits)
    axes.set_ylim(rows - 0.5, -0.5)
    ticks = ticks_between(*limits, count=3)
    for tick, number in zip(ticks, tick_texts(ticks, unit), strict=True):
        _grid_line(axes, (tick, tick), (0, 1), axes.get_xaxis_transform())
        style.write(axes, number, (tick, 1), (0, LABEL_PAD), anchor="column", align="center",
                    vertical="bottom", layer=GRID_LAYER)  # fmt: skip


def _grid_line(axes: Axes, across: Pair, up: Pair, place: Transform) -> None:
    style.draw_line(axes, across, up, color=style.GRID_GREY, linewidth=0.8, transform=place,
                    zorder=GRID_LAYER)  # fmt: skip


def foot_axis(
    axes: Axes, ticks: Sequence[float] | np.ndarray = (), texts: Sequence[str] = ()
) -> None:
    """Draw the line at the foot with its ticks."""
    look: dict[str, Any] = {"color": style.CONTEXT_GREY, "transform": axes.get_xaxis_transform()}
    style.draw_line(axes, [*ticks], [0.0] * len(ticks), linestyle="none", marker=TICKDOWN,
                    markersize=TICK_LENGTH, markeredgewidth=0.8, zorder=FOOT_LAYER,
                    **look)  # fmt: skip
    style.draw_line(axes, axes.get_xlim(), (0, 0), linewidth=0.8, zorder=FOOT_LINE_LAYER, **look)
    for tick, words in zip(ticks, texts, strict=False):
        style.write(axes, words, (tick, 0), (0, -TICK_LENGTH - LABEL_PAD), anchor="column",
                    align="center", vertical="top", layer=FOOT_LAYER)  # fmt: skip


def number_axis(axes: Axes, limits: Pair) -> None:
    """Draw the line at the foot with its numbers; the axes have their ends already."""
    ticks = ticks_between(*limits, count=4)
    foot_axis(axes, ticks, tick_texts(ticks))


def unit_words(unit: str, limits: Pair) -> str:
    """Say the unit and, where nought is left out, that the axis is broken."""
    words = upper_first(unit)
    broken = limits[0] > 0 or limits[1] < 0
    return f"{words} (axis does not start at 0)".strip() if broken else words


def label_width(limits: Pair, unit: str) -> float:
    """Measure the room that the labels of a vertical axis need, in points."""
    texts = tick_texts(ticks_between(*limits), unit)
    return max(map(style.text_width, texts), default=0.0) + 6


def time_axis(axes: Axes, data: pd.DataFrame, width: float, *, labelled: bool = True) -> None:
    """Draw the axis of periods: few labels, the first and the last among them."""
    periods = data.drop_duplicates("position").sort_values("position", kind="stable")
    places = periods["position"].to_numpy(dtype=float)
    span = float(places[-1] - places[0]) or 1.0
    axes.set_xlim(places[0] - span * 0.03, places[-1] + span * 0.03)
    chosen = evenly_chosen(len(places), max(2, floor(width / TICK_SPACE)))
    foot_axis(axes, places[chosen])
    if not labelled:
        return
    for place, period in zip(places[chosen], periods["period"].iloc[chosen], strict=True):
        # A long period stands on two lines.
        for row, line in enumerate(str(period).replace(" to ", "\nto ").split("\n")):
            at, down = (float(place), 0.0), (0, -8 - 14 * row)
            style.write(axes, line, at, down, anchor="column", align="center", vertical="top")


def evenly_chosen(total: int, most: int) -> list[int]:
    """Choose places from a row, the first and the last always."""
    count = min(total, most)
    return sorted({int(place + 0.5) for place in np.linspace(0, total - 1, count)})


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Move centres apart so that no two labels overlap, each as little as may be.

    Labels that need more room than there is run over the lower end.
    """
    blocks: list[list[int]] = []

    def ends(block: list[int]) -> Pair:
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
