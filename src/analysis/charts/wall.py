"""A wall of small lines, one a series, of which the page draws any one large when it is chosen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from analysis.charts.axes import value_limits
from analysis.charts.chart import Bundle, as_identifier, drawn_values
from analysis.charts.output import HTML_MIME, NUMBERS
from analysis.charts.sheet import Sheet, ink
from analysis.charts.style import Pair
from analysis.charts.timeline import on_a_time_line, runs, usual_step
from analysis.charts.trend import ROLE_ORDER, break_labels
from analysis.charts.wording import alternative_text, listed, period_span
from analysis.claims.claim import digest
from analysis.claims.words import count_of, upper_first
from analysis.formats import NOT_AVAILABLE, format_number, round_half_up

WIDTH, HEIGHT, EDGE = 120.0, 44.0, 4.0
SMALL_ROLES = ("England", "area")
# Of a line in the large drawing: colour, width, width of its dots and colour of its band.
LOOKS = {
    "area": (ink("area"), 2.2, 6, ink("area-tint")),
    "England": (ink("comparator"), 1.4, 5, ""),
    "region": (ink("comparator"), 1, 3, ""),
    "neighbour": (ink("similar"), 0.9, 2.5, ""),
}
USED = ("role", "area_name", "period", "period_start", "period_end", *NUMBERS)
"""What a wall reads of the rows of a series."""

Side = Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Series:
    """One series of the wall: its words, and its rows with `role`, as a chart over time has them.

    `word` says where it goes, `group` under which heading it stands; `breaks` give the first year
    of each new definition its label.
    """

    key: str
    name: str
    group: str
    word: str
    unit: str
    decimals: int
    source: str
    rows: pd.DataFrame
    breaks: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def known(self) -> pd.DataFrame:
        """The rows that have a value, on the line of years, the area's first."""
        used = [name for name in USED if name in self.rows.columns]
        known = on_a_time_line(self.rows.loc[self.rows["value"].notna(), used])
        places = map(ROLE_ORDER.index, known["role"])
        keys = list(zip(places, known["area_name"], known["position"], strict=True))
        return known.take(sorted(range(len(known)), key=keys.__getitem__))

    @cached_property
    def small(self) -> dict[str, Side]:
        """The columns of each side of the small chart, in time."""
        roles, places = self.known["role"].to_numpy(), self.known["position"].to_numpy()
        columns = {name: self.known[name].to_numpy() for name in ("position", *USED[2:])}
        found: dict[str, Side] = {}
        for role in SMALL_ROLES:
            rows = np.flatnonzero(roles == role)
            rows = rows[places[rows].argsort(kind="stable")]
            found[role] = {name: column[rows] for name, column in columns.items()}
        return found


@dataclass(frozen=True, eq=False)
class Wall:
    """Small lines of an area beside its comparator, grouped, with the data of all of them."""

    series: Sequence[Series]
    area_name: str
    comparator_name: str
    figure_id: str = "wall"

    @property
    def alt(self) -> str:
        """What the wall shows, in a few words."""
        groups = [f"{name}: {len(own)}" for name, own in self.groups.items()]
        count = count_of(len(self.series), "indicator")
        return alternative_text(
            f"Small line charts of {count}, {self.area_name} and {self.comparator_name}.",
            f"{'; '.join(groups)}.",
        )

    @cached_property
    def groups(self) -> dict[str, list[Series]]:
        """The series under each heading, in the order in which they came."""
        found: dict[str, list[Series]] = {}
        for one in self.series:
            found.setdefault(one.group, []).append(one)
        return found

    @cached_property
    def html(self) -> str:
        """The wall as it stands in the page."""
        groups = "".join(
            f'<p class="wall-group" id="{self.figure_id}-{as_identifier(name)}">{escape(name)}: '
            f'{len(own)}</p><ul aria-labelledby="{self.figure_id}-{as_identifier(name)}">'
            f"{''.join(map(self._tile, own))}</ul>"
            for name, own in self.groups.items()
        )
        return (
            f'<div class="wall" id="figure-{self.figure_id}">'
            f'<p class="wall-key"><span class="own">{escape(self.area_name)}</span> '
            f'<span class="beside">{escape(self.comparator_name)}</span> Each on a scale of its '
            f"own.</p>{groups}</div>"
        )

    def _tile(self, one: Series) -> str:
        own, other = (self._latest(one, role) for role in reversed(SMALL_ROLES))
        return (
            f'<li id="{self.figure_id}-{one.key}"><span class="tile-name">{escape(one.name)}'
            f'</span> <span class="tile-unit">{escape(upper_first(one.unit))}</span>{_small(one)} '
            f'<span class="tile-own">{escape(own)}</span> '
            f'<span class="tile-beside">{escape(f"{self.comparator_name} {other}")}</span></li>'
        )

    def _latest(self, one: Series, role: str) -> str:
        """Write the last figure of one side with its interval and its period."""
        side = one.small[role]
        if not len(side["value"]):
            return "has no figure"
        value, *limits = (format_number(side[name][-1], one.decimals) for name in NUMBERS)
        between = " to ".join(limits)
        sure = "no interval held" if NOT_AVAILABLE in limits else between
        return f"{value} ({sure}), {side['period'][-1]}"

    @cached_property
    def held(self) -> dict[str, Any]:
        """The data of all series, as the page's script and the file to download read them."""
        named = (one.known["area_name"].tolist() for one in self.series)
        areas = [*dict.fromkeys(chain.from_iterable(named))]
        series = {one.key: _data_of(one, areas) for one in self.series}
        return {"areas": areas, "looks": {role: [*LOOKS[role]] for role in ROLE_ORDER},
                "series": series}  # fmt: skip

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        # As one text, since a notebook writes every number of a list on a line of its own.
        held = json.dumps(self.held, ensure_ascii=False, separators=(",", ":"))
        plain = f"{self.alt}\nFingerprint of the plotted data: {digest(f'{self.html}{held}')}"
        described = {"wall": held, "alt": self.alt, "figure_id": self.figure_id}
        return {HTML_MIME: self.html, "text/plain": plain}, {HTML_MIME: described}


def _data_of(one: Series, areas: Sequence[str]) -> dict[str, Any]:
    """Lay out a series: its words, the sheet that it is drawn on, and the numbers of each line."""
    sheet = Sheet(one.known, one.unit, one.decimals, break_labels(one.breaks), _ends(one.known))
    names = list(sheet.parts)
    places = {place: number for number, place in enumerate(sheet.periods["position"])}
    shown = f"{listed(names)}, {period_span(one.known)}"
    return {
        "name": one.name,
        "title": f"{one.name}: {one.word}",
        "subtitle": f"{one.name}, {shown}, {one.unit}",
        "source": one.source,
        "unit": one.unit,
        "decimals": one.decimals,
        "periods": [*sheet.periods["period"].astype(str)],
        "box": sheet.box,
        "x": sheet.across,
        "y": sheet.upwards,
        "starts": sheet.starts,
        "sheet": sheet.svg,
        "lines": [
            [
                areas.index(name),
                str(sheet.last[name]["role"]),
                *_numbers(rows, places, one.decimals),
            ]
            for name, rows in sheet.parts.items()
        ],
    }


def _ends(rows: pd.DataFrame) -> Pair:
    own = rows[rows["role"] == "area"]
    return value_limits([*rows["value"], *drawn_values(own)])


def _numbers(
    rows: pd.DataFrame, places: Mapping[float, int], decimals: int
) -> list[list[float | None]]:
    """Give values and limits at each period, as they are published; limits where any are held."""
    at = [places[place] for place in rows["position"]]
    found = []
    for name in NUMBERS:
        numbers: list[float | None] = [None] * len(places)
        # Of two figures of a period the first counts.
        for place, number in reversed([*zip(at, rows.get(name, ()), strict=False)]):
            numbers[place] = round_half_up(number, decimals) if np.isfinite(number) else None
        found += [numbers] if any(number is not None for number in numbers) else []
    return found


def _small(one: Series) -> str:
    """Draw the area beside its comparator, the area's interval as a band."""
    sides, breaks = one.small, [float(year) for year in one.breaks]
    ends = np.concatenate([sides["England"]["value"], *(sides["area"][name] for name in NUMBERS)])
    low, high = np.nanmin(ends), np.nanmax(ends)
    places = np.concatenate([side["position"] for side in sides.values()])
    first, last = places.min(), places.max()
    wide = (WIDTH - 2 * EDGE) / ((last - first) or 1.0)
    # The latest period stands at the right, also where it is the only one.

    def line(side: Side, run: slice, name: str) -> list[str]:
        across = WIDTH - EDGE - (last - side["position"][run]) * wide
        share = (side[name][run] - low) / (high - low) if high > low else 0.5 + 0 * across
        up = HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)
        return [f"{x:.1f} {y:.1f}" for x, y in zip(across.tolist(), up.tolist(), strict=True)]

    step = usual_step(places)
    parts: list[str] = []
    for (role, side), look in zip(sides.items(), ("beside", "own"), strict=True):
        lines = [line(side, run, "value") for run in _runs(side, step, breaks)]
        held = np.isfinite(side["lower_ci"]) & np.isfinite(side["upper_ci"])
        sure = {name: column[held] for name, column in side.items()}
        bands = [band for band in _runs(sure, step, breaks) if band.stop - band.start > 1]
        if role == "area" and bands:
            edges = ((line(sure, band, "upper_ci"), line(sure, band, "lower_ci")) for band in bands)
            drawn = "".join(f"M{'L'.join([*upper, *lower[::-1]])}z" for upper, lower in edges)
            # Beneath both lines.
            parts.insert(0, f'<path class="band" d="{drawn}"/>')
        drawn = "".join(f"M{'L'.join(run)}{'h0' if len(run) == 1 else ''}" for run in lines)
        parts.append(f'<path class="{look}" d="{drawn}"/>')
        if lines:
            parts.append(f'<path class="{look} end" d="M{lines[-1][-1]}h0"/>')
    box = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return (
        f'<svg viewBox="{box}" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'
    )


def _runs(side: Side, step: float, breaks: Sequence[float]) -> list[slice]:
    return runs(side["position"], side["period_end"], step, breaks)
