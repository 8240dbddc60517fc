"""How the promises of the plans are doing: what is reached, what is not, what cannot be told."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.chapters.core20plus5.findings import ON_COURSE, REACHED, SLOW, UNCERTAIN, UNKNOWN
from analysis.chapters.core20plus5.sentences import TARGETS_FILE
from analysis.chapters.plan.sentences import ANSWERS, describe_plan
from analysis.chapters.promises.findings import Promises
from analysis.claims.claim import Statement, claim_words, claims_of, join, rows_of, state
from analysis.claims.prose import Prose
from analysis.claims.words import count_of, for_sexes, is_or_are, lower_first
from analysis.data.raw import locate

VERDICTS = (REACHED, ON_COURSE, SLOW, UNCERTAIN, UNKNOWN)
RULE = "interval of the yearly change against what is needed"


def describe_promises(promises: Promises) -> Prose:
    """Say how many targets are reached or on course, and how many actions are overdue."""
    plans = [describe_plan(found, places).paragraphs[0] for found, places in promises.plans]
    if not plans:
        plans = [state("No plan of these authorities is tracked in this book.")]
    return Prose((_targets(promises.targets), *plans), listed=True)


def _targets(targets: pd.DataFrame) -> Statement:
    if targets.empty:
        return state("No published target of these authorities is on record in this book.")
    said = []
    for verdict in VERDICTS:
        rows = targets[targets["verdict"] == verdict]
        if len(rows):
            text = f"{len(rows)} {is_or_are(len(rows))} {verdict}"
            said.append(claim_words(text, _counted(rows), rule=RULE))
    return state(
        "Of {all} in the table, {counts}.",
        all=claim_words(count_of(len(targets), "target"), _counted(targets), rule="counted"),
        counts=join(said),
    )


def _counted(rows: pd.DataFrame) -> dict[str, Any]:
    slugs = [slug for slug in rows["indicator"].unique() if slug]
    return {
        "indicator": "core20plus5-targets",
        "area_code": ", ".join(rows["area_code"].unique()),
        "period": "as published",
        "value": len(rows),
        "sources": (TARGETS_FILE, *(locate(f"indicators/{slug}") for slug in slugs)),
    }


def describe_goals(promises: Promises) -> Prose:
    """Say of each authority with a plan whether its gap in healthy life expectancy closes."""
    return Prose(
        tuple(
            state(
                "{area}: {answers}. The goal of its plan: {goal}.",
                area=str(rows["area_name"].iloc[0]),
                answers=_answers(rows),
                goal=_goal(rows_of(rows)[0]),
            )
            for _, rows in promises.goals.groupby("area_code", sort=False)
        ),
        listed=True,
    )


def _goal(row: Mapping[str, Any]) -> Statement:
    """Bind the goal, which the plan's file says in our words, to that file."""
    about = {
        "indicator": f"plan-{row['plan_slug']}",
        "area_code": row["area_code"],
        "period": "as published",
        "value": float("nan"),
        "sources": (f"params/plans/{row['plan_slug']}.yml",),
    }
    text = lower_first(str(row["goal"])) or "none is on record"
    return claim_words(text, about, rule="as the plan's file says")


def _answers(rows: pd.DataFrame) -> Statement:
    """Give each answer once, with those to whom it applies."""
    said = []
    for direction, those in rows.groupby("direction", sort=False):
        answer = ANSWERS[str(direction)]
        claims = [claim_words(answer, _moved(row), rule=_rule(row)) for row in rows_of(those)]
        whom = for_sexes([str(sex) for sex in those["sex"]], len(rows))
        said.append(Statement(f"{answer}{whom}", claims_of(claims)))
    return join(said, by="; ", last="; ")


def _moved(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "period": f"{row['first_period']} up to {row['period']}",
        "value": row["slope"],
        "lower_ci": row["slope_lower_ci"],
        "upper_ci": row["slope_upper_ci"],
    }


def _rule(row: Mapping[str, Any]) -> str:
    return f"trend of the absolute gap: {row['method']}"
