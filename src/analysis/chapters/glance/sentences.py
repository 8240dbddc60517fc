"""At a glance: the ranked findings of an area in words that most people can read."""

from collections.abc import Mapping, Sequence
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
from analysis.chapters.trend.headlines import claim_direction
from analysis.claims.claim import (
    PUBLISHED,
    Statement,
    claim_figure,
    claim_words,
    join,
    rows_of,
    state,
)
from analysis.claims.prose import Prose
from analysis.claims.words import count_of, for_sex, gap_unit, is_or_are, lower_first, said_unit
from analysis.data.areas import Places
from analysis.data.raw import locate
from analysis.findings.trends import TrendFinding

NONE_PUBLISHED = "no interval"
JUDGED_TOGETHER = "judged with all findings of the area, one in twenty false at most"
GAP_RULE = "the area minus its comparator, and the area over it"
MOST_NAMES = 4
WHO = {"Female": "Females", "Male": "Males"}
RATIO_SLOPE = {"value": "slope", "lower_ci": "slope_lower_ci", "upper_ci": "slope_upper_ci"}


def describe_findings(ranking: Ranking, places: Places, most: int) -> Prose:
    """Say the certain gaps of an area, the largest first."""
    rows = rows_of(ranking.certain(LEVEL).head(most))
    if not rows:
        return Prose((state("No gap of {area} is clear enough to name.", area=places.area_name),))
    moves = ranking.findings[ranking.findings["kind"] == GAP]
    return Prose(tuple(_say_level(row, moves, places) for row in rows), listed=True)


def describe_inside(trend: TrendFinding, places: Places) -> Prose:
    """Say how far apart the most and the least deprived ends of an area are in years of life.

    Parameters
    ----------
    trend : TrendFinding
        The slope index of inequality in life expectancy, from `find_trend`.
    places : Places
        The area.

    Returns
    -------
    Prose
    """
    own = trend.series[(trend.series["role"] == "area") & trend.series["value"].notna()]
    if own.empty:
        return Prose(
            (
                state(
                    "No slope index of inequality in life expectancy is published for {area}.",
                    area=places.area_name,
                ),
            )
        )
    about = trend.indicator
    directions = trend.directions.set_index("sex")
    said = []
    for row in rows_of(own.groupby("sex", sort=True).tail(1)):
        moved = {str(k): v for k, v in directions.loc[str(row["sex"])].items()}
        moved |= {"indicator": about.indicator, "sex": row["sex"]}
        said.append(
            state(
                "{whom}{figure} in {period}, {word}",
                figure=_written(
                    row | {"decimals": about.decimals}, about.unit, "slope index, as published"
                ),
                whom=f"{WHO[sex]}: " if (sex := str(row["sex"])) in WHO else "",
                period=str(row["period"]),
                word=claim_direction(
                    str(moved["direction"]),
                    moved | {"indicator": about.indicator, "sex": row["sex"]},
                ),
            )
        )
    return Prose(
        (
            state(
                "There is a gap in length of life inside {area} too. From the most to the least "
                "deprived end it is this wide. {said}.",
                area=places.area_name,
                said=join(said, by=". ", last=". "),
            ),
        )
    )


def describe_changes(ranking: Ranking, places: Places, most: int, *, good: bool) -> Prose:
    """Say what gets better in an area, or what gets worse, the largest change first."""
    found = ranking.certain(CHANGE, GAP, INSIDE)
    found = found[found["good"] == good]
    if found.empty:
        return Prose(
            (
                state(
                    "No figure of {area} is clearly getting {word}.",
                    area=places.area_name,
                    word=_count(ranking.findings, places, "better" if good else "worse", 0),
                ),
            )
        )
    words = {CHANGE: _say_change, GAP: _say_gap, INSIDE: _say_inside}
    said = [words[row["kind"]](row, places) for row in rows_of(found.head(most))]
    left = found.iloc[most:]
    if len(left):
        names = _names(left.head(MOST_NAMES))
        others = len(left) - len(names)
        if others:
            names.append(_count(left, places, f"{others} more", others))
        said.append(state("Also: {names}.", names=join(names, by="; ", last="; ")))
    return Prose(tuple(said), listed=True)


def describe_rule(ranking: Ranking, places: Places) -> Prose:
    """Say in one sentence how the findings of the page were chosen."""
    return Prose(
        (
            state(
                "We tested {tests} at once, kept those that chance can hardly explain, and put "
                "the largest first, next to how much places differ.",
                tests=_count(ranking.findings, places, f"{ranking.tests} findings", ranking.tests),
            ),
        )
    )


def headline_compared(ranking: Ranking, places: Places) -> Statement:
    """Say how many latest figures an interval shows better or worse than the comparator."""
    rows = ranking.compared
    counts = {word: rows[rows["word"] == word] for word in ("better", "worse")}
    said = [
        _count(of, places, f"{len(of) or 'none'} {'is' if len(of) < 2 else 'are'} {word}", len(of))
        for word, of in counts.items()
    ]
    return state(
        "Of {all} set next to {comparator}, {counts}",
        all=_count(rows, places, count_of(len(rows), "figure"), len(rows)),
        comparator=places.comparator_name,
        counts=join(said),
    )


def describe_unknown(ranking: Ranking, places: Places) -> Prose:
    """Say what cannot be judged, and why."""
    reasons = ranking.unknown["reason"]
    said = [_too_uncertain(ranking, places)]
    for reason, template in (
        (
            NO_INTERVAL,
            "{number} {have} no interval. How {area} compares on them is not ranked.",
        ),
        (OLD, "{number} {are} more than five years old: {names}."),
        (NO_FIGURE, "{number} {have} no figure for {area}: {names}."),
    ):
        rows = ranking.unknown[reasons == reason]
        if len(rows):
            many = len(rows) > 1
            said.append(
                state(
                    template,
                    number=_count(rows, places, f"{len(rows)} measure{'s' * many}", len(rows)),
                    have="have" if many else "has",
                    are=is_or_are(len(rows)),
                    area=places.area_name,
                    names=join(_names(rows), by="; ", last="; "),
                )
            )
    return Prose(tuple(said), listed=True)


def _too_uncertain(ranking: Ranking, places: Places) -> Statement:
    moves = ranking.findings[ranking.findings["kind"].isin([GAP, CHANGE, INSIDE])]
    unclear = moves[~moves["certain"]]
    return state(
        "For {unclear} of {all}, the past does not show which way it goes.",
        unclear=_count(unclear, places, str(len(unclear)), len(unclear)),
        all=_count(moves, places, f"{len(moves)} trends", len(moves)),
    )


def _say_level(row: Mapping[str, Any], moves: pd.DataFrame, places: Places) -> Statement:
    other = dict(row) | {"area_code": places.comparator_code} | _beside(row)
    said = state(
        "{name}{whom}: {word} than in {comparator}. It is {own} in {period}. {comparator}: "
        "{other}. The gap is {gap}. That is {ratio}.",
        name=str(row["name"]),
        whom=for_sex(str(row["sex"])),
        word=claim_words(str(row["word"]), row, rule=f"{row['method']}, {JUDGED_TOGETHER}"),
        own=_figure(row),
        other=_figure(other),
        period=str(row["period"]),
        comparator=places.comparator_name,
        gap=_gap(row, "absolute"),
        ratio=_gap(row, "relative"),
    )
    same = (moves["indicator"] == row["indicator"]) & (moves["sex"] == row["sex"])
    trend = rows_of(moves[same])
    return state("{said} {trend}", said=said, trend=_over_time(trend[0])) if trend else said


def _over_time(row: Mapping[str, Any]) -> Statement:
    """Say where an absolute and a relative gap go, in one word where they agree."""
    absolute, relative = _gap_words(row, "the gap's own rule")
    if absolute == relative:
        both = Statement(absolute, [*absolute.claims, *relative.claims])
        return state("Gap and ratio over time: {both}.", both=both)
    return state(
        "Gap over time: {absolute}. Ratio: {relative}.", absolute=absolute, relative=relative
    )


def _gap_words(row: Mapping[str, Any], judged: str) -> tuple[Statement, Statement]:
    """Claim the words of the absolute and the relative gap's trends."""
    moved, about = _slope(row), f"{row['method']}, {judged}"
    ratio = dict(moved) | {name: row[f"relative_{part}"] for name, part in RATIO_SLOPE.items()}
    return (
        claim_words(str(row["word"]), moved, rule=f"trend of the absolute gap: {about}"),
        claim_words(str(row["relative_word"]), ratio, rule=f"trend of the relative gap: {about}"),
    )


def _say_gap(row: Mapping[str, Any], places: Places) -> Statement:
    return state(
        "{name}{whom}: the gap to {comparator} is {word}. It was {first} in {first_period}. It is "
        "{gap} in {period}. That is {ratio}, {relative}.",
        comparator=places.comparator_name,
        **_gap_parts(row),
    )


def _say_inside(row: Mapping[str, Any], places: Places) -> Statement:
    if isnan(float(row["absolute"])):
        return state("{change} This is the gap inside {area}.", change=_say_change(row, places),
                     area=places.area_name)  # fmt: skip
    return state(
        "{name}{whom}: the gap between children with free school meals and others is {word}. It "
        "was {first} in {first_period}. It is {gap} in {period}. That is {ratio}, "
        "{relative}.",
        **_gap_parts(row),
    )


def _gap_parts(row: Mapping[str, Any]) -> dict[str, str]:
    word, relative = _gap_words(row, JUDGED_TOGETHER)
    earlier = dict(row) | {"value": row["first_value"], "period": row["first_period"]}
    earlier |= {"lower_ci": row["first_lower_ci"], "upper_ci": row["first_upper_ci"]}
    return {
        "name": str(row["name"]),
        "whom": for_sex(str(row["sex"])),
        "word": word,
        "relative": relative,
        "first": _written(earlier, gap_unit(str(row["unit"])), f"absolute gap: {GAP_RULE}"),
        "first_period": str(row["first_period"]),
        "gap": _gap(row, "absolute"),
        "ratio": _gap(row, "relative"),
        "period": str(row["last_period"]),
    }


def _say_change(row: Mapping[str, Any], _: Places) -> Statement:
    rule = f"recent direction: {row['method']}, {JUDGED_TOGETHER}"
    return state(
        "{name}{whom}: {own} in {period}, {word} since {first}.",
        name=str(row["name"]),
        whom=for_sex(str(row["sex"])),
        own=_figure(row),
        period=str(row["period"]),
        word=claim_words(str(row["word"]), _slope(row), rule=rule),
        first=str(row["first_period"]),
    )


def _slope(row: Mapping[str, Any]) -> dict[str, Any]:
    span = f"{row['first_period']} up to {row['last_period']}"
    limits = {"lower_ci": row["slope_lower_ci"], "upper_ci": row["slope_upper_ci"]}
    return dict(row) | limits | {"value": row["slope"], "period": span}


def _beside(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[f"comparator_{name}"] for name in ("value", "lower_ci", "upper_ci")}


def _figure(row: Mapping[str, Any]) -> Statement:
    return _written(row, said_unit(str(row["unit"])), PUBLISHED)


def _gap(row: Mapping[str, Any], measure: str) -> Statement:
    parts = ("value", ""), ("lower_ci", "_lower_ci"), ("upper_ci", "_upper_ci")
    size = dict(row) | {name: row[f"{measure}{part}"] for name, part in parts}
    if measure == "absolute":
        return _written(size, gap_unit(str(row["unit"])), f"absolute gap: {GAP_RULE}")
    return _written(size | {"decimals": 2}, "times", f"relative gap: {GAP_RULE}")


def _written(row: Mapping[str, Any], unit: str, rule: str) -> Statement:
    figure = claim_figure(row, int(row["decimals"]), unit, rule=rule)
    if isnan(float(row["lower_ci"])):
        return state("{figure} ({none})", figure=figure, none=NONE_PUBLISHED)
    return figure


def _names(rows: pd.DataFrame) -> list[str]:
    return [lower_first(str(name)) for name in rows["name"]]


def _count(rows: pd.DataFrame, places: Places, text: str, number: int) -> Statement:
    slugs: Sequence[str] = list(dict.fromkeys(str(slug) for slug in rows["indicator"]))
    counted = {
        "indicator": "all indicators",
        "area_code": places.area_code,
        "period": "latest of each",
        "value": number,
        "sources": tuple(locate(f"indicators/{slug}") for slug in slugs) or (locate("catalogue"),),
    }
    return claim_words(text, counted, rule=f"counted: {JUDGED_TOGETHER}")
