"""How far the two ends of a deprivation gradient lie apart, and which end is higher."""

from collections.abc import Sequence
from math import nan
from typing import Any

import numpy as np

from analysis.claims.figure import claim_figure, claim_number, claim_words, say_limits, subject
from analysis.claims.sentence import Sentence, headline, join, state
from analysis.claims.words import for_sex, gap_unit
from analysis.data.raw import locate
from analysis.findings.gradients import GradientFinding

SLOPE = "slope index of inequality"


def headline_gradient(finding: GradientFinding) -> Sentence:
    """State how far the most deprived end of an area lies from its least deprived end."""
    if finding.reason:
        return Sentence(finding.reason)
    sexes = list(finding.measures["sex"].unique())
    rows = [index_row(finding, sex, "slope index") for sex in sexes]
    first = state(
        "{finding.name} in {finding.area_name} at the most deprived end: {sizes}, "
        "{finding.period}.",
        finding=finding,
        sizes=join(_side(finding, row, alone=len(sexes) == 1) for row in rows),
    )
    limits = say_limits(map(_unsigned, rows), finding.decimals, _unit(finding), rule=SLOPE)
    return headline(first, limits, _ratios(finding, sexes) + ".")


def _unsigned(row: dict[str, Any]) -> dict[str, Any]:
    if row["value"] > 0:
        return row
    limits = {"lower_ci": -row["upper_ci"], "upper_ci": -row["lower_ci"]}
    return row | limits | {"value": abs(row["value"])}


def _unit(finding: GradientFinding) -> str:
    return gap_unit(finding.unit) if finding.unit in ("years", "%") else ""


def _side(finding: GradientFinding, row: dict[str, Any], *, alone: bool) -> Sentence:
    lower, upper, rising = row["lower_ci"], row["upper_ci"], row["value"] > 0
    clear = np.isfinite(lower) and not lower <= 0 <= upper
    row = _unsigned(row)
    figure = claim_number(row, finding.decimals, _unit(finding), rule=SLOPE)
    words = ("lower" if rising else "higher") if clear else "no clear difference"
    word = claim_words(words, row, rule=f"{SLOPE}: the 95% interval leaves out zero")
    whom = for_sex(row["sex"], alone=alone)
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
