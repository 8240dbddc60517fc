"""Results to accessible tables: one header row, limits beside their figure, shorthand above."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

from analysis.claims.claim import digest
from analysis.errors import DataError
from analysis.formats import NOT_AVAILABLE, format_number

TABLE_WORDS = "Fingerprint of the table"
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
HEADINGS = {
    "area_name": "Area",
    "direction": "Recent direction",
    "edition": "Index",
    "fifth_percent": "Fifth (%)",
    "first_period": "From",
    "last_period": "To",
    "lower_ci": "Lower 95% limit",
    "mark": "Method",
    "method": "How the limits came about",
    "name": "Indicator",
    "people_fifth": "People in fifth",
    "people_tenth": "People in tenth",
    "population": "People, mid-2022",
    "rank": "Rank in England",
    "slope": "Change",
    "slope_lower_ci": "Change, lower 95% limit",
    "slope_upper_ci": "Change, upper 95% limit",
    "small_area_code": "Code",
    "small_area_name": "Small area of 2021",
    "tenth_percent": "Tenth (%)",
    "upper_ci": "Upper 95% limit",
    "verdict_words": "Verdict",
    "ward_name": "Ward",
}
"""What a column is called where its name does not say it."""
BY_ROW = "decimals"
"""The column in which a row says how many digits its figures have."""
FIGURES = ("value", "comparator_value", "region_value", "lower_ci", "upper_ci", "slope")
WHOLE = (
    *("decile", "decile_2019", "people", "people_tenth", "people_fifth", "population", "rank"),
    *("actions", "count", "figures", "blank", "absent"),
)
LOWER, UPPER = "lower_ci", "upper_ci"
WITH_INTERVAL = ", 95% interval"
"""What the heading of a figure with its limits ends with."""
NO_INTERVALS = "Where no interval stands beside a figure, we hold none."
ENDS = {"lower_ci": "lower 95% limit", "upper_ci": "upper 95% limit"}


def columns(names: str, /, **headings: str) -> dict[str, str]:
    """Give the columns of a table in order: headings given here, known ones, or the names."""
    spelt = {name: name.replace("_", " ").capitalize() for name in names.split()}
    return {name: headings.get(name) or HEADINGS.get(name, own) for name, own in spelt.items()}


def with_limits(name: str, heading: str, short: str = "") -> dict[str, str]:
    """Give the columns of a figure and its limits."""
    limits = {f"{name}_{end}": f"{short or heading}, {words}" for end, words in ENDS.items()}
    return {name: heading, **limits}


def together(rows: pd.DataFrame, names: str, template: str = "") -> list[str]:
    """Write several columns in one, as a template has them or by commas, without what is empty.

    >>> rows = pd.DataFrame({"name": ["Gap", "Gap"], "sex": ["Male", ""], "unit": "years"})
    >>> together(rows, "name sex"), together(rows, "name unit", "{} ({})")[0]
    (['Gap, Male', 'Gap'], 'Gap (years)')
    """
    columns = [
        ["" if pd.isna(cell) else str(cell) for cell in rows[name].tolist()]
        for name in names.split()
    ]
    texts = zip(*columns, strict=True)
    if template:
        return [template.format(*row) for row in texts]
    return [", ".join(filter(None, row)) for row in texts]


def digits_of(name: str, *, by_row: bool) -> int | str | None:
    """Say with how many digits a column is shown where its table does not say."""
    return 0 if name in WHOLE else BY_ROW if by_row and name in FIGURES else None


@dataclass(frozen=True, eq=False)
class Table:
    """A frame shown as a table that everyone can read.

    Limits that follow their figure stand in its cell; `folded` says in the words of a summary what
    is folded away.
    """

    frame: pd.DataFrame
    caption: str
    columns: Mapping[str, str] | None = None
    decimals: int | Mapping[str, int | str] | None = None
    missing: str = NOT_AVAILABLE
    notes: str | Sequence[str] = ()
    source: str = ""
    folded: str = ""

    def __post_init__(self) -> None:
        by_column = self.decimals if isinstance(self.decimals, Mapping) else {}
        for name in [*self._headings, *by_column.values()]:
            if isinstance(name, str) and name not in self.frame.columns:
                raise DataError(
                    f"The table {self.caption!r} shows the column {name!r}, which the rows do not "
                    f"have. They have {', '.join(map(str, self.frame.columns))}."
                )

    @property
    def _headings(self) -> Mapping[str, str]:
        return self.columns or {name: str(name) for name in self.frame.columns}

    @cached_property
    def _notes(self) -> Sequence[str]:
        notes = (self.notes,) if isinstance(self.notes, str) else tuple(self.notes)
        alone = any(
            (self._known(name) & ~(self._known(lower) & self._known(upper))).any()
            for name, (lower, upper) in self._limits.items()
        )
        return (*notes, NO_INTERVALS) if alone else notes

    @cached_property
    def _limits(self) -> dict[str, tuple[str, str]]:
        """The figures whose limits follow them, with the names of these."""
        names = [*self._headings]
        return {
            name: (lower, upper)
            for name, lower, upper in zip(names, names[1:], names[2:], strict=False)
            if lower.endswith(LOWER) and upper.endswith(UPPER)
        }

    @cached_property
    def headings(self) -> dict[str, str]:
        """The heading of each column that is shown."""
        inside = {end for ends in self._limits.values() for end in ends}
        held = {
            name: any(self._known(end).any() for end in ends) for name, ends in self._limits.items()
        }
        return {
            name: f"{heading}{WITH_INTERVAL}" if held.get(name) else heading
            for name, heading in self._headings.items()
            if name not in inside
        }

    @cached_property
    def rows(self) -> list[list[str]]:
        """Every cell as the text that is shown."""
        texts = [self._texts(name) for name in self.headings]
        return [list(row) for row in zip(*texts, strict=True)]

    @property
    def shorthand(self) -> str:
        """The sentence that explains the shorthand in use; empty when there is none."""
        return explain_shorthand(self.rows)

    @property
    def html(self) -> str:
        """The table as HTML."""
        if not self.rows:
            return f'<p class="notice">{escape(self.caption)}: no figures are held.</p>'
        above, *below = (
            f'<p class="table-note">{escape(note)}</p>' if note else ""
            for note in (self.shorthand, *self._notes)
        )
        source = f'<p class="table-source">Source: {escape(self.source)}</p>' if self.source else ""
        headings = list(self.headings.values())
        numeric = [n for n, name in enumerate(self.headings) if _is_number(self.frame[name])]
        body = html_table(headings, self.rows, caption=self.caption, numeric=numeric)
        block = f'<div class="table-block">{above}{body}{"".join(below)}{source}</div>'
        return fold(block, self.folded) if self.folded else block

    @property
    def text(self) -> str:
        """The table as plain lines, which a check of the page compares."""
        if not self.rows:
            return f"{self.caption}: no figures are held."
        lines = [" | ".join(cells) for cells in (self.headings.values(), *self.rows)]
        source = f"Source: {self.source}" if self.source else ""
        below = filter(None, [self.shorthand, *self._notes, source])
        return "\n".join([self.caption, *lines, *below])

    @property
    def plain(self) -> str:
        """What a notebook holds beside the table: its caption and a digest of all it says."""
        digested = f"{self.caption}\n{TABLE_WORDS}: {digest(self.text)}"
        return digested if self.rows else self.text

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.html, "text/plain": self.plain}, {}

    def _known(self, name: str) -> np.ndarray:
        return self.frame[name].notna().to_numpy()

    def _texts(self, name: str) -> list[str]:
        """Write a column; a figure with its limits where it has them."""
        if name not in self._limits:
            return self._alone(name)
        lower, upper = self._limits[name]
        known = self._known(name) & self._known(lower) & self._known(upper)
        parts = zip(*map(self._alone, (name, lower, upper)), known, strict=True)
        return [f"{value} ({low} to {high})" if all_ else value for value, low, high, all_ in parts]

    def _alone(self, name: str) -> list[str]:
        column = self.frame[name]
        if not _is_number(column):
            # A cell is never empty.
            return [self.missing if pd.isna(c) else str(c).strip() or "[z]" for c in column]
        return [
            self.missing if pd.isna(cell) else format_number(float(cell), digits)
            for cell, digits in zip(column, self._digits(name, column), strict=True)
        ]

    def _digits(self, name: str, column: pd.Series) -> list[int]:
        given = self.decimals
        chosen = given.get(name) if isinstance(given, Mapping) else given
        if chosen is None:
            chosen = digits_of(name, by_row=BY_ROW in self.frame.columns)
        if isinstance(chosen, str):
            return [int(digits) for digits in self.frame[chosen]]
        if is_integer_dtype(column):
            chosen = 0
        return [DECIMALS_OF_FRACTIONS if chosen is None else chosen] * len(column)


def fold(html: str, summary: str) -> str:
    """Fold a part of a page away; it opens without a script, and stands open on paper."""
    return f'<details class="fold"><summary>{escape(summary)}</summary>{html}</details>'


def html_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
    numeric: Iterable[int] = (),
    role: str = "region",
) -> str:
    """Write a table that a keyboard can scroll and a screen reader can follow."""
    right = set(numeric)
    kinds = [' class="number"' if place in right else "" for place in range(len(columns))]

    def cells(texts: Sequence[str]) -> list[str]:
        return [f"{kind}>{escape(text)}</" for kind, text in zip(kinds, texts, strict=True)]

    head = "".join(f'<th scope="col"{cell}th>' for cell in cells(columns))
    body = "".join(
        f'\n<tr><th scope="row"{first}th>{"".join(f"<td{cell}td>" for cell in others)}</tr>'
        for first, *others in map(cells, rows)
    )
    name = escape(caption, quote=True)
    return (
        f'<div class="table-scroll" role="{role}" aria-label="{name}" tabindex="0">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def explain_shorthand(rows: Iterable[Iterable[str]]) -> str:
    """Say what the shorthand among the cells means."""
    used = {cell for row in rows for cell in row} & set(SHORTHAND)
    words = ", ".join(f"{sign} {meaning}" for sign, meaning in SHORTHAND.items() if sign in used)
    return f"{SHORTHAND_WORDS_START}{words}." if words else ""


def _is_number(column: pd.Series) -> bool:
    return is_numeric_dtype(column) and not is_bool_dtype(column)
