"""Areas in order of their value, each with its interval, one of them marked."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.axes import tick_texts, ticks_between, unit_words, value_limits
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import check_columns, has_intervals
from analysis.charts.labels import wrapped
from analysis.charts.reading import read_ranked
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import lower_first, no_figures, plotted_table, subtitle
from analysis.formats import format_number, with_interval, with_unit

COLUMNS = ("area_name", "period", "value")
ROW_HEIGHT = 19.0
HEAD = 46.0
FOOT = 24.0
NAME_CHARACTERS = 24
MOST_NAME_WIDTH = 150.0


def plot_ranked(
    data: pd.DataFrame,
    *,
    measure: str,
    unit: str,
    decimals: int = 1,
    highlight: str = "",
    bars: bool = False,
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw areas in order of their value, with 95% intervals where they are published.

    Parameters
    ----------
    data : pandas.DataFrame
        One row an area with `area_name`, `period` and `value`, and where there are any
        `lower_ci`, `upper_ci`, `area_code` and `role`; a row whose role is ``England`` is drawn
        as a reference line.
    measure : str
        Name of the indicator.
    unit : str
        As in the catalogue.
    decimals : int
        Digits shown.
    highlight : str
        Code or name of the area to mark; without one, the row whose role is ``area``.
    bars : bool
        Bars from nought in place of dots.
    title : str
        The headline; the measure when empty.
    source : str
        Publisher and release.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when no row has a value.

    Raises
    ------
    DataError
        When a column is missing.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"area_name": ["Darlington", "Hartlepool"], "period": "2020", "value": [20.0, 25.5]}
    ... )
    >>> plot_ranked(rows, measure="Smoking", unit="%", highlight="Hartlepool").alt
    'Ranked dot chart of smoking in 2 areas, 2020. Highest: Hartlepool 25.5%.
    Lowest: Darlington 20.0%. Hartlepool: 25.5%, number 1 of 2 from the highest.'
    """
    rows = _ranked_rows(data, highlight)
    known = rows.dropna(subset=["value"])
    areas, england = known[known["role"] != "England"], known[known["role"] == "England"]
    if areas.empty:
        return no_figures(measure, rows)
    values = [*known["value"], *known["lower_ci"], *known["upper_ci"]]
    limits = value_limits(values, from_zero=bars)
    alt = _alt(known, measure, unit, decimals, shape="bar" if bars else "dot")
    frame, digits = plotted_table(rows, {"area_name": "Area", "period": "Period"}, unit, decimals)
    return Chart(
        svg=_draw(areas, england, limits, unit, decimals, bars=bars, alt=alt),
        kind="ranked bar chart" if bars else "ranked dot chart",
        title=title or f"{measure} by area",
        subtitle=subtitle(measure, [f"{len(areas)} areas"], _period(known), unit),
        alt=alt,
        long_description=_description(known, unit, decimals),
        data=frame,
        decimals=digits,
        scale={"value": limits},
        source=source,
        figure_id=figure_id,
        reading=read_ranked(known),
    )


def _ranked_rows(data: pd.DataFrame, highlight: str) -> pd.DataFrame:
    rows = check_columns(data, COLUMNS, "ranked chart")
    if "role" not in rows.columns:
        rows["role"] = ""
    rows["role"] = rows["role"].replace({"comparator": "England"})
    if highlight:
        named = rows["area_name"] == highlight
        if "area_code" in rows.columns:
            named |= rows["area_code"] == highlight
        rows.loc[rows["role"] == "area", "role"] = ""
        rows.loc[named, "role"] = "area"
    return rows.sort_values(["value", "area_name"], ascending=[False, True], ignore_index=True)


def _period(rows: pd.DataFrame) -> str:
    periods = sorted(rows["period"].astype(str).unique())
    return periods[0] if len(periods) == 1 else "latest period of each area"


def _alt(known: pd.DataFrame, measure: str, unit: str, decimals: int, *, shape: str) -> str:
    areas, england = known[known["role"] != "England"], known[known["role"] == "England"]
    first, last = areas.iloc[0], areas.iloc[-1]
    count = "1 area" if len(areas) == 1 else f"{len(areas)} areas"
    parts = [f"Ranked {shape} chart of {lower_first(measure)} in {count}, {_period(areas)}."]
    for words, row in (("Highest", first), ("Lowest", last)):
        parts.append(f"{words}: {row['area_name']} {with_unit(row['value'], decimals, unit)}.")
    for place in np.flatnonzero(areas["role"] == "area"):
        row = areas.iloc[place]
        value = with_unit(row["value"], decimals, unit)
        rank = f"number {place + 1} of {len(areas)} from the highest"
        parts.append(f"{row['area_name']}: {value}, {rank}.")
    for value in england["value"]:
        parts.append(f"England: {with_unit(value, decimals, unit)}.")
    return alternative_text(*parts)


def _description(rows: pd.DataFrame, unit: str, decimals: int) -> str:
    said = [
        f"{name}: {with_interval(value, low, high, decimals, unit)}."
        for name, value, low, high in zip(
            rows["area_name"], rows["value"], rows["lower_ci"], rows["upper_ci"], strict=True
        )
    ]
    note = (
        "Thin lines are 95% confidence intervals; where two overlap, the order may be chance."
        if has_intervals(rows)
        else "No confidence intervals were published with these figures, so the order is uncertain."
    )
    return " ".join(["From the highest to the lowest.", *said, note])


def _draw(
    areas: pd.DataFrame,
    england: pd.DataFrame,
    limits: tuple[float, float],
    unit: str,
    decimals: int,
    *,
    bars: bool,
    alt: str,
) -> str:
    names = [wrapped(str(name), NAME_CHARACTERS, 1)[0] for name in areas["area_name"]]
    left = max(style.text_width(name) for name in names) * 1.04 + 8
    right = max(style.text_width(_ending(value, decimals, unit)) for value in areas["value"]) + 8
    height = ROW_HEIGHT * len(areas)
    with style.sheet(HEAD + height + FOOT) as figure:
        axes = style.panel(
            figure, left=left, top=HEAD, width=style.SHEET_WIDTH - left - right, height=height
        )
        _scale(axes, limits, unit, left, len(areas))
        if len(england):
            _england_line(axes, float(england["value"].iloc[0]), decimals, unit)
        for place, name in enumerate(names):
            _draw_area(axes, areas.iloc[place], place, bars=bars)
            leading = areas["role"].iloc[place] == "area"
            _name_row(
                axes, place, name, _ending(areas["value"].iloc[place], decimals, unit), leading
            )
        return canonical_svg(figure, label=alt)


def _ending(value: float, decimals: int, unit: str) -> str:
    return format_number(value, decimals) + ("%" if unit.startswith("%") else "")


def _scale(axes: Axes, limits: tuple[float, float], unit: str, left: float, count: int) -> None:
    axes.set_xlim(*limits)
    axes.set_ylim(count - 0.5, -0.5)
    ticks = ticks_between(*limits, count=3)
    axes.set_xticks(ticks, tick_texts(ticks, unit), fontsize=style.LABEL_SIZE)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.grid(visible=True, axis="x")
    style.write_above(axes, unit_words(unit, limits), (2 - left, HEAD - 10), size=style.SMALL_SIZE)


def _england_line(axes: Axes, value: float, decimals: int, unit: str) -> None:
    axes.axvline(value, color=style.ORANGE, linewidth=1.6, linestyle=(0, (5, 2)),
                 gid=style.series_id("England"))  # fmt: skip
    style.write(
        axes,
        f"England {_ending(value, decimals, unit)}",
        (value, 0),
        coordinates=axes.get_xaxis_transform(),
        offset=(0, -11),
        align="center",
        size=style.SMALL_SIZE,
    )


def _draw_area(axes: Axes, row: pd.Series, place: int, *, bars: bool) -> None:
    leading = row["role"] == "area"
    colour = style.DARK_BLUE if leading else style.CONTEXT_GREY
    gid = style.series_id(str(row["area_name"]))
    if bars:
        axes.barh(place, row["value"], height=0.66, color=colour, gid=gid)
        # A white line below keeps the interval visible inside a dark bar.
        axes.hlines(place, row["lower_ci"], row["upper_ci"], color=style.WHITE, linewidth=3.6,
                    gid=gid)  # fmt: skip
    axes.hlines(
        place,
        row["lower_ci"],
        row["upper_ci"],
        color=style.TEXT if bars else colour,
        linewidth=1.6 if leading else 1.1,
        gid=gid,
    )
    if not bars:
        axes.plot(
            [row["value"]], [place], marker="D" if leading else "o", color=colour,
            markersize=7 if leading else 5, gid=gid,
        )  # fmt: skip


def _name_row(axes: Axes, place: int, name: str, ending: str, leading: bool) -> None:
    colour = style.DARK_BLUE if leading else style.TEXT
    weight = "bold" if leading else "normal"
    across = axes.get_yaxis_transform()
    for text, at, offset, align in ((name, 0, -6, "right"), (ending, 1, 6, "left")):
        style.write(
            axes,
            text,
            (at, place),
            coordinates=across,
            offset=(offset, 0),
            align=align,
            colour=colour,
            weight=weight,
        )
