"""What an indicator did over time in an area, beside its comparators."""

from dataclasses import dataclass

import pandas as pd

from analysis.data.areas import GROUP, Places, get_area
from analysis.data.catalogue import Break, Indicator
from analysis.data.indicators import (
    describe_indicator,
    explain_no_figure,
    select_series,
)
from analysis.data.lineage import describe_lineage
from analysis.formats import canonical
from analysis.statistics import Trend, linear_trend, recent_trend
from analysis.statistics.comparison import chi_squared_p_value

RECENT_POINTS = 10
"""A fitted line looks at this many latest points; the Fingertips rule at five."""
RULE_POINTS = 5
JUDGED_BY = (
    *("period", "period_end", "first_year", "last_year", "period_kind", "segment"),
    *("count", "denominator", "value", "lower_ci", "upper_ci"),
)
ROLES = ("area", "England", "region", "neighbour")


@dataclass(frozen=True)
class TrendFinding:
    """One indicator over time."""

    indicator: Indicator
    # From `select_series`, with ``role`` (one of `ROLES`).
    series: pd.DataFrame
    directions: pd.DataFrame
    absence: str = ""

    @property
    def latest(self) -> pd.DataFrame:
        """The area's latest known figure of each sex."""
        own = self.series[(self.series["role"] == "area") & self.series["value"].notna()]
        return own.groupby("sex", sort=True).tail(1)

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
    series = select_series(slug, list(places.roles))
    series["role"] = series["area_code"].map(places.roles)
    own = series[series["role"] == "area"]
    # A group has the name that its parameters give it; no publisher has named it.
    if get_area(places.area_code).type == GROUP:
        series.loc[own.index, "area_name"] = places.area_name
    absence = "" if own["value"].notna().any() else explain_no_figure(slug, places.area_code)
    return TrendFinding(describe_indicator(slug), series, recent_directions(own), absence)


def recent_directions(series: pd.DataFrame) -> pd.DataFrame:
    """Say in which direction each series has gone lately, by a rule.

    A row an area and sex: ``area_code, area_name, sex, direction`` ("increasing", "decreasing", "no
    significant change" or "cannot be calculated"), ``slope, lower_ci, upper_ci`` (units a year;
    missing under the Fingertips rule), ``p_value`` (of no change), ``first_period, last_period,
    method, note``.
    """
    columns = ["area_code", "area_name", "sex"]
    rows = [
        dict(zip(columns, keys, strict=True)) | _direction(group)
        for keys, group in series[[*columns, *JUDGED_BY]].groupby(columns, sort=False)
    ]
    results = ["direction", "slope", "lower_ci", "upper_ci", "p_value"]
    labels = ["first_period", "last_period", "method", "note"]
    return pd.DataFrame(rows, columns=[*columns, *results, *labels])


def _direction(group: pd.DataFrame) -> dict[str, object]:
    unbroken = latest_segment(group)
    last = unbroken.tail(RULE_POINTS)
    if _suits_rule(last):
        return _by_rule(last)
    return _by_line(unbroken.tail(RECENT_POINTS))


def latest_segment(group: pd.DataFrame) -> pd.DataFrame:
    """Keep the known points after the last break in a series."""
    known = group[group["value"].notna()]
    return known[known["segment"] == known["segment"].max()] if len(known) else known


def _suits_rule(last: pd.DataFrame) -> bool:
    single = (last["first_year"] == last["last_year"]).all()
    consecutive = (last["first_year"].diff().dropna() == 1).all()
    judged = last["lower_ci"].notna().all() or last["count"].notna().all()
    return len(last) == RULE_POINTS and bool(single and consecutive and judged)


def _by_rule(last: pd.DataFrame) -> dict[str, object]:
    counted = last[["count", "denominator"]].notna().all(axis=None)
    years = last.assign(period_start=last["first_year"])
    result = canonical(
        recent_trend(years, by=["area_code"], kind="proportion" if counted else "other")
    ).iloc[0]
    return {
        "direction": result["trend"],
        "p_value": canonical(chi_squared_p_value(float(result["chi_squared"]))),
        **_span(last),
        "method": "Fingertips rule, last five years",
        "note": result["note"],
    }


def fit_line(points: pd.DataFrame) -> Trend:
    """Fit a line through points in order, by their own errors where all have intervals."""
    return canonical(
        linear_trend(
            points["first_year"],
            points["last_year"],
            points["value"],
            standard_error=standard_error(points),
            straddling=False,
        )
    )


def _by_line(points: pd.DataFrame) -> dict[str, object]:
    if (points["period_kind"] == "cumulative").any():
        note = "each period contains the last, so the figures can only grow"
        return {"direction": "cannot be calculated", **_span(points), "method": "", "note": note}
    trend = fit_line(points)
    numbers = ("slope", "lower_ci", "upper_ci", "p_value", "method", "note")
    word = direction_of(trend.slope, trend.lower_ci, trend.upper_ci)
    found = {name: getattr(trend, name) for name in numbers}
    return {"direction": word, **found, **_span(points)}


def direction_of(slope: float, lower: float, upper: float) -> str:
    """Word a slope by its 95% interval.

    >>> direction_of(0.3, 0.1, 0.5), direction_of(0.3, -0.1, 0.7)
    ('increasing', 'no significant change')
    >>> direction_of(0.3, float("nan"), float("nan"))
    'cannot be calculated'
    """
    if not (lower <= slope <= upper):
        return "cannot be calculated"
    if lower <= 0 <= upper:
        return "no significant change"
    return "increasing" if slope > 0 else "decreasing"


def standard_error(points: pd.DataFrame) -> pd.Series | None:
    """Take each point's standard error from its published 95% limits, if all have them."""
    if points["lower_ci"].isna().any():
        return None
    return (points["upper_ci"] - points["lower_ci"]) / (2 * 1.959964)


def _span(points: pd.DataFrame) -> dict[str, object]:
    if points.empty:
        return {"first_period": "", "last_period": ""}
    return {"first_period": points["period"].iloc[0], "last_period": points["period"].iloc[-1]}
