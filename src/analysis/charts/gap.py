"""Inequality over time: absolute and relative gaps together."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.charts import style
from analysis.charts.axes import value_limits
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import (
    SEX_ORDER,
    TIME_COLUMNS,
    add_position,
    break_labels,
    check_columns,
    has_intervals,
)
from analysis.charts.labels import wrapped
from analysis.charts.reading import read_gap
from analysis.charts.timeline import Line, Panel, Timeline
from analysis.charts.wording import (
    break_notes,
    interval_note,
    lower_first,
    names_by,
    period_span,
    plotted_table,
    series_alt,
    series_description,
    subtitle,
)
from analysis.errors import DataError
from analysis.formats import format_number

GAP_COLUMNS = ("gap", *TIME_COLUMNS, "value")
GAP_ORDER = ("absolute", "relative")
NO_GAP = {"ratio": 1.0, "%": 0.0}
BAR_SHIFT = 0.16
RELATIVE_DECIMALS = {"ratio": 2, "%": 1}


def plot_gap_over_time(
    data: pd.DataFrame,
    *,
    measure: str,
    between: tuple[str, str],
    unit: str,
    decimals: int = 1,
    relative: str = "ratio",
    title: str = "",
    source: str = "",
    figure_id: str = "",
    breaks: Mapping[int, str] | Sequence[int] = (),
) -> Chart | Notice:
    """Draw the absolute and the relative gap over time, one panel each.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a gap, period and (if there are several) `sex`, with `gap` (``absolute`` or
        ``relative``), `period`, `period_start`, `period_end`, `value` and, where there are any,
        `lower_ci` and `upper_ci`.
    measure : str
        Name of the indicator.
    between : tuple of str
        The group whose gap it is, and what it is compared with.
    unit : str
        Unit of the absolute gap, such as ``percentage points``.
    decimals : int
        Digits shown for the absolute gap.
    relative : {"ratio", "%"}
        Whether the relative gap is a ratio (no gap is 1) or a difference in per cent (no gap
        is 0).
    title : str
        The headline; the measure and the two groups when empty.
    source : str
        Publisher and release.
    figure_id : str
        Name for links.
    breaks : mapping of int to str or sequence of int
        The first year of each new definition, with its label if it has one.

    Returns
    -------
    Chart or Notice
        A notice when no gap has a value.

    Raises
    ------
    DataError
        When a column is missing, or a gap or the kind of relative gap is unknown.

    Examples
    --------
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
    rows = _gap_rows(data, relative)
    known = rows.dropna(subset=["value"])
    if known.empty:
        pair = " and ".join(between)
        return Notice(f"No gap in {lower_first(measure)} can be shown between {pair}.")
    digits = {"absolute": decimals, "relative": RELATIVE_DECIMALS[relative]}
    units = {"absolute": unit, "relative": "" if relative == "ratio" else "%"}
    changes, period = break_labels(breaks), period_span(known)
    panels = _gap_panels(known, digits, units, NO_GAP[relative])
    alt, description = _gap_words(
        known, digits, units, measure=measure, between=between, period=period
    )
    frame, shown = _gap_table(rows, digits, units)
    return Chart(
        svg=Timeline(panels, known, changes, panel_height=140.0).draw(alt),
        kind="gap chart",
        title=title or f"Gap in {lower_first(measure)} between {between[0]} and {between[1]}",
        subtitle=subtitle(
            f"Absolute and relative gap in {lower_first(measure)}", between, period, unit
        ),
        alt=alt,
        long_description=" ".join([description, interval_note(known), *break_notes(changes)]),
        data=frame,
        decimals=shown,
        scale={panel.heading: panel.limits for panel in panels},
        source=source,
        figure_id=figure_id,
        reading=read_gap(known, changes),
    )


def _gap_rows(data: pd.DataFrame, relative: str) -> pd.DataFrame:
    if relative not in NO_GAP:
        raise DataError(f"A relative gap is a 'ratio' or '%', not {relative!r}.")
    rows = add_position(check_columns(data, GAP_COLUMNS, "gap chart"))
    unknown = sorted(set(rows["gap"].astype(str)) - set(GAP_ORDER))
    if unknown:
        raise DataError(f"A gap is 'absolute' or 'relative', not {unknown[0]!r}.")
    if "sex" not in rows.columns:
        rows["sex"] = "Persons"
    return rows.sort_values(["gap", "sex", "position"], ignore_index=True)


def _gap_panels(
    rows: pd.DataFrame, digits: Mapping[str, int], units: Mapping[str, str], no_ratio: float
) -> list[Panel]:
    panels = []
    for gap in names_by(rows, "gap", GAP_ORDER):
        group = rows[rows["gap"] == gap]
        no_gap = 0.0 if gap == "absolute" else no_ratio
        unit = units[gap]
        words = unit[:1].upper() + unit[1:] if unit else "Ratio (1 = no gap)"
        panels.append(
            Panel(
                sex_lines(group, digits[gap], unit, f"{gap.capitalize()} gap"),
                value_limits([*group["value"], *group["lower_ci"], *group["upper_ci"], no_gap]),
                unit,
                heading=f"{gap.capitalize()} gap",
                axis_words=words,
                reference=(no_gap, "No gap"),
            )
        )
    return panels


def sex_lines(rows: pd.DataFrame, decimals: int, unit: str, name: str) -> list[Line]:
    """Give one line for each sex, told apart by colour, marker and label."""
    sexes = names_by(rows, "sex", SEX_ORDER)
    lines, several = [], len(sexes) > 1
    for place, sex in enumerate(sexes):
        series = rows[rows["sex"] == sex]
        last = format_number(
            series.sort_values("position", kind="stable")["value"].iloc[-1], decimals
        )
        ending = last + ("%" if unit.startswith("%") else "")
        lines.append(
            Line(
                series,
                (*(wrapped(sex) if several else ()), ending),
                colour=style.SEX_COLOURS.get(sex, style.DARK_GREY) if several else style.DARK_BLUE,
                marker=style.SEX_MARKERS.get(sex, "D") if several else "o",
                leading=not several,
                intervals="bars" if several else "band",
                shift=(place - (len(sexes) - 1) / 2) * BAR_SHIFT if has_intervals(rows) else 0.0,
                gid=style.series_id(name, sex if several else ""),
            )
        )
    return lines


def _gap_words(
    rows: pd.DataFrame,
    digits: Mapping[str, int],
    units: Mapping[str, str],
    *,
    measure: str,
    between: tuple[str, str],
    period: str,
) -> tuple[str, str]:
    opening = (
        f"Line charts of the absolute and relative gap in {lower_first(measure)} between "
        f"{between[0]} and {between[1]}, {period}."
    )
    parts, described = [], []
    for gap in names_by(rows, "gap", GAP_ORDER):
        group = rows[rows["gap"] == gap]
        many = len(names_by(group, "sex")) > 1
        series = {
            f"{gap.capitalize()} gap" + (f", {sex.lower()}" if many else ""): group[
                group["sex"] == sex
            ]
            for sex in names_by(group, "sex", SEX_ORDER)
        }
        parts.append(series_alt("", series, units[gap], digits[gap], with_range=False))
        described.append(series_description(series, units[gap], digits[gap]))
    return alternative_text(opening, *parts), " ".join(described)


def _gap_table(
    rows: pd.DataFrame, digits: Mapping[str, int], units: Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row a period and sex; absolute and relative gap, with limits, side by side."""
    keys = ["sex", "period"] if len(names_by(rows, "sex")) > 1 else ["period"]
    joined: pd.DataFrame | None = None
    shown: dict[str, int] = {}
    for gap in names_by(rows, "gap", GAP_ORDER):
        part, decimals = plotted_table(
            rows[rows["gap"] == gap],
            {key: key.capitalize() for key in keys},
            units[gap],
            digits[gap],
        )
        names = {
            heading: f"{gap.capitalize()} gap" + heading.removeprefix("Value")
            if heading.startswith("Value")
            else f"{heading} of {gap} gap"
            for heading in decimals
        }
        part = part.rename(columns=names)
        shown |= {names[heading]: count for heading, count in decimals.items()}
        on = [key.capitalize() for key in keys]
        joined = part if joined is None else joined.merge(part, on=on, how="outer", sort=False)
    return (pd.DataFrame() if joined is None else joined), shown
