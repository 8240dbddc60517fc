"""Lines through series of one set of periods, by generalised least squares: many in one pass."""

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np
from scipy import special

from analysis.statistics.inputs import FloatArray
from analysis.statistics.intervals import NORMAL_95

FEWEST_FREE = 3
"""With fewer degrees of freedom the scatter says too little for normal limits to be trusted."""
STEEP = 2
"""How fast limits go from normal ones to t; chosen so that they hold the truth in 93 to 97%."""
# Residuals this small beside the values are rounding of the arithmetic, not scatter.
EXACT = 1e-20


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
    inverse = np.linalg.inv(covariance)
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
