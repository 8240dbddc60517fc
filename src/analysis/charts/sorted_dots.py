"""Every place as a dot in order of its value, with intervals, and only a few of them named."""

from collections.abc import Sequence
from math import isfinite
from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style, wording
from analysis.charts.axes import number_axis, spread, unit_words
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, drawn_values
from analysis.charts.style import Pair
from analysis.claims.words import count_of, lower_first
from analysis.data.tidy import rows_of
from analysis.formats import with_interval, with_unit

SORTED = ChartKind("sorted dots", ("area_name", "period", "value"), {"role": ""})
ROOM, LEAST_PITCH, MOST_PITCH = 340.0, 2.4, 15.0
HEAD, FOOT = 50.0, 40.0
NAME_CHARACTERS, MOST_NAME_LINES = 18, 4
LABEL_GAP = 22.0
LEADER = {"arrowstyle": "-", "color": style.CONTEXT_GREY, "linewidth": 0.7}
SIDES = {"high is good": "better →", "low is good": "← better"}
NO_INTERVAL = "A diamond, or a dot without a line, has no interval that we hold."


def plot_sorted_dots(
    data: pd.DataFrame,
    *,
    measure: str,
    unit: str,
    decimals: int = 1,
    polarity: str = "",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw a dot a place, the highest value at the top; a few places have their name.

    `data` has one row a place with `area_name`, `period` and `value`, and where there are any
    `lower_ci`, `upper_ci` and `role`: each ``area`` is named, ``England`` is a line, and so is the
    median of all places.

    >>> rows = pd.DataFrame({"area_name": ["A", "B", "C"], "period": "2024", "value": [3.0, 1, 2],
    ...                      "role": ["area", "", ""]})
    >>> plot_sorted_dots(rows, measure="Smoking", unit="%").alt
    'Sorted dots of smoking in 3 places, 2024. Median: 2.0%. A: 3.0%. Lowest 1.0%, highest 3.0%.'
    """
    rows = SORTED.rows(data).sort_values(
        ["value", "area_name"], ascending=[False, True], ignore_index=True
    )
    known = rows.dropna(subset=["value"])
    places = known[known["role"] != "England"].reset_index(drop=True)
    if places.empty:
        return wording.no_figures(measure, rows)
    median = float(np.median(places["value"]))
    lines = {"Median": median}
    for value in known.loc[known["role"] == "England", "value"]:
        lines["England"] = float(value)
    limits = _ends(drawn_values(known))
    periods = list(dict.fromkeys(known["period"].astype(str)))
    period = periods[0] if len(periods) == 1 else "latest period of each place"
    height = _pitch(len(places)) * len(places)
    shown = {name: wording.short(value, decimals, unit) for name, value in lines.items()}
    heads = [(f"{name} {shown[name]}", value, name) for name, value in lines.items()]
    return SORTED.chart(
        lambda figure: _draw(figure, places, limits, (unit, decimals, polarity), heads),
        height=HEAD + height + FOOT,
        headline=f"{measure} in {count_of(len(places), 'place')}",
        subtitle=wording.subtitle(measure, [count_of(len(places), "place")], period, unit),
        alt=_alt(places, lines, lower_first(measure), period, (unit, decimals)),
        long_description=_description(known, lines, unit, decimals),
        reading=_reading(known, polarity),
        table=wording.plotted_table(
            rows, {"area_name": "Area", "period": "Period"}, unit, decimals
        ),
        scale={"value": limits},
        **beside,
    )


def _ends(values: Sequence[float]) -> Pair:
    """Give the ends of the scale, close around what is drawn."""
    known = [value for value in values if isfinite(value)]
    low, high = min(known), max(known)
    room = (high - low) * 0.04 or max(abs(high) * 0.1, 0.5)
    return (0.0 if 0 <= low < room else low - room), high + room


def _pitch(places: int) -> float:
    """Give each place its share of the height, neither too near to the next nor too far."""
    return min(MOST_PITCH, max(LEAST_PITCH, ROOM / places))


def _alt(
    places: pd.DataFrame,
    lines: dict[str, float],
    name: str,
    period: str,
    said: tuple[str, int],
) -> str:
    unit, decimals = said
    named = places[places["role"] == "area"]
    ends = [with_unit(places["value"].iloc[end], decimals, unit) for end in (-1, 0)]
    return wording.alternative_text(
        f"Sorted dots of {name} in {count_of(len(places), 'place')}, {period}.",
        *(f"{line}: {with_unit(value, decimals, unit)}." for line, value in lines.items()),
        *(
            f"{area}: {with_unit(value, decimals, unit)}."
            for area, value in zip(named["area_name"], named["value"], strict=True)
        ),
        f"Lowest {ends[0]}, highest {ends[1]}.",
    )


def _description(known: pd.DataFrame, lines: dict[str, float], unit: str, decimals: int) -> str:
    named = known[known["role"].isin(["area", "England"])]
    numbers = named[["area_name", "value", "lower_ci", "upper_ci"]]
    said = [
        f"{name}: {with_interval(value, low, high, decimals, unit)}."
        for name, value, low, high in numbers.itertuples(index=False)
    ]
    median = with_unit(lines["Median"], decimals, unit)
    return " ".join(["From the highest to the lowest.", *said, f"Half of the places lie above "
                     f"{median}. The table has all of them."])  # fmt: skip


def _reading(known: pd.DataFrame, polarity: str) -> str:
    side = {"high is good": "Further to the right is better.",
            "low is good": "Further to the left is better."}.get(polarity, "")  # fmt: skip
    bare = known["lower_ci"].isna()
    lines = "" if bare.all() else "Lines are 95% intervals: where two overlap, the order may be "
    return wording.joined(
        "Each dot is a place; those of this book have their names.",
        f"{lines}chance." if lines else "",
        NO_INTERVAL if bare.any() else "",
        side,
    )


def _draw(
    figure: Figure,
    places: pd.DataFrame,
    limits: Pair,
    said: tuple[str, int, str],
    heads: list[tuple[str, float, str]],
) -> None:
    unit, decimals, polarity = said
    named = places[places["role"] == "area"]
    labels = [
        [*style.wrapped(str(name), NAME_CHARACTERS, MOST_NAME_LINES),
         wording.short(value, decimals, unit)]
        for name, value in zip(named["area_name"], named["value"], strict=True)
    ]  # fmt: skip
    widest = max((style.text_width(line) for lines in labels for line in lines), default=0.0)
    right = widest * 1.08 + LABEL_GAP if labels else 8.0
    height = _pitch(len(places)) * len(places)
    width = style.SHEET_WIDTH - right - 8
    axes = style.panel(figure, left=8, top=HEAD, width=width, height=height)
    axes.set(xlim=limits, ylim=(len(places) - 0.5, -0.5))
    number_axis(axes, limits)
    style.write_small(axes, unit_words(unit, limits), (0, 1), (-6, HEAD - 9), anchor="axes")
    style.write_small(axes, SIDES.get(polarity, ""), (1, 0), (0, -30), anchor="axes", align="right")
    for row, head in enumerate(heads):
        _line(axes, head, row, limits, width)
    _dots(axes, places)
    _label(axes, named, labels, height)


def _line(axes: Axes, head: tuple[str, float, str], row: int, limits: Pair, width: float) -> None:
    """Draw an upright line with its words above it."""
    words, value, name = head
    england = name == "England"
    axes.axvline(value, color=style.COMPARATOR if england else style.MUTED, linewidth=1.4,
                 linestyle=(0, (5, 2)) if england else (0, (1, 2)),
                 gid=style.series_id(name))  # fmt: skip
    across = 8 + (value - limits[0]) / (limits[1] - limits[0]) * width
    start = style.held_inside(across, style.text_width(words, style.SMALL_SIZE))
    above = (start - across, 7 + 13.0 * row)
    style.write_small(axes, words, (value, 1), above, anchor="column")


def _dots(axes: Axes, places: pd.DataFrame) -> None:
    """Draw the intervals of the places that are not named as one path, then every dot."""
    marked = places["role"] == "area"
    others, size = places[~marked], 2.6 if _pitch(len(places)) < 5 else 4.2
    held = others.dropna(subset=["lower_ci", "upper_ci"])
    ends = held[["lower_ci", "upper_ci"]].assign(gap=np.nan).to_numpy(dtype=float).ravel()
    axes.plot(ends, np.repeat(_places(held), 3), color=style.CONTEXT_GREY,
              linewidth=0.6)  # fmt: skip
    for place, row in zip(_places(others), rows_of(others), strict=True):
        style.draw_line(axes, (row["value"],), (place,), marker="o", markersize=size,
                        color=style.MUTED, markeredgewidth=0,
                        gid=style.series_id(str(row["area_name"])))  # fmt: skip
    named = places[marked]
    for place, row in zip(_places(named), rows_of(named), strict=True):
        gid, bare = style.series_id(str(row["area_name"])), pd.isna(row["lower_ci"])
        if not bare:
            style.draw_line(axes, (row["lower_ci"], row["upper_ci"]), (place, place), lw=1.8,
                            color=style.AREA, solid_capstyle="butt", gid=gid)  # fmt: skip
        style.draw_line(axes, (row["value"],), (place,), marker="D" if bare else "o", markersize=7,
                        color=style.AREA, markeredgewidth=0, gid=gid)  # fmt: skip


def _places(rows: pd.DataFrame) -> list[float]:
    """Give the rows' places from the top."""
    return [float(place) for place in rows.index.to_numpy(dtype=float)]


def _label(axes: Axes, named: pd.DataFrame, labels: list[list[str]], height: float) -> None:
    """Write names at the right edge, each as near to its dot as the others allow."""
    pitch = height / (axes.get_ylim()[0] + 0.5)
    wanted = [height - (place + 0.5) * pitch for place in _places(named)]
    heights = [style.NAME_LINE * len(lines) + 4 for lines in labels]
    centres = spread(wanted, heights, -FOOT / 2, height + 8)
    shown = zip(_places(named), named.iterrows(), labels, centres, strict=True)
    for place, (_, row), lines, centre in shown:
        end = float(row["upper_ci"]) if pd.notna(row["upper_ci"]) else float(row["value"])
        level = (height - centre) / pitch - 0.5
        axes.annotate("", (end, place), xytext=(1.0, level),
                      textcoords=axes.get_yaxis_transform(), arrowprops=LEADER,
                      annotation_clip=False)  # fmt: skip
        for number, line in enumerate(lines):
            up = ((len(lines) - 1) / 2 - number) * style.NAME_LINE
            style.write(axes, line, (1, level), (4, up), anchor="row", colour=style.AREA,
                        bold=number < len(lines) - 1)  # fmt: skip
