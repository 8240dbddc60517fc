"""From birth to old age: a few numbers for each stage of life, each with its verdict."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import check_columns, has_intervals
from analysis.charts.labels import wrapped
from analysis.charts.reading import read_verdicts
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import names_by
from analysis.errors import DataError
from analysis.formats import format_number, with_unit

COLUMNS = ("stage", "name", "unit", "decimals", "value", "comparator_value", "verdict")
PATH_AT = 12.0
TEXT_AT = 32.0
STAGE_HEIGHT = 34.0
NAME_LINE = 13.0
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
    period: str = "latest period of each indicator",
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw the stages of life as stops on a path, with their numbers and verdicts.

    Parameters
    ----------
    data : pandas.DataFrame
        Rows in the order of life with `stage`, `name`, `unit`, `decimals`, `value`,
        `comparator_value` and `verdict`; where there are any, `period`, `lower_ci` and `upper_ci`
        stand in the table.
    area_name : str
        Name of the area.
    comparator_name : str
        Name of the comparator.
    period : str
        For the subtitle.
    title : str
        The headline; the area when empty.
    source : str
        Publishers.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when no row has a value.

    Raises
    ------
    DataError
        When a column is missing or a verdict is unknown.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"stage": ["Starting well"], "name": "Breastfeeding", "unit": "%", "decimals": 1,
    ...      "value": [31.9], "comparator_value": 52.7, "verdict": "worse"}
    ... )
    >>> plot_life_course(rows, area_name="Here").alt
    'Infographic of 1 stage of life in Here against England. Starting well: 1 worse.'
    """
    rows = check_columns(data, COLUMNS, "life course")
    known = rows.dropna(subset=["value"]).reset_index(drop=True)
    unknown = sorted(set(known["verdict"].astype(str)) - set(style.VERDICT_SYMBOLS))
    if unknown:
        known_words = ", ".join(style.VERDICT_SYMBOLS)
        raise DataError(f"The verdict {unknown[0]!r} is not one of {known_words}.")
    if known.empty:
        return Notice(f"No figures along the life course are published for {area_name}.")
    stages = names_by(known, "stage")
    said = [_said(known[known["stage"] == stage], stage) for stage in stages]
    count = f"{len(stages)} stage" + ("" if len(stages) == 1 else "s")
    alt = alternative_text(
        f"Infographic of {count} of life in {area_name} against {comparator_name}.",
        *(_counted(known[known["stage"] == stage], stage) for stage in stages),
    )
    return Chart(
        svg=_draw(known, stages, area_name, comparator_name, alt=alt),
        kind="life course",
        title=title or f"The life course in {area_name}",
        subtitle=f"{len(known)} indicators by stage of life, {area_name}, {period}, "
        "unit of each indicator",
        alt=alt,
        long_description=" ".join(said),
        data=_table(known, area_name, comparator_name),
        source=source,
        figure_id=figure_id,
        reading=read_verdicts(comparator_name),
    )


def _counted(rows: pd.DataFrame, stage: str) -> str:
    counts = rows["verdict"].value_counts()
    parts = [
        f"{counts[verdict]} {verdict}" for verdict in style.VERDICT_SYMBOLS if verdict in counts
    ]
    return f"{stage[:1].upper()}{stage[1:]}: {', '.join(parts)}."


def _said(rows: pd.DataFrame, stage: str) -> str:
    parts = [
        f"{row['name']} {with_unit(row['value'], int(row['decimals']), str(row['unit']))} "
        f"({row['verdict']})"
        for _, row in rows.iterrows()
    ]
    return f"{stage[:1].upper()}{stage[1:]}: {'; '.join(parts)}."


def _table(rows: pd.DataFrame, area_name: str, comparator_name: str) -> pd.DataFrame:
    def written(column: str) -> list[str]:
        return [
            format_number(value, int(decimals))
            for value, decimals in zip(rows[column], rows["decimals"], strict=True)
        ]

    columns: dict[str, Any] = {
        "Indicator": rows["name"],
        "Stage": rows["stage"],
        "Unit": rows["unit"],
    }
    if "period" in rows.columns:
        columns["Period"] = rows["period"]
    columns[area_name] = written("value")
    if has_intervals(rows):
        columns |= {f"{end} 95% limit": written(f"{end.lower()}_ci") for end in ("Lower", "Upper")}
    columns |= {comparator_name: written("comparator_value"), "Verdict": rows["verdict"]}
    return pd.DataFrame(columns)


def _draw(
    rows: pd.DataFrame, stages: list[str], area_name: str, comparator_name: str, *, alt: str
) -> str:
    names = [wrapped(str(name), NAME_CHARACTERS, NAME_LINES) for name in rows["name"]]
    heights = [NAME_LINE * len(lines) + ROW_ROOM for lines in names]
    height = HEAD + STAGE_HEIGHT * len(stages) + sum(heights) + FOOT
    with style.sheet(height) as figure:
        axes = style.panel(figure, left=0, top=0, width=style.SHEET_WIDTH, height=height)
        axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(height, 0))
        axes.set_axis_off()
        for words, edge in ((area_name, NUMBER_EDGE), (comparator_name, COMPARATOR_EDGE)):
            style.write(axes, wrapped(words, 26, 1)[0], (edge, 10), align="right", weight="bold",
                        size=style.SMALL_SIZE)  # fmt: skip
        axes.vlines(
            PATH_AT, HEAD + STAGE_HEIGHT / 2, height - FOOT - 8, color=style.DARK_BLUE, lw=4
        )
        top, previous = HEAD, ""
        for place, stage in enumerate(rows["stage"].astype(str)):
            if stage != previous:
                _stop(axes, stage, top + STAGE_HEIGHT / 2)
                top += STAGE_HEIGHT
            _row(axes, rows.iloc[place], names[place], top + heights[place] / 2)
            top, previous = top + heights[place], stage
        _legend(axes, height)
        return canonical_svg(figure, label=alt)


def _stop(axes: Axes, stage: str, middle: float) -> None:
    axes.plot([PATH_AT], [middle], marker="o", markersize=17, color=style.WHITE,
              markeredgecolor=style.DARK_BLUE, markeredgewidth=4,
              gid=style.series_id(stage))  # fmt: skip
    style.write(axes, stage[:1].upper() + stage[1:], (TEXT_AT, middle), weight="bold", size=14,
                colour=style.DARK_BLUE)  # fmt: skip


def _row(axes: Axes, row: pd.Series, lines: list[str], middle: float) -> None:
    for number, line in enumerate(lines):
        offset = ((len(lines) - 1) / 2 - number) * NAME_LINE
        style.write(axes, line, (TEXT_AT, middle), offset=(0, offset), size=style.SMALL_SIZE)
    unit, decimals = str(row["unit"]), int(row["decimals"])
    short = unit if unit.startswith("%") or unit == "£" else ""
    symbol = style.VERDICT_SYMBOLS[str(row["verdict"])]
    value = with_unit(row["value"], decimals, short)
    style.write(axes, f"{value} {symbol}", (NUMBER_EDGE, middle), align="right", weight="bold",
                size=BIG)  # fmt: skip
    beside = with_unit(row["comparator_value"], decimals, short)
    style.write(axes, beside, (COMPARATOR_EDGE, middle), align="right")


def _legend(axes: Axes, height: float) -> None:
    verdicts = list(style.VERDICT_SYMBOLS)
    for number, part in enumerate((verdicts[:3], verdicts[3:])):
        words = "   ".join(f"{style.VERDICT_SYMBOLS[verdict]} {verdict}" for verdict in part)
        style.write(axes, words, (TEXT_AT, height - 28 + 16 * number), size=style.SMALL_SIZE)
