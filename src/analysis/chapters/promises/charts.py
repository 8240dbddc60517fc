"""Promises on a line of years: what was promised, by when, and what the figures show."""

from datetime import date
from math import ceil, floor
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.chapters.core20plus5.findings import MISSED, REACHED
from analysis.chapters.promises.dated import TARGET
from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, parts_by
from analysis.charts.wording import alternative_text
from analysis.claims.words import count_of, day_of
from analysis.data.documents.plan import DONE
from analysis.findings.vocabulary import FAST_ENOUGH, TOO_SLOW, WRONG_WAY

PROMISES = ChartKind("promise timeline", ("promise", "aim", "dues", "due", "state", "shows"),
                     {"national": False})  # fmt: skip
NAME_WIDTH, WORDS_WIDTH = 142.0, 150.0
NAME_CHARACTERS, WORDS_CHARACTERS, MOST_LINES = 19, 23, 6
STRIP_LEFT = NAME_WIDTH + 6
STRIP_WIDTH = style.SHEET_WIDTH - STRIP_LEFT - WORDS_WIDTH - 4
HEAD, FOOT, SPARE = 34.0, 6.0, 10.0
GOOD, BAD = (REACHED, FAST_ENOUGH, DONE), (MISSED, WRONG_WAY, TOO_SLOW)
READING = (
    "Each mark is the day by which something was promised. Filled and upright: reached, or fast "
    "enough. Filled and pointing down: missed, too slow or going the wrong way. Open: the figures "
    "cannot tell, or nothing is reported. The upright line is the day of this edition."
)


def plot_promises(
    data: pd.DataFrame, *, area_name: str, on: date, **beside: Unpack[Beside]
) -> Chart | Notice:
    """Draw a row a promise: its name, its days on a line of years, and where it stands.

    `data` is in the order wanted, with `promise`, `aim`, `dues` (days), `due` (the last of them,
    or none), `state` and `shows`.
    """
    rows = PROMISES.rows(data)
    if rows.empty:
        return Notice(f"No plan and no published target of {area_name} is on record in this book.")
    laid = _laid_out(rows)
    days = [day for dues in rows["dues"] for day in dues]
    ends = (floor(min(map(_year, [*days, on])) - 0.5), ceil(max(map(_year, [*days, on])) + 0.1))
    count = count_of(len(rows), "promise")
    states = {state: len(part) for state, part in parts_by(rows, "state").items()}
    return PROMISES.chart(
        lambda figure: _draw(figure, laid, (float(ends[0]), float(ends[1])), on),
        height=HEAD + float(laid["bottom"].iloc[-1]) + FOOT,
        headline=f"What {area_name} was promised",
        subtitle=f"{count} to {area_name} with their dates, on {day_of(on)}",
        alt=alternative_text(
            f"Timeline of {count} to {area_name}.",
            *(f"{state.capitalize()}: {number}." for state, number in states.items()),
        ),
        long_description=" ".join(
            f"{row['promise']}, {row['aim']}, {_day(row['due'])}: {row['state']}; {row['shows']}."
            for _, row in rows.iterrows()
        ),
        reading=READING,
        table=(_table(rows), {}),
        scale={"year": (float(ends[0]), float(ends[1]))},
        **beside,
    )


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "Promise": rows["promise"],
        "How much": [_aim(row) for _, row in rows.iterrows()],
        "By": rows["due"].map(_day),
        "Where it stands": rows["state"],
        "What the figures show": rows["shows"],
    })  # fmt: skip


def _aim(row: pd.Series) -> str:
    whose = " in all England" if row["national"] else " here" if row["kind"] == TARGET else ""
    return f"{row['aim']}{whose}"


def _day(due: object) -> str:
    return day_of(due) if isinstance(due, date) else "no date"


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def _laid_out(rows: pd.DataFrame) -> pd.DataFrame:
    """Wrap the words of each row, and find where it ends."""
    names = [
        [*style.wrapped(str(row["promise"]), NAME_CHARACTERS, MOST_LINES - 1),
         *style.wrapped(_aim(row), NAME_CHARACTERS + 3, 2)]
        for _, row in rows.iterrows()
    ]  # fmt: skip
    words = [
        [*style.wrapped(str(row["state"]), WORDS_CHARACTERS, MOST_LINES),
         *style.wrapped(str(row["shows"]), WORDS_CHARACTERS, MOST_LINES)]
        for _, row in rows.iterrows()
    ]  # fmt: skip
    stated = [len(style.wrapped(str(one), WORDS_CHARACTERS, MOST_LINES)) for one in rows["state"]]
    tall = pd.Series([
        style.NAME_LINE * max(len(name), len(said)) + SPARE
        for name, said in zip(names, words, strict=True)
    ])  # fmt: skip
    return rows.assign(
        names=pd.Series(names), words=pd.Series(words), stated=stated, tall=tall,
        bottom=tall.cumsum(),
    )  # fmt: skip


def _draw(figure: Figure, rows: pd.DataFrame, ends: style.Pair, on: date) -> None:
    height = float(rows["bottom"].iloc[-1])
    axes = style.panel(figure, left=STRIP_LEFT, top=HEAD, width=STRIP_WIDTH, height=height)
    axes.set(xlim=ends, ylim=(height, 0))
    for year in (ends[0], ends[1]):
        axes.vlines(year, 0, height, color=style.GRID_GREY, linewidth=1)
        style.write_small(axes, f"{year:.0f}", (year, 1), (0, 8), anchor="column", align="center")
    axes.vlines(_year(on), 0, height, color=style.MUTED, linewidth=1.2)
    style.write_small(axes, "this edition", (_year(on), 1), (0, 22), anchor="column",
                      align="center")  # fmt: skip
    for _, row in rows.iterrows():
        axes.axhline(row["bottom"], 1 - style.SHEET_WIDTH / STRIP_WIDTH, 3, color=style.GRID_GREY,
                     linewidth=0.6)  # fmt: skip
        _row(axes, row)


def _row(axes: Axes, row: pd.Series) -> None:
    middle, gid = row["bottom"] - row["tall"] / 2, style.series_id(str(row["promise"]))
    colour, marker, filled = _look(str(row["state"]))
    places = [_year(day) for day in row["dues"]]
    axes.plot(places, [middle] * len(places), marker=marker, markersize=8, linestyle="none",
              color=colour, markerfacecolor=colour if filled else style.WHITE,
              markeredgecolor=colour, markeredgewidth=1.4, gid=gid)  # fmt: skip
    _lines(axes, row["names"], middle, 2 - STRIP_LEFT, bold=len(row["names"]) - 1)
    _lines(axes, row["words"], middle, STRIP_WIDTH + 8, bold=row["stated"])


def _lines(axes: Axes, lines: list[str], middle: float, left: float, *, bold: int) -> None:
    for number, line in enumerate(lines):
        up = ((len(lines) - 1) / 2 - number) * style.NAME_LINE
        style.write(axes, line, (0, middle), (left, up), anchor="row", size=style.SMALL_SIZE,
                    bold=number < bold)  # fmt: skip


def _look(state: str) -> tuple[str, str, bool]:
    """Give the colour and marker of a state, and whether it is filled."""
    if state in GOOD:
        return style.VERDICT_COLOURS["better"], style.MARKERS["better"], True
    if state in BAD:
        return style.VERDICT_COLOURS["worse"], style.MARKERS["worse"], True
    return style.MUTED, "o", False
