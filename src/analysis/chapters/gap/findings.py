"""The gaps that a place follows, each with its verdict and its pace to a target year."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, inf, nan

from analysis.data.areas import Places
from analysis.findings.gaps import MEASURES
from analysis.findings.movement import Movement
from analysis.findings.pace import judge_pace
from analysis.findings.verdicts import (
    COMPARATOR,
    ENDS,
    GROUPS,
    Verdict,
    find_verdicts,
)
from analysis.findings.vocabulary import NO_GAP
from analysis.formats import canonical, canonical_numbers
from analysis.statistics import Pace, Trend

ABSOLUTE, RELATIVE = MEASURES
START = 100.0
"""What the first value of a gap is set to."""


@dataclass(frozen=True)
class Followed:
    """One gap that is followed, with whether it closes in time."""

    verdict: Verdict
    pace: Pace

    @property
    def sides(self) -> tuple[Trend, Trend] | None:
        """The lines of both sides over the periods of the gap's own line."""
        return self.verdict.gap.sides

    @property
    def inside(self) -> bool:
        """Whether it is inside the area."""
        return self.verdict.between != COMPARATOR

    def move(self, measure: str) -> Movement:
        """Where the gap goes by one of `MEASURES`."""
        return self.verdict.gap if measure == ABSOLUTE else self.verdict.ratio

    def to_close(self, measure: str = ABSOLUTE) -> bool:
        """Whether it is to the area's disadvantage and has a line, or points for one."""
        known = self.move(measure).points is not None
        if measure != ABSOLUTE:
            # The slope index is a difference alone.
            known = known and self.verdict.between != ENDS and self.verdict.relative.known
        return known and self.verdict.behind and self.pace.verdict != NO_GAP

    @property
    def sizes(self) -> dict[str, float]:
        """The first and the latest gap, its limits and what may be left, adverse above nought."""
        row, adverse = self.verdict, self.verdict.adverse
        points, gap = row.gap.points, row.absolute
        first = float(points["value"][0]) if points is not None else gap.value
        lower, upper = sorted((adverse * gap.lower_ci, adverse * gap.upper_ci))
        latest, lower, upper = canonical_numbers(adverse * gap.value, lower, upper)
        half = canonical(adverse * self.pace.target_gap)
        return {"first": canonical(adverse * first), "latest": latest, "lower_ci": lower,
                "upper_ci": upper, "half": half}  # fmt: skip

    @property
    def shares(self) -> dict[str, float]:
        """The same of the relative gap: by how many per cent one side is worse than the other.

        What may be left is counted in differences, so it has none.
        """
        adverse, points, ratio = (
            self.verdict.adverse,
            self.verdict.ratio.points,
            self.verdict.relative,
        )
        first = float(points["first"][0] / points["second"][0]) if points is not None else nan
        latest, *ends = (
            100 * adverse * (one - 1) for one in (ratio.value, ratio.lower_ci, ratio.upper_ci)
        )
        latest, lower, upper = canonical_numbers(latest, *sorted(ends))
        return {"first": canonical(100 * adverse * (first - 1)), "latest": latest,
                "lower_ci": lower, "upper_ci": upper, "half": nan}  # fmt: skip


def set_to_start(number: float, first: float) -> float:
    """Give a gap where its first value is 100; without end where that was nought.

    >>> set_to_start(3.0, 2.0), set_to_start(3.0, -2.0), set_to_start(3.0, 0.0)
    (150.0, 150.0, inf)
    """
    if first:
        return canonical(START * number / abs(first))
    return copysign(inf, number) if number else 0.0


def find_followed(slugs: Sequence[str], places: Places, target_year: int) -> list[Followed]:
    """Find the gaps inside an area, then those to its comparator, each with its pace."""
    inside = [row for row in find_verdicts(places) if row.between in (ENDS, GROUPS)]
    rows = [*(row for row in inside if row.absolute.known), *find_beside(slugs, places)]
    return [Followed(row, judge_pace(row, target_year)) for row in rows]


def find_beside(slugs: Sequence[str], places: Places) -> list[Verdict]:
    """Find the gaps of some indicators to the comparator, in the order of the indicators."""
    return [
        row
        for slug in slugs
        for row in find_verdicts(places)
        if row.between == COMPARATOR and row.indicator.indicator == slug and row.absolute.known
    ]
