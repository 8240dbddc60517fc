"""The weighted line of value on deprivation rank, fitted for many areas in one pass.

Rows are groups, sorted by area and then from most to least deprived; `area` numbers the area
of each row from 0. Every sum is taken by area, so that areas may have different numbers of
groups and none can disturb another.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.statistics.slope_scale import NORMAL_95, Floats, Scale, from_scale

Codes = NDArray[np.int64]

DRAWS = 100_000


def area_sum(area: Codes, x: Floats, areas: int) -> Floats:
    """Sum the rows of each area.

    Examples
    --------
    >>> area_sum(np.array([0, 0, 1]), np.array([1.0, 2.0, 3.0]), 2).tolist()
    [3.0, 3.0]
    """
    return np.bincount(area, weights=x, minlength=areas).astype(np.float64, copy=False)


def relative_rank(area: Codes, order: Floats, population: Floats, areas: int) -> Floats:
    """Mid-ranks of groups from most to least deprived, by share of the area's people.

    Parameters
    ----------
    area : array of int, one a row
        Number of the area, ascending.
    order : array, one a row
        Place of the group, ascending within its area; groups with one place share their rank.
    population : array, one a row
        People in the group.
    areas : int
        How many areas there are.

    Returns
    -------
    array, one a row
        The share of people in more deprived groups plus half of the group's own, from 0 (most
        deprived) to 1 (least deprived).

    Examples
    --------
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
class SlopeLine:
    """Lines of many areas: both ends are weighted sums of the values of the groups.

    Parameters
    ----------
    area : array of int, one a row
    areas : int
    deprived, slope : array, one an area
        Fitted value at rank 0 (most deprived) and slope (rank 1 less rank 0).
    deprived_weight, slope_weight : array, one a row
        What each group's value is multiplied by to give them.
    leverage : array, one a row
        How far each group's value pulls its own fitted value.
    residual : array, one a row
    points : array, one an area
        How many groups the line has.
    """

    area: Codes
    areas: int
    deprived: Floats
    slope: Floats
    deprived_weight: Floats
    slope_weight: Floats
    leverage: Floats
    residual: Floats
    points: Floats

    @property
    def least_deprived(self) -> Floats:
        """The fitted value at rank 1."""
        return self.deprived + self.slope

    def covariance(self, error: Floats) -> "EndCovariance":
        """Carry independent errors of the groups to the ends of the line, exactly."""
        squared = error**2
        a, b = self.deprived_weight, self.slope_weight
        variances = (
            area_sum(self.area, weight * squared, self.areas) for weight in (a * a, b * b, a * b)
        )
        return EndCovariance(*variances)

    def residual_error(self) -> Floats:
        """HC3: each residual over one less its leverage stands for the group's error."""
        return self.residual / (1 - self.leverage)


@dataclass(frozen=True, slots=True)
class EndCovariance:
    """Variances of the most deprived end and of the slope, and their covariance, by area."""

    deprived: Floats
    slope: Floats
    both: Floats


def fit_slope_line(
    area: Codes, areas: int, value: Floats, population: Floats, rank: Floats
) -> SlopeLine:
    """Fit value on rank with weights in proportion to population, once.

    Weighting a regression whose rows are already multiplied by the root of the population by
    population again would weight by its square; here the normal equations are written out.

    Examples
    --------
    >>> area, rank = np.zeros(5, dtype=int), np.arange(0.1, 1, 0.2)
    >>> line = fit_slope_line(area, 1, np.arange(5.0), np.ones(5), rank)
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
    return SlopeLine(
        area=area,
        areas=areas,
        deprived=deprived,
        slope=slope,
        deprived_weight=deprived_weight,
        slope_weight=slope_weight,
        leverage=share + offset * slope_weight,
        residual=value - deprived[area] - slope[area] * rank,
        points=area_sum(area, np.ones(len(area)), areas),
    )


def normal_multiplier(line: SlopeLine, *, from_residuals: bool) -> Floats:
    """1.96, or the t of the line's own degrees of freedom when errors come from residuals."""
    if not from_residuals:
        return np.full(line.areas, NORMAL_95)
    return np.asarray(stats.t.ppf(0.975, line.points - 2))


def slope_limits(line: SlopeLine, ends: EndCovariance, z: Floats) -> tuple[Floats, Floats]:
    """Limits of the slope: it is a weighted sum of the values, so its error is exact."""
    half = z * np.sqrt(ends.slope)
    return line.slope - half, line.slope + half


def ratio_limits(line: SlopeLine, ends: EndCovariance, z: Floats) -> tuple[Floats, Floats]:
    """Limits of the ratio of the fitted ends, by Fieller's theorem.

    The two ends are jointly normal with a known covariance, so P(ratio <= r) is exact and its
    2.5% and 97.5% points are the roots of a quadratic: what an endless simulation would give.
    NaN where the most deprived end is not clearly above zero, since no finite interval exists.

    Notes
    -----
    Fieller EC (1954). Some problems in interval estimation. J R Stat Soc B 16:175-185.
    """
    below, above = line.deprived, line.least_deprived
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
    centre: Floats, error: Floats, scale: Scale, weights: Floats, normals: Floats
) -> Floats:
    """Limits of the slope and ratio of one area whose values are not normal as they stand.

    Parameters
    ----------
    centre, error : array, one a group
        Values and standard errors on the scale where errors are normal.
    scale : {"identity", "log", "logit"}
        From which draws are brought back before the line is fitted to them.
    weights : array (2, groups)
        What gives the most deprived end and the slope.
    normals : array (draws, groups)
        Standard normal draws.

    Returns
    -------
    array (4,)
        Lower and upper limit of the slope, then of the ratio (NaN where 1 draw in 1,000 or more
        has a most deprived end of zero or below).
    """
    drawn = from_scale(centre + normals * error, scale)
    ends = drawn @ weights.T
    below, slope = ends[:, 0], ends[:, 1]
    limits = np.full(4, np.nan)
    limits[:2] = np.quantile(slope, (0.025, 0.975))
    if np.mean(below <= 0) < 0.001:
        limits[2:] = np.quantile((below + slope) / below, (0.025, 0.975))
    return limits
