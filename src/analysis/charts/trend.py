"""One indicator over time: an area, its comparators, intervals, gaps and breaks."""

from collections.abc import Callable, Mapping
from typing import Unpack

import pandas as pd

from analysis.charts import style, wording
from analysis.charts.axes import same_span, value_limits
from analysis.charts.chart import SEX_ORDER, Beside, Chart, ChartKind, Notice, by_sex, drawn_values
from analysis.charts.timeline import TIME_COLUMNS, Line, Panel, Timeline, in_time, on_a_time_line
from analysis.claims.words import count_of, lower_first, upper_first

ROLE_ORDER = ("area", "England", "region", "neighbour")
ROLES = {"role": ROLE_ORDER}
NEEDS = ("role", "area_name", *TIME_COLUMNS, "sex", "value")
TREND = ChartKind("line chart", NEEDS, known=ROLES)
MOST_NEIGHBOUR_LINES = 6
"""Names of neighbours take no more lines beside a panel."""
HEADINGS = {"area_name": "Area", "sex": "Sex", "period": "Period"}

Breaks = Mapping[int, str]


def plot_trend(
    data: pd.DataFrame,
    *,
    measure: str,
    unit: str,
    decimals: int = 1,
    breaks: Breaks | None = None,
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw one indicator over time for an area and its comparators.

    The area is dark blue with a band for its 95% interval where one is published. A missing
    period leaves a gap and no line crosses a break in the series. Female and male stand in two
    panels on one scale. Neighbours are thin grey lines, named where there is room for their names.

    `data` are tidy rows of one indicator with `role` (``area``, ``England``, ``region`` or
    ``neighbour``), `area_name`, `period`, `period_start`, `period_end`, `sex`, `value` and, where
    there are any, `lower_ci` and `upper_ci`; `breaks` give the first year of each new definition
    its label; `beside` are the page's `title`, `source` and `figure_id`.
    """
    return series_chart(TREND, data, panels_by_sex, measure=measure, unit=unit, decimals=decimals,
                        breaks=breaks, **beside)  # fmt: skip


def series_chart(
    kind: ChartKind,
    data: pd.DataFrame,
    panels_of: Callable[[pd.DataFrame, str, int], list[Panel]],
    *,
    measure: str,
    unit: str,
    decimals: int,
    breaks: Breaks | None = None,
    reading: str = "",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw series of places and sexes over time, in the panels that the kind of chart has."""
    rows = on_a_time_line(kind.rows(data))
    known = rows.dropna(subset=["value"])
    if known.empty:
        return wording.no_figures(measure, rows)
    timeline = Timeline(panels_of(known, unit, decimals), known, break_labels(breaks))
    known = _sorted(known)
    places, period = _place_names(known), wording.period_span(known)
    own, named = known[known["role"] == "area"], known[known["role"] != "neighbour"]
    drawn = known if named.empty else named
    opening = f"Line chart of {lower_first(measure)}, {wording.listed(places)}, {period}."
    spread = wording.range_said(drawn["value"], decimals)
    notes = wording.break_notes(timeline.breaks)
    marks = "Each mark is one period."
    near = [*known.loc[known["role"] == "neighbour", "area_name"].astype(str).unique()]
    names = wording.listed(near, len(near)) if near else ""
    grey = f"Thin grey lines are the neighbours: {names}." if names else ""
    sure = "Shaded bands and thin bars are 95% intervals: the wider, the less sure."
    return kind.chart(
        timeline.draw,
        height=timeline.height,
        headline=f"{measure}, {places[0]}",
        subtitle=wording.subtitle(measure, places, period, unit),
        alt=wording.series_alt(opening, named_series(drawn), unit, decimals, spread),
        long_description=wording.series_description(
            named_series(known), unit, decimals, wording.intervals_said(own), *notes
        ),
        reading=wording.joined(
            reading,
            marks,
            grey if near else "",
            wording.intervals_said(own, sure, wording.NO_INTERVALS),
            *notes,
        ),
        table=wording.plotted_table(_sorted(rows), HEADINGS, unit, decimals),
        scale=timeline.scale,
        **beside,
    )


def break_labels(breaks: Breaks | None) -> dict[float, str]:
    """Begin the label of each break as a sentence."""
    return {float(year): upper_first(label) for year, label in (breaks or {}).items()}


def ending(series: pd.DataFrame, decimals: int, unit: str) -> str:
    """Write the last value of a series, for the end of its label."""
    return wording.short(in_time(series)["value"].iloc[-1], decimals, unit)


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the area first, then its comparators, each by sex and period."""
    sexes = {sex: place for place, sex in enumerate(SEX_ORDER)}
    columns = (rows[name].tolist() for name in ("role", "area_name", "sex", "position"))
    keys = [
        (ROLE_ORDER.index(role), name, sexes.get(sex, len(sexes)), position)
        for role, name, sex, position in zip(*columns, strict=True)
    ]
    return rows.take(sorted(range(len(keys)), key=keys.__getitem__))


def _place_names(rows: pd.DataFrame) -> list[str]:
    """Name the places that are drawn; neighbours are counted."""
    near = rows["role"] == "neighbour"
    names, count = rows["area_name"][~near].astype(str).unique(), rows["area_name"][near].nunique()
    return [*names, *([count_of(count, "neighbour")] if count else [])]


def named_series(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the rows of each line under the name that sentences use."""
    many = len(by_sex(rows)) > 1
    return {
        f"{place}, {str(sex).lower()}" if many else str(place): group
        for (place, sex), group in rows.groupby(["area_name", "sex"], sort=False)
    }


def panels_by_sex(
    rows: pd.DataFrame, unit: str, decimals: int, *, from_zero: bool = False
) -> list[Panel]:
    """Give each sex a panel of its own, all with the same span."""
    groups = by_sex(rows)
    limits = []
    for group in groups.values():
        values = [*group["value"], *drawn_values(group[group["role"] == "area"])]
        limits.append(value_limits(values, from_zero=from_zero))
    headings = groups if len(groups) > 1 else [""]
    return [
        Panel(_lines(group, unit, decimals, heading), ends, unit, heading)
        for heading, group, ends in zip(headings, groups.values(), same_span(limits), strict=True)
    ]


def _lines(rows: pd.DataFrame, unit: str, decimals: int, sex: str) -> list[Line]:
    lines: list[Line] = []
    by_role = rows.sort_values("role", key=lambda roles: roles.map(ROLE_ORDER.index), kind="stable")
    near = _neighbour_labels(by_role)
    for (role, name), series in by_role.groupby(["role", "area_name"], sort=False):
        gid = style.series_id(str(name), sex)
        if role == "neighbour":
            lines.append(Line(series, near[str(name)], context=True, gid=gid))
            continue
        label, own = (*style.wrapped(str(name)), ending(series, decimals, unit)), role == "area"
        lines.append(
            Line(series, label, style.ROLE_COLOURS[str(role)], style.ROLE_MARKERS[str(role)],
                 leading=own, intervals="band" if own else "", gid=gid)
        )  # fmt: skip
    return lines


def _neighbour_labels(rows: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Name each neighbour beside its line, or all of them at one where they are too many."""
    near = rows["role"] == "neighbour"
    names = {str(name): tuple(style.wrapped(str(name))) for name in rows["area_name"][near]}
    if sum(map(len, names.values())) <= MOST_NEIGHBOUR_LINES:
        return names
    return dict.fromkeys(names, ()) | {next(iter(names)): ("Neighbours",)}
