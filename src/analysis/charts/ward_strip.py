"""One ward's place among the wards of its authority."""

from typing import Unpack

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import number_axis
from analysis.charts.chart import Beside, Chart, ChartKind, Notice
from analysis.charts.style import Pair
from analysis.charts.wording import alternative_text, no_figures, subtitle
from analysis.claims.words import count_of, lower_first
from analysis.formats import format_number

ROLES = {"role": ("ward", "borough")}
STRIP = ChartKind("strip chart", ("ward_name", "value", "role"), known=ROLES)
SIDE = 16.0
WIDTH = style.SHEET_WIDTH - 2 * SIDE
HEAD = 44.0
HEIGHT = 58.0
FOOT = 42.0
DOT = 6.5
DIAMOND_AT = 1 - 4 / HEIGHT


def plot_ward_strip(
    data: pd.DataFrame,
    *,
    measure: str,
    place: str,
    low_end: str,
    high_end: str,
    span: Pair,
    period: str = "",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw the wards of an authority as dots along their ranks, one of them marked.

    `data` has one row a ward with `ward_name`, `value` (its rank) and `role`: ``ward`` for the one
    that is marked, ``borough`` for the others of its authority. `span` holds the first and the
    last rank there is, `low_end` and `high_end` say what these mean, such as ``Most deprived``.
    """
    rows = STRIP.rows(data)
    known = rows.dropna(subset=["value"]).sort_values(["value", "ward_name"], ignore_index=True)
    known["said"] = [format_number(value, 0) for value in known["value"]]
    if "ward" not in set(known["role"]):
        return no_figures(measure, rows[rows["role"] == "ward"], "ward_name")
    ward = known[known["role"] == "ward"].iloc[0]
    ends = [f"{row['said']} ({row['ward_name']})" for row in (known.iloc[0], known.iloc[-1])]
    means = f"means {lower_first(low_end)}."
    each = "; ".join(known["ward_name"] + ": " + known["said"])
    names = {"ward_name": "Ward", "value": measure}
    return STRIP.chart(
        lambda figure: _draw(figure, known, place, span, (low_end, high_end)),
        height=HEAD + HEIGHT + FOOT,
        headline=f"{measure}, {ward['ward_name']}",
        subtitle=subtitle(measure, [f"wards of {place}"], period, ""),
        alt=alternative_text(
            f"Strip chart of {lower_first(measure)}, {ward['ward_name']} among "
            f"{count_of(len(known), 'ward')} of {place}.",
            f"{ward['ward_name']}: {ward['said']}.",
            f"Wards of {place}: {' to '.join(ends)}.",
        ),
        long_description=f"From the lowest to the highest value. {each}. The low end {means}",
        reading=f"Each dot is one ward, and the diamond is this one. The left end {means}",
        table=(known[list(names)].rename(columns=names), {measure: 0}),
        scale={"value": span},
        **beside,
    )


def _draw(
    figure: Figure, wards: pd.DataFrame, place: str, span: Pair, ends: tuple[str, str]
) -> None:
    axes = style.panel(figure, left=SIDE, top=HEAD, width=WIDTH, height=HEIGHT)
    room = (span[1] - span[0]) * 0.01
    axes.set(xlim=(span[0] - room, span[1] + room), ylim=(0, 1))
    axes.set_yticks([])
    axes.grid(visible=False)
    number_axis(axes, span)
    style.write_small(axes, ends[0], (0, 0), (2 - SIDE, -32), anchor="axes")
    style.write_small(axes, ends[1], (1, 0), (SIDE - 2, -32), anchor="axes", align="right")
    above = (2 - SIDE, HEAD - 10)
    style.write(axes, f"Wards of {place}", (0, 1), above, anchor="axes", bold=True)
    others = wards.loc[wards["role"] != "ward", "value"].to_numpy(dtype=float)
    if others.size:
        sns.swarmplot(
            x=others, y=0.5, orient="h", native_scale=True, ax=axes, size=DOT, linewidth=0.6,
            color=style.DARK_BLUE, edgecolor=style.WHITE, zorder=2, warn_thresh=1,
            gid=style.series_id("the other wards"),
        )  # fmt: skip
    _mark(axes, wards[wards["role"] == "ward"].iloc[0])


def _mark(axes: Axes, ward: pd.Series) -> None:
    value, gid = float(ward["value"]), style.series_id(str(ward["ward_name"]))
    axes.vlines(value, 0, 1, color=style.ORANGE, linewidth=2.2, gid=gid)
    axes.plot([value], [DIAMOND_AT], marker="D", markersize=9, color=style.ORANGE,
              markeredgecolor=style.TEXT, markeredgewidth=0.8, gid=gid)  # fmt: skip
    words = f"{style.one_line(str(ward['ward_name']), 30)}: {ward['said']}"
    room = style.text_width(words) * 1.06
    low, high = axes.get_xlim()
    at = SIDE + (value - low) / (high - low) * WIDTH
    across = style.held_inside(at, room) + room / 2 - at
    style.write(axes, words, (value, 1), (across, 12), align="center", bold=True)
