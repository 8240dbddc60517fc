"""From birth to old age: the stages as a rail, with dumbbells for figures and gaps inside."""

from math import isfinite, log
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, has_intervals, parts_by
from analysis.charts.wording import alternative_text, count_verdicts, key_lines, written
from analysis.claims.words import count_of, upper_first
from analysis.formats import name_with_unit, with_unit

SIZES = ("size", "size_lower_ci", "size_upper_ci")
LIFE_COURSE = ChartKind(
    "life course",
    ("stage", "name", "unit", "decimals", "value", "comparator_value", "verdict"),
    {"period": "", **dict.fromkeys(SIZES, float("nan"))},
    {"verdict": style.SYMBOLS},
)
ENDS = ChartKind(
    "ends",
    ("stage", "name", "unit", "decimals", "most", "least", "relative", "adverse"),
    {"sex": "", "period": "", "area_name": ""},
)
INSIDE = ": most and least deprived"
PATH_AT, TEXT_AT, EDGE = 12.0, 32.0, 376.0
STRIP_LEFT, STRIP_WIDTH = 172.0, 112.0
STAGE_HEIGHT, INSIDE_HEIGHT, ROW_ROOM, LEAST_LINES = 34.0, 20.0, 6.0, 2
NAME_CHARACTERS, NAME_LINES = 22, 5
HEAD, FOOT = 30.0, 62.0
FARTHEST, NEAREST = 4.0, 1.0
"""Standard deviations at the edges of the scale: at most, and at least."""
Span = tuple[float, float]


def plot_life_course(
    data: pd.DataFrame,
    ends: pd.DataFrame | None = None,
    *,
    area_name: str,
    comparator_name: str = "England",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw the stages of life as stops on a rail, with a dumbbell for each figure.

    `data` are rows in the order of life with `stage`, `name`, `unit`, `decimals`, `value`,
    `comparator_value` and `verdict`; where there are any, `size` with its limits (the gap in
    standard deviations between authorities, better above nought), `period`, `lower_ci` and
    `upper_ci`. `ends` has `most` and `least` deprived, their ratio as `relative` and `adverse`, the
    sign of what is worse.

    >>> rows = pd.DataFrame(
    ...     {"stage": ["Starting well"], "name": "Breastfeeding", "unit": "%", "decimals": 1,
    ...      "value": [31.9], "comparator_value": 52.7, "verdict": "worse"}
    ... )
    >>> plot_life_course(rows, area_name="Here").alt
    'Life course of Here against England in 1 stage. Starting well: 1 worse.'
    """
    known = LIFE_COURSE.rows(data).dropna(subset=["value"]).reset_index(drop=True)
    if known.empty:
        return Notice(f"We hold no figures of {area_name} along the life course.")
    inner = (
        pd.DataFrame(columns=[*ENDS.needs, "sex", "area_name"]) if ends is None else ENDS.rows(ends)
    )
    stages = parts_by(known, "stage")
    laid = _laid_out(stages, inner)
    spans = _spans(known, inner)
    names = (area_name, comparator_name)
    return LIFE_COURSE.chart(
        lambda figure: _draw(figure, laid, spans, names),
        height=HEAD + float(laid["bottom"].iloc[-1]) + FOOT,
        headline=f"The life course in {area_name}",
        subtitle=f"{len(known)} indicators by stage of life, {area_name}, latest period of each "
        "indicator, unit of each indicator",
        alt=alternative_text(
            f"Life course of {area_name} against {comparator_name} in "
            f"{count_of(len(stages), 'stage')}.",
            *(_counted(rows, stage) for stage, rows in stages.items()),
        ),
        long_description=" ".join(_said(rows, stage) for stage, rows in stages.items()),
        reading=_reading(names, not inner.empty),
        table=(_table(laid, names), {}),
        scale={"size": spans[0], "ratio": spans[1]},
        **beside,
    )


def _laid_out(stages: dict[str, pd.DataFrame], inner: pd.DataFrame) -> pd.DataFrame:
    """Put the rows of each stage before those inside it, and find where each ends."""
    sexes = {"Female": ", females", "Male": ", males"}
    many = len(set(inner["area_name"])) > 1
    labels = [
        f"{row['name']}{sexes.get(row['sex'], '')}"
        + (" by free school meals" if "school meals" in str(row.get("groups", "")) else "")
        + (f" ({row['area_name']})" if many else "")
        for _, row in inner.iterrows()
    ]
    inner = inner.assign(name=pd.Series(labels, inner.index, dtype="object"))
    parts = []
    for stage, rows in stages.items():
        own = inner[inner["stage"] == stage]
        parts.append(rows.assign(inside=False, label=rows["name"]))
        parts.append(own.assign(inside=True, label=own["name"] + INSIDE))
    laid = pd.concat([part for part in parts if len(part)], ignore_index=True)
    named = map(name_with_unit, laid["name"].astype(str), laid["unit"])
    lines = [style.wrapped(name, NAME_CHARACTERS, NAME_LINES) for name in named]
    opens = ~laid["stage"].duplicated()
    turns = laid["inside"] & ~laid.duplicated(["stage", "inside"])
    above = opens * STAGE_HEIGHT + turns * INSIDE_HEIGHT
    heights = [style.NAME_LINE * max(len(name), LEAST_LINES) + ROW_ROOM for name in lines]
    bottom = (above + heights).cumsum()
    return laid.assign(
        lines=pd.Series(lines), opens=opens, turns=turns, tall=heights, bottom=bottom
    )


def _spans(rows: pd.DataFrame, inner: pd.DataFrame) -> tuple[Span, Span]:
    """Give the ends of both scales: of gaps to the comparator, and of ratios inside the area."""
    sizes = [abs(float(one)) for name in SIZES for one in rows[name] if isfinite(one)]
    most = min(FARTHEST, max([NEAREST, *sizes]))
    ratios = [_behind(row) for _, row in inner.iterrows()]
    known = [one for one in ratios if isfinite(one)]
    return (-most, most), (-max([log(1.1), *known]), max([0.0, *(-one for one in known)]))


def _behind(row: pd.Series) -> float:
    """Give how far the most deprived are behind the least, as the logarithm of their ratio."""
    ratio = float(row["relative"])
    return float(row["adverse"]) * log(ratio) if isfinite(ratio) and ratio > 0 else float("nan")


def _draw(
    figure: Figure, rows: pd.DataFrame, spans: tuple[Span, Span], names: tuple[str, str]
) -> None:
    height = float(rows["bottom"].iloc[-1])
    axes = style.panel(figure, left=0, top=HEAD, width=style.SHEET_WIDTH, height=height)
    axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(height, 0))
    middle = STRIP_LEFT + STRIP_WIDTH / 2
    style.write_small(axes, "← worse", (STRIP_LEFT, -9))
    style.write_small(axes, "better →", (STRIP_LEFT + STRIP_WIDTH, -9), align="right")
    for line, (words, bold) in enumerate(zip(names, (True, False), strict=True)):
        short = style.one_line(words, 26)
        style.write_small(axes, short, (EDGE, -22 + 13 * line), align="right", bold=bold)
    axes.vlines(PATH_AT, STAGE_HEIGHT / 2, height, color=style.AREA, lw=4)
    for _, row in rows.iterrows():
        top = row["bottom"] - row["tall"]
        if row["turns"]:
            words = "Most (○) and least deprived (●) inside the area"
            style.write_small(axes, words, (TEXT_AT, top - INSIDE_HEIGHT / 2), bold=True)
        if row["opens"]:
            at = top - STAGE_HEIGHT / 2 - row["turns"] * INSIDE_HEIGHT
            _stop(axes, str(row["stage"]), at)
        style.write_lines(axes, row["lines"], (TEXT_AT, top + row["tall"] / 2),
                          size=style.SMALL_SIZE)  # fmt: skip
        (_inside if row["inside"] else _beside)(axes, row, top + row["tall"] / 2, spans, middle)
        axes.hlines(row["bottom"], TEXT_AT, EDGE, color=style.GRID_GREY, lw=0.6)
    key = ("● area   ◆ area, no interval held   ○ " + style.one_line(names[1], 24), *key_lines())
    for number, words in enumerate(key):
        style.write_small(axes, words, (TEXT_AT, height + 14 + 16 * number))


def _stop(axes: Axes, stage: str, middle: float) -> None:
    axes.plot([PATH_AT], [middle], marker="o", markersize=17, color=style.WHITE,
              markeredgecolor=style.AREA, markeredgewidth=4)  # fmt: skip
    style.write(axes, upper_first(stage), (TEXT_AT, middle), bold=True, size=14,
                colour=style.AREA)  # fmt: skip


def _beside(
    axes: Axes, row: pd.Series, middle: float, spans: tuple[Span, Span], centre: float
) -> None:
    """Draw the area's figure beside the comparator's, which stands in the middle."""
    half = STRIP_WIDTH / 2 / spans[0][1]
    size, lower, upper = (
        centre + half * min(max(float(row[name]), -FARTHEST), FARTHEST) for name in SIZES
    )
    axes.vlines(centre, middle - row["tall"] / 2, middle + row["tall"] / 2,
                color=style.GRID_GREY, lw=1)  # fmt: skip
    if isfinite(size):
        _dumbbell(axes, row, middle, (centre, size), (lower, upper))
    words = f"{_number(row, 'value')} {style.SYMBOLS[str(row['verdict'])]}"
    _write_sides(axes, (words, _number(row, "comparator_value")), middle)


def _inside(
    axes: Axes, row: pd.Series, middle: float, spans: tuple[Span, Span], centre: float
) -> None:
    """Draw the most deprived beside the least, by their ratio: the worse, the further left."""
    low, high = spans[1]
    ratio = _behind(row)
    if isfinite(ratio):
        unit = STRIP_WIDTH / (high - low)
        least, most = STRIP_LEFT - low * unit, STRIP_LEFT - (low + ratio) * unit
        _dumbbell(axes, row, middle, (most, least), (least, least))
    else:
        style.write_small(axes, "no ratio", (centre, middle), align="center", colour=style.TEXT)
    words = f"most {_number(row, 'most')}", f"least {_number(row, 'least')}"
    _write_sides(axes, words, middle)


def _dumbbell(axes: Axes, row: pd.Series, middle: float, ends: Span, limits: Span) -> None:
    """Draw a bar from an open dot to a filled one, with the interval of the gap where held."""
    gid, held = style.series_id(str(row["label"])), all(map(isfinite, limits))
    axes.hlines(middle, *ends, color=style.AREA, lw=2.2, gid=gid)
    if held and limits[0] != limits[1]:
        axes.hlines(middle + 6, *limits, color=style.MUTED, lw=1.1, gid=gid)
    axes.plot([ends[0]], [middle], marker="o", markersize=7, markerfacecolor=style.WHITE,
              markeredgecolor=style.COMPARATOR, markeredgewidth=1.4, gid=gid)  # fmt: skip
    axes.plot([ends[1]], [middle], marker="o" if held else "D", markersize=8 if held else 7,
              color=style.AREA, gid=gid)  # fmt: skip


def _write_sides(axes: Axes, words: tuple[str, str], middle: float) -> None:
    for line, said in enumerate(words):
        up = (0.5 - line) * style.NAME_LINE
        style.write(axes, said, (EDGE, middle), (0, up), align="right", size=style.SMALL_SIZE,
                    bold=line == 0)  # fmt: skip


def _number(row: pd.Series, name: str) -> str:
    unit = str(row["unit"])
    short = unit if unit.startswith("%") or unit == "£" else ""
    return with_unit(row[name], int(row["decimals"]), short[:1]).replace("-", "−")


def _reading(names: tuple[str, str], inside: bool) -> str:
    area, comparator = names
    words = (
        f"The open dot is {comparator}, the filled mark {area}: to the right is better, or higher "
        "where neither side is. Lengths are standard deviations between authorities. The thin bar "
        "is the 95% interval of the gap; a diamond has none. Better or worse needs one that leaves "
        "nought out."
    )
    ends = (
        " Inside the area the open dot is the most deprived group, the filled one the least, and "
        "the length their ratio; the table below has the intervals."
    )
    return words + (ends if inside else "")


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


def _table(rows: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    inside = bool(rows["inside"].any())
    headings = [f"{name}, or its {end} deprived" if inside else name
                for name, end in zip(names, ("most", "least"), strict=True)]  # fmt: skip
    frame = pd.DataFrame({
        "Indicator": rows["label"],
        "Stage": rows["stage"],
        "Unit": rows["unit"],
        "Period": rows["period"],
    })  # fmt: skip
    frame[headings[0]] = _either(rows, "value", "most")
    if has_intervals(rows):
        for end in ("lower", "upper"):
            name = f"{end}_ci"
            frame[f"{end.capitalize()} 95% limit"] = _either(rows, name, f"most_{name}")
    frame[headings[1]] = _either(rows, "comparator_value", "least")
    return frame.assign(Verdict=rows["verdict"].fillna("inside the area"))


def _either(rows: pd.DataFrame, beside: str, inside: str) -> list[str]:
    """Write one column of the figures beside the comparator, another of those inside."""
    own = rows[inside] if inside in rows.columns else pd.Series(float("nan"), rows.index)
    return written(rows.assign(either=rows[beside].where(~rows["inside"].astype(bool), own)),
                   "either")  # fmt: skip
