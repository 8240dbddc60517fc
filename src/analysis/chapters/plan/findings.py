"""A plan's actions against the edition's date, and the figures that would show them at work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.data.areas import Places
from analysis.data.documents.plan import DONE, Action, Plan
from analysis.findings.profile import find_profile

DATE_PASSED = "date passed, progress not reported"
NOT_YET, NO_DATE, ENDED = "not yet due", "no date", "stopped or replaced"
AS_GIVEN = ("action", "measured", "due", "due_date", "indicators")
STATES = (DATE_PASSED, NOT_YET, DONE, ENDED, NO_DATE)
COLUMNS = (
    *("number", "theme", "action", "measured", "responsible", "due", "due_date", "state"),
    *("noted", "indicators"),
)


@dataclass(frozen=True)
class PlanFinding:
    """A plan's actions on one day."""

    plan: Plan
    on: date
    # `COLUMNS`, a row an action in the plan's order; ``state`` is one of `STATES`, ``noted`` the
    # latest local note.
    actions: pd.DataFrame

    def count(self, state: str) -> int:
        """Count the actions in a state."""
        return int((self.actions["state"] == state).sum())


def find_plan(given: Mapping[str, Any], edition_date: str) -> PlanFinding | None:
    """Find where a plan's actions stand on the edition's date.

    Parameters
    ----------
    given : mapping
        What `analysis.data.documents.plan.Plan` holds; empty where a locality has no plan.
    edition_date : str
        The day that due dates are held against, as ``2026-11-21``; never the clock.

    Returns
    -------
    PlanFinding or None
        None without a plan.
    """
    if not given:
        return None
    plan, on = Plan.model_validate(given), date.fromisoformat(edition_date)
    listed = [(theme.theme, action) for theme in plan.themes for action in theme.actions]
    rows = [
        {name: getattr(action, name) for name in AS_GIVEN}
        | {"number": number, "theme": theme, "responsible": "; ".join(action.responsible)}
        | {"state": state_of(action, on), "noted": noted(action, on)}
        for number, (theme, action) in enumerate(listed, start=1)
    ]
    return PlanFinding(plan, on, pd.DataFrame(rows, columns=COLUMNS))


def state_of(action: Action, on: date) -> str:
    """Say where an action stands on a day.

    >>> state_of(Action(action="Survey residents", due="Spring 2023"), date(2023, 5, 31))
    'not yet due'
    >>> state_of(Action(action="Survey residents", due="Spring 2023"), date(2023, 6, 1))
    'date passed, progress not reported'
    """
    latest = action.latest(on)
    if latest and latest.status in (DONE, "stopped", "replaced"):
        return DONE if latest.status == DONE else ENDED
    if action.due_date is None:
        return NO_DATE
    return DATE_PASSED if action.due_date < on else NOT_YET


def noted(action: Action, on: date) -> str:
    """Give an action's latest note by a day in one line; empty where there is none."""
    note = action.latest(on)
    if note is None:
        return ""
    return f"{note.date.isoformat()}, {note.status}: {note.note} ({note.by})"


def find_plan_figures(finding: PlanFinding, places: Places) -> pd.DataFrame:
    """Find the latest figures of every indicator that an action names.

    Rows of `find_profile` with ``actions``: the numbers of the actions that name the indicator.
    """
    pairs = finding.actions[["number", "indicators"]].explode("indicators").dropna()
    numbers = pairs.groupby("indicators")["number"].agg(lambda all_: ", ".join(map(str, all_)))
    figures = find_profile(places, list(numbers.index))
    return figures.assign(actions=figures["indicator"].map(numbers))
