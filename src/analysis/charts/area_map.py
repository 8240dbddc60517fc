"""Areas with names on a map, shaded by class: wards by decile, middle-layer areas by value."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from shapely import box, coverage_simplify, unary_union
from shapely.affinity import affine_transform
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from analysis.charts import style
from analysis.charts.chart import Beside, Chart, ChartKind, Notice
from analysis.charts.map_labels import Edges, Label, call_out, heart, holds, place_labels
from analysis.charts.small_area_map import MARGIN, View, fill_shapes
from analysis.charts.wording import alternative_text, joined, listed, subtitle
from analysis.claims.words import count_of
from analysis.formats import NOT_AVAILABLE, format_number

MAP = ChartKind("area map", ("name", "value", "class", "shape"), {"marked": False, "named": True})
LEGEND_HEIGHT = 62.0
SWATCH = (70.0, 14.0)
PADDING = 2.0
NAME_WIDTH = 15
# What is smaller than so many points is not seen and only makes the page heavy.
DETAIL = 4.0
# Room at the sides for labels that find none on the map, and the smallest island that is drawn.
COLUMN, SPECK = 30.0, 2.0


class Classes(NamedTuple):
    """The key of a map: the words of each shade or of its ends, darkest first, and of both ends.

    With one word more than there are shades, they stand where shades meet.
    """

    words: Sequence[str]
    darkest: str
    lightest: str


def plot_area_map(
    data: pd.DataFrame,
    *,
    measure: str,
    heading: str,
    place: str,
    noun: str,
    classes: Classes,
    first: str,
    decimals: int = 0,
    period: str = "",
    reading: str = "",
    **beside: Unpack[Beside],
) -> Chart | Notice:
    """Draw areas shaded by class, numbered as they stand in the data, and named where it fits.

    `data` has one row an area, in the order of their numbers: `name`, `value`, `class`
    (0 is the darkest; missing is drawn without a shade) and `shape` (longitude and
    latitude, None where no outline is held); `marked` for the one that the page is of, and `named`
    for those that carry a label. `first` says of which area number 1 is.
    """
    rows = MAP.rows(data)
    if rows["value"].isna().all():
        return Notice(f"No figures of {measure} are held for the {noun}s of {place}.")
    rows["number"] = np.arange(1, len(rows) + 1)
    rows["said"] = [NOT_AVAILABLE if pd.isna(value) else format_number(value, decimals)
                    for value in rows["value"].astype(float)]  # fmt: skip
    shown = rows[rows["shape"].notna()].reset_index(drop=True)
    if shown.empty:
        return Notice(f"No outlines of the {noun}s of {place} are held, so no map is drawn.")
    sheet = Sheet.of(shown, noun)
    names = {"number": "Number", "name": noun.capitalize(), "value": heading}
    return MAP.chart(
        lambda figure: _draw(figure, sheet, classes),
        height=sheet.height + 2 * MARGIN + LEGEND_HEIGHT,
        headline=f"{measure}, {place}",
        subtitle=subtitle(measure, [f"{noun}s of {place}"], period, ""),
        alt=_alt(rows, shown, measure, place, noun),
        long_description=_description(rows, measure, place),
        reading=joined(reading, _reading(rows, f"{noun}'s place, {first}", sheet.unlabelled)),
        table=(rows[[*names]].rename(columns=names), {"Number": 0, heading: decimals}),
        **beside,
    )


def _alt(rows: pd.DataFrame, shown: pd.DataFrame, measure: str, place: str, noun: str) -> str:
    known, marked = rows.dropna(subset=["value"]), rows[rows["marked"].astype(bool)]
    ends = [f"{row['name']}, {row['said']}" for _, row in known.iloc[[0, -1]].iterrows()]
    return alternative_text(
        f"Map of {measure} in {count_of(len(shown), noun)} of {place}.",
        *(f"{row['name']}: {row['said']}." for _, row in marked.iterrows()),
        f"From {' to '.join(ends)}." if len(known) > 1 else "",
    )


def _description(rows: pd.DataFrame, measure: str, place: str) -> str:
    each = (f"{number} {name}: {said}" for number, name, said in
            rows[["number", "name", "said"]].itertuples(index=False))  # fmt: skip
    return f"{measure} in {place}. {'; '.join(each)}."


def _reading(rows: pd.DataFrame, number: str, unlabelled: int) -> str:
    hidden, blank = rows[rows["shape"].isna()], rows[rows["class"].isna() & rows["shape"].notna()]
    return joined(
        f"No outline is held of {listed([*hidden['name']])}." if len(hidden) else "",
        f"No figure is held for {listed([*blank['name']])}, drawn without a shade."
        if len(blank)
        else "",
        f"A number is the {number}.",
        f"{count_of(unlabelled, 'number')} had no room on the map." if unlabelled else "",
    )


def _draw(figure: Figure, sheet: "Sheet", classes: Classes) -> None:
    rows, height = sheet.rows, sheet.height
    axes = style.panel(figure, left=0, top=MARGIN, width=style.SHEET_WIDTH, height=height)
    axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(0, height))
    for name, of_class, shapes in _pieces(rows, sheet.noun):
        known = pd.notna(of_class)
        colour = style.SEQUENTIAL[int(of_class)] if known else style.WHITE
        edge = style.WHITE if known else style.CONTEXT_GREY
        fill_shapes(axes, shapes, colour, name, edge=edge)
    outline = unary_union([*rows.loc[rows["marked"].astype(bool), "shape"]])
    for edge, width in ((style.WHITE, 4.5), (style.TEXT, 2.5)):
        fill_shapes(axes, [outline], "none", "the outline", edge=edge, width=width)
    grounds = [words.ground for words in sheet.labels]
    fill_shapes(axes, grounds, style.WHITE, "", edge="none", layer=3)
    for words in sheet.labels:
        _write(axes, words)
    _legend(figure, height + 2 * MARGIN, classes)


def _pieces(rows: pd.DataFrame, noun: str) -> Iterator[tuple[str, float, list[BaseGeometry]]]:
    """Yield each area that has a label with its class, and the others of a class as one."""
    ordered = rows.sort_values("class", kind="stable", na_position="first")
    named = ordered["named"].astype(bool)
    for of_class, others in ordered[~named].groupby("class", dropna=False):
        yield f"the other {noun}s", float(str(of_class)), [*others["shape"]]
    for name, of_class, one in ordered.loc[named, ["name", "class", "shape"]].itertuples(
        index=False
    ):
        yield str(name), of_class, [one]


class Words(NamedTuple):
    """What is written of an area, and where."""

    name: str
    lines: Sequence[str]
    label: Label
    at: tuple[float, float]
    # Where a line from the words ends; None where they stand in the area.
    leads_to: tuple[float, float] | None

    @property
    def ground(self) -> BaseGeometry:
        """The box that the words stand on."""
        (x, y), across, up = self.at, self.label.width / 2, self.label.height / 2
        return box(x - across, y - up, x + across, y + up)


class Sheet(NamedTuple):
    """Areas in points on the sheet, and their labels."""

    rows: pd.DataFrame
    noun: str
    height: float
    labels: Sequence[Words]
    unlabelled: int

    @classmethod
    def of(cls, rows: pd.DataFrame, noun: str) -> "Sheet":
        """Put areas on a sheet as wide as can be; columns at its sides where labels need them."""
        sheet = cls._with(rows, noun, 0)
        return cls._with(rows, noun, COLUMN) if sheet.unlabelled else sheet

    @classmethod
    def _with(cls, rows: pd.DataFrame, noun: str, column: float) -> "Sheet":
        view = View.of(rows["shape"], 0.01, column)
        drawn = coverage_simplify([_on_sheet(one, view) for one in rows["shape"]], DETAIL)
        rows = rows.assign(shape=[_without_specks(one) for one in drawn])
        named = rows[rows["named"].astype(bool)]
        words = _place(named, (column, 0, style.SHEET_WIDTH - column, view.height))
        return cls(rows, noun, view.height, words, len(named) - len(words))


def _without_specks(one: BaseGeometry) -> BaseGeometry:
    parts = getattr(one, "geoms", [one])
    largest = max(part.area for part in parts)
    return unary_union([part for part in parts if part.area >= min(SPECK, largest)])


def _on_sheet(one: BaseGeometry, view: View) -> BaseGeometry:
    west, south = view.bounds[:2]
    left = (style.SHEET_WIDTH - view.width) / 2
    across, up = view.scale * view.stretch, view.scale
    return affine_transform(one, [across, 0, 0, up, left - west * across, -south * up])


def _place(rows: pd.DataFrame, sheet: Edges) -> list[Words]:
    """Write the name where an area has room for it, else its number in it, near it or beside."""
    shapes, hearts = [*rows["shape"]], [heart(one) for one in rows["shape"]]
    lines = [_lines(*row) for row in rows[["number", "name"]].itertuples(index=False)]
    whole = [
        holds(one, _size(words, at)) for one, words, at in zip(shapes, lines, hearts, strict=True)
    ]
    lines = [
        words if fits else [str(number)]
        for words, fits, number in zip(lines, whole, rows["number"], strict=True)
    ]
    labels = [_size(words, at) for words, at in zip(lines, hearts, strict=True)]
    order = sorted(range(len(labels)), key=lambda place: (not whole[place], place))
    found = dict(zip(order, place_labels([labels[one] for one in order], sheet), strict=True))
    left = [place for place in order if not found[place]]
    if sheet[0]:
        edges = (0, sheet[1], style.SHEET_WIDTH, sheet[3])
        beside = call_out([labels[place] for place in left], edges)
        found |= dict(zip(left, beside, strict=True))
    return [
        Words(str(name), lines[place], labels[place], at,
              None if shapes[place].contains(Point(at)) else hearts[place])
        for place, name in enumerate(rows["name"])
        if (at := found[place])
    ]  # fmt: skip


def _lines(number: int, name: str) -> list[str]:
    longest = max(map(len, name.split()))
    return style.wrapped(f"{number} {name}", max(NAME_WIDTH, longest + 2))


def _size(lines: Sequence[str], at: tuple[float, float]) -> Label:
    width = max(style.text_width(line, style.SMALL_SIZE) for line in lines)
    height = (len(lines) - 1) * style.NAME_LINE + style.SMALL_SIZE
    return Label(at, width + 2 * PADDING, height + PADDING)


def _write(axes: Axes, words: Words) -> None:
    if words.leads_to:
        axes.plot(*zip(words.leads_to, words.at, strict=True), color=style.TEXT, linewidth=0.8,
                  marker="o", markersize=2.5, markevery=[0],
                  gid=style.series_id(words.name))  # fmt: skip
    look: dict[str, Any] = {"align": "center", "size": style.SMALL_SIZE}
    style.write_lines(axes, words.lines, words.at, **look)


def _legend(figure: Figure, top: float, classes: Classes) -> None:
    axes = style.panel(figure, left=0, top=top, width=style.SHEET_WIDTH, height=LEGEND_HEIGHT)
    axes.set(xlim=(0, style.SHEET_WIDTH), ylim=(LEGEND_HEIGHT, 0))
    width, height = SWATCH
    left = (style.SHEET_WIDTH - width * len(style.SEQUENTIAL)) / 2
    style.write(axes, classes.darkest, (left, 8))
    style.write(axes, classes.lightest, (style.SHEET_WIDTH - left, 8), align="right")
    for place, colour in enumerate(style.SEQUENTIAL):
        name = f"the key from {classes.darkest}, {place + 1}"
        axes.add_patch(Rectangle((left + place * width, 18), width, height, facecolor=colour,
                                 edgecolor=style.CONTEXT_GREY, linewidth=0.7,
                                 gid=style.series_id(name)))  # fmt: skip
    between = 0.0 if len(classes.words) > len(style.SEQUENTIAL) else 0.5
    for place, words in enumerate(classes.words):
        at = (left + (place + between) * width, 42)
        style.write_small(axes, words, at, align="center")
