"""Inequality: the gap between two groups over time, and the gradient across all of them."""

from collections.abc import Mapping
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style, wording
from analysis.charts.axes import foot_axis, label_width, same_span, value_axis, value_limits
from analysis.charts.chart import (
    Beside,
    Chart,
    ChartKind,
    Notice,
    by_sex,
    drawn_values,
    has_intervals,
    names_by,
    parts_by,
)
from analysis.charts.style import Pair
from analysis.charts.timeline import TIME_COLUMNS, Line, Panel, Timeline, on_a_time_line
from analysis.charts.trend import Breaks, break_labels, ending, named_series
from analysis.claims.words import lower_first, upper_first
from analysis.formats import format_number

# Where there is no gap: a difference of nought, a ratio of one.
NO_GAP = {"absolute": 0.0, "relative": 1.0}
ONE_SEX = {"sex": "Persons"}
GAP = ChartKind("gap chart", ("gap", *TIME_COLUMNS, "value"), ONE_SEX, {"gap": NO_GAP})
GRADIENT = ChartKind("gradient chart", ("group", "value"), ONE_SEX)
GAP_MAY_BE_CHANCE = (
    "Where the 95% interval, a band or thin bar, holds “No gap”, the gap may be chance."
)
BAR_SHIFT = 0.16
RELATIVE_DECIMALS = 2
GROUP_NAMES = {10: "decile", 5: "quintile"}
PANEL_HEIGHT = 170.0
HEAD = 28.0
FOOT = 34.0
PITCH = HEAD + PANEL_HEIGHT + FOOT
SIDE = 12.0

# Unit and decimals of each gap.
Numbers = Mapping[str, tuple[str, int]]
Fitted = Mapping[str, Pair]


def plot_gap_over_time(
    data: pd.DataFrame,
    *,
    measure: str,
    between: tuple[str, str],
    unit: str,
    decimals: int = 1,
    breaks: Breaks | None = None,
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw the absolute and the relative gap over time, one panel each.

    `data` has one row a gap, period and (if there are several) `sex`, with `gap` (``absolute`` or
    ``relative``), `period`, `period_start`, `period_end`, `value` and, where there are any,
    `lower_ci` and `upper_ci`; `between` is the group whose gap it is and what it is compared
    with; `unit` and `decimals` are those of the absolute gap, such as ``percentage points``.
    """
    rows = on_a_time_line(GAP.rows(data)).sort_values(["gap", "sex", "position"])
    known = rows.dropna(subset=["value"])
    name, pair = lower_first(measure), " and ".join(between)
    if known.empty:
        return Notice(f"No gap in {name} can be shown between {pair}.")
    numbers = {"absolute": (unit, decimals), "relative": ("", RELATIVE_DECIMALS)}
    changes, period = break_labels(breaks), wording.period_span(known)
    gaps, notes = parts_by(known, "gap", [*NO_GAP]), wording.break_notes(changes)
    panels = [_gap_panel(own, gap, *numbers[gap]) for gap, own in gaps.items()]
    series = {gap: _gap_series(own, f"{gap.capitalize()} gap") for gap, own in gaps.items()}
    described = [wording.series_description(own, *numbers[gap]) for gap, own in series.items()]
    timeline = Timeline(panels, known, changes, panel_height=140.0)
    return GAP.chart(
        timeline.draw,
        height=timeline.height,
        headline=f"Gap in {name} between {pair}",
        subtitle=wording.subtitle(f"Absolute and relative gap in {name}", between, period, unit),
        alt=wording.alternative_text(
            f"Line charts of the absolute and relative gap in {name} between {pair}, {period}.",
            *(wording.series_alt("", own, *numbers[gap]) for gap, own in series.items()),
        ),
        long_description=wording.joined(*described, wording.intervals_said(known), *notes),
        reading=wording.joined(
            "Above is the difference, below the ratio." if len(gaps) > 1 else "",
            "The nearer to “No gap”, the smaller the gap.",
            wording.intervals_said(known, GAP_MAY_BE_CHANCE, wording.NO_INTERVALS),
            *notes,
        ),
        table=_gap_table(rows, numbers),
        scale=timeline.scale,
        **beside,
    )


def _gap_panel(rows: pd.DataFrame, gap: str, unit: str, decimals: int) -> Panel:
    heading, words = f"{gap.capitalize()} gap", upper_first(unit) or "Ratio (1 = no gap)"
    limits = value_limits([*drawn_values(rows), NO_GAP[gap]])
    lines = sex_lines(rows, decimals, unit, heading)
    return Panel(lines, limits, unit, heading, axis_words=words, reference=(NO_GAP[gap], "No gap"))


def sex_lines(rows: pd.DataFrame, decimals: int, unit: str, name: str) -> list[Line]:
    """Give one line for each sex, told apart by colour, marker and label."""
    groups = by_sex(rows)
    if len(groups) == 1:
        label = (ending(rows, decimals, unit),)
        return [Line(rows, label, leading=True, intervals="band", gid=style.series_id(name))]
    return [
        Line(
            series,
            (*style.wrapped(sex), ending(series, decimals, unit)),
            colour=style.SEX_COLOURS.get(sex, style.MUTED),
            marker=style.SEX_MARKERS.get(sex, "D"),
            intervals="bars",
            shift=(place - (len(groups) - 1) / 2) * BAR_SHIFT if has_intervals(rows) else 0.0,
            gid=style.series_id(name, sex),
        )
        for place, (sex, series) in enumerate(groups.items())
    ]


def _gap_series(rows: pd.DataFrame, heading: str) -> dict[str, pd.DataFrame]:
    """Give the rows of each line, persons first, under the name that sentences use."""
    return named_series(pd.concat(by_sex(rows).values()).assign(area_name=heading))


def _gap_table(rows: pd.DataFrame, numbers: Numbers) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row a period and sex; absolute and relative gap, with limits, side by side."""
    keys = {"sex": "Sex"} if len(names_by(rows, "sex")) > 1 else {}
    keys |= {"period": "Period"}
    whole, shown = pd.DataFrame(), dict[str, int]()
    for gap, group in parts_by(rows, "gap", [*NO_GAP]).items():
        part, decimals = wording.plotted_table(group, keys, *numbers[gap], f"{gap} gap")
        on = list(keys.values())
        whole = part if whole.empty else whole.merge(part, on=on, how="outer", sort=False)
        shown |= decimals
    return whole, shown


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
    """
    rows = _gradient_rows(data)
    known = rows.dropna(subset=["value"])
    if known.empty:
        return Notice(f"No figures for {lower_first(measure)} by deprivation exist in {place}.")
    count, lines = int(rows["group"].max()), fitted or {}
    noun = GROUP_NAMES.get(count, "group")
    sexes = by_sex(known.assign(period="group " + known["group"].astype(str)))
    found = [value_limits([*drawn_values(own), *lines.get(s, ())]) for s, own in sexes.items()]
    limits = dict(zip(sexes, same_span(found), strict=True))
    series = {f"{sex}, {noun} 1 to {count}": own for sex, own in sexes.items()}
    if len(sexes) == 1:
        series = {f"{noun.capitalize()} 1 to {count}": own for own in sexes.values()}
    where = ", ".join(filter(None, [place, period]))
    opening = (
        f"Dot chart of {lower_first(measure)} by deprivation {noun}, {where} ({noun} 1 is most "
        "deprived)."
    )
    line = _fitted_said(lines, decimals)
    note = wording.intervals_said(known, "Thin bars are 95% confidence intervals.")
    return GRADIENT.chart(
        lambda figure: _draw_gradient(figure, sexes, limits, lines, (unit, noun)),
        height=PITCH * len(limits) + 4,
        headline=f"{measure} by deprivation, {place}",
        subtitle=wording.subtitle(f"{measure} by deprivation {noun}", [place], period, unit),
        alt=wording.series_alt(
            opening, series, unit, decimals, wording.range_said(known["value"], decimals), line
        ),
        long_description=wording.series_description(series, unit, decimals, line, note),
        reading=wording.joined(
            f"Each dot is one {noun}, from the most deprived on the left.",
            "The steeper the broken line, the wider the gap." if lines else "",
            wording.intervals_said(known, "Thin bars are 95% intervals.", wording.NO_INTERVALS),
        ),
        table=wording.plotted_table(
            rows, {"sex": "Sex", "group": f"Deprivation {noun}"}, unit, decimals
        ),
        scale=limits,
        **beside,
    )


def _gradient_rows(data: pd.DataFrame) -> pd.DataFrame:
    rows = GRADIENT.rows(data).astype({"group": int})
    if "position" not in rows.columns:
        rows["position"] = (rows["group"] - 0.5) / rows["group"].max()
    return rows.sort_values(["sex", "group"], ignore_index=True)


def _fitted_said(lines: Fitted, decimals: int) -> str:
    ends = [" to ".join(format_number(end, decimals) for end in pair) for pair in lines.values()]
    return f"Fitted line: {' and '.join(ends)}." if ends else ""


def _draw_gradient(
    figure: Figure,
    sexes: Mapping[str, pd.DataFrame],
    limits: Mapping[str, Pair],
    fitted: Fitted,
    words: tuple[str, str],
) -> None:
    unit, noun = words
    left = max(label_width(ends, unit) for ends in limits.values())
    width = style.SHEET_WIDTH - left - SIDE
    for place, (sex, rows) in enumerate(sexes.items()):
        top, heading = place * PITCH + HEAD, sex if len(sexes) > 1 else ""
        axes = style.panel(figure, left=left, top=top, width=width, height=PANEL_HEIGHT)
        value_axis(axes, limits[sex], unit, (2 - left, HEAD - 11), heading=heading)
        if sex in fitted:
            axes.plot([0, 1], fitted[sex], color=style.MUTED, linewidth=2, linestyle=(0, (5, 2)),
                      gid=style.series_id("the fitted line", heading))  # fmt: skip
        _draw_groups(axes, rows, noun, heading)


def _draw_groups(axes: Axes, rows: pd.DataFrame, noun: str, sex: str) -> None:
    """Draw the dots of the groups with their intervals, and the axis that names them."""
    gid = style.series_id("the deprivation groups", sex)
    place, colour = rows["position"], style.AREA
    axes.vlines(place, rows["lower_ci"], rows["upper_ci"], color=colour, linewidth=1.2, gid=gid)
    axes.plot(place, rows["value"], linestyle="", marker="o", markersize=7, color=colour, gid=gid)
    axes.set_xlim(0, 1)
    foot_axis(axes)
    for at, group in zip(place, rows["group"], strict=True):
        style.write(axes, str(group), (at, 0), (0, -11), anchor="column", align="center")
    for words, at, align in (("Most deprived", 0, "left"), (f"Least deprived {noun}", 1, "right")):
        style.write_small(axes, words, (at, 0), (0, -27), anchor="column", align=align)
