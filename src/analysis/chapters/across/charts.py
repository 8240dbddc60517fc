"""Indicators by areas: a grid of verdicts in symbols, so that colour never speaks alone."""

from collections.abc import Iterable, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts import style
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import check_columns
from analysis.charts.labels import wrapped
from analysis.charts.reading import read_verdicts
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import listed, names_by
from analysis.errors import DataError

COLUMNS = ("name", "area_name", "verdict")
NAME_WIDTH = 160.0
NAME_CHARACTERS = 26
NAME_LINES = 3
NAME_LINE = 13.0
ROW_HEIGHT = 26.0
NARROWEST = 34.0
WIDEST = 80.0
FOOT = 46.0
BOLDER = 1.02
FILLS = {style.BETTER: "#D5DDE6", style.WORSE: "#FCE0D2"}
COUNT_ORDER = tuple(style.VERDICT_SYMBOLS)


def plot_tartan_rug(
    data: pd.DataFrame,
    *,
    comparator_name: str = "England",
    period: str = "latest period of each indicator",
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw a grid of indicators and areas with each verdict as a symbol.

    Parameters
    ----------
    data : pandas.DataFrame
        One row an indicator and area, in the order wanted, with `name`, `area_name` and
        `verdict` (better, similar, worse, higher, lower or not compared).
    comparator_name : str
        What the verdicts compare with.
    period : str
        For the subtitle.
    title : str
        The headline; the comparator when empty.
    source : str
        Publishers.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when there are no rows.

    Raises
    ------
    DataError
        When a column is missing, a verdict is unknown or a pair comes twice.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"name": "Smoking", "area_name": ["A", "B"], "verdict": ["worse", "similar"]}
    ... )
    >>> plot_tartan_rug(rows).alt
    'Tartan rug of 1 indicator in 2 areas against England. Similar: 1, worse: 1.'
    """
    rows = check_columns(data, COLUMNS, "tartan rug").dropna(subset=["verdict"])
    if rows.empty:
        return Notice(f"No indicator can be compared with {comparator_name}.")
    grid = _grid(rows)
    counts = rows["verdict"].value_counts()
    said = ", ".join(
        f"{verdict}: {counts[verdict]}" for verdict in COUNT_ORDER if verdict in counts
    )
    size = f"{_count(len(grid), 'indicator')} in {_count(len(grid.columns), 'area')}"
    alt = alternative_text(
        f"Tartan rug of {size} against {comparator_name}.", f"{said.capitalize()}."
    )
    return Chart(
        svg=_draw(grid, alt),
        kind="tartan rug",
        title=title or f"Indicators against {comparator_name}",
        subtitle=f"{size}, {period}, verdict against {comparator_name}",
        alt=alt,
        long_description=_description(grid),
        data=grid.rename_axis("Indicator").reset_index(),
        source=source,
        figure_id=figure_id,
        reading=read_verdicts(comparator_name),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _grid(rows: pd.DataFrame) -> pd.DataFrame:
    unknown = sorted(set(rows["verdict"].astype(str)) - set(style.VERDICT_SYMBOLS))
    if unknown:
        known = ", ".join(style.VERDICT_SYMBOLS)
        raise DataError(f"The verdict {unknown[0]!r} is not one of {known}.")
    twice = rows[rows.duplicated(["name", "area_name"])]
    if len(twice):
        name, area = twice[["name", "area_name"]].iloc[0]
        raise DataError(f"The tartan rug has two verdicts for {name!r} in {area!r}. Give one.")
    grid = rows.pivot_table(
        index="name", columns="area_name", values="verdict", aggfunc="first", sort=False
    )
    grid = grid.reindex(index=names_by(rows, "name"), columns=names_by(rows, "area_name"))
    grid.columns.name = None
    return grid.fillna(style.NOT_COMPARED)


def _description(grid: pd.DataFrame) -> str:
    sentences = []
    for area in grid.columns:
        parts = []
        for verdict in (style.WORSE, style.BETTER):
            names = grid.index[grid[area] == verdict].tolist()
            if names:
                parts.append(f"{verdict}: {listed(names, most=len(names))}")
        sentences.append(f"{area}, {'; '.join(parts)}." if parts else f"{area}: none differs.")
    return " ".join(sentences)


def _draw(grid: pd.DataFrame, alt: str) -> str:
    names = [wrapped(str(name), NAME_CHARACTERS, NAME_LINES) for name in grid.index]
    heights = [max(ROW_HEIGHT, NAME_LINE * len(lines) + 8) for lines in names]
    cell = min(WIDEST, (style.SHEET_WIDTH - NAME_WIDTH - 2) / len(grid.columns))
    lettered = not _words_fit(grid.columns, cell)
    heads = _heads(list(grid.columns), cell, lettered=lettered)
    head = 10 + NAME_LINE * max(len(lines) for lines in heads)
    key = (
        [f"{_letter(place)} {area}" for place, area in enumerate(grid.columns)] if lettered else []
    )
    foot = FOOT + 15 * len(key)
    with style.sheet(head + sum(heights) + foot) as figure:
        axes = style.panel(
            figure, left=0, top=0, width=style.SHEET_WIDTH, height=head + sum(heights) + foot
        )
        axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(head + sum(heights) + foot, 0))
        axes.set_axis_off()
        _write_heads(axes, heads, cell, head)
        top = head
        for place, lines in enumerate(names):
            _draw_row(axes, grid.iloc[place], lines, (top, heights[place]), cell)
            top += heights[place]
        _legend(axes, top, key)
        return canonical_svg(figure, label=alt)


def _words_fit(areas: Iterable[str], cell: float) -> bool:
    widths = [style.text_width(word, style.SMALL_SIZE) for area in areas for word in area.split()]
    return max(widths, default=0.0) * BOLDER <= cell


def _heads(areas: Sequence[str], cell: float, *, lettered: bool) -> list[list[str]]:
    if lettered:
        return [[_letter(place)] for place in range(len(areas))]
    widest = max((len(word) for area in areas for word in str(area).split()), default=1)
    return [wrapped(str(area), max(widest, int(cell / 8)), 4) for area in areas]


def _letter(place: int) -> str:
    """Name a narrow column; after Z come numbers."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _write_heads(axes: Axes, heads: Sequence[Sequence[str]], cell: float, head: float) -> None:
    for place, lines in enumerate(heads):
        for row, line in enumerate(lines):
            at = (NAME_WIDTH + (place + 0.5) * cell, head - 10 - NAME_LINE * (len(lines) - 1 - row))
            style.write(axes, line, at, align="center", size=style.SMALL_SIZE, weight="bold")


def _draw_row(
    axes: Axes, row: pd.Series, lines: Sequence[str], place: tuple[float, float], cell: float
) -> None:
    top, height = place
    middle = top + height / 2
    axes.hlines(top, 0, NAME_WIDTH + cell * len(row), color=style.GRID_GREY, linewidth=0.6)
    for number, line in enumerate(lines):
        offset = ((len(lines) - 1) / 2 - number) * NAME_LINE
        style.write(axes, line, (2, middle), offset=(0, offset), size=style.SMALL_SIZE)
    for column, verdict in enumerate(row):
        left = NAME_WIDTH + column * cell
        fill = FILLS.get(str(verdict))
        if fill:
            gid = style.series_id(f"{row.name}, {row.index[column]}")
            axes.add_patch(Rectangle((left + 1, top + 1), cell - 2, height - 2, facecolor=fill,
                                     gid=gid))  # fmt: skip
        style.write(axes, style.VERDICT_SYMBOLS[str(verdict)], (left + cell / 2, middle),
                    align="center", size=13)  # fmt: skip


def _legend(axes: Axes, top: float, key: Sequence[str]) -> None:
    verdicts = list(style.VERDICT_SYMBOLS)
    lines = ["   ".join(f"{style.VERDICT_SYMBOLS[verdict]} {verdict}" for verdict in part)
             for part in (verdicts[:3], verdicts[3:])]  # fmt: skip
    for number, words in enumerate([*lines, *key]):
        style.write(axes, words, (2, top + 16 + 15 * number), size=style.SMALL_SIZE)
