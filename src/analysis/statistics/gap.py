"""The gap between two published figures: absolute and relative, always together."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.statistics.intervals import normal_quantile

NO_INTERVAL = "no interval: the publisher gives none for both figures"


def absolute_gap(
    first: ArrayLike,
    second: ArrayLike,
    *,
    first_limits: Sequence[ArrayLike] | None = None,
    second_limits: Sequence[ArrayLike] | None = None,
) -> pd.DataFrame:
    """Give the difference of two figures, first minus second.

    Parameters
    ----------
    first, second : array_like
        Values in one unit, of the same length.
    first_limits, second_limits : pair of array_like, optional
        Their published 95% limits, lower then upper.

    Returns
    -------
    DataFrame
        ``value, lower_ci, upper_ci, method, note``, in the values' unit. Positive where the first
        is the larger. The limits take the two figures as independent; an area that is part of its
        comparator is nearly so when it is a small part.

    Notes
    -----
    The standard error of each figure is (upper − lower) / (2 × 1.959964), and the variances add.

    Examples
    --------
    >>> gap = absolute_gap([75.0], [79.0], first_limits=([74.0], [76.0]),
    ...                    second_limits=([78.9], [79.1]))
    >>> gap[["value", "lower_ci", "upper_ci"]].round(2).to_numpy().tolist()
    [[-4.0, -5.0, -3.0]]
    """
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    error = np.hypot(_error(first_limits, one), _error(second_limits, two))
    half = normal_quantile(0.95) * error
    gap = one - two
    return _frame(gap, gap - half, gap + half, "difference, variances added")


def relative_gap(
    first: ArrayLike,
    second: ArrayLike,
    *,
    first_limits: Sequence[ArrayLike] | None = None,
    second_limits: Sequence[ArrayLike] | None = None,
) -> pd.DataFrame:
    """Give the ratio of two figures, first over second.

    Parameters
    ----------
    first, second : array_like
        Values in one unit, of the same length.
    first_limits, second_limits : pair of array_like, optional
        Their published 95% limits, lower then upper.

    Returns
    -------
    DataFrame
        ``value, lower_ci, upper_ci, method, note``; 1 is no gap, above 1 where the first is the
        larger. A ratio to a value of zero or less is missing, with a note.

    Notes
    -----
    On the logarithmic scale the variances add; a limit of zero or less has no logarithm, and then
    no interval is given.

    Examples
    --------
    >>> relative_gap([30.0], [20.0])["value"].tolist()
    [1.5]
    """
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    possible = (one > 0) & (two > 0)
    log_gap = _log(one) - _log(two)
    error = np.hypot(_error(_logs(first_limits), one), _error(_logs(second_limits), two))
    half = normal_quantile(0.95) * error
    ratio = np.divide(one, two, where=possible, out=np.full(one.shape, np.nan))
    lower, upper = np.exp(log_gap - half), np.exp(log_gap + half)
    data = _frame(ratio, lower, upper, "ratio, variances of the logarithms added")
    known = np.isfinite(one) & np.isfinite(two)
    data.loc[known & ~possible, "note"] = "a ratio needs values above zero"
    return data


def _error(limits: Sequence[ArrayLike] | None, like: np.ndarray) -> np.ndarray:
    if limits is None:
        return np.full(like.shape, np.nan)
    lower, upper = (np.asarray(limit, dtype=float) for limit in limits)
    return (upper - lower) / (2 * normal_quantile(0.95))


def _logs(limits: Sequence[ArrayLike] | None) -> list[np.ndarray] | None:
    return None if limits is None else [_log(np.asarray(limit, dtype=float)) for limit in limits]


def _log(values: np.ndarray) -> np.ndarray:
    return np.log(values, where=values > 0, out=np.full(values.shape, np.nan))


def _frame(value: np.ndarray, lower: np.ndarray, upper: np.ndarray, method: str) -> pd.DataFrame:
    data = pd.DataFrame({"value": value, "lower_ci": lower, "upper_ci": upper})
    data["method"] = np.where(np.isfinite(lower), method, NO_INTERVAL)
    data["note"] = np.where(np.isfinite(value), "", "a figure is missing on one side")
    return data
