"""Figures of population groups, made ready for the summary measures of inequality."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite, nan
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import DataError, ParameterError
from analysis.statistics.slope_areas import numbers
from analysis.statistics.slope_line import relative_rank
from analysis.statistics.slope_scale import NORMAL_95

Floats = NDArray[np.float64]

DRAWS = 20_000
SEED = 0
NO_ERRORS = "No standard errors were given, so there is no interval."


class Measurement(NamedTuple):
    """One summary measure with its standard error and 95% limits, on its own scale."""

    value: float
    standard_error: float = nan
    lower_ci: float = nan
    upper_ci: float = nan
    note: str = ""


def no_measurement(note: str) -> Measurement:
    """Give a missing measure that carries its reason.

    Examples
    --------
    >>> no_measurement("The mean is zero.").note
    'The mean is zero.'
    """
    return Measurement(nan, note=note)


# Not slotted: cached_property keeps its answer in the instance.
@dataclass(frozen=True)
class Groups:
    """Groups of one population, from the most to the least disadvantaged if they are ordered.

    Parameters
    ----------
    value : array of n
        y, the indicator in each group.
    population : array of n
        People in each group.
    error : array of n, or None
        Standard errors of y; groups are independent.
    ordered : bool
        Whether the groups have a natural order.
    favourable : bool
        Whether a high value is good.
    reference : int
        Position of the reference group.
    """

    value: Floats
    population: Floats
    error: Floats | None
    ordered: bool
    favourable: bool
    reference: int

    @cached_property
    def share(self) -> Floats:
        """p, the share of people in each group."""
        return self.population / self.population.sum()

    @cached_property
    def mean(self) -> float:
        """mu, the population-weighted mean."""
        return float(self.share @ self.value)

    @cached_property
    def rank(self) -> Floats:
        """X, the mid-rank of each group, from 0 (most disadvantaged) to 1."""
        size = len(self.value)
        area = np.zeros(size, dtype=np.int64)
        return relative_rank(area, np.arange(1.0, size + 1), self.population, 1)

    @cached_property
    def best(self) -> int:
        """Position of the best-performing group."""
        return int(np.argmax(self.value) if self.favourable else np.argmin(self.value))

    @cached_property
    def draws(self) -> Floats:
        """Seeded normal draws of the values, for measures without a closed error."""
        error = np.zeros_like(self.value) if self.error is None else self.error
        normals = np.random.default_rng(SEED).standard_normal((DRAWS, len(self.value)))
        return self.value + normals * error

    def from_gradient(
        self, value: float, gradient: Floats, *, lowest: float = -inf, highest: float = inf
    ) -> Measurement:
        """Carry the groups' errors to a measure by its derivatives (exact when it is linear)."""
        if self.error is None:
            return Measurement(value, note=NO_ERRORS)
        return self.from_variance(
            value, float(gradient**2 @ self.error**2), lowest=lowest, highest=highest
        )

    def from_draws(self, measure: Callable[[Floats], Floats]) -> Measurement:
        """Give a measure that is never negative, its error being the spread of seeded draws."""
        value = float(measure(self.value))
        if self.error is None:
            return Measurement(value, note=NO_ERRORS)
        return self.from_variance(value, float(np.var(measure(self.draws), ddof=1)), lowest=0)

    def from_variance(
        self, value: float, variance: float, *, lowest: float = -inf, highest: float = inf
    ) -> Measurement:
        """Give normal limits, held inside the range that the measure can have."""
        error = float(np.sqrt(variance))
        if not isfinite(error):
            return Measurement(value, note="The error is not defined at these values.")
        half = NORMAL_95 * error
        return Measurement(value, error, max(value - half, lowest), min(value + half, highest))


def read_inequality_groups(
    value: ArrayLike,
    population: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    ordered: bool = True,
    favourable: bool = True,
    reference: int | None = None,
) -> Groups:
    """Read groups for the functions of the single measures.

    Parameters
    ----------
    value, population, standard_error, ordered, favourable, reference
        As in :func:`inequality_measures`.

    Returns
    -------
    Groups
        With the reference group chosen where none is named: the most advantaged (last) of an
        ordered dimension, the best-performing of an unordered one.

    Raises
    ------
    DataError
        When the arrays differ in length or are not numbers.
    ParameterError
        When `reference` is not the position of a group.

    Examples
    --------
    >>> groups = read_inequality_groups([10.0, 20.0], [100, 300])
    >>> groups.mean, groups.rank.tolist(), groups.reference
    (17.5, [0.125, 0.625], 1)
    """
    y, people = numbers(value, "value"), numbers(population, "population")
    error = None if standard_error is None else numbers(standard_error, "standard_error")
    for name, array in (("population", people), ("standard_error", error)):
        if array is not None and len(array) != len(y):
            raise DataError(
                f"{name} has {len(array)} numbers but value has {len(y)}: give one of each a group."
            )
    if reference is not None and not 0 <= reference < max(len(y), 1):
        raise ParameterError(
            f"reference={reference!r} is not the position of one of {len(y)} groups, from 0."
        )
    groups = Groups(y, people, error, ordered, favourable, -1)
    if reference is None:
        usable = len(y) > 0 and not ordered and bool(np.isfinite(y).all())
        reference = groups.best if usable else len(y) - 1
    return Groups(y, people, error, ordered, favourable, reference)


def groups_fault(groups: Groups) -> str:
    """Say in a sentence why no measure can be given; empty when they can.

    Examples
    --------
    >>> groups_fault(read_inequality_groups([1.0], [5]))
    'There are fewer than two groups (1), so there is nothing to compare.'
    """
    if len(groups.value) < 2:
        return (
            f"There are fewer than two groups ({len(groups.value)}), "
            "so there is nothing to compare."
        )
    for number in np.flatnonzero(~np.isfinite(groups.value)):
        return f"Group {number + 1} has a missing or infinite value."
    people = groups.population
    for number in np.flatnonzero(~(np.isfinite(people) & (people > 0))):
        return f"Group {number + 1} has a missing, zero or negative population."
    return ""
