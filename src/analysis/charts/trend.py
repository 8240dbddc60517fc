"""One indicator over time: an area, its comparators, intervals, gaps and breaks."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.charts import style
from analysis.charts.axes import same_span, value_limits
from analysis.charts.chart import Chart, Notice
from analysis.charts.frame import (
    ROLE_ORDER,
    SEX_ORDER,
    TIME_COLUMNS,
    add_position,
    break_labels,
    check_columns,
    check_roles,
)
from analysis.charts.labels import wrapped
from analysis.charts.reading import read_series
from analysis.charts.timeline import Line, Panel, Timeline
from analysis.charts.wording import (
    break_notes,
    interval_note,
    listed,
    lower_first,
    names_by,
    no_figures,
    period_span,
    plotted_table,
    series_alt,
    series_description,
    subtitle,
)
from analysis.formats import format_number

COLUMNS = ("role", "area_name", *TIME_COLUMNS, "sex", "value")
HEADINGS = {"area_name": "Area", "sex": "Sex", "period": "Period"}
NEIGHBOURS = "Neighbours"


def plot_trend(
    data: pd.DataFrame,
    *,
    measure: str,
    unit: str,
    decimals: int = 1,
    title: str = "",
    source: str = "",
    figure_id: str = "",
    breaks: Mapping[int, str] | Sequence[int] = (),
) -> Chart | Notice:
    """Draw one indicator over time for an area and its comparators.

    The area is dark blue with a band for its 95% interval where one is published. A missing
    period leaves a gap and no line crosses a break in the series. Female and male stand in two
    panels on one scale. Neighbours are thin grey lines without names of their own.

    Parameters
    ----------
    data : pandas.DataFrame
        Tidy rows of one indicator with `role` (``area``, ``England``, ``region`` or
        ``neighbour``), `area_name`, `period`, `period_start`, `period_end`, `sex`, `value` and,
        where there are any, `lower_ci` and `upper_ci`.
    measure : str
        Name of the indicator.
    unit : str
        As in the catalogue.
    decimals : int
        Digits shown.
    title : str
        The headline; the measure and the area when empty.
    source : str
        Publisher and release.
    figure_id : str
        Name for links.
    breaks : mapping of int to str or sequence of int
        The first year of each new definition, with its label if it has one.

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
    ...     {"role": "area", "area_name": "Stockton", "period": ["2019", "2020"],
    ...      "period_start": [2019, 2020], "period_end": [2019, 2020], "sex": "Persons",
    ...      "value": [20.0, 21.5]}
    ... )
    >>> plot_trend(rows, measure="Smoking", unit="%").alt
    'Line chart of smoking, Stockton, 2019 to 2020. Stockton: 20.0 to 21.5%. Range 20.0 to 21.5.'
    """
    rows = add_position(check_roles(check_columns(data, COLUMNS, "trend chart")))
    known = rows.dropna(subset=["value"])
    if known.empty:
        return no_figures(measure, rows)
    places, period, changes = place_names(known), period_span(known), break_labels(breaks)
    named = known[known["role"] != "neighbour"]
    alt = series_alt(
        f"Line chart of {lower_first(measure)}, {listed(places)}, {period}.",
        named_series(known if named.empty else named),
        unit,
        decimals,
    )
    panels = panels_by_sex(known, unit, decimals)
    frame, digits = plotted_table(sorted_rows(rows), HEADINGS, unit, decimals)
    return Chart(
        svg=Timeline(panels, known, changes).draw(alt),
        kind="line chart",
        title=title or f"{measure}, {places[0]}",
        subtitle=subtitle(measure, places, period, unit),
        alt=alt,
        long_description=series_description(
            named_series(known),
            unit,
            decimals,
            [interval_note(known[known["role"] == "area"]), *break_notes(changes)],
        ),
        data=frame,
        decimals=digits,
        scale={panel.heading or "value": panel.limits for panel in panels},
        source=source,
        figure_id=figure_id,
        reading=read_series(
            known[known["role"] == "area"], changes, neighbours=len(named) < len(known)
        ),
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
    names = list(dict.fromkeys(ordered.loc[~near, "area_name"].astype(str)))
    count = ordered.loc[near, "area_name"].nunique()
    words = "neighbour" if count == 1 else "neighbours"
    return [*names, f"{count} {words}"] if count else names


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
    sexes = names_by(rows, "sex", SEX_ORDER)
    groups = [rows[rows["sex"] == sex] for sex in sexes]
    limits = same_span([_limits(group, from_zero=from_zero) for group in groups])
    return [
        Panel(
            _lines(group, unit, decimals, sex if len(sexes) > 1 else ""),
            ends,
            unit,
            heading=sex if len(sexes) > 1 else "",
        )
        for sex, group, ends in zip(sexes, groups, limits, strict=True)
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
            last = series.sort_values("position", kind="stable")["value"].iloc[-1]
            ending = format_number(last, decimals) + ("%" if unit.startswith("%") else "")
            lines.append(
                Line(
                    series,
                    (*wrapped(str(name)), ending),
                    colour=style.ROLE_COLOURS[role],
                    marker=style.ROLE_MARKERS[role],
                    leading=role == "area",
                    intervals="band" if role == "area" else "",
                    gid=gid,
                )
            )
    return lines
