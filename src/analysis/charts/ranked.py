"""Areas in order of their value, each with its interval, one of them marked."""

from typing import Any, Unpack

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import rows_axis, unit_words, value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, alternative_text
from analysis.charts.frame import drawn_values
from analysis.charts.labels import one_line
from analysis.charts.wording import (
    intervals_said,
    lower_first,
    no_figures,
    plotted_table,
    short,
    subtitle,
)
from analysis.claims.words import count_of
from analysis.formats import with_interval, with_unit

RANKED = ChartKind(
    "ranked dot chart", "ranked chart", ("area_name", "period", "value"), {"role": ""}
)
ROW_HEIGHT = 19.0
HEAD = 46.0
FOOT = 24.0
NAME_CHARACTERS = 24
# Whether the area is the marked one: its marker, size, colour and the width of its interval.
LOOKS = {False: ("o", 5.0, style.CONTEXT_GREY, 1.1), True: ("D", 7.0, style.DARK_BLUE, 1.6)}


def plot_ranked(
    data: pd.DataFrame, *, measure: str, unit: str, decimals: int = 1, **beside: Unpack[Beside]
) -> Chart | Notice:
    """Draw areas in order of their value, with 95% intervals where they are published.

    `data` has one row an area with `area_name`, `period` and `value`, and where there are any
    `lower_ci`, `upper_ci` and `role`: an ``area`` is marked, ``England`` is a reference line.

    >>> rows = pd.DataFrame(
    ...     {"area_name": ["Darlington", "Hartlepool"], "period": "2020", "value": [20.0, 25.5],
    ...      "role": ["", "area"]}
    ... )
    >>> plot_ranked(rows, measure="Smoking", unit="%").alt
    'Ranked dot chart of smoking in 2 areas, 2020. Highest: Hartlepool 25.5%.
    Lowest: Darlington 20.0%. Hartlepool: 25.5%, number 1 of 2 from the highest.'
    """
    rows = RANKED.rows(data).sort_values(
        ["value", "area_name"], ascending=[False, True], ignore_index=True
    )
    known = rows.dropna(subset=["value"]).copy()
    known["short"] = [short(value, decimals, unit) for value in known["value"]]
    england = known["role"] == "England"
    areas, beyond = known[~england].reset_index(drop=True), known[england]
    if areas.empty:
        return no_figures(measure, rows)
    limits = value_limits(drawn_values(known))
    sure = "Thin lines are 95% intervals: where two overlap, the order of the areas may be chance."
    unsure = "No intervals are published, so the order of areas that are close may be chance."
    return RANKED.chart(
        lambda figure: _draw(figure, areas, beyond, limits, unit),
        height=HEAD + ROW_HEIGHT * len(areas) + FOOT,
        headline=f"{measure} by area",
        subtitle=subtitle(measure, [f"{len(areas)} areas"], _period(known), unit),
        alt=_alt(areas, beyond["value"], measure, unit, decimals),
        long_description=_description(known, unit, decimals),
        reading=intervals_said(known, sure, unsure),
        table=plotted_table(rows, {"area_name": "Area", "period": "Period"}, unit, decimals),
        scale={"value": limits},
        **beside,
    )


def _period(rows: pd.DataFrame) -> str:
    periods = sorted(rows["period"].astype(str).unique())
    return periods[0] if len(periods) == 1 else "latest period of each area"


def _alt(areas: pd.DataFrame, england: pd.Series, measure: str, unit: str, decimals: int) -> str:
    said = [with_unit(value, decimals, unit) for value in areas["value"]]
    names = areas["area_name"]
    return alternative_text(
        f"Ranked dot chart of {lower_first(measure)} in {count_of(len(areas), 'area')}, "
        f"{_period(areas)}.",
        f"Highest: {names.iloc[0]} {said[0]}.",
        f"Lowest: {names.iloc[-1]} {said[-1]}.",
        *(
            f"{names.iloc[place]}: {said[place]}, number {place + 1} of {len(areas)} from the "
            "highest."
            for place in areas.index[areas["role"] == "area"]
        ),
        *(f"England: {with_unit(value, decimals, unit)}." for value in england),
    )


def _description(rows: pd.DataFrame, unit: str, decimals: int) -> str:
    columns = (rows[name] for name in ("area_name", "value", "lower_ci", "upper_ci"))
    said = [
        f"{name}: {with_interval(value, low, high, decimals, unit)}."
        for name, value, low, high in zip(*columns, strict=True)
    ]
    note = intervals_said(
        rows,
        "Thin lines are 95% confidence intervals; where two overlap, the order may be chance.",
        "No confidence intervals were published with these figures, so the order is uncertain.",
    )
    return " ".join(["From the highest to the lowest.", *said, note])


def _draw(
    figure: Figure,
    areas: pd.DataFrame,
    england: pd.DataFrame,
    limits: tuple[float, float],
    unit: str,
) -> None:
    names = [one_line(str(name), NAME_CHARACTERS) for name in areas["area_name"]]
    left = max(style.text_width(name) for name in names) * 1.04 + 8
    width = (
        style.SHEET_WIDTH - left - (max(style.text_width(value) for value in areas["short"]) + 8)
    )
    axes = style.panel(figure, left=left, top=HEAD, width=width, height=ROW_HEIGHT * len(areas))
    rows_axis(axes, limits, unit, len(areas))
    style.write_small(axes, unit_words(unit, limits), (0, 1), (2 - left, HEAD - 10), anchor="axes")
    for value, said in zip(england["value"][:1], england["short"][:1], strict=True):
        axes.axvline(value, color=style.ORANGE, linewidth=1.6, linestyle=(0, (5, 2)),
                     gid=style.series_id("England"))  # fmt: skip
        style.write_small(axes, f"England {said}", (value, 0), (0, -11), anchor="column",
                          align="center")  # fmt: skip
    for leading, own in areas.groupby(areas["role"] == "area"):
        _draw_areas(axes, own, leading=bool(leading))
    for place, leading in enumerate(areas["role"] == "area"):
        look: dict[str, Any] = {
            "colour": style.DARK_BLUE if leading else style.TEXT,
            "bold": bool(leading),
        }
        style.write(axes, names[place], (0, place), (-6, 0), anchor="row", align="right", **look)
        style.write(axes, areas["short"].iloc[place], (1, place), (6, 0), anchor="row", **look)


def _draw_areas(axes: Axes, areas: pd.DataFrame, *, leading: bool) -> None:
    """Draw dots of one look, each on its interval; a row's place is its index."""
    marker, size, colour, width = LOOKS[leading]
    drawn = len(axes.collections)
    sns.stripplot(x=areas["value"].to_numpy(), y=areas.index.to_numpy(), orient="h", ax=axes,
                  native_scale=True, jitter=False, marker=marker, size=size, color=colour,
                  edgecolor=colour, linewidth=1)  # fmt: skip
    dots = axes.collections[drawn:]
    for place, row, dot in zip(areas.index, areas.to_dict("records"), dots, strict=True):
        # Row by row, each dot on its line.
        height, gid = 2 + place / 1000, style.series_id(str(row["area_name"]))
        axes.hlines(place, row["lower_ci"], row["upper_ci"], color=colour, linewidth=width,
                    zorder=height, gid=gid)  # fmt: skip
        dot.set(zorder=height + 0.0005, gid=gid)
