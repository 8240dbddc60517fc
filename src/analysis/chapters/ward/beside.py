"""A ward and those beside it: each a link to its page, with what sets them apart."""

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from analysis.claims.table import Table, columns
from analysis.data.deprivation import EDITIONS
from analysis.data.raw import source_of
from analysis.findings.wards import WardsBeside

SHARES = {
    "population_most_deprived_fifth_percent": "Fifth (%)",
    "households_deprived_two_percent": "Hardship (%)",
}
NOTE = (
    "Place is the number on the map. Fifth is the share of residents in England's most deprived "
    "fifth of small areas, and hardship the share of households deprived in two or more ways in "
    "Census 2021. No intervals are published."
)


@dataclass(frozen=True, eq=False)
class WardsBesideTable:
    """The ward first, then those that share a border with it, the most deprived first."""

    found: WardsBeside
    ward_code: str

    @cached_property
    def _rows(self) -> pd.DataFrame:
        wards = self.found.wards
        wards = wards.assign(place=range(1, len(wards) + 1))
        beside = self.found.beside(self.ward_code).index
        own = wards[wards["ward_code"] == self.ward_code]
        return pd.concat([own, wards.loc[beside]], ignore_index=True)

    @cached_property
    def _table(self) -> Table:
        rows = self._rows
        name, alone = rows["ward_name"].iloc[0], len(rows) == 1
        known = self.ward_code in self.found.outlines.shapes
        nobody = (
            f"No ward that the figures hold is beside {name}."
            if known
            else f"No outline of {name} is held, so we cannot say which wards are beside it."
        )
        return Table(
            rows,
            caption=f"{name} and the wards beside it: rank in England, index of 2025",
            columns=columns("ward_name place rank", rank="Rank") | SHARES,
            notes=(nobody, NOTE) if alone else NOTE,
            source=source_of(EDITIONS[2025].wards),
        )

    @property
    def html(self) -> str:
        """The table, in which the name of each ward beside leads to its page."""
        beside = self._rows[["ward_code", "ward_name"]].iloc[1:]
        return link_beside(self._table.html, "ward", beside)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.html, "text/plain": self._table.plain}, {}


def link_beside(html: str, kind: str, beside: pd.DataFrame) -> str:
    """Lead from the name of each place in a table to its page; `beside` has code and name."""
    for code, name in beside.itertuples(index=False):
        plain = f'<th scope="row">{escape(str(name))}</th>'
        link = f'<a href="{kind}:{escape(str(code))}">{escape(str(name))}</a>'
        html = html.replace(plain, f'<th scope="row">{link}</th>', 1)
    return f'<div class="wards-beside">{html}</div>'
