"""What the plans of the book promise, beside what the figures say."""

from typing import Unpack

import pandas as pd

from analysis.chapters.promises.charts import plot_promises
from analysis.chapters.promises.dated import Promised
from analysis.chapters.promises.findings import Promises
from analysis.chapters.promises.sentences import (
    describe_due,
    describe_goals,
    describe_promises,
    headline_course,
    headline_promised,
)
from analysis.charts.chart import Beside, Gallery, Notice
from analysis.claims.table import Table, columns, together
from analysis.claims.words import count_of, day_of, lower_first
from analysis.data.documents.published import Baseline
from analysis.formats import with_unit

NUMBERS = ("first", "first_lower_ci", "first_upper_ci", "latest")


def show_promised(found: Promised) -> Gallery:
    """Show what a place was promised, by when, and where each promise stands."""
    return _on_a_line_of_years(
        found,
        found.rows,
        title=headline_promised(found),
        source=_documents(found),
        figure_id="promises",
    )


def _documents(found: Promised) -> str:
    """Name the documents that promise, and who publishes what the figures show."""
    own = [found.plan.plan.document] if found.plan else []
    listed = ["the targets listed in Core20PLUS5"] * bool(len(found.targets))
    return "; ".join([*own, *listed, *_publishers(found)])


def _publishers(found: Promised) -> list[str]:
    """Name who publishes the figures of the targets, once each."""
    return [source for source in found.targets["source"].unique() if source]


def show_course(found: Promised) -> Gallery:
    """Show the published targets of a place, by when, and whether each is on course."""
    return _on_a_line_of_years(
        found,
        found.targets,
        title=headline_course(found),
        source="; ".join(["the documents in the table of targets", *_publishers(found)]),
        figure_id="course",
    )


def _on_a_line_of_years(found: Promised, rows: pd.DataFrame, **beside: Unpack[Beside]) -> Gallery:
    """Say what is due first, above some of the promises on a line of years."""
    chart = plot_promises(rows, area_name=found.places.area_name, on=found.on, **beside)
    return Gallery((describe_due(found), chart))


def show_promises(promises: Promises) -> Gallery:
    """Say how the promises stand, and show each target with its latest figure and verdict."""
    tables = (_targets(promises.targets),) if len(promises.targets) else ()
    return Gallery((describe_promises(promises), *tables))


def _targets(rows: pd.DataFrame) -> Table:
    return Table(
        rows.assign(
            label=together(rows, "measure area_name document", "{}, {} ({})"),
            aim=_aims(rows),
        ),
        caption="Published targets, area by area, and where they stand",
        columns=columns(
            "label verdict aim latest lower_ci upper_ci required slope slope_lower_ci "
            "slope_upper_ci",
            label="Target",
            verdict="Verdict",
            aim="From what to what, and when",
            latest="Latest",
            required="Change needed a year",
            slope="Change so far a year"
        ),
        folded=f"The table: {count_of(len(rows), 'published target')} and where they stand",
        notes=("The verdict is that of each area's chapter on the most deprived fifth: the "
               "interval of the yearly change against the change that is needed.",)
    )  # fmt: skip


def _aims(rows: pd.DataFrame) -> list[str]:
    """Say the baselines as published, the target and its date."""
    said = []
    for row in rows.to_dict("records"):
        target = f"{with_unit(row['target'], 0, row['unit'])} by {day_of(row['due'])}"
        known = "; ".join(map(_baseline, row["baselines"]))
        period = f"; latest of {row['period']}" if isinstance(row["period"], str) else ""
        said.append((f"{known} to {target}" if known else target) + period)
    return said


def _baseline(one: Baseline) -> str:
    number = with_unit(one.value, int(one.value % 1 != 0), one.unit)
    return f"{number}, {one.when}" + (f" ({one.what})" if one.what else "")


def show_goals(promises: Promises) -> Gallery | Notice:
    """Show what each plan wants, and whether the gap in healthy life expectancy has closed.

    A notice where no plan is tracked, or no gap can be followed.
    """
    rows = promises.goals
    if rows.empty:
        return Notice("No goal of a plan can be set beside a series here.")
    table = Table(
        rows.assign(
            label=together(rows, "area_name sex"),
            periods=together(rows, "first_period period", "{} and {}"),
        ),
        caption=f"Gap to the comparator of each area with a plan: "
        f"{lower_first(str(rows['name'].iloc[0]))} ({rows['unit'].iloc[0]})",
        columns=columns(
            "label periods first first_lower_ci first_upper_ci latest lower_ci upper_ci direction "
            "relative_direction",
            label="Area",
            first="Gap then",
            latest="Gap now",
            direction="The difference is",
            relative_direction="The ratio is",
        ),
        decimals=dict.fromkeys(NUMBERS, "decimals"),
        folded=f"The table: {count_of(len(rows), 'gap')} then and now",
        notes="The gap is the area minus its comparator. Healthy life expectancy inside an "
        "authority is not published, so a goal about an area's own communities cannot be followed "
        "by it.",
    )
    return Gallery((describe_goals(promises), table))
