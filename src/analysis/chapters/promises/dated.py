"""What one place was promised, by its plan and by published targets, with the date of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Any

import pandas as pd

from analysis.chapters.core20plus5.findings import UNKNOWN, Trajectory, find_core20plus5
from analysis.chapters.core20plus5.services import Measured
from analysis.chapters.plan.findings import DATE_PASSED, STATES, PlanFinding, find_plan_figures
from analysis.data.areas import Places
from analysis.data.documents.published import EVERYWHERE
from analysis.findings.vocabulary import DIRECTIONS
from analysis.formats import with_interval, with_unit

TARGET, ACTIONS = "target", "actions"
NOT_MEASURED, NOT_SHOWN = "no figure measures it", "no figure would show it"
COLUMNS = (
    *("kind", "promise", "aim", "national", "dues", "due", "passed", "state", "shows"),
    *("indicator", "source", "unit", "period", "value", "lower_ci", "upper_ci"),
)


@dataclass(frozen=True)
class Promised:
    """The promises to one place on one day."""

    plan: PlanFinding | None
    places: Places
    on: date
    # `COLUMNS`: a row a published target, those still to come first, then a row a theme of the
    # plan. ``national`` is a target for all of England, ``dues`` are the days that it names and
    # ``due`` the last of them, ``passed`` whether that is before the day, ``state`` where it stands
    # and ``shows`` what the figures show of it; ``value`` with its limits is a target's latest
    # figure, of the ``period``, which names whose it is where that is not the area.
    rows: pd.DataFrame

    @property
    def targets(self) -> pd.DataFrame:
        """The rows of targets."""
        return self.rows[self.rows["kind"] == TARGET]


def find_promised(
    plan: PlanFinding | None, targets: Mapping[str, Any], places: Places, edition_date: str
) -> Promised:
    """Find what a place was promised and where each promise stands.

    Parameters
    ----------
    plan : PlanFinding or None
        From `find_plan`.
    targets : mapping
        What `analysis.data.documents.published.Targets` holds; empty where none are known.
    places : Places
        The area and its comparator.
    edition_date : str
        The day that dates are held against; never the clock.
    """
    on = date.fromisoformat(edition_date)
    rows = [*_targets(targets, places, on), *(_themes(plan, places) if plan else ())]
    return Promised(plan, places, on, pd.DataFrame(rows, columns=COLUMNS))


def _targets(given: Mapping[str, Any], places: Places, on: date) -> list[dict[str, Any]]:
    """Lay out each target; those still to come by their date, then the passed, latest first."""
    if not given:
        return []
    rows = [
        _target(one.about.measure, one.measured, path, on)
        for one in find_core20plus5(given, places).clinical
        for path in one.trajectories
    ]
    to_come = sorted((row for row in rows if not row["passed"]), key=lambda row: row["due"])
    passed = [row for row in rows if row["passed"]]
    return [*to_come, *sorted(passed, key=lambda row: row["due"], reverse=True)]


def _target(measure: str, by: Measured | None, path: Trajectory, on: date) -> dict[str, Any]:
    aim, passed = path.target, path.target.due < on
    whose = f", {by.whose}" if by and by.whose else ""
    unknown = path.verdict == UNKNOWN
    latest = with_interval(path.latest, path.lower_ci, path.upper_ci, 1, aim.unit)
    return {
        "kind": TARGET,
        "promise": measure,
        "aim": with_unit(aim.value, 0, aim.unit),
        "national": EVERYWHERE in aim.areas,
        "dues": (aim.due,),
        "due": aim.due,
        "passed": passed,
        "state": DATE_PASSED if unknown and passed else path.verdict,
        "shows": NOT_MEASURED if unknown else f"{latest} in {path.period}{whose}",
        "indicator": by.about.indicator if by else "",
        "source": by.source if by else "",
        "unit": aim.unit,
        "period": f"{path.period}{whose}",
        "value": path.latest,
        "lower_ci": path.lower_ci,
        "upper_ci": path.upper_ci,
    }


def _themes(plan: PlanFinding, places: Places) -> list[dict[str, Any]]:
    """Lay out each theme of a plan with its actions taken together."""
    figures = find_plan_figures(plan, places)
    moves = figures[figures["value"].notna()].groupby("indicator")["direction"].agg(list)
    return [
        _theme(str(theme), rows, moves, plan.on)
        for theme, rows in plan.actions.groupby("theme", sort=False)
    ]


def _theme(theme: str, rows: pd.DataFrame, moves: pd.Series, on: date) -> dict[str, Any]:
    dues = tuple(sorted({due for due in rows["due_date"] if isinstance(due, date)}))
    states = {word: int((rows["state"] == word).sum()) for word in STATES}
    known = {word: count for word, count in states.items() if count}
    whole = f"{len(rows)} action" + ("s" if len(rows) > 1 else "")
    state = next(iter(known)) if len(known) == 1 else "; ".join(
        f"{count} of {len(rows)} {word}" for word, count in known.items()
    )  # fmt: skip
    return {
        "kind": ACTIONS,
        "promise": theme,
        "aim": whole,
        "national": False,
        "dues": dues,
        "due": dues[-1] if dues else None,
        "passed": bool(dues) and dues[-1] < on,
        "state": state,
        "shows": _shown(rows, moves),
        "indicator": "",
        "unit": "",
        "period": "",
        "value": nan,
        "lower_ci": nan,
        "upper_ci": nan,
    }


def _shown(rows: pd.DataFrame, moves: pd.Series) -> str:
    """Count where the figures go that an action names."""
    slugs = dict.fromkeys(slug for named in rows["indicators"] for slug in named)
    ways = [way for slug in slugs if slug in moves.index for way in moves[slug]]
    counts = {way: ways.count(way) for way in DIRECTIONS if way in ways}
    said = ", ".join(f"{count} {way}" for way, count in counts.items())
    return f"figures: {said}" if said else NOT_SHOWN
