"""Indicators by areas: a grid of verdicts in symbols, so that colour never speaks alone."""

from collections.abc import Sequence
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, names_by
from analysis.charts.wording import alternative_text, key_lines, listed, read_verdicts, say_verdicts
from analysis.claims.words import count_of
from analysis.errors import DataError

VERDICTS = {"verdict": style.SYMBOLS}
RUG = ChartKind("tartan rug", ("name", "area_name", "verdict"), known=VERDICTS)
NAME_WIDTH = 160.0
NAME_CHARACTERS = 26
NAME_LINES = 3
ROW_HEIGHT = 26.0
WIDEST = 80.0
FOOT = 46.0
BOLDER = 1.02


def plot_tartan_rug(
    data: pd.DataFrame, *, comparator_name: str = "England", **beside: Unpack[Beside]
) -> Chart | Notice:
    """Draw a grid of indicators and areas with each verdict as a symbol.

    `data` has one row an indicator and area, in the order wanted, with `name`, `area_name` and
    `verdict` (better, similar, worse, higher, lower or cannot compare).

    >>> rows = pd.DataFrame(
    ...     {"name": "Smoking", "area_name": ["A", "B"], "verdict": ["worse", "similar"]}
    ... )
    >>> plot_tartan_rug(rows).alt
    'Tartan rug of 1 indicator in 2 areas against England. Similar: 1, worse: 1.'
    """
    rows = RUG.rows(data).dropna(subset=["verdict"])
    if rows.empty:
        return Notice(f"No indicator can be compared with {comparator_name}.")
    grid = _grid(rows)
    size = f"{count_of(len(grid), 'indicator')} in {count_of(len(grid.columns), 'area')}"
    names = [style.wrapped(str(name), NAME_CHARACTERS, NAME_LINES) for name in grid.index]
    heads, key = _heads(list(grid.columns))
    head = 10 + style.NAME_LINE * max(len(lines) for lines in heads)
    return RUG.chart(
        lambda figure: _draw(figure, grid, names, heads, [*key_lines(), *key]),
        height=head + sum(map(_tall, names)) + FOOT + 15 * len(key),
        headline=f"Indicators against {comparator_name}",
        subtitle=f"{size}, latest period of each indicator, verdict against {comparator_name}",
        alt=alternative_text(
            f"Tartan rug of {size} against {comparator_name}.", say_verdicts(rows["verdict"])
        ),
        long_description=" ".join(_said(grid[area], area) for area in grid.columns),
        reading=read_verdicts(comparator_name),
        table=(grid.rename_axis("Indicator").reset_index(), {}),
        **beside,
    )


def _grid(rows: pd.DataFrame) -> pd.DataFrame:
    twice = rows[rows.duplicated(["name", "area_name"])]
    if len(twice):
        name, area = twice[["name", "area_name"]].iloc[0]
        raise DataError(f"The tartan rug has two verdicts for {name!r} in {area!r}. Give one.")
    grid = rows.set_index(["name", "area_name"])["verdict"].unstack()  # noqa: PD010
    grid = grid.reindex(index=names_by(rows, "name"), columns=names_by(rows, "area_name"))
    grid.columns.name = None
    return grid.fillna("cannot compare")


def _said(verdicts: pd.Series, area: str) -> str:
    names = {
        verdict: verdicts.index[verdicts == verdict].tolist() for verdict in ("worse", "better")
    }
    parts = [f"{word}: {listed(own, most=len(own))}" for word, own in names.items() if own]
    return f"{area}, {'; '.join(parts)}." if parts else f"{area}: none differs."


def _tall(lines: Sequence[str]) -> float:
    return max(ROW_HEIGHT, style.NAME_LINE * len(lines) + 8)


def _cell(areas: int) -> float:
    return min(WIDEST, (style.SHEET_WIDTH - NAME_WIDTH - 2) / areas)


def _heads(areas: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """Give the lines above each column: the name, or where it is too wide a letter with a key."""
    cell, words = _cell(len(areas)), [word for area in areas for word in area.split()]
    widest = max((style.text_width(word, style.SMALL_SIZE) for word in words), default=0.0)
    if widest * BOLDER <= cell:
        longest = max((len(word) for word in words), default=1)
        return [style.wrapped(str(area), max(longest, int(cell / 8)), 4) for area in areas], []
    letters = [style.letter(place) for place in range(len(areas))]
    return [[one] for one in letters], [" ".join(pair) for pair in zip(letters, areas, strict=True)]


def _draw(
    figure: Figure,
    grid: pd.DataFrame,
    names: Sequence[Sequence[str]],
    heads: Sequence[Sequence[str]],
    key: Sequence[str],
) -> None:
    height = float(figure.get_figheight() * 72)
    axes = style.panel(figure, left=0, top=0, width=style.SHEET_WIDTH, height=height)
    axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(height, 0))
    cell, foot = _cell(len(heads)), style.NAME_LINE * max(len(lines) for lines in heads)
    for place, lines in enumerate(heads):
        for row, line in enumerate(reversed(lines)):
            at = (NAME_WIDTH + (place + 0.5) * cell, foot - style.NAME_LINE * row)
            style.write_small(axes, line, at, align="center", bold=True)
    top = foot + 10
    for place, lines in enumerate(names):
        tall = _tall(lines)
        axes.hlines(top, 0, NAME_WIDTH + cell * len(heads), color=style.GRID_GREY, linewidth=0.6)
        style.write_lines(axes, lines, (2, top + tall / 2), size=style.SMALL_SIZE)
        _draw_verdicts(axes, grid.iloc[place], top, tall, cell)
        top += tall
    for number, words in enumerate(key):
        style.write_small(axes, words, (2, top + 16 + 15 * number))


def _draw_verdicts(axes: Axes, row: pd.Series, top: float, tall: float, cell: float) -> None:
    for column, verdict in enumerate(row.astype(str)):
        left = NAME_WIDTH + column * cell
        if verdict in style.VERDICT_FILLS:
            gid = style.series_id(f"{row.name}, {row.index[column]}")
            axes.add_patch(Rectangle((left + 1, top + 1), cell - 2, tall - 2,
                                     facecolor=style.VERDICT_FILLS[verdict], gid=gid))  # fmt: skip
        middle = (left + cell / 2, top + tall / 2)
        style.write(axes, style.SYMBOLS[verdict], middle, align="center", size=13)
