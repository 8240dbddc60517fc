"""From birth to old age: a few numbers for each stage of life, each with its verdict."""

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, has_intervals, parts_by
from analysis.charts.wording import (
    alternative_text,
    count_verdicts,
    key_lines,
    read_verdicts,
    written,
)
from analysis.claims.words import count_of, upper_first
from analysis.formats import with_unit

LIFE_COURSE = ChartKind(
    "life course",
    ("stage", "name", "unit", "decimals", "value", "comparator_value", "verdict"),
    known={"verdict": style.SYMBOLS},
)
PATH_AT = 12.0
TEXT_AT = 32.0
STAGE_HEIGHT = 34.0
NAME_CHARACTERS = 30
NAME_LINES = 3
ROW_ROOM = 16.0
NUMBER_EDGE = 292.0
COMPARATOR_EDGE = 376.0
HEAD = 24.0
FOOT = 46.0
BIG = 15.0


def plot_life_course(
    data: pd.DataFrame,
    *,
    area_name: str,
    comparator_name: str = "England",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw the stages of life as stops on a path, with their numbers and verdicts.

    `data` are rows in the order of life with `stage`, `name`, `unit`, `decimals`, `value`,
    `comparator_value` and `verdict`; where there are any, `period`, `lower_ci` and `upper_ci`
    stand in the table.

    >>> rows = pd.DataFrame(
    ...     {"stage": ["Starting well"], "name": "Breastfeeding", "unit": "%", "decimals": 1,
    ...      "value": [31.9], "comparator_value": 52.7, "verdict": "worse"}
    ... )
    >>> plot_life_course(rows, area_name="Here").alt
    'Infographic of 1 stage of life in Here against England. Starting well: 1 worse.'
    """
    known = LIFE_COURSE.rows(data).dropna(subset=["value"]).reset_index(drop=True)
    if known.empty:
        return Notice(f"No figures along the life course are published for {area_name}.")
    stages = parts_by(known, "stage")
    count = count_of(len(stages), "stage")
    names = [style.wrapped(str(name), NAME_CHARACTERS, NAME_LINES) for name in known["name"]]
    heights = [style.NAME_LINE * len(lines) + ROW_ROOM for lines in names]
    height = HEAD + STAGE_HEIGHT * len(stages) + sum(heights) + FOOT
    laid_out = known.assign(lines=pd.Series(names), height=heights)
    return LIFE_COURSE.chart(
        lambda figure: _draw(figure, laid_out, height, area_name, comparator_name),
        height=height,
        headline=f"The life course in {area_name}",
        subtitle=f"{len(known)} indicators by stage of life, {area_name}, latest period of each "
        "indicator, unit of each indicator",
        alt=alternative_text(
            f"Infographic of {count} of life in {area_name} against {comparator_name}.",
            *(_counted(rows, stage) for stage, rows in stages.items()),
        ),
        long_description=" ".join(_said(rows, stage) for stage, rows in stages.items()),
        reading=read_verdicts(comparator_name),
        table=(_table(known, area_name, comparator_name), {}),
        **beside,
    )


def _counted(rows: pd.DataFrame, stage: str) -> str:
    counts = count_verdicts(rows["verdict"])
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    return f"{upper_first(stage)}: {said}."


def _said(rows: pd.DataFrame, stage: str) -> str:
    parts = [
        f"{row['name']} {with_unit(row['value'], int(row['decimals']), str(row['unit']))} "
        f"({row['verdict']})"
        for _, row in rows.iterrows()
    ]
    return f"{upper_first(stage)}: {'; '.join(parts)}."


def _table(rows: pd.DataFrame, area_name: str, comparator_name: str) -> pd.DataFrame:
    names = {"name": "Indicator", "stage": "Stage", "unit": "Unit", "period": "Period"}
    frame = rows[[name for name in names if name in rows.columns]].rename(columns=names)
    frame[area_name] = written(rows, "value")
    if has_intervals(rows):
        for end in ("Lower", "Upper"):
            frame[f"{end} 95% limit"] = written(rows, f"{end.lower()}_ci")
    frame[comparator_name] = written(rows, "comparator_value")
    return frame.assign(Verdict=rows["verdict"])


def _draw(
    figure: Figure, rows: pd.DataFrame, height: float, area_name: str, comparator_name: str
) -> None:
    axes = style.panel(figure, left=0, top=0, width=style.SHEET_WIDTH, height=height)
    axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    for words, edge in ((area_name, NUMBER_EDGE), (comparator_name, COMPARATOR_EDGE)):
        style.write_small(axes, style.one_line(words, 26), (edge, 10), align="right", bold=True)
    path = (HEAD + STAGE_HEIGHT / 2, height - FOOT - 8)
    axes.vlines(PATH_AT, *path, color=style.DARK_BLUE, lw=4)
    top, previous = HEAD, ""
    for _, row in rows.iterrows():
        stage = str(row["stage"])
        if stage != previous:
            _stop(axes, stage, top + STAGE_HEIGHT / 2)
            top += STAGE_HEIGHT
        _row(axes, row, top + row["height"] / 2)
        top, previous = top + row["height"], stage
    for number, words in enumerate(key_lines()):
        style.write_small(axes, words, (TEXT_AT, height - 28 + 16 * number))


def _stop(axes: Axes, stage: str, middle: float) -> None:
    axes.plot([PATH_AT], [middle], marker="o", markersize=17, color=style.WHITE,
              markeredgecolor=style.DARK_BLUE, markeredgewidth=4,
              gid=style.series_id(stage))  # fmt: skip
    style.write(axes, upper_first(stage), (TEXT_AT, middle), bold=True, size=14,
                colour=style.DARK_BLUE)  # fmt: skip


def _row(axes: Axes, row: pd.Series, middle: float) -> None:
    style.write_lines(axes, row["lines"], (TEXT_AT, middle), size=style.SMALL_SIZE)
    unit = str(row["unit"])
    short = unit if unit.startswith("%") or unit == "£" else ""
    value, beside = (
        with_unit(row[name], int(row["decimals"]), short) for name in ("value", "comparator_value")
    )
    words = f"{value} {style.SYMBOLS[str(row['verdict'])]}"
    style.write(axes, words, (NUMBER_EDGE, middle), align="right", bold=True, size=BIG)
    style.write(axes, beside, (COMPARATOR_EDGE, middle), align="right")
