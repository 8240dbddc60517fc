"""The gap ladder: the widest gaps to an area's disadvantage, one below the other."""

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice
from analysis.charts.wording import alternative_text
from analysis.claims.words import count_of
from analysis.findings.vocabulary import CANNOT_TELL, CHANGED_SIDES, GAP_WORDS, NARROWING, WIDENING
from analysis.formats import format_number, name_with_sex, name_with_unit, with_unit

LADDER = ChartKind(
    "gap ladder",
    ("name", "unit", "decimals", "value", "comparator_value", "size", "direction"),
    {"sex": "", "period": "", "size_lower": float("nan"), "size_upper": float("nan")},
    {"direction": GAP_WORDS},
)
ARROWS = {WIDENING: "↗ widening", NARROWING: "↘ narrowing", CHANGED_SIDES: "⇄ changed sides",
          CANNOT_TELL: "? cannot tell"}  # fmt: skip
NAME_WIDTH = 148.0
NAME_CHARACTERS = 25
MOST_NAME_LINES = 5
WORDS_WIDTH = 98.0
STRIP_LEFT = NAME_WIDTH + 10
STRIP_WIDTH = style.SHEET_WIDTH - STRIP_LEFT - WORDS_WIDTH
LEAST_HEIGHT = 46.0
SHORT_UNITS = ("%", "years", "£")
HEAD, FOOT = 26.0, 44.0
KEY = (
    "● area   ◆ area, no interval held   ○ {comparator}",
    "Bars are 95% intervals of the gap.",
)


def plot_gap_ladder(
    data: pd.DataFrame, *, area_name: str, comparator_name: str, **beside: Unpack[Beside]
) -> Chart | Notice:
    """Draw a rung a gap, from the comparator to the area, in steps of how much places differ.

    `data` is in the order wanted, with `name`, `unit`, `decimals`, `value`, `comparator_value`,
    `size` (standard deviations between authorities, above nought to the area's disadvantage),
    `direction` (a word of a gap) and, where held, `size_lower` and `size_upper`.
    """
    rows = LADDER.rows(data)
    if rows.empty:
        return Notice(f"No gap of {area_name} to {comparator_name} is clear enough to draw.")
    laid = _laid_out(rows)
    most = max(float(size) for size in laid[["size", "size_upper"]].max())
    count = count_of(len(laid), "gap")
    return LADDER.chart(
        lambda figure: _draw(figure, laid, comparator_name, most),
        height=HEAD + float(laid["bottom"].iloc[-1]) + FOOT,
        headline=f"The widest gaps of {area_name}",
        subtitle=f"{count} of {area_name} to {comparator_name}, the widest first, in standard "
        "deviations between authorities, latest periods",
        alt=alternative_text(
            f"Gap ladder of {count}, {area_name} against {comparator_name}.",
            f"Widest: {laid['label'].iloc[0]}.",
        ),
        long_description=_description(laid, comparator_name),
        reading=f"The open dot is {comparator_name}, the filled mark {area_name}. A longer rung "
        "is a wider gap, next to how much places differ. A bar that reaches the open dot may be "
        "chance; a diamond has no interval.",
        table=(_table(laid, area_name, comparator_name), {"Size": 2, "Lower": 2, "Upper": 2}),
        scale={"size": (0.0, most)},
        **beside,
    )


def _laid_out(rows: pd.DataFrame) -> pd.DataFrame:
    """Name the rungs, wrap the names, and find where each rung ends."""
    labels = [*map(name_with_sex, rows["name"], rows["sex"])]
    units = ["%" if unit in SHORT_UNITS else unit for unit in rows["unit"]]
    named = map(name_with_unit, labels, units)
    lines = [style.wrapped(name, NAME_CHARACTERS, MOST_NAME_LINES) for name in named]
    tall = pd.Series([max(LEAST_HEIGHT, style.NAME_LINE * len(name) + 10) for name in lines])
    return rows.assign(label=labels, lines=pd.Series(lines), tall=tall, bottom=tall.cumsum())


def _draw(figure: Figure, rows: pd.DataFrame, comparator: str, most: float) -> None:
    height = float(rows["bottom"].iloc[-1])
    axes = style.panel(figure, left=STRIP_LEFT, top=HEAD, width=STRIP_WIDTH, height=height)
    axes.set(xlim=(-0.05 * most, 1.05 * most), ylim=(height, 0))
    axes.vlines(0, 0, height, color=style.GRID_GREY, linewidth=1)
    style.write_small(axes, style.one_line(comparator, 16), (0, 1), (-4, 10), anchor="axes")
    style.write_small(axes, "wider →", (1, 1), (0, 10), anchor="axes", align="right")
    for _, row in rows.iterrows():
        axes.axhline(row["bottom"], 1 - style.SHEET_WIDTH / STRIP_WIDTH, 2, color=style.GRID_GREY,
                     linewidth=0.6)  # fmt: skip
        _rung(axes, row, comparator)
    for number, words in enumerate(KEY):
        below = (2 - STRIP_LEFT, -14 - 16 * number)
        text = words.format(comparator=style.one_line(comparator, 20))
        style.write_small(axes, text, (0, 0), below, anchor="axes")


def _rung(axes: Axes, row: pd.Series, comparator: str) -> None:
    middle, gid = row["bottom"] - row["tall"] / 2, style.series_id(str(row["label"]))
    style.write_lines(axes, row["lines"], (0, middle), (2 - STRIP_LEFT, 0), anchor="row",
                      size=style.SMALL_SIZE)  # fmt: skip
    held = pd.notna(row["size_lower"])
    axes.hlines(middle, 0, row["size"], color=style.WORSE, linewidth=2.5, gid=gid)
    if held:
        axes.hlines(middle, max(row["size_lower"], 0), row["size_upper"], color=style.MUTED,
                    linewidth=1.1, gid=gid)  # fmt: skip
    axes.plot([0], [middle], marker="o", markersize=8, markerfacecolor=style.WHITE,
              markeredgecolor=style.COMPARATOR, markeredgewidth=1.4, gid=gid)  # fmt: skip
    axes.plot([row["size"]], [middle], marker="o" if held else "D", markersize=9 if held else 8,
              color=style.WORSE, markeredgecolor=style.TEXT, markeredgewidth=0.8,
              gid=gid)  # fmt: skip
    other = f"{style.one_line(comparator, 9)} {_number(row, 'comparator_value')}"
    said = (_number(row, "value"), other, ARROWS[row["direction"]])
    right = (STRIP_WIDTH + WORDS_WIDTH - 2, 0)
    for line, words in enumerate(said):
        up = (1 - line) * style.NAME_LINE
        style.write(axes, words, (0, middle), (right[0], up), anchor="row", align="right",
                    size=style.SMALL_SIZE, bold=line == 0)  # fmt: skip


def _number(row: pd.Series, name: str) -> str:
    """Write a figure; a long unit stands behind the name."""
    unit = "%" if str(row["unit"]).startswith("%") else str(row["unit"])
    return with_unit(row[name], int(row["decimals"]), unit if unit in SHORT_UNITS else "")


def _table(rows: pd.DataFrame, area_name: str, comparator: str) -> pd.DataFrame:
    def written(name: str) -> list[str]:
        numbers = zip(rows[name], rows["decimals"], strict=True)
        return [format_number(number, int(digits)) for number, digits in numbers]

    return pd.DataFrame({
        "Indicator": rows["label"],
        "Period": rows["period"],
        "Unit": rows["unit"],
        area_name: written("value"),
        comparator: written("comparator_value"),
        "Size": rows["size"].astype(float),
        "Lower": rows["size_lower"].astype(float),
        "Upper": rows["size_upper"].astype(float),
        "The gap is": rows["direction"],
    })  # fmt: skip


def _description(rows: pd.DataFrame, comparator: str) -> str:
    said = [
        f"{row['label']}: {format_number(row['value'], int(row['decimals']))} against "
        f"{comparator}'s {format_number(row['comparator_value'], int(row['decimals']))}, "
        f"{row['direction']}"
        for _, row in rows.iterrows()
    ]
    return "; ".join(said) + "."
