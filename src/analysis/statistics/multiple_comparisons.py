"""What chance alone would flag among many tests, and the false-discovery-rate view."""

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from statsmodels.stats.multitest import multipletests

from analysis.errors import ParameterError
from analysis.statistics.slope_areas import numbers

Correction = Literal["fdr_bh", "fdr_by"]


def expected_by_chance(tests: int, *, level: float = 0.05) -> float:
    """How many of so many tests would be flagged if nothing at all had changed.

    Parameters
    ----------
    tests : int
        How many comparisons are made.
    level : float
        The level of each: 0.05 for intervals of 95%, 0.002 for 99.8%.

    Returns
    -------
    float
        tests x level.

    Raises
    ------
    ParameterError
        When `tests` is negative or `level` is not between 0 and 1.

    Examples
    --------
    >>> expected_by_chance(60)
    3.0
    """
    _check_level(level)
    if tests < 0:
        raise ParameterError(f"tests={tests!r} must be zero or more.")
    return tests * level


def false_discovery(
    p_value: ArrayLike, *, level: float = 0.05, method: Correction = "fdr_bh"
) -> pd.DataFrame:
    """Adjust p-values so that at most a share `level` of what is flagged is expected to be false.

    Parameters
    ----------
    p_value : array of n
        Two-sided p-values; missing ones are no test and stay missing.
    level : float
        The false discovery rate to keep to.
    method : {"fdr_bh", "fdr_by"}
        Benjamini and Hochberg, or Benjamini and Yekutieli, who allow any dependence.

    Returns
    -------
    DataFrame
        p_value, adjusted_p_value (never below p_value), flagged (bool), note; the index of a
        Series is kept.

    Raises
    ------
    ParameterError
        For an unknown method, or a level that is not between 0 and 1.
    DataError
        When the p-values are not numbers.

    Notes
    -----
    Benjamini Y, Hochberg Y (1995). J R Stat Soc B 57:289-300. Computed by statsmodels.

    Examples
    --------
    >>> false_discovery([0.001, 0.02, 0.04, 0.8])["flagged"].tolist()
    [True, True, False, False]
    """
    _check_level(level)
    if method not in get_args(Correction):
        raise ParameterError(f"method={method!r} is not known: use 'fdr_bh' or 'fdr_by'.")
    p = numbers(p_value, "p_value")
    tested = (p >= 0) & (p <= 1)
    adjusted = np.full(len(p), np.nan)
    flagged = np.zeros(len(p), dtype=bool)
    if tested.any():
        flagged[tested], adjusted[tested] = multipletests(p[tested], alpha=level, method=method)[:2]
    note: Any = np.where(tested, "", "The p-value is missing or not between 0 and 1.")
    index = p_value.index if isinstance(p_value, pd.Series) else None
    return pd.DataFrame(
        {"p_value": p, "adjusted_p_value": adjusted, "flagged": flagged, "note": note}, index=index
    )


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ParameterError(f"level={level!r} must lie between 0 and 1, such as 0.05.")
