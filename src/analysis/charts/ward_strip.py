"""One ward's place among the wards of its authority and of England."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.axes import tick_texts, ticks_between
from analysis.charts.chart import Chart, Notice, alternative_text
from analysis.charts.frame import check_columns
from analysis.charts.labels import wrapped
from analysis.charts.reading import read_strip
from analysis.charts.svg import canonical_svg
from analysis.charts.wording import lower_first, no_figures, subtitle
from analysis.errors import DataError
from analysis.formats import with_unit

COLUMNS = ("ward_name", "value", "role")
ROLES = ("ward", "borough", "England")
BINS = 40
SIDE = 16.0
HEAD = 44.0
STRIP_HEIGHT = 58.0
FOOT = 42.0
DOT = 8.0
STRIP_NAME_ROW = 18.0


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
    title: str = "",
    source: str = "",
    figure_id: str = "",
) -> Chart | Notice:
    """Draw the wards of an authority as dots, one of them marked, above England's wards.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a ward with `ward_name`, `value` (a rank or a figure) and `role`: ``ward`` for the
        one that is marked, ``borough`` for the others of its authority, ``England`` for other
        wards (optional), which are drawn as a profile of their spread.
    measure : str
        What the values are.
    place : str
        Name of the authority.
    unit : str
        Unit of the values; empty for ranks.
    decimals : int
        Digits shown.
    period : str
        Vintage, for the subtitle.
    low_end, high_end : str
        What the ends of the axis mean, such as ``Most deprived`` and ``Least deprived``.
    span : tuple of float, optional
        The ends of the axis, such as 1 and the number of wards for ranks; those of the values
        when left out.
    title : str
        The headline; the measure and the ward when empty.
    source : str
        Publisher and release.
    figure_id : str
        Name for links.

    Returns
    -------
    Chart or Notice
        A notice when the marked ward has no value.

    Raises
    ------
    DataError
        When a column is missing or a role is unknown.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"ward_name": ["Roseworth", "Yarm"], "value": [211, 6300], "role": ["ward", "borough"]}
    ... )
    >>> plot_ward_strip(rows, measure="Rank", place="Stockton").alt
    'Strip chart of rank, Roseworth among 2 wards of Stockton. Roseworth: 211.
    Wards of Stockton: 211 (Roseworth) to 6,300 (Yarm).'
    """
    rows = _check_roles(check_columns(data, COLUMNS, "ward strip"))
    known = rows.dropna(subset=["value"]).sort_values(["value", "ward_name"], ignore_index=True)
    marked = known[known["role"] == "ward"]
    if marked.empty:
        return no_figures(measure, rows[rows["role"] == "ward"], "ward_name")
    local = known[known["role"] != "England"]
    ward = str(marked["ward_name"].iloc[0])
    alt = _alt(local, known, ward=ward, measure=measure, place=place, unit=unit, decimals=decimals)
    limits = span or (float(known["value"].min()), float(known["value"].max()))
    heading = f"{measure} ({unit})" if unit else measure
    frame = local[["ward_name", "value"]].rename(columns={"ward_name": "Ward", "value": heading})
    ends = (low_end, high_end)
    return Chart(
        svg=_draw(known, limits, place, unit, ends=ends, label=with_unit(
            marked["value"].iloc[0], decimals, unit), alt=alt),
        kind="strip chart",
        title=title or f"{measure}, {ward}",
        subtitle=subtitle(measure, [f"wards of {place}"], period, unit),
        alt=alt,
        long_description=_description(local, unit, decimals, ends),
        data=frame.reset_index(drop=True),
        decimals={heading: decimals},
        scale={"value": limits},
        source=source,
        figure_id=figure_id,
        reading=read_strip(low_end),
    )  # fmt: skip


def _check_roles(rows: pd.DataFrame) -> pd.DataFrame:
    unknown = sorted(set(rows["role"].astype(str)) - set(ROLES))
    if unknown:
        raise DataError(f"The role {unknown[0]!r} is not one of {', '.join(ROLES)}.")
    return rows


def _alt(
    local: pd.DataFrame,
    known: pd.DataFrame,
    *,
    ward: str,
    measure: str,
    place: str,
    unit: str,
    decimals: int,
) -> str:
    first, last = local.iloc[0], local.iloc[-1]
    own = local.loc[local["role"] == "ward", "value"].iloc[0]
    count = f"{len(local)} ward" + ("" if len(local) == 1 else "s")
    ends = [
        f"{with_unit(row['value'], decimals, unit)} ({row['ward_name']})" for row in (first, last)
    ]
    sentences = [
        f"Strip chart of {lower_first(measure)}, {ward} among {count} of {place}.",
        f"{ward}: {with_unit(own, decimals, unit)}.",
        f"Wards of {place}: {ends[0]} to {ends[1]}.",
    ]
    if len(known) > len(local):
        low, high = (with_unit(end, decimals, unit) for end in (known["value"].min(),
                     known["value"].max()))  # fmt: skip
        sentences.append(f"England: {low} to {high}.")
    return alternative_text(*sentences)


def _description(local: pd.DataFrame, unit: str, decimals: int, ends: tuple[str, str]) -> str:
    said = "; ".join(
        f"{name}: {with_unit(value, decimals, unit)}"
        for name, value in zip(local["ward_name"], local["value"], strict=True)
    )
    meaning = f" The low end means {lower_first(ends[0])}." if ends[0] else ""
    return f"From the lowest to the highest value. {said}.{meaning}"


def _draw(
    known: pd.DataFrame,
    limits: tuple[float, float],
    place: str,
    unit: str,
    *,
    ends: tuple[str, str],
    label: str,
    alt: str,
) -> str:
    local, rest = known[known["role"] != "England"], known[known["role"] == "England"]
    width = style.SHEET_WIDTH - 2 * SIDE
    pitch = STRIP_NAME_ROW + STRIP_HEIGHT
    strips = 2 if len(rest) else 1
    with style.sheet(HEAD + pitch * strips + FOOT - STRIP_NAME_ROW) as figure:
        axes = style.panel(figure, left=SIDE, top=HEAD, width=width, height=STRIP_HEIGHT)
        _axis(axes, limits, unit, labelled=strips == 1, ends=ends)
        style.write_above(axes, f"Wards of {place}", (2 - SIDE, HEAD - 10), weight="bold")
        _swarm(axes, local, width)
        _mark(axes, local, label, width)
        if len(rest):
            lower = style.panel(
                figure, left=SIDE, top=HEAD + pitch, width=width, height=STRIP_HEIGHT
            )
            _axis(lower, limits, unit, labelled=True, ends=ends)
            style.write_above(lower, "All wards of England", (2 - SIDE, 9), weight="bold")
            _profile(lower, known, limits)
            own = local[local["role"] == "ward"].iloc[0]
            lower.axvline(own["value"], color=style.ORANGE, linewidth=2.2,
                          gid=style.series_id(str(own["ward_name"])))  # fmt: skip
        return canonical_svg(figure, label=alt)


def _axis(
    axes: Axes,
    limits: tuple[float, float],
    unit: str,
    *,
    labelled: bool,
    ends: tuple[str, str],
) -> None:
    room = (limits[1] - limits[0]) * 0.01 or 0.5
    axes.set(xlim=(limits[0] - room, limits[1] + room), ylim=(0, STRIP_HEIGHT))
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set(visible=True, color=style.CONTEXT_GREY)
    ticks = ticks_between(*limits, count=4)
    texts = tick_texts(ticks, unit) if labelled else [""] * len(ticks)
    axes.set_xticks(ticks, texts, fontsize=style.LABEL_SIZE)
    axes.tick_params(axis="x", length=4, color=style.CONTEXT_GREY)
    if labelled:
        for words, at, align in ((ends[0], 0, "left"), (ends[1], 1, "right")):
            style.write(
                axes,
                words,
                (at, 0),
                coordinates="axes fraction",
                offset=(-SIDE + 2 if at == 0 else SIDE - 2, -32),
                align=align,
                size=style.SMALL_SIZE,
            )


def _swarm(axes: Axes, local: pd.DataFrame, width: float) -> None:
    """Stack dots that would cover one another."""
    others = local[local["role"] == "borough"]
    columns = _columns(axes, others["value"].to_numpy(dtype=float), width)
    heights = pd.Series(columns).groupby(columns).cumcount().to_numpy()
    step = min(DOT, (STRIP_HEIGHT - DOT) / max(float(heights.max(initial=0)), 1.0))
    axes.plot(
        others["value"],
        DOT / 2 + 1 + heights * step,
        linestyle="",
        marker="o",
        markersize=DOT - 1.5,
        color=style.DARK_BLUE,
        markeredgecolor=style.WHITE,
        markeredgewidth=0.6,
        gid=style.series_id("the other wards"),
    )


def _columns(axes: Axes, values: np.ndarray, width: float) -> np.ndarray:
    low, high = axes.get_xlim()
    return np.floor((values - low) / (high - low) * width / DOT).astype(int)


def _mark(axes: Axes, local: pd.DataFrame, label: str, width: float) -> None:
    ward = local[local["role"] == "ward"].iloc[0]
    value = float(ward["value"])
    low, high = axes.get_xlim()
    gid = style.series_id(str(ward["ward_name"]))
    axes.vlines(value, 0, STRIP_HEIGHT, color=style.ORANGE, linewidth=2.2, gid=gid)
    axes.plot([value], [STRIP_HEIGHT - 4], marker="D", markersize=9, color=style.ORANGE,
              markeredgecolor=style.TEXT, markeredgewidth=0.8, gid=gid)  # fmt: skip
    words = f"{wrapped(str(ward['ward_name']), 30, 1)[0]}: {label}"
    half = style.text_width(words) * 1.06 / 2
    at = (value - low) / (high - low) * width
    inside = min(max(at, half - SIDE + 2), width + SIDE - 2 - half)
    style.write(
        axes, words, (value, STRIP_HEIGHT), offset=(inside - at, 12), align="center", weight="bold"
    )


def _profile(axes: Axes, known: pd.DataFrame, limits: tuple[float, float]) -> None:
    counts, edges = np.histogram(known["value"], bins=BINS, range=limits)
    heights = counts / max(counts.max(), 1) * (STRIP_HEIGHT - 4)
    axes.stairs(heights, edges, fill=True, color=style.CONTEXT_GREY,
                gid=style.series_id("all wards of England"))  # fmt: skip
