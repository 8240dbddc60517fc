"""The weighted line of value on deprivation rank: one area by statsmodels, many in one pass.

Rows are groups, sorted by area and then from most to least deprived; `area` numbers the area
of each row from 0. Every sum is taken by area, so that areas may have different numbers of
groups and none can disturb another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.statistics.inputs import FloatArray, IntArray
from analysis.statistics.intervals import NORMAL_95
from analysis.statistics.slope_groups import Scale, from_scale

DRAWS = 100_000
BLOCK = 50_000
"""Numbers drawn at a time: few enough to stay near the processor."""
HELD = 100 * BLOCK
"""Draws are kept from one area to the next where they are no more than this."""


def area_sum(area: IntArray, x: FloatArray, areas: int) -> FloatArray:
    """Sum the rows of each area.

    >>> area_sum(np.array([0, 0, 1]), np.array([1.0, 2.0, 3.0]), 2).tolist()
    [3.0, 3.0]
    """
    return np.bincount(area, weights=x, minlength=areas).astype(np.float64, copy=False)


def relative_rank(
    area: IntArray, order: FloatArray, population: FloatArray, areas: int
) -> FloatArray:
    """Mid-rank: the share of people in more deprived groups plus half of the group's own.

    Groups of one place in the `order`, which ascends within its area, share their rank.

    >>> area, order = np.zeros(2, dtype=int), np.array([1.0, 2.0])
    >>> relative_rank(area, order, np.array([1.0, 3.0]), 1).tolist()
    [0.125, 0.625]
    """
    starts = np.flatnonzero((np.diff(area, prepend=-1) != 0) | (np.diff(order, prepend=0) != 0))
    people = np.add.reduceat(population, starts)
    place_area = area[starts]
    share = people / area_sum(place_area, people, areas)[place_area]
    running = np.cumsum(share)
    # An area's running total starts where the one before it ended.
    before = np.concatenate(([0.0], running))[np.searchsorted(place_area, np.arange(areas))]
    rank = running - before[place_area] - share / 2
    return np.repeat(rank, np.diff(np.append(starts, len(area))))


@dataclass(frozen=True, slots=True)
class EndCovariance:
    """Variances of the most deprived end and of the slope, and their covariance, by area."""

    deprived: FloatArray
    slope: FloatArray
    both: FloatArray


@dataclass(frozen=True, slots=True)
class SlopeLine:
    """Lines of many areas: both ends are weighted sums of the values of the groups.

    One an area: the fitted value at rank 0 (most `deprived`) and the `slope`; one a row: what each
    value is multiplied by to give them. `scatter` is their covariance from the scatter (HC3).
    """

    area: IntArray
    deprived: FloatArray
    slope: FloatArray
    deprived_weight: FloatArray
    slope_weight: FloatArray
    scatter: EndCovariance

    @property
    def areas(self) -> int:
        """How many lines there are."""
        return len(self.slope)

    def covariance(self, error: FloatArray | None) -> EndCovariance:
        """Carry independent errors of the groups to the ends, exactly; without them, HC3."""
        if error is None:
            return self.scatter
        return _end_covariance(
            self.area, self.areas, self.deprived_weight, self.slope_weight, error
        )

    def multiplier(self, error: FloatArray | None) -> FloatArray:
        """1.96, or the t of the line's own degrees of freedom where there are no errors."""
        if error is not None:
            return np.full(self.areas, NORMAL_95)
        return np.asarray(special.stdtrit(np.bincount(self.area) - 2.0, 0.975))


def fit_slope_lines(
    area: IntArray, areas: int, value: FloatArray, population: FloatArray, rank: FloatArray
) -> SlopeLine:
    """Fit value on rank with weights in proportion to population, once, for all areas at a time.

    >>> area, rank = np.zeros(5, dtype=int), np.arange(0.1, 1, 0.2)
    >>> line = fit_slope_lines(area, 1, np.arange(5.0), np.ones(5), rank)
    >>> line.slope.round(6).tolist()
    [5.0]
    """
    share = population / area_sum(area, population, areas)[area]
    centre = area_sum(area, share * rank, areas)
    offset = rank - centre[area]
    spread = area_sum(area, share * offset**2, areas)[area]
    slope_weight = share * offset / spread
    deprived_weight = share - centre[area] * slope_weight
    slope = area_sum(area, slope_weight * value, areas)
    deprived = area_sum(area, deprived_weight * value, areas)
    leverage = share + offset * slope_weight
    with np.errstate(divide="ignore", invalid="ignore"):
        error = (value - deprived[area] - slope[area] * rank) / (1 - leverage)
        scatter = _end_covariance(area, areas, deprived_weight, slope_weight, error)
    return SlopeLine(area, deprived, slope, deprived_weight, slope_weight, scatter)


def fit_slope_line(value: FloatArray, population: FloatArray, rank: FloatArray) -> SlopeLine:
    """Fit the line of one area, by statsmodels; its memory grows with the groups, not their square.

    >>> fit_slope_line(np.arange(5.0), np.ones(5), np.arange(0.1, 1, 0.2)).slope.round(6).tolist()
    [5.0]
    """
    # Here, since it takes a second or more that who fits no line need not wait.
    from statsmodels.regression.linear_model import WLS  # noqa: PLC0415

    fit = WLS(value, np.column_stack([np.ones(len(rank)), rank]), weights=population).fit()
    to_deprived, to_slope = fit.model.pinv_wexog * np.sqrt(population)
    area = np.zeros(len(value), dtype=np.int64)
    leverage = to_deprived + to_slope * rank
    with np.errstate(divide="ignore", invalid="ignore"):
        scatter = _end_covariance(area, 1, to_deprived, to_slope, fit.resid / (1 - leverage))
    deprived, slope = fit.params[:1], fit.params[1:]
    return SlopeLine(area, deprived, slope, to_deprived, to_slope, scatter)


def _end_covariance(
    area: IntArray,
    areas: int,
    deprived_weight: FloatArray,
    slope_weight: FloatArray,
    error: FloatArray,
) -> EndCovariance:
    squared, a, b = error**2, deprived_weight, slope_weight
    sums = (area_sum(area, weight * squared, areas) for weight in (a * a, b * b, a * b))
    return EndCovariance(*sums)


def straightness(
    line: SlopeLine, value: FloatArray, rank: FloatArray, share: FloatArray
) -> FloatArray:
    """Residual standard deviation about each line, on its scale, weighted by population.

    >>> area, rank = np.zeros(5, dtype=int), np.arange(0.1, 1, 0.2)
    >>> value, share = np.array([0.0, 1, 2, 3, 5]), np.full(5, 0.2)
    >>> line = fit_slope_lines(area, 1, value, share, rank)
    >>> straightness(line, value, rank, share).round(3).tolist()
    [0.365]
    """
    residual = value - line.deprived[line.area] - line.slope[line.area] * rank
    groups = np.bincount(line.area, minlength=line.areas)
    whole = area_sum(line.area, share * residual**2, line.areas)
    return np.sqrt(whole / area_sum(line.area, share, line.areas) * groups / (groups - 2))


def slope_limits(
    line: SlopeLine, ends: EndCovariance, z: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Limits of the slope: it is a weighted sum of the values, so its error is exact."""
    half = z * np.sqrt(ends.slope)
    return line.slope - half, line.slope + half


def ratio_limits(
    line: SlopeLine, ends: EndCovariance, z: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Limits of the ratio of the fitted ends (Fieller EC 1954, J R Stat Soc B 16:175-185).

    The two ends are jointly normal with a known covariance, so P(ratio <= r) is exact and its
    2.5% and 97.5% points are the roots of a quadratic: what an endless simulation would give.
    NaN where the most deprived end is not clearly above zero, since no finite interval exists.
    """
    below, above = line.deprived, line.deprived + line.slope
    above_variance = ends.deprived + ends.slope + 2 * ends.both
    covariance = ends.deprived + ends.both
    square = below**2 - z**2 * ends.deprived
    middle = below * above - z**2 * covariance
    constant = above**2 - z**2 * above_variance
    inside = middle**2 - square * constant
    bounded = (square > 0) & (below > 0) & (inside >= 0)
    root = np.sqrt(np.where(bounded, inside, 0))
    square = np.where(bounded, square, 1.0)
    lower, upper = (middle - root) / square, (middle + root) / square
    return np.where(bounded, lower, np.nan), np.where(bounded, upper, np.nan)


def simulated_limits(
    centre: FloatArray,
    error: FloatArray,
    scale: Scale,
    weights: FloatArray,
    blocks: Iterable[FloatArray],
) -> FloatArray:
    """Limits of slope and ratio of one area whose values are not normal as they stand.

    Values and errors are on the scale where errors are normal; `weights` (2, groups) give the most
    deprived end and the slope; `blocks` are standard normal draws. The ratio has no limits where 1
    draw in 1,000 or more has a most deprived end of zero or below.
    """
    ends = np.vstack([from_scale(centre + block * error, scale) @ weights.T for block in blocks])
    below, slope = ends[:, 0], ends[:, 1]
    limits = np.full(4, np.nan)
    limits[:2] = np.quantile(slope, (0.025, 0.975))
    if np.mean(below <= 0) < 0.001:
        limits[2:] = np.quantile((below + slope) / below, (0.025, 0.975))
    return limits


def draw_blocks(seed: int, draws: int, groups: int) -> Iterator[FloatArray]:
    """Give normal draws in rows, a block at a time, so that memory stays small: as all at once.

    >>> blocks = list(draw_blocks(0, 3, BLOCK // 2))
    >>> [len(block) for block in blocks]
    [2, 1]
    """
    generator, rows = np.random.default_rng(seed), max(BLOCK // max(groups, 1), 1)
    for first in range(0, draws, rows):
        yield generator.standard_normal((min(rows, draws - first), groups))


def limits_by_area(
    line: SlopeLine, centre: FloatArray, error: FloatArray, scale: Scale, seed: int
) -> FloatArray:
    """Simulate one area after another, each from the seed, so that none depends on another."""
    limits = np.full((line.areas, 4), np.nan)
    first = np.searchsorted(line.area, np.arange(line.areas + 1))
    weights = np.vstack([line.deprived_weight, line.slope_weight])
    held: list[FloatArray] = []
    for number in range(line.areas):
        rows = slice(first[number], first[number + 1])
        size = rows.stop - rows.start
        if not np.isfinite(error[rows]).all():
            continue
        blocks: Iterable[FloatArray] = held
        if not held or held[0].shape[1] != size:
            blocks = draw_blocks(seed, DRAWS, size)
            held = list(blocks) if size * DRAWS <= HELD else []
            blocks = held or draw_blocks(seed, DRAWS, size)
        limits[number] = simulated_limits(
            centre[rows], error[rows], scale, weights[:, rows], blocks
        )
    return limits


def limits_of_ends(
    line: SlopeLine, ends: EndCovariance, z: FloatArray, scale: Scale, seed: int
) -> FloatArray:
    """Limits of a line fitted on the scale: draws of its two ends, exact for a log ratio."""
    normals = np.random.default_rng(seed).standard_normal((2, DRAWS))
    limits = np.full((line.areas, 4), np.nan)
    # Where errors come from residuals, draws are widened as t is wider than the normal.
    slope_error, wider = np.sqrt(ends.slope), z / NORMAL_95
    for number in np.flatnonzero(np.isfinite(ends.slope) & np.isfinite(ends.deprived)):
        share = ends.both[number] / slope_error[number] if slope_error[number] > 0 else 0.0
        rest = np.sqrt(max(ends.deprived[number] - share**2, 0.0))
        slope = line.slope[number] + wider[number] * slope_error[number] * normals[0]
        deprived = line.deprived[number] + wider[number] * (share * normals[0] + rest * normals[1])
        difference, ratio = difference_and_ratio(deprived, slope, scale)
        limits[number, :2] = np.quantile(difference, (0.025, 0.975))
        limits[number, 2:] = np.quantile(ratio, (0.025, 0.975))
    if scale == "log":
        limits[:, 2:] = np.exp(np.column_stack(slope_limits(line, ends, z)))
    return limits


def difference_and_ratio(
    deprived: FloatArray, slope: FloatArray, scale: Scale
) -> tuple[FloatArray, FloatArray]:
    """Difference and ratio of the ends, brought back from the scale of the line."""
    below, above = from_scale(deprived, scale), from_scale(deprived + slope, scale)
    positive = np.where(below > 0, below, np.nan)
    return above - below, above / positive
