"""Worked examples: what each statistic came to, in a sentence or two."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.claims.claim import Statement, claim_figure, claim_words, join, rows_of, state
from analysis.claims.prose import Prose
from analysis.claims.words import for_sex, lower_first, upper_first
from analysis.findings.worked_examples import WorkedExample

ENGLAND = "E92000001"
SLOPE, RATIO = "slope index", "relative index"
RELATIVE_CONCENTRATION = "relative concentration index"
CRITICAL = "9.55"
"""The 99.8% point of χ² with one degree of freedom, rounded."""


def describe_deaths(example: WorkedExample) -> Prose:
    """Say whose deaths and residents they are, or why there are none."""
    if example.reason:
        return Prose((example.reason,))
    if not example.parts:
        return Prose((state("These are the published figures of {area}.", area=example.area_name),))
    return Prose(
        (
            state(
                "In {period} the area of {area} was {parts}. Their deaths and residents are added "
                "up here, and every rate is worked out anew; no rate is an average of rates.",
                period=example.period,
                area=example.area_name,
                parts=join(example.parts),
            ),
        )
    )


def describe_life_expectancy(example: WorkedExample) -> Prose:
    """Say life expectancy at birth and at 65."""
    if example.reason:
        return Prose((example.reason,))
    sentences = []
    for age, rows in example.result.groupby("age_start", sort=True):
        where = "at birth" if age == 0 else f"at {age:g}"
        rule = f"life table, {where}"
        sentences.append(_sentence(example, rows, f"Life expectancy {where}", rule=rule))
    return Prose(tuple(sentences))


def describe_beside_england(example: WorkedExample) -> Prose:
    """Say a rate of the area and the same rate of England."""
    if example.reason:
        return Prose((example.reason,))
    own = example.result[example.result["area_code"] != ENGLAND]
    england = example.result[example.result["area_code"] == ENGLAND]
    name = upper_first(example.measure)
    sentences = [_sentence(example, own, name)]
    if len(england) and len(own):
        sentences.append(_sentence(example, england, name))
    return Prose(tuple(sentences))


def describe_ratio(example: WorkedExample) -> Prose:
    """Say observed and expected deaths and their ratio."""
    if example.reason:
        return Prose((example.reason,))
    parts = []
    for row in rows_of(example.result):
        said = _row(example, row)
        counts = [
            claim_figure(
                {**said, "value": row[name], "lower_ci": float("nan"), "upper_ci": float("nan")},
                decimals,
                "",
                rule=f"{name} deaths",
            )
            for name, decimals in (("count", 0), ("expected", 1))
        ]
        parts.append(
            state(
                "{observed} deaths{whom} where {expected} were expected, a ratio of {ratio}",
                observed=counts[0],
                expected=counts[1],
                whom=for_sex(row["sex"]),
                ratio=claim_figure(said, example.decimals, "", rule=str(row["method"])),
            )
        )
    return Prose(
        (
            state(
                "In {area} in {period}, under {limit}: {parts}, where England is {england}.",
                area=example.area_name,
                period=example.period,
                limit="75",
                parts=join(parts, by="; ", last="; "),
                england="100",
            ),
        )
    )


def describe_gap_by_age(example: WorkedExample) -> Prose:
    """Say the gap to England in the years lived before 75, and the age that adds most to it."""
    if example.reason:
        return Prose((example.reason,))
    parts = []
    for row in rows_of(example.result):
        ages = example.inputs[example.inputs["sex"] == row["sex"]]
        most = rows_of(ages.loc[[ages["contribution"].abs().idxmax()]])[0]
        said = _row(example, row)
        part = claim_figure(
            {**said, "value": most["contribution"]},
            example.decimals,
            example.unit,
            rule=f"contribution of age {most['age']}",
        )
        parts.append(
            state(
                "{gap}{whom}, of which age {age} makes {part}",
                gap=claim_figure(
                    said, example.decimals, example.unit, rule=f"gap, {row['method']}"
                ),
                whom=for_sex(row["sex"]),
                age=lower_first(str(most["age"])),
                part=part,
            )
        )
    return Prose(
        (
            state(
                "England minus {area}, {measure}, {period}: {parts}.",
                area=example.area_name,
                measure=example.measure,
                period=example.period,
                parts=join(parts, by="; ", last="; "),
            ),
        )
    )


def describe_slope(example: WorkedExample) -> Prose:
    """Say the slope and relative index beside the published index."""
    if example.reason:
        return Prose((example.reason,))
    if example.parts:
        return Prose(
            (
                state(
                    "{area} did not exist in {period}. The index stands below for each district "
                    "that it was made from: {parts}. Life expectancies of districts cannot be "
                    "added up, and averaging them would hide the differences between them.",
                    area=example.area_name,
                    period=example.period,
                    parts=join(example.parts),
                ),
            )
        )
    sentences = []
    for sex, rows in example.result.groupby("sex", sort=True):
        by_measure = {row["measure"]: row for row in rows_of(rows)}
        slope, ratio = by_measure[SLOPE], by_measure[RATIO]
        published = claim_figure(
            {**_row(example, slope), "value": slope["published"]} | _without_limits(), 1, "years"
        )
        sentences.append(
            state(
                "Slope index in {area}{whom}, {period}: {slope}. {published} Relative index: "
                "{ratio}.",
                area=example.area_name,
                whom=for_sex(str(sex)),
                period=example.period,
                slope=_figure(example, slope),
                published=state("The publisher gives {figure}.", figure=published)
                if pd.notna(slope["published"])
                else "The publisher gives none.",
                ratio=_figure(example, ratio),
            )
        )
    return Prose(tuple(sentences))


def describe_small_areas(example: WorkedExample) -> Prose:
    """Say how each health indicator goes with the deprivation of small areas."""
    if example.reason:
        return Prose((example.reason,))
    sentences = []
    for name, rows in example.result.groupby("name", sort=False):
        by_measure = {row["measure"]: row for row in rows_of(rows)}
        slope = by_measure[SLOPE]
        if pd.isna(slope["value"]):
            sentences.append(state("{name}: {note}", name=str(name), note=str(slope["note"])))
            continue
        said = _row(example, slope)
        size = {**said, "value": abs(slope["value"])} | _without_limits()
        word = "higher" if slope["value"] < 0 else "lower"
        sentences.append(
            state(
                "{name}: slope index {slope}, so the most deprived end is {size} {word} than the "
                "least deprived. Relative concentration index {concentration}, without an "
                "interval.",
                name=str(name),
                slope=claim_figure(said, int(slope["decimals"]), "", rule=str(slope["method"])),
                size=claim_figure(size, int(slope["decimals"]), "", rule="size of the slope"),
                word=claim_words(word, said, rule="sign of the slope"),
                concentration=_figure(example, by_measure[RELATIVE_CONCENTRATION]),
            )
        )
    return Prose(tuple(sentences))


def describe_share(example: WorkedExample) -> Prose:
    """Say the share of disabled residents in all, and in the first and last decile there is."""
    if example.reason:
        return Prose((example.reason,))
    whole, *tenths = rows_of(example.result)
    ends = [tenths[0], tenths[-1]] if len(tenths) > 1 else tenths
    parts = [
        state("{share} in {group}", share=_share(example, row), group=lower_first(row["group"]))
        for row in ends
    ]
    return Prose(
        (
            state(
                "{measure} in {area}, {period}: {share}. By deprivation of their small areas: "
                "{parts}.",
                measure=upper_first(example.measure),
                area=example.area_name,
                period=example.period,
                share=_share(example, whole),
                parts=join(parts),
            ),
        )
    )


def _share(example: WorkedExample, row: Mapping[str, Any]) -> Statement:
    rule = f"{row['method']}, {row['group']}"
    return claim_figure(_row(example, row), example.decimals, example.unit, rule=rule)


def describe_funnel(example: WorkedExample) -> Prose:
    """Say where the area's ratio lies among the limits of areas of its size."""
    own = example.result
    if len(own):
        own = own[own["area_name"] == example.area_name]
    if example.reason or own.empty:
        return Prose((example.reason or f"{example.area_name} is not among these areas.",))
    row = rows_of(own)[0]
    said = _row(example, row)
    limits = [
        claim_figure(
            {**said, "value": row[f"{end}_{name}"]} | _without_limits(),
            example.decimals,
            "",
            rule=f"{end} {name} control limit",
        )
        for name in ("95", "99_8")
        for end in ("lower", "upper")
    ]
    return Prose(
        (
            state(
                "{area}, {period}, both sexes: a ratio of {ratio}, {position}. At this size chance "
                "alone keeps an area between {inner} in {often} of years, and between {outer} in "
                "{oftener}.",
                area=example.area_name,
                period=example.period,
                ratio=claim_figure(said, example.decimals, "", rule="observed over expected"),
                position=claim_words(str(row["position"]), said, rule="control limits"),
                inner=join(limits[:2]),
                outer=join(limits[2:]),
                often="95%",
                oftener="99.8%",
            ),
        )
    )


def describe_recent_trend(example: WorkedExample) -> Prose:
    """Say what the recent-trend rule decides, and on what number."""
    if example.reason:
        return Prose((example.reason,))
    row = rows_of(example.result)[0]
    said = _row(example, row)
    if row["note"]:
        return Prose(
            (
                state(
                    "{measure} in {area}: the recent trend {trend}. {note}",
                    measure=example.measure,
                    area=example.area_name,
                    trend=str(row["trend"]),
                    note=str(row["note"]),
                ),
            )
        )
    chi_squared = {**said, "value": row["chi_squared"]} | _without_limits()
    return Prose(
        (
            state(
                "{measure} in {area}, {period}: {trend}. Chi-squared for trend is {chi}, and "
                "has to be above {critical}.",
                measure=example.measure,
                area=example.area_name,
                period=example.period,
                trend=claim_words(str(row["trend"]), chi_squared, rule=str(row["method"])),
                chi=claim_figure(chi_squared, 2, "", rule="chi-squared for trend"),
                critical=CRITICAL,
            ),
        )
    )


def describe_gap_trend(example: WorkedExample) -> Prose:
    """Say the yearly change of the absolute and relative gap, and its word."""
    if example.reason:
        return Prose((example.reason,))
    sentences = []
    for measure, rows in example.result.groupby("measure", sort=True):
        parts = [_change(example, str(measure), row) for row in rows_of(rows)]
        sentences.append(
            state(
                "{measure} gap, {area} minus England, {period}: {parts}."
                if measure == "absolute"
                else "{measure} gap, {area} over England, {period}: {parts}.",
                measure=upper_first(str(measure)),
                area=example.area_name,
                period=example.period,
                parts=join(parts, by="; ", last="; "),
            )
        )
    return Prose(tuple(sentences))


def _change(example: WorkedExample, measure: str, row: Mapping[str, Any]) -> Statement:
    said = _row(example, row)
    return state(
        "{word}{whom}, by {change}" if pd.notna(row["value"]) else "{word}{whom}",
        word=claim_words(str(row["direction"]), said, rule=f"trend of the {measure} gap"),
        whom=for_sex(row["sex"]),
        change=claim_figure(said, 3, row["unit"], rule=f"trend of the {measure} gap"),
    )


def _sentence(example: WorkedExample, rows: pd.DataFrame, name: str, *, rule: str = "") -> str:
    """Say one statistic of one area for each sex."""
    parts = []
    for row in rows_of(rows):
        note = str(row["note"]) if pd.isna(row["value"]) else ""
        figure = claim_figure(
            _row(example, row), example.decimals, example.unit, rule=rule or str(row["method"])
        )
        parts.append(
            state(
                "not given{whom} ({note})" if note else "{figure}{whom}",
                figure=figure,
                whom=for_sex(row["sex"]),
                note=note.rstrip("."),
            )
        )
    return state(
        "{name} in {area}, {period}: {parts}.",
        name=name,
        area=str(rows["area_name"].iloc[0]),
        period=example.period,
        parts=join(parts),
    )


def _figure(example: WorkedExample, row: Mapping[str, Any]) -> Statement:
    """Claim a row that has its own unit and decimals; a ratio is said without a unit."""
    unit = "" if row["unit"] == "ratio" else str(row["unit"])
    rule = f"{row['measure']}; {row['method']}"
    return claim_figure(_row(example, row), int(row["decimals"]), unit, rule=rule)


def _row(example: WorkedExample, row: Mapping[str, Any]) -> dict[str, Any]:
    """Name what a number is of, as a claim needs it."""
    table = example.stems[0].rsplit("/", 1)[-1]
    indicator = row.get("indicator", table)
    return {**row, "indicator": indicator, "period": example.period, "sources": example.files}


def _without_limits() -> dict[str, float]:
    return {"lower_ci": float("nan"), "upper_ci": float("nan")}
