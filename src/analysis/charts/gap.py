"""Inequality over time: absolute and relative gaps together."""

from collections.abc import Mapping
from typing import Unpack

import pandas as pd

from analysis.charts import style
from analysis.charts.axes import value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, alternative_text
from analysis.charts.frame import (
    TIME_COLUMNS,
    break_labels,
    by_sex,
    drawn_values,
    has_intervals,
    names_by,
    on_a_time_line,
)
from analysis.charts.labels import wrapped
from analysis.charts.timeline import Line, Panel, Timeline, ending
from analysis.charts.trend import Breaks
from analysis.charts.wording import (
    break_notes,
    how_sure,
    intervals_said,
    joined,
    lower_first,
    period_span,
    plotted_table,
    series_alt,
    series_description,
    subtitle,
)
from analysis.errors import DataError

GAP = ChartKind("gap chart", "gap chart", ("gap", *TIME_COLUMNS, "value"), {"sex": "Persons"})
# Where there is no gap: a difference of nought, a ratio of one.
NO_GAP = {"absolute": 0.0, "relative": 1.0}
BAR_SHIFT = 0.16
RELATIVE_DECIMALS = 2

# Unit and decimals of each gap.
Numbers = Mapping[str, tuple[str, int]]


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

    >>> rows = pd.DataFrame(
    ...     {"gap": ["absolute", "relative"], "period": "2020", "period_start": 2020,
    ...      "period_end": 2020, "value": [4.2, 1.31]}
    ... )
    >>> plot_gap_over_time(
    ...     rows, measure="Smoking", between=("Stockton", "England"), unit="percentage points"
    ... ).alt
    'Line charts of the absolute and relative gap in smoking between Stockton and England, 2020.
    Absolute gap: 4.2 percentage points. Relative gap: 1.31.'
    """
    rows = _gap_rows(data)
    known = rows.dropna(subset=["value"])
    name, pair = lower_first(measure), " and ".join(between)
    if known.empty:
        return Notice(f"No gap in {name} can be shown between {pair}.")
    numbers = {"absolute": (unit, decimals), "relative": ("", RELATIVE_DECIMALS)}
    changes, period = break_labels(breaks), period_span(known)
    timeline = Timeline(_gap_panels(known, numbers), known, changes, panel_height=140.0)
    alts, described = _gap_words(known, numbers)
    opening = f"Line charts of the absolute and relative gap in {name} between {pair}, {period}."
    return GAP.chart(
        timeline.draw,
        height=timeline.height,
        headline=f"Gap in {name} between {pair}",
        subtitle=subtitle(f"Absolute and relative gap in {name}", between, period, unit),
        alt=alternative_text(opening, *alts),
        long_description=" ".join([*described, intervals_said(known), *break_notes(changes)]),
        reading=_reading(known, changes),
        table=_gap_table(rows, numbers),
        scale=timeline.scale,
        **beside,
    )


def _reading(rows: pd.DataFrame, breaks: Mapping[float, str]) -> str:
    both = "Above is the difference, below the ratio." if len(set(rows["gap"])) > 1 else ""
    near = "The nearer to “No gap”, the smaller the gap."
    drawn = "Where the 95% interval, a band or thin bar, holds “No gap”, the gap may be chance."
    return joined(both, near, how_sure(rows, drawn), *break_notes(breaks))


def _gap_rows(data: pd.DataFrame) -> pd.DataFrame:
    rows = on_a_time_line(GAP.rows(data))
    unknown = sorted(set(rows["gap"].astype(str)) - set(NO_GAP))
    if unknown:
        raise DataError(f"A gap is 'absolute' or 'relative', not {unknown[0]!r}.")
    return rows.sort_values(["gap", "sex", "position"], ignore_index=True)


def _by_gap(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {gap: rows[rows["gap"] == gap] for gap in names_by(rows, "gap", list(NO_GAP))}


def _gap_panels(rows: pd.DataFrame, numbers: Numbers) -> list[Panel]:
    panels = []
    for gap, group in _by_gap(rows).items():
        no_gap, heading, (unit, decimals) = NO_GAP[gap], f"{gap.capitalize()} gap", numbers[gap]
        panels.append(
            Panel(
                sex_lines(group, decimals, unit, heading),
                value_limits([*drawn_values(group), no_gap]),
                unit,
                heading,
                axis_words=unit[:1].upper() + unit[1:] if unit else "Ratio (1 = no gap)",
                reference=(no_gap, "No gap"),
            )
        )
    return panels


def sex_lines(rows: pd.DataFrame, decimals: int, unit: str, name: str) -> list[Line]:
    """Give one line for each sex, told apart by colour, marker and label."""
    groups = by_sex(rows)
    if len(groups) == 1:
        label = (ending(rows, decimals, unit),)
        return [Line(rows, label, leading=True, intervals="band", gid=style.series_id(name))]
    return [
        Line(
            series,
            (*wrapped(sex), ending(series, decimals, unit)),
            colour=style.SEX_COLOURS.get(sex, style.DARK_GREY),
            marker=style.SEX_MARKERS.get(sex, "D"),
            intervals="bars",
            shift=(place - (len(groups) - 1) / 2) * BAR_SHIFT if has_intervals(rows) else 0.0,
            gid=style.series_id(name, sex),
        )
        for place, (sex, series) in enumerate(groups.items())
    ]


def _gap_words(rows: pd.DataFrame, numbers: Numbers) -> tuple[list[str], list[str]]:
    alts, described = [], []
    for gap, group in _by_gap(rows).items():
        sexes, heading = by_sex(group), f"{gap.capitalize()} gap"
        series = {
            heading + (f", {sex.lower()}" if len(sexes) > 1 else ""): own
            for sex, own in sexes.items()
        }
        alts.append(series_alt("", series, *numbers[gap]))
        described.append(series_description(series, *numbers[gap]))
    return alts, described


def _gap_table(rows: pd.DataFrame, numbers: Numbers) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row a period and sex; absolute and relative gap, with limits, side by side."""
    keys = {"sex": "Sex", "period": "Period"}
    if len(names_by(rows, "sex")) == 1:
        del keys["sex"]
    whole, shown = pd.DataFrame(), dict[str, int]()
    for gap, group in _by_gap(rows).items():
        part, decimals = plotted_table(group, keys, *numbers[gap])
        names = {
            heading: f"{gap.capitalize()} gap{heading.removeprefix('Value')}"
            if heading.startswith("Value")
            else f"{heading} of {gap} gap"
            for heading in decimals
        }
        part = part.rename(columns=names)
        shown |= {names[heading]: count for heading, count in decimals.items()}
        on = list(keys.values())
        whole = part if whole.empty else whole.merge(part, on=on, how="outer", sort=False)
    return whole, shown
