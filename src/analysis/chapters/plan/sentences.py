"""Where a plan's actions stand, and whether the gap that it is about levels off."""

from collections.abc import Mapping
from typing import Any

from analysis.chapters.gap.sentences import headline_gap
from analysis.chapters.plan.findings import ENDED, NO_DATE, NOT_YET, OVERDUE, PlanFinding
from analysis.claims.claim import Statement, claim_words, join, rows_of, state
from analysis.claims.prose import Prose
from analysis.claims.words import count_of, day_of, for_sexes, is_or_are, lower_first
from analysis.data.areas import Places
from analysis.data.documents.plan import DONE
from analysis.findings.gaps import GapFinding

ANSWERS = {
    "narrowing": "it has started to reduce",
    "no clear change": "it has levelled off, within what the figures can tell",
    "widening": "it has not levelled off",
    "too uncertain": "the figures cannot say",
}
"""What the direction of a gap means for a promise that it levels off and starts to reduce."""


def _no_plan(places: Places) -> Statement:
    """Say that a locality has no plan to track."""
    return state(
        "No plan of {area} is tracked yet: its parameters name none. A file in the folder of plans "
        "holds the themes and actions of one.",
        area=places.area_name,
    )


def describe_plan(finding: PlanFinding | None, places: Places) -> Prose:
    """Say how many of a plan's actions are overdue, noted as done, and to come."""
    if finding is None:
        return Prose((_no_plan(places),))
    unshown = int((finding.actions["indicators"].str.len() == 0).sum())
    return Prose(
        (
            state(
                "{title} lists {actions}. On {day}, {counts}.",
                title=_label(finding, places, finding.plan.title),
                actions=_claim(
                    finding, places, count_of(len(finding.actions), "action"), "all actions"
                ),
                day=_label(finding, places, day_of(finding.on)),
                counts=join(_counts(finding, places)),
            ),
            state(
                "Overdue means only that the published time has passed and no note in this book "
                "says that the action is done. {noted}.",
                noted=_noted(finding, places),
            ),
            state(
                "{unshown} no indicator among the published figures that would show "
                "whether {it} worked.",
                it="it" if unshown == 1 else "they",
                unshown=_claim(
                    finding,
                    places,
                    f"{count_of(unshown, 'action')} {'has' if unshown == 1 else 'have'}",
                    "without an indicator",
                ),
            ),
            *(_label(finding, places, note) for note in finding.plan.notes),
        )
    )


def _counts(finding: PlanFinding, places: Places) -> list[Statement]:
    """Count the actions of each state that has any."""
    return [
        _claim(
            finding, places, f"{finding.count(word)} {is_or_are(finding.count(word))} {said}", word
        )
        for word, said in (
            (OVERDUE, "overdue"),
            (NOT_YET, "not yet due"),
            (DONE, "noted as done"),
            (ENDED, "noted as stopped or replaced"),
            (NO_DATE, "ongoing without a date"),
        )
        if finding.count(word)
    ]


def _noted(finding: PlanFinding, places: Places) -> Statement:
    known = int((finding.actions["noted"] != "").sum())
    if not known:
        return state(
            "No progress has been noted yet, so an action that is overdue here may well have been "
            "done"
        )
    return state(
        "Progress has been noted of {number}",
        number=_claim(finding, places, count_of(known, "action"), "noted"),
    )


def describe_commitments(finding: PlanFinding | None, places: Places) -> Prose:
    """List what was publicly committed to, or say that nothing is on record here."""
    if finding is None or not finding.plan.commitments:
        return Prose(
            (state("No public commitments of {area} are on record here.", area=places.area_name),)
        )
    return Prose(finding.plan.commitments, listed=True)


def describe_goal(finding: PlanFinding | None, gap: GapFinding, places: Places) -> Prose:
    """Say whether the gap in healthy life expectancy has levelled off and started to reduce."""
    goal = finding.plan.goal if finding else ""
    said = [state("The goal: {goal}.", goal=lower_first(goal))] if goal else []
    said.append(headline_gap(gap))
    if len(gap.gaps):
        said.append(
            state(
                "Has the gap levelled off and started to reduce? As a difference, {absolute}. As a "
                "ratio, {relative}.",
                absolute=_answer(gap, "absolute"),
                relative=_answer(gap, "relative"),
            )
        )
    said.append(
        state(
            "This gap is between {area} and {comparator}. No series of healthy life expectancy "
            "inside {area} is published, so the gap between its own communities cannot be followed "
            "here.",
            area=places.area_name,
            comparator=places.comparator_name,
        )
    )
    return Prose(tuple(said))


def _answer(gap: GapFinding, measure: str) -> Statement:
    rows = rows_of(gap.trends[gap.trends["measure"] == measure])
    by_word: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_word.setdefault(str(row["direction"]), []).append(row)
    parts = []
    for word, those in by_word.items():
        whom = for_sexes([str(row["sex"]) for row in those], len(rows))
        claims = [
            claim
            for row in those
            for claim in claim_words(
                ANSWERS[word],
                {
                    **row,
                    "indicator": gap.indicator.indicator,
                    "area_code": gap.area_code,
                    "period": f"{row['first_period']} up to {row['last_period']}",
                    "value": row["slope"],
                },
                rule=f"trend of the {measure} gap: {row['method']}",
            ).claims
        ]
        parts.append(Statement(f"{ANSWERS[word]}{whom}", claims))
    return join(parts, by="; ", last="; ")


def _label(finding: PlanFinding, places: Places, text: str) -> Statement:
    """Bind what the plan's file says to that file."""
    return _bound(finding, places, text, float(len(finding.actions)), "as the plan's file says")


def _claim(finding: PlanFinding, places: Places, text: str, what: str) -> Statement:
    value = float(text.split(maxsplit=1)[0].replace(",", ""))
    return _bound(finding, places, text, value, f"counted on the edition's date: {what}")


def _bound(finding: PlanFinding, places: Places, text: str, value: float, rule: str) -> Statement:
    row = {
        "indicator": f"plan-{finding.plan.slug}",
        "area_code": places.area_code,
        "period": finding.on.isoformat(),
        "value": value,
        "sources": (f"params/plans/{finding.plan.slug}.yml",),
    }
    return claim_words(text, row, rule=rule)
