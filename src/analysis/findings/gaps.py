"""The gap between an area and its comparator, and between groups inside an area, over time."""

from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from analysis.data.areas import Places
from analysis.data.catalogue import Break, Indicator
from analysis.data.indicators import Pair, describe_indicator, pairs, select_series
from analysis.data.lineage import describe_lineage
from analysis.findings.trends import latest_segment, standard_error
from analysis.formats import canonical
from analysis.statistics import absolute_gap, gap_trend, relative_gap

FREE_MEAL_GROUPS = ("eligible for free school meals", "not eligible")
MEASURES: tuple[Literal["absolute"], Literal["relative"]] = ("absolute", "relative")


@dataclass(frozen=True)
class GapFinding:
    """A gap over time: first minus second, and first over second."""

    indicator: Indicator
    area_code: str
    first_name: str
    second_name: str
    # A row a sex and period: ``sex, period, period_start, period_end, segment, first, second``,
    # then ``absolute`` and ``relative``, each with ``_lower_ci, _upper_ci``.
    gaps: pd.DataFrame
    # A row a sex and measure: ``sex, measure, direction, slope, lower_ci, upper_ci, method, note,
    # first_period, last_period``. The relative slope is of the log ratio, a year.
    trends: pd.DataFrame
    lineage: str = ""

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Where the series changes its meaning."""
        return self.indicator.breaks


def find_gap(slug: str, places: Places) -> GapFinding:
    """Find the gap between an area and its comparator in one indicator."""
    series = select_series(slug, [places.area_code, places.comparator_code])
    first = series[series["area_code"] == places.area_code]
    second = series[series["area_code"] == places.comparator_code]
    names = (places.area_name, places.comparator_name)
    finding = gap_between(describe_indicator(slug), places.area_code, first, second, names)
    return replace(finding, lineage=_lineage(finding.gaps, first, second))


def find_free_meal_gap(pair: Pair, area_code: str) -> GapFinding:
    """Find the gap between children eligible for free school meals and others, in one area."""
    eligible = select_series(pair.eligible, [area_code])
    others = select_series(pair.others, [area_code])
    about = replace(describe_indicator(pair.eligible), name=pair.name)
    finding = gap_between(about, area_code, eligible, others, FREE_MEAL_GROUPS)
    return replace(finding, lineage=_lineage(finding.gaps, eligible, others))


def find_free_meal_gaps(area_code: str) -> list[GapFinding]:
    """Find every free-school-meal gap that is published for an area."""
    return [find_free_meal_gap(pair, area_code) for pair in pairs()]


def _lineage(gaps: pd.DataFrame, *sides: pd.DataFrame) -> str:
    """Say once what either side needed in the periods that have a gap."""
    shown = [side[side["period"].isin(gaps["period"])] for side in sides]
    return " ".join(filter(None, dict.fromkeys(describe_lineage(side) for side in shown)))


def gap_between(
    indicator: Indicator,
    area_code: str,
    first: pd.DataFrame,
    second: pd.DataFrame,
    names: tuple[str, str],
) -> GapFinding:
    """Find the gap between two series that are selected already."""
    key = ["sex", "period", "period_start", "period_end", "first_year", "last_year", "segment"]
    numbers = ["value", "lower_ci", "upper_ci"]
    both = first[[*key, *numbers]].merge(
        second[[*key, *numbers]], on=key, suffixes=("_first", "_second")
    )
    sides = [both["value_first"], both["value_second"]]
    limits = {
        "first_limits": (both["lower_ci_first"], both["upper_ci_first"]),
        "second_limits": (both["lower_ci_second"], both["upper_ci_second"]),
    }
    gaps = both[key].assign(first=sides[0], second=sides[1])
    for measure, function in zip(MEASURES, (absolute_gap, relative_gap), strict=True):
        result = canonical(function(*sides, **limits))
        gaps[measure] = result["value"]
        gaps[f"{measure}_lower_ci"] = result["lower_ci"]
        gaps[f"{measure}_upper_ci"] = result["upper_ci"]
    gaps["first_error"] = _errors(both, "first")
    gaps["second_error"] = _errors(both, "second")
    return GapFinding(indicator, area_code, *names, gaps, _trends(gaps))


def _errors(both: pd.DataFrame, side: str) -> pd.Series:
    limits = both[[f"lower_ci_{side}", f"upper_ci_{side}"]]
    errors = standard_error(limits.set_axis(["lower_ci", "upper_ci"], axis=1))
    return pd.Series(float("nan"), index=both.index) if errors is None else errors


def _trends(gaps: pd.DataFrame) -> pd.DataFrame:
    names = ["sex", "measure", "direction", "slope", "lower_ci", "upper_ci", "p_value"]
    rows = []
    for sex, group in gaps.groupby("sex", sort=True):
        points = latest_segment(group.assign(value=group["absolute"]))
        known = points[["first_error", "second_error"]].notna().all(axis=None)
        for measure in MEASURES:
            trend = canonical(
                gap_trend(
                    points["first_year"],
                    points["last_year"],
                    points["first"],
                    points["second"],
                    measure=measure,
                    straddling=False,
                    first_error=points["first_error"] if known else None,
                    second_error=points["second_error"] if known else None,
                )
            )
            rows.append(
                {name: getattr(trend, name) for name in names[2:]}
                | {"sex": sex, "measure": measure, "method": trend.method, "note": trend.note}
                | {"first_period": points["period"].iloc[0] if len(points) else ""}
                | {"last_period": points["period"].iloc[-1] if len(points) else ""}
            )
    return pd.DataFrame(rows, columns=[*names, "method", "note", "first_period", "last_period"])
