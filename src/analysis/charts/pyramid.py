"""The people of an area by age and sex, with a comparator's outline."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.axes import tick_texts, ticks_between, value_limits
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import check_columns
from analysis.charts.reading import read_pyramid
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import names_by, subtitle
from analysis.formats import with_unit

COLUMNS = ("age", "sex", "value")
SIDES = ("Female", "Male")
ROW_HEIGHT = 16.0
HEAD = 32.0
FOOT = 44.0
EDGE = 14.0


def plot_population_pyramid(
    data: pd.DataFrame,
    *,
    place: str,
    comparator_name: str = "England",
    unit: str = "% of residents",
    decimals: int = 1,
    period: str = "",
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw females to the left and males to the right, the youngest at the foot.

    Parameters
    ----------
    data : pandas.DataFrame
        Rows from the youngest, with `age`, `sex` (``Female`` or ``Male``), `value` and, for the
        outline, `comparator_value`.
    place : str
        Name of the area.
    comparator_name : str
        Whose the outline is.
    unit : str
        What the values are; shares compare areas of different size.
    decimals : int
        Digits shown.
    period : str
        For the subtitle.
    title : str
        The headline; the place when empty.
    source : str
        Publisher and release.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when no row has a value.

    Raises
    ------
    DataError
        When a column is missing.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"age": ["0 to 4", "0 to 4"], "sex": ["Female", "Male"], "value": [2.5, 2.7]}
    ... )
    >>> plot_population_pyramid(rows, place="Here").alt
    'Population pyramid of Here, 1 age group. Largest: males aged 0 to 4, 2.7% of residents.
    Smallest: females aged 0 to 4, 2.5% of residents.'
    """
    rows = check_columns(data, COLUMNS, "population pyramid")
    known = rows[rows["sex"].isin(SIDES)].dropna(subset=["value"])
    if known.empty:
        return Notice(f"No figures by age and sex are published for {place}.")
    ages = names_by(known, "age")
    outlined = "comparator_value" in known.columns and known["comparator_value"].notna().any()
    groups = f"{len(ages)} age group" + ("" if len(ages) == 1 else "s")
    beside = f", with {comparator_name} as an outline" if outlined else ""
    alt = alternative_text(
        f"Population pyramid of {place}{beside}, {groups}.",
        *(_extreme(known, largest, unit, decimals) for largest in (True, False)),
    )
    names = {"age": "Age", "sex": "Sex", "value": f"{place} ({unit})"}
    if outlined:
        names["comparator_value"] = f"{comparator_name} ({unit})"
    top = value_limits(known[[*names][2:]].to_numpy().ravel(), from_zero=True)[1]
    return Chart(
        svg=_draw(known, ages, top, unit, comparator_name if outlined else "", alt=alt),
        kind="population pyramid",
        title=title or f"People of {place} by age and sex",
        subtitle=subtitle("Residents by age and sex", [place], period, unit),
        alt=alt,
        long_description=f"{alt} Females stand to the left and males to the right, "
        "the youngest at the foot.",
        data=known[list(names)].rename(columns=names).reset_index(drop=True),
        decimals=dict.fromkeys([*names.values()][2:], decimals),
        scale={"value": (0.0, top)},
        source=source,
        figure_id=figure_id,
        reading=read_pyramid(comparator_name if outlined else ""),
    )


def _extreme(rows: pd.DataFrame, largest: bool, unit: str, decimals: int) -> str:
    row = rows.sort_values("value", kind="stable").iloc[-1 if largest else 0]
    who = f"{row['sex'].lower()}s aged {row['age']}"
    word = "Largest" if largest else "Smallest"
    return f"{word}: {who}, {with_unit(row['value'], decimals, unit)}."


def _draw(
    rows: pd.DataFrame, ages: list[str], top: float, unit: str, comparator: str, *, alt: str
) -> str:
    middle = max(style.text_width(age) for age in ages) + 14
    width = (style.SHEET_WIDTH - middle - 2 * EDGE) / 2
    height = ROW_HEIGHT * len(ages)
    with style.sheet(HEAD + height + FOOT) as figure:
        for sex, left in (("Female", EDGE), ("Male", EDGE + width + middle)):
            axes = style.panel(figure, left=left, top=HEAD, width=width, height=height)
            _side(axes, rows[rows["sex"] == sex], ages, top, sex)
            if sex == "Female":
                for place, age in enumerate(ages):
                    style.write(axes, age, (1, place), coordinates=axes.get_yaxis_transform(),
                                offset=(middle / 2, 0), align="center")  # fmt: skip
                key = f"Outline: {comparator}. " if comparator else ""
                style.write(axes, f"{key}{unit[:1].upper()}{unit[1:]}", (0, 0),
                            coordinates="axes fraction", offset=(2 - EDGE, -33),
                            size=style.SMALL_SIZE)  # fmt: skip
        return canonical_svg(figure, label=alt)


def _side(axes: Axes, rows: pd.DataFrame, ages: list[str], top: float, sex: str) -> None:
    by_age = rows.drop_duplicates("age").set_index("age").reindex(ages)
    axes.set_ylim(-0.5, len(ages) - 0.5)
    axes.set_xlim(*((top, 0) if sex == "Female" else (0, top)))
    ticks = ticks_between(0, top, count=3)
    axes.set_xticks(ticks, tick_texts(ticks), fontsize=style.LABEL_SIZE)
    axes.set_yticks([])
    axes.grid(visible=True, axis="x")
    axes.barh(range(len(ages)), by_age["value"], height=0.84, color=style.SEX_COLOURS[sex],
              gid=style.series_id(f"{sex}s"))  # fmt: skip
    if "comparator_value" in by_age.columns and by_age["comparator_value"].notna().any():
        edges = [place - 0.5 for place in range(len(ages) + 1)]
        axes.stairs(by_age["comparator_value"].fillna(0), edges, orientation="horizontal",
                    color=style.TEXT, linewidth=1.6, baseline=None,
                    gid=style.series_id("the outline", sex))  # fmt: skip
    inner = 1 if sex == "Female" else 0
    style.write(axes, f"{sex}s", (inner, 1), coordinates="axes fraction", offset=(0, 14),
                align="right" if sex == "Female" else "left", weight="bold")  # fmt: skip
