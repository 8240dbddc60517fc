"""Axes in the house style: round ticks, few light grid lines, horizontal words."""

from collections.abc import Iterable, Sequence
from math import floor

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.charts import style
from analysis.formats import format_number

PAD = 0.06
PERIOD_WORDS = 2
TICK_SPACE = 62.0


def value_limits(values: Iterable[float], *, from_zero: bool = False) -> tuple[float, float]:
    """Choose the ends of an axis, with room around the values.

    Parameters
    ----------
    values : iterable of float
        Everything that is drawn along the axis; missing ones are passed over.
    from_zero : bool
        Whether the axis must hold nought, as it must for bars.

    Returns
    -------
    tuple of float
        Two different numbers; never below nought where no value is.

    Examples
    --------
    >>> value_limits([74.0, 82.0])
    (72.0, 84.0)
    >>> value_limits([5.0, 5.0])
    (4.4, 5.6)
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


def same_span(limits: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Lengthen axes to the longest, so that a year is as tall in every panel.

    >>> same_span([(80.0, 84.0), (74.0, 80.0)])
    [(78.0, 84.0), (74.0, 80.0)]
    """
    longest = max(high - low for low, high in limits)
    return [(high - longest if low != 0 else low, high if low != 0 else low + longest)
            for low, high in limits]  # fmt: skip


def _round_places(low: float, high: float, count: int) -> np.ndarray:
    return np.asarray(MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))


def ticks_between(low: float, high: float, count: int = style.TICK_COUNT) -> list[float]:
    """Pick a handful of round numbers inside the limits.

    >>> ticks_between(73.5, 82.5)
    [74.0, 76.0, 78.0, 80.0, 82.0]
    """
    slack = (high - low) * 1e-6
    for bins in (count, count - 1, count + 1, max(count - 2, 1)):
        places = _round_places(low, high, bins)
        if abs(places[0] - low) < slack and abs(places[-1] - high) < slack:
            return [float(place) for place in places]
    places = _round_places(low, high, count)
    return [float(place) for place in places if low - slack <= place <= high + slack]


def tick_texts(ticks: Sequence[float], unit: str = "") -> list[str]:
    """Write ticks with the fewest decimals that tell them apart.

    >>> tick_texts([0.0, 2.5, 5.0]), tick_texts([10.0, 20.0], "%")
    (['0.0', '2.5', '5.0'], ['10%', '20%'])
    """
    decimals = next(
        (digits for digits in range(4) if all(abs(t - round(t, digits)) < 1e-9 for t in ticks)), 4
    )
    ends = ("£", "") if unit == "£" else ("", "%" if unit.startswith("%") else "")
    return [f"{ends[0]}{format_number(tick, decimals)}{ends[1]}" for tick in ticks]


def value_axis(axes: Axes, limits: tuple[float, float], unit: str) -> None:
    """Draw the vertical axis: grid lines, labels and, above them, the unit."""
    axes.set_ylim(*limits)
    ticks = ticks_between(*limits)
    axes.set_yticks(ticks, tick_texts(ticks, unit), fontsize=style.LABEL_SIZE)
    axes.tick_params(axis="y", pad=4)
    axes.grid(visible=False, axis="x")
    if limits[0] < 0 < limits[1]:
        axes.axhline(0, color=style.DARK_GREY, linewidth=1)


def unit_words(unit: str, limits: tuple[float, float]) -> str:
    """Say the unit and, where nought is left out, that the axis is broken.

    >>> unit_words("years", (73.5, 82.5))
    'Years (axis does not start at 0)'
    >>> unit_words("%", (0.0, 30.0))
    '%'
    """
    words = unit[:1].upper() + unit[1:]
    broken = limits[0] > 0 or limits[1] < 0
    return f"{words} (axis does not start at 0)".strip() if broken else words


def label_width(limits: tuple[float, float], unit: str) -> float:
    """Measure the room that the labels of a vertical axis need, in points."""
    texts = tick_texts(ticks_between(*limits), unit)
    return max((style.text_width(text) for text in texts), default=0.0) + 6


def time_axis(axes: Axes, data: pd.DataFrame, width: float, *, labelled: bool = True) -> None:
    """Draw the horizontal axis of periods: few labels, the first and the last among them.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    data : pandas.DataFrame
        Rows with `position` and `period`.
    width : float
        Of the axes, in points.
    labelled : bool
        Whether the periods are written under this panel.
    """
    periods = data.drop_duplicates("position").sort_values("position", kind="stable")
    places = periods["position"].to_numpy(dtype=float)
    span = float(places[-1] - places[0]) or 1.0
    axes.set_xlim(places[0] - span * 0.03, places[-1] + span * 0.03)
    chosen = evenly_chosen(len(places), max(2, floor(width / TICK_SPACE)))
    axes.set_xticks(places[chosen], [""] * len(chosen))
    axes.tick_params(axis="x", length=4, color=style.CONTEXT_GREY)
    axes.spines["bottom"].set(visible=True, color=style.CONTEXT_GREY)
    if not labelled:
        return
    for place, period in zip(places[chosen], periods["period"].iloc[chosen], strict=True):
        for row, line in enumerate(period_lines(str(period))):
            style.write(
                axes,
                line,
                (place, 0),
                coordinates=axes.get_xaxis_transform(),
                offset=(0, -8 - 14 * row),
                align="center",
                vertical="top",
            )


def evenly_chosen(total: int, most: int) -> list[int]:
    """Choose places from a row, the first and the last always.

    >>> evenly_chosen(21, 4), evenly_chosen(3, 5), evenly_chosen(1, 4)
    ([0, 7, 13, 20], [0, 1, 2], [0])
    """
    count = min(total, most)
    return sorted({int(place + 0.5) for place in np.linspace(0, total - 1, count)})


def period_lines(period: str) -> list[str]:
    """Break a long period over two lines.

    >>> period_lines("2001 to 2003"), period_lines("2023/24")
    (['2001', 'to 2003'], ['2023/24'])
    """
    first, joint, last = period.partition(" to ")
    return [first, f"to {last}"] if joint else [period]
