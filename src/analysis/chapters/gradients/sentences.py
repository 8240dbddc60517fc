"""How far the two ends of a deprivation gradient lie apart, and which end is higher."""

from collections.abc import Sequence
from math import nan
from typing import Any

import numpy as np

from analysis.claims.figure import claim_figure, claim_words, subject
from analysis.claims.sentence import Sentence, join, state
from analysis.claims.words import for_sex, gap_unit
from analysis.data.raw import locate
from analysis.findings.gradients import GradientFinding

SLOPE = "slope index of inequality"


def headline_gradient(finding: GradientFinding) -> Sentence:
    """State how far the most deprived end of an area lies from its least deprived end."""
    if finding.reason:
        return Sentence(finding.reason)
    sexes = list(finding.measures["sex"].unique())
    return state(
        "{finding.name} in {finding.area_name}, the most against the least deprived end: {sizes}, "
        "{finding.period}. {ratios}.",
        finding=finding,
        sizes=join(_side(finding, sex, alone=len(sexes) == 1) for sex in sexes),
        ratios=_ratios(finding, sexes),
    )


def _side(finding: GradientFinding, sex: str, *, alone: bool) -> Sentence:
    row = index_row(finding, sex, "slope index")
    lower, upper = row["lower_ci"], row["upper_ci"]
    clear = np.isfinite(lower) and not lower <= 0 <= upper
    rising = row["value"] > 0
    unit = gap_unit(finding.unit) if finding.unit in ("years", "%") else ""
    if not rising:
        row |= {"value": abs(row["value"]), "lower_ci": -upper, "upper_ci": -lower}
    figure = claim_figure(row, finding.decimals, unit, rule=SLOPE)
    words = ("lower" if rising else "higher") if clear else "no clear difference"
    word = claim_words(words, row, rule=f"{SLOPE}: the 95% interval leaves out zero")
    whom = for_sex(sex, alone=alone)
    return figure + " " + word + whom if clear else word + whom + " (" + figure + ")"


def _ratios(finding: GradientFinding, sexes: Sequence[str]) -> Sentence:
    rows = [index_row(finding, sex, "relative index") for sex in sexes]
    parts = [
        claim_figure(row, 2, "", rule="relative index of inequality")
        + for_sex(row["sex"], alone=len(sexes) == 1)
        for row in rows
        if np.isfinite(row["value"])
    ]
    if not parts:
        return state("It has no ratio, being a score around nought")
    return state("Ratio of the least to the most deprived end: {ratios}", ratios=join(parts))


def index_row(finding: GradientFinding, sex: str, measure: str) -> dict[str, Any]:
    """Give one index of one sex as a claim needs it."""
    about = (finding.slug, finding.area_code, finding.period)
    row = {str(name): value for name, value in finding.index(sex, measure).items()}
    return subject(*about, nan, locate(finding.stem)) | row
