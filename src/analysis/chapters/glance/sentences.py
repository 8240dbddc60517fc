"""At a glance: the ranked findings of an area in words that most people can read."""

from math import isnan
from typing import Any

import pandas as pd

from analysis.chapters.glance.findings import (
    CHANGE,
    GAP,
    INSIDE,
    LEVEL,
    NO_FIGURE,
    NO_INTERVAL,
    OLD,
    Ranking,
)
from analysis.chapters.trend.sentences import claim_direction
from analysis.claims.claim import PUBLISHED
from analysis.claims.figure import (
    Row,
    Tally,
    agree,
    beside,
    claim_figure,
    claim_move,
    claim_words,
    numbers_of,
    rows_of,
)
from analysis.claims.sentence import Prose, Sentence, join, names_in, once, state, tell
from analysis.claims.words import for_sex, gap_unit
from analysis.data.areas import Places
from analysis.findings.trends import TrendFinding

JUDGED_TOGETHER = "judged with all findings of the area, one in twenty false at most"
GAP_RULE = "the area minus its comparator, and the area over it"
MOST_NAMES = 4
WHO = {"Female": "Females: ", "Male": "Males: "}
UNKNOWN = {
    NO_INTERVAL: "{number} [has|have] no interval. How {places.area_name} compares on them is not "
    "ranked.",
    OLD: "{number} [is|are] more than five years old: {names}.",
    NO_FIGURE: "{number} [has|have] no figure for {places.area_name}: {names}.",
}


def _tally(places: Places) -> Tally:
    return Tally(places.area_code, f"counted: {JUDGED_TOGETHER}")


def describe_findings(ranking: Ranking, places: Places, most: int) -> Prose:
    """Say the certain gaps of an area, the largest first."""
    rows = rows_of(ranking.certain(LEVEL).head(most))
    if not rows:
        return tell("No gap of {places.area_name} is clear enough to name.", places=places)
    moves = ranking.findings[ranking.findings["kind"] == GAP]
    return Prose(*(_say_level(row, moves, places) for row in rows), listed=True)


def describe_inside(trend: TrendFinding, places: Places) -> Prose:
    """Say how far apart the two ends of an area are in years of life, from its slope index."""
    if trend.latest.empty:
        return tell(
            "No slope index of inequality in life expectancy is published for {places.area_name}.",
            places=places,
        )
    about = trend.indicator
    directions = {row["sex"]: row for row in rows_of(trend.directions)}
    said = []
    for row in rows_of(trend.latest):
        moved = directions[row["sex"]] | {"indicator": about.indicator}
        own = row | {"decimals": about.decimals}
        figure = _written(own, about.unit, "slope index, as published")
        word = claim_direction(str(moved["direction"]), moved)
        said.append(WHO.get(row["sex"], "") + figure + f" in {row['period']}, " + word)
    return tell(
        "There is a gap in length of life inside {places.area_name} too. From the most to the "
        "least deprived end it is this wide. {said}.",
        places=places,
        said=join(said, by=". ", last=". "),
    )


def describe_changes(ranking: Ranking, places: Places, most: int, *, good: bool) -> Prose:
    """Say what gets better in an area, or what gets worse, the largest change first."""
    found, tally = ranking.certain(CHANGE, GAP, INSIDE), _tally(places)
    found = found[found["good"] == good]
    if found.empty:
        word = tally.count(ranking.findings, "better" if good else "worse", value=0)
        return tell("No figure of {places.area_name} is clearly getting {word}.",
                  places=places, word=word)  # fmt: skip
    words = {CHANGE: _say_change, GAP: _say_gap, INSIDE: _say_inside}
    said = [words[row["kind"]](row, places) for row in rows_of(found.head(most))]
    left = found.iloc[most:]
    if len(left):
        others = max(len(left) - MOST_NAMES, 0)
        names = names_in(left["name"].head(MOST_NAMES))
        if others:
            names = names + "; " + tally.count(left, f"{others} more", value=others)
        said.append("Also: " + names + ".")
    return Prose(*said, listed=True)


def describe_rule(ranking: Ranking, places: Places) -> Prose:
    """Say in one sentence how the findings of the page were chosen."""
    tests = f"{ranking.tests} findings"
    return tell(
        "We tested {tests} at once, kept those that chance can hardly explain, and put "
        "the largest first, next to how much places differ.",
        tests=_tally(places).count(ranking.findings, tests, value=ranking.tests),
    )


def headline_compared(ranking: Ranking, places: Places) -> Sentence:
    """Say how many latest figures an interval shows better or worse than the comparator."""
    rows, tally = ranking.compared, _tally(places)
    words = {word: rows[rows["word"] == word] for word in ("better", "worse")}
    return state(
        "Of {all} set next to {places.comparator_name}, {counts}",
        all=tally.count(rows, "# figure[|s]"),
        places=places,
        counts=join(
            tally.count(of, f"# [is|are] {word}" if len(of) else f"none is {word}")
            for word, of in words.items()
        ),
    )


def describe_unknown(ranking: Ranking, places: Places) -> Prose:
    """Say what cannot be judged, and why."""
    tally, unknown = _tally(places), ranking.unknown
    moves = ranking.findings[ranking.findings["kind"].isin([GAP, CHANGE, INSIDE])]
    said = [
        state(
            "For {unclear} of {all}, the past does not show which way it goes.",
            unclear=tally.count(moves[~moves["certain"]], "#"),
            all=tally.count(moves, f"{len(moves)} trends"),
        )
    ]
    for reason, template in UNKNOWN.items():
        rows = unknown[unknown["reason"] == reason]
        if len(rows):
            number = tally.count(rows, "# measure[|s]")
            names = names_in(rows["name"])
            said.append(
                state(agree(template, len(rows)), number=number, names=names, places=places)
            )
    return Prose(*said, listed=True)


def _say_level(row: Row, moves: pd.DataFrame, places: Places) -> Sentence:
    said = state(
        "{row[name]}{whom}: {word} than in {places.comparator_name}. It is {own} in {row[period]}. "
        "{places.comparator_name}: {other}. The gap is {gap}. That is {ratio}.",
        row=row,
        places=places,
        whom=for_sex(row["sex"]),
        word=claim_words(row["word"], row, rule=f"{row['method']}, {JUDGED_TOGETHER}"),
        own=_figure(row),
        other=_figure(beside(row, places.comparator_code)),
        gap=_gap(row, "absolute"),
        ratio=_gap(row, "relative"),
    )
    same = (moves["indicator"] == row["indicator"]) & (moves["sex"] == row["sex"])
    trend = rows_of(moves[same])
    return said + " " + _over_time(trend[0]) if trend else said


def _over_time(row: Row) -> Sentence:
    """Say where an absolute and a relative gap go, in one word where they agree."""
    absolute, relative = _gap_words(row, "the gap's own rule")
    if absolute.text == relative.text:
        return "Gap and ratio over time: " + once([absolute, relative]) + "."
    return "Gap over time: " + absolute + ". Ratio: " + relative + "."


def _gap_words(row: Row, judged: str) -> tuple[Sentence, Sentence]:
    """Claim the words of the absolute and the relative gap's trends."""
    about = {**row, "method": f"{row['method']}, {judged}"}
    parts = ("slope", "slope_lower_ci", "slope_upper_ci")
    ratio = about | {name: row[f"relative_{name}"] for name in parts}
    return (
        claim_move(row["word"], about, "trend of the absolute gap"),
        claim_move(row["relative_word"], ratio, "trend of the relative gap"),
    )


def _say_gap(row: Row, places: Places) -> Sentence:
    return state(
        "{row[name]}{whom}: the gap to {places.comparator_name} is {word}. It was {first} in "
        "{row[first_period]}. It is {gap} in {row[last_period]}. That is {ratio}, {relative}.",
        places=places,
        **_gap_parts(row),
    )


def _say_inside(row: Row, places: Places) -> Sentence:
    if isnan(float(row["absolute"])):
        return _say_change(row, places) + f" This is the gap inside {places.area_name}."
    return state(
        "{row[name]}{whom}: the gap between children with free school meals and others is {word}. "
        "It was {first} in {row[first_period]}. It is {gap} in {row[last_period]}. That is "
        "{ratio}, {relative}.",
        **_gap_parts(row),
    )


def _gap_parts(row: Row) -> dict[str, Any]:
    word, relative = _gap_words(row, JUDGED_TOGETHER)
    earlier = {**row, "value": row["first_value"], "period": row["first_period"]}
    earlier |= {"lower_ci": row["first_lower_ci"], "upper_ci": row["first_upper_ci"]}
    return {
        "row": row,
        "whom": for_sex(row["sex"]),
        "word": word,
        "relative": relative,
        "first": _written(earlier, gap_unit(row["unit"]), f"absolute gap: {GAP_RULE}"),
        "gap": _gap(row, "absolute"),
        "ratio": _gap(row, "relative"),
    }


def _say_change(row: Row, _: Places) -> Sentence:
    about = {**row, "method": f"{row['method']}, {JUDGED_TOGETHER}"}
    return state(
        "{row[name]}{whom}: {own} in {row[period]}, {word} since {row[first_period]}.",
        row=row,
        whom=for_sex(row["sex"]),
        own=_figure(row),
        word=claim_move(row["word"], about, "recent direction"),
    )


def _figure(row: Row) -> Sentence:
    unit = "out of 10" if row["unit"] == "mean score 0 to 10" else row["unit"]
    return _written(row, unit, PUBLISHED)


def _gap(row: Row, measure: str) -> Sentence:
    unit, size = gap_unit(row["unit"]), numbers_of(row, measure)
    if measure == "relative":
        unit, size = "times", size | {"decimals": 2}
    return _written(size, unit, f"{measure} gap: {GAP_RULE}")


def _written(row: Row, unit: str, rule: str) -> Sentence:
    figure = claim_figure(row, row["decimals"], unit, rule=rule)
    return figure + " (no interval)" if isnan(float(row["lower_ci"])) else figure
