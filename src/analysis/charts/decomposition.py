"""What a gap is made of: the contribution of each age group or cause, by sex."""

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import rows_axis, value_limits
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, alternative_text
from analysis.charts.frame import by_sex
from analysis.charts.labels import one_line
from analysis.charts.wording import lower_first, subtitle
from analysis.formats import format_number, with_unit

DECOMPOSITION = ChartKind(
    "decomposition", "decomposition", ("part", "contribution"), {"sex": "Persons"}
)
ROW_HEIGHT = 19.0
HEAD = 40.0
GAP = 14.0
NAME_CHARACTERS = 24


def plot_decomposition(
    data: pd.DataFrame,
    *,
    measure: str,
    between: tuple[str, str],
    unit: str = "years",
    decimals: int = 2,
    parts: str = "cause",
    period: str = "",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw the contribution of each part to a gap as a bar from nought, with the sum.

    `data` has one row a part in the order wanted, with `part` (an age group or a cause, as `parts`
    says), `contribution` and, if there are several, `sex`. A positive contribution widens the lead
    of the second of the two groups that the gap is `between`.

    >>> rows = pd.DataFrame({"part": ["Heart", "Lung"], "contribution": [0.25, -0.05]})
    >>> plot_decomposition(rows, measure="Life expectancy", between=("Here", "England")).alt
    'Bar chart of the gap in life expectancy between Here and England by cause.
    Largest part: Heart, 0.25 years.'
    """
    known = DECOMPOSITION.rows(data).dropna(subset=["contribution"]).reset_index(drop=True)
    name, pair = lower_first(measure), " and ".join(between)
    if known.empty:
        return Notice(f"No parts of the gap in {name} are known between {pair}.")
    known["short"] = [format_number(value, decimals) for value in known["contribution"]]
    sexes = by_sex(known)
    limits = value_limits(known["contribution"], from_zero=True)
    alt = alternative_text(
        f"Bar chart of the gap in {name} between {pair} by {parts}.",
        *(_largest(rows, sex, unit, decimals) for sex, rows in sexes.items()),
    )
    sides = (
        f"A bar to the right adds to the gap in favour of {between[1]}, a bar to the left takes "
        "from it."
    )
    heading = f"Contribution ({unit})"
    names = {"sex": "Sex", "part": parts.capitalize(), "contribution": heading}
    shown = [column for column in names if column != "sex" or len(sexes) > 1]
    return DECOMPOSITION.chart(
        lambda figure: _draw(figure, sexes, limits, unit),
        height=ROW_HEIGHT * len(known) + (HEAD + GAP) * len(sexes),
        headline=f"What the gap between {pair} is made of",
        subtitle=subtitle(f"Gap in {name} by {parts}", between, period, unit),
        alt=alt,
        long_description=f"{alt} {sides}",
        reading=sides,
        table=(known[shown].rename(columns=names), {heading: decimals}),
        scale={"contribution": limits},
        **beside,
    )


def _largest(rows: pd.DataFrame, sex: str, unit: str, decimals: int) -> str:
    row = rows.sort_values("contribution", key=lambda parts: parts.abs(), kind="stable").iloc[-1]
    who = "" if sex == "Persons" else f", {sex.lower()}"
    return f"Largest part{who}: {row['part']}, {with_unit(row['contribution'], decimals, unit)}."


def _draw(
    figure: Figure, sexes: dict[str, pd.DataFrame], limits: tuple[float, float], unit: str
) -> None:
    rows = pd.concat(sexes.values())
    left = max(style.text_width(one_line(str(part), NAME_CHARACTERS)) for part in rows["part"]) + 8
    width = (
        style.SHEET_WIDTH - left - (max(style.text_width(number) for number in rows["short"]) + 10)
    )
    top = HEAD
    for sex, own in sexes.items():
        height = ROW_HEIGHT * len(own)
        axes = style.panel(figure, left=left, top=top, height=height, width=width)
        heading = unit.capitalize() if sex == "Persons" else f"{sex}, {unit}"
        style.write(axes, heading, (0, 1), (2 - left, 26), anchor="axes", bold=True)
        rows_axis(axes, limits, "", len(own))
        _draw_bars(axes, own, sex if len(sexes) > 1 else "")
        top += height + HEAD + GAP


def _draw_bars(axes: Axes, rows: pd.DataFrame, sex: str) -> None:
    values, parts = rows["contribution"].to_numpy(dtype=float), rows["part"].astype(str)
    colours = [style.DARK_BLUE if value >= 0 else style.ORANGE for value in values]
    bars = axes.barh(range(len(rows)), values, height=0.7, color=colours)
    axes.axvline(0, color=style.DARK_GREY, linewidth=1)
    for place, (bar, part) in enumerate(zip(bars, parts, strict=True)):
        bar.set_gid(style.series_id(part, sex))
        name = one_line(part, NAME_CHARACTERS)
        style.write(axes, name, (0, place), (-5, 0), anchor="row", align="right")
        style.write(axes, rows["short"].iloc[place], (1, place), (5, 0), anchor="row")
