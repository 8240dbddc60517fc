"""Values by deprivation group, with the fitted line of the slope index."""

from collections.abc import Mapping
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import foot_axis, label_width, same_span, value_axis, value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice
from analysis.charts.frame import by_sex, drawn_values
from analysis.charts.wording import (
    how_sure,
    intervals_said,
    joined,
    lower_first,
    plotted_table,
    range_said,
    series_alt,
    series_description,
    subtitle,
)
from analysis.formats import format_number

GRADIENT = ChartKind("gradient chart", "gradient chart", ("group", "value"), {"sex": "Persons"})
GROUP_NAMES = {10: "decile", 5: "quintile"}
PANEL_HEIGHT = 170.0
HEAD = 28.0
FOOT = 34.0
PITCH = HEAD + PANEL_HEIGHT + FOOT
SIDE = 12.0

Fitted = Mapping[str, tuple[float, float]]


def plot_gradient(
    data: pd.DataFrame,
    *,
    measure: str,
    place: str,
    unit: str,
    decimals: int = 1,
    fitted: Fitted | None = None,
    period: str = "",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw a value for each deprivation group, and the line whose slope is the slope index.

    `data` has one row a group with `group` (1 = most deprived) and `value`, and where there are any
    `lower_ci`, `upper_ci`, `sex` and `position` (the group's mid-rank, 0 to 1). `fitted` gives for
    each sex (``Persons`` where there is none) the fitted value at the most and at the least
    deprived end.

    >>> rows = pd.DataFrame({"group": [1, 2, 3, 4, 5], "value": [74.0, 76, 77, 79, 81]})
    >>> plot_gradient(
    ...     rows, measure="Life expectancy", place="England", unit="years",
    ...     fitted={"Persons": (73.5, 81.5)}
    ... ).alt
    'Dot chart of life expectancy by deprivation quintile, England (quintile 1 is most deprived).
    Quintile 1 to 5: 74.0 to 81.0 years. Range 74.0 to 81.0. Fitted line: 73.5 to 81.5.'
    """
    rows = _gradient_rows(data)
    known = rows.dropna(subset=["value"])
    if known.empty:
        return Notice(f"No figures for {lower_first(measure)} by deprivation exist in {place}.")
    count, lines = int(rows["group"].max()), dict(fitted or {})
    noun = GROUP_NAMES.get(count, "group")
    series = _series(known, f"{noun.capitalize()} 1 to {count}")
    where = ", ".join(filter(None, [place, period]))
    opening = (
        f"Dot chart of {lower_first(measure)} by deprivation {noun}, {where} ({noun} 1 is most "
        "deprived)."
    )
    said = " and ".join(" to ".join(format_number(end, decimals) for end in ends)
                        for ends in lines.values())  # fmt: skip
    line = f"Fitted line: {said}." if lines else ""
    note = intervals_said(known, "Thin bars are 95% confidence intervals.")
    limits = _limits(known, lines)
    return GRADIENT.chart(
        lambda figure: _draw(figure, known, limits, lines, unit=unit, noun=noun),
        height=PITCH * len(limits) + 4,
        headline=f"{measure} by deprivation, {place}",
        subtitle=subtitle(f"{measure} by deprivation {noun}", [place], period, unit),
        alt=series_alt(opening, series, unit, decimals, range_said(known["value"], decimals), line),
        long_description=series_description(series, unit, decimals, [line, note]),
        reading=_reading(known, noun, fitted=bool(lines)),
        table=plotted_table(rows, {"sex": "Sex", "group": f"Deprivation {noun}"}, unit, decimals),
        scale=limits,
        **beside,
    )


def _reading(rows: pd.DataFrame, noun: str, *, fitted: bool) -> str:
    line = "The steeper the broken line, the wider the gap." if fitted else ""
    dots = f"Each dot is one {noun}, from the most deprived on the left."
    return joined(dots, line, how_sure(rows, "Thin bars are 95% intervals."))


def _gradient_rows(data: pd.DataFrame) -> pd.DataFrame:
    rows = GRADIENT.rows(data)
    rows["group"] = rows["group"].astype(int)
    if "position" not in rows.columns and len(rows):
        rows["position"] = (rows["group"] - 0.5) / max(int(rows["group"].max()), 1)
    return rows.sort_values(["sex", "group"], ignore_index=True)


def _series(rows: pd.DataFrame, groups: str) -> dict[str, pd.DataFrame]:
    sexes = by_sex(rows.assign(period="group " + rows["group"].astype(str)))
    if len(sexes) == 1:
        return dict(zip([groups], sexes.values(), strict=True))
    return {f"{sex}, {lower_first(groups)}": own for sex, own in sexes.items()}


def _limits(rows: pd.DataFrame, fitted: Fitted) -> dict[str, tuple[float, float]]:
    sexes = by_sex(rows)
    found = [value_limits([*drawn_values(own), *fitted.get(sex, ())]) for sex, own in sexes.items()]
    return dict(zip(sexes, same_span(found), strict=True))


def _draw(
    figure: Figure,
    rows: pd.DataFrame,
    limits: Mapping[str, tuple[float, float]],
    fitted: Fitted,
    *,
    unit: str,
    noun: str,
) -> None:
    left = max(label_width(ends, unit) for ends in limits.values())
    width = style.SHEET_WIDTH - left - SIDE
    for place, (sex, ends) in enumerate(limits.items()):
        axes = style.panel(
            figure, left=left, top=place * PITCH + HEAD, width=width, height=PANEL_HEIGHT
        )
        heading, own = sex if len(limits) > 1 else "", rows[rows["sex"] == sex]
        value_axis(axes, ends, unit, (2 - left, HEAD - 11), heading=heading)
        _draw_groups(axes, own, fitted.get(sex), heading)
        _group_axis(axes, own, noun)


def _draw_groups(
    axes: Axes, rows: pd.DataFrame, fitted: tuple[float, float] | None, sex: str
) -> None:
    if fitted:
        axes.plot([0, 1], fitted, color=style.ORANGE, linewidth=2, linestyle=(0, (5, 2)),
                  gid=style.series_id("the fitted line", sex))  # fmt: skip
    gid = style.series_id("the deprivation groups", sex)
    place, colour = rows["position"], style.DARK_BLUE
    axes.vlines(place, rows["lower_ci"], rows["upper_ci"], color=colour, linewidth=1.2, gid=gid)
    axes.plot(place, rows["value"], linestyle="", marker="o", markersize=7, color=colour, gid=gid)


def _group_axis(axes: Axes, rows: pd.DataFrame, noun: str) -> None:
    axes.set_xlim(0, 1)
    foot_axis(axes)
    for position, group in zip(rows["position"], rows["group"], strict=True):
        style.write(
            axes, str(group), (float(position), 0), (0, -11), anchor="column", align="center"
        )
    for words, at, align in (("Most deprived", 0, "left"), (f"Least deprived {noun}", 1, "right")):
        style.write_small(axes, words, (at, 0), (0, -27), anchor="column", align=align)
