"""The formulas of the World Health Organization's 21 summary measures of inequality.

With p the groups' shares of the people, y their values, mu the weighted mean, X the mid-ranks from
the most disadvantaged, r = y / mu. Of every measure: definition, unit, sign, error. 0 is no
inequality (of a ratio 1), and the further from it, the more. Sources: Schlotheuber A, Hosseinpoor
AR (2022), Int J Environ Res Public Health 19:3697, unless another is named.

difference
    The most advantaged group less the most disadvantaged where a high value is good, the other way
    round where it is bad; of an unordered dimension the largest less the smallest. In the unit of
    the indicator; positive when the disadvantaged do worse, unordered never negative. Simple,
    absolute, not weighted, ordered or unordered. Error: exact.
ratio
    The groups of the difference, divided. Without unit; above 1 when the disadvantaged do worse,
    unordered never below 1. Simple, relative, not weighted, ordered or unordered. Error: delta
    method; limits on the log scale, on which a ratio is nearly normal.
slope index of inequality
    The weighted line's fitted value at the most advantaged end less that at the most disadvantaged,
    as in `sii`. In the unit of the indicator; positive when it is higher among the advantaged.
    Complex, absolute, weighted (by shares once, not squared), ordered. Error: exact; without group
    errors HC3. Low A, Low A (2004), J Public Health 26:388-395.
relative index of inequality
    The fitted ends divided, as in `rii`. Without unit; above 1 when the indicator is higher among
    the advantaged. Complex, relative, weighted, ordered. Error: delta method; limits by Fieller's
    theorem. Low and Low (2004).
absolute concentration index
    The sum of p(2X - 1)y: how far the indicator is gathered among the advantaged (positive) or the
    disadvantaged (negative). In the unit of the indicator. Complex, absolute, weighted, ordered.
    Error: exact. Kakwani N, Wagstaff A, van Doorslaer E (1997), J Econometrics 77:87-103.
relative concentration index
    The absolute one over mu. Without unit, from -1 to 1 where no value is negative; sign likewise.
    Complex, relative, weighted, ordered. Error: delta method, that of mu included. Kakwani et al.
    (1997).
between-group variance
    The sum of p(y - mu)². In the squared unit of the indicator; never negative. Complex, absolute,
    weighted, unordered. Error: exact for normal values, 4 m'ASAm + 2 tr(ASAS) with
    A = diag(p) - pp' and S the errors squared.
between-group standard deviation
    The root of the variance. In the unit of the indicator; never negative. Complex, absolute,
    weighted, unordered. Error: delta method.
coefficient of variation
    100 times the standard deviation over mu. Without unit, in per cent of the mean; never negative.
    Complex, relative, weighted, unordered. Error: delta method, with the covariance of variance and
    mean.
mean difference from mean, from best group, from reference group
    The mean of abs(y - mu), abs(y - best) or abs(y - reference), plain or weighted by p; best is
    highest where high is good, else lowest. In the unit of the indicator; never negative. Complex,
    absolute, weighted or not, unordered. Error: the spread of 20,000 seeded draws, the best group
    chosen afresh in each.
index of disparity
    100 times the mean difference from the mean, plain or weighted, over mu. Without unit, in per
    cent of the mean; never negative. Complex, relative, weighted or not, unordered. Error: from
    draws likewise. Pearcy JN, Keppel KG (2002), Public Health Rep 117:273-280, about the mean.
Theil index
    1,000 times the sum of p r ln r; a group at zero adds nothing. Without unit; never negative;
    groups far above the mean weigh most. Complex, relative, weighted, unordered. Error: delta
    method, times 1,000 like the value. Theil H (1967), Economics and Information Theory.
mean log deviation
    -1,000 times the sum of p ln r. Without unit; never negative; groups far below the mean weigh
    most. Complex, relative, weighted, unordered. Error: delta method, times 1,000 like the value.
    Theil (1967).
population attributable risk
    The reference group less mu, 0 where the reference is worse: how much the average would change
    if all had the reference group's value. In the unit of the indicator; positive where high is
    good, else negative. Complex, absolute, weighted, ordered or unordered. Error: exact for a given
    reference group, of which mu is a part.
population attributable fraction
    100 times the risk over mu. Without unit, in per cent of the mean; sign likewise. Complex,
    relative, weighted, ordered or unordered. Error: delta method, in per cent like the value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite, nan
from typing import NamedTuple

import numpy as np

from analysis.statistics.inputs import FloatArray
from analysis.statistics.intervals import NORMAL_95
from analysis.statistics.slope_groups import FEWEST_GROUPS
from analysis.statistics.slope_line import (
    SlopeLine,
    draw_blocks,
    fit_slope_line,
    ratio_limits,
    relative_rank,
    slope_limits,
)

DRAWS = 20_000
SEED = 0
NO_ERRORS = "No standard errors were given, so there is no interval."
NOTHING_TO_GAIN = (
    "The reference group is no better than the average, so nothing is attributable and there is "
    "no interval."
)
ALL_EQUAL = "All groups are equal, where the error of a square root is not defined."


class Measurement(NamedTuple):
    """One summary measure with its standard error and 95% limits, on its own scale."""

    value: float
    standard_error: float = nan
    lower_ci: float = nan
    upper_ci: float = nan
    note: str = ""


class Distance(NamedTuple):
    """A mean distance of the groups: from what, weighted or plain, in per cent of it or not."""

    target: str
    weighted: bool
    percent: bool = False


# Not slotted: cached_property keeps its answer in the instance.
@dataclass(frozen=True)
class Groups:
    """Groups of one population, from the most to the least disadvantaged if they are ordered.

    `value` is y, `error` its standard errors or None, `favourable` whether a high value is good,
    `reference` the position of the reference group.
    """

    value: FloatArray
    population: FloatArray
    error: FloatArray | None
    ordered: bool
    favourable: bool
    reference: int

    @cached_property
    def share(self) -> FloatArray:
        """p, the share of people in each group."""
        return self.population / self.population.sum()

    @cached_property
    def mean(self) -> float:
        """mu, the population-weighted mean."""
        return float(self.share @ self.value)

    @cached_property
    def rank(self) -> FloatArray:
        """X, the mid-rank of each group, from 0 (most disadvantaged) to 1."""
        size = len(self.value)
        area = np.zeros(size, dtype=np.int64)
        return relative_rank(area, np.arange(1.0, size + 1), self.population, 1)

    @cached_property
    def concentration(self) -> FloatArray:
        """What each value is multiplied by to give the absolute concentration index."""
        return self.share * (2 * self.rank - 1)

    @cached_property
    def line(self) -> SlopeLine:
        """The line of the slope index."""
        return fit_slope_line(self.value, self.population, self.rank)

    @cached_property
    def pair(self) -> tuple[int, int]:
        """Positions of the group that is measured and of the one that it is measured against."""
        if not self.ordered:
            return int(np.argmax(self.value)), int(np.argmin(self.value))
        advantaged, disadvantaged = len(self.value) - 1, 0
        return (advantaged, disadvantaged) if self.favourable else (disadvantaged, advantaged)

    @cached_property
    def distances(self) -> dict[Distance, float]:
        """Variances of the mean distances over seeded draws, all in one pass in blocks."""
        blocks = draw_blocks(SEED, DRAWS, len(self.value))
        error = 0.0 if self.error is None else self.error
        drawn = [mean_distances(self, self.value + block * error) for block in blocks]
        each = {name: np.concatenate([part[name] for part in drawn]) for name in drawn[0]}
        return {name: float(np.var(values, ddof=1)) for name, values in each.items()}

    def only(self, group: int) -> FloatArray:
        """Give 1 for one group and 0 for the others."""
        return (np.arange(len(self.value)) == group).astype(float)

    def from_gradient(
        self, value: float, gradient: FloatArray, *, lowest: float = -inf, highest: float = inf
    ) -> Measurement:
        """Carry the groups' errors to a measure by its derivatives (exact when it is linear)."""
        variance = nan if self.error is None else float(gradient**2 @ self.error**2)
        return self.from_variance(value, variance, lowest=lowest, highest=highest)

    def from_variance(
        self, value: float, variance: float, *, lowest: float = -inf, highest: float = inf
    ) -> Measurement:
        """Give normal limits, held inside the range that the measure can have."""
        if self.error is None:
            return Measurement(value, note=NO_ERRORS)
        error = float(np.sqrt(variance))
        if not isfinite(error):
            return Measurement(value, note="The error is not defined at these values.")
        half = NORMAL_95 * error
        return Measurement(value, error, max(value - half, lowest), min(value + half, highest))


Formula = Callable[[Groups], Measurement]


def difference(groups: Groups) -> Measurement:
    """Difference of two groups."""
    high, low = groups.pair
    gap = float(groups.value[high] - groups.value[low])
    return groups.from_gradient(gap, groups.only(high) - groups.only(low))


def ratio(groups: Groups) -> Measurement:
    """Ratio of two groups, its limits on the log scale."""
    high, low = groups.pair
    top, bottom = float(groups.value[high]), float(groups.value[low])
    value = top / bottom
    if groups.error is None:
        return Measurement(value, note=NO_ERRORS)
    relative = float(np.hypot(groups.error[high] / top, groups.error[low] / bottom))
    spread = np.exp(NORMAL_95 * relative)
    return Measurement(value, value * relative, float(value / spread), float(value * spread))


def slope(groups: Groups) -> Measurement:
    """Slope of the weighted line on mid-ranks."""
    line, ends = groups.line, groups.line.covariance(groups.error)
    lower, upper = slope_limits(line, ends, line.multiplier(groups.error))
    error = float(np.sqrt(ends.slope[0]))
    return Measurement(float(line.slope[0]), error, float(lower[0]), float(upper[0]))


def ratio_of_ends(groups: Groups) -> Measurement:
    """Ratio of the ends of the weighted line."""
    line, ends = groups.line, groups.line.covariance(groups.error)
    below = float(line.deprived[0])
    value = (below + float(line.slope[0])) / below
    # Derivatives of (a + s) / a by the intercept a and the slope s.
    by_intercept, by_slope = (1 - value) / below, 1 / below
    variance = (
        by_intercept**2 * ends.deprived[0]
        + by_slope**2 * ends.slope[0]
        + 2 * by_intercept * by_slope * ends.both[0]
    )
    lower, upper = ratio_limits(line, ends, line.multiplier(groups.error))
    return Measurement(value, float(np.sqrt(variance)), float(lower[0]), float(upper[0]))


def concentration(groups: Groups) -> Measurement:
    """Sum of p(2X - 1)y."""
    weight = groups.concentration
    return groups.from_gradient(float(weight @ groups.value), weight)


def relative_concentration(groups: Groups) -> Measurement:
    """Concentration over the mean."""
    value = float(groups.concentration @ groups.value) / groups.mean
    return groups.from_gradient(value, (groups.concentration - value * groups.share) / groups.mean)


def variance(groups: Groups) -> Measurement:
    """Sum of p(y - mu)²."""
    value, spread, _ = _variance(groups)
    return groups.from_variance(value, spread, lowest=0)


def standard_deviation(groups: Groups) -> Measurement:
    """Root of the variance."""
    squared_distance, spread, _ = _variance(groups)
    if squared_distance == 0 and groups.error is not None:
        return Measurement(0.0, note=ALL_EQUAL)
    value = float(np.sqrt(squared_distance))
    return groups.from_variance(value, spread / (4 * value**2) if value else nan, lowest=0)


def variation(groups: Groups) -> Measurement:
    """Give the standard deviation in per cent of the mean."""
    mean = groups.mean
    squared_distance, spread, squared = _variance(groups)
    if squared_distance == 0 and groups.error is not None:
        return Measurement(0.0, note=ALL_EQUAL)
    value = float(100 * np.sqrt(squared_distance) / mean)
    mean_variance = float(groups.share**2 @ squared)
    covariance = float(2 * (groups.share * (groups.value - mean)) @ (squared * groups.share))
    error_squared = (
        (spread / (4 * squared_distance * mean**2) if squared_distance else nan)
        - covariance / mean**3
        + squared_distance * mean_variance / mean**4
    )
    return groups.from_variance(value, 100**2 * error_squared, lowest=0)


def _variance(groups: Groups) -> tuple[float, float, FloatArray]:
    """Between-group variance, the variance of it as y'Ay for normal y, and the errors squared."""
    share, distance = groups.share, groups.value - groups.mean
    squared = np.full(len(share), nan) if groups.error is None else groups.error**2
    # tr(ASAS), of which the parts off the diagonal are (p_i p_j)² s_i s_j, without the matrix.
    apart = float(share**2 @ squared) ** 2 + float(
        ((share - share**2) ** 2 - share**4) @ squared**2
    )
    spread = float(4 * (share * distance) ** 2 @ squared + 2 * apart)
    return float(share @ distance**2), spread, squared


def mean_distances(groups: Groups, y: FloatArray) -> dict[Distance, FloatArray]:
    """Give every mean distance of values, or of each row of draws."""
    centres = {
        "mean": np.asarray(y @ groups.share),
        "best": np.asarray(y.max(axis=-1) if groups.favourable else y.min(axis=-1)),
        "reference": np.asarray(y[..., groups.reference]),
    }
    found: dict[Distance, FloatArray] = {}
    for target, centre in centres.items():
        away = np.abs(y - centre[..., None])
        found[Distance(target, False)] = np.asarray(away.mean(axis=-1))
        found[Distance(target, True)] = np.asarray(away @ groups.share)
    with np.errstate(divide="ignore", invalid="ignore"):
        for weighted in (False, True):
            plain = found[Distance("mean", weighted)]
            found[Distance("mean", weighted, True)] = 100 * plain / centres["mean"]
    return found


def mean_distance(groups: Groups, distance: Distance) -> Measurement:
    """Mean distance of the groups from a target."""
    value = float(mean_distances(groups, groups.value)[distance])
    variance = nan if groups.error is None else groups.distances[distance]
    return groups.from_variance(value, variance, lowest=0)


def theil(groups: Groups) -> Measurement:
    """1,000 times the sum of p r ln r."""
    relative = groups.value / groups.mean
    log = np.log(np.where(relative > 0, relative, 1.0))
    index = float(groups.share @ (relative * log))
    # At zero the derivative is minus infinity: the value stands, its error does not.
    gradient = 1_000 * groups.share * (np.where(relative > 0, log, nan) - index) / groups.mean
    return groups.from_gradient(1_000 * index, gradient, lowest=0)


def log_deviation(groups: Groups) -> Measurement:
    """-1,000 times the sum of p ln r."""
    value = -1_000 * float(groups.share @ np.log(groups.value / groups.mean))
    gradient = 1_000 * groups.share * (1 / groups.mean - 1 / groups.value)
    # Rounding can leave equal groups a hair below zero.
    return groups.from_gradient(max(value, 0.0), gradient, lowest=0)


def attributable_risk(groups: Groups) -> Measurement:
    """Give the reference group less the mean, unless it is worse."""
    return _attributable(groups, 1.0, groups.only(groups.reference) - groups.share)


def attributable_fraction(groups: Groups) -> Measurement:
    """Give the attributable risk in per cent of the mean."""
    mean, best = groups.mean, float(groups.value[groups.reference])
    gradient = 100 * (groups.only(groups.reference) / mean - best * groups.share / mean**2)
    return _attributable(groups, 100 / mean, gradient)


def _attributable(groups: Groups, scale: float, gradient: FloatArray) -> Measurement:
    gain = float(groups.value[groups.reference] - groups.mean)
    if not (gain > 0 if groups.favourable else gain < 0):
        return Measurement(0.0, note=NOTHING_TO_GAIN)
    lowest, highest = (0.0, inf) if groups.favourable else (-inf, 0.0)
    return groups.from_gradient(scale * gain, gradient, lowest=lowest, highest=highest)


class Need(NamedTuple):
    """What a formula needs of the groups, and the sentence where they do not have it."""

    holds: Callable[[Groups], bool]
    fault: str


POSITIVE_MEAN = Need(
    lambda groups: groups.mean > 0,
    "The mean is not above zero, so nothing is relative to it.",
)
POSITIVE_PAIR = Need(
    lambda groups: bool((groups.value[list(groups.pair)] > 0).all()),
    "A value of zero or less has no ratio.",
)
FIVE_GROUPS = Need(
    lambda groups: len(groups.value) >= FEWEST_GROUPS,
    "There are fewer than five groups, so no line is fitted.",
)
POSITIVE_END = Need(
    lambda groups: bool(groups.line.deprived[0] > 0),
    "The fitted value at the most disadvantaged end is not above zero.",
)
NONE_NEGATIVE = Need(
    lambda groups: groups.mean > 0 and bool((groups.value >= 0).all()),
    "A value is below zero, or all are zero, which have no logarithm.",
)
ALL_POSITIVE = Need(
    lambda groups: bool((groups.value > 0).all()),
    "A value is zero or less, which has no logarithm.",
)
