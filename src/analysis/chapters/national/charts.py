"""The slope index of inequality over time, by sex."""

from typing import Unpack

import pandas as pd

from analysis.charts.axes import value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, drawn_values, names_by
from analysis.charts.inequality import sex_lines
from analysis.charts.timeline import TIME_COLUMNS, Panel
from analysis.charts.trend import ROLES, panels_by_sex, series_chart

SLOPE_INDEX = ChartKind(
    "slope index chart",
    ("area_name", *TIME_COLUMNS, "sex", "value"),
    {"role": "area"},
    ROLES,
)
READING = (
    "At 0 the most and the least deprived ends would be alike; the further from it, the wider the "
    "gap."
)


def plot_slope_index_over_time(
    data: pd.DataFrame,
    *,
    measure: str = "Slope index of inequality in life expectancy at birth",
    unit: str = "years",
    decimals: int = 1,
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw a slope index over time by sex, from an axis that holds nought.

    One area gives one panel with a line for each sex; with comparators (a column `role`) each
    sex has its own panel.

    `data` are rows with `area_name`, `period`, `period_start`, `period_end`, `sex`, `value`, and
    where there are any `lower_ci`, `upper_ci` and `role`.

    >>> rows = pd.DataFrame(
    ...     {"area_name": "Stockton", "period": "2018 to 2020", "period_start": 2018,
    ...      "period_end": 2020, "sex": ["Female", "Male"], "value": [13.0, 14.9]}
    ... )
    >>> plot_slope_index_over_time(rows).alt
    'Line chart of slope index of inequality in life expectancy at birth, Stockton, 2018 to 2020.
    Stockton, female: 13.0 years. Stockton, male: 14.9 years. Range 13.0 to 14.9.'
    """
    return series_chart(SLOPE_INDEX, data, _panels, measure=measure, unit=unit, decimals=decimals,
                        reading=READING, **beside)  # fmt: skip


def _panels(rows: pd.DataFrame, unit: str, decimals: int) -> list[Panel]:
    if len(names_by(rows, "area_name")) > 1:
        return panels_by_sex(rows, unit, decimals, from_zero=True)
    limits = value_limits(drawn_values(rows), from_zero=True)
    words = f"{unit[:1].upper()}{unit[1:]} between the most and the least deprived"
    lines = sex_lines(rows, decimals, unit, str(rows["area_name"].iloc[0]))
    return [Panel(lines, limits, unit, axis_words=words, reference=(0.0, ""))]
