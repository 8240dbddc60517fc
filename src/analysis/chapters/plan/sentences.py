"""Where a plan's actions stand, and whether the gap that it is about levels off."""

from analysis.chapters.gap.sentences import claim_gap_move, moves_of
from analysis.chapters.plan.findings import DATE_PASSED, ENDED, NO_DATE, NOT_YET, PlanFinding
from analysis.claims.figure import agree, claim_words, subject
from analysis.claims.sentence import Prose, Sentence, join, once, once_by_sex, state, tell
from analysis.claims.words import day_of, lower_first
from analysis.data.areas import Places
from analysis.data.documents.plan import DONE
from analysis.findings.gaps import GapFinding
from analysis.findings.vocabulary import CANNOT_TELL, CHANGED_SIDES, NARROWING, WIDENING

ANSWERS = {
    NARROWING: "it has started to reduce",
    WIDENING: "it has not levelled off",
    CHANGED_SIDES: "it has changed sides",
    CANNOT_TELL: "the figures cannot tell",
}
"""What the direction of a gap means for a promise that it levels off and starts to reduce."""
STATES = {
    DATE_PASSED: "for # the date has passed and progress is not reported",
    NOT_YET: "# [is|are] not yet due",
    DONE: "# [is|are] noted as done",
    ENDED: "# [is|are] noted as stopped or replaced",
    NO_DATE: "# [is|are] ongoing without a date",
}


def describe_plan(finding: PlanFinding | None, places: Places) -> Prose:
    """Say of how many of a plan's actions the date has passed, and how many are done or to come."""
    if finding is None:
        return tell(
            "No plan of {places.area_name} is tracked yet: its parameters name none. A file in "
            "the folder of plans holds the themes and actions of one.",
            places=places,
        )
    unshown = int((finding.actions["indicators"].str.len() == 0).sum())
    counts = {word: finding.count(word) for word in STATES}
    return Prose(
        state(
            "{title} lists {actions}. On {day}, {counts}.",
            title=_label(finding, places, finding.plan.title),
            actions=count_actions(
                finding, places, "# action[|s]", len(finding.actions), "all actions"
            ),
            day=_label(finding, places, day_of(finding.on)),
            counts=join(
                count_actions(finding, places, said, counts[word], word)
                for word, said in STATES.items()
                if counts[word]
            ),
        ),
        state(
            "A date that has passed says only that: no note in this book tells what became of the "
            "action. {noted}.",
            noted=_noted(finding, places),
        ),
        state(
            agree(
                "{unshown} no indicator among the published figures that would show whether "
                "[it|they] worked.",
                unshown,
            ),
            unshown=count_actions(
                finding, places, "# action[ has|s have]", unshown, "without an indicator"
            ),
        ),
        *(_label(finding, places, note) for note in finding.plan.notes),
    )


def _noted(finding: PlanFinding, places: Places) -> Sentence:
    known = int((finding.actions["noted"] != "").sum())
    if not known:
        return Sentence(
            "No progress has been noted yet, so an action whose date has passed may well have been "
            "done"
        )
    number = count_actions(finding, places, "# action[|s]", known, "noted")
    return "Progress has been noted of " + number


def describe_commitments(finding: PlanFinding | None, places: Places) -> Prose:
    """List what was publicly committed to, or say that nothing is on record here."""
    if finding is None or not finding.plan.commitments:
        return tell(
            "No public commitments of {places.area_name} are on record here.", places=places
        )
    return Prose(*finding.plan.commitments, listed=True)


def describe_goal(finding: PlanFinding | None, gap: GapFinding, places: Places) -> Prose:
    """Say whether the gap in healthy life expectancy has levelled off and started to reduce."""
    goal = finding.plan.goal if finding else ""
    said = [state("The goal: {goal}.", goal=lower_first(goal))] if goal else []
    if len(gap.gaps):
        said.append(_levelling(gap, places))
    start = "This gap is" if len(gap.gaps) else "No gap in {name} can be given"
    said.append(
        state(
            start + " between {places.area_name} and {places.comparator_name}. No series of "
            "healthy life expectancy inside {places.area_name} is published, so the gap between "
            "its own communities cannot be followed here.",
            name=lower_first(gap.indicator.name),
            places=places,
        )
    )
    return Prose(*said)


def _levelling(gap: GapFinding, places: Places) -> Sentence:
    """Say whether a gap reduces, and of the ratio only where that goes elsewhere."""
    absolute, relative = (_answer(gap, measure) for measure in ("absolute", "relative"))
    alike = absolute.text == relative.text
    return state(
        "The gap in {name} to {places.comparator_name}: {answer}.{ratio}",
        name=lower_first(gap.indicator.name),
        places=places,
        answer=once([absolute, relative]) if alike else absolute,
        ratio="" if alike else " The ratio: " + relative + ".",
    )


def _answer(gap: GapFinding, measure: str) -> Sentence:
    rows = moves_of(gap, measure)
    return once_by_sex(rows, lambda row: claim_gap_move(gap, row, ANSWERS[row["move"].word]))


def _label(finding: PlanFinding, places: Places, text: str) -> Sentence:
    """Bind what the plan's file says to that file."""
    return _bound(finding, places, text, len(finding.actions), "as the plan's file says")


def count_actions(
    finding: PlanFinding, places: Places, text: str, number: int, what: str
) -> Sentence:
    """Count actions, bound to the plan's file."""
    rule = f"counted on the edition's date: {what}"
    return _bound(finding, places, agree(text, number), number, rule)


def _bound(finding: PlanFinding, places: Places, text: str, value: float, rule: str) -> Sentence:
    slug, day = finding.plan.slug, finding.on.isoformat()
    row = subject(f"plan-{slug}", places.area_code, day, value, f"params/plans/{slug}.yml")
    return claim_words(text, row, rule=rule)
