"""Findings to sentences: direction and comparison words only as the rules gave them."""

from analysis.narrative.claims import Claim, Statement, claim_figure, claim_words, join, state
from analysis.narrative.core20plus5 import (
    describe_clinical,
    describe_groups_at_risk,
    describe_not_measurable,
)
from analysis.narrative.gaps import describe_gap_rule, headline_gap
from analysis.narrative.neighbourhoods import (
    describe_groups,
    describe_most_deprived,
    describe_movement,
    describe_published,
)
from analysis.narrative.outcomes import describe_missing, describe_outcomes
from analysis.narrative.plan import describe_commitments, describe_goal, describe_plan
from analysis.narrative.profile import describe_profile
from analysis.narrative.prose import Prose
from analysis.narrative.trends import headline_trend
from analysis.narrative.wards import describe_ward, headline_ward
from analysis.narrative.words import SYMBOLS, gap_unit

__all__ = [
    "SYMBOLS",
    "Claim",
    "Prose",
    "Statement",
    "claim_figure",
    "claim_words",
    "describe_clinical",
    "describe_commitments",
    "describe_gap_rule",
    "describe_goal",
    "describe_groups",
    "describe_groups_at_risk",
    "describe_missing",
    "describe_most_deprived",
    "describe_movement",
    "describe_not_measurable",
    "describe_outcomes",
    "describe_plan",
    "describe_profile",
    "describe_published",
    "describe_ward",
    "gap_unit",
    "headline_gap",
    "headline_trend",
    "headline_ward",
    "join",
    "state",
]
