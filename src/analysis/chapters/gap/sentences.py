"""The latest gaps, what each has done, and how many close fast enough to be halved in time."""

from collections.abc import Sequence
from math import isfinite, isnan
from typing import Any

import pandas as pd

from analysis.chapters.gap.findings import ABSOLUTE, Followed
from analysis.claims.figure import (
    WITHOUT_COVID,
    Row,
    Tally,
    agree,
    claim_figure,
    claim_move,
    claim_number,
    claim_words,
    numbers_of,
    say_limits,
)
from analysis.claims.sentence import (
    Prose,
    Sentence,
    headline,
    join,
    listed,
    names_in,
    once,
    once_by_sex,
    state,
    tell,
)
from analysis.claims.verdict import INSIDE, SAID, rows_with, size_rule
from analysis.claims.words import for_sex, for_sexes, gap_unit, lower_first, upper_first
from analysis.data.areas import Places
from analysis.data.tidy import rows_of
from analysis.findings.cost import DEATHS, LIFE, RATE, YEARS, Cost
from analysis.findings.gaps import FREE_MEAL_GROUPS, GapFinding
from analysis.findings.movement import Movement
from analysis.findings.vocabulary import (
    CANNOT_TELL,
    FAST_ENOUGH,
    NARROWING,
    PACES,
    TOO_SLOW,
    WIDENING,
    WRONG_WAY,
)
from analysis.findings.worked_mortality import UNDER

REQUIRED = "pace: the interval of the yearly change against what is needed"
OWN_COMPARATOR = "No gap can be given in {name}: {area} is its own comparator."
NO_PERIOD = "No gap can be given in {name}: {area} and {other} have no figure for the same period."
HOW = {"absolute": " as a difference", "relative": " as a ratio"}
VERDICTS = {
    WRONG_WAY: "# [is|are] going the wrong way",
    TOO_SLOW: "# [is|are] closing too slowly",
    FAST_ENOUGH: "# [is|are] closing fast enough",
    CANNOT_TELL: "# cannot be told",
}


def lacking_gaps(findings: Sequence[GapFinding]) -> Sentence:
    """Say once of which indicators no gap can be given, between two sides that are the same."""
    one = findings[0]
    template = OWN_COMPARATOR if one.first_name == one.second_name else NO_PERIOD
    names = names_in([each.indicator.name for each in findings])
    return state(template, name=names, area=one.first_name, other=one.second_name)


def headline_gap(finding: GapFinding) -> Sentence:
    """State the latest absolute and relative gap, and what each has done."""
    name = lower_first(finding.indicator.name)
    if finding.known.empty or finding.first_name == finding.second_name:
        return lacking_gaps([finding])
    directions = describe_gap_directions(finding)
    return headline(
        state("{directions}: the gap in {name}.", directions=directions, name=name),
        describe_gap_size(finding, limits=False) + ".",
        say_without_covid(finding),
    )


def describe_gap_size(finding: GapFinding, *, limits: bool = True) -> Sentence:
    """Say how wide the latest gap is, as a difference and as a ratio, and where no interval is.

    Without `limits` they are claimed and not written, as they are drawn beside.
    """
    rows = rows_of(finding.latest)
    of_ratio = [row for row in rows if isfinite(row["relative"])]
    ratios = _sizes(finding, of_ratio, "relative", limits=limits)
    without = [str(row["sex"]) for row in rows if isnan(row["absolute_lower_ci"])]
    note = f" (no interval held{for_sexes(without, len(rows))})" if without else ""
    return state(
        "{First} minus {finding.second_name} is {sizes} in {periods}; {ratios}{note}",
        First=upper_first(finding.first_name),
        sizes=_sizes(finding, rows, "absolute", limits=limits),
        ratios="the ratio is " + ratios if of_ratio else "no ratio can be given",
        periods=join(dict.fromkeys(str(row["period"]) for row in rows)),
        finding=finding,
        note=note,
    )


def _sizes(
    finding: GapFinding, rows: list[dict[str, Any]], measure: str, *, limits: bool = True
) -> Sentence:
    about = finding.indicator
    own = {"indicator": about.indicator, "area_code": finding.area_code}
    unit, decimals = (gap_unit(about.unit), about.decimals) if measure == "absolute" else ("", 2)
    rule = size_rule(measure, inside=_by_free_meals(finding))
    write = claim_figure if limits else claim_number
    return join(
        write(numbers_of(row | own, measure), decimals, unit, rule=rule)
        + for_sex(str(row["sex"]), alone=len(rows) == 1)
        for row in rows
    )


def headline_slope(finding: GapFinding, area_name: str) -> Sentence:
    """State the latest slope index, and what it has done."""
    if finding.known.empty:
        return state("We hold no figure on the slope index of inequality for {area}.",
                     area=area_name)  # fmt: skip
    rows = rows_of(finding.latest)
    first = state(
        "{directions}: {name} in {area}, {sizes} in {periods}.",
        directions=describe_gap_directions(finding),
        name=lower_first(finding.indicator.name),
        area=area_name,
        sizes=_sizes(finding, rows, "absolute", limits=False),
        periods=join(dict.fromkeys(str(row["period"]) for row in rows)),
    )
    own = {"indicator": finding.indicator.indicator, "area_code": finding.area_code}
    limits = say_limits(
        [numbers_of(row | own, "absolute") for row in rows],
        finding.indicator.decimals,
        finding.indicator.unit,
        rule=size_rule("absolute", inside=False),
    )
    return headline(first, limits, say_without_covid(finding))


def say_without_covid(finding: GapFinding) -> Sentence:
    """Say what a gap would have done without the years of COVID-19, where that is another thing."""
    every = {measure: moves_of(finding, measure) for measure in HOW}
    said = {
        measure: once_by_sex(other, lambda row: _aside(finding, row), of=len(rows))
        for measure, rows in every.items()
        if (other := [row for row in rows if row["move"].without_covid])
    }
    if not said:
        return Sentence("")
    alike = len({one.text for one in said.values()}) == 1
    if alike and len(said) == len(list(filter(None, every.values()))):
        return "Without the years of COVID-19: " + once(said.values()) + "."
    parts = listed(one + HOW[measure] for measure, one in said.items())
    return "Without the years of COVID-19: " + parts + "."


def _aside(finding: GapFinding, row: Row) -> Sentence:
    word = row["move"].without_covid
    return claim_gap_move(finding, row, SAID.get(word, word), WITHOUT_COVID)


def describe_gap_directions(finding: GapFinding) -> Sentence:
    """Say what the absolute and the relative gap have done, each for whom."""
    absolute, *ratios = (
        once_by_sex(rows, lambda row: claim_gap_move(finding, row))
        for measure in ("absolute", "relative")
        if (rows := moves_of(finding, measure))
    )
    since = join(dict.fromkeys(row["move"].first_period for row in moves_of(finding, "absolute")))
    if all(ratio.text == absolute.text for ratio in ratios):
        said = once([absolute, *ratios]) + f" since {since}"
    else:
        said = state(
            "{absolute} as a difference, {relative} as a ratio, since {since}",
            absolute=absolute,
            relative=ratios[0],
            since=since,
        )
    return said.capitalised()


def moves_of(finding: GapFinding, measure: str) -> list[dict[str, Any]]:
    """Give where one measure of a gap goes, a row a sex."""
    return [
        {"sex": sex, "measure": measure, "move": move}
        for (sex, one), move in finding.moves.items()
        if one == measure
    ]


def claim_gap_move(finding: GapFinding, row: Row, words: str = "", without: str = "") -> Sentence:
    """Claim what a gap has done, by its slope, or would have without some years."""
    move: Movement = row["move"]
    own = {"indicator": finding.indicator.indicator, "area_code": finding.area_code}
    text = words or SAID.get(move.word, move.word)
    what = f"trend of the {row['measure']} gap{without}"
    what += INSIDE if _by_free_meals(finding) else ""
    return claim_move(text, {**row, **own, **move.record}, what)


def _by_free_meals(finding: GapFinding) -> bool:
    return (finding.first_name, finding.second_name) == FREE_MEAL_GROUPS


def describe_gap_rule() -> Prose:
    """Say how the direction words of a gap are decided."""
    return Prose(
        "The gap is widening or narrowing where the 95% interval of its yearly change leaves "
        "out zero, and changed sides where its line begins clearly on one side and ends clearly on "
        "the other. Otherwise the figures cannot tell."
    )


def headline_closing(
    followed: Sequence[Followed], places: Places, measure: str = ABSOLUTE
) -> Sentence:
    """Say how many of the gaps that are there to close are clearly narrowing, and widening."""
    kept = [one for one in followed if one.to_close(measure)]
    rows = [one.verdict for one in kept]
    tally = Tally(places.area_code, f"trend of the {measure} gap", "all gaps")
    moves = {
        word: [one.verdict for one in kept if one.move(measure).word == word]
        for word in (NARROWING, WIDENING)
    }
    return state(
        "Of {all} to close in {places.area_name}, {counts}{by}",
        by="" if measure == ABSOLUTE else " by its ratio",
        all=tally.count(rows_with(rows), "# headline gap[|s]"),
        places=places,
        counts=join(
            tally.count(
                rows_with(of), f"# [is|are] clearly {word}" if of else f"none is clearly {word}"
            )
            for word, of in moves.items()
        ),
    )


def describe_required_rates(
    followed: Sequence[Followed], places: Places, target_year: int
) -> Prose:
    """Say how many gaps are closing fast enough to be halved by a year."""
    tally = Tally(places.area_code, REQUIRED, "all gaps")
    judged = [one for one in followed if one.pace.verdict in PACES]
    others = [one for one in followed if one.pace.verdict not in PACES]
    rows = rows_with([one.verdict for one in judged])
    by = tally.count(rows, f"by {target_year}", value=target_year, rule="parameter")
    if not judged:
        return tell("No gap of {places.area_name} can be judged {by}.", places=places, by=by)
    left = tally.count(rows_with([one.verdict for one in others]))
    more = agree(" more [has|have] nothing to close: the table says why.", len(others))
    said = state(
        agree(
            "Of {number} that [is|are] followed in {places.area_name}, {counts}, if half of each "
            "is to be closed {by}.",
            len(judged),
        ),
        number=tally.count(rows, "# gap[|s]"),
        places=places,
        counts=tally.each(rows.assign(word=[one.pace.verdict for one in judged]), "word", VERDICTS),
        by=by,
    )
    return Prose(
        said + " " + left + more if others else said,
        "A trend is not a forecast: the last columns show where the gap would stand if the "
        "trend so far went on, with the interval of its line.",
    )


def describe_cost(cost: Cost, places: Places) -> Prose:
    """Say how many deaths and years of life lower death rates would spare in a year."""
    said = [
        state(
            "At the death rates of {reference}, {area} would have had, before the age of {under} "
            "in {cost.period}: {parts}.",
            reference=str(reference),
            area=places.area_name,
            under=claim_words(str(UNDER), _about(cost, rows_of(rows)[0]), rule="deaths by age"),
            cost=cost,
            parts=listed(_spared(group, str(sex), cost) for sex, group in rows.groupby("sex")),
        )
        for reference, rows in cost.rows.groupby("reference", sort=False)
    ]
    return Prose(
        *_measured(cost, places),
        *said,
        "This supposes the other rates at every age and no more: not all of it need be "
        "preventable, and the causes lie mostly outside health care.",
    )


def _measured(cost: Cost, places: Places) -> list[Sentence]:
    """Give what deaths and residents by age show with an interval where none is held."""
    under = claim_words(str(UNDER), _about(cost, rows_of(cost.rows)[0]), rule="deaths by age")
    known = cost.measured[cost.measured["value"].notna()]
    own = known["area_code"] == places.area_code
    life, here, there = (
        _by_sex(cost, known[side & (known["measure"] == measure)])
        for measure, side in ((LIFE, own), (RATE, own), (RATE, ~own))
    )
    at_birth = state(
        "Worked out here from deaths and residents by age, life expectancy at birth in {area} in "
        "{cost.period} was {life}.",
        area=places.area_name,
        cost=cost,
        life=life,
    )
    rate = state(
        "The death rate before the age of {under}, from all causes and for people of the same "
        "ages, was {here}; in England {there}.",
        under=under,
        here=here,
        there=there,
    )
    held = set(known.loc[own, "measure"])
    return [said for said, measure in ((at_birth, LIFE), (rate, RATE)) if measure in held]


def _by_sex(cost: Cost, rows: pd.DataFrame) -> Sentence:
    digits, unit = (1, "years") if (rows["measure"] == LIFE).all() else (0, "per 100,000")
    return join(
        claim_figure(_about(cost, row), digits, unit, rule=f"{row['measure']}: {row['method']}")
        + for_sex(str(row["sex"]))
        for row in rows_of(rows)
    )


def _spared(rows: pd.DataFrame, sex: str, cost: Cost) -> Sentence:
    numbers = {row["what"]: _fewer(row, cost, row["what"]) for row in rows_of(rows)}
    return numbers[DEATHS] + " and " + numbers[YEARS] + for_sex(sex)


def _about(cost: Cost, row: Row) -> dict[str, object]:
    about = {"indicator": "deaths-under-75", "period": cost.period, "sources": cost.sources}
    return {**row, **about}


def _fewer(row: Row, cost: Cost, what: str) -> Sentence:
    unit = "fewer deaths" if what == DEATHS else "more years of life"
    about = _about(cost, row)
    rule = f"observed less expected at the rates of {row['reference']}: {what}"
    if row["value"] < 0:
        unit = unit.replace("fewer", "more") if what == DEATHS else "fewer years of life"
        about |= {
            "value": -row["value"],
            "lower_ci": -row["upper_ci"],
            "upper_ci": -row["lower_ci"],
        }
    return claim_figure(about, 0, unit, rule=rule)
