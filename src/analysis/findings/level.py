"""A number with its limits, the gap of two of them, and the level that a gap supports."""

from dataclasses import dataclass
from math import isfinite, nan
from typing import Any, Literal

from analysis.findings.gaps import MEASURES
from analysis.findings.movement import adverse_side
from analysis.findings.vocabulary import BETTER, CANNOT_COMPARE, HIGHER, LOWER, SIMILAR, WORSE
from analysis.formats import canonical, canonical_numbers
from analysis.statistics.comparison import gap_numbers


@dataclass(frozen=True)
class Figure:
    """A number with its limits; all missing where there is none."""

    value: float = nan
    lower_ci: float = nan
    upper_ci: float = nan

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return isfinite(self.value)

    @property
    def has_limits(self) -> bool:
        """Whether it has an interval."""
        return isfinite(self.lower_ci) and isfinite(self.upper_ci)

    @property
    def clear(self) -> bool:
        """Whether its interval leaves out nought."""
        return self.has_limits and (self.lower_ci > 0 or self.upper_ci < 0)

    def columns(self, name: str = "value") -> dict[str, float]:
        """Lay it out as columns of a row, as `figure_of` reads them.

        >>> [*Figure(2.0, 1.0, 3.0).columns("gap")]
        ['gap', 'gap_lower_ci', 'gap_upper_ci']
        """
        numbers = (self.value, self.lower_ci, self.upper_ci)
        return dict(zip(_columns_of(name), numbers, strict=True))


NO_FIGURE = Figure()


def figure_of(row: Any, name: str = "value") -> Figure:
    """Read a number with its limits from a row.

    >>> figure_of({"gap": 2.0, "gap_lower_ci": 1.0, "gap_upper_ci": 3.0}, "gap").lower_ci
    1.0
    """
    return Figure(*(float(row.get(key, nan)) for key in _columns_of(name)))


def _columns_of(name: str) -> tuple[str, str, str]:
    """Name the columns of a number and of its limits."""
    start = name.removesuffix("value").removesuffix("_")
    start += "_" if start else ""
    return name, f"{start}lower_ci", f"{start}upper_ci"


def gap_beside(
    figure: Figure, other: Figure, measure: Literal["absolute", "relative"] = "absolute"
) -> Figure:
    """Give a gap of a figure to another of the same period, as the table of verdicts does."""
    if measure == "relative" and not other.value > 0:
        return Figure()
    limits = [(one.lower_ci, one.upper_ci) for one in (figure, other)]
    sides = figure.value, other.value
    numbers = canonical(
        gap_numbers(measure, *sides, first_limits=limits[0], second_limits=limits[1])
    )
    gap = Figure(*(number.item() for number in numbers))
    if figure.has_limits and not gap.has_limits:
        gap = from_exact(figure, other.value)[MEASURES.index(measure)]
    return gap


def from_exact(figure: Figure, other: float) -> tuple[Figure, Figure]:
    """Give the gaps to a comparator of which no interval is held."""
    numbers = (figure.value, figure.lower_ci, figure.upper_ci)
    difference = canonical_numbers(*(number - other for number in numbers))
    ratio = canonical_numbers(*(number / other if other > 0 else nan for number in numbers))
    return Figure(*difference), Figure(*ratio)


def judge_level(gap: Figure, polarity: str) -> str:
    """Word a gap, the area less its comparator, by its own interval.

    >>> judge_level(Figure(2.0, 1.0, 3.0), "low is good"), judge_level(Figure(2.0), "low is good")
    ('worse', 'cannot compare')
    >>> judge_level(Figure(-2.0, -3.0, 0.0), "no judgement")
    'similar'
    """
    if not gap.has_limits:
        return CANNOT_COMPARE
    if not gap.clear:
        return SIMILAR
    above, side = gap.lower_ci > 0, adverse_side(polarity)
    if not side:
        return HIGHER if above else LOWER
    return WORSE if above == (side > 0) else BETTER
