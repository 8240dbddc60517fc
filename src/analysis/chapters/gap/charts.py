"""Closing or not: an arrow a gap, from its first value to the latest."""

from math import isfinite
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.chapters.gap.findings import START, set_to_start
from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, parts_by
from analysis.charts.wording import alternative_text, written
from analysis.claims.words import count_of
from analysis.findings.vocabulary import CANNOT_TELL, CHANGED_SIDES, GAP_WORDS, NARROWING, WIDENING
from analysis.formats import format_number, with_interval

CLOSING = ChartKind(
    "gap arrows",
    ("label", "unit", "decimals", "first", "latest", "half", "direction", "first_period", "period"),
    {},
    {"direction": GAP_WORDS},
)
ORDER = (WIDENING, CHANGED_SIDES, CANNOT_TELL, NARROWING)
COLOURS = {
    WIDENING: style.WORSE,
    CHANGED_SIDES: style.MUTED,
    CANNOT_TELL: style.CONTEXT_GREY,
    NARROWING: style.BETTER,
}
PLACED = ("first", "latest", "half", "lower_ci", "upper_ci")
MOST_DRAWN, LEAST_DRAWN = 220.0, 130.0
NAME_CHARACTERS = 36
SIDE, HEAD, FOOT = 12.0, 16.0, 24.0
HEADING_HEIGHT, STRIP_HEIGHT, BELOW = 22.0, 19.0, 3.0
STRIP_WIDTH = style.SHEET_WIDTH - 2 * SIDE


def plot_closing(
    data: pd.DataFrame,
    *,
    area_name: str,
    target_year: int,
    as_ratio: bool = False,
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw an arrow a gap from its first value, set to 100, to the latest.

    `data` has a row a gap: `label`, `unit`, `decimals`, `first` and `latest` (above nought to the
    area's disadvantage), `half` (what may be left of it in the target year), `direction` (a word of
    a gap), `first_period`, `period`, and the limits of the latest gap where they are held. A gap
    `as_ratio` is by how many per cent one side is worse than the other.
    """
    rows = CLOSING.rows(data)
    if rows.empty:
        by = " by its ratio" if as_ratio else ""
        return Notice(f"No gap of {area_name} that is followed is there to close{by}.")
    laid = _laid_out(rows)
    ends = _ends(laid)
    count = count_of(len(laid), "gap") + (" as ratios" if as_ratio else "")
    half = (
        f"The upright stroke is half of the gap that there is now by its line, for {target_year}."
    )
    stroke = "“% worse” is how far one side is beyond the other." if as_ratio else half
    groups = ", ".join(f"{word}: {len(part)}" for word, part in parts_by(laid, "direction").items())
    return CLOSING.chart(
        lambda figure: _draw(figure, laid, ends, target_year),
        height=HEAD + float(laid["bottom"].iloc[-1]) + FOOT,
        headline=f"Are the gaps of {area_name} closing?",
        subtitle=f"{count} of {area_name}, the first value of each set to 100, from the first "
        "period of its line to the latest",
        alt=alternative_text(
            f"Arrows of {count} of {area_name} from the first value to the latest.",
            f"{groups.capitalize()}.",
        ),
        long_description=_description(laid),
        reading="An arrow to the left closes a gap, one to the right widens it. The thin bar is "
        f"the 95% interval of the latest gap, where we hold one. {stroke} Pale: chance can explain "
        "the change. An arrow that starts at “closed”, or left of it, began at nought or on the "
        "better side.",
        table=(_table(laid, target_year), {}),
        scale={"index": ends},
        **beside,
    )


def _laid_out(rows: pd.DataFrame) -> pd.DataFrame:
    """Group the gaps, set the first value of each to 100, and find where each row ends."""
    rows = pd.concat(parts_by(rows, "direction", ORDER).values(), ignore_index=True)
    for name in PLACED:
        pairs = zip(rows[name].astype(float), rows["first"].astype(float), strict=True)
        rows[f"{name}_place"] = [set_to_start(number, first) for number, first in pairs]
    lines = [style.wrapped(name, NAME_CHARACTERS) for name in rows["label"]]
    opens = ~rows["direction"].duplicated()
    heights = pd.Series([style.NAME_LINE * max(len(name), 2) + BELOW for name in lines])
    tall = heights + STRIP_HEIGHT + opens * HEADING_HEIGHT
    return rows.assign(lines=pd.Series(lines), opens=opens, tall=tall, bottom=tall.cumsum())


def _ends(rows: pd.DataFrame) -> tuple[float, float]:
    """Give the ends of the scale: what lies beyond is drawn at the edge."""
    places = [place for name in PLACED for place in rows[f"{name}_place"] if isfinite(place)]
    return max(-START, min(0.0, *places)) - 8, max(LEAST_DRAWN, min(MOST_DRAWN, max(places)))


def _draw(figure: Figure, rows: pd.DataFrame, ends: tuple[float, float], target_year: int) -> None:
    height = float(rows["bottom"].iloc[-1])
    axes = style.panel(figure, left=SIDE, top=HEAD, width=STRIP_WIDTH, height=height)
    axes.set(xlim=ends, ylim=(height, 0))
    for _, row in rows.iterrows():
        top = row["bottom"] - row["tall"]
        if row["opens"]:
            alike = int((rows["direction"] == row["direction"]).sum())
            _heading(axes, f"{row['direction']}: {alike}".capitalize(), top)
        _words(axes, row, top + row["opens"] * HEADING_HEIGHT)
        _arrow(axes, row, ends)
        axes.axhline(row["bottom"], color=style.GRID_GREY, linewidth=0.6)
    for place, words in ((0, "closed"), (START, "at first")):
        style.write_small(axes, words, (place, 1), (0, 9), anchor="column", align="center")
    half = f"▏half closed by {target_year}   " if rows["half"].notna().any() else ""
    key = f"{half}▸▸ beyond the scale"
    style.write_small(axes, key, (0, 0), (0, -12), anchor="axes")


def _heading(axes: Axes, words: str, top: float) -> None:
    style.write(axes, words, (0, top + HEADING_HEIGHT / 2 + 2), anchor="row", bold=True)


def _words(axes: Axes, row: pd.Series, top: float) -> None:
    """Write whose gap it is, and from what to what it went."""
    middle = top + (row["bottom"] - STRIP_HEIGHT - top) / 2
    style.write_lines(axes, row["lines"], (0, middle), anchor="row", size=style.SMALL_SIZE)
    first, latest = _first_and_latest(row)
    change = f"{row['first_period'][:4]}: {first} → {latest}".replace("-", "−")
    said = (change, row["unit"])
    for number, words in enumerate(said):
        up = (0.5 - number) * style.NAME_LINE
        style.write(axes, words, (1, middle), (0, up), anchor="row", align="right",
                    size=style.SMALL_SIZE, bold=number == 0)  # fmt: skip


def _first_and_latest(row: pd.Series) -> list[str]:
    """Write both gaps; with a digit more where they would read alike and are not."""
    numbers, digits = [row[name] for name in PLACED[:2]], int(row["decimals"])
    alike = len({format_number(number, digits) for number in numbers}) == 1
    more = alike and numbers[0] != numbers[1]
    return [format_number(number, digits + more) for number in numbers]


def _arrow(axes: Axes, row: pd.Series, ends: tuple[float, float]) -> None:
    middle, gid = row["bottom"] - STRIP_HEIGHT / 2, style.series_id(str(row["label"]))
    colour = COLOURS[row["direction"]]
    first, latest, half, lower, upper = (row[f"{name}_place"] for name in PLACED)
    start, end = (min(max(place, ends[0]), ends[1]) for place in (first, latest))
    for place in (0, START):
        axes.vlines(place, middle - 10, middle + 10, color=style.GRID_GREY, linewidth=1)
    if isfinite(lower) and isfinite(upper):
        low, high = (min(max(place, ends[0]), ends[1]) for place in (lower, upper))
        axes.hlines(middle + 6, low, high, color=style.MUTED, linewidth=1.1, gid=gid)
    if isfinite(half) and ends[0] <= half <= ends[1]:
        axes.vlines(half, middle - 8, middle + 8, color=style.TEXT, linewidth=1.6, gid=gid)
    axes.hlines(middle, start, end, color=colour, linewidth=3, gid=gid)
    axes.plot([start], [middle], marker="o", markersize=6, markerfacecolor=style.WHITE,
              markeredgecolor=colour, markeredgewidth=1.6, gid=gid)  # fmt: skip
    tips = [end] if latest == end else [end, end - 0.02 * (ends[1] - ends[0])]
    marker = ">" if end > start else "<" if end < start else "o"
    axes.plot(tips, [middle] * len(tips), marker=marker, markersize=8, color=colour,
              linestyle="none", gid=gid)  # fmt: skip


def _table(rows: pd.DataFrame, target_year: int) -> pd.DataFrame:
    first, latest, half, lower, upper = (written(rows, name) for name in PLACED)
    table = pd.DataFrame({
        "Gap": rows["label"],
        "Unit": rows["unit"],
        "First period": rows["first_period"],
        "First gap": first,
        "Latest period": rows["period"],
        "Latest gap": latest,
        "Lower 95% limit": lower,
        "Upper 95% limit": upper,
        f"Half, by the line, for {target_year}": half,
        "The gap is": rows["direction"],
    })  # fmt: skip
    return table if rows["half"].notna().any() else table.drop(columns=table.columns[-2])


def _description(rows: pd.DataFrame) -> str:
    said = []
    for _, row in rows.iterrows():
        digits, unit = int(row["decimals"]), str(row["unit"])
        latest = with_interval(row["latest"], row["lower_ci"], row["upper_ci"], digits, unit)
        first = format_number(row["first"], digits)
        said.append(f"{row['label']}: {first} in {row['first_period']}, {latest} in "
                    f"{row['period']}, {row['direction']}")  # fmt: skip
    return "; ".join(said) + "."
