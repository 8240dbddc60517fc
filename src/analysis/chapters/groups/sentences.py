"""Who is affected, in sentences: the widest gaps of England, and the groups of an area."""

from collections.abc import Sequence
from math import log, nan
from typing import Any

import pandas as pd

from analysis.chapters.groups.findings import MAJORITY, GroupFinding
from analysis.claims.claim import NUMBERS, PUBLISHED
from analysis.claims.figure import NO_LIMITS, claim_figure, claim_words, subject
from analysis.claims.sentence import Prose, Sentence, names_in, state, tell
from analysis.claims.words import gap_unit, lower_first
from analysis.data.areas import ENGLAND, Places
from analysis.data.groups import DEPRIVATION, ETHNIC_GROUPS, GROUPS, KINDS
from analysis.data.raw import locate
from analysis.data.tidy import rows_of
from analysis.findings.level import Figure
from analysis.formats import format_number, with_unit

TIMES = "times"
COUNTED = "counted in Census 2021"
WORST_LESS_BEST = "the worst group less the best, asymmetric limits kept"
WORST_OVER_BEST = "the worst group over the best, variances of the logarithms added"


def describe_groups(found: Sequence[GroupFinding], ungrouped: Sequence[str]) -> Prose:
    """Say of each kind of group which gap of England is the widest, as a ratio."""
    widest = find_widest(found)
    kinds = [one.kind for one in widest]
    silent = [kind for kind in (*KINDS.values(), DEPRIVATION) if kind not in kinds]
    return Prose(*map(say_widest, widest), *_not_held(silent, ungrouped), listed=True)


def headline_groups(found: Sequence[GroupFinding]) -> Sentence:
    """Say between which groups of England the widest gap of all is, as a ratio."""
    one = find_leading(found)
    first, second = (
        claim_words(lower_first(group.partition(" (")[0]), _row(one), rule=PUBLISHED)
        for group in (one.first, one.second)
    )
    return state(
        "England's widest gap is by {kind}: {name}, {ratio} as high ({first} against {second})",
        kind=lower_first(one.kind),
        name=lower_first(one.about.name),
        ratio=_gap(one, Figure(one.relative.value), 1, TIMES),
        first=first,
        second=second,
    )


def find_widest(found: Sequence[GroupFinding]) -> list[GroupFinding]:
    """Find the widest gap of each kind of group, as a ratio."""
    kinds = dict.fromkeys(one.kind for one in found)
    return [max((one for one in found if one.kind == kind), key=_width) for kind in kinds]


def find_leading(found: Sequence[GroupFinding]) -> GroupFinding:
    """Find the widest gap of all, as a ratio."""
    return max(found, key=_width)


def _width(one: GroupFinding) -> float:
    """Measure a ratio from one, on whichever side of it: half as much is as wide as twice."""
    return abs(log(one.relative.value)) if one.relative.value > 0 else 0.0


def headline_ends(one: GroupFinding) -> Sentence:
    """Give the figures of the first and the last group of one indicator."""
    first, second = (group.partition(" (")[0] for group in (one.first, one.second))
    if one.kind == DEPRIVATION:
        second = lower_first(second)
    return state(
        "{name} by {kind}: {first} {first_figure}, {second} {second_figure}",
        name=one.about.name,
        kind=lower_first(one.kind),
        first=claim_words(first, _row(one), rule=PUBLISHED),
        first_figure=_figure(one, one.first, **NO_LIMITS),
        second=claim_words(second, _row(one), rule=PUBLISHED),
        second_figure=_figure(one, one.second, **NO_LIMITS),
    )


def _row(one: GroupFinding) -> dict[str, Any]:
    return subject(one.about.indicator, ENGLAND, one.period, nan, locate(GROUPS))


def _figure(one: GroupFinding, group: str, **limits: float) -> Sentence:
    (row,) = rows_of(one.rows[one.rows["category"] == group])
    rule = f"{one.kind} {group}: {PUBLISHED}"
    return claim_figure(_row(one) | row | limits, one.about.decimals, one.about.unit, rule=rule)


def _gap(one: GroupFinding, figure: Figure, digits: int, unit: str) -> Sentence:
    ends = {name: getattr(figure, name) for name in NUMBERS}
    rule = WORST_OVER_BEST if unit == TIMES else WORST_LESS_BEST
    return claim_figure(_row(one) | ends, digits, unit, rule=f"{one.kind}: {rule}")


def say_widest(one: GroupFinding) -> Sentence:
    """Say between which groups a gap is, with both figures and its size."""
    about = one.about
    return state(
        "{kind}: {name}, {first}, {first_figure}, against {second}, {second_figure}, in {period}. "
        "The gap is {gap}, or {ratio}.",
        kind=one.kind,
        name=lower_first(about.name),
        first=claim_words(one.first, _row(one), rule=PUBLISHED),
        first_figure=_figure(one, one.first),
        second=claim_words(one.second, _row(one), rule=PUBLISHED),
        second_figure=_figure(one, one.second),
        period=claim_words(one.period, _row(one), rule=PUBLISHED),
        gap=_gap(one, one.absolute, about.decimals, gap_unit(about.unit)),
        ratio=_gap(one, one.relative, 2, TIMES),
    )


def _not_held(silent: Sequence[str], ungrouped: Sequence[str]) -> list[Sentence]:
    said = []
    if silent:
        said.append(state("No figure is held by {kinds}.", kinds=names_in(silent)))
    if ungrouped:
        row = subject("all indicators", ENGLAND, "latest of each", len(ungrouped), locate(GROUPS))
        names = claim_words(str(names_in(ungrouped)), row, rule="held without any group")
        said.append(state("Of these no figure by group is held: {names}.", names=names))
    return said


def describe_sizes(sizes: pd.DataFrame, places: Places) -> Prose:
    """Say how many people of an area belong to the groups that are counted."""
    sizes = sizes[sizes["people"] > 0]
    ethnic = sizes[sizes["kind"] == "Ethnic group"]
    said = [_minority(ethnic, places)] if len(ethnic) else []
    words = {"Disability": "are disabled", DEPRIVATION: "live in England's most deprived fifth"}
    said += [
        _size(row["count"], row["people"], words[row["kind"]], places, row["stem"])
        for row in rows_of(sizes[sizes["kind"].isin(words)])
    ]
    if not said:
        return tell("No group of people is counted for {places.area_name}.", places=places)
    return Prose(
        *said,
        state("How many people here there are by occupation, qualification or sexual orientation "
              "is not held."),
        listed=True,
    )  # fmt: skip


def _minority(ethnic: pd.DataFrame, places: Places) -> Sentence:
    count = ethnic.loc[ethnic["group"] != MAJORITY, "count"].sum()
    words = "belong to an ethnic group other than White British"
    return _size(count, ethnic["people"].iloc[0], words, places, ETHNIC_GROUPS)


def _size(count: float, people: float, words: str, places: Places, stem: str) -> Sentence:
    share = 100 * count / people if people else float("nan")
    row = subject("people", places.area_code, "Census 2021", share, locate(stem))
    return state(
        "{count} of {people} people of {places.area_name} {words}, which is {share}, in {census}.",
        count=claim_words(format_number(count, 0), row | {"value": float(count)}, rule=COUNTED),
        people=claim_words(format_number(people, 0), row | {"value": float(people)}, rule=COUNTED),
        share=claim_words(with_unit(share, 1, "%"), row, rule=COUNTED),
        census=claim_words("Census 2021", row, rule=COUNTED),
        places=places,
        words=words,
    )
