"""Ranking into equal groups, such as deprivation deciles."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ParameterError
from analysis.statistics.inputs import Numbers, as_numbers


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
