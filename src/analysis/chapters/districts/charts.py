"""A strip an indicator: each district as a mark with its interval, between two upright lines."""

from collections.abc import Sequence
from typing import NamedTuple, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import rows_axis, value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, drawn_values, parts_by
from analysis.charts.wording import alternative_text, count_verdicts, key_lines, short, written
from analysis.claims.words import count_of
from analysis.formats import name_with_unit, with_interval

STRIPS = ChartKind(
    "district strips",
    ("strip", "unit", "decimals", "period", "area_name", "value", "role", "verdict"),
    known={"verdict": style.SYMBOLS, "role": ("district", "whole", "comparator")},
)
NAME_ROOM, NUMBER_ROOM, GAP = 150.0, 52.0, 6.0
HEADING_CHARACTERS, HEADING_LINES = 60, 2
SCALE, BELOW, FOOT = 34.0, 16.0, 62.0
# With more districts than these only the ends are named, and the rows are narrower.
MOST_NAMED, PITCH, NARROW = 7, 15.0, 8.0
LINES = {"comparator": (style.COMPARATOR, (0, (5, 2))), "whole": (style.AREA, "solid")}
NO_LEVEL = ("D", style.MUTED)


class Laid(NamedTuple):
    """One strip on the sheet."""

    name: str
    heading: Sequence[str]
    rows: pd.DataFrame
    beside: pd.DataFrame
    pitch: float
    top: float

    @property
    def head(self) -> float:
        """The height of what stands above the marks."""
        return style.NAME_LINE * len(self.heading) + SCALE

    @property
    def bottom(self) -> float:
        """Where it ends on the sheet."""
        return self.top + self.head + self.pitch * len(self.rows) + BELOW

    @property
    def named(self) -> list[int]:
        """The rows that carry a name: all, or the first and the last."""
        last = len(self.rows) - 1
        return [*range(last + 1)] if last < MOST_NAMED else [0, last]


def plot_district_strips(
    data: pd.DataFrame, *, place: str, comparator: str, **beside: Unpack[Beside]
) -> Chart | Notice:
    """Draw a strip an indicator, the district with the highest value at the top of each.

    `data` has `strip` (the indicator's name, and the sex where there are several), `unit`,
    `decimals`, `period`, `area_name`, `value`, `lower_ci`, `upper_ci`, `verdict` and `role`: a
    ``district`` is a mark, the ``whole`` that they are parts of and the ``comparator`` are lines.
    """
    known = STRIPS.rows(data).dropna(subset=["value"])
    own = known[known["role"] == "district"]
    if own.empty:
        return Notice(f"No figures of the districts of {place} are held.")
    laid = _lay_out(known)
    count = count_of(len(laid), "indicator")
    names = {"strip": "Indicator", "period": "Period", "unit": "Unit", "area_name": "Area"}
    numbers = {"value": "Value", "lower_ci": "Lower 95% limit", "upper_ci": "Upper 95% limit"}
    shown = known.assign(**{name: written(known, name) for name in numbers})
    shown["verdict"] = known["verdict"].where(known["role"] == "district", "[z]")
    return STRIPS.chart(
        lambda figure: _draw(figure, laid, (place, comparator)),
        height=laid[-1].bottom + FOOT,
        headline=f"The districts of {place}",
        subtitle=f"{count}, districts of {place}, the period and unit of each",
        alt=alternative_text(
            f"Strips of {count} in the districts of {place}, verdict against {comparator}.",
            *(f"{said.capitalize()}: {n}." for said, n in count_verdicts(own["verdict"]).items()),
            *(_ends(one) for one in laid),
        ),
        long_description=" ".join(map(_said, laid)),
        reading=f"Each mark is a district with its 95% interval where one is held; a diamond "
        f"cannot be compared. The dashed line is {comparator}, the other {place}.",
        table=(shown[[*names, *numbers, "verdict"]].rename(
            columns=names | numbers | {"verdict": f"Beside {comparator}"}), {}),
        **beside,
    )  # fmt: skip


def _lay_out(known: pd.DataFrame) -> list[Laid]:
    laid: list[Laid] = []
    for name, rows in parts_by(known, "strip").items():
        own = rows["role"] == "district"
        title = name_with_unit(name, str(rows["unit"].iloc[0]))
        heading = style.wrapped(title, HEADING_CHARACTERS, HEADING_LINES)
        pitch = PITCH if own.sum() <= MOST_NAMED else NARROW
        top = laid[-1].bottom if laid else 4.0
        districts = rows[own].reset_index(drop=True)
        laid.append(Laid(name, heading, districts, rows[~own], pitch, top))
    return laid


def _ends(one: Laid) -> str:
    first, last = one.rows.iloc[0], one.rows.iloc[-1]
    return f"{one.name}: highest {first['area_name']}, lowest {last['area_name']}."


def _said(one: Laid) -> str:
    columns = ["area_name", "value", "lower_ci", "upper_ci", "decimals", "unit", "verdict"]
    rows = pd.concat([one.rows, one.beside])[columns].itertuples(index=False)
    said = "; ".join(
        f"{name} {with_interval(value, low, high, int(decimals), str(unit))}"
        + (f" ({verdict})" if pd.notna(verdict) else "")
        for name, value, low, high, decimals, unit, verdict in rows
    )
    return f"{one.name}, {one.rows['period'].iloc[0]}: {said}."


def _draw(figure: Figure, laid: Sequence[Laid], names: tuple[str, str]) -> None:
    for one in laid:
        _draw_strip(figure, one)
    top = laid[-1].bottom
    axes = style.panel(figure, left=0, top=top, width=style.SHEET_WIDTH, height=FOOT)
    axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(FOOT, 0))
    for number, words in enumerate([*key_lines()]):
        said = words.replace(f"{style.SYMBOLS['cannot compare']} cannot", "◆ cannot")
        style.write_small(axes, said, (2, 12 + 15 * number))
    left = 2.0
    drawn = {role for one in laid for role in one.beside["role"]}
    for name, role in zip(names[::-1], LINES, strict=True):
        if role not in drawn:
            continue
        colour, dashes = LINES[role]
        axes.hlines(43, left, left + 22, color=colour, linewidth=1.6, linestyle=dashes,
                    gid=style.series_id(name))  # fmt: skip
        words = style.fitted(name, style.SHEET_WIDTH / 2, style.SMALL_SIZE)
        style.write_small(axes, words, (left + 27, 43))
        left += 42 + style.text_width(words, style.SMALL_SIZE)


def _draw_strip(figure: Figure, one: Laid) -> None:
    rows, unit = one.rows, str(one.rows["unit"].iloc[0])
    decimals = int(rows["decimals"].iloc[0])
    height = one.pitch * len(rows)
    width = style.SHEET_WIDTH - NAME_ROOM - NUMBER_ROOM - 2 * GAP
    axes = style.panel(figure, left=NAME_ROOM + GAP, top=one.top + one.head, width=width,
                       height=height)  # fmt: skip
    limits = value_limits([*drawn_values(rows), *one.beside["value"]])
    rows_axis(axes, limits, unit, len(rows))
    left = 2 - NAME_ROOM - GAP
    for number, line in enumerate(reversed(one.heading)):
        up = SCALE + 4 + style.NAME_LINE * number
        style.write(axes, line, (0, 1), (left, up), anchor="axes", bold=True)
    beside = "   ".join(
        f"{name} {short(value, decimals, unit)}"
        for name, value in one.beside[["area_name", "value"]].itertuples(index=False)
    )
    words = style.fitted(f"{rows['period'].iloc[0]}   {beside}", 376, style.SMALL_SIZE)
    style.write_small(axes, words, (0, 1), (left, SCALE - 9), anchor="axes")
    for name, role, value in one.beside[["area_name", "role", "value"]].itertuples(index=False):
        colour, dashes = LINES[str(role)]
        axes.axvline(value, color=colour, linewidth=1.6, linestyle=dashes,
                     gid=style.series_id(str(name)))  # fmt: skip
    _draw_marks(axes, rows)
    for place in one.named:
        name = style.fitted(str(rows["area_name"][place]), NAME_ROOM - 4)
        said = short(float(rows["value"][place]), decimals, unit)
        style.write(axes, name, (0, place), (-GAP, 0), anchor="row", align="right")
        style.write(axes, said, (1, place), (GAP, 0), anchor="row")


def _draw_marks(axes: Axes, rows: pd.DataFrame) -> None:
    for place, row in enumerate(rows.to_dict("records")):
        verdict, gid = str(row["verdict"]), style.series_id(str(row["area_name"]))
        known = verdict != "cannot compare"
        marker, colour = (
            (style.MARKERS[verdict], style.VERDICT_COLOURS[verdict]) if known else NO_LEVEL
        )
        axes.hlines(place, row["lower_ci"], row["upper_ci"], color=style.MUTED, linewidth=1.1,
                    gid=gid)  # fmt: skip
        axes.plot([row["value"]], [place], marker=marker, markersize=7 if known else 5.5,
                  color=colour, markerfacecolor=style.WHITE if verdict in style.OPEN else colour,
                  markeredgecolor=style.TEXT if verdict == "worse" else colour,
                  markeredgewidth=0.8, gid=gid)  # fmt: skip
