"""Whether a gap closes fast enough: decided once, from its line in the table of verdicts."""

from dataclasses import replace
from math import isfinite, nan

from analysis.findings.level import Figure
from analysis.findings.movement import as_reason
from analysis.findings.verdicts import Verdict
from analysis.findings.vocabulary import CANNOT_TELL, NO_GAP
from analysis.formats import canonical
from analysis.statistics import Pace, pace
from analysis.statistics.gap_trend import GapMeasure


def judge_pace(row: Verdict, target_year: int, *, measure: GapMeasure = "absolute") -> Pace:
    """Say whether half of a gap, by its line, will be gone by the middle of a year.

    Only a gap to the area's disadvantage has a pace; ``note`` says why another has none.
    """
    if not row.absolute.known:
        return Pace(nan, verdict=NO_GAP, note=row.level_rule)
    move = row.gap if measure == "absolute" else row.ratio
    found = canonical(pace(move.trend, target_year, measure=measure))
    found = replace(found, note=as_reason(found.note))
    if not (isfinite(found.gap_lower_ci) or row.absolute.has_limits) or not isfinite(found.gap):
        return replace(found, verdict=CANNOT_TELL, note=move.method)
    return replace(found, verdict=NO_GAP, note=why) if (why := _why_no_gap(row, found)) else found


def _why_no_gap(row: Verdict, found: Pace) -> str:
    """Say why there is no gap to close; empty where there is one."""
    if not row.adverse:
        return "neither direction is better, so there is no gap to close"
    fitted = Figure(found.gap, found.gap_lower_ci, found.gap_upper_ci)
    shown = row.absolute if row.absolute.has_limits else fitted
    if not shown.clear:
        return "chance alone can explain the gap"
    if shown.value * row.adverse < 0 or fitted.value * row.adverse < 0:
        return "the figure is on the better side"
    return ""
