"""How the promises of the plans are doing: what is reached, what is not, what cannot be told."""

import pandas as pd

from analysis.chapters.core20plus5.findings import TRAJECTORIES
from analysis.chapters.core20plus5.sentences import REQUIRED, TARGETS_FILE
from analysis.chapters.plan.sentences import ANSWERS, describe_plan
from analysis.chapters.promises.findings import Promises
from analysis.claims.figure import Row, Tally, claim_move, rows_of
from analysis.claims.sentence import Prose, Sentence, once_by_sex, state


def describe_promises(promises: Promises) -> Prose:
    """Say how the targets stand, and of how many actions the date has passed."""
    plans = [describe_plan(found, places).sentences[0] for found, places in promises.plans]
    none = Sentence("No plan of these authorities is tracked in this book.")
    return Prose(_targets(promises.targets), *(plans or [none]), listed=True)


def _targets(targets: pd.DataFrame) -> Sentence:
    if targets.empty:
        return Sentence("No published target of these authorities is on record in this book.")
    tally = Tally("", REQUIRED, "core20plus5-targets", "as published", (TARGETS_FILE,))
    return state(
        "Of {all} in the table, {counts}.",
        all=tally.count(targets, "# target[|s]", rule="counted"),
        counts=tally.each(targets, "verdict", TRAJECTORIES),
    )


def describe_goals(promises: Promises) -> Prose:
    """Say of each authority with a plan whether its gap in healthy life expectancy closes."""
    groups = promises.goals.groupby("area_code", sort=False)
    return Prose(*(_goal(rows_of(rows)) for _, rows in groups), listed=True)


def _goal(rows: list[dict[str, object]]) -> Sentence:
    """Say what the gap has done."""
    return state(
        "{first[area_name]}: {answers}.", first=rows[0], answers=once_by_sex(rows, _answer)
    )


def _answer(row: Row) -> Sentence:
    span = {**row, "last_period": row["period"]}
    return claim_move(ANSWERS[row["direction"]], span, "trend of the absolute gap")
