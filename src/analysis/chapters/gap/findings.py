"""The gaps that a place follows, each with its verdict and its pace to a target year."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.data.areas import Places
from analysis.findings.pace import judge_pace
from analysis.findings.verdicts import (
    COMPARATOR,
    ENDS,
    GROUPS,
    Verdict,
    find_verdicts,
)
from analysis.statistics import Pace, Trend


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


def find_followed(slugs: Sequence[str], places: Places, target_year: int) -> list[Followed]:
    """Find the gaps inside an area, then those to its comparator, each with its pace."""
    verdicts = find_verdicts(places)
    inside = [row for row in verdicts if row.between in (ENDS, GROUPS) and row.absolute.known]
    beside = [
        row
        for slug in slugs
        for row in verdicts
        if row.between == COMPARATOR and row.indicator.indicator == slug and row.absolute.known
    ]
    return [Followed(row, judge_pace(row, target_year)) for row in (*inside, *beside)]
