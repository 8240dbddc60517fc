"""Worked examples: what each statistic came to, in a sentence or two."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import pandas as pd

from analysis.charts.chart import Notice
from analysis.claims.figure import NO_LIMITS, Row, claim_figure, claim_words
from analysis.claims.sentence import Prose, Sentence, join, listed, state, tell
from analysis.claims.words import for_sex, lower_first, upper_first
from analysis.data.tidy import rows_of
from analysis.findings.worked_examples import WorkedExample

ENGLAND = "E92000001"
SLOPE, RATIO = "slope index", "relative index"
RELATIVE_CONCENTRATION = "relative concentration index"
CRITICAL = "9.55"
"""The 99.8% point of χ² with one degree of freedom, rounded."""
OFTEN, OFTENER = "95%", "99.8%"
NAMED = 12
"""How many parts of an area are named; of more, as a region has, the number stands."""
Describe = Callable[[WorkedExample], Prose | Notice]


def unless_missing(describe: Callable[[WorkedExample], Sequence[Sentence]]) -> Describe:
    """Describe an example, or say why there is none."""

    @wraps(describe)
    def described(example: WorkedExample) -> Prose | Notice:
        return Notice(example.reason) if example.reason else Prose(*describe(example))

    return described


@unless_missing
def describe_deaths(example: WorkedExample) -> Sequence[Sentence]:
    """Say whose deaths and residents they are."""
    if not example.parts:
        return (state("These are the published figures of {e.area_name}.", e=example),)
    said = state(
        "In {e.period} the area of {e.area_name} was {parts}. Their deaths and residents are added "
        "up here, and every rate is worked out anew; no rate is an average of rates.",
        e=example,
        parts=join(example.parts)
        if len(example.parts) <= NAMED
        else f"{len(example.parts)} lower-tier authorities",
    )
    return (said,)


@unless_missing
def describe_life_expectancy(example: WorkedExample) -> Sequence[Sentence]:
    """Say life expectancy at birth and at 65."""
    ages = [
        ("at birth" if age == 0 else f"at {age:g}", rows)
        for age, rows in example.result.groupby("age_start", sort=True)
    ]
    return [
        _sentence(example, rows, f"Life expectancy {where}", rule=f"life table, {where}")
        for where, rows in ages
    ]


@unless_missing
def describe_beside_england(example: WorkedExample) -> Sequence[Sentence]:
    """Say a rate of the area and the same rate of England."""
    of_england = example.result["area_code"] == ENGLAND
    own, england = example.result[~of_england], example.result[of_england]
    shown = [own, england] if len(england) and len(own) else [own]
    return [_sentence(example, rows, upper_first(example.measure)) for rows in shown]


@unless_missing
def describe_ratio(example: WorkedExample) -> Sequence[Sentence]:
    """Say observed and expected deaths and their ratio."""
    parts = []
    for row in rows_of(example.result):
        own = _row(example, row)
        observed, expected = (
            _part(own, name, digits, f"{name} deaths")
            for name, digits in (("count", 0), ("expected", 1))
        )
        parts.append(
            state(
                "{observed} deaths{whom} where {expected} were expected, a ratio of {ratio}",
                observed=observed,
                expected=expected,
                whom=for_sex(row["sex"]),
                ratio=claim_figure(own, example.decimals, "", rule=str(row["method"])),
            )
        )
    said = state(
        "In {e.area_name} in {e.period}, under {limit}: {parts}, where England is {england}.",
        e=example,
        limit="75",
        parts=listed(parts),
        england="100",
    )
    return (said,)


@unless_missing
def describe_gap_by_age(example: WorkedExample) -> Sequence[Sentence]:
    """Say the gap to England in the years lived before 75, and the age that adds most to it."""
    parts = []
    for row in rows_of(example.result):
        ages = example.inputs[example.inputs["sex"] == row["sex"]]
        most = rows_of(ages.loc[[ages["contribution"].abs().idxmax()]])[0]
        own = _row(example, row)
        unit, digits = example.unit, example.decimals
        added = own | {"value": most["contribution"]}
        parts.append(
            state(
                "{gap}{whom}, of which age {age} makes {part}",
                gap=claim_figure(own, digits, unit, rule=f"gap, {row['method']}"),
                whom=for_sex(row["sex"]),
                age=lower_first(str(most["age"])),
                part=claim_figure(added, digits, unit, rule=f"contribution of age {most['age']}"),
            )
        )
    said = state(
        "England minus {e.area_name}, {e.measure}, {e.period}: {parts}.",
        e=example,
        parts=listed(parts),
    )
    return (said,)


@unless_missing
def describe_slope(example: WorkedExample) -> Sequence[Sentence]:
    """Say the slope and relative index beside the published index."""
    if example.parts:
        said = state(
            "{e.area_name} did not exist in {e.period}. The index stands below for each district "
            "that it was made from: {parts}. Life expectancies of districts cannot be added up, "
            "and averaging them would hide the differences between them.",
            e=example,
            parts=join(example.parts),
        )
        return (said,)
    sentences = []
    for sex, rows in example.result.groupby("sex", sort=True):
        by_measure = {row["measure"]: row for row in rows_of(rows)}
        slope = by_measure[SLOPE]
        published = Sentence("The publisher gives none.")
        if pd.notna(slope["published"]):
            given = _row(example, slope) | {"value": slope["published"]} | NO_LIMITS
            published = "The publisher gives " + claim_figure(given, 1, "years") + "."
        sentences.append(
            state(
                "Slope index in {e.area_name}{whom}, {e.period}: {slope}. {published} Relative "
                "index: {ratio}.",
                e=example,
                whom=for_sex(str(sex)),
                slope=_figure(example, slope),
                published=published,
                ratio=_figure(example, by_measure[RATIO]),
            )
        )
    return sentences


@unless_missing
def describe_small_areas(example: WorkedExample) -> Sequence[Sentence]:
    """Say how each health indicator goes with the deprivation of small areas."""
    sentences = []
    for name, rows in example.result.groupby("name", sort=False):
        by_measure = {row["measure"]: row for row in rows_of(rows)}
        slope = by_measure[SLOPE]
        if pd.isna(slope["value"]):
            sentences.append(Sentence(f"{name}: {slope['note']}"))
            continue
        said, digits = _row(example, slope), slope["decimals"]
        size = said | {"value": abs(slope["value"])} | NO_LIMITS
        word = "higher" if slope["value"] < 0 else "lower"
        sentences.append(
            state(
                "{name}: slope index {slope}, so the most deprived end is {size} {word} than the "
                "least deprived. Relative concentration index {concentration}, without an "
                "interval.",
                name=str(name),
                slope=claim_figure(said, digits, "", rule=str(slope["method"])),
                size=claim_figure(size, digits, "", rule="size of the slope"),
                word=claim_words(word, said, rule="sign of the slope"),
                concentration=_figure(example, by_measure[RELATIVE_CONCENTRATION]),
            )
        )
    return sentences


@unless_missing
def describe_share(example: WorkedExample) -> Sequence[Sentence]:
    """Say the share of disabled residents in all, and in the first and last decile there is."""
    whole, *tenths = rows_of(example.result)
    ends = [tenths[0], tenths[-1]] if len(tenths) > 1 else tenths
    said = state(
        "{measure} in {e.area_name}, {e.period}: {share}. By deprivation of their small areas: "
        "{parts}.",
        measure=upper_first(example.measure),
        e=example,
        share=_share(example, whole),
        parts=join(_share(example, row) + f" in {lower_first(row['group'])}" for row in ends),
    )
    return (said,)


def _share(example: WorkedExample, row: Row) -> Sentence:
    rule = f"{row['method']}, {row['group']}"
    return claim_figure(_row(example, row), example.decimals, example.unit, rule=rule)


def describe_funnel(example: WorkedExample) -> Prose | Notice:
    """Say where the area's ratio lies among the limits of areas of its size."""
    own = example.result
    if len(own):
        own = own[own["area_name"] == example.area_name]
    if example.reason or own.empty:
        return Notice(example.reason or f"{example.area_name} is not among these areas.")
    said = _row(example, rows_of(own)[0])
    inner, outer = between_limits(said, example.decimals)
    return tell(
        "{e.area_name}, {e.period}, both sexes: a ratio of {ratio}, {position}. At this size "
        "chance alone keeps an area between {inner} in {often} of years, and between {outer} "
        "in {oftener}.",
        e=example,
        ratio=claim_figure(said, example.decimals, "", rule="observed over expected"),
        position=claim_words(str(said["position"]), said, rule="control limits"),
        inner=inner,
        outer=outer,
        often=OFTEN,
        oftener=OFTENER,
    )


def between_limits(row: Row, decimals: int) -> list[Sentence]:
    """Say the inner and the outer pair of control limits."""
    return [
        join(
            _part(row, f"{end}_{name}", decimals, f"{end} {name} control limit")
            for end in ("lower", "upper")
        )
        for name in ("95", "99_8")
    ]


@unless_missing
def describe_recent_trend(example: WorkedExample) -> Sequence[Sentence]:
    """Say what the recent-trend rule decides, and on what number."""
    row = _row(example, rows_of(example.result)[0])
    if row["note"]:
        said = state(
            "{e.measure} in {e.area_name}: the recent trend {row[trend]}. {row[note]}",
            e=example,
            row=row,
        )
        return (said,)
    decided = row | {"value": row["chi_squared"]} | NO_LIMITS
    said = state(
        "{e.measure} in {e.area_name}, {e.period}: {trend}. Chi-squared for trend is {chi}, and "
        "has to be above {critical}.",
        e=example,
        trend=claim_words(str(row["trend"]), decided, rule=str(row["method"])),
        chi=claim_figure(decided, 2, "", rule="chi-squared for trend"),
        critical=CRITICAL,
    )
    return (said,)


@unless_missing
def describe_gap_trend(example: WorkedExample) -> Sequence[Sentence]:
    """Say the yearly change of the absolute and relative gap, and its word."""
    against = {"absolute": "minus", "relative": "over"}
    return [
        state(
            "{measure} gap, {e.area_name} {against} England, {e.period}: {parts}.",
            measure=upper_first(str(measure)),
            e=example,
            against=against[str(measure)],
            parts=listed(_change(example, str(measure), row) for row in rows_of(rows)),
        )
        for measure, rows in example.result.groupby("measure", sort=True)
    ]


def _change(example: WorkedExample, measure: str, row: Row) -> Sentence:
    said, rule = _row(example, row), f"trend of the {measure} gap"
    rule += f", in {row['unit']}" if measure == "relative" else ""
    return state(
        "{word}{whom}, by {change}" if pd.notna(row["value"]) else "{word}{whom}",
        word=claim_words(str(row["direction"]), said, rule=rule),
        whom=for_sex(row["sex"]),
        change=claim_figure(said, 3, row["unit"], rule=rule),
    )


def _sentence(example: WorkedExample, rows: pd.DataFrame, name: str, *, rule: str = "") -> Sentence:
    """Say one statistic of one area for each sex."""
    parts = []
    for row in rows_of(rows):
        said, method = _row(example, row), rule or str(row["method"])
        note = str(row["note"]) if pd.isna(row["value"]) else ""
        parts.append(
            state(
                "not given{whom} ({note})" if note else "{figure}{whom}",
                figure=claim_figure(said, example.decimals, example.unit, rule=method),
                whom=for_sex(row["sex"]),
                note=note.rstrip("."),
            )
        )
    return state(
        "{name} in {area}, {e.period}: {parts}.",
        name=name,
        area=str(rows["area_name"].iloc[0]),
        e=example,
        parts=join(parts),
    )


def _figure(example: WorkedExample, row: Row) -> Sentence:
    """Claim a row that has its own unit and decimals; a ratio is said without a unit."""
    unit = "" if row["unit"] == "ratio" else str(row["unit"])
    rule = f"{row['measure']}; {row['method']}"
    return claim_figure(_row(example, row), row["decimals"], unit, rule=rule)


def _part(row: Row, name: str, decimals: int, rule: str) -> Sentence:
    """Claim another number of a row, which has no limits."""
    return claim_figure({**row, "value": row[name]} | NO_LIMITS, decimals, "", rule=rule)


def _row(example: WorkedExample, row: Row) -> dict[str, Any]:
    """Name what a number is of, as a claim needs it."""
    table = example.stems[0].rsplit("/", 1)[-1]
    indicator = row.get("indicator", table)
    return {**row, "indicator": indicator, "period": example.period, "sources": example.files}
