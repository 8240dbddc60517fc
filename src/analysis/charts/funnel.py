"""Areas by size, within or beyond the limits that chance alone would keep them in."""

from collections.abc import Sequence
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import label_width, number_axis, spread, value_axis, value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice
from analysis.charts.style import Pair
from analysis.charts.wording import alternative_text, no_figures, range_said, subtitle
from analysis.claims.words import count_of, lower_first
from analysis.formats import with_unit

LIMITS = {
    "lower_99_8": "the lower 99.8% limit",
    "lower_95": "the lower 95% limit",
    "upper_95": "the upper 95% limit",
    "upper_99_8": "the upper 99.8% limit",
}
FUNNEL = ChartKind("funnel plot", ("area_name", "value", "denominator", "benchmark", *LIMITS))
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
    """
    rows = FUNNEL.rows(data)
    marked = [highlight] if isinstance(highlight, str) else list(highlight)
    known = rows.dropna(subset=["value", "denominator"]).sort_values(
        ["denominator", "area_name"], ignore_index=True
    )
    if known.empty:
        return no_figures(measure, rows)
    known["beyond"] = (known["value"] < known["lower_99_8"]) | (
        known["value"] > known["upper_99_8"]
    )
    known["said"] = [with_unit(value, decimals, unit) for value in known["value"]]
    count = count_of(len(known), "area")
    limits = value_limits([*known["value"], *known["lower_99_8"], *known["upper_99_8"]])
    benchmark = with_unit(known["benchmark"].iloc[0], decimals, unit)
    own = known.set_index("area_name")["said"]
    letters = {name: style.letter(n) for n, name in enumerate(marked) if name in own.index}
    key = [f"{sign} {name}" for name, sign in letters.items()] if len(letters) > 1 else []
    known["mark"] = [letters.get(name, "") for name in known["area_name"]]
    outside, words = known[known["beyond"]], (unit, size_words, comparator_name)
    return FUNNEL.chart(
        lambda figure: _draw(figure, known, limits, key, words),
        height=HEAD + HEIGHT + FOOT + KEY_LINE * len(key),
        headline=f"{measure}: differences beyond chance",
        subtitle=subtitle(measure, [count], period, unit),
        alt=alternative_text(
            f"Funnel plot of {lower_first(measure)} in {count} by size.",
            f"Outside the 99.8% limits: {len(outside)} of {len(known)}.",
            f"{comparator_name}: {benchmark}.",
            *(f"{name}: {own[name]}." for name in letters),
            range_said(known["value"], decimals),
        ),
        long_description=_description(outside, comparator_name),
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
    names = {"area_name": "Area", "denominator": size_words, "value": value}
    for share in ("95", "99.8"):
        for end in ("Lower", "Upper"):
            column = f"{end.lower()}_{share.replace('.', '_')}"
            names[column] = f"{end} {share}% control limit"
    numbers = dict.fromkeys([*names.values()][1:], decimals)
    return rows[list(names)].rename(columns=names), numbers | {size_words: 0}


def _description(beyond: pd.DataFrame, comparator_name: str) -> str:
    outside = beyond["area_name"] + " (" + beyond["said"] + ")"
    return (
        f"The line is the value for {comparator_name}; the inner and outer curves are the 95% and "
        f"99.8% limits within which chance alone would keep an area of that size. "
        f"Outside the 99.8% limits: {', '.join(outside) or 'none'}."
    )


def _draw(
    figure: Figure,
    rows: pd.DataFrame,
    limits: Pair,
    key: Sequence[str],
    words: tuple[str, str, str],
) -> None:
    unit, size_words, comparator_name = words
    left = label_width(limits, unit)
    side = max(SIDE, style.text_width(style.one_line(comparator_name, 10), style.SMALL_SIZE) + 8)
    width = style.SHEET_WIDTH - left - side
    axes = style.panel(figure, left=left, top=HEAD, width=width, height=HEIGHT)
    value_axis(axes, limits, unit, (2 - left, HEAD - 11))
    _size_axis(axes, rows["denominator"], size_words)
    for name, limit in LIMITS.items():
        dashes, gid = (0, (2, 2)) if name.endswith("95") else "solid", style.series_id(limit)
        axes.plot(rows["denominator"], rows[name], color=style.MUTED, lw=1, ls=dashes, gid=gid)
    benchmark, gid = float(rows["benchmark"].iloc[0]), style.series_id(comparator_name)
    axes.axhline(benchmark, color=style.COMPARATOR, linewidth=1.6, gid=gid)
    _label_limits(axes, rows.iloc[-1], comparator_name)
    _draw_areas(axes, rows)
    for place, line in enumerate(key):
        at = (2 - left, -52 - KEY_LINE * place)
        style.write_small(axes, style.one_line(line, 40), (0, 0), at, anchor="axes")


def _size_axis(axes: Axes, sizes: pd.Series, size_words: str) -> None:
    low, high = float(sizes.min()), float(sizes.max())
    room = (high - low) * 0.04 or max(high * 0.1, 1.0)
    axes.set_xlim(max(low - room, 0), high + room)
    number_axis(axes, axes.get_xlim())
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
        style.write_small(axes, style.one_line(words, 10), at, (5, 0), anchor="row")


def _draw_areas(axes: Axes, rows: pd.DataFrame) -> None:
    beyond, named = rows["beyond"], rows["mark"] != ""
    own, others = rows[named], rows[~named]
    for areas, marker, colour, size, words in (
        (rows[~beyond & ~named], "o", style.CONTEXT_GREY, 4.5, "the areas inside the limits"),
        (rows[beyond & ~named], "s", style.TEXT, 5.5, "the areas outside the limits"),
        (
            own,
            "D",
            style.AREA,
            8.0,
            " and ".join(own.sort_values("mark", kind="stable")["area_name"]),
        ),
    ):
        axes.plot(areas["denominator"], areas["value"], linestyle="", marker=marker,
                  markersize=size, color=colour, gid=style.series_id(words))  # fmt: skip
    for _, row in own.iterrows():
        words, at = row["mark"], (row["denominator"], row["value"])
        offset: Pair = (8, 9 if row["value"] >= row["benchmark"] else -9)
        if len(own) == 1:
            words = style.one_line(row["area_name"], 26)
            offset = _clear_offset(axes, others, at, style.text_width(words, bold=True))
        align = "right" if offset[0] < 0 else "left"
        style.write(axes, words, at, offset, bold=True, colour=style.AREA, align=align)


def _clear_offset(axes: Axes, others: pd.DataFrame, at: Pair, width: float) -> Pair:
    """Find where beside a mark its name covers fewest other marks; further away only if need be."""
    points = axes.transData.transform(others[["denominator", "value"]].to_numpy(dtype=float))
    (mark,) = axes.transData.transform([at])
    ends = axes.transAxes.transform([(0, 0), (1, 0)])[:, 0]
    middle = sum(axes.get_xlim()) / 2
    sides = (-8, 8) if at[0] > middle else (8, -8)
    inside = {8: mark[0] + width < ends[1], -8: mark[0] - width > ends[0]}
    kept = [side for side in sides if inside[side]] or sides
    offsets = [(across, up) for up in (9, -10, 22, -23, 35, -36) for across in kept]

    def covered(offset: Pair) -> int:
        across, up = points[:, 0] - mark[0] - offset[0], points[:, 1] - mark[1] - offset[1]
        along = across if offset[0] > 0 else -across
        return int(((along > -5) & (along < width + 5) & (abs(up) < LABEL_HEIGHT * 0.75)).sum())

    return min(offsets, key=covered)
