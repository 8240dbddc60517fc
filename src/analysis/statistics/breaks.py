"""Whether a series jumps or bends somewhere, looked for once and by one rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.errors import ParameterError
from analysis.statistics.inputs import BoolArray, FloatArray, IntArray, check_indexes, check_number
from analysis.statistics.linear_trend import SINGULAR, error_covariance, series_fault
from analysis.statistics.periods import EXACT, Periods, read_periods

DECLARED = (2020.0, 2021.0)
"""Where breaks are expected: the first two years of COVID-19."""
FEWEST_BEFORE, FEWEST_AFTER = 3, 4
DRAWS, SEED = 9_999, 0
LEVEL = 0.01
# Statistics that differ by less than this share do so in their last digits.
TIE = 1e-9

Shape = Literal["step", "bend"]


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a series leaves its line.

    Parameters
    ----------
    kind : str
        "step", a jump of the level, or "bend", a change of the slope.
    at : float
        The moment, in years: 2020 is the start of 2020. The last segment are the periods that open
        then or later.
    statistic, critical : float
        F of the break, with one degree of freedom, and what the largest F exceeds in 1 of 200
        straight lines.
    p_value : float
        Share of straight lines whose largest F is as large, by simulation.

    Examples
    --------
    >>> Break("step", 2020.0, 41.0, 22.5, 0.0004).kind
    'step'
    """

    kind: str
    at: float
    statistic: float
    critical: float
    p_value: float


class Places(NamedTuple):
    """Where a break is looked for: its kind and moment, and its direction in the residuals."""

    kinds: list[Shape]
    moments: list[float]
    directions: FloatArray

    def at(self, moments: Sequence[float]) -> BoolArray:
        """Which of the places are at some moments."""
        return np.isin(self.moments, list(moments))

    def null(self, among: BoolArray) -> FloatArray:
        """Give the largest F of each of many straight lines among some of the places, sorted."""
        return null_statistics(self.directions[among].tobytes(), int(among.sum()))


def find_break(
    period_start: ArrayLike,
    period_end: ArrayLike,
    value: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    straddling: bool | None = None,
    declared: Sequence[float] = DECLARED,
    fewest_after: int = FEWEST_AFTER,
) -> Break | None:
    """Look for one step or bend in a series: at declared moments, then at any.

    Parameters
    ----------
    period_start, period_end, value, standard_error, straddling
        As in :func:`linear_trend`.
    declared : sequence of float
        Moments, in years, at which a break is expected; they are tried first, by themselves.
    fewest_after : int
        How many periods have to open at the break or later, so that a trend can be given on them.

    Returns
    -------
    Break or None
        The break with the largest F, where straight lines with the same errors and overlaps have
        so large an F in fewer than 1 in 200 series: once among the declared moments and once among
        all, so that 1% of straight lines are called broken. A declared moment is kept unless
        another place explains more by F at 1%. None for a series without a line, or
        too short: three periods before the break and `fewest_after` from it are needed.

    Raises
    ------
    DataError, ParameterError
        As in :func:`linear_trend`, and for a `fewest_after` below one.

    Notes
    -----
    Andrews DWK (1993), Econometrica 61:821-856; critical values from 9,999 seeded series on the
    same periods. A period that a step falls into holds it in part. The scatter is measured about
    the broken line, and is no less than known errors allow.

    Examples
    --------
    >>> year = list(range(2011, 2025))
    >>> values = [9.1, 9.3, 9.2, 9.4, 9.5, 9.4, 9.6, 9.7, 9.6, 11.8, 11.9, 12.1, 12.0, 12.2]
    >>> found = find_break(year, year, values)
    >>> found.kind, found.at
    ('step', 2020.0)
    """
    if check_number("fewest_after", fewest_after) < 1:
        raise ParameterError(f"fewest_after={fewest_after!r} must be one or more, such as 4.")
    check_indexes({"period_start": period_start, "value": value, "standard_error": standard_error})
    periods = read_periods(period_start, period_end, straddling=straddling)
    series = periods.series(value, "value")
    error = None if standard_error is None else periods.series(standard_error, "standard_error")
    present = np.flatnonzero(~np.isnan(series))
    order = present[np.argsort(periods.middle[present], kind="stable")]
    periods, series = periods.keep(order), series[order]
    if series_fault(periods, series):
        return None
    covariance, _ = error_covariance(periods, None if error is None else error[order])
    residuals, places = residual_space(periods, covariance, declared, fewest_after)
    left = (residuals @ series)[None, :]
    if np.sum(left**2) <= EXACT * np.sum((residuals * series) ** 2):
        return None
    number = int(choose_breaks(left, places, declared)[0])
    if number < 0:
        return None
    f = break_statistics(left, places.directions)[0]
    among = places.at(declared)
    if not (among[number] and exceeds(f[number], places.null(among))):
        among[:] = True
    null = places.null(among)
    p_value = (1 + int((null >= f[number]).sum())) / (1 + len(null))
    critical = float(np.quantile(null, 1 - LEVEL / 2))
    return Break(places.kinds[number], places.moments[number], float(f[number]), critical, p_value)


def choose_breaks(left: FloatArray, places: Places, declared: Sequence[float]) -> IntArray:
    """Give the place of the break of each series of residuals, -1 where it has none."""
    none = np.full(len(left), -1)
    if not places.kinds:
        return none
    f = break_statistics(left, places.directions)
    anywhere = _largest(f, places, np.ones(len(places.kinds), dtype=bool), left.shape[1] - 1)
    expected = _largest(f, places, places.at(declared), left.shape[1] - 1)
    rows = np.arange(len(left))
    more = _explains_more(f[rows, anywhere], f[rows, expected], left.shape[1] - 1)
    return np.where((expected < 0) | ((anywhere >= 0) & more), anywhere, expected)


def _largest(f: FloatArray, places: Places, among: BoolArray, free: int) -> IntArray:
    """Give the place of the largest F of each series, -1 where chance makes as large ones."""
    best = np.full(len(f), -1)
    if not among.any():
        return best
    tried = f[:, among]
    largest = tried.max(axis=1)
    # What is nothing at one place is nothing among many, and needs no simulation.
    if (special.fdtrc(1, free, largest) > LEVEL / 2).all():
        return best
    # The first of those that only the last digits tell apart.
    first = np.argmax(tried >= (largest * (1 - TIE))[:, None], axis=1)
    found = exceeds(largest, places.null(among))
    best[found] = np.flatnonzero(among)[first[found]]
    return best


def exceeds(f: FloatArray, null: FloatArray) -> BoolArray:
    """Whether F is above its critical value, by more than the last digits.

    >>> exceeds(np.array([3.0]), np.ones(10)).tolist()
    [True]
    """
    return np.asarray(f > np.quantile(null, 1 - LEVEL / 2) * (1 + TIE))


def _explains_more(one: FloatArray, other: FloatArray, free: int) -> BoolArray:
    """Whether a break explains more than another by F at 1%, so that the other stands in for it."""
    # With F = E d / (T - E), what is left beside either break is in proportion to 1 / (F + d).
    with np.errstate(invalid="ignore"):
        ratio = (one + free) / (other + free)
        return np.asarray(free * (ratio - 1) > special.fdtri(1, free, 1 - LEVEL))


def residual_space(
    periods: Periods, covariance: FloatArray, declared: Sequence[float], fewest_after: int
) -> tuple[FloatArray, Places]:
    """Give what turns a series into independent residuals of its line, and where it may break.

    Periods are in order. A moment is a declared one, or the opening of a period.
    """
    roots, vectors = np.linalg.eigh(covariance)
    kept = roots > SINGULAR * roots[-1]
    whitened = (vectors[:, kept] / np.sqrt(roots[kept])).T
    design = whitened @ np.column_stack([np.ones(len(periods.start)), periods.middle])
    basis = np.linalg.svd(design)[0][:, 2:].T
    residuals = basis @ whitened
    moments = sorted({*map(float, declared), *periods.opens.tolist()})
    kinds: list[Shape] = []
    places: list[float] = []
    directions = []
    for at in moments:
        before, after = (periods.closes <= at).sum(), (periods.opens >= at).sum()
        if before < FEWEST_BEFORE or after < fewest_after:
            continue
        shapes: tuple[tuple[Shape, FloatArray], ...] = (
            ("step", periods.share_after(at)),
            ("bend", periods.years_after(at)),
        )
        for kind, shape in shapes:
            direction = residuals @ shape
            kinds.append(kind)
            places.append(at)
            directions.append(direction / np.sqrt(direction @ direction))
    laid = np.array(directions).reshape(len(kinds), len(basis))
    return residuals, Places(kinds, places, laid)


def break_statistics(residuals: FloatArray, directions: FloatArray) -> FloatArray:
    """F of a break in each direction, for series of residuals in rows.

    >>> break_statistics(np.array([[3.0, 1, 0]]), np.eye(3)[:1])
    array([[18.]])
    """
    explained = (residuals @ directions.T) ** 2
    total = np.einsum("ij,ij->i", residuals, residuals)[:, None]
    scatter = np.maximum(total - explained, 0.0) / (residuals.shape[1] - 1)
    nothing = scatter <= EXACT * total
    return np.where(nothing, np.inf, explained / np.where(nothing, 1.0, scatter))


@lru_cache(maxsize=256)
def null_statistics(directions: bytes, places: int) -> FloatArray:
    """Give the largest F of each of many straight lines, sorted."""
    laid = np.frombuffer(directions).reshape(places, -1)
    drawn = np.random.default_rng(SEED).standard_normal((DRAWS, laid.shape[1]))
    return np.sort(break_statistics(drawn, laid).max(axis=1))
