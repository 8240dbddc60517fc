"""Lines over time in one or more panels: the drawing that trends, gaps and indices share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.axes import label_width, spread, time_axis, value_axis
from analysis.charts.style import Pair

PANEL_HEIGHT = 165.0
HEAD = 26.0
BREAK_ROW = 15.0
BREAK_ABOVE = 13.0
FOOT_ONE_LINE = 26.0
FOOT_TWO_LINES = 40.0
PANEL_FOOT = 14.0
HALF_A_STEP = 0.5
LINE_HEIGHT = 13.5
LABEL_GAP = 3.0
LABEL_OFFSET = 5.0
MOVED_ENOUGH_FOR_A_LEADER = 5.0
TIME_COLUMNS = ("period", "period_start", "period_end")


@dataclass(frozen=True)
class Line:
    """One series: its rows (`position`, `period_end`, `value`, limits) and how it looks.

    A line without `label` has no label of its own; `gid` says in the drawing whose it is. Intervals
    are a ``band``, or ``bars`` where two bands would hide one another; `shift` moves a line
    sideways, in years, for the same reason.
    """

    rows: pd.DataFrame
    label: tuple[str, ...] = ()
    colour: str = style.AREA
    marker: str = "o"
    leading: bool = False
    context: bool = False
    intervals: str = ""
    shift: float = 0.0
    gid: str | None = None


@dataclass(frozen=True)
class Panel:
    """One value axis with its lines, the most important line first."""

    lines: Sequence[Line]
    limits: Pair
    unit: str
    heading: str = ""
    axis_words: str = ""
    reference: tuple[float, str] | None = None


@dataclass(frozen=True)
class Timeline:
    """Panels above one another on one time axis.

    `periods` has `position`, `period` and `period_end` of everything drawn; `breaks` the label of
    each new definition by its first year.
    """

    panels: Sequence[Panel]
    periods: pd.DataFrame
    breaks: Mapping[float, str] = field(default_factory=dict)
    panel_height: float = PANEL_HEIGHT

    @property
    def head(self) -> float:
        """The room above each panel."""
        return HEAD + BREAK_ROW * len(self.breaks) + (4 if self.breaks else 0)

    @property
    def pitch(self) -> float:
        """The height from panel to panel."""
        return self.head + self.panel_height + PANEL_FOOT

    @property
    def height(self) -> float:
        """The height of the sheet."""
        long_names = self.periods["period"].astype(str).str.contains(" to ").any()
        foot = (FOOT_TWO_LINES if long_names else FOOT_ONE_LINE) - PANEL_FOOT
        return self.pitch * len(self.panels) + foot

    @property
    def scale(self) -> dict[str, Pair]:
        """The ends of each panel's axis."""
        return {panel.heading or "value": panel.limits for panel in self.panels}

    def draw(self, figure: Figure) -> None:
        """Draw the panels from the top."""
        left = max(label_width(panel.limits, panel.unit) for panel in self.panels)
        right = max(self._label_widths(), default=0.0) + LABEL_OFFSET + style.EDGE
        width = style.SHEET_WIDTH - left - right
        for place, panel in enumerate(self.panels):
            top, last = place * self.pitch + self.head, place == len(self.panels) - 1
            axes = style.panel(figure, left=left, top=top, width=width, height=self.panel_height)
            time_axis(axes, self.periods, width, labelled=last)
            value_axis(axes, panel.limits, panel.unit, (2 - left, self.head - 11),
                       heading=panel.heading, words=panel.axis_words)  # fmt: skip
            self._draw_breaks(axes, left, width)
            self._draw_lines(axes, panel)

    def _label_widths(self) -> Iterator[float]:
        """Measure what stands at the right ends of the lines."""
        for panel in self.panels:
            if panel.reference:
                yield style.text_width(panel.reference[1])
            for line in panel.lines:
                yield from (style.text_width(words, bold=line.leading) for words in line.label)

    def _draw_lines(self, axes: Axes, panel: Panel) -> None:
        labels = []
        for line in panel.lines:
            labels.append((_end_of(line.rows), line))
        if panel.reference:
            at, words = panel.reference
            axes.axhline(at, color=style.MUTED, linewidth=1.2)
            labels.append(((axes.get_xlim()[1], at), Line(self.periods, (words,), context=True)))
        labels = [(place, line) for place, line in labels if any(line.label)]
        step = usual_step(self.periods["position"])
        for line in reversed(panel.lines):
            for run in unbroken(line.rows, step, list(self.breaks)):
                _draw_run(axes, run, line)
        _label_ends(axes, labels, self.panel_height)

    def _draw_breaks(self, axes: Axes, left: float, width: float) -> None:
        places = self.periods.drop_duplicates("position")
        for row, (year, label) in enumerate(self.breaks.items()):
            after = places.loc[places["period_end"] >= year, "position"]
            if after.empty or len(after) == len(places):
                continue
            at = float(after.min()) - HALF_A_STEP
            axes.axvline(at, color=style.MUTED, linewidth=1, linestyle=(0, (4, 3)))
            low, high = axes.get_xlim()
            across = (at - low) / (high - low) * width
            words = style.fitted(label, style.SHEET_WIDTH - 2 * style.EDGE, style.SMALL_SIZE)
            room = style.text_width(words, style.SMALL_SIZE)
            start = style.held_inside(left + across, room)
            above = (start - left - across, BREAK_ABOVE + BREAK_ROW * row)
            style.write_small(axes, words, (at, 1), above, anchor="column")


def _end_of(rows: pd.DataFrame) -> Pair:
    """Give the place of the last known value."""
    places, values = (rows[name].to_numpy() for name in ("position", "value"))
    known = np.flatnonzero(~np.isnan(values))
    last = known[places[known].argsort(kind="stable")[-1]]
    return places[last], values[last]


def _draw_run(axes: Axes, run: pd.DataFrame, line: Line) -> None:
    """Draw points that one line may join, with their intervals where there are any."""
    if line.context:
        marker = "" if len(run) > 1 else "."
        axes.plot(run["position"], run["value"], color=style.CONTEXT_GREY, lw=0.9, marker=marker,
                  gid=line.gid)  # fmt: skip
        return
    place, low, high = (run[name].to_numpy() for name in ("position", "lower_ci", "upper_ci"))
    known = ~np.isnan(low) & ~np.isnan(high)
    place, low, high = place[known], low[known], high[known]
    if line.intervals == "band" and len(place) > 1:
        tint = style.AREA_TINT if line.colour == style.AREA else style.GRID_GREY
        axes.fill_between(place, low, high, color=tint, lw=0, gid=line.gid)
    elif line.intervals and len(place):
        axes.vlines(place + line.shift, low, high, color=line.colour, lw=1, gid=line.gid)
    width, size = (2.2, 4.6) if line.leading else (1.4, 3.8)
    across, up = run["position"].to_numpy() + line.shift, run["value"].to_numpy()
    axes.plot(across, up, color=line.colour, linewidth=width,
              linestyle=style.DASHES.get(line.marker, "solid"), marker=line.marker,
              markersize=size, gid=line.gid)  # fmt: skip


def _label_ends(axes: Axes, labels: Sequence[tuple[Pair, Line]], height: float) -> None:
    """Write labels at the right edge of axes of a height, each beside its place, none over one."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    scale = height / (high - low)
    wanted = [(place[1] - low) * scale for place, _ in labels]
    heights = [len(line.label) * LINE_HEIGHT + LABEL_GAP for _, line in labels]
    centres = spread(wanted, heights, -LINE_HEIGHT, height + LINE_HEIGHT)
    leader = {"arrowstyle": "-", "color": style.CONTEXT_GREY, "linewidth": 0.7}
    for (place, line), at, centre in zip(labels, wanted, centres, strict=True):
        end = (right, low + centre / scale)
        far = right - place[0] > (right - left) * 0.05
        if far or abs(at - centre) > MOVED_ENOUGH_FOR_A_LEADER:
            axes.annotate("", place, xytext=end, textcoords="data", arrowprops=leader,
                          annotation_clip=False)  # fmt: skip
        colour = style.AREA if line.leading else style.MUTED if line.context else style.TEXT
        style.write_lines(axes, line.label, end, (LABEL_OFFSET, 0), leading=LINE_HEIGHT,
                          colour=colour, bold=line.leading)  # fmt: skip


def on_a_time_line(data: pd.DataFrame) -> pd.DataFrame:
    """Place each period at its middle on a line of years."""
    return data.assign(position=(data["period_start"] + data["period_end"]) / 2)


def in_time(series: pd.DataFrame) -> pd.DataFrame:
    """Sort rows by their place on the line of years."""
    places = series["position"].to_numpy()
    return (
        series if (places[1:] >= places[:-1]).all() else series.take(places.argsort(kind="stable"))
    )


def usual_step(positions: Iterable[float]) -> float:
    """Find the commonest distance between neighbouring periods."""
    places = np.unique(np.asarray(list(positions), dtype=float))
    if places.size < 2:
        return 1.0
    steps, counts = np.unique(np.diff(places), return_counts=True)
    return float(steps[np.argmax(counts)])


def unbroken(
    series: pd.DataFrame, step: float, breaks: Sequence[float] = ()
) -> Iterator[pd.DataFrame]:
    """Cut a series where a value is missing, a period is skipped or the definition changes."""
    known = in_time(series[series["value"].notna()])
    for run in runs(known["position"].to_numpy(), known["period_end"].to_numpy(), step, breaks):
        yield known.iloc[run]


def runs(
    positions: np.ndarray, ends: np.ndarray, step: float, breaks: Sequence[float] = ()
) -> list[slice]:
    """Find the runs of periods in order: none is skipped in one, nor the definition changed."""
    definition = np.searchsorted(sorted(breaks), ends, side="right")
    skipped = np.diff(positions) > step + HALF_A_STEP
    cuts = (np.flatnonzero(skipped | (np.diff(definition) != 0)) + 1).tolist()
    return [slice(*run) for run in pairwise([0, *cuts, len(positions)]) if run[1] > run[0]]
