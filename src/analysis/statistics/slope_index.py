"""The slope index and the relative index of inequality, with their limits.

Which line, and which limits
----------------------------
The line is fitted to the values as they are, so that the slope is in their unit, and `scale`
says where the errors of the groups are normal:

- "identity" (means, life expectancy): the limits of the slope are exact, and so are those of
  the ratio, by Fieller's theorem; nothing is simulated.
- "log" (rates), "logit" (proportions): errors are normal on that scale but the line is fitted
  to untransformed values, so 100,000 seeded draws are made there and brought back.
- With `fit="scale"` the line is fitted on the log or logit scale instead, and its ends are
  brought back: the slope index is still the difference of the ends in the value's unit. The
  ratio of a log line then has exact limits; the other limits come from 100,000 seeded draws of
  the two ends, whose covariance is exact.

Known errors give the sampling interval of the slope; that the groups do not lie on the line is no
chance of theirs, and is told apart as the straightness. Without errors the limits come from the
scatter of the groups about the line (HC3, t with two fewer degrees of freedom than groups), and
`method` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import ParameterError
from analysis.statistics.inputs import Estimate, FloatArray, TextArray, as_frame
from analysis.statistics.slope_groups import AreaGroups, Scale, check_groups, read_groups, to_scale
from analysis.statistics.slope_line import (
    DRAWS,
    difference_and_ratio,
    fit_slope_line,
    fit_slope_lines,
    limits_by_area,
    limits_of_ends,
    ratio_limits,
    relative_rank,
    slope_limits,
    straightness,
)

Fit = Literal["value", "scale"]

FIGURES = ("value", "population", "standard_error", "lower_ci", "upper_ci", "rank_population")
SLOPE_COLUMNS = (
    *("sii", "sii_lower_ci", "sii_upper_ci"),
    *("rii", "rii_lower_ci", "rii_upper_ci"),
    "straightness",
)
NO_RATIO = "The fitted value at the most deprived end is not above zero, so no ratio is given."
NO_LIMITS = "weighted line; no limits, since a group has no error above zero"


def sii(
    value: ArrayLike,
    population: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    lower_ci: ArrayLike | None = None,
    upper_ci: ArrayLike | None = None,
    scale: Scale = "identity",
    rank_population: ArrayLike | None = None,
    seed: int = 0,
    fit: Fit = "value",
) -> Estimate:
    """Slope index of inequality: the fitted least deprived end less the most deprived end.

    Parameters
    ----------
    value : array of n
        One value a group, **from the most to the least deprived**; labels are never looked at.
        Small areas are groups too.
    population : array of n
        People in each group: the weights of the line and, without `rank_population`, its ranks.
    standard_error : array of n, optional
        Standard errors of the values, in the values' own unit.
    lower_ci, upper_ci : array of n, optional
        95% limits of the values, used where no standard errors are given.
    scale : {"identity", "log", "logit"}
        Where the errors of the groups are normal: see the module.
    rank_population : array of n, optional
        Another population to rank by (England's deciles), for national comparison.
    seed : int
        Seed of the simulation, where there is one.
    fit : {"value", "scale"}
        Whether the line is fitted to the values or to the values on `scale`.

    Returns
    -------
    Estimate
        In the unit of the value. Positive: higher at the least deprived end; publishers print its
        negative for indicators where high is bad. NaN with a note for fewer than five groups, a
        missing value, a missing or non-positive population, or a value with no place on the scale.

    Raises
    ------
    DataError, ParameterError
        When the arrays differ in length or are not numbers, for an unknown `scale` or `fit`, or for
        one limit without the other.

    Notes
    -----
    Low A, Low A (2004), J Public Health 26:388-395. HC3: MacKinnon JG, White H (1985),
    J Econometrics 29:305-325. The line of one area is fitted by statsmodels.

    Examples
    --------
    >>> estimate = sii([74, 76, 77, 79, 82], [100, 120, 110, 90, 80], standard_error=[0.5] * 5)
    >>> round(estimate.value, 2), round(estimate.lower_ci, 2), round(estimate.upper_ci, 2)
    (8.89, 7.39, 10.39)
    """
    errors = standard_error, lower_ci, upper_ci
    given = dict(zip(FIGURES, (value, population, *errors, rank_population), strict=True))
    row = _fit(read_groups(given, scale), scale, check_fit(fit), seed).iloc[0]
    index, lower, upper = (float(row[name]) for name in SLOPE_COLUMNS[:3])
    return Estimate(index, lower, upper, method=row["method"], note=row["note"])


def rii(
    value: ArrayLike,
    population: ArrayLike,
    *,
    standard_error: ArrayLike | None = None,
    lower_ci: ArrayLike | None = None,
    upper_ci: ArrayLike | None = None,
    scale: Scale = "identity",
    rank_population: ArrayLike | None = None,
    seed: int = 0,
    fit: Fit = "value",
) -> Estimate:
    """Relative index of inequality: the ratio of the fitted ends, least to most deprived.

    Of the four definitions in use this is (intercept + slope) / intercept (Low and Low 2004, and
    the Office for Health Improvement and Disparities). 1 is no inequality, above 1 higher at the
    least deprived end.

    Parameters
    ----------
    value, population, standard_error, lower_ci, upper_ci, scale, rank_population, seed, fit
        As in :func:`sii`, as are the errors.

    Returns
    -------
    Estimate
        A ratio without unit. NaN with a note where :func:`sii` would be, and where the fitted value
        at the most deprived end is not above zero. Limits are NaN, and `method` says why, where
        that end is too uncertain for a finite interval.

    Examples
    --------
    >>> estimate = rii([74, 76, 77, 79, 82], [100, 120, 110, 90, 80], standard_error=[0.5] * 5)
    >>> round(estimate.value, 3), round(estimate.lower_ci, 3), round(estimate.upper_ci, 3)
    (1.122, 1.1, 1.144)
    """
    errors = standard_error, lower_ci, upper_ci
    given = dict(zip(FIGURES, (value, population, *errors, rank_population), strict=True))
    row = _fit(read_groups(given, scale), scale, check_fit(fit), seed).iloc[0]
    ratio, lower, upper = (float(row[name]) for name in SLOPE_COLUMNS[3:6])
    method, note = row["method"], row["note"]
    if np.isfinite(row["sii"]) and not np.isfinite(ratio):
        return Estimate.suppressed(NO_RATIO, method=method)
    if np.isfinite(row["sii_lower_ci"]) and not np.isfinite(lower):
        method += "; the most deprived end is too uncertain for the ratio to have limits"
    return Estimate(ratio, lower, upper, method=method, note=note)


def slope_index(
    data: pd.DataFrame,
    *,
    by: str | Sequence[str],
    group: str,
    value: str = "value",
    population: str = "population",
    standard_error: str | None = None,
    lower_ci: str | None = None,
    upper_ci: str | None = None,
    scale: Scale = "identity",
    rank_population: str | None = None,
    complete: bool | int = True,
    seed: int = 0,
    fit: Fit = "value",
) -> pd.DataFrame:
    """Slope and relative index of many areas in one pass.

    Parameters
    ----------
    data : DataFrame
        One row an area and group, in any order.
    by : str or list of str
        Columns that name an area (and sex, period, ...).
    group : str
        Column that orders the groups, **1 the most deprived**, always taken as a number: text such
        as "10" never sorts before "2". For small areas, a rank on which a low number is deprived.
    value, population, standard_error, lower_ci, upper_ci, rank_population : str
        Column names, as the arguments of :func:`sii`.
    scale, seed, fit
        As in :func:`sii`.
    complete : bool or int
        Whether every area must hold every group, once: 1 to a number such as 10 (deciles), or those
        found in `data` and the whole numbers before them, lest one that all lack go unnoticed.
        False for small areas, where each has its own: equal ranks then share their place.

    Returns
    -------
    DataFrame
        `by`..., sii, sii_lower_ci, sii_upper_ci, rii, rii_lower_ci, rii_upper_ci, straightness,
        method, note; one row an area, in order of first appearance. The straightness is the
        residual standard deviation about the line, on its scale: how far the groups stray from it,
        which the limits do not count where errors are known. An area that cannot be fitted has NaN
        and a note that names the group at fault, and does not stop the others.

    Raises
    ------
    DataError, ParameterError
        When a column is missing, the groups are not numbers, and as in :func:`sii`.

    Examples
    --------
    >>> data = pd.DataFrame({"area": ["A"] * 5 + ["B"] * 4, "decile": [1, 2, 3, 4, 5, 1, 2, 3, 4],
    ...     "value": [70.0, 72, 74, 76, 78, 70, 72, 74, 76], "population": 100})
    >>> slope_index(data, by="area", group="decile")[["area", "sii"]]
      area   sii
    0    A  10.0
    1    B   NaN
    """
    data = as_frame(data)
    errors = standard_error, lower_ci, upper_ci
    columns = dict(zip(FIGURES, (value, population, *errors, rank_population), strict=True))
    groups, names = check_groups(data, by, group, columns, scale, complete=complete)
    return pd.concat([names, _fit(groups, scale, check_fit(fit), seed)], axis=1)


def check_fit(fit: str) -> Fit:
    """Give `fit` back when it is "value" or "scale".

    >>> check_fit("value")
    'value'
    """
    if fit not in get_args(Fit):
        raise ParameterError(f"fit={fit!r} is not known: use 'value' or 'scale'.")
    return fit  # type: ignore[return-value]


def _fit(groups: AreaGroups, scale: Scale, fit: Fit, seed: int) -> pd.DataFrame:
    """Fit every area that can be, and lay the results beside the notes of those that cannot."""
    results = np.full((groups.areas, len(SLOPE_COLUMNS)), np.nan)
    method = np.full(groups.areas, "", dtype=object)
    kept = groups.note == ""
    if kept.any():
        results[kept], method[kept] = _fit_usable(groups.keep(kept), scale, fit, seed)
    frame = pd.DataFrame(results, columns=list(SLOPE_COLUMNS))
    return frame.assign(method=method, note=groups.note)


def _fit_usable(
    groups: AreaGroups, scale: Scale, fit: Fit, seed: int
) -> tuple[FloatArray, TextArray]:
    line_scale: Scale = scale if fit == "scale" else "identity"
    value, people, error = to_scale(groups.value, line_scale), groups.population, groups.error
    rank = relative_rank(groups.area, groups.order, groups.rank_population, groups.areas)
    if groups.areas == 1:
        line = fit_slope_line(value, people, rank)
    else:
        line = fit_slope_lines(groups.area, groups.areas, value, people, rank)
    ends, z = line.covariance(error), line.multiplier(error)
    drawn = scale != "identity" and fit == "value"
    if drawn and error is not None:
        limits = limits_by_area(line, to_scale(groups.value, scale), error, scale, seed)
    elif line_scale == "identity":
        limits = np.column_stack([*slope_limits(line, ends, z), *ratio_limits(line, ends, z)])
    else:
        limits = limits_of_ends(line, ends, z, line_scale, seed)
    difference, ratio = difference_and_ratio(line.deprived, line.slope, line_scale)
    limits[~np.isfinite(ratio), 2:] = np.nan
    spread = straightness(line, value, rank, people)
    results = np.column_stack([difference, limits[:, :2], ratio, limits[:, 2:], spread])
    source = _source(scale, seed, drawn=drawn, from_scatter=error is None)
    method = _method(source, line_scale, seed)
    return results, np.where(np.isfinite(limits[:, 0]), method, NO_LIMITS).astype(object)


def _source(scale: Scale, seed: int, *, drawn: bool, from_scatter: bool) -> str:
    """Say in words where the limits come from."""
    if from_scatter:
        return "no group errors, so limits from the scatter about the line (HC3)"
    if drawn:
        return f"limits from {DRAWS:,} draws on the {scale} scale (seed {seed})"
    return "exact limits from the groups' standard errors"


def _method(source: str, line_scale: Scale, seed: int) -> str:
    if line_scale == "identity":
        return f"weighted line; {source}"
    brought_back = f"its ends brought back by {DRAWS:,} draws (seed {seed})"
    return f"weighted line on the {line_scale} scale; {source}, {brought_back}"
