"""Areas by size, within or beyond the limits that chance alone would keep them in."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.axes import (
    label_width,
    tick_texts,
    ticks_between,
    unit_words,
    value_axis,
    value_limits,
)
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import check_columns
from analysis.charts.labels import spread, wrapped
from analysis.charts.reading import read_funnel
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import lower_first, no_figures, subtitle
from analysis.formats import format_number, with_unit

LIMITS = {
    "lower_99_8": "the lower 99.8% limit",
    "lower_95": "the lower 95% limit",
    "upper_95": "the upper 95% limit",
    "upper_99_8": "the upper 99.8% limit",
}
COLUMNS = ("area_name", "value", "denominator", "benchmark", *LIMITS)
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
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw areas by size against the limits of chance around a benchmark.

    Parameters
    ----------
    data : pandas.DataFrame
        One row an area with `area_name`, `value`, `denominator`, `benchmark`, `lower_95`,
        `upper_95`, `lower_99_8` and `upper_99_8`, as `funnel_limits` gives them.
    measure : str
        Name of the indicator.
    unit : str
        As in the catalogue.
    decimals : int
        Digits shown.
    size_words : str
        What the denominator counts.
    comparator_name : str
        Whose value the benchmark is.
    highlight : str or sequence of str
        Name of the area to mark, or several names.
    period : str
        For the subtitle.
    title : str
        The headline; the measure when empty.
    source : str
        Publisher and release.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when no area has both a value and a size.

    Raises
    ------
    DataError
        When a column is missing.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"area_name": ["A", "B"], "value": [20.0, 29.0], "denominator": [500, 900],
    ...      "benchmark": 21.0, "lower_95": 18.0, "upper_95": 24.0, "lower_99_8": 16.0,
    ...      "upper_99_8": 26.0}
    ... )
    >>> plot_funnel(rows, measure="Smoking", unit="%", highlight="B").alt
    'Funnel plot of smoking in 2 areas by size. Outside the 99.8% limits: 1 of 2.
    England: 21.0%. B: 29.0%. Range 20.0 to 29.0.'
    """
    rows = check_columns(data, COLUMNS, "funnel plot")
    marked = [highlight] if isinstance(highlight, str) else list(highlight)
    known = rows.dropna(subset=["value", "denominator"]).sort_values(
        ["denominator", "area_name"], ignore_index=True
    )
    if known.empty:
        return no_figures(measure, rows)
    beyond = (known["value"] < known["lower_99_8"]) | (known["value"] > known["upper_99_8"])
    count = f"{len(known)} area" + ("" if len(known) == 1 else "s")
    alt = _alt(
        known, beyond, measure, unit, decimals, words=(count, comparator_name), marked=marked
    )
    limits = value_limits([*known["value"], *known["lower_99_8"], *known["upper_99_8"]])
    value = f"Value ({unit})" if unit else "Value"
    names = {
        "area_name": "Area",
        "denominator": size_words,
        "value": value,
        "lower_95": "Lower 95% control limit",
        "upper_95": "Upper 95% control limit",
        "lower_99_8": "Lower 99.8% control limit",
        "upper_99_8": "Upper 99.8% control limit",
    }
    numbers = dict.fromkeys([names[name] for name in names if name != "area_name"], decimals)
    return Chart(
        svg=_draw(known, beyond, limits, unit, marked, words=(size_words, comparator_name),
                  alt=alt),
        kind="funnel plot",
        title=title or f"{measure}: differences beyond chance",
        subtitle=subtitle(measure, [count], period, unit),
        alt=alt,
        long_description=_description(known, beyond, unit, decimals, comparator_name),
        data=known[list(names)].rename(columns=names),
        decimals=numbers | {size_words: 0},
        scale={"value": limits},
        source=source,
        figure_id=figure_id,
        reading=read_funnel(comparator_name),
    )  # fmt: skip


def _alt(
    rows: pd.DataFrame,
    beyond: pd.Series,
    measure: str,
    unit: str,
    decimals: int,
    *,
    words: tuple[str, str],
    marked: Sequence[str],
) -> str:
    count, comparator_name = words
    benchmark = with_unit(rows["benchmark"].iloc[0], decimals, unit)
    own = [
        f"{name}: {with_unit(value, decimals, unit)}."
        for name in marked
        for value in rows.loc[rows["area_name"] == name, "value"]
    ]
    low, high = (format_number(end, decimals) for end in (rows["value"].min(), rows["value"].max()))
    return alternative_text(
        f"Funnel plot of {lower_first(measure)} in {count} by size.",
        f"Outside the 99.8% limits: {int(beyond.sum())} of {len(rows)}.",
        f"{comparator_name}: {benchmark}.",
        *own,
        f"Range {low} to {high}.",
    )


def _description(
    rows: pd.DataFrame, beyond: pd.Series, unit: str, decimals: int, comparator_name: str
) -> str:
    outside = [
        f"{name} ({with_unit(value, decimals, unit)})"
        for name, value in zip(
            rows.loc[beyond, "area_name"], rows.loc[beyond, "value"], strict=True
        )
    ]
    said = ", ".join(outside) if outside else "none"
    return (
        f"The line is the value for {comparator_name}; the inner and outer curves are the 95% and "
        f"99.8% limits within which chance alone would keep an area of that size. "
        f"Outside the 99.8% limits: {said}."
    )


def _draw(
    rows: pd.DataFrame,
    beyond: pd.Series,
    limits: tuple[float, float],
    unit: str,
    marked: Sequence[str],
    *,
    words: tuple[str, str],
    alt: str,
) -> str:
    size_words, comparator_name = words
    left = label_width(limits, unit)
    side = max(SIDE, style.text_width(wrapped(comparator_name, 10, 1)[0], style.SMALL_SIZE) + 8)
    width = style.SHEET_WIDTH - left - side
    key = _key(rows, marked)
    with style.sheet(HEAD + HEIGHT + FOOT + KEY_LINE * len(key)) as figure:
        axes = style.panel(figure, left=left, top=HEAD, width=width, height=HEIGHT)
        value_axis(axes, limits, unit)
        style.write_above(axes, unit_words(unit, limits), (2 - left, HEAD - 11),
                          size=style.SMALL_SIZE)  # fmt: skip
        _size_axis(axes, rows["denominator"], size_words)
        for name, limit in LIMITS.items():
            dashes = (0, (2, 2)) if name.endswith("95") else "solid"
            axes.plot(rows["denominator"], rows[name], color=style.DARK_GREY, lw=1, ls=dashes,
                      gid=style.series_id(limit))  # fmt: skip
        axes.axhline(float(rows["benchmark"].iloc[0]), color=style.ORANGE, linewidth=1.6,
                     gid=style.series_id(comparator_name))  # fmt: skip
        _label_limits(axes, rows, HEIGHT / (limits[1] - limits[0]), comparator_name)
        _draw_areas(axes, rows, beyond, marked)
        for place, line in enumerate(key):
            at = (2 - left, -52 - KEY_LINE * place)
            style.write(axes, wrapped(line, 40, 1)[0], (0, 0), coordinates="axes fraction",
                        offset=at, size=style.SMALL_SIZE)  # fmt: skip
        return canonical_svg(figure, label=alt)


def _size_axis(axes: Axes, sizes: pd.Series, size_words: str) -> None:
    low, high = float(sizes.min()), float(sizes.max())
    room = (high - low) * 0.04 or max(high * 0.1, 1.0)
    axes.set_xlim(max(low - room, 0), high + room)
    ticks = ticks_between(*axes.get_xlim(), count=4)
    axes.set_xticks(ticks, tick_texts(ticks), fontsize=style.LABEL_SIZE)
    axes.tick_params(axis="x", length=4, color=style.CONTEXT_GREY)
    axes.spines["bottom"].set(visible=True, color=style.CONTEXT_GREY)
    style.write(axes, size_words, (0.5, 0), coordinates="axes fraction", offset=(0, -32),
                align="center", size=style.SMALL_SIZE)  # fmt: skip


def _label_limits(axes: Axes, rows: pd.DataFrame, scale: float, comparator_name: str) -> None:
    """Name the line and the upper curves at their right ends, kept apart where they meet."""
    last = rows.iloc[-1]
    low = axes.get_ylim()[0]
    names = {comparator_name: "benchmark", "95%": "upper_95", "99.8%": "upper_99_8"}
    known = {words: float(last[name]) for words, name in names.items() if pd.notna(last[name])}
    wanted = [(at - low) * scale for at in known.values()]
    centres = spread(wanted, [LABEL_HEIGHT] * len(wanted), 0, HEIGHT)
    for words, centre in zip(known, centres, strict=True):
        style.write(axes, wrapped(words, 10, 1)[0], (1, low + centre / scale), offset=(5, 0),
                    coordinates=axes.get_yaxis_transform(), size=style.SMALL_SIZE)  # fmt: skip


def _draw_areas(axes: Axes, rows: pd.DataFrame, beyond: pd.Series, marked: Sequence[str]) -> None:
    named = rows["area_name"].isin(list(marked))
    for chosen, marker, colour, size, words in (
        (~beyond & ~named, "o", style.CONTEXT_GREY, 4.5, "the areas inside the limits"),
        (beyond & ~named, "s", style.DARK_PINK, 5.5, "the areas outside the limits"),
        (named, "D", style.DARK_BLUE, 8.0, " and ".join(marked)),
    ):
        axes.plot(rows.loc[chosen, "denominator"], rows.loc[chosen, "value"], linestyle="",
                  marker=marker, markersize=size, color=colour,
                  gid=style.series_id(words))  # fmt: skip
    for name, size, value, benchmark in rows.loc[
        named, ["area_name", "denominator", "value", "benchmark"]
    ].itertuples(index=False):
        if len(marked) == 1:
            words = wrapped(str(name), 26, 1)[0]
            offset = _clear_offset(axes, rows[~named], (size, value), style.text_width(words) * 1.1)
        else:
            words, offset = _letter(name, marked), (8, 9 if value >= benchmark else -9)
        style.write(axes, words, (size, value), weight="bold", colour=style.DARK_BLUE,
                    align="right" if offset[0] < 0 else "left", offset=offset)  # fmt: skip


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


def _letter(name: str, marked: Sequence[str]) -> str:
    """Name a mark among several by a letter; after Z come numbers."""
    place = list(marked).index(name)
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _key(rows: pd.DataFrame, marked: Sequence[str]) -> list[str]:
    """Say which letter is which area, where several are marked."""
    drawn = [name for name in marked if (rows["area_name"] == name).any()]
    return [f"{_letter(name, marked)} {name}" for name in drawn] if len(marked) > 1 else []
