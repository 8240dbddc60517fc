"""An area's profile: every indicator's place beside England's, with its verdict."""

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, parts_by
from analysis.charts.wording import alternative_text, key_lines, listed, say_verdicts, written
from analysis.claims.words import count_of, upper_first
from analysis.formats import LEADING_UNITS, name_with_unit, with_unit

SPINE = ChartKind(
    "spine chart",
    ("name", "unit", "decimals", "value", "comparator_value", "verdict"),
    dict.fromkeys(("life_stage", "sex", "period", "polarity"), "")
    | dict.fromkeys(("position_lower", "position_upper"), float("nan")),
    {"verdict": style.SYMBOLS},
)
NAME_WIDTH = 156.0
NAME_CHARACTERS = 27
NUMBER_WIDTH = 50.0
# The right ends of the two columns of numbers, and where the marks begin.
EDGES = (NAME_WIDTH + NUMBER_WIDTH, NAME_WIDTH + 2 * NUMBER_WIDTH)
STRIP_LEFT = EDGES[1] + 10
STRIP_WIDTH = style.SHEET_WIDTH - STRIP_LEFT - 8
ROW_HEIGHT = 24.0
MOST_NAME_LINES = 5
HEADING_HEIGHT = 24.0
HEADING_CHARACTERS = 42
HEAD = 40.0
FOOT = 46.0
FURTHEST_STEPS = 3.0
FURTHEST_PERCENT = 50.0


def plot_spine(
    data: pd.DataFrame,
    *,
    area_name: str,
    comparator_name: str = "England",
    scale_words: str = "",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw a row an indicator: the area, the comparator, and the area's standardised position.

    A position to the right is better where better can be said. The symbol says the verdict: ▲
    better, ● similar, ▼ worse, △ higher and ▽ lower where neither is better, – cannot compare.

    `data` is in the order wanted, with `name`, `unit`, `decimals`, `value`, `comparator_value`,
    `verdict` and, where there are any, `sex`, `period`, `lower_ci`, `upper_ci`, `polarity` and
    `life_stage`, which heads its group of rows. With `position` (0 is the comparator, positive is
    better), `position_lower` and `position_upper` the marks stand there, in steps that
    `scale_words` name; without, at the difference in per cent of the comparator's figure.
    """
    rows = _spine_rows(data).dropna(subset=["value"])
    if rows.empty:
        return Notice(f"We hold no figures of {area_name} that can be compared.")
    known = _laid_out(rows.reset_index(drop=True))
    count = count_of(len(known), "indicator")
    words = scale_words or f"difference in per cent of the figure for {comparator_name}"
    furthest = FURTHEST_STEPS if "position" in data.columns else FURTHEST_PERCENT
    return SPINE.chart(
        lambda figure: _draw(figure, known, (area_name, comparator_name), furthest),
        height=HEAD + float(known["bottom"].iloc[-1]) + FOOT,
        headline=f"{area_name} against {comparator_name}",
        subtitle=f"{count}, {area_name}, latest period of each indicator, {words}",
        alt=alternative_text(
            f"Spine chart of {count}, {area_name} against {comparator_name}.",
            say_verdicts(known["verdict"]),
        ),
        long_description=_description(known, comparator_name, furthest),
        reading=f"The upright line is {comparator_name}. A mark further from it is further from "
        f"{comparator_name}: worse to the left, better to the right. An open mark is of a figure "
        "of which neither side is better: to the right is higher. Where its 95% interval reaches "
        "the line, the figure counts as similar.",
        table=(_table(known, area_name, comparator_name), {"Position": 1}),
        scale={"position": (-furthest, furthest)},
        **beside,
    )


def _spine_rows(data: pd.DataFrame) -> pd.DataFrame:
    """Name the rows, and place them: where nothing else is given, per cent from the comparator."""
    rows = SPINE.rows(data)
    sexes = {"Female": ", female", "Male": ", male"}
    rows["label"] = [
        f"{name}{sexes.get(sex, '')}" for name, sex in zip(rows["name"], rows["sex"], strict=True)
    ]
    if "position" in rows.columns:
        return rows
    sides = rows["polarity"].map({"low is good": -100.0}).astype(float).fillna(100.0)
    benchmark = rows["comparator_value"].astype(float).replace(0.0, float("nan"))
    for end, column in {"": "value", "_lower": "lower_ci", "_upper": "upper_ci"}.items():
        rows[f"position{end}"] = sides * (rows[column].astype(float) / benchmark - 1)
    return rows


def _laid_out(rows: pd.DataFrame) -> pd.DataFrame:
    """Wrap the names, and find where each row ends, below the heading of its stage of life."""
    names = map(name_with_unit, rows["label"], rows["unit"])
    lines = [style.wrapped(name, NAME_CHARACTERS, MOST_NAME_LINES) for name in names]
    tall = pd.Series([max(ROW_HEIGHT, style.NAME_LINE * len(name) + 8) for name in lines])
    stage = rows["life_stage"].astype(str)
    opens = stage.where(stage != stage.shift(fill_value=""), "")
    heading = [style.wrapped(upper_first(words), HEADING_CHARACTERS, 2) if words else []
               for words in opens]  # fmt: skip
    above = pd.Series([HEADING_HEIGHT + style.NAME_LINE * (len(one) - 1) if one else 0.0
                       for one in heading])  # fmt: skip
    return rows.assign(lines=pd.Series(lines), tall=tall, heading=pd.Series(heading), above=above,
                       bottom=(tall + above).cumsum())  # fmt: skip


def _table(rows: pd.DataFrame, area_name: str, comparator_name: str) -> pd.DataFrame:
    frame = pd.DataFrame({
        "Indicator": rows["label"],
        "Period": rows["period"],
        "Unit": rows["unit"],
        area_name: written(rows, "value"),
        comparator_name: written(rows, "comparator_value"),
        "Verdict": rows["verdict"],
        "Position": rows["position"].astype(float),
    })  # fmt: skip
    return frame if rows["period"].astype(bool).all() else frame.drop(columns="Period")


def _description(rows: pd.DataFrame, comparator: str, furthest: float) -> str:
    joints = {"similar": f" to {comparator}", "cannot compare": ""}
    said = {
        f"{verdict.capitalize()}{joints.get(verdict, f' than {comparator}')}": [*own["label"]]
        for verdict, own in parts_by(rows, "verdict", [*style.SYMBOLS]).items()
    }
    beyond = rows["position"].abs() > furthest
    if beyond.any():
        said["Drawn at the edge, though further away"] = [*rows.loc[beyond, "label"]]
    return " ".join(f"{words}: {listed(own, most=len(own))}." for words, own in said.items())


def _draw(figure: Figure, rows: pd.DataFrame, names: tuple[str, str], furthest: float) -> None:
    height = float(rows["bottom"].iloc[-1])
    axes = style.panel(figure, left=STRIP_LEFT, top=HEAD, width=STRIP_WIDTH, height=height)
    axes.set(xlim=(-furthest * 1.05, furthest * 1.05), ylim=(height, 0))
    _column_heads(axes, names)
    for _, row in rows[rows["above"] > 0].iterrows():
        at = (0, row["bottom"] - row["tall"] - row["above"] / 2 + 2)
        style.write_lines(axes, row["heading"], at, (2 - STRIP_LEFT, 0), anchor="row", bold=True)
    axes.vlines(0, 0, height, color=style.COMPARATOR, linewidth=1.2)
    for _, row in rows.iterrows():
        axes.axhline(row["bottom"], 1 - style.SHEET_WIDTH / STRIP_WIDTH, 1, color=style.GRID_GREY,
                     linewidth=0.6)  # fmt: skip
        middle = row["bottom"] - row["tall"] / 2
        _write_row(axes, row, middle)
        _draw_mark(axes, row, middle, furthest)
    first, *others = key_lines()
    beyond = "   ▸▸ beyond the scale" if (rows["position"].abs() > furthest).any() else ""
    for number, words in enumerate((first + beyond, *others)):
        below = (2 - STRIP_LEFT, -14 - 16 * number)
        style.write_small(axes, words, (0, 0), below, anchor="axes")


def _column_heads(axes: Axes, names: tuple[str, str]) -> None:
    # The area's name may be long: it runs to the left over the column of indicators.
    for row, (name, edge) in enumerate(zip(names, EDGES, strict=True)):
        words = style.fitted(name, edge - style.EDGE, style.SMALL_SIZE, bold=True)
        above = (edge - STRIP_LEFT, HEAD - 10 - 15 * row)
        style.write_small(axes, words, (0, 1), above, anchor="axes", align="right", bold=True)
    style.write_small(axes, "Worse", (0, 1), (0, 10), anchor="axes")
    style.write_small(axes, "Better", (1, 1), (0, 10), anchor="axes", align="right")


def _write_row(axes: Axes, row: pd.Series, middle: float) -> None:
    at = (0, middle)
    style.write_lines(axes, row["lines"], at, (2 - STRIP_LEFT, 0), anchor="row",
                      size=style.SMALL_SIZE)  # fmt: skip
    for name, edge in zip(("value", "comparator_value"), EDGES, strict=True):
        unit = "%" if str(row["unit"]).startswith("%") else str(row["unit"])
        sign = unit if unit in ("%", *LEADING_UNITS) else ""
        number = with_unit(row[name], int(row["decimals"]), sign)
        style.write(axes, number, at, (edge - STRIP_LEFT, 0), anchor="row", align="right",
                    bold=name == "value")  # fmt: skip


def _draw_mark(axes: Axes, row: pd.Series, middle: float, furthest: float) -> None:
    verdict, places = str(row["verdict"]), ["position", "position_lower", "position_upper"]
    if pd.isna(row["position"]):
        return
    at, low, high = (min(max(float(row[place]), -furthest), furthest) for place in places)
    colour, gid = style.VERDICT_COLOURS[verdict], style.series_id(str(row["label"]))
    style.draw_line(axes, (low, high), (middle, middle), color=style.MUTED, linewidth=1.1,
                    solid_capstyle="butt", gid=gid)  # fmt: skip
    style.draw_line(axes, (at,), (middle,), marker=style.MARKERS[verdict], markersize=9,
                    color=colour, markerfacecolor=style.WHITE if verdict in style.OPEN else colour,
                    markeredgecolor=style.TEXT if verdict == "worse" else colour,
                    markeredgewidth=0.8, gid=gid)  # fmt: skip
    if abs(row["position"]) > furthest:
        # Without them a mark that is held back at the edge looks as near as its neighbours.
        words, side = ("▸▸", -1) if at > 0 else ("◂◂", 1)
        style.write_small(axes, words, (at, middle), (side * 8, 0),
                          align="right" if at > 0 else "left")  # fmt: skip
