"""The sheet of a large chart over time whose lines a page draws: axes, breaks and names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from analysis.charts import style
from analysis.charts.axes import evenly_chosen, spread, tick_texts, ticks_between, unit_words
from analysis.charts.chart import parts_by
from analysis.charts.style import Pair
from analysis.charts.svg import themed
from analysis.charts.timeline import HALF_A_STEP, LINE_HEIGHT, usual_step
from analysis.charts.wording import short
from analysis.data.tidy import rows_of
from analysis.formats import round_half_up

TOP, TALL, FOOT = 44.0, 200.0, 40.0
MOST_LABELLED, INSET, GAP = 4, 4.0, 6.0


def ink(role: str) -> str:
    """Name the colour of a role, so that a dark page can give its own."""
    return themed(style.COLOUR_ROLES[role])


@dataclass(frozen=True, eq=False)
class Sheet:
    """Where values and periods stand, and all that is drawn of a chart but its lines.

    `rows` are known values on a line of years, `breaks` the label of each new definition by its
    first year, `limits` the ends of the axis.
    """

    rows: pd.DataFrame
    unit: str
    decimals: int
    breaks: Mapping[float, str]
    limits: Pair

    @cached_property
    def periods(self) -> pd.DataFrame:
        """Each period once, in order."""
        return self.rows.drop_duplicates("position").sort_values("position", kind="stable")

    @cached_property
    def parts(self) -> dict[str, pd.DataFrame]:
        """The rows of each line by its name."""
        return parts_by(self.rows, "area_name")

    @cached_property
    def last(self) -> dict[str, dict[str, Any]]:
        """The last row of each line by its name."""
        rows = rows_of(self.rows.drop_duplicates("area_name", keep="last"))
        return {str(row["area_name"]): row for row in rows}

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """The name of each line, with its last value but for a neighbour."""
        found = {}
        for name in self.parts:
            last = self.last[name]
            near = last["role"] == "neighbour"
            value = [] if near else [short(last["value"], self.decimals, self.unit)]
            found[name] = [*style.wrapped(name), *value]
        return found

    @cached_property
    def sides(self) -> Pair:
        """The left and the right edge of the panel, with room for ticks and for names."""
        widest = max(style.text_width(line) for lines in self.labels.values() for line in lines)
        ticks = tick_texts(ticks_between(*self.limits), self.unit)
        left = max(map(style.text_width, ticks)) + GAP + style.EDGE
        return round_half_up(left, 1), round_half_up(style.SHEET_WIDTH - widest * 1.15 - 2 * GAP, 1)

    @property
    def box(self) -> str:
        """The size of the drawing."""
        return f"0 0 {style.SHEET_WIDTH:g} {TOP + TALL + FOOT:g}"

    @cached_property
    def across(self) -> list[float]:
        """Where each period stands."""
        (left, right), places = self.sides, self.periods["position"].to_numpy(dtype=float)
        share = (places - places[0]) / ((places[-1] - places[0]) or 1.0)
        return [
            round_half_up(float(one), 1)
            for one in left + INSET + share * (right - left - 2 * INSET)
        ]

    @cached_property
    def upwards(self) -> Pair:
        """Where nought stands, and how far a unit goes up."""
        low, high = self.limits
        unit = TALL / (high - low)
        return round_half_up(TOP + TALL + low * unit, 4), round_half_up(unit, 8)

    def height_of(self, value: float) -> float:
        """Give where a value stands."""
        nought, unit = self.upwards
        return round_half_up(nought - unit * value, 1)

    @cached_property
    def definitions(self) -> list[tuple[int, str]]:
        """The first period of each new definition, with its words."""
        ends = self.periods["period_end"]
        found = [(int((ends < year).sum()), words) for year, words in self.breaks.items()]
        return [(place, words) for place, words in found if 0 < place < len(ends)]

    @property
    def starts(self) -> list[int]:
        """The periods that no line reaches from the one before."""
        places = self.periods["position"]
        skipped = np.flatnonzero(places.diff() > usual_step(places) + HALF_A_STEP)
        return sorted({*(place for place, _ in self.definitions), *map(int, skipped)})

    @property
    def svg(self) -> str:
        """The drawing without its lines."""
        parts = [*self._axes(), *self._definitions(), *self._names()]
        return "".join(parts)

    def _axes(self) -> list[str]:
        (left, right), ticks = self.sides, ticks_between(*self.limits)
        heights = [self.height_of(tick) for tick in ticks]
        grid = "".join(f"M{left:g} {height:g}H{right:g}" for height in heights)
        texts = zip(tick_texts(ticks, self.unit), heights, strict=True)
        parts = [
            f"<path d='{grid}' stroke='{ink('grid')}'/>",
            _text(unit_words(self.unit, self.limits), style.EDGE, 12),
            f"<g text-anchor='end'>{''.join(_text(t, left - GAP, up + 4) for t, up in texts)}</g>",
            "<g text-anchor='middle'>",
        ]
        for place in evenly_chosen(len(self.periods), MOST_LABELLED):
            words = str(self.periods["period"].iloc[place]).replace(" to ", "\nto ").split("\n")
            for row, line in enumerate(words):
                inside = style.EDGE + style.text_width(line) / 2
                at = max(self.across[place], round_half_up(inside, 1))
                parts.append(_text(line, at, TOP + TALL + 16 + 14 * row))
        return [*parts, "</g>"]

    def _definitions(self) -> list[str]:
        parts = []
        for row, (place, words) in enumerate(self.definitions):
            at = (self.across[place - 1] + self.across[place]) / 2
            parts.append(
                f"<path d='M{at:g} {TOP:g}v{TALL:g}' stroke='{ink('text')}' "
                "stroke-dasharray='4 3'/>"
            )
            line = style.fitted(words, style.SHEET_WIDTH - 4 * style.EDGE)
            parts.append(_text(line, style.EDGE, 26 + 12 * row))
        return parts

    def _names(self) -> list[str]:
        """Write names at the right edge, none over another, each led to from its line."""
        last = self.last
        order = self.periods["position"].tolist()
        ends = {name: self.height_of(last[name]["value"]) for name in self.parts}
        heights = [len(lines) * LINE_HEIGHT + 2 for lines in self.labels.values()]
        wanted = [TOP + TALL - up for up in ends.values()]
        centres = spread(wanted, heights, -FOOT, TALL + TOP - 18)
        parts, right = [], self.sides[1]
        leaders = ""
        for (name, lines), centre in zip(self.labels.items(), centres, strict=True):
            middle = round_half_up(TOP + TALL - centre, 1)
            at = self.across[order.index(last[name]["position"])]
            leaders += f"M{at:g} {ends[name]:g}L{right + 3:g} {middle:g}"
            look = " font-weight='700'" if last[name]["role"] == "area" else ""
            for row, line in enumerate(lines):
                up = round_half_up(middle + 4 + LINE_HEIGHT * (row - (len(lines) - 1) / 2), 1)
                parts.append(_text(line, right + GAP, up, look))
        return [f"<path d='{leaders}' stroke='{ink('grid')}' fill='none'/>", *parts]


def _text(words: str, at: float, up: float, look: str = "") -> str:
    # Single quotes, which the data of a page need not escape.
    return f"<text x='{at:g}' y='{up:g}'{look}>{escape(words)}</text>"
