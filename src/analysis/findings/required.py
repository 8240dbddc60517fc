"""The gaps that are followed, in rows: their trend, and the rate that would halve them in time."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.areas import Places
from analysis.data.catalogue import Indicator
from analysis.data.indicators import describe_indicator, select_series, slug_of
from analysis.findings.gaps import (
    GapFinding,
    find_free_meal_gaps,
    find_gap,
    fit_gap,
    unbroken_gaps,
)
from analysis.findings.trends import latest_segment
from analysis.formats import canonical, canonical_numbers
from analysis.statistics import Pace, Trend, gap_trend, pace

INSIDE, BETWEEN = "inside the area", "against the comparator"
NO_GAP = "no gap to close: the figure is on the better side"
NOT_JUDGED = "neither direction is better, so there is no gap to close"
ENDS = "least minus most deprived end"
VERDICTS = {"going the wrong way": "too slow", "cannot tell": "too uncertain"}
SLOPE = ("slope", "lower_ci", "upper_ci")
NEEDED = ("target_gap", "required", "expected_gap", "expected_lower_ci", "expected_upper_ci")
TREND_COLUMNS = (
    *("name", "between", "sex", "measure", "unit", "decimals", "direction", *SLOPE),
    *("first_period", "last_period", "method"),
)
RATE_COLUMNS = (
    *("indicator", "name", "where", "between", "sex", "unit", "decimals", "period", "gap"),
    *(*NEEDED, *SLOPE, "verdict", "note"),
)


def list_trends(findings: Sequence[GapFinding]) -> pd.DataFrame:
    """List what each gap has done a year, with its interval and method."""
    rows = [
        _trend_row(finding, {str(name): value for name, value in row.items()})
        for finding in findings
        for row in finding.trends.to_dict("records")
    ]
    return _frame(rows, TREND_COLUMNS)


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Lay rows out; numbers stay numbers where there are none."""
    numbers = [name for name in columns if name in ("gap", *SLOPE, *NEEDED)]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, "float64"))


def _trend_row(finding: GapFinding, row: dict[str, Any]) -> dict[str, Any]:
    about = finding.indicator
    relative = row["measure"] == "relative"
    if relative:
        changes = canonical_numbers(*(100 * np.expm1(float(row[name])) for name in SLOPE))
        row |= dict(zip(SLOPE, changes, strict=True))
    return row | {
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
        trend = fit_gap(gap_trend, points)
        rows.append(
            {name: getattr(trend, name) for name in ("direction", *SLOPE)}
            | {"name": about.name, "between": ENDS, "sex": sex, "measure": "absolute"}
            | {"unit": about.unit, "decimals": about.decimals + 1}
            | {"first_period": points["period"].iloc[0], "last_period": points["period"].iloc[-1]}
            | {"method": trend.note or trend.method}
        )
    return _frame(rows, TREND_COLUMNS)


def _index_points(area_code: str) -> list[tuple[str, pd.DataFrame]]:
    """Give the published index as a gap whose second side is nought."""
    series = select_series(slug_of("slope index"), [area_code])
    series = series.assign(first=series["value"], second=0.0)
    groups = [(str(sex), latest_segment(rows)) for sex, rows in series.groupby("sex", sort=True)]
    return [(sex, points) for sex, points in groups if len(points)]


def find_required_rates(slugs: Sequence[str], places: Places, target_year: int) -> pd.DataFrame:
    """Find the yearly change that would halve each gap by a year, beside what the trend delivers.

    `RATE_COLUMNS`, a row a gap and sex: those inside the area first (the slope index and the free-
    school-meal gaps), then those to the comparator. ``verdict`` is "fast enough", "too slow" or
    "too uncertain"; empty where there is no gap to close, and ``note`` says why.
    """
    index = describe_indicator(slug_of("slope index"))
    rows = [
        _about(index, INSIDE, ENDS, sex) | _rate(points, target_year, adverse=1)
        for sex, points in _index_points(places.area_code)
    ]
    for finding in find_free_meal_gaps(places.area_code):
        rows += _rates(finding, INSIDE, target_year)
    for slug in slugs:
        rows += _rates(find_gap(slug, places), BETWEEN, target_year)
    return _frame(rows, RATE_COLUMNS)


def _rates(finding: GapFinding, where: str, target_year: int) -> list[dict[str, Any]]:
    about = finding.indicator
    adverse = {"high is good": -1, "low is good": 1}.get(about.polarity, 0)
    between = f"{finding.first_name} minus {finding.second_name}"
    return [
        _about(about, where, between, sex) | _rate(points, target_year, adverse=adverse)
        for sex, points in unbroken_gaps(finding.gaps)
        if len(points)
    ]


def _about(about: Indicator, where: str, between: str, sex: str) -> dict[str, Any]:
    words = {name: getattr(about, name) for name in ("indicator", "name", "unit", "decimals")}
    return words | {"where": where, "between": between, "sex": sex}


def _rate(points: pd.DataFrame, target_year: int, *, adverse: int) -> dict[str, Any]:
    """Lay out a rate; where the gap is not to the area's disadvantage, nothing is required."""
    trend: Trend = fit_gap(gap_trend, points)
    rate: Pace = canonical(pace(trend, target_year))
    gap = canonical_numbers(float(points["first"].iloc[-1] - points["second"].iloc[-1]))[0]
    numbers = {name: getattr(trend, name) for name in SLOPE}
    numbers |= {"period": str(points["period"].iloc[-1]), "gap": gap}
    if not adverse or gap * adverse < 0:
        return numbers | {"verdict": "", "note": NO_GAP if adverse else NOT_JUDGED}
    if rate.note:
        return numbers | {"verdict": "", "note": rate.note}
    found = {name: getattr(rate, name) for name in (*NEEDED, "note")}
    return numbers | found | {"verdict": VERDICTS.get(rate.verdict, rate.verdict)}
