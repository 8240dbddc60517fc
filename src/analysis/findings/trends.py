"""What an indicator did over time in an area, beside its comparators."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.data.areas import GROUP, Places, get_area
from analysis.data.catalogue import Break, Indicator
from analysis.data.indicators import describe_indicator, explain_no_figure, select_series
from analysis.data.lineage import describe_lineage
from analysis.findings.movement import Movement, Points, follow_figure
from analysis.findings.spread import spread_of

ROLES = ("area", "England", "region", "neighbour")


@dataclass(frozen=True)
class TrendFinding:
    """One indicator over time."""

    indicator: Indicator
    # From `select_series`, with ``role`` (one of `ROLES`).
    series: pd.DataFrame
    # Where the area's own figure goes, by sex.
    moves: Mapping[str, Movement]
    absence: str = ""

    @property
    def own(self) -> pd.DataFrame:
        """The area's own figures."""
        return self.series[self.series["role"] == "area"]

    @property
    def latest(self) -> pd.DataFrame:
        """The area's latest known figure of each sex."""
        return self.own[self.own["value"].notna()].groupby("sex", sort=True).tail(1)

    @property
    def lineage(self) -> str:
        """Which figures were published for other codes or boundaries, in sentences."""
        return describe_lineage(self.series)

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Where the series changes its meaning."""
        return self.indicator.breaks


def find_trend(slug: str, places: Places) -> TrendFinding:
    """Find how one indicator moved in an area, its comparator, region and neighbours."""
    about, series = describe_indicator(slug), select_series(slug, list(places.roles))
    series["role"] = series["area_code"].map(places.roles)
    own = series[series["role"] == "area"]
    # A group has the name that its parameters give it; no publisher has named it.
    if get_area(places.area_code).type == GROUP:
        series.loc[own.index, "area_name"] = places.area_name
    absence = "" if own["value"].notna().any() else explain_no_figure(slug, places.area_code)
    return TrendFinding(about, series, follow_figures(own, about, places.edition_date), absence)


def follow_figures(own: pd.DataFrame, about: Indicator, on: str) -> dict[str, Movement]:
    """Say where the figures of one area go, for each sex that has any."""
    known = own[own["value"].notna()]
    return {
        sex: follow_figure(
            points, about, spread=spread_of(about.indicator, sex, points["period"][-1]), on=on
        )
        for sex, points in Points.by_sex(known).items()
    }
