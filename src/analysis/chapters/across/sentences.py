"""What the authorities of the book have in common and where they part, sentence by sentence."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from analysis.chapters.across.findings import Across, Ranked, Rug
from analysis.chapters.gradients.sentences import index_row
from analysis.claims.figure import (
    BENCHMARK,
    NO_LIMITS,
    Row,
    Tally,
    agree,
    beside,
    claim_figure,
    claim_move,
    claim_words,
    numbers_of,
)
from analysis.claims.sentence import (
    Prose,
    Sentence,
    headline,
    join,
    listed,
    once,
    once_by_sex,
    state,
    tell,
)
from analysis.claims.verdict import SIZES
from analysis.claims.words import SYMBOLS, for_sex, for_sexes, gap_unit, lower_first
from analysis.data.areas import Places
from analysis.data.tidy import rows_of
from analysis.findings.gradients import GradientFinding
from analysis.findings.vocabulary import CANNOT_COMPARE, NARROWING, SIMILAR, WIDENING
from analysis.findings.worked_examples import WorkedExample
from analysis.formats import format_number, with_unit

CHANCE = "comparisons with an interval, one in twenty, half of them on either side"
TOGETHER = "all comparisons tested together (Benjamini and Hochberg), one in twenty false at most"
END = "end of the line of the slope index; its interval is that of the difference"
NOTHING = "None of these areas has figures to show it in."
POSITIONS = (
    "beyond the outer limits",
    "between the inner and the outer limits",
    "within both pairs of limits",
)
MOVES = (WIDENING, NARROWING)
MOST_WORDS, MOST_PLACES = 8, 5
UNCOMPARED = "we hold no interval, so no place is compared"
THAN = {
    "worse": "worse than",
    "lower": "lower than",
    "similar": "similar to",
    "higher": "higher than",
    "better": "better than",
    CANNOT_COMPARE: "not to be compared with",
}
"""Verdicts in the order that they are said in, with what stands before the comparator's name."""
JUDGED = tuple(word for word in THAN if word != CANNOT_COMPARE)


def describe_alone(across: Across) -> Prose:
    """Say that there is nothing to compare where the book holds one authority, or none."""
    if not across.places:
        return Prose("This book holds no authority, so this page has nothing to show.")
    return tell(
        "{area} is the only authority in this book, so there is nothing to compare it "
        "with here. The page sets it beside its comparator and its neighbours.",
        area=across.places[0].area_name,
    )


def describe_authorities(across: Across) -> tuple[Prose, ...]:
    """Say of each authority how it compares, where its gaps go, and how far apart its ends are."""
    if not across.places:
        return (describe_alone(across),)
    return tuple(
        Prose(*_authority(across, one), listed=True, about=one.area_name) for one in across.places
    )


def _authority(across: Across, places: Places) -> Iterable[Sentence]:
    own = across.headlines[across.headlines["area_code"] == places.area_code]
    inside = across.inside[across.inside["area_code"] == places.area_code]
    if own.empty and inside.empty:
        nothing = "We hold no headline figure of {places.area_name}."
        return (state(nothing, places=places),)
    return (one + "." for one in (_levels(own, places), _moves(own, places), _inside(inside)))


def _levels(own: pd.DataFrame, places: Places) -> Sentence:
    judged = own[own["verdict"] != CANNOT_COMPARE]
    if judged.empty:
        return state("No headline figure has an interval that allows a comparison")
    said = [
        _verdict(rows, word, "absolute")
        + f" {'to' if word == SIMILAR else 'than'} {places.comparator_name} in "
        + _named(rows, judged)
        for word in JUDGED
        if len(rows := judged[judged["verdict"] == word])
    ]
    return "It is " + listed(said)


def _named(rows: pd.DataFrame, among: pd.DataFrame) -> Sentence:
    """Name indicators where that is short; a finding does not hold more, so that it counts them."""
    names = join(_names(rows, among))
    few = len(names.text.split()) <= MOST_WORDS
    return names if few else Tally().count(rows, "# headline figure[|s]")


def _moves(own: pd.DataFrame, places: Places) -> Sentence:
    """Say where gaps go, and of ratios only where they go elsewhere."""
    known = own[own["absolute_direction"].notna()]
    if known.empty:
        return Sentence(f"No gap to {places.comparator_name} can be followed")
    absolute, relative = (_clause(known, measure) for measure in ("absolute", "relative"))
    gap = f"Its gap to {places.comparator_name}: "
    if absolute.text == relative.text:
        return gap + once([absolute, relative])
    return gap + absolute + ". The ratio: " + relative


def _clause(known: pd.DataFrame, measure: str) -> Sentence:
    words = known[f"{measure}_direction"]
    said = []
    for word in MOVES:
        for favourable, rows in known[words == word].groupby("favourable", sort=True):
            moved = once(_direction(row, measure, word) for row in rows_of(rows))
            side = " (in its favour)" if favourable else ""
            said.append(moved + " in " + _named(rows, known) + side)
    tally = Tally(rule=f"counted: trends of {measure} gaps")
    for word in dict.fromkeys(words[~words.isin(MOVES)]):
        rows = known[words == word]
        every = "all " if len(rows) == len(known) else ""
        said.append(tally.count(rows, f"{word} in {every}# headline figure[|s]"))
    return listed(said)


def _direction(row: Row, measure: str, word: str) -> Sentence:
    parts = ("slope", "slope_lower_ci", "slope_upper_ci", "first_period", "last_period", "method")
    trend = {**row, **{part: row[f"{measure}_{part}"] for part in parts}}
    return claim_move(word, trend, f"trend of the {measure} gap")


def _inside(data: pd.DataFrame) -> Sentence:
    if data.empty:
        return state("No slope index of inequality in life expectancy is held for it")
    rows = rows_of(data)
    sizes = [
        claim_figure(row | NO_LIMITS, row["decimals"] - 1, row["unit"]) + for_sex(row["sex"])
        for row in rows
    ]
    return state(
        "Life expectancy of its most and least deprived ends differs by {sizes} ({periods}; no "
        "interval). {moves}",
        sizes=join(sizes),
        periods=join(dict.fromkeys(str(row["period"]) for row in rows)),
        moves=once_by_sex(
            rows, lambda row: claim_move(row["direction"], row, "trend of the absolute gap")
        ).capitalised(),
    )


def headline_rug(rug: Rug, across: Across) -> Sentence:
    """Say how many comparisons are flagged, and how many chance alone would flag."""
    flagged = rug.compared[rug.compared["flagged"]]
    return state(
        agree(
            "{flagged} of {all} with {across.comparator_name} [is|are] flagged; chance alone would "
            "flag about {expected}",
            len(flagged),
        ),
        flagged=Tally().count(flagged),
        all=Tally().count(rug.compared, "# comparison[|s]"),
        across=across,
        expected=_chance(rug, rug.expected),
    )


def describe_rug(rug: Rug, across: Across) -> Prose:
    """Say what is flagged, what chance alone would flag, and what stays when judged together."""
    compared, tally = rug.compared, Tally()
    if compared.empty:
        return Prose("No figure has an interval that allows a comparison.")
    kept = compared[compared["kept"]]
    return Prose(
        state(
            "Of {all} with an interval, {counts}. A verdict to either side is a flag.",
            all=tally.count(compared, "# comparison[|s]"),
            counts=tally.each(compared, "verdict", JUDGED),
        ),
        state(
            agree(
                "If no place differed from {across.comparator_name}, one comparison in twenty "
                "would be flagged all the same: about {expected} of these, half of them ({half}) "
                "on either side. Judged together, so that at most one in twenty of those that "
                "stay is expected to be a false alarm, {kept} [stays|stay].",
                len(kept),
            ),
            across=across,
            expected=_chance(rug, rug.expected),
            half=_chance(rug, rug.expected / 2),
            kept=tally.count(kept, rule=TOGETHER),
        ),
    )


def _chance(rug: Rug, number: float) -> Sentence:
    text = format_number(number, int(number % 1 != 0))
    return Tally().count(rug.compared, text, value=number, rule=CHANCE)


def headline_ranked(ranked: Ranked) -> Sentence:
    """Say in which of the book's authorities one indicator is worse, similar or better."""
    own = ranked.rows[ranked.rows["role"] == "area"]
    judged = own[own["verdict"] != CANNOT_COMPARE]
    said: list[Sentence] = []
    for word in JUDGED:
        rows = judged[judged["verdict"] == word]
        if len(rows):
            few = len(own) <= MOST_PLACES
            names = join(rows["area_name"]) if few else Tally().count(rows, "# place[|s]")
            # What it is set against is said once.
            words = word if said else f"{THAN[word]} {_comparator(ranked)}"
            said.append(_verdict(rows, words) + " in " + names)
    return state(
        "{ranked.indicator.name}{whom}, {ranked.period}: {verdicts}{missing}",
        verdicts=listed(said or [UNCOMPARED]),
        ranked=ranked,
        whom=for_sex(ranked.sex),
        missing=f"; no figure for {join(ranked.missing)}" if ranked.missing else "",
    )


def _comparator(ranked: Ranked) -> str:
    beside_them = ranked.rows.loc[ranked.rows["role"] == "England", "area_name"]
    return str(beside_them.iloc[0]) if len(beside_them) else "the comparator"


def headline_funnel(example: WorkedExample, across: Across) -> Sentence:
    """Say where the ratio of each authority of the book lies among its limits of chance."""
    rows = _funnel_rows(example, across)
    said = []
    for position in POSITIONS:
        there = [row for row in rows if row["position"] == position]
        if there:
            words = once(claim_words(position, row, rule="control limits") for row in there)
            said.append(words + ": " + join(str(row["area_name"]) for row in there))
    ratios = join(f"{row['area_name']} " + _ratio(example, row) for row in rows)
    return headline(listed(said).capitalised(), ratios + ".") if rows else listed(said)


def _ratio(example: WorkedExample, row: Row) -> Sentence:
    return claim_figure(row, example.decimals, "", rule="observed over expected")


def _funnel_rows(example: WorkedExample, across: Across) -> list[dict[str, Any]]:
    """Give the ratios of the authorities of the book as claims need them, in its order."""
    codes = [one.area_code for one in across.places]
    about = {"indicator": "deaths-under-75", "period": example.period, "sources": example.files}
    rows = rows_of(example.result[example.result["area_code"].isin(codes)])
    return [row | about for row in sorted(rows, key=lambda row: codes.index(row["area_code"]))]


def _names(rows: pd.DataFrame, among: pd.DataFrame) -> list[str]:
    """Name indicators, and for whom where it is not everyone of whom there is a figure."""
    return [
        lower_first(str(group["name"].iloc[0]))
        + for_sexes([*map(str, group["sex"])], int((among["indicator"] == slug).sum()))
        for slug, group in rows.groupby("indicator", sort=False)
    ]


def _verdict(rows: pd.DataFrame, text: str, gap: str = "gap") -> Sentence:
    """Say a verdict once and claim it for every row that it stands for, by its gap."""
    return once(claim_words(text, numbers_of(row, gap), rule=BENCHMARK) for row in rows_of(rows))


def explain_interval(ranked: Sequence[Ranked]) -> Prose:
    """Say how to read an interval, by the first authority of the first ranked chart."""
    for one in ranked:
        own = rows_of(one.rows[one.rows["role"] == "area"])
        other = rows_of(one.rows[one.rows["role"] == "England"])
        if own and other and own[0]["verdict"] != CANNOT_COMPARE:
            return Prose(_interval(one, own[0], other[0]))
    return Prose(NOTHING)


def _interval(ranked: Ranked, row: dict[str, Any], other: Row) -> Sentence:
    about, word, england = ranked.indicator, str(row["verdict"]), _comparator(ranked)
    limits = [
        claim_words(
            with_unit(row[end], about.decimals, about.unit), row, rule=f"{end} as published"
        )
        for end in ("lower_ci", "upper_ci")
    ]
    return state(
        "{name} of {row[area_name]}{whom} is {figure} in {period}. Chance alone could have moved "
        "it, and its interval says how far: from {limits}. The figure of {comparator} is "
        "{england}; the gap is {gap}. Its interval, with the errors of both, {side} nought. So the "
        "verdict is {word}.",
        name=about.name,
        row=row,
        whom=for_sex(ranked.sex),
        figure=claim_figure(row | NO_LIMITS, about.decimals, about.unit),
        period=ranked.period,
        limits=join(limits, last=" to "),
        england=claim_figure(other, about.decimals, about.unit),
        gap=claim_figure(
            numbers_of(row, "gap"), about.decimals, gap_unit(about.unit), rule=SIZES["absolute"]
        ),
        side="holds" if word == SIMILAR else "leaves out",
        comparator=england,
        word=claim_words(f"{THAN[word]} {england}", numbers_of(row, "gap"), rule=BENCHMARK),
    )


def explain_slope(finding: GradientFinding | None) -> Prose:
    """Say how to read a slope index: the two ends of the line, and their difference."""
    if finding is None:
        return Prose(NOTHING)
    return Prose(*(_slope(finding, sex, ends) for sex, ends in finding.fitted.items()))


def _slope(finding: GradientFinding, sex: str, ends: tuple[float, float]) -> Sentence:
    row, digits, unit = index_row(finding, sex, "slope index"), finding.decimals, finding.unit
    most, least = (
        claim_words(with_unit(end, digits, unit), row | NO_LIMITS | {"value": end}, rule=END)
        for end in ends
    )
    return state(
        "{finding.area_name}{whom}, {finding.period}: the line begins at {most} at the most "
        "deprived end and reaches {least} at the least deprived. The difference is the slope "
        "index, {index}.",
        finding=finding,
        whom=for_sex(sex),
        most=most,
        least=least,
        index=claim_figure(row, digits, unit, rule="slope index of inequality"),
    )


def explain_funnel(example: WorkedExample | None, across: Across) -> Prose:
    """Say how to read a funnel: the limits of chance at the size of the first authority."""
    if example is None:
        return Prose(NOTHING)
    row = _funnel_rows(example, across)[0]
    return tell(
        "{row[area_name]}, {e.period}: at England's rates {expected} deaths would be expected "
        "among its people. In an area of that size chance alone keeps the ratio between "
        "{inner} in {often} of years, and between {outer} in {oftener}. Its ratio is {ratio}, "
        "{position}.",
        row=row,
        e=example,
        expected=_of_funnel(row, "denominator", "expected deaths", 0),
        inner=_between(row, "95", example.decimals),
        outer=_between(row, "99_8", example.decimals),
        often="95%",
        oftener="99.8%",
        ratio=_ratio(example, row),
        position=claim_words(str(row["position"]), row, rule="control limits"),
    )


def _between(row: Row, name: str, decimals: int) -> Sentence:
    return join(
        _of_funnel(row, f"{end}_{name}", f"{end} {name} control limit", decimals)
        for end in ("lower", "upper")
    )


def _of_funnel(row: Row, name: str, rule: str, decimals: int) -> Sentence:
    return claim_words(with_unit(row[name], decimals, ""), {**row, "value": row[name]}, rule=rule)


def explain_rug(rug: Rug) -> Prose:
    """Say how to read one square of the tartan rug: the first that is flagged."""
    if rug.compared.empty:
        return Prose(NOTHING)
    # An example of the latest period: where the level is of an earlier one, it has no interval.
    latest = rug.compared["compared_in"] == ""
    flagged = rug.compared[rug.compared["flagged"] & latest]
    row = rows_of(flagged if len(flagged) else rug.compared)[0]
    digits, unit = row["decimals"], row["unit"]
    return tell(
        "A square is one figure of one place. The square of {name} in {row[area_name]} shows "
        "{sign}, which stands for {word}: its figure is {figure} in {row[period]}, and "
        "{row[comparator_name]}'s is {other}.",
        name=lower_first(str(row["label"])),
        row=row,
        sign=SYMBOLS[row["verdict"]],
        word=claim_words(row["verdict"], numbers_of(row, "gap"), rule=BENCHMARK),
        figure=claim_figure(row, digits, unit),
        other=claim_figure(beside(row, row["comparator_code"]), digits, unit),
    )
