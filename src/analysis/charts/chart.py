"""What a plot function gives, and the one specification of each kind of chart."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypedDict

import numpy as np
import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.alone import figure_alone, is_alone
from analysis.charts.drawing import drawing_fingerprint, look_fingerprint
from analysis.charts.output import DRAWING_WORDS, LOOK_WORDS, NOTICE, SVG_MIME
from analysis.charts.svg import canonical_svg
from analysis.claims.claim import digest, record_claims
from analysis.claims.sentence import Prose, Said, claims_of, join
from analysis.claims.table import Table
from analysis.claims.words import escape_markdown
from analysis.errors import DataError
from analysis.formats import NOT_AVAILABLE, format_number

DESCRIBED = ("alt", "title", "subtitle", "long_description", "source", "boundaries", "reading")
INTERVAL_COLUMNS = ("lower_ci", "upper_ci")
SEX_ORDER = ("Persons", "Female", "Male")

Bundle = tuple[dict[str, str], dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Chart:
    """A drawing together with everything that it says.

    `title` is the headline, which may carry claims, and after the break of a line what stands below
    it; `subtitle` says measure, place, period and unit: neither is in the image. `data` is exactly
    what is drawn, under headings that name the unit, `decimals` the digits that are shown of each
    number, `scale` the ends of each axis.
    `boundaries` says which figures were published for other codes, `reading` how to read the chart.
    One that is `folded` stands on the page as its headline, and opens; one that is folded ``by
    script`` is open where no script runs. One of a `choice` stands there where it is chosen.
    """

    svg: str
    kind: str
    title: Said
    subtitle: str
    alt: str
    long_description: str
    data: pd.DataFrame
    decimals: Mapping[str, int] = field(default_factory=dict)
    scale: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    source: str = ""
    figure_id: str = ""
    boundaries: str = ""
    reading: Said = ""
    folded: bool | str = False
    choice: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def table(self) -> dict[str, Any]:
        """The plotted data as text, rounded as they are published."""
        columns = [str(name) for name in self.data.columns]
        texts = [[_as_text(value, self.decimals.get(name)) for value in self.data[name]]
                 for name in columns]  # fmt: skip
        numeric = [place for place, name in enumerate(columns) if name in self.decimals]
        rows = [list(row) for row in zip(*texts, strict=True)]
        return {"columns": columns, "rows": rows, "numeric": numeric}

    @cached_property
    def fingerprint(self) -> str:
        """A digest of plotted numbers, labels and scale; colours and layout leave it alone."""
        most = max(self.decimals.values(), default=1)
        scale = {
            axis: [format_number(end, most + 1) for end in ends]
            for axis, ends in sorted(self.scale.items())
        }
        said = [self.kind, str(self.title), self.subtitle, self.alt, self.table, scale]
        return digest(json.dumps(said, sort_keys=True))

    @property
    def name(self) -> str:
        """The identifier for links: as given, or made from the subtitle."""
        return as_identifier(self.figure_id or f"figure-{self.subtitle}")

    def explained(self, example: Prose) -> "Chart":
        """Add an example to how it is read."""
        words = join((self.reading, *example.sentences), by=" ", last=" ")
        return replace(self, reading=words)

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        described: dict[str, Any] = {name: str(getattr(self, name)) for name in DESCRIBED}
        described |= {"figure_id": self.name, "table": self.table}
        described |= record_claims(claims_of([self.title, self.reading]))
        described |= {"folded": self.folded} if self.folded else {}
        described |= {"choice": self.choice} if self.choice else {}
        plain = [
            self.alt,
            f"Fingerprint of the plotted data: {self.fingerprint}",
            f"{DRAWING_WORDS}: {drawing_fingerprint(self.svg, described)}",
            f"{LOOK_WORDS}: {look_fingerprint(self.svg)}",
        ]
        data = {SVG_MIME: self.svg, "text/plain": "\n".join(plain)}
        if is_alone():
            words = {
                name: str(getattr(self, name)) for name in ("alt", "title", "subtitle", "source")
            }
            data["text/html"] = figure_alone(self.svg, **words)
        return data, {SVG_MIME: described}


@dataclass(frozen=True)
class Notice:
    """A sentence in the place of a chart or table that cannot be made."""

    text: Said

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        plain = str(self.text)
        markdown = {"text/markdown": {NOTICE: True}}
        return {"text/markdown": escape_markdown(plain), "text/plain": plain}, markdown


@dataclass(frozen=True)
class Gallery:
    """Charts, tables and sentences, or anything that displays itself, shown in order."""

    items: tuple[Any, ...]

    @property
    def folded(self) -> "Gallery":
        """The same, each chart folded away under its headline and each table under its caption."""
        return Gallery(tuple(map(_folded, self.items)))

    def _ipython_display_(self) -> None:
        for item in self.items:
            display(item)


def choice(name: str, words: str, options: Mapping[str, Any]) -> Gallery:
    """Show charts of which the page offers a choice: the first unless the reader takes another.

    `words` say what is chosen. What is no chart stands below them all.
    """
    charts = {label: one for label, one in options.items() if isinstance(one, Chart)}
    if len(charts) < 2:
        return Gallery(tuple(options.values()))
    about = {"name": name, "words": words, "labels": [*charts]}
    chosen = [
        replace(one, choice={**about, "place": place}) for place, one in enumerate(charts.values())
    ]
    others = [one for one in options.values() if not isinstance(one, Chart)]
    return Gallery((*chosen, *others))


def _folded(item: Any) -> Any:
    match item:
        case Gallery():
            return item.folded
        case Chart():
            return replace(item, folded=True)
        case Table(folded=""):
            return replace(item, folded=item.caption)
    return item


class Beside(TypedDict, total=False):
    """What a page gives to any chart: its headline, its source and its name for links.

    A headline may be any object that is text by `str`, and may carry `claims`; without one the
    chart is named after what it shows.
    """

    title: Said
    source: str
    figure_id: str


@dataclass(frozen=True)
class ChartKind:
    """A kind of chart: what it is called, and what its rows hold.

    It cannot do without the columns that it `needs`. `defaults` stand in further columns where the
    rows have none; interval columns are then empty. `known` are the words that a column may hold.
    """

    kind: str
    needs: tuple[str, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def rows(self, data: pd.DataFrame) -> pd.DataFrame:
        """Give a copy of the rows with every column that the chart uses, or stop."""
        missing = [name for name in self.needs if name not in data.columns]
        if missing:
            noun, pronoun = ("column", "it") if len(missing) == 1 else ("columns", "them")
            names = ", ".join(map(repr, missing))
            raise DataError(f"The {self.kind} needs the {noun} {names}. Add {pronoun} to the rows.")
        defaults = dict.fromkeys(INTERVAL_COLUMNS, float("nan")) | dict(self.defaults)
        absent = {name: value for name, value in defaults.items() if name not in data.columns}
        rows = data.reset_index(drop=True).assign(**absent)
        for column, words in self.known.items():
            unknown = set(rows[column].dropna().astype(str)).difference(words)
            if unknown:
                known = ", ".join(words)
                raise DataError(f"The {column} {min(unknown)!r} is not one of {known}.")
        return rows

    def chart(
        self,
        draw: Callable[[Figure], None],
        *,
        height: float,
        headline: str,
        table: tuple[pd.DataFrame, Mapping[str, int]],
        title: Said = "",
        **said: Any,
    ) -> Chart:
        """Draw on a sheet of this height, and join the drawing to its words and numbers."""
        with style.sheet(height) as figure:
            draw(figure)
            svg = canonical_svg(figure, label=said["alt"])
        title = title if str(title) else headline
        return Chart(svg, self.kind, title, data=table[0], decimals=table[1], **said)


def names_by(data: pd.DataFrame, column: str, order: Sequence[str] = ()) -> list[str]:
    """List the distinct words of a column: known ones by their place, the rest as they came."""
    found = list(dict.fromkeys(data[column].astype(str)))
    return sorted(found, key=lambda word: order.index(word) if word in order else len(order))


def parts_by(rows: pd.DataFrame, column: str, order: Sequence[str] = ()) -> dict[str, pd.DataFrame]:
    """Give the rows of each word of a column, in the order of `names_by`."""
    words = rows[column].to_numpy()
    return {name: rows[words == name] for name in names_by(rows, column, order)}


def by_sex(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the rows of each sex, persons first."""
    return parts_by(rows, "sex", SEX_ORDER)


def drawn_values(rows: pd.DataFrame) -> list[float]:
    """List the values and the limits of their intervals."""
    return [*rows["value"], *rows["lower_ci"], *rows["upper_ci"]]


def has_intervals(data: pd.DataFrame) -> bool:
    """Whether any row carries both limits."""
    known = [data[name].notna().to_numpy() for name in INTERVAL_COLUMNS]
    return bool(np.logical_and(*known).any())


def as_identifier(text: str) -> str:
    """Make a name that can stand in a link."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _as_text(value: Any, decimals: int | None) -> str:
    if decimals is not None:
        return format_number(None if pd.isna(value) else float(value), decimals)
    return NOT_AVAILABLE if pd.isna(value) else str(value)
