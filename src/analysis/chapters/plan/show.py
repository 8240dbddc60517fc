"""The plan tracker: what was promised, what is past its date, and what the figures show."""

from datetime import date

from analysis.chapters.plan.findings import PlanFinding, find_plan_figures
from analysis.chapters.plan.sentences import describe_commitments, describe_goal, describe_plan
from analysis.chapters.profile.show import tabulate_figures
from analysis.charts.chart import Gallery, Notice
from analysis.claims.table import Table, columns
from analysis.claims.words import count_of, day_of, lower_first
from analysis.data.areas import Places
from analysis.data.documents.plan import RULE
from analysis.data.indicators import slug_of
from analysis.findings.gaps import find_gap

describe = describe_plan


def show_goal(finding: PlanFinding | None, places: Places) -> Gallery:
    """Say whether the gap in healthy life has started to reduce, and what was committed to."""
    goal = describe_goal(finding, find_gap(slug_of("healthy life expectancy"), places), places)
    known = finding is not None and finding.plan.commitments
    return Gallery((goal, describe_commitments(finding, places)) if known else (goal,))


def show_actions(finding: PlanFinding | None, places: Places) -> Table | Notice:
    """Show every action, folded away."""
    if finding is None:
        return Notice(f"No action of {places.area_name} is tracked.")
    rows = finding.actions
    due = [_due(words, day) for words, day in zip(rows["due"], rows["due_date"], strict=True)]
    measured = [f" (measured by: {lower_first(words)})" if words else ""
                for words in rows["measured"]]  # fmt: skip
    noted = [f"; {words}" if words else "" for words in rows["noted"]]
    return Table(
        rows.assign(action=rows["action"] + measured, due=due, state=rows["state"] + noted),
        caption=f"Every action of {finding.plan.title}",
        columns=columns(
            "number action theme responsible due state", number="Number", due="Due, as published"
        ),
        missing="[z]",
        folded=f"The table: {count_of(len(rows), 'action')}",
        notes=RULE,
        source=finding.plan.document,
    )


def _due(words: str, day: object) -> str:
    """Write the time as published, with the day that it is taken to mean."""
    return f"{words} ({day_of(day)})" if isinstance(day, date) else words or "[z]"


def show_figures(finding: PlanFinding | None, places: Places) -> Table | Notice:
    """Show the latest figure and direction of every indicator that an action names."""
    if finding is None:
        return Notice(f"No action of {places.area_name} names a figure that would show it.")
    return tabulate_figures(
        find_plan_figures(finding, places),
        places,
        f"Figures that would show the actions at work, {places.area_name}",
        names="{figures} actions",
        folded="The table: figures that an action names",
        notes="A figure that moves is not proof that an action moved it. Many of these figures are "
        "from before the actions were due.",
    )
