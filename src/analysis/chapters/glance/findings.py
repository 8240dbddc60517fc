"""What matters most in an area: filters of the table of verdicts, the largest first.

Sizes are in standard deviations between authorities. A gap without an interval is ranked by its
size with the rest, and marked. A change counts where its own rule gives a word that stays when all
tests of the area are judged together (Benjamini and Hochberg, one in twenty false at most).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan

from analysis.data.areas import Places
from analysis.findings.verdicts import (
    DIRECTION,
    GAP,
    GROUPS,
    LEVEL,
    TESTS,
    Verdict,
    beside_comparator,
    counted,
    find_verdicts,
    is_certain,
    p_value,
)
from analysis.findings.vocabulary import (
    BETTER,
    CANNOT_COMPARE,
    IMPROVING,
    NARROWING,
    WIDENING,
    WORSE,
    WORSENING,
)

LEAST_UNCERTAIN_SIZE = 0.5
"""Standard deviations from which a gap without an interval is named among the largest."""


@dataclass(frozen=True)
class Change:
    """One thing that gets better or worse: an area's own figure, or a gap."""

    verdict: Verdict
    test: str
    good: bool


@dataclass(frozen=True)
class Glance:
    """The verdicts of an area, as its first page filters them."""

    verdicts: tuple[Verdict, ...]

    @property
    def beside(self) -> list[Verdict]:
        """What is counted beside the comparator."""
        return counted(beside_comparator(self.verdicts))

    @property
    def held(self) -> list[Verdict]:
        """What is counted as held: beside the comparator, and the slope index."""
        return counted(row for row in self.verdicts if row.between != GROUPS)

    @property
    def compared(self) -> list[Verdict]:
        """The latest figures that can be compared, the furthest from the comparator first."""
        return _largest(row for row in self.beside if row.level != CANNOT_COMPARE)

    @property
    def worst(self) -> list[Verdict]:
        """The gaps to the area's disadvantage, certain or without an interval, the widest first."""
        return _largest(
            row
            for row in self.beside
            if not row.old and ((is_certain(row, LEVEL) and row.level == WORSE) or _unsure(row))
        )

    @property
    def leads(self) -> list[Verdict]:
        """Where the area is certainly better, the furthest first."""
        return _largest(
            row
            for row in self.beside
            if not row.old and row.level == BETTER and is_certain(row, LEVEL)
        )

    def changes(self, *, good: bool) -> list[Change]:
        """Give what certainly gets better, or worse: the largest first, once an indicator."""
        found: dict[str, Change] = {}
        for row in _largest(row for row in self.verdicts if row.counted):
            for change in _changes(row):
                if change.good == good:
                    found.setdefault(row.indicator.indicator, change)
        return list(found.values())

    @property
    def tests(self) -> int:
        """How many tests are judged together."""
        return sum(not isnan(p_value(row, test)) for row in self.verdicts for test in TESTS)


def find_glance(places: Places) -> Glance:
    """Find what matters most in an area.

    Parameters
    ----------
    places : Places
        The area, its comparator and the day that ages are counted to.
    """
    return Glance(find_verdicts(places))


def _unsure(row: Verdict) -> bool:
    known = row.level == CANNOT_COMPARE and row.adverse != 0
    return known and row.size >= LEAST_UNCERTAIN_SIZE


def _largest(rows: Iterable[Verdict]) -> list[Verdict]:
    """Put the widest gap first; ties by indicator and sex, those without a size last."""

    def order(row: Verdict) -> tuple[bool, float, str, str]:
        size = abs(row.size)
        return isnan(size), 0.0 if isnan(size) else -size, row.indicator.indicator, row.sex

    return sorted(rows, key=order)


def _changes(row: Verdict) -> Iterable[Change]:
    if is_certain(row, GAP) and row.behind and row.gap.word in (WIDENING, NARROWING):
        yield Change(row, GAP, row.gap.word == NARROWING)
    if is_certain(row, DIRECTION) and row.direction.word in (IMPROVING, WORSENING):
        yield Change(row, DIRECTION, row.direction.word == IMPROVING)
