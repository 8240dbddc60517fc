"""The outcomes framework: what each domain asks, what is measured, and the latest figures."""

from collections.abc import Sequence

from analysis.chapters.outcomes.findings import FrameworkFinding
from analysis.chapters.outcomes.sentences import describe_missing, describe_outcomes
from analysis.charts.gallery import Gallery
from analysis.claims.prose import Prose
from analysis.claims.table import Table
from analysis.claims.words import SYMBOLS
from analysis.data.areas import Places

COVERAGE_COLUMNS = {
    "domain": "Domain",
    "mapped": "Indicators",
    "with_figures": "Figures",
    "with_intervals": "Intervals",
    "with_direction": "Direction",
    "by_group": "By group",
    "asks": "Asked for",
    "missing": "Not measured",
}
COVERAGE_NOTES = (
    "Indicators are those mapped to the domain. Of these, so many have a figure for the area, an "
    "interval, a direction over time, and a breakdown by group inside the area. Nought means that "
    "there is none.",
)


def describe(findings: Sequence[FrameworkFinding], places: Places) -> Gallery:
    """Say how much of each framework the figures cover."""
    return Gallery(tuple(describe_outcomes(finding, places) for finding in findings))


def show_missing(findings: Sequence[FrameworkFinding], places: Places) -> Prose:
    """List what the locality's own framework asks for and the figures do not have."""
    return describe_missing(findings, places)


def show_coverage(findings: Sequence[FrameworkFinding], places: Places) -> Gallery:
    """Show the coverage matrix of each part of each framework."""
    return Gallery(
        tuple(
            Table(
                rows,
                caption=f"{part}: what the figures cover for {places.area_name}",
                columns=COVERAGE_COLUMNS
                if rows["asks"].any()
                else {k: v for k, v in COVERAGE_COLUMNS.items() if k != "asks"},
                decimals=0,
                missing="[z]",
                notes=COVERAGE_NOTES,
                source=finding.framework.document,
            )
            for finding in findings
            for part, rows in finding.coverage.groupby("part", sort=False)
        )
    )


def show_figures(findings: Sequence[FrameworkFinding], places: Places) -> Gallery:
    """Show the latest figure, verdict and direction of each mapped indicator."""
    columns = {
        "domain": "Domain",
        "name": "Indicator",
        "sex": "Sex",
        "period": "Period",
        "unit": "Unit",
        "value": places.area_name,
        "lower_ci": "Lower 95% limit",
        "upper_ci": "Upper 95% limit",
        "comparator_value": places.comparator_name,
        "verdict_words": "Verdict",
        "direction": "Recent direction",
    }
    numbers = ("value", "lower_ci", "upper_ci", "comparator_value")
    return Gallery(
        tuple(
            Table(
                rows.assign(
                    verdict_words=[f"{SYMBOLS[word]} {word}".strip() for word in rows["verdict"]]
                ),
                caption=f"{part}: latest figures for {places.area_name}",
                columns=columns,
                decimals=dict.fromkeys(numbers, "decimals"),
                source="; ".join(rows["source"].unique()),
            )
            for finding in findings
            for part, rows in finding.figures.groupby("part", sort=False)
        )
    )
