"""What a plot function gives: a chart that carries its words and numbers, or a notice."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.charts.fingerprint import drawing_fingerprint, look_fingerprint
from analysis.claims.markdown import escape_markdown
from analysis.formats import NOT_AVAILABLE, format_number

ALT_LIMIT = 249
SVG_MIME = "image/svg+xml"
DRAWING_WORDS = "Fingerprint of the drawing and its words"
LOOK_WORDS = "Fingerprint of the look"


@dataclass(frozen=True, eq=False)
class Chart:
    """A drawing together with everything that it says.

    Parameters
    ----------
    svg : str
        The image; it holds neither headline nor subtitle.
    kind : str
        The type of chart, such as ``line chart``.
    title : str
        The headline, a statement, shown in the text of the page.
    subtitle : str
        Measure, place, period and unit.
    alt : str
        Under 250 characters: type, what, range.
    long_description : str
        The chart in sentences.
    data : pandas.DataFrame
        Exactly what is drawn, under headings that name the unit.
    decimals : mapping of str to int
        For each numeric column of `data`, the digits that are shown.
    scale : mapping of str to tuple
        The ends of each axis.
    source : str
        Publisher and release.
    figure_id : str
        Name for links to this figure; made from the subtitle when empty.
    boundaries : str
        Which figures were published for other codes or boundaries, in sentences.
    reading : str
        How to read the chart, in a sentence or three, shown beside it.

    Examples
    --------
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
    title: str
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
        said = [self.kind, self.title, self.subtitle, self.alt, self.table, scale]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The identifier for links: as given, or made from the subtitle."""
        return as_identifier(self.figure_id or f"figure-{self.subtitle}")

    def _repr_mimebundle_(
        self,
        include: Iterable[str] | None = None,
        exclude: Iterable[str] | None = None,
    ) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        described: dict[str, Any] = {
            "alt": self.alt,
            "title": self.title,
            "subtitle": self.subtitle,
            "long_description": self.long_description,
            "source": self.source,
            "boundaries": self.boundaries,
            "reading": self.reading,
            "figure_id": self.name,
            "table": self.table,
        }
        claims = [claim.record() for claim in getattr(self.title, "claims", ())]
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

    Parameters
    ----------
    text : str
        One or more plain sentences that say why.

    Examples
    --------
    >>> Notice("No figures are published for A & B.")._repr_mimebundle_()[0]["text/markdown"]
    'No figures are published for A \\& B.'
    """

    text: str

    def _repr_mimebundle_(
        self,
        include: Iterable[str] | None = None,
        exclude: Iterable[str] | None = None,
    ) -> tuple[dict[str, str], dict[str, Any]]:
        return {
            "text/markdown": escape_markdown(self.text),
            "text/plain": self.text,
        }, {}


def as_identifier(text: str) -> str:
    """Make a name that can stand in a link.

    >>> as_identifier("figure-Life expectancy, Stockton-on-Tees & <b>, 2001")
    'figure-life-expectancy-stockton-on-tees-b-2001'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def alternative_text(*sentences: str) -> str:
    """Join sentences, in their order of importance, while they stay under the limit.

    Parameters
    ----------
    *sentences : str
        The first is always kept, shortened between words if it must be.

    Returns
    -------
    str
        Fewer than 250 characters.

    Examples
    --------
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
