"""What a plot function gives, and the one specification of each kind of chart."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypedDict

import pandas as pd
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.fingerprint import drawing_fingerprint, look_fingerprint
from analysis.charts.frame import INTERVAL_COLUMNS
from analysis.charts.svg import canonical_svg
from analysis.claims.markdown import escape_markdown
from analysis.claims.sentence import Said, claims_of
from analysis.errors import DataError
from analysis.formats import NOT_AVAILABLE, format_number

ALT_LIMIT = 249
SVG_MIME = "image/svg+xml"
DRAWING_WORDS = "Fingerprint of the drawing and its words"
LOOK_WORDS = "Fingerprint of the look"


@dataclass(frozen=True, eq=False)
class Chart:
    """A drawing together with everything that it says.

    `title` is the headline, which may carry claims, and `subtitle` says measure, place, period and
    unit: neither is in the image. `data` is exactly what is drawn, under headings that name the
    unit, `decimals` the digits that are shown of each number, `scale` the ends of each axis.
    `boundaries` says which figures were published for other codes, `reading` how to read the chart.

    >>> rows = pd.DataFrame({"Area": ["Here"], "Value (%)": [12.34]})
    >>> chart = Chart("<svg/>", "dot chart", "Head", "Sub", "Alt.", "Long.", rows, {"Value (%)": 1})
    >>> chart.table
    {'columns': ['Area', 'Value (%)'], 'rows': [['Here', '12.3']], 'numeric': [1]}
    >>> data, metadata = chart._repr_mimebundle_()
    >>> sorted(data), metadata["image/svg+xml"]["alt"]
    (['image/svg+xml', 'text/plain'], 'Alt.')
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
    reading: str = ""

    @cached_property
    def table(self) -> dict[str, Any]:
        """The plotted data as text, rounded as they are published."""
        columns = [str(name) for name in self.data.columns]
        texts = [
            [_as_text(value, self.decimals.get(name)) for value in self.data[name]]
            for name in self.data.columns
        ]
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
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The identifier for links: as given, or made from the subtitle."""
        return as_identifier(self.figure_id or f"figure-{self.subtitle}")

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        names = ("alt", "title", "subtitle", "long_description", "source", "boundaries", "reading")
        described: dict[str, Any] = {name: str(getattr(self, name)) for name in names}
        described |= {"figure_id": self.name, "table": self.table}
        claims = [claim.record() for claim in claims_of([self.title])]
        described |= {"claims": claims} if claims else {}
        plain = [
            self.alt,
            f"Fingerprint of the plotted data: {self.fingerprint}",
            f"{DRAWING_WORDS}: {drawing_fingerprint(self.svg, described)}",
            f"{LOOK_WORDS}: {look_fingerprint(self.svg)}",
        ]
        return {SVG_MIME: self.svg, "text/plain": "\n".join(plain)}, {SVG_MIME: described}


@dataclass(frozen=True)
class Notice:
    r"""A sentence in the place of a chart or table that cannot be made.

    >>> Notice("No figures are published for A & B.")._repr_mimebundle_()[0]["text/markdown"]
    'No figures are published for A \\& B.'
    """

    text: Said

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        plain = str(self.text)
        return {"text/markdown": escape_markdown(plain), "text/plain": plain}, {}


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

    `kind` is its name for readers, `called` its name in messages; it cannot do without the columns
    that it `needs`. `defaults` stand in further columns where the rows have none; interval columns
    are then empty.

    >>> ChartKind("line chart", "trend chart", ("role",)).rows(pd.DataFrame({"value": [1.0]}))
    Traceback (most recent call last):
    ...
    analysis.errors.DataError: The trend chart needs the column 'role'. Add it to the rows.
    """

    kind: str
    called: str
    needs: tuple[str, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, data: pd.DataFrame) -> pd.DataFrame:
        """Give a copy of the rows with every column that the chart uses, or stop."""
        missing = [name for name in self.needs if name not in data.columns]
        if missing:
            noun, pronoun = ("column", "it") if len(missing) == 1 else ("columns", "them")
            names = ", ".join(repr(name) for name in missing)
            raise DataError(
                f"The {self.called} needs the {noun} {names}. Add {pronoun} to the rows."
            )
        checked = data.reset_index(drop=True).copy()
        filled = dict.fromkeys(INTERVAL_COLUMNS, float("nan")) | dict(self.defaults)
        return checked.assign(
            **{name: value for name, value in filled.items() if name not in checked.columns}
        )

    def chart(
        self,
        draw: Callable[[Figure], None],
        *,
        height: float,
        headline: str,
        subtitle: str,
        alt: str,
        long_description: str,
        reading: str,
        table: tuple[pd.DataFrame, Mapping[str, int]],
        scale: Mapping[str, tuple[float, float]] | None = None,
        title: Said = "",
        source: str = "",
        figure_id: str = "",
    ) -> Chart:
        """Draw on a sheet of this height, and join the drawing to its words and numbers."""
        with style.sheet(height) as figure:
            draw(figure)
            svg = canonical_svg(figure, label=alt)
        return Chart(
            svg=svg,
            kind=self.kind,
            title=title if str(title) else headline,
            subtitle=subtitle,
            alt=alt,
            long_description=long_description,
            data=table[0],
            decimals=table[1],
            scale=scale or {},
            source=source,
            figure_id=figure_id,
            reading=reading,
        )


def as_identifier(text: str) -> str:
    """Make a name that can stand in a link.

    >>> as_identifier("figure-Life expectancy, Stockton-on-Tees & <b>, 2001")
    'figure-life-expectancy-stockton-on-tees-b-2001'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def alternative_text(*sentences: str) -> str:
    """Join sentences while they stay under the limit: the first always, shortened if it must be.

    >>> alternative_text("Line chart of a thing.", "x" * 300, "Range 1 to 2.")
    'Line chart of a thing. Range 1 to 2.'
    """
    first, *others = [" ".join(sentence.split()) for sentence in sentences if sentence]
    if len(first) > ALT_LIMIT:
        first = first[: ALT_LIMIT - 1].rsplit(" ", 1)[0].rstrip(",") + "…"
    for sentence in others:
        if len(first) + 1 + len(sentence) <= ALT_LIMIT:
            first = f"{first} {sentence}"
    return first


def _as_text(value: Any, decimals: int | None) -> str:
    if decimals is not None:
        return format_number(None if pd.isna(value) else float(value), decimals)
    return NOT_AVAILABLE if pd.isna(value) else str(value)
