"""Many small trends at once: one indicator a panel, the area against one comparator."""

from math import ceil
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import foot_axis, value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, parts_by
from analysis.charts.style import Pair
from analysis.charts.timeline import TIME_COLUMNS, in_time, on_a_time_line, unbroken, usual_step
from analysis.charts.trend import ROLES
from analysis.charts.wording import alternative_text, joined, listed, period_span, written
from analysis.claims.words import count_of
from analysis.formats import with_unit

MULTIPLES = ChartKind(
    "small multiples",
    ("name", "unit", "decimals", "role", "area_name", *TIME_COLUMNS, "value"),
    {"break_year": float("nan")},
    ROLES,
)
ACROSS = 2
GUTTER = 22.0
WIDTH = (style.SHEET_WIDTH - GUTTER * (ACROSS - 1)) / ACROSS
PLOT_HEIGHT = 62.0
NAME_LINES = 3
NAME_CHARACTERS = 28
NAME_ROOM = NAME_LINES * style.NAME_LINE + 16
END_ROOM = 44.0
FOOT = 20.0
HEAD = 24.0
PITCH = NAME_ROOM + PLOT_HEIGHT + FOOT + 8


def plot_small_multiples(
    data: pd.DataFrame,
    *,
    area_name: str,
    comparator_name: str = "England",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw a small trend for each indicator; each has its own scale and both last values.

    `data` are rows of several indicators in the order wanted, one sex each, with `name`, `unit`,
    `decimals`, `role` (``area`` or ``England``), `area_name`, `period`, `period_start`,
    `period_end`, `value`, and where it helps `break_year`, the first year of a new definition.
    """
    rows = on_a_time_line(MULTIPLES.rows(data))
    known = rows[rows["role"].isin(["area", "England"])].dropna(subset=["value"])
    if known.empty:
        return Notice(f"No trends are published for {area_name}.")
    known = known.assign(written=written(known, "value"))
    panels = {name: in_time(own) for name, own in parts_by(known, "name").items()}
    count = count_of(len(panels), "indicator")
    changes = [_change(own, name, area_name) for name, own in panels.items()]
    limits = {name: value_limits(own["value"]) for name, own in panels.items()}
    own_scale = "Every small chart has a scale of its own"
    return MULTIPLES.chart(
        lambda figure: _draw(figure, panels, limits, area_name, comparator_name),
        height=HEAD + PITCH * ceil(len(panels) / ACROSS),
        headline=f"Trends in {area_name}",
        subtitle=f"{count}, {listed([area_name, comparator_name])}, {period_span(known)}, "
        "unit of each indicator",
        alt=alternative_text(
            f"Small line charts of {count}, {area_name} and {comparator_name}.", *changes
        ),
        long_description=joined(*changes, f"{own_scale}."),
        reading=f"{own_scale}: compare how lines run, and how far the area is from "
        f"{comparator_name}, not their heights from chart to chart.",
        table=(_table(known, area_name, comparator_name), {}),
        scale=limits,
        **beside,
    )


def _table(rows: pd.DataFrame, area_name: str, comparator_name: str) -> pd.DataFrame:
    """One row an indicator and period, the area beside its comparator."""
    names = {"name": "Indicator", "unit": "Unit", "period": "Period"}
    keys = rows[list(names)].drop_duplicates()
    for role, heading in (("area", area_name), ("England", comparator_name)):
        side = rows.loc[rows["role"] == role, [*names, "written"]]
        keys = keys.merge(side.rename(columns={"written": heading}), on=list(names), how="left")
    return keys.rename(columns=names)


def _change(rows: pd.DataFrame, name: str, area_name: str) -> str:
    own = rows[rows["role"] == "area"]
    if own.empty:
        return f"{name}: no figures for {area_name}."
    unit, decimals = str(own["unit"].iloc[-1]), int(own["decimals"].iloc[-1])
    first, last = (with_unit(own["value"].iloc[place], decimals, unit) for place in (0, -1))
    return f"{name}, {area_name}: {first if len(own) == 1 else f'{first} to {last}'}."


def _draw(
    figure: Figure,
    panels: dict[str, pd.DataFrame],
    limits: dict[str, Pair],
    area_name: str,
    comparator_name: str,
) -> None:
    for place, (name, rows) in enumerate(panels.items()):
        row, column = divmod(place, ACROSS)
        axes = style.panel(
            figure, left=column * (WIDTH + GUTTER) + 4, top=HEAD + row * PITCH + NAME_ROOM,
            width=WIDTH - END_ROOM - 4, height=PLOT_HEIGHT,
        )  # fmt: skip
        if place == 0:
            _legend(axes, area_name, comparator_name)
        for number, line in enumerate(reversed(style.wrapped(name, NAME_CHARACTERS, NAME_LINES))):
            above = (0, 24 + style.NAME_LINE * number)
            style.write_small(axes, line, (0, 1), above, anchor="axes", bold=True)
        style.write(axes, str(rows["unit"].iloc[0]), (0, 1), (0, 10), anchor="axes", size=10)
        _draw_panel(axes, rows, name, limits[name])


def _legend(axes: Axes, area_name: str, comparator_name: str) -> None:
    start, above = 0.0, NAME_ROOM + HEAD - 12
    for words, role in ((style.one_line(area_name, 24), "area"), (comparator_name, "England")):
        axes.plot(
            [start / axes.bbox.width + 0.03], [1 + above / axes.bbox.height],
            marker=style.ROLE_MARKERS[role], markersize=7, color=style.ROLE_COLOURS[role],
            transform=axes.transAxes, gid=style.series_id(f"the key of {words}"),
        )  # fmt: skip
        style.write(axes, words, (0, 1), (start + 12, above), anchor="axes", bold=True)
        start += style.text_width(words) * 1.1 + 34


def _draw_panel(axes: Axes, rows: pd.DataFrame, name: str, limits: Pair) -> None:
    first, last = float(rows["position"].min()), float(rows["position"].max())
    room = (last - first) * 0.04 or 0.5
    axes.set(xlim=(first - room, last + room), ylim=limits)
    axes.set_yticks([])
    foot_axis(axes)
    _write_ends(axes, rows)
    breaks = rows.sort_index()["break_year"].dropna().unique().tolist()
    for role in ("England", "area"):
        own = rows[rows["role"] == role]
        if own.empty:
            continue
        look = {"color": style.ROLE_COLOURS[role], "marker": style.ROLE_MARKERS[role],
                "gid": style.series_id(f"{name}, {own['area_name'].iloc[0]}")}  # fmt: skip
        for run in unbroken(own, usual_step(rows["position"]), breaks):
            axes.plot(run["position"], run["value"], markersize=3, lw=2 if role == "area" else 1.3,
                      markevery=[0] if len(run) == 1 else [], **look)  # fmt: skip
        axes.plot(own["position"].iloc[-1:], own["value"].iloc[-1:], markersize=5, **look)
    _write_last(axes, rows, limits)


def _write_ends(axes: Axes, rows: pd.DataFrame) -> None:
    ends = [(0.0, rows["period"].iloc[0], "left")]
    if rows["position"].iloc[0] < rows["position"].iloc[-1]:
        ends.append((1.0, rows["period"].iloc[-1], "right"))
    for at, period, align in ends:
        words = str(period).replace(" to 20", "–")
        style.write(axes, words, (at, 0), (0, -10), anchor="axes", align=align, size=10)


def _write_last(axes: Axes, rows: pd.DataFrame, limits: Pair) -> None:
    last = rows.groupby("role").last()
    places = {str(role): float(value) for role, value in last["value"].items()}
    apart = 13 * (limits[1] - limits[0]) / PLOT_HEIGHT
    ordered = sorted(places, key=lambda role: (places[role], role == "area"))
    lower, upper = ordered[0], ordered[-1]
    if lower != upper and places[upper] - places[lower] < apart:
        middle = sum(places.values()) / 2
        places |= {lower: middle - apart / 2, upper: middle + apart / 2}
    for role, at in places.items():
        leading = role == "area"
        style.write_small(axes, last["written"][role], (1, at), (6, 0), anchor="row", bold=leading,
                          colour=style.DARK_BLUE if leading else style.TEXT)  # fmt: skip
