"""Lines over time in one or more panels: the drawing that trends, gaps and indices share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts import style
from analysis.charts.axes import label_width, time_axis, unit_words, value_axis
from analysis.charts.frame import unbroken, usual_step
from analysis.charts.labels import EndLabel, label_ends, room_for
from analysis.charts.svg import canonical_svg

PANEL_HEIGHT = 165.0
HEAD = 26.0
BREAK_ROW = 15.0
BREAK_ABOVE = 13.0
EDGE = 2.0
FOOT_ONE_LINE = 26.0
FOOT_TWO_LINES = 40.0
PANEL_FOOT = 14.0
HALF_A_STEP = 0.5
LABEL_GREY = "#5E5E5E"


@dataclass(frozen=True)
class Line:
    """One series: its rows (`position`, `period_end`, `value`, limits) and how it looks.

    A line without `label` has no label of its own; `gid` says in the drawing whose it is. Intervals
    are a ``band``, or ``bars`` where two bands would hide one another; `shift` moves a line
    sideways, in years, for the same reason.
    """

    rows: pd.DataFrame
    label: tuple[str, ...] = ()
    colour: str = style.DARK_BLUE
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
    limits: tuple[float, float]
    unit: str
    heading: str = ""
    axis_words: str = ""
    reference: tuple[float, str] | None = None


@dataclass(frozen=True)
class Timeline:
    """Panels above one another on one time axis.

    Parameters
    ----------
    panels : sequence of Panel
        From the top.
    periods : pandas.DataFrame
        `position`, `period` and `period_end` of everything drawn.
    breaks : mapping of float to str
        The first year of each new definition and its label.
    """

    panels: Sequence[Panel]
    periods: pd.DataFrame
    breaks: Mapping[float, str] = field(default_factory=dict)
    panel_height: float = PANEL_HEIGHT

    def draw(self, alt: str) -> str:
        """Give the SVG."""
        left = max(label_width(panel.limits, panel.unit) for panel in self.panels)
        references = [[panel.reference[1]] for panel in self.panels if panel.reference]
        lines = [line for panel in self.panels for line in panel.lines]
        right = room_for([*references, *(line.label for line in lines)])
        width = style.SHEET_WIDTH - left - right
        head = HEAD + BREAK_ROW * len(self.breaks) + (4 if self.breaks else 0)
        pitch = head + self.panel_height + PANEL_FOOT
        long_names = self.periods["period"].astype(str).str.contains(" to ").any()
        foot = (FOOT_TWO_LINES if long_names else FOOT_ONE_LINE) - PANEL_FOOT
        with style.sheet(pitch * len(self.panels) + foot) as figure:
            for place, panel in enumerate(self.panels):
                axes = style.panel(
                    figure,
                    left=left,
                    top=place * pitch + head,
                    width=width,
                    height=self.panel_height,
                )
                last = place == len(self.panels) - 1
                time_axis(axes, self.periods, width, labelled=last)
                self._draw_panel(axes, panel, left=left, head=head, width=width)
            return canonical_svg(figure, label=alt)

    def _draw_panel(
        self, axes: Axes, panel: Panel, *, left: float, head: float, width: float
    ) -> None:
        value_axis(axes, panel.limits, panel.unit)
        write_head(axes, panel, left, head)
        self._draw_breaks(axes, left, width)
        labels = [_end_label(line) for line in panel.lines if line.label]
        if panel.reference:
            at, words = panel.reference
            axes.axhline(at, color=style.DARK_GREY, linewidth=1.2)
            if words:
                labels.append(EndLabel((axes.get_xlim()[1], at), (words,), LABEL_GREY))
        step = usual_step(self.periods["position"])
        for line in reversed(panel.lines):
            for run in unbroken(line.rows, step, list(self.breaks)):
                draw_run(axes, run, line)
        label_ends(axes, labels, self.panel_height)

    def _draw_breaks(self, axes: Axes, left: float, width: float) -> None:
        places = self.periods.drop_duplicates("position")
        for row, (year, label) in enumerate(self.breaks.items()):
            after = places.loc[places["period_end"] >= year, "position"]
            if after.empty or len(after) == len(places):
                continue
            at = float(after.min()) - HALF_A_STEP
            axes.axvline(at, color=style.DARK_GREY, linewidth=1, linestyle=(0, (4, 3)))
            low, high = axes.get_xlim()
            across = (at - low) / (high - low) * width
            words = shortened(label, style.SHEET_WIDTH - 2 * EDGE)
            start = held_inside(left + across, style.text_width(words, style.SMALL_SIZE))
            style.write(
                axes,
                words,
                (at, 1),
                coordinates=axes.get_xaxis_transform(),
                offset=(start - left - across, BREAK_ABOVE + BREAK_ROW * row),
                size=style.SMALL_SIZE,
            )


def held_inside(centre: float, width: float) -> float:
    """Give where words start so that they stand at a place, yet inside the sheet.

    >>> held_inside(190, 100), held_inside(10, 100), held_inside(370, 100)
    (140.0, 2.0, 278.0)
    """
    return float(min(max(centre - width / 2, EDGE), style.SHEET_WIDTH - EDGE - width))


def shortened(words: str, room: float) -> str:
    """Cut words, never letters, to what there is room for.

    >>> shortened("The assessment changed", 80)
    'The…'
    """
    if style.text_width(words, style.SMALL_SIZE) <= room:
        return words
    pieces = words.split()
    while len(pieces) > 1 and style.text_width(f"{' '.join(pieces)}…", style.SMALL_SIZE) > room:
        pieces.pop()
    return f"{' '.join(pieces)}…"


def write_head(axes: Axes, panel: Panel, left: float, head: float) -> None:
    """Write the panel's heading and the unit of its axis above it, from the sheet's edge."""
    start, above = 2 - left, head - 11
    if panel.heading:
        style.write_above(axes, panel.heading, (start, above), weight="bold")
        start += style.text_width(panel.heading) * 1.1 + 8
    words = panel.axis_words or unit_words(panel.unit, panel.limits)
    style.write_above(axes, words, (start, above), size=style.SMALL_SIZE)


def draw_run(axes: Axes, run: pd.DataFrame, line: Line) -> None:
    """Draw points that one line may join, with their intervals where there are any."""
    if line.context:
        marker = "" if len(run) > 1 else "."
        axes.plot(run["position"], run["value"], color=style.CONTEXT_GREY, lw=0.9, marker=marker,
                  gid=line.gid)  # fmt: skip
        return
    if line.intervals:
        _draw_intervals(axes, run, line)
    axes.plot(
        run["position"] + line.shift,
        run["value"],
        color=line.colour,
        linewidth=2.2 if line.leading else 1.4,
        marker=line.marker,
        markersize=4.6 if line.leading else 3.8,
        gid=line.gid,
    )


def _draw_intervals(axes: Axes, run: pd.DataFrame, line: Line) -> None:
    known = run.dropna(subset=["lower_ci", "upper_ci"])
    place, low, high = (known[name] for name in ("position", "lower_ci", "upper_ci"))
    if line.intervals == "band" and len(known) > 1:
        tint = style.BAND_TINTS.get(line.colour, style.GRID_GREY)
        axes.fill_between(place, low, high, color=tint, lw=0, gid=line.gid)
    elif len(known):
        axes.vlines(place + line.shift, low, high, color=line.colour, lw=1, gid=line.gid)


def _end_label(line: Line) -> EndLabel:
    last = line.rows.dropna(subset=["value"]).sort_values("position", kind="stable").iloc[-1]
    colour = style.TEXT
    if line.leading:
        colour = style.DARK_BLUE
    elif line.context:
        colour = LABEL_GREY
    return EndLabel(
        (float(last["position"]), float(last["value"])),
        line.label,
        colour,
        "bold" if line.leading else "normal",
    )
