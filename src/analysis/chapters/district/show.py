"""The page of one district: where it lies, what is beside it, and its figures with verdicts."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.chapters.district.findings import DistrictFinding
from analysis.chapters.district.sentences import headline_place
from analysis.chapters.districts.sentences import title_of
from analysis.chapters.districts.show import draw_districts
from analysis.chapters.profile import show as profile
from analysis.chapters.ward.beside import link_beside
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.claims.table import Table, columns, with_limits
from analysis.claims.words import count_of
from analysis.findings.districts import Strip

# With more figures than these, each stage of life has a table that is folded away.
MOST_ROWS = 20


@dataclass(frozen=True, eq=False)
class DistrictsBeside:
    """The district first, then those that share a border with it, each a link to its page."""

    finding: DistrictFinding
    strip: Strip

    @cached_property
    def _rows(self) -> pd.DataFrame:
        own, among = self.finding.district, self.finding.among
        names = {one.code: one.name for one in (own, *among.beside(own.code))}
        known = self.strip.rows.assign(place=range(1, len(self.strip.rows) + 1))
        rows = known.set_index("area_code").reindex(list(names))
        return rows.assign(area_name=list(names.values()), decimals=self.strip.indicator.decimals
                           ).reset_index()  # fmt: skip

    @cached_property
    def _table(self) -> Table:
        rows, about = self._rows, self.strip.indicator
        name, unit = self.finding.district.name, f" ({about.unit})" if about.unit else ""
        nobody = f"No other district whose outline is held is beside {name}."
        return Table(
            rows,
            caption=f"{name} and the districts beside it: {title_of(self.strip)}, "
            f"{self.strip.period}",
            columns=columns("area_name", area_name="District")
            | {"place": "Place"}
            | {"value": f"Value{unit}", "lower_ci": "lower", "upper_ci": "upper"},
            decimals={"place": 0, "value": about.decimals, "lower_ci": about.decimals,
                      "upper_ci": about.decimals},
            notes=("Place is the number on the map: the first is the highest.",
                   *((nobody,) if len(rows) == 1 else ())),
            source=about.source,
        )  # fmt: skip

    @property
    def html(self) -> str:
        """The table, in which the name of each district beside leads to its page."""
        beside = self._rows[["area_code", "area_name"]].iloc[1:]
        return link_beside(self._table.html, "district", beside)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.html, "text/plain": self._table.text}, {}


def show_place(finding: DistrictFinding) -> Gallery | Notice:
    """Show the district on the map of its authority, beside those that adjoin it.

    Parameters
    ----------
    finding : DistrictFinding
        From `find_district`.
    """
    strip = finding.among.lead
    if strip is None:
        return Notice("Without figures of several districts there is no map of them.")
    title = headline_place(finding, strip)
    drawn = draw_districts(finding.among, finding.district.code, title)
    return Gallery((drawn, DistrictsBeside(finding, strip)))


def show_compared(finding: DistrictFinding) -> Chart | Notice:
    """Show the figures whose interval allows a comparison, better to the right."""
    return profile.show_compared(finding.profile, finding.places)


def show_figures(finding: DistrictFinding) -> Gallery:
    """Show every figure with its interval, beside the authority's and the comparator's."""
    rows, name = finding.known, finding.district.name
    if len(rows) <= MOST_ROWS:
        return Gallery((_tabulate(finding, rows, f"Latest figures of {name}"),))
    tables = []
    for stage, own in rows.groupby("life_stage", sort=False):
        words = profile.STAGES.get(str(stage), str(stage))
        folded = f"{words}: {count_of(len(own), 'figure')}"
        tables.append(_tabulate(finding, own, f"{words}, {name}", folded))
    return Gallery(tuple(tables))


def _tabulate(
    finding: DistrictFinding, rows: pd.DataFrame, caption: str, folded: str = ""
) -> Table:
    words, beside = profile.say_verdicts(rows), finding.places
    limits = [f"{name}{end}" for name in ("", "region_", "comparator_")
              for end in ("value", "lower_ci", "upper_ci")]  # fmt: skip
    return Table(
        rows.assign(label=profile.label_figures(rows), words=words),
        caption=caption,
        columns=columns(
            "label period value lower_ci upper_ci",
            label="Indicator",
            value=finding.district.name,
        )
        | _with_limits("region", finding.authority_name)
        | _with_limits("comparator", beside.comparator_name)
        | {"words": f"Beside {beside.comparator_name}; recent direction"},
        decimals=dict.fromkeys(limits, "decimals"),
        source="; ".join(rows["source"].unique()),
        folded=folded,
    )


def _with_limits(name: str, heading: str) -> dict[str, str]:
    found = with_limits("value", heading)
    return {
        f"{name}_value": heading,
        f"{name}_lower_ci": found["value_lower_ci"],
        f"{name}_upper_ci": found["value_upper_ci"],
    }
