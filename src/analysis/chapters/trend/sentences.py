"""What the latest figure is and where it has gone, and how many changes chance alone would flag."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analysis.chapters.trend.findings import ChangesFinding, label_of
from analysis.claims.figure import WITHOUT_COVID, Tally, agree, claim_move, claim_number, say_limits
from analysis.claims.sentence import (
    Prose,
    Sentence,
    headline,
    join,
    listed,
    once_by_sex,
    state,
    tell,
)
from analysis.claims.verdict import rows_with
from analysis.claims.words import for_sex, lower_first
from analysis.data.areas import Places
from analysis.data.tidy import rows_of
from analysis.findings.movement import Movement
from analysis.findings.trends import TrendFinding
from analysis.findings.verdicts import Verdict
from analysis.findings.vocabulary import CANNOT_TELL, MOVING, STEADY
from analysis.formats import format_number

RULE = "direction of each, by its line and its polarity"
COUNTS = {word: f"# [is|are] {word}" for word in (*MOVING, STEADY)}
COUNTS |= {
    "no clear change": "# [shows|show] no clear change",
    CANNOT_TELL: "# cannot be told",
}


def headline_trend(finding: TrendFinding, area_name: str) -> Sentence:
    """State what the latest figure is and in which direction it has gone."""
    about, name = finding.indicator, lower_first(finding.indicator.name)
    latest = finding.latest
    if latest.empty:
        reason = f": {finding.absence}" if finding.absence else ""
        return state("We hold no figure on {name} in {area}{reason}.",
                     name=name, area=area_name, reason=reason)  # fmt: skip
    figures = [
        claim_number(row, about.decimals, about.unit) + for_sex(row["sex"], alone=len(latest) == 1)
        for row in rows_of(latest)
    ]
    code = str(finding.own["area_code"].iloc[0])
    rows = [
        {"indicator": about.indicator, "area_code": code, "sex": sex, "move": move}
        for sex, move in finding.moves.items()
    ]
    first = state(
        "{directions}: {name} in {area}, {figures} in {periods}.",
        name=name,
        area=area_name,
        figures=join(figures),
        periods=join(dict.fromkeys(latest["period"])),
        directions=once_by_sex(rows, _direction).capitalised(),
    )
    limits = say_limits(rows_of(latest), about.decimals, about.unit)
    return headline(first, limits, *_asides(rows))


def _direction(row: dict[str, Any]) -> Sentence:
    move: Movement = row["move"]
    told = f"{move.word} since {move.first_period}"
    words = "direction not told" if move.word == CANNOT_TELL else told
    return _claim(row, words)


def _asides(rows: Sequence[dict[str, Any]]) -> Iterator[Sentence]:
    """Say what a direction would be without the years of COVID-19, and why one is not told."""
    other = [row for row in rows if row["move"].without_covid]
    if other:
        said = once_by_sex(other, _aside, of=len(rows))
        yield "Without the years of COVID-19: " + said + "."
    untold = [row for row in rows if row["move"].word == CANNOT_TELL and row["move"].reason]
    if untold:
        said = once_by_sex(untold, lambda row: _claim(row, row["move"].reason), of=len(rows))
        yield said.capitalised() + "."


def _claim(row: dict[str, Any], words: str, without: str = "") -> Sentence:
    return claim_move(words, row | row["move"].record, f"direction{without}")


def _aside(row: dict[str, Any]) -> Sentence:
    return _claim(row, row["move"].without_covid, WITHOUT_COVID)


def describe_changes(finding: ChangesFinding, places: Places) -> Prose:
    """Say how many changes are clear, and how many chance alone would show."""
    tally, tested = Tally(places.area_code, RULE), finding.tested
    if not tested:
        return tell("No direction can be given for {places.area_name}.", places=places)
    flagged, kept = finding.moving, finding.kept
    expected = tally.count(
        rows_with(tested),
        f"about {format_number(finding.expected, 1)}",
        value=finding.expected,
        rule="number of tests times the level of each",
    )
    ways = {word: [row for row in flagged if row.direction.word == word] for word in MOVING[:2]}
    return Prose(
        state(
            "Of {number} with a direction in {area}, {counts}.",
            number=tally.count(rows_with(tested), "# series"),
            area=places.area_name,
            counts=count_directions(tested, tally),
        ),
        state(
            agree(
                "If nothing at all had changed, chance alone would flag {expected} of them; "
                "{flagged} [is|are] flagged. At a false discovery rate of {rate}, {kept} would be.",
                len(flagged),
            ),
            expected=expected,
            flagged=tally.count(rows_with(flagged)),
            rate=tally.count(rows_with(kept), "5%"),
            kept=tally.count(rows_with(kept)),
        ),
        *(_named(rows, tally) for rows in ways.values() if rows),
    )


def count_directions(rows: Iterable[Verdict], tally: Tally) -> Sentence:
    """Say how many go each way."""
    kept = [*rows]
    words = rows_with(kept).assign(word=[row.direction.word for row in kept])
    return tally.each(words, "word", COUNTS)


def _named(rows: list[Verdict], tally: Tally) -> Sentence:
    """Name the series of one word, each with the period that it goes up to."""
    names = [f"{lower_first(label_of(row))} (up to {row.direction.last_period})" for row in rows]
    lead = tally.count(rows_with(rows), rows[0].direction.word.capitalize())
    return state("{lead}: {names}.", lead=lead, names=listed(names))
