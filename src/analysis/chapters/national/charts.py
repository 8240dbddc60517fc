"""The slope index of inequality over time, by sex."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.charts.axes import value_limits
from analysis.charts.chart import Chart, Notice
from analysis.charts.frame import (
    TIME_COLUMNS,
    add_position,
    break_labels,
    check_columns,
    check_roles,
)
from analysis.charts.gap import sex_lines
from analysis.charts.reading import read_slope_index
from analysis.charts.timeline import Panel, Timeline
from analysis.charts.trend import named_series, panels_by_sex, place_names, sorted_rows
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

COLUMNS = ("area_name", *TIME_COLUMNS, "sex", "value")
HEADINGS = {"area_name": "Area", "sex": "Sex", "period": "Period"}


def plot_slope_index_over_time(
    data: pd.DataFrame,
    *,
    measure: str = "Slope index of inequality in life expectancy at birth",
    unit: str = "years",
    decimals: int = 1,
    title: str = "",
    source: str = "",
    figure_id: str = "",
    breaks: Mapping[int, str] | Sequence[int] = (),
) -> Chart | Notice:
    """Draw a slope index over time by sex, from an axis that holds nought.

    One area gives one panel with a line for each sex; with comparators (a column `role`) each
    sex has its own panel.

    Parameters
    ----------
    data : pandas.DataFrame
        Rows with `area_name`, `period`, `period_start`, `period_end`, `sex`, `value`, and where
        there are any `lower_ci`, `upper_ci` and `role`.
    measure : str
        Name of the index.
    unit : str
        Unit of the index.
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
        When a column is missing.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"area_name": "Stockton", "period": "2018 to 2020", "period_start": 2018,
    ...      "period_end": 2020, "sex": ["Female", "Male"], "value": [13.0, 14.9]}
    ... )
    >>> plot_slope_index_over_time(rows).alt
    'Line chart of slope index of inequality in life expectancy at birth, Stockton, 2018 to 2020.
    Stockton, female: 13.0 years. Stockton, male: 14.9 years. Range 13.0 to 14.9.'
    """
    given = data if "role" in data.columns else data.assign(role="area")
    rows = add_position(check_roles(check_columns(given, COLUMNS, "slope index chart")))
    known = rows.dropna(subset=["value"])
    if known.empty:
        return no_figures(measure, rows)
    places, period, changes = place_names(known), period_span(known), break_labels(breaks)
    series = named_series(known)
    alt = series_alt(
        f"Line chart of {lower_first(measure)}, {listed(places)}, {period}.",
        series,
        unit,
        decimals,
    )
    panels = _index_panels(known, unit, decimals)
    frame, digits = plotted_table(sorted_rows(rows), HEADINGS, unit, decimals)
    return Chart(
        svg=Timeline(panels, known, changes).draw(alt),
        kind="slope index chart",
        title=title or f"{measure}, {places[0]}",
        subtitle=subtitle(measure, places, period, unit),
        alt=alt,
        long_description=series_description(
            series, unit, decimals, [interval_note(known), *break_notes(changes)]
        ),
        data=frame,
        decimals=digits,
        scale={panel.heading or "value": panel.limits for panel in panels},
        source=source,
        figure_id=figure_id,
        reading=read_slope_index(known, changes),
    )


def _index_panels(rows: pd.DataFrame, unit: str, decimals: int) -> list[Panel]:
    if len(names_by(rows, "area_name")) > 1:
        return panels_by_sex(rows, unit, decimals, from_zero=True)
    values = [*rows["value"], *rows["lower_ci"], *rows["upper_ci"]]
    limits = value_limits(values, from_zero=True)
    words = f"{unit[:1].upper()}{unit[1:]} between the most and the least deprived"
    lines = sex_lines(rows, decimals, unit, str(rows["area_name"].iloc[0]))
    return [Panel(lines, limits, unit, axis_words=words, reference=(0.0, ""))]
