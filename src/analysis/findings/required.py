"""The gaps that are followed, in rows: their trend, and the rate that would halve them in time."""

from collections.abc import Hashable, Mapping, Sequence
from math import exp
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator, select_series, slug_of
from analysis.findings.gaps import (
    GapFinding,
    find_free_meal_gaps,
    find_gap,
)
from analysis.findings.trends import latest_segment
from analysis.formats import canonical, canonical_numbers
from analysis.statistics import RequiredRate, gap_trend, required_rate

INSIDE, BETWEEN = "inside the area", "against the comparator"
NO_GAP = "no gap to close: the figure is on the better side"
NOT_JUDGED = "neither direction is better, so there is no gap to close"
ENDS = "least minus most deprived end"
TREND_COLUMNS = (
    "name",
    "between",
    "sex",
    "measure",
    "unit",
    "decimals",
    "direction",
    "slope",
    "lower_ci",
    "upper_ci",
    "first_period",
    "last_period",
    "method",
)
NUMBERS = (
    "slope",
    "lower_ci",
    "upper_ci",
    "gap",
    "target_gap",
    "required",
    "expected_gap",
    "expected_lower_ci",
    "expected_upper_ci",
)
RATE_COLUMNS = (
    "indicator",
    "name",
    "where",
    "between",
    "sex",
    "unit",
    "decimals",
    "period",
    "gap",
    "target_gap",
    "required",
    "slope",
    "lower_ci",
    "upper_ci",
    "expected_gap",
    "expected_lower_ci",
    "expected_upper_ci",
    "verdict",
    "note",
)


def list_trends(findings: Sequence[GapFinding]) -> pd.DataFrame:
    """List what each gap has done a year, with its interval and method."""
    rows = [
        _trend_row(finding, row)
        for finding in findings
        for row in finding.trends.to_dict("records")
    ]
    return _frame(rows, TREND_COLUMNS)


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Lay rows out; numbers stay numbers where there are none."""
    numbers = [name for name in columns if name in NUMBERS]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, "float64"))


def _trend_row(finding: GapFinding, row: Mapping[Hashable, Any]) -> dict[str, Any]:
    about = finding.indicator
    relative = row["measure"] == "relative"
    numbers = {name: float(row[name]) for name in ("slope", "lower_ci", "upper_ci")}
    if relative:
        changes = (100 * (exp(value) - 1) for value in numbers.values())
        numbers = dict(zip(numbers, canonical_numbers(*changes), strict=True))
    return {
        **{str(name): value for name, value in row.items()},
        **numbers,
        "name": about.name,
        "between": f"{finding.first_name} and {finding.second_name}",
        "unit": "% of the ratio" if relative else about.unit,
        "decimals": about.decimals + 1,
        "method": row["note"] or row["method"],
    }


def find_index_trend(area_code: str) -> pd.DataFrame:
    """Find what the published slope index has done a year, with its interval."""
    about = describe_indicator(slug_of("slope index"))
    rows = []
    for sex, points in _index_points(area_code):
        trend = canonical(gap_trend(
            points["first_year"], points["last_year"], points["value"],
            np.zeros(len(points)), straddling=False,
        ))  # fmt: skip
        rows.append(
            {name: getattr(trend, name) for name in ("direction", "slope", "lower_ci", "upper_ci")}
            | {"name": about.name, "between": ENDS, "sex": sex, "measure": "absolute"}
            | {"unit": about.unit, "decimals": about.decimals + 1}
            | {"first_period": points["period"].iloc[0], "last_period": points["period"].iloc[-1]}
            | {"method": trend.note or trend.method}
        )
    return _frame(rows, TREND_COLUMNS)


def find_required_rates(slugs: Sequence[str], places: Places, target_year: int) -> pd.DataFrame:
    """Find the yearly change that would halve each gap by a year, beside what the trend delivers.

    `RATE_COLUMNS`, a row a gap and sex: those inside the area first (the slope index and the free-
    school-meal gaps), then those to the comparator. ``verdict`` is "fast enough", "too slow" or
    "too uncertain"; empty where there is no gap to close, and ``note`` says why.
    """
    rows = [
        _index_rate(sex, points, target_year) for sex, points in _index_points(places.area_code)
    ]
    for finding in find_free_meal_gaps(places.area_code):
        rows += _rates(finding, INSIDE, target_year)
    for slug in slugs:
        rows += _rates(find_gap(slug, places), BETWEEN, target_year)
    return _frame(rows, RATE_COLUMNS)


def _index_points(area_code: str) -> list[tuple[str, pd.DataFrame]]:
    series = select_series(slug_of("slope index"), [area_code])
    groups = [(str(sex), latest_segment(rows)) for sex, rows in series.groupby("sex", sort=True)]
    return [(sex, points) for sex, points in groups if len(points)]


def _index_rate(sex: str, points: pd.DataFrame, target_year: int) -> dict[str, Any]:
    rate = canonical(required_rate(
        points["first_year"], points["last_year"], points["value"], np.zeros(len(points)),
        target_year=target_year, straddling=False,
    ))  # fmt: skip
    about = describe_indicator(slug_of("slope index"))
    words: dict[str, Any] = {
        "indicator": slug_of("slope index"),
        "name": about.name,
        "where": INSIDE,
        "between": ENDS,
    }
    words |= {"sex": sex, "unit": about.unit, "decimals": about.decimals}
    return words | _numbers(rate, str(points["period"].iloc[-1]), adverse=1)


def _rates(finding: GapFinding, where: str, target_year: int) -> list[dict[str, Any]]:
    about = finding.indicator
    adverse = {"high is good": -1, "low is good": 1}.get(about.polarity, 0)
    rows = []
    for sex, group in finding.gaps.groupby("sex", sort=True):
        points = latest_segment(group.assign(value=group["absolute"]))
        if points.empty:
            continue
        known = points[["first_error", "second_error"]].notna().all(axis=None)
        rate = canonical(
            required_rate(
                points["first_year"],
                points["last_year"],
                points["first"],
                points["second"],
                target_year=target_year,
                straddling=False,
                first_error=points["first_error"] if known else None,
                second_error=points["second_error"] if known else None,
            )
        )
        between = f"{finding.first_name} minus {finding.second_name}"
        words: dict[str, Any] = {
            "indicator": about.indicator,
            "name": about.name,
            "where": where,
            "sex": sex,
        }
        words |= {"between": between, "unit": about.unit, "decimals": about.decimals}
        rows.append(words | _numbers(rate, str(points["period"].iloc[-1]), adverse=adverse))
    return rows


def _numbers(rate: RequiredRate, period: str, *, adverse: int) -> dict[str, Any]:
    """Lay out a rate; where the gap is not to the area's disadvantage, nothing is required."""
    trend = rate.trend
    numbers: dict[str, Any] = {
        "period": period,
        "gap": rate.gap,
        "slope": trend.slope,
        "lower_ci": trend.lower_ci,
        "upper_ci": trend.upper_ci,
    }
    if not adverse or rate.gap * adverse < 0:
        return numbers | {"verdict": "", "note": NOT_JUDGED if not adverse else NO_GAP}
    if rate.note and not np.isfinite(rate.required):
        return numbers | {"verdict": "", "note": rate.note}
    needed = ("target_gap", "required", "expected_gap", "expected_lower_ci", "expected_upper_ci")
    expected = {name: getattr(rate, name) for name in needed}
    return numbers | expected | {"verdict": rate.verdict, "note": rate.note}
