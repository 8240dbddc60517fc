"""How far the two ends of a deprivation gradient lie apart, and which end is higher."""

from typing import Any

import numpy as np

from analysis.claims.claim import Statement, claim_figure, claim_words, join, state
from analysis.claims.words import for_sex, gap_unit
from analysis.data.raw import locate
from analysis.findings.gradients import GradientFinding

RULE = "slope index of inequality: the 95% interval leaves out zero"


def headline_gradient(finding: GradientFinding) -> Statement:
    """State how far the most deprived end of an area lies from its least deprived end."""
    if finding.reason:
        return Statement(finding.reason)
    sexes = list(finding.measures["sex"].unique())
    return state(
        "{name} in {area}, the most against the least deprived end: {sizes}, {period}. {ratios}.",
        name=finding.name,
        area=finding.area_name,
        sizes=join([_side(finding, sex, alone=len(sexes) == 1) for sex in sexes]),
        period=finding.period,
        ratios=_ratios(finding, sexes),
    )


def _side(finding: GradientFinding, sex: str, *, alone: bool) -> Statement:
    row = finding.index(sex, "slope index")
    known = np.isfinite(row["lower_ci"])
    clear = known and not row["lower_ci"] <= 0 <= row["upper_ci"]
    rising = row["value"] > 0
    unit = gap_unit(finding.unit) if finding.unit in ("years", "%") else ""
    size = {"value": abs(row["value"])} | (
        {"lower_ci": row["lower_ci"], "upper_ci": row["upper_ci"]}
        if rising
        else {"lower_ci": -row["upper_ci"], "upper_ci": -row["lower_ci"]}
    )
    claimed = _about(finding, sex) | size
    figure = claim_figure(claimed, finding.decimals, unit, rule="slope index of inequality")
    whom = for_sex(sex, alone=alone)
    if not clear:
        word = claim_words("no clear difference", claimed, rule=RULE)
        return state("{word}{whom} ({figure})", word=word, figure=figure, whom=whom)
    word = claim_words("lower" if rising else "higher", claimed, rule=RULE)
    return state("{figure} {word}{whom}", figure=figure, word=word, whom=whom)


def _ratios(finding: GradientFinding, sexes: list[str]) -> Statement:
    parts = []
    for sex in sexes:
        row = finding.index(sex, "relative index")
        if np.isfinite(row["value"]):
            numbers = {name: row[name] for name in ("value", "lower_ci", "upper_ci")}
            figure = claim_figure(
                _about(finding, sex) | numbers, 2, "", rule="relative index of inequality"
            )
            parts.append(
                state("{figure}{whom}", figure=figure, whom=for_sex(sex, alone=len(sexes) == 1))
            )
    if not parts:
        return state("It has no ratio, being a score around nought")
    return state("Ratio of the least to the most deprived end: {ratios}", ratios=join(parts))


def _about(finding: GradientFinding, sex: str) -> dict[str, Any]:
    return {
        "indicator": finding.slug,
        "area_code": finding.area_code,
        "period": finding.period,
        "sex": sex,
        "sources": (locate(finding.stem),),
    }
