"""The plan tracker: what was promised, what is past its date, and what the figures show."""

from datetime import date

import pandas as pd

from analysis.chapters.plan.findings import DATE_PASSED, PlanFinding, find_plan_figures
from analysis.chapters.plan.sentences import describe_commitments, describe_goal, describe_plan
from analysis.chapters.profile.show import tabulate_figures
from analysis.charts.chart import Gallery, Notice
from analysis.claims.sentence import Prose
from analysis.claims.table import Table, columns
from analysis.claims.words import day_of
from analysis.data.areas import Places
from analysis.data.documents.plan import RULE
from analysis.data.indicators import slug_of
from analysis.findings.gaps import find_gap

describe = describe_plan
show_commitments = describe_commitments


def show_goal(finding: PlanFinding | None, places: Places) -> Prose:
    """Say whether the gap in healthy life expectancy has levelled off and started to reduce."""
    return describe_goal(finding, find_gap(slug_of("healthy life expectancy"), places), places)


def show_date_passed(finding: PlanFinding | None, places: Places) -> Table | Notice:
    """Show of how many actions of each theme the date has passed, and the latest due."""
    if finding is None:
        return Notice(f"No action of {places.area_name} is tracked, so none is past its date.")
    late = finding.actions.assign(is_late=finding.actions["state"] == DATE_PASSED)
    themes = late.groupby("theme", sort=False).agg(
        actions=("number", "size"),
        late=("is_late", "sum"),
        noted=("noted", lambda notes: int((notes != "").sum())),
    )
    due = late[late["is_late"]].groupby("theme")["due_date"].agg(["min", "max"])
    return Table(
        themes.join(due.map(day_of)).reset_index(),
        caption=f"Actions past their date by theme, {finding.plan.title}, on {day_of(finding.on)}",
        columns=columns(
            "theme actions late noted min max",
            late="Date passed",
            noted="With a local note",
            min="First due",
            max="Last due",
        ),
        decimals=0,
        missing="[z]",
        notes=RULE,
        source=finding.plan.document,
    )


def show_actions(finding: PlanFinding | None, places: Places) -> Gallery:
    """Show every action in a table for each theme."""
    if finding is None:
        return Gallery((Notice(f"No action of {places.area_name} is tracked."),))
    return Gallery(
        tuple(
            Table(
                rows.assign(due_date=rows["due_date"].map(_day)),
                caption=f"{theme}: actions",
                columns=_shown(rows),
                missing="[z]",
                source=finding.plan.document,
            )
            for theme, rows in finding.actions.groupby("theme", sort=False)
        )
    )


def _shown(rows: pd.DataFrame) -> dict[str, str]:
    """Leave out the measures and notes where a whole theme has none."""
    measured, noted = (name if (rows[name] != "").any() else "" for name in ("measured", "noted"))
    return columns(
        f"number action {measured} responsible due due_date state {noted}",
        number="Number",
        action="Action",
        measured="How measured",
        responsible="Responsible",
        due="Due, as published",
        due_date="Due by",
        state="State",
        noted="Latest local note",
    )


def show_figures(finding: PlanFinding | None, places: Places) -> Table | Notice:
    """Show the latest figure and direction of every indicator that an action names."""
    if finding is None:
        return Notice(f"No action of {places.area_name} names a figure that would show it.")
    return tabulate_figures(
        find_plan_figures(finding, places),
        places,
        f"Figures that would show the actions at work, {places.area_name}",
        names="{figures} actions",
        notes="A figure that moves is not proof that an action moved it. Many of these figures are "
        "from before the actions were due.",
    )


def _day(day: object) -> str | None:
    return day_of(day) if isinstance(day, date) else None
