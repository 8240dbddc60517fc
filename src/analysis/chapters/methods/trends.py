"""Worked examples of change: the recent-trend rule, and the trend of a gap."""

from dataclasses import replace

import numpy as np

from analysis.data.areas import Places
from analysis.data.indicators import describe_indicator, select_series, slug_of
from analysis.findings.gaps import find_gap
from analysis.findings.trends import RULE_POINTS, latest_segment
from analysis.findings.worked_examples import WorkedExample, by_sex
from analysis.formats import canonical
from analysis.statistics import recent_trend

PERIOD = ("first_year", "last_year", "period")
SIDES = ("first", "second", "absolute")
RULE = "Fingertips rule: χ² for trend at 99.8%, and every fit with one year left out agrees"


def find_recent_trend(area_code: str, area_name: str) -> WorkedExample:
    """Find the recent trend of a yearly indicator by the Fingertips rule.

    `inputs` holds the last five points; `result` one row with ``trend, chi_squared`` and ``value``,
    the slope.
    """
    slug = slug_of("example of a recent trend")
    about = describe_indicator(slug)
    series = latest_segment(select_series(slug, [area_code]))
    last = series.tail(RULE_POINTS)
    example = WorkedExample(
        measure=about.name,
        area_name=area_name,
        period=" to ".join(last["period"].iloc[[0, -1]]) if len(last) else "",
        unit=about.unit,
        decimals=about.decimals,
        stems=(f"indicators/{slug}",),
        inputs=last,
    )
    if last.empty:
        return replace(example, reason=f"No figure on {about.name} is published for {area_name}.")
    counted = bool(last[["count", "denominator"]].notna().all(axis=None))
    years = last.assign(period_start=last["first_year"])
    points = ["area_code", "sex", "period_start"]
    columns = ["count", "denominator"] if counted else ["value", "lower_ci", "upper_ci"]
    result = canonical(
        recent_trend(
            years[[*points, *columns]],
            by=["area_code", "sex"],
            kind="proportion" if counted else "other",
        )
    )
    result = result.rename(columns={"slope": "value"}).assign(area_name=area_name, method=RULE)
    return replace(example, result=result)


def find_gap_trend(area_code: str, area_name: str) -> WorkedExample:
    """Find the trend of the gap to England in life expectancy, whose periods overlap.

    `inputs` has a row a period with both figures and the ``gap`` of each sex; `result` a row a sex
    and measure with the yearly change and its ``direction``. The change of the ratio is in per cent
    a year.
    """
    slug = slug_of("example of the trend of a gap")
    about = describe_indicator(slug)
    finding = find_gap(slug, Places(area_code, area_name))
    example = WorkedExample(
        measure=about.name,
        area_name=area_name,
        period="",
        unit=about.unit,
        decimals=about.decimals,
        stems=(f"indicators/{slug}",),
    )
    if finding.trends.empty or finding.gaps["absolute"].isna().all():
        return replace(
            example,
            reason=f"{area_name} and {finding.second_name} have no figure on {about.name} for "
            f"the same period.",
        )
    trends = finding.trends.rename(columns={"slope": "value"})
    relative = trends["measure"] == "relative"
    limits = ["value", "lower_ci", "upper_ci"]
    trends.loc[relative, limits] = canonical(100 * np.expm1(trends.loc[relative, limits]))
    units = np.where(relative, "% a year", f"{about.unit} a year")
    trends = trends.assign(area_code=area_code, area_name=area_name, unit=units)
    first, last = trends["first_period"].iloc[0], trends["last_period"].iloc[0]
    return replace(
        example,
        period=f"{first} up to {last}",
        inputs=by_sex(finding.gaps, PERIOD, SIDES),
        result=trends,
    )
