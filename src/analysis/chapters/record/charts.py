"""Calibration: what was said with a probability, against how often it came."""

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import foot_axis, value_axis
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, parts_by
from analysis.charts.wording import alternative_text
from analysis.formats import format_number

CALIBRATION = ChartKind("calibration chart", ("method", "said", "value", "number"))
ENDS = (0.0, 100.0)
TICKS = (0, 20, 40, 60, 80, 100)
LEFT, TOP, WIDTH, HEIGHT = 44.0, 30.0, 316.0, 300.0
FOOT, KEY_LINE = 46.0, 18.0
LOOKS = (
    (style.AREA, "o", True, "-"),
    (style.AREA, "o", False, "--"),
    (style.COMPARATOR, "s", False, ":"),
    (style.COMPARATOR, "D", True, ""),
)
"""Colour, marker, whether that is filled, and line of each method in its order."""
READING = (
    "On the thin line what was said with a probability came as often as was said. Points below it "
    "on the right, and above it on the left, were said too surely. The bars are intervals that "
    "take only the indicators as independent; those of the other methods are in the data."
)


def plot_calibration(
    data: pd.DataFrame, *, event: str, period: str, **beside: Unpack[Beside]
) -> Chart | Notice:
    """Draw for each method how often an event came, by the probability that was said.

    `data` has a row a method and band of probability, with `method`, `said`, `value` and its limits
    in per cent, and `number`, the forecasts; the first method is drawn with its intervals.
    """
    rows = CALIBRATION.rows(data)
    if rows.empty:
        return Notice("No forecast can be scored yet.")
    methods = parts_by(rows, "method")
    first = next(iter(methods))
    ends = [methods[first].iloc[place] for place in (0, -1)]
    said = "; ".join(
        f"said {format_number(row['said'], 0)}%, came {format_number(row['value'], 0)}%"
        for row in ends
    )
    headings = {
        "method": "Method", "said": "Probability said (%)", "value": "Came (%)",
        "lower_ci": "Lower 95% limit", "upper_ci": "Upper 95% limit", "number": "Forecasts",
    }  # fmt: skip
    table = rows[[*headings]].rename(columns=headings)
    decimals = dict.fromkeys([*headings.values()][1:5], 0) | {"Forecasts": 0}
    opening = f"Calibration chart of {event}, {period}: {len(methods)} methods."
    return CALIBRATION.chart(
        lambda figure: _draw(figure, methods),
        height=TOP + HEIGHT + FOOT + KEY_LINE * len(methods),
        headline=f"What was said and what came: {event}",
        subtitle=f"{event}, {period}, per cent of forecasts against the probability said",
        alt=alternative_text(opening, f"{first}: {said}."),
        long_description=" ".join(_described(name, own) for name, own in methods.items()),
        reading=READING,
        table=(table, decimals),
        scale={"x": ENDS, "y": ENDS},
        **beside,
    )


def _described(name: str, rows: pd.DataFrame) -> str:
    points = "; ".join(
        f"{format_number(row['said'], 0)}% said, {format_number(row['value'], 0)}% came "
        f"({format_number(row['number'], 0)} forecasts)"
        for _, row in rows.iterrows()
    )
    return f"{name}: {points}."


def _draw(figure: Figure, methods: dict[str, pd.DataFrame]) -> None:
    axes = style.panel(figure, left=LEFT, top=TOP, width=WIDTH, height=HEIGHT)
    axes.set_xlim(*ENDS)
    value_axis(axes, ENDS, "%", (-LEFT + 2, 14), words="How often it came")
    foot_axis(axes, TICKS, [f"{tick}%" for tick in TICKS])
    style.write_small(axes, "Probability that was said", (1, 0), (0, -28), anchor="axes",
                      align="right")  # fmt: skip
    axes.plot(ENDS, ENDS, color=style.CONTEXT_GREY, linewidth=1)
    style.write_small(axes, "as often as said", (84, 84), (-6, 8), align="right")
    for place, (name, rows) in reversed([*enumerate(methods.items())]):
        _series(axes, name, rows, place)
        down = -FOOT - KEY_LINE * place + 4
        _key(axes, name, place, down)


def _series(axes: Axes, name: str, rows: pd.DataFrame, place: int) -> None:
    colour, marker, filled, line = LOOKS[place]
    gid = style.series_id(name)
    if place == 0:
        axes.vlines(rows["said"], rows["lower_ci"], rows["upper_ci"], color=colour, linewidth=1.6,
                    gid=gid)  # fmt: skip
    axes.plot(rows["said"], rows["value"], linestyle=line or "none", linewidth=1.2, color=colour,
              marker=marker, markersize=7, markerfacecolor=colour if filled else style.WHITE,
              markeredgecolor=colour, markeredgewidth=1.4, gid=gid, clip_on=False)  # fmt: skip


def _key(axes: Axes, name: str, place: int, down: float) -> None:
    colour, marker, filled, _ = LOOKS[place]
    symbol = {"o": "●" if filled else "○", "s": "□", "D": "◆"}[marker]
    style.write(axes, symbol, (0, 0), (-LEFT + 6, down), anchor="axes", colour=colour)
    style.write_small(axes, name, (0, 0), (-LEFT + 24, down), anchor="axes")
