"""The outcomes framework: what each domain asks, what is measured, and the latest figures."""

from collections.abc import Sequence

from analysis.chapters.outcomes.findings import FrameworkFinding
from analysis.chapters.outcomes.sentences import (
    NO_FRAMEWORK,
    describe_missing,
    describe_outcomes,
    headline_outcomes,
)
from analysis.chapters.profile.show import tabulate_figures
from analysis.charts.chart import Chart, Gallery, Notice
from analysis.charts.spine import plot_spine
from analysis.claims.table import Table, columns, together
from analysis.claims.words import count_of
from analysis.data.areas import Places
from analysis.findings.vocabulary import CANNOT_COMPARE

COVERAGE_NOTES = (
    "Indicators are those mapped to the domain. Of these, so many have a figure for the area, an "
    "interval, a direction over time, and a breakdown by group inside the area. Nought means that "
    "there is none."
)

show_missing = describe_missing


def show_compared(findings: Sequence[FrameworkFinding], places: Places) -> Chart | Notice:
    """Show the figures of the first framework that can be compared, better to the right."""
    if not findings:
        return Notice(NO_FRAMEWORK)
    rows = findings[0].figures.drop_duplicates(["indicator", "sex"])
    compared = rows[(rows["verdict"] != CANNOT_COMPARE) & (rows["compared_in"] == "")]
    return plot_spine(
        compared.assign(life_stage=compared["part"]),
        area_name=places.area_name,
        comparator_name=places.comparator_name,
        title=headline_outcomes(findings[0], compared, places),
        source="the publisher of each indicator, named in the tables below",
        figure_id="outcomes",
    )


def describe(findings: Sequence[FrameworkFinding], places: Places) -> Gallery:
    """Say how much of each framework the figures cover."""
    return Gallery(tuple(describe_outcomes(finding, places) for finding in findings))


def show_coverage(findings: Sequence[FrameworkFinding], places: Places) -> Gallery:
    """Show the coverage matrix of each part of each framework."""
    return Gallery(
        tuple(
            Table(
                rows.assign(
                    figures=together(rows, "with_figures mapped", "{} of {}"),
                    missing=[
                        f"{missing} (asked for: {asks})" if asks else missing
                        for missing, asks in zip(rows["missing"], rows["asks"], strict=True)
                    ],
                ),
                caption=f"{part}: what the figures cover for {places.area_name}",
                columns=columns(
                    "domain figures with_intervals with_direction by_group missing",
                    figures="Indicators with figures",
                    with_intervals="Intervals",
                    with_direction="Direction",
                    by_group="By group",
                    missing="Not measured",
                ),
                missing="[z]",
                folded=f"{part}: coverage of {count_of(len(rows), 'domain')}",
                notes=COVERAGE_NOTES,
                source=finding.framework.document,
            )
            for finding in findings
            for part, rows in finding.coverage.groupby("part", sort=False)
        )
    )


def show_figures(findings: Sequence[FrameworkFinding], places: Places) -> Gallery:
    """Show the latest figure, verdict and direction of each mapped indicator."""
    return Gallery(
        tuple(
            tabulate_figures(
                rows,
                places,
                f"{part}: latest figures for {places.area_name}",
                names="{figures} domain",
                folded=f"{part}: {count_of(len(rows), 'latest figure')}",
            )
            for finding in findings
            for part, rows in finding.figures.groupby("part", sort=False)
        )
    )
