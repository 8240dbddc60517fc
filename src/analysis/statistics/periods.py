"""Series in time: their periods, what any two of them share, and lines through many at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.errors import DataError, ParameterError
from analysis.statistics.inputs import BoolArray, FloatArray, IntArray, check_indexes, numbers
from analysis.statistics.intervals import NORMAL_95

YearKind = Literal["calendar", "financial", "school"]
BEGINS = {"calendar": 0.0, "financial": 3 / 12, "school": 8 / 12}
"""When in a calendar year the year begins that is named by it: January, April, September."""
# Years that two periods share, less than this, are rounding of thirds.
ROUNDING = 1e-9
FEWEST_FREE = 3
"""With fewer degrees of freedom the scatter says too little for normal limits to be trusted."""
STEEP = 2
"""How fast limits go from normal ones to t; chosen so that they hold the truth in 93 to 97%."""
# Residuals this small beside the values are rounding of the arithmetic, not scatter.
EXACT = 1e-20


@dataclass(frozen=True, slots=True)
class Periods:
    """The stretches of time of a series, in years: as published, and from where to where.

    2018 to 2020 opens at 2018.0 and closes at 2021.0.
    """

    start: FloatArray
    end: FloatArray
    opens: FloatArray
    closes: FloatArray

    @property
    def length(self) -> FloatArray:
        """Years in each period."""
        return self.closes - self.opens

    @property
    def middle(self) -> FloatArray:
        """The middle of each period, in years."""
        return (self.opens + self.closes) / 2

    def shared(self) -> FloatArray:
        """Years that each two periods have in common: a square array."""
        opens = np.maximum(self.opens[:, None], self.opens)
        closes = np.minimum(self.closes[:, None], self.closes)
        return np.where(closes - opens > ROUNDING, closes - opens, 0.0)

    def overlap(self) -> bool:
        """Whether any two periods share time."""
        return bool(np.any(np.triu(self.shared(), 1) > 0))

    def share_after(self, at: float) -> FloatArray:
        """How much of each period lies after a moment, from 0 to 1."""
        return np.clip((self.closes - at) / self.length, 0, 1)

    def years_after(self, at: float) -> FloatArray:
        """Give the mean over each period of the years since a moment, none before it."""
        since, until = np.clip(self.opens - at, 0, None), np.clip(self.closes - at, 0, None)
        return (until**2 - since**2) / (2 * self.length)

    def correlation(self) -> FloatArray:
        """Correlation of averages over k and l years with m in common: m / sqrt(k l).

        Years are taken as independent of each other and alike; m / k where k = l.
        """
        return self.shared() / np.sqrt(np.outer(self.length, self.length))

    def keep(self, kept: BoolArray | IntArray) -> Periods:
        """Give the periods that are kept, in that order."""
        return Periods(self.start[kept], self.end[kept], self.opens[kept], self.closes[kept])

    def name(self, number: int) -> str:
        """Name a period as a reader would."""
        start, end = self.start[number], self.end[number]
        return f"{start:g}" if start == end else f"{start:g} to {end:g}"

    def series(self, values: ArrayLike, name: str) -> FloatArray:
        """Read numbers, one a period."""
        array = numbers(values, name)
        if len(array) != len(self.start):
            raise DataError(
                f"{name} has {len(array)} numbers for {len(self.start)} periods: give one a period."
            )
        return array


def stretch(
    first_year: ArrayLike, last_year: ArrayLike, kind: YearKind
) -> tuple[FloatArray, FloatArray]:
    """Give the moments, in years, from which to which years run that are named by their beginnings.

    >>> opens, closes = stretch([2023], [2023], "financial")
    >>> opens.tolist(), closes.tolist()
    ([2023.25], [2024.25])
    """
    if kind not in get_args(YearKind):
        raise ParameterError(f"kind={kind!r} is not known: use {', '.join(BEGINS)}.")
    first, last = np.asarray(first_year, dtype=float), np.asarray(last_year, dtype=float)
    return first + BEGINS[kind], last + 1 + BEGINS[kind]


def middle(first_year: ArrayLike, last_year: ArrayLike, kind: YearKind) -> FloatArray:
    """Give the middle of periods, in years: 2018 to 2020 is centred in the middle of 2019.

    >>> float(middle(2018, 2020, "calendar")), float(middle(2023, 2023, "financial"))
    (2019.5, 2023.75)
    >>> round(float(middle(2023, 2023, "school")), 3)
    2024.167
    """
    opens, closes = stretch(first_year, last_year, kind)
    return np.asarray((opens + closes) / 2)


def read_periods(
    period_start: ArrayLike, period_end: ArrayLike, *, straddling: bool | None = None
) -> Periods:
    """Read years into stretches of time; those of no length are left for a note.

    Whole numbers are first and last calendar years. Where a number has a fraction, the two are the
    moments from which to which a period runs (`stretch`). With `straddling` whole years run from
    the middle of one to the middle of another; without saying, a period that ends in the year after
    its start does, as in the tidy table (2023/24 is 2023 and 2024).

    >>> read_periods([2018, 2019], [2020, 2021]).correlation().round(3).tolist()
    [[1.0, 0.667], [0.667, 1.0]]
    >>> read_periods([2022, 2023], [2023, 2024]).correlation().tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    >>> read_periods([2021.25], [2022.25]).middle
    array([2021.75])
    """
    check_indexes({"period_start": period_start, "period_end": period_end})
    start, end = numbers(period_start, "period_start"), numbers(period_end, "period_end")
    if len(start) != len(end):
        raise DataError(
            f"period_start has {len(start)} years but period_end has {len(end)}: give both of each."
        )
    with np.errstate(invalid="ignore"):
        moments = (start % 1 != 0) | (end % 1 != 0)
        over = (end == start + 1) if straddling is None else np.full(len(start), straddling)
    opens, closes = np.where(over, start + 0.5, start), end + np.where(over, 0.5, 1.0)
    return Periods(start, end, np.where(moments, start, opens), np.where(moments, end, closes))


class Weights(NamedTuple):
    """What the values of a series are multiplied by to give its line, and the inverse covariance.

    `level` gives the height of the line at `centre`, where it is independent of the `slope`.
    """

    centre: float
    level: FloatArray
    slope: FloatArray
    inverse: FloatArray


def line_weights(x: FloatArray, covariance: FloatArray) -> Weights:
    """Give the weights of the line through values at x with a covariance, or in proportion to it.

    >>> line_weights(np.arange(3.0), np.eye(3)).slope
    array([-0.5,  0. ,  0.5])
    """
    inverse = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    level = inverse.sum(axis=1) / inverse.sum()
    centre = float(level @ x)
    offset = x - centre
    slope = inverse @ offset
    return Weights(centre, level, slope / (slope @ offset), inverse)


# Not slotted: cached_property keeps its answer in the instance.
@dataclass(frozen=True)
class Lines:
    """Lines of series, one a row of `values`, whose errors have one `covariance`.

    Where it is `known` the scatter can only widen the limits; else it is known up to a factor,
    which the scatter gives. `using` are weights of another covariance, to use in place of its own.
    """

    x: FloatArray
    values: FloatArray
    covariance: FloatArray
    known: bool
    using: Weights | None = None

    @cached_property
    def own(self) -> Weights:
        """The weights by which the lines fit best."""
        return line_weights(self.x, self.covariance)

    @cached_property
    def slope(self) -> FloatArray:
        """Change for each unit of x."""
        return self.values @ (self.using or self.own).slope

    @cached_property
    def q(self) -> FloatArray:
        """Weighted residual sum of squares about the line that fits best."""
        at, inverse = self.own, self.own.inverse
        slope, offset = self.values @ at.slope, self.x - at.centre
        residual = self.values - (self.values @ at.level)[:, None] - np.outer(slope, offset)
        q = np.sum(residual @ inverse * residual, axis=1)
        largest = np.sum(self.values @ inverse * self.values, axis=1)
        return np.where(q > EXACT * np.abs(largest), q, 0.0)

    @property
    def free(self) -> int:
        """Degrees of freedom of the residuals."""
        return len(self.x) - 2

    @cached_property
    def factor(self) -> FloatArray:
        """What the errors are multiplied by: never below 1 where they are known."""
        ratio = self.q / self.free
        return np.sqrt(np.maximum(1.0, ratio) if self.known else ratio)

    @cached_property
    def multiplier(self) -> FloatArray:
        """How many standard errors the 95% limits are from the line.

        Student's t where the scatter sets them; where errors are known and the scatter is no more
        than they allow, the normal 1.96, and from there to t as the factor grows.
        """
        student = np.full(len(self.q), float(special.stdtrit(self.free, 0.975)))
        if not self.known or self.free < FEWEST_FREE:
            return student
        return np.minimum(student, NORMAL_95 * self.factor**STEEP)

    @cached_property
    def df(self) -> FloatArray:
        """Degrees of freedom of the t that has this multiplier: infinite where it is normal."""
        student = float(special.stdtrit(self.free, 0.975))
        between = np.clip(self.multiplier, NORMAL_95 * (1 + 1e-9), None)
        df = np.where(self.multiplier < student, special.stdtridf(0.975, between), float(self.free))
        return np.where(self.multiplier > NORMAL_95 * (1 + 1e-9), df, inf)

    @cached_property
    def _spread(self) -> tuple[float, float, float]:
        """Variances of level and slope before the factor, and where the two are independent."""
        at = self.using or self.own
        by_slope = self.covariance @ at.slope
        slope, both = float(at.slope @ by_slope), float(at.level @ by_slope)
        level = float(at.level @ self.covariance @ at.level) - both**2 / slope
        return level, slope, at.centre - both / slope

    @property
    def centre(self) -> float:
        """Where height and slope are independent."""
        return self._spread[2]

    @property
    def level(self) -> FloatArray:
        """Height of the line at the centre."""
        at = self.using or self.own
        return self.values @ at.level + self.slope * (self.centre - at.centre)

    @property
    def level_error(self) -> FloatArray:
        """Standard error of the level."""
        return self.factor * np.sqrt(self._spread[0])

    @property
    def slope_error(self) -> FloatArray:
        """Standard error of the slope."""
        return self.factor * np.sqrt(self._spread[1])
