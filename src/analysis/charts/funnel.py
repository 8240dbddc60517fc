"""Areas by size, within or beyond the limits that chance alone would keep them in."""

from collections.abc import Sequence
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import (
    foot_axis,
    label_width,
    tick_texts,
    ticks_between,
    value_axis,
    value_limits,
)
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, alternative_text
from analysis.charts.labels import letter, one_line, spread
from analysis.charts.wording import lower_first, no_figures, range_said, subtitle
from analysis.claims.words import count_of
from analysis.formats import with_unit

LIMITS = {
    "lower_99_8": "the lower 99.8% limit",
    "lower_95": "the lower 95% limit",
    "upper_95": "the upper 95% limit",
    "upper_99_8": "the upper 99.8% limit",
}
FUNNEL = ChartKind(
    "funnel plot", "funnel plot", ("area_name", "value", "denominator", "benchmark", *LIMITS)
)
HEIGHT = 220.0
HEAD = 28.0
FOOT = 44.0
SIDE = 46.0
LABEL_HEIGHT = 14.0
KEY_LINE = 15.0


def plot_funnel(
    data: pd.DataFrame,
    *,
    measure: str,
    unit: str,
    decimals: int = 1,
    size_words: str = "Number of people",
    comparator_name: str = "England",
    highlight: str | Sequence[str] = "",
    period: str = "",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw areas by size against the limits of chance around a benchmark.

    `data` has one row an area with `area_name`, `value`, `denominator`, which `size_words` name,
    `benchmark`, and the limits as `funnel_limits` gives them. `highlight` names the areas to mark.

    >>> rows = pd.DataFrame(
    ...     {"area_name": ["A", "B"], "value": [20.0, 29.0], "denominator": [500, 900],
    ...      "benchmark": 21.0, "lower_95": 18.0, "upper_95": 24.0, "lower_99_8": 16.0,
    ...      "upper_99_8": 26.0}
    ... )
    >>> plot_funnel(rows, measure="Smoking", unit="%", highlight="B").alt
    'Funnel plot of smoking in 2 areas by size. Outside the 99.8% limits: 1 of 2.
    England: 21.0%. B: 29.0%. Range 20.0 to 29.0.'
    """
    rows = FUNNEL.rows(data)
    marked = [highlight] if isinstance(highlight, str) else list(highlight)
    known = rows.dropna(subset=["value", "denominator"]).sort_values(
        ["denominator", "area_name"], ignore_index=True
    )
    if known.empty:
        return no_figures(measure, rows)
    outside = (known["value"] < known["lower_99_8"]) | (known["value"] > known["upper_99_8"])
    known["beyond"] = outside
    known["said"] = [with_unit(value, decimals, unit) for value in known["value"]]
    count = count_of(len(known), "area")
    limits = value_limits([*known["value"], *known["lower_99_8"], *known["upper_99_8"]])
    benchmark = with_unit(known["benchmark"].iloc[0], decimals, unit)
    own = known.set_index("area_name")["said"]
    key = _key(known, marked)
    return FUNNEL.chart(
        lambda figure: _draw(figure, known, limits, marked, (unit, size_words, comparator_name)),
        height=HEAD + HEIGHT + FOOT + KEY_LINE * len(key),
        headline=f"{measure}: differences beyond chance",
        subtitle=subtitle(measure, [count], period, unit),
        alt=alternative_text(
            f"Funnel plot of {lower_first(measure)} in {count} by size.",
            f"Outside the 99.8% limits: {int(outside.sum())} of {len(known)}.",
            f"{comparator_name}: {benchmark}.",
            *(f"{name}: {own[name]}." for name in marked if name in own.index),
            range_said(known["value"], decimals),
        ),
        long_description=_description(known[outside], comparator_name),
        reading=f"Each mark is an area, larger ones to the right; the level line is "
        f"{comparator_name}. Between the outer curves a difference may be chance; beyond them it "
        "hardly can.",
        table=_table(known, size_words, f"Value ({unit})" if unit else "Value", decimals),
        scale={"value": limits},
        **beside,
    )


def _table(
    rows: pd.DataFrame, size_words: str, value: str, decimals: int
) -> tuple[pd.DataFrame, dict[str, int]]:
    names = {
        "area_name": "Area",
        "denominator": size_words,
        "value": value,
        "lower_95": "Lower 95% control limit",
        "upper_95": "Upper 95% control limit",
        "lower_99_8": "Lower 99.8% control limit",
        "upper_99_8": "Upper 99.8% control limit",
    }
    numbers = dict.fromkeys([*names.values()][1:], decimals)
    return rows[list(names)].rename(columns=names), numbers | {size_words: 0}


def _description(beyond: pd.DataFrame, comparator_name: str) -> str:
    outside = [
        f"{name} ({said})" for name, said in zip(beyond["area_name"], beyond["said"], strict=True)
    ]
    return (
        f"The line is the value for {comparator_name}; the inner and outer curves are the 95% and "
        f"99.8% limits within which chance alone would keep an area of that size. "
        f"Outside the 99.8% limits: {', '.join(outside) or 'none'}."
    )


def _draw(
    figure: Figure,
    rows: pd.DataFrame,
    limits: tuple[float, float],
    marked: Sequence[str],
    words: tuple[str, str, str],
) -> None:
    unit, size_words, comparator_name = words
    left = label_width(limits, unit)
    side = max(SIDE, style.text_width(one_line(comparator_name, 10), style.SMALL_SIZE) + 8)
    width = style.SHEET_WIDTH - left - side
    axes = style.panel(figure, left=left, top=HEAD, width=width, height=HEIGHT)
    value_axis(axes, limits, unit, (2 - left, HEAD - 11))
    _size_axis(axes, rows["denominator"], size_words)
    for name, limit in LIMITS.items():
        dashes = (0, (2, 2)) if name.endswith("95") else "solid"
        axes.plot(rows["denominator"], rows[name], color=style.DARK_GREY, lw=1, ls=dashes,
                  gid=style.series_id(limit))  # fmt: skip
    axes.axhline(float(rows["benchmark"].iloc[0]), color=style.ORANGE, linewidth=1.6,
                 gid=style.series_id(comparator_name))  # fmt: skip
    _label_limits(axes, rows.iloc[-1], comparator_name)
    _draw_areas(axes, rows, marked)
    for place, line in enumerate(_key(rows, marked)):
        at = (2 - left, -52 - KEY_LINE * place)
        style.write_small(axes, one_line(line, 40), (0, 0), at, anchor="axes")


def _size_axis(axes: Axes, sizes: pd.Series, size_words: str) -> None:
    low, high = float(sizes.min()), float(sizes.max())
    room = (high - low) * 0.04 or max(high * 0.1, 1.0)
    axes.set_xlim(max(low - room, 0), high + room)
    ticks = ticks_between(*axes.get_xlim(), count=4)
    foot_axis(axes, ticks, tick_texts(ticks))
    style.write_small(axes, size_words, (0.5, 0), (0, -32), anchor="axes", align="center")


def _label_limits(axes: Axes, last: pd.Series, comparator_name: str) -> None:
    """Name the line and the upper curves at their right ends, kept apart where they meet."""
    low, high = axes.get_ylim()
    scale = HEIGHT / (high - low)
    names = {comparator_name: "benchmark", "95%": "upper_95", "99.8%": "upper_99_8"}
    known = {words: float(last[name]) for words, name in names.items() if pd.notna(last[name])}
    wanted = [(at - low) * scale for at in known.values()]
    centres = spread(wanted, [LABEL_HEIGHT] * len(wanted), 0, HEIGHT)
    for words, centre in zip(known, centres, strict=True):
        at = (1, low + centre / scale)
        style.write_small(axes, one_line(words, 10), at, (5, 0), anchor="row")


def _draw_areas(axes: Axes, rows: pd.DataFrame, marked: Sequence[str]) -> None:
    beyond, named = rows["beyond"], rows["area_name"].isin(list(marked))
    for chosen, marker, colour, size, words in (
        (~beyond & ~named, "o", style.CONTEXT_GREY, 4.5, "the areas inside the limits"),
        (beyond & ~named, "s", style.DARK_PINK, 5.5, "the areas outside the limits"),
        (named, "D", style.DARK_BLUE, 8.0, " and ".join(marked)),
    ):
        axes.plot(rows.loc[chosen, "denominator"], rows.loc[chosen, "value"], linestyle="",
                  marker=marker, markersize=size, color=colour,
                  gid=style.series_id(words))  # fmt: skip
    places = rows.loc[named, ["area_name", "denominator", "value", "benchmark"]]
    for name, size, value, benchmark in places.itertuples(index=False):
        if len(marked) == 1:
            words = one_line(str(name), 26)
            offset = _clear_offset(axes, rows[~named], (size, value), style.text_width(words) * 1.1)
        else:
            words = letter(list(marked).index(name))
            offset = (8, 9 if value >= benchmark else -9)
        style.write(axes, words, (size, value), offset, bold=True, colour=style.DARK_BLUE,
                    align="right" if offset[0] < 0 else "left")  # fmt: skip


def _clear_offset(
    axes: Axes, others: pd.DataFrame, at: tuple[float, float], width: float
) -> tuple[float, float]:
    """Find where beside a mark its name covers fewest other marks; further away only if need be."""
    points = axes.transData.transform(others[["denominator", "value"]].to_numpy(dtype=float))
    (mark,) = axes.transData.transform([at])
    ends = axes.transAxes.transform([(0, 0), (1, 0)])[:, 0]
    middle = sum(axes.get_xlim()) / 2
    sides = (-8, 8) if at[0] > middle else (8, -8)
    inside = {8: mark[0] + width < ends[1], -8: mark[0] - width > ends[0]}
    kept = [side for side in sides if inside[side]] or sides
    offsets = [(across, up) for up in (9, -10, 22, -23, 35, -36) for across in kept]

    def covered(offset: tuple[float, float]) -> int:
        across, up = points[:, 0] - mark[0] - offset[0], points[:, 1] - mark[1] - offset[1]
        along = across if offset[0] > 0 else -across
        return int(((along > -5) & (along < width + 5) & (abs(up) < LABEL_HEIGHT * 0.75)).sum())

    return min(offsets, key=covered)


def _key(rows: pd.DataFrame, marked: Sequence[str]) -> list[str]:
    """Say which letter is which area, where several are marked."""
    drawn = [name for name in marked if (rows["area_name"] == name).any()]
    letters = [letter(list(marked).index(name)) for name in drawn]
    return [" ".join(pair) for pair in zip(letters, drawn, strict=True)] if len(marked) > 1 else []
