"""The gap between an area and its comparator, and between groups inside an area, over time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

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
SIDES = ("first", "second")


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
    numbers = [*key, "value", "lower_ci", "upper_ci"]
    both = first[numbers].merge(second[numbers], on=key, suffixes=("_first", "_second"))
    gaps = both[key].assign(first=both["value_first"], second=both["value_second"])
    limits = {
        f"{side}_limits": (both[f"lower_ci_{side}"], both[f"upper_ci_{side}"]) for side in SIDES
    }
    for measure, function in zip(MEASURES, (absolute_gap, relative_gap), strict=True):
        result = canonical(function(gaps["first"], gaps["second"], **limits))
        columns = [measure, f"{measure}_lower_ci", f"{measure}_upper_ci"]
        gaps[columns] = result[["value", "lower_ci", "upper_ci"]]
    for side, (lower, upper) in zip(SIDES, limits.values(), strict=True):
        errors = standard_error(pd.DataFrame({"lower_ci": lower, "upper_ci": upper}))
        gaps[f"{side}_error"] = float("nan") if errors is None else errors
    return GapFinding(indicator, area_code, *names, gaps, _trends(gaps))


def unbroken_gaps(gaps: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give each sex's known gaps after the last break."""
    for sex, group in gaps.groupby("sex", sort=True):
        yield str(sex), latest_segment(group.assign(value=group["absolute"]))


def fit_gap(fit: Callable[..., Any], points: pd.DataFrame, **options: Any) -> Any:
    """Fit a statistic to the points of a gap, by the errors of both sides where all are known."""
    errors = [points.get(f"{side}_error") for side in SIDES]
    if any(error is None or error.isna().any() for error in errors):
        errors = [None, None]
    return canonical(
        fit(
            points["first_year"],
            points["last_year"],
            points["first"],
            points["second"],
            straddling=False,
            first_error=errors[0],
            second_error=errors[1],
            **options,
        )
    )


def _trends(gaps: pd.DataFrame) -> pd.DataFrame:
    names = ["direction", "slope", "lower_ci", "upper_ci", "p_value", "method", "note"]
    rows = []
    for sex, points in unbroken_gaps(gaps):
        ends = points["period"].iloc[[0, -1]] if len(points) else ("", "")
        span = dict(zip(("first_period", "last_period"), ends, strict=True))
        for measure in MEASURES:
            trend = fit_gap(gap_trend, points, measure=measure)
            found = {name: getattr(trend, name) for name in names}
            rows.append({"sex": sex, "measure": measure} | found | span)
    return pd.DataFrame(rows, columns=["sex", "measure", *names, "first_period", "last_period"])
