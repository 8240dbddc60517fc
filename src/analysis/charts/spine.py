"""An area's profile: every indicator's place beside England's, with its verdict."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import check_columns
from analysis.charts.labels import wrapped
from analysis.charts.reading import read_spine
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import listed
from analysis.errors import DataError
from analysis.formats import format_number

COLUMNS = ("name", "unit", "decimals", "value", "comparator_value", "verdict")
NAME_WIDTH = 156.0
NAME_CHARACTERS = 27
NUMBER_WIDTH = 50.0
ROW_HEIGHT = 24.0
NAME_LINE = 13.0
MOST_NAME_LINES = 4
HEADING_HEIGHT = 24.0
HEAD = 40.0
FOOT = 46.0
FURTHEST_STEPS = 3.0
FURTHEST_PERCENT = 50.0
MARKERS = {
    style.BETTER: "^",
    style.SIMILAR: "o",
    style.WORSE: "v",
    style.HIGHER: "^",
    style.LOWER: "v",
    style.NOT_COMPARED: "_",
}
OPEN_MARKERS = (style.HIGHER, style.LOWER)


def plot_spine(
    data: pd.DataFrame,
    *,
    area_name: str,
    comparator_name: str = "England",
    scale_words: str = "",
    period: str = "latest period of each indicator",
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw a row an indicator: the area, the comparator, and the area's standardised position.

    A position to the right is better where better can be said. The symbol says the verdict: ▲
    better, ● similar, ▼ worse, △ higher and ▽ lower where neither is better, – not compared.

    Parameters
    ----------
    data : pandas.DataFrame
        In the order wanted, with `name`, `unit`, `decimals`, `value`, `comparator_value`,
        `verdict` and, where there are any, `sex`, `period`, `lower_ci`, `upper_ci`, `polarity`
        and `life_stage`, which heads its group of rows. With `position` (0 is the comparator,
        positive is better), `position_lower` and `position_upper` the marks stand there; without,
        at the area's difference from the comparator in per cent of the comparator's figure.
    area_name : str
        Name of the area.
    comparator_name : str
        Name of the comparator.
    scale_words : str
        What one step of `position` is, such as ``standard deviations of English areas``.
    period : str
        For the subtitle.
    title : str
        The headline; the area and its comparator when empty.
    source : str
        Publishers.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when no indicator has a value.

    Raises
    ------
    DataError
        When a column is missing or a verdict is unknown.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"name": ["Smoking"], "unit": "%", "decimals": 1, "value": [14.2],
    ...      "comparator_value": 12.7, "verdict": "worse", "polarity": "low is good"}
    ... )
    >>> plot_spine(rows, area_name="Stockton").alt
    'Spine chart of 1 indicator, Stockton against England. Worse: 1.'
    """
    rows = _spine_rows(data)
    known = rows.dropna(subset=["value"]).reset_index(drop=True)
    if known.empty:
        return Notice(f"No figures that can be compared are published for {area_name}.")
    counts = known["verdict"].value_counts()
    said = [f"{verdict}: {counts[verdict]}" for verdict in MARKERS if verdict in counts]
    count = f"{len(known)} indicator" + ("" if len(known) == 1 else "s")
    alt = alternative_text(
        f"Spine chart of {count}, {area_name} against {comparator_name}.",
        f"{', '.join(said).capitalize()}.",
    )
    words = scale_words or f"difference in per cent of the figure for {comparator_name}"
    furthest = FURTHEST_STEPS if "position" in data.columns else FURTHEST_PERCENT
    frame, digits = _spine_table(known, area_name, comparator_name)
    return Chart(
        svg=_draw(known, area_name, comparator_name, furthest, alt=alt),
        kind="spine chart",
        title=title or f"{area_name} against {comparator_name}",
        subtitle=f"{count}, {area_name}, {period}, {words}",
        alt=alt,
        long_description=_description(known, comparator_name, furthest),
        data=frame,
        decimals=digits,
        scale={"position": (-furthest, furthest)},
        source=source,
        figure_id=figure_id,
        reading=read_spine(comparator_name),
    )


def _spine_rows(data: pd.DataFrame) -> pd.DataFrame:
    rows = check_columns(data, COLUMNS, "spine chart")
    unknown = sorted(set(rows["verdict"].astype(str)) - set(MARKERS))
    if unknown:
        raise DataError(f"The verdict {unknown[0]!r} is not one of {', '.join(MARKERS)}.")
    for name in ("life_stage", "sex", "period", "polarity"):
        if name not in rows.columns:
            rows[name] = ""
    for name in ("position_lower", "position_upper"):
        if name not in rows.columns:
            rows[name] = float("nan")
    if "position" not in rows.columns:
        rows = _beside_comparator(rows)
    shown = rows["sex"].where(rows["sex"].isin(["Female", "Male"]), "")
    rows["label"] = rows["name"].astype(str) + shown.map(
        lambda sex: f", {sex.lower()}" if sex else ""
    )
    return rows


def _beside_comparator(rows: pd.DataFrame) -> pd.DataFrame:
    """Lay values out as per cent away from the comparator, better to the right."""
    sides = rows["polarity"].map({"low is good": -1.0}).fillna(1.0).astype(float)
    benchmark = rows["comparator_value"].astype(float)
    benchmark = benchmark.where(benchmark != 0)
    places = {"position": "value", "position_lower": "lower_ci", "position_upper": "upper_ci"}
    return rows.assign(
        **{
            name: 100 * sides * (rows[column].astype(float) / benchmark - 1)
            for name, column in places.items()
        }
    )


def _spine_table(
    rows: pd.DataFrame, area_name: str, comparator_name: str
) -> tuple[pd.DataFrame, dict[str, int]]:
    def written(column: str) -> list[str]:
        return [
            format_number(value, int(decimals))
            for value, decimals in zip(rows[column], rows["decimals"], strict=True)
        ]

    frame = pd.DataFrame(
        {
            "Indicator": rows["label"],
            "Unit": rows["unit"],
            area_name: written("value"),
            comparator_name: written("comparator_value"),
            "Verdict": rows["verdict"],
            "Position": rows["position"].astype(float),
        }
    )
    if rows["period"].astype(bool).all():
        frame.insert(1, "Period", rows["period"])
    return frame, {"Position": 1}


def _description(rows: pd.DataFrame, comparator: str, furthest: float) -> str:
    sentences = []
    for verdict in MARKERS:
        names = rows.loc[rows["verdict"] == verdict, "label"].tolist()
        if names:
            words = f" than {comparator}" if verdict not in ("similar", "not compared") else ""
            joint = f" to {comparator}" if verdict == "similar" else words
            sentences.append(f"{verdict.capitalize()}{joint}: {listed(names, most=len(names))}.")
    beyond = rows.loc[rows["position"].abs() > furthest, "label"].tolist()
    if beyond:
        said = listed(beyond, most=len(beyond))
        sentences.append(f"Drawn at the edge, though further away: {said}.")
    return " ".join(sentences)


def _draw(
    rows: pd.DataFrame, area_name: str, comparator_name: str, furthest: float, *, alt: str
) -> str:
    names = [wrapped(str(label), NAME_CHARACTERS, MOST_NAME_LINES) for label in rows["label"]]
    heights = [max(ROW_HEIGHT, NAME_LINE * len(lines) + 8) for lines in names]
    tops, headings, height = _tops(rows, heights)
    strip_left = NAME_WIDTH + 2 * NUMBER_WIDTH + 10
    with style.sheet(HEAD + height + FOOT) as figure:
        axes = style.panel(
            figure, left=strip_left, top=HEAD, width=style.SHEET_WIDTH - strip_left - 8,
            height=height,
        )  # fmt: skip
        axes.set(xlim=(-furthest * 1.05, furthest * 1.05), ylim=(height, 0))
        axes.set_yticks([])
        axes.set_xticks([])
        _column_heads(axes, area_name, comparator_name, strip_left)
        for top, words in headings:
            at = (0, top + HEADING_HEIGHT / 2 + 2)
            style.write(axes, words, at, weight="bold", offset=(2 - strip_left, 0),
                        coordinates=axes.get_yaxis_transform())  # fmt: skip
        axes.vlines(0, 0, height, color=style.DARK_GREY, linewidth=1.2)
        whole = 1 - style.SHEET_WIDTH / (style.SHEET_WIDTH - strip_left - 8)
        for number, (top, row_height) in enumerate(zip(tops, heights, strict=True)):
            middle = top + row_height / 2
            axes.axhline(top + row_height, whole, 1, color=style.GRID_GREY, linewidth=0.6)
            _write_row(axes, rows.iloc[number], middle, strip_left, names[number])
            _draw_mark(axes, rows.iloc[number], middle, furthest)
        _legend(axes, strip_left)
        return canonical_svg(figure, label=alt)


def _tops(
    rows: pd.DataFrame, heights: Sequence[float]
) -> tuple[list[float], list[tuple[float, str]], float]:
    tops: list[float] = []
    headings: list[tuple[float, str]] = []
    at, previous = 0.0, ""
    for stage, height in zip(rows["life_stage"].astype(str), heights, strict=True):
        if stage and stage != previous:
            headings.append((at, stage[:1].upper() + stage[1:]))
            at += HEADING_HEIGHT
        previous = stage
        tops.append(at)
        at += height
    return tops, headings, at


def _column_heads(axes: Axes, place: str, comparator: str, strip_left: float) -> None:
    edges = (NAME_WIDTH + NUMBER_WIDTH, NAME_WIDTH + 2 * NUMBER_WIDTH)
    # The area's name may be long: it runs to the left over the column of indicators.
    for words, edge, row in ((wrapped(place, 28, 1)[0], edges[0], 0), (comparator, edges[1], 1)):
        style.write_above_right(axes, words, (edge - strip_left, HEAD - 10 - 15 * row))
    style.write(axes, "Worse", (0, 1), coordinates="axes fraction", offset=(0, 10),
                size=style.SMALL_SIZE)  # fmt: skip
    style.write(axes, "Better", (1, 1), coordinates="axes fraction", offset=(0, 10), align="right",
                size=style.SMALL_SIZE)  # fmt: skip


def _write_row(
    axes: Axes, row: pd.Series, middle: float, strip_left: float, lines: Sequence[str]
) -> None:
    across = axes.get_yaxis_transform()
    for number, line in enumerate(lines):
        offset = ((len(lines) - 1) / 2 - number) * NAME_LINE
        style.write(axes, line, (0, middle), coordinates=across, offset=(2 - strip_left, offset),
                    size=style.SMALL_SIZE)  # fmt: skip
    unit = str(row["unit"])
    ending = "%" if unit.startswith("%") else ""
    edges = (NAME_WIDTH + NUMBER_WIDTH, NAME_WIDTH + 2 * NUMBER_WIDTH)
    for name, edge in zip(("value", "comparator_value"), edges, strict=True):
        written = format_number(row[name], int(row["decimals"]))
        style.write(axes, written + (ending if written[:1] != "[" else ""), (0, middle),
                    coordinates=across, offset=(edge - strip_left, 0), align="right",
                    weight="bold" if name == "value" else "normal")  # fmt: skip


def _draw_mark(axes: Axes, row: pd.Series, middle: float, furthest: float) -> None:
    verdict = str(row["verdict"])
    if pd.isna(row["position"]):
        return
    at, low, high = (
        min(max(float(row[name]), -furthest), furthest)
        for name in ("position", "position_lower", "position_upper")
    )
    colour, gid = style.VERDICT_COLOURS[verdict], style.series_id(str(row["label"]))
    axes.hlines(middle, low, high, color=style.DARK_GREY, linewidth=1.1, gid=gid)
    axes.plot(
        [at],
        [middle],
        marker=MARKERS[verdict],
        markersize=9,
        color=colour,
        markerfacecolor=style.WHITE if verdict in OPEN_MARKERS else colour,
        markeredgecolor=style.TEXT if verdict == style.WORSE else colour,
        markeredgewidth=0.8,
        gid=gid,
    )


def _legend(axes: Axes, strip_left: float) -> None:
    rows = (
        (style.BETTER, style.SIMILAR, style.WORSE),
        (style.HIGHER, style.LOWER, style.NOT_COMPARED),
    )
    for number, verdicts in enumerate(rows):
        words = "   ".join(f"{style.VERDICT_SYMBOLS[verdict]} {verdict}" for verdict in verdicts)
        style.write(axes, words, (0, 0), coordinates="axes fraction",
                    offset=(2 - strip_left, -14 - 16 * number), size=style.SMALL_SIZE)  # fmt: skip
