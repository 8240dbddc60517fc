"""Small areas: put into equal groups, drawn towards their common rate, tested for clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import DataError, ParameterError
from analysis.statistics.inputs import (
    FloatArray,
    Numbers,
    as_numbers,
    check_number,
    check_positive,
    numbers,
)
from analysis.statistics.intervals import NORMAL_95, poisson_reasons


@dataclass(frozen=True, slots=True)
class Clustering:
    """Moran's I: whether neighbours are alike.

    Parameters
    ----------
    value, expected : float
        I, and what it is on average where place does not matter: -1 / (n - 1). Above it neighbours
        are alike, below it they differ.
    p_value : float
        Share of random arrangements with an I at least as large.
    note : str
        Why there is none, or which areas have no neighbour; empty otherwise.

    Examples
    --------
    >>> Clustering(0.4, -0.01, 0.001).p_value
    0.001
    """

    value: float
    expected: float = nan
    p_value: float = nan
    note: str = ""


def quantiles(value: Numbers, k: int, *, highest_first: bool = True) -> Any:
    """Put values into k groups of equal size by rank, numbered 1 to k.

    Parameters
    ----------
    value : array-like or Series
        Figures to rank, such as deprivation scores.
    k : int
        Number of groups: 5 for quintiles, 10 for deciles; at least 1.
    highest_first : bool
        Whether group 1 holds the highest values (the most deprived, where a high score is more
        deprivation) or the lowest.

    Returns
    -------
    array or Series of the length and index that came in
        Whole numbers from 1 to k. Where a value is missing the result is floating point with NaN
        in that place, and the others are ranked without it.

    Raises
    ------
    DataError, ParameterError
        When a value is not numeric, or `k` not a whole number of 1 or more.

    Notes
    -----
    Group ⌈rank × k / n⌉, as the Ministry of Housing, Communities and Local Government makes the
    deciles of the Index of Multiple Deprivation. Equal values share their best rank and so their
    group; otherwise groups differ by one member at most.

    Examples
    --------
    >>> quantiles([3.2, 45.0, 18.1, 27.9], 2)
    array([2, 1, 2, 1])
    """
    if isinstance(k, bool) or int(k) != k or k < 1:
        raise ParameterError(f"k must be a whole number of 1 or more, but is {k}.")
    (values,), kind = as_numbers(value=value)
    known = ~np.isnan(values)
    ordered = -values[known] if highest_first else values[known]
    rank = pd.Series(ordered).rank(method="min").to_numpy().astype(np.int64)
    # Whole-number arithmetic: a rank on a boundary must not slip over it by rounding.
    group = -(-rank * int(k) // max(len(rank), 1))
    if known.all():
        return kind.restore(group)
    result = np.full(values.size, np.nan)
    result[known] = group
    return kind.restore(result)


def shrink_rates(count: Numbers, denominator: Numbers, *, per: float = 100_000) -> pd.DataFrame:
    """Draw the rates of small areas towards their common rate, the more the fewer people they have.

    Parameters
    ----------
    count, denominator, per
        As in :func:`crude_rate`, as are the errors; one for each area of the whole.

    Returns
    -------
    DataFrame
        index kept: ``value`` (as it stands), ``shrunk``, ``lower_ci`` and ``upper_ci`` (95%, of the
        shrunk rate), per `per`; ``weight``, from 0 (the common rate) to 1 (the area's own);
        ``method`` and ``note``. Areas that cannot be used have NaN and do not touch the others.

    Notes
    -----
    Global empirical Bayes, Marshall RJ (1991), Applied Statistics 40:283-294: m = ΣO / ΣN,
    A = ΣN(r - m)² / ΣN - m / mean N, not below 0, weight A / (A + m / N). The variance of the
    shrunk rate is weight × m / N and, for the common rate, (1 - weight)² m / ΣN; that of A is not
    counted.

    Examples
    --------
    >>> shrink_rates([2, 40, 90], [100, 1000, 1000], per=100)[["value", "shrunk"]].round(2)
       value  shrunk
    0    2.0    4.20
    1    4.0    4.22
    2    9.0    8.74
    """
    per = check_positive("per", per)
    (x, n), kind = as_numbers(count=count, denominator=denominator)
    notes = poisson_reasons(x, n)
    known = notes == ""
    x, n = np.where(known, x, 0.0), np.where(known, n, 0.0)
    rate = np.divide(x, n, out=np.full(x.size, np.nan), where=known)
    people = max(float(n.sum()), 1.0)
    common = float(x.sum()) / people
    spread = float(np.nansum(n * (rate - common) ** 2)) / people
    between = max(spread - common * int(known.sum()) / people, 0.0)
    chance = np.divide(common, n, out=np.full(x.size, np.nan), where=known)
    whole = between + chance
    weight = np.divide(between, whole, out=np.where(known, 1.0, np.nan), where=whole > 0)
    shrunk = common + weight * (rate - common)
    half = NORMAL_95 * np.sqrt(weight * chance + (1 - weight) ** 2 * common / people)
    columns = {
        "value": per * rate,
        "shrunk": per * shrunk,
        "lower_ci": per * np.maximum(shrunk - half, 0.0),
        "upper_ci": per * (shrunk + half),
        "weight": weight,
    }
    method = np.full(x.size, "global empirical Bayes (Marshall)", dtype=object)
    return kind.frame({**columns, "method": method, "note": notes})


def morans_i(
    value: Numbers,
    neighbours: ArrayLike | Sequence[Sequence[int]],
    *,
    permutations: int = 999,
    seed: int = 0,
) -> Clustering:
    """Moran's I of values of areas, with its probability by random arrangements.

    Parameters
    ----------
    value : array-like of n
        One an area.
    neighbours : list of n lists, or array of n by n
        For each area the positions, from 0, of its neighbours, which share its weight equally; or
        the weights themselves.
    permutations, seed : int
        How many arrangements are drawn, and from which seed.

    Returns
    -------
    Clustering
        NaN with a note for fewer than three areas, missing or equal values, or no neighbours.

    Raises
    ------
    DataError, ParameterError
        For neighbours that do not fit the values, and fewer than one permutation.

    Notes
    -----
    I = (n / Σw) Σ w z z / Σ z², z the distance from the mean: Moran PAP (1950), Biometrika
    37:17-23. The probability is (1 + as large) / (1 + permutations), towards clusters.

    Examples
    --------
    >>> round(morans_i([1, 2, 3, 4], [[1], [0, 2], [1, 3], [2]]).value, 2)
    0.4
    """
    if check_number("permutations", permutations) < 1:
        raise ParameterError(f"permutations={permutations!r} must be one or more, such as 999.")
    y = numbers(value, "value")
    area, other, weight = _pairs(neighbours, len(y))
    fault = _no_clustering(y, weight)
    if fault:
        return Clustering(nan, note=fault)
    z = y - y.mean()
    scale = len(y) / float(weight.sum()) / float(z @ z)
    index = scale * float(np.sum(weight * z[area] * z[other]))
    generator = np.random.default_rng(seed)
    larger = 0
    for _ in range(permutations):
        drawn = generator.permutation(z)
        # An arrangement that is this one again must not fall short of it by rounding.
        larger += scale * float(np.sum(weight * drawn[area] * drawn[other])) >= index - 1e-9
    alone = len(y) - len(np.unique(area))
    note = f"{alone} area{'s have' if alone > 1 else ' has'} no neighbour." if alone else ""
    return Clustering(index, -1 / (len(y) - 1), (1 + larger) / (1 + permutations), note)


def _no_clustering(y: FloatArray, weight: FloatArray) -> str:
    if len(y) < 3:
        return f"There are fewer than three areas ({len(y)})."
    if not np.isfinite(y).all():
        return "A value is missing or infinite."
    if np.ptp(y) == 0:
        return "All values are equal."
    return "" if weight.sum() > 0 else "No area has a neighbour."


def _pairs(
    neighbours: ArrayLike | Sequence[Sequence[int]], areas: int
) -> tuple[np.ndarray, np.ndarray, FloatArray]:
    """Give each area and its neighbour with the weight between them."""
    if isinstance(neighbours, np.ndarray | pd.DataFrame):
        weights = np.asarray(neighbours, dtype=np.float64)
        if weights.shape != (areas, areas) or not (weights >= 0).all():
            raise DataError(f"The weights must be {areas} by {areas} numbers, none below zero.")
        area, other = np.nonzero(weights)
        return area, other, weights[area, other]
    lists = [np.asarray(row, dtype=np.int64) for row in neighbours]  # type: ignore[union-attr]
    if len(lists) != areas:
        raise DataError(f"There are {areas} values but neighbours of {len(lists)} areas.")
    area = np.repeat(np.arange(areas), [len(row) for row in lists])
    other = np.concatenate([*lists, np.empty(0, dtype=np.int64)])
    if ((other < 0) | (other >= areas) | (other == area)).any():
        raise DataError(f"A neighbour must be another area, from 0 to {areas - 1}.")
    return area, other, 1 / np.repeat([len(row) for row in lists], [len(row) for row in lists])
