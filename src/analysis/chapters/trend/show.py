"""The trend chapter: indicators over time, and what every one has done lately."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.chapters.trend.findings import ChangesFinding, label_of
from analysis.chapters.trend.sentences import describe_changes, headline_trend
from analysis.charts.chart import Chart, Notice
from analysis.charts.trend import plot_trend
from analysis.charts.wall import Series, Wall
from analysis.claims.sentence import Sentence
from analysis.claims.table import Table, columns, together
from analysis.claims.words import marked
from analysis.data.areas import Places
from analysis.findings.gaps import GapFinding
from analysis.findings.movement import Movement
from analysis.findings.trends import TrendFinding, find_trend
from analysis.findings.verdicts import DIRECTION, Verdict
from analysis.findings.vocabulary import CANNOT_TELL, MOVING
from analysis.formats import format_number

describe = describe_changes


def show_trend(slug: str, places: Places, *, second: bool = False) -> Chart | Notice:
    """Show one indicator over time; a notice where no figure is published.

    Parameters
    ----------
    slug : str
        The indicator.
    places : Places
        The area and what stands beside it.
    second : bool
        Whether the page's script folds it away, as the one that it draws large stands above it.
    """
    finding = find_trend(slug, places)
    headline = headline_trend(finding, places.area_name)
    if finding.series[finding.series["role"] == "area"].empty:
        return Notice(headline)
    chart = draw(plot_trend, finding.series, finding, headline, breaks=breaks_of(finding))
    return replace(chart, folded="by script") if second and isinstance(chart, Chart) else chart


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


def show_wall(finding: ChangesFinding, places: Places, first: Sequence[str] = ()) -> Wall | Notice:
    """Show a small chart of every indicator, grouped by where it goes; the page enlarges any.

    Parameters
    ----------
    finding : ChangesFinding
        From `find_changes`.
    places : Places
        The area and what stands beside it.
    first : sequence of str
        Indicators that stand first in their group.
    """
    series = [
        _series(row, group, finding)
        for group, rows in finding.grouped.items()
        for row in sorted(rows, key=lambda row: row.indicator.indicator not in first)
    ]
    if not series:
        return Notice(f"We hold no series of {places.area_name} over time.")
    return Wall(series, places.area_name, places.comparator_name)


def _series(row: Verdict, group: str, finding: ChangesFinding) -> Series:
    """Give one fact to the wall, with the word of its direction and its breaks."""
    about, move = row.indicator, row.direction
    since = f" since {move.first_period}" if move.first_period else ""
    return Series(
        key=f"{about.indicator}-{row.sex.lower()}",
        name=label_of(row),
        group=group,
        word=f"{move.word}{since}" if move.word != CANNOT_TELL else move.word,
        unit=about.unit,
        decimals=about.decimals,
        source=about.source,
        rows=finding.points(row),
        breaks={change.year: change.reason for change in about.breaks},
    )


def show_tests(finding: ChangesFinding, places: Places) -> Table | Notice:
    """Show the direction of every indicator with its line and its test.

    Parameters
    ----------
    finding : ChangesFinding
        From `find_changes`.
    places : Places
        The area.

    Returns
    -------
    Table or Notice
        A notice where there is no indicator.
    """
    if not finding.verdicts:
        return Notice(f"No direction of any indicator can be tested for {places.area_name}.")
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
