"""The gap chapter: inside the area, and between the area and its comparator."""

from collections.abc import Sequence

import pandas as pd

from analysis.chapters.gap.sentences import describe_required_rates, headline_gap
from analysis.chapters.national.charts import plot_slope_index_over_time
from analysis.chapters.trend.sentences import headline_trend
from analysis.chapters.trend.show import breaks_of, draw
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.inequality import plot_gap_over_time
from analysis.claims.table import Table, columns
from analysis.claims.words import gap_unit, marked
from analysis.data.areas import Places
from analysis.data.indicators import slug_of
from analysis.findings.gaps import MEASURES, GapFinding, find_free_meal_gaps, find_gap
from analysis.findings.required import find_index_trend, find_required_rates, list_trends
from analysis.findings.trends import find_trend


def show_slope_index(places: Places) -> Chart | Notice:
    """Show the published slope index of inequality in life expectancy; a notice without one.

    Parameters
    ----------
    places : Places
        The area and what stands beside it.
    """
    finding = find_trend(slug_of("slope index"), places)
    headline = headline_trend(finding, places.area_name)
    if finding.series[finding.series["role"] == "area"].empty:
        return Notice(headline)
    return draw(plot_slope_index_over_time, finding.series, finding, headline)


def show_gaps(slugs: Sequence[str], places: Places) -> Gallery:
    """Show the gap between an area and its comparator, a chart or notice an indicator.

    Parameters
    ----------
    slugs : sequence of str
        Indicators.
    places : Places
        The gap is the area minus its comparator, and the area over its comparator.
    """
    return Gallery(tuple(draw_gap(find_gap(slug, places), "gap") for slug in slugs))


def show_free_meal_gaps(places: Places) -> Gallery:
    """Show the gaps between children eligible for free school meals and others in an area."""
    findings = find_free_meal_gaps(places.area_code)
    return Gallery(tuple(draw_gap(finding, "free-meal-gap") for finding in findings))


def show_inside_trends(places: Places) -> Table:
    """Show what the gaps inside the area have done a year, with the intervals that decide."""
    free_meals = list_trends(find_free_meal_gaps(places.area_code))
    rows = pd.concat([find_index_trend(places.area_code), free_meals], ignore_index=True)
    return _trend_table(rows, f"Yearly change of the gaps inside {places.area_name}")


def show_gap_trends(slugs: Sequence[str], places: Places) -> Table:
    """Show what the gaps to the comparator have done a year, with the intervals that decide.

    Parameters
    ----------
    slugs : sequence of str
        Indicators.
    places : Places
        The area and its comparator.
    """
    rows = list_trends([find_gap(slug, places) for slug in slugs])
    between = f"{places.area_name} and {places.comparator_name}"
    return _trend_table(rows, f"Yearly change of the gaps between {between}")


def _trend_table(rows: pd.DataFrame, caption: str) -> Table:
    marks, methods = marked(rows["method"])
    # Where all gaps are between the same two, the caption names them.
    between = "between" if len(set(rows["between"])) > 1 else ""
    return Table(
        rows.assign(unit=[f"{gap_unit(unit)} a year" for unit in rows["unit"]], mark=marks),
        caption=caption,
        columns=columns(
            f"name {between} sex measure direction slope lower_ci upper_ci unit first_period "
            "last_period mark",
            between="Between",
            measure="Gap",
            direction="Direction",
            unit="Unit of the change",
        ),
        notes=(
            "The change is of the first minus the second, so a gap below nought that widens has a "
            "change below nought. The relative gap's change is in per cent of the ratio.",
            *([f"Method, or why there is none: {methods}."] if methods else []),
        ),
    )


def show_required_rates(slugs: Sequence[str], places: Places, target_year: int) -> Gallery:
    """Show the yearly change that would halve each gap in time, beside what the trend delivers.

    Parameters
    ----------
    slugs : sequence of str
        Indicators whose gap to the comparator is followed, besides those inside the area.
    places : Places
        The area and its comparator.
    target_year : int
        The year by which half of each gap is to be closed.
    """
    rates = find_required_rates(slugs, places, target_year)
    said = describe_required_rates(rates, places, target_year)
    return Gallery((said, _rate_table(rates, target_year)))


def _rate_table(rates: pd.DataFrame, target_year: int) -> Table:
    numbers = ("gap", "target_gap", "expected_gap", "expected_lower_ci", "expected_upper_ci")
    finer = ("required", "slope", "lower_ci", "upper_ci")
    return Table(
        rates.assign(
            unit=[gap_unit(unit) for unit in rates["unit"]],
            finer=rates["decimals"] + 1,
            verdict=rates["verdict"].where(rates["verdict"] != "", rates["note"]),
        ),
        caption=f"Yearly change needed to halve each gap by {target_year}, and the trend so far",
        columns=columns(
            "name sex gap unit required slope lower_ci upper_ci verdict between period target_gap "
            "expected_gap expected_lower_ci expected_upper_ci",
            gap="Latest gap",
            required="Change needed a year",
            slope="Change so far a year",
            lower_ci="Lower 95% limit of it",
            upper_ci="Upper 95% limit of it",
            verdict="Verdict",
            between="Gap between",
            period="Latest period",
            target_gap=f"Half of the gap, {target_year}",
            expected_gap=f"Gap in {target_year} if it goes on",
            expected_lower_ci="Its lower 95% limit",
            expected_upper_ci="Its upper 95% limit",
        ),
        decimals=dict.fromkeys(numbers, "decimals") | dict.fromkeys(finer, "finer"),
        missing="[z]",
        notes="Fast enough: the whole 95% interval of the change so far closes at least half in "
        "time. Too slow: none of it does. Otherwise it is too uncertain to say.",
    )


def draw_gap(finding: GapFinding, kind: str) -> Chart | Notice:
    """Draw one gap over time, with the words of its direction."""
    headline = headline_gap(finding)
    if finding.gaps.empty:
        return Notice(headline)
    return draw(
        plot_gap_over_time,
        _long(finding.gaps),
        finding,
        headline,
        between=(finding.first_name, finding.second_name),
        unit=gap_unit(finding.indicator.unit),
        figure_id=f"{kind}-{finding.indicator.indicator}",
        breaks=breaks_of(finding),
    )


def _long(gaps: pd.DataFrame) -> pd.DataFrame:
    """Lay the absolute and relative gap below each other, as a chart reads them."""
    key, numbers = (
        ["sex", "period", "period_start", "period_end"],
        ["value", "lower_ci", "upper_ci"],
    )
    parts = []
    for measure in MEASURES:
        size = gaps[[measure, f"{measure}_lower_ci", f"{measure}_upper_ci"]]
        parts.append(gaps[key].assign(gap=measure).join(size.set_axis(numbers, axis=1)))
    return pd.concat(parts, ignore_index=True)
