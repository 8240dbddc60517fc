"""How the promises of the plans are doing: what is reached, what is not, what cannot be told."""

import pandas as pd

from analysis.chapters.core20plus5.findings import MISSED, REACHED, TRAJECTORIES
from analysis.chapters.core20plus5.sentences import REQUIRED, TARGETS_FILE
from analysis.chapters.plan.findings import DATE_PASSED
from analysis.chapters.plan.sentences import ANSWERS, count_actions, describe_plan
from analysis.chapters.promises.dated import Promised
from analysis.chapters.promises.findings import Promises
from analysis.claims.figure import Row, Tally, agree, claim_figure, claim_move, claim_words, subject
from analysis.claims.sentence import Prose, Sentence, once_by_sex, state, tell
from analysis.data.tidy import rows_of
from analysis.findings.vocabulary import CANNOT_TELL, FAST_ENOUGH, TOO_SLOW, WRONG_WAY

COURSE = {
    REACHED: "it is reached",
    MISSED: "it was not reached in time",
    WRONG_WAY: "not on course, going the wrong way",
    TOO_SLOW: "not on course, too slow",
    FAST_ENOUGH: "on course, fast enough",
    CANNOT_TELL: "we cannot tell whether it is on course",
}
"""What the verdict on a target means for its date."""

STANDS = {word: f"# [is|are] {word}" for word in TRAJECTORIES} | {CANNOT_TELL: "# cannot be told"}


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
        counts=tally.each(targets, "verdict", STANDS),
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


def headline_promised(found: Promised) -> Sentence:
    """Say of how many actions the date has passed with nothing reported, or what else there is."""
    plan, places = found.plan, found.places
    if plan is None:
        number = agree("# published target[|s]", len(found.targets))
        return state(
            "{number} " + agree("[applies|apply]", len(found.targets)) + " to {places.area_name}",
            places=places,
            number=_of_targets(found, number, len(found.targets)),
        )
    late, whole = plan.count(DATE_PASSED), len(plan.actions)
    said = ", progress not reported"
    if not late:
        words, said = "None of # action[|s] of the plan is past its date", " with nothing reported"
    elif late == whole:
        words = "[The only action|All # actions] of the plan [is|are] past [its|their] date"
    else:
        words = f"{late} of # action[|s] of the plan {'is' if late == 1 else 'are'} past date"
    return count_actions(plan, places, words, whole, DATE_PASSED) + said


def headline_course(found: Promised) -> Sentence:
    """Say how many of the published targets are reached or on course."""
    rows, name = found.targets, found.places.area_name
    if rows.empty:
        return state("No published target applies to {name}", name=name)
    good = int(rows["state"].isin([REACHED, FAST_ENOUGH]).sum())
    said = agree(f"Of # published target[|s] for {name}, {good or 'none'}", len(rows))
    verb = " is" if good < 2 else " are"
    return _of_targets(found, said, good) + f"{verb} reached or on course"


def describe_due(found: Promised) -> Prose:
    """Say of each target that is still to come what it asks, what there is, and if it is on course.

    Without one, of the latest that has passed.
    """
    rows = found.targets
    if rows.empty:
        return tell("No published target applies to {found.places.area_name}.", found=found)
    to_come = rows[~rows["passed"].astype(bool)]
    chosen = to_come if len(to_come) else rows[rows["due"] == rows["due"].max()]
    return Prose(*(_due(found, row) for row in rows_of(chosen)))


def _due(found: Promised, row: Row) -> Sentence:
    said = {**row, "area_code": found.places.area_code}
    whose = " for all of England" if row["national"] else ""
    aim = f"{row['aim']} by {row['due'].year}"
    target = f"The target{whose} is " + _of_targets(found, aim, float(row["due"].year))
    if pd.isna(row["value"]):
        return state("{promise}: {row[state]}. {target}; {row[shows]}.",
                     promise=row["promise"], row=row, target=target)  # fmt: skip
    word = str(row["state"])
    return state(
        "{promise}: {verdict}. {target}; the figure is {figure} in {period}.{plan}",
        promise=row["promise"],
        verdict=claim_words(COURSE.get(word, word), said, rule=REQUIRED),
        target=target,
        figure=claim_figure(said, 1, str(row["unit"])),
        period=row["period"],
        plan=_of_plan(found, str(row["indicator"])),
    )


def _of_plan(found: Promised, slug: str) -> Sentence:
    """Say how many actions of the plan name what measures a target, and where these stand."""
    if found.plan is None:
        return Sentence("")
    actions = found.plan.actions
    own = actions[[slug in named for named in actions["indicators"]]]
    if own.empty:
        return Sentence(" The local plan names no action on it.")
    late = int((own["state"] == DATE_PASSED).sum())
    said = agree(f"# action[|s] of the local plan [is|are] on it; for {late} the ", len(own))
    return " " + count_actions(
        found.plan, found.places, f"{said}{DATE_PASSED.replace('date passed', 'date has passed')}.",
        len(own), f"naming {slug}",
    )  # fmt: skip


def _of_targets(found: Promised, text: str, value: float) -> Sentence:
    """Bind what a document published as a target."""
    row = subject(
        "core20plus5-targets", found.places.area_code, "as published", value, TARGETS_FILE
    )
    return claim_words(text, row, rule="as the document published it")
