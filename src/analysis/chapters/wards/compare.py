"""Two wards side by side on every measure, and any other two to choose."""

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from analysis.claims.claim import digest
from analysis.claims.table import Table
from analysis.data.deprivation import EDITIONS
from analysis.data.raw import source_of
from analysis.findings.wards import MEASURES
from analysis.formats import NOT_AVAILABLE, format_number, with_unit

LINES = (
    ("rank", "Rank in England, 1 most deprived", "", 0),
    ("decile", "Decile, 1 most deprived", "", 0),
    ("population", "People, mid-2022", "", 0),
    ("population_most_deprived_tenth_percent", "People in England's most deprived tenth", "%", 1),
    ("population_most_deprived_fifth_percent", "People in England's most deprived fifth", "%", 1),
    *MEASURES,
)
"""Column, name, unit and decimals of each line."""
NOTE = (
    "A low rank or decile is worse, and so is a high number in every line after the people. No "
    "intervals are published for them."
)


@dataclass(frozen=True, eq=False)
class WardComparison:
    """A table of measures, a column a ward, of which two are shown.

    Without a script these are the two given; with it, any two can be chosen.
    """

    wards: pd.DataFrame
    shown: tuple[str, str]

    @cached_property
    def lines(self) -> list[list[str]]:
        """The name of each measure and its value in every ward, as text."""
        return [
            [f"{name} ({unit})" if unit not in ("", "%") else name,
             *(_text(value, unit, decimals) for value in self.wards[column])]
            for column, name, unit, decimals in LINES
        ]  # fmt: skip

    @property
    def html(self) -> str:
        """Two boxes to choose from, which a script makes visible, and the table."""
        names = [str(name) for name in self.wards["ward_name"]]
        codes = [str(code) for code in self.wards["ward_code"]]
        hidden = ["" if code in self.shown else " hidden" for code in codes]
        heads = "".join(
            f'<th scope="col"{away}><a href="ward:{escape(code)}">{escape(name)}</a></th>'
            for code, name, away in zip(codes, names, hidden, strict=True)
        )
        body = "".join(
            f'<tr><th scope="row">{escape(name)}</th>'
            + "".join(f"<td{away}>{escape(text)}</td>"
                      for text, away in zip(texts, hidden, strict=True))
            + "</tr>"
            for name, *texts in self.lines
        )  # fmt: skip
        picks = "".join(
            f"<label>{words} <select>{_options(names, codes.index(code))}</select></label>"
            for words, code in zip(("Compare", "with"), self.shown, strict=True)
        )
        return (
            f'<div class="compare"><p class="compare-choose" hidden>{picks}</p>'
            '<div class="table-scroll" role="region" aria-label="Two wards side by side" '
            'tabindex="0"><table><caption>Two wards side by side</caption><thead><tr>'
            f'<th scope="col">Measure</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
            f'<p class="table-note">{escape(NOTE)}</p>'
            f'<p class="table-source">Source: {escape(self._source)}</p></div>'
        )

    @property
    def text(self) -> str:
        """The two that are shown, and a digest of all, which a check of the page compares."""
        places = [0, *(1 + n for n, code in enumerate(self.wards["ward_code"])
                       if code in self.shown)]  # fmt: skip
        rows = [[line[place] for place in places] for line in self.lines]
        names = ["Measure", *self.wards["ward_name"]]
        table = Table(pd.DataFrame(rows, columns=[names[place] for place in places]),
                      caption="Two wards side by side", source=self._source)  # fmt: skip
        return f"{table.text}\nFingerprint of {len(names) - 1} wards: {digest(self.html)}"

    @property
    def _source(self) -> str:
        return source_of(EDITIONS[2025].wards)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.html, "text/plain": self.text}, {}


def _text(value: float, unit: str, decimals: int) -> str:
    if pd.isna(value):
        return NOT_AVAILABLE
    number = format_number(float(value), decimals)
    return with_unit(float(value), decimals, unit) if unit == "%" else number


def _options(names: list[str], chosen: int) -> str:
    return "".join(
        f'<option value="{place + 1}"{" selected" if place == chosen else ""}>'
        f"{escape(name)}</option>"
        for place, name in enumerate(names)
    )
