"""How to read an interval, a slope index and a funnel, in the figures of the book's authorities."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.chapters.across.findings import NOT_COMPARED, SIMILAR, Across, Ranked, Rug
from analysis.chapters.across.sentences import BENCHMARK, THAN, comparator_name, funnel_rows
from analysis.claims.claim import Statement, claim_figure, claim_words, join, rows_of, state
from analysis.claims.prose import Prose
from analysis.claims.words import SYMBOLS, for_sex, lower_first
from analysis.data.raw import locate
from analysis.findings.gradients import GradientFinding
from analysis.findings.worked_examples import WorkedExample
from analysis.formats import with_unit

NOTHING = "None of these areas has figures to show it in."


def explain_interval(ranked: Sequence[Ranked]) -> Prose:
    """Say how to read an interval, by the first authority of the first ranked chart."""
    for one in ranked:
        own = rows_of(one.rows[one.rows["role"] == "area"])
        other = rows_of(one.rows[one.rows["role"] == "England"])
        if own and other and own[0]["verdict"] != NOT_COMPARED:
            return Prose((_interval(one, own[0], other[0]),))
    return Prose((NOTHING,))


def _interval(ranked: Ranked, row: Mapping[str, Any], other: Mapping[str, Any]) -> Statement:
    about, word = ranked.indicator, str(row["verdict"])
    bare = {name: float("nan") for name in ("lower_ci", "upper_ci")}
    limits = [
        claim_words(
            with_unit(row[end], about.decimals, about.unit), row, rule=f"{end} as published"
        )
        for end in ("lower_ci", "upper_ci")
    ]
    return state(
        "{name} of {area}{whom} is {figure} in {period}. Chance alone could have moved it, and its "
        "interval says how far: from {limits}. The figure of {comparator}, {england}, {side}. So "
        "the verdict is {word}.",
        name=about.name,
        area=str(row["area_name"]),
        whom=for_sex(ranked.sex),
        figure=claim_figure({**row, **bare}, about.decimals, about.unit),
        period=ranked.period,
        limits=join(limits, last=" to "),
        england=claim_figure(other, about.decimals, about.unit),
        side=f"lies {'inside' if word == SIMILAR else 'outside'} that interval",
        comparator=comparator_name(ranked),
        word=claim_words(f"{THAN[word]} {comparator_name(ranked)}", row, rule=BENCHMARK),
    )


def explain_slope(finding: GradientFinding | None) -> Prose:
    """Say how to read a slope index: the two ends of the line, and their difference."""
    if finding is None:
        return Prose((NOTHING,))
    return Prose(tuple(_slope(finding, sex, *ends) for sex, ends in finding.fitted.items()))


def _slope(finding: GradientFinding, sex: str, most: float, least: float) -> Statement:
    index = finding.index(sex, "slope index")
    about = {
        "indicator": finding.slug,
        "area_code": finding.area_code,
        "period": finding.period,
        "sex": sex,
        "sources": (locate(finding.stem),),
    }
    ends = [
        claim_words(
            with_unit(end, finding.decimals, finding.unit),
            {**about, "value": end},
            rule="end of the line of the slope index; its interval is that of the difference",
        )
        for end in (most, least)
    ]
    numbers = {name: index[name] for name in ("value", "lower_ci", "upper_ci")}
    return state(
        "{area}{whom}, {period}: the line begins at {most} at the most deprived end and reaches "
        "{least} at the least deprived. The difference is the slope index, {index}.",
        area=finding.area_name,
        whom=for_sex(sex),
        period=finding.period,
        most=ends[0],
        least=ends[1],
        index=claim_figure(
            about | numbers, finding.decimals, finding.unit, rule="slope index of inequality"
        ),
    )


def explain_funnel(example: WorkedExample | None, across: Across) -> Prose:
    """Say how to read a funnel: the limits of chance at the size of the first authority."""
    if example is None:
        return Prose((NOTHING,))
    row = funnel_rows(example, across)[0]
    return Prose(
        (
            state(
                "{area}, {period}: at England's rates {expected} deaths would be expected among "
                "its people. In an area of that size chance alone keeps the ratio between {inner} "
                "in {often} of years, and between {outer} in {oftener}. Its ratio is {ratio}, "
                "{position}.",
                area=str(row["area_name"]),
                period=example.period,
                expected=_of_funnel(row, "denominator", "expected deaths", 0),
                inner=_between(row, "95", example.decimals),
                outer=_between(row, "99_8", example.decimals),
                often="95%",
                oftener="99.8%",
                ratio=claim_figure(row, example.decimals, "", rule="observed over expected"),
                position=claim_words(str(row["position"]), row, rule="control limits"),
            ),
        )
    )


def _between(row: Mapping[str, Any], name: str, decimals: int) -> Statement:
    ends = ("lower", "upper")
    return join(
        [_of_funnel(row, f"{end}_{name}", f"{end} {name} control limit", decimals) for end in ends]
    )


def _of_funnel(row: Mapping[str, Any], name: str, rule: str, decimals: int) -> Statement:
    return claim_words(with_unit(row[name], decimals, ""), {**row, "value": row[name]}, rule=rule)


def explain_rug(rug: Rug) -> Prose:
    """Say how to read one square of the tartan rug: the first that is flagged."""
    rows = rug.compared[rug.compared["flagged"]] if len(rug.compared) else rug.compared
    rows = rows if len(rows) else rug.compared
    if rows.empty:
        return Prose((NOTHING,))
    row = rows_of(rows)[0]
    word = str(row["verdict"])
    return Prose(
        (
            state(
                "A square is one figure of one place. The square of {name} in {area} shows {sign}, "
                "which stands for {word}: its figure is {figure} in {period}, and {comparator}'s "
                "is {other}.",
                name=lower_first(str(row["label"])),
                area=str(row["area_name"]),
                sign=SYMBOLS[word],
                word=claim_words(word, row, rule=BENCHMARK),
                figure=claim_figure(row, int(row["decimals"]), str(row["unit"])),
                period=str(row["period"]),
                comparator=str(row["comparator_name"]),
                other=claim_figure(
                    {**row, "value": row["comparator_value"]}
                    | {name: row[f"comparator_{name}"] for name in ("lower_ci", "upper_ci")},
                    int(row["decimals"]),
                    str(row["unit"]),
                ),
            ),
        )
    )
