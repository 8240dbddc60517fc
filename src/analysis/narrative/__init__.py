"""Findings to sentences: direction and comparison words only as the rules gave them."""

from analysis.narrative.claims import Claim, Statement, claim_figure, claim_words, join, state
from analysis.narrative.gaps import describe_gap_rule, headline_gap
from analysis.narrative.profile import describe_profile
from analysis.narrative.prose import Prose
from analysis.narrative.trends import headline_trend
from analysis.narrative.wards import describe_ward, describe_wards, headline_ward
from analysis.narrative.words import SYMBOLS, gap_unit

__all__ = [
    "SYMBOLS",
    "Claim",
    "Prose",
    "Statement",
    "claim_figure",
    "claim_words",
    "describe_gap_rule",
    "describe_profile",
    "describe_ward",
    "describe_wards",
    "gap_unit",
    "headline_gap",
    "headline_trend",
    "headline_ward",
    "join",
    "state",
]
