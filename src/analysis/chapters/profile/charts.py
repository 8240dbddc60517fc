"""Who lives in an area: a pyramid of ages, England's outline beside it where that is known."""

from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice
from analysis.charts.wording import alternative_text
from analysis.formats import format_number

PYRAMID = ChartKind(
    "population pyramid", ("sex", "age_band", "percent"), {"england_percent": float("nan")}
)
SIDES = {"Male": -1, "Female": 1}
ROW, HEAD, FOOT, MIDDLE, SIDE = 15.0, 24.0, 22.0, 52.0, 6.0
HALF = (style.SHEET_WIDTH - MIDDLE) / 2 - SIDE


def plot_pyramid(
    data: pd.DataFrame, *, area_name: str, period: str, **beside: Unpack[Beside]
) -> Chart | Notice:
    """Draw the share of everyone in each band of age, males to the left and females to the right.

    `data` has `sex`, `age_band` (the youngest first), `percent` of all people and, where it is
    known, `england_percent`, which is drawn as a line.
    """
    rows = PYRAMID.rows(data).dropna(subset=["percent"])
    if rows.empty:
        return Notice(f"People by age are not held for {area_name}.")
    bands = list(dict.fromkeys(rows["age_band"].astype(str)))
    most = float(rows[["percent", "england_percent"]].max().max()) * 1.05
    largest = rows.groupby("age_band", sort=False)["percent"].sum()
    known = bool(rows["england_percent"].notna().any())
    values = ["percent", "england_percent"] if known else ["percent"]
    table = rows.pivot_table(index="age_band", columns="sex", sort=False, values=values)
    shown = pd.DataFrame({"Age": bands})
    for name, of in (("percent", area_name), ("england_percent", "England")):
        for sex in SIDES:
            if (name, sex) in table.columns:
                shown[f"{of}, {sex.lower()} (%)"] = table[name, sex].loc[bands].to_numpy()
    return PYRAMID.chart(
        lambda figure: _draw(figure, rows, bands, most),
        height=HEAD + ROW * len(bands) + FOOT,
        headline=f"Who lives in {area_name}, by age",
        subtitle=f"Residents of {area_name} by age and sex, {period}, % of everyone",
        alt=alternative_text(
            f"Population pyramid of {area_name}, {period}.",
            f"Largest band: {largest.idxmax()}, {format_number(float(largest.max()), 1)}%.",
        ),
        long_description=" ".join(
            f"{band}: {format_number(float(share), 1)}%." for band, share in largest.items()
        ),
        reading="Bars are shares of everyone. "
        + (
            "The line is England."
            if known
            else "England is drawn where the figures held are of all England."
        ),
        table=(shown, dict.fromkeys(shown.columns[1:], 1)),
        scale={"percent": (0.0, most)},
        **beside,
    )


def _draw(figure: Figure, rows: pd.DataFrame, bands: list[str], most: float) -> None:
    height = ROW * len(bands)
    for sex, side in SIDES.items():
        left = SIDE if side < 0 else SIDE + HALF + MIDDLE
        axes = style.panel(figure, left=left, top=HEAD, width=HALF, height=height)
        axes.set(xlim=(most, 0) if side < 0 else (0, most), ylim=(-0.5, len(bands) - 0.5))
        own = rows[rows["sex"] == sex].set_index("age_band")
        _half(axes, own.reindex(bands), sex)
        at = (1, 1) if side > 0 else (0, 1)
        style.write(axes, f"{sex}s", at, (0, 10), anchor="axes", bold=True,
                    align="right" if side > 0 else "left")  # fmt: skip
        ends = f"{format_number(most / 1.05, 1)}%"
        style.write_small(axes, ends, (most / 1.05, 0), (0, -10), anchor="column", align="center")
        style.write_small(axes, "0", (0, 0), (0, -10), anchor="column", align="center")
        if side > 0:
            for place, band in enumerate(bands):
                words = band.lstrip("0") if band[:2] != "00" else band[1:]
                middle = (-MIDDLE / 2, 0)
                style.write_small(axes, words.replace("-0", "-"), (0, place), middle,
                                  anchor="row", align="center")  # fmt: skip


def _half(axes: Axes, rows: pd.DataFrame, sex: str) -> None:
    bars = axes.barh(range(len(rows)), rows["percent"], height=0.8,
                     color=style.SEX_COLOURS[sex])  # fmt: skip
    for bar, band in zip(bars, rows.index, strict=True):
        bar.set_gid(style.series_id(str(band), sex))
    if rows["england_percent"].notna().all():
        shares = np.repeat(rows["england_percent"].to_numpy(dtype=float), 2)
        steps = np.repeat(np.arange(len(rows) + 1) - 0.5, 2)[1:-1]
        axes.plot(shares, steps, color=style.TEXT, linewidth=1.2, gid=style.series_id("England"))
