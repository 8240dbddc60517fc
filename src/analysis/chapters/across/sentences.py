"""What the authorities of the book have in common and where they part, sentence by sentence."""

from collections.abc import Callable, Mapping, Sequence
from math import nan
from typing import Any

import pandas as pd

from analysis.chapters.across.findings import NOT_COMPARED, SIMILAR, Across, Ranked, Rug
from analysis.claims.claim import (
    Statement,
    claim_figure,
    claim_words,
    claims_of,
    join,
    rows_of,
    state,
)
from analysis.claims.prose import Prose
from analysis.claims.words import count_of, for_sex, for_sexes, is_or_are, lower_first, upper_first
from analysis.data.areas import Places
from analysis.data.indicators import slug_of
from analysis.data.raw import locate
from analysis.findings.worked_examples import WorkedExample
from analysis.formats import format_number

BENCHMARK = "benchmark: the comparator and the 95% interval"
CHANCE = "comparisons with an interval, one in twenty, half of them on either side"
TOGETHER = "all comparisons tested together (Benjamini and Hochberg), one in twenty false at most"
POSITIONS = (
    "beyond the outer limits",
    "between the inner and the outer limits",
    "within both pairs of limits",
)
MEASURES = {"absolute": "difference", "relative": "ratio"}
MOVES = ("widening", "narrowing")
THAN = {
    "worse": "worse than in",
    "lower": "lower than in",
    "similar": "similar to",
    "higher": "higher than in",
    "better": "better than in",
    "not compared": "not compared with",
}
"""Verdicts in the order that they are said in, with what stands before the comparator's name."""


def describe_alone(across: Across) -> Prose:
    """Say that there is nothing to compare where the book holds one authority, or none."""
    if not across.places:
        return Prose((state("This book holds no authority, so this page has nothing to show."),))
    return Prose(
        (
            state(
                "{area} is the only authority in this book, so there is nothing to compare it "
                "with here. The page sets it beside its comparator and its neighbours.",
                area=across.places[0].area_name,
            ),
        )
    )


def describe_authorities(across: Across) -> tuple[Prose, ...]:
    """Say of each authority how it compares, where its gaps go, and how far apart its ends are."""
    if not across.places:
        return (describe_alone(across),)
    return tuple(
        Prose(_authority(across, one), listed=True, about=one.area_name) for one in across.places
    )


def _authority(across: Across, places: Places) -> tuple[Statement, ...]:
    own = across.headlines[across.headlines["area_code"] == places.area_code]
    inside = across.inside[across.inside["area_code"] == places.area_code]
    if own.empty and inside.empty:
        return (state("No headline figure is published for {area}.", area=places.area_name),)
    return (
        state("{levels}.", levels=_levels(own, places)),
        state("{moves}.", moves=_moves(own, places)),
        state("{inside}.", inside=_inside(inside)),
    )


def _levels(own: pd.DataFrame, places: Places) -> Statement:
    judged = own[own["verdict"] != NOT_COMPARED]
    if judged.empty:
        return state("No headline figure has an interval that allows a comparison")
    said = []
    for word in THAN:
        rows = judged[judged["verdict"] == word]
        if len(rows):
            said.append(
                state(
                    "{word} {to} {comparator} in {names}",
                    word=_verdict(rows, word),
                    to="to" if word == SIMILAR else "than",
                    comparator=places.comparator_name,
                    names=join(_names(rows, judged)),
                )
            )
    return state("The area is {said}", said=join(said, by="; ", last="; "))


def _moves(own: pd.DataFrame, places: Places) -> Statement:
    """Say where gaps go, as differences and as ratios, in one clause where these agree."""
    known = own[own["absolute_direction"].notna()]
    if known.empty:
        return state("No gap to {comparator} can be followed", comparator=places.comparator_name)
    clauses = {measure: _clause(known, measure) for measure in MEASURES}
    if clauses["absolute"] == clauses["relative"]:
        both = Statement(clauses["absolute"], claims_of(clauses.values()))
        return state(
            "Its gap to {comparator}, as a difference and as a ratio, is {both}",
            comparator=places.comparator_name,
            both=both,
        )
    return state(
        "Its gap to {comparator}, as a difference, is {absolute}; as a ratio, {relative}",
        comparator=places.comparator_name,
        **clauses,
    )


def _clause(known: pd.DataFrame, measure: str) -> Statement:
    words = known[f"{measure}_direction"]
    said = []
    for word in MOVES:
        for favourable, rows in known[words == word].groupby("favourable", sort=True):
            said.append(
                state(
                    "{word} in {names}{side}",
                    word=_direction(rows, measure, word),
                    names=join(_names(rows, known)),
                    side=", where it is in the area's favour" if favourable else "",
                )
            )
    for word in dict.fromkeys(words[~words.isin(MOVES)]):
        rows = known[words == word]
        text = f"{word} for {'all ' * (len(rows) == len(known))}{count_of(len(rows), 'gap')}"
        rule = f"counted: trends of {measure} gaps"
        said.append(claim_words(text, _counted(rows, len(rows)), rule=rule))
    return join(said, by="; ", last="; ")


def _direction(rows: pd.DataFrame, measure: str, word: str) -> Statement:
    def claim(row: Mapping[str, Any]) -> Statement:
        span = f"{row[f'{measure}_first_period']} up to {row[f'{measure}_last_period']}"
        decided = {
            **row,
            "period": span,
            "value": row[f"{measure}_slope"],
            "lower_ci": row[f"{measure}_slope_lower_ci"],
            "upper_ci": row[f"{measure}_slope_upper_ci"],
        }
        rule = f"trend of the {measure} gap: {row[f'{measure}_method']}"
        return claim_words(word, decided, rule=rule)

    return _claimed(rows, claim)


def _inside(rows: pd.DataFrame) -> Statement:
    if rows.empty:
        return state("No slope index of inequality in life expectancy is published for it")
    sizes = []
    for row in rows_of(rows):
        latest = (
            row
            | {"indicator": slug_of("slope index")}
            | dict.fromkeys(("lower_ci", "upper_ci"), nan)
        )
        figure = claim_figure(latest, int(row["decimals"]) - 1, str(row["unit"]))
        sizes.append(state("{figure}{whom}", figure=figure, whom=for_sex(str(row["sex"]))))
    moves = []
    for word, those in rows.groupby("direction", sort=False):
        claims = [_index_moves(str(word), row) for row in rows_of(those)]
        whom = for_sexes([str(sex) for sex in those["sex"]], len(rows))
        moves.append(Statement(f"{word}{whom}", claims_of(claims)))
    return state(
        "Inside it, life expectancy at the most and the least deprived end differs by {sizes} "
        "(slope index, {periods}, no interval): {moves}",
        sizes=join(sizes),
        periods=join(list(dict.fromkeys(str(period) for period in rows["period"]))),
        moves=join(moves, by="; ", last="; "),
    )


def _index_moves(word: str, row: Mapping[str, Any]) -> Statement:
    moved = {
        **row,
        "indicator": slug_of("slope index"),
        "period": f"{row['first_period']} up to {row['last_period']}",
        "value": row["slope"],
    }
    return claim_words(word, moved, rule=f"trend of the index: {row['method']}")


def headline_rug(rug: Rug, across: Across) -> Statement:
    """Say how many comparisons are flagged, and how many chance alone would flag."""
    flagged = rug.compared[rug.compared["flagged"]]
    return state(
        "{flagged} of {all} with {comparator} {are} flagged; chance alone would flag about "
        "{expected}",
        flagged=_number(flagged, len(flagged), BENCHMARK),
        all=_number(rug.compared, len(rug.compared), BENCHMARK, "comparison"),
        are=is_or_are(len(flagged)),
        comparator=across.comparator_name,
        expected=_chance(rug, rug.expected),
    )


def describe_rug(rug: Rug, across: Across) -> Prose:
    """Say what is flagged, what chance alone would flag, and what stays when judged together."""
    if rug.compared.empty:
        return Prose((state("No figure has an interval that allows a comparison."),))
    words = rug.compared["verdict"]
    counts = [
        _number(rug.compared[words == word], int((words == word).sum()), BENCHMARK, word=word)
        for word in THAN
        if word != NOT_COMPARED and (words == word).any()
    ]
    kept = rug.compared[rug.compared["kept"]]
    return Prose(
        (
            state(
                "Of {all} with an interval, {counts}. A verdict to either side is a flag.",
                all=_number(rug.compared, len(rug.compared), BENCHMARK, "comparison"),
                counts=join(counts),
            ),
            state(
                "If no place differed from {comparator}, one comparison in twenty would be flagged "
                "all the same: about {expected} of these, half of them ({half}) on either side. "
                "Judged together, so that at most one in twenty of those that stay is expected to "
                "be a false alarm, {kept} {stay}.",
                comparator=across.comparator_name,
                expected=_chance(rug, rug.expected),
                half=_chance(rug, rug.expected / 2),
                kept=_number(kept, len(kept), TOGETHER),
                stay="stays" if len(kept) == 1 else "stay",
            ),
            state(
                "Figures that are near to one another, such as employment and inactivity, go "
                "together and are no separate proof. Figures without an interval are not in the "
                "grid."
            ),
        )
    )


def headline_ranked(ranked: Ranked) -> Statement:
    """Say which of the book's authorities are worse, similar or better, in one indicator."""
    own = ranked.rows[ranked.rows["role"] == "area"]
    beside = comparator_name(ranked)
    said = [
        state(
            "{word}: {names}",
            word=_verdict(rows, f"{THAN[word]} {beside}"),
            names=join([str(name) for name in rows["area_name"]]),
        )
        for word in THAN
        if len(rows := own[own["verdict"] == word])
    ]
    return state(
        "{verdicts}. {name}{whom}, {period}{missing}",
        verdicts=_sentence(said),
        name=ranked.indicator.name,
        whom=for_sex(ranked.sex),
        period=ranked.period,
        missing=f"; no figure for {join(ranked.missing)}" if ranked.missing else "",
    )


def comparator_name(ranked: Ranked) -> str:
    """Name the comparator of a ranked chart."""
    beside = ranked.rows.loc[ranked.rows["role"] == "England", "area_name"]
    return str(beside.iloc[0]) if len(beside) else "the comparator"


def headline_funnel(example: WorkedExample, across: Across) -> Statement:
    """Say where the ratio of each authority of the book lies among its limits of chance."""
    rows = funnel_rows(example, across)
    said = []
    for position in POSITIONS:
        there = [row for row in rows if row["position"] == position]
        ratios = [
            state(
                "{area} {ratio}",
                area=str(row["area_name"]),
                ratio=claim_figure(row, example.decimals, "", rule="observed over expected"),
            )
            for row in there
        ]
        if there:
            words = _verdict(pd.DataFrame(there), position, rule="control limits")
            said.append(state("{words}: {ratios}", words=words, ratios=join(ratios)))
    return _sentence(said)


def _sentence(parts: Sequence[Statement]) -> Statement:
    joined = join(parts, by="; ", last="; ")
    return Statement(upper_first(joined), joined.claims)


def funnel_rows(example: WorkedExample, across: Across) -> list[dict[str, Any]]:
    """Give the ratios of the authorities of the book as claims need them, in its order."""
    codes = [one.area_code for one in across.places]
    about = {"indicator": "deaths-under-75", "period": example.period, "sources": example.files}
    rows = rows_of(example.result[example.result["area_code"].isin(codes)])
    return [row | about for row in sorted(rows, key=lambda row: codes.index(row["area_code"]))]


def _names(rows: pd.DataFrame, among: pd.DataFrame) -> list[str]:
    """Name indicators, and for whom where it is not everyone of whom there is a figure."""
    names = []
    for slug, group in rows.groupby("indicator", sort=False):
        of = int((among["indicator"] == slug).sum())
        name = lower_first(str(group["name"].iloc[0]))
        names.append(name + for_sexes([str(sex) for sex in group["sex"]], of))
    return names


def _claimed(rows: pd.DataFrame, claim: Callable[[dict[str, Any]], Statement]) -> Statement:
    """Say a word once and claim it for every row that it stands for."""
    said: Sequence[Statement] = [claim(row) for row in rows_of(rows)]
    return Statement(said[0], claims_of(said))


def _verdict(rows: pd.DataFrame, text: str, *, rule: str = BENCHMARK) -> Statement:
    return _claimed(rows, lambda row: claim_words(text, row, rule=rule))


def _number(
    rows: pd.DataFrame, number: int, rule: str, noun: str = "", *, word: str = ""
) -> Statement:
    text = count_of(number, noun) if noun else f"{number:,}"
    text = f"{text} {is_or_are(number)} {word}" if word else text
    return claim_words(text, _counted(rows, number), rule=rule)


def _chance(rug: Rug, number: float) -> Statement:
    text = format_number(number, int(number % 1 != 0))
    return claim_words(text, _counted(rug.compared, number), rule=CHANCE)


def _counted(rows: pd.DataFrame, number: float) -> dict[str, Any]:
    slugs = rows["indicator"].unique().tolist()
    return {
        "indicator": "all indicators",
        "area_code": ", ".join(rows["area_code"].unique()),
        "period": "latest of each",
        "value": number,
        "sources": tuple(locate(f"indicators/{slug}") for slug in slugs) or (locate("catalogue"),),
    }
