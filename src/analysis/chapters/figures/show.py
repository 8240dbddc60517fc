"""Find a figure: a folded table for each indicator, that the search and the filter lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.chapters.figures.findings import IndicatorFigures
from analysis.charts.chart import Gallery, Notice
from analysis.claims.table import Table, columns, with_limits
from analysis.claims.words import for_sex, signed
from analysis.formats import NOT_AVAILABLE

COMPARED = ("comparator", "comparator_lower_ci", "comparator_upper_ci")
PAGES = "<!-- pages {indicator} -->"
"""Where the book, once built, says which of its pages treat an indicator."""


@dataclass(frozen=True)
class Found:
    """The table of one indicator, with the name that links lead to."""

    figures: IndicatorFigures
    table: Table

    @property
    def html(self) -> str:
        """The folded table; the filter reads its name."""
        about = self.figures.indicator
        slug = escape(about.indicator)
        beside = escape(self.figures.comparator_name)
        return (
            f'<div class="found" id="find-{slug}-{beside.lower().replace(" ", "-")}" '
            f'data-indicator="{escape(about.name)}">'
            f"{self.table.html.replace('</details>', PAGES.format(indicator=slug) + '</details>')}"
            "</div>"
        )

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.html, "text/plain": self.table.plain}, {}


def show_figures(found: Sequence[IndicatorFigures]) -> Gallery | Notice:
    """Show every indicator with its latest figure, interval, period, comparator and verdict.

    Parameters
    ----------
    found : sequence of IndicatorFigures
        From `find_figures`.
    """
    if not found:
        return Notice("The book has no place yet whose figures could be found here.")
    return Gallery(tuple(Found(one, _tabulate(one)) for one in found))


def _tabulate(one: IndicatorFigures) -> Table:
    about, rows = one.indicator, one.rows
    several = rows.groupby("area_name")["sex"].transform("nunique") > 1
    places = [
        ", ".join(filter(None, (name, for_sex(sex, alone=not many).removeprefix(" for "))))
        for name, sex, many in zip(rows["area_name"], rows["sex"], several, strict=True)
    ]
    levels = [
        f"{signed(word)} ({period})" if period else signed(word)
        for word, period in zip(rows["verdict"], rows["compared_in"], strict=True)
    ]
    words = [f"{level}; {way}" for level, way in zip(levels, rows["direction"], strict=True)]
    return Table(
        rows.rename(columns={"comparator_value": "comparator"}).assign(
            place=places, words=words, period=rows["period"].fillna(NOT_AVAILABLE)
        ),
        caption=f"{about.name} ({about.unit}), latest figures",
        columns=columns("place value lower_ci upper_ci period", value="Figure")
        | with_limits("comparator", one.comparator_name)
        | columns("words", words="Level; recent direction"),
        decimals=dict.fromkeys(("value", "lower_ci", "upper_ci", *COMPARED), about.decimals),
        source=about.source,
        folded=f"{about.name} ({about.unit})",
    )
