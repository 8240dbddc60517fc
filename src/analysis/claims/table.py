"""Results to accessible tables: one header row, one number a cell, shorthand explained above."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

from analysis.claims.columns import BY_ROW, digits_of
from analysis.errors import DataError
from analysis.formats import NOT_AVAILABLE, format_number

SHORTHAND = {
    "[c]": "confidential",
    "[e]": "estimated",
    "[k]": "low figure",
    "[low]": "low figure",
    "[u]": "unreliable",
    "[x]": "not available",
    "[z]": "not applicable",
}
DECIMALS_OF_FRACTIONS = 1
SHORTHAND_WORDS_START = "Shorthand: "


@dataclass(frozen=True, eq=False)
class Table:
    """A frame shown as a table that everyone can read.

    >>> rows = pd.DataFrame({"area": ["A & B", "C"], "value": [2.25, None]})
    >>> table = Table(rows, caption="Smoking, 2020", columns={"area": "Area", "value": "%"})
    >>> print(table.text)
    Smoking, 2020
    Area | %
    A & B | 2.3
    C | [x]
    Shorthand: [x] not available.
    >>> '<th scope="row">A &amp; B</th>' in table.html
    True
    """

    frame: pd.DataFrame
    caption: str
    columns: Mapping[str, str] | None = None
    decimals: int | Mapping[str, int | str] | None = None
    missing: str = NOT_AVAILABLE
    notes: str | Sequence[str] = ()
    source: str = ""

    def __post_init__(self) -> None:
        by_column = self.decimals if isinstance(self.decimals, Mapping) else {}
        needed = [*self._headings, *(name for name in by_column.values() if isinstance(name, str))]
        absent = [name for name in needed if name not in self.frame.columns]
        if absent:
            raise DataError(
                f"The table {self.caption!r} shows the column {absent[0]!r}, which the rows do not "
                f"have. They have {', '.join(map(str, self.frame.columns))}."
            )

    @property
    def _headings(self) -> dict[str, str]:
        if self.columns is not None:
            return dict(self.columns)
        return {name: str(name) for name in self.frame.columns}

    @property
    def _notes(self) -> Sequence[str]:
        return (self.notes,) if isinstance(self.notes, str) else self.notes

    @cached_property
    def rows(self) -> list[list[str]]:
        """Every cell as the text that is shown."""
        texts = [self._texts(name) for name in self._headings]
        return [list(row) for row in zip(*texts, strict=True)]

    @property
    def numeric(self) -> list[int]:
        """The places of the columns that hold numbers."""
        return [place for place, name in enumerate(self._headings) if _is_number(self.frame[name])]

    @property
    def shorthand(self) -> str:
        """The sentence that explains the shorthand in use; empty when there is none."""
        return explain_shorthand(self.rows)

    @property
    def html(self) -> str:
        """The table as HTML."""
        if not self.rows:
            return f'<p class="notice">{escape(self.caption)}: no figures are published.</p>'
        above = [*self._notes, *([self.shorthand] if self.shorthand else [])]
        notes = "".join(f'<p class="table-note">{escape(note)}</p>' for note in above)
        source = f'<p class="table-source">Source: {escape(self.source)}</p>' if self.source else ""
        body = html_table(
            list(self._headings.values()), self.rows, caption=self.caption, numeric=self.numeric
        )
        return f'<div class="table-block">{notes}{body}{source}</div>'

    @property
    def text(self) -> str:
        """The table as plain lines, which a check of the page compares."""
        if not self.rows:
            return f"{self.caption}: no figures are published."
        lines = [list(self._headings.values()), *self.rows]
        below = [*([self.shorthand] if self.shorthand else []), *self._notes]
        source = [f"Source: {self.source}"] if self.source else []
        return "\n".join([self.caption, *(" | ".join(line) for line in lines), *below, *source])

    def _repr_mimebundle_(
        self,
        include: Iterable[str] | None = None,
        exclude: Iterable[str] | None = None,
    ) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.html, "text/plain": self.text}, {}

    def _texts(self, name: str) -> list[str]:
        column = self.frame[name]
        if not _is_number(column):
            return [self.missing if pd.isna(cell) else _visible(str(cell)) for cell in column]
        return [
            self.missing if pd.isna(cell) else format_number(float(cell), digits)
            for cell, digits in zip(column, self._digits(name, column), strict=True)
        ]

    def _digits(self, name: str, column: pd.Series) -> list[int]:
        given: Mapping[str, int | str | None]
        given = self.decimals if isinstance(self.decimals, Mapping) else {name: self.decimals}
        chosen = given.get(name)
        if chosen is None:
            chosen = digits_of(name, by_row=BY_ROW in self.frame.columns)
        if isinstance(chosen, str):
            return [int(digits) for digits in self.frame[chosen]]
        if is_integer_dtype(column):
            chosen = 0
        return [DECIMALS_OF_FRACTIONS if chosen is None else chosen] * len(column)


def html_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
    numeric: Iterable[int] = (),
    role: str = "region",
) -> str:
    """Write a table that a keyboard can scroll and a screen reader can follow.

    >>> html_table(["Area", "%"], [["<b>", "2.3"]], caption="Smoking", numeric=[1])[-88:]
    '<tr><th scope="row">&lt;b&gt;</th><td class="number">2.3</td></tr></tbody></table></div>'
    """
    right = set(numeric)
    kinds = [' class="number"' if place in right else "" for place in range(len(columns))]
    head = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>'
        for kind, name in zip(kinds, columns, strict=True)
    )
    body = "".join(f"<tr>{_row(cells, kinds)}</tr>" for cells in rows)
    name = escape(caption, quote=True)
    return (
        f'<div class="table-scroll" role="{role}" aria-label="{name}" tabindex="0">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def explain_shorthand(rows: Iterable[Iterable[str]]) -> str:
    """Say what the shorthand among the cells means.

    >>> explain_shorthand([["A", "[c]"], ["B", "[x]"], ["C", "[x]"]])
    'Shorthand: [c] confidential, [x] not available.'
    """
    used = {cell for row in rows for cell in row} & set(SHORTHAND)
    words = ", ".join(f"{sign} {meaning}" for sign, meaning in SHORTHAND.items() if sign in used)
    return f"{SHORTHAND_WORDS_START}{words}." if words else ""


def _row(cells: Sequence[str], kinds: Sequence[str]) -> str:
    first, *others = zip(cells, kinds, strict=True)
    return f'<th scope="row"{first[1]}>{escape(first[0])}</th>' + "".join(
        f"<td{kind}>{escape(cell)}</td>" for cell, kind in others
    )


def _is_number(column: pd.Series) -> bool:
    return is_numeric_dtype(column) and not is_bool_dtype(column)


def _visible(cell: str) -> str:
    """Give a cell that is never empty."""
    return cell.strip() or "[z]"
