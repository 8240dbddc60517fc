"""Values by deprivation group, with the fitted line of the slope index."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.axes import label_width, same_span, unit_words, value_axis, value_limits
from analysis.charts.chart import Chart, Notice
from analysis.charts.frame import SEX_ORDER, check_columns, has_intervals
from analysis.charts.reading import read_gradient
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import (
    lower_first,
    names_by,
    plotted_table,
    series_alt,
    series_description,
    subtitle,
)
from analysis.formats import format_number

COLUMNS = ("group", "value")
GROUP_NAMES = {10: "decile", 5: "quintile"}
PANEL_HEIGHT = 170.0
HEAD = 28.0
FOOT = 34.0
SIDE = 12.0


def plot_gradient(
    data: pd.DataFrame,
    *,
    measure: str,
    place: str,
    unit: str,
    decimals: int = 1,
    fitted: Mapping[str, tuple[float, float]] | None = None,
    period: str = "",
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw a value for each deprivation group, and the line whose slope is the slope index.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a group with `group` (1 = most deprived) and `value`, and where there are any
        `lower_ci`, `upper_ci`, `sex` and `position` (the group's mid-rank, 0 to 1).
    measure : str
        Name of the indicator.
    place : str
        Where the groups live.
    unit : str
        As in the catalogue.
    decimals : int
        Digits shown.
    fitted : mapping of str to tuple of float, optional
        For each sex (``Persons`` where there is none) the fitted value at the most and at the
        least deprived end.
    period : str
        For the subtitle.
    title : str
        The headline; the measure and the place when empty.
    source : str
        Publisher and release.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when no group has a value.

    Raises
    ------
    DataError
        When a column is missing.

    Examples
    --------
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
    count = int(rows["group"].max())
    noun = GROUP_NAMES.get(count, "group")
    series = _series(known, f"{noun.capitalize()} 1 to {count}")
    lines = dict(fitted or {})
    opening = (
        f"Dot chart of {lower_first(measure)} by deprivation {noun}, "
        f"{', '.join(filter(None, [place, period]))} ({noun} 1 is most deprived)."
    )
    ends = [f"{format_number(a, decimals)} to {format_number(b, decimals)}"
            for a, b in lines.values()]  # fmt: skip
    line_words = f"Fitted line: {' and '.join(ends)}." if ends else ""
    alt = series_alt(opening, series, unit, decimals, after=line_words)
    limits = _limits(known, lines)
    frame, digits = plotted_table(
        rows, {"sex": "Sex", "group": f"Deprivation {noun}"}, unit, decimals
    )
    return Chart(
        svg=_draw(known, limits, lines, unit, noun=noun, count=count, alt=alt),
        kind="gradient chart",
        title=title or f"{measure} by deprivation, {place}",
        subtitle=subtitle(f"{measure} by deprivation {noun}", [place], period, unit),
        alt=alt,
        long_description=series_description(series, unit, decimals, [line_words, _note(known)]),
        data=frame,
        decimals=digits,
        scale=dict(limits),
        source=source,
        figure_id=figure_id,
        reading=read_gradient(known, noun=noun, fitted=bool(lines)),
    )


def _gradient_rows(data: pd.DataFrame) -> pd.DataFrame:
    rows = check_columns(data, COLUMNS, "gradient chart")
    rows["group"] = rows["group"].astype(int)
    if "sex" not in rows.columns:
        rows["sex"] = "Persons"
    if "position" not in rows.columns and len(rows):
        rows["position"] = (rows["group"] - 0.5) / max(int(rows["group"].max()), 1)
    return rows.sort_values(["sex", "group"], ignore_index=True)


def _series(rows: pd.DataFrame, groups: str) -> dict[str, pd.DataFrame]:
    sexes = names_by(rows, "sex", SEX_ORDER)
    worded = rows.assign(period="group " + rows["group"].astype(str))
    if len(sexes) == 1:
        return {groups: worded}
    return {f"{sex}, {lower_first(groups)}": worded[worded["sex"] == sex] for sex in sexes}


def _note(rows: pd.DataFrame) -> str:
    if has_intervals(rows):
        return "Thin bars are 95% confidence intervals."
    return "No confidence intervals were published with these figures."


def _limits(
    rows: pd.DataFrame, fitted: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    sexes = names_by(rows, "sex", SEX_ORDER)
    found = []
    for sex in sexes:
        group = rows[rows["sex"] == sex]
        drawn = [*group["value"], *group["lower_ci"], *group["upper_ci"], *fitted.get(sex, ())]
        found.append(value_limits(drawn))
    return dict(zip(sexes, same_span(found), strict=True))


def _draw(
    rows: pd.DataFrame,
    limits: Mapping[str, tuple[float, float]],
    fitted: Mapping[str, tuple[float, float]],
    unit: str,
    *,
    noun: str,
    count: int,
    alt: str,
) -> str:
    left = max(label_width(ends, unit) for ends in limits.values())
    width = style.SHEET_WIDTH - left - SIDE
    pitch = HEAD + PANEL_HEIGHT + FOOT
    with style.sheet(pitch * len(limits) + 4) as figure:
        for place, (sex, ends) in enumerate(limits.items()):
            axes = style.panel(
                figure, left=left, top=place * pitch + HEAD, width=width, height=PANEL_HEIGHT
            )
            value_axis(axes, ends, unit)
            heading = sex if len(limits) > 1 else ""
            style.write_above(axes, heading, (2 - left, HEAD - 11), weight="bold")
            start = 2 - left + (style.text_width(heading) * 1.1 + 8 if heading else 0)
            words = unit_words(unit, ends)
            style.write_above(axes, words, (start, HEAD - 11), size=style.SMALL_SIZE)
            _draw_groups(axes, rows[rows["sex"] == sex], fitted.get(sex), heading)
            _group_axis(axes, rows[rows["sex"] == sex], left, noun, count)
        return canonical_svg(figure, label=alt)


def _draw_groups(
    axes: Axes, rows: pd.DataFrame, fitted: tuple[float, float] | None, sex: str
) -> None:
    if fitted:
        axes.plot([0, 1], fitted, color=style.ORANGE, linewidth=2, linestyle=(0, (5, 2)),
                  gid=style.series_id("the fitted line", sex))  # fmt: skip
    gid = style.series_id("the deprivation groups", sex)
    axes.vlines(
        rows["position"], rows["lower_ci"], rows["upper_ci"], color=style.DARK_BLUE, linewidth=1.2,
        gid=gid,
    )  # fmt: skip
    axes.plot(
        rows["position"], rows["value"], linestyle="", marker="o", markersize=7,
        color=style.DARK_BLUE, gid=gid,
    )  # fmt: skip


def _group_axis(axes: Axes, rows: pd.DataFrame, left: float, noun: str, count: int) -> None:
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.spines["bottom"].set(visible=True, color=style.CONTEXT_GREY)
    across = axes.get_xaxis_transform()
    for position, group in zip(rows["position"], rows["group"], strict=True):
        style.write(
            axes, str(group), (float(position), 0), coordinates=across, offset=(0, -11),
            align="center",
        )  # fmt: skip
    ends = (("Most deprived", 0, "left"), (f"Least deprived {noun}", 1, "right"))
    for words, at, align in ends:
        style.write(
            axes, words, (at, 0), coordinates=across, offset=(0, -27), align=align,
            size=style.SMALL_SIZE,
        )  # fmt: skip
