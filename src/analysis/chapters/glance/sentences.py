"""At a glance: the widest gaps and the certain changes, in words that most people can read."""

from collections.abc import Sequence

from analysis.chapters.glance.findings import Change, Glance
from analysis.claims.figure import Tally
from analysis.claims.sentence import Prose, Sentence, headline, join, names_in, state, tell
from analysis.claims.verdict import (
    rows_with,
    say_beside,
    say_direction,
    say_figure,
    say_gap,
    say_gap_move,
    say_level,
    say_moves,
    say_parts,
    say_value,
    subject_of,
)
from analysis.claims.words import for_sex, lower_first
from analysis.data.areas import Places
from analysis.findings.verdicts import COMPARATOR, ENDS, GAP, Verdict
from analysis.findings.vocabulary import (
    BETTER,
    CANNOT_COMPARE,
    CANNOT_TELL,
    HIGHER,
    LOWER,
    SIMILAR,
    WORSE,
)

TOGETHER = "judged with all findings of the area, one in twenty false at most"
OWN_COMPARATOR = "{places.area_name} is its own comparator, so nothing is set beside its figures."
MOST_NAMES = 4
UNKNOWN = {
    "No interval": "[has|have] no interval for the latest figure, so chance cannot be told apart "
    "from a difference in one year",
    "More than five years old": "[is|are] more than five years old",
    "No figure": "[has|have] no figure here",
}
WHO = {"Female": "Females: ", "Male": "Males: "}


def _tally(places: Places) -> Tally:
    return Tally(places.area_code, f"counted: {TOGETHER}")


def headline_ladder(rows: Sequence[Verdict], places: Places) -> Sentence:
    """Name the widest gap, with both figures."""
    if not rows:
        return Sentence("")
    widest = rows[0]
    return state(
        "The widest gap of {places.area_name} to {places.comparator_name} is in {name}{whom}: "
        "{own} against {other} in {period}",
        places=places,
        period=widest.period,
        name=lower_first(widest.indicator.name),
        whom=for_sex(widest.sex),
        own=say_value(widest),
        other=say_beside(widest, places.comparator_code, limits=False),
    )


def describe_findings(glance: Glance, places: Places, most: int) -> Prose:
    """Say the widest gaps to the area's disadvantage, the widest first."""
    rows = glance.worst[:most]
    if places.area_code == places.comparator_code:
        return tell(OWN_COMPARATOR, places=places)
    if not rows:
        return tell("No gap of {places.area_name} is clear enough to name.", places=places)
    return Prose(*(_say_gap(row, places) for row in rows), listed=True)


def describe_leads(glance: Glance, places: Places, most: int) -> Prose:
    """Say where the area is clearly ahead of its comparator."""
    rows = glance.leads[:most]
    if places.area_code == places.comparator_code:
        return tell(OWN_COMPARATOR, places=places)
    if not rows:
        return tell(
            "No figure of {places.area_name} is clearly {word} than {places.comparator_name}'s.",
            places=places,
            word=_tally(places).count(rows_with(glance.beside), "better", value=0),
        )
    return Prose(*(_say_gap(row, places) for row in rows), listed=True)


def _say_gap(row: Verdict, places: Places) -> Sentence:
    """Say one gap, in the period that can be compared: how far apart, and where it goes."""
    row = row.compared
    own = say_figure(row)
    other = say_beside(row, places.comparator_code)
    if row.level == CANNOT_COMPARE:
        return state(
            "{name}{whom}: {own} in {row.period}, {places.comparator_name} {other}. Large, but we "
            "hold no interval: one would settle it. The gap over time: {moves}.{parts}",
            name=row.indicator.name,
            whom=for_sex(row.sex),
            own=own,
            other=other,
            row=row,
            places=places,
            moves=say_moves(row),
            parts=say_parts(subject_of(row, row.figure)),
        )
    return state(
        "{name}{whom}: {word} than in {places.comparator_name}, {own} against {other} in "
        "{row.period}. The gap is {gap}, or {ratio}. Over time: {moves}.{parts}",
        name=row.indicator.name,
        whom=for_sex(row.sex),
        word=say_level(row),
        own=own,
        other=other,
        row=row,
        places=places,
        gap=say_gap(row),
        ratio=say_gap(row, "relative"),
        moves=say_moves(row),
        parts=say_parts(subject_of(row, row.figure)),
    )


def describe_inside(glance: Glance, places: Places) -> Prose:
    """Say how far apart the two ends of an area are in years of life, from its slope index."""
    rows = [row for row in glance.verdicts if row.between == ENDS and row.figure.known]
    if not rows:
        return tell(
            "We hold no slope index of inequality in life expectancy for {places.area_name}.",
            places=places,
        )
    said = [
        WHO.get(row.sex, "")
        + say_figure(row, note=True)
        + f" in {row.period}: "
        + say_gap_move(row)
        for row in rows
    ]
    return tell(
        "There is a gap in length of life inside {places.area_name} too. From the most to the "
        "least deprived end it is this wide. {said}.",
        places=places,
        said=join(said, by=". ", last=". "),
    )


def describe_changes(glance: Glance, places: Places, most: int, *, good: bool) -> Prose:
    """Say what gets better in an area, or what gets worse, the widest gap first."""
    found, tally = glance.changes(good=good), _tally(places)
    if not found:
        every = rows_with(glance.beside)
        word = tally.count(every, "better" if good else "worse", value=0)
        return tell("No figure of {places.area_name} is clearly getting {word}.",
                  places=places, word=word)  # fmt: skip
    said = [_say_change(change, places) for change in found[:most]]
    left = [change.verdict for change in found[most:]]
    if left:
        names = names_in(_name_change(change) for change in found[most : most + MOST_NAMES])
        others = len(left) - MOST_NAMES
        if others > 0:
            names = names + "; " + tally.count(rows_with(left), f"{others} more", value=others)
        said.append("Also: " + names + ".")
    return Prose(*said, listed=True)


def _name_change(change: Change) -> str:
    """Name what changes: a gap may widen while the figure itself shows no clear change."""
    name = change.verdict.indicator.name
    return f"the gap in {lower_first(name)}" if change.test == GAP else name


def _say_change(change: Change, places: Places) -> Sentence:
    row = change.verdict
    if change.test != GAP:
        return state(
            "{name}{whom}: {own} in {row.period}, {word} since {row.direction.first_period}.",
            name=row.indicator.name,
            whom=for_sex(row.sex),
            own=say_figure(row, note=True),
            row=row,
            word=say_direction(row),
        )
    to = f"the gap to {places.comparator_name}"
    if row.between == ENDS:
        to = f"the gap inside {places.area_name}"
    elif row.between != COMPARATOR:
        to = "the gap between children with free school meals and others"
    return state(
        "{name}{whom}: {to} is {moves} since {row.gap.first_period}. "
        "It is {gap}{note} in {row.period}.",
        name=row.indicator.name,
        whom=for_sex(row.sex),
        to=to,
        moves=say_moves(row),
        gap=say_gap(row),
        note="" if row.absolute.has_limits else " (no interval held)",
        row=row,
    )


def describe_rule(glance: Glance, places: Places) -> Prose:
    """Say in one sentence how the findings of the page were chosen."""
    tests = f"{glance.tests} findings"
    return tell(
        "We tested {tests} at once, kept those that chance can hardly explain, and put "
        "the largest first, next to how much places differ.",
        tests=_tally(places).count(rows_with(glance.beside), tests, value=glance.tests),
    )


def headline_compared(rows: Sequence[Verdict], places: Places) -> Sentence:
    """Say how many of the figures that can be compared are worse, similar and better."""
    tally = Tally(places.area_code)
    judged = rows_with([*rows]).assign(word=[row.level for row in rows])
    worse, better, similar = (
        tally.count(of, f"#{noun} [is|are] {word}" if len(of) else f"none is {word}")
        for word, noun in ((WORSE, " figure[|s]"), (BETTER, ""), (SIMILAR, ""))
        for of in [judged[judged["word"] == word]]
    )
    others = [similar]
    if len(other := judged[judged["word"].isin([HIGHER, LOWER])]):
        others.append(tally.count(other, "# [is|are] higher or lower, with neither better"))
    return headline(
        state(
            "Set next to {places.comparator_name}, {worse} and {better}",
            worse=worse,
            better=better,
            places=places,
        ),
        state("Of {all}, {counts}.", all=tally.count(judged, "# figure[|s]"), counts=join(others)),
    )


def describe_unknown(glance: Glance, places: Places) -> Prose:
    """Say how much cannot be judged, and why."""
    tally = _tally(places)
    gaps = [row for row in glance.beside if row.gap.last_period and not row.old]
    unclear = [row for row in gaps if row.gap.word == CANNOT_TELL]
    said = [
        state(
            "For {unclear} of {all}, the past does not show which way the gap goes.",
            unclear=tally.count(rows_with(unclear)),
            all=tally.count(rows_with(gaps), "# gap[|s]"),
        )
    ]
    for reason, rows in _unknown(glance).items():
        of = rows_with(rows).drop_duplicates("indicator")
        said.append(tally.count(of, f"# indicator[|s] {UNKNOWN[reason]}."))
    return Prose(*said, listed=True)


def name_unknown(glance: Glance, places: Places) -> Prose:
    """Name what cannot be judged: a list that is looked up, folded away."""
    said = [
        _tally(places).count(rows_with(rows).drop_duplicates("indicator"), f"{reason}: ")
        + names_in(dict.fromkeys(row.indicator.name for row in rows))
        + "."
        for reason, rows in _unknown(glance).items()
    ]
    return Prose(*said, listed=True, folded="Which indicators these are") if said else Prose()


def _unknown(glance: Glance) -> dict[str, list[Verdict]]:
    """Group what cannot be judged by the reason why."""
    held = glance.held
    beside = [row for row in glance.verdicts if row.between == COMPARATOR]
    groups = (
        [row for row in held if not row.compared.figure.has_limits],
        [row for row in held if row.old],
        [row for row in beside if not row.figure.known],
    )
    return {reason: rows for reason, rows in zip(UNKNOWN, groups, strict=True) if rows}
