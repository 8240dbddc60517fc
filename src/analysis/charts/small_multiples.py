"""Many small trends at once: one indicator a panel, the area against one comparator."""

from math import ceil

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.axes import value_limits
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import (
    TIME_COLUMNS,
    add_position,
    check_columns,
    check_roles,
    unbroken,
    usual_step,
)
from analysis.charts.labels import wrapped
from analysis.charts.reading import read_small_multiples
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import listed, names_by, period_span
from analysis.formats import format_number, with_unit

COLUMNS = ("name", "unit", "decimals", "role", "area_name", *TIME_COLUMNS, "value")
ACROSS = 2
GUTTER = 22.0
PLOT_HEIGHT = 62.0
NAME_LINES = 3
NAME_LINE = 13.0
NAME_CHARACTERS = 28
END_ROOM = 44.0
FOOT = 20.0
HEAD = 24.0


def plot_small_multiples(
    data: pd.DataFrame,
    *,
    area_name: str,
    comparator_name: str = "England",
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw a small trend for each indicator; each has its own scale and both last values.

    Parameters
    ----------
    data : pandas.DataFrame
        Rows of several indicators in the order wanted, one sex each, with `name`, `unit`,
        `decimals`, `role` (``area`` or ``England``), `area_name`, `period`, `period_start`,
        `period_end`, `value`, and where it helps `break_year`, the first year of a new
        definition.
    area_name : str
        Name of the area.
    comparator_name : str
        Name of the comparator.
    title : str
        The headline; the area when empty.
    source : str
        Publishers.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when no row has a value.

    Raises
    ------
    DataError
        When a column is missing or a role is unknown.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"name": "Smoking", "unit": "%", "decimals": 1, "role": "area", "area_name": "Here",
    ...      "period": ["2019", "2020"], "period_start": [2019, 2020], "period_end": [2019, 2020],
    ...      "value": [20.0, 19.0]}
    ... )
    >>> plot_small_multiples(rows, area_name="Here").alt
    'Small line charts of 1 indicator, Here and England. Smoking, Here: 20.0% to 19.0%.'
    """
    rows = add_position(check_roles(check_columns(data, COLUMNS, "small multiples")))
    known = rows[rows["role"].isin(["area", "England"])].dropna(subset=["value"])
    if known.empty:
        return Notice(f"No trends are published for {area_name}.")
    names = names_by(known, "name")
    count = f"{len(names)} indicator" + ("" if len(names) == 1 else "s")
    changes = [_change(known, name, area_name) for name in names]
    alt = alternative_text(
        f"Small line charts of {count}, {area_name} and {comparator_name}.", *changes
    )
    limits = {name: value_limits(known.loc[known["name"] == name, "value"]) for name in names}
    return Chart(
        svg=_draw(known, limits, area_name, comparator_name, alt=alt),
        kind="small multiples",
        title=title or f"Trends in {area_name}",
        subtitle=f"{count}, {listed([area_name, comparator_name])}, {period_span(known)}, "
        "unit of each indicator",
        alt=alt,
        long_description=" ".join(
            change for change in [*changes, "Every small chart has a scale of its own."] if change
        ),
        data=_table(known, area_name, comparator_name),
        scale=limits,
        source=source,
        figure_id=figure_id,
        reading=read_small_multiples(comparator_name),
    )


def _table(rows: pd.DataFrame, area_name: str, comparator_name: str) -> pd.DataFrame:
    """One row an indicator and period, the area beside its comparator."""
    written = rows.assign(
        written=[
            format_number(value, int(decimals))
            for value, decimals in zip(rows["value"], rows["decimals"], strict=True)
        ]
    )
    names = {"name": "Indicator", "unit": "Unit", "period": "Period"}
    keys = written[list(names)].drop_duplicates()
    for role, heading in (("area", area_name), ("England", comparator_name)):
        side = written.loc[written["role"] == role, [*names, "written"]]
        keys = keys.merge(side.rename(columns={"written": heading}), on=list(names), how="left")
    return keys.rename(columns=names)


def _change(rows: pd.DataFrame, name: str, area_name: str) -> str:
    own = rows[(rows["name"] == name) & (rows["role"] == "area")].sort_values(
        "position", kind="stable"
    )
    if own.empty:
        return f"{name}: no figures for {area_name}."
    unit, decimals = str(own["unit"].iloc[-1]), int(own["decimals"].iloc[-1])
    first, last = (with_unit(own["value"].iloc[place], decimals, unit) for place in (0, -1))
    return f"{name}, {area_name}: {first if len(own) == 1 else f'{first} to {last}'}."


def _draw(
    rows: pd.DataFrame,
    limits: dict[str, tuple[float, float]],
    area_name: str,
    comparator_name: str,
    *,
    alt: str,
) -> str:
    width = (style.SHEET_WIDTH - GUTTER * (ACROSS - 1)) / ACROSS
    name_room = NAME_LINES * NAME_LINE + 16
    pitch = name_room + PLOT_HEIGHT + FOOT + 8
    with style.sheet(HEAD + pitch * ceil(len(limits) / ACROSS)) as figure:
        for place, (name, ends) in enumerate(limits.items()):
            left = (place % ACROSS) * (width + GUTTER)
            axes = style.panel(
                figure,
                left=left + 4,
                top=HEAD + place // ACROSS * pitch + name_room,
                width=width - END_ROOM - 4,
                height=PLOT_HEIGHT,
            )
            if place == 0:
                _legend(axes, name_room + HEAD, area_name, comparator_name)
            _draw_panel(axes, rows[rows["name"] == name], name, ends)
        return canonical_svg(figure, label=alt)


def _legend(axes: Axes, above: float, area_name: str, comparator_name: str) -> None:
    start = 0.0
    entries = ((wrapped(area_name, 24, 1)[0], "area"), (comparator_name, "England"))
    for words, role in entries:
        axes.plot(
            [start / axes.bbox.width + 0.03], [1 + (above - 12) / axes.bbox.height],
            marker=style.ROLE_MARKERS[role], markersize=7, color=style.ROLE_COLOURS[role],
            transform=axes.transAxes, gid=style.series_id(f"the key of {words}"),
        )  # fmt: skip
        style.write_above(axes, words, (start + 12, above - 12), weight="bold")
        start += style.text_width(words) * 1.1 + 34


def _draw_panel(axes: Axes, rows: pd.DataFrame, name: str, limits: tuple[float, float]) -> None:
    lines = wrapped(name, NAME_CHARACTERS, NAME_LINES)
    for row, line in enumerate(reversed(lines)):
        style.write_above(
            axes, line, (0, 24 + NAME_LINE * row), size=style.SMALL_SIZE, weight="bold"
        )
    style.write_above(axes, str(rows["unit"].iloc[0]), (0, 10), size=10)
    axes.set_ylim(*limits)
    first, last = float(rows["position"].min()), float(rows["position"].max())
    room = (last - first) * 0.04 or 0.5
    axes.set_xlim(first - room, last + room)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines["bottom"].set(visible=True, color=style.CONTEXT_GREY)
    _write_ends(axes, rows)
    step = usual_step(rows["position"])
    breaks = rows["break_year"].dropna().unique().tolist() if "break_year" in rows.columns else []
    for role in ("England", "area"):
        own = rows[rows["role"] == role].sort_values("position", kind="stable")
        colour, marker = style.ROLE_COLOURS[role], style.ROLE_MARKERS[role]
        gid = style.series_id(f"{name}, {own['area_name'].iloc[0]}") if len(own) else None
        for run in unbroken(own, step, breaks):
            ends = [0] if len(run) == 1 else []
            axes.plot(run["position"], run["value"], color=colour, marker=marker,
                      markersize=3, markevery=ends, lw=2 if role == "area" else 1.3,
                      gid=gid)  # fmt: skip
        if len(own):
            axes.plot(own["position"].iloc[-1:], own["value"].iloc[-1:], marker=marker,
                      markersize=5, color=colour, gid=gid)  # fmt: skip
    _write_last(axes, rows, limits)


def _write_ends(axes: Axes, rows: pd.DataFrame) -> None:
    ordered = rows.sort_values("position", kind="stable")
    ends = [(0.0, str(ordered["period"].iloc[0]), "left")]
    if ordered["position"].iloc[0] < ordered["position"].iloc[-1]:
        ends.append((1.0, str(ordered["period"].iloc[-1]), "right"))
    for at, period, align in ends:
        style.write(axes, period.replace(" to 20", "–"), (at, 0), coordinates="axes fraction",
                    offset=(0, -10), align=align, size=10)  # fmt: skip


def _write_last(axes: Axes, rows: pd.DataFrame, limits: tuple[float, float]) -> None:
    last = rows.sort_values("position", kind="stable").groupby("role").last()
    places = {str(role): float(value) for role, value in last["value"].items()}
    apart = 13 * (limits[1] - limits[0]) / PLOT_HEIGHT
    if len(places) == 2 and abs(places["area"] - places["England"]) < apart:
        middle = sum(places.values()) / 2
        upper = "area" if places["area"] >= places["England"] else "England"
        places = {role: middle + (apart / 2 if role == upper else -apart / 2) for role in places}
    for role, at in places.items():
        value = format_number(float(last["value"][role]), int(last["decimals"][role]))
        leading = role == "area"
        style.write(axes, value, (1, at), coordinates=axes.get_yaxis_transform(), offset=(6, 0),
                    size=style.SMALL_SIZE, weight="bold" if leading else "normal",
                    colour=style.DARK_BLUE if leading else style.TEXT)  # fmt: skip
