"""One row a name: areas in order of their value, and the parts that a gap is made of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Unpack

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style, wording
from analysis.charts.axes import rows_axis, unit_words, value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, by_sex, drawn_values
from analysis.charts.style import Pair
from analysis.claims.words import count_of, lower_first
from analysis.data.tidy import rows_of
from analysis.formats import format_number, with_interval, with_unit

RANKED = ChartKind("ranked dot chart", ("area_name", "period", "value"), {"role": ""})
PARTS = ChartKind("decomposition", ("part", "contribution"), {"sex": "Persons"})
ROW_HEIGHT = 19.0
NAME_ROOM = 202.0
NAME_LINES = 3
RANKED_HEAD = 46.0
RANKED_FOOT = 24.0
PARTS_HEAD = 40.0
PARTS_GAP = 14.0
# What is drawn as an upright line, with its colour and dashes.
UPRIGHT = {"England": (style.COMPARATOR, (0, (5, 2))), "whole": (style.AREA, "solid")}
# Whether the area is the marked one: its marker, size, colour and the width of its interval.
LOOKS = {False: ("o", 5.0, style.CONTEXT_GREY, 1.1), True: ("D", 7.0, style.AREA, 1.6)}


def plot_ranked(
    data: pd.DataFrame,
    *,
    measure: str,
    unit: str,
    decimals: int = 1,
    noun: str = "area",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw areas, or groups of another `noun`, in order of value, with intervals where published.

    `data` has one row an area with `area_name`, `period` and `value`, and where there are any
    `lower_ci`, `upper_ci` and `role`: an ``area`` is marked; ``England``, and the ``whole`` that
    the areas are parts of, are reference lines.
    """
    rows = RANKED.rows(data).sort_values(
        ["value", "area_name"], ascending=[False, True], ignore_index=True
    )
    known = rows.dropna(subset=["value"])
    known = known.assign(
        short=[wording.short(value, decimals, unit) for value in known["value"]],
        said=[with_unit(value, decimals, unit) for value in known["value"]],
    )
    upright = known["role"].isin(UPRIGHT)
    areas, beyond = known[~upright].reset_index(drop=True), known[upright]
    if areas.empty:
        return wording.no_figures(measure, rows)
    limits = value_limits(drawn_values(known))
    names = [
        style.fitted_lines(str(name), NAME_ROOM, NAME_LINES, bold=role == "area")
        for name, role in zip(areas["area_name"], areas["role"], strict=True)
    ]
    periods = sorted(set(known["period"].astype(str)))
    period = periods[0] if len(periods) == 1 else f"latest period of each {noun}"
    return RANKED.chart(
        lambda figure: _draw_ranked(
            figure, areas.assign(lines=pd.Series(names)), beyond, limits, unit
        ),
        height=RANKED_HEAD + _row_height(names) * len(areas) + RANKED_FOOT * max(1, len(beyond)),
        headline=f"{measure} by {noun}",
        subtitle=wording.subtitle(measure, [count_of(len(areas), noun)], period, unit),
        alt=_ranked_alt(areas, beyond, lower_first(measure), period, noun),
        long_description=_ranked_description(known, unit, decimals),
        reading=wording.intervals_said(
            known,
            f"Thin lines are 95% intervals: where two overlap, the order of the {noun}s may be "
            "chance.",
            f"We hold no intervals, so the order of {noun}s that are close may be chance.",
        ),
        table=wording.plotted_table(
            rows, {"area_name": noun.capitalize(), "period": "Period"}, unit, decimals
        ),
        scale={"value": limits},
        **beside,
    )


def _ranked_alt(
    areas: pd.DataFrame, upright: pd.DataFrame, name: str, period: str, noun: str
) -> str:
    names, said, count = areas["area_name"], areas["said"], len(areas)
    return wording.alternative_text(
        f"Ranked dot chart of {name} in {count_of(count, noun)}, {period}.",
        f"Highest: {names.iloc[0]} {said.iloc[0]}.",
        f"Lowest: {names.iloc[-1]} {said.iloc[-1]}.",
        *(
            f"{names[place]}: {said[place]}, number {place + 1} of {count} from the highest."
            for place in areas.index[areas["role"] == "area"]
        ),
        *(f"{name}: {value}." for name, value in _named(upright).items()),
    )


def _named(upright: pd.DataFrame, column: str = "said") -> dict[str, str]:
    """Give what a column has of each upright line, by its name."""
    names = upright["area_name"].where(upright["role"] == "whole", "England")
    return dict(zip(names, upright[column], strict=True))


def _ranked_description(rows: pd.DataFrame, unit: str, decimals: int) -> str:
    columns = rows[["area_name", "value", "lower_ci", "upper_ci"]]
    said = [
        f"{name}: {with_interval(value, low, high, decimals, unit)}."
        for name, value, low, high in columns.itertuples(index=False)
    ]
    note = wording.intervals_said(
        rows,
        "Thin lines are 95% confidence intervals; where two overlap, the order may be chance.",
        "We hold no confidence intervals of these figures, so the order is uncertain.",
    )
    return " ".join(["From the highest to the lowest.", *said, note])


def _draw_ranked(
    figure: Figure, areas: pd.DataFrame, upright: pd.DataFrame, limits: Pair, unit: str
) -> None:
    marked = areas["role"] == "area"
    lines = areas["lines"].explode()
    left = _widest(lines, marked[lines.index]) + 8
    width = style.SHEET_WIDTH - left - (_widest(areas["short"], marked) + 8)
    height = _row_height(areas["lines"]) * len(areas)
    axes = style.panel(figure, left=left, top=RANKED_HEAD, width=width, height=height)
    rows_axis(axes, limits, unit, len(areas))
    above = (2 - left, RANKED_HEAD - 10)
    style.write_small(axes, unit_words(unit, limits), (0, 1), above, anchor="axes")
    short = _named(upright, "short").items()
    for number, ((name, said), row) in enumerate(zip(short, rows_of(upright), strict=True)):
        colour, dashes = UPRIGHT[str(row["role"])]
        axes.axvline(row["value"], color=colour, linewidth=1.6, linestyle=dashes,
                     gid=style.series_id(name))  # fmt: skip
        words, below = f"{name} {said}", (0, -11 - RANKED_FOOT * number / 2)
        style.write_small(axes, words, (row["value"], 0), below, anchor="column", align="center")
    for leading, own in areas.groupby(marked):
        _draw_areas(axes, own, leading=bool(leading))
    written = zip(areas["lines"], areas["short"], marked, strict=True)
    for place, (name, said, leading) in enumerate(written):
        colour = style.AREA if leading else style.TEXT
        style.write_lines(axes, name, (0, place), (-6, 0), anchor="row", align="right",
                          colour=colour, bold=leading)  # fmt: skip
        style.write(axes, said, (1, place), (6, 0), anchor="row", colour=colour, bold=leading)


def _row_height(names: Iterable[Sequence[str]]) -> float:
    """Give room for the name that takes most lines."""
    return ROW_HEIGHT + style.NAME_LINE * (max(map(len, names)) - 1)


def _widest(words: Iterable[str], marked: Iterable[bool]) -> float:
    """Measure the longest of a column, bold where a row is marked."""
    pairs = zip(words, marked, strict=True)
    return max(style.text_width(line, bold=leading) for line, leading in pairs)


def _draw_areas(axes: Axes, areas: pd.DataFrame, *, leading: bool) -> None:
    """Draw dots of one look, each on its interval; a row's place is its index."""
    marker, size, colour, width = LOOKS[leading]
    for place, row in zip(areas.index, rows_of(areas), strict=True):
        # Row by row, each dot on its line.
        look = {"color": colour, "zorder": 2 + place / 1000,
                "gid": style.series_id(str(row["area_name"]))}  # fmt: skip
        style.draw_line(axes, (row["lower_ci"], row["upper_ci"]), (place, place), linewidth=width,
                        solid_capstyle="butt", **look)  # fmt: skip
        style.draw_line(axes, (row["value"],), (place,), marker=marker, markersize=size, **look)


def plot_decomposition(
    data: pd.DataFrame,
    *,
    measure: str,
    between: tuple[str, str],
    unit: str = "years",
    decimals: int = 2,
    parts: str = "cause",
    period: str = "",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw the contribution of each part to a gap as a bar from nought.

    `data` has one row a part in the order wanted, with `part` (an age group or a cause, as `parts`
    says), `contribution` and, if there are several, `sex`. A positive contribution widens the lead
    of the second of the two groups that the gap is `between`.
    """
    known = PARTS.rows(data).dropna(subset=["contribution"]).reset_index(drop=True)
    name, pair = lower_first(measure), " and ".join(between)
    if known.empty:
        return Notice(f"No parts of the gap in {name} are known between {pair}.")
    known["short"] = [format_number(value, decimals) for value in known["contribution"]]
    sexes = by_sex(known)
    limits = value_limits(known["contribution"], from_zero=True)
    alt = wording.alternative_text(
        f"Bar chart of the gap in {name} between {pair} by {parts}.",
        *(_largest(rows, sex, unit, decimals) for sex, rows in sexes.items()),
    )
    sides = (
        f"A bar to the right adds to the gap in favour of {between[1]}, a bar to the left takes "
        "from it."
    )
    heading = f"Contribution ({unit})"
    names = {"sex": "Sex", "part": parts.capitalize(), "contribution": heading}
    shown = known[[*names]].rename(columns=names)
    return PARTS.chart(
        lambda figure: _draw_parts(figure, sexes, limits, unit),
        height=ROW_HEIGHT * len(known) + (PARTS_HEAD + PARTS_GAP) * len(sexes),
        headline=f"What the gap between {pair} is made of",
        subtitle=wording.subtitle(f"Gap in {name} by {parts}", between, period, unit),
        alt=alt,
        long_description=f"{alt} {sides}",
        reading=sides,
        table=(shown if len(sexes) > 1 else shown.drop(columns="Sex"), {heading: decimals}),
        scale={"contribution": limits},
        **beside,
    )


def _largest(rows: pd.DataFrame, sex: str, unit: str, decimals: int) -> str:
    row = rows.sort_values("contribution", key=lambda parts: parts.abs(), kind="stable").iloc[-1]
    who = "" if sex == "Persons" else f", {sex.lower()}"
    return f"Largest part{who}: {row['part']}, {with_unit(row['contribution'], decimals, unit)}."


def _draw_parts(figure: Figure, sexes: Mapping[str, pd.DataFrame], limits: Pair, unit: str) -> None:
    rows = pd.concat(sexes.values())
    names = [style.fitted(str(part), NAME_ROOM) for part in rows["part"]]
    left = max(map(style.text_width, names)) + 8
    width = style.SHEET_WIDTH - left - (max(map(style.text_width, rows["short"])) + 10)
    top = PARTS_HEAD
    for sex, own in sexes.items():
        height = ROW_HEIGHT * len(own)
        # Seaborn asks axes for their ticks.
        axes = style.panel(figure, left=left, top=top, height=height, width=width, ticked=True)
        heading = unit.capitalize() if sex == "Persons" else f"{sex}, {unit}"
        style.write(axes, heading, (0, 1), (2 - left, 26), anchor="axes", bold=True)
        rows_axis(axes, limits, "", len(own))
        _draw_bars(axes, own, sex if len(sexes) > 1 else "")
        top += height + PARTS_HEAD + PARTS_GAP


def _draw_bars(axes: Axes, rows: pd.DataFrame, sex: str) -> None:
    values = rows["contribution"].to_numpy(dtype=float)
    colours = [style.AREA if value >= 0 else style.CONTEXT_GREY for value in values]
    sns.barplot(x=values, y=range(len(rows)), orient="h", native_scale=True, width=0.7,
                errorbar=None, color=style.AREA, saturation=1, ax=axes)  # fmt: skip
    axes.axvline(0, color=style.MUTED, linewidth=1)
    shown = zip(axes.patches, colours, rows["part"].astype(str), rows["short"], strict=True)
    for place, (bar, colour, part, said) in enumerate(shown):
        bar.set(facecolor=colour, gid=style.series_id(part, sex))
        name = style.fitted(part, NAME_ROOM)
        style.write(axes, name, (0, place), (-5, 0), anchor="row", align="right")
        style.write(axes, said, (1, place), (5, 0), anchor="row")
