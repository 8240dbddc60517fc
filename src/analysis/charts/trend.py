"""One indicator over time: an area, its comparators, intervals, gaps and breaks."""

from collections.abc import Callable, Mapping
from typing import Unpack

import pandas as pd

from analysis.charts import style
from analysis.charts.axes import same_span, value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice
from analysis.charts.frame import (
    ROLE_ORDER,
    SEX_ORDER,
    TIME_COLUMNS,
    break_labels,
    by_sex,
    check_roles,
    names_by,
    on_a_time_line,
)
from analysis.charts.labels import wrapped
from analysis.charts.timeline import Line, Panel, Timeline, ending
from analysis.charts.wording import (
    break_notes,
    intervals_said,
    joined,
    listed,
    lower_first,
    no_figures,
    period_span,
    plotted_table,
    range_said,
    read_series,
    series_alt,
    series_description,
    subtitle,
)

TREND = ChartKind("line chart", "trend chart", ("role", "area_name", *TIME_COLUMNS, "sex", "value"))
HEADINGS = {"area_name": "Area", "sex": "Sex", "period": "Period"}
NEIGHBOURS = "Neighbours"

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
    panels on one scale. Neighbours are thin grey lines without names of their own.

    `data` are tidy rows of one indicator with `role` (``area``, ``England``, ``region`` or
    ``neighbour``), `area_name`, `period`, `period_start`, `period_end`, `sex`, `value` and, where
    there are any, `lower_ci` and `upper_ci`; `breaks` give the first year of each new definition
    its label; `beside` are the page's `title`, `source` and `figure_id`.

    >>> rows = pd.DataFrame(
    ...     {"role": "area", "area_name": "Stockton", "period": ["2019", "2020"],
    ...      "period_start": [2019, 2020], "period_end": [2019, 2020], "sex": "Persons",
    ...      "value": [20.0, 21.5]}
    ... )
    >>> plot_trend(rows, measure="Smoking", unit="%").alt
    'Line chart of smoking, Stockton, 2019 to 2020. Stockton: 20.0 to 21.5%. Range 20.0 to 21.5.'
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
    rows = on_a_time_line(check_roles(kind.rows(data)))
    known = rows.dropna(subset=["value"])
    if known.empty:
        return no_figures(measure, rows)
    places, period, changes = place_names(known), period_span(known), break_labels(breaks)
    own, named = (known[known["role"] == "area"], known[known["role"] != "neighbour"])
    drawn = known if named.empty else named
    spread = range_said(drawn["value"], decimals)
    opening = f"Line chart of {lower_first(measure)}, {listed(places)}, {period}."
    notes = [intervals_said(own), *break_notes(changes)]
    timeline = Timeline(panels_of(known, unit, decimals), known, changes)
    return kind.chart(
        timeline.draw,
        height=timeline.height,
        headline=f"{measure}, {places[0]}",
        subtitle=subtitle(measure, places, period, unit),
        alt=series_alt(opening, named_series(drawn), unit, decimals, spread),
        long_description=series_description(named_series(known), unit, decimals, notes),
        reading=joined(reading, read_series(own, changes, neighbours=len(named) < len(known))),
        table=plotted_table(sorted_rows(rows), HEADINGS, unit, decimals),
        scale=timeline.scale,
        **beside,
    )


def sorted_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the area first, then its comparators, each by sex and period."""
    keys = rows.assign(
        role=rows["role"].map(ROLE_ORDER.index),
        sex=rows["sex"].map(lambda sex: SEX_ORDER.index(sex) if sex in SEX_ORDER else 9),
    )
    return rows.loc[keys.sort_values(["role", "area_name", "sex", "position"]).index]


def place_names(rows: pd.DataFrame) -> list[str]:
    """Name the places that are drawn; neighbours are counted."""
    ordered = sorted_rows(rows)
    near = ordered["role"] == "neighbour"
    count = ordered.loc[near, "area_name"].nunique()
    neighbours = [f"{count} neighbour" if count == 1 else f"{count} neighbours"] if count else []
    return [*names_by(ordered[~near], "area_name"), *neighbours]


def named_series(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the rows of each line under the name that sentences use."""
    many = len(names_by(rows, "sex")) > 1
    groups = sorted_rows(rows).groupby(["area_name", "sex"], sort=False)
    return {
        f"{place}, {str(sex).lower()}" if many else str(place): group
        for (place, sex), group in groups
    }


def panels_by_sex(
    rows: pd.DataFrame, unit: str, decimals: int, *, from_zero: bool = False
) -> list[Panel]:
    """Give each sex a panel of its own, all with the same span."""
    groups = by_sex(rows)
    limits = same_span([_limits(group, from_zero=from_zero) for group in groups.values()])
    headings = groups if len(groups) > 1 else [""]
    return [
        Panel(_lines(group, unit, decimals, heading), ends, unit, heading)
        for heading, group, ends in zip(headings, groups.values(), limits, strict=True)
    ]


def _limits(rows: pd.DataFrame, *, from_zero: bool) -> tuple[float, float]:
    ends = rows.loc[rows["role"] == "area", ["lower_ci", "upper_ci"]]
    values = [*rows["value"], *ends["lower_ci"], *ends["upper_ci"]]
    return value_limits(values, from_zero=from_zero)


def _lines(rows: pd.DataFrame, unit: str, decimals: int, sex: str) -> list[Line]:
    lines = []
    for role in ROLE_ORDER:
        of_role = rows[rows["role"] == role]
        for place, (name, series) in enumerate(of_role.groupby("area_name", sort=False)):
            gid = style.series_id(str(name), sex)
            if role == "neighbour":
                label = tuple(wrapped(NEIGHBOURS)) if place == 0 else ()
                lines.append(Line(series, label, context=True, gid=gid))
                continue
            label, own = (*wrapped(str(name)), ending(series, decimals, unit)), role == "area"
            lines.append(
                Line(series, label, style.ROLE_COLOURS[role], style.ROLE_MARKERS[role],
                     leading=own, intervals="band" if own else "", gid=gid)
            )  # fmt: skip
    return lines
