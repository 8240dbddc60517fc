"""One ward's place among the wards of its authority and of England."""

from typing import Unpack

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import foot_axis, tick_texts, ticks_between
from analysis.charts.chart import Beside, Chart, ChartKind, Notice, alternative_text
from analysis.charts.frame import check_roles
from analysis.charts.labels import one_line
from analysis.charts.wording import joined, lower_first, no_figures, subtitle
from analysis.claims.words import count_of
from analysis.formats import with_unit

STRIP = ChartKind("strip chart", "ward strip", ("ward_name", "value", "role"))
ROLES = ("ward", "borough", "England")
BINS = 40
SIDE = 16.0
WIDTH = style.SHEET_WIDTH - 2 * SIDE
HEAD = 44.0
STRIP_HEIGHT = 58.0
FOOT = 42.0
# Above the diamond and the highest bar, as a share of the height.
TOP_ROOM = 4 / STRIP_HEIGHT
DOT = 6.5
STRIP_NAME_ROW = 18.0
PITCH = STRIP_NAME_ROW + STRIP_HEIGHT


def plot_ward_strip(
    data: pd.DataFrame,
    *,
    measure: str,
    place: str,
    unit: str = "",
    decimals: int = 0,
    period: str = "",
    low_end: str = "",
    high_end: str = "",
    span: tuple[float, float] | None = None,
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw the wards of an authority as dots, one of them marked, above England's wards.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a ward with `ward_name`, `value` (a rank or a figure) and `role`: ``ward`` for the
        one that is marked, ``borough`` for the others of its authority, ``England`` for other
        wards (optional), which are drawn as a profile of their spread.
    measure, place, unit, decimals, period, **beside
        What the values are, the authority, and the rest as in `plot_trend`; ranks have no unit.
    low_end, high_end : str
        What the ends of the axis mean, such as ``Most deprived`` and ``Least deprived``.
    span : tuple of float, optional
        The ends of the axis, such as 1 and the number of wards for ranks; those of the values
        when left out.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"ward_name": ["Roseworth", "Yarm"], "value": [211, 6300], "role": ["ward", "borough"]}
    ... )
    >>> plot_ward_strip(rows, measure="Rank", place="Stockton").alt
    'Strip chart of rank, Roseworth among 2 wards of Stockton. Roseworth: 211.
    Wards of Stockton: 211 (Roseworth) to 6,300 (Yarm).'
    """
    rows = check_roles(STRIP.rows(data), ROLES)
    known = rows.dropna(subset=["value"]).sort_values(["value", "ward_name"], ignore_index=True)
    if "ward" not in set(known["role"]):
        return no_figures(measure, rows[rows["role"] == "ward"], "ward_name")
    known["said"] = [with_unit(value, decimals, unit) for value in known["value"]]
    local = known[known["role"] != "England"]
    ward = local[local["role"] == "ward"].iloc[0]
    limits = span or (float(known["value"].min()), float(known["value"].max()))
    heading = f"{measure} ({unit})" if unit else measure
    frame = local[["ward_name", "value"]].rename(columns={"ward_name": "Ward", "value": heading})
    low_means = f"means {lower_first(low_end)}." if low_end else ""
    pairs = zip(local["ward_name"], local["said"], strict=True)
    return STRIP.chart(
        lambda figure: _draw(figure, known, place, limits, unit=unit, ends=(low_end, high_end)),
        height=HEAD + STRIP_HEIGHT + FOOT + (PITCH if len(known) > len(local) else 0),
        headline=f"{measure}, {ward['ward_name']}",
        subtitle=subtitle(measure, [f"wards of {place}"], period, unit),
        alt=_alt(local, known, str(ward["ward_name"]), measure, place),
        long_description=joined(
            f"From the lowest to the highest value. {'; '.join(map(': '.join, pairs))}.",
            low_means and f"The low end {low_means}",
        ),
        reading=joined(
            "Each dot is one ward, and the diamond is this one.",
            low_means and f"The left end {low_means}",
        ),
        table=(frame.reset_index(drop=True), {heading: decimals}),
        scale={"value": limits},
        **beside,
    )


def _alt(local: pd.DataFrame, known: pd.DataFrame, ward: str, measure: str, place: str) -> str:
    own = local.loc[local["role"] == "ward", "said"].iloc[0]
    ends = [f"{row['said']} ({row['ward_name']})" for row in (local.iloc[0], local.iloc[-1])]
    country = f"England: {known['said'].iloc[0]} to {known['said'].iloc[-1]}."
    return alternative_text(
        f"Strip chart of {lower_first(measure)}, {ward} among {count_of(len(local), 'ward')} of "
        f"{place}.",
        f"{ward}: {own}.",
        f"Wards of {place}: {' to '.join(ends)}.",
        country if len(known) > len(local) else "",
    )


def _draw(
    figure: Figure,
    known: pd.DataFrame,
    place: str,
    limits: tuple[float, float],
    *,
    unit: str,
    ends: tuple[str, str],
) -> None:
    local = known[known["role"] != "England"]
    ward = local[local["role"] == "ward"].iloc[0]
    country = len(known) > len(local)
    axes = style.panel(figure, left=SIDE, top=HEAD, width=WIDTH, height=STRIP_HEIGHT)
    _axis(axes, limits, unit, () if country else ends)
    above = (2 - SIDE, HEAD - 10)
    style.write(axes, f"Wards of {place}", (0, 1), above, anchor="axes", bold=True)
    _swarm(axes, local.loc[local["role"] == "borough", "value"].to_numpy(dtype=float))
    _mark(axes, ward)
    if country:
        lower = style.panel(figure, left=SIDE, top=HEAD + PITCH, width=WIDTH, height=STRIP_HEIGHT)
        _axis(lower, limits, unit, ends)
        words = "All wards of England"
        style.write(lower, words, (0, 1), (2 - SIDE, 9), anchor="axes", bold=True)
        _profile(lower, known["value"], limits)
        lower.axvline(ward["value"], color=style.ORANGE, linewidth=2.2,
                      gid=style.series_id(str(ward["ward_name"])))  # fmt: skip


def _axis(axes: Axes, limits: tuple[float, float], unit: str, ends: tuple[str, ...]) -> None:
    """Draw the scale, with its labels where it is said what the ends mean."""
    room = (limits[1] - limits[0]) * 0.01 or 0.5
    axes.set(xlim=(limits[0] - room, limits[1] + room), ylim=(0, 1))
    axes.set_yticks([])
    axes.grid(visible=False)
    ticks = ticks_between(*limits, count=4)
    foot_axis(axes, ticks, tick_texts(ticks, unit) if ends else ())
    places = ((0, 2 - SIDE, "left"), (1, SIDE - 2, "right"))
    for words, (at, aside, align) in zip(ends, places, strict=False):
        style.write_small(axes, words, (at, 0), (aside, -32), anchor="axes", align=align)


def _swarm(axes: Axes, values: np.ndarray) -> None:
    """Draw a dot for each ward, beside one another where they would cover one another."""
    if len(values):
        sns.swarmplot(
            x=values, y=0.5, orient="h", ax=axes, native_scale=True, zorder=2,
            warn_thresh=1, size=DOT, linewidth=0.6, color=style.DARK_BLUE, edgecolor=style.WHITE,
            gid=style.series_id("the other wards"),
        )  # fmt: skip


def _mark(axes: Axes, ward: pd.Series) -> None:
    value, gid = float(ward["value"]), style.series_id(str(ward["ward_name"]))
    axes.vlines(value, 0, 1, color=style.ORANGE, linewidth=2.2, gid=gid)
    axes.plot([value], [1 - TOP_ROOM], marker="D", markersize=9, color=style.ORANGE,
              markeredgecolor=style.TEXT, markeredgewidth=0.8, gid=gid)  # fmt: skip
    words = f"{one_line(str(ward['ward_name']), 30)}: {ward['said']}"
    half = style.text_width(words) * 1.06 / 2
    low, high = axes.get_xlim()
    at = (value - low) / (high - low) * WIDTH
    inside = min(max(at, half - SIDE + 2), WIDTH + SIDE - 2 - half)
    above = (inside - at, 12)
    style.write(axes, words, (value, 1), above, align="center", bold=True)


def _profile(axes: Axes, values: pd.Series, limits: tuple[float, float]) -> None:
    counts, edges = np.histogram(values, bins=BINS, range=limits)
    heights = counts / max(counts.max(), 1) * (1 - TOP_ROOM)
    axes.stairs(heights, edges, fill=True, color=style.CONTEXT_GREY,
                gid=style.series_id("all wards of England"))  # fmt: skip
