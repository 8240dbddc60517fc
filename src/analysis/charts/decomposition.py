"""What a gap is made of: the contribution of each age group or cause, by sex."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.axes import tick_texts, ticks_between, value_limits
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import SEX_ORDER, check_columns
from analysis.charts.labels import wrapped
from analysis.charts.reading import read_decomposition
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import lower_first, names_by, subtitle
from analysis.formats import format_number, with_unit

COLUMNS = ("part", "contribution")
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
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw the contribution of each part to a gap as a bar from nought, with the sum.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a part in the order wanted, with `part` (an age group or a cause),
        `contribution` and, if there are several, `sex`.
    measure : str
        What the gap is in.
    between : tuple of str
        The two groups; a positive contribution widens the lead of the second.
    unit : str
        Unit of the contributions.
    decimals : int
        Digits shown.
    parts : str
        What the parts are, in the singular.
    period : str
        For the subtitle.
    title : str
        The headline; the measure and the groups when empty.
    source : str
        Publisher and release.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when no contribution is known.

    Raises
    ------
    DataError
        When a column is missing.

    Examples
    --------
    >>> rows = pd.DataFrame({"part": ["Heart", "Lung"], "contribution": [0.25, -0.05]})
    >>> plot_decomposition(rows, measure="Life expectancy", between=("Here", "England")).alt
    'Bar chart of the gap in life expectancy between Here and England by cause.
    Largest part: Heart, 0.25 years.'
    """
    rows = check_columns(data, COLUMNS, "decomposition")
    if "sex" not in rows.columns:
        rows["sex"] = "Persons"
    known = rows.dropna(subset=["contribution"]).reset_index(drop=True)
    pair = " and ".join(between)
    if known.empty:
        return Notice(f"No parts of the gap in {lower_first(measure)} are known between {pair}.")
    sexes = names_by(known, "sex", SEX_ORDER)
    limits = value_limits(known["contribution"], from_zero=True)
    alt = alternative_text(
        f"Bar chart of the gap in {lower_first(measure)} between {pair} by {parts}.",
        *(_largest(known[known["sex"] == sex], sex, unit, decimals) for sex in sexes),
    )
    heading = f"Contribution ({unit})"
    shown = ["part", "contribution"] if len(sexes) == 1 else ["sex", "part", "contribution"]
    names = {"sex": "Sex", "part": parts.capitalize(), "contribution": heading}
    return Chart(
        svg=_draw(known, sexes, limits, unit, decimals, alt=alt),
        kind="decomposition",
        title=title or f"What the gap between {pair} is made of",
        subtitle=subtitle(f"Gap in {lower_first(measure)} by {parts}", between, period, unit),
        alt=alt,
        long_description=f"{alt} A bar to the right adds to the gap in favour of {between[1]}, "
        "a bar to the left takes from it.",
        data=known[shown].rename(columns=names),
        decimals={heading: decimals},
        scale={"contribution": limits},
        source=source,
        figure_id=figure_id,
        reading=read_decomposition(between[1]),
    )


def _largest(rows: pd.DataFrame, sex: str, unit: str, decimals: int) -> str:
    row = rows.sort_values("contribution", key=lambda parts: parts.abs(), kind="stable").iloc[-1]
    who = "" if sex == "Persons" else f", {sex.lower()}"
    return f"Largest part{who}: {row['part']}, {with_unit(row['contribution'], decimals, unit)}."


def _draw(
    rows: pd.DataFrame,
    sexes: list[str],
    limits: tuple[float, float],
    unit: str,
    decimals: int,
    *,
    alt: str,
) -> str:
    names = [wrapped(str(part), NAME_CHARACTERS, 1)[0] for part in rows["part"]]
    left = max(style.text_width(name) for name in names) + 8
    numbers = [format_number(value, decimals) for value in rows["contribution"]]
    right = max(style.text_width(number) for number in numbers) + 10
    heights = [ROW_HEIGHT * int((rows["sex"] == sex).sum()) for sex in sexes]
    with style.sheet(sum(heights) + (HEAD + GAP) * len(sexes)) as figure:
        top = HEAD
        for sex, height in zip(sexes, heights, strict=True):
            axes = style.panel(figure, left=left, top=top, height=height,
                               width=style.SHEET_WIDTH - left - right)  # fmt: skip
            heading = unit.capitalize() if sex == "Persons" else f"{sex}, {unit}"
            style.write_above(axes, heading, (2 - left, 26), weight="bold")
            _bars(axes, rows[rows["sex"] == sex], limits, decimals, sex if len(sexes) > 1 else "")
            top += height + HEAD + GAP
        return canonical_svg(figure, label=alt)


def _bars(
    axes: Axes, rows: pd.DataFrame, limits: tuple[float, float], decimals: int, sex: str
) -> None:
    axes.set_xlim(*limits)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    ticks = ticks_between(*limits, count=3)
    axes.set_xticks(ticks, tick_texts(ticks), fontsize=style.LABEL_SIZE)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.grid(visible=True, axis="x")
    values = rows["contribution"].to_numpy(dtype=float)
    colours = [style.DARK_BLUE if value >= 0 else style.ORANGE for value in values]
    for bar, part in zip(
        axes.barh(range(len(rows)), values, height=0.7, color=colours), rows["part"], strict=True
    ):
        bar.set_gid(style.series_id(str(part), sex))
    axes.axvline(0, color=style.DARK_GREY, linewidth=1)
    across = axes.get_yaxis_transform()
    for place, (part, value) in enumerate(zip(rows["part"], values, strict=True)):
        name = wrapped(str(part), NAME_CHARACTERS, 1)[0]
        style.write(axes, name, (0, place), coordinates=across, offset=(-5, 0), align="right")
        style.write(axes, format_number(value, decimals), (1, place), coordinates=across,
                    offset=(5, 0))  # fmt: skip
