"""The trend chapter: indicators over time, and what every one has done lately."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters.profile.show import STAGES
from analysis.chapters.trend.findings import FEWEST_POINTS, ChangesFinding, label_of
from analysis.chapters.trend.sentences import describe_changes, headline_stage, headline_trend
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.small_multiples import plot_small_multiples
from analysis.charts.trend import plot_trend
from analysis.claims.sentence import Sentence
from analysis.claims.table import Table, columns, together
from analysis.claims.words import marked
from analysis.data.areas import Places
from analysis.data.indicators import listed
from analysis.findings.gaps import GapFinding
from analysis.findings.movement import Movement
from analysis.findings.trends import TrendFinding, find_trend
from analysis.findings.verdicts import DIRECTION, Verdict
from analysis.findings.vocabulary import MOVING
from analysis.formats import format_number

describe = describe_changes


def show_trend(slug: str, places: Places) -> Chart | Notice:
    """Show one indicator over time; a notice where no figure is published.

    Parameters
    ----------
    slug : str
        The indicator.
    places : Places
        The area and what stands beside it.
    """
    finding = find_trend(slug, places)
    headline = headline_trend(finding, places.area_name)
    if finding.series[finding.series["role"] == "area"].empty:
        return Notice(headline)
    return draw(plot_trend, finding.series, finding, headline, breaks=breaks_of(finding))


def draw(
    plot: Callable[..., Chart | Notice],
    data: pd.DataFrame,
    finding: TrendFinding | GapFinding,
    headline: Sentence,
    **options: Any,
) -> Chart | Notice:
    """Draw an indicator over time, with its words and the boundaries that its figures are of."""
    about = finding.indicator
    known = {"measure": about.name, "unit": about.unit, "decimals": about.decimals}
    known |= {"source": about.source, "figure_id": about.indicator, "title": headline}
    chart = plot(data, **known | options)
    return replace(chart, boundaries=finding.lineage) if isinstance(chart, Chart) else chart


def breaks_of(finding: TrendFinding | GapFinding) -> Mapping[int, str]:
    """Give the years in which a series changes its meaning, each with its reason."""
    return {change.year: change.reason for change in finding.breaks}


def show_other_trends(
    headline_indicators: Sequence[str], trend_indicators: Sequence[str], places: Places
) -> Gallery:
    """Show the headline and the chosen indicators over time, but for the two life expectancies.

    Parameters
    ----------
    headline_indicators, trend_indicators : sequence of str
        Indicators; one that stands in both is shown once, as `show_trend` shows it.
    places : Places
        The area and what stands beside it.
    """
    slugs = dict.fromkeys([*headline_indicators, *trend_indicators])
    return Gallery(
        tuple(
            show_trend(slug, places) for slug in slugs if slug not in listed("shown by themselves")
        )
    ).folded


def show_stages(finding: ChangesFinding, places: Places, without: Sequence[str] = ()) -> Gallery:
    """Show a small chart for every other indicator, a figure for each stage of life.

    Parameters
    ----------
    finding : ChangesFinding
        From `find_changes`.
    places : Places
        The area and its comparator.
    without : sequence of str
        Indicators that the page has shown already.
    """
    if not finding.verdicts:
        return Gallery((Notice(f"No trends are published for {places.area_name}."),))
    hidden = [*listed("shown by themselves"), *without]
    drawn = {stage: _points(finding, finding.of_stage(stage, hidden)) for stage in finding.stages}
    return Gallery(
        tuple(
            plot_small_multiples(
                pd.concat([points for _, points in rows], ignore_index=True),
                area_name=places.area_name,
                comparator_name=places.comparator_name,
                title=headline_stage([row for row, _ in rows], STAGES.get(stage, stage), places),
                source="the publishers of each indicator, as in the table below",
                figure_id=f"small-{stage}",
            )
            for stage, rows in drawn.items()
            if rows
        )
    ).folded


def _points(
    finding: ChangesFinding, verdicts: Sequence[Verdict]
) -> list[tuple[Verdict, pd.DataFrame]]:
    """Give the series that have enough points of the area to show a change."""
    rows = [(row, finding.points(row)) for row in verdicts]
    return [one for one in rows if one[1]["role"].eq("area").sum() >= FEWEST_POINTS]


def show_tests(finding: ChangesFinding, places: Places) -> Table:
    """Show the direction of every indicator with its line and its test.

    Parameters
    ----------
    finding : ChangesFinding
        From `find_changes`.
    places : Places
        The area.
    """
    marks, methods = marked(_short(row.direction.method) for row in finding.verdicts)
    rows = pd.DataFrame(map(_test_row, finding.verdicts)).assign(mark=marks)
    return Table(
        rows.assign(
            label=together(rows, "name unit", "{} ({})"),
            periods=together(rows, "first_period last_period", "{} up to {}"),
            remarks=together(rows, "found mark", "{} {}"),
        ),
        caption=f"Direction of every indicator, {places.area_name}",
        columns=columns(
            "label periods direction slope lower_ci upper_ci p_words remarks",
            label="Indicator",
            direction="Direction",
            slope="Change a year",
            p_words="p-value",
            remarks="Break found, or without COVID-19; method",
        ),
        folded=f"The tests: {len(rows)} indicators with direction, yearly change and p-value",
        notes=(
            "A direction needs a 95% interval of the yearly change that leaves out nought. Where "
            "the points scatter more than their errors allow, the interval is widened.",
            "A p-value with a star stays at a false discovery rate of 5%.",
            *([f"Method, or why there is none: {methods}."] if methods else []),
        ),
    )


def _test_row(row: Verdict) -> dict[str, object]:
    about, move = row.indicator, row.direction
    kept = DIRECTION in row.kept and move.word in MOVING
    return {
        "name": label_of(row),
        "unit": about.unit,
        "decimals": about.decimals + 1,
        **move.record,
        "p_words": _p_value(move.trend.p_value) + (" *" if kept else ""),
        "found": "; ".join(filter(None, (_break_words(move), _covid_words(move)))),
    }


def _break_words(move: Movement) -> str:
    if move.found_break is None:
        return ""
    return f"a {move.found_break.kind} before {move.first_period}, reason not known"


def _covid_words(move: Movement) -> str:
    return f"without 2020 to 2022: {move.without_covid}" if move.without_covid else ""


def _short(method: str) -> str:
    """Name the method without what the notes say of all.

    >>> _short("generalised least squares, 4 points; limits from known errors")
    'line through 4 points; limits from known errors'
    """
    return method.replace("generalised least squares,", "line through").replace(
        "errors not known, limits from the scatter (t)", "limits from the scatter"
    )


def _p_value(value: float) -> str:
    """Write a p-value as it is read: none is nought.

    >>> _p_value(0.0001), _p_value(0.0312), _p_value(float("nan"))
    ('under 0.001', '0.031', '[x]')
    """
    return "under 0.001" if value < 0.001 else format_number(value, 3)
